"""Parking laid out on plots: bays, aisles and the way in, drawn and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from .bands import AISLE, BAY, DRIVE
from .trials import Found, best, upright

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

NO_STREETS = "缺少道路，未排布车位"
NO_FRONTAGE = "不临道路，车辆不能进出"
NO_GROUND = "没有可排布的矩形场地"
_SAME = 1e-6  # metres: rounding moves no bay nearer


@dataclass(frozen=True)
class Layout:
    """
    Parking of :func:`layout`.

    `bays` has one row a bay, aisle or way in: `plot`, `part` (bay, aisle, drive), `row`, `number`
    (bays only) and geometry. `counts` has one row a plot: `bays` (NA where not laid out),
    `layout` (perpendicular, parallel, kerb), `ground` (rectangle, plot), `drive_length` (m) and
    `reason` (why there are none).
    """

    bays: "gpd.GeoDataFrame"
    counts: pd.DataFrame


def layout(
    plots: "gpd.GeoSeries",
    rectangles: "gpd.GeoDataFrame",
    *,
    sizes: Mapping[str, float],
    access: "gpd.GeoSeries | None",
    street_width: pd.Series | None = None,
    carriageways: "gpd.GeoSeries | None" = None,
) -> Layout:
    """
    The layout of each plot with the most bays that cars can get to.

    Tried are one row or two on an aisle, several aisles side by side, and bays along an aisle,
    each both ways in the rectangle; where the rectangle leaves much of the plot, also one aisle in
    the outline of the plot itself, along the rectangle, along the street and across it. Aisles
    must reach a street straight (see :func:`pianqu.analysis.reuse.drives.best`). Bays along the
    kerb need no aisle where the carriageway is known to be wide enough and they stand at it. Kerbs,
    planting, columns and the curves of turning cars are not drawn: a design will have fewer bays,
    never more by these rules.

    Parameters
    ----------
    plots
        Areas in a metric system; points and missing ones are not laid out.
    rectangles
        The index of `plots`: `bearing` (degrees from grid north) of the long side, and the
        rectangle in each plot; None where there is none.
    sizes
        As from :func:`pianqu.analysis.reuse.bands.sizes`.
    access
        The lines of each outline that face a street, the index of `plots`; None where there are
        none. None instead of all: no streets are known, and nothing is counted.
    street_width
        Metres of carriageway before each plot; NA where not known.
    carriageways
        The ground of that carriageway, the index of `plots`; None where not known: no bays along
        the kerb. None instead of all: every line of `access` is a kerb.

    Returns
    -------
    Layout
        Geometry in the system of `plots`; bays do not overlap aisles or one another.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from pianqu.analysis.reuse.bands import sizes
    >>> plots = gpd.GeoSeries([shapely.box(0, 0, 24, 16.2)], index=["L1"], crs=4549)
    >>> inside = gpd.GeoDataFrame({"bearing": [90.0]}, index=["L1"], geometry=plots)
    >>> side = gpd.GeoSeries([shapely.LineString([(0, 0), (0, 16.2)])], index=["L1"], crs=4549)
    >>> found = layout(plots, inside, sizes=sizes(), access=side)
    >>> found.counts[["bays", "layout", "ground"]].to_numpy().tolist()
    [[20, 'perpendicular', 'rectangle']]
    """
    inside = rectangles.reindex(plots.index)
    lines = [None] * len(plots) if access is None else access.reindex(plots.index).to_numpy()
    widths = pd.Series(np.nan, plots.index) if street_width is None else street_width
    wide = widths.reindex(plots.index).ge(sizes["parallel_aisle"]).fillna(False).astype(bool)
    kerbs = lines if carriageways is None else carriageways.reindex(plots.index).to_numpy()
    kerbs = [kerb if known else None for kerb, known in zip(kerbs, wide, strict=True)]
    found, reasons = {}, {}
    for name, plot, rectangle, bearing, line, kerb in zip(
        plots.index, plots.to_numpy(), inside.geometry, inside["bearing"], lines, kerbs, strict=True
    ):
        reasons[name] = _not_laid(plot, rectangle, access is None, line)
        if not reasons[name]:
            ground = (rectangle, float(bearing))
            one, reasons[name] = best(plot, ground, line, sizes=sizes, kerb=kerb)
            found |= {name: one} if one else {}
    return Layout(_drawn(found, plots), _counted(found, reasons, plots.index))


def apart(found: Layout, buildings: "gpd.GeoSeries", *, distance: float) -> pd.Series:
    """
    Bays of each plot that keep a distance from every building.

    Parameters
    ----------
    found
        As from :func:`layout`.
    buildings
        Outlines in the same system.
    distance
        Metres.

    Returns
    -------
    Series
        A count by plot; NA where nothing was laid out.

    Examples
    --------
    >>> import geopandas as gpd
    >>> shapes = [shapely.box(0, 0, 2, 5), shapely.box(9, 0, 11, 5)]
    >>> drawn = gpd.GeoDataFrame({"plot": ["L1", "L1"], "part": "bay"}, geometry=shapes)
    >>> counts = pd.DataFrame({"bays": [2, None]}, index=["L1", "L2"], dtype="Int64")
    >>> house = gpd.GeoSeries([shapely.box(-9, 0, -5, 5)])
    >>> apart(Layout(drawn, counts), house, distance=6).tolist()
    [1, <NA>]
    """
    some = found.bays[found.bays["part"] == BAY]
    near = shapely.STRtree(some.geometry.to_numpy()).query(
        buildings.to_numpy(), predicate="dwithin", distance=distance - _SAME
    )[1]
    far = some["plot"][~np.isin(np.arange(len(some)), near)].value_counts()
    known = found.counts["bays"].notna()
    return far.reindex(known.index).fillna(0).astype("Int64").where(known).rename("bays_apart")


def _not_laid(
    plot: "BaseGeometry | None",
    rectangle: "BaseGeometry | None",
    blind: bool,
    line: "BaseGeometry | None",
) -> str:
    if plot is None or not plot.area or rectangle is None or not rectangle.area:
        return NO_GROUND
    if blind:
        return NO_STREETS
    return NO_FRONTAGE if line is None or line.is_empty else ""


def _drawn(found: Mapping[object, Found], plots: "gpd.GeoSeries") -> "gpd.GeoDataFrame":
    import geopandas as gpd

    rows, shapes = [], []
    for name, one in found.items():
        boxes = [*[box[1:] for box in one.boxes], *one.placed.aisles]
        drive = [one.drive.geometry] if one.drive and one.drive.geometry else []
        shapes += upright([*shapely.box(*np.array(boxes).T), *drive], one.frame)
        rows += [(name, BAY, box[0] + 1, at) for at, box in enumerate(one.boxes, start=1)]
        rows += [(name, AISLE, pd.NA, pd.NA)] * len(one.placed.aisles)
        rows += [(name, DRIVE, pd.NA, pd.NA)] * len(drive)
    columns = ["plot", "part", "row", "number"]
    table = pd.DataFrame(rows, columns=columns).astype({"row": "Int64", "number": "Int64"})
    return gpd.GeoDataFrame(table, geometry=shapes, crs=plots.crs)


def _counted(
    found: Mapping[object, Found], reasons: Mapping[object, str], index: pd.Index
) -> pd.DataFrame:
    unknown = np.array([reasons[name] in (NO_GROUND, NO_STREETS) for name in index], dtype=bool)
    counts = pd.Series({name: one.count for name, one in found.items()}, dtype="Int64")
    said = [
        {
            "layout": one.placed.pattern.kind,
            "ground": one.ground,
            "drive_length": one.drive.length if one.drive else 0.0,
        }
        for one in found.values()
    ]
    columns = {"layout": "string", "ground": "string", "drive_length": float}
    table = pd.DataFrame(said, index=list(found), columns=list(columns)).reindex(index)
    table.insert(0, "bays", counts.reindex(index).fillna(0).mask(unknown))
    return table.astype(columns).assign(reason=[reasons[name] for name in index])
