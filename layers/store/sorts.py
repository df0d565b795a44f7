"""Sorts of geometry: a layer in one of them, as databases want it, and as it was."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

MIXED = "Unknown"  # what GDAL calls a column of geometries of any sort
_SORTS = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")


def one(frame: "gpd.GeoDataFrame") -> "tuple[gpd.GeoSeries, str, list[int]]":
    """
    The geometry in one sort, where that can be.

    Shapes of one part that stand beside such of several become shapes of several.

    Parameters
    ----------
    frame
        Any layer.

    Returns
    -------
    tuple
        The geometry; its sort, :data:`MIXED` where there is no one; the rows that were of several
        parts, where others were made so.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point, box
    >>> one(gpd.GeoDataFrame(geometry=[Point(0, 0), box(0, 0, 1, 1)]))[1:]
    ('Unknown', [])
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    shapes = np.asarray(frame.geometry.array, dtype=object)
    there = ~shapely.is_missing(shapes)
    sorts = frame.geom_type.to_numpy()
    found = set(sorts[there])
    flat = not (shapely.has_z(shapes).any() or shapely.is_empty(shapes[there]).any())
    if len(found) == 1 and flat and found <= set(_SORTS):
        return frame.geometry, found.pop(), []
    for single, join in (
        ("Point", shapely.multipoints),
        ("LineString", shapely.multilinestrings),
        ("Polygon", shapely.multipolygons),
    ):
        if flat and found == {single, f"Multi{single}"}:
            alone = sorts == single
            shapes = shapes.copy()
            shapes[alone] = join(shapes[alone][:, None])
            many = np.flatnonzero(there & ~alone)
            joined = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)
            return joined, f"Multi{single}", [int(row) for row in many]
    return frame.geometry, MIXED, []


def placed(
    frame: "gpd.GeoDataFrame", name: str, at: int, *, many: list[int] | None
) -> "gpd.GeoDataFrame":
    """
    The geometry under its own name, in its own place, and as it was before :func:`one`.

    Parameters
    ----------
    frame
        The layer, its geometry in any place.
    name, at
        Of the column, and its place among all.
    many
        Rows of several parts, where all have been made so; else None.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> spots = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(0, 0)])
    >>> list(placed(spots, "door", 0, many=None))
    ['door', 'a']
    """
    if many is not None:
        frame = frame.set_geometry(_parted(frame.geometry, many))
    renamed = frame if frame.geometry.name == name else frame.rename_geometry(name)
    others = [column for column in renamed.columns if column != name]
    return renamed[[*others[:at], name, *others[at:]]]  # pyright: ignore[reportReturnType] has its geometry


def _parted(geometry: "gpd.GeoSeries", many: list[int]) -> "gpd.GeoSeries":
    """Each geometry as it was: of one part, but for the rows named."""
    import geopandas as gpd
    import numpy as np
    import shapely

    shapes = np.asarray(geometry.array, dtype=object).copy()
    alone = ~shapely.is_missing(shapes)
    alone[many] = False
    shapes[alone] = shapely.get_geometry(shapes[alone], 0)
    return gpd.GeoSeries(shapes, index=geometry.index, crs=geometry.crs)
