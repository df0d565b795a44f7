"""How good a siting is, in plain words: the bound, what binds, what conflicts, what is missing."""

import math
from typing import Any

import pandas as pd

from ..text.amounts import WAN
from ..text.cells import Cell, amount, known, said
from .base import Use
from .figures import counted
from .words import SITED, STATES

_MORE = 5  # limits that are named; the rest are counted
_BEST = "没有更好的选法"
_WEAKEST = "weakest"
_SAME = 1e-6  # relative: a figure computed twice


def answer(use: Use) -> Cell:
    """
    The state of an answer with its bound in words; the reason where nothing was asked.

    Parameters
    ----------
    use
        One use.

    Returns
    -------
    Cell

    Examples
    --------
    >>> import pandas as pd
    >>> none = pd.DataFrame()
    >>> asked = {"use": "canteen", "unit": "households", "objective_unit": "weight", "objective": 90.0}
    >>> row = pd.Series(asked | {"status": "gap", "bound": 100.0, "gap": 0.111})
    >>> answer(Use(1, row, none, none, none)).note
    '换一种选法最多还能多覆盖 10 户（11.1%）'
    """
    state = said(use.row["status"])
    word, tone = STATES.get(state, (state, "missing"))
    if state not in SITED:
        return Cell(word, bound(use) or said(use.row.get("reason")), tone)
    wrong = "" if agrees(use.row) is not False else "独立复算与目标值不一致，请勿采用"
    told = "；".join(filter(None, [bound(use), wrong]))
    return Cell(word, told, "doubt" if wrong else tone)


def bound(use: Use) -> str:
    """
    What a better choice could bring at most; empty where no model was asked.

    Parameters
    ----------
    use
        One use.

    Returns
    -------
    str
        Says so where the bound is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> row = pd.Series({"status": "proven", "objective_unit": "sites", "objective": 5.0, "bound": 5.0})
    >>> bound(Use(1, row, pd.DataFrame(), pd.DataFrame(), pd.DataFrame()))
    '没有更好的选法'
    """
    row = use.row
    state = said(row["status"])
    if state == "proven":
        first = "先补最弱小区的前提下，" if said(row.get("first")) == _WEAKEST else ""
        return f"{first}{_BEST}"
    limit = _limit(row.get("bound"))
    if state == "no_answer" and limit is not None:
        return _whole(use, limit)
    if state != "gap":
        return ""
    objective = _limit(row.get("objective"))
    if limit is None or objective is None:
        return "还能好多少不明：没有求出界限"
    return f"换一种选法{_better(use, abs(limit - objective))}{_relative(row.get('gap'))}"


def limits(use: Use) -> Cell:
    """
    What holds the answer back: limits that are used up, and who no candidate reaches.

    Parameters
    ----------
    use
        One use.

    Returns
    -------
    Cell

    Examples
    --------
    >>> import pandas as pd
    >>> row = pd.Series({"status": "proven", "binding": "最多选 3 处；预算不超过 100"})
    >>> limits(Use(1, row, pd.DataFrame(), pd.DataFrame(), pd.DataFrame())).text
    '最多选 3 处；预算不超过 100'
    """
    parts = [part for part in said(use.row.get("binding")).split("；") if part]
    more = f"；等 {len(parts)} 条" if len(parts) > _MORE else ""
    if parts:
        return Cell("；".join(parts[:_MORE]) + more)
    if said(use.row["status"]) not in SITED:
        return Cell("不适用", tone="missing")
    proven = said(use.row["status"]) == "proven"
    return Cell("没有用满的条件", "放宽处数或资金不会更好" if proven else "")


def conflicts(use: Use) -> list[str]:
    """
    The rules that cannot hold together, a sentence each.

    Examples
    --------
    >>> import pandas as pd
    >>> row = pd.Series({"status": "infeasible", "conflict": "必须选 A 与不得选 A 相互矛盾。；至少要放宽一条。"})
    >>> conflicts(Use(1, row, pd.DataFrame(), pd.DataFrame(), pd.DataFrame()))
    ['必须选 A 与不得选 A 相互矛盾。', '至少要放宽一条。']
    """
    text = said(use.row.get("conflict")).replace("。；", "。\n")
    return [part for part in text.split("\n") if part]


def rest(use: Use) -> str:
    """
    Who stays without, and of those whom no candidate reaches; empty where nothing is known.

    Examples
    --------
    >>> import pandas as pd
    >>> known_row = {"use": "x", "unit": "households", "base": 100.0, "covered_after": 90.0}
    >>> rest(Use(1, pd.Series(known_row | {"uncoverable": 4.0}), pd.DataFrame(), pd.DataFrame(), pd.DataFrame()))
    '仍有 10 户在时限外，其中 4 户任何候选地块都到不了'
    """
    row = use.row
    if not (known(row.get("base")) and known(row.get("covered_after"))):
        return ""
    left = float(row["base"]) - float(row["covered_after"])
    if left <= 0:
        return f"全部{use.who}都在时限内"
    lost: Any = row.get("uncoverable")
    told = f"仍有 {counted(left, row.get('unit'))}在时限外"
    if not known(lost):
        return told
    none = float(lost) <= 0
    return told + (
        "，都有候选地块可以到达"
        if none
        else f"，其中 {counted(lost, row.get('unit'))}任何候选地块都到不了"
    )


def _better(use: Use, apart: float) -> str:
    """What another choice could bring beyond this one, at most."""
    unit = said(use.row.get("objective_unit"))
    if unit == "weight":
        return f"最多还能多覆盖 {counted(apart, use.row.get('unit'))}"
    if unit == "sites":
        return f"最多还能少建 {amount(apart)} 处"
    if unit == "yuan":
        return f"最多还能省 {amount(apart / WAN, digits=2)} 万元"
    return f"步行合计最多还能少 {counted(apart, _walked(use))}"


def _whole(use: Use, limit: float) -> str:
    """What any choice could bring, at most, where none was found."""
    unit = said(use.row.get("objective_unit"))
    if unit == "weight":
        return f"任何选法最多新覆盖 {counted(limit, use.row.get('unit'))}"
    if unit == "sites":
        return f"任何选法至少要 {amount(math.ceil(limit - 1e-6))} 处"
    if unit == "yuan":
        return f"任何选法至少要 {amount(limit / WAN, digits=2)} 万元"
    return f"任何选法步行合计不少于 {counted(limit, _walked(use))}"


def _walked(use: Use) -> str:
    return f"{said(use.row.get('unit'))}*min"


def _relative(gap: Any) -> str:
    if not known(gap) or not math.isfinite(float(gap)):
        return ""
    return f"（{float(gap):.1%}）"


def _limit(value: Any) -> float | None:
    return float(value) if known(value) and math.isfinite(float(value)) else None


def agrees(row: pd.Series) -> bool | None:
    """
    Whether the objective, counted again from the sites, is what the model said; None if unknown.

    Examples
    --------
    >>> agrees(pd.Series({"objective": 30.0, "checked": 30.0}))
    True
    """
    said_so, again = row.get("objective"), row.get("checked")
    if not (known(said_so) and known(again)):
        return None
    told: Any = said_so
    return abs(float(told) - float(str(again))) <= _SAME * max(1.0, abs(float(told)))
