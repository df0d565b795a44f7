"""A long menu of packages, shortened by prices: the same best plan as of the whole menu."""

import pytest
from bundled import best_plan, problems
from hypothesis import given, settings

from pianqu.analysis.bundling import menu, picking, shortlist


@pytest.fixture(autouse=True, scope="module")
def every_menu_is_long():
    few, shortlist.FEW = shortlist.FEW, 0
    yield
    shortlist.FEW = few


@settings(max_examples=40, deadline=None)
@given(problems(least_units=2, most_units=7))
def test_it_is_the_best_plan_and_the_next_one_of_the_whole_menu(problem):
    listed = menu.menu(problem)

    found = shortlist.best(listed, seconds=20)

    best = best_plan(problem)
    assert (found.status == "proven") == (best is not None)
    assert best is None or found.value == best == found.bound
    after = [picking.best, shortlist.best]
    first, second = (way(listed, seconds=20, without=[found.packages]) for way in after)
    assert (first.status, first.value) == (second.status, second.value)
