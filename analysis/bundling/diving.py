"""Diving: take the packages that the prices favour one after another, until they make a plan."""

from typing import TYPE_CHECKING

import numpy as np

from .columns import Columns, Duals, reduced
from .generating import ABOVE
from .pricing import price
from .set_packing import packed

if TYPE_CHECKING:
    from .master import Master, Solution
    from .problem import Flags, Ints, Problem
    from .progress import Progress

SURE = 0.97  # parts from here are taken together
STRONG = 8  # packages that are each taken on trial, the best of which is kept
SHUT = 1e13  # price of a unit that is in a package already
WHOLE = 1e-6
LAST = 14  # packages that are taken back for the end of the way
SEARCH = 100  # nodes of the solver for it
TRIES = 2  # packages that are barred, each where it left no way on
NODES = 200  # of the search of each hub: new columns need not be the best
ROUNDS = 2  # of new columns after each step
MOST = 3  # columns a hub and round


def dived(problem: "Problem", master: "Master", progress: "Progress") -> None:
    """
    Look for a plan by taking packages one after another; the master is left with the columns of the way.

    Parameters
    ----------
    problem
        What packages are and are worth.
    master
        A model at its optimum.
    progress
        The clock; gets the plans met on the way.

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
            if solution is None:  # the last ones went too far: all but one are free, that is out
                master.fix(new, low=0.0)
                taken, bad, new = taken[: len(taken) - len(new)], new[:1], none
                master.fix(bad, high=0.0)
                barred = np.concatenate((barred, bad))
                if not len(bad):
                    return
                continue
            progress.offer(master.columns.chosen(np.flatnonzero(solution.parts > 1 - WHOLE)))
            new = _next(master, progress, solution, taken)
            if not len(new):
                return
            master.fix(new, low=1.0)
            taken = np.concatenate((taken, new))
    finally:
        master.fix(np.concatenate((taken, barred)))
        _mended(problem, master, progress, taken[: max(0, len(taken) - LAST)])


def _mended(problem: "Problem", master: "Master", progress: "Progress", taken: "Ints") -> None:
    """The best end of the way by the solver: all but the last packages stay."""
    if progress.left() <= 0:
        return
    columns = master.columns
    used = _used(columns, taken, len(problem.units))
    free = np.bincount(columns.row, used[columns.members], minlength=len(columns)) == 0
    free[taken] = True
    choice = columns.chosen(np.flatnonzero(free))
    found = packed(problem, choice, seconds=progress.left(), nodes=SEARCH)
    progress.offer(choice.chosen(found.rows))


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
        gains = reduced(problem, found, duals) > ABOVE
        if not master.add(found.chosen(np.flatnonzero(gains))):
            break
        solution = master.solve(seconds=progress.left())
    return solution if progress.left() > 0 else None


def _next(master: "Master", progress: "Progress", solution: "Solution", taken: "Ints") -> "Ints":
    """The columns to take next: those that are sure, else the one that costs the model least."""
    parts, free = solution.parts, solution.parts > WHOLE
    free[taken] = False
    if not (free & (parts < 1 - WHOLE)).any():
        return taken[:0]
    sure = np.flatnonzero(free & (parts >= SURE))
    if len(sure):
        return sure
    order = np.argsort(-np.round(np.where(free, parts, 0.0), 6), kind="stable")
    some = order[: min(STRONG, int(free.sum()))]
    worth = []
    for column in some:
        master.fix(column[None], low=1.0)
        trial = master.solve(seconds=progress.left())
        worth.append(-np.inf if trial is None else round(trial.worth, 1))
        master.fix(column[None])
    return some[[int(np.argmax(worth))]]


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
