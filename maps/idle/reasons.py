"""Why a plot is held to be idle, and why not: its evidence, and every rule that was asked of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from ..text.blocks import Table, folded, note, rendered
from ..text.cells import Cell, judged, known, said, status, text
from ..text.records import clause
from .words import EFFECTS, EVIDENCE, LOOKED, SAYS

_FIRST = {"for": 0, "against": 1, "note": 2}
_NO_REASON = "原因未注明"


def evidence(rows: pd.DataFrame) -> list[str]:
    """
    The evidence of one plot: what speaks for it first.

    Parameters
    ----------
    rows
        Of `idle_evidence`.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> rows = {"kind": ["registered"], "says": "for", "text": "登记为空置", "certainty": "assumption"}
    >>> html = "".join(evidence(pd.DataFrame(rows)))
    >>> "登记为空置" in html, "软件约定" in html, "没有日期" in html
    (True, True, True)
    """
    if rows.empty:
        return [note("没有列出证据。", tone="warning")]
    ordered = rows.assign(_at=rows["says"].map(_FIRST)).sort_values("_at", kind="stable")
    cells = [list(_evidence(row)) for row in ordered.to_dict("records")]
    speaks = rows.loc[rows["says"].eq("for"), "kind"].nunique()
    headings = ["证据类别", "所说", "内容", "来源", "数据日期", "依据", "依据核实"]
    return [rendered(Table(f"证据（支持的有 {speaks} 类）", headings, cells))]


def _evidence(row: Any) -> Iterator[Cell]:
    kind = said(row.get("kind"))
    yield Cell(EVIDENCE.get(kind, kind))
    yield judged(row.get("says"), SAYS)
    yield text(row.get("text"))
    source = said(row.get("source"))
    yield Cell(source) if source else Cell("没有来源", tone="missing")
    day = row.get("as_of")
    yield replace(text(day), tone="word") if known(day) else Cell("没有日期", tone="missing")
    rule = clause(row)
    yield Cell(rule) if rule else Cell("未注明", tone="missing")
    yield status(row.get("certainty"))


def looked_at(rows: pd.DataFrame) -> list[str]:
    """
    What was looked at that could refuse one plot: what applies, what does not, what is not known.

    Parameters
    ----------
    rows
        Of `idle_refusals`.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> rows = {"zh": ["公园绿地", "低洼积水区", "数据边缘"], "status": ["clear", "unknown", "applies"]}
    >>> rows = pd.DataFrame(rows | {"text": [None, "缺少保护要素图层", "距边界 2 m"], "effect": "warns"})
    >>> html = "".join(looked_at(rows))
    >>> "不涉及 1 项" in html, "未核对 1 项" in html, "距边界 2 m" in html
    (True, True, True)
    """
    if rows.empty:
        return [note("没有核对排除规则。", tone="warning")]
    state = {code: rows[rows["status"].eq(code)] for code in LOOKED}
    counted = "，".join(f"{LOOKED[code][0]} {len(own)} 项" for code, own in state.items())
    blocks = [f"<h4>为什么不是别的用地：共核对 {len(rows)} 项</h4>", note(f"{counted}。")]
    if len(state["applies"]):
        cells = [list(_applies(row)) for row in state["applies"].to_dict("records")]
        headings = ["涉及的规则", "作用", "怎样涉及", "依据", "依据核实"]
        blocks.append(rendered(Table("涉及的", headings, cells)))
    if len(state["unknown"]):
        blocks.append(note(f"未核对（不等于不涉及）：{_unknown(state['unknown'])}"))
    if len(state["clear"]):
        clear = "、".join(state["clear"]["zh"].dropna().astype(str))
        blocks.append(folded("已核对、不涉及的", [note(clear)], count=len(state["clear"])))
    return blocks


def _applies(row: Any) -> Iterator[Cell]:
    effect = said(row.get("effect"))
    tone = {"excludes": "bad", "separate": "part"}.get(effect, "")
    yield Cell(said(row.get("zh")) or said(row.get("rule")))
    yield Cell(EFFECTS.get(effect, effect), tone=tone)
    yield text(row.get("text"))
    rule = clause(row)
    yield Cell(rule) if rule else Cell("未注明", tone="missing")
    yield status(row.get("certainty"))


def _unknown(rows: pd.DataFrame) -> str:
    """What was not looked at, under the reason that they share."""
    why = rows["text"].astype("string").fillna(_NO_REASON)
    names = rows["zh"].astype("string").fillna("").groupby(why, sort=False).agg("、".join)
    return "；".join(f"{names_}（{reason}）" for reason, names_ in names.items()) + "。"
