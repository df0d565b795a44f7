"""What looks idle and is not: every plot that is excluded or listed by itself, with the rules that say so."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, judged, number, part, said, status, text
from ..text.records import clause
from .base import EXCLUDED, SEPARATE, Land, owner, title
from .words import STATES

_APPLIES = "applies"
_DECIDES = ("excludes", "separate")


def excluded(land: Land) -> list[str]:
    """
    Every plot that is no candidate, and why.

    Parameters
    ----------
    land
        The plots and the tables about them.

    Returns
    -------
    list of str
        HTML blocks: by rule, then plot by plot.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> rows = {"plot": ["L3"], "kind_zh": "空闲地", "status": "excluded", "reasons": "在东园内"}
    >>> found = Land(pd.DataFrame(rows), Names({}, {}, {}), {}, {})
    >>> "在东园内" in "".join(excluded(found))
    True
    """
    rows = land.rows[land.rows["status"].isin([EXCLUDED, SEPARATE])]
    if rows.empty:
        return [note("没有排除或单列的地块。", tone="lead")]
    blocks = [
        note(
            f"{len(rows):,} / {len(land.rows):,} 处有闲置证据，但被规则排除或单列；任一条规则成立即排除。"
            "下面每处都写明是哪条、依据什么。",
            tone="lead",
        )
    ]
    said_of = pd.concat([land.about("idle_refusals", plot) for plot in rows["plot"]] or [rows])
    if "rule" in said_of:
        blocks.append(rendered(_rules(said_of, len(rows))))
    shown = rows.head(ROWS)
    cells = [list(_plot(row, land)) for row in shown.to_dict("records")]
    foot = cut("idle_plots", len(shown), len(rows), what="处", which="前")
    headings = ["地块", "结论", "为什么不", "本来的证据", "小区", "权属", "面积（㎡）"]
    return [*blocks, rendered(Table("逐处：为什么不", headings, cells, foot=foot))]


def _rules(said_of: pd.DataFrame, every: int) -> Table:
    own = said_of[said_of["status"].eq(_APPLIES) & said_of["effect"].isin(_DECIDES)]
    alone = own.groupby("plot")["rule"].transform("nunique").eq(1)
    rows = []
    for _, group in sorted(own.groupby("rule", sort=False), key=lambda pair: -len(pair[1])):
        head = group.iloc[0]
        many, single = group["plot"].nunique(), int(alone[group.index].sum())
        rule = clause(head)
        rows.append([Cell(said(head["zh"]) or said(head["rule"]))])
        rows[-1] += [number(many, note=part(many, every)), number(single)]
        rows[-1] += [Cell(rule) if rule else Cell("未注明", tone="missing")]
        rows[-1] += [status(head.get("certainty"))]
    headings = ["规则", "成立（处）", "只因此条（处）", "依据", "依据核实"]
    return Table("按规则：一处可被几条规则排除", headings, rows)


def _plot(row: Any, land: Land) -> Iterator[Cell]:
    yield Cell(title(row), said(row.get("kind_zh")) if said(row.get("name")) else "")
    yield judged(row.get("status"), STATES)
    yield _why(row, land)
    rows = land.about("idle_evidence", row["plot"])
    speaks = rows[rows["says"].eq("for")]["text"].dropna().astype(str) if len(rows) else []
    yield Cell("；".join(speaks)) if len(speaks) else Cell("无", tone="missing")
    yield Cell(land.place(row))
    yield Cell(owner(row))
    yield number(row.get("area"))


def _why(row: Any, land: Land) -> Cell:
    """The reasons; of one that is listed by itself, the rule that says so."""
    if said(row.get("reasons")):
        return text(row["reasons"])
    rows = land.about("idle_refusals", row["plot"])
    if rows.empty:
        return Cell("原因未注明", tone="missing")
    own = rows[rows["status"].eq(_APPLIES) & rows["effect"].isin(_DECIDES)]["text"].dropna()
    return Cell("；".join(own.astype(str))) if len(own) else Cell("原因未注明", tone="missing")
