"""Moves of the rival search: plans that differ a little, and which of them are kept."""

import numpy as np
from numba import njit

from .plans import joined, judged

NO_MOVE = -2


@njit(cache=True)
def accepted(field, state, own, old, sizes, temper):
    """Put new sets in the place of old packages, if that is better or chance has it."""
    warmth, price, rng = temper
    value, money, pool = _taken(field, state, old)
    worth, brought = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    for k in range(2):
        if sizes[k]:
            pool = field.pool[own[k, 0]]
            good, worth[k], brought[k] = judged(field, own[k, : sizes[k]])
            if not good:
                sizes[k] = 0  # a part that is no package is given up
                continue
            value, money = value + worth[k], money + brought[k]
            for unit in own[k, : sizes[k]]:
                money -= field.loose[unit]
    before = max(0, -field.drawn[pool] - state.balance[pool])
    after = max(0, -field.drawn[pool] - state.balance[pool] - money)
    better = value - price[pool] * (after - before)
    if better < 0 and (warmth <= 0 or rng.random() >= np.exp(better / warmth)):
        return False
    _put(state, own, old, sizes, worth, brought)
    state.total[0] += value
    state.balance[pool] += money
    return True


@njit(cache=True)
def _taken(field, state, old):
    """What the plan and the pool gain when packages are given up, and the pool."""
    value, money, pool = 0, 0, 0
    for k in range(2):
        if old[k] >= 0:
            pool = field.pool[state.units[old[k], 0]]
            value, money = value - state.value[old[k]], money - state.money[old[k]]
            for unit in state.units[old[k], : state.size[old[k]]]:
                money += field.loose[unit]
    return value, money, pool


@njit(cache=True)
def _put(state, own, old, sizes, worth, brought):
    """New packages in slots that are free."""
    for k in range(2):
        if old[k] >= 0:
            state.owner[state.units[old[k], : state.size[old[k]]]] = -1
            state.size[old[k]] = 0
    for k in range(2):
        if sizes[k]:
            slot = own[k, 0]
            while state.size[slot]:  # there is always one: packages are fewer than units
                slot = (slot + 1) % len(state.size)
            state.size[slot], state.value[slot], state.money[slot] = sizes[k], worth[k], brought[k]
            state.units[slot, : sizes[k]] = own[k, : sizes[k]]
            state.owner[own[k, : sizes[k]]] = slot


@njit(cache=True)
def moved(field, state, own, unit, rng):
    """One unit goes to a package beside it, or out of its own."""
    old, sizes = np.full(2, -1), np.zeros(2, dtype=np.int64)
    here, there = state.owner[unit], -1
    low, high = field.first[unit], field.first[unit + 1]
    if high > low and rng.random() < 0.8:
        there = state.owner[field.beside[low + int(rng.random() * (high - low))]]
    if here == there or (there >= 0 and state.size[there] >= field.width):
        old[0] = NO_MOVE
        return old, sizes
    if here >= 0:
        old[0] = here
        for each in state.units[here, : state.size[here]]:
            if each != unit:
                own[0, sizes[0]] = each
                sizes[0] += 1
        if sizes[0] > 0 and not joined(field, own[0, : sizes[0]]):
            old[0] = NO_MOVE
    if there >= 0:
        old[1], sizes[1] = there, state.size[there] + 1
        own[1, : sizes[1] - 1] = state.units[there, : sizes[1] - 1]
        own[1, sizes[1] - 1] = unit
    return old, sizes


@njit(cache=True)
def given_up(state, unit):
    """A package is no more."""
    old = np.full(2, -1)
    old[0] = state.owner[unit] if state.owner[unit] >= 0 else NO_MOVE
    return old, np.zeros(2, dtype=np.int64)
