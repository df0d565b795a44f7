"""Numbers in a text: which of them are figures, in what unit, and how far they are rounded."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# word of a unit in a text: what it measures, and how much of the plan's unit it is
UNITS: dict[str, tuple[str, float]] = {
    "亿元": ("money", 1e8),
    "万元": ("money", 1e4),
    "元": ("money", 1.0),
    "平方公里": ("area", 1e6),
    "公顷": ("area", 1e4),
    "万平方米": ("area", 1e4),
    "万㎡": ("area", 1e4),
    "平方米": ("area", 1.0),
    "㎡": ("area", 1.0),
    "m2": ("area", 1.0),
    "亩": ("area", 10_000 / 15),
    "公里": ("length", 1e3),
    "千米": ("length", 1e3),
    "米/分钟": ("pace", 1.0),
    "米": ("length", 1.0),
    "分钟": ("time", 1.0),
    "小时": ("hours", 1.0),
    "万户": ("households", 1e4),
    "户": ("households", 1.0),
    "万人": ("people", 1e4),
    "人": ("people", 1.0),
    "位": ("people", 1.0),
    "个百分点": ("share", 0.01),
    "%": ("share", 0.01),
    "‰": ("share", 0.001),
    "亿": ("", 1e8),
    "万": ("", 1e4),
    **dict.fromkeys(list("个处项条次批类扇笔行层间辆座天台栋件枚岁倍"), ("count", 1.0)),
}
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![A-Za-z\d])(?<!\d\.)([-−+]?)(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?(?!\d)(?:\s*({_UNIT}))?"
)
_RANGE = re.compile(rf"\s*(?:～|~|—|–|-|−|至|到|/|、)\s*[-−+]?[\d,.]+\s*({_UNIT})")
_HAN = re.compile(rf"(百分之)?([零〇一二两三四五六七八九十百千万亿]{{2,}})\s*({_UNIT})?")
_THOUSANDS = re.compile(r"\d，\d{3}(?!\d)")
_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MANY = {"万": 10_000, "亿": 100_000_000}
# what has digits and is no figure: days, codes of standards, clauses, places in the report
_NOT_FIGURES = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?|\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}Q[1-4]"
    r"|(?:GB|JGJ|CJJ|CJ|JG|DB|DBJ|TD|HJ|T)\d*(?:/[A-Z]+)?\s*\d+(?:\.\d+)*(?:-\d{4})?"
    r"|[〔［\[]\d{4}[〕］\]]\s*\d*\s*号?|第\s*[\d.,—-]+\s*[号条章节款项页表图期版次行句]"
    r"|(?<![代发报列地])[表图]\s*[A-Z]?\d+(?:[-.]\d+)*|[A-Z]\.\d+(?:\.\d+)*|\d+(?:\.\d+){2,}(?:-\d+)?"
    r"|EPSG:\d+|CGCS\d+|SHA-\d+|WGS\s?84|GCJ-02|A[34](?!\d)"
    rf"|\b[0-9a-f]{{12,}}\b(?!\s*(?:{_UNIT}))"
    r"|^\s*(?:\d{1,2}[.、)）]|[（(]\d{1,2}[)）])(?!\d)"
)


@dataclass(frozen=True)
class Figure:
    """
    A number that says how much.

    Attributes
    ----------
    text
        As it is written, with its unit.
    value
        In the plan's unit.
    slack
        How far the table's value may be from it: half of the last digit shown.
    measure
        money, area, length, time, hours, pace, households, people, share, count; empty where the
        text does not say.
    """

    text: str
    value: float
    slack: float
    measure: str


def level(text: str) -> str:
    """
    Text with full-width digits and signs as plain ones, and units as one sign.

    Examples
    --------
    >>> level("１，２３４．５％")
    '1,234.5%'
    """
    kept = "，。：；（）！？～“”㎡〔〕、〇"
    return "".join(
        sign
        if sign in kept and not (sign == "，" and _between(text, place))
        else unicodedata.normalize("NFKC", sign)
        for place, sign in enumerate(text)
    ).replace("m²", "㎡")


def masked(text: str) -> str:
    """
    Text with days, codes of standards, clauses and places of the report blotted out.

    Examples
    --------
    >>> masked("按 GB 50180-2018 第 4 条，2024-06-30 共 3 户")
    '按 ▢▢▢▢▢▢▢▢▢▢▢▢▢ ▢▢▢▢▢，▢▢▢▢▢▢▢▢▢▢ 共 3 户'
    """
    return _NOT_FIGURES.sub(lambda match: "▢" * len(match[0]), text)


def figures(text: str) -> Iterator[Figure]:
    """
    The figures of a text that was levelled and masked.

    Parameters
    ----------
    text
        One paragraph.

    Yields
    ------
    Figure
        Numbers in digits; in Chinese numerals those of two signs or more with a unit, or percent.

    Examples
    --------
    >>> [(one.value, one.measure) for one in figures("共 1,234 户，8.5 万元，35～40 亩")][:2]
    [(1234.0, 'households'), (85000.0, 'money')]
    >>> [(one.text, one.value) for one in figures("一百二十户")]
    [('一百二十户', 120.0)]
    """
    for match in _NUMBER.finditer(text):
        sign, whole, after, unit = match.groups()
        if not unit:
            following = _RANGE.match(text, match.end())
            unit = following[1] if following else ""
        measure, scale = UNITS.get(unit or "", ("", 1.0))
        joined = text[: match.start()][-1:]
        minus = sign in ("-", "−") and not (joined.isalnum() or joined == "▢")
        value = float(whole.replace(",", "") + (after or "")) * scale
        slack = 0.5 * 10.0 ** -len((after or ".")[1:]) * scale
        yield Figure(match[0].strip(), -value if minus else value, slack, measure)
    for match in _HAN.finditer(text):
        percent, numerals, unit = match.groups()
        if not (unit or percent):
            continue
        measure, scale = ("share", 0.01) if percent else UNITS[unit]
        value = spelled(numerals)
        if value is not None:
            yield Figure(match[0].strip(), value * scale, 0.5 * scale, measure)


def spelled(numerals: str) -> float | None:
    """
    The value of Chinese numerals; None where they are none.

    Examples
    --------
    >>> spelled("一百二十"), spelled("十四"), spelled("三万二千"), spelled("二〇二四"), spelled("万")
    (120.0, 14.0, 32000.0, 2024.0, None)
    """
    if not any(sign in _DIGITS or sign == "十" for sign in numerals):
        return None
    if all(sign in _DIGITS for sign in numerals):
        return float("".join(str(_DIGITS[sign]) for sign in numerals))
    total, part, digit = 0, 0, 0
    for sign in numerals:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            part += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            total = (total + part + digit) * _MANY[sign]
            part = digit = 0
    return float(total + part + digit)


def _between(text: str, place: int) -> bool:
    """Whether a full-width comma parts thousands."""
    return bool(_THOUSANDS.match(text, max(0, place - 1)))
