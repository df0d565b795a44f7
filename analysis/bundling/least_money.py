"""The least money from outside with which the packages that are asked for can be."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from . import menu, picking, solving
from .problem import NONE

if TYPE_CHECKING:
    from .problem import Flags, Package, Problem


def least_grants(problem: "Problem", *, seconds: float) -> dict[int, int] | None:
    """
    Grants to single packages with which all must units can be in one.

    Parameters
    ----------
    problem
        In mode `package` or `self`; a community by itself is one package and counts once.
    seconds
        Longest search.

    Returns
    -------
    dict of int to int or None
        Fen, under the number 0; empty where grants alone do not do or none is needed; None where
        the packages are too many to look at, or the least was not proven in the time.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> poor = replace(_two(), finance=np.array([-300, 100]), must=np.array([True, False]))
    >>> least_grants(poor, seconds=5)
    {0: 170}
    """
    if problem.limits.mode == "self":
        return _of_communities(problem, seconds)
    pooled = replace(problem.limits, mode="pool", floor=None, money=(most_lacked(problem),))
    listed = menu.menu(replace(problem, limits=pooled, pool=np.zeros_like(problem.pool)))
    if listed is None:
        return None
    lacking = np.maximum(-listed.columns.money, 0) * ~listed.columns.alone
    cost = np.zeros(len(listed.model.cost))
    cost[: len(lacking)] = -lacking / listed.unit
    high = listed.model.col_high.copy()
    high[: len(lacking)][listed.columns.alone] = 0.0  # land by itself is no package here
    dear = replace(listed, model=replace(listed.model, cost=cost, col_high=high))
    answer = picking.best(dear, seconds=seconds)
    return _sum(answer.status, sum(max(0, -each.money) for each in answer.packages))


def _of_communities(problem: "Problem", seconds: float) -> dict[int, int] | None:
    """As for pools: worth is money, and every community may lack whatever it does."""
    limits = problem.limits
    enough = np.where(problem.lived, most_lacked(problem), 0)
    sought = replace(
        problem,
        finance=problem.finance + enough,
        gain=problem.finance[problem.members],
        services=tuple(replace(each, value=each.income) for each in problem.services),
        limits=replace(limits, cost=limits.overhead),
    )
    answer = solving.solve(sought, seconds=seconds)
    return _sum(answer.status, sum(max(0, -each.value) for each in answer.packages))


def _sum(status: str, short: int) -> dict[int, int] | None:
    if status == "infeasible":
        return {}
    if status != "proven":
        return None
    return {0: short} if short else {}


def least_of_pools(problem: "Problem", *, seconds: float) -> dict[int, int] | None:
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
    dict of int to int or None
        Fen by number of the pool, only of those that need some; empty where money alone does not
        do; None where the greatest balance was not proven in the time.

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
    limits, free = problem.limits, enters_alone(problem)
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
        return {} if answer.status == "infeasible" else None
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


def enters_alone(problem: "Problem") -> "Flags":
    """
    Land that can enter its pool by itself.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Limits, _two
    >>> two = replace(_two(), finance=np.array([9, 9]))
    >>> enters_alone(two).tolist(), enters_alone(replace(two, limits=Limits("pool"))).tolist()
    ([False, False], [False, True])
    """
    bound = {unit for own in problem.together if len(own) > 1 for unit in own}
    free = ~problem.lived & (problem.finance > 0) & (problem.limits.mode == "pool")
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
