"""Each community by itself, with land of its own: the best set of each, and which of them."""

import math
from typing import TYPE_CHECKING

import numpy as np

from .columns import Columns, Duals
from .pricing import price
from .problem import NONE

if TYPE_CHECKING:
    from .columns import Floats
    from .problem import Ints, Problem
    from .progress import Progress

NODES = 5_000_000  # of the search of each community


def balanced(problem: "Problem", progress: "Progress") -> None:
    """
    The best plan of communities by themselves.

    Land lies in one community at most, so that the sets of two communities never have a unit in
    common: the best set of each makes the best plan, and where packages are counted, the sets that
    are worth most. What must be in a package is paid more than any set can be worth.

    Parameters
    ----------
    problem
        Of mode `self`.
    progress
        Gets the plan and the bound.
    """
    reward, owner = _reward(problem), _owner(problem)
    duals = Duals(
        unit=np.where(problem.must, -reward, 0.0),
        money=np.zeros(len(problem.limits.money)),
        count=0.0,
        triples=np.empty((0, 3), dtype=np.int64),
        cut=np.empty(0),
    )
    found = price(
        problem,
        duals,
        above=0.0,
        most=1,
        nodes=NODES,
        threads=progress.threads,
        deadline=progress.deadline,
    )
    asked = np.bincount(owner[problem.must & (owner != NONE)], minlength=len(problem.units))
    ceiling = (np.floor(found.best + 0.5) - reward * asked).astype(np.float64)
    forced = asked > 0
    if (owner[problem.must] == NONE).any() or (ceiling[forced] < -reward / 2).any():
        progress.infeasible = True
        return
    _decide(problem, progress, found.columns, ceiling, asked)


def _decide(
    problem: "Problem",
    progress: "Progress",
    columns: Columns,
    ceiling: "Floats",
    asked: "Ints",
) -> None:
    held = np.array(
        [problem.must[columns.units(place)].sum() for place in range(len(columns))], dtype=np.int64
    )
    forced = asked > 0
    needed = forced[columns.hub]
    whole = np.flatnonzero((held == asked[columns.hub]) & (needed | (columns.value > 0)))
    order = whole[np.lexsort((columns.hub[whole], -columns.value[whole], ~needed[whole]))]
    most = problem.limits.most_packages
    room = len(problem.units) if most is None else most
    if forced.sum() > room:
        progress.infeasible = True
        return
    progress.offer(columns.chosen(np.sort(order[:room])))
    others = np.sort(np.maximum(ceiling[~forced], 0.0))[::-1][: room - int(forced.sum())]
    bound = float(ceiling[forced].sum() + others.sum())
    if math.isfinite(bound):
        progress.lower(bound if progress.value is None else max(bound, float(progress.value)))


def _reward(problem: "Problem") -> float:
    """More than two sets can differ in worth."""
    served = sum(
        abs(service.value) * int(problem.need[:, k].sum())
        for k, service in enumerate(problem.services)
    )
    hub = np.repeat(np.arange(len(problem.units)), np.diff(problem.starts))
    gains = np.bincount(hub, np.abs(problem.gain), minlength=len(problem.units)).max(initial=0)
    return float(2 ** math.ceil(math.log2(4 * (gains + served + abs(problem.limits.cost)) + 4)))


def _owner(problem: "Problem") -> "Ints":
    """The community of each unit: itself, or the one whose land it is."""
    own = np.arange(len(problem.units))
    return np.where(problem.lived, own, problem.home)
