"""Numbers as surveys write them: 1，234, 1.2万㎡, 六层, 约300户; ranges and sums are not read."""

import math
import numbers
import re
from typing import Any

from . import numerals, readings, values
from .readings import APPROXIMATE, CONVERTED, EXACT, Reading, UnreadError

_FIGURES = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
_LOOSE = "余|多|来|左右|上下"
_FORM = re.compile(
    r"(?P<about>约为|大约|大概|将近|接近|约|近)?\s*"
    rf"(?:(?P<figures>{_FIGURES})|(?P<han>[{numerals.SIGNS}]+))\s*"
    rf"(?P<loose>{_LOOSE})?\s*(?P<scale>[万亿])?\s*(?P<unit>(?:[^0-9]|(?<=[mM])2)*?)\s*(?P<tail>左右|上下)?"
)
_ONE = rf"(?:[0-9]+(?:[.,][0-9]+)*|[{numerals.SIGNS}]+)"
_RANGE = re.compile(rf".*{_ONE}[^0-9+、,;/]{{0,4}}?\s*(?:-|~|—|–|―|至|到)+\s*{_ONE}.*")
_SUM = re.compile(rf".*{_ONE}[^0-9]{{0,3}}\+\s*{_ONE}.*")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_BOUNDS = re.compile(
    r"以上|以下|以前|之前|以后|之后|不足|不到|不超过|超过|至少|最多|大于|小于|以内|[<>≤≥]"
)
_SCALES = {None: 1.0, "万": 1e4, "亿": 1e8}
_COUNT = "count"  # unit of the table for whole numbers of things: 栋, 个
_NO = frozenset({"无", "没有", "没", "否"})


def read(value: Any, *, unit: str = "", whole: bool = False) -> Reading:
    """
    A number, from a number or from its text.

    Parameters
    ----------
    value
        A number, or text: figures (with commas before three digits) or a Chinese numeral; 万 or 亿
        after it; then a spelling of the unit; 约, 近, 余, 多, 左右 where it is not exact.
    unit
        Unit of the field, as in the table of units.
    whole
        Whether it must be a whole number.

    Returns
    -------
    Reading
        In the unit of the field.

    Raises
    ------
    UnreadError
        Anything else: a range, a sum, several numbers, a bound, another unit, 无; a share above
        one without its %.

    Examples
    --------
    >>> read("约３００余户", unit="household", whole=True)
    Reading(value=300, how='approximate', reason='是约数，按所写的数读')
    >>> read("六层", unit="storey", whole=True).value, read("1.2万m2", unit="m2").value
    (6, 12000.0)
    >>> read("300-350户", unit="household")
    Traceback (most recent call last):
    ...
    pianqu.layers.survey.readings.UnreadError: 是一个区间，不是一个数
    """
    if isinstance(value, bool):
        raise UnreadError("不是数字", "是“是”或“否”，不是数字")
    if isinstance(value, numbers.Real):
        return _kept(_finite(value), EXACT, "", unit=unit, whole=whole, said=False)
    text = readings.folded(str(value))
    readings.refuse_broken(text)
    return _written(text, unit=unit, whole=whole)


def is_plain(text: str) -> bool:
    """
    Whether a text is nothing but figures.

    Examples
    --------
    >>> is_plain("1，234.5"), is_plain("约300"), is_plain("六")
    (True, False, False)
    """
    return re.fullmatch(_FIGURES, readings.folded(text)) is not None


def says_unit(text: str, unit: str) -> bool:
    """
    Whether a text ends in a spelling of the unit, so that the heading's does not hold for it.

    Examples
    --------
    >>> says_unit("约12亩", "m2"), says_unit("约12", "m2")
    (True, False)
    """
    word = values.normal(re.sub(rf"(?:{_LOOSE})$", "", readings.folded(text)))
    return any(word.endswith(spelling) for spelling in _units(unit, whole=True))


def _written(text: str, *, unit: str, whole: bool) -> Reading:
    found = _FORM.fullmatch(text)
    amount = None if found is None else _amount(found)
    if found is None or amount is None:
        raise _trouble(text)
    spelt = values.normal(found["unit"])
    factor = _units(unit, whole=whole).get(spelt) if spelt else 1.0
    if factor is None:
        raise _trouble(text, unit=found["unit"])
    size = _SCALES[found["scale"]] * factor
    about = found["about"] or found["loose"] or found["tail"]
    how = APPROXIMATE if about else EXACT if size == 1 or spelt == "%" else CONVERTED
    reason = {APPROXIMATE: "是约数，按所写的数读", CONVERTED: "按所写的单位换算"}.get(how, "")
    value = amount if size == 1 else values.times(amount, size)
    return _kept(value, how, reason, unit=unit, whole=whole, said=bool(spelt))


def _amount(found: re.Match[str]) -> float | None:
    if found["han"]:
        return numerals.read(found["han"])
    return _finite(found["figures"].replace(",", ""))


def _units(unit: str, *, whole: bool) -> dict[str, float]:
    return values.factors(unit) if unit else values.factors(_COUNT) if whole else {}


def _finite(value: Any) -> float:
    try:
        found = float(value)
    except (OverflowError, ValueError, TypeError):
        found = math.nan
    if not math.isfinite(found):
        raise UnreadError("不是数字", "不是有限的数")
    return found


def _kept(value: float, how: str, reason: str, *, unit: str, whole: bool, said: bool) -> Reading:
    if not math.isfinite(value):
        raise UnreadError("不是数字", "不是有限的数")
    if unit == "ratio" and value > 1 and not said:
        raise UnreadError("没有写百分号", "大于 1 而没有写 %，不知是比例还是百分数")
    if not whole:
        return Reading(float(value), how, reason)
    if value != int(value) or abs(value) > values.EXACT:
        raise UnreadError("不是整数", "不是整数，或大得不能准确保存")
    return Reading(int(value), how, reason)


def _trouble(text: str, *, unit: str = "") -> UnreadError:
    """Why a text is no number; the first that holds."""
    many = len(_NUMBER.findall(text)) > 1
    some = any(sign.isdigit() or sign in numerals.SIGNS for sign in text)
    cases = (
        (text in _NO, "写的是“无”", "写的是“无”，不知是零还是没有数据；是零请写 0"),
        (bool(_RANGE.fullmatch(text)), "是区间", "是一个区间，不是一个数"),
        (bool(_SUM.fullmatch(text)), "是几个数相加", "是几个数相加，哪一部分算在内不清楚"),
        (many, "一格有几个数", "一格里有几个数，不知取哪一个"),
        (some and bool(_BOUNDS.search(text)), "是上限或下限", "是上限或下限，不是一个数"),
        (bool(unit), "单位或文字不认识", f"数字后的“{unit}”不是这一列的单位"),
        (some, "数字之外还有文字", "数字之外还有别的文字，或数字写得不完整"),
    )
    for holds, sort, reason in cases:
        if holds:
            return UnreadError(sort, reason)
    return UnreadError("不是数字", "不是数字")
