"""Cash by quarter, at worst and at best, against sums made row by row."""

import pandas as pd
from funded import books, cost, grant
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.finance import cash_flow

COLUMNS = ["quarter", "cumulative_least", "cumulative_most"]


def flow(*rows, project="J1", **more) -> pd.DataFrame:
    found = cash_flow.cash_flow(books(*rows, **more))
    return found[found["project"].eq(project)].reset_index(drop=True)


def test_late_money_never_comes_at_worst_and_now_at_best():
    found = flow(cost(100.0, due="2024-05-01"), grant(80.0, due="2024-03-31"))

    assert found[COLUMNS].to_numpy().tolist() == [["2024Q1", 0, 0], ["2024Q2", -100, -20]]
    assert found["waiting"].tolist() == [80, 0]
    assert found[["short_least", "short_most"]].to_numpy().tolist() == [[0, 0], [20, 100]]


def test_money_counts_in_the_quarter_it_came():
    found = flow(
        cost(100.0, due="2024-06-30"), grant(100.0, due="2024-01-31", arrived="2024-04-18")
    )

    assert found["arrived"].tolist() == [0, 100]
    assert found["waiting"].sum() == 0
    assert found["cumulative_least"].tolist() == [0, 0]


def test_quarters_without_money_are_not_left_out():
    found = flow(cost(100.0, due="2024-08-01"), grant(100.0, due="2025-08-01"))

    assert found["quarter"].tolist() == ["2024Q3", "2024Q4", "2025Q1", "2025Q2", "2025Q3"]
    assert found["short_most"].tolist() == [100, 100, 100, 100, 0]


def test_a_condition_counts_at_best_only():
    found = flow(
        cost(10.0, due="2024-08-01"), grant(10.0, due="2024-08-01", condition="验收合格后拨付")
    )

    assert found.loc[0, ["due_in", "conditional_in"]].tolist() == [0, 10]
    assert found.loc[0, ["cumulative_least", "cumulative_most"]].tolist() == [-10, 0]


def test_what_has_no_day_has_a_row_of_its_own():
    found = flow(cost(10.0), grant(7.0), grant(2.0, due="2024-07-01"))

    assert found["quarter"].tolist() == ["2024Q2", "2024Q3", "未定"]
    assert found["cumulative_least"].tolist()[:2] == [-10, -8]
    assert found["cumulative_most"].tolist()[:2] == [7, 9]
    assert found.loc[2, ["due_out_most", "due_in"]].tolist() == [10, 7]
    assert pd.isna(found.loc[2, "short_most"])


def test_an_unknown_amount_leaves_the_sums_open_from_its_quarter_on():
    found = flow(
        cost(10.0, due="2024-07-01"), cost(None, due="2024-10-01"), grant(50.0, due="2025-01-01")
    )

    assert found["due_out_most"].isna().tolist() == [False, True, False]
    assert found["cumulative_least"].isna().tolist() == [False, True, True]


def test_a_range_is_least_at_worst():
    span = {"amount_least": 20.0, "amount_most": 40.0, "due": "2024-12-31"}
    found = flow(cost(None, **span), grant(None, "unresolved", **span))

    assert found.loc[0, ["cumulative_least", "cumulative_most"]].tolist() == [-20, 20]
    assert found.loc[0, ["unresolved_least", "unresolved_most"]].tolist() == [20, 40]


def test_an_empty_ledger_has_no_quarters():
    assert flow().empty
    assert flow(grant(3.0, in_kind=True)).empty


DAY = st.sampled_from([None, "2023-11-30", "2024-02-01", "2024-06-30", "2024-07-01", "2025-03-31"])
ROW = st.builds(
    lambda fen, kind, due, arrived: {
        "kind": kind,
        "payer": "bank",
        "amount": fen / 100,
        "due": due,
        "arrived": arrived if kind == "grant" else None,
    },
    st.integers(0, 10**10),
    st.sampled_from(["cost", "grant"]),
    DAY,
    DAY,
)


def oracle(rows, quarter: str) -> int:
    """Fen at the end of a quarter at worst, one row after the other."""
    end, now = pd.Period(quarter, "Q").end_time, pd.Timestamp("2024-06-30")
    left = 0
    for row in rows:
        came = pd.Timestamp(row["arrived"]) if row["arrived"] else None
        came = came if came is not None and came <= now else None
        due = pd.Timestamp(row["due"]) if row["due"] else None
        if row["kind"] == "cost":
            left -= round(row["amount"] * 100) if (due or now) <= end else 0
        elif came is not None:
            left += round(row["amount"] * 100) if came <= end else 0
        elif due is not None and due >= now:
            left += round(row["amount"] * 100) if due <= end else 0
    return left


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_the_worst_is_what_adding_row_by_row_gives(rows):
    found = flow(*rows, project="all")
    found = found[found["quarter"].ne("未定")]

    known = [round(each * 100) for each in found["cumulative_least"]]
    assert known == [oracle(rows, quarter) for quarter in found["quarter"]]
    assert (found["cumulative_least"] <= found["cumulative_most"]).all()
