"""The cells of a table in words: figures with their digits, shares, and what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .codes import STATUS
from .words import ANSWER_WORDS

HECTARE = 10_000.0
MINUS = "−"


@dataclass(frozen=True)
class Cell:
    """
    One cell of a table, all raw text.

    Attributes
    ----------
    text
        What is read.
    note
        A second, smaller line.
    tone
        How it looks beside what it says: number, good, part, bad, missing, doubt, strong.
    """

    text: str
    note: str = ""
    tone: str = ""


def known(value: Any) -> bool:
    """
    Whether a value is there.

    Examples
    --------
    >>> known(0), known(None), known(float("nan")), known("")
    (True, False, False, False)
    """
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return False
    return value != ""


def said(value: Any) -> str:
    """
    Text, or nothing where it is not known.

    Examples
    --------
    >>> said("原因"), said(None)
    ('原因', '')
    """
    return str(value) if known(value) else ""


def missing(word: str = "no_data") -> Cell:
    """
    The cell of a value that is not known.

    Examples
    --------
    >>> missing().text, missing("not_computed").text
    ('无数据', '未计算')
    """
    return Cell(ANSWER_WORDS[word], tone="missing")


def text(value: Any, *, word: str = "no_data") -> Cell:
    """
    Text as it is; a day as a day.

    Examples
    --------
    >>> text("南园").text, text(pd.Timestamp("2024-05-01")).text, text(pd.NA).text
    ('南园', '2024-05-01', '无数据')
    """
    if not known(value):
        return missing(word)
    return Cell(str(value.date()) if isinstance(value, pd.Timestamp) else str(value))


def number(value: Any, *, digits: int = 0, note: str = "", word: str = "no_data") -> Cell:
    """
    A number with as many digits as asked for and thousands apart; never a zero for nothing.

    Examples
    --------
    >>> number(12345.6).text, number(-1.5, digits=1).text, number(None).text
    ('12,346', '−1.5', '无数据')
    """
    if not known(value):
        return missing(word)
    return Cell(amount(value, digits=digits), note, "number")


def amount(value: Any, *, digits: int = 0) -> str:
    """
    A number as it is printed.

    Examples
    --------
    >>> amount(1234.5, digits=2), amount(-0.0001)
    ('1,234.50', '0')
    """
    rounded = round(float(value), digits)
    return f"{rounded if rounded else 0:,.{digits}f}".replace("-", MINUS)


def hectares(value: Any, *, word: str = "no_data") -> Cell:
    """
    Square metres in hectares.

    Examples
    --------
    >>> hectares(437342.7).text
    '43.73'
    """
    return number(value / HECTARE if known(value) else None, digits=2, word=word)


def share(value: Any, *, note: str = "", word: str = "not_computed") -> Cell:
    """
    A share of one in percent.

    Examples
    --------
    >>> share(2 / 3, note="2 / 3"), share(None).text
    (Cell(text='66.7%', note='2 / 3', tone='number strong'), '未计算')
    """
    if not known(value):
        return missing(word)
    return Cell(f"{float(value):.1%}".replace("-", MINUS), note, "number strong")


def part(value: Any, whole: Any, *, digits: int = 0) -> str:
    """
    A numerator and its denominator; empty where either is not known.

    Examples
    --------
    >>> part(1234, 2000), part(None, 2000)
    ('1,234 / 2,000', '')
    """
    if not (known(value) and known(whole)):
        return ""
    return f"{amount(value, digits=digits)} / {amount(whole, digits=digits)}"


def tenths_rate(tenths: int) -> str:
    """
    Tenths of a percentage point as a rate.

    Examples
    --------
    >>> tenths_rate(963), tenths_rate(1000)
    ('96.3%', '100.0%')
    """
    return f"{tenths // 10}.{tenths % 10}%"


def points(tenths: int) -> str:
    """
    Tenths of a percentage point as a difference, with its sign.

    Examples
    --------
    >>> points(-421), points(5), points(0)
    ('−42.1', '+0.5', '0.0')
    """
    whole, tenth = divmod(abs(tenths), 10)
    sign = MINUS if tenths < 0 else "+" if tenths > 0 else ""
    return f"{sign}{whole}.{tenth}"


def answer(value: Any, *, reason: Any = None) -> Cell:
    """
    Yes, no, or not decided, with why.

    Examples
    --------
    >>> answer(True), answer(None, reason="没有面状图形")
    (Cell(text='是', note='', tone='good'), Cell(text='未判定', note='没有面状图形', tone='missing'))
    """
    why = said(reason)
    if not known(value):
        return Cell(ANSWER_WORDS["undecided"], why, "missing")
    return Cell(ANSWER_WORDS["yes" if value else "no"], why, "good" if value else "bad")


def status(value: Any) -> Cell:
    """
    How sure a rule is; one that nobody has verified is marked.

    Examples
    --------
    >>> status("verified"), status("unverified")
    (Cell(text='已核对', note='', tone=''), Cell(text='未核实', note='', tone='doubt'))
    """
    if not known(value):
        return missing()
    return Cell(STATUS.get(str(value), str(value)), tone="" if value == "verified" else "doubt")


def judged(code: Any, table: Mapping[str, tuple[str, str]], *, note: str = "") -> Cell:
    """
    A code in the words of a table, with its tone; the code itself where it has no word.

    Examples
    --------
    >>> judged("no", {"no": ("有缺口", "bad")}), judged(None, {}).text
    (Cell(text='有缺口', note='', tone='bad'), '无数据')
    """
    if not known(code):
        return missing()
    word, tone = table.get(str(code), (str(code), ""))
    return Cell(word, note, tone)


def titled(name: str, code: Any) -> Cell:
    """
    A name over its id, which is not said twice.

    Examples
    --------
    >>> titled("东一村", "C1").note, titled("C9", "C9").note
    ('C1', '')
    """
    return Cell(name, "" if name == str(code) else str(code))
