"""Rules of a vote: the bundled rows say what the clauses say, and a user's own are checked."""

import pytest
from voted import registered, votes

from pianqu.analysis import standards
from pianqu.analysis.votes import consent, consent_rules
from pianqu.analysis.votes.majorities import Majority
from pianqu.gis.errors import ChoiceError


def own(tmp_path, old, new):
    text = standards.load("consent_rules").to_csv()
    assert old in text
    file = tmp_path / "mine.csv"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return {"consent_rules": file}


@pytest.mark.parametrize(
    ("name", "topic", "agree", "quorum"),
    [
        ("cc278", "elevator", Majority(3, 4, False, "participating"), True),
        ("cc278", "rebuild", Majority(3, 4, False, "participating"), True),
        ("cc278", "fund", Majority(1, 2, True, "participating"), True),
        ("cc278", "programme", Majority(4, 5, False, "all"), False),
        ("ev.cd", "elevator", Majority(2, 3, False, "all"), False),
        ("ev.bj.consent", "elevator", Majority(2, 3, False, "all"), False),
    ],
)
def test_the_rows_say_what_the_clauses_say(name, topic, agree, quorum):
    rule = consent_rules.rules(name)[topic]

    assert rule.majorities["agree_persons"] == agree
    assert ("quorum_persons" in rule.majorities) == quorum
    if quorum:
        assert rule.majorities["quorum_area"] == Majority(2, 3, False, "quorum")
        assert rule.majorities["agree_area"] == agree
    assert rule.objections == name.startswith("cc278")


def test_a_set_without_a_topic_follows_the_code():
    assert {topic: rule.set for topic, rule in consent_rules.rules("ev.gz").items()} == {
        "elevator": "ev.gz",
        "rebuild": "cc278",
        "fund": "cc278",
        "programme": "cc278",
    }


def test_every_row_rests_on_rules_that_are_there():
    rows, rules = standards.load("consent_rules"), standards.load("rules")

    for _, row in rows.iterrows():
        named = row["rule"].split("|")
        assert set(named) <= set(rules.index)
        assert row["standard"] == rules.loc[named[0], "standard"]
        assert row["status"] == rules.loc[named[0], "status"]
        assert row["sources"] == rules.loc[named[0], "sources"]


def test_there_is_no_such_set():
    with pytest.raises(ChoiceError, match=r"“ev\.xx”不在.*cc278、ev\.cd.*pianqu tables"):
        consent_rules.rules("ev.xx")


BEIJING = "stairwell,,,,,no,2,3,,,no,all,no,ev.bj.consent"


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (BEIJING, BEIJING.replace("2,3", "2,0"), ["agree_persons_num", "“2”“0”", "正整数"]),
        (BEIJING, BEIJING.replace("2,3", "4,3"), ["“4”“3”", "不超过 1"]),
        (BEIJING, BEIJING.replace("2,3", "0.6,1"), ["“0.6”“1”", "正整数"]),
        (BEIJING, BEIJING.replace("3,,,", "3,2,,"), ["agree_area_num", "“2”“”"]),
        (BEIJING, BEIJING.replace("2,3,,,no", "1,1,,,yes"), ["strict 为 yes 时小于 1"]),
        (BEIJING, BEIJING.replace("all", "asked"), ["base", "asked", "participating、all"]),
        (BEIJING, BEIJING.replace("all,no", "all,否"), ["objections", "否", "yes、no"]),
        (BEIJING, BEIJING.replace("stairwell", "unit"), ["unit", "stairwell、building"]),
        ("ev.bj.consent,elevator", "ev.bj.consent,lift", ["topic", "lift", "elevator"]),
        ("ev.hz,ev.hz,", "ev.hz,ev.gz,", ["第 8、9 行", "ev.gz", "elevator", "只留一行"]),
        ("secondary,BJ23", "sure,BJ23", ["status", "sure", "verified"]),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, old, new, parts):
    with pytest.raises(ChoiceError) as caught:
        consent_rules.rules(overrides=own(tmp_path, old, new))
    said = str(caught.value)

    assert len(caught.value.faults) == 1
    assert [part for part in ["mine.csv", "请", *parts] if part not in said] == []


def test_a_table_without_a_topic_is_refused(tmp_path):
    file = tmp_path / "mine.csv"
    table = standards.load("consent_rules")
    table[table["set"] != "ev.cd"].drop(index=["cc278.elevator", "elig.80"]).to_csv(file)
    with pytest.raises(ChoiceError) as caught:
        consent_rules.rules(overrides={"consent_rules": file})

    assert [fault.split(" ")[3] for fault in caught.value.faults] == [
        *("cc278", "ev.bj.consent", "ev.gz", "ev.hz"),
    ]
    for part in (
        "mine.csv",
        "elevator（加装电梯）、programme（纳入改造计划）",
        "请从 pianqu tables",
    ):
        assert part in caught.value.faults[0]
    assert "elevator（" not in caught.value.faults[1]


def test_a_set_that_has_every_topic_needs_no_other(tmp_path):
    file = tmp_path / "mine.csv"
    table = standards.load("consent_rules")
    table[table["set"] == "cc278"].assign(set="mine").to_csv(file)

    assert len(consent_rules.rules("mine", overrides={"consent_rules": file})) == 4


def test_a_users_rule_decides(tmp_path):
    half = own(tmp_path, "stairwell,2,3,2,3,no,3,4,3,4,no", "stairwell,1,2,,,no,1,2,,,yes")
    table = votes("U1", agree=5, against=3, absent=8)

    known = registered(table)
    assert consent.tables(table, households=known)["consents"]["verdict"].tolist() == ["fail"]
    mine = consent.tables(table, households=known, overrides=half)["consents"]
    assert mine[["verdict", "quorum_area"]].values.tolist() == [["pass", "not_applicable"]]
