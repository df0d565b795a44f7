"""Figures of a set of units: its worth, its balance, and the hub that makes it worth most."""

from typing import TYPE_CHECKING

import numpy as np

from .problem import Package, Problem

if TYPE_CHECKING:
    from .problem import Ints


def package(problem: Problem, members: "Ints | tuple[int, ...]", *, hub: int) -> Package:
    """
    The figures of a set of units with a hub, whether the rules allow it or not.

    Parameters
    ----------
    problem
        The units.
    members
        Positions, in any order, all within reach of the hub.
    hub
        One of them.

    Returns
    -------
    Package
        Its worth, balance and sums; never `alone`.

    Raises
    ------
    ValueError
        A member is out of reach of the hub.

    Examples
    --------
    >>> from .problem import _two
    >>> package(_two(), (0, 1), hub=0).value
    1900
    """
    own = np.unique(np.asarray(members, dtype=np.int64))
    near = slice(problem.starts[hub], problem.starts[hub + 1])
    at = np.searchsorted(problem.members[near], own)
    if at.size and (at.max() >= near.stop - near.start or (problem.members[near][at] != own).any()):
        raise ValueError("a member is out of reach of its hub")
    served = np.minimum(problem.need[own].sum(axis=0), problem.capacity[own].sum(axis=0))
    worth = sum(s.value * int(n) for s, n in zip(problem.services, served, strict=True))
    earned = sum(s.income * int(n) for s, n in zip(problem.services, served, strict=True))
    return Package(
        hub=int(hub),
        members=tuple(int(each) for each in own),
        value=int(problem.gain[near][at].sum()) + worth - problem.limits.cost,
        money=int(problem.finance[own].sum()) + earned - problem.limits.overhead,
        households=int(problem.households[own].sum()),
        area=int(problem.area[own].sum()),
        served=tuple(int(n) for n in served),
    )


def best_hub(problem: Problem, members: "Ints | tuple[int, ...]") -> Package | None:
    """
    A set of units with the hub that makes it worth most, of equal ones the first.

    Examples
    --------
    >>> from .problem import _two
    >>> best_hub(_two(), (0, 1)).hub
    0
    """
    own = [int(each) for each in members]
    within = [
        hub
        for hub in sorted(own)
        if np.isin(own, problem.members[problem.starts[hub] : problem.starts[hub + 1]]).all()
    ]
    found = [package(problem, members, hub=hub) for hub in within]
    return max(found, key=lambda each: each.value) if found else None


def land_alone(problem: Problem, unit: int) -> Package:
    """A plot or premises that enters a pool by itself, with what it brings."""
    return Package(
        hub=int(unit),
        members=(int(unit),),
        value=0,
        money=int(problem.finance[unit]),
        households=0,
        area=int(problem.area[unit]),
        served=tuple(0 for _ in problem.services),
        alone=True,
    )
