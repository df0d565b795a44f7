"""Budgets: cost, subsidy, fund and households' part to the fen; a line that is open is a range."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import money, standards
from pianqu.analysis.lifts import budgets, prices
from pianqu.gis.errors import ChoiceError, LayerError


def stairs(*storeys, **columns) -> pd.DataFrame:
    names = [f"U{at + 1}" for at in range(len(storeys))]
    return pd.DataFrame({"storeys": storeys, **columns}, index=names)


def quotes(yuan, **columns) -> pd.DataFrame:
    return pd.DataFrame({"cost": [yuan], **columns}, index=["U1"])


def one(table: pd.DataFrame, *columns) -> list:
    return table.iloc[0][list(columns)].tolist()


def test_twenty_lifts_have_two_million_of_subsidy():
    found = budgets.budget(stairs(*[6] * 20), subsidy="seed10")

    assert money.total(found["subsidy"]) == 2_000_000
    assert set(found["subsidy_status"]) == {"verified"}


@pytest.mark.parametrize(
    ("subsidy", "storeys", "cost", "given"),
    [
        ("none", 6, 500000, 0),
        ("seed10", 6, 80000, 80000),
        ("shanghai", 6, 500000, 200000),
        ("shanghai", 6, 900000, 280000),
        ("shandong", 6, 500000.01, 200000),
        ("shandong", 6, 900000, 250000),
        ("chengdu", 5, 500000, 0),
        ("chengdu", 6, 500000, 200000),
    ],
)
def test_a_subsidy_that_the_rule_fixes(subsidy, storeys, cost, given):
    found = budgets.budget(stairs(storeys), subsidy=subsidy, quotes=quotes(cost))

    assert one(found, "subsidy", "subsidy_least", "subsidy_most") == [given] * 3
    assert one(found, "household_part") == [round(cost - given, 2)]


@pytest.mark.parametrize(
    ("subsidy", "storeys", "most"), [("weifang", 6, 150000), ("chengdu", None, 200000)]
)
def test_a_subsidy_of_which_only_the_most_is_known_is_open(subsidy, storeys, most):
    found = budgets.budget(stairs(storeys), subsidy=subsidy, quotes=quotes(400000))

    assert found[["subsidy", "household_part", "provident_most"]].isna().all(axis=None)
    assert one(found, "subsidy_least", "subsidy_most") == [0, most]
    assert one(found, "household_least", "household_most") == [400000 - most, 400000]
    assert "补贴额" in found["reason"].iloc[0]


def test_the_range_of_the_cost_is_kept():
    found = budgets.budget(stairs(6), subsidy="shanghai")

    assert one(found, "cost_least", "cost", "cost_most") == [400000, 500000, 600000]
    assert one(found, "household_least", "household_part", "household_most") == (
        [240000, 300000, 360000]
    )
    assert one(found, "cost_status", "scope") == ["unverified", prices.NO_PIPES]


@pytest.mark.parametrize(
    ("storeys", "choices", "said"),
    [
        (9, {}, "typical 没有 9 层错层入户的造价"),
        (6, {"scheme": "flat"}, "typical 没有 6 层平层入户的造价"),
        (None, {}, "入户方式或层数未知"),
    ],
)
def test_a_house_that_no_row_covers_has_no_cost(storeys, choices, said):
    found = budgets.budget(stairs(storeys), subsidy="seed10", **choices)

    amounts = ["cost", "household_part", "household_least", "household_most", "provident_most"]
    assert found[amounts].isna().all(axis=None)
    assert one(found, "subsidy", "fund") == [100000, 0]
    assert said in found["reason"].iloc[0]


def test_a_row_for_any_scheme_holds_for_both():
    found = budgets.budget(stairs(7, 7, scheme=["split", "flat"]), costs="fuzhou")

    assert found["cost"].tolist() == [500000, 500000]


def test_a_quote_goes_before_the_table():
    both = stairs(9, 6)
    found = budgets.budget(both, quotes=quotes(512345.67, pipes=80000.0))

    assert found["household_part"].tolist() == [592345.67, 500000]
    assert found["scope"].tolist() == [prices.PIPES_QUOTED, prices.NO_PIPES]
    assert found["cost_source"].iloc[0] == prices.QUOTED
    assert found["reason"].isna().all()


def test_pipes_have_a_line_and_a_subsidy_of_their_own():
    found = budgets.budget(stairs(6), subsidy="beijing", quotes=quotes(600000, pipes=300000.0))

    assert one(found, "pipes", "pipes_subsidy_most", "subsidy_most") == [300000, 300000, 240000]
    assert one(found, "household_least", "household_most") == [360000, 900000]


def test_pipes_within_the_price_may_be_subsidised():
    found = budgets.budget(stairs(6), subsidy="beijing", costs="beijing")

    assert found["scope"].tolist() == [prices.WITH_PIPES]
    assert found["pipes"].isna().all()
    assert one(found, "household_least", "household_most") == [680000 - 640000, 1100000]


FUND = {"pass": 50000, "fail": 0}


@pytest.mark.parametrize("consent", ["pass", "fail"])
def test_the_fund_is_used_as_far_as_the_vote_allows(consent):
    funds = pd.DataFrame({"cap": [50000.0], "consent": consent}, index=["U1"])
    found = budgets.budget(stairs(6, 6), quotes=quotes(400000), funds=funds)

    assert found["fund"].tolist() == [FUND[consent], 0]
    assert found["household_part"].tolist() == [400000 - FUND[consent], 500000]
    assert found["fund_state"].tolist() == [budgets.STATES[consent], budgets.NOT_COUNTED]


@pytest.mark.parametrize(
    ("cap", "consent", "most"),
    [
        (50000.0, "undetermined", 50000),
        (50000.0, "no_votes", 50000),
        (50000.0, None, 50000),
        (None, "pass", 400000),
        (None, "undetermined", 400000),
    ],
)
def test_an_open_vote_or_balance_leaves_the_fund_open(cap, consent, most):
    funds = pd.DataFrame({"cap": [cap], "consent": [consent]}, index=["U1"])
    found = budgets.budget(stairs(6), quotes=quotes(400000), funds=funds)

    assert found[["fund", "household_part"]].isna().all(axis=None)
    assert one(found, "fund_least", "fund_most") == [0, most]
    assert one(found, "household_least", "household_most") == [400000 - most, 400000]
    assert "维修资金" in found["reason"].iloc[0]


def test_a_fund_pays_no_more_than_is_left():
    funds = pd.DataFrame({"cap": [10**9], "consent": "pass"}, index=["U1"])
    found = budgets.budget(stairs(6), subsidy="seed10", quotes=quotes(400000), funds=funds)

    assert one(found, "fund", "household_part") == [300000, 0]


def test_a_stairwell_has_its_part_of_the_balance():
    homes = pd.DataFrame(
        {"fund_balance": [100000.0, None], "households": [36, 10]}, index=["C1", "C2"]
    )
    own = stairs(6, 6, community=["C1", "C2"], households=[12, 10])
    found = budgets.funds(own, homes, pd.Series({"U1": "pass", "U2": "pass", "U3": "fail"}))

    assert found["cap"].tolist() == [33333.33, pd.NA, pd.NA]
    assert found["consent"].tolist() == ["pass", "pass", "fail"]
    assert found["reason"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("homes", "balance", "every", "reason"),
    [
        ([12, 10], 1000.0, 21, budgets.TOO_MANY),
        ([12, None], 1000.0, 11, budgets.TOO_MANY),
        ([12, 10], 1000.0, None, budgets.NO_TOTAL),
        ([12, 10], 1000.0, 0, budgets.NO_TOTAL),
        ([None, 10], 1000.0, 40, budgets.NO_HOUSEHOLDS),
        ([12, 10], None, 40, budgets.NO_BALANCE),
    ],
)
def test_a_cap_that_cannot_be_said_has_its_reason(homes, balance, every, reason):
    own = stairs(6, 6, community="C1", households=homes)
    fund = pd.DataFrame({"fund_balance": [balance], "households": [every]}, index=["C1"])
    found = budgets.funds(own, fund, pd.Series({"U1": "pass"}))
    budget = budgets.budget(own, quotes=quotes(400000), funds=found)

    assert found.loc["U1", "reason"] == reason
    assert pd.isna(found.loc["U1", "cap"])
    assert budget.loc["U1", "fund_state"] == f"表决通过，{reason}"


def test_caps_add_up_to_the_balance_at_most():
    own = stairs(6, 6, community="C1", households=[12, 10])
    fund = pd.DataFrame({"fund_balance": [1000.0], "households": [22]}, index=["C1"])
    found = budgets.funds(own, fund, pd.Series("pass", own.index))

    assert found["cap"].tolist() == [545.45, 454.54]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"quotes": quotes(-5)}, "U1 的报价 cost 为 -5"),
        ({"quotes": quotes(5).set_axis(["U9"])}, "U9 不在单元图层中"),
        ({"quotes": pd.concat([quotes(5), quotes(6)])}, "U1 出现不止一次"),
        ({"quotes": quotes(None, pipes=5), "costs": "beijing"}, "造价已含管线迁改，会重复"),
        (
            {"funds": pd.DataFrame({"cap": [1.0], "consent": "pass"}, index=["U9"])},
            "U9 不在单元图层中",
        ),
        (
            {"funds": pd.DataFrame({"cap": [-1.0], "consent": "pass"}, index=["U1"])},
            "U1 的余额为负",
        ),
    ],
)
def test_what_is_no_quote_or_fund_is_refused(choices, said):
    with pytest.raises(LayerError, match=said):
        budgets.budget(stairs(6), **choices)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"subsidy": "suzhou"}, "suzhou.*可选：none、seed10.*当地标准"),
        ({"costs": "x"}, "造价“x”不在规则表.*可选：typical、beijing"),
        ({"scheme": "half"}, "scheme 为“half”"),
    ],
)
def test_a_choice_without_a_row_is_refused(choices, said):
    with pytest.raises(ChoiceError, match=said):
        budgets.budget(stairs(6), **choices)


def test_lines_balance():
    funds = pd.DataFrame({"cap": [12345.67], "consent": "pass"}, index=["U1"])
    own = quotes(500000.55, pipes=20000.0)
    found = budgets.budget(stairs(6, 6), subsidy="seed10", quotes=own, funds=funds)
    lines = budgets.lines(found)
    signed = lines["amount"].fillna(0) * lines["kind"].map({"cost": 1, "source": -1, "of_which": 0})

    assert len(lines) == 14
    assert lines["stairwell"].tolist() == ["U1"] * 7 + ["U2"] * 7
    assert signed.groupby(lines["stairwell"]).sum().abs().max() == pytest.approx(0, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(sorted(standards.load("elevator_subsidies").index)),
    st.integers(100, 10**9),
    st.integers(0, 10**8),
    st.sampled_from([4, 5, 6, None]),
)
def test_no_fen_is_lost_and_the_range_holds_the_part(subsidy, cost, cap, storeys):
    funds = pd.DataFrame({"cap": [cap / 100], "consent": "pass"}, index=["U1"])
    row = budgets.budget(stairs(storeys), subsidy=subsidy, quotes=quotes(cost / 100), funds=funds)
    fen = {name: money.fen(row[name]).iloc[0] for name in row.columns[:16]}

    assert 0 <= fen["household_least"] <= fen["household_most"] <= cost
    if pd.isna(fen["household_part"]):
        assert fen["household_least"] < fen["household_most"]
    else:
        assert fen["household_part"] == fen["household_least"] == fen["household_most"]
    if not pd.isna(fen["subsidy"]):
        assert fen["subsidy"] + fen["fund"] + fen["household_part"] == cost
