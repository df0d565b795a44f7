"""What stands round every figure: title, marks, 口径, sources, dates and the number of review."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..basis import basis_value, synthetic
from ..web.furniture import credits_of
from ..words import WORDS
from .paper import POINT, QUIET, Sheet, breadth, lines, write
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan
    from ..look import Look

MARGIN = 9.0  # millimetres
TOP = 19.0  # where the figure begins
_SOURCES = 6  # that are named
_BADGES = {"synthetic": "#0b5fa5", "inside_only": "#9b1c1c"}


@dataclass(frozen=True)
class Imprint:
    """
    What holds for all figures of a plan.

    Attributes
    ----------
    place
        Before the titles: the city.
    under
        Under the titles: the subtitle.
    marks
        Keys of the words of the marks: synthetic, inside_only.
    told
        Lines at the foot.
    """

    place: str
    under: str
    marks: tuple[str, ...]
    told: tuple[str, ...]


def imprint(plan: "Plan", look: "Look") -> Imprint:
    """
    What holds for all figures of a plan.

    Parameters
    ----------
    plan
        Its tables basis and sources, as far as they are there.
    look
        Title, marks, author, date, number of the map review.

    Returns
    -------
    Imprint

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.look import Look
    >>> imprint(SimpleNamespace(tables={}), Look(review_number="GS(2024)1号")).told[-1]
    '制图日期：未填写　编制单位：未填写　审图号：GS(2024)1号'
    """
    place, day = basis_value(plan, "place"), basis_value(plan, "as_of")
    words = {
        WORDS["made"]: look.date,
        WORDS["author"]: look.author,
        WORDS["review"]: look.review_number,
    }
    marks = [("synthetic", synthetic(plan)), ("inside_only", look.not_for_publication)]
    grid = basis_value(plan, "crs") or WORDS["no_data"]
    return Imprint(
        place=place,
        under=look.subtitle or " · ".join(text for text in (look.title, place) if text),
        marks=tuple(name for name, there in marks if there),
        told=(
            f"{FIGURE_WORDS['sources']}：{_sources(plan)}",
            f"{FIGURE_WORDS['crs']}：{grid}　{FIGURE_WORDS['as_of']}：{day or WORDS['no_data']}",
            "　".join(f"{word}：{value or WORDS['review_none']}" for word, value in words.items()),
        ),
    )


def surround(sheet: Sheet, held: Imprint, *, title: str, notes: list[str]) -> float:
    """
    Title and marks at the top, notes and imprint at the foot.

    Parameters
    ----------
    sheet
        To draw on.
    held
        What holds for all figures.
    title
        Of this one.
    notes
        Of this one: 口径, table.

    Returns
    -------
    float
        Millimetres from the top where the foot begins.
    """
    size = sheet.type_size
    wide = sheet.width - 2 * MARGIN
    foot = [
        line
        for note in (*(note for note in notes if note), *held.told)
        for line in lines(note, wide, size * 0.86)
    ]
    pitch = size * 0.86 * POINT * 1.45
    begin = sheet.height - 5.0 - pitch * len(foot)
    board = sheet.board(0, 0, sheet.width, sheet.height)
    board.set_zorder(-1)
    room = wide - _badges(sheet, held.marks, board) - 4
    biggest = size * 1.9
    heading = lines(title, room, biggest, most=1)[0]
    write(board, MARGIN, 7.6, heading, fontsize=biggest, weight="bold")
    under = lines(held.under, room, size, most=1)[0]
    write(board, MARGIN, 14.2, under, fontsize=size, color=QUIET)
    rule = {"color": "#c5cad1", "linewidth": 0.6}
    board.plot([MARGIN, sheet.width - MARGIN], [begin - 1.2] * 2, **rule)
    for place, line in enumerate(foot):
        y = begin + pitch * (place + 0.5)
        write(board, MARGIN, y, line, fontsize=size * 0.86, color=QUIET)
    return begin - 2.4


def _badges(sheet: Sheet, marks: tuple[str, ...], board: object) -> float:
    """Marks at the upper right; how much room they take."""
    right = sheet.width - MARGIN
    size = sheet.type_size * 1.05
    for name in reversed(marks):
        words = WORDS[name]
        wide = breadth(words, size) + 5
        box = {"facecolor": "white", "edgecolor": _BADGES[name], "boxstyle": "round,pad=0.35"}
        style = {"fontsize": size, "ha": "center", "weight": "bold", "bbox": box}
        write(board, right - wide / 2, 8.0, words, color=_BADGES[name], **style)  # pyright: ignore[reportArgumentType] axes
        right -= wide + 3
    return sheet.width - MARGIN - right


def _sources(plan: "Plan") -> str:
    """Every source once, then whom they ask to be named."""
    table = plan.tables.get("sources", pd.DataFrame())
    named = list(dict.fromkeys(table["source"].dropna().astype(str))) if "source" in table else []
    owed = "；".join(credits_of(plan))
    more = f"等 {len(named)} 项" if len(named) > _SOURCES else ""
    told = "、".join(named[:_SOURCES]) + more or basis_value(plan, "source") or WORDS["no_data"]
    return f"{told}。署名与许可：{owed}" if owed else told
