"""Fields of a search for packages: what the ball of each hub looks like, as masks of bits."""

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from ...gis.arrays import compiled, grouped

if TYPE_CHECKING:
    from .columns import Duals, Floats
    from .problem import Flags, Ints, Problem

    Masks = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]

WORD = 64


class Field(NamedTuple):
    """
    Balls of all hubs, one after another: each member has a bit by its place in the ball.

    `near`, `apart` and `mates` hold for each member of each ball who is linked to it, may never
    be with it, and must
    be with it; `item` its figures. Then searches: the place of the hub, the
    place of a unit asked for, whether that one alone is lived in, and who may be with them.
    """

    starts: "Ints"
    member: "Ints"
    gain: "Ints"
    near: "Masks"
    apart: "Masks"
    mates: "Masks"
    item: "Floats"
    hub: "Ints"
    here: "Ints"
    asked: "Ints"
    over: "Flags"
    free: "Masks"
    square: "Ints"
    rival: "Floats"


class Corners(NamedTuple):
    """Triples of which a ball has two or three, by places in the ball (or none), with prices."""

    starts: "Ints"
    mask: "Masks"
    place: "Ints"
    price: "Floats"


_known: "WeakKeyDictionary[Problem, Field]" = WeakKeyDictionary()


def field(problem: "Problem") -> Field:
    """Lay out the balls of a problem, once."""
    if problem not in _known:
        _known[problem] = _field(problem)
    return _known[problem]


def corners(problem: "Problem", duals: "Duals") -> Corners:
    """Sort triples by the balls that they reach into."""
    words = field(problem).near.shape[1]
    triples = np.asarray(duals.triples, dtype=np.int64).reshape(-1, 3)
    first, order = grouped(triples.ravel(), len(problem.units))
    balls = problem.starts, problem.members
    starts, row, place = _corners(balls, (first, order // 3), triples)
    mask = np.zeros((len(row), words), dtype=np.uint64)
    for corner in place.T:
        t = np.flatnonzero(corner >= 0)
        mask[t, corner[t] // WORD] |= np.uint64(1) << (corner[t] % WORD).astype(np.uint64)
    return Corners(starts, mask, place, np.asarray(duals.cut, dtype=np.float64)[row])


def _field(problem: "Problem") -> Field:
    count, own = len(problem.units), problem.limits.mode == "self"
    words = (int(np.diff(problem.starts).max(initial=1)) + WORD - 1) // WORD
    balls = problem.starts, problem.members
    near = _masks(balls, _by_unit(problem.links, count), words)
    apart = _masks(balls, _by_unit(np.array(problem.apart), count), words)
    pairs = sorted({(a, b) for group in problem.together for a in group for b in group if a < b})
    mates = _masks(balls, _by_unit(np.array(pairs), count), words)
    company = np.bincount(np.array(pairs, dtype=np.int64).ravel(), minlength=count)
    about = company, problem.lived, problem.home
    hub, asked, over = _tasks(problem)
    here, place, free = _free(balls, (near, apart, mates), about, (hub, asked, over, own))
    some = free.any(axis=1)
    table = (problem.households, problem.area, problem.finance, problem.lived)
    item = np.column_stack((*table, problem.need, problem.capacity)).astype(np.float64)
    masks = near, apart, mates, item[problem.members]
    return Field(
        *balls,
        problem.gain,
        *masks,
        hub[some],
        here[some],
        place[some],
        over[some],
        free[some],
        *_rivals(problem),
    )


def _rivals(problem: "Problem") -> "tuple[Ints, Floats]":
    size, own = np.diff(problem.starts), problem.limits.mode == "self"
    square = np.concatenate(([0], np.cumsum(size * size)))
    return square, _gains(problem.starts, problem.members, problem.gain, (square, own))


def _tasks(problem: "Problem") -> "tuple[Ints, Ints, Flags]":
    """Searches: hub, a unit asked for (the hub if none), and whether only that one is lived in."""
    count, limits = len(problem.units), problem.limits
    if limits.mode == "self":
        hub = np.flatnonzero(problem.lived)
        return hub, hub, np.ones(len(hub), dtype=bool)
    hub = np.repeat(np.arange(count), np.diff(problem.starts))
    other = problem.members
    land = ~problem.lived[other]
    single = problem.lived[other] & (~problem.lived[hub] | (hub == other))
    above = np.zeros(len(hub), dtype=bool)
    for amount, most in (
        (problem.households, limits.most_households),
        (problem.area, limits.most_area),
    ):
        beside = np.bincount(hub, amount[other] * land, minlength=count)
        above |= beside[hub] + amount[other] > most
    some = single & above
    return (
        np.concatenate((np.arange(count), hub[some])),
        np.concatenate((np.arange(count), other[some])),
        np.concatenate((np.zeros(count, dtype=bool), np.ones(some.sum(), dtype=bool))),
    )


def _by_unit(pairs: "Ints", count: int) -> "tuple[Ints, Ints]":
    one = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    both = np.concatenate((one, one[:, ::-1]))
    first, order = grouped(both[:, 0].copy(), count)
    return first, both[order, 1]


@compiled
def _masks(balls, pairs, words):
    """For each member of each ball, which other members it is paired with."""
    starts, member = balls
    first, other = pairs
    masks = np.zeros((len(member), words), dtype=np.uint64)
    place = np.full(len(first) - 1, -1, dtype=np.int64)
    for hub in range(len(starts) - 1):
        for e in range(starts[hub], starts[hub + 1]):
            place[member[e]] = e - starts[hub]
        for e in range(starts[hub], starts[hub + 1]):
            for p in range(first[member[e]], first[member[e] + 1]):
                at = place[other[p]]
                if at >= 0:
                    masks[e, at >> 6] |= np.uint64(1) << np.uint64(at & 63)
        for e in range(starts[hub], starts[hub + 1]):
            place[member[e]] = -1
    return masks


@compiled
def _gains(starts, member, gain, layout):
    """For each ball, what each member is worth if another one is the hub; -inf where none may."""
    square, own = layout
    rival, place = np.full(square[-1], -np.inf), np.full(len(starts) - 1, -1, dtype=np.int64)
    for hub in range(len(starts) - 1):
        low, size = starts[hub], starts[hub + 1] - starts[hub]
        for i in range(size):
            place[member[low + i]] = i
        for j in range(size):
            other = member[low + j]
            if own and other != hub:
                continue
            for e in range(starts[other], starts[other + 1]):
                if place[member[e]] >= 0:
                    rival[square[hub] + j * size + place[member[e]]] = gain[e]
        for i in range(size):
            place[member[low + i]] = -1
    return rival


@compiled
def _free(balls, masks, about, tasks):
    """For each search: places of the hub and the unit asked for, and who may be with them."""
    near, apart, mates = masks
    hub, asked, _, _ = tasks
    here, place = np.zeros(len(hub), dtype=np.int64), np.zeros(len(hub), dtype=np.int64)
    free = np.zeros((len(hub), near.shape[1]), dtype=np.uint64)
    usable = np.empty(near.shape[1] * 64, dtype=np.bool_)
    for t in range(len(hub)):
        low, size = balls[0][hub[t]], balls[0][hub[t] + 1] - balls[0][hub[t]]
        for i in range(size):
            unit = balls[1][low + i]
            if unit == hub[t]:
                here[t] = i
            if unit == asked[t]:
                place[t] = i
            usable[i] = _bits(mates[low + i]) == about[0][unit]
            usable[i] &= _admitted(unit, about, tasks, t)
        for i in range(size):
            usable[i] &= not _bit(apart[low + here[t]], i) and not _bit(apart[low + place[t]], i)
        if usable[here[t]] and usable[place[t]]:
            _grown(near[low : low + size], usable, here[t], free[t])
        if not _bit(free[t], place[t]):
            free[t] = np.uint64(0)
    return here, place, free


@compiled
def _admitted(unit, about, tasks, t):
    """Whether a unit may be in a search by its kind and home."""
    (_, lived, home), (hub, asked, over, own) = about, tasks
    if own:
        return unit == hub[t] or (not lived[unit] and home[unit] == hub[t])
    return not over[t] or unit == asked[t] or not lived[unit]


@compiled
def _grown(near, usable, here, free):
    """Mark what hangs together with the hub through usable members."""
    stack, count = np.empty(len(near) + 1, dtype=np.int64), 1
    usable[here], stack[0] = False, here
    while count > 0:
        count -= 1
        i = stack[count]
        free[i >> 6] |= np.uint64(1) << np.uint64(i & 63)
        for j in range(len(near)):
            if usable[j] and _bit(near[i], j):
                usable[j] = False
                stack[count] = j
                count += 1


@compiled
def _bit(mask, i):
    return mask[i >> 6] >> np.uint64(i & 63) & np.uint64(1) != 0


@compiled
def _bits(mask):
    count = 0
    for w in range(len(mask)):
        word = mask[w]
        while word:
            word &= word - np.uint64(1)
            count += 1
    return count


@compiled
def _corners(balls, by_unit, triples):
    """Of each ball the triples with two corners or three in it: rows, and places or -1."""
    starts, member = balls
    first, row = by_unit
    total = 0
    for e in range(len(member)):
        total += first[member[e] + 1] - first[member[e]]
    listed, place = np.empty(total, dtype=np.int64), np.full((total, 3), -1, dtype=np.int64)
    begin = np.zeros(len(starts), dtype=np.int64)
    met, at, count = np.full(len(triples), -1), np.empty(len(triples), dtype=np.int64), 0
    for hub in range(len(starts) - 1):
        for e in range(starts[hub], starts[hub + 1]):
            for p in range(first[member[e]], first[member[e] + 1]):
                t = row[p]
                if met[t] < hub * 2:
                    met[t], at[t] = hub * 2, e - starts[hub]
                    continue
                if met[t] == hub * 2:
                    met[t], listed[count] = hub * 2 + 1, t
                    place[count, 0] = at[t]
                    at[t] = count
                    place[count, 1] = e - starts[hub]
                    count += 1
                else:
                    place[at[t], 2] = e - starts[hub]
        begin[hub + 1] = count
    return begin, listed[:count], place[:count]
