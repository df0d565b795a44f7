"""Rent while the works last, and homes elsewhere: the difference is the opposite for the other side."""

import itertools

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.finance import resettlement

YUAN = st.integers(0, 10**10).map(lambda fen: fen / 100)


def homes(*rows, prefix="H") -> pd.DataFrame:
    index = [f"{prefix}{at}" for at in range(len(rows))]
    return pd.DataFrame(rows, columns=["x", "y", "area", "value"], index=index)


def test_rent_is_households_times_months_times_rent():
    given_ = pd.DataFrame({"households": [128], "months": [18], "rent": [1200.5]})
    assert resettlement.rent(given_)["rent_least"].tolist() == [128 * 18 * 1200.5]


def test_a_range_of_months_is_a_range_of_rent():
    found = resettlement.rent(
        pd.DataFrame({"households": [10], "months_least": [12], "months_most": [18], "rent": [1e3]})
    ).iloc[0]

    assert (found["rent_least"], found["rent_most"]) == (120_000, 180_000)
    assert found["text"] == "10 户 × 12～18 月 × 1000 元/户·月"


def test_nothing_stands_in_for_what_is_not_known():
    found = resettlement.rent(pd.DataFrame({"households": [10], "months": [12]})).iloc[0]

    assert pd.isna(found["rent_most"])
    assert found["text"] == "租金未知，过渡租金无从计算"


@given(YUAN, YUAN)
def test_the_difference_is_the_opposite_for_the_other_side(one, other):
    a, b = pd.Series([one]), pd.Series([other])
    there, back = resettlement.differences(a, b), resettlement.differences(b, a)

    assert there.iloc[0] == -back.iloc[0]


def test_no_home_without_a_reason():
    asked = homes((0, 0, 60, 5e5), (9e4, 0, 60, 5e5), (0, 0, 60, None), (0, 0, 300, 5e5))
    found = resettlement.replacements(asked, homes((0, 100, 50, 6e5), prefix="R"))

    assert found["home"].tolist() == ["R0", pd.NA, pd.NA, pd.NA]
    assert found.loc["H0", ["metres", "difference"]].tolist() == [100, 100_000]
    assert found["reason"].tolist()[1:] == [
        "距离内的房源 0 套，面积够的 1 套，没有一套同时满足且评估价已知",
        "原房屋评估价未知",
        "距离内的房源 1 套，面积够的 0 套，没有一套同时满足且评估价已知",
    ]


def test_an_empty_stock_is_said():
    found = resettlement.replacements(homes((0, 0, 60, 5e5)), homes(prefix="R"))
    assert found["reason"].tolist() == ["没有可置换的房源"]


PLACE = st.tuples(
    st.sampled_from([0, 2_000, 9_000]), st.just(0), st.sampled_from([40, 60, 90]), st.integers(1, 9)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PLACE, min_size=1, max_size=4), st.lists(PLACE, min_size=1, max_size=4))
def test_as_many_as_can_be_and_then_the_least_to_pay(asked, stock):
    found = resettlement.replacements(homes(*asked), homes(*stock, prefix="R"))
    best = (0, 0)
    for chosen in itertools.product([None, *range(len(stock))], repeat=len(asked)):
        held = [each for each in chosen if each is not None]
        pairs = [(asked[at], stock[each]) for at, each in enumerate(chosen) if each is not None]
        near = all(abs(a[0] - b[0]) <= 3_000 and b[2] / a[2] >= 0.8 for a, b in pairs)
        if len(held) == len(set(held)) and near:
            best = min(best, (-len(held), sum(abs(a[3] - b[3]) for a, b in pairs)))

    got = found["home"].dropna()
    assert got.is_unique
    assert (-len(got), found["difference"].abs().sum()) == best
