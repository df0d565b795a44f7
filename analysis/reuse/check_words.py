"""The sentence of each check: what was measured, what is asked, and by how much it holds or fails."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .. import listing
from .use_tables import AT_LEAST, BOTH, NOT_IN, OF_USE, PLOT, PREMISES

_UNITS = {"m": " m", "m2": " ㎡", "hour": " 小时", "bay": " 个", "storey": " 层"}
_PLACES = {PLOT: "空地", PREMISES: "房屋", BOTH: "空地或房屋"}
_VOCABULARIES = ("owner_class", "premises_kind")  # columns whose words are a closed list
_DIGITS, _MOST_DIGITS = 2, 6
_OPEN = "须补充资料"
_COLUMNS = (
    *("zh", "status", "operator", "measure", "measured", "limit", "margin", "unit", "found"),
    *("allowed", "open"),
)


def texts(checks: pd.DataFrame) -> list[str]:
    """
    One Chinese sentence a check.

    Parameters
    ----------
    checks
        `zh`, `status` (pass, fail, unknown, not_applicable), `operator`, `measure`, `measured`,
        `limit`, `margin`, `unit`, `found`, `allowed` (words parted by |), `open` (what to do where
        it is not known).

    Returns
    -------
    list of str
        In the order of the rows.

    Examples
    --------
    >>> row = {"zh": "面积", "operator": ">=", "measure": "area", "limit": 400.0, "unit": "m2",
    ...        "found": None, "allowed": None, "open": "须实测"}
    >>> texts(pd.DataFrame([
    ...     {**row, "status": "fail", "measured": 399.999, "margin": -0.001},
    ...     {**row, "status": "pass", "measured": 640.0, "margin": 240.0},
    ...     {**row, "status": "unknown", "measured": None, "margin": None},
    ... ]))
    ['面积 399.999 ㎡，应不小于 400 ㎡，差 0.001 ㎡', '面积 640 ㎡，不小于 400 ㎡，余 240 ㎡', '面积未知，应不小于 400 ㎡，须实测']
    """
    words = {name: listing.table(name).iloc[:, :2] for name in _VOCABULARIES}
    named = {name: dict(zip(*table.to_numpy().T, strict=True)) for name, table in words.items()}
    columns = [checks[name].tolist() for name in _COLUMNS]
    rows = (dict(zip(_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True))
    return [_text(row, named) for row in rows]


def amount(value: float, unit: str, *, digits: int = _DIGITS) -> str:
    """
    A number with its unit, as a planner reads it.

    Examples
    --------
    >>> amount(391.5, "m2"), amount(1 / 3, "ratio"), amount(3.0, "bay")
    ('391.5 ㎡', '33.33%', '3 个')
    """
    number = value * 100 if unit == "ratio" else value
    shown = f"{number:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{number:.0f}"
    return f"{shown}%" if unit == "ratio" else f"{shown}{_UNITS.get(unit, f' {unit}')}"


def _text(row: Mapping[Any, Any], named: Mapping[str, Mapping[str, str]]) -> str:
    if row["status"] == "not_applicable":
        return f"{row['zh']}：该用途不用于此类地块或房屋，不适用"
    if pd.isna(row["limit"]):
        return _word_text(row, named.get(str(row["measure"]), {}))
    at_least = row["operator"] == AT_LEAST
    bound, unit = "不小于" if at_least else "不大于", str(row["unit"])
    limit = float(str(row["limit"]))
    if row["status"] == "unknown":
        return f"{row['zh']}未知，应{bound} {amount(limit, unit)}，{row['open'] or _OPEN}"
    measured, gap = float(str(row["measured"])), abs(float(str(row["margin"])))
    digits = _digits(gap, unit)
    said, asked, by = (amount(number, unit, digits=digits) for number in (measured, limit, gap))
    if row["status"] == "pass":
        return f"{row['zh']} {said}，{bound} {asked}，余 {by}"
    return f"{row['zh']} {said}，应{bound} {asked}，{'差' if at_least else '超出'} {by}"


def _word_text(row: Mapping[Any, Any], named: Mapping[str, str]) -> str:
    named = _PLACES if row["operator"] == OF_USE else named
    allowed = "、".join(named.get(word, word) for word in str(row["allowed"]).split("|"))
    bound = "不得为" if row["operator"] == NOT_IN else "应为"
    if row["status"] == "unknown":
        return f"{row['zh']}未知，{bound}{allowed}，{row['open'] or _OPEN}"
    found = named.get(str(row["found"]), row["found"])
    if row["operator"] == OF_USE:
        return f"此处为{found}，该用途用于{allowed}"
    return f"{row['zh']}为{found}，{bound}{allowed}"


def _digits(gap: float, unit: str) -> int:
    """Digits with which a gap that is not none does not read as none."""
    gap = gap * 100 if unit == "ratio" else gap
    for digits in range(_DIGITS, _MOST_DIGITS):
        if not gap or round(gap, digits):
            return digits
    return _MOST_DIGITS
