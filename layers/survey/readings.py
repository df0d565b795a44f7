"""What a cell was read as: its value and how, or why it was not read."""

import re
from dataclasses import dataclass
from typing import Any

from . import values

EXACT, CONVERTED, APPROXIMATE, MISSING = "exact", "converted", "approximate", "missing"
UNKNOWN = frozenset(
    {
        *("无数据", "无资料", "暂无", "暂无数据", "不详", "待查", "待核实", "待定", "未知"),
        *("不清楚", "未统计", "未填", "···", "…", "……", "?", "??", "-/-"),
    }
)
_SIGNS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x2212: "-",  # minus
    0x00A0: " ",
    0x3000: " ",
    0x301C: "~",
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD)),  # of no width
}
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_FORMULA = re.compile(r"=\s*[A-Za-z0-9_(+\-'\[{@].*", re.DOTALL)
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


@dataclass(frozen=True)
class Reading:
    """The value of a cell and how it came about: one of the words of this module."""

    value: Any
    how: str = EXACT
    reason: str = ""  # in Chinese, where it is neither exact nor missing


class UnreadError(ValueError):
    """
    A cell that is not read: never anything else is raised by a reader of cells.

    Parameters
    ----------
    sort
        Which sort of trouble, for counting; in Chinese.
    reason
        What is the matter with this cell; in Chinese, without a full stop.
    """

    def __init__(self, sort: str, reason: str) -> None:
        super().__init__(reason)
        self.sort = sort
        self.reason = reason


def folded(text: str) -> str:
    """
    Text with full-width signs made half-width, nothing of no width, and no outer spaces.

    Raised and circled figures stay what they are, which NFKC would make into digits.

    Examples
    --------
    >>> folded("　１９９８\u200b年 "), folded("10²")
    ('1998年', '10²')
    """
    return text.translate(_SIGNS).strip()


def tidy(text: str) -> str:
    r"""
    Words as one line: no line breaks, nothing of no width; single spaces inside stay.

    Examples
    --------
    >>> tidy("东城\n街道"), tidy("东 一 村"), tidy("Block\nA")
    ('东城街道', '东 一 村', 'Block A')
    """
    plain = "".join(" " if sign == "\u00a0" else sign for sign in text if ord(sign) not in _VOID)
    parts = _BREAKS.split(plain.strip())
    line = parts[0]
    for part in parts[1:]:
        latin = line[-1:].isascii() and part[:1].isascii()
        line += f" {part}" if latin else part
    return line.strip()


_VOID = frozenset(code for code, sign in _SIGNS.items() if sign is None)


def is_missing(value: object) -> bool:
    """
    Whether a cell says that nothing is known: blank, a dash or slash, 不详, 待查, 无数据.

    Examples
    --------
    >>> is_missing("——"), is_missing("不详"), is_missing("无"), is_missing(0)
    (True, True, False, False)
    """
    if value is None or not isinstance(value, str):
        return values.is_blank(value)
    word = values.normal(folded(value))
    return word in values.BLANK or word in UNKNOWN or not word.strip("-—–_/\\. ")


def refuse_broken(text: str) -> None:
    """
    Refuse a cell that holds the error of a formula, or a formula without its result.

    Examples
    --------
    >>> refuse_broken("#REF!")
    Traceback (most recent call last):
    ...
    pianqu.layers.survey.readings.UnreadError: 是公式错误
    """
    word = text.strip()
    if word.upper() in ERRORS:
        raise UnreadError("公式错误", "是公式错误")
    if _FORMULA.fullmatch(word):
        raise UnreadError("公式没有结果", "是没有算出结果的公式")
