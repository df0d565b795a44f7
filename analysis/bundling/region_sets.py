"""Smallest connected sets of areas that reach a sum, searched one by one with prices."""

import time
from typing import NamedTuple

import numpy as np

from ...gis.arrays import Ints, compiled

FREE, TAKEN, OUT = 0, 1, 2
ROWS = 64  # sets of one first area that there is room for at first


class Sets(NamedTuple):
    """
    Sets of areas.

    `members[starts[s]:starts[s + 1]]` is set `s`, in the order in which it was found. `least` is
    the price of the cheapest set there is, inf where there is none; `whole` says that no search
    was cut off, without which it is not known.
    """

    starts: Ints
    members: Ints
    least: float
    whole: bool


class Ground(NamedTuple):
    """Areas with the neighbours of each, ascending, and a whole number; the sum to be reached."""

    first: Ints
    beside: Ints
    weight: Ints
    least: int


def cheapest(
    ground: Ground,
    price: np.ndarray,
    *,
    limit: float,
    most: int,
    steps: int,
    room: int,
    end: float = np.inf,
) -> Sets:
    """
    Sets that reach the sum, of which no smaller connected part does, at this price or less.

    Parameters
    ----------
    ground
        The areas.
    price
        One a area, 0 or more; a set costs the sum of its areas.
    limit
        Price that a set has at most.
    most
        Sets at most of those with the same first area; the cheapest are kept.
    steps
        Areas tried at most, over the sets of one first area.
    room
        Sets at most in all; none are given, and the search is not whole, where there are more.

    end
        Clock (perf_counter) at which the search ends.

    Returns
    -------
    Sets
        Each set once, by its first area.

    Notes
    -----
    Each connected set is found once: from its first area, by taking or leaving its neighbours in
    turn. What is missing of the sum costs at least the best areas left, by price for weight, of
    those that a way lighter than the sum leads to.

    Examples
    --------
    >>> line = Ground(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]), np.array([2, 1, 2]), 3)
    >>> found = cheapest(line, np.ones(3) / 2, limit=9.0, most=9, steps=99, room=99)
    >>> found.starts.tolist(), found.members.tolist(), found.least, found.whole
    ([0, 2, 4], [0, 1, 1, 2], 1.0, True)
    """
    ends = (float(limit), most, steps)
    sizes, members, whole, least = [], [np.empty(0, np.int64)], True, np.inf
    for root in range(len(ground.weight)):
        if time.perf_counter() > end:
            whole = False
            break
        ball = _ball(ground, price, limit, root)
        ratio = price[ball] / np.maximum(ground.weight[ball], 1)
        order = ball[np.lexsort((ball, ratio))]
        rows, costs, done = _from(ground, price, ends, root, order)
        whole &= done
        least = min(least, float(costs.min()) if len(costs) else np.inf)
        sizes.append((rows >= 0).sum(axis=1))
        members.append(rows[rows >= 0])
        if sum(map(len, sizes)) > room:
            return Sets(np.zeros(1, np.int64), np.empty(0, np.int64), least, whole=False)
    starts = np.cumsum(np.concatenate([[0], *sizes]).astype(np.int64))
    return Sets(starts, np.concatenate(members), least, whole=whole)


@compiled
def _ball(ground, price, limit, root):
    """Areas after the root that a way from it leads to, lighter than the sum and not too dear."""
    first, beside, weight, least = ground
    areas = len(weight)
    way, dear = np.full(areas, np.inf), np.full(areas, np.inf)
    way[root], dear[root] = 0.0, price[root]
    found = [root]
    place = 0
    while place < len(found):  # relaxed until nothing changes; the balls are small
        at = found[place]
        place += 1
        for k in range(first[at], first[at + 1]):
            to = beside[k]
            length, cost = way[at] + weight[at], dear[at] + price[to]
            better = length < way[to] or cost < dear[to]
            if to > root and length < least and cost <= limit and better:
                way[to], dear[to] = min(way[to], length), min(dear[to], cost)
                found.append(to)
    mark = np.zeros(areas, dtype=np.bool_)
    for each in found:
        mark[each] = True
    return np.flatnonzero(mark)


@compiled
def _from(ground, price, ends, root, order):
    """Sets whose first area is the root: a row each, filled up with -1; prices; whether all."""
    first, beside, weight, least = ground
    limit, most, steps = ends
    state, seen = np.full(len(weight), OUT, dtype=np.int8), np.ones(len(weight), dtype=np.bool_)
    state[order], seen[order] = FREE, False
    taken, line, begin, turn, end = np.zeros((5, len(order) + 1), dtype=np.int64)
    rows, costs, count = np.full((min(ROWS, most), len(order)), -1), np.empty(most), 0
    taken[0], state[root], seen[root] = root, TAKEN, True
    rows[0, 0], costs[0] = root, price[root]
    if weight[root] >= least:  # a set by itself
        one = 1 if price[root] <= limit else 0
        return rows[:one], costs[:one], True
    end[0] = _lengthen(first, beside, root, seen, line, end[0])
    depth, weighs, cost, roof = 0, weight[root], price[root], limit
    while depth >= 0:
        here = turn[depth]
        if here == end[depth] or cost + _rest(order, state, weight, price, least - weighs) > roof:
            _leave(line, state, seen, begin[depth], end[depth - 1] if depth else 0, end[depth])
            weighs, cost = weighs - weight[taken[depth]], cost - price[taken[depth]]
            state[taken[depth]] = OUT
            depth -= 1
            continue
        steps -= 1
        if steps < 0:
            return rows[:count], costs[:count], False
        turn[depth] += 1
        taken[depth + 1] = at = line[here]
        if weighs + weight[at] < least:
            depth += 1
            weighs, cost, state[at] = weighs + weight[at], cost + price[at], TAKEN
            begin[depth] = turn[depth] = here + 1
            end[depth] = _lengthen(first, beside, at, seen, line, end[depth - 1])
            continue
        state[at] = OUT
        own = taken[: depth + 2]
        if cost + price[at] <= roof and _smallest(first, beside, weight, least, own):
            rows, count = _kept(rows, costs, count, own, cost + price[at])
            roof = min(limit, costs.max()) if count == most else limit
    return rows[:count], costs[:count], True


@compiled
def _lengthen(first, beside, at, seen, line, length):
    """Put the new neighbours of an area at the end of the line."""
    for k in range(first[at], first[at + 1]):
        if not seen[beside[k]]:
            seen[beside[k]] = True
            line[length] = beside[k]
            length += 1
    return length


@compiled
def _leave(line, state, seen, begin, new, end):
    """Forget what was left out beside the area that is given up, and its own neighbours."""
    for k in range(begin, end):
        state[line[k]] = FREE
    for k in range(new, end):
        seen[line[k]] = False


@compiled
def _rest(order, state, weight, price, missing):
    """What the missing weight costs at least."""
    cost = 0.0
    for at in order:
        if state[at] == FREE and weight[at] > 0:
            if weight[at] >= missing:
                return cost + price[at] * missing / weight[at]
            missing -= weight[at]
            cost += price[at]
    return np.inf


@compiled
def _smallest(first, beside, weight, least, own):
    """Whether no area can be left out of a set so that the rest reaches the sum in one piece."""
    total = 0
    for at in own:
        total += weight[at]
    reached = np.empty(len(own), dtype=np.int64)
    for gone in own:
        if total - weight[gone] < least:
            continue
        met = 1
        reached[0] = own[0] if own[0] != gone else own[1]
        place = 0
        while place < met:
            for k in range(first[reached[place]], first[reached[place] + 1]):
                to = beside[k]
                if to != gone and to in own and to not in reached[:met]:
                    reached[met] = to
                    met += 1
            place += 1
        if met == len(own) - 1:
            return False
    return True


@compiled
def _kept(rows, costs, count, own, cost):
    """The rows with one more, in the place of the dearest where there is no room; their number."""
    place = count if count < len(costs) else np.argmax(costs)
    if place == len(rows):
        more = np.full((min(len(costs), 2 * len(rows)), rows.shape[1]), -1)
        for i in range(rows.shape[0]):
            for k in range(rows.shape[1]):
                more[i, k] = rows[i, k]
        rows = more
    for k in range(rows.shape[1]):
        rows[place, k] = own[k] if k < len(own) else -1
    costs[place] = cost
    return rows, max(count, place + 1)
