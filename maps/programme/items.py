"""The items of works by content class: who may claim which, and who may not again."""

from collections.abc import Iterator

import pandas as pd

from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, judged, said, status
from ..text.records import clause
from .base import Programme
from .words import CLAIMS

_CLASSES = ("basic", "improve", "upgrade")
_LISTED = 12  # items in a cell


def items(held: Programme) -> list[str]:
    """
    What is kept from claiming first, community by community; then every item by class.

    Parameters
    ----------
    held
        With `eligibility_items` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> items(Programme(SimpleNamespace(tables={}), Names({}, {}, {}), {}))
    []
    """
    table = held.table("eligibility_items")
    if table.empty:
        return []
    return [
        note(
            "三供一业和其他用国家资金做过的内容不得重复申请，没做过的仍可申请；没有施工清单的待补证据。",
            tone="lead",
        ),
        *_kept(table, held),
        *_classes(table, held),
    ]


def _kept(table: pd.DataFrame, held: Programme) -> Iterator[str]:
    own = table[table["claim"].ne("can").fillna(True)]
    if own.empty:
        yield note("没有不得申请或待补证据的内容。")
        return
    groups = own.groupby(["community", "claim", "reason"], sort=False, dropna=False)
    shown = [list(_part(part, table, held)) for _, part in list(groups)[:ROWS]]
    foot = cut("eligibility_items", len(shown), len(groups), what="行", which="在前的")
    headings = ["小区", "能否申请", "哪些内容", "理由", "其余仍可申请"]
    yield rendered(Table("不得申请与待补证据的内容", headings, shown, foot=foot))


def _part(part: pd.DataFrame, table: pd.DataFrame, held: Programme) -> Iterator[Cell]:
    """Items of one community that are kept from claiming for the same reason."""
    row = part.iloc[0]
    every = table[table["community"].eq(row["community"])]
    left = int(every["claim"].eq("can").sum())
    yield held.community(row["community"])
    yield judged(row["claim"], CLAIMS)
    yield Cell(_which(part, len(every)), f"{len(part)} / {len(every)} 项")
    yield Cell(said(row["reason"]))
    yield Cell(f"{left} / {len(every)} 项", tone="number")


def _which(part: pd.DataFrame, every: int) -> str:
    if len(part) == every:
        return "全部内容"
    told = []
    for name, own in part.groupby("class_zh", sort=False):
        more = f" 等 {len(own)} 项" if len(own) > _LISTED else ""
        told.append(f"{name}：{'、'.join(own['zh'].head(_LISTED).astype(str))}{more}")
    return "；".join(told)


def _classes(table: pd.DataFrame, held: Programme) -> Iterator[str]:
    order = [code for code in _CLASSES if table["content_class"].eq(code).any()]
    order += [code for code in table["content_class"].dropna().unique() if code not in _CLASSES]
    for code in order:
        own = table[table["content_class"].eq(code).fillna(False)]
        name, row = said(own["class_zh"].iloc[0]), own.iloc[0]
        rows = [[Cell(str(zh)), *_counts(part, held)] for zh, part in own.groupby("zh", sort=False)]
        headings = ["内容", *(f"{word}（个小区）" for word, _ in CLAIMS.values())]
        sure = status(row.get("certainty")).text
        foot = f"每行相加为 {own['community'].nunique()} 个小区；分类依据 {clause(row)}（{sure}）。"
        html = rendered(Table(f"{name}：各项内容有几个小区能申请", headings, rows, foot=foot))
        yield folded(f"{name}，逐项", [html], count=len(rows))


def _counts(part: pd.DataFrame, held: Programme) -> Iterator[Cell]:
    for code, (_, tone) in CLAIMS.items():
        own = part[part["claim"].eq(code).fillna(False)]
        named = held.named(list(own["community"])) if code != "can" and len(own) else ""
        mark = f" {tone}" if code != "can" and len(own) else ""
        yield Cell(f"{len(own):,}", named, f"number{mark}")
