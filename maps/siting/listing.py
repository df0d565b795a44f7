"""The proposed sites of one use: what each brings, what it costs, and what if it falls away."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ..text.blocks import Table, rendered
from ..text.cells import Cell, amount, known, said, share
from ..text.names import parts
from .base import Base, Use
from .figures import brings, cost, counted
from .words import FITS, SITED, STATES

_HEADINGS = [
    *("顺序", "地块", "新增惠及", "单独建惠及", "造价（万元）", "若地块落空", "还被哪些用途看中"),
]


MEANT = (
    "新增惠及：在排在前面的各处之外再新增的，各处相加为合计；单独建惠及：只建这一处时比现状新增的。"
    "若地块落空：去掉这块地重新求解，净少为次优补上之后仍少的，不补为这处不建、也不另选时少的。"
)


def sites(use: Use, found: Base, taken: Mapping[str, list[str]]) -> list[str]:
    """
    The sites of a use, the one that brings most first.

    Parameters
    ----------
    use
        With sites.
    found
        Names.
    taken
        Plot to the uses that propose it.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from pianqu.maps.siting.base import Plots
    >>> row = {"order": 1, "plot": "L1", "gain": 30.0, "gain_unit": "households"}
    >>> one = pd.DataFrame([row])
    >>> use = Use(1, pd.Series({"use": "canteen", "status": "proven"}), one, one, one)
    >>> "30 户" in sites(use, Base((use,), Plots({}, {}), None), {})[0]
    True
    """
    rows = [list(_cells(row, use, found, taken)) for _, row in use.sites.iterrows()]
    return [rendered(Table(f"{use.zh}：拟建 {len(rows)} 处", _HEADINGS, rows))]


def _cells(row: pd.Series, use: Use, found: Base, taken: Mapping[str, list[str]]) -> Iterator[Cell]:
    yield Cell(f"第 {amount(row['order'])} 处")
    survey = FITS["needs_survey"] if said(row.get("fits")) == "needs_survey" else ""
    yield found.plots.cell(row["plot"], note=survey)
    yield _gain(row.get("gain"), row, of=_rate(row, use))
    yield _gain(row.get("gain_alone"), row)
    yield cost(row)
    yield falls(row, found, taken)
    others = [found.use(code) for code in parts(row.get("also_for"))]
    yield Cell("、".join(others)) if others else Cell("无")


def _gain(value: Any, row: pd.Series, *, of: str = "") -> Cell:
    tone = "number" if known(value) else "missing"
    return Cell(brings(value, row.get("gain_unit")), of, tone)


def _rate(row: pd.Series, use: Use) -> str:
    """The share with its base; none for walking saved."""
    if not (known(row.get("share_of_base")) and known(use.row.get("base"))):
        return ""
    return f"占 {amount(use.row['base'])} {use.unit}的 {share(row['share_of_base']).text}"


def falls(row: pd.Series, found: Base, taken: Mapping[str, list[str]]) -> Cell:
    """
    What comes in if the plot falls away, and what is lost for good.

    Parameters
    ----------
    row
        Of `siting_sites`.
    found
        Names.
    taken
        Plot to the uses that propose it.

    Returns
    -------
    Cell
        Where no model answered, why; it is not said then that nothing is lost.

    Examples
    --------
    >>> row = {"next_status": "proven", "next_best": None, "next_reason": "没有其他选择"}
    >>> falls(pd.Series(row | {"loss_empty": 9.0, "gain_unit": "residents"}), Base((), None, None), {}).text
    '没有其他选择，不补则少 9 人'
    """
    state = said(row.get("next_status"))
    empty = f"不补则少 {counted(row.get('loss_empty'), row.get('gain_unit'))}"
    if state not in SITED:
        word = STATES.get(state, ("没有次优的结果", ""))[0]
        return Cell(word, "；".join(filter(None, [said(row.get("next_reason")), empty])), "missing")
    come = parts(row.get("next_best"))
    if not come:
        reason = said(row.get("next_reason")) or "没有其他地块补上"
        return Cell(f"{reason}，{empty}", tone="bad")
    named = "、".join(dict.fromkeys(found.plots.inline(plot) for plot in come))
    used = list(dict.fromkeys(found.use(each) for plot in come for each in taken.get(plot, ())))
    also = f"该地块已拟作{'、'.join(used)}" if used else ""
    return Cell(
        f"换 {named}，{_lost(row, weakest=found.weakest)}", "；".join(filter(None, [empty, also]))
    )


def _lost(row: pd.Series, *, weakest: bool) -> str:
    loss: Any = row.get("loss")
    if not known(loss):
        return "净损失不明"
    if float(loss) < 0:
        more = f"反而多 {counted(-float(loss), row.get('gain_unit'))}"
        return f"{more}，{'但不是先补最弱的小区' if weakest else '原方案未证明最优'}"
    if amount(loss) == "0":
        return "没有净损失"
    return f"净少 {counted(loss, row.get('gain_unit'))}"
