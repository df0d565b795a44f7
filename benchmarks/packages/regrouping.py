"""The larger moves of the rival search: a package is begun, or two are joined and cut anew."""

import numpy as np
from numba import njit

from .moves import NO_MOVE
from .plans import judged


@njit(cache=True)
def grown(field, state, own, unit, temper):
    """A package of loose units around one: the best of those passed while it grows by chance."""
    _, price, rng = temper
    old, sizes = np.full(2, -1), np.zeros(2, dtype=np.int64)
    seen = np.zeros(len(field.lived), dtype=np.bool_)
    edge = np.empty(field.width, dtype=np.int64)
    edge[0], waiting, length, best = unit, 1, 0, -np.inf
    seen[unit] = True
    while waiting > 0 and length < field.width - 1:
        pick = int(rng.random() * waiting)
        at = edge[pick]
        waiting -= 1
        edge[pick] = edge[waiting]
        own[0, length] = at
        length += 1
        if field.sums[own[0, :length], 0].sum() > field.ends[1] and length > 1:
            length -= 1  # too many homes with this one: without it
            continue
        good, value, money = judged(field, own[0, :length])
        rank = value + price[field.pool[unit]] * money
        if good and rank > best:
            best, sizes[0] = rank, length
        for k in range(field.first[at], field.first[at + 1]):
            to = field.beside[k]
            fits = not seen[to] and state.owner[to] < 0 and field.near[unit, to]
            if fits and waiting < field.width:
                seen[to] = True
                edge[waiting] = to
                waiting += 1
    if sizes[0] == 0:
        old[0] = NO_MOVE
    return old, sizes


@njit(cache=True)
def recombined(field, state, own, unit, temper):
    """Two packages side by side, or one and loose units, joined and cut where it is best."""
    _, price, rng = temper
    old, sizes = np.full(2, -1), np.zeros(2, dtype=np.int64)
    here, low, high = state.owner[unit], field.first[unit], field.first[unit + 1]
    if here < 0 or high == low:
        old[0] = NO_MOVE
        return old, sizes
    there = state.owner[field.beside[low + int(rng.random() * (high - low))]]
    old[0] = here
    if there >= 0 and there != here:
        old[1] = there
    line, parent = _tree(field, state, unit, old, rng)
    best, cut = -np.inf, -1
    inside = np.zeros(len(line), dtype=np.bool_)
    for at in range(len(line)):  # at 0 the whole is one part
        count = _cut(line, parent, at, inside, own)
        rank = 0.0
        for k in range(2):
            if count[k]:
                good, value, money = judged(field, own[k, : count[k]])
                rank += max(0.0, value + price[field.pool[unit]] * money) if good else 0.0
        rank *= 1 + 0.02 * rng.random()  # of nearly equal cuts not always the same
        if rank > best:
            best, cut = rank, at
    return old, _cut(line, parent, cut, inside, own)


@njit(cache=True)
def _tree(field, state, unit, old, rng):
    """Units in the order in which a random tree takes them, and the place of each one's parent."""
    line, parent = np.empty(field.width, dtype=np.int64), np.empty(field.width, dtype=np.int64)
    seen = np.zeros(len(field.lived), dtype=np.bool_)
    edge = np.empty((2, 40 * field.width), dtype=np.int64)
    edge[0, 0], edge[1, 0], waiting, length = unit, -1, 1, 0
    while waiting > 0 and length < field.width:
        pick = int(rng.random() * waiting)
        at, came = edge[0, pick], edge[1, pick]
        waiting -= 1
        edge[:, pick] = edge[:, waiting]
        if seen[at]:
            continue
        seen[at] = True
        line[length], parent[length] = at, came
        length += 1
        for k in range(field.first[at], field.first[at + 1]):
            to = field.beside[k]
            owner = state.owner[to]
            ours = owner >= 0 and owner in (old[0], old[1])
            some = owner < 0 and state.owner[at] >= 0 and rng.random() < 0.3
            if not seen[to] and (ours or some) and waiting < edge.shape[1]:
                edge[0, waiting], edge[1, waiting] = to, length - 1
                waiting += 1
    return line[:length], parent[:length]


@njit(cache=True)
def _cut(line, parent, at, inside, own):
    """Both parts of a tree that is cut above a place, and their sizes."""
    count = np.zeros(2, dtype=np.int64)
    for place in range(len(line)):
        inside[place] = place == at or (place > at and inside[parent[place]])
        part = 0 if inside[place] else 1
        own[part, count[part]] = line[place]
        count[part] += 1
    return count
