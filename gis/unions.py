"""Unions of areas that are looked over: floating-point overlays now and then lose an area quietly."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from .network import Floats, Ints, Objects

GRID = 1e-6  # metres: corners of what is united again are rounded to it
_INSIDE = 1e-3  # metres from an edge to the spots that are looked at
_ALONG = (0.02, 0.5, 0.98)  # where along each edge


def united(shapes: "Objects | list[BaseGeometry]") -> "BaseGeometry":
    """
    The union of areas, none of them lost.

    Where many edges run within rounding of one another, as those of rows of houses turned by any
    angle do, a union in floating point can come back valid and without one of its members. So spots
    along the edges of every member are looked up in it; where one is not there, the union is made
    again with all corners rounded to ``GRID``, which takes longer and loses nothing.

    Parameters
    ----------
    shapes
        Areas in metres; missing and empty ones are passed over.

    Returns
    -------
    Polygon or MultiPolygon
        Empty where there are none.

    Examples
    --------
    >>> united([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2), None]).area
    6.0
    """
    members = np.asarray(shapes, dtype=object)
    whole = shapely.union_all(members)
    if len(members) > 1 and lacks(whole, members):
        return shapely.union_all(members, grid_size=GRID)
    return whole


def lacks(whole: "BaseGeometry", members: "Objects") -> bool:
    """
    Whether any spot just inside of the edges of the members is not in the whole.

    Examples
    --------
    >>> lacks(shapely.box(0, 0, 2, 2), np.array([shapely.box(1, 0, 3, 2)]))
    True
    """
    spots, member = _spots(members)
    shapely.prepare(whole)
    out = ~shapely.intersects_xy(whole, *spots.T)
    # beside the edge of what is thinner than that lies no inside
    return bool(shapely.intersects_xy(members[member[out]], *spots[out].T).any())


def _spots(members: "Objects") -> "tuple[Floats, Ints]":
    """Spots on the left of every edge, where the inside is, and the member that each is of."""
    polygons, member = shapely.get_parts(members, return_index=True)
    rings, polygon = shapely.get_rings(shapely.orient_polygons(polygons), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    step, start = np.diff(xy, axis=0), xy[:-1]
    length = np.hypot(*step.T)
    edge: NDArray[np.bool_] = (ring[:-1] == ring[1:]) & (length > 0)
    step, start, length = step[edge], start[edge], length[edge, None]
    inward = np.column_stack([-step[:, 1], step[:, 0]]) / length * _INSIDE
    spots = [start + part * step + inward for part in _ALONG]
    return np.concatenate(spots), np.tile(member[polygon[ring[:-1][edge]]], len(_ALONG))
