"""Readiness of communities: each aspect at each level, and only the ready enter a batch."""

from dataclasses import replace

import pandas as pd
import pytest

from pianqu.analysis.staging import staging_tables
from pianqu.analysis.staging.staging_readiness import Records, readiness
from pianqu.analysis.staging.staging_rules import faults, rules
from pianqu.analysis.standards import load

DAY = "2024-06-30"
PLACES = pd.DataFrame({"households": [60], "renewal_state": ["planned"]}, index=["C1"])
PROJECT = {"communities": "C1", "stage": "recommended", "finding": "T1", "cost": 9.0,
           "start": "2025-01-01", "finish": "2025-09-01"}  # fmt: skip


def records(**changed):
    whole = {
        "eligibility": pd.DataFrame({"community": ["C1"], "verdict": ["pass"]}),
        "finance": pd.DataFrame(
            {"level": ["community"], "id": ["C1"], "cost": [9.0], "balanced": ["yes"]}
        ),
        "consents": pd.DataFrame(
            {"topic": ["programme"], "unit_kind": "community", "unit": ["C1"],
             "communities": ["C1"], "verdict": ["pass"], "reasons": ["同意 48/60"]}
        ),
        "projects": pd.DataFrame(PROJECT, ["J1"]),
        "ledger": money((5.0, "2024-12-31", None)),
    }  # fmt: skip
    return Records(**{**whole, **changed})


def money(*rows, payer="residents"):
    table = pd.DataFrame(rows, columns=["amount", "due", "arrived"])
    return table.assign(community="C1", kind="grant", payer=payer)


def judged(choice=None, **changed):
    found = readiness(PLACES, records(**changed), as_of=DAY, rules=choice or rules())
    return found.loc["C1"]


def test_all_there_is_ready():
    found = judged()
    assert found[["consent", "evidence", "money", "design"]].tolist() == ["ready"] * 4
    assert found["ready"]
    assert found["score"] == 1.0


def consents(verdict):
    return records().consents.assign(verdict=verdict)


def projects(**changed):
    return pd.DataFrame({**PROJECT, **changed}, ["J1"])


def verdict(said):
    return pd.DataFrame({"community": ["C1"], "verdict": [said], "missing": ["清单"]})


def account(said):
    return records().finance.assign(balanced=said)


@pytest.mark.parametrize(
    ("aspect", "level", "changed"),
    [
        ("consent", "missing", {"consents": consents("fail")}),
        ("consent", "part", {"consents": consents("undetermined")}),
        ("consent", "unknown", {"consents": None}),
        ("consent", "part", {"consents": None, "projects": projects(stage="reviewed")}),
        ("consent", "part", {"consents": None, "projects": projects(stage="approved")}),
        ("evidence", "missing", {"eligibility": verdict("pending")}),
        ("evidence", "missing", {"eligibility": verdict("fail")}),
        ("evidence", "ready", {"eligibility": verdict("partial")}),
        ("evidence", "unknown", {"eligibility": None}),
        ("money", "unknown", {"finance": None}),
        ("money", "unknown", {"finance": account("unknown")}),
        ("money", "part", {"finance": account("depends")}),
        ("money", "missing", {"finance": account("no")}),
        ("money", "ready", {"finance": account("no"), "bundles": pd.Series({"C1": "P01"})}),
        ("money", "missing", {"ledger": None}),
        ("money", "missing", {"ledger": money((5.0, "2024-06-30", None))}),
        ("money", "ready", {"ledger": money((5.0, "2024-06-30", "2024-06-29"))}),
        ("money", "missing", {"ledger": money((5.0, "2024-06-30", "2024-07-01"))}),
        ("design", "part", {"projects": projects(finding=None)}),
        ("design", "missing", {"projects": projects(cost=None)}),
        ("design", "missing", {"projects": projects(communities="C2")}),
        ("design", "unknown", {"projects": None}),
    ],
)
def test_each_aspect_at_each_level(aspect, level, changed):
    found = judged(**changed)
    assert found[aspect] == level
    assert found[f"{aspect}_reason"]


def test_money_that_is_due_and_has_not_come_is_waited_for():
    residents = money((5.0, "2024-12-31", None))
    late = pd.concat([residents, money((7.0, DAY, None), payer="upper_grant")])
    found = judged(ledger=late)
    assert found["money"] == "part"
    assert "7 元应到未到" in found["money_reason"]
    assert found["ready"]
    strict = replace(rules(), need={**rules().need, "money": 1.0})
    assert judged(strict, ledger=late)["blocking"] == "money"


def between(least, most, due, arrived=None):
    return money((None, due, arrived)).assign(amount_least=least, amount_most=most)


@pytest.mark.parametrize(
    ("ledger", "level", "words"),
    [
        (money((5.0, None, None)), "unknown", "5 元未填应到日期也未到账"),
        (between(100.0, 200.0, "2024-12-31"), "part", "金额未定（100 元至 200 元）"),
        (between(100.0, 200.0, DAY), "missing", "应到 100 元至 200 元，实到 0 元"),
        (between(0.0, 200.0, DAY), "unknown", "已到期的金额未定（0 元至 200 元）"),
        (between(None, None, "2024-12-31"), "unknown", "金额未知"),
        (money((5.0, None, "2024-06-01")), "ready", "已到位"),
    ],
)
def test_residents_money_without_a_day_or_an_amount_is_not_known(ledger, level, words):
    found = judged(ledger=ledger)
    assert found["money"] == level
    assert words in found["money_reason"]


def test_a_share_of_residents_money_is_exact_and_of_an_unknown_need_unknown():
    tenth = replace(rules(), residents_share=0.1)
    rows = [(3.0, DAY, DAY), (27.0, DAY, None)]
    assert judged(tenth, ledger=money(*rows))["money_reason"].startswith("居民出资已列入账目")
    assert judged(tenth, ledger=money(*rows, (0.1, DAY, None)))["money"] == "missing"
    open_ = pd.concat([money(rows[0]), between(None, None, DAY)])
    assert judged(tenth, ledger=open_)["money"] == "unknown"


@pytest.mark.parametrize(
    ("finish", "stage", "late"),
    [("2024-03-01", "finished", False), ("2024-02-01", "finished", True),
     ("2024-12-31", "building", False)],
)  # fmt: skip
def test_an_award_that_is_lost_is_waited_for_no_longer(finish, stage, late):
    award = money((7.0, DAY, None), payer="local_match").assign(
        project="J1", condition="2024 年 2 月 20 日前完工"
    )
    own = pd.concat([money((5.0, "2024-12-31", None)), award])
    found = judged(ledger=own, projects=projects(finish=finish, stage=stage))
    assert ("应到未到" in found["money_reason"]) == late


LIFT = {**PROJECT, "name": "东风新村加装电梯", "stage": "finished", "cost": 2.0}


@pytest.mark.parametrize(
    ("changed", "state", "renewed"),
    [
        ({}, "waiting", None),
        ({"name": "东风新村改造"}, "done", 60),
        ({"name": "东风新村改造", "households": 20}, "waiting", 20),
        ({"name": "东风新村改造", "households": 60}, "done", 60),
        ({"name": "东风新村解危", "mode": "danger_relief"}, "waiting", None),
    ],
)
def test_a_small_project_that_is_finished_makes_no_community_done(changed, state, renewed):
    found = judged(projects=pd.DataFrame({**LIFT, **changed}, ["J1"]))
    assert found["state"] == state
    assert (pd.isna(found["households_renewed"]) and renewed is None) or (
        found["households_renewed"] == renewed
    )
    assert (pd.isna(found["state_reason"])) == (state == "done")
    assert (found["design_reason"] == "没有立项") == (state == "waiting")


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ((9.0, "approved"), (2.0, "finished"), "waiting"),
        ((9.0, "finished"), (2.0, "approved"), "done"),
        ((9.0, "building"), (2.0, "finished"), "underway"),
        ((None, "approved"), (2.0, "finished"), "waiting"),
        ((None, "finished"), (2.0, "finished"), "done"),
    ],
)
def test_the_dearest_project_is_the_renewal_of_the_community(first, second, state):
    rows = [{**PROJECT, "cost": cost, "stage": stage} for cost, stage in (first, second)]
    assert judged(projects=pd.DataFrame(rows, ["J1", "J2"]))["state"] == state


def test_costs_for_one_item_alone_make_a_project_a_part():
    costs = pd.DataFrame({"community": "C1", "project": "J1", "kind": "cost", "item": ["屋面防水"]})
    done = projects(stage="finished", name="改造")
    assert judged(projects=done, ledger=costs)["state"] == "waiting"
    more = pd.concat([costs, costs.assign(item="道路")])
    assert judged(projects=done, ledger=more)["state"] == "done"


@pytest.mark.parametrize(
    ("other", "consent_", "base"),
    [("pass", "fail", True), ("fail", "fail", False), ("pending", "fail", None)],
)
def test_who_fails_on_consent_alone_is_in_the_base(other, consent_, base):
    checks = pd.DataFrame(
        {"community": "C1", "rule": ["built_by", "consent"], "status": [other, consent_],
         "zh": ["建成年份", "同意"]}
    )  # fmt: skip
    found = judged(eligibility=verdict("fail"), checks=checks)
    assert not found["eligible"]
    assert pd.isna(found["in_base"]) if base is None else found["in_base"] == base


def test_residents_money_is_a_condition_only_where_the_row_says_so():
    assert judged(replace(rules(), residents_first=False), ledger=None)["money"] == "ready"
    assert judged(replace(rules(), residents_due_only=False))["money"] == "missing"


def test_unknown_is_a_range_and_never_ready():
    found = judged(consents=None)
    assert (found["score_least"], found["score_most"]) == (0.75, 1.0)
    assert pd.isna(found["score"])
    assert not found["ready"]


def test_what_the_vote_decides_is_not_asked_twice():
    checks = pd.DataFrame(
        {"community": "C1", "rule": ["built_by", "gb23.consent"], "status": ["pass", "pending"],
         "zh": ["建成年份", "同意"]}
    )  # fmt: skip
    assert judged(eligibility=verdict("pending"), checks=checks)["evidence"] == "ready"
    open_ = checks.assign(status="pending")
    found = judged(eligibility=verdict("pending"), checks=open_)
    assert found["evidence_reason"] == "待补证据：建成年份"


@pytest.mark.parametrize(
    ("stage", "registered", "state"),
    [("building", "planned", "underway"), ("finished", None, "done"), ("building", "done", "done")],
)
def test_what_is_built_or_done_is_in_no_batch(stage, registered, state):
    places = PLACES.assign(renewal_state=registered)
    own = records(projects=projects(stage=stage))
    found = staging_tables.tables(places, own, budget={2025: None}, as_of=DAY)["staging"].loc["C1"]
    assert found["state"] == state
    assert pd.isna(found["batch"])
    assert found["batch_reason"] in {"正在改造", "已完成改造"}


def test_one_is_renewed_when_it_is_ripe():
    """河南调研: "确保成熟一个改造一个", "居民出资作为纳入改造批次先决条件"."""
    options = {"budget": {2025: 100.0}, "as_of": DAY}
    found = staging_tables.tables(PLACES, records(), **options)
    assert found["staging"].loc["C1", "batch"] == 2025
    assert found["staging_batches"].loc[2025, "left"] == 91.0
    without = staging_tables.tables(PLACES, records(ledger=None), **options)["staging"].loc["C1"]
    assert pd.isna(without["batch"])
    assert "账目中没有居民出资" in without["batch_reason"]


def test_faults_of_a_table_are_said():
    table = load("staging_rules").reset_index()
    heavy = table.assign(value=table["value"].mask(table["key"] == "weight_money", 0.5))
    assert "合计 1.25，应为 1" in next(iter(faults(heavy, "表.csv")))
    stage = table.assign(value=table["value"].mask(table["key"] == "consent_part_stage", 7))
    assert "部分核实不应晚于核实" in next(iter(faults(stage, "表.csv")))
    wrong = list(faults(table.assign(value=-1.0), "表.csv"))
    assert len([each for each in wrong if "行（" in each]) == len(table)
    assert "缺少 part 行" in next(iter(faults(table[table["key"] != "part"], "表.csv")))


def test_a_project_for_several_communities_shares_its_unknown_money_and_size():
    places = pd.DataFrame({"households": [60, 40]}, index=["C1", "C2"])
    works = projects(communities="C1;C2", stage="finished", households=70)
    residents = money((5.0, "2024-12-31", None)).assign(community=None, project="J1")
    own = records(projects=works, ledger=residents)
    found = readiness(places, own, as_of=DAY, rules=rules())
    assert found["state"].tolist() == ["waiting"] * 2
    assert found["households_renewed"].isna().all()
    assert found.loc["C1", "money_reason"].startswith("项目 J1 的居民出资没有分到小区")
    assert found["money"].tolist() == ["unknown"] * 2
