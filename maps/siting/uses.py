"""Use by use: the map with the sites and their gains, the list of them, what one more is worth."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from ..text.blocks import note
from ..text.cells import Cell, known, said, share
from ..text.words import ANSWER_WORDS
from .base import Base, Use
from .curve import MEANT as CURVE_MEANT
from .curve import curve
from .drawing import siting_drawing
from .figures import counted
from .ground import Ground, ground
from .listing import MEANT, sites
from .proof import answer, rest
from .words import SITED

if TYPE_CHECKING:
    from ...analysis.planning import Plan


_NO_MAP = note("没有小区范围，未绘选址图。")


def uses(plan: "Plan", found: Base) -> list[str]:
    """
    A block for each use that has sites; the others are named with why they have none.

    Parameters
    ----------
    plan
        With communities and `idle_plots`, as far as they are there: no map without.
    found
        The uses.

    Returns
    -------
    list of str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> none = pd.DataFrame()
    >>> row = pd.Series({"use": "canteen", "zh": "社区食堂", "status": "not_needed"})
    >>> found = Base((Use(1, row, none, none, none),), None, None)
    >>> "没有拟建地块的用途（1）" in uses(SimpleNamespace(tables={}), found)[0]
    True
    """
    sited = [use for use in found.uses if use.sited]
    if not sited:
        return [*_without(found)]
    land = ground(plan, found)
    taken = found.taken
    blocks = [_index(sited), note(MEANT), note(CURVE_MEANT), land.shapes if land else _NO_MAP]
    for use in sited:
        blocks += _block(use, found, land, taken)
    return [*blocks, *_without(found)]


def _index(sited: list[Use]) -> str:
    links = "".join(f'<li><a href="#use-{use.number}">{escape(use.zh)}</a></li>' for use in sited)
    return f'<nav class="st-index" aria-label="各用途"><ul>{links}</ul></nav>'


def _block(
    use: Use, found: Base, land: Ground | None, taken: Mapping[str, list[str]]
) -> Iterator[str]:
    yield f'<h3 id="use-{use.number}" class="st-use">{escape(use.zh)}</h3>'
    yield note(_lead(use), tone="lead")
    figure = siting_drawing(use, found, land) if land else ""
    swipe = f'<figcaption class="an-swipe">{escape(ANSWER_WORDS["swipe"])}</figcaption>'
    drawn = (
        f'<figure class="an-figure st-map">{_wide(use, figure)}{swipe}</figure>' if figure else ""
    )
    chart = "".join(curve(use))
    beside = f'<div class="st-side"><h4>多一处值多少</h4>{chart}</div>' if chart else ""
    if drawn or beside:
        yield f'<div class="st-pair">{drawn}{beside}</div>'
    yield from sites(use, found, taken)


def _wide(use: Use, figure: str) -> str:
    return (
        f'<div class="an-wide" tabindex="0" role="region" aria-label="{escape(use.zh)}选址图">'
        f"{figure}</div>"
    )


def _lead(use: Use) -> str:
    """The proposal in one sentence, with its base and bound."""
    row = use.row
    unit = row.get("unit")
    moved = ""
    if known(row.get("covered_after")) and known(row.get("covered_before")):
        gain = float(row["covered_after"]) - float(row["covered_before"])
        moved = f"新覆盖 {counted(gain, unit)}"
    rates = [share(row.get(f"share_{name}")).text for name in ("before", "after")]
    base = f"覆盖率由 {rates[0]} 升到 {rates[1]}（共 {counted(row.get('base'), unit)}）"
    found = answer(use)
    proof = "，".join(filter(None, [found.text, found.note]))
    parts = [f"拟建 {len(use.sites)} 处，{moved}，{base}", rest(use), proof]
    return "；".join(filter(None, parts)) + "。"


def _without(found: Base) -> Iterator[str]:
    """The uses without a site, each with its reason: no blank where an answer is missing."""
    out = [use for use in found.uses if not use.sited]
    if not out:
        return
    items = "".join(f"<li>{escape(use.zh)}<small>{escape(_why(use))}</small></li>" for use in out)
    yield f'<h3>没有拟建地块的用途（{len(out)}）</h3><ul class="an-chips">{items}</ul>'


def _why(use: Use) -> str:
    state: Cell = answer(use)
    if said(use.row["status"]) in SITED:
        return "求解后没有一处能带来新增"
    return "：".join(filter(None, [state.text, state.note or said(use.row.get("reason"))]))
