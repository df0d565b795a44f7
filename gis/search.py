"""The search, compiled: seconds on foot from every origin to the nearest target of one kind."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

ARC = np.dtype([("tail", np.int32), ("seconds", np.float64)])
LABEL = np.dtype([("seconds", np.float64), ("before", np.int32), ("after", np.int32)])
WIDTH = 5.0  # seconds a bucket spans; the answer is exact for any width
BUCKETS = 4096  # at most, so that a very long limit only makes buckets wider
FIRST, LAST, IDLE = -1, -1, -2  # no node before, no node after, in no bucket


class Graph(NamedTuple):
    """Arcs by the node they lead into: those of node i are ``arcs[first[i]:first[i + 1]]``."""

    first: NDArray[np.int32]
    arcs: NDArray[Any]  # ARC


class Origins(NamedTuple):
    """Places to walk from; those on edge e are entries ``first[e]`` to ``first[e + 1]``."""

    first: NDArray[np.int64]
    row: NDArray[np.int64]  # position in the result
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    to_start: NDArray[np.float64]
    to_end: NDArray[np.float64]
    fraction: NDArray[np.float64]
    access: NDArray[np.float64]  # seconds between the place and the edge


class Targets(NamedTuple):
    """Places to walk to, and the edges they stand on."""

    edge: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    forward: NDArray[np.float64]  # seconds along the whole edge
    backward: NDArray[np.float64]
    fraction: NDArray[np.float64]
    access: NDArray[np.float64]


class Work(NamedTuple):
    """
    What one search writes on; every label is idle and infinite between two searches.

    A node is in one bucket at most, in a list linked through the labels: a better label moves it.
    So the space is known before the search and nothing can overflow.
    """

    label: NDArray[Any]  # LABEL, one a node
    bucket: NDArray[np.int32]  # first node of each bucket
    touched: NDArray[np.int32]  # nodes that were labelled
    width: float
    cutoff: float


def workspace(nodes: int, cutoff: float) -> Work:
    """Room for searches up to `cutoff` seconds, one search at a time."""
    label = np.zeros(nodes, dtype=LABEL)
    label["seconds"] = np.inf
    label["before"] = IDLE
    width = max(WIDTH, cutoff / BUCKETS)
    bucket = np.full(int(cutoff / width) + 1, LAST, dtype=np.int32)
    return Work(label, bucket, np.empty(nodes, dtype=np.int32), width, float(cutoff))


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """
    Compile a function on its first call.

    The machine code is kept in ``__pycache__``, or in the user's cache folder where that cannot
    be written, or in ``NUMBA_CACHE_DIR``. Where none can be written, each process compiles anew.
    """
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # what numba says when no folder can be written
        return njit(nogil=True)(function)


@_compiled
def incoming(nodes, start, end, forward, backward):
    """Graph of the arcs into each node; an arc of infinite seconds is left out."""
    first = np.zeros(nodes + 1, dtype=np.int32)
    for e in range(len(start)):
        first[end[e] + 1] += forward[e] < np.inf
        first[start[e] + 1] += backward[e] < np.inf
    for i in range(nodes):
        first[i + 1] += first[i]
    free = first[:-1].copy()
    arcs = np.empty(first[nodes], dtype=ARC)
    for e in range(len(start)):
        if forward[e] < np.inf:
            _fill(arcs, free, end[e], start[e], forward[e])
        if backward[e] < np.inf:
            _fill(arcs, free, start[e], end[e], backward[e])
    return Graph(first, arcs)


@_compiled
def _fill(arcs, free, head, tail, seconds):
    arcs[free[head]]["tail"] = tail
    arcs[free[head]]["seconds"] = seconds
    free[head] += 1


@_compiled
def by_edge(edge, edges):
    """Where the places of each edge begin, and the places in that order."""
    first = np.zeros(edges + 1, dtype=np.int64)
    for i in range(len(edge)):
        first[edge[i] + 1] += 1
    for e in range(edges):
        first[e + 1] += first[e]
    free = first[:-1].copy()
    order = np.empty(len(edge), dtype=np.int64)
    for i in range(len(edge)):
        order[free[edge[i]]] = i
        free[edge[i]] += 1
    return first, order


@_compiled
def nearest(graph, targets, origins, work, out):
    """
    Write into `out` the least seconds from each origin to a target; inf beyond the cutoff.

    The search runs backwards from all targets at once, in buckets of time. Inside a bucket a
    node is looked at again whenever its label falls, so the labels are those of Dijkstra's
    algorithm to the last bit, whatever the order: each is the least, over all ways, of a sum
    taken from the target outwards.
    """
    count = _seed(targets, work)
    count = _spread(graph, work, count)
    _read(origins, work, out)
    _walk_along(targets, origins, work.cutoff, out)
    for i in range(count):
        work.label[work.touched[i]]["seconds"] = np.inf


@_compiled
def _seed(targets, work):
    count = 0
    for t in range(len(targets.start)):
        fraction, access = targets.fraction[t], targets.access[t]
        ahead = _part(fraction, targets.forward[t]) + access
        count = _lower(targets.start[t], ahead, work, count)
        behind = _part(1 - fraction, targets.backward[t]) + access
        count = _lower(targets.end[t], behind, work, count)
    return count


@_compiled
def _spread(graph, work, count):
    for b in range(len(work.bucket)):
        while work.bucket[b] != LAST:
            node = work.bucket[b]
            _unlink(node, b, work)
            seconds = work.label[node]["seconds"]
            for i in range(graph.first[node], graph.first[node + 1]):
                arc = graph.arcs[i]
                count = _lower(arc["tail"], seconds + arc["seconds"], work, count)
    return count


@_compiled
def _lower(node, seconds, work, count):
    """Give a node a better label and put it into the bucket of that; return how many have one."""
    label = work.label[node]
    if not (seconds < label["seconds"] and seconds <= work.cutoff):
        return count
    b = int(seconds / work.width)
    if label["seconds"] == np.inf:
        work.touched[count] = node
        count += 1
    elif label["before"] != IDLE:
        _unlink(node, int(label["seconds"] / work.width), work)
    label["seconds"] = seconds
    _link(node, b, work)
    return count


@_compiled
def _link(node, b, work):
    top = work.bucket[b]
    work.label[node]["before"] = FIRST
    work.label[node]["after"] = top
    if top != LAST:
        work.label[top]["before"] = node
    work.bucket[b] = node


@_compiled
def _unlink(node, b, work):
    before, after = work.label[node]["before"], work.label[node]["after"]
    if before == FIRST:
        work.bucket[b] = after
    else:
        work.label[before]["after"] = after
    if after != LAST:
        work.label[after]["before"] = before
    work.label[node]["before"] = IDLE


@_compiled
def _read(origins, work, out):
    for i in range(len(origins.row)):
        back = work.label[origins.start[i]]["seconds"] + origins.to_start[i]
        ahead = work.label[origins.end[i]]["seconds"] + origins.to_end[i]
        seconds = min(back, ahead) + origins.access[i]
        out[origins.row[i]] = seconds if seconds <= work.cutoff else np.inf


@_compiled
def _walk_along(targets, origins, cutoff, out):
    """Lower `out` where an origin and a target stand on one edge and the way lies between them."""
    for t in range(len(targets.start)):
        for i in range(origins.first[targets.edge[t]], origins.first[targets.edge[t] + 1]):
            share = targets.fraction[t] - origins.fraction[i]
            way = targets.forward[t] if share > 0 else targets.backward[t]
            seconds = _part(abs(share), way) + targets.access[t] + origins.access[i]
            if seconds <= cutoff and seconds < out[origins.row[i]]:
                out[origins.row[i]] = seconds


@_compiled
def _part(share, seconds):
    return share * seconds if share > 0 else 0.0  # at a closed end 0 * inf would be no number
