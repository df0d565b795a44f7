"""The map of one use: communities by who is without, candidate plots, proposed sites with gains."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd

from ..plots.sheet import bar, label, path, room
from ..text.cells import amount, known
from ..text.names import parts
from ..words import WORDS
from .base import Base, Use
from .figures import brings
from .ground import WIDE, Ground

BREAKS = (0.2, 0.5)  # shares without, between nobody and everybody
_NONE, _ALL, _UNKNOWN = 0, len(BREAKS) + 2, len(BREAKS) + 3
_ROW, _COLUMNS = 22.0, 3  # of the legend
_BADGE, _DOT = 10.5, 3.4
_GAP = 4.0  # between a badge and its gain
_LINE = 13.0  # height of a label
_SAME = 1e-9  # of shares

Area = tuple[float, float, float, float]  # left, top, right, bottom


def siting_drawing(use: Use, found: Base, land: Ground) -> str:
    """
    The map of one use.

    Parameters
    ----------
    use
        With sites.
    found
        Names.
    land
        Where things lie.

    Returns
    -------
    str
        One SVG element, north up: a community in the class of its share without (`sm-0` nobody to
        `sm-4` everybody, `sm-5` not known), candidates as dots (`sm-dot`; those that would come in
        if a site falls away with a ring, `sm-next`), proposed sites as numbers (`sm-badge`) with
        their gains, a legend, a scale bar in metres and an arrow to the north. A plot without a
        place is named under the map.
    """
    high = land.high + _legend_height()
    placed = [row for _, row in use.sites.iterrows() if str(row["plot"]) in land.plots]
    taken: list[Area] = [_around(land.plots[str(row["plot"])], _BADGE) for row in placed]
    taken += [_around(land.plots[plot], _DOT) for plot in _others(use) if plot in land.plots]
    inside = "".join(
        [
            *_communities(use, land),
            *_candidates(use, land),
            *_sites(placed, land, taken),
            *_names(found, land, taken),
            *_legend(use, land.high),
            *_margins(land),
        ]
    )
    return (
        f'<svg class="sm" role="img" aria-label="{escape(_told(use, found))}" width="{WIDE:g}" '
        f'height="{high:g}" viewBox="0 0 {WIDE:g} {high:g}" xmlns="http://www.w3.org/2000/svg">'
        f"{inside}</svg>{_unplaced(use, land)}"
    )


def classes(use: Use, codes: Sequence[str]) -> dict[str, int]:
    """
    The class of each community: nobody without, below each break, everybody, not known.

    Parameters
    ----------
    use
        With its rows of `siting_needs`.
    codes
        Ids of communities.

    Returns
    -------
    dict
        A community without a row has nobody without, or no homes.

    Examples
    --------
    >>> shares = {"community": ["C1", "C2", "C3"], "status": ["proven", "proven", "not_computed"]}
    >>> needs = pd.DataFrame(shares | {"share_before": [0.9, 0.0, None]})
    >>> use = Use(1, pd.Series({"use": "x"}), pd.DataFrame(), pd.DataFrame(), needs)
    >>> classes(use, ["C1", "C2", "C3", "C4"])
    {'C1': 1, 'C2': 4, 'C3': 5, 'C4': 0}
    """
    rows = use.needs.set_index("community") if "community" in use.needs else pd.DataFrame()
    return {code: _class(rows.loc[code]) if code in rows.index else _NONE for code in codes}


def _class(row: Any) -> int:
    if not known(row.get("share_before")):
        return _UNKNOWN
    without = 1 - float(row["share_before"])
    if without <= _SAME:
        return _NONE
    if without >= 1 - _SAME:
        return _ALL
    return 1 + sum(without >= step - _SAME for step in BREAKS)


def _communities(use: Use, land: Ground) -> Iterator[str]:
    for code, mark in classes(use, list(land.numbers)).items():
        yield f'<use href="#st-c{land.numbers[code]}" class="sm-area sm-{mark}"/>'
    if 'id="st-roads"' in land.shapes:
        yield '<use href="#st-roads" class="sm-road"/>'


def _others(use: Use) -> list[str]:
    """Candidates that are not proposed, and plots that would come in."""
    own = {str(plot) for plot in use.sites["plot"]}
    near = {plot for joined in use.needs.get("candidate_plots", ()) for plot in parts(joined)}
    return sorted((near | _next(use)) - own)


def _next(use: Use) -> set[str]:
    return {plot for joined in use.sites.get("next_best", ()) for plot in parts(joined)}


def _candidates(use: Use, land: Ground) -> Iterator[str]:
    others, after = _others(use), _next(use)
    for plot in others:
        yield path("sm-plot", land.outlines.get(plot, ""))
    for plot in use.sites["plot"]:
        yield path("sm-site", land.outlines.get(str(plot), ""))
    for plot in others:
        if plot in land.plots:
            x, y = land.plots[plot]
            yield f'<circle class="sm-dot" cx="{x:.1f}" cy="{y:.1f}" r="{_DOT:g}"/>'
            if plot in after:
                yield f'<circle class="sm-next" cx="{x:.1f}" cy="{y:.1f}" r="{2 * _DOT:g}"/>'


def _sites(placed: Sequence[pd.Series], land: Ground, taken: list[Area]) -> Iterator[str]:
    """Numbers first taken, so that no gain stands on one; a gain stands where there is room."""
    for row in placed:
        x, y = land.plots[str(row["plot"])]
        text = brings(row["gain"], row.get("gain_unit"), sign="+") if known(row.get("gain")) else ""
        if text:
            left, top = _free(x, y, 1.15 * room(text), land.high, taken)
            yield label("sm-gain", left, top + _LINE - 2, text)
        yield f'<circle class="sm-badge" cx="{x:.1f}" cy="{y:.1f}" r="{_BADGE:g}"/>'
        yield label("sm-number", x, y + 4.5, amount(row["order"]))


def _free(x: float, y: float, wide: float, high: float, taken: list[Area]) -> tuple[float, float]:
    """The first place beside a badge where nothing stands yet."""
    side, up = _BADGE + _GAP, _BADGE + _LINE
    places = [
        *((x + side, y - _LINE / 2), (x - side - wide, y - _LINE / 2)),
        *((x - wide / 2, y + side - _GAP), (x - wide / 2, y - up)),
        *((x + side, y - up), (x + side, y + _BADGE - 2), (x - side - wide, y - up)),
    ]
    areas = [(left, top, left + wide, top + _LINE) for left, top in places]
    inside = [area for area in areas if area[0] >= 2 and area[2] <= WIDE - 2]  # noqa: PLR2004  the rim
    inside = [area for area in inside if area[1] >= 2 and area[3] <= high - 2] or areas[:1]  # noqa: PLR2004  the rim
    chosen = next((area for area in inside if not _meets(area, taken)), inside[0])
    taken.append(chosen)
    return chosen[0], chosen[1]


def _names(found: Base, land: Ground, taken: list[Area]) -> Iterator[str]:
    """Names of communities where they fit and nothing else stands."""
    for code, (x, y, wide) in land.communities.items():
        name = found.words.community(code)
        long = room(name)
        area = (x - long / 2, y - _LINE / 2, x + long / 2, y + _LINE / 2)
        if long <= wide + _BADGE and not _meets(area, taken):
            taken.append(area)
            yield label("sm-name", x, y + 4, name)


def _margins(land: Ground) -> Iterator[str]:
    """Scale bar and arrow beside the heading of the legend, where they hide nothing."""
    metres, length = bar(land.sheet.scale)
    y, right = land.high + 22, WIDE - 16
    left = right - 36 - length
    yield f'<path class="sm-bar" d="M{left:g} {y - 6:g}v6h{length:g}v-6"/>'
    yield label("sm-scale", left - 30, y, f"{metres:,} 米")
    yield f'<path class="sm-north" d="M{right:g} {y - 18:g}l6 19l-6 -4l-6 4z"/>'
    yield label("sm-scale", right - 14, y, "北")


def _legend_height() -> float:
    return 40.0 + _ROW * -(-(_UNKNOWN + 1 + 3) // _COLUMNS)


def _legend(use: Use, top: float) -> Iterator[str]:
    """Classes and marks, in rows of three."""
    entries = [*enumerate(_labels()), *_marks()]
    yield f'<rect class="sm-paper" y="{top:g}" width="{WIDE:g}" height="{_legend_height():g}"/>'
    yield label("sm-head", 4, top + 22, f"小区内时限外的{use.who}占比（现状）与地块")
    for place, (mark, text) in enumerate(entries):
        x = 4 + (place % _COLUMNS) * WIDE / _COLUMNS
        y = top + 38 + (place // _COLUMNS) * _ROW
        if isinstance(mark, int):
            yield f'<rect class="sm-area sm-{mark}" x="{x:g}" y="{y:g}" width="20" height="13"/>'
        else:
            yield mark.format(x=f"{x + 10:g}", y=f"{y + 6.5:g}", low=f"{y + 10.5:g}")
        yield label("sm-word", x + 28, y + 11, text)


def _labels() -> list[str]:
    ends = [f"{100 * step:g}%" for step in BREAKS]
    between = [f"{low} 至 {high}" for low, high in pairwise(ends)]
    return [
        *("无（或没有住宅）", f"{ends[0]} 以下", *between, f"{ends[-1]} 以上", "全部"),
        WORDS["not_computed"],
    ]


def _marks() -> list[tuple[str, str]]:
    dot = '<circle class="sm-dot" cx="{x}" cy="{y}" r="' + f'{_DOT:g}"/>'
    ring = '<circle class="sm-next" cx="{x}" cy="{y}" r="' + f'{2 * _DOT:g}"/>'
    badge = '<circle class="sm-badge" cx="{x}" cy="{y}" r="9"/>'
    return [
        (
            f'{badge}<text class="sm-number" x="{{x}}" y="{{low}}">1</text>',
            "拟建（顺序、新增惠及）",
        ),
        (dot, "能惠及缺口的候选地块"),
        (dot + ring, "落空时补上的次优地块"),
    ]


def _told(use: Use, found: Base) -> str:
    """The map in words, for who cannot see it."""
    parts = [
        f"第 {amount(row['order'])} 处 {found.plots.name(row['plot'])}，"
        + brings(row.get("gain"), row.get("gain_unit"), sign="新增 ")
        for _, row in use.sites.iterrows()
    ]
    return f"{use.zh}选址图：{'；'.join(parts)}。各小区的数见“从缺口到地块”。"


def _unplaced(use: Use, land: Ground) -> str:
    lost = [str(plot) for plot in use.sites["plot"] if str(plot) not in land.plots]
    if not lost:
        return ""
    return f'<p class="an-note">没有范围、未绘出的拟建地块：{escape("、".join(lost))}。</p>'


def _around(place: tuple[float, float], reach: float) -> Area:
    return place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach


def _meets(one: Area, others: Sequence[Area]) -> bool:
    return any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for other in others
    )
