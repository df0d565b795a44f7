"""The bar of each project: who pays how much against what it costs, as SVG, with its key."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from ..plots.sheet import label
from ..text.amounts import in_wan, wan_span
from ..text.blocks import cut, note
from ..text.cells import known, said
from ..text.words import ANSWER_WORDS
from .base import Books
from .words import BALANCES, OPEN, SOURCES

# the drawing, in its own units
LEFT, WIDE, RIGHT, ROW, BAR, TOP = 152.0, 620.0, 178.0, 44.0, 22.0, 8.0
BARS = 60  # projects of a figure at most
_ROOM = 38.0  # that a figure inside a part takes
_NAME = 11  # signs of a name
_ALWAYS = 7  # five sources, enterprise and income stand in the key though nobody pays by them
_MEANT = (
    "每条以本项目的造价和资金上限中较大者为全长，条的长短不能在项目之间相比，条内数字为万元，"
    "右侧净余为正表示有余。竖线为造价，两条竖线之间为造价的区间；斜纹和虚框是还不能算数的钱。"
)

_HATCH = (
    '<defs><pattern id="lg-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="lg-hatch-ground" width="6" height="6"/>'
    '<rect class="lg-hatch-line" width="2.4" height="6"/></pattern></defs>'
)


@dataclass(frozen=True)
class Part:
    """One part of a bar: its key, from where to where, in yuan."""

    name: str
    start: float
    end: float


def bars(held: Books) -> list[str]:
    """
    The bars of all projects that cost or bring anything, the dearest first.

    Parameters
    ----------
    held
        The accounts.

    Returns
    -------
    list of str
        HTML blocks: the figure with its key; none without a project.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> row = {"level": "project", "id": "J1", "cost_least": 9.0, "cost_most": 9.0, "bank": 4.0}
    >>> held = Books(None, Names({}, {}, {}), pd.DataFrame([row]), {"J1": "甲"})
    >>> "".join(bars(held)).count('class="lg-part lg-bank"')
    1
    """
    rows = held.level("project").sort_values("cost_most", ascending=False, kind="stable")
    rows = rows[[bool(parts(row)) or known(row.get("cost_most")) for _, row in rows.iterrows()]]
    if rows.empty:
        return []
    shown = rows.head(BARS)
    wide = (
        '<div class="an-wide" tabindex="0" role="region" aria-label="各项目的资金来源与造价">'
        f"{drawing(shown, held)}</div>"
    )
    more = cut("finance", len(shown), len(rows), what="个项目", which="造价最高的")
    swipe = f'<span class="an-swipe">{escape(ANSWER_WORDS["swipe"])}</span>'
    caption = f"<figcaption>{escape(_MEANT)}{swipe}</figcaption>"
    return [f'<figure class="an-figure">{_keys(shown)}{wide}{caption}</figure>', note(more)]


def drawing(rows: pd.DataFrame, held: Books) -> str:
    """
    The bars as one SVG element.

    Parameters
    ----------
    rows
        Of `finance`, in order.
    held
        Names.

    Returns
    -------
    str
        Per row its name, parts (`lg-part`), cost (`lg-cost`) and net.
    """
    width, height = LEFT + WIDE + RIGHT, TOP + ROW * len(rows) + 6
    inside = "".join(
        piece
        for at, (_, row) in enumerate(rows.iterrows())
        for piece in _bar(row, TOP + at * ROW, held.project(row["id"]).text)
    )
    told = f"{len(rows)} 个项目的资金来源与造价，数字见下表"
    return (
        f'<svg class="lg" role="img" aria-label="{escape(told)}" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
        f'xmlns="http://www.w3.org/2000/svg">{_HATCH}{inside}</svg>'
    )


def parts(row: pd.Series) -> list[Part]:
    """
    The parts of a bar, one after another: settled sources, what is open, what has a condition.

    Parameters
    ----------
    row
        Of `finance`. Amounts that are not known are no part.

    Examples
    --------
    >>> row = pd.Series({"bank": 4.0, "unresolved_least": 1.0, "unresolved_most": 3.0})
    >>> [(part.name, part.start, part.end) for part in parts(row)]
    [('bank', 0.0, 4.0), ('unresolved_least', 4.0, 5.0), ('unresolved_more', 5.0, 7.0)]
    """
    least, most = row.get("unresolved_least"), row.get("unresolved_most")
    more: Any = float(str(most)) - float(str(least)) if known(least) and known(most) else None
    amounts = {name: row.get(name) for name in SOURCES}
    amounts |= {"unresolved_least": least, "unresolved_more": more}
    amounts["conditional"] = row.get("conditional")
    found, at = [], 0.0
    for name, value in amounts.items():
        size = float(str(value)) if known(value) else 0.0
        if size > 0:
            found.append(Part(name, at, at + size))
            at += size
    return found


def _bar(row: pd.Series, top: float, name: str) -> Iterator[str]:
    own = parts(row)
    ends = [float(str(row[one])) for one in ("cost_least", "cost_most") if known(row.get(one))]
    full = max([*ends, *(part.end for part in own), 1.0])
    scale = WIDE / full
    yield label("lg-name", LEFT - 8, top + 15, _short(name))
    yield label("lg-of", LEFT - 8, top + 30, f"造价 {_cost(row)}")
    yield f'<rect class="lg-ground" x="{LEFT:g}" y="{top:g}" width="{WIDE:g}" height="{BAR:g}"/>'
    for part in own:
        yield from _drawn(part, top, scale)
    for end in dict.fromkeys(ends):
        x = LEFT + end * scale
        yield f'<path class="lg-cost" d="M{x:.1f} {top - 3:g}V{top + BAR + 3:g}"/>'
    word, tone = BALANCES.get(said(row.get("balanced")), ("", "missing"))
    right = LEFT + WIDE + 12
    net = wan_span(row.get("net_least"), row.get("net_most"))
    yield label(f"lg-net lg-is-{tone}", right, top + 15, f"净余 {net}")
    yield label("lg-word", right, top + 30, word)


def _drawn(part: Part, top: float, scale: float) -> Iterator[str]:
    x, wide = LEFT + part.start * scale, (part.end - part.start) * scale
    value = in_wan(part.end - part.start)
    called = SOURCES.get(part.name) or OPEN[part.name]
    yield (
        f'<rect class="lg-part lg-{part.name}" x="{x:.1f}" y="{top:g}" width="{wide:.1f}" '
        f'height="{BAR:g}"><title>{escape(called)} {escape(value)} 万元</title></rect>'
    )
    if wide >= max(_ROOM, 7.0 * len(value)):
        yield label(f"lg-on lg-on-{part.name}", x + wide / 2, top + 15.5, value)


def _cost(row: pd.Series) -> str:
    return wan_span(row.get("cost_least"), row.get("cost_most"))


def _short(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def _keys(rows: pd.DataFrame) -> str:
    """Every part that is drawn, the five sources always, and the mark of the cost."""
    drawn = {part.name for _, row in rows.iterrows() for part in parts(row)}
    every = SOURCES | OPEN
    wanted = [name for at, name in enumerate(every) if at < _ALWAYS or name in drawn]
    keys = [(f"lg-{name}", every[name]) for name in wanted] + [("lg-cost", "造价")]
    inside = "".join(f'<li><i class="lg-key {name}"></i>{escape(word)}</li>' for name, word in keys)
    return f'<ul class="pd-keys">{inside}</ul>'
