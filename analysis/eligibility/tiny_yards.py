"""Tiny estates: which are tiny, and the further conditions that an authority may ask of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from .. import standards
from .criteria import FAIL, NOT_ASKED, PASS, PENDING, Fact, Found
from .rules import Rule

TABLE = "tiny_yard_rules"
BOUND, ASKED = "bound", "asked"
_BOUNDS = {"tiny.buildings": "building_count", "tiny.households": "households"}
_FIELDS = ("facilities_lacking", "removal_support", "donations")


def rows(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The bounds of a tiny estate and what is asked of it.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `tiny_yard_rules`.

    Returns
    -------
    DataFrame
        Indexed by rule: `kind` (bound or asked), `field`, `zh`, `value`, `unit`, the source.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    References
    ----------
    新乡市政协第285号提案答复 一.

    Examples
    --------
    >>> rows()["kind"].tolist()
    ['bound', 'bound', 'asked', 'asked', 'asked']
    """
    return standards.load(TABLE, overrides=overrides, check=faults)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of rules of tiny estates.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("tiny_yard_rules").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> list(faults(table.replace({"value": {0.8: 80}}), "mine.csv"))
    ['规则表文件 mine.csv 第 3 行（tiny.removal_support）的 value 为 80，应在 0 至 1 之间；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['tiny_rule']}）"
        if row["kind"] not in (BOUND, ASKED):
            yield f"{place}的 kind 为“{row['kind']}”，应为 {BOUND} 或 {ASKED}；请改正该格。"
        elif row["kind"] == BOUND and (row["tiny_rule"] not in _BOUNDS or row["value"] < 0):
            yield f"{place}应为 {'、'.join(_BOUNDS)} 之一且 value 不小于 0；请改正该行。"
        elif row["kind"] == ASKED and row["field"] not in _FIELDS:
            yield f"{place}的 field 为“{row['field']}”，应为 {'、'.join(_FIELDS)} 之一；请改正该格。"
        elif row["kind"] == ASKED and not 0 <= row["value"] <= 1:
            yield f"{place}的 value 为 {row['value']:g}，应在 0 至 1 之间；请改正该格。"
    missing = [name for name in _BOUNDS if name not in set(table["tiny_rule"])]
    if missing:
        yield (
            f"规则表文件 {file} 缺少 {'、'.join(missing)} 行；请从 pianqu tables {TABLE} --csv 抄入。"
        )


def tiny(fact: Fact, table: pd.DataFrame) -> bool | None:
    """
    Whether an estate is within every bound; None where that is not known.

    Parameters
    ----------
    fact
        `building_count` (else `homes`) and `households`.
    table
        From :func:`rows`.

    Examples
    --------
    >>> fact = {"building_count": 3, "households": 60}
    >>> tiny(fact, rows())
    True
    """
    sizes = {field: fact[field] for field in _BOUNDS.values()}
    if pd.isna(sizes["building_count"]):
        sizes["building_count"] = fact["homes"]
    known = {name: sizes[field] for name, field in _BOUNDS.items() if pd.notna(sizes[field])}
    if any(size > table.loc[name, "value"] for name, size in known.items()):
        return False
    return True if len(known) == len(_BOUNDS) else None


def tiny_yard(fact: Fact, rule: Rule, *, table: pd.DataFrame) -> Found:
    """
    The further conditions of a tiny estate, all of them.

    Parameters
    ----------
    fact
        The sizes, and `facilities_lacking`, `removal_support`, `donations` where known.
    rule
        Whether they are asked.
    table
        From :func:`rows`.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"building_count": 3, "households": 60, "facilities_lacking": True}
    >>> fact |= {"removal_support": pd.NA, "donations": pd.NA}
    >>> tiny_yard(fact, rules("xinxiang")["tiny_yard"], table=rows()).missing
    '拆除违法建设支持率高、捐资捐物积极踊跃'
    """
    if not rule.value:
        return Found(NOT_ASKED, "本套规则不作要求")
    small = tiny(fact, table)
    if small is None:
        return Found(PENDING, "楼栋数或户数未知，是否“特别小”未定", missing="楼栋数、户数")
    if not small:
        return Found(NOT_ASKED, "不属于“特别小”的小区")
    asked = table[table["kind"] == ASKED]
    values = {zh: fact[field] for zh, field in zip(asked["zh"], asked["field"], strict=True)}
    limits = dict(zip(asked["zh"], asked["value"], strict=True))
    failed = [zh for zh, value in values.items() if pd.notna(value) and value < limits[zh]]
    if failed:
        return Found(FAIL, f"“特别小”的小区未满足：{'、'.join(failed)}")
    lacking = [zh for zh, value in values.items() if pd.isna(value)]
    if lacking:
        words = "、".join(lacking)
        return Found(PENDING, f"“特别小”的小区还须证明：{words}", missing=words)
    return Found(PASS, "“特别小”的小区附加条件均满足")
