"""A cell of a survey read as its field asks: the value and how, or an UnreadError that says why."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .. import kinds
from . import numbers, readings, values, years
from .readings import CONVERTED, MISSING, Reading, UnreadError

_TICKS = {"✓": "√", "✔": "√", "☑": "√", "✗": "×", "✘": "×", "☒": "×"}
_CIRCLES = frozenset("○〇◯●⚪o0О")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SERIALS = (9133, 73415)  # 1925-01-01 and 2100-12-31 as a workbook counts days
_EPOCH = date(1899, 12, 30)

Reader = Callable[[Any], Reading]
Aliases = Iterable[Mapping[str, str]]


def reader(field: kinds.Field, *, layer: str = "", aliases: Aliases = ()) -> Reader:
    """
    The function that reads one cell of a field.

    Parameters
    ----------
    field
        Its type, unit and closed list; its range is not looked at.
    layer, aliases
        The layer, and the user's own words: of them those of this layer and field that name a
        choice are understood as well.

    Returns
    -------
    callable
        A cell to its :class:`~pianqu.layers.survey.readings.Reading`; it raises UnreadError and
        nothing else.

    Examples
    --------
    >>> households = reader(kinds.schema("communities").field("households"))
    >>> households("约300户").value, households("/").how, households("1，024").value
    (300, 'missing', 1024)
    >>> households("无")
    Traceback (most recent call last):
    ...
    pianqu.layers.survey.readings.UnreadError: 写的是“无”，不知是零还是没有数据；是零请写 0
    """
    if field.type in ("choice", "choices"):
        return _chooser(field, layer, aliases)
    read = _plain_reader(field)
    return lambda value: Reading(None, MISSING) if readings.is_missing(value) else read(value)


def _plain_reader(field: kinds.Field) -> Reader:
    if field.type == "integer" and field.unit == "year":
        return years.read
    readers: dict[str, Reader] = {
        "integer": lambda value: numbers.read(value, unit=field.unit, whole=True),
        "number": lambda value: numbers.read(value, unit=field.unit),
        "boolean": _boolean,
        "date": _day,
    }
    return readers.get(field.type, _words)


def _words(value: Any) -> Reading:
    plain = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    readings.refuse_broken(plain)
    text = readings.tidy(plain)
    if text == plain.strip():
        return Reading(text)
    return Reading(text, CONVERTED, "去掉了换行或看不见的字符")


def _boolean(value: Any) -> Reading:
    text = readings.folded(str(value))
    readings.refuse_broken(text)
    try:
        return Reading(values.boolean(_TICKS.get(text, value if text else text)))
    except (ValueError, TypeError) as error:
        if text.lower() in _CIRCLES:
            raise UnreadError("圆圈的意思不明", "是圆圈，不知是“是”还是“否”") from error
        raise UnreadError("不是是或否", "既不是“是”也不是“否”") from error


def _day(value: Any) -> Reading:
    text = readings.folded(str(value))
    readings.refuse_broken(text)
    if not isinstance(value, datetime | date) and _SERIAL.fullmatch(text):
        return _serial(text)
    try:
        return Reading(values.day(text if isinstance(value, str) else value))
    except (ValueError, TypeError) as error:
        raise UnreadError("不是日期", "不是写全年月日的日期") from error


def _serial(text: str) -> Reading:
    days = int(text.split(".", maxsplit=1)[0])
    if not _SERIALS[0] <= days <= _SERIALS[1]:
        raise UnreadError("不是日期", "不是写全年月日的日期")
    return Reading(_EPOCH + timedelta(days), CONVERTED, "是工作簿的日期序号，换算为日期")


def _chooser(field: kinds.Field, layer: str, aliases: Aliases) -> Reader:
    own = {
        values.normal(row["alias"]): row["choice"]
        for row in aliases
        if row["choice"] and row["layer"] == layer and row["field"] == field.name
    }
    words = values.codes(field.vocabulary) | own
    find = values.reader(field, own=own)

    def read(value: Any) -> Reading:
        text = readings.folded(str(value)) if isinstance(value, str) else value
        if isinstance(text, str) and values.normal(text) not in words:
            if readings.is_missing(text):
                return Reading(None, MISSING)
            readings.refuse_broken(text)
        try:
            found = find(text)
        except (KeyError, ValueError, TypeError) as error:
            word = str(error.args[0]) if error.args else str(value)
            raise UnreadError("不在可用的词中", f"“{word}”不是可用的词") from error
        return Reading(found, MISSING if found is None else readings.EXACT)

    return read
