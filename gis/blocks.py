"""Blocks: the faces between streets, each with a name that does not hang on the order of rows."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import crs
from .errors import LayerError
from .network import named

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Objects

_LINES = (
    *(-1, shapely.GeometryType.LINESTRING),  # -1: missing
    *(shapely.GeometryType.LINEARRING, shapely.GeometryType.MULTILINESTRING),
)


def blocks(
    lines: "gpd.GeoSeries", *, extent: "shapely.Polygon | shapely.MultiPolygon | None" = None
) -> "gpd.GeoSeries":
    """
    Cut the ground into street blocks.

    Lines are parted wherever they meet, bridges and tunnels too (leave out what does not part the
    ground). An end that stops short of the next street bounds nothing, so that a dead end does
    not part a block.

    Parameters
    ----------
    lines
        Centre lines of carriageways; missing and empty ones are allowed.
    extent
        Area in the same grid whose outline bounds blocks too; only what lies in it is given.
        Without it, only what streets enclose.

    Returns
    -------
    GeoSeries
        Polygons that do not overlap, from the west to the east and from the south to the north;
        with `extent` they fill it. The index ``block`` is ``east-north`` in whole metres of a
        point inside, the grid's own coordinates: the same for shuffled rows, and for a block whose
        streets stay when others change. Blocks whose points fall in one square metre are told
        apart by a third number.

    Raises
    ------
    CrsError
        No metric grid.
    LayerError
        A geometry is no line.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> street = gpd.GeoSeries([LineString([(40, -10), (40, 70)])], crs=4549)
    >>> found = blocks(street, extent=box(0, 0, 100, 60))
    >>> found.area.to_dict()
    {'20-30': 2400.0, '70-30': 3600.0}
    >>> len(blocks(street))
    0
    """
    import geopandas as gpd

    code = crs.require_metric(lines)
    shapes = np.asarray(lines.array)
    other = lines.index[~np.isin(shapely.get_type_id(shapes), _LINES)]
    if len(other):
        raise LayerError(
            f"道路编号 {named(other)} 的几何不是线，无法围成街区；请先取出道路中心线。"
        )
    outline = [] if extent is None else [shapely.boundary(extent)]
    faces = _faces(np.array([*shapes, *outline], dtype=object))
    inside = shapely.point_on_surface(faces)
    if extent is not None:
        within = shapely.contains(extent, inside)
        faces, inside = faces[within], inside[within]
    east, north = np.floor(shapely.get_coordinates(inside)).astype(int).T
    order = np.lexsort((shapely.area(faces), north, east))
    return gpd.GeoSeries(faces[order], index=_names(east[order], north[order]), crs=code)


def _faces(lines: "Objects") -> "Objects":
    """Polygons between the lines, the same to the last bit for lines in any order."""
    parts = shapely.normalize(shapely.get_parts(lines))
    parts = parts[np.argsort(shapely.to_wkb(parts, hex=True))]
    noded = shapely.get_parts(shapely.union_all(parts))
    return shapely.normalize(shapely.get_parts(shapely.polygonize(noded)))


def _names(east: "np.ndarray", north: "np.ndarray") -> pd.Index:
    place = pd.DataFrame({"east": east, "north": north})
    again = place.groupby(["east", "north"]).cumcount().to_numpy()
    name = [
        f"{x}-{y}" + (f"-{more + 1}" if more else "")
        for x, y, more in zip(east, north, again, strict=True)
    ]
    return pd.Index(name, name="block", dtype="str")
