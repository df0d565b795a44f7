"""Closing the gap: every package that a better plan could hold, and the best plan of those."""

from typing import TYPE_CHECKING

import numpy as np

from .. import highs_columns
from .columns import Columns, Duals, joined
from .generating import land_columns, worth_more
from .pricing import every
from .set_packing import packed
from .sweeping import Losses, swept

if TYPE_CHECKING:
    from .generating import Stage
    from .problem import Problem
    from .progress import Progress

SLACK = 0.05  # thousandths of a household, for the arithmetic
SHARES = (1 / 256, 1 / 64, 1 / 16, 1 / 4, 1 / 2, 1.0)  # of the gap, one after another
AROUND = (
    0.9,
    0.97,
    0.99,
    0.995,
    0.998,
    1.002,
    1.005,
    1.01,
    1.03,
    1.1,
)  # of the price of money: other bounds on the same plans
WIDE = 0.02  # of the bound: the gap where there is no plan yet
WORTH = 1000.0
MANY = 20_000  # packages above which the solver does not look at its clock in time
PART, LEAST = 0.05, 0.02  # of the seconds that are left, for one set of other prices; least seconds


def closed(
    problem: "Problem", stage: "Stage", progress: "Progress", *, most: int, states: int
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
    states
        Of the sweep at most.

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
        if not _gone_through(problem, stage, progress, gap * share, (most, states)):
            return False
        if progress.proven:
            return True
    return progress.proven


def written_out(problem: "Problem", progress: "Progress", *, most: int) -> bool:
    """The best plan of all packages, where they are few; False leaves all as it was."""
    columns = every(problem, most=most, deadline=progress.deadline)
    if columns is None:
        return False
    found = packed(problem, columns, seconds=progress.left())
    if found.status == "infeasible":
        progress.infeasible = progress.value is None
    elif found.status != "no_answer":
        progress.offer(columns.chosen(found.rows))
    if progress.value is not None:
        progress.lower(max(found.bound, float(progress.value)))
    return True


def _gone_through(
    problem: "Problem",
    stage: "Stage",
    progress: "Progress",
    lost: float,
    limits: tuple[int, int],
) -> bool:
    """Whether all plans that lose so little are known; the best of them is taken."""
    most, states = limits
    columns = every(
        problem,
        most=most,
        duals=stage.duals,
        above=-lost - SLACK,
        deadline=progress.deadline,
    )
    if columns is None:
        return False
    whole = _swept(problem, columns, stage, progress, (lost, states))
    if whole:
        bound = stage.bound - lost
        progress.lower(bound if progress.value is None else max(bound, float(progress.value)))
    return whole


def _swept(
    problem: "Problem",
    columns: Columns,
    stage: "Stage",
    progress: "Progress",
    limits: tuple[float, int],
) -> bool:
    """Take the best plan that loses so little; whether the sweep was whole."""
    lost, states = limits
    columns = joined([columns.chosen(np.flatnonzero(~columns.alone)), land_columns(problem)])
    losses = _losses(problem, columns, stage, lost, progress)
    kept = np.flatnonzero((losses.column <= losses.most).all(axis=1))
    columns = columns.chosen(kept)
    rows, whole = swept(
        problem,
        columns,
        Losses(losses.column[kept], losses.unit, losses.most),
        states=states,
        deadline=progress.deadline,
    )
    if rows is not None:
        progress.offer(columns.chosen(rows))
    return whole


def _losses(
    problem: "Problem", columns: Columns, stage: "Stage", lost: float, progress: "Progress"
) -> Losses:
    """By the prices of the stage, and in a pool by others in which money is worth more or less."""
    duals, least = stage.duals, stage.bound - lost
    tables = [(-worth_more(problem, columns, duals), duals.unit, lost + SLACK)]
    for factor in AROUND if duals.money.any() and len(columns) <= MANY else ():
        other = _prices(problem, columns, duals, factor, seconds=PART * progress.left())
        if other is not None:
            tables.append(
                (
                    -worth_more(problem, columns, other),
                    other.unit,
                    _all(problem, other) - least + SLACK,
                )
            )
    column, unit, room = zip(*tables, strict=True)
    return Losses(np.column_stack(column), np.column_stack(unit), np.array(room))


def _all(problem: "Problem", duals: Duals) -> float:
    """The bound of prices at which no column gains anything."""
    count = problem.limits.most_packages
    money = float(np.asarray(problem.limits.money, dtype=float) @ duals.money)
    return float(duals.unit.sum()) + money + (0.0 if count is None else count * duals.count)


def _prices(
    problem: "Problem", columns: Columns, duals: Duals, factor: float, *, seconds: float
) -> Duals | None:
    """The best prices of units where those of money and of packages are given; None in no time."""
    if seconds < LEAST:
        return None
    n, m = len(problem.units), len(columns)
    money = factor * duals.money
    model = highs_columns.Growing(np.where(problem.must, 1.0, -np.inf), np.ones(n))
    none = np.zeros(m)
    earned = columns.value + money[problem.pool[columns.hub]] * columns.money
    model.add(
        highs_columns.Block(
            starts=columns.starts,
            index=columns.members,
            value=np.ones(len(columns.members)),
            low=none,
            high=none + np.inf,
            cost=(earned - np.where(columns.alone, 0.0, duals.count)) / WORTH,
        )
    )
    point = model.optimum(time_limit=seconds)
    if point.status != "optimal":
        return None
    unit = point.duals * WORTH
    unit = np.where(problem.must, unit, np.maximum(unit, 0.0))
    return Duals(unit, money, duals.count, np.empty((0, 3), dtype=np.int64), np.empty(0))
