"""Money on the page of lifts: the budget of a lift with its range, totals, and what a year costs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...analysis import standards
from ...analysis.lifts import grants
from ...analysis.lifts.budgets import NOT_COUNTED
from ..text.amounts import between, summed, wan
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, known, missing, number, said, status
from ..text.names import frame
from .base import ORDER, Base, Places
from .words import STATES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_LINES = {  # line: its name; with least and most beside
    "cost": "造价",
    "pipes": "管线迁改",
    "subsidy": "财政补贴",
    "pipes_subsidy": "管线补贴",
    "fund": "维修资金",
    "household": "居民分摊",
}
_AMOUNT = {"household": "household_part"}
_TOTALS = {
    "cost": "造价",
    "subsidy": "财政补贴",
    "fund": "维修资金",
    "household_part": "居民分摊",
}
_YEARLY = {"running": "运行维护", "custody": "托管费", "total": "合计"}


def money(plan: "Plan", found: Base, named: Places) -> list[str]:
    """
    Budgets, alike ones as one row, their totals, and the cost of a year.

    Parameters
    ----------
    plan
        With `elevator_budget` and `elevator_running`, as far as they are there.
    found
        The stairwells.
    named
        Names of stairwells.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> none = Base(pd.DataFrame({"stairwell": []}), None, 0, 0, 0)
    >>> money(SimpleNamespace(tables={}), none, Places(None, {}, {}))
    []
    """
    blocks: list[str] = []
    budget = frame(plan, "elevator_budget")
    if budget is not None and len(budget):
        blocks += _totals(budget, found)
        blocks += _budgets(budget, named)
    yearly = frame(plan, "elevator_running")
    if yearly is not None and len(yearly):
        blocks += _running(yearly, named)
    return blocks


def _totals(budget: pd.DataFrame, found: Base) -> Iterator[str]:
    state = found.rows.set_index("stairwell")["readiness"]
    of = budget["stairwell"].map(state.to_dict())
    rows = []
    for code in ORDER:
        own = budget[of.eq(code)]
        if len(own):
            rows.append([Cell(STATES[code][0]), *_sums(own)])
    rows.append([Cell("合计"), *_sums(budget)])
    sure = _assumed(grants.MAINTENANCE)
    names = _TOTALS | {"fund": f"{_TOTALS['fund']}，{sure}"}
    headings = ["成熟度", "台", *(f"{word}（万元）" for word in names.values())]
    yield note(
        "只对不是“不具备条件”的单元测算，每个单元一台；待表决、待踏勘的要先表决或踏勘，合计不是已定投资。",
        tone="lead",
    )
    yield rendered(Table("资金合计：括注为各项取最低与最高时的范围", headings, rows))


def _sums(own: pd.DataFrame) -> Iterator[Cell]:
    yield number(len(own))
    for line in _TOTALS:
        rows = _counted(own) if line == "fund" else own
        less = len(own) - len(rows)
        if rows.empty:
            yield Cell("未计", tone="missing")
            continue
        stem = "household" if line == "household_part" else line
        value = summed(rows[line], lost="台不明") if line in rows else missing("not_computed")
        value = value if "number" in value.tone else Cell("未定", tone="missing")
        told = [value.note, _ends(rows, stem), f"{less:,} 台未计" if less else ""]
        sum_ = wan(rows[line].sum()) if "number" in value.tone else value
        yield Cell(sum_.text, "；".join(filter(None, told)), sum_.tone)


def _counted(own: pd.DataFrame) -> pd.DataFrame:
    """Those for which the maintenance fund counts at all."""
    return own[~own["fund_state"].eq(NOT_COUNTED)] if "fund_state" in own else own


def _ends(own: pd.DataFrame, stem: str) -> str:
    ends = [f"{stem}_least", f"{stem}_most"]
    if not set(ends) <= set(own.columns) or own[ends].isna().any(axis=None):
        return ""
    return between(*(float(own[end].sum()) for end in ends))


def _budgets(budget: pd.DataFrame, named: Places) -> Iterator[str]:
    """Alike budgets stand in one row: the stairwells are counted and the first is named."""
    fields = [name for name in budget.columns if name != "stairwell"]
    groups = list(budget.groupby(fields, dropna=False, sort=False))
    groups.sort(key=lambda pair: -len(pair[1]))
    shown = groups[:ROWS]
    rows = [list(_budget(own, named)) for _, own in shown]
    names = _LINES | {"fund": f"{_LINES['fund']}，{_assumed(grants.MAINTENANCE)}"}
    headings = ["单元", *(f"{word}（万元）" for word in names.values())]
    headings += [f"其中可提公积金，至多（万元，{_assumed(grants.PROVIDENT)}）"]
    headings += ["不含什么、没有计什么", "依据"]
    foot = (
        "维修资金最多用到本单元名下的余额、公积金最多提到居民分摊额，是规则表 elevator_funds 的假定，"
        "以当地规定为准。"
    )
    foot += cut("elevator_budget", len(shown), len(groups), what="种预算", which="单元最多的")
    yield rendered(Table("每台的预算：数字相同的单元并为一行", headings, rows, foot=foot))


def _budget(own: pd.DataFrame, named: Places) -> Iterator[Cell]:
    row = own.iloc[0]
    example = named.stairwell(row["stairwell"])
    yield Cell(
        f"{len(own):,} 个" if len(own) > 1 else example, f"如{example}" if len(own) > 1 else ""
    )
    for stem in _LINES:
        yield _line(row, stem)
    most = row.get("provident_most")
    yield wan(most) if known(most) else Cell("未定", tone="missing")
    state = said(row.get("fund_state"))
    fund = f"维修资金{state}" if state and state != NOT_COUNTED else state
    lacks = [said(row.get("scope")), fund, said(row.get("reason"))]
    yield Cell("；".join(filter(None, lacks)) or "无")
    yield _sources(row)


def _assumed(fund: str) -> str:
    """How sure the row is that says how much of a fund may be used."""
    return status(standards.load(grants.FUNDS)["status"].get(fund)).text


def _line(row: pd.Series, stem: str) -> Cell:
    value = row.get(_AMOUNT.get(stem, stem))
    span = between(row.get(f"{stem}_least"), row.get(f"{stem}_most"))
    if stem == "fund" and row.get("fund_state") == NOT_COUNTED:
        return Cell("未计", tone="missing")
    if not known(value):
        return Cell("不明" if stem == "pipes" else "未定", span, "missing")
    return wan(value, note=span)


def _sources(row: pd.Series) -> Cell:
    """Where the cost is from, marked where nobody has verified it; the subsidy under it."""
    granted = said(row.get("subsidy_rule"))
    below = f"补贴：{granted}{_sure(row.get('subsidy_status'))}" if granted else ""
    source, state = said(row.get("cost_source")), row.get("cost_status")
    if not source:
        return Cell(f"没有造价：{said(row.get('reason')) or '原因未注明'}", below, "missing")
    below = "；".join(filter(None, [said(row.get("cost_note")), below]))
    doubt = known(state) and status(state).tone == "doubt"
    return Cell(f"{source}{_sure(state)}", below, "doubt" if doubt else "")


def _sure(state: Any) -> str:
    """In brackets; a quote has none, since it is no rule."""
    return f"（{status(state).text}）" if known(state) else ""


def _running(yearly: pd.DataFrame, named: Places) -> Iterator[str]:
    fields = [name for name in yearly.columns if name != "stairwell"]
    groups = list(yearly.groupby(fields, dropna=False, sort=False))
    groups.sort(key=lambda pair: -len(pair[1]))
    shown = groups[:ROWS]
    rows = [list(_year(own, named)) for _, own in shown]
    headings = ["单元", *(f"{word}（元/年）" for word in _YEARLY.values())]
    headings += ["各项", "托管费按", "依据核实"]
    told = [f"{word} {_year_sum(yearly[name])}" for name, word in _YEARLY.items()]
    told += filter(None, [_year_range(yearly), _surety(yearly["certainty"])])
    whole = cut("elevator_running", len(shown), len(groups), what="种费用", which="单元最多的")
    foot = f"全部 {len(yearly):,} 台每年：{'，'.join(told)}。{whole}"
    yield rendered(Table("建成后每年的费用：数字相同的单元并为一行", headings, rows, foot=foot))


def _year_sum(values: pd.Series) -> str:
    cell = summed(values, lost="台不明")
    if "number" not in cell.tone:
        return cell.text
    return f"{cell.text} 元" + (f"（{cell.note}）" if cell.note else "")


def _year_range(yearly: pd.DataFrame) -> str:
    """What the total is at least and at most, of the lifts whose total is known."""
    ends = yearly.reindex(columns=["total_least", "total_most"])[yearly["total"].notna()]
    if ends.empty or ends.isna().any(axis=None):
        return ""
    span = between(*(float(ends[end].sum()) for end in ends), scale=1, digits=0)
    return f"合计的范围 {span} 元" if span else ""


def _surety(states: pd.Series) -> str:
    words = [status(state).text for state in states.dropna().unique()]
    return f"依据{'、'.join(words)}" if words else ""


def _year(own: pd.DataFrame, named: Places) -> Iterator[Cell]:
    row = own.iloc[0]
    example = named.stairwell(row["stairwell"])
    yield Cell(
        f"{len(own):,} 个" if len(own) > 1 else example, f"如{example}" if len(own) > 1 else ""
    )
    for name in _YEARLY:
        span = between(row.get("total_least"), row.get("total_most"), scale=1, digits=0)
        yield number(row.get(name), note=span if name == "total" else "", word="not_computed")
    parts = said(row.get("parts")).replace(" 未知 元", "不明")
    yield Cell("；".join(filter(None, [parts, said(row.get("reason"))])))
    yield Cell(said(row.get("custody_per")))
    yield status(row.get("certainty"))
