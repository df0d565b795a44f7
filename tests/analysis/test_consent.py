"""Consent: verdicts by hand, on both bases, by rounds, with what is missing and why."""

import pandas as pd
import pytest
from voted import registered, votes

from pianqu.analysis import standards
from pianqu.analysis.votes import consent
from pianqu.gis.errors import ChoiceError


def judged(*frames, **options):
    table = pd.concat(frames)
    options = {"households": registered(table)} | options
    return consent.tables(table, **options)["consents"].set_index("unit")


def some(numbers):
    return {"households": {"stairwell": pd.Series(numbers)}}


@pytest.mark.parametrize("known", [some({"U1": None}), some({"U9": 8}), {"households": None}])
def test_a_list_that_may_be_a_part_does_not_pass(known):
    row = judged(votes("U1", agree=4), **known).loc["U1"]

    assert row[["verdict", "quorum_persons", "agree_area"]].tolist() == ["undetermined"] * 3
    assert row[["eligible", "share_participating", "area_eligible"]].isna().all()
    assert row["reasons"].startswith("参与 4/未知，是否达到三分之二未定，同意 4/4")
    assert row["reasons"].endswith("登记户数未知，基数未定")
    assert judged(votes("U1", agree=4), **some({"U1": 4})).loc["U1", "verdict"] == "pass"


def test_what_fails_whatever_the_base_is_stays_failed():
    one = votes("U1", agree=11, against=1)

    assert judged(one, households=None).loc["U1", "verdict"] == "undetermined"
    row = judged(one, households=None, rules="ev.bj.consent").loc["U1"]
    assert row[["verdict", "objection", "agree_persons"]].tolist() == [
        "fail",
        "fail",
        "undetermined",
    ]


@pytest.mark.parametrize(("topic", "unit"), [("rebuild", "B1"), ("programme", "C1")])
def test_no_base_no_pass_at_any_level(topic, unit):
    table = votes("B1-U1", agree=4, topic=topic)

    assert judged(table, households=None).loc[unit, "verdict"] == "undetermined"
    assert judged(table).loc[unit, "verdict"] == "pass"


def joint(*, second):
    day = pd.Timestamp("2024-03-18")
    both = [
        votes("B1-U1", agree=20, topic="rebuild", date=day),
        votes("B2-U1", topic="rebuild", date=day, **second),
    ]
    return pd.concat(both)


@pytest.mark.parametrize("groups", [None, {"building": {"B1": "J1", "B2": "J1"}}])
def test_a_building_that_would_fail_alone_is_named(groups):
    table = joint(second={"agree": 2, "against": 2})
    found = consent.tables(table, households=registered(table), groups=groups)
    unit = "B1;B2" if groups is None else "J1"

    row = found["consents"].iloc[0]
    assert row[["unit", "verdict"]].tolist() == [unit, "pass"]
    assert row["reasons"] == "参与 24/24，同意 22/24，其中楼栋 B2 单独计票不通过"
    assert found["consent_findings"][["id", "rule"]].to_numpy().tolist() == [
        ["B2", "合并表决通过，单独计票不通过"]
    ]
    value = found["consent_findings"].loc[0, "value"]
    assert value.startswith(
        f"{unit} 合并计票通过；楼栋 B2 单独计票不通过：参与 4/4，同意 2/4，不足"
    )


def test_buildings_that_pass_alone_are_not_named():
    table = joint(second={"agree": 3, "against": 1})
    found = consent.tables(table, households=registered(table))

    assert found["consents"]["verdict"].tolist() == ["pass"]
    assert found["consent_findings"].empty


@pytest.mark.parametrize(
    ("answers", "verdict", "joining", "turning", "reasons"),
    [
        ({"agree": 6, "against": 2, "absent": 4}, "pass", 0, 0, "参与 8/12，同意 6/8"),
        (
            {"agree": 5, "against": 3, "absent": 4},
            "fail",
            4,
            1,
            "参与 8/12，同意 5/8，不足四分之三，差 1 户（1 户改为同意，或 4 户未参与者参与并同意）"
            "，同意面积 225/360 ㎡，不足四分之三，至少差 45 ㎡",
        ),
        (
            {"agree": 7, "absent": 5},
            "fail",
            1,
            None,
            "参与 7/12，不足三分之二，同意 7/7，差 1 户（1 户未参与者参与并同意）"
            "，参与面积 315/540 ㎡，不足三分之二，至少差 45 ㎡",
        ),
        (
            {"agree": 5, "against": 2, "abstain": 1, "undelivered": 4},
            "fail",
            4,
            1,
            "参与 8/12，同意 5/8，不足四分之三，差 1 户（1 户改为同意，或 4 户未参与者参与并同意）"
            "，同意面积 225/360 ㎡，不足四分之三，至少差 45 ㎡",
        ),
        (
            {"agree": 6, "against": 2, "absent": 3, "unknown": 1},
            "undetermined",
            0,
            0,
            "参与 8/12，同意 6/8，是否达到四分之三未定，1 户意见未知",
        ),
        (
            {"agree": 1, "against": 6, "absent": 5},
            "fail",
            None,
            None,
            "参与 7/12，不足三分之二，同意 1/7，不足四分之三，只增加参与或只转变意见都不够"
            "，参与面积 315/540 ㎡，不足三分之二，同意面积 45/315 ㎡，不足四分之三",
        ),
    ],
)
def test_verdicts_by_hand(answers, verdict, joining, turning, reasons):
    row = judged(votes("U1", **answers)).loc["U1"]

    assert row["verdict"] == verdict
    missing = [None if pd.isna(row[name]) else row[name] for name in consent.MISSING]
    assert missing == [joining, turning]
    assert row["reasons"] == reasons
    assert row["persons_are"] == "households"
    assert row[["rule", "certainty"]].tolist() == ["cc278.elevator", "verified"]


def test_both_bases_are_shown():
    row = judged(votes("U1", agree=33, against=1, absent=2, area=None)).loc["U1"]

    counts = row[["agree", "eligible", "participating"]].tolist()
    assert counts == [33, 36, 34]
    assert row["share_agree_of_eligible"] == pytest.approx(33 / 36)
    assert row["share_agree_of_participating"] == pytest.approx(33 / 34)
    assert row[["agree_persons", "agree_area", "verdict"]].tolist() == [
        "pass",
        "undetermined",
        "undetermined",
    ]
    assert row["area_decides"]
    assert row["unknown_areas"] == 36
    assert pd.isna(row["area_eligible"])
    assert row["reasons"].endswith("36 户面积未知，面积是否达标未定")


def test_swapping_the_base_changes_the_verdict(tmp_path):
    table = votes("U1", agree=26, against=4, absent=6)
    own = tmp_path / "mine.csv"
    own.write_text(
        standards.load("consent_rules").replace({"base": "participating"}, "all").to_csv(), "utf-8"
    )

    mine = judged(table, overrides={"consent_rules": own}).loc["U1"]
    assert judged(table).loc["U1", "verdict"] == "pass"
    assert (mine["verdict"], mine["missing_by_joining"]) == ("fail", 1)
    assert "同意 26/36，不足四分之三" in mine["reasons"]


def test_nobody_else_may_object_where_the_rule_says_so():
    found = judged(
        votes("U1", agree=8, absent=4),
        votes("U2", agree=11, against=1),
        votes("U3", agree=11, abstain=1),
        votes("U4", agree=11, unknown=1),
        rules="ev.bj.consent",
    )

    assert found["verdict"].tolist() == ["pass", "fail", "pass", "undetermined"]
    assert found["objection"].tolist() == ["pass", "fail", "pass", "undetermined"]
    assert found.loc["U2", "reasons"] == "同意 11/12，1 户不同意，规则要求其他业主无异议"
    assert pd.isna(found.loc["U2", "missing_by_joining"])
    assert found.loc["U2", "missing_by_turning"] == 1
    assert found.loc["U1", "certainty"] == "secondary"


def test_the_last_round_decides_and_the_others_stay():
    table = pd.concat(
        [
            votes("U1", agree=5, against=3, absent=2),
            votes("U1", agree=9, absent=1, round=2),
            votes("U2", agree=1, against=1),
        ]
    )
    found = consent.tables(table, households=registered(table))

    rounds, last = found["consent_rounds"], found["consents"]
    assert rounds[["unit", "round", "verdict", "last"]].to_numpy().tolist() == [
        ["U1", 1, "fail", False],
        ["U1", 2, "pass", True],
        ["U2", 1, "fail", True],
    ]
    assert last[["unit", "round"]].to_numpy().tolist() == [["U1", 2], ["U2", 1]]
    assert rounds.loc[1, ["agree_change", "participating_change"]].tolist() == [4, 1]
    assert rounds.loc[[0, 2], "agree_change"].isna().all()


def test_objections_by_reason():
    table = votes("U1", agree=1, against=4, storey=[1, 1, 2, 2, 3])
    reasons = ["担心遮光", "担心遮光", None, "噪声"]
    table.loc[table["vote"] == "against", "reason"] = reasons
    table.loc["U1-103-R1", "area"] = None
    found = consent.tables(table)["objections"]

    columns = ["reason", "households", "against", "storeys"]
    said = found[columns].astype(object).where(found[columns].notna(), None)
    assert said.to_numpy().tolist() == [
        ["噪声", 1, 4, "3"],
        ["担心遮光", 2, 4, "1;2"],
        [None, 1, 4, "2"],
    ]
    assert found["share"].tolist() == [0.25, 0.5, 0.25]
    assert found["area_m2"].isna().tolist() == [False, True, False]


def test_members_of_whom_nothing_is_known_leave_it_open():
    groups = {"building": {"B1": "J1", "B2": "J1"}}
    table = votes("B1-U1", agree=9, topic="rebuild")
    known = {"building": pd.Series({"B1": 9, "B2": 3})}

    assert judged(table, groups=groups, households=known).loc["J1", "verdict"] == "undetermined"
    row = judged(table, groups=groups, households=None).loc["J1"]
    assert row[["verdict", "quorum_persons"]].tolist() == ["undetermined", "undetermined"]
    assert row[["eligible", "missing_by_joining", "area_decides"]].isna().all()
    assert row["reasons"].endswith("登记户数未知，基数未定")


def test_a_topic_without_a_rule_is_not_judged():
    row = judged(votes("B1-U1", agree=3, topic="parking")).loc["B1"]

    assert row[["verdict", "reasons"]].tolist() == [
        "undetermined",
        "规则表没有该事项的规则，不作判定",
    ]
    assert row["agree"] == 3
    assert pd.isna(row["rule"])


def test_areas_decide_to_the_last_decimal():
    found = judged(
        votes("U1", agree=3, against=1, area=60.0),
        votes("U2", agree=3, against=1, area=[59.9999, 60.0, 60.0, 60.0]),
        votes("U3", agree=5, against=3, topic="fund", area=[1.0] * 3 + [6.0, 6.0] + [5.0] * 3),
    )

    assert found["verdict"].to_dict() == {"U1": "pass", "U2": "fail", "U3": "fail"}
    assert found["agree_persons"].tolist() == ["pass"] * 3
    assert found["missing_area_by_turning"].tolist() == [0, 0.0001, 0.0001]
    assert (
        found.loc["U3", "reasons"]
        == "参与 8/8，同意 5/8，同意面积 15/30 ㎡，未过半数，须超过 15 ㎡"
    )


def test_the_verdict_of_each_place():
    both = pd.concat([votes("B1-U1", agree=3), votes("B1-U2", agree=1, against=2)])
    table = consent.tables(both, households=registered(both))["consents"]
    places = pd.Index(["B1-U2", "B1-U9", "B1-U1"])

    assert consent.of(table, among=places).to_dict() == {
        "B1-U2": "fail",
        "B1-U9": "no_votes",
        "B1-U1": "pass",
    }
    assert consent.of(table, level="building").to_dict() == {"B1": "fail"}
    assert consent.of(table, topic="fund").empty


def test_no_votes_make_empty_tables():
    found = consent.tables(votes("U1"))

    assert [len(table) for table in found.values()] == [0, 0, 0, 0]
    assert list(found["consents"]) == consent.COLUMNS
    assert consent.of(found["consents"], among=pd.Index(["U1"])).tolist() == ["no_votes"]


def test_there_are_no_such_rules():
    with pytest.raises(ChoiceError, match="cc279"):
        consent.tables(votes("U1", agree=1), rules="cc279")
