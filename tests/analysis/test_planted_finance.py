"""The planted cases of money, and what each project and the district as a whole are left with."""

import pandas as pd
import pytest

from pianqu.analysis.finance import accounts
from pianqu.layers import demo

WAN = 10_000
CASES = demo.planted().query("analysis == 'finance'")
NETS = {
    **{"J01": 8, "J02": -170, "J03": 10, "J04": -110, "J05": 6, "J06": 0, "J07": 4, "J10": 3},
    **{"J11": 2, "J12": 0, "J13": 1, "J14": 0, "J15": 290},
}
RANGES = {"J08": (0, 71.4), "J09": (-35, 0), "J16": (-30, 0)}


@pytest.fixture(scope="module")
def tables(district):
    return accounts.tables(
        district.projects,
        district.ledger,
        communities=district.communities,
        premises=district.premises,
        as_of="2024-06-30",
    )


def level(tables, name="project") -> pd.DataFrame:
    return tables["finance"].query("level == @name").set_index("id")


def test_every_planted_case_is_looked_at():
    assert sorted(CASES.index) == [
        "ledger-award",
        "ledger-kind",
        "ledger-unresolved",
        "ledger-waiting",
    ]


def test_what_is_not_settled_is_a_range(tables):
    found = level(tables).loc["J09"]
    ids = tables["finance_findings"].set_index("rule").loc["出资方或金额待定", "id"]

    assert ids == CASES.loc["ledger-unresolved", "row"]
    assert (found["unresolved_least"], found["unresolved_most"]) == (20 * WAN, 40 * WAN)
    assert (found["cost_least"], found["cost_most"]) == (240 * WAN, 255 * WAN)
    assert pd.isna(found["cost"])


def test_the_award_is_conditional_and_thirty_per_cent(tables):
    case = CASES.loc["ledger-award"]
    found = tables["finance_awards"].loc[case["row"]]

    assert found["amount"] == found["expected"] == case["value"]
    assert (found["base"], found["met"]) == (238 * WAN, "open")
    assert level(tables).loc["J08", case["expected"]] == case["value"]


def test_gifts_in_kind_are_not_cash(tables):
    case = CASES.loc["ledger-kind"]
    assert level(tables).loc["J10", case["expected"]] == case["value"]
    assert level(tables).loc["J10", "residents"] == 14 * WAN


def test_money_is_waited_for(tables):
    case = CASES.loc["ledger-waiting"]
    flow = tables["cash_flow"].query("project == 'J02'")
    late = tables["finance_findings"].set_index("rule").loc["资金应到未到"]

    assert flow["waiting"].sum() == case["value"]
    assert case["row"] in late["id"].split(";")
    assert "最早一笔逾期 91 天（等钱）" in late["value"]


def test_the_net_of_every_project(tables):
    found = level(tables)
    settled = found.loc[list(NETS)]

    assert settled["net_least"].tolist() == [each * WAN for each in NETS.values()]
    assert settled["net_most"].tolist() == settled["net_least"].tolist()
    for project, (least, most) in RANGES.items():
        assert found.loc[project, ["net_least", "net_most"]].tolist() == [least * WAN, most * WAN]
    assert set(found.query("balanced == 'no'").index) == {"J02", "J04"}
    assert set(found.query("balanced == 'depends'").index) == {"J09", "J16"}


def test_the_totals_of_the_district(tables):
    total = level(tables, "all").loc["all"]
    each = level(tables)

    for column in ("cost_least", "cost_most", "net_least", "net_most", "bank", "income"):
        assert total[column] == pytest.approx(each[column].sum())
    assert (total["cost_least"], total["cost_most"]) == (7910 * WAN, 7925 * WAN)
    assert (total["net_least"], total["net_most"]) == (-21 * WAN, 115.4 * WAN)


def test_two_deficits_balance_only_with_the_plant(tables):
    net = level(tables)["net_most"]
    others = level(tables, "community").drop(["C02", "C04"])["net_least"].clip(lower=0)

    assert net["J02"] + net["J04"] + net["J15"] == 10 * WAN
    assert others.sum() + net["J02"] + net["J04"] < 0


def test_the_retrofit_costs_as_much_as_elsewhere(tables):
    found = tables["unit_costs"].query("measure == 'per_m2'").set_index("project")
    retrofit = found.loc[[f"J{at:02d}" for at in (1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14)]]

    assert set(retrofit["verdict"]) == {"plausible"}
    assert retrofit["value_least"].between(271, 273).all()
    assert found.loc["J16", "verdict"] == "low"


def test_credit_and_the_rent_that_is_known(tables):
    found = tables["finance_debt"].set_index("id")

    assert found["principal"].to_dict() == {
        "J01": 150 * WAN,
        "J03": 180 * WAN,
        "J05": 80 * WAN,
        "all": 410 * WAN,
    }
    assert found.loc["all", "income_least"] == 96_000
    assert found["covered"].tolist() == ["unknown"] * 3 + ["no"]


def test_shuffled_layers_give_the_same_answers(district, tables):
    again = accounts.tables(
        district.projects,
        district.ledger.sample(frac=1, random_state=3),
        communities=district.communities,
        premises=district.premises,
        as_of="2024-06-30",
    )
    for name, table in tables.items():
        pd.testing.assert_frame_equal(again[name], table)
