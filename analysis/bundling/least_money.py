"""The least money from outside with which the packages that are asked for can be."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from . import menu, solving
from .problem import NONE

if TYPE_CHECKING:
    from .problem import Flags, Package, Problem


def least_grants(problem: "Problem", *, seconds: float) -> dict[int, int]:
    """
    Grants to single packages with which all must units can be in one.

    Parameters
    ----------
    problem
        In mode `package`.
    seconds
        Longest search.

    Returns
    -------
    dict of int to int
        Fen, under the number 0; empty where grants alone do not do, or the packages are too many
        to look at, or the least was not proven in the time.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> poor = replace(_two(), finance=np.array([-300, 100]), must=np.array([True, False]))
    >>> least_grants(poor, seconds=5)
    {0: 170}
    """
    pooled = replace(problem.limits, mode="pool", floor=None, money=(most_lacked(problem),))
    listed = menu.menu(replace(problem, limits=pooled, pool=np.zeros_like(problem.pool)))
    if listed is None:
        return {}
    lacking = np.maximum(-listed.columns.money, 0) * ~listed.columns.alone
    cost = np.zeros(len(listed.model.cost))
    cost[: len(lacking)] = -lacking / listed.unit
    high = listed.model.col_high.copy()
    high[: len(lacking)][listed.columns.alone] = 0.0  # land by itself is no package here
    dear = replace(listed, model=replace(listed.model, cost=cost, col_high=high))
    answer = menu.best(dear, seconds=seconds)
    short = sum(max(0, -each.money) for each in answer.packages)
    return {0: short} if answer.status == "proven" and short else {}


def least_of_pools(problem: "Problem", *, seconds: float) -> dict[int, int]:
    """
    Money that each pool needs more, found by solving for the greatest balance.

    Parameters
    ----------
    problem
        In mode `pool`.
    seconds
        Longest search.

    Returns
    -------
    dict of int to int
        Fen by number of the pool, only of those that need some; empty where the greatest balance
        was not proven in the time, or money alone does not do.

    Notes
    -----
    Worth is put in place of money: what land would bring by itself is taken off its worth in a
    package, since it is there anyway. With a limit on the number of packages the pools compete
    for them and the figures are those of the greatest balance of all pools together.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Limits, _two
    >>> poor = replace(_two(), finance=np.array([-300, 50]), must=np.array([True, False]),
    ...                limits=Limits("pool"))
    >>> least_of_pools(poor, seconds=5)
    {0: 220}
    """
    limits, free = problem.limits, _enters_alone(problem)
    own = problem.finance - np.where(free, problem.finance, 0)
    services = tuple(replace(each, value=each.income) for each in problem.services)
    open_ = (most_lacked(problem),) * len(limits.money)
    sought = replace(
        problem,
        gain=own[problem.members],
        services=services,
        limits=replace(limits, money=open_, cost=limits.overhead),
    )
    answer = solving.solve(sought, seconds=seconds)
    if answer.status != "proven":
        return {}
    left = np.array(limits.money, dtype=np.int64) + _brought(problem, answer.packages, free)
    return {number: -int(fen) for number, fen in enumerate(left) if fen < 0}


def most_lacked(problem: "Problem") -> int:
    """
    Fen that no plan ever lacks.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> most_lacked(_two())
    50
    """
    spent = -int(np.minimum(problem.finance, 0).sum())
    return spent + max(problem.limits.overhead, 0) * len(problem.units)


def _enters_alone(problem: "Problem") -> "Flags":
    bound = {unit for own in problem.together if len(own) > 1 for unit in own}
    free = ~problem.lived & (problem.finance > 0)
    free[list(bound)] = False
    return free


def _brought(problem: "Problem", packages: "tuple[Package, ...]", free: "Flags") -> np.ndarray:
    """Balance of each pool, with all the land that is left and brings money by itself."""
    owner = np.full(len(problem.units), NONE)
    total = np.zeros(len(problem.limits.money), dtype=np.int64)
    for each in packages:
        if not each.alone:
            owner[list(each.members)] = each.hub
            total[problem.pool[each.hub]] += each.money
    rest = free & (owner == NONE)
    np.add.at(total, problem.pool[rest], problem.finance[rest])
    return total
