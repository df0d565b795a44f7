"""What the search reads, as arrays: arcs by the node they lead into, targets and origins by edge."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[Any]

ARC = np.dtype([("tail", np.int32), ("zone", np.int32), ("seconds", np.float64)])
WAY = np.dtype(
    [("start", np.int64), ("end", np.int64), ("forward", np.float64), ("backward", np.float64)]
)
HOME = np.dtype(
    [
        *(("start", np.int32), ("end", np.int32)),
        *(("to_start", np.float64), ("to_end", np.float64), ("access", np.float64)),
    ]
)
SIDE = np.dtype([("start", np.int32), ("end", np.int32), ("first", np.int32), ("last", np.int32)])

LABEL = np.dtype([("seconds", np.float64), ("before", np.int32), ("after", np.int32)])
WIDTH = 5.0  # seconds a bucket spans; the answer is exact for any width
BUCKETS = 4096  # at most, so that a very long limit only makes buckets wider
FIRST, LAST, IDLE = -1, -1, -2  # no node before, no node after, in no bucket
SAME = -1.0  # the label is as it was before people of a zone came


class Graph(NamedTuple):
    """
    Arcs by the node they lead into: those of node i are ``arcs[first[i]:first[i + 1]]``.

    An edge that only people of one zone may walk has its arcs in ``inner``, and lies, both ways
    together, in ``ways[border[zone]:border[zone + 1]]`` too.
    """

    first: NDArray[np.int32]
    arcs: Records  # ARC, open to anyone
    inner_first: NDArray[np.int32]
    inner: Records  # ARC
    border: Ints
    ways: Records  # WAY


class Targets(NamedTuple):
    """Places to walk to, and the edges they stand on."""

    edge: Ints
    start: Ints
    end: Ints
    forward: Floats  # seconds along the whole edge
    backward: Floats
    zone: Ints  # of the edge
    fraction: Floats
    access: Floats  # seconds between the place and the edge


class Origins(NamedTuple):
    """
    Places to walk from; those on edge e are entries ``first[e]`` to ``first[e + 1]``.

    People of a zone are the entries ``member[border[zone]:border[zone + 1]]``.
    """

    first: Ints
    row: Ints  # position in the result
    homes: Records  # HOME
    fraction: Floats
    zone: Ints  # of the person
    border: Ints
    member: Ints


class Sides(NamedTuple):
    """Edges with origins, by node: those that end at node i are ``edges[first[i]:first[i + 1]]``."""

    first: NDArray[np.int32]
    edges: Records  # SIDE: the two nodes, and the first and last (excluded) origin


class Scene(NamedTuple):
    """All that lies still while one place after another is searched around."""

    graph: Graph
    doors: Targets  # those of place p are entries ``border[p]`` to ``border[p + 1]``
    border: Ints
    origins: Origins
    sides: Sides


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


class Notes(NamedTuple):
    """What is written down while people of one zone after another have the labels."""

    old: NDArray[np.float64]  # label of a node before they came
    changed: NDArray[np.int32]  # nodes with a better label for them
    met: NDArray[np.bool_]  # zones that the search met
    zones: NDArray[np.int32]  # those met, in a list


class Room(NamedTuple):
    """Where the ways to one place after another are written; all idle between two searches."""

    best: Floats  # seconds from each origin to the place at hand
    found: NDArray[np.int32]  # origins that reach it
    entry: NDArray[np.int32]  # of each way, the origin
    seconds: Floats
    size: Ints  # ways to each place


def workspace(nodes: int, cutoff: float, zones: int) -> tuple[Work, Notes]:
    """Room for searches up to `cutoff` seconds, one search at a time."""
    label = np.zeros(nodes, dtype=LABEL)
    label["seconds"] = np.inf
    label["before"] = IDLE
    width = max(WIDTH, cutoff / BUCKETS)
    bucket = np.full(int(cutoff / width) + 1, LAST, dtype=np.int32)
    some = nodes if zones else 0
    notes = Notes(
        old=np.full(some, SAME),
        changed=np.empty(some, dtype=np.int32),
        met=np.zeros(zones + 1, dtype=np.bool_),
        zones=np.empty(zones + 1, dtype=np.int32),
    )
    return Work(label, bucket, np.empty(nodes, dtype=np.int32), width, float(cutoff)), notes


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """
    Compile a function on its first call.

    The machine code is kept in ``__pycache__``, or in the user's cache folder where that cannot
    be written, or in ``NUMBA_CACHE_DIR``. Where none can be written, each process compiles anew.
    It is renewed when the function's own file changes, so what calls each other is in one file.
    """
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # what numba says when no folder can be written
        return njit(nogil=True)(function)


@compiled
def grouped(group, groups):
    """Where the members of each group begin, and the members in the order of the groups."""
    first = np.zeros(groups + 1, dtype=np.int64)
    for i in range(len(group)):
        first[group[i] + 1] += 1
    for g in range(groups):
        first[g + 1] += first[g]
    free = first[:-1].copy()
    order = np.empty(len(group), dtype=np.int64)
    for i in range(len(group)):
        order[free[group[i]]] = i
        free[group[i]] += 1
    return first, order


@compiled
def incoming(nodes, start, end, forward, backward, zone, zones):
    """Graph of the arcs into each node; an arc of infinite seconds is left out."""
    first, arcs = _arcs(nodes, start, end, forward, backward, zone, False)
    inner_first, inner = _arcs(nodes, start, end, forward, backward, zone, True)
    border, edge = grouped(zone, zones + 1)
    edge = edge[border[1] :]
    ways = np.empty(len(edge), dtype=WAY)
    for i in range(len(edge)):
        ways[i]["start"], ways[i]["end"] = start[edge[i]], end[edge[i]]
        ways[i]["forward"], ways[i]["backward"] = forward[edge[i]], backward[edge[i]]
    return Graph(first, arcs, inner_first, inner, np.maximum(border - border[1], 0), ways)


@compiled
def _arcs(nodes, start, end, forward, backward, zone, inner):
    first = np.zeros(nodes + 1, dtype=np.int32)
    for e in range(len(start)):
        if (zone[e] > 0) == inner:
            first[end[e] + 1] += forward[e] < np.inf
            first[start[e] + 1] += backward[e] < np.inf
    for i in range(nodes):
        first[i + 1] += first[i]
    free = first[:-1].copy()
    arcs = np.empty(first[nodes], dtype=ARC)
    for e in range(len(start)):
        if (zone[e] > 0) == inner:
            if forward[e] < np.inf:
                _fill(arcs, free, end[e], start[e], zone[e], forward[e])
            if backward[e] < np.inf:
                _fill(arcs, free, start[e], end[e], zone[e], backward[e])
    return first, arcs


@compiled
def _fill(arcs, free, head, tail, zone, seconds):
    arc = arcs[free[head]]
    arc["tail"] = tail
    arc["zone"] = zone
    arc["seconds"] = seconds
    free[head] += 1


@compiled
def sides(nodes, start, end, first):
    """Edges with origins, by the nodes they end at; a loop is there once."""
    begin = np.zeros(nodes + 1, dtype=np.int32)
    for e in range(len(start)):
        if first[e] < first[e + 1]:
            begin[start[e] + 1] += 1
            begin[end[e] + 1] += start[e] != end[e]
    for i in range(nodes):
        begin[i + 1] += begin[i]
    free = begin[:-1].copy()
    edges = np.empty(begin[nodes], dtype=SIDE)
    for e in range(len(start)):
        if first[e] < first[e + 1]:
            _put(edges, free, start[e], start[e], end[e], first[e], first[e + 1])
            if start[e] != end[e]:
                _put(edges, free, end[e], start[e], end[e], first[e], first[e + 1])
    return Sides(begin, edges)


@compiled
def _put(edges, free, node, start, end, first, last):
    side = edges[free[node]]
    side["start"], side["end"] = start, end
    side["first"], side["last"] = first, last
    free[node] += 1
