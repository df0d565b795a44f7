"""Windows of packages that are made anew: never worse, and as good as can be where all is free."""

import bundled
import numpy as np
from hypothesis import given, settings
from towns import instances

from pianqu.analysis.bundling import checking, polishing, pricing
from pianqu.analysis.bundling.progress import Progress


@settings(max_examples=60, deadline=None)
@given(bundled.problems(modes=("package", "pool"), most_units=8, musts=False))
def test_all_units_free_give_the_best_plan(problem):
    columns, progress = pricing.every(problem, most=10**5), Progress(problem, seconds=30)
    polishing.again(problem, columns, progress, np.ones(len(problem.units), dtype=bool))

    assert progress.value is None or progress.value == bundled.best_plan(problem)


def test_a_plan_is_made_better_where_it_is_poor():
    town = instances.instance(40, seed=1, mode="package")
    columns, progress = pricing.every(town, most=10**5), Progress(town, seconds=30)
    valid = np.flatnonzero(columns.value > 0)
    progress.offer(columns.chosen(valid[:1]))
    before = progress.value
    polishing.polished(town, columns, progress)
    answer = progress.answer("columns")

    assert answer.value > before
    assert [each for each in checking.check(town, answer) if "bound" not in each] == []


def test_units_that_are_taken_stay_taken():
    town = instances.instance(40, seed=1, mode="package")
    columns, progress = pricing.every(town, most=10**5), Progress(town, seconds=30)
    progress.offer(columns.chosen(np.array([int(np.argmax(columns.value))])))
    kept = progress.plan.members.tolist()
    free = np.ones(len(town.units), dtype=bool)
    free[kept] = False
    polishing.again(town, columns, progress, free)

    assert kept in [list(each.members) for each in progress.answer("columns").packages]
