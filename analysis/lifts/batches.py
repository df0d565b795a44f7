"""Batches of lifts: stairwells near one another and alike in readiness, to be built together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from ...gis import barriers as walls
from ...gis import crs, neighbours, partition
from ...gis.errors import LayerError
from . import batch_figures
from .batch_rules import Rules, rules

if TYPE_CHECKING:
    import geopandas as gpd

READINESS = {"ready": "可实施", "to_vote": "待表决", "to_survey": "待踏勘", "none": "不具备"}
ELIGIBLE = tuple(READINESS)[:3]
_NONE = "不具备加装条件，不参与成片"
_NOWHERE = "没有位置，不能判断与谁相邻"
_UNKNOWN = {"district": "所属街道未知，不能成片", "community": "所属小区未知，不能成片"}
# what parts two that are near: from what may change soonest to what hardly can
_PARTS = {"readiness": "成熟度不同", "community": "分属其他小区", "district": "分属其他街道"}
_BLOCKED = "隔着围墙、河道等阻隔"
_CAUSES = (*_PARTS.values(), _BLOCKED)
_TOGETHER = -1


@dataclass(frozen=True)
class Batches:
    """
    Who is in which batch.

    Attributes
    ----------
    members
        Indexed as the stairwells: `readiness`, `batch` (NA = in none) and `reason` (why in none).
    batches
        One row a batch (``E01`` ...), see :func:`pianqu.analysis.lifts.batch_figures.figures`.
    """

    members: pd.DataFrame
    batches: "gpd.GeoDataFrame"


def batch(
    stairwells: "gpd.GeoDataFrame",
    *,
    readiness: pd.Series,
    district: pd.Series,
    barriers: "gpd.GeoDataFrame | None" = None,
    openings: "gpd.GeoSeries | None" = None,
    amounts: pd.DataFrame | None = None,
    choice: Rules | None = None,
) -> Batches:
    """
    Group stairwells into batches of lifts.

    Two stairwells are neighbours where they are near in a straight line, no barrier lies on that
    line, they are in one sub-district (and community, where asked for) and alike in readiness.
    Neighbours of neighbours hang together; more than a batch holds are cut into connected,
    compact parts. Whoever can be in no batch is listed with the reason.

    Parameters
    ----------
    stairwells
        Points, or shaft areas (which count from their middle), in a metric coordinate system,
        indexed by id. Columns used where they are there: `community`, `households`, `elderly`,
        `score`.
    readiness
        One of ``ready``, ``to_vote``, ``to_survey``, ``none`` for each stairwell.
    district
        Sub-district of each stairwell; NA = not known, and then in no batch where it matters.
    barriers
        Lines and areas that nobody crosses; None leaves out what they would part, so that a
        missing layer is to be said beside the result.
    openings
        Gates that are open: points.
    amounts
        By stairwell, in yuan: `subsidy`, `custody` (a year), `household_part`; NA = not known.
    choice
        As from :func:`pianqu.analysis.lifts.batch_rules.rules`.

    Returns
    -------
    Batches
        The same for any order of rows and columns; batches are numbered by readiness, then by
        score (the highest first), then from north to south.

    Raises
    ------
    CrsError
        The layers are not in one metric coordinate system.
    LayerError
        An id is there twice, or a readiness is missing or not one of the four.

    Examples
    --------
    >>> import geopandas as gpd
    >>> ids = ["U1", "U2", "U3", "U4"]
    >>> place = gpd.GeoSeries.from_xy([0, 20, 40, 200], [0, 0, 0, 0], index=ids, crs=4549)
    >>> found = batch(
    ...     gpd.GeoDataFrame(geometry=place),
    ...     readiness=pd.Series("ready", ids),
    ...     district=pd.Series("北街道", ids),
    ... )
    >>> found.members["batch"].tolist()
    ['E01', 'E01', 'E01', <NA>]
    >>> found.members["reason"]["U4"]
    '附近可成片的只有 1 台，不足 3 台'
    >>> found.batches["span"].tolist()
    [40.0]
    """
    choice = choice or rules()
    crs.require_metric(*(layer for layer in (stairwells, barriers, openings) if layer is not None))
    rows = _rows(stairwells, readiness, district)
    reason = _unfit(rows, choice)
    fit = rows[reason.isna()]
    links = _links(fit, _parting(barriers, openings, choice), choice)
    near = links[links["cause"] == _TOGETHER]
    xy = shapely.get_coordinates(fit["place"].to_numpy())
    label = partition.parts(xy, near, least=choice.least, most=choice.most)
    kept = label != partition.LEFT
    reason = reason.fillna(_left(links, fit.index, kept, choice))
    table, names = batch_figures.figures(
        stairwells.loc[fit.index[kept]],
        label=pd.Series(label[kept], fit.index[kept]),
        rows=rows,
        amounts=amounts,
        order=ELIGIBLE,
    )
    members = pd.DataFrame({"readiness": rows["readiness"], "batch": names, "reason": reason})
    members = members.astype({"batch": "string", "reason": "string"})
    return Batches(members.loc[stairwells.index], table)


def _rows(
    stairwells: "gpd.GeoDataFrame", readiness: pd.Series, district: pd.Series
) -> pd.DataFrame:
    """What decides, in one order whatever that of the input: by id."""
    twice = stairwells.index[stairwells.index.duplicated()].unique()
    if len(twice):
        raise LayerError(
            f"单元编号 {'、'.join(map(str, twice[:5]))} 不止一行；每个单元只应有一行，请先去重。"
        )
    rows = pd.DataFrame({"readiness": readiness.reindex(stairwells.index).astype("string")})
    odd = rows["readiness"][~rows["readiness"].isin(list(READINESS))]
    if len(odd):
        raise LayerError(
            f"单元 {'、'.join(map(str, odd.index[:5]))} 的 readiness 为“{odd.iloc[0]}”，"
            f"应为 {'、'.join(READINESS)} 之一；请先判定其成熟度。"
        )
    rows["district"] = district.reindex(stairwells.index).astype("string")
    named = stairwells.get("community", pd.NA)
    rows["community"] = pd.Series(named, stairwells.index, dtype="string")
    rows["place"] = shapely.centroid(stairwells.geometry.to_numpy())
    return rows.sort_index(key=lambda ids: ids.astype(str))


def _unfit(rows: pd.DataFrame, choice: Rules) -> pd.Series:
    place = rows["place"].to_numpy()
    nowhere = shapely.is_missing(place) | shapely.is_empty(place)
    reason = pd.Series(pd.NA, rows.index, dtype="string")
    for column, asked in (
        ("community", choice.same_community),
        ("district", choice.same_district),
    ):
        if asked:
            reason[rows[column].isna()] = _UNKNOWN[column]
    reason[nowhere] = _NOWHERE
    reason[~rows["readiness"].isin(ELIGIBLE)] = _NONE
    return reason


def _parting(
    barriers: "gpd.GeoDataFrame | None", openings: "gpd.GeoSeries | None", choice: Rules
) -> np.ndarray | None:
    if barriers is None:
        return None
    return walls.opened(barriers, openings, width=choice.opening).to_numpy().astype(object)


def _links(fit: pd.DataFrame, parting: np.ndarray | None, choice: Rules) -> pd.DataFrame:
    """All that are near, and what hardest parts them: a number of `_CAUSES`, or nothing."""
    links = neighbours.links(fit["place"].to_numpy(), metres=choice.metres, barriers=parting)
    first, second = links["first"].to_numpy(), links["second"].to_numpy()
    asked = {"community": choice.same_community, "district": choice.same_district}
    cause = np.full(len(links), _TOGETHER)
    for number, column in enumerate(_PARTS):
        if asked.get(column, True):
            code = pd.factorize(fit[column])[0]
            cause[code[first] != code[second]] = number
    cause[links["blocked"].to_numpy()] = len(_PARTS)
    return links.assign(cause=cause)


def _left(links: pd.DataFrame, ids: pd.Index, kept: np.ndarray, choice: Rules) -> pd.Series:
    """Why a stairwell that could be in a batch is in none."""
    near = links[links["cause"] == _TOGETHER]
    group = neighbours.components(len(ids), near["first"].to_numpy(), near["second"].to_numpy())
    size, out = np.bincount(group), np.bincount(group, weights=~kept)
    few = f"附近可成片的只有 {{}} 台，不足 {choice.least} 台{{}}"
    rest = f"相连的 {{}} 台按每批 {choice.least} 至 {choice.most} 台分片后余 {{:.0f}} 台"
    beside = _beside(links, group, choice.metres)
    said = {
        at: few.format(size[at], beside.get(at, ""))
        if size[at] < choice.least
        else rest.format(size[at], out[at])
        for at in np.unique(group[~kept])
    }
    return pd.Series(group, ids)[~kept].map(said).astype("string")


def _beside(links: pd.DataFrame, group: np.ndarray, metres: float) -> dict[int, str]:
    """What else is near each group, and what parts them."""
    apart = links[links["cause"] != _TOGETHER]
    first, second = apart["first"].to_numpy(), apart["second"].to_numpy()
    cause = np.r_[apart["cause"], apart["cause"]]
    found = pd.DataFrame(
        {"group": group[np.r_[first, second]], "other": np.r_[second, first], "cause": cause}
    )
    found = found[found["group"] != group[found["other"]]]
    once = found.sort_values("cause").drop_duplicates(["group", "other"])
    counts = once.groupby(["group", "cause"]).size()
    said: dict[int, list[str]] = {}
    for at, why, count in counts.reset_index(name="count").itertuples(index=False):
        said.setdefault(at, []).append(f"{count} 台{_CAUSES[why]}")
    return {at: f"；{metres:g} 米内另有 {'、'.join(words)}" for at, words in said.items()}
