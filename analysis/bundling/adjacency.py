"""Which units may be side by side in a package: near, of one district, not parted by a barrier."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis import crs

HARD = ("river", "railway", "arterial", "expressway")  # a wall can be opened, these hardly can
FREE, WALKED, PARTED, OTHER, UNKNOWN = "free", "walked", "parted", "district", "unknown_district"
JOINED = (FREE, WALKED)
WHY = {
    FREE: "相邻，其间没有阻隔",
    WALKED: "其间有阻隔，附近有过街通道",
    PARTED: "被阻隔分开，附近没有过街通道",
    OTHER: "分属不同街道",
    UNKNOWN: "所属街道未知，不能判断是否同街道",
}


def neighbours(
    units: gpd.GeoDataFrame,
    *,
    gap: float,
    barriers: gpd.GeoDataFrame | None,
    walks: pd.DataFrame,
    crossing: float,
    across: bool,
) -> gpd.GeoDataFrame:
    """
    Pairs of units that are near, and whether they may be side by side in a package.

    Parameters
    ----------
    units
        Points or areas indexed by id, metric CRS; `district` where known.
    gap
        Metres between their outlines, inclusive.
    barriers
        Lines and areas with `kind`; rivers, railways, arterials and expressways part units. None
        parts nothing, which is to be said beside the result.
    walks
        Metres on foot between units: `first`, `second`, `metres`; a pair once, in either order.
    crossing
        Metres on foot within which a barrier between two does not part them: a crossing is near.
    across
        Whether units of two districts may be side by side.

    Returns
    -------
    GeoDataFrame
        One row a pair, sorted: `first` < `second` (ids), `gap` (m), `barrier` (id of the first
        that lies between; NA where none does), `walk` (m; NA not known or too far), `state`,
        `joined` (boolean) and the shortest line between their outlines.

    Raises
    ------
    CrsError
        A layer is not in a metric CRS.

    Examples
    --------
    >>> shapes = [shapely.box(0, 0, 9, 9), shapely.box(12, 0, 20, 9)]
    >>> units = gpd.GeoDataFrame({"district": "N"}, geometry=shapes, index=["A", "B"], crs=4549)
    >>> none = pd.DataFrame({"first": [], "second": [], "metres": []})
    >>> rest = {"gap": 5, "walks": none, "crossing": 50, "across": False}
    >>> neighbours(units, barriers=None, **rest)[["gap", "state"]].values.tolist()
    [[3.0, 'free']]
    """
    crs.require_metric(*(layer for layer in (units, barriers) if layer is not None))
    ordered = units.sort_index()
    shapes = ordered.geometry.to_numpy()
    first, second = _near(shapes, gap)
    lines = np.asarray(shapely.shortest_line(shapes[first], shapes[second]), dtype=object)
    ids = ordered.index.to_numpy(dtype=str)
    found = gpd.GeoDataFrame(
        {
            "first": ids[first],
            "second": ids[second],
            "gap": shapely.distance(shapes[first], shapes[second]),
            "barrier": _between(lines, barriers),
            "walk": _walked(ids[first], ids[second], walks),
        },
        geometry=lines,
        crs=units.crs,
    )
    district = ordered["district"].astype("string").fillna("").to_numpy(dtype=str)
    found["state"] = _state(found, district[first], district[second], crossing, across=across)
    found["joined"] = found["state"].isin(JOINED)
    order = ["first", "second", "gap", "barrier", "walk", "state", "joined", "geometry"]
    return gpd.GeoDataFrame(found[order])


def _near(shapes: np.ndarray, gap: float) -> tuple[np.ndarray, np.ndarray]:
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap)
    first, second = pairs[:, pairs[0] < pairs[1]]
    order = np.lexsort((second, first))
    return first[order], second[order]


def _between(lines: np.ndarray, barriers: gpd.GeoDataFrame | None) -> pd.Series:
    found = pd.Series(pd.NA, range(len(lines)), dtype="string")
    if barriers is None or not len(lines):
        return found
    hard = barriers[barriers["kind"].isin(HARD)].sort_index()
    at, which = shapely.STRtree(hard.geometry.to_numpy()).query(lines, predicate="intersects")
    met = pd.DataFrame({"at": at, "which": which}).groupby("at")["which"].min()
    found.loc[met.index] = hard.index.astype("string")[met.to_numpy(dtype=int)]
    return found


def _walked(first: np.ndarray, second: np.ndarray, walks: pd.DataFrame) -> np.ndarray:
    if not len(walks):
        return np.full(len(first), np.nan)
    ends = np.sort(walks[["first", "second"]].astype(str).to_numpy(dtype=str), axis=1)
    keys = pd.MultiIndex.from_arrays([*ends.T])
    metres = pd.Series(walks["metres"].to_numpy(dtype=float), keys).groupby(level=[0, 1]).min()
    return metres.reindex(pd.MultiIndex.from_arrays([first, second])).to_numpy(dtype=float)


def _state(
    found: pd.DataFrame, one: np.ndarray, other: np.ndarray, crossing: float, *, across: bool
) -> np.ndarray:
    parted = found["barrier"].notna().to_numpy(dtype=bool)
    near = (found["walk"] <= crossing).to_numpy(dtype=bool)
    unknown = (one == "") | (other == "")
    apart = ~unknown & (one != other)
    causes = [parted & ~near, unknown & (not across), apart & (not across), parted]
    return np.select(causes, [PARTED, UNKNOWN, OTHER, WALKED], FREE)
