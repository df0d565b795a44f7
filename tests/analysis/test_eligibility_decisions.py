"""一事一议: one rule of one community set aside, refused or put off, by whom, when and why."""

import pandas as pd
import pytest

from pianqu.analysis.eligibility import verdicts
from pianqu.analysis.eligibility.facts import Records

ESTATE = {"year_built": 2003, "building_count": 6, "structure_safe": True, "self_built_share": 0.0}
ESTATE |= {"demolition_plan": False, "renewal_state": "planned", "transfer_reform": "none"}
LATE = {
    "id": "D1",
    "community": "C1",
    "rule": "built_by",
    "decision": "allow",
    "by": "市政府专题会议",
}
LATE |= {"date": "2024-05-20", "reason": "与相邻片区一并改造"}


def judged(*rows, as_of="2024-06-30", rules="gb23", **register):
    table = pd.DataFrame([ESTATE | register], index=["C1"])
    decisions = pd.DataFrame([LATE | row for row in rows]).set_index("id")
    records = Records(decisions=decisions)
    return verdicts.tables(table, records=records, as_of=as_of, rules=rules)


def check(found, rule="built_by"):
    return found["eligibility_checks"].set_index("rule").loc[rule]


@pytest.mark.parametrize("rule", ["built_by", "gb23.built_by"])
def test_a_rule_set_aside_counts_as_met_and_says_who_when_and_why(rule):
    found = judged({"rule": rule})
    row = check(found)

    assert (row["before"], row["status"]) == ("fail", "overridden")
    assert row["decided_on"] == pd.Timestamp("2024-05-20")
    assert row[["decided", "decided_by", "decided_why"]].tolist() == [
        "D1",
        "市政府专题会议",
        "与相邻片区一并改造",
    ]
    assert found["eligibility"]["verdict_zh"].tolist() == ["符合条件（一事一议）"]
    assert "市政府专题会议 2024-05-20" in found["eligibility"]["decided_by"].iloc[0]


@pytest.mark.parametrize(("decision", "verdict"), [("refuse", "fail"), ("defer", "pending")])
def test_a_community_that_meets_every_rule_may_be_refused_or_put_off(decision, verdict):
    found = judged({"decision": decision}, year_built=1990)

    assert found["eligibility"]["verdict"].tolist() == [verdict]
    assert check(found)["before"] == "pass"


def test_a_decision_holds_from_its_day_on():
    assert check(judged({"date": "2024-06-30"}))["status"] == "overridden"


def test_the_latest_decision_holds():
    found = judged({}, {"id": "D2", "decision": "refuse", "date": "2024-06-01"})

    assert check(found)[["status", "decided"]].tolist() == ["fail", "D2"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"rule": "built-by"}, "规则不在本套资格规则中"),
        ({"rule": "look_again"}, "规则不在本套资格规则中"),
        ({"community": "C9"}, "小区不在小区图层中"),
        ({"date": None}, "没有日期"),
        ({"date": "2024-07-01"}, "尚未生效"),
        ({"by": None}, "没有写明决定单位"),
        ({"decision": "maybe"}, "决定不可识别"),
    ],
)
def test_a_decision_that_cannot_be_applied_is_told_and_changes_nothing(row, words):
    found = judged(row)

    assert check(found)["status"] == "fail"
    assert found["eligibility_findings"]["id"].tolist() == ["D1"]
    assert words in found["eligibility_findings"]["rule"].iloc[0]


def test_two_decisions_of_one_day_that_contradict_hold_nothing():
    found = judged({}, {"id": "D2", "decision": "refuse"})

    assert check(found)["status"] == "fail"
    assert pd.isna(check(found)["decided"])
    assert "D1;D2" in found["eligibility_findings"]["id"].tolist()


def test_a_decision_that_was_not_needed_is_told():
    found = judged({}, year_built=1990)

    assert check(found)["status"] == "pass"
    assert found["eligibility_findings"]["severity"].tolist() == ["info"]


def test_letting_an_estate_in_does_not_say_what_was_renovated():
    found = judged(
        {"rule": "transfer_reform"}, year_built=1990, transfer_reform="no_list", reformed_items=None
    )

    assert found["eligibility"]["verdict"].tolist() == ["partial"]
    assert set(found["eligibility_items"]["claim"]) == {"pending"}


def test_a_row_of_a_set_that_is_not_asked_is_not_matched():
    found = judged({"rule": "gb23.built_by"}, rules="xinxiang")

    assert check(found)["status"] == "fail"
