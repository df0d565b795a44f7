"""A bound from the machine: one pass over all arcs of the network a kind, as if no search were."""

from typing import NamedTuple

import numpy as np
from numba import njit
from tiled import Town

from pianqu.gis import walking

from peers import LIMIT  # isort: skip


@njit(cache=True)
def sweep(first, arcs, label, out):
    """For each node, gather the label and the seconds of every arc, and keep the least sum."""
    for node in range(len(first) - 1):
        best = label[node]
        for i in range(first[node], first[node + 1]):
            best = min(best, label[arcs[i]["tail"]] + arcs[i]["seconds"])
        out[node] = best


class Ground(NamedTuple):
    """What a sweep reads and writes."""

    first: np.ndarray
    arcs: np.ndarray
    label: np.ndarray
    out: np.ndarray
    kinds: int


def ground(town: Town) -> Ground:
    graph, label = town.network.graph, np.full(len(town.network.nodes), np.inf)
    label[::2] = 0.0
    return Ground(graph.first, graph.arcs, label, label.copy(), town.targets["kind"].nunique())


def ready(ground: Ground) -> Ground:
    """No structure is counted for the pass."""
    return ground


def sweeps(ground: Ground) -> np.ndarray:
    """One sweep a kind."""
    first, arcs, label, out, kinds = ground
    for _ in range(kinds):
        sweep(first, arcs, label, out)
        label, out = out, label
    return label


def labels(town: Town) -> int:
    """Node labels that the search has to set, over all kinds; the pass sets every one."""
    found = walking.ends(town.network, town.targets, limit=LIMIT / 60, pace=1.0)
    count = 0
    for each in found.values():
        here = np.zeros(len(town.network.nodes), dtype=bool)
        for nodes, seconds in ((town.network.start, each.start), (town.network.end, each.end)):
            here[nodes[np.isfinite(seconds)]] = True
        count += int(here.sum())
    return count
