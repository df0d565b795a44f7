"""Figures of batches: who is in them, what they cost, how far they reach; and their numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

PEOPLE = ("households", "elderly")
AMOUNTS = ("subsidy", "custody", "household_part")


def figures(
    stairwells: "gpd.GeoDataFrame",
    *,
    label: pd.Series,
    rows: pd.DataFrame,
    amounts: pd.DataFrame | None,
    order: Sequence[str],
) -> "tuple[gpd.GeoDataFrame, pd.Series]":
    """
    One row a batch, numbered by readiness, score and place.

    Parameters
    ----------
    stairwells
        Those in batches; `households`, `elderly` and `score` where they are there.
    label
        Number of the batch of each, its index.
    rows
        `readiness`, `district`, `community` and `place` (a point) of each.
    amounts
        `subsidy`, `custody`, `household_part` of each in yuan; NA = not known.
    order
        Every readiness, the first batches first.

    Returns
    -------
    tuple
        Batches, indexed by id: `readiness`, `district` and `communities` (more than one joined by
        、), `lifts`; `households`, `elderly`, `subsidy`, `custody` and `household_part`, each the
        sum of what is known (NA where nothing is) and with ``<field>_unknown``, the lifts where it
        is not known; `span` (metres between the two farthest), `score` (mean of those known) and
        the hull. And the id of the batch of each stairwell.

    Examples
    --------
    >>> import geopandas as gpd
    >>> place = gpd.GeoSeries.from_xy([0, 30], [0, 40], index=["U1", "U2"], crs=4549)
    >>> rows = pd.DataFrame(
    ...     {"readiness": "ready", "district": "北", "community": ["C2", "C1"], "place": place}
    ... )
    >>> table, names = figures(
    ...     gpd.GeoDataFrame({"elderly": [4, None]}, place.index, geometry=place),
    ...     label=pd.Series([7, 7], place.index),
    ...     rows=rows,
    ...     amounts=pd.DataFrame({"subsidy": 100_000.0}, place.index),
    ...     order=["ready"],
    ... )
    >>> table[["lifts", "elderly", "elderly_unknown", "subsidy", "span"]].values.tolist()
    [[2, 4.0, 1, 200000.0, 50.0]]
    """
    import geopandas as gpd

    rows, number = rows.loc[label.index], label.to_numpy()
    group = rows.groupby(number)
    table = pd.DataFrame({"readiness": group["readiness"].first()})
    table["district"] = group["district"].agg(_listed).astype("string")
    table["communities"] = group["community"].agg(_listed).astype("string")
    table["lifts"] = group.size()
    table = table.join(sums(_columns(stairwells, amounts), number))
    points, shapes = (_gathered(each, number) for each in (rows["place"], stairwells.geometry))
    table["span"] = [_span(each) for each in points]
    table["score"] = column(stairwells, "score").groupby(number).mean()
    place = _sorted(table, points, order)
    table["batch"] = pd.Series(_names(len(table)), table.index[place], dtype="string")
    shown = gpd.GeoDataFrame(
        table.iloc[place].set_index("batch"),
        geometry=shapely.convex_hull(shapes)[place],
        crs=stairwells.crs,
    )
    return shown, label.map(table["batch"]).astype("string")


def sums(amounts: pd.DataFrame, group: np.ndarray | pd.Series) -> pd.DataFrame:
    """
    Sums of what is known, group by group, and of how many it is not known.

    Parameters
    ----------
    amounts
        Numbers; NA = not known.
    group
        Of each row.

    Returns
    -------
    DataFrame
        One row a group; for each column the sum (NA where nothing is known) and
        ``<column>_unknown``, the rows where it is not known.

    Examples
    --------
    >>> sums(pd.DataFrame({"elderly": [3, None, None]}), np.array([1, 1, 2])).values.tolist()
    [[3.0, 1], [<NA>, 1]]
    """
    known = amounts.astype("Float64")
    table = pd.DataFrame(index=pd.Index(np.unique(group)))
    for column in known:
        table[column] = known[column].groupby(group).sum(min_count=1)
        table[f"{column}_unknown"] = known[column].isna().groupby(group).sum()
    return table


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """
    A column as numbers; all NA where there is none.

    Examples
    --------
    >>> column(pd.DataFrame(index=["U1"]), "elderly").tolist()
    [<NA>]
    """
    return pd.Series(frame.get(name, pd.NA), frame.index, dtype="Float64")


def _columns(stairwells: "gpd.GeoDataFrame", amounts: pd.DataFrame | None) -> pd.DataFrame:
    money = pd.DataFrame(index=stairwells.index)
    if amounts is not None:
        money = amounts.reindex(stairwells.index)
    people = {name: column(stairwells, name) for name in PEOPLE}
    return pd.DataFrame({**people, **{name: column(money, name) for name in AMOUNTS}})


def _gathered(shapes: pd.Series, number: np.ndarray) -> np.ndarray:
    order = np.argsort(number, kind="stable")
    within = np.unique(number[order], return_inverse=True)[1]
    shapes = shapes.to_numpy()[order]
    return np.asarray(shapely.geometrycollections(shapes, indices=within), dtype=object)


def _listed(names: pd.Series) -> str | None:
    return "、".join(sorted(names.dropna().unique())) or None


def _span(points: shapely.Geometry) -> float:
    """Metres between the two farthest, which are corners of the hull."""
    xy = shapely.get_coordinates(shapely.convex_hull(points))
    return float(np.hypot(*(xy[:, None] - xy[None]).T).max())


def _sorted(table: pd.DataFrame, points: np.ndarray, order: Sequence[str]) -> np.ndarray:
    x, y = shapely.get_coordinates(shapely.centroid(points)).T
    score = table["score"].to_numpy(dtype=float, na_value=-np.inf)
    rank = table["readiness"].map({name: at for at, name in enumerate(order)}).to_numpy()
    return np.lexsort((table.index.to_numpy(), x, -y, -score, rank))


def _names(count: int) -> list[str]:
    """E01 and so on, as many figures as the last needs, so that they sort as text."""
    wide = max(2, len(str(count)))
    return [f"E{number:0{wide}d}" for number in range(1, count + 1)]
