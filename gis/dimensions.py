"""Dimensions of plots: the widest circle, the mean width, frontage, depth and slope."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import crs, frontages, zonal
from .errors import ChoiceError, CrsError

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Floats, Objects
    from .relief import Relief

_STEP = 1.0  # metres between the places of an outline from which depth is measured
_WHOLE = 0.999999  # share of a plot on the raster that is all of it, in single precision
_AWAY = 10.0  # metres over which cells are counted
_KERNEL = np.array([1.0, 2.0, 1.0]) / 8  # Horn's weights, over two cells


def dimensions(
    plots: "gpd.GeoSeries",
    *,
    reach: float,
    streets: "gpd.GeoDataFrame | None" = None,
    edge: pd.Series | None = None,
    tolerance: float = 0.05,
) -> pd.DataFrame:
    """
    Measures of each plot that decide what it can be used for.

    Parameters
    ----------
    plots
        Areas in a metric system; missing ones have no answer, points only a street.
    reach
        Metres from the edge of a street within which outline is frontage.
    streets, edge
        As for :func:`pianqu.gis.frontages.frontages`. Without streets, what hangs on them is NA.
    tolerance
        Metres by which the centre of the circle may miss the best. The diameter is never more
        than the true one, and at most about twice this less.

    Returns
    -------
    DataFrame
        The index of `plots`; columns ``circle_x``, ``circle_y``, ``circle_diameter`` (m; the
        widest circle inside), ``mean_width`` (m; of the rectangle with the same area and
        perimeter, the root of the area for shapes rounder than a square), ``frontage`` (m of
        outline that faces a street), ``street`` (label of the nearest), ``street_distance``
        (m to its edge), ``depth`` (m from the frontage to the farthest place of the plot, in a
        straight line; NaN without frontage) and ``frontage_geometry`` (lines; None without
        streets).

    Raises
    ------
    CrsError
        No metric system, or two of them.
    LayerError
        A street has no `edge`.
    ChoiceError
        `reach` is below 0, or `tolerance` not above 0.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> plots = gpd.GeoSeries([box(0, 4, 60, 10)], index=["L1"], crs=4549)
    >>> streets = gpd.GeoDataFrame(
    ...     geometry=[LineString([(0, 0), (90, 0)])], index=["S1"], crs=4549
    ... )
    >>> found = dimensions(plots, streets=streets, edge=pd.Series({"S1": 3.0}), reach=2)
    >>> found.loc["L1", ["circle_diameter", "mean_width", "frontage", "depth"]].tolist()
    [6.0, 6.0, 60.0, 6.0]
    """
    crs.require_metric(plots)
    _require_sizes(reach, tolerance)
    shapes = plots.to_numpy()
    centre, radius = _circles(shapes, tolerance)
    x, y = shapely.get_x(centre), shapely.get_y(centre)
    columns = {"circle_x": x, "circle_y": y, "circle_diameter": 2 * radius}
    table = pd.DataFrame(columns | {"mean_width": _mean_width(shapes)}, index=plots.index)
    if streets is None:
        nothing = {"frontage": np.nan, "street": pd.NA, "street_distance": np.nan}
        return table.assign(**nothing, depth=np.nan, frontage_geometry=None)
    faces = frontages.frontages(plots, streets, reach=reach, edge=edge)
    lines = faces.geometry.to_numpy()
    measured = faces.drop(columns="geometry").assign(depth=_depth(shapes, centre, lines))
    return pd.concat([table, measured], axis=1).assign(frontage_geometry=lines)


def slope(plots: "gpd.GeoSeries", relief: "Relief") -> pd.Series:
    """
    Mean slope of the ground of each plot.

    Parameters
    ----------
    plots
        Areas in the system of `relief`; missing ones and points have no answer.
    relief
        Heights of the ground.

    Returns
    -------
    Series
        The index of `plots`; rise over run (0.05 is 5 %), the mean over the plot by covered part
        of each cell; NaN where the slope of any covered cell is not known, which takes the
        heights of its eight neighbours.

    Raises
    ------
    CrsError
        `plots` are in another system than that in which `relief` is asked.

    References
    ----------
    Horn, B. K. P. (1981). Hill shading and the reflectance map. Proceedings of the IEEE 69(1).

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from pianqu.gis.relief import Relief
    >>> ground = Relief(
    ...     np.arange(5.0) + np.zeros((5, 1)), (20, 0, 0, 0, -20, 100), "EPSG:4549", 4549
    ... )
    >>> slope(gpd.GeoSeries([box(30, 30, 70, 50)], crs=4549), ground).round(4).tolist()
    [0.05]
    """
    if plots.crs is None or plots.crs.to_epsg() != relief.epsg:
        raise CrsError(
            f"地块坐标系与高程的 EPSG:{relief.epsg} 不一致；请先用 pianqu.read 统一到同一坐标系。"
        )
    shapes = zonal.on_grid(plots, relief.transform, relief.crs)
    heights = np.asarray(relief.values, dtype=float)
    cells = zonal.covered(shapes, heights.shape)
    right, down = _rises(heights, cells)
    steep = _steepness(relief, plots, cells, right, down)
    count = len(plots)
    total = np.bincount(cells.zone, cells.part, minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(cells.zone, cells.part * steep, minlength=count) / total
        whole = total / shapely.area(shapes) > _WHOLE
    return pd.Series(np.where(whole, mean, np.nan), index=plots.index, name="slope")


def _require_sizes(reach: float, tolerance: float) -> None:
    faults = [
        f"{name}是 {value:g} 米，应{expected}；请改正。"
        for name, value, expected, fine in (
            ("临街判定距离", reach, "不小于 0", reach >= 0),
            ("内切圆容差", tolerance, "大于 0", tolerance > 0),
        )
        if not fine
    ]
    if faults:
        raise ChoiceError(faults)


def _circles(shapes: "Objects", tolerance: float) -> "tuple[Objects, Floats]":
    """Centre and radius of the widest circle inside each area; a missing point and NaN elsewhere."""
    centre, radius = np.full(len(shapes), None, dtype=object), np.full(len(shapes), np.nan)
    there = np.flatnonzero(shapely.area(shapes) > 0)
    areas = shapes[there]
    thin = shapely.area(areas) / shapely.length(areas)  # at most the radius, so no circle is missed
    found = shapely.maximum_inscribed_circle(areas, np.minimum(tolerance, thin))
    middle = shapely.get_point(found, 0)
    outside = ~shapely.covers(areas, middle)
    middle[outside] = shapely.point_on_surface(areas[outside])
    centre[there] = middle
    radius[there] = shapely.distance(middle, shapely.boundary(areas))
    return centre, radius


def _mean_width(shapes: "Objects") -> "Floats":
    """The short side w of the rectangle with w l = area and 2 (w + l) = perimeter."""
    area, half = shapely.area(shapes), shapely.length(shapes) / 2
    long = np.sqrt(np.maximum(half**2 - 4 * area, 0.0))
    # 2 A / (half + long) is (half - long) / 2 without the loss of digits
    with np.errstate(invalid="ignore", divide="ignore"):
        width = np.where(long > 0, 2 * area / (half + long), np.sqrt(area))
    return np.where(area > 0, width, np.nan)


def _depth(shapes: "Objects", centre: "Objects", faces: "Objects") -> "Floats":
    """Metres from the frontage to the farthest of the outline's places and the circle's centre."""
    depth = np.full(len(shapes), np.nan)
    for at in np.flatnonzero(shapely.length(faces) > 0):
        outline = shapely.get_coordinates(shapely.segmentize(shapes[at], _STEP))
        places = np.append(np.asarray(shapely.points(outline)), centre[at])
        depth[at] = shapely.distance(places, faces[at]).max()
    return depth


def _rises(values: "Floats", cells: zonal.Cells) -> "tuple[Floats, Floats]":
    """Metres of rise from a cell to the next on the right and downwards, by Horn; NaN unknown."""
    rows, columns = values.shape
    grid = np.full((rows + 2, columns + 2), np.nan)
    grid[1:-1, 1:-1] = values
    around = {
        (i, j): grid[cells.row + 1 + i, cells.column + 1 + j]
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
    }
    weights = list(zip((-1, 0, 1), _KERNEL, strict=True))
    right = sum(weight * (around[at, 1] - around[at, -1]) for at, weight in weights)
    down = sum(weight * (around[1, at] - around[-1, at]) for at, weight in weights)
    return np.asarray(right), np.asarray(down)


def _steepness(
    relief: "Relief", plots: "gpd.GeoSeries", cells: zonal.Cells, right: "Floats", down: "Floats"
) -> "Floats":
    """Rise over run of cells, by what a metre east and north of their plot is in cells."""
    middle = plots.centroid
    at, east, north = (
        shapely.get_coordinates(zonal.on_grid(moved, relief.transform, relief.crs)[cells.zone])
        for moved in (middle, middle.translate(_AWAY), middle.translate(0, _AWAY))
    )
    rise = [
        (right * step[:, 0] - down * step[:, 1]) / _AWAY  # rows of the grid count upwards
        for step in (east - at, north - at)
    ]
    return np.hypot(*rise)
