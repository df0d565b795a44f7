"""Years as surveys write them: 1998年, 1998年5月, 1998.5; a decade or 98年 is not read."""

import re
from datetime import date, datetime
from typing import Any

from . import numbers, numerals, readings, values
from .readings import APPROXIMATE, CONVERTED, Reading, UnreadError

_ABOUT = re.compile(r"(约为|大约|大概|约)?\s*(.*?)\s*(左右|前后|上下)?")
_MONTH = re.compile(
    r"([0-9]{4})\s*[-./年]\s*([0-9]{1,2})\s*(?:月(?:份|底|初|中旬)?)?"
    r"(?:[-./]?\s*([0-9]{1,2})\s*日?(?:[ T]+[0-9:.]+(?:Z|[+-][0-9:]+)?)?)?"
)
_SPELT = re.compile(r"([零〇一二三四五六七八九]+)年?")
_SHORT = re.compile(r"['’]?[0-9]{2}年?(?:代?初|底)?|[一二三四五六七八九]{2}年")
_FIGURES = 4  # of a year in full
_LEAST = 100  # below it a year has two digits, and does not say its century


def read(value: Any) -> Reading:
    """
    A year, from a number, a day or a text.

    Raises
    ------
    UnreadError
        A decade, a span, a bound, several years, or two digits that do not say the century.

    Examples
    --------
    >>> read("１９９８年").value, read("二〇〇五年").value, read("1998年5月").how
    (1998, 2005, 'converted')
    >>> read("上世纪90年代")
    Traceback (most recent call last):
    ...
    pianqu.layers.survey.readings.UnreadError: 是年代（一段时间），不是一个年份
    """
    if isinstance(value, datetime | date):
        return Reading(value.year, CONVERTED, "写的是日期，只取年份")
    text = readings.folded(str(value))
    readings.refuse_broken(text)
    _refuse_spans(text)
    found = _ABOUT.fullmatch(text)
    core = text if found is None else found[2]
    known = _year(core)
    if found is not None and (found[1] or found[3]):
        return Reading(known.value, APPROXIMATE, "是约数，按所写的年份读")
    return known


def _refuse_spans(text: str) -> None:
    if "年代" in text or "世纪" in text:
        raise UnreadError("是年代", "是年代（一段时间），不是一个年份")
    if _SHORT.fullmatch(text):
        raise UnreadError("没有写明世纪", "只有两位数，没有写明世纪")


def _year(text: str) -> Reading:
    spelt = _SPELT.fullmatch(text)
    digits = numerals.read_digits(spelt[1]) if spelt and len(spelt[1]) == _FIGURES else None
    if digits is not None:
        return Reading(digits)
    month = _MONTH.fullmatch(text)
    if month is not None and _is_day(*(int(part or 1) for part in month.groups())):
        return Reading(int(month[1]), CONVERTED, "写到月或日，只取年份")
    try:
        year = values.integer(text, unit="year")
    except ValueError as error:
        raise _trouble(text) from error
    if 0 <= year < _LEAST:
        raise UnreadError("没有写明世纪", "只有两位数，没有写明世纪")
    return Reading(year)


def _is_day(year: int, month: int, number: int) -> bool:
    try:
        return date(year, month, number).year == year
    except ValueError:
        return False


def _trouble(text: str) -> UnreadError:
    try:
        numbers.read(text, unit="year", whole=True)
    except UnreadError as error:
        sort = "不是年份" if error.sort == "不是数字" else error.sort
        return UnreadError(sort, error.reason.replace("不是数字", "不是年份"))
    return UnreadError("不是年份", "不是写全的年份")
