"""The limits of the checks: rows of the table check_rules, or one's own, with what they rest on."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from math import isfinite
from pathlib import Path

from ...gis.errors import ChoiceError
from .. import kinds
from ..survey import values

Row = dict[str, str]

_TABLE, _KEY = "check_rules", "rule"
_LEAST, _MOST = "_least", "_most"
_UNITS = {
    "m": " 米",
    "m2": " ㎡",
    "m2/household": " ㎡/户",
    "household": " 户",
    "person/household": " 人/户",
    "year": " 年",
}
_PERCENT = 100
_UNCERTAIN = {"assumption": "本软件约定", "unverified": "未核实", "secondary": "转引"}
_STATUS = ("verified", *_UNCERTAIN)
_REMEDY = f"请用 pianqu tables {_TABLE} --csv 导出后修改"
_own: ContextVar[Mapping[str, Row] | None] = ContextVar("own", default=None)


def limit(rule: str) -> float:
    """
    The value of a rule: one's own where there is one, see :func:`applied`.

    Raises
    ------
    KeyError
        There is no such rule.

    Examples
    --------
    >>> limit("same_name_distance")
    50.0
    """
    return float(_row(rule)["value"])


def said(rule: str) -> str:
    """
    The limit in words, with how sure it is.

    Examples
    --------
    >>> said("stale_years")
    '早于最新数据 5 年（本软件约定）'
    """
    row = _row(rule)
    certainty = _UNCERTAIN.get(row["status"], "")
    source = row["standard"] if row["status"] != "assumption" else ""
    basis = "，".join(part for part in (source, certainty) if part)
    value, unit = float(row["value"]), row["unit"]
    much = f"{value * _PERCENT:g}%" if unit == "ratio" else f"{value:g}{_UNITS[unit]}"
    return f"{row['zh']} {much}" + (f"（{basis}）" if basis else "")


@contextmanager
def applied(own: Mapping[str, Row]) -> Iterator[None]:
    """
    Check by one's own rows, as of :func:`read`, for as long as the block lasts.

    Examples
    --------
    >>> row = bundled()["stale_years"] | {"value": "3", "standard": "甲市规定", "status": "verified"}
    >>> with applied({"stale_years": row}):
    ...     limit("stale_years"), said("stale_years")
    (3.0, '早于最新数据 3 年（甲市规定）')
    >>> limit("stale_years")
    5.0
    """
    before = _own.set(own)
    try:
        yield
    finally:
        _own.reset(before)


def read(path: str | Path) -> dict[str, Row]:
    """
    One's own rows of the table check_rules.

    Parameters
    ----------
    path
        A .csv or .xlsx file with the columns of the table. A rule that it does not have keeps the
        row of the table.

    Returns
    -------
    dict
        Rule to its row.

    Raises
    ------
    SourceError, ChoiceError
        The file cannot be read; every column, rule, number, unit or `status` that cannot be meant.

    Examples
    --------
    >>> read("没有.csv")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有.csv：文件不存在；请检查路径 没有.csv。
    """
    from ..formats import files

    raw, name = files.raw(Path(path)), Path(path).name
    columns = list(kinds.rows(_TABLE)[0])
    missing = [column for column in columns if column not in raw.frame.columns]
    if missing:
        raise ChoiceError(f"规则表文件 {name} 缺少列 {'、'.join(missing)}；{_REMEDY}。")
    table = raw.frame[columns].astype("string").fillna("")
    rows = [
        {str(key): str(cell).strip() for key, cell in row.items()}
        for row in table.to_dict("records")
    ]
    lines = list(raw.rows or range(2, 2 + len(rows)))
    times = Counter(row[_KEY] for row in rows)
    faults = [
        f"规则表文件 {name} 第 {line} 行{fault}"
        for line, row in zip(lines, rows, strict=True)
        for fault in _faults(row, times)
    ]
    found = {row[_KEY]: row | {"value": str(_number(row["value"]))} for row in rows}
    faults += [] if faults else [f"规则表文件 {name} 中 {fault}" for fault in _crossed(found)]
    if faults:
        raise ChoiceError(faults)
    return found


@cache
def bundled() -> dict[str, Row]:
    """
    Rule to its row in the table check_rules.

    Examples
    --------
    >>> bundled()["gap_width"]["unit"]
    'm'
    """
    return {row[_KEY]: row for row in kinds.rows(_TABLE)}


def _row(rule: str) -> Row:
    own = _own.get() or {}
    return own[rule] if rule in own else bundled()[rule]


def _faults(row: Row, times: Mapping[str, int]) -> Iterator[str]:
    rule, usual = row[_KEY], bundled().get(row[_KEY])
    if usual is None:
        yield f"的 {_KEY} 为“{rule}”，没有这条规则；可用 {'、'.join(bundled())}，请改正。"
        return
    if times[rule] > 1:
        yield f"的 {_KEY} 为“{rule}”，这条规则写了 {times[rule]} 次；请只留一行。"
    if _number(row["value"]) is None:
        yield f"（{rule}）的 value 为“{row['value']}”，应为不小于 0 的数；请改正该格。"
    if row["unit"] != usual["unit"]:
        yield (
            f"（{rule}）的 unit 为“{row['unit']}”，应为 {usual['unit']}；请换算 value 后改写单位。"
        )
    if row["status"] not in _STATUS:
        yield f"（{rule}）的 status 为“{row['status']}”，应为 {'、'.join(_STATUS)} 之一；请改正该格。"


def _number(cell: str) -> float | None:
    """Finite and not negative, else None."""
    try:
        found = values.number(cell)
    except ValueError:
        return None
    return found if isfinite(found) and found >= 0 else None


def _crossed(own: Mapping[str, Row]) -> Iterator[str]:
    """Limits below that are above those above."""
    rows = {**bundled(), **own}
    for rule in rows:
        other = rule.removesuffix(_LEAST) + _MOST
        if rule.endswith(_LEAST) and other in rows:
            least, most = (float(rows[name]["value"]) for name in (rule, other))
            if least > most:
                yield f"{rule} 为 {least:g}，大于 {other} 的 {most:g}；请改正其中一个。"
