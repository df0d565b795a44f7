"""Trees cut into connected parts of bounded size, none better: by cost from the leaves up."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .rims import LEFT

if TYPE_CHECKING:
    from .network import Floats, Ints

_ROOM = 1 << 61  # what all costs together may come to; 64 bits hold four times as much
_FINEST = 0.01  # metres: links that differ by less are equally long

Steps = list[tuple[int, int, float]]


class Tree(NamedTuple):
    """Places of one or more trees, parents before children."""

    order: "Ints"
    parent: "Ints"  # itself for a root
    length: "Floats"  # metres of the link to the parent; 0 for a root


class Prices(NamedTuple):
    """What the cut avoids, each more than all that follow together."""

    left: int  # a place left out
    part: int  # a part
    unit: float  # metres of link kept inside a part, that cost 1


def cut(tree: Tree, count: int, *, least: int, most: int) -> "Ints":
    """
    Cut trees into connected parts of `least` to `most` places.

    Of all cuts, one that leaves the fewest places out; of those, one with the fewest parts; of
    those, one whose parts keep the shortest links, that is, which cuts the longest.

    Parameters
    ----------
    tree
        Places and the links to their parents.
    count
        One more than the highest place.
    least, most
        Places a part, inclusive.

    Returns
    -------
    array of int
        `count` numbers of parts; :data:`.rims.LEFT` where left out or not in a tree.

    Notes
    -----
    Dynamic programming over the size of the open part at each place, as in Ito, Zhou and Nishizeki
    (2006), Partitioning a graph of bounded tree-width to connected subgraphs of almost uniform
    size, Journal of Discrete Algorithms 4(1).

    Examples
    --------
    >>> path = Tree(np.arange(5), np.array([0, 0, 1, 2, 3]), np.array([0.0, 1, 1, 6, 1]))
    >>> cut(path, 5, least=2, most=4).tolist()
    [0, 0, 0, 1, 1]
    """
    steps = list(zip(tree.order.tolist(), tree.parent.tolist(), tree.length.tolist(), strict=True))
    prices = _prices(tree)
    # of each place: the least cost below it, by the places that its own part has so far (0 = out)
    costs = {place: np.array([prices.left, 0]) for place, *_ in steps}
    taken: dict[int, Ints] = {}
    for place, parent, length in reversed(steps):
        if place != parent:
            child = costs[place]
            ways = child + round(length / prices.unit)
            ways[0] = _close(child, prices, least)[1]
            costs[parent], taken[place] = _joined(costs[parent], ways, most)
    sizes = {place: _close(cost, prices, least)[0] for place, cost in costs.items()}
    return _read(steps, sizes, taken, count)


def _prices(tree: Tree) -> Prices:
    places, metres = len(tree.order) + 1, float(tree.length.sum())
    unit = max(_FINEST, metres * places**2 / _ROOM)
    part = int(metres / unit) + places  # each length rounds up by half a unit at most
    return Prices(part * places, part, unit)


def _close(cost: "Ints", prices: Prices, least: int) -> tuple[int, int]:
    """The best size of a part that does not go on to the parent, 0 = left out, and its cost."""
    if len(cost) <= least:
        return 0, int(cost[0])
    size = least + int(cost[least:].argmin())
    closed = int(cost[size]) + prices.part
    return (0, int(cost[0])) if cost[0] <= closed else (size, closed)


def _joined(own: "Ints", ways: "Ints", most: int) -> "tuple[Ints, Ints]":
    """
    Costs at a place with one child more, and how many places of the child they take.

    `ways` are the costs of the child: its part apart (0), or going on with so many places.
    """
    size = min(len(own) + len(ways) - 1, most + 1)
    cost = np.full(size, np.iinfo(np.int64).max)
    taken = np.zeros(size, dtype=np.int64)
    cost[0] = own[0] + ways[0]
    if len(own) <= len(ways):
        for mine in range(len(own) - 1, 0, -1):  # downwards: of equal costs, the fewest taken
            stop = min(mine + len(ways), size)
            _lower(cost, taken, slice(mine, stop), own[mine] + ways, np.arange(len(ways)))
    else:
        for more in range(len(ways)):
            stop = min(more + len(own), size)
            _lower(cost, taken, slice(more + 1, stop), own[1:] + ways[more], more)
    return cost, taken


def _lower(cost: "Ints", taken: "Ints", where: slice, found: "Ints", more: "Ints | int") -> None:
    count = max(where.stop - where.start, 0)
    better = found[:count] < cost[where]
    cost[where] = np.where(better, found[:count], cost[where])
    more = more if isinstance(more, int) else more[:count]
    taken[where] = np.where(better, more, taken[where])


def _read(steps: Steps, sizes: "dict[int, int]", taken: "dict[int, Ints]", count: int) -> "Ints":
    """Parts from the roots down; the children of a place come in turn, the last joined first."""
    label = np.full(count, LEFT, dtype=np.int64)
    number = 0
    for place, parent, _ in steps:
        more = 0 if place == parent else int(taken[place][sizes[parent]])
        if more:
            label[place], sizes[place] = label[parent], more
            sizes[parent] -= more
        elif sizes[place]:
            label[place], number = number, number + 1
    return label
