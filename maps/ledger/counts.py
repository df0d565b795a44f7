"""The headline of the ledger: cost, sources, what is left, who is short, and what is waited for."""

from collections.abc import Iterator

import pandas as pd

from ..basis import basis_value
from ..text.amounts import fine, span, told, told_span, total, wan_span, yuan
from ..text.blocks import COMMUNITIES, Table, cut, listed, note, rendered
from ..text.cells import Cell, known, part, said, share
from ..text.figure_row import figures
from .base import Books
from .words import FIVE, SOURCES

_DUE = ("amount_least", "amount_most", "arrived", "overdue", "due", "undated", "conditional")
_HEADINGS = [
    *("来源", "金额（元）", "占资金上限", "已到（元）", "应到未到（元）", "尚未到期（元）"),
    *("没有日期（元）", "其中附条件（元）"),
]


def counts(held: Books) -> list[str]:
    """
    The answer in figures, who is short and what waits for money, and the sources in one table.

    Parameters
    ----------
    held
        The accounts.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> row = {"level": "project", "id": "J1", "name": "甲", "net_least": -5.0, "net_most": -5.0}
    >>> table = pd.DataFrame([row | {"cost_least": 9.0, "cost_most": 9.0, "balanced": "no"}])
    >>> from types import SimpleNamespace
    >>> held = Books(SimpleNamespace(tables={}), Names({}, {}, {}), table, {"J1": "甲"})
    >>> "缺口 5 元" in "".join(counts(held))
    True
    """
    return [
        _figures(held),
        note(_lead(held), tone="lead"),
        *_short(held),
        *_open(held),
        *_sources(held),
    ]


def _figures(held: Books) -> str:
    whole, projects = held.whole, held.level("project")
    if whole is None:
        return ""
    short = int(projects["balanced"].eq("no").sum())
    maybe = int(projects["balanced"].isin(["depends", "unknown"]).sum())
    late = total(held.table("finance_sources").get("overdue", pd.Series(dtype=float)))
    day = basis_value(held.plan, "as_of")
    return figures(
        [
            (
                wan_span(whole["cost_least"], whole["cost_most"]),
                "总投资（万元）",
                f"{len(projects)} 个项目，不含实物",
            ),
            (
                wan_span(whole["net_least"], whole["net_most"]),
                "净余（万元）",
                "下限：未定、附条件的全部落空；上限：全部落实",
            ),
            (
                f"{short} / {len(projects)}",
                "有缺口的项目（个）",
                f"另有 {maybe} 个取决于未定款项或金额未知",
            ),
            (wan_span(late, late), "等钱：应到未到（万元）", f"数据日期 {day}" if day else ""),
        ],
        name="lg-figures",
    )


def _lead(held: Books) -> str:
    """Whether all together balances, and how much comes from whom."""
    whole = held.whole
    if whole is None:
        return ""
    ends = told_span(whole["net_least"], whole["net_most"])
    five = total(whole.get(name) for name in FIVE)
    more = [f"{SOURCES[name]} {told(whole.get(name))}" for name in ("enterprise", "income")]
    more += [
        f"{SOURCES[name]} {told(whole[name])}"
        for name in ("unstated",)
        if pd.isna(whole.get(name)) or whole[name]
    ]
    open_ = told_span(whole.get("unresolved_least"), whole.get("unresolved_most"))
    return (
        f"全部项目合计：{said(whole.get('balanced_zh'))}，净余 {ends}。已定的五类来源合计 {told(five)}，"
        f"{'，'.join(more)}；待定款项 {open_}，附条件款项 {told(whole.get('conditional'))}。"
        "合计为正不等于每个项目都平衡，项目之间能否调剂见片区一页。"
    )


def _some(value: object) -> bool:
    """Whether there is any, or it is not known; not where the table has no such column."""
    return value is not None and (not known(value) or bool(value))


def _short(held: Books) -> Iterator[str]:
    """Who is short, the most first; and who may be."""
    projects = held.level("project")
    sure = projects[projects["balanced"].eq("no").fillna(False)]
    sure = sure.sort_values("net_most", kind="stable")
    yield from _chips("缺口已定的项目", sure, held, gap=True)
    maybe = projects[projects["balanced"].isin(["depends", "unknown"]).fillna(False)]
    yield from _chips("平不平衡还不能定的项目", maybe, held, gap=False)


def _chips(title: str, rows: pd.DataFrame, held: Books, *, gap: bool) -> Iterator[str]:
    shown = rows.head(COMMUNITIES)
    told = [f"缺口 {_gap(row)}" if gap else said(row.get("reason")) for _, row in shown.iterrows()]
    names = [held.project(code).text for code in shown["id"]]
    yield listed(title, list(zip(names, told, strict=True)))
    yield note(cut("finance", len(shown), len(rows), what="个项目", which="在前的"))


def _gap(row: pd.Series) -> str:
    if not (known(row["net_least"]) and known(row["net_most"])):
        return "不明"
    return told_span(-float(str(row["net_most"])), -float(str(row["net_least"])))


def _open(held: Books) -> Iterator[str]:
    """What waits for money: the sources that are late, with how many projects wait."""
    table = held.table("finance_sources")
    late = table[table["overdue"].gt(0).fillna(False)] if "overdue" in table else table
    items = []
    for name, own in late.groupby("source_zh", sort=False) if len(late) else ():
        many = own["project"].nunique()
        items.append((str(name), f"{told(total(own['overdue']))}，{many} 个项目在等"))
    yield listed("等钱：到期没有到的", items)


def _sources(held: Books) -> Iterator[str]:
    table = held.table("finance_sources")
    if not {"source", *_DUE} <= set(table.columns) or table.empty:
        return
    table = _in_cash(table)
    digits = fine(table, _DUE)
    every = total(table["amount_most"])
    groups = sorted(_grouped(table), key=lambda pair: _place(pair[0]))
    rows = [[Cell(name), *_cells(own, every, digits)] for name, own in groups]
    rows.append([Cell("合计", tone="strong"), *_cells(table, every, digits)])
    foot = (
        "金额含待定和附条件的款项，不含实物；占比的分母为全部来源的上限合计。"
        "应到未到：到期日早于数据日期而没有到；到没到只看资金表的到位日期。"
    )
    yield rendered(Table("各来源：有多少、到了多少、在等多少", _HEADINGS, rows, foot=foot))


def _in_cash(table: pd.DataFrame) -> pd.DataFrame:
    """Without what is given in kind: that stands apart."""
    if "in_kind" not in table:
        return table
    kinds = (table.get(f"in_kind_{end}", table["in_kind"]) for end in ("least", "most"))
    ends = {name: table[name] - kind for name, kind in zip(_DUE[:2], kinds, strict=True)}
    return table.assign(**ends)


def _grouped(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Income stands by itself, whoever it comes through."""
    earned = (
        table["income"].fillna(False).astype(bool) if "income" in table else table["source"].ne("")
    )
    named = table["source_zh"].astype("string").where(~earned, SOURCES["income"])
    for name, own in table.groupby(named, sort=False):
        yield str(name), own


def _place(name: str) -> int:
    order = list(SOURCES.values())
    return order.index(name) if name in order else len(order)


def _cells(own: pd.DataFrame, every: object, digits: int) -> Iterator[Cell]:
    sums = {name: total(own[name]) for name in _DUE}
    least, most = sums["amount_least"], sums["amount_most"]
    yield span(least, most, digits=digits)
    rate = most / every if known(most) and known(every) and every else None
    yield share(rate, note=part(most, every))
    for name in _DUE[2:]:
        yield yuan(sums[name], digits=digits)
