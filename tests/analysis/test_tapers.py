"""Subsidies that taper off: the years of the set, to the fen, and never more than what is missing."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.analysis import standards
from pianqu.analysis.finance import finance_rules, tapers
from pianqu.gis.errors import ChoiceError


@pytest.mark.parametrize(
    ("years", "paid"), [("one", [900.0]), ("two", [900.0, 450.0]), ("three", [900.0, 540.0, 270.0])]
)
def test_one_two_or_three_years(years, paid):
    assert tapers.subsidy([900.0] * 3, years=years)["subsidy"].tolist() == paid


def test_a_year_in_hand_is_not_subsidised_and_an_unknown_one_stays_so():
    found = tapers.subsidy([None, -5.0], years="two")

    assert found["subsidy"].tolist() == [pd.NA, 0]
    assert found["own"].tolist() == [pd.NA, -5]


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=3))
def test_subsidy_and_own_part_add_up(fen):
    found = tapers.subsidy([each / 100 for each in fen], years="three")
    both = ((found["subsidy"] + found["own"]) * 100).round()

    assert both.tolist() == fen
    assert (found["own"] >= 0).all()


def test_a_set_that_is_not_there_and_years_that_are_missing():
    with pytest.raises(ChoiceError, match="可选：one、two、three"):
        tapers.subsidy([1.0], years="four")
    with pytest.raises(ChoiceError, match="有 3 年，只给出 1 年"):
        tapers.subsidy([1.0], years="three")


def test_a_subsidy_that_grows_is_refused():
    table = standards.load("property_subsidy").reset_index(drop=True)
    rising = table.assign(ratio=[1, 0.5, 1, 1, 0.6, 0.3])

    assert list(finance_rules.subsidy_faults(table, "a.csv")) == []
    assert "two 的 ratio 逐年上升" in next(finance_rules.subsidy_faults(rising, "a.csv"))
