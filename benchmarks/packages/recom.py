"""The fairest rival: annealed recombination of packages on the very objective, valid throughout."""

import time
from typing import NamedTuple

import numpy as np
from numba import njit

from pianqu.analysis.bundling.problem import Problem

from . import moves, plans, regrouping

CHUNK = 4_000  # moves between two looks at the clock
CYCLES = 3  # the temperature falls from hot to cold so often
HOT, COLD = 0.3, 0.001  # of what a package is worth
DEARER, CHEAPER = 1.3, 0.98  # how the price of money follows a pool that is short, or is not


class Found(NamedTuple):
    """Groups of positions, their value, the moves tried, and when there was a package at first."""

    groups: list[list[int]]
    value: int
    tried: int
    first: float | None  # seconds, to the end of the moves between two looks at the clock


def search(problem: Problem, *, seconds: float, seed: int = 0) -> Found:
    """
    The best plan that annealing finds in the time.

    DeFord, Duchin and Solomon (2021), Recombination: a family of Markov chains for redistricting,
    Harvard Data Science Review 3(1). Here two packages, or one and loose units beside it, are
    joined, and a random spanning tree is cut where both parts are worth most; single units move,
    packages are begun and given up. A pool that is short pays a price that rises until it is not.
    """
    _refuse(problem)
    field = plans.field(problem)
    state, best = plans.empty(field), np.full(len(problem.units), -1)
    scale = max(1.0, float(np.median(problem.gain[problem.gain > 0], axis=0)) * 4)
    price = np.full(len(problem.limits.money), scale / max(1, np.abs(problem.finance).mean()) / 4)
    rng = np.random.default_rng(seed)
    _run(field, state, best, 1, (0.0, price, rng))  # compiles
    start, tried, first = time.perf_counter(), 0, None
    while (passed := time.perf_counter() - start) < seconds:
        warmth = scale * HOT * (COLD / HOT) ** (passed / seconds * CYCLES % 1.0)
        _run(field, state, best, CHUNK, (warmth, price, rng))
        tried += CHUNK
        if first is None and state.total[1] > 0:
            first = time.perf_counter() - start
        short = plans.short(field, state.balance) > 0
        price *= np.where(short, DEARER, CHEAPER)
    groups = [np.flatnonzero(best == number).tolist() for number in np.unique(best[best >= 0])]
    return Found(groups, int(state.total[1]), tried, first)


def _refuse(problem: Problem) -> None:
    """Rules that the search does not know; the towns of the benchmark have none of them."""
    if problem.together or problem.apart or problem.must.any():
        raise ValueError("sets, pairs and units that must be in are not known to this search")
    if problem.limits.most_packages is not None or problem.limits.mode == "self":
        raise ValueError("a number of packages and mode self are not known to this search")


@njit(cache=True)
def _run(field, state, best, count, temper):
    """Try so many moves; `best` is the owner of each unit in the best plan without a shortage."""
    rng = temper[2]
    own = np.empty((2, field.width), dtype=np.int64)
    for _ in range(count):
        unit = int(rng.random() * len(field.lived))
        kind = rng.random()
        if state.owner[unit] < 0 and kind < 0.5:
            old, sizes = regrouping.grown(field, state, own, unit, temper)
        elif kind < 0.65:
            old, sizes = regrouping.recombined(field, state, own, unit, temper)
        elif kind < 0.98:
            old, sizes = moves.moved(field, state, own, unit, rng)
        else:
            old, sizes = moves.given_up(state, unit)
        if old[0] == moves.NO_MOVE or not moves.accepted(field, state, own, old, sizes, temper):
            continue
        if state.total[0] > state.total[1] and plans.balanced(field, state.balance):
            state.total[1] = state.total[0]
            best[:] = state.owner
