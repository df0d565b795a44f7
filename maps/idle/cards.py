"""A card for each candidate plot: plan, photograph, measures, evidence, why not, uses and need."""

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from ..plots.drawing import key
from ..text.blocks import ROWS, Table, cut, folded, lines, note, rendered
from ..text.cells import Cell, judged, number, said
from .base import CANDIDATE, Land, title
from .plans import Plans
from .reasons import evidence, looked_at
from .sizes import sizes
from .uses import FEW, first, uses
from .words import BUILT, NO_GROUND, SURE

_FIELD = (
    '<figure class="an-photo"><div><span>现场照片</span></div>'
    "<figcaption><span>拍摄人：</span><span>日期：</span></figcaption></figure>"
)


def cards(land: Land, drawings: Plans, *, minutes: float) -> list[str]:
    """
    Every candidate with what a meeting asks about it.

    Parameters
    ----------
    land
        The plots and the tables about them.
    drawings
        What their plans are made of.
    minutes
        Within which a walk counts.

    Returns
    -------
    list of str
        HTML blocks: a list of all, then a fold a community with a card each, at most
        :data:`pianqu.maps.text.blocks.ROWS`, the surest.

    Examples
    --------
    >>> from pianqu.maps.idle.plans import plans
    >>> from pianqu.maps.text.names import Names
    >>> from types import SimpleNamespace
    >>> rows = {"plot": ["R1"], "kind_zh": "闲置房屋", "status": "candidate", "confidence": "high"}
    >>> found = Land(pd.DataFrame(rows), Names({}, {}, {}), {}, {})
    >>> html = "".join(cards(found, plans(SimpleNamespace(tables={})), minutes=10))
    >>> "现场照片" in html, "不能绘制平面" in html
    (True, True)
    """
    every = land.state(CANDIDATE)
    if every.empty:
        return [note("没有候选地块。", tone="lead")]
    shown = _numbered(every, land)
    blocks = [
        note(
            "点开小区看各地块的卡片，编号与下表一致。图上方为北，比例尺以米计；照片框供打印后踏勘填贴。"
        ),
        rendered(_list(shown, land)),
        note(cut("idle_plots", len(shown), len(every), what="处", which="可信度最高的")),
        key(),
    ]
    for place, own in shown.groupby("_place", sort=False):
        inside = [_card(row, land, drawings, minutes) for row in own.to_dict("records")]
        blocks.append(folded(f"{place}：{_summary(own)}", inside, count=len(own)))
    return blocks


def _numbered(every: pd.DataFrame, land: Land) -> pd.DataFrame:
    """The surest that are listed, by community: those with most sure plots first."""
    level = every["confidence"].map({code: at for at, code in enumerate(SURE)})
    kept = every.assign(_level=level).sort_values("_level", kind="stable").head(ROWS).sort_index()
    kept = kept.assign(_place=[land.place(row) for row in kept.to_dict("records")])
    sure = kept["_level"].eq(0).groupby(kept["_place"]).transform("sum")
    many = kept.groupby("_place")["_place"].transform("size")
    ordered = kept.assign(_sure=-sure, _many=-many)
    ordered = ordered.sort_values(["_sure", "_many", "_place"], kind="stable")
    return ordered.assign(_number=range(1, len(ordered) + 1))


def _list(shown: pd.DataFrame, land: Land) -> Table:
    rows = [list(_line(row, land)) for row in shown.to_dict("records")]
    headings = [
        "编号与地块",
        "类型",
        "小区",
        "面积（㎡）",
        "可信度",
        f"可以的用途（需求最大的 {FEW} 项）",
    ]
    return Table("候选地块一览", headings, rows)


def _line(row: Any, land: Land) -> Iterator[Cell]:
    yield Cell(f"{row['_number']} · {title(row)}")
    yield Cell(said(row.get("kind_zh")))
    yield Cell(str(row["_place"]))
    yield number(row.get("area"), word="no_data")
    yield judged(row.get("confidence"), SURE)
    yield first(land.about("idle_reuse", row["plot"]))


def _summary(own: pd.DataFrame) -> str:
    many = own.get("kind_zh", pd.Series("", own.index)).astype("string").value_counts(sort=False)
    return "，".join(f"{kind} {count}" for kind, count in many.items())


@cache
def _built() -> frozenset[str]:
    """Kinds of plot that have buildings on them."""
    from ...analysis import standards  # not before a card is made

    ground = standards.load("idle_kinds")["ground"]
    return frozenset(ground.index[ground.eq("built")].astype(str))


def _card(row: Any, land: Land, drawings: Plans, minutes: float) -> str:
    plot = str(row["plot"])
    drawing = drawings.drawing(row)
    land_of = said(row.get("of_layer")) != "premises" and bool(drawing)
    said_of = note(BUILT if land_of and said(row.get("kind")) in _built() else "")
    picture = drawing or f'<p class="an-noplan">{escape(NO_GROUND)}</p>'
    level = judged(row.get("confidence"), SURE)
    warned = said(row.get("warnings"))
    return (
        f'<article class="an-plot"><header><h3>{row["_number"]} · {escape(title(row))}</h3>'
        f"<p>{escape(said(row.get('kind_zh')))} · {escape(str(row['_place']))}"
        f'<b class="t-{level.tone or "missing"}">可信度{escape(level.text)}</b></p></header>'
        f"{note(said(row.get('confidence_text')))}"
        f'<div class="an-plot-top"><div><figure class="an-plan">{picture}</figure>{said_of}</div>'
        f"{lines(sizes(land, row, drawn=bool(drawing)), name='an-lines an-sizes')}{_FIELD}</div>"
        f"{note(f'注意：{warned}', tone='warning') if warned else ''}"
        f"{''.join(evidence(land.about('idle_evidence', plot)))}"
        f"{''.join(looked_at(land.about('idle_refusals', plot)))}"
        f"{''.join(uses(land, plot, minutes=minutes))}</article>"
    )
