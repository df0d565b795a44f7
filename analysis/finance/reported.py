"""Figures of a report held against each other: parts and total, shares and their bases, ratios."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from .. import money
from . import plausible
from .finance_rules import Overrides

_PERCENT = 100


@dataclass(frozen=True)
class Parts:
    """
    A reported total beside the sum of its parts.

    Attributes
    ----------
    total, summed
        As reported, and as added; `summed` is None where a part is not known.
    gap
        What the parts leave unexplained: total less sum; None where the sum is not known.
    text
        The sum written out, with the gap that stays.
    """

    total: float
    summed: float | None
    gap: float | None
    text: str

    @property
    def agrees(self) -> bool | None:
        """Whether nothing is left; None where that is not known."""
        return None if self.gap is None else self.gap == 0


@dataclass(frozen=True)
class Share:
    """
    A share with what it is of.

    Attributes
    ----------
    numerator, denominator
        Whole numbers.
    unit
        Of both.
    """

    numerator: int
    denominator: int
    unit: str

    @property
    def value(self) -> float:
        """Numerator over denominator."""
        return self.numerator / self.denominator

    @property
    def percent(self) -> float:
        """In percent with one decimal, half away from zero as reports round."""
        exact = Fraction(self.numerator * _PERCENT * 10, self.denominator)
        return int(exact + Fraction(1, 2)) / 10

    @property
    def text(self) -> str:
        """The share written out."""
        return f"{self.numerator}/{self.denominator} {self.unit} = {self.percent:g} %"


def parts(total: float, parts: Mapping[str, float | None], *, unit: str = "") -> Parts:
    """
    Whether the parts of a report add up to its total; a gap is stated, never spread.

    Parameters
    ----------
    total
        As reported.
    parts
        Name to amount; None not known.
    unit
        Of all of them, as it is written.

    Returns
    -------
    Parts
        Exact in the decimal numbers that are written.

    Raises
    ------
    ValueError
        There are no parts.

    Examples
    --------
    >>> parts(947, {"住宅": 538, "非居住": 44, "商铺": 72}, unit="户").text
    '538 + 44 + 72 = 654 户，报告合计 947 户，相差 293 户未说明'
    >>> parts(15.76, {"住建口": 8.12, "发改口": 7.64}, unit="亿元").gap
    0.0
    """
    if not parts:
        raise ValueError("a total without parts has nothing to be held against")
    whole = f"报告合计 {_number(total)} {unit}".rstrip()
    missing = [name for name, part in parts.items() if part is None or pd.isna(part)]
    if missing:
        return Parts(total, None, None, f"{'、'.join(missing)}未知，无法与{whole}核对")
    terms = [Decimal(str(part)) for part in parts.values()]
    summed = sum(terms, Decimal(0))
    gap = Decimal(str(total)) - summed
    said = f"{' + '.join(map(_number, terms))} = {_number(summed)} {unit}".rstrip()
    rest = f"相差 {_number(abs(gap))} {unit}".rstrip() + "未说明" if gap else "相符"
    return Parts(float(total), float(summed), float(gap), f"{said}，{whole}，{rest}")


def share(numerator: int, denominator: int, *, unit: str) -> Share:
    """
    A share that keeps its base: 33 who agree are one share of all, and another of who voted.

    Parameters
    ----------
    numerator, denominator
        Whole numbers, the first not above the second.
    unit
        Of both.

    Returns
    -------
    Share

    Raises
    ------
    ValueError
        The denominator is not above 0, or the numerator is not within it.

    Examples
    --------
    >>> share(33, 36, unit="户").text, share(33, 34, unit="户").text
    ('33/36 户 = 91.7 %', '33/34 户 = 97.1 %')
    """
    if not 0 <= numerator <= denominator or denominator == 0:
        raise ValueError(f"{numerator} of {denominator} is no share")
    return Share(numerator, denominator, unit)


def ratios(figures: pd.DataFrame, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    Reported figures over each other, against plausible bands.

    Parameters
    ----------
    figures
        `measure` (as in the table `cost_bands`), `numerator`, `denominator` in the units of the
        band; `mode` of renewal where the measure has one.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        The index of `figures`: `measure`, `numerator`, `denominator`, `value`, and as
        :func:`pianqu.analysis.finance.plausible.judged`.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> figures = pd.DataFrame({"measure": ["per_m2", "households_per_building"], "mode": "retrofit",
    ...     "numerator": [75.6e6, 1556], "denominator": [278_000, 449]})
    >>> found = ratios(figures)
    >>> found["value"].round(1).tolist(), found["verdict"].tolist()
    ([271.9, 3.5], ['plausible', 'low'])
    """
    value = plausible.quotients(figures["numerator"], figures["denominator"])
    mode = figures["mode"] if "mode" in figures else pd.Series(pd.NA, figures.index, dtype="string")
    asked = figures[["measure"]].assign(mode=mode, value_least=value, value_most=value)
    kept = figures[["measure", "numerator", "denominator"]].assign(value=value)
    return pd.concat([kept, plausible.judged(asked, overrides=overrides)], axis=1)


def _number(value: float | Decimal) -> str:
    exact = money.exact(float(value))
    return f"{exact.numerator:d}" if exact.denominator == 1 else f"{float(value):.15g}"
