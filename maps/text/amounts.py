"""Amounts in words: yuan and ten thousand yuan, ranges and sums, and what of them is not known."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ...analysis import money
from .cells import Cell, amount, known, missing, number

WAN = 10_000.0  # yuan
TO = "～"
_FEN = 2  # decimals of a yuan


def fine(table: pd.DataFrame, fields: Iterable[str]) -> int:
    """
    How many decimals amounts of a table need: none where all are whole yuan, so that they add up.

    Examples
    --------
    >>> fine(pd.DataFrame({"a": [1.0, None]}), ["a"]), fine(pd.DataFrame({"a": [1.5]}), ["a", "b"])
    (0, 2)
    """
    for name in fields:
        if name in table:
            values = pd.to_numeric(table[name], errors="coerce").dropna()
            if (values % 1).ne(0).any():
                return _FEN
    return 0


def yuan(value: Any, *, digits: int = 0, note: str = "") -> Cell:
    """
    Yuan; not known is said, never nought.

    Examples
    --------
    >>> yuan(13_020_000).text, yuan(None).text
    ('13,020,000', '不明')
    """
    return (
        number(value, digits=digits, note=note) if known(value) else Cell("不明", note, "missing")
    )


def span(least: Any, most: Any, *, digits: int = 0, note: str = "") -> Cell:
    """
    A range of yuan, as one figure where both ends are the same.

    Examples
    --------
    >>> span(200, 400).text, span(-5, -5).text, span(1, None).text
    ('200～400', '−5', '不明')
    """
    if not (known(least) and known(most)):
        return Cell("不明", note, "missing")
    if float(least) == float(most):
        return number(least, digits=digits, note=note)
    ends = TO.join(amount(each, digits=digits) for each in (least, most))
    return Cell(ends, note, "number")


def told(value: Any) -> str:
    """
    An amount in a sentence: ten thousand yuan from one of them on, else yuan.

    Examples
    --------
    >>> told(1_700_000), told(350), told(-12_000), told(None)
    ('170.00 万元', '350 元', '−1.20 万元', '不明')
    """
    if not known(value):
        return "不明"
    if abs(float(value)) >= WAN:
        return f"{amount(float(value) / WAN, digits=2)} 万元"
    return f"{amount(value, digits=fine(pd.DataFrame({'value': [value]}), ['value']))} 元"


def told_span(least: Any, most: Any) -> str:
    """
    A range in a sentence.

    Examples
    --------
    >>> told_span(200_000, 400_000), told_span(5, 5), told_span(None, 5)
    ('20.00～40.00 万元', '5 元', '不明')
    """
    if not (known(least) and known(most)):
        return "不明"
    if float(least) == float(most):
        return told(least)
    if max(abs(float(least)), abs(float(most))) >= WAN:
        return f"{in_wan(least)}{TO}{in_wan(most)} 万元"
    return f"{told(least)} 至 {told(most)}"


def in_wan(value: Any) -> str:
    """
    Ten thousand yuan without the unit.

    Examples
    --------
    >>> in_wan(-210_000), in_wan(None)
    ('−21.00', '不明')
    """
    return amount(float(value) / WAN, digits=2) if known(value) else "不明"


def wan_span(least: Any, most: Any) -> str:
    """
    A range in ten thousand yuan without the unit.

    Examples
    --------
    >>> wan_span(200_000, 400_000), wan_span(1, 1), wan_span(None, 1)
    ('20.00～40.00', '0.00', '不明')
    """
    if not (known(least) and known(most)):
        return "不明"
    ends = dict.fromkeys([in_wan(least), in_wan(most)])
    return TO.join(ends)


def wan(value: Any, *, note: str = "", word: str = "no_data") -> Cell:
    """
    Yuan in ten thousands.

    Examples
    --------
    >>> wan(412_345).text, wan(None).text
    ('41.23', '无数据')
    """
    return number(value / WAN if known(value) else None, digits=2, note=note, word=word)


def between(least: Any, most: Any, *, scale: float = WAN, digits: int = 2) -> str:
    """
    A range in words; empty where it is not known or a point.

    Examples
    --------
    >>> between(300_000, 505_000), between(1, 1), between(None, 1)
    ('30~50.5', '', '')
    """
    if not (known(least) and known(most)) or least == most:
        return ""
    return f"{short(least / scale, digits=digits)}~{short(most / scale, digits=digits)}"


def short(value: Any, *, digits: int = 2) -> str:
    """
    A number with no more decimals than it has.

    Examples
    --------
    >>> short(1200.50), short(30), short(0.333)
    ('1,200.5', '30', '0.33')
    """
    told = amount(value, digits=digits)
    return told.rstrip("0").rstrip(".") if "." in told else told


def total(values: Iterable[Any]) -> Any:
    """
    A sum to the fen; NA where one is not known.

    Examples
    --------
    >>> total([1.1, 2.2]), total([1, None]), total([])
    (3.3, <NA>, 0.0)
    """
    listed = list(values)
    if not all(known(value) for value in listed):
        return pd.NA
    return money.total(pd.Series(listed, dtype=float))


def summed(
    values: Iterable[Any], *, scale: float = 1.0, digits: int = 0, lost: str = "个不明"
) -> Cell:
    """
    The sum of what is known, with how many are not; never zero for nothing known.

    Parameters
    ----------
    values
        NA where not known.
    scale
        What one of the printed unit is worth.
    digits
        Of the sum.
    lost
        What is not known, with its measure word.

    Returns
    -------
    Cell

    Examples
    --------
    >>> summed([3, None]), summed([None]).text, summed([]).text
    (Cell(text='3', note='另有 1 个不明', tone='number'), '无数据', '0')
    """
    column = pd.Series(list(values), dtype="Float64")
    blank = int(column.isna().sum())
    if len(column) and blank == len(column):
        return missing()
    note = f"另有 {blank} {lost}" if blank else ""
    return number(float(column.sum()) / scale, digits=digits, note=note)
