"""Land that is left over: parts of a frame that nothing is known to take, as plots with evidence."""

from collections.abc import Collection, Sequence
from itertools import chain, count
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import openings, residual
from . import used as taken
from .evidence_rows import joined, rows
from .evidence_rules import Rules
from .frames import COMMUNITIES
from .plots import COLUMNS, community

RESIDUAL = "residual"
_SMALL = 0.001  # as 0.1%, the last place that is shown
_TEXT = [name for name in COLUMNS if name not in ("area", "legal_idle", "geometry")]


class Residual(NamedTuple):
    """Plots that are left over, the evidence of each, and the sum of each frame's areas."""

    plots: gpd.GeoDataFrame
    evidence: pd.DataFrame
    areas: pd.DataFrame


class Basis(NamedTuple):
    """
    What land that is left over is said on.

    `source` and `as_of`: what the layers are and of which day; `guessed`: buildings of each frame
    whose yard is guessed for want of a height, None for none; `there`: the layers that take ground,
    so that what is taken away, and what is not known, is said.
    """

    source: str
    as_of: pd.Timestamp | None
    guessed: pd.Series | None = None
    there: Sequence[str] = tuple(taken.TAKES)


def plots(
    frames: gpd.GeoDataFrame,
    used: gpd.GeoDataFrame,
    *,
    communities: gpd.GeoDataFrame | None,
    sizes: dict[str, float],
    rules: Rules,
    basis: Basis,
    ids: Collection[str] = (),
) -> Residual:
    """
    What is left of each frame, wide and large enough to be a plot.

    Parameters
    ----------
    frames
        From :func:`pianqu.analysis.idle.frames.frames`; where it has a `reason` (why nothing can be
        said), areas are given and no plots.
    used
        From :func:`pianqu.analysis.idle.used.used`.
    communities
        The layer; None where there is none.
    sizes
        From :func:`pianqu.analysis.idle.setbacks.setbacks`: `neck` and `least`.
    rules
        Of evidence.
    basis
        What the layers are, for the evidence.
    ids
        Ids that are taken.

    Returns
    -------
    Residual
        `plots` as of :func:`pianqu.analysis.idle.plots.from_parcels`, indexed by frame and the
        metres of a point inside from its lower left (C05/120-88). `areas`: one row a frame, m2:
        `area`, `used_area` (of the union of all that takes it), `residual_area`, `error`,
        `opened_area`, `neck_area`, `sliver_area`, `parts`, the area by what takes it (these
        overlap one another), and `reason` (why no plots are listed).

    Examples
    --------
    >>> import shapely
    >>> from .evidence_rules import rules
    >>> from .setbacks import setbacks
    >>> yard = gpd.GeoDataFrame(
    ...     {"of_layer": "communities"}, geometry=[shapely.box(0, 0, 40, 30)],
    ...     index=pd.Index(["C1"], name="frame"), crs=4549,
    ... )
    >>> house = gpd.GeoDataFrame(
    ...     {"what": "building", "object": "B1"}, geometry=[shapely.box(0, 0, 20, 30)],
    ...     index=[0], crs=4549,
    ... )
    >>> found = plots(
    ...     yard, house, communities=None, sizes=setbacks(), rules=rules(), basis=Basis("", None)
    ... )
    >>> found.plots["area"].round(1).to_dict(), found.areas["error"].tolist()
    ({'C1/30-15': 585.9}, [0.0])
    """
    rest = residual.residual(frames.geometry, used.geometry)
    found = openings.parts(rest, radius=sizes["neck"] / 2, least_area=sizes["least"])
    areas = pd.DataFrame(rest.drop(columns="geometry")).join(
        found.sums.drop(columns="residual_area")
    )
    areas = areas.join(_by_what(frames, used))
    areas.insert(0, "of_layer", frames["of_layer"])
    areas["reason"] = frames.get("reason", pd.Series(pd.NA, frames.index, dtype="string"))
    looked = areas.index[areas["reason"].isna()]
    table = _plots(found.parts[found.parts["frame"].isin(looked)], frames, communities, ids)
    said = _evidence(table, areas, rules, basis)
    return Residual(table, said, areas)


def _plots(
    parts: gpd.GeoDataFrame,
    frames: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame | None,
    ids: Collection[str],
) -> gpd.GeoDataFrame:
    index = _ids(parts, frames, ids)
    shapes = gpd.GeoSeries(parts.geometry.to_numpy(), index=index, crs=frames.crs)
    of_layer = frames["of_layer"].reindex(parts["frame"]).to_numpy()
    own = pd.Series(parts["frame"].to_numpy(), index=index, dtype="string")
    inside = community(shapes, communities)
    none = pd.Series(pd.NA, index=index, dtype="string")
    table = pd.DataFrame(index=index).assign(
        name=none,
        kind=RESIDUAL,
        of_layer=of_layer,
        of=own,
        community=own.where(of_layer == COMMUNITIES).fillna(inside),
        owner_class=none,
        owner=none,
        area=parts["area"].to_numpy(dtype=float),
        legal_idle=pd.array([pd.NA] * len(index), dtype="boolean"),
    )
    table = table.astype(dict.fromkeys(_TEXT, "string"))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=frames.crs)[list(COLUMNS)]


def _ids(parts: gpd.GeoDataFrame, frames: gpd.GeoDataFrame, ids: Collection[str]) -> pd.Index:
    """By the frame and a point inside, in metres from the frame's lower left; no two alike."""
    corner = frames.geometry.bounds.reindex(parts["frame"])
    spot = parts.geometry.representative_point()
    east = np.floor(spot.x.to_numpy() - corner["minx"].to_numpy()).astype(int)
    north = np.floor(spot.y.to_numpy() - corner["miny"].to_numpy()).astype(int)
    plain = [f"{of}/{x}-{y}" for of, x, y in zip(parts["frame"], east, north, strict=True)]
    held, unique = set(ids), []
    for name in plain:
        again = (f"{name}-{number}" for number in count(2))
        unique.append(next(each for each in chain([name], again) if each not in held))
        held.add(unique[-1])
    return pd.Index(unique, name="plot", dtype="str")


def _by_what(frames: gpd.GeoDataFrame, used: gpd.GeoDataFrame) -> pd.DataFrame:
    """Square metres of each frame under each thing that takes it."""
    found = pd.DataFrame(index=frames.index)
    for what in taken.ZH:
        own = used[used["what"] == what]
        rest = residual.residual(frames.geometry, own.geometry) if len(own) else None
        found[f"{what}_area"] = 0.0 if rest is None else rest["used_area"]
    return found


def _evidence(
    table: gpd.GeoDataFrame,
    areas: pd.DataFrame,
    rules: Rules,
    basis: Basis,
) -> pd.DataFrame:
    away, unknown = _words(basis.there)
    guessed = basis.guessed
    doubt = pd.Series(0, table.index) if guessed is None else guessed.reindex(table["of"]).fillna(0)
    whole = areas["area"].reindex(table["of"]).to_numpy(dtype=float)
    own = table["area"].to_numpy(dtype=float)
    text = [
        f"在 {of} 内扣除{away}后剩余 {area:,.0f} ㎡，占其 {_share(area / total)}"
        + (f"；其中 {many:.0f} 栋房屋高度不明，退让按约定" if many else "")
        + unknown
        for of, area, total, many in zip(table["of"], own, whole, doubt, strict=True)
    ]
    columns = {"source": [basis.source or None] * len(table), "as_of": [basis.as_of] * len(table)}
    layer = pd.DataFrame(columns, index=table.index)
    said = rows(layer, RESIDUAL, rules=rules, text=text, measured=own, unit="m2")
    return joined([said])


def _words(there: Sequence[str]) -> tuple[str, str]:
    """What is taken away, and which layers there are none of."""
    away = "、".join(zh for name, zh in taken.TAKES.items() if name in there)
    lacks = "、".join(zh for name, zh in taken.TAKES.items() if name not in there)
    return away, f"；没有{lacks}的图层，未扣除" if lacks else ""


def _share(part: float) -> str:
    """A share in percent; a small one is not none."""
    return "<0.1%" if 0 < part < _SMALL else f"{part:.1%}"
