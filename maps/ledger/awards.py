"""Money that depends on a condition: what it is, what a rule says it should be, and whether it comes."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import fine, told, total, yuan
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, judged, known, said, share, status, text
from .base import Books
from .words import AGREES, MET

_HEADINGS = [
    *(
        "项目",
        "款项",
        "账上金额（元）",
        "按规则复算（元）",
        "条件",
        "期限与竣工",
        "条件满足否",
        "规则核实",
    ),
]


def awards(held: Books) -> list[str]:
    """
    Every amount on a condition, recomputed where a rule fixes it.

    Parameters
    ----------
    held
        With `finance_awards` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> awards(Books(SimpleNamespace(tables={}), Names({}, {}, {}), pd.DataFrame(), {}))
    []
    """
    table = held.table("finance_awards")
    if table.empty:
        return []
    digits = fine(table, ["amount", "expected", "base"])
    shown = table.head(ROWS)
    rows = [list(_cells(row, held, digits)) for _, row in shown.iterrows()]
    foot = cut("finance_awards", len(shown), len(table), what="笔", which="在前的")
    return [
        note(_lead(table), tone="lead"),
        rendered(Table("附条件的款项", _HEADINGS, rows, foot=foot)),
    ]


def _lead(table: pd.DataFrame) -> str:
    parts = []
    for code, (word, _) in MET.items():
        own = table[table["met"].eq(code).fillna(False)]
        if len(own):
            parts.append(f"{word} {len(own)} 笔 {told(total(own['amount']))}")
    odd = int(table["agrees"].eq("differs").sum())
    wrong = f"其中 {odd} 笔与按规则复算的金额不符。" if odd else ""
    return f"{'，'.join(parts)}。条件不能定的只计入净余上限，未满足的不计。{wrong}"


def _cells(row: pd.Series, held: Books, digits: int) -> Iterator[Cell]:
    yield held.project(row["project"])
    whence = "，".join(filter(None, [said(row.get("source_zh")), said(row.get("channel_zh"))]))
    yield Cell(said(row.get("item")), whence)
    yield yuan(row["amount"], digits=digits)
    yield _expected(row, digits)
    yield text(row.get("condition"))
    yield Cell(_days(row) or "未写明", tone="" if _days(row) else "missing")
    yield judged(row.get("met"), MET, note=said(row.get("reason")))
    sure = row.get("certainty")
    yield status(sure) if known(sure) else Cell("没有规则", tone="missing")


def _expected(row: pd.Series, digits: int) -> Cell:
    word, tone = AGREES.get(said(row.get("agrees")), ("", "missing"))
    if not known(row.get("expected")):
        return Cell(word or "无从复算", tone="missing")
    base = yuan(row.get("base"), digits=digits).text
    made = f"{base} × {share(row.get('ratio')).text}；{word}"
    cell = yuan(row["expected"], digits=digits, note=made)
    return Cell(cell.text, cell.note, f"{cell.tone} {tone}")


def _days(row: pd.Series) -> str:
    days = {"期限": row.get("deadline"), "竣工": row.get("finish")}
    return "，".join(f"{word} {text(day).text}" for word, day in days.items() if known(day))
