"""The summary: every figure with its basis, nothing that JSON cannot hold."""

import json

import numpy as np
import pandas as pd

from pianqu.maps.summary import summary, text


def test_every_figure_carries_its_basis(plan):
    first = summary(plan)["figures"][0]

    assert first["zh"] == "社区卫生服务站"
    assert (first["reached"], first["not_reached"], first["base"]) == (2, 1, 3)
    assert round(first["share"], 4) == 0.6667
    basis = ["minutes", "pace_m_per_min", "distance_rule", "crs", "as_of", "source", "unit"]
    assert [name for name in basis if first[name] is None] == []


def test_kinds_without_an_answer_say_why(plan):
    kinds = summary(plan)["kinds"]

    assert kinds["mapped"] == ["health_station", "pharmacy"]
    assert [row["kind"] for row in kinds["not_mapped"]] == ["nursery"]
    assert kinds["not_computed"][0]["reason"] == "全部未能接入路网"


def test_missing_is_null_and_text_is_json(plan):
    plan.tables["coverage"].loc[0, ["share", "base"]] = [np.nan, np.inf]
    plan.tables["sources"]["as_of"] = pd.Timestamp("2025-06-30")
    content = text(summary(plan))
    read = json.loads(content)

    assert "NaN" not in content
    assert (read["figures"][0]["share"], read["figures"][0]["base"]) == (None, None)
    assert read["sources"][0]["as_of"] == "2025-06-30"
    assert read["sources"][0]["sha256"] == "00ff"
    assert read["findings"] == {"note": 1, "warning": 2}


def test_only_the_seconds_differ_between_runs(plan):
    first = summary(plan)
    plan.tables["timings"]["seconds"] = 99.0
    second = summary(plan)

    assert first.pop("seconds") != second.pop("seconds")
    assert text(first) == text(second)
    assert list(first) == list(second)


def test_a_plan_without_answers_still_has_a_summary():
    from types import SimpleNamespace

    assert summary(SimpleNamespace(tables={}))["figures"] == []
