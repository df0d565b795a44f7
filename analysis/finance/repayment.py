"""What debt asks a year, and whether the income of operating the works covers it."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .. import money
from .finance_rules import LEAST, MOST, VALUE, Overrides, number

UNITS = {"parking": "bays", "charging": "chargers", "elderly": "beds", "rent": "m2"}
COVERED, SHORT, DEPENDS, UNKNOWN = "yes", "no", "depends", "unknown"


@dataclass(frozen=True)
class Loan:
    """
    A loan that is paid back in equal yearly sums.

    Attributes
    ----------
    principal
        Fen borrowed.
    rate
        Interest a year.
    years
        Payments, one a year.
    payments, interest
        Fen of each year; what is paid less interest pays the principal back, to the fen.
    """

    principal: int
    rate: float
    years: int
    payments: tuple[int, ...]
    interest: tuple[int, ...]


def annuity(principal: float, *, rate: float, years: int) -> Loan:
    """
    The yearly payments of a loan, in whole fen; the last one settles what rounding leaves.

    Parameters
    ----------
    principal
        Yuan borrowed, not below 0.
    rate
        Interest a year, 0 or more.
    years
        At least one.

    Returns
    -------
    Loan

    Raises
    ------
    ValueError
        A number that cannot be meant.

    Examples
    --------
    >>> loan = annuity(1000.0, rate=0.05, years=2)
    >>> loan.payments, sum(loan.payments) - sum(loan.interest)
    ((53780, 53781), 100000)
    """
    if not (principal >= 0 and math.isfinite(principal) and rate >= 0 and years >= 1):
        raise ValueError("principal, rate or years cannot be meant")
    owed = int(money.fen(pd.Series([principal])).iloc[0])
    growth = money.exact(rate)
    factor = growth / (1 - (1 + growth) ** -years) if growth else money.exact(1.0) / years
    each, borrowed = _nearest(owed * factor), owed
    payments, interest = [], []
    for year in range(years):
        due = _nearest(owed * growth)
        paid = owed + due if year == years - 1 else min(each, owed + due)
        owed += due - paid
        payments.append(paid)
        interest.append(due)
    return Loan(borrowed, rate, years, tuple(payments), tuple(interest))


def operating_income(units: pd.DataFrame, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    What parking, charging, care of the elderly and rent bring in a year.

    Parameters
    ----------
    units
        One row a site: `bays`, `chargers`, `beds`, `m2` (columns that are missing are nothing), and
        where known `rent` in yuan a year, which stands in for the row of rent; NA not known.
    overrides
        As for :func:`pianqu.analysis.standards.load`; rows `income.*`: orders of magnitude, and
        assumptions.

    Returns
    -------
    DataFrame
        The index of `units`: `parking`, `charging`, `elderly`, `rent`, `income` (yuan a year at the
        value of each row), `income_least`, `income_most`.

    Examples
    --------
    >>> found = operating_income(pd.DataFrame({"bays": [20], "m2": [100], "rent": [96_000.0]}))
    >>> found[["parking", "rent", "income", "income_least"]].values.tolist()
    [[36000.0, 96000.0, 132000.0, 108000.0]]
    """
    bounds = {end: {} for end in (VALUE, LEAST, MOST)}
    for name, column in UNITS.items():
        count = units[column] if column in units else pd.Series(0.0, units.index)
        for end, found in bounds.items():
            rate = number(f"income.{name}", bound=end, overrides=overrides)
            found[name] = money.fen(count.astype("Float64") * rate)
            if name == "rent" and "rent" in units:
                found[name] = money.fen(units["rent"]).fillna(found[name]).astype("Int64")
    table = pd.DataFrame(bounds[VALUE])
    sums = {end: pd.DataFrame(found).sum(axis=1, skipna=False) for end, found in bounds.items()}
    for name, end in (("income", VALUE), ("income_least", LEAST), ("income_most", MOST)):
        table[name] = sums[end]
    return table.apply(money.yuan)


def coverage(debt: pd.DataFrame, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    Whether income covers principal and interest as often as is asked, at every rate and term.

    Parameters
    ----------
    debt
        Yuan: `principal`, `income_least`, `income_most` (a year, free for repayment; NA not known).
    overrides
        As for :func:`pianqu.analysis.standards.load`; rows `debt.rate`, `debt.years`,
        `debt.coverage`.

    Returns
    -------
    DataFrame
        The index of `debt`: `payment`, `payment_least`, `payment_most` (yuan a year at the value,
        the cheapest and the dearest terms), `asked` (income over payment at least), `ratio_least`,
        `ratio_most` (income over payment; NA not known, or no debt), `needed` (yearly income at the
        value of the terms), `covered` (yes, no, depends, unknown).

    Examples
    --------
    >>> debt = pd.DataFrame({"principal": [1_000_000.0], "income_least": 30_000.0, "income_most": 40_000.0})
    >>> found = coverage(debt)
    >>> found[["payment", "needed"]].round().values.tolist(), found["covered"].tolist()
    ([[86825.0, 104190.0]], ['no'])
    """
    terms = {VALUE: (VALUE, VALUE), LEAST: (LEAST, MOST), MOST: (MOST, LEAST)}  # rate, years
    principal = debt["principal"].astype("Float64")
    paid = {}
    for end, (rate, years) in terms.items():
        at = number("debt.rate", bound=rate, overrides=overrides)
        over = int(number("debt.years", bound=years, overrides=overrides))
        paid[end] = pd.Series([_yearly(each, at, over) for each in principal], debt.index)
    asked = number("debt.coverage", overrides=overrides)
    low, high = (debt[f"income_{end}"].astype("Float64") for end in (LEAST, MOST))
    owed = {end: each.astype("Float64") for end, each in paid.items()}
    least, most = low / owed[MOST].replace(0, pd.NA), high / owed[LEAST].replace(0, pd.NA)
    verdict = pd.Series(DEPENDS, index=debt.index, dtype="string")
    verdict = verdict.mask(least.ge(asked).fillna(False), COVERED)
    verdict = verdict.mask(most.lt(asked).fillna(False), SHORT)
    verdict = verdict.mask(low.isna() | high.isna() | principal.isna(), UNKNOWN)
    return pd.DataFrame(
        {
            "payment": owed[VALUE],
            "payment_least": owed[LEAST],
            "payment_most": owed[MOST],
            "asked": asked,
            "ratio_least": least,
            "ratio_most": most,
            "needed": owed[VALUE] * asked,
            "covered": verdict.mask(principal.eq(0).fillna(False), COVERED),
        }
    )


def _yearly(principal: Any, rate: float, years: int) -> Any:
    if pd.isna(principal):
        return pd.NA
    return annuity(float(principal), rate=rate, years=years).payments[0] / money.FEN


def _nearest(amount) -> int:
    """Whole fen, half a fen up."""
    return math.floor(amount + money.exact(0.5))
