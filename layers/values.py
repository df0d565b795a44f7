"""Values as people write them, turned into numbers, dates, yes or no, and codes."""

import math
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from . import kinds

BLANK = frozenset(
    {"", "/", "-", "--", "—", "——", "na", "n/a", "nan", "nat", "none", "null", "<na>"}
)
YES = frozenset({"是", "有", "√", "yes", "y", "true", "t", "1"})
NO = frozenset({"否", "无", "没有", "×", "no", "n", "false", "f", "0"})


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


def number(value: Any) -> float:
    """
    A number, from a number or from its text.

    Raises
    ------
    ValueError
        The text is no finite number.

    Examples
    --------
    >>> number("１,２３４.5")
    1234.5
    """
    if isinstance(value, bool):
        raise ValueError(value)
    found = float(normal(value).replace(",", "")) if isinstance(value, str) else float(value)
    if not math.isfinite(found):
        raise ValueError(value)
    return found


def integer(value: Any) -> int:
    """
    A whole number, from a number or from its text.

    Raises
    ------
    ValueError
        There is a fraction, or no number at all.

    Examples
    --------
    >>> integer("412.0")
    412
    """
    found = number(value)
    if found != int(found):
        raise ValueError(value)
    return int(found)


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
    word = normal(int(value)) if value in (True, False) else normal(value)
    if word in YES or word in NO:
        return word in YES
    raise ValueError(value)


def day(value: Any) -> date:
    """
    A day, from a date or from its text: 2024-05-01, 2024/5/1, 2024.5.1, 2024年5月1日, 20240501.

    Raises
    ------
    ValueError
        The text is no such day.

    Examples
    --------
    >>> day("2024年5月1日").isoformat()
    '2024-05-01'
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = normal(value).split("t")[0].split(" ")[0]
    for sign in "年月/.":
        text = text.replace(sign, "-")
    text = text.rstrip("日")
    if text.isdigit() and len(text) == 8:  # noqa: PLR2004  yyyymmdd
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    year, month, number_of_day = (int(part) for part in text.split("-"))
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


def reader(field: kinds.Field) -> Callable[[Any], Any]:
    """
    The function that reads one cell of a field: None where it holds nothing.

    It raises ValueError or KeyError where it cannot read the cell. A word of a closed list is
    never taken for an empty cell, though it be "none".

    Examples
    --------
    >>> storeys = reader(kinds.schema("buildings").field("storeys"))
    >>> storeys("6"), storeys("/")
    (6, None)
    >>> reader(kinds.schema("communities").field("management"))("none")
    'none'
    """
    if field.type == "choice":
        words = codes(field.vocabulary)
        return lambda value: _code(value, words)
    if field.type == "choices":
        words = codes(field.vocabulary)
        return lambda value: _codes(value, words)
    readers: dict[str, Callable[[Any], Any]] = {
        "integer": integer,
        "number": number,
        "boolean": boolean,
        "date": day,
    }
    plain = readers.get(field.type, _text)
    return lambda value: None if is_blank(value) else plain(value)


def _code(value: object, words: dict[str, str]) -> str | None:
    if isinstance(value, str) and normal(value) in words:
        return words[normal(value)]
    return None if is_blank(value) else words[normal(value)]


def _codes(value: object, words: dict[str, str]) -> str | None:
    found = [_code(part, words) for part in _parts(value)] if isinstance(value, str) else []
    return ";".join(code for code in found if code) or None


def _parts(value: object) -> list[str]:
    text = str(value)
    for sign in "；、,，|":
        text = text.replace(sign, ";")
    return [part for part in text.split(";") if part.strip()]


def _text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).strip()  # type: ignore[arg-type]  # float above
