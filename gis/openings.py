"""Openings: areas without their necks, by a round disc that has to fit, and without slivers."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import crs
from .errors import ChoiceError

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Ints, Objects

_CLEAR = 1e-6  # metres that the disc grows, so that straight edges are the area's own, not near it


class Parts(NamedTuple):
    """What is wide enough, part by part, and where the rest went."""

    parts: "gpd.GeoDataFrame"
    sums: pd.DataFrame


def parts(
    rest: "gpd.GeoDataFrame | gpd.GeoSeries",
    *,
    radius: float,
    least_area: float,
    quad_segs: int = 8,
) -> Parts:
    """
    Open areas by a disc, part by part: what the disc cannot reach from within is cut off.

    The morphological opening (an inner buffer, then an outer one) cut with the area it came from,
    beyond which the outer buffer reaches in corners. Necks narrower than the disc part rooms from
    one another; of corners and necks a rest as round as the disc goes too. Slivers are dropped
    after the opening: one cut by a neck may be two slivers.

    Parameters
    ----------
    rest
        Valid areas, as from :func:`pianqu.gis.residual.residual`.
    radius
        Metres; a strip narrower than twice this goes.
    least_area
        m²; smaller parts are slivers.
    quad_segs
        Edges a quarter of the disc.

    Returns
    -------
    Parts
        ``parts``: one row a part, by frame, the largest first; ``frame`` (index of `rest`),
        ``area`` (m²) and ``geometry`` (Polygon inside its frame's area; those of one frame do not
        overlap). ``sums``: the index of `rest`; in m² ``residual_area`` (as given),
        ``opened_area`` (of `parts`), ``neck_area`` (taken off by the opening), ``sliver_area``
        (too small, before the opening or after), the three of them together the first; ``parts``
        (their number). A missing area has NaN and 0 parts.

    Raises
    ------
    CrsError
        No metric grid.
    ChoiceError
        A choice is out of range.

    References
    ----------
    J. Serra, Image Analysis and Mathematical Morphology, 1982: opening by a structuring element.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box, union
    >>> tail = gpd.GeoSeries([union(box(0, 0, 20, 20), box(20, 9, 40, 10.9))], ["C1"], crs=4549)
    >>> found = parts(tail, radius=1, least_area=30)
    >>> found.parts["area"].round(1).tolist()
    [400.1]
    >>> found.sums[["residual_area", "neck_area", "sliver_area"]].round(1).loc["C1"].tolist()
    [438.0, 37.9, 0.0]
    """
    import geopandas as gpd

    code = crs.require_metric(rest)
    _require(radius, least_area, quad_segs)
    shapes = np.asarray(rest.geometry.array)
    whole, row = _polygons(shapes)
    fit = shapely.area(whole) >= least_area
    opened, origin = _polygons(_opened(whole[fit], radius, quad_segs))
    frame = row[fit][origin]
    wide = shapely.area(opened) >= least_area
    kept = np.flatnonzero(wide)[_order(opened[wide], frame[wide])]
    slivers = np.r_[whole[~fit], opened[~wide]], np.r_[row[~fit], frame[~wide]]
    columns = {"frame": rest.index[frame[kept]], "area": shapely.area(opened[kept])}
    found = gpd.GeoDataFrame(columns, geometry=opened[kept], crs=code)
    sums = _sums(shapes, (opened[kept], frame[kept]), slivers)
    return Parts(found, sums.set_index(rest.index))


def _require(radius: float, least_area: float, quad_segs: int) -> None:
    faults = []
    if not 0 < radius < np.inf:
        faults.append(f"开运算半径是 {radius:g} 米，应为大于 0 的有限数；请改正。")
    if not 0 <= least_area < np.inf:
        faults.append(f"最小面积是 {least_area:g} 平方米，应为不小于 0 的有限数；请改正。")
    if quad_segs < 1:
        faults.append(f"四分之一圆的分段数是 {quad_segs}，应为不小于 1 的整数；请改正。")
    if faults:
        raise ChoiceError(faults)


def _opened(whole: "Objects", radius: float, quad_segs: int) -> "Objects":
    """What a disc inside each polygon reaches."""
    middles = shapely.buffer(whole, -radius, quad_segs=quad_segs)
    reached = shapely.buffer(middles, radius + _CLEAR, quad_segs=quad_segs)
    return shapely.intersection(reached, whole)


def _polygons(shapes: "Objects") -> "tuple[Objects, Ints]":
    """Polygons that have an area, and the row each is of; areas may touch in lines and points."""
    found, row = shapely.get_parts(shapes, return_index=True)
    areal = shapely.area(found) > 0
    return found[areal], row[areal]


def _order(polygons: "Objects", frame: "Ints") -> "Ints":
    """By frame, the largest first; alike ones from west to east and south to north."""
    west, south = shapely.bounds(polygons)[:, :2].T
    return np.lexsort((south, west, -shapely.area(polygons), frame))


def _sums(
    shapes: "Objects", kept: "tuple[Objects, Ints]", slivers: "tuple[Objects, Ints]"
) -> pd.DataFrame:
    """Square metres by row: all, opened, necks and slivers; and the number of opened parts."""
    whole = np.where(shapely.is_missing(shapes), np.nan, shapely.area(shapes))
    opened, small = (
        np.bincount(row, weights=shapely.area(polygons), minlength=len(shapes)).astype(float)
        for polygons, row in (kept, slivers)
    )
    table = pd.DataFrame(
        {
            "residual_area": whole,
            "opened_area": opened,
            "neck_area": whole - opened - small,
            "sliver_area": small,
        }
    )
    count = np.bincount(kept[1], minlength=len(shapes))
    return table.mask(table["residual_area"].isna()).assign(parts=count)
