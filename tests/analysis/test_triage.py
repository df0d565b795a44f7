"""Triage of small and unmanaged yards, each way of managing with its reason."""

import pandas as pd
import pytest

from pianqu.analysis.management import triage
from pianqu.analysis.management.management_rules import faults, rules
from pianqu.analysis.standards import load

RULES = rules()


def judged(households, management, *, committee=None, layer="communities"):
    row = {
        "of_layer": layer,
        "households": households,
        "management": management,
        "owners_committee": committee,
    }
    return triage.triage(pd.DataFrame([row], ["Y"]), rules=RULES).loc["Y"]


@pytest.mark.parametrize(
    ("households", "management", "committee", "expected"),
    [
        (299, "none", False, "secured"),
        (300, "none", False, "market"),
        (80, "market", None, "market"),
        (80, "self", False, "self"),
        (80, "none", True, "self"),
        (80, "secured", False, "secured"),
        (80, None, False, None),
        (None, "none", True, None),
    ],
)
def test_every_yard_is_for_the_market_the_owners_or_a_package(
    households, management, committee, expected
):
    found = judged(households, management, committee=committee)

    assert (found["triage"] if expected else pd.isna(found["triage"])) == (expected or True)
    assert found["reason"]


def test_a_building_by_itself_says_that_nobody_is_in_charge():
    assert "无主管" in judged(36, "none", layer="buildings")["reason"]


def test_yards_are_small_or_unmanaged_communities_and_homes_outside_of_any():
    places = pd.DataFrame(
        {
            "households": [300, 299, 300, None, 300],
            "management": ["self", "self", "none", "market", None],
        },
        index=["C1", "C2", "C3", "C4", "C5"],
    )
    homes = pd.DataFrame(
        {"use": ["residential", "public", "residential", None], "households": 12},
        index=["B1", "B2", "B3", "B4"],
    )
    of = pd.Series([None, None, "C1", None], homes.index)

    found = triage.yards(places, homes, community=of, rules=RULES)

    assert found.index.tolist() == ["B1", "B4", "C2", "C3", "C4", "C5"]
    assert found["of_layer"].tolist() == ["buildings"] * 2 + ["communities"] * 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({1000: 0}, "应大于 0（米）"),
        ({200: 1.5}, "应为不小于 0 的整数（户）"),
        ({3000: 100}, "不应多于"),
    ],
)
def test_faults_of_a_table_are_said(change, said):
    table = load("management_rules").reset_index()
    assert any(said in each for each in faults(table.replace({"value": change}), "表.csv"))
    missing = list(faults(table[table["key"] != "reach"], "表.csv"))
    assert missing == [
        "规则表文件 表.csv 缺少 reach 行；请从 pianqu tables management_rules --csv 抄入。"
    ]
