"""The five stages of application as steps, who stands at which, and what the next one asks."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from ...analysis import standards
from ..text.blocks import COMMUNITIES, Table, cut, note, rendered
from ..text.cells import Cell, known, said, text
from .base import Programme

_STAGES = "application_stages"
_FIVE = 5  # after them come the works
_NAMES = 8  # in a step
_LATER = {"fail": "以后的阶段有不符合的条件", "pending": "以后的阶段还要补证据"}


def stages(held: Programme) -> list[str]:
    """
    The steps with how many stand at each, and one row a community.

    Parameters
    ----------
    held
        With `eligibility` in its plan, or without.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"community": ["C1"], "stage": ["applied"], "stage_zh": ["居民申请"]})
    >>> held = Programme(SimpleNamespace(tables={"eligibility": table}), Names({}, {}, {}), {})
    >>> stages(held)[0].count("<li")
    7
    """
    table = held.table("eligibility")
    if table.empty or "stage" not in table:
        return []
    order = standards.load(_STAGES).sort_values("order")
    return [_steps(order, table, held), *_none(table, held), _listed(order, table, held)]


def _steps(order: pd.DataFrame, table: pd.DataFrame, held: Programme) -> str:
    inside = []
    for number, (code, row) in enumerate(order.iterrows(), start=1):
        own = table[table["stage"].eq(str(code)).fillna(False)]
        name = "pg-step" if number <= _FIVE else "pg-step pg-works"
        empty = "" if len(own) else " pg-empty"
        place = f"第 {number} 步" if number <= _FIVE else "批准之后"
        who = held.named(list(own["community"]), most=_NAMES)
        inside.append(
            f'<li class="{name}{empty}"><small>{escape(place)} · {escape(said(row["by"]))}</small>'
            f"<span>{escape(said(row['zh']))}</span><b>{len(own)} 个</b><p>{escape(who)}</p></li>"
        )
    return f'<ol class="pg-steps">{"".join(inside)}</ol>'


def _none(table: pd.DataFrame, held: Programme) -> Iterator[str]:
    own = table[table["stage"].isna()]
    if len(own):
        yield note(f"尚未申报 {len(own)} 个：{held.named(list(own['community']), most=20)}。")


def _listed(order: pd.DataFrame, table: pd.DataFrame, held: Programme) -> str:
    place = {str(code): at for at, code in enumerate(order.index, start=1)}
    rank = table["stage"].map(place).fillna(0)
    table = table.assign(at=rank).sort_values("at", ascending=False, kind="stable")
    rows = [list(_cells(row, place, held)) for _, row in table.head(COMMUNITIES).iterrows()]
    foot = "阶段取该小区走得最远的项目；还须办的只列到下一阶段为止仍未符合或缺证据的条件。"
    foot += cut("eligibility", len(rows), len(table), what="个小区", which="走得最远的")
    headings = ["小区", "现在到了", "下一步", "由谁办理", "下一步之前还须"]
    return rendered(Table("各小区的阶段", headings, rows, foot=foot))


def _cells(row: pd.Series, place: dict[str, int], held: Programme) -> Iterator[Cell]:
    yield held.community(row["community"])
    at = place.get(said(row["stage"]))
    step = f"第 {at} 步，共 {_FIVE} 步" if at and at <= _FIVE else ""
    yield Cell(said(row.get("stage_zh")) or "尚未申报", step)
    if not known(row.get("next_stage_zh")):
        yield from (Cell("没有", tone="missing") for _ in range(2))
        yield Cell("无")
        return
    yield text(row.get("next_stage_zh"))
    yield text(row.get("next_by"))
    asks = said(row.get("next_asks"))
    later = "" if asks else _LATER.get(said(row.get("entry")), "")
    yield Cell(asks or "无", later, "part" if asks else "")
