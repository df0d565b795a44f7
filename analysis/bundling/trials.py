"""Demands on all packages tried by solving again: which exclude each other, and what to give up."""

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from . import solving
from .least_money import enters_alone, least_grants, least_of_pools, most_lacked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .problem import Problem

SECONDS = 5.0  # for one trial at most
LEAST = 0.2  # and at least, whatever is left


@dataclass(frozen=True)
class Clash:
    """
    Demands that exclude each other, by their keys, and what would have to give.

    Attributes
    ----------
    sets
        Keys of demands, as of :func:`pianqu.analysis.bundling.wording.demand`; no key in two sets.
    smallest
        Whether it is shown of each set that the rest of it can hold without any one of it.
    money
        Least fen more of each pool with which all else holds; empty where that does not do.
    drop
        Positions of must units without which all else holds; empty where that does not do.
    fewest
        Whether it is shown that no fewer will do.
    packages
        Least number of packages more than the most; 0 where that does not do.
    settled
        Whether money, must units and packages were each found or ruled out in the time.
    """

    sets: "tuple[tuple[str, ...], ...]"
    smallest: bool = True
    money: "Mapping[int, int]" = field(default_factory=dict)
    drop: tuple[int, ...] = ()
    fewest: bool = True
    packages: int = 0
    settled: bool = True


def clash(problem: "Problem", *, seconds: float) -> Clash:
    """
    What excludes each other among demands that are known to have no plan.

    Parameters
    ----------
    problem
        Units, rules and the units that must be in packages, for which no plan is.
    seconds
        Longest search in all; what would have to give comes first.

    Returns
    -------
    Clash
        Sets are what is left when the time ends, not smallest then.

    Notes
    -----
    Deletion filter, in halves and then one by one: see :func:`pianqu.analysis.highs.conflict`.
    The fewest must units to leave out and the fewest packages are the best plans of other worths.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Limits, _two
    >>> poor = replace(_two(), finance=np.array([-300, 50]), must=np.array([True, False]),
    ...                limits=Limits("pool"))
    >>> found = clash(poor, seconds=20)
    >>> found.sets, found.money, found.drop
    ((('must:0', 'money:0'),), {0: 220}, (0,))
    """
    end = time.perf_counter() + seconds
    money = grants(problem, seconds=trial(end))
    drop, fewest = fewest_out(problem, seconds=trial(end))
    more = packages_more(problem, seconds=trial(end))
    sets, smallest = _sets(problem, end)
    settled = money is not None and drop is not None and more is not None
    return Clash(sets, smallest, money or {}, drop or (), fewest, more or 0, settled)


def grants(problem: "Problem", *, seconds: float) -> dict[int, int] | None:
    """
    The least money from outside with which all must units can be in packages, in every mode.

    Parameters
    ----------
    problem
        Units and rules.
    seconds
        Longest search.

    Returns
    -------
    dict of int to int or None
        Fen by number of the pool, under 0 in the modes that have none; empty where money alone
        does not do or none is needed, None where that was not shown in the time.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> grants(replace(_two(), finance=np.array([-300, 0]), must=np.array([True, False])), seconds=5)
    {0: 270}
    """
    way = least_of_pools if problem.limits.mode == "pool" else least_grants
    return way(problem, seconds=seconds)


def fewest_out(problem: "Problem", *, seconds: float) -> tuple[tuple[int, ...] | None, bool]:
    """
    The fewest must units without which there is a plan: the plan that has most of them in it.

    Parameters
    ----------
    problem
        Units and rules.
    seconds
        Longest search.

    Returns
    -------
    tuple of int or None, bool
        Positions, empty where there is no plan even so, None where none was found in the time; and
        whether no fewer will do.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> poor = replace(_two(), finance=np.array([-300, 0]), must=np.array([True, False]))
    >>> fewest_out(poor, seconds=5)
    ((0,), True)
    """
    asked = problem.must & ~enters_alone(problem)  # what enters alone is never in the way
    sought = replace(
        problem,
        must=np.zeros_like(problem.must),
        gain=asked[problem.members].astype(np.int64),
        services=tuple(replace(each, value=0) for each in problem.services),
        limits=replace(problem.limits, cost=0),
    )
    answer = solving.solve(sought, seconds=seconds)
    if answer.status not in ("proven", "gap"):
        return (() if answer.status == "infeasible" else None), False
    asked[[unit for each in answer.packages for unit in each.members]] = False
    return tuple(map(int, np.flatnonzero(asked))), answer.status == "proven"


def packages_more(problem: "Problem", *, seconds: float) -> int | None:
    """
    How many packages more than the most are needed at the least.

    Parameters
    ----------
    problem
        Units and rules.
    seconds
        Longest search.

    Returns
    -------
    int or None
        0 where there is no most, or more packages do not do; None where that was not shown.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import Limits, _two
    >>> none = replace(_two(), must=np.ones(2, bool), limits=Limits("package", most_packages=0))
    >>> packages_more(none, seconds=5)
    1
    """
    most = problem.limits.most_packages
    if most is None:
        return 0
    sought = replace(
        problem,
        gain=np.zeros_like(problem.gain),
        services=tuple(replace(each, value=0) for each in problem.services),
        limits=replace(problem.limits, cost=1, most_packages=None),
    )
    answer = solving.solve(sought, seconds=seconds)
    if answer.status == "infeasible":
        return 0
    return max(0, -answer.value - most) if answer.status == "proven" else None


def trial(end: float) -> float:
    """
    Seconds for one trial.

    Examples
    --------
    >>> trial(time.perf_counter() + 99)
    5.0
    """
    return min(SECONDS, max(LEAST, end - time.perf_counter()))


def _sets(problem: "Problem", end: float) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """One set after another that has no plan, and whether each is shown to be smallest."""
    left, sets, sure = _demands(problem), [], True
    while left and sure and (not sets or _status(problem, left, end) == "infeasible"):
        kept, sure = _smallest(problem, left, end)
        sets.append(tuple(kept))
        left = [name for name in left if name not in kept]
    return tuple(sets), sure


def _demands(problem: "Problem") -> list[str]:
    names = [f"must:{unit}" for unit in np.flatnonzero(problem.must)]
    if problem.limits.mode == "pool":
        names += [f"money:{number}" for number in range(len(problem.limits.money))]
    return names + (["count"] if problem.limits.most_packages is not None else [])


def _smallest(problem: "Problem", names: "Sequence[str]", end: float) -> tuple[list[str], bool]:
    """Blocks that are not needed for there to be no plan are left out, the last of one demand."""
    kept, size, sure = list(names), len(names), True
    while size > 1:
        size = (size + 1) // 2
        for place in range(0, len(names), size):
            block = [name for name in names[place : place + size] if name in kept]
            if not block:
                continue
            if time.perf_counter() > end:
                return kept, False
            state = _status(problem, [name for name in kept if name not in block], end)
            if state == "infeasible":
                kept = [name for name in kept if name not in block]
            sure = sure and (size > 1 or state != "no_answer")
    return kept, sure


def _status(problem: "Problem", kept: "Sequence[str]", end: float) -> str:
    """With only these demands; a pool that need not balance has all that it could ever lack."""
    limits, must = problem.limits, np.zeros(len(problem.units), dtype=bool)
    must[[int(name.partition(":")[2]) for name in kept if name.startswith("must")]] = True
    money = tuple(
        own if f"money:{number}" in kept else most_lacked(problem)
        for number, own in enumerate(limits.money)
    )
    most = limits.most_packages if "count" in kept else None
    limits = replace(limits, money=money, most_packages=most)
    return solving.solve(replace(problem, must=must, limits=limits), seconds=trial(end)).status
