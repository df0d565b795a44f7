"""Medians through the same solver: plain and with room, on graphs made as OR-Library makes them."""

import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import shortest_path

from pianqu.analysis.siting import median, median_capacity

SECONDS = 30.0
SEED = 5210


class Size(NamedTuple):
    """Points, edges of the graph (0: points in a square, with room), and how many are chosen."""

    points: int
    edges: int
    number: int


SIZES = (
    *(Size(100, 200, 5), Size(100, 200, 10), Size(100, 200, 33), Size(200, 800, 20)),
    *(Size(300, 1800, 30), Size(400, 3200, 40)),
    *(Size(50, 0, 5), Size(50, 0, 5), Size(100, 0, 10)),
)


def rows(sizes: tuple[Size, ...] = SIZES, *, seconds: float = SECONDS) -> Iterator[dict[str, Any]]:
    """One row a graph, with the value counted again from the choice alone."""
    for place, size in enumerate(sizes):
        seed = SEED + place
        begun = time.perf_counter()
        made = _with_room(size, seed, seconds) if not size.edges else _plain(size, seed, seconds)
        work = "capacitated p-median" if not size.edges else "p-median"
        value, bound, status, faults = made
        yield {
            **{"work": work, "size": f"{size.points} points, {size.number} sites, seed {seed}"},
            **{"peer": None, "ours_s": time.perf_counter() - begun, "peer_s": None, "ratio": None},
            **{"max_diff": None, "flips": faults, "ours_mb": None, "peer_mb": None},
            **{"extrapolated": False, "ours_value": value, "ours_bound": bound},
            **{"ours_status": status, "peer_value": None},
        }


def graph(size: Size, seed: int) -> np.ndarray:
    """Shortest ways of a connected graph whose edges are 1 to 100 long (Beasley 1985)."""
    drawn = np.random.default_rng(seed)
    order = drawn.permutation(size.points)
    tree = np.column_stack(
        [order[1:], [order[drawn.integers(k + 1)] for k in range(len(order) - 1)]]
    )
    more = drawn.integers(0, size.points, (max(0, size.edges - len(tree)), 2))
    ends = np.sort(np.vstack([tree, more[more[:, 0] != more[:, 1]]]), axis=1)
    ends = np.unique(ends, axis=0)  # a pair twice would be added up
    length = drawn.integers(1, 101, len(ends)).astype(float)
    shape = (size.points, size.points)
    return shortest_path(coo_matrix((length, tuple(ends.T)), shape=shape), directed=False)


def _long(metres: np.ndarray) -> pd.DataFrame:
    ids = np.array([f"P{k:04d}" for k in range(len(metres))])
    row, column = np.indices(metres.shape).reshape(2, -1)
    return pd.DataFrame({"demand": ids[row], "site": ids[column], "metres": metres.ravel()})


def _plain(size: Size, seed: int, seconds: float) -> tuple[float, float, str, int]:
    metres = graph(size, seed)
    pairs = _long(metres)
    ids = pairs["demand"].unique()
    found = median.shortest_walk(
        pairs,
        weights=pd.Series(1.0, ids),
        candidates=list(ids),
        cap=float(metres.max()) + 1,
        sites=size.number,
        time_limit=seconds,
    )
    again = metres[:, pd.Index(ids).get_indexer(list(found.chosen))].min(axis=1).sum()
    wrong = len(found.chosen) > size.number or abs(again - found.objective) > 1e-6
    return found.objective, found.bound, found.status, int(wrong)


def _with_room(size: Size, seed: int, seconds: float) -> tuple[float, float, str, int]:
    """Points of a square of 100, whole distances, demand 1 to 20, room 120 each."""
    drawn = np.random.default_rng(seed)
    at = drawn.integers(1, 101, (size.points, 2))
    pairs = _long(np.floor(np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))))
    ids = pairs["demand"].unique()
    case = {
        "demand": pd.Series(drawn.integers(1, 21, size.points), ids),
        "capacity": pd.Series(120 * size.points // 50 * 5 // size.number, ids),
    }
    found = median_capacity.shortest_with_room(pairs, sites=size.number, time_limit=seconds, **case)
    wrong = median_capacity.verify(found, pairs, **case) if found.chosen else []
    return found.objective, found.bound, found.status, len(wrong)
