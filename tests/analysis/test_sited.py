"""The answer of a siting model: gap, status and what stands where there is none."""

import math

import pandas as pd
import pytest

from pianqu.analysis.siting import sited

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("objective", "bound", "gap", "status"),
    [
        (100.0, 100.0, 0.0, "proven"),
        (100.0, 100.00001, 1e-7, "proven"),
        (100.0, 90.0, 0.1, "gap"),
        (0.0, 0.0, 0.0, "proven"),
        (0.0, 3.0, INF, "gap"),
        (5.0, INF, INF, "gap"),
    ],
)
def test_gap_and_status_go_together(objective, bound, gap, status):
    assert sited.relative_gap(objective, bound) == pytest.approx(gap)
    assert sited.status_of(sited.relative_gap(objective, bound)) == status


def test_without_an_objective_there_is_no_gap():
    assert math.isnan(sited.relative_gap(NAN, 3.0))
    assert sited.status_of(NAN) == "no_answer"


@pytest.mark.parametrize(("conflict", "status"), [(("甲与乙。",), "infeasible"), ((), "no_answer")])
def test_no_answer_says_which(conflict, status):
    covered = pd.Series([True, False], index=["a", "b"])
    found = sited.unanswered("m", covered=covered, uncoverable=covered.index[1:], conflict=conflict)

    assert (found.status, found.chosen, found.conflict) == (status, (), conflict)
    assert math.isnan(found.objective)
    assert math.isnan(found.checked)
