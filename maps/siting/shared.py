"""One plot, several uses: what is proposed twice, and the uses put on plots all at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.amounts import wan
from ..text.blocks import ROWS, Table, cut, note, rendered
from ..text.cells import Cell, amount, known, number, said
from ..text.names import frame, parts
from .base import Base
from .figures import counted
from .words import SITED, STATES

if TYPE_CHECKING:
    from ...analysis.planning import Plan


def shared(plan: "Plan", found: Base) -> list[str]:
    """
    Plots that several uses propose, and how the uses share the land when sited together.

    Parameters
    ----------
    plan
        With `siting_shared` and `siting_shared_total`, or without.
    found
        The uses of a plan.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> shared(SimpleNamespace(tables={}), Base((), None, None))
    []
    """
    return [*_twice(found), *_together(plan, found)]


def _twice(found: Base) -> Iterator[str]:
    """Plots with more than one use, those with most first."""
    taken = found.taken
    several = {plot: uses for plot, uses in taken.items() if len(uses) > 1}
    if not taken:
        return
    if not several:
        yield note("各用途单独选址，没有两种用途看中同一块地。")
        return
    order = sorted(several.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows = [
        [found.plots.cell(plot), number(len(uses)), Cell("、".join(map(found.use, uses)))]
        for plot, uses in order[:ROWS]
    ]
    caption = f"各用途单独选址时：{len(taken)} 块拟建地块中有 {len(several)} 块被几种用途同时看中"
    foot = cut("siting_sites", len(rows), len(several), what="块", which="用途最多的")
    foot = foot or "单独选址不管地够不够分，也不管用途能否相邻；同时安排见下。"
    yield rendered(Table(caption, ["地块", "用途（种）", "哪些用途"], rows, foot=foot))


def _together(plan: "Plan", found: Base) -> Iterator[str]:
    total, table = frame(plan, "siting_shared_total"), frame(plan, "siting_shared")
    if total is None or total.empty:
        return
    row = total.iloc[0]
    yield f"<h3>{_TITLE}</h3>"
    yield note(_lead(row), tone="lead")
    text = said(row.get("conflict"))
    if text:
        yield note(f"条件不能同时满足。{text}", tone="warning")
    left = parts(row.get("left_out"))
    if left:
        yield note(f"面积（有资金上限时还有造价）未知、没有列入的地块与用途：{len(left)} 对。")
    if table is not None and len(table):
        yield rendered(_plan(table, found))


_TITLE = "同时安排：各用途分地"


def _lead(row: pd.Series) -> str:
    """What the uses reach together, against each by itself, and the bound."""
    state, unit = said(row["status"]), row.get("unit")
    word = STATES.get(state, (state, ""))[0]
    if state not in SITED:
        return f"把各用途放在一起、按地块面积和相容规则同时安排：{word}。"
    proof = "没有更好的安排" if state == "proven" else _gap(row)
    alone = row.get("apart")
    beside = f"，各自单独选址合计为 {counted(alone, unit)}" if known(alone) else ""
    return (
        f"把各用途放在一起，按地块面积和相容规则同时安排：新增惠及合计 "
        f"{counted(row.get('objective'), unit)}{beside}；{word}，{proof}。"
        "同一个人被几种用途惠及时计几次。"
    )


def _gap(row: pd.Series) -> str:
    bound, objective = row.get("bound"), row.get("objective")
    if not (known(bound) and known(objective)):
        return "没有求出界限"
    return f"最多还能多 {counted(float(str(bound)) - float(str(objective)), row.get('unit'))}"


def _plan(table: pd.DataFrame, found: Base) -> Table:
    groups = list(table.groupby("plot", sort=False))
    groups.sort(key=lambda pair: (-len(pair[1]), str(pair[0])))
    rows = [list(_cells(str(plot), own, found)) for plot, own in groups[:ROWS]]
    foot = cut("siting_shared", len(rows), len(groups), what="块", which="用途最多的")
    told = "括号内为在已排的各处之外新增的惠及；需用面积和造价都按各用途的最小规模计，不是整块地的；造价的可信度见各用途的表。"
    headings = [
        "地块",
        "安排的用途（新增惠及）",
        "需用面积（㎡）",
        "地块面积（㎡）",
        "造价（万元）",
    ]
    caption = f"{len(groups)} 块地上安排 {len(table)} 处"
    return Table(caption, headings, rows, foot=foot or told)


def _cells(plot: str, own: pd.DataFrame, found: Base) -> Iterator[Cell]:
    yield found.plots.cell(plot)
    parts = [
        f"{found.use(row['use'])}（{counted(row.get('gain'), row.get('unit'))}）"
        for _, row in own.iterrows()
    ]
    yield Cell("、".join(parts))
    needed: Any = own["area_needed"].sum(skipna=False)
    yield number(needed, note=f"占 {_of(needed, own.iloc[0].get('plot_area'))}")
    yield number(own.iloc[0].get("plot_area"))
    paid = own["cost"]
    blank = int(paid.isna().sum())
    note_ = f"另有 {blank} 处未知" if blank else ""
    yield Cell("未知", tone="missing") if blank == len(own) else wan(paid.sum(), note=note_)


def _of(needed: Any, whole: Any) -> str:
    if not (known(needed) and known(whole)) or not float(whole):
        return "比例不明"
    percent = 100 * float(needed) / float(whole)
    return f"{amount(percent)}%" if percent >= 1 else "不到 1%"
