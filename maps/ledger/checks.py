"""What was checked of the money: matching, sums, double claims; and what is given in kind."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import fine, told, total, yuan
from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, judged, known, said, status
from ..text.records import clause
from .base import Books
from .words import CHECKS

_MATCH = "match."  # rules of other places: a row a project, all alike


def checks(held: Books) -> list[str]:
    """
    The checks in one table by rule, then each that is not met or cannot be told.

    Parameters
    ----------
    held
        With `finance_checks` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> checks(Books(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), {}))
    []
    """
    table = held.table("finance_checks")
    if table.empty:
        return []
    return [*_rules(table), *_open(table, held)]


def _rules(table: pd.DataFrame) -> Iterator[str]:
    rows = []
    for name, own in table.groupby("zh", sort=False):
        rows.append([Cell(str(name)), *_counts(own), *_source(own.iloc[0])])
    headings = ["核对什么", *(f"{word}（个）" for word, _ in CHECKS.values()), "依据", "核实"]
    foot = "每格为项目数，各行相加为核对过的项目数；外地的配套标准只供参照，以本地规定为准。"
    yield rendered(Table("核对结果", headings, rows, foot=foot))


def _counts(own: pd.DataFrame) -> Iterator[Cell]:
    for code, (_, tone) in CHECKS.items():
        count = int(own["status"].eq(code).sum())
        yield Cell(f"{count:,}", tone=f"number {tone}" if count and tone != "missing" else "number")


def _source(row: pd.Series) -> Iterator[Cell]:
    yield Cell(clause(row, between="，"))
    yield status(row.get("certainty"))


def _open(table: pd.DataFrame, held: Books) -> Iterator[str]:
    wanted = [code for code in CHECKS if code in ("fail", "pending")]
    own = table[table["status"].isin(wanted)]
    if own.empty:
        yield note("没有未达到或无从判断的核对。")
        return
    own = own.assign(at=own["status"].map({code: at for at, code in enumerate(wanted)}))
    own = own.sort_values(["at", "check"], kind="stable")
    shared = own["check"].astype("string").str.startswith(_MATCH).fillna(False).astype(bool)
    if (~shared).any():
        yield _listed(own[~shared], held, "加总与重复申请：未达到与无从判断的")
    if shared.any():
        html = _listed(own[shared], held, "配套：未达到与无从判断的")
        yield folded("配套：逐项目", [html], count=int(shared.sum()))


def _listed(own: pd.DataFrame, held: Books, title: str) -> str:
    rows = [
        [
            held.project(row["project"]),
            Cell(said(row.get("zh"))),
            judged(row["status"], CHECKS),
            Cell(said(row.get("text"))),
        ]
        for _, row in own.head(ROWS).iterrows()
    ]
    foot = cut("finance_checks", len(rows), len(own), what="项", which="在前的")
    headings = ["项目", "核对什么", "结果", "说明"]
    return rendered(Table(title, headings, rows, foot=foot))


def in_kind(held: Books) -> list[str]:
    """
    What is given in kind, apart from cash.

    Parameters
    ----------
    held
        With `finance_sources` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> in_kind(Books(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), {}))
    []
    """
    table, whole = held.table("finance_sources"), held.whole
    if "in_kind" not in table:
        return []
    own = table[table["in_kind"].fillna(1).ne(0)]
    spent = whole.get("cost_in_kind") if whole is not None else None
    lead = "实物、投工投劳不是现金：不进收支账，也不能用来补缺口。"
    if known(spent) and float(str(spent)):
        lead += f"另有以实物结算的支出折合 {told(spent)}，同样不在造价之内。"
    if own.empty:
        return [note(f"{lead}资金表中没有以实物出资的款项。")]
    digits = fine(own, ["in_kind"])
    rows = [
        [
            held.project(row["project"]),
            Cell(said(row.get("source_zh"))),
            Cell(said(row.get("channel_zh"))),
            yuan(row["in_kind"], digits=digits),
        ]
        for _, row in own.head(ROWS).iterrows()
    ]
    foot = f"折价合计 {yuan(total(own['in_kind']), digits=digits).text} 元。"
    foot += cut("finance_sources", len(rows), len(own), what="笔", which="在前的")
    headings = ["项目", "来源", "渠道", "折价（元）"]
    return [note(lead), rendered(Table("实物与投工", headings, rows, foot=foot))]
