"""A synthetic city (合成数据): communities, and what is built, paved and planted on them."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

EPSG = 4549
CORNER = (500_000.0, 3_470_000.0)  # coordinates as long as those of a real grid
PITCH = 250.0  # metres between two roads
HOUSES = 32  # a community, in rows of four
SETBACK = 3.0
LANES, GREENS = 6, 12  # a community
Rng = np.random.Generator
Objects = NDArray[np.object_]


class City(NamedTuple):
    """Areas in one metric grid."""

    communities: gpd.GeoSeries
    used: gpd.GeoSeries  # houses with their setback, roads, lanes and green, as areas
    houses: gpd.GeoSeries  # without the setback


def city(columns: int, rows: int, *, seed: int) -> City:
    """A jittered lattice of roads, each of its meshes a community with 32 houses."""
    rng = np.random.default_rng(seed)
    node = np.stack(np.meshgrid(range(columns + 1), range(rows + 1), indexing="ij"), -1) * PITCH
    node = node + CORNER + rng.uniform(-30, 30, node.shape)
    ring = np.stack([node[:-1, :-1], node[1:, :-1], node[1:, 1:], node[:-1, 1:]], axis=2)
    ring = ring.reshape(-1, 4, 2)
    houses = np.concatenate([_houses(middle, rng) for middle in ring.mean(axis=1)])
    built = shapely.buffer(houses, SETBACK, join_style="mitre")
    used = np.concatenate([built, _roads(node, rng), _lanes(ring, rng), _greens(ring, rng)])
    communities = pd.Index([f"C{i:03d}" for i in range(len(ring))], name="id")
    return City(
        gpd.GeoSeries(shapely.polygons(ring), index=communities, crs=EPSG),
        gpd.GeoSeries(rng.permutation(used), crs=EPSG),
        gpd.GeoSeries(houses, crs=EPSG),
    )


def words(town: City) -> str:
    """The size, in words."""
    houses, used, communities = len(town.houses), len(town.used), len(town.communities)
    return f"{houses:,} houses, {used:,} areas in use, {communities} communities"


def _houses(middle: NDArray, rng: Rng) -> Objects:
    """Rows of slabs, turned together; one in twenty with a wing, some running into the next."""
    across, up = np.meshgrid(np.arange(4) - 1.5, np.arange(8) - 3.5)
    place = np.stack([across.ravel() * 54, up.ravel() * 27], axis=1)
    place += rng.normal(0, 2, place.shape)
    wide, deep = rng.uniform(30, 52, HOUSES) / 2, rng.uniform(10, 14, HOUSES) / 2
    found = shapely.box(*(place - np.c_[wide, deep]).T, *(place + np.c_[wide, deep]).T)
    wing = rng.random(HOUSES) < 0.05
    west, north = (place[:, 0] - wide)[wing], (place[:, 1] + deep)[wing]
    found[wing] = shapely.union(found[wing], shapely.box(west, north - 1, west + 12, north + 14))
    angle = np.deg2rad(rng.uniform(-15, 15))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return shapely.transform(found, lambda xy: xy @ turn + middle)


def _roads(node: NDArray, rng: Rng) -> Objects:
    """Every edge of the lattice, as wide as its street."""
    ends = [np.stack([node[:-1], node[1:]], 2), np.stack([node[:, :-1], node[:, 1:]], 2)]
    lines = shapely.linestrings(np.concatenate([pair.reshape(-1, 2, 2) for pair in ends]))
    return shapely.buffer(lines, rng.choice([3.5, 7.0, 12.0], len(lines)))


def _lanes(ring: NDArray, rng: Rng) -> Objects:
    """Lanes from edge to edge of a community, 4 m wide."""
    edge, along = rng.integers(0, 4, (len(ring), LANES)), rng.random((2, len(ring), LANES, 1))
    row = np.arange(len(ring))[:, None]
    ends = [
        ring[row, side] * (1 - part) + ring[row, (side + 1) % 4] * part
        for side, part in zip((edge, (edge + 2) % 4), along, strict=True)
    ]
    return shapely.buffer(shapely.linestrings(np.stack(ends, axis=2).reshape(-1, 2, 2)), 2.0)


def _greens(ring: NDArray, rng: Rng) -> Objects:
    """Round beds anywhere in a community, over houses and lanes too."""
    share = rng.dirichlet(np.ones(4), (len(ring), GREENS))
    middle = np.einsum("cgi,cij->cgj", share, ring).reshape(-1, 2)
    return shapely.buffer(shapely.points(middle), rng.uniform(4, 15, len(middle)))
