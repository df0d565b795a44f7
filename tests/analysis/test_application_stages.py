"""Five stages from the residents' application to the city: where each is, and what is still asked."""

import pandas as pd
import pytest

from pianqu.analysis.eligibility import stages, verdicts
from pianqu.analysis.eligibility.criteria import FAIL, OVERRIDDEN, PASS, PENDING, Found
from pianqu.analysis.eligibility.facts import Records
from pianqu.layers.kinds import vocabulary

TABLE = stages.rows()
FIVE = ["居民申请", "社区推荐", "街道审核", "县级评定", "市级会审"]


def ahead(stage, **checks):
    at = pd.Series({"C1": stage}, dtype="string")
    return stages.ahead(at, {"C1": checks}, TABLE).loc["C1"]


def test_the_five_stages_are_those_of_the_reply_in_their_order():
    # "居民申请、社区推荐、街道办事处审核、县（市、区）政府综合评定、市相关部门会审"
    assert TABLE["zh"].head(5).tolist() == FIVE
    assert list(TABLE.index) == [choice.code for choice in vocabulary("project_stage")]


@pytest.mark.parametrize(
    ("stage", "coming"),
    [(None, "applied"), *zip(TABLE.index[:-1], TABLE.index[1:], strict=True)],
)
def test_one_stage_comes_after_another(stage, coming):
    found = ahead(stage)

    assert found["next_stage"] == coming
    assert found["next_by"] == TABLE.loc[coming, "by"]


def test_nothing_comes_after_the_end():
    assert ahead("finished")["next_stage":].isna().all()


@pytest.mark.parametrize(
    ("status", "asks"),
    [
        (PENDING, "待补证据：没有清单"),
        (FAIL, "不符合：没有清单"),
        (PASS, None),
        (OVERRIDDEN, None),
    ],
)
def test_what_is_failed_or_missing_is_asked_before_the_next(status, asks):
    found = ahead("recommended", transfer_reform=Found(status, "没有清单"))

    assert (found["next_asks"] if asks else found["next_asks"] is pd.NA) == (asks or True)


def test_a_condition_is_asked_from_its_stage_on():
    vote = Found(PENDING, "没有表决")
    asked = {stage: pd.notna(ahead(stage, consent=vote)["next_asks"]) for stage in TABLE.index[:-1]}

    assert [stage for stage, is_so in asked.items() if is_so] == [
        "assessed",
        "approved",
        "building",
    ]


def test_a_community_is_where_its_farthest_project_is():
    projects = pd.DataFrame(
        {
            "communities": ["C1;C2", "C1", None],
            "stage": ["applied", "assessed", "finished"],
            "mode": ["retrofit", "danger_relief", "retrofit"],
        },
        index=["J1", "J2", "J3"],
    )
    found = stages.stages(projects, TABLE, ids=pd.Index(["C1", "C2", "C3"]))

    assert found["stage"].tolist() == ["assessed", "applied", pd.NA]
    assert found["projects"].tolist() == ["J1;J2", "J1", pd.NA]
    assert found["stages"].tolist() == [2, 1, 0]


def test_stages_passed_without_evidence_and_modes_without_grounds_are_told():
    estate = pd.DataFrame({"structure_safe": [True], "demolition_plan": [True]}, index=["C1"])
    projects = pd.DataFrame({"communities": ["C1"], "stage": "reviewed", "mode": "rebuild"}, ["J1"])
    found = verdicts.tables(estate, records=Records(projects=projects))["eligibility_findings"]

    assert found.loc[found["layer"] == "projects", "id"].tolist() == ["J1"]
    told = "".join(found.loc[found["layer"] == "communities", "rule"])
    assert [word in told for word in ("列入征收", "自建房", "三供一业", "同意")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ([1, 2, 2, 4, 5, 6, 7], ["order 同为 2", "缺少 3"]),
        ([1, 2, 3, 4, 5, 6, 8], ["应为 1 至 7 的整数", "缺少 7"]),
        ([1, 2, 3, 4, 5, 6, None], ["order 空白", "缺少 7"]),
        ([1, 2, 3, 4, 5, 7, 6], ["竣工应在施工之后"]),
        ([2, 1, 3, 4, 5, 6, 7], []),
    ],
)
def test_an_order_that_cannot_be_meant_is_a_fault(order, said):
    found = list(stages.faults(TABLE.reset_index().assign(order=order), "表.csv"))

    assert len(found) == len(said)
    assert all(words in fault for words, fault in zip(said, found, strict=True))
