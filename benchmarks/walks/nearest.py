"""Seconds to the nearest place of each kind: pianqu, and how its answers are held against others'."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import peers
from measuring import Agreement, Engine
from tiled import Town

from pianqu.gis import walking
from pianqu.gis.network import Network

PACE = 1.4  # metres a second between a place and its street; all stand on it


def structured(town: Town) -> Town:
    """The town with a search structure of its own, made anew."""
    fresh = replace(town.network)
    _ = fresh.graph
    return town._replace(network=fresh)


def one_thread(town: Town) -> pd.DataFrame:
    return minutes(town, threads=1)


def two_threads(town: Town) -> pd.DataFrame:
    return minutes(town, threads=2)


def minutes(town: Town, *, threads: int, limit: float = peers.LIMIT) -> pd.DataFrame:
    """Minutes, homes x kinds."""
    places = town.network, town.origins, town.targets
    return walking.minutes(*places, limit=limit / 60, pace=PACE, threads=threads)


def ours(town: Town, small: Town) -> Engine:
    return Engine("pianqu", structured, one_thread, town, small)


def ours_twice(town: Town, small: Town) -> Engine:
    return Engine("pianqu, two threads", structured, two_threads, town, small)


def compare(ours: pd.DataFrame, theirs: np.ndarray) -> dict[str, float | None]:
    """Greatest difference in seconds where both reach, and decisions that differ."""
    mine = ours.to_numpy().T * 60
    both = np.isfinite(mine) & np.isfinite(theirs)
    flips = int((np.isfinite(mine) != np.isfinite(theirs)).sum())
    return {"max_diff": float(np.abs(mine[both] - theirs[both]).max()), "flips": flips}


def identical(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, float | None]:
    """As `compare`, of two answers of ours."""
    return compare(one, other.to_numpy().T * 60)


def reach(town: Town, sample: np.ndarray) -> Agreement:
    """Nodes in reach of some entrances, held against sets of nodes."""

    def agree(_: Any, sets: list[np.ndarray]) -> dict[str, float | None]:
        doors = town.targets.iloc[sample]
        doors = doors.assign(kind=[f"{number:03d}" for number in range(len(sample))])
        net = town.network
        found = minutes(Town(net, at_nodes(net), doors), threads=1).to_numpy()
        theirs = np.zeros_like(found, dtype=bool)
        for number, nodes in enumerate(sets):
            theirs[nodes[nodes < len(net.nodes)], number] = True
        return {"max_diff": None, "flips": int((np.isfinite(found) != theirs).sum())}

    return agree


def at_nodes(net: Network) -> pd.DataFrame:
    """A place on the network at every node."""
    edge = np.empty(len(net.nodes), dtype=np.int64)
    fraction = np.zeros(len(net.nodes))
    for ends, share in ((net.end, 1.0), (net.start, 0.0)):
        edge[ends], fraction[ends] = np.arange(len(ends)), share
    return pd.DataFrame({"edge": edge, "fraction": fraction, "gap": 0.0})
