"""Which lifts come first: the score with its parts, and how firm its rank is."""

from collections.abc import Iterator

import pandas as pd

from .blocks import OPEN, Table, cut, folded, note, rendered
from .cells import Cell, amount, known, number, part, said
from .lift_base import Places, between
from .lift_words import PARTS

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
        HTML blocks; at most :data:`pianqu.maps.blocks.OPEN` stairwells, those after the first
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
        "稳定",
    ]
    groups = ["", "", "", *["各项（0~1）"] * len(parts), "", ""]
    foot = cut("elevator_priority", len(shown), len(order), what="个单元", which="名次最前的")
    stable = table["stable"].astype("boolean")
    first, rest = rows[:FIRST], rows[FIRST:]
    more = Table("其后的单元", headings, rest, groups=groups)
    return [
        note(
            f"得分 0~100，为各项按权重的平均；权重在规则表 priority_weights，是假定，由用户改。"
            f"未知项按 0 计入得分，括注为按满分计的上限。{part(int(stable.sum()), len(table))} "
            "个单元的名次在权重变动时稳定。"
        ),
        rendered(Table(f"名次最前的 {len(first)} 个单元", headings, first, groups=groups)),
        folded("其后的单元", [rendered(more)] if rest else [], count=len(rest)),
        note(foot),
    ]


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
    stable = row.get("stable")
    yield (
        Cell("稳定" if stable else "不稳定", tone="good" if stable else "part")
        if known(stable)
        else Cell("未计算", tone="missing")
    )


def _score(row: pd.Series) -> Cell:
    least, most = row["score"], row.get("score_most")
    span = between(least, most, scale=1, digits=1)
    unknown = said(row.get("unknown"))
    told = f"至多 {amount(most, digits=1)}（{unknown}不明）" if span else ""
    return number(least, digits=1, note=told)
