"""Packages as one linear model: who belongs to which hub, and a flow that holds them together."""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from pianqu.analysis import highs
from pianqu.analysis.bundling.figures import best_hub, land_alone, package
from pianqu.analysis.bundling.problem import Package, Problem

from .hess_columns import Columns, Pairs, columns_of, pairs_of

DIGITS = 5  # of the largest sum of money, so that the tolerance of the solver is less than a fen
GAP, SLACK = 1e-8, 1e-3


class Found(NamedTuple):
    """Packages, their value, and what nothing is worth more than; thousandths of a household."""

    status: str  # proven, gap, infeasible, no_answer
    packages: tuple[Package, ...]
    value: int
    bound: float


class Block(NamedTuple):
    """Rows of one rule: its entries, and the ends of each row."""

    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


def solve(problem: Problem, *, seconds: float) -> Found:
    """
    The best plan by one model and HiGHS; nothing in it is shared with the solver of packages.

    Hess, Weaver, Siegfeldt, Whelan and Zitlau (1965), Nonpartisan political redistricting by
    computer, Operations Research 13, 998-1006; contiguity as a flow: Shirabe (2005), A model of
    contiguity for spatial unit allocation, Geographical Analysis 37, 2-16.
    """
    if any(each.value < 0 or each.income < 0 for each in problem.services):
        raise ValueError("a service that costs more the more it serves is not in this model")
    pairs = pairs_of(problem)
    columns = columns_of(problem, pairs)
    model = _model(problem, pairs, columns)
    # with its reduction first, HiGHS has called an empty plan the best of 60 units
    answer = highs.solve(model, time_limit=seconds, gap=GAP, presolve=False)
    if not len(answer.values):
        return Found(answer.status, (), 0, answer.bound)
    packages = _packages(problem, pairs, columns, answer.values > 1 / 2)
    value = sum(each.value for each in packages)
    bound = max(float(value), math.floor(answer.bound + SLACK))
    return Found("proven" if bound < value + 1 else "gap", packages, value, bound)


def _model(problem: Problem, pairs: Pairs, columns: Columns) -> highs.Model:
    blocks = [
        _once(problem, pairs, columns),
        *_connected(pairs, columns),
        *_sizes(problem, pairs, columns),
        *_money(problem, pairs, columns),
        *_services(problem, pairs, columns),
        *_couples(problem, pairs),
    ]
    starts = np.cumsum([0, *(len(block.low) for block in blocks)])
    row = np.concatenate([b.row + start for b, start in zip(blocks, starts, strict=False)])
    column, value = (np.concatenate([block[side] for block in blocks]) for side in (1, 2))
    high = np.ones(columns.count)
    high[columns.arcs : columns.single] = np.inf
    whole = np.ones(columns.count, dtype=bool)
    whole[columns.arcs : columns.single] = False
    cost = np.zeros(columns.count)
    cost[: columns.arcs] = pairs.gain
    cost[pairs.own[pairs.own >= 0]] -= problem.limits.cost
    worth = np.tile([each.value for each in problem.services], len(problem.units))
    cost[columns.served : columns.single] = worth
    return highs.Model(
        cost=cost,
        matrix=csr_matrix((value, (row, column)), shape=(int(starts[-1]), columns.count)),
        row_low=np.concatenate([block.low for block in blocks]),
        row_high=np.concatenate([block.high for block in blocks]),
        col_low=np.zeros(columns.count),
        col_high=high,
        integer=whole,
        maximise=True,
    )


def _once(problem: Problem, pairs: Pairs, columns: Columns) -> Block:
    """A unit is in one package at most, in one at least where it must be."""
    row = np.concatenate([pairs.unit, columns.land])
    column = np.r_[0 : len(pairs.unit), columns.alone : columns.count]
    low = problem.must.astype(float)
    return Block(row, column, np.ones(len(row)), low, np.ones(len(low)))


def _connected(pairs: Pairs, columns: Columns) -> list[Block]:
    """Each member draws one unit of flow from its hub, through members only."""
    other = np.flatnonzero(pairs.hub != pairs.unit)
    to = np.full(len(pairs.hub), -1)
    to[other] = np.arange(len(other))
    arc = columns.arcs + np.arange(len(columns.tail))
    leaves = to[columns.tail] >= 0
    zero, ones = np.zeros(len(other)), np.ones(len(other))
    size = np.bincount(pairs.hub, minlength=len(pairs.own))[pairs.hub[other]] - 1.0
    inside = Block(
        np.concatenate([np.arange(len(other))] * 2),
        np.concatenate([other, pairs.own[pairs.hub[other]]]),
        np.concatenate([ones, -ones]),
        zero - np.inf,
        zero,
    )
    balance = Block(
        np.concatenate([to[columns.head], to[columns.tail][leaves], np.arange(len(other))]),
        np.concatenate([arc, arc[leaves], other]),
        np.concatenate([np.ones(len(arc)), -np.ones(int(leaves.sum())), -ones]),
        zero,
        zero,
    )
    through = Block(
        np.concatenate([to[columns.head], np.arange(len(other))]),
        np.concatenate([arc, other]),
        np.concatenate([np.ones(len(arc)), -size]),
        zero - np.inf,
        zero,
    )
    return [inside, balance, through]


def _sizes(problem: Problem, pairs: Pairs, columns: Columns) -> list[Block]:
    """Homes, households and area; a home by itself may be above the greatest."""
    limits = problem.limits
    lived = problem.lived.astype(float)
    blocks = [_sum(pairs, lived, own=-1.0, low=0.0)]
    if limits.most_packages is not None:
        hubs = pairs.own[pairs.own >= 0]
        one = np.zeros(len(hubs), dtype=int)
        most = np.array([float(limits.most_packages)])
        blocks.append(Block(one, hubs, np.ones(len(hubs)), most - np.inf, most))
    if limits.mode == "self":
        return blocks
    single, homes = columns.single + np.arange(len(pairs.own)), _total(pairs, lived)
    extra = (single, np.maximum(homes - 1, 0))
    blocks.append(_sum(pairs, lived, own=-homes, extra=extra, high=0.0))
    for size, least, most in (
        (problem.households, limits.least_households, limits.most_households),
        (problem.area, limits.least_area, limits.most_area),
    ):
        total = _total(pairs, size)
        own, extra = -np.minimum(total, most), (single, -np.maximum(total - most, 0.0))
        blocks.append(_sum(pairs, size, own=-float(least), low=0.0))
        blocks.append(_sum(pairs, size, own=own, extra=extra, high=0.0))
    return blocks


def _money(problem: Problem, pairs: Pairs, columns: Columns) -> list[Block]:
    limits, units = problem.limits, len(problem.units)
    scale = 10.0 ** max(0, int(np.log10(max(1, np.abs(problem.finance).max()))) - DIGITS)
    income = [each.income / scale for each in problem.services]
    served = np.arange(columns.served, columns.single)
    earned = (served, np.tile(income, units), np.repeat(np.arange(units), len(income)))
    finance = problem.finance / scale
    least = 0 if limits.mode != "pool" else limits.floor
    blocks = []
    if least is not None:
        own = -(limits.overhead + least) / scale
        blocks.append(_sum(pairs, finance, own=own, extra=earned, low=0.0))
    if limits.mode == "pool":
        each = _sum(pairs, finance, own=-limits.overhead / scale, extra=earned)
        row = np.concatenate([problem.pool[each.row], problem.pool[columns.land]])
        column = np.r_[each.column, columns.alone : columns.count]
        value = np.concatenate([each.value, finance[columns.land]])
        drawn = -np.array(limits.money, dtype=float) / scale
        blocks.append(Block(row, column, value, drawn, np.full(len(drawn), np.inf)))
    return blocks


def _services(problem: Problem, pairs: Pairs, columns: Columns) -> list[Block]:
    """What is served is neither more than the need nor than the room for it."""
    blocks, kinds = [], len(problem.services)
    for number, service in enumerate(problem.services):
        column = columns.served + np.arange(len(pairs.own)) * kinds + number
        need, room = problem.need[:, number], problem.capacity[:, number]
        for most in (need, room):
            blocks.append(_sum(pairs, most, extra=(column, -np.ones(len(column))), low=0.0))
        if service.percent:
            blocks.append(_sum(pairs, 100 * room - service.percent * need, low=0.0))
    return blocks


def _couples(problem: Problem, pairs: Pairs) -> list[Block]:
    """Units of a set belong to the same hub; two that are apart never do."""
    blocks = []
    chained = [pair for group in problem.together for pair in pairwise(group)]
    for couples, sign, most in ((chained, -1.0, 0.0), (problem.apart, 1.0, 1.0)):
        for one, other in couples:
            columns = [pairs.at[:, one], pairs.at[:, other]]
            row = np.concatenate([np.flatnonzero(column >= 0) for column in columns])
            column = np.concatenate([column[column >= 0] for column in columns])
            value = np.repeat([1.0, sign], [int((each >= 0).sum()) for each in columns])
            high = np.full(len(pairs.own), most)
            blocks.append(Block(row, column, value, high if sign < 0 else high - np.inf, high))
    return blocks


def _sum(
    pairs: Pairs,
    of: np.ndarray,
    *,
    own: float | np.ndarray = 0.0,
    extra: tuple[np.ndarray, ...] | None = None,
    low: float = -np.inf,
    high: float = np.inf,
) -> Block:
    """A row a hub: a figure of its members, plus `own` where there is a package at all."""
    hubs = np.flatnonzero(pairs.own >= 0)
    row, column = [pairs.hub, hubs], [np.arange(len(pairs.hub)), pairs.own[hubs]]
    value = [of[pairs.unit], np.broadcast_to(own, (len(pairs.own),))[hubs]]
    if extra is not None:
        column.append(extra[0])
        value.append(extra[1])
        row.append(extra[2] if len(extra) > 2 else np.arange(len(extra[0])))
    ends = [np.broadcast_to(np.asarray(end, dtype=float), (len(pairs.own),)) for end in (low, high)]
    return Block(np.concatenate(row), np.concatenate(column), np.concatenate(value), *ends)


def _total(pairs: Pairs, of: np.ndarray) -> np.ndarray:
    """A figure of all that a hub reaches."""
    return np.bincount(pairs.hub, of[pairs.unit].astype(float), minlength=len(pairs.own))


def _packages(
    problem: Problem, pairs: Pairs, columns: Columns, taken: np.ndarray
) -> tuple[Package, ...]:
    found = [land_alone(problem, unit) for unit in columns.land[taken[columns.alone :]]]
    chosen = np.flatnonzero(taken[: columns.arcs])
    for hub in np.unique(pairs.hub[chosen]):
        members = pairs.unit[chosen[pairs.hub[chosen] == hub]]
        best = None if problem.limits.mode == "self" else best_hub(problem, members)
        found.append(best or package(problem, members, hub=hub))
    return tuple(sorted(found, key=lambda each: each.members))
