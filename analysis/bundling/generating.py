"""Column generation: packages are made as the prices of the master model ask for them."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .columns import Columns, Duals, joined, of, reduced
from .figures import land_alone
from .pricing import price

if TYPE_CHECKING:
    from .master import Master, Solution
    from .pricing import Priced
    from .problem import Problem
    from .progress import Progress

ABOVE = 1e-4  # thousandths of a household: a package that gains less is not worth a column
CLOSE = 0.5  # of the same: bound and model this near each other are one, worths being whole
WEIGHT = 0.4  # of the prices of the best bound so far against the newest
MOST = 4  # columns a hub and round
BRIEF = (100, 1500)  # nodes of the first searches of a hub, as long as they find enough
FEW = 0.05  # columns a unit: fewer are not enough
SHARE = 0.01  # of the gap
HAIR = 2e-5  # of the bound


@dataclass(frozen=True, eq=False)
class Stage:
    """
    Where column generation ended.

    Attributes
    ----------
    solution
        The last optimum of the master.
    duals, bound
        Prices, and the bound that they prove; never one proven by anything else.
    converged
        Whether no package gains anything any more.
    """

    solution: "Solution"
    duals: Duals
    bound: float
    converged: bool


def generated(
    problem: "Problem",
    master: "Master",
    progress: "Progress",
    *,
    nodes: int,
    centre: Duals | None = None,
    until: float = -math.inf,
    enough: float = math.inf,
) -> Stage | None:
    """
    Add packages to the master until none gains anything.

    Parameters
    ----------
    problem
        What packages are and are worth.
    master
        The model; gets the columns.
    progress
        The clock.
    nodes
        Nodes of the search of each hub at most; more only makes the bound better.
    centre
        Prices of a good bound from before; there may be cuts since.
    until
        A bound this low is enough.
    enough
        So is a model worth this much.

    Returns
    -------
    Stage or None
        None where the model has no optimum, or the time ended before the first.

    Notes
    -----
    Smoothed prices: Wentges (1997), Weighted Dantzig-Wolfe decomposition for linear mixed-integer
    programming, International Transactions in Operational Research 4, 151-162.
    """
    stage, weight, brief = None, 0.0, [*BRIEF]
    while True:
        solution = master.solve(seconds=progress.left())
        if solution is None:
            return stage
        duals = mixed(centre, solution.duals, weight)
        priced = price(
            problem,
            duals,
            above=ABOVE,
            most=MOST,
            nodes=brief[0] if brief else nodes,
            threads=progress.threads,
            deadline=progress.deadline,
        )
        bound = ceiling(problem, duals, priced)
        gains = reduced(problem, priced.columns, solution.duals) > ABOVE
        added = master.add(priced.columns.chosen(np.flatnonzero(gains)))
        if stage is None or bound < stage.bound:
            stage, centre = Stage(solution, duals, bound, converged=False), duals
        near = stage.bound - solution.worth < _near(stage, progress)
        ended = near or stage.bound <= until or solution.worth >= enough or progress.left() <= 0
        if ended or (not added and not brief and duals is solution.duals):
            return Stage(solution, stage.duals, stage.bound, converged=near or not ended)
        if brief and added < FEW * len(problem.units):
            brief.pop(0)
        weight = WEIGHT if added and not brief else 0.0


def _near(stage: Stage, progress: "Progress") -> float:
    """How near bound and model have to be: much nearer than bound and plan are."""
    gap = 0.0 if progress.value is None else stage.bound - progress.value
    return max(CLOSE, min(SHARE * gap, HAIR * abs(stage.bound)))


def mixed(centre: Duals | None, newest: Duals, weight: float) -> Duals:
    """Prices between two; cuts that the older does not know cost nothing in it."""
    if centre is None or not weight:
        return newest
    old = np.zeros(len(newest.cut))
    old[: len(centre.cut)] = centre.cut
    return Duals(
        unit=weight * centre.unit + (1 - weight) * newest.unit,
        money=weight * centre.money + (1 - weight) * newest.money,
        count=weight * centre.count + (1 - weight) * newest.count,
        triples=newest.triples,
        cut=weight * old + (1 - weight) * newest.cut,
    )


def ceiling(problem: "Problem", duals: Duals, priced: "Priced") -> float:
    """
    A bound on every plan, from any prices: a hub is the hub of one package at most.

    Land that enters a pool by itself counts as a package whose hub it is.
    """
    best = np.maximum(priced.best, 0.0)
    land = land_columns(problem)
    np.maximum.at(best, land.hub, reduced(problem, land, duals))
    return at_most(problem, duals) + float(best.sum())


def at_most(problem: "Problem", duals: Duals) -> float:
    """What no plan is worth more than, at prices at which no column gains anything."""
    limits = problem.limits
    fixed = float(duals.unit.sum()) + float(duals.cut.sum())
    if limits.mode == "pool":
        fixed += float(np.asarray(limits.money, dtype=float) @ duals.money)
    return fixed if limits.most_packages is None else fixed + limits.most_packages * duals.count


def land_columns(problem: "Problem") -> Columns:
    """Every plot and premises that may enter a pool by itself; none in the other modes."""
    if problem.limits.mode != "pool":
        return of([])
    tied = [unit for units in problem.together if len(units) > 1 for unit in units]
    free = ~problem.lived & (problem.finance > 0)
    free[np.array(tied, dtype=np.int64)] = False
    return of(land_alone(problem, int(unit)) for unit in np.flatnonzero(free))


def with_plan(problem: "Problem", plan: Columns | None) -> Columns:
    """The columns that a master begins with."""
    land = land_columns(problem)
    return land if plan is None else joined([plan, land])
