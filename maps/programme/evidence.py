"""What evidence is missing and when it is asked for again; and what was decided case by case."""

from collections.abc import Iterator

import pandas as pd

from ...layers.kinds import vocabulary
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, judged, known, said, text
from .base import Programme
from .words import STATES


def evidence(held: Programme) -> list[str]:
    """
    Missing evidence, the earliest day first, with the communities that it is asked of.

    Parameters
    ----------
    held
        With `eligibility_checks` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> row = {"community": "C1", "rule": "consent", "zh": "同意", "status": "pending", "missing": "表决"}
    >>> table = pd.DataFrame([row | {"text": "没有表决", "look_again": pd.Timestamp("2024-12-30")}])
    >>> held = Programme(SimpleNamespace(tables={"eligibility_checks": table}), Names({}, {}, {}), {})
    >>> "2024-12-30" in evidence(held)[1]
    True
    """
    checks = held.table("eligibility_checks")
    if checks.empty:
        return []
    own = checks[checks["status"].eq("pending").fillna(False)]
    if own.empty:
        return [note("没有待补的证据。")]
    keys = ["look_again", "rule", "zh", "missing", "text"]
    own = own.sort_values("look_again", kind="stable", na_position="last")
    groups = list(own.groupby(keys, dropna=False, sort=False))
    rows = [list(_missing(part, held)) for _, part in groups[:ROWS]]
    foot = cut("eligibility_checks", len(rows), len(groups), what="类", which="最早复核的")
    headings = ["所缺证据", "条件", "小区", "现在的情况", "复核日期"]
    many = own["community"].nunique()
    return [
        note(
            f"{many} 个小区缺 {len(own)} 项证据。到复核日期仍缺的再问一次，其间不按不符合处理。",
            tone="lead",
        ),
        rendered(Table("待补证据", headings, rows, foot=foot)),
    ]


def _missing(part: pd.DataFrame, held: Programme) -> Iterator[Cell]:
    row = part.iloc[0]
    yield text(row["missing"])
    yield Cell(said(row["zh"]))
    yield Cell(f"{len(part)} 个", held.named(list(part["community"]), most=20))
    yield Cell(said(row["text"]))
    if known(row["look_again"]):
        yield Cell(text(row["look_again"]).text, tone="word")
    else:
        yield Cell("不安排复核", "另有不符合的条件，或没有数据日期", "missing")


def decisions(held: Programme) -> list[str]:
    """
    What was decided case by case: of whom, by whom, when and why; those that changed nothing apart.

    Parameters
    ----------
    held
        With `eligibility_checks` and `decisions` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> decisions(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    checks, layer = held.table("eligibility_checks"), held.table("decisions")
    if checks.empty or "decided" not in checks:
        return []
    own = checks[checks["decided"].notna()]
    used = set(own["decided"].astype(str))
    unused = layer[~layer["id"].astype(str).isin(used)] if "id" in layer else layer.iloc[:0]
    blocks = [_used(own, held)] if len(own) else [note("没有改变结论的一事一议决定。")]
    return [*blocks, *_unused(unused, checks, held)]


def _used(own: pd.DataFrame, held: Programme) -> str:
    rows = [
        [
            held.community(row["community"]),
            Cell(said(row["zh"])),
            judged(row.get("before"), STATES),
            judged(row["status"], STATES),
            text(row.get("decided_by")),
            text(row.get("decided_on")),
            Cell(said(row.get("decided_why")) or "未写明", said(row["decided"])),
        ]
        for _, row in own.head(ROWS).iterrows()
    ]
    headings = ["小区", "条件", "原来的结果", "决定之后", "决定单位", "日期", "理由"]
    foot = cut("eligibility_checks", len(rows), len(own), what="项", which="在前的")
    return rendered(Table("改变了结论的决定：只改这一个小区的这一条", headings, rows, foot=foot))


def _unused(table: pd.DataFrame, checks: pd.DataFrame, held: Programme) -> Iterator[str]:
    """Decisions of the layer that changed nothing: another community or rule, or a later one holds."""
    if table.empty:
        return
    names = dict(zip(checks["rule"], checks["zh"], strict=True))
    told = {choice.code: choice.zh for choice in vocabulary("decision")}
    rows = [
        [
            Cell(said(row["id"])),
            held.community(row.get("community")),
            Cell(said(names.get(said(row.get("rule")))) or said(row.get("rule"))),
            Cell(told.get(said(row.get("decision")), said(row.get("decision")))),
            text(row.get("by")),
            text(row.get("date")),
            text(row.get("reason")),
        ]
        for _, row in table.head(ROWS).iterrows()
    ]
    headings = ["编号", "小区", "条件", "决定", "决定单位", "日期", "理由"]
    foot = "小区或条件对不上、没有改变原来的结果，或另有更晚的决定；原因见“问题清单”。"
    foot += cut("decisions", len(rows), len(table), what="项", which="在前的")
    yield rendered(Table("没有改变结论的决定", headings, rows, foot=foot))
