"""Diving: take the packages that the prices favour one after another, until they make a plan."""

from typing import TYPE_CHECKING

import numpy as np

from .columns import Columns, Duals
from .generating import ABOVE, worth_more
from .pricing import price

if TYPE_CHECKING:
    from .master import Master, Solution
    from .problem import Flags, Ints, Problem
    from .progress import Progress

SURE = 0.85  # parts from here are taken together
HALF = 0.5001  # no two packages with a unit in common have both more than half
SHARE = 40  # of the units: so many packages less are taken in one step
SHUT = 1e13  # price of a unit that is in a package already
WHOLE = 1e-6
TRIES = 25  # packages that are barred, each where it left no way on
NODES = 3000  # of the search of each hub: new columns need not be the best
ROUNDS = 2  # of new columns after each step
MOST = 3  # columns a hub and round


def dived(problem: "Problem", master: "Master", progress: "Progress") -> Columns | None:
    """
    A plan by taking packages one after another; the master is left with the columns of the way.

    Parameters
    ----------
    problem
        What packages are and are worth.
    master
        A model at its optimum.
    progress
        The clock.

    Returns
    -------
    Columns or None
        The plan, not checked; None where the packages taken leave no way to meet a rule, or the
        time ends first.

    Notes
    -----
    Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa (2019), Primal heuristics for branch and price:
    the assets of diving methods, INFORMS Journal on Computing 31, 251-267.
    """
    none = np.empty(0, dtype=np.int64)
    taken, barred, new = none, none, none
    try:
        while progress.left() > 0 and len(barred) < TRIES:
            solution = _refined(problem, master, progress, taken)
            if solution is not None and _whole(solution.parts):
                return master.columns.chosen(np.flatnonzero(solution.parts > HALF))
            if solution is None:  # the last ones went too far: all but one are free, that is out
                master.fix(new, low=0.0)
                taken, bad, new = taken[: len(taken) - len(new)], new[:1], none
                master.fix(bad, high=0.0)
                barred = np.concatenate((barred, bad))
                if not len(bad):
                    return None
                continue
            new = _next(solution.parts, taken, len(problem.units))
            if not len(new):
                return None
            master.fix(new, low=1.0)
            taken = np.concatenate((taken, new))
    finally:
        master.fix(np.concatenate((taken, barred)))
    return None


def _refined(
    problem: "Problem", master: "Master", progress: "Progress", taken: "Ints"
) -> "Solution | None":
    """The optimum with what is taken, after some new columns for what is left."""
    solution = master.solve(seconds=progress.left())
    for _ in range(ROUNDS if len(taken) else 0):
        if solution is None or _whole(solution.parts) or progress.left() <= 0:
            break
        duals = _shut(solution.duals, _used(master.columns, taken, len(problem.units)))
        found = price(
            problem,
            duals,
            above=ABOVE,
            most=MOST,
            nodes=NODES,
            threads=progress.threads,
            deadline=progress.deadline,
        ).columns
        gains = worth_more(problem, found, duals) > ABOVE
        if not master.add(found.chosen(np.flatnonzero(gains))):
            break
        solution = master.solve(seconds=progress.left())
    return solution if progress.left() > 0 else None


def _next(parts: np.ndarray, taken: "Ints", units: int) -> "Ints":
    """The columns to take next: all that are sure, else some of the greatest."""
    free = parts > WHOLE
    free[taken] = False
    sure = np.flatnonzero(free & (parts >= SURE))
    if len(sure):
        return sure
    order = np.argsort(-np.round(np.where(free, parts, 0.0), 6), kind="stable")
    order = order[free[order]]
    some = order[: max(1, units // SHARE // 5)]
    more = some[parts[some] > HALF]
    return more if len(more) else order[:1]


def _used(columns: Columns, taken: "Ints", units: int) -> "Flags":
    used = np.zeros(units, dtype=bool)
    used[columns.chosen(taken).members] = True
    return used


def _shut(duals: Duals, used: "Flags") -> Duals:
    return Duals(
        unit=np.where(used, SHUT, duals.unit),
        money=duals.money,
        count=duals.count,
        triples=duals.triples,
        cut=duals.cut,
    )


def _whole(parts: np.ndarray) -> bool:
    return bool((np.minimum(parts, np.abs(1 - parts)) < WHOLE).all())
