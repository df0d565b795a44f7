"""The verdict on a community: from what its rules say, in words with their clauses."""

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis.eligibility import verdicts
from pianqu.analysis.eligibility.facts import Records
from pianqu.analysis.votes import consent

ESTATE = {"year_built": 1990, "building_count": 6, "structure_safe": True, "self_built_share": 0.0}
ESTATE |= {"demolition_plan": False, "renewal_state": "planned", "transfer_reform": "none"}


def votes(agree, against, *, absent=0, community="C1"):
    said = ["agree"] * agree + ["against"] * against + ["absent"] * absent
    homes = [str(at) for at in range(len(said))]
    table = pd.DataFrame({"household": homes, "vote": said}).assign(community=community)
    table = table.assign(topic="programme", round=1, area=60.0)
    return consent.tables(table, households={"community": pd.Series({community: len(said)})})


def judged(*, records=None, as_of="2024-06-30", rules="gb23", **register):
    table = pd.DataFrame([ESTATE | register], index=["C1"])
    return verdicts.tables(table, records=records, as_of=as_of, rules=rules)


def whole(**asked):
    return judged(**asked)["eligibility"].iloc[0]


@pytest.mark.parametrize(
    ("agree", "against", "absent", "verdict", "entry"),
    [(48, 5, 7, "pass", "pass"), (28, 4, 4, "fail", "fail"), (33, 1, 2, "pass", "pass")],
)
def test_four_fifths_of_all_households_agree(agree, against, absent, verdict, entry):
    cast = votes(agree, against, absent=absent)["consents"]
    row = whole(records=Records(consents=cast))

    assert (row["verdict"], row["entry"]) == (verdict, entry)


def test_a_missing_vote_leaves_the_entry_open_and_not_the_verdict():
    row = whole()

    assert (row["verdict"], row["entry"]) == ("pass", "pending")
    assert row["entry_zh"] == "纳入计划待补证据"
    assert row["missing"] == "纳入改造计划的表决"


def test_a_failure_outweighs_what_is_missing():
    row = whole(demolition_plan=True, year_built=None)

    assert (row["verdict"], row["entry"]) == ("fail", "fail")
    assert pd.isna(row["look_again"])
    assert row["reasons"].startswith("已列入征收拆迁计划，不宜改造（国办发〔2020〕23号 二）")


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2024-06-30", "2024-12-30"), ("2024-08-31", "2025-02-28"), (None, "NaT")],
)
def test_missing_evidence_has_a_day_to_look_again(as_of, day):
    assert str(whole(as_of=as_of)["look_again"])[:10] == day


def test_a_vote_judged_differently_elsewhere_is_told():
    cast = votes(30, 6)["consents"].assign(verdict="fail")
    found = judged(records=Records(consents=cast))["eligibility_findings"]

    assert found["rule"].tolist() == ["表决规则与资格规则对同一次表决结论不同"]


def test_a_register_without_any_field_is_all_pending():
    found = verdicts.tables(pd.DataFrame(index=pd.Index(["C1", "C2"], name="id")))
    statuses = found["eligibility_checks"].groupby("rule")["status"].first()

    assert found["eligibility"]["verdict"].tolist() == ["pending", "pending"]
    assert found["eligibility"]["mode"].isna().all()
    assert set(statuses.drop("tiny_yard")) == {"pending"}


def test_no_community_is_no_row_in_the_same_columns():
    empty = verdicts.tables(pd.DataFrame(index=pd.Index([], dtype="string")))
    full = judged()

    assert {name: list(table.columns) for name, table in empty.items()} == {
        name: list(table.columns) for name, table in full.items()
    }
    assert [len(table) for table in empty.values()] == [0] * 5


def test_the_order_of_the_input_is_that_of_the_answer_and_changes_nothing_else():
    ids = [f"C{at}" for at in range(6)]
    table = pd.DataFrame([ESTATE | {"year_built": 1998 + at} for at in range(6)], index=ids)
    shuffled = table.loc[np.random.default_rng(1).permutation(ids)]
    one, two = (verdicts.tables(each)["eligibility"] for each in (table, shuffled))

    assert two["community"].tolist() == list(shuffled.index)
    pd.testing.assert_frame_equal(one, two.set_index("community").loc[ids].reset_index())


def test_nothing_given_is_changed():
    table = pd.DataFrame([ESTATE], index=["C1"])
    kept = table.copy(deep=True)
    verdicts.tables(table, rules="gb23.2005", task_households=100)

    pd.testing.assert_frame_equal(table, kept)


def test_a_set_with_a_relaxed_year_asks_for_the_task_of_the_year():
    table = pd.DataFrame([ESTATE | {"year_built": 2004, "households": 150}], index=["C1"])
    said = [
        verdicts.tables(table, rules="gb23.2005", task_households=task)["eligibility"]["verdict"][0]
        for task in (None, 1000, 999)
    ]

    assert said == ["pending", "pass", "fail"]
