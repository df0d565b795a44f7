"""A synthetic town of any size: rows of houses with windows by floor, and shafts before them."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from pianqu.gis import sun
from pianqu.gis.sun import Sky

EACH = 32  # houses of an estate: four columns of eight rows
COLUMNS, SLOT, ESTATE = 4, 68.0, 360.0  # columns, metres a house takes along its row, estate pitch
SPACING = 1.15  # gap between two rows over the height of the southern one
BENT, HOLLOW, JOINED = 0.05, 0.03, 0.02  # shares: L-shapes, courtyards, houses up to the next
STOREY, PARAPET, SILL, PITCH, WIDTH = 2.9, 0.6, 0.9, 3.5, 1.5  # metres
SHAFT, OVERRUN, STAIR = (2.4, 4.0), 1.5, 18.0  # shaft's sides, its top over the roof, wall a stair
DAY, REQUIRED = date(2001, 1, 20), 2.0  # the Great Cold, hours
HERE = sun.Place(31.45, 121.13, 0.0)


class Shafts(NamedTuple):
    """Lift shafts on the northern walls: outlines, tops, and position of the house."""

    outline: NDArray[np.object_]
    top: NDArray[np.float64]
    house: NDArray[np.int64]


class Town(NamedTuple):
    """Houses on level ground and their windows, as :mod:`pianqu.gis.sunlight` takes them."""

    outline: NDArray[np.object_]
    height: NDArray[np.float64]
    points: pd.DataFrame
    windows: pd.DataFrame
    shafts: Shafts
    sky: Sky


def town(houses: int, *, seed: int) -> Town:
    """Estates of 32 houses side by side, each turned by up to 15 degrees."""
    rng = np.random.default_rng(seed)
    whole = [_estate(rng, number) for number in range(-(-houses // EACH))]
    outline, height, shafts = (np.concatenate(part) for part in zip(*whole, strict=True))
    outline, height = outline[:houses], height[:houses]
    points = _points(outline)
    windows = _windows(points, height)
    sky = sun.sky(DAY, hours=(8, 16), place=HERE)
    return Town(outline, height, points, windows, _shafts(shafts[:houses], height), sky)


def words(town: Town) -> str:
    return f"{len(town.outline):,} houses, {len(town.windows):,} windows"


def _estate(rng: np.random.Generator, number: int) -> tuple[NDArray, ...]:
    """Outlines, heights, and a group of shafts for each house."""
    storeys = rng.choice([4, 5, 6, 7], EACH, p=[0.1, 0.3, 0.5, 0.1])
    height = storeys * STOREY + PARAPET
    long, deep = rng.uniform(36, 62, EACH), rng.uniform(11, 13.5, EACH)
    long = np.where(rng.random(EACH) < JOINED, SLOT, long)  # may run into the next house
    gap = SPACING * rng.uniform(0.85, 1.15, EACH) * height
    kind = rng.random(EACH)
    depth = np.where(kind < HOLLOW, deep * 2.6, deep)
    south = np.zeros(EACH)
    for i in range(COLUMNS, EACH):
        south[i] = south[i - COLUMNS] + depth[i - COLUMNS] + gap[i - COLUMNS]
    west = np.arange(EACH) % COLUMNS * SLOT + rng.uniform(0, 6, EACH)
    plans = [_plan(*row) for row in zip(kind, west, south, long, depth, strict=True)]
    shafts = [_before(*row) for row in zip(west, south + depth, long, strict=True)]
    angle, side = rng.uniform(-15, 15), 25  # estates on a square of 25 x 25
    shift = np.array([number % side, number // side]) * ESTATE
    centre = (COLUMNS * SLOT / 2, float(south.max()) / 2)
    moved = [
        shapely.affinity.translate(shapely.affinity.rotate(each, angle, origin=centre), *shift)
        for each in plans + shafts
    ]
    moved = np.array(moved, dtype=object)
    return moved[:EACH], height, moved[EACH:]


def _plan(kind: float, west: float, south: float, long: float, deep: float) -> shapely.Polygon:
    """A bar, an L with a wing to the south, or a block around a court."""
    bar = shapely.box(west, south, west + long, south + deep)
    if kind < HOLLOW:
        third = deep / 2.6
        return bar.difference(
            shapely.box(west + third, south + third, west + long - third, south + deep - third)
        )
    if kind < HOLLOW + BENT:
        return bar.union(shapely.box(west, south - 9, west + 12, south))
    return bar


def _before(west: float, north: float, long: float) -> shapely.MultiPolygon:
    """A shaft in the middle of each stair's piece of the northern wall."""
    count, (wide, deep) = int(long // STAIR), SHAFT
    middle = west + (np.arange(count) + 0.5) * long / count
    return shapely.MultiPolygon(
        [shapely.box(x - wide / 2, north, x + wide / 2, north + deep) for x in middle.tolist()]
    )


def _shafts(groups: NDArray, height: NDArray) -> Shafts:
    outline, house = shapely.get_parts(groups, return_index=True)
    return Shafts(outline, height[house] + OVERRUN, house)


def _points(outline: NDArray) -> pd.DataFrame:
    """Places at even distances along every wall, their normals outward."""
    rings, house = shapely.get_rings(shapely.orient_polygons(outline), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    wall = np.flatnonzero(ring[1:] == ring[:-1])
    start, step = xy[wall], xy[wall + 1] - xy[wall]
    length = np.hypot(*step.T)
    count = (length // PITCH).astype(int)
    of = np.repeat(np.arange(len(wall)), count)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    at = start[of] + step[of] * ((nth + 0.5) / count[of])[:, None]
    normal = np.stack([step[:, 1], -step[:, 0]], axis=1) / length[:, None]
    columns = {"x": at[:, 0], "y": at[:, 1], "nx": normal[of, 0], "ny": normal[of, 1]}
    return pd.DataFrame(columns | {"width": WIDTH, "solid": house[ring[wall[of]]]})


def _windows(points: pd.DataFrame, height: NDArray) -> pd.DataFrame:
    """One window a storey at every place."""
    storeys = np.rint((height - PARAPET) / STOREY).astype(int)[points["solid"]]
    point = np.repeat(np.arange(len(points)), storeys)
    storey = np.arange(len(point)) - np.repeat(np.cumsum(storeys) - storeys, storeys)
    return pd.DataFrame({"point": point, "sill": storey * STOREY + SILL, "storey": storey + 1})
