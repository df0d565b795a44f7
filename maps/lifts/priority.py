"""Which lifts come first: the score with its parts, and how firm its rank is."""

from collections.abc import Iterator

import pandas as pd

from ..text.amounts import between
from ..text.blocks import OPEN, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, number, part, said
from .base import Places
from .words import PARTS

FIRST = 20  # stairwells that are not folded


def priority(table: pd.DataFrame | None, named: Places) -> list[str]:
    """
    The stairwells that come first.

    Parameters
    ----------
    table
        `elevator_priority` with its index as a column, or none.
    named
        Names of stairwells.

    Returns
    -------
    list of str
        HTML blocks; at most :data:`pianqu.maps.text.blocks.OPEN` stairwells, those after the first
        :data:`FIRST` folded.

    Examples
    --------
    >>> priority(None, Places(None, {}, {}))
    []
    """
    if table is None or table.empty:
        return []
    order = table.sort_values(["rank", "stairwell"], kind="stable")
    shown = order.head(OPEN)
    parts = [name for name in PARTS if name in table]
    rows = [list(_row(row, parts, named)) for _, row in shown.iterrows()]
    headings = [
        "单元",
        "名次",
        "得分",
        *(PARTS[name] for name in parts),
        "权重变动时的名次",
        "权重变动时稳定",
    ]
    groups = ["", "", "", *["各项（0~1）"] * len(parts), "", ""]
    foot = cut("elevator_priority", len(shown), len(order), what="个单元", which="名次最前的")
    first, rest = rows[:FIRST], rows[FIRST:]
    more = Table("其后的单元", headings, rest, groups=groups)
    return [
        note(
            "得分 0~100，为各项按权重的平均；权重在规则表 priority_weights，是假定，由用户改。"
            "未知项按 0 计入得分，括注为按满分计的上限。"
        ),
        note(_firm(table), tone="lead"),
        rendered(Table(f"名次最前的 {len(first)} 个单元", headings, first, groups=groups)),
        folded("其后的单元", [rendered(more)] if rest else [], count=len(rest)),
        note(foot),
    ]


def _firm(table: pd.DataFrame) -> str:
    """How many ranks hold: under other weights, and whatever the unknown parts are."""
    stable = int(table["stable"].astype("boolean").sum())
    open_ = table["unknown"].notna()
    told = (
        f"{part(stable, len(table))} 个单元的名次在权重变动时稳定，只就权重而言；"
        f"{part(int(open_.sum()), len(table))} 个单元有未知项，查明后得分和名次还会变"
    )
    if "settled" not in table:
        return f"{told}。"
    settled = int(table["settled"].astype("boolean").sum())
    return f"{told}，其中和其余合计 {part(settled, len(table))} 个的名次不因未知项而变。"


def _row(row: pd.Series, parts: list[str], named: Places) -> Iterator[Cell]:
    yield Cell(named.stairwell(row["stairwell"]))
    yield number(row["rank"])
    yield _score(row)
    for name in parts:
        if known(row[name]):
            yield number(row[name], digits=2)
        else:
            yield Cell("不明", tone="missing")
    best, worst = row.get("rank_best"), row.get("rank_worst")
    span = between(best, worst, scale=1, digits=0)
    yield Cell(span or (amount(best) if known(best) else "未计算"), tone="number")
    yield _stable(row)


def _stable(row: pd.Series) -> Cell:
    """Firm under other weights; that unknown parts may still move it is said under it."""
    stable, settled = row.get("stable"), row.get("settled")
    if not known(stable):
        return Cell("未计算", tone="missing")
    unmoved = bool(settled) if known(settled) else not known(row.get("unknown"))
    below = "" if unmoved else "未知项查明后可能变"
    return Cell("稳定" if stable else "不稳定", below, "good" if stable and unmoved else "part")


def _score(row: pd.Series) -> Cell:
    least, most = row["score"], row.get("score_most")
    span = between(least, most, scale=1, digits=1)
    unknown = said(row.get("unknown"))
    told = f"至多 {amount(most, digits=1)}（{unknown}不明）" if span else ""
    return number(least, digits=1, note=told)
