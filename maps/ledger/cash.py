"""Cash by quarter: the figure, what is waited for, and every project's quarters in tables."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ..basis import basis_value
from ..text.amounts import fine, span, told, told_span, total, yuan
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, known, said
from ..text.words import ANSWER_WORDS
from .base import Books
from .chart import KEYS, QUARTERS, chart

_ALL, _UNDATED = "all", "未定"
_MONEY = (
    *("due_out_least", "due_out_most", "due_in", "arrived", "conditional_in"),
    *("unresolved_least", "unresolved_most", "waiting", "cumulative_least", "cumulative_most"),
)
_SHORT = ("short_least", "short_most")
_HEADINGS = [
    *(
        "应付",
        "应到（已定）",
        "实到",
        "附条件应到",
        "待定应到",
        "等钱：到期未到",
        "累计净余",
        "短缺",
    ),
]
_MEANT = (
    "应到按到期日计，实到按到位日计，同一笔钱可能先后出现在两栏，不能相加。"
    "累计净余最不利：到期未到的不再来，附条件的落空，没有日期的支出现在就付、收入不来；"
    "最有利：到期未到和没有日期的本季就到，没有日期的支出还不付。短缺为累计净余低于零的部分。"
)


def cash(held: Books) -> list[str]:
    """
    Cash of all projects as a figure and a table, what is late, and each project folded.

    Parameters
    ----------
    held
        With `cash_flow` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> cash(Books(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), {}))
    []
    """
    table = held.table("cash_flow")
    if table.empty:
        return []
    table = table.reindex(columns=["project", "quarter", *_MONEY, *_SHORT])
    own = table[table["project"].eq(_ALL).fillna(False)]
    return [
        note(_lead(own), tone="lead"),
        *_figure(held, own),
        *_table(own, "全部项目按季度（元）", fine(table, _MONEY)),
        note(_MEANT),
        *_late(held),
        *_projects(held, table[table["project"].ne(_ALL).fillna(False)]),
    ]


def _lead(own: pd.DataFrame) -> str:
    """When money is shortest, at worst and at best."""
    dated = own[own["quarter"].ne(_UNDATED)]
    if dated.empty:
        return ""
    if dated["short_most"].isna().any():
        return "有款项金额未知，从该季度起累计净余和短缺不能计算。"
    worst = dated.iloc[int(dated["short_most"].astype(float).argmax())]
    if not float(str(worst["short_most"])):
        return "按最不利的情况，各季度末累计净余也不低于零，全部项目合计没有短缺。"
    least = told_span(worst["short_least"], worst["short_most"])
    best = float(dated["short_least"].astype(float).max())
    hope = "最有利时各季度均不短缺" if not best else f"最有利时最多短缺 {told(best)}"
    return (
        f"最不利时到 {said(worst['quarter'])} 季度末短缺最多，为 {told(worst['short_most'])}；{hope}。"
        f"该季度的短缺在 {least} 之间，差别在于到期未到和未定的钱来不来。"
    )


def _figure(held: Books, own: pd.DataFrame) -> Iterator[str]:
    dated = own[own["quarter"].ne(_UNDATED)].head(QUARTERS)
    drawn = chart(dated, now=quarter(basis_value(held.plan, "as_of")))
    if not drawn:
        return
    keys = "".join(
        f'<li><i class="lg-key {name}"></i>{escape(word)}</li>' for name, word in KEYS.items()
    )
    yield (
        f'<figure class="an-figure"><ul class="pd-keys">{keys}</ul><div class="an-wide" tabindex="0" '
        f'role="region" aria-label="全部项目按季度的现金流">{drawn}</div>'
        f'<figcaption class="an-swipe">{escape(ANSWER_WORDS["swipe"])}</figcaption></figure>'
    )


def quarter(day: str) -> str:
    """
    The quarter of a day; empty where it is none.

    Examples
    --------
    >>> quarter("2024-06-30"), quarter("")
    ('2024Q2', '')
    """
    found = pd.to_datetime(pd.Series([day]), errors="coerce").iloc[0]
    return "" if pd.isna(found) else f"{found.year}Q{found.quarter}"


def _table(own: pd.DataFrame, title: str, digits: int) -> Iterator[str]:
    if len(own):
        rows = [[Cell(said(row["quarter"])), *_cells(row, digits)] for _, row in own.iterrows()]
        yield _wide(Table(title, ["季度", *_HEADINGS], rows))


def _wide(table: Table) -> str:
    """Nine columns of money: on a screen between a phone and a desk they scroll."""
    region = f'tabindex="0" role="region" aria-label="{escape(table.caption)}"'
    return f'<div class="an-wide" {region}>{rendered(table)}</div>'


def _cells(row: pd.Series, digits: int) -> Iterator[Cell]:
    yield span(row["due_out_least"], row["due_out_most"], digits=digits)
    for name in ("due_in", "arrived", "conditional_in"):
        yield yuan(row[name], digits=digits)
    yield span(row["unresolved_least"], row["unresolved_most"], digits=digits)
    late = yuan(row["waiting"], digits=digits)
    waits = known(row["waiting"]) and float(str(row["waiting"])) > 0
    yield Cell(late.text, late.note, f"{late.tone} bad" if waits else late.tone)
    if said(row["quarter"]) == _UNDATED:
        yield from (Cell("没有日期，不计", tone="missing") for _ in range(2))
        return
    yield span(row["cumulative_least"], row["cumulative_most"], digits=digits)
    yield span(row["short_least"], row["short_most"], digits=digits)


def _late(held: Books) -> Iterator[str]:
    """Every sum that is late, by project and channel: 等钱."""
    table = held.table("finance_sources")
    if "overdue" not in table:
        return
    late = table[table["overdue"].gt(0).fillna(False)]
    if late.empty:
        yield note("没有到期未到的款项。")
        return
    late = late.sort_values("overdue", ascending=False, kind="stable")
    digits = fine(late, ["overdue"])
    rows = [
        [
            held.project(row["project"]),
            Cell(said(row.get("source_zh"))),
            Cell(said(row.get("channel_zh"))),
            yuan(row["overdue"], digits=digits),
        ]
        for _, row in late.head(ROWS).iterrows()
    ]
    foot = f"合计 {yuan(total(late['overdue']), digits=digits).text} 元。"
    foot += cut("finance_sources", len(rows), len(late), what="笔", which="最多的")
    headings = ["项目", "来源", "渠道", "应到未到（元）"]
    yield rendered(Table("等钱：谁在等谁的钱", headings, rows, foot=foot))


def _projects(held: Books, table: pd.DataFrame) -> Iterator[str]:
    digits = fine(table, _MONEY)
    rows = [
        [held.project(row["project"]), Cell(said(row["quarter"])), *_cells(row, digits)]
        for _, row in table.head(ROWS).iterrows()
    ]
    if not rows:
        return
    foot = cut("cash_flow", len(rows), len(table), what="行", which="在前的")
    headings = ["项目", "季度", *_HEADINGS]
    inside = _wide(Table("各项目按季度（元）", headings, rows, foot=foot))
    yield folded("各项目按季度", [inside], count=len(table))
