"""What plans lose against a bound, at several prices, and the best of those that lose little."""

from typing import TYPE_CHECKING

import numpy as np

from .. import highs_columns
from .columns import Duals, reduced
from .generating import at_most
from .sweeping import Losses, swept

if TYPE_CHECKING:
    from .columns import Columns
    from .generating import Stage
    from .problem import Problem
    from .progress import Progress

SLACK = 0.05  # thousandths of a household, for the arithmetic
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
WORTH = 1000.0
MANY = 20_000  # packages above which the solver does not look at its clock in time
STATES = 20_000  # of a sweep
PART, LEAST = 0.05, 0.02  # of the seconds that are left, for one set of other prices; least seconds


def gone_through(
    problem: "Problem",
    columns: "Columns",
    stage: "Stage",
    progress: "Progress",
    *,
    lost: float,
    brief: bool = False,
) -> bool:
    """
    Take the best plan that loses so little.

    Parameters
    ----------
    problem
        The problem.
    columns
        Packages, and land that enters a pool by itself.
    stage
        Prices with the bound that they prove for plans of these columns.
    progress
        Gets the plan.
    lost
        What a plan may lose against that bound.
    brief
        Whether only a whole sweep is of use.

    Returns
    -------
    bool
        Whether the sweep was whole: no other plan that loses so little is worth more.
    """
    losses = _losses(problem, columns, stage, lost, progress)
    kept = np.flatnonzero((losses.column <= losses.most).all(axis=1))
    columns = columns.chosen(kept)
    rows, whole = swept(
        problem,
        columns,
        Losses(losses.column[kept], losses.unit, losses.most),
        states=STATES,
        deadline=progress.deadline,
        brief=brief,
    )
    if rows is not None:
        progress.offer(columns.chosen(rows))
    return whole


def _losses(
    problem: "Problem", columns: "Columns", stage: "Stage", lost: float, progress: "Progress"
) -> Losses:
    """By the prices of the stage, and in a pool by others in which money is worth more or less."""
    duals, least = stage.duals, stage.bound - lost
    tables = [(-reduced(problem, columns, duals), duals.unit, lost + SLACK)]
    for factor in AROUND if duals.money.any() and len(columns) <= MANY else ():
        other = _prices(problem, columns, duals, factor, seconds=PART * progress.left())
        if other is not None:
            tables.append(
                (
                    -reduced(problem, columns, other),
                    other.unit,
                    at_most(problem, other) - least + SLACK,
                )
            )
    column, unit, room = zip(*tables, strict=True)
    return Losses(np.column_stack(column), np.column_stack(unit), np.array(room))


def _prices(
    problem: "Problem", columns: "Columns", duals: Duals, factor: float, *, seconds: float
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
