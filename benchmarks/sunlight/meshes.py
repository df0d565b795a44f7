"""Embree by trimesh: one mesh of all houses, a ray a window and minute."""

from typing import TYPE_CHECKING, NamedTuple

import casting
import numpy as np
import shapely
from numpy.typing import NDArray
from scene import Town

from pianqu.gis import sun

if TYPE_CHECKING:
    from trimesh.ray.ray_pyembree import RayMeshIntersector

OFF = 4e-7  # of the town's width that a ray begins before its wall: single precision
DEEP = -50.0  # metres: the bottom of the houses
ROUND = 2_000_000  # rays in one call


class Ready(NamedTuple):
    """What the rays are cast with."""

    scene: "RayMeshIntersector"
    origin: NDArray[np.float64]
    facing: NDArray[np.float64]
    light: NDArray[np.float64]  # towards the sun, a row a minute


def sample(town: Town, count: int) -> Town:
    """The same houses with every so manieth window only."""
    step = max(1, len(town.windows) // count)
    return town._replace(windows=town.windows.iloc[::step])


def mesh(town: Town) -> Ready:
    """Walls and roofs as triangles, with the structure that Embree builds."""
    import trimesh
    from trimesh.ray.ray_pyembree import RayMeshIntersector

    middle = shapely.get_coordinates(town.outline).mean(axis=0)
    corners = np.concatenate([_walls(town), _roofs(town)])
    corners[:, :, :2] -= middle
    faces = np.arange(3 * len(corners)).reshape(-1, 3)
    solid = trimesh.Trimesh(corners.reshape(-1, 3), faces, process=False)
    scene = RayMeshIntersector(solid)
    light = sun.direction(casting.minutes(town), town.sky)
    at = town.points.loc[town.windows["point"], ["x", "y", "nx", "ny"]].to_numpy(dtype=float)
    off = OFF * float(np.ptp(corners[:, :, :2], axis=(0, 1)).max())
    level = at[:, :2] + off * at[:, 2:] - middle
    origin = np.column_stack([level, town.windows["sill"].to_numpy(dtype=float)])
    scene.intersects_any(origin[:1], light[:1])  # builds the structure
    return Ready(scene, origin, at[:, 2:], light)


def hours(ready: Ready) -> NDArray[np.float64]:
    """Hours of every window: of the rays that the wall lets through, those that meet nothing."""
    lit = np.zeros(len(ready.origin))
    bunch = max(1, ROUND // len(ready.light))
    for begin in range(0, len(lit), bunch):
        part = slice(begin, begin + bunch)
        window, minute = np.nonzero(ready.facing[part] @ ready.light[:, :2].T > 0)
        met = ready.scene.intersects_any(ready.origin[part][window], ready.light[minute])
        lit[part] = np.bincount(window[~met], minlength=len(lit[part]))
    return lit / 60


def _walls(town: Town) -> NDArray[np.float64]:
    """Two triangles a wall: (n, 3, 3)."""
    rings, house = shapely.get_rings(town.outline, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    at = np.flatnonzero(ring[1:] == ring[:-1])
    top = town.height[house[ring[at]]]
    low_a, low_b = (np.column_stack([xy[i], np.full(len(at), DEEP)]) for i in (at, at + 1))
    high_a, high_b = (np.column_stack([xy[i], top]) for i in (at, at + 1))
    pairs = [[low_a, low_b, high_b], [low_a, high_b, high_a]]
    return np.concatenate([np.stack(each, axis=1) for each in pairs])


def _roofs(town: Town) -> NDArray[np.float64]:
    parts = shapely.constrained_delaunay_triangles(town.outline)
    triangles, house = shapely.get_parts(parts, return_index=True)
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    top = np.repeat(town.height[house], 3).reshape(-1, 3, 1)
    return np.concatenate([corners, top], axis=2)
