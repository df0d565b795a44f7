"""Longitudes and latitudes as people write them: decimals, or degrees, minutes and seconds."""

import re
import unicodedata
from typing import Any

from ..survey import values

EAST_WEST, NORTH_SOUTH = "EW", "NS"
_MARKS = str.maketrans(
    {
        "º": "°",
        "˚": "°",
        "度": "°",
        "′": "'",
        "’": "'",
        "‘": "'",
        "´": "'",
        "分": "'",
        "″": '"',
        "”": '"',
        "“": '"',
        "秒": '"',
    }
)
_WORDS = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S"}
_SIDE = re.compile(r"([EWNS])?\s*(.*?)\s*([EWNS])?")
_WHOLE, _PART = r"(\d{1,3})", r"(\d{1,2}(?:\.\d+)?)"
_SPELLINGS = (
    re.compile(rf"(-?){_WHOLE}°\s*(\d{{1,2}})'\s*{_PART}(?:\"|'')"),
    re.compile(rf"(-?){_WHOLE}([-: ])\s*(\d{{1,2}})\3\s*{_PART}\"?"),
    re.compile(rf"(-?){_WHOLE}°\s*{_PART}'()"),
    re.compile(r"(-?)(\d{1,3}(?:\.\d+)?)°?()()"),
)
_SIXTY = 60


def degrees(value: Any, *, sides: str = "") -> float:
    """
    Degrees, from a number or from a text; south and west are negative.

    Parameters
    ----------
    value
        120.6, "120.6°", "120°36′05.2″", "120-36-05.2", "120:36:05.2", "120度36分5秒", "120°36.1′",
        with E, W, N, S before or after, or 东经, 北纬 before.
    sides
        :data:`EAST_WEST` or :data:`NORTH_SOUTH`: a text that names another side is refused.

    Raises
    ------
    ValueError
        It is no such text, has 60 or more minutes or seconds, or names a side of the other axis.

    Examples
    --------
    >>> round(degrees("120°36′05.2″E", sides=EAST_WEST), 6), degrees("31度30分0秒")
    (120.601444, 31.5)
    >>> degrees("120-61-00")
    Traceback (most recent call last):
    ...
    ValueError: 120-61-00
    """
    try:
        return values.number(value)
    except ValueError:
        if not isinstance(value, str):
            raise
    side, body = _sided(value)
    found = next((match for spelling in _SPELLINGS if (match := spelling.fullmatch(body))), None)
    wrong_side = bool(side and sides and side not in sides)
    if found is None or wrong_side or (side and found[1]):
        raise ValueError(value)
    whole, *parts = (float(part) for part in found.groups()[1:] if part and part not in "-: ")
    if any(part >= _SIXTY for part in parts):
        raise ValueError(value)
    size = whole + sum(part / _SIXTY**power for power, part in enumerate(parts, start=1))
    return -size if found[1] or side in ("W", "S") else size


def _sided(value: str) -> tuple[str, str]:
    """The side that a text names, if any, and the rest of it in one spelling."""
    text = unicodedata.normalize("NFKC", value.translate(_MARKS)).strip().upper()
    for word, side in _WORDS.items():
        text = text.replace(word, side, 1)
    found = _SIDE.fullmatch(text)
    if found is None or (found[1] and found[3]):
        raise ValueError(value)
    return found[1] or found[3] or "", found[2]
