"""Values as people write them, turned into numbers, dates, yes or no, and codes."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from .. import kinds

BLANK = frozenset(
    {"", "/", "-", "--", "—", "——", "na", "n/a", "nan", "nat", "none", "null", "<na>"}
)
YES = frozenset({"是", "有", "√", "yes", "y", "true", "t", "1", "1.0"})
NO = frozenset({"否", "无", "没有", "×", "no", "n", "false", "f", "0", "0.0"})
YEARS = (1900, 2100)  # of a day; a year of two digits is none of them
EXACT = 2**53  # beyond it a float no longer tells one whole number from the next
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(
    r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)\s*(.*)"
)
_DAY = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]+[0-9]{1,2}:[0-9]{2}[0-9:.]*(?:Z|[+-][0-9:]+)?)?"
)
_SEMICOLONS = re.compile(r"[;|]")
_COMMAS = re.compile(r"[、,]")
_DAY_IN_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def normal(text: object) -> str:
    """
    Text in one spelling: full-width signs made half-width, outer spaces cut, lower case.

    Examples
    --------
    >>> normal("　８５％ ")
    '85%'
    """
    return unicodedata.normalize("NFKC", str(text)).strip().lower()


def is_blank(value: object) -> bool:
    """
    Whether a cell holds nothing: empty, a dash or slash, or a missing value.

    Examples
    --------
    >>> is_blank(" / "), is_blank(float("nan")), is_blank(0)
    (True, True, False)
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    return not isinstance(value, int | float) and normal(value) in BLANK


def number(value: Any, *, unit: str = "") -> float:
    """
    A number, from a number or from its text, which may end in a spelling of the unit.

    Raises
    ------
    ValueError
        The text is no finite number: a comma stands anywhere but before three digits, a figure
        is raised or circled, or what follows is no spelling of the unit.

    Examples
    --------
    >>> number("１,２３４.5"), number("35%", unit="ratio"), number("1.13万㎡", unit="m2")
    (1234.5, 0.35, 11300.0)
    >>> number("3,4")
    Traceback (most recent call last):
    ...
    ValueError: 3,4
    """
    if isinstance(value, bool):
        raise ValueError(value)
    try:
        found = _written(value, unit) if isinstance(value, str) else float(value)
    except OverflowError as error:
        raise ValueError(value) from error
    if not math.isfinite(found):
        raise ValueError(value)
    return found


def integer(value: Any, *, unit: str = "") -> int:
    """
    A whole number, from a number or from its text, which may end in a spelling of the unit.

    Raises
    ------
    ValueError
        There is a fraction, no number at all, or one too great to be kept exactly.

    Examples
    --------
    >>> integer("412.0"), integer("412户", unit="household")
    (412, 412)
    """
    found = number(value, unit=unit)
    if found != int(found) or abs(found) > EXACT:
        raise ValueError(value)
    return int(found)


def times(value: float, factor: float) -> float:
    """
    A number in another unit, without the last bit that multiplying leaves behind.

    Examples
    --------
    >>> 1.13 * 10000, times(1.13, 10000)
    (11299.999999999998, 11300.0)
    """
    return float(f"{value * factor:.15g}")


def plain(value: float) -> str:
    """
    A number as it is read aloud: no exponent, no point before nothing.

    Examples
    --------
    >>> plain(-1234567.0), plain(0.35), plain(100000000)
    ('-1234567', '0.35', '100000000')
    """
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def factors(unit: str) -> dict[str, float]:
    """
    Every spelling of a unit, in one spelling, to its size in that unit.

    Examples
    --------
    >>> factors("ratio")["%"]
    0.01
    """
    rows = kinds.rows("units")
    return {normal(row["spelling"]): float(row["factor"]) for row in rows if row["unit"] == unit}


def _written(text: str, unit: str) -> float:
    # NFKC would make digits of ² and ①, so only full-width forms are folded before the number
    found = _NUMBER.fullmatch(text.translate(_HALF_WIDTH).strip())
    if found is None:
        raise ValueError(text)
    if not found[2]:
        return float(found[1].replace(",", ""))
    factor = factors(unit).get(normal(found[2])) if unit else None
    if factor is None:
        raise ValueError(text)
    return times(float(found[1].replace(",", "")), factor)


def boolean(value: Any) -> bool:
    """
    Yes or no, from a boolean, 1 or 0, or the usual words and ticks.

    Raises
    ------
    ValueError
        Neither yes nor no.

    Examples
    --------
    >>> boolean("是"), boolean("×")
    (True, False)
    """
    text = str(int(value)) if value in (True, False) else str(value)
    word = text.translate(_HALF_WIDTH).strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(value)


def day(value: Any) -> date:
    """
    A day, from a date or from its text: 2024-05-01, 2024/5/1, 2024.5.1, 2024年5月1日, 20240501.

    Raises
    ------
    ValueError
        The text is no such day, or its year is not one of 1900 to 2100.

    Examples
    --------
    >>> day("2024年5月1日").isoformat()
    '2024-05-01'
    """
    found = value.date() if isinstance(value, datetime) else value
    if not isinstance(found, date):
        found = _written_day(value)
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise ValueError(value)
    return found


def _written_day(value: object) -> date:
    text = _text(value).translate(_HALF_WIDTH)
    found = _DAY.fullmatch(text) or _DAY_IN_EIGHT.fullmatch(text)
    if found is None:
        raise ValueError(value)
    year, month, number_of_day = (int(part) for part in found.groups())
    return date(year, month, number_of_day)


def codes(vocabulary: str) -> dict[str, str]:
    """
    Every spelling of a closed list, in one spelling, to its code.

    Examples
    --------
    >>> codes("vote")["赞成"]
    'agree'
    """
    found: dict[str, str] = {}
    for choice in kinds.vocabulary(vocabulary):
        for word in (choice.code, choice.zh, choice.en, *choice.aliases):
            found.setdefault(normal(word), choice.code)
    return found


def reader(
    field: kinds.Field, *, own: Mapping[str, str] = MappingProxyType({})
) -> Callable[[Any], Any]:
    """
    The function that reads one cell of a field: None where it holds nothing.

    It raises ValueError or KeyError where it cannot read the cell. A word of a closed list is
    never taken for an empty cell, though it be "none"; `own` adds words for its codes.

    Examples
    --------
    >>> storeys = reader(kinds.schema("buildings").field("storeys"))
    >>> storeys("6"), storeys("6层"), storeys("/")
    (6, 6, None)
    >>> reader(kinds.schema("communities").field("management"))("none")
    'none'
    """
    if field.type == "choice":
        words = codes(field.vocabulary) | dict(own)
        return lambda value: _code(value, words)
    if field.type == "choices":
        words = codes(field.vocabulary) | dict(own)
        return lambda value: _codes(value, words)
    readers: dict[str, Callable[[Any], Any]] = {
        "integer": lambda value: integer(value, unit=field.unit),
        "number": lambda value: number(value, unit=field.unit),
        "boolean": boolean,
        "date": day,
    }
    read = readers.get(field.type, _text)
    return lambda value: None if is_blank(value) else read(value)


def _code(value: object, words: dict[str, str]) -> str | None:
    if isinstance(value, str) and normal(value) in words:
        return words[normal(value)]
    return None if is_blank(value) else words[normal(value)]


def _codes(value: object, words: dict[str, str]) -> str | None:
    parts = [] if is_blank(value) and normal(value) not in words else _words(value, words)
    found = dict.fromkeys(_code(part, words) for part in parts)
    return ";".join(code for code in found if code) or None


def _words(value: object, words: dict[str, str]) -> list[str]:
    """The names in a cell; a name may itself hold the marks that stand between two names."""
    parts = _SEMICOLONS.split(normal(_text(value)))
    return [word for part in parts for word in _listed(part.strip(), words) if word]


def _listed(text: str, words: dict[str, str]) -> list[str]:
    """Names between commas, the longest that is known first: 儿童、老年人活动场地 is one."""
    found = []
    while text:
        ends = [comma.start() for comma in _COMMAS.finditer(text)]
        known = (end for end in (len(text), *reversed(ends)) if text[:end].strip() in words)
        end = next(known, min((*ends, len(text))))
        found.append(text[:end].strip())
        text = text[end + 1 :].strip()
    return found


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
