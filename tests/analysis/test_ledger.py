"""Accounts: what is settled, a range, in kind, on a condition or unknown, each by itself."""

import pandas as pd
import pytest
from funded import books, cost, grant, ledger, projects
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import money
from pianqu.analysis.finance import entries, sources
from pianqu.analysis.finance import ledger as accounting
from pianqu.gis.errors import LayerError

FIVE = ("upper_grant", "local_match", "bank", "private", "residents", "enterprise")


def account(*rows, level="project", **more) -> pd.Series:
    found = accounting.accounts(books(*rows, **more))
    return found[found["level"].eq(level)].iloc[0]


def test_five_sources_and_what_is_left():
    found = account(cost(1000.0), *[grant(150.1, payer) for payer in FIVE], grant(120.0, None))

    assert [found[payer] for payer in FIVE] == [150.1] * 6
    assert found["unstated"] == 120
    assert found["net_least"] == found["net_most"] == 20.6
    assert (found["balanced"], found["to_repay"]) == ("yes", 150.1)


def test_a_range_stays_a_range():
    found = account(
        cost(1000.0),
        grant(800.0),
        grant(None, "unresolved", amount_least=100.0, amount_most=300.0),
        cost(None, payer="unresolved", amount_least=0.0, amount_most=50.0),
    )

    assert pd.isna(found["cost"])
    assert (found["cost_least"], found["cost_most"]) == (1000, 1050)
    assert (found["unresolved_least"], found["unresolved_most"]) == (100, 300)
    assert (found["net_least"], found["net_most"], found["balanced"]) == (-150, 100, "depends")


def test_gifts_in_kind_are_not_cash():
    found = account(cost(100.0), cost(40.0, in_kind=True), grant(60.0, "residents", in_kind=True))

    assert (found["in_kind"], found["cost_in_kind"]) == (60, 40)
    assert (found["residents"], found["net_most"], found["balanced"]) == (0, -100, "no")


def test_an_unknown_amount_makes_the_balance_unknown():
    found = account(cost(100.0), grant(None, "bank"), grant(100.0))

    assert pd.isna(found["bank"])
    assert pd.isna(found["net_least"])
    assert found["upper_grant"] == 100
    assert (found["balanced"], found["reason"]) == ("unknown", "有款项金额未知，也未给上下限")


def test_a_project_without_rows_is_not_balanced_by_default():
    both = pd.concat([projects(), projects().rename(index={"J1": "J2"})])
    found = accounting.accounts(books(cost(1.0), of=both)).set_index("id")

    assert found.loc["J2", "balanced"] == "unknown"
    assert found.loc["J2", "reason"] == "资金表中没有该项的款项"
    assert found.loc["all", "net_most"] == -1


@pytest.mark.parametrize(
    ("stage", "finish", "as_of", "net", "lapsed"),
    [
        ("building", "2024-12-01", "2024-06-30", (-30, 0), 0),
        ("finished", "2024-12-01", "2025-01-31", (0, 0), 0),
        ("finished", "2025-01-15", "2025-01-31", (-30, -30), 30),
        ("building", "2024-12-01", "2025-01-31", (-30, -30), 30),
    ],
)
def test_an_award_counts_when_its_condition_is_met(stage, finish, as_of, net, lapsed):
    award = grant(30.0, "local_match", condition="2024年12月31日前全部完工")
    found = account(
        cost(100.0), grant(70.0), award, of=projects(stage=stage, finish=finish), as_of=as_of
    )

    assert (found["net_least"], found["net_most"]) == net
    assert found["lapsed"] == lapsed


def test_rows_of_no_project_count_in_their_community_and_in_all():
    loose = grant(50.0, project=None, community="C2")
    found = accounting.accounts(books(cost(20.0), loose)).set_index(["level", "id"])

    assert accounting.by_source(books(loose))["amount"].tolist() == [50]
    assert found["net_most"].to_dict() == {
        ("project", "J1"): -20,
        ("community", "C1"): -20,
        ("community", "C2"): 50,
        ("all", "all"): 30,
    }


def test_the_nets_in_fen_are_those_of_the_accounts():
    held = books(cost(0.3), grant(0.1), grant(0.1, community="C2"))

    assert accounting.net(held, "project").loc["J1"].tolist() == [-10, -10]
    assert accounting.net(held, "community")["least"].to_dict() == {"C1": -20, "C2": 10}


def test_channels_that_are_named_together_stay_together():
    rows = ledger(
        grant(1.0, "local_match", payer_detail="市、区配套资金"),
        grant(1.0, "local_match", payer_detail="市级对县级投入的 30% 奖补"),
        grant(1.0, "local_match", payer_detail="专项债券"),
        grant(1.0, "residents", payer_detail="含公积金提取"),
        grant(1.0, "upper_grant", payer_detail="每台 10 万元", item="加装电梯补贴"),
        grant(1.0, "bank", payer_detail=None),
    )
    found = sources.channels(rows)

    keys = ["city;county", "on_time_award", "special_bond", "provident_fund", "lift_subsidy"]
    assert found["channel"].tolist()[:5] == keys
    assert found["channel_zh"].iloc[[0, 5]].tolist() == [
        "市级财政、县区财政（未分列）",
        "未写明渠道",
    ]
    assert found["repay"].tolist() == [False, False, True, False, False, True]


def test_what_came_what_is_due_and_what_is_late():
    found = accounting.by_source(
        books(
            grant(5.0, due="2024-03-31", arrived="2024-04-18"),
            grant(7.0, due="2024-03-31"),
            grant(9.0, due="2024-06-30"),
            grant(11.0),
            grant(13.0, due="2024-03-31", arrived="2024-07-01"),
        )
    ).iloc[0]

    amounts = ["amount", "arrived", "overdue", "due", "undated"]
    assert found[amounts].tolist() == [45, 5, 20, 9, 11]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (cost(None, amount_least=3.0, amount_most=2.0), "amount_least 3 大于 amount_most 2"),
        (cost(None, amount_least=3.0), "只填了 amount_least、amount_most 之一"),
        (cost(1.0, project="J9"), "project 为“J9”，projects 中没有该项目"),
    ],
)
def test_a_row_that_cannot_be_meant_is_named(row, said):
    with pytest.raises(LayerError, match=said):
        books(row)


AMOUNT = st.integers(-(10**9), 10**12)
ROW = st.builds(
    lambda fen, kind, payer, in_kind, condition, span: {
        "kind": kind,
        "payer": payer,
        "in_kind": in_kind,
        "condition": condition,
        "community": None,
        "amount": None if span else fen / 100,
        "amount_least": fen / 100 if span else None,
        "amount_most": (fen + span) / 100 if span else None,
    },
    AMOUNT,
    st.sampled_from(["cost", "grant", "income"]),
    st.sampled_from([*FIVE, "unresolved", None]),
    st.booleans(),
    st.sampled_from([None, None, "验收合格后拨付"]),
    st.sampled_from([0, 0, 1, 10**6]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_the_columns_add_up_to_the_balance_to_the_fen(rows):
    found = account(*rows)
    fen = money.fen(found[[*FIVE, "unstated", "income", "unresolved_least", "cost_most"]])
    least = sum(fen.iloc[:9]) - fen.iloc[9]
    open_ = [
        row for row in rows if row["condition"] and row["kind"] != "cost" and not row["in_kind"]
    ]
    lows = [row["amount"] if row["amount"] is not None else row["amount_least"] for row in open_]
    worst = sum(min(0, round(low * 100)) for low in lows)

    assert round(found["net_least"] * 100) == least + worst
    assert found["net_least"] <= found["net_most"]


def test_the_order_of_rows_changes_nothing():
    rows = [cost(10.0), grant(3.0, "bank"), grant(4.0, "residents"), grant(5.0, "bank")]
    one, two = books(*rows), books(*rows)
    two = entries.Books(two.rows.iloc[::-1], two.projects, two.communities, two.as_of)

    pd.testing.assert_frame_equal(accounting.accounts(one), accounting.accounts(two))
    pd.testing.assert_frame_equal(accounting.by_source(one), accounting.by_source(two))


def test_what_has_lapsed_is_in_no_other_column_of_its_source():
    award = grant(30.0, "local_match", condition="2024-03-01 前完工", due="2024-03-31")
    gift = grant(None, "residents", amount_least=1.0, amount_most=2.0, in_kind=True)
    found = accounting.by_source(books(award, gift)).set_index("source")
    named = ["amount", "amount_most", "overdue", "conditional", "lapsed"]
    assert found.loc["local_match", named].tolist() == [0.0, 0.0, 0.0, 0.0, 30.0]
    assert found.loc["residents", ["in_kind_least", "in_kind_most"]].tolist() == [1.0, 2.0]
