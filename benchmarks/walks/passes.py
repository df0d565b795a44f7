"""A bound from the machine: one pass over all arcs of the network a kind, as if no search were."""

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


def ready(town: Town) -> Town:
    """The structure is not counted: it is made before, once."""
    _ = town.network.graph
    return town


def sweeps(town: Town) -> np.ndarray:
    """One sweep a kind."""
    graph = town.network.graph
    label, out = np.full(len(town.network.nodes), np.inf), np.empty(len(town.network.nodes))
    label[::2] = 0.0
    for _ in range(town.targets["kind"].nunique()):
        sweep(graph.first, graph.arcs, label, out)
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
