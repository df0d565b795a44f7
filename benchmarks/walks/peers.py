"""The peers of the walking benchmark: a town split at its entrances, for scipy and for pandana."""

import contextlib
import os
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from tiled import Town

LIMIT = 600.0  # seconds


class Split(NamedTuple):
    """
    A town whose entrances are nodes, for engines that know nodes only; made outside the clock.

    The seconds of a home are the lesser of two nodes', each with the way from home to that node.
    """

    xy: np.ndarray  # (nodes, 2)
    tail: np.ndarray  # arcs, both ways of every piece of street
    head: np.ndarray
    seconds: np.ndarray
    door: np.ndarray  # node of each entrance
    doors: dict[str, np.ndarray]  # the same by kind
    ends: np.ndarray  # (2, homes) the node on either side of each home
    ways: np.ndarray  # (2, homes) seconds to it


def split(town: Town) -> Split:
    """Cut every edge at its entrances."""
    net, targets = town.network, town.targets
    edge, fraction = targets["edge"].to_numpy(int), targets["fraction"].to_numpy()
    edges, doors = np.arange(len(net.start)), len(net.nodes) + np.arange(len(edge))
    on = np.r_[edges, edge, edges]
    at = np.r_[np.zeros(len(edges)), fraction, np.ones(len(edges))]
    order = np.lexsort((at, on))
    on, at, node = on[order], at[order], np.r_[net.start, doors, net.end][order]
    piece = np.flatnonzero(on[1:] == on[:-1])  # from each cut to the next on the same edge
    on, tail, head, low, high = on[piece], node[piece], node[piece + 1], at[piece], at[piece + 1]
    home, place = (town.origins[name].to_numpy(float) for name in ("edge", "fraction"))
    where = np.searchsorted(on + low, home + place, side="right") - 1
    back, ahead = (place - low[where]) * net.backward[on[where]], high[where] - place
    metres = fraction * shapely.length(net.lines[edge])
    points = shapely.line_interpolate_point(net.lines[edge], metres)
    return Split(
        xy=np.vstack([net.nodes, shapely.get_coordinates(points)]),
        tail=np.r_[tail, head],
        head=np.r_[head, tail],
        seconds=np.r_[(high - low) * net.forward[on], (high - low) * net.backward[on]],
        door=doors,
        doors=pd.Series(doors).groupby(targets["kind"].to_numpy()).agg(np.array).to_dict(),
        ends=np.stack([tail[where], head[where]]),
        ways=np.stack([back, ahead * net.forward[on[where]]]),
    )


def scipy_graph(parts: Split) -> tuple[Any, Split]:
    """The reversed graph as scipy searches it, the quickest of parallel arcs only."""
    from scipy.sparse import csr_array

    size = len(parts.xy)
    order = np.lexsort((parts.seconds, parts.tail, parts.head))
    head, tail, seconds = parts.head[order], parts.tail[order], parts.seconds[order]
    # scipy would add parallel arcs up
    first = np.r_[True, (head[1:] != head[:-1]) | (tail[1:] != tail[:-1])]
    begin = np.r_[0, np.cumsum(np.bincount(head[first], minlength=size))]
    return csr_array((seconds[first], tail[first], begin), shape=(size, size)), parts


def scipy_nearest(structure: tuple[Any, Split]) -> np.ndarray:
    """Dijkstra from all entrances of a kind at once, cut at the limit."""
    from scipy.sparse.csgraph import dijkstra

    graph, parts = structure
    labels = (
        dijkstra(graph, indices=doors, min_only=True, limit=LIMIT) for doors in parts.doors.values()
    )
    return _at_homes(parts, labels)


def pandana_graph(parts: Split) -> tuple[Any, Split]:
    """Contraction hierarchies, and the entrances as points of interest."""
    import pandana

    x, y = pd.Series(parts.xy[:, 0]), pd.Series(parts.xy[:, 1])
    tail, head = pd.Series(parts.tail), pd.Series(parts.head)
    with _silence():
        net = pandana.Network(x, y, tail, head, pd.DataFrame({"s": parts.seconds}), twoway=False)
        for kind, doors in parts.doors.items():
            net.set_pois(kind, LIMIT, 1, x[doors], y[doors])
    return net, parts


def pandana_nearest(structure: tuple[Any, Split]) -> np.ndarray:
    """The nearest point of interest of every node."""
    net, parts = structure
    with _silence():
        labels = (
            net.nearest_pois(LIMIT, kind, num_pois=1, max_distance=np.inf)[1].to_numpy()
            for kind in parts.doors
        )
        return _at_homes(parts, labels)


def _at_homes(parts: Split, labels) -> np.ndarray:
    """(kinds, homes) seconds; inf beyond the limit."""
    seconds = np.stack([(label[parts.ends] + parts.ways).min(axis=0) for label in labels])
    seconds[seconds > LIMIT] = np.inf
    return seconds


@contextlib.contextmanager
def _silence():
    """Nothing on standard output, not even from C++."""
    kept = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)
