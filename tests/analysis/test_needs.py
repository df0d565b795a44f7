"""Unmet need of plots: by hand, against a plain loop, and what is not known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.reuse import needs

USES = pd.DataFrame(
    {"facility_kind": ["park_small", "nursery", None]},
    index=["pocket_park", "nursery", "lift_lobby"],
)
TODAY = pd.DataFrame(
    {"park_small": [9.0, 3.0, np.inf, np.nan, 5.0]}, index=["B1", "B2", "B3", "B4", "B5"]
)
WEIGHT = pd.Series(
    {"B1": 30, "B2": 50, "B3": None, "B4": 20, "B5": 7}, dtype="Int64", name="households"
)


def walks(*rows):
    return pd.DataFrame(rows, columns=["building", "plot", "minutes"])


ALL = walks(("B1", "L1", 2), ("B2", "L1", 5), ("B3", "L1", 1), ("B4", "L1", 4), ("B5", "L2", 5.001))


def needed(pairs=ALL, limits=5.0, weight=WEIGHT, uses=USES):
    found = needs.need(
        uses, TODAY, pairs=pairs, weight=weight, limits=limits, plots=pd.Index(["L1", "L2"])
    )
    return found.set_index(["plot", "use"])


def test_need_by_hand():
    # B1 is met nowhere, B2 is; the weight of B3 and the walk of B4 are not known
    found = needed().loc[("L1", "pocket_park")]

    assert found[["homes", "unmet_homes", "without_weight"]].tolist() == [4, 2, 1]
    assert found[["unmet", "base", "unknown"]].tolist() == [30.0, 80.0, 20.0]
    assert found["share"] == 30 / 80
    assert found[["unit", "reason", "limit"]].tolist() == ["households", "", 5.0]


def test_a_plot_that_no_home_reaches_is_there_with_the_reason():
    found = needed().loc[("L2", "pocket_park")]

    assert found[["homes", "unmet"]].tolist() == [0, 0.0]
    assert np.isnan(found["share"])
    assert found["reason"] == needs.NO_HOMES


@pytest.mark.parametrize(
    ("use", "change", "reason"),
    [
        ("lift_lobby", {}, needs.NO_KIND),
        ("nursery", {}, "数据中未标注此类设施，不等于没有"),
        ("pocket_park", {"limits": {"nursery": 5}}, needs.NO_LIMIT),
        ("pocket_park", {"weight": WEIGHT.mask(WEIGHT > 0)}, needs.NO_WEIGHT),
    ],
)
def test_what_cannot_be_said_is_missing_with_the_reason(use, change, reason):
    found = needed(**change).loc[("L1", use)]

    assert np.isnan(found["unmet"])
    assert np.isnan(found["share"])
    assert found["reason"] == reason


def test_limits_may_differ_by_kind():
    found = needed(limits={"park_small": 8.0})["unmet"]

    assert found["L1", "pocket_park"] == 30.0
    assert found["L2", "pocket_park"] == 0.0  # B5 is met today


def test_no_uses_have_no_need():
    assert len(needed(uses=USES.iloc[:0])) == 0


MINUTES = st.sampled_from([0.0, 4.0, 5.0, 5.5, np.inf, np.nan])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(MINUTES, st.sampled_from([None, 1, 10])), min_size=1, max_size=5),
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["L1", "L2"]), st.integers(0, 9)), max_size=9
    ),
)
def test_sums_are_those_of_a_plain_loop(homes, links):
    index = [f"B{number}" for number in range(len(homes))]
    today = pd.DataFrame({"park_small": [0.0, *[home[0] for home in homes]]}, index=["B", *index])
    weight = pd.Series([1, *[home[1] for home in homes]], ["B", *index], dtype="Int64")
    kept = {(index[at % len(index)], plot): minutes for at, plot, minutes in links}
    pairs = walks(*[(*pair, minutes) for pair, minutes in kept.items()])
    found = needs.need(
        USES.head(1), today, pairs=pairs, weight=weight, limits=5, plots=pd.Index(["L1", "L2"])
    )
    unmet, unknown = dict.fromkeys(["L1", "L2"], 0), dict.fromkeys(["L1", "L2"], 0)
    for (home, plot), minutes in kept.items():
        walk, people = homes[index.index(home)]
        if minutes <= 5 and people and np.isnan(walk):
            unknown[plot] += people
        elif minutes <= 5 and people and walk > 5:
            unmet[plot] += people

    assert found["unknown"].tolist() == list(unknown.values())
    assert found["unmet"].fillna(0).tolist() == list(unmet.values())
