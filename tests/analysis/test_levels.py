"""Levels at which communities balance: what no search has settled is unknown, not none."""

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from in_line import row_of

from pianqu.analysis.bundling import levels
from pianqu.analysis.bundling.figures import package
from pianqu.analysis.bundling.problem import Answer, Limits

MODES = ("self", "package", "pool")
PROBLEM = row_of([5, -9, -3], [100, 40, 70], lived=[1, 1, 1])
PROBLEMS = {mode: replace(PROBLEM, limits=Limits(mode)) for mode in MODES}
OWN = Answer("proven", (package(PROBLEM, np.array([0]), hub=0),), 100_000, 1e5, 0.0, "alone")
LATE = Answer("no_answer", (), 0, math.inf, math.nan, "columns")
NONE = Answer("infeasible", (), 0, -math.inf, math.nan, "columns")


def table(last: Answer):
    units = gpd.GeoDataFrame(
        {
            "name": list("abc"),
            "of_layer": "communities",
            "households": [100, 40, 70],
            "money_least": 1.0,
            "money_most": 1.0,
            "verdict": "pass",
            "left": [None, None, "户数未知"],
        },
        geometry=shapely.points([[0, 0], [1, 0], [2, 0]]),
        index=PROBLEM.units,
    )
    answers = {"self": OWN, "package": OWN, "pool": last}
    return levels.levels(answers, PROBLEMS, units).set_index("community")


@pytest.mark.parametrize(("last", "level"), [(LATE, "unknown"), (NONE, "none"), (OWN, "none")])
def test_what_a_search_left_open_is_unknown(last, level):
    found = table(last)

    assert found["level"].tolist() == ["self", level, "out"]
    assert found["pool_packed"].isna().tolist() == [last is not OWN] * 2 + [True]
    assert found["self_packed"].iloc[:2].tolist() == [True, False]


def test_a_mode_without_a_plan_has_no_figures():
    found = levels.modes({"self": OWN, "pool": LATE}, PROBLEMS).set_index("mode")

    figures = ["worth", "packages", "communities", "households", "share", "balance"]
    assert found.loc["pool", figures].isna().all()
    assert found.loc["pool", "households_all"] == 210
    assert found.loc["self", ["worth", "communities", "share"]].tolist() == [100.0, 1, 100 / 210]
