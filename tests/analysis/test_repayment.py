"""Debt: equal yearly payments that end at nothing, and income that covers them or does not."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.finance import repayment


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 1000), st.integers(1, 40))
def test_the_principal_is_paid_back_to_the_fen(fen, basis_points, years):
    loan = repayment.annuity(fen / 100, rate=basis_points / 10_000, years=years)

    assert sum(loan.payments) - sum(loan.interest) == fen
    assert max(loan.payments) - min(loan.payments) <= 2 * years + years * basis_points // 100


def test_the_payment_is_that_of_the_formula():
    rate, years = 0.035, 15
    loan = repayment.annuity(1_500_000.0, rate=rate, years=years)

    expected = 1_500_000 * rate / (1 - (1 + rate) ** -years)
    assert loan.payments[0] / 100 == pytest.approx(expected, abs=0.005)


def test_without_interest_the_years_share_equally():
    assert repayment.annuity(100.0, rate=0.0, years=3).payments == (3333, 3333, 3334)


@pytest.mark.parametrize(
    ("principal", "rate", "years"), [(-1.0, 0, 1), (1.0, -0.1, 1), (1.0, 0, 0)]
)
def test_a_loan_that_cannot_be_meant(principal, rate, years):
    with pytest.raises(ValueError, match="cannot be meant"):
        repayment.annuity(principal, rate=rate, years=years)


@pytest.mark.parametrize(
    ("income", "covered"),
    [
        ((500e3, 600e3), "yes"),
        ((10e3, 20e3), "no"),
        ((80e3, 200e3), "depends"),
        ((None, 9.0), "unknown"),
    ],
)
def test_income_covers_the_debt_or_not(income, covered):
    debt = pd.DataFrame(
        {"principal": [1e6], "income_least": [income[0]], "income_most": [income[1]]}
    )
    assert repayment.coverage(debt)["covered"].tolist() == [covered]


def test_no_debt_needs_no_income():
    debt = pd.DataFrame({"principal": [0.0], "income_least": [None], "income_most": [None]})
    found = repayment.coverage(debt).iloc[0]

    assert (found["covered"], found["payment"], found["needed"]) == ("yes", 0, 0)


def test_a_known_rent_stands_in_for_the_row():
    units = pd.DataFrame({"bays": [10, 0], "chargers": [0, 2], "m2": [50, 50], "rent": [7e3, None]})
    found = repayment.operating_income(units)

    assert found["rent"].tolist() == [7_000, 12_000]
    assert found["income"].tolist() == [25_000, 15_000]
    assert (found["income_least"] < found["income_most"]).all()
