"""Values of a column as the cells of a workbook hold them: nothing that runs, nothing refused."""

import math
import re
from datetime import date, datetime
from typing import Any

import pandas as pd

from .words import WORKBOOK_WORDS

MOST_SIGNS = 32_767  # of a cell, in UTF-16 units: ECMA-376 and the limits of Excel
MOST_DIGITS = 10**15  # beyond, Excel keeps zeros for digits
_CONTROL = 32
_FIRST_YEAR = 1901  # of Excel's days that all programs read alike
_PICTURES = 0x2400  # U+2400 shows the control sign 0
# what XML 1.0 cannot hold, and what a reader of OOXML takes for a sign written in hexadecimal
_REFUSED = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Cell = str | int | float | date | None


def text(value: str) -> str:
    r"""
    Text that a cell can hold.

    Parameters
    ----------
    value
        Anything; a sign that XLSX refuses is shown by its picture, and what is longer than a cell
        is cut and says so.

    Returns
    -------
    str

    Examples
    --------
    >>> text("a\x00b"), text("=1+1"), len(text("长" * 40_000)) <= MOST_SIGNS
    ('a␀b', '=1+1', True)
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _ESCAPED.sub("_x005F_", _REFUSED.sub(_picture, value))
    if 2 * len(value) <= MOST_SIGNS or _signs(value) <= MOST_SIGNS:
        return value
    mark = WORKBOOK_WORDS["cut_mark"].format(many=f"{len(value):,}")
    room = 2 * (MOST_SIGNS - len(mark))
    return value.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + mark


def cut(value: Any) -> bool:
    """
    Whether a text is longer than a cell.

    Examples
    --------
    >>> cut("短"), cut("长" * 40_000)
    (False, True)
    """
    return isinstance(value, str) and 2 * len(value) > MOST_SIGNS and _signs(value) > MOST_SIGNS


def value(given: Any) -> Cell:
    """
    One value as a cell holds it.

    Parameters
    ----------
    given
        Number, text, yes or no, day, list, or missing.

    Returns
    -------
    str, int, float, date or None
        None for what is missing; yes and no as 是 and 否; a number with more digits than Excel
        keeps, an infinite one, and whatever is no number, day or text, as text.

    Examples
    --------
    >>> value(True), value(pd.NA), value(pd.Timestamp("2024-05-01")), value(12_345_678_901_234_567)
    ('是', None, datetime.date(2024, 5, 1), '12345678901234567')
    """
    if given is None or (pd.api.types.is_scalar(given) and pd.isna(given)):
        return None
    if isinstance(given, str):
        return text(given)
    if pd.api.types.is_bool(given):
        return "是" if given else "否"
    if pd.api.types.is_number(given):
        return _number(given)
    if isinstance(given, datetime):
        return _day(given)
    return given if isinstance(given, date) else text(str(given))


def _number(given: Any) -> Cell:
    if pd.api.types.is_integer(given):
        whole = int(given)
        return whole if abs(whole) < MOST_DIGITS else str(whole)
    plain = float(given)
    return plain if math.isfinite(plain) else ("∞" if plain > 0 else "−∞")


def _day(given: datetime) -> Cell:
    """A day, or text where it has a time or lies before the calendar of Excel."""
    whole = (given.hour, given.minute, given.second, given.microsecond) == (0, 0, 0, 0)
    if not whole or given.tzinfo is not None:
        return given.isoformat(sep=" ")
    return given.date() if given.year >= _FIRST_YEAR else given.date().isoformat()


def _signs(value: str) -> int:
    return len(value.encode("utf-16-le", errors="replace")) // 2


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(_PICTURES + code) if code < _CONTROL else "�"
