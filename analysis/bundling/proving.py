"""Closing the gap: every package that a better plan could hold, and the best plan of those."""

from typing import TYPE_CHECKING

import numpy as np

from .branching import branched
from .columns import joined
from .generating import land_columns
from .losing import SLACK, gone_through
from .pricing import every
from .set_packing import packed

if TYPE_CHECKING:
    from .generating import Stage
    from .problem import Problem
    from .progress import Progress

SHARES = (1 / 256, 1 / 64, 1 / 16, 1 / 4, 1 / 2, 1.0)  # of the gap, one after another
WIDE = 0.02  # of the bound: the gap where there is no plan yet


def closed(
    problem: "Problem", stage: "Stage", progress: "Progress", *, most: int, nodes: float
) -> bool:
    """
    Find the best plan among those near the bound, from near to far, until none can be better.

    Parameters
    ----------
    problem
        The problem.
    stage
        Prices with the bound that they themselves prove: a bound that was lowered by anything
        else must not stand in its place.
    progress
        Gets plans, and the bound.
    most
        Packages to write out at most.
    nodes
        Where a sweep does not end: nodes of the search by branches, at most; 0 for none.

    Returns
    -------
    bool
        Whether the whole gap was gone through: the best plan is then proven.

    Notes
    -----
    A plan worth at least `bound` - `lost` has no package that loses more than `lost` at these
    prices: Baldacci, Christofides and Mingozzi (2008), An exact algorithm for the vehicle routing
    problem based on the set partitioning formulation with additional cuts, Mathematical
    Programming 115, 351-385.
    """
    for share in SHARES:
        gap = WIDE * abs(stage.bound) if progress.value is None else stage.bound - progress.value
        if stage.bound - gap * share > progress.bound:
            continue  # there is no plan so near this bound
        if not _gone_through(problem, stage, progress, gap * share, (most, nodes)):
            return False
        if progress.proven:
            return True
    return progress.proven


def written_out(
    problem: "Problem", progress: "Progress", *, most: int, nodes: int | None = None
) -> bool:
    """The best plan of all packages; False where they are too many, or the solver's nodes end."""
    columns = every(problem, most=most, deadline=progress.deadline)
    if columns is None:
        return False
    found = packed(problem, columns, seconds=progress.left(), nodes=nodes)
    if found.status == "infeasible":
        progress.infeasible = progress.value is None
        return progress.done
    if found.status != "no_answer":
        progress.offer(columns.chosen(found.rows))
    if progress.value is not None:
        progress.lower(max(found.bound, float(progress.value)))
    return progress.done


def _gone_through(
    problem: "Problem",
    stage: "Stage",
    progress: "Progress",
    lost: float,
    limits: tuple[int, float],
) -> bool:
    """Whether all plans that lose so little are known; the best of them is taken."""
    most, nodes = limits
    found = every(
        problem,
        most=most,
        duals=stage.duals,
        above=-lost - SLACK,
        deadline=progress.deadline,
    )
    if found is None:
        return False
    columns = joined([found.chosen(np.flatnonzero(~found.alone)), land_columns(problem)])
    whole = gone_through(problem, columns, stage, progress, lost=lost)
    if not whole and nodes:
        return branched(problem, columns, stage, progress, lost=lost, nodes=nodes)
    if whole:
        bound = stage.bound - lost
        progress.lower(bound if progress.value is None else max(bound, float(progress.value)))
    return whole
