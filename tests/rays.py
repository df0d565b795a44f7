"""Two slow judges of sun hours that share nothing with the engine: rays in plan, and embree."""

import numpy as np
import shapely
import trimesh
from trimesh.ray.ray_pyembree import RayMeshIntersector

from pianqu.gis import sun

OFF = 1e-3  # metres that a ray starts before the wall
INSET = 1e-4  # metres from the end of a sill to its sample


def moments(sky, step):
    """Directions to the sun in the middle of each step (minutes), and hours a step takes."""
    count = round((sky.end - sky.start) * 4 / step)
    angles = sky.start + (np.arange(count) + 0.5) * (sky.end - sky.start) / count
    return sun.direction(angles, sky), (sky.end - sky.start) / 15 / count


def samples(point, full):
    """Where the rays of a window start in plan."""
    middle = np.array([point.x, point.y]) + OFF * np.array([point.nx, point.ny])
    along = np.array([-point.ny, point.nx]) * max(point.width / 2 - INSET, 0)
    return [middle + k * along for k in ((-1, 0, 1) if full else (0,))]


def facing(point, towards, sweep=0.0):
    """Steps in which the sun stands before the wall, by the angle between them."""
    level = np.hypot(towards[:, 0], towards[:, 1])
    up = towards[:, 2] > 0
    if point.nx == 0 and point.ny == 0:
        return up
    return up & (towards[:, :2] @ [point.nx, point.ny] > np.sin(np.radians(sweep)) * level)


def in_plan(outlines, tops, points, windows, *, sky, step=1.0, sweep=0.0, full=True):
    """
    Whether each window is lit in each step, by how high its ray is where it crosses walls.

    Against every wall of every solid; a ray that leaves a solid through its roof is not seen.
    """
    towards, hours = moments(sky, step)
    level = np.hypot(towards[:, 0], towards[:, 1])
    ways, slope = towards[:, :2] / level[:, None], towards[:, 2] / level
    rings = [
        (top, ring) for top, shape in zip(tops, outlines, strict=True) for ring in _rings(shape)
    ]
    start = np.concatenate([ring[:-1] for _, ring in rings])
    edge = np.concatenate([np.diff(ring, axis=0) for _, ring in rings])
    height = np.concatenate([np.full(len(ring) - 1, top) for top, ring in rings])
    lit = np.empty((len(windows), len(ways)), dtype=bool)
    for name, group in windows.groupby("point"):
        point = points.loc[name]
        dark = np.full(len(ways), -np.inf)  # below this level
        for eye in samples(point, full):
            reach = _crossings(start - eye, edge, ways)
            dark = np.maximum(dark, (height - reach * slope[:, None]).max(axis=1))
        rows = windows.index.get_indexer(group.index)
        above = group["sill"].to_numpy()[:, None] >= dark
        lit[rows] = above & facing(point, towards, sweep)
    return lit, hours


def _rings(shape):
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]


def _crossings(start, edge, ways):
    """Metres along each ray to each edge; inf where it is not met."""
    across = ways[:, :1] * edge[:, 1] - ways[:, 1:] * edge[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (start[:, 0] * edge[:, 1] - start[:, 1] * edge[:, 0]) / across
        share = (start[:, 0] * ways[:, 1:] - start[:, 1] * ways[:, :1]) / across
    return np.where((along > 0) & (share >= 0) & (share <= 1), along, np.inf)


def by_embree(outlines, tops, points, windows, *, sky, step=1.0, full=True):
    """Hours of each window: rays against a mesh of all walls and roofs, about its own origin."""
    towards, hours = moments(sky, step)
    origin = points[["x", "y"]].mean().to_numpy()
    caster = RayMeshIntersector(_mesh(outlines, tops, origin))
    found = []
    for window in windows.itertuples():
        point = points.loc[window.point]
        lit = facing(point, towards)
        for eye in samples(point, full):
            rays = towards[lit]
            starts = np.tile([*(eye - origin), window.sill], (len(rays), 1))
            lit[lit] = ~caster.intersects_any(starts, rays)
        found.append(lit.sum() * hours)
    return np.array(found)


def _mesh(outlines, tops, origin):
    faces = []
    for shape, top in zip(outlines, tops, strict=True):
        for part in shapely.get_parts(shapely.constrained_delaunay_triangles(shape)):
            corners = shapely.get_coordinates(part)[:3] - origin
            faces.append(np.column_stack([corners, np.full(3, top)]))
        for ring in _rings(shape):
            for (ax, ay), (bx, by) in zip(ring[:-1] - origin, ring[1:] - origin, strict=True):
                low = (ax, ay, -5.0), (bx, by, -5.0)
                high = (bx, by, top), (ax, ay, top)
                faces += [np.array([*low, high[0]]), np.array([low[0], *high])]
    corners = np.concatenate(faces)
    return trimesh.Trimesh(corners, np.arange(len(corners)).reshape(-1, 3), process=False)
