"""Whether one unit can be in any valid package: all packages with it as one small model."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .. import highs
from .admission_rows import (
    Rows,
    in_one_piece,
    money_and_services,
    sizes,
    together_and_apart,
    within_reach,
)
from .problem import NONE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .problem import Flags, Ints, Problem

WHOLE = 120  # units up to which packages beyond the reach are looked for among all
ORDER = ("reach", "links", "together", "apart", "most_area", "least_area", "most_households")
MOST = 2**40  # room of an amount that is given up


@dataclass(frozen=True, eq=False)
class Admission:
    """
    All packages with one unit, as a model of who else is in.

    Attributes
    ----------
    problem
        Units and rules.
    units
        Positions of the units that may be in; the first columns of the model, in this order.
    model
        Without costs; it has an answer where there is a valid package.
    groups
        Rows of each rule, by the keys of :func:`pianqu.analysis.bundling.wording.rule`.
    extra
        Column that says by how much an amount is missed: households, m2, money or hundredths of
        a place; kept at 0 until it is given up.
    """

    problem: "Problem"
    units: "Ints"
    model: highs.Model
    groups: "Mapping[str, list[int]]"
    extra: "Mapping[str, int]"


def admission(problem: "Problem", unit: int) -> Admission | None:
    """
    The packages that a unit could be in.

    Parameters
    ----------
    problem
        Units and rules. What pools have and how many packages there may be is not looked at, nor
        which other units must be in packages. Incomes of services are not negative.
    unit
        Position of the unit.

    Returns
    -------
    Admission or None
        None in mode `self` for land of no community: there is no package to be in.

    Notes
    -----
    A flow from the unit to all members keeps the package in one piece. Beyond the reach, units are
    looked for among all of a small problem, and near the reach in a large one.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> found = admission(_two(), 0)
    >>> sorted(found.groups)
    ['links', 'money', 'reach']
    >>> members(found, seconds=5)
    ('in', (0,))
    """
    alone = problem.limits.mode == "self"
    base = unit if problem.lived[unit] or not alone else int(problem.home[unit])
    if base == NONE:
        return None
    own = (problem.home == base) & ~problem.lived if alone else _near(problem, unit)
    own[[unit, base]] = True
    units = np.flatnonzero(own)
    rows = Rows()
    for _ in units:
        rows.column(1.0, whole=True)
    at = {int(each): place for place, each in enumerate(units)}
    rows.row({at[unit]: 1.0, at[base]: 1.0}, 1.0 + (unit != base))
    rows.row({at[each]: 1.0 for each in at if problem.lived[each]}, 1.0)
    within_reach(rows, problem, at, {base: at[base]} if alone else at)
    in_one_piece(rows, problem, at, unit)
    together_and_apart(rows, problem, at)
    if not alone:
        sizes(rows, problem, at)
    money_and_services(rows, problem, at)
    groups = dict(sorted(rows.groups.items(), key=lambda item: _late(item[0])))
    return Admission(problem, units, rows.model(), groups, rows.extra)


def members(
    found: Admission,
    *,
    seconds: float,
    free: "Collection[str]" = (),
    least: "Collection[str]" = (),
) -> tuple[str, tuple[int, ...]]:
    """
    A package of the model, with some rules given up.

    Parameters
    ----------
    found
        The packages.
    seconds
        Longest search for each step.
    free
        Rules that need not hold at all.
    least
        Amounts that may be missed, by as little as can be: the first is the most important.

    Returns
    -------
    str, tuple of int
        `in` with the members (positions); `none` where there is no such package; `unknown` where
        the time ended.
    """
    model = _without(found, free)
    for key in least:
        model = _held(model, found.extra[key], MOST)
    goals = [*least] + ([""] if free or not least else [])
    units: tuple[int, ...] = ()
    for key in goals:
        cost = np.zeros(len(model.cost))
        cost[: len(found.units)] = 1.0 if free and not key else 0.0
        if key:
            cost[found.extra[key]] = 1.0
        answer = _exact(found, replace(model, cost=cost), {*free, *least}, seconds)
        if not len(answer.values):
            nothing = answer.status == "infeasible" and not units
            return ("none" if nothing else "in" if units else "unknown"), units
        units = tuple(map(int, found.units[answer.values[: len(found.units)] > 1 / 2]))
        if key:
            model = _held(model, found.extra[key], answer.values[found.extra[key]])
    return "in", units


def conflicts(found: Admission, *, seconds: float) -> list[list[str]]:
    """
    Smallest sets of rules that exclude each other, one after another; no rule is in two.

    Parameters
    ----------
    found
        The packages, of which none is valid.
    seconds
        Longest search for each trial, one a rule.

    Returns
    -------
    list of list of str
        Keys of rules. Without any one of a set the rest of it can hold.

    Notes
    -----
    Deletion filter, see :func:`pianqu.analysis.highs.conflict`.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> poor = replace(_two(), finance=np.array([-300, -50]))
    >>> conflicts(admission(poor, 0), seconds=5)
    [['money']]
    """
    sets: list[list[str]] = []
    left = dict(found.groups)
    while left:
        gone = [key for key in found.groups if key not in left]
        names = highs.conflict(_without(found, gone), left, time_limit=seconds)
        if not names:
            break
        sets.append(names)
        left = {key: rows for key, rows in left.items() if key not in names}
    return sets


def _without(found: Admission, free: "Collection[str]") -> highs.Model:
    rows = [row for key in free for row in found.groups[key]]
    low, high = found.model.row_low.copy(), found.model.row_high.copy()
    low[rows], high[rows] = -np.inf, np.inf
    return replace(found.model, row_low=low, row_high=high)


def _held(model: highs.Model, column: int, value: float) -> highs.Model:
    high = model.col_high.copy()
    high[column] = value
    return replace(model, col_high=high)


def _exact(
    found: Admission, model: highs.Model, gone: "Collection[str]", seconds: float
) -> highs.Answer:
    """The solver rounds: what is short by less than it sees is ruled out, and it looks again."""
    from scipy.sparse import csr_matrix, vstack

    problem, width = found.problem, len(found.units)
    while True:
        answer = highs.solve(model, time_limit=seconds)
        if not len(answer.values) or "money" in gone or "money" not in found.groups:
            return answer
        inside = answer.values[:width] > 1 / 2
        if balance(problem, found.units[inside]) >= least_balance(problem):
            return answer
        row = np.zeros(len(model.cost))
        row[:width] = np.where(inside, -1.0, 1.0)
        model = replace(
            model,
            matrix=csr_matrix(vstack([model.matrix, row[None, :]])),
            row_low=np.append(model.row_low, 1.0 - inside.sum()),
            row_high=np.append(model.row_high, np.inf),
        )


def balance(problem: "Problem", units: "Ints") -> int:
    """
    Balance of a package in fen, near a hub or not.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> balance(_two(), np.array([0, 1]))
    80
    """
    served = np.minimum(problem.need[units].sum(axis=0), problem.capacity[units].sum(axis=0))
    earned = sum(s.income * int(n) for s, n in zip(problem.services, served, strict=True))
    return int(problem.finance[units].sum()) + earned - problem.limits.overhead


def least_balance(problem: "Problem") -> int:
    """
    What a package has to balance at in fen; asked only where there is such a limit.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> least_balance(_two())
    0
    """
    return (problem.limits.floor or 0) if problem.limits.mode == "pool" else 0


def _late(key: str) -> int:
    """Place in the deletion filter: what stands last is kept where there is a choice."""
    kind = key.partition(":")[0]
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _near(problem: "Problem", unit: int) -> "Flags":
    if len(problem.units) <= WHOLE:
        return np.ones(len(problem.units), dtype=bool)
    near = np.zeros(len(problem.units), dtype=bool)
    near[unit] = True
    hub = np.repeat(np.arange(len(near)), np.diff(problem.starts))
    for _ in range(2):  # the hubs that reach the unit, and whom they reach
        near[hub[near[problem.members]]] = True
        near[problem.members[near[hub]]] = True
        if near.sum() > WHOLE:
            break
    return near
