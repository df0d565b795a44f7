"""Seeded towns for packages: communities and plots in clusters, cut by arterials and a river."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, cKDTree

from pianqu.analysis.bundling.problem import NONE, Limits, Mode, Problem, Service

WAN = 1_000_000  # fen in 10,000 yuan
DENSITY = 24.0  # units a km2 of the whole town
RADIUS, LONGEST, APART = 500.0, 350.0, 45.0  # metres: of a package, of a link, between units
BLOCK, GATE = 1000.0, 60.0  # metres between arterials; half the width of a crossing
COMMUNITIES, CLUSTERED, SPREAD = 0.67, 0.3, 400.0
LEAST, MOST, SLOPE = 600, 2500, 0.2  # households; share of the worth lost at the radius
COST, OVERHEAD = 60_000, 60 * WAN


class Town(NamedTuple):
    """
    A synthetic town: points in metres, pairs that no barrier parts, and the barriers.

    `near` are the pairs with no look at barriers; `units` has one row a unit: lived, households,
    area, finance, weight, need and capacity of both services, home, pool.
    """

    points: np.ndarray
    near: np.ndarray
    links: np.ndarray
    barriers: shapely.Geometry
    units: pd.DataFrame


def instance(n: int, *, seed: int, mode: Mode = "package", pools: int = 1) -> Problem:
    """The problem of a town of `n` units; the same town in every mode."""
    return problem_of(town(n, seed=seed, pools=pools), mode=mode)


def town(n: int, *, seed: int, pools: int = 1) -> Town:
    """A town of `n` units; its side grows with the root of `n`."""
    drawn = np.random.default_rng([4611, seed])
    side = 1000.0 * (n / DENSITY) ** 0.5
    points = _points(drawn, n, side)
    near = _near(points)
    barriers = _barriers(drawn, side)
    shapely.prepare(barriers)
    cut = shapely.intersects(barriers, shapely.linestrings(points[near]))
    units = _units(drawn, n)
    units["pool"] = np.minimum((points[:, 0] / side * pools).astype(np.int64), pools - 1)
    pool = units["pool"].to_numpy()
    links = near[~cut & (pool[near[:, 0]] == pool[near[:, 1]])]
    units["home"] = _homes(drawn, points, links, units["lived"].to_numpy())
    return Town(points, near, links, barriers, units)


def problem_of(town: Town, *, mode: Mode) -> Problem:
    """What is asked of a town."""
    units = town.units
    starts, members, metres = _reach(town.points, town.links)
    households = units["households"].to_numpy()
    share = units["weight"].to_numpy()[members] - SLOPE * metres / RADIUS
    return Problem(
        units=pd.Index(units.index),
        lived=units["lived"].to_numpy(),
        households=households,
        area=units["area"].to_numpy(),
        finance=units["finance"].to_numpy(),
        links=town.links,
        starts=starts,
        members=members,
        gain=np.rint(1000 * households[members] * share).astype(np.int64),
        need=units[["need_parking", "need_care"]].to_numpy(),
        capacity=units[["room_parking", "room_care"]].to_numpy(),
        services=(Service("parking", 300, WAN), Service("care", 800, WAN // 5)),
        pool=units["pool"].to_numpy(),
        home=units["home"].to_numpy(),
        together=(),
        apart=(),
        must=np.zeros(len(units), dtype=bool),
        limits=Limits(
            mode=mode,
            least_households=LEAST,
            most_households=MOST,
            cost=COST,
            overhead=OVERHEAD,
            money=(0,) * (int(units["pool"].max()) + 1),
        ),
    )


def _points(drawn: np.random.Generator, n: int, side: float) -> np.ndarray:
    """Some in clusters, no two nearer than :data:`APART`."""
    centres = drawn.random((max(1, n // 25), 2)) * side
    taken: dict[tuple[int, int], list[np.ndarray]] = {}
    found: list[np.ndarray] = []
    while len(found) < n:
        point = drawn.random(2) * side
        if drawn.random() < CLUSTERED:
            point = centres[drawn.integers(len(centres))] + drawn.normal(0.0, SPREAD, 2)
        x, y = (int(each) for each in point // APART)
        around = [p for i in (-1, 0, 1) for j in (-1, 0, 1) for p in taken.get((x + i, y + j), ())]
        free = all(np.hypot(*(point - other)) >= APART for other in around)
        if free and (point >= 0).all() and (point <= side).all():
            taken.setdefault((x, y), []).append(point)
            found.append(point)
    return np.rint(np.array(found) * 10) / 10


def _near(points: np.ndarray) -> np.ndarray:
    """Neighbours by Delaunay's triangles, none longer than :data:`LONGEST`."""
    corners = np.sort(Delaunay(points).simplices, axis=1)
    pairs = np.unique(
        np.vstack([corners[:, [0, 1]], corners[:, [0, 2]], corners[:, [1, 2]]]), axis=0
    )
    length = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    return pairs[length <= LONGEST].astype(np.int64)


def _barriers(drawn: np.random.Generator, side: float) -> shapely.Geometry:
    """Arterials in a grid and a river, with gaps where people cross."""
    marks = np.arange(drawn.uniform(0.3, 0.7) * BLOCK, side, BLOCK)
    lines = [shapely.LineString([(x, 0), (x, side)]) for x in marks]
    lines += [shapely.LineString([(0, y), (side, y)]) for y in marks]
    along = np.linspace(0, side, 60)
    bend = np.sin(along / 700 + drawn.uniform(0, 6)) * 160
    lines.append(shapely.LineString(np.column_stack([along, side * 0.45 + bend])))
    gates = [
        line.interpolate(drawn.uniform(0, line.length)).buffer(GATE)
        for line in lines
        for _ in range(max(1, int(line.length // 600)))
    ]
    return shapely.union_all(lines).difference(shapely.union_all(gates))


def _units(drawn: np.random.Generator, n: int) -> pd.DataFrame:
    """Communities mostly short of money; of the plots, half bring some and half have room."""
    lived = drawn.random(n) < COMMUNITIES
    households = np.clip(drawn.lognormal(np.log(330), 0.75, n), 40, 1500).astype(np.int64)
    households *= lived
    asset = ~lived & (drawn.random(n) < 0.5)
    ground = np.where(
        lived, households * drawn.uniform(60, 110, n), drawn.lognormal(np.log(2200), 0.6, n)
    )
    short = households * (1.2 - drawn.triangular(1.4, 1.7, 4.5, n))
    brings = np.where(asset, drawn.lognormal(np.log(1500), 0.7, n), -drawn.uniform(10, 120, n))
    room = np.where(~lived, ground, 0)
    whole = {
        "households": households,
        "area": ground,
        "finance": np.where(lived, short, brings) * WAN,
        "need_parking": households * drawn.uniform(0.15, 0.5, n),
        "need_care": households * drawn.uniform(0.03, 0.12, n),
        "room_parking": np.where(asset, room / 90, room / 28),
        "room_care": np.where(asset, 0, room / 45) * (drawn.random(n) < 0.6),
    }
    table = pd.DataFrame({name: np.rint(values).astype(np.int64) for name, values in whole.items()})
    table.insert(0, "lived", lived)
    table["weight"] = np.rint(drawn.uniform(0.8, 1.4, n) * 1000) / 1000
    table.index = pd.Index([f"U{place:05d}" for place in range(n)], name="unit")
    return table


def _homes(
    drawn: np.random.Generator, points: np.ndarray, links: np.ndarray, lived: np.ndarray
) -> np.ndarray:
    """A third of the plots lie in the boundary of the nearest community that they touch."""
    home = np.full(len(points), NONE, dtype=np.int64)
    inside = drawn.random(len(points)) < 1 / 3
    length = np.hypot(*(points[links[:, 0]] - points[links[:, 1]]).T)
    for one, other in links[np.argsort(-length, kind="stable")]:
        for plot, community in ((one, other), (other, one)):
            if inside[plot] and not lived[plot] and lived[community]:
                home[plot] = community
    return home


def _reach(points: np.ndarray, links: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts, members and metres: who is within the radius and hangs together with the hub."""
    n = len(points)
    whole = coo_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(n, n)).tocsr()
    kept = []
    for hub, ball in enumerate(cKDTree(points).query_ball_point(points, RADIUS)):
        own = np.sort(np.array(ball, dtype=np.int64))
        _, part = connected_components(whole[own][:, own], directed=False)
        kept.append(own[part == part[np.searchsorted(own, hub)]])
    sizes = np.array([len(own) for own in kept], dtype=np.int64)
    members = np.concatenate(kept)
    hubs = np.repeat(np.arange(n), sizes)
    metres = np.hypot(*(points[members] - points[hubs]).T)
    return np.concatenate([[0], np.cumsum(sizes)]), members, metres
