"""The plan of the rival search as arrays, and what a set of units is worth in it."""

from typing import NamedTuple

import numpy as np
from numba import njit

from pianqu.analysis.bundling.problem import Problem

NOWHERE = -(2**62)  # a floor that nothing is under


class Field(NamedTuple):
    """A problem as the search reads it; `near` and `gain` have a row a hub."""

    first: np.ndarray
    beside: np.ndarray
    near: np.ndarray
    gain: np.ndarray
    lived: np.ndarray
    sums: np.ndarray  # of each unit: households, area, finance, then needs, then capacities
    loose: np.ndarray  # fen that a unit in no package brings its pool
    kinds: np.ndarray  # of each service: value, income, percent
    ends: np.ndarray  # least and most households, least and most area, cost, overhead, floor
    pool: np.ndarray
    drawn: np.ndarray  # fen that each pool may be short
    width: int


class State(NamedTuple):
    """A plan: who owns each unit, and the packages in slots."""

    owner: np.ndarray
    units: np.ndarray
    size: np.ndarray
    value: np.ndarray
    money: np.ndarray
    balance: np.ndarray  # of each pool
    total: np.ndarray  # value now, and the best so far


def field(problem: Problem) -> Field:
    """The arrays of a problem."""
    n, limits = len(problem.units), problem.limits
    both = np.vstack([problem.links, problem.links[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    hub = np.repeat(np.arange(n), np.diff(problem.starts))
    near, gain = np.zeros((n, n), dtype=np.bool_), np.zeros((n, n), dtype=np.int64)
    near[hub, problem.members], gain[hub, problem.members] = True, problem.gain
    pooled = limits.mode == "pool"
    floor = (NOWHERE if limits.floor is None else limits.floor) if pooled else 0
    own = np.column_stack([problem.households, problem.area, problem.finance])
    sizes = (limits.least_households, limits.most_households, limits.least_area, limits.most_area)
    return Field(
        first=np.searchsorted(both[:, 0], np.arange(n + 1)),
        beside=np.ascontiguousarray(both[:, 1]),
        near=near,
        gain=gain,
        lived=problem.lived,
        sums=np.column_stack([own, problem.need, problem.capacity]),
        loose=np.where(pooled & ~problem.lived, np.maximum(problem.finance, 0), 0),
        kinds=np.array([[s.value, s.income, s.percent] for s in problem.services]).reshape(-1, 3),
        ends=np.array([*sizes, limits.cost, limits.overhead, floor]),
        pool=problem.pool,
        drawn=np.array(limits.money if pooled else [2**62] * len(limits.money)),
        width=2 * int(np.diff(problem.starts).max()) + 2,
    )


def empty(field: Field) -> State:
    """No package at all."""
    n = len(field.lived)
    balance = np.bincount(field.pool, field.loose, minlength=len(field.drawn)).astype(np.int64)
    none = np.full(n, -1)
    units = np.zeros((n, field.width), dtype=np.int64)
    zeros = [np.zeros(n, dtype=np.int64) for _ in range(3)]
    return State(none, units, *zeros, balance, np.zeros(2, dtype=np.int64))


def short(field: Field, balance: np.ndarray) -> np.ndarray:
    """Fen that each pool lacks."""
    return np.maximum(0, -field.drawn - balance)


@njit(cache=True)
def balanced(field, balance):
    """Whether no pool lacks money."""
    return np.all(balance >= -field.drawn)


@njit(cache=True)
def judged(field, own):
    """Whether the rules allow these units, which hang together; their worth and balance."""
    kinds, homes = len(field.kinds), 0
    sums = np.zeros(field.sums.shape[1], dtype=np.int64)
    for unit in own:
        homes += field.lived[unit]
        sums += field.sums[unit]
    ends = field.ends
    if homes == 0 or sums[0] < ends[0] or sums[1] < ends[2]:
        return False, 0, 0
    if homes > 1 and (sums[0] > ends[1] or sums[1] > ends[3]):
        return False, 0, 0
    value, money = -ends[4], sums[2] - ends[5]
    for kind in range(kinds):
        need, room = sums[3 + kind], sums[3 + kinds + kind]
        if 100 * room < field.kinds[kind, 2] * need:
            return False, 0, 0
        value += field.kinds[kind, 0] * min(need, room)
        money += field.kinds[kind, 1] * min(need, room)
    if money < ends[6]:
        return False, 0, 0
    found, gain = _nearest(field, own)
    return found, value + gain, money


@njit(cache=True)
def _nearest(field, own):
    """Whether a unit of a set is near to all of it, and what they are worth to the best one."""
    best, found = 0, False
    for hub in own:
        gain, within = 0, True
        for unit in own:
            if not field.near[hub, unit]:
                within = False
                break
            gain += field.gain[hub, unit]
        if within and (gain > best or not found):
            best, found = gain, True
    return found, best


@njit(cache=True)
def joined(field, own):
    """Whether units hang together."""
    if len(own) == 0:
        return False
    line = own.copy()
    met, place = 1, 0
    while place < met:
        for k in range(field.first[line[place]], field.first[line[place] + 1]):
            for j in range(met, len(line)):
                if line[j] == field.beside[k]:
                    line[j], line[met] = line[met], line[j]
                    met += 1
                    break
        place += 1
    return met == len(own)
