"""Figures of reports: exact sums, shares with their base, ratios against bands."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.analysis.finance import reported


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9), st.integers(-500, 500))
def test_the_gap_is_what_the_parts_leave(cents, gap):
    terms = {str(at): each / 100 for at, each in enumerate(cents)}
    found = reported.parts((sum(cents) + gap) / 100, terms)

    assert round(found.gap * 100) == gap
    assert found.agrees == (gap == 0)


def test_an_unknown_part_leaves_the_gap_unknown():
    found = reported.parts(10, {"甲": 4, "乙": None}, unit="户")

    assert (found.summed, found.gap, found.agrees) == (None, None, None)
    assert found.text == "乙未知，无法与报告合计 10 户核对"


def test_parts_above_the_total_are_a_gap_too():
    found = reported.parts(10, {"甲": 6, "乙": 7}, unit="户")
    assert (found.gap, found.text) == (-3, "6 + 7 = 13 户，报告合计 10 户，相差 3 户未说明")


@given(st.integers(1, 10**6), st.data())
def test_a_share_keeps_its_base(whole, data):
    part = data.draw(st.integers(0, whole))
    found = reported.share(part, whole, unit="户")

    assert (found.numerator, found.denominator) == (part, whole)
    assert found.percent == pytest.approx(100 * part / whole, abs=0.05 + 1e-9)


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (5, 4), (-1, 4)])
def test_no_share(part, whole):
    with pytest.raises(ValueError, match="is no share"):
        reported.share(part, whole, unit="户")


def test_no_parts_no_check():
    with pytest.raises(ValueError, match="without parts"):
        reported.parts(1, {})


def test_a_ratio_over_nothing_is_not_known():
    figures = pd.DataFrame(
        {"measure": ["m2_per_household"], "numerator": [1.0], "denominator": [0]}
    )
    assert reported.ratios(figures)["verdict"].tolist() == ["unknown"]
