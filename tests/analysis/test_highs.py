"""The door to the solver: known answers, bounds, conflicts, and every subset as an oracle."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from pianqu.analysis import highs

INF = np.inf


def model(cost, rows, low, high, *, maximise=False, whole=True, names=(), top=1.0):
    width = len(cost)
    return highs.Model(
        np.array(cost, dtype=float),
        csr_matrix(np.array(rows, dtype=float).reshape(len(low), width)),
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        np.zeros(width),
        np.full(width, top),
        np.full(width, whole),
        maximise=maximise,
        row_names=names,
    )


def test_a_continuous_model_is_proven_and_names_what_is_tight():
    asked = model(
        [3, 2],
        [[1, 1], [1, 0]],
        [-INF, -INF],
        [4, 3],
        maximise=True,
        whole=False,
        names=("both", "first"),
        top=INF,
    )
    found = highs.solve(asked, time_limit=5)

    assert (found.status, found.objective, found.bound, found.gap) == ("optimal", 11.0, 11.0, 0.0)
    assert found.values.tolist() == [3.0, 1.0]
    assert found.binding == ("both", "first")


def test_whole_numbers_leave_a_limit_loose():
    asked = model([5, 4], [[3, 3]], [-INF], [5], maximise=True, names=("room",))
    found = highs.solve(asked, time_limit=5)

    assert (found.objective, found.values.tolist(), found.binding) == (5.0, [1.0, 0.0], ())


@pytest.mark.parametrize(
    ("low", "high", "top", "status"),
    [([2], [INF], 1.0, "optimal"), ([3], [INF], 1.0, "infeasible"), ([0], [INF], INF, "unbounded")],
)
def test_every_end_has_its_name(low, high, top, status):
    asked = model([1, 1], [[1, 1]], low, high, maximise=True, whole=False, top=top)

    assert highs.solve(asked, time_limit=5).status == status


@pytest.mark.parametrize(("low", "status"), [([0], "optimal"), ([1], "infeasible")])
def test_nothing_to_decide_is_decided(low, status):
    asked = model([], np.zeros((1, 0)), low, [INF])

    assert highs.solve(asked, time_limit=5).status == status


def test_a_known_answer_stands_when_there_is_no_time():
    rng = np.random.default_rng(4)
    rows = rng.integers(1, 90, (12, 60))
    asked = model(rng.integers(1, 90, 60), rows, [-INF] * 12, rows.sum(axis=1) // 3, maximise=True)
    found = highs.solve(asked, time_limit=0.0, start=np.zeros(60))

    assert found.status in ("feasible", "no_answer")
    assert not found.bound < asked.cost.sum() / 4


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_best_of_all_choices_is_found(data):
    width = data.draw(st.integers(1, 5))
    number = st.integers(-4, 6)
    cost = data.draw(st.lists(number, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(number, min_size=width, max_size=width), max_size=3))
    high = data.draw(st.lists(st.integers(-3, 8), min_size=len(rows), max_size=len(rows)))
    asked = model(cost, rows, [-INF] * len(rows), high)
    kept = [
        np.dot(cost, choice)
        for choice in product((0, 1), repeat=width)
        if all(np.dot(row, choice) <= most for row, most in zip(rows, high, strict=True))
    ]
    found = highs.solve(asked, time_limit=5)

    assert found.status == ("optimal" if kept else "infeasible")
    assert not kept or found.objective == found.bound == min(kept)


def test_the_smallest_conflict_is_named_and_needs_every_part():
    asked = model(
        [0, 0, 0],
        [[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [-INF, 1, 1, -INF],
        [1, INF, INF, 0],
    )
    groups = {"one at most": [0], "no third": [3], "the first": [1], "the second": [2]}

    assert highs.conflict(asked, groups) == ["one at most", "the first", "the second"]
    del groups["the first"], groups["no third"]
    assert highs.conflict(asked, groups | {"the first": [1]})[-1] == "the first"


def test_a_model_with_an_answer_has_no_conflict():
    assert highs.conflict(model([1], [[1]], [0], [1]), {"loose": [0]}) == []
