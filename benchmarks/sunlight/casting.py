"""A compiled ray cast, a ray a minute: houses near enough first, then every wall of theirs."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray
from scene import Town

from pianqu.gis import sun

BUNCH = 256  # places a task of a thread
NEAR = 1e-4  # metres from the place at which a wall is its own


class Rays(NamedTuple):
    """Flat arrays for the kernels: walls by house, houses by place, windows by place."""

    walls: NDArray[np.float64]  # x, y, then dx, dy; a row a wall
    first_wall: NDArray[np.int64]  # those of house i are first[i] to first[i + 1]
    top: NDArray[np.float64]
    place: NDArray[np.float64]  # x, y, nx, ny
    near: NDArray[np.int64]  # houses whose shadow may come to a place
    first_near: NDArray[np.int64]
    sill: NDArray[np.float64]  # of the windows, sorted by place
    first_sill: NDArray[np.int64]
    order: NDArray[np.int64]
    sun: NDArray[np.float64]  # x, y, slope of each ray; x and y of length 1
    minutes: float  # that a ray stands for


def minutes(town: Town) -> NDArray[np.float64]:
    """Hour angle in the middle of each minute."""
    return town.sky.start + (np.arange(round((town.sky.end - town.sky.start) * 4)) + 0.5) / 4


def rays(town: Town) -> Rays:
    """A ray in the middle of each minute; houses by boxes around their shadows."""
    towards = sun.direction(minutes(town), town.sky)
    level = np.hypot(towards[:, 0], towards[:, 1])
    light = np.column_stack([towards[:, :2] / level[:, None], towards[:, 2] / level])
    walls, first_wall = _walls(town.outline)
    near, first_near = _near(town, light)
    point = town.windows["point"].to_numpy()
    order = np.argsort(point, kind="stable")
    return Rays(
        *(walls, first_wall, town.height),
        np.ascontiguousarray(town.points[["x", "y", "nx", "ny"]].to_numpy(dtype=float)),
        *(near, first_near, town.windows["sill"].to_numpy(dtype=float)[order]),
        _first(point, len(town.points)),
        *(order, light, 1.0),
    )


def _first(group: NDArray, count: int) -> NDArray:
    return np.r_[0, np.cumsum(np.bincount(group, minlength=count))]


def _walls(outline: NDArray) -> tuple[NDArray, NDArray]:
    rings, house = shapely.get_rings(outline, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    at = np.flatnonzero(ring[1:] == ring[:-1])
    walls = np.column_stack([xy[at], xy[at + 1] - xy[at]])
    return walls, _first(house[ring[at]], len(outline))


def _near(town: Town, light: NDArray) -> tuple[NDArray, NDArray]:
    """Houses by place: the place is within the box around the house and its longest shadows."""
    low, high = np.split(shapely.bounds(town.outline), 2, axis=1)
    reach = town.height[:, None, None] * -(light[:, :2] / light[:, 2:])
    low = low + np.minimum(reach.min(axis=1), 0)
    high = high + np.maximum(reach.max(axis=1), 0)
    tree = shapely.STRtree(shapely.points(town.points[["x", "y"]].to_numpy()))
    house, place = tree.query(shapely.box(*low.T, *high.T))
    return house[np.argsort(place, kind="stable")], _first(place, len(town.points))


def one_thread(found: Rays) -> NDArray:
    return _cast(window_by_window, found, 1)


def two_threads(found: Rays) -> NDArray:
    return _cast(window_by_window, found, 2)


def floors_together(found: Rays) -> NDArray:
    """A ray a place instead of a ray a window: the height below which it is dark."""
    return _cast(place_by_place, found, 1)


def _cast(kernel, found: Rays, threads: int) -> NDArray:
    """Hours of every window, in the order of the town."""
    lit, count = np.zeros(len(found.sill)), len(found.place)
    if threads == 1:
        kernel(found, 0, count, lit)
    else:
        with ThreadPoolExecutor(threads) as pool:
            tasks = [
                pool.submit(kernel, found, at, min(at + BUNCH, count), lit)
                for at in range(0, count, BUNCH)
            ]
            for task in tasks:
                task.result()
    hours = np.empty_like(lit)
    hours[found.order] = lit / 60
    return hours


@njit(nogil=True, cache=True)
def crossing(walls, i, x, y, sx, sy):
    """Metres along the level ray from (x, y) to wall i, or -1."""
    ex, ey = walls[i, 0] - x, walls[i, 1] - y
    fx, fy = walls[i, 2], walls[i, 3]
    det = sx * fy - sy * fx
    if det == 0.0:
        return -1.0
    u = (ex * sy - ey * sx) / det
    if u < 0.0 or u >= 1.0:
        return -1.0
    return (ex * fy - ey * fx) / det


@njit(nogil=True, cache=True)
def dark(rays, p, sill, sx, sy, slope):
    """Whether any wall of the houses near place p stands in the ray from the sill."""
    x, y = rays.place[p, 0], rays.place[p, 1]
    for j in range(rays.first_near[p], rays.first_near[p + 1]):
        house = rays.near[j]
        above = rays.top[house] - sill
        if above <= 0.0:
            continue
        far, inside = above / slope, False
        for i in range(rays.first_wall[house], rays.first_wall[house + 1]):
            t = crossing(rays.walls, i, x, y, sx, sy)
            if NEAR < t < far:
                return True
            inside ^= t > NEAR
        if inside:  # the ray leaves by the roof
            return True
    return False


@njit(nogil=True, cache=True)
def window_by_window(rays, begin, stop, lit):
    """Cast every ray of every window of the places from `begin` to `stop`."""
    for p in range(begin, stop):
        for w in range(rays.first_sill[p], rays.first_sill[p + 1]):
            for k in range(len(rays.sun)):
                sx, sy, slope = rays.sun[k, 0], rays.sun[k, 1], rays.sun[k, 2]
                if rays.place[p, 2] * sx + rays.place[p, 3] * sy <= 0.0:
                    continue
                if not dark(rays, p, rays.sill[w], sx, sy, slope):
                    lit[w] += rays.minutes


@njit(nogil=True, cache=True)
def shade(rays, p, sx, sy, slope):
    """Height at place p below which the ray meets a wall."""
    x, y, found = rays.place[p, 0], rays.place[p, 1], -np.inf
    for j in range(rays.first_near[p], rays.first_near[p + 1]):
        house, inside = rays.near[j], False
        for i in range(rays.first_wall[house], rays.first_wall[house + 1]):
            t = crossing(rays.walls, i, x, y, sx, sy)
            if t > NEAR:
                found = max(found, rays.top[house] - t * slope)
                inside = not inside
        if inside:
            found = max(found, rays.top[house])
    return found


@njit(nogil=True, cache=True)
def place_by_place(rays, begin, stop, lit):
    """Cast every ray of every place once for all its windows."""
    for p in range(begin, stop):
        for k in range(len(rays.sun)):
            sx, sy, slope = rays.sun[k, 0], rays.sun[k, 1], rays.sun[k, 2]
            if rays.place[p, 2] * sx + rays.place[p, 3] * sy <= 0.0:
                continue
            height = shade(rays, p, sx, sy, slope)
            for w in range(rays.first_sill[p], rays.first_sill[p + 1]):
                if rays.sill[w] >= height:
                    lit[w] += rays.minutes
