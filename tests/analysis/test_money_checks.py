"""Checks of money: matching grants that may be either's, sums, and what is claimed twice."""

import pandas as pd
import pytest
from funded import HOMES, books, cost, grant, projects

from pianqu.analysis import standards
from pianqu.analysis.finance import claims, finance_rules, matching

CITY, COUNTY = {"payer_detail": "市级财政"}, {"payer_detail": "区级财政"}
BOTH = {"payer_detail": "市、区配套资金"}


def match(amount, **more) -> dict:
    return grant(amount, "local_match", **more)


def statuses(*rows, **more) -> dict:
    found = matching.matching(books(*rows, **more))
    return found[found["project"].eq("J1")].set_index("check")["status"].to_dict()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([match(600e3, **CITY), match(600e3, **COUNTY)], ("pass", "pass", "pass")),
        ([match(599e3, **CITY), match(601e3, **COUNTY)], ("fail", "pass", "pass")),
        ([match(900e3, **CITY), match(599e3, **COUNTY)], ("pass", "fail", "pass")),
        ([match(1200e3, **BOTH)], ("pending", "pending", "pass")),
        ([match(1199e3, **BOTH)], ("pending", "pending", "fail")),
        ([match(500e3, **BOTH)], ("fail", "fail", "fail")),
        ([match(600e3, **CITY), match(None, **COUNTY)], ("pending",) * 3),
        ([match(600e3, **CITY, condition="验收合格后拨付")], ("pending", "fail", "fail")),
        ([cost(1.0)], ("fail",) * 3),
    ],
)
def test_six_thousand_each(rows, expected):
    assert tuple(statuses(*rows).values()) == expected


def test_an_award_is_no_match():
    award = match(600e3, payer_detail="市级对县级投入的 30% 奖补")
    assert statuses(award)["match.city"] == "fail"


def test_without_households_nothing_is_judged():
    blank = HOMES.assign(households=pd.array([None, 200], dtype="Int64"))
    assert set(statuses(match(1e6, **CITY), communities=blank).values()) == {"pending"}


def test_a_second_project_of_a_community_is_not_asked_again():
    both = pd.concat([projects(), projects().rename(index={"J1": "J2"})])
    found = matching.matching(books(match(6e5, **CITY), of=both)).set_index("project")

    assert set(found.loc["J2", "status"]) == {"not_applicable"}
    assert (
        found.loc["J2", "text"].iloc[0] == "本项目没有本级配套；同一小区另有项目 J1，由该项目判断"
    )


def claimed(*rows, check, **more) -> pd.DataFrame:
    found = claims.claims(books(*rows, **more))
    return found[found["check"].eq(check)].reset_index(drop=True)


@pytest.mark.parametrize(
    ("total", "rows", "status", "said"),
    [
        (100.0, [cost(60.0), cost(40.0)], "pass", "相符"),
        (100.0, [cost(60.0), cost(30.0)], "fail", "相差 10 元"),
        (100.0, [cost(60.0), cost(None)], "pending", "无从核对"),
        (100.0, [cost(None, amount_least=90.0, amount_most=110.0)], "pending", "支出未定"),
        (80.0, [cost(None, amount_least=90.0, amount_most=110.0)], "fail", "相差 10 元"),
        (None, [cost(60.0)], "pending", "项目总投资未填"),
    ],
)
def test_the_cost_of_a_project_is_the_sum_of_its_rows(total, rows, status, said):
    found = claimed(*rows, check="sum.cost", of=projects(cost=[total])).iloc[0]

    assert found["status"] == status
    assert said in found["text"]


def test_the_same_row_twice_is_found_across_projects():
    both = pd.concat([projects(), projects().rename(index={"J1": "J2"})])
    rows = [grant(5.0, due="2024-01-01"), grant(5.0, due="2024-01-01", project="J2"), grant(5.0)]
    found = claimed(*rows, check="claim.twice", of=both)

    assert found["project"].tolist() == ["J1", "J2"]
    assert found["text"].str.startswith("M1、M2 的").all()


@pytest.mark.parametrize(
    ("reform", "items", "item", "status"),
    [
        ("partial", "roof;water", "屋面防水翻修", "fail"),
        ("partial", "roof;water", "道路", "pending"),
        ("no_list", None, "道路", "pending"),
        ("none", None, "屋面防水翻修", None),
        (None, None, "屋面防水翻修", None),
    ],
)
def test_items_done_with_state_money_are_not_claimed_again(reform, items, item, status):
    homes = HOMES.assign(transfer_reform=[reform, None], reformed_items=[items, None])
    found = claimed(cost(5.0, item=item), grant(5.0), check="claim.reformed", communities=homes)

    assert found["status"].tolist() == ([status] if status else [])


def test_money_that_is_not_from_above_may_pay_for_them_again():
    homes = HOMES.assign(transfer_reform=["partial", None], reformed_items=["roof", None])
    rows = [cost(5.0, item="屋面防水"), grant(5.0, "residents")]
    assert claimed(*rows, check="claim.reformed", communities=homes).empty


@pytest.mark.parametrize(
    ("name", "check", "change", "said"),
    [
        ("funding_rules", finance_rules.faults, {"most": 2.0}, "应"),
        ("funding_sources", finance_rules.source_faults, {"payer": "king"}, "payer 为“king”"),
        ("funding_sources", finance_rules.source_faults, {"repay": 2}, "repay 为 2"),
        ("cost_bands", finance_rules.band_faults, {"measure": "length"}, "measure 为“length”"),
        ("property_subsidy", finance_rules.subsidy_faults, {"ratio": 2.0}, "ratio 为 2"),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(name, check, change, said):
    table = standards.load(name)
    table = table.reset_index(drop=table.index.name is None)

    assert list(check(table, "mine.csv")) == []
    assert said in next(iter(check(table.assign(**change), "mine.csv")))


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"community": "C1"}, "fail"),
        ({"community": None}, "pending"),
        ({"community": "C2"}, "pending"),
        ({"community": "C1", "payer": "residents"}, "pending"),
    ],
)
def test_only_the_costs_of_a_community_claim_what_it_has_had(row, status):
    homes = HOMES.assign(transfer_reform=["partial", "none"], reformed_items=["roof", None])
    rows = (cost(9.0, **{**row, "item": "屋面防水"}), grant(9.0))
    held = books(*rows, of=projects(communities="C1；C2"), communities=homes)
    found = claims.claims(held).set_index("check")
    assert found.loc["claim.reformed", "status"] == status
