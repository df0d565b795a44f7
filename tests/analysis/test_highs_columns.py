"""Growing models: each optimum against the same model built at once, and prices by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from pianqu.analysis import highs, highs_columns

INF = np.inf


def block(columns, *, low=0.0, high=INF, cost=0.0):
    """Lines of one dense table, one a row of it."""
    table = np.array(columns, dtype=float)
    line, at = np.nonzero(table)
    none = np.zeros(len(table))
    return highs_columns.Block(
        starts=np.concatenate(([0], np.cumsum(np.bincount(line, minlength=len(table))))),
        index=at,
        value=table[line, at],
        low=none + low,
        high=none + high,
        cost=none + cost,
    )


def test_a_model_without_columns_is_what_its_rows_allow():
    assert (
        highs_columns.Growing(np.array([-INF]), np.array([1.0])).optimum(time_limit=5).objective
        == 0
    )
    short = highs_columns.Growing(np.array([1.0]), np.array([2.0])).optimum(time_limit=5)
    assert short.status == "infeasible"


def test_prices_say_what_one_more_of_a_limit_is_worth():
    model = highs_columns.Growing(np.array([-INF, -INF]), np.array([4.0, 3.0]))
    model.add(block([[1, 1], [1, 0]], cost=[3.0, 2.0]))
    point = model.optimum(time_limit=5)

    assert point.objective == 11.0
    assert point.values.tolist() == [3.0, 1.0]
    assert point.duals.tolist() == [2.0, 1.0]


def test_rows_columns_and_limits_come_and_go():
    model = highs_columns.Growing(np.array([-INF]), np.array([4.0]))
    model.add(block([[1], [2]], cost=[1.0, 5.0]))
    assert model.optimum(time_limit=5).objective == 10.0
    model.extend(block([[0, 1]], low=-INF, high=1.0))
    assert model.optimum(time_limit=5).objective == 7.0
    model.limit(np.array([0]), np.array([0.0]), np.array([1.0]))
    assert model.optimum(time_limit=5).objective == 6.0
    model.drop(np.array([0]))
    assert model.optimum(time_limit=5).values.tolist() == [1.0]
    model.drop_rows(np.array([1]))
    assert model.optimum(time_limit=5).values.tolist() == [2.0]


@given(st.integers(0, 10**6))
def test_a_model_that_grew_has_the_optimum_of_the_whole(seed):
    drawn = np.random.default_rng(seed)
    rows, columns = drawn.integers(1, 5), drawn.integers(1, 9)
    table = drawn.integers(0, 4, (columns, rows))
    cost, room = drawn.integers(-2, 9, columns), drawn.integers(0, 20, rows)
    model = highs_columns.Growing(np.full(rows, -INF), room.astype(float))
    for one in range(columns):
        model.add(block(table[one : one + 1], high=3.0, cost=float(cost[one])))
        point = model.optimum(time_limit=5)
    whole = linprog(-cost, A_ub=table.T, b_ub=room, bounds=(0, 3))

    assert point.objective == pytest.approx(-whole.fun)
    assert point.duals.min() >= -1e-9


def test_a_search_ends_at_its_nodes_with_a_bound():
    drawn = np.random.default_rng(3)
    weights = drawn.integers(20, 99, (2, 40)).astype(float)
    none = np.zeros(40)
    model = highs.Model(
        weights[0],
        csr_matrix(weights[1:]),
        np.array([-INF]),
        np.array([weights[1].sum() / 3]),
        none,
        none + 1,
        none == 0,
        maximise=True,
    )
    brief = highs_columns.search(model, time_limit=20, nodes=0)
    whole = highs_columns.search(model, time_limit=20)

    assert whole.status == "optimal"
    assert brief.bound >= whole.objective
    assert highs_columns.search(model, time_limit=20, nodes=0, start=whole.values).objective == (
        whole.objective
    )
