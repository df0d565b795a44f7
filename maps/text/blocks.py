"""The blocks of a page of answers: sections, notes and tables, long ones folded, all text escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Literal

from .cells import Cell

OPEN = 60  # rows of a table that are not folded
ROWS = 300  # rows of a table on the page at most
COMMUNITIES = 100  # communities of a table on the page at most
_WORD = 5  # signs of a word that is not broken
_ROW_TONES = frozenset({"off", "doubt"})


@dataclass(frozen=True)
class Table:
    """
    A table of raw text; the first cell of a row heads it.

    Attributes
    ----------
    caption
        What the table says.
    headings
        One a column.
    rows
        Cells, as many as headings. A first cell in the tone off or doubt marks its whole row.
    shape
        On a narrow screen a list becomes one block a row, a matrix scrolls.
    groups
        Of each column the heading above its own; empty for none.
    foot
        A sentence under the rows.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shape: Literal["list", "matrix"] = "list"
    groups: Sequence[str] = ()
    foot: str = ""


def section(name: str, title: str, blocks: Iterable[str]) -> str:
    """
    A section with its heading; empty without blocks.

    Examples
    --------
    >>> section("gaps", "缺口", ["<p>无</p>"])
    '<section id="gaps" aria-labelledby="gaps-title"><h2 id="gaps-title">缺口</h2><p>无</p></section>'
    >>> section("gaps", "缺口", [])
    ''
    """
    inside = "".join(blocks)
    if not inside:
        return ""
    return (
        f'<section id="{escape(name)}" aria-labelledby="{escape(name)}-title">'
        f'<h2 id="{escape(name)}-title">{escape(title)}</h2>{inside}</section>'
    )


def note(text: str, *, tone: str = "") -> str:
    """
    A paragraph; nothing for no text.

    Examples
    --------
    >>> note("a < b"), note("")
    ('<p class="an-note">a &lt; b</p>', '')
    """
    return f'<p class="an-note{tone and f" an-{tone}"}">{escape(text)}</p>' if text else ""


def folded(title: str, blocks: Iterable[str], *, count: int | None = None) -> str:
    """
    Blocks behind a line that opens them; nothing for no blocks.

    Examples
    --------
    >>> folded("其余", ["<p>无</p>"], count=2)
    '<details><summary>其余（2）</summary><p>无</p></details>'
    """
    inside = "".join(blocks)
    many = "" if count is None else f"（{count:,}）"
    return f"<details><summary>{escape(title)}{many}</summary>{inside}</details>" if inside else ""


def listed(title: str, items: Sequence[tuple[str, str]]) -> str:
    """
    Names with a note each, as a list; nothing for no items.

    Examples
    --------
    >>> listed("未标注", [("托儿所", "没有<记录>")])
    '<h3>未标注（1）</h3><ul class="an-chips"><li>托儿所<small>没有&lt;记录&gt;</small></li></ul>'
    """
    if not items:
        return ""
    inside = "".join(f"<li>{escape(name)}{_small(said)}</li>" for name, said in items)
    return f'<h3>{escape(title)}（{len(items)}）</h3><ul class="an-chips">{inside}</ul>'


def lines(pairs: Iterable[tuple[str, Cell]], *, name: str = "an-lines") -> str:
    """
    Terms and what they are, as a list of two columns.

    Examples
    --------
    >>> lines([("时限", Cell("10 分钟"))])
    '<dl class="an-lines"><dt>时限</dt><dd>10 分钟</dd></dl>'
    """
    inside = "".join(
        f"<dt>{escape(word)}</dt><dd{_class(cell)}>{_content(cell)}</dd>" for word, cell in pairs
    )
    return f'<dl class="{name}">{inside}</dl>'


def rendered(table: Table) -> str:
    """
    A table as HTML: what is over :data:`OPEN` rows is folded, with its own headings.

    Parameters
    ----------
    table
        Raw text.

    Returns
    -------
    str
        A note instead of the table where it has no rows.

    Examples
    --------
    >>> html = rendered(Table("甲 <表>", ["项", "数"], [[Cell("乙"), Cell("1", tone="number")]]))
    >>> '<th scope="row" class="t-word">乙</th>' in html, "甲 &lt;表&gt;" in html
    (True, True)
    """
    if not table.rows:
        return note(f"{table.caption}：没有可列的行。")
    shown, rest = table.rows[:OPEN], table.rows[OPEN:]
    first = _table(table, shown, table.caption, foot=table.foot)
    more = f"{table.caption}：其余"
    after = _table(table, rest, f"{more} {len(rest)} 行", hidden=True) if rest else ""
    return first + folded(f"{more}行", [after], count=len(rest))


def cut(table: str, shown: int, every: int, *, what: str, which: str = "最差的") -> str:
    """
    The sentence under a table that was cut; empty where it is whole.

    Parameters
    ----------
    table
        Its name in the database.
    shown, every
        How many are on the page, and in all.
    what
        What is counted, with its measure word.
    which
        Which of them are on the page.

    Examples
    --------
    >>> cut("gaps", 100, 500, what="个小区"), cut("gaps", 3, 3, what="个小区")
    ('只列最差的 100 个小区，共 500 个小区；全部见 renewal.gpkg 的 gaps 表。', '')
    """
    if shown >= every:
        return ""
    return f"只列{which} {shown:,} {what}，共 {every:,} {what}；全部见 renewal.gpkg 的 {table} 表。"


def _table(
    table: Table,
    rows: Sequence[Sequence[Cell]],
    caption: str,
    *,
    foot: str = "",
    hidden: bool = False,
) -> str:
    unseen = ' class="an-unseen"' if hidden else ""
    right = _numeric(rows)
    body = "".join(_row(table.headings, cells, right) for cells in rows)
    below = f'<tfoot><tr><td colspan="{len(table.headings)}">{escape(foot)}</td></tr></tfoot>'
    inside = (
        f'<table class="an-{table.shape}"><caption{unseen}>{escape(caption)}</caption>'
        f"<thead>{_groups(table)}{_headings(table, right)}</thead>"
        f"<tbody>{body}</tbody>{below if foot else ''}</table>"
    )
    if table.shape == "list":
        return inside
    return f'<div class="an-wide" tabindex="0" role="region" aria-label="{escape(caption)}">{inside}</div>'


def _numeric(rows: Sequence[Sequence[Cell]]) -> list[bool]:
    """Which columns hold numbers: all of such a column stands at the right."""
    return [
        any("number" in cell.tone.split() for cell in column) for column in zip(*rows, strict=True)
    ]


def _headings(table: Table, right: Sequence[bool]) -> str:
    heads = (
        f'<th scope="col"{_class(Cell("", tone="right" if number else ""))}>{escape(word)}</th>'
        for word, number in zip(table.headings, right, strict=True)
    )
    return f"<tr>{''.join(heads)}</tr>"


def _groups(table: Table) -> str:
    if not any(table.groups):
        return ""
    spans = [(word, len(list(same))) for word, same in groupby(table.groups)]
    heads = (
        f'<th scope="colgroup" colspan="{wide}">{escape(word)}</th>'
        if word
        else f'<td colspan="{wide}"></td>'
        for word, wide in spans
    )
    return f'<tr class="an-groups">{"".join(heads)}</tr>'


def _row(headings: Sequence[str], cells: Sequence[Cell], right: Sequence[bool]) -> str:
    tone = cells[0].tone if cells[0].tone in _ROW_TONES else ""
    opened = f'<tr class="an-{tone}">' if tone else "<tr>"
    first = cells[0] if not tone else replace(cells[0], tone="")
    head = f'<th scope="row"{_class(_unbroken(first))}>{_content(first)}</th>'
    inside = "".join(
        f'<td data-label="{escape(word)}"{_class(_unbroken(cell), right=number)}>{_content(cell)}</td>'
        for word, cell, number in zip(headings[1:], cells[1:], right[1:], strict=True)
    )
    return f"{opened}{head}{inside}</tr>\n"


def _unbroken(cell: Cell) -> Cell:
    """The cell of a single word, which is not broken over lines."""
    short = 0 < len(cell.text) <= _WORD
    return replace(cell, tone=f"{cell.tone} word") if short else cell


def _class(cell: Cell, *, right: bool = False) -> str:
    tones = [*cell.tone.split(), *(["right"] if right else [])]
    names = " ".join(f"t-{tone}" for tone in dict.fromkeys(tones))
    return f' class="{names}"' if names else ""


def _content(cell: Cell) -> str:
    return escape(cell.text) + _small(cell.note)


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""
