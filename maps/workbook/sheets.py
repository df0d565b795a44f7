"""A sheet of a table: title, note, names of fields, headings with units, and the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from .columns import Column
from .rows import MARK, rendered
from .styles import Styles
from .values import Cell
from .words import WORKBOOK_WORDS

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet: ECMA-376, limits of Excel
HEAD = 4  # rows over the first of the table: title, note, fields, headings
_NARROWEST, _WIDEST, _WIDEST_TEXT = 9, 24, 48
_LOOKED_AT = 400  # rows that decide the width of a column
_WRAPPED = 1_500  # a longer table is read by filter, and its rows stay of one height
_CJK = 0x2E7F
_A3, _PAGE = 8, 190.0  # number of the paper; Latin signs that are still read across it
_LINE = 15.0  # points


@dataclass(frozen=True)
class Part:
    """
    What a sheet holds of a table: rows and columns from, and before which.

    Attributes
    ----------
    rows, columns
        First, and the one after the last.
    """

    rows: tuple[int, int]
    columns: tuple[int, int]


def parts(
    shape: tuple[int, int], *, most_rows: int = MOST_ROWS - HEAD, most_columns: int = MOST_COLUMNS
) -> list[Part]:
    """
    A table in as many parts as sheets can hold; nothing is left out.

    Parameters
    ----------
    shape
        Rows and columns of the table.
    most_rows, most_columns
        Of a sheet.

    Returns
    -------
    list of Part
        One for a table that fits, also for an empty one.

    Examples
    --------
    >>> [part.rows for part in parts((5, 2), most_rows=3)]
    [(0, 3), (3, 5)]
    """
    rows, columns = (max(size, 1) for size in shape)
    return [
        Part((top, min(top + most_rows, shape[0])), (left, min(left + most_columns, shape[1])))
        for top in range(0, rows, most_rows)
        for left in range(0, columns, most_columns)
    ]


def said(part: Part, number: int, every: Sequence[Part], shape: tuple[int, int]) -> str:
    """
    Which part of a table a sheet holds; empty for a whole one.

    Examples
    --------
    >>> every = parts((5, 2), most_rows=3)
    >>> said(every[1], 2, every, (5, 2))
    '本表分为 2 个工作表，这是第 2 个（第 4–5 行）。'
    """
    if len(every) == 1:
        return ""
    told = []
    if part.rows != (0, shape[0]):
        told.append(WORKBOOK_WORDS["part_rows"].format(first=part.rows[0] + 1, last=part.rows[1]))
    if part.columns != (0, shape[1]):
        first, last = part.columns[0] + 1, part.columns[1]
        told.append(WORKBOOK_WORDS["part_columns"].format(first=first, last=last))
    return WORKBOOK_WORDS["part"].format(many=len(every), this=number, which="，".join(told))


def fill(
    sheet: Any,
    columns: Sequence[Column],
    rows: Path,
    *,
    title: str,
    notes: Sequence[str],
    styles: Styles,
) -> None:
    """
    Write a table into an empty write-only sheet.

    Parameters
    ----------
    sheet
        Of openpyxl.
    columns
        Of the table, as many values each.
    rows
        File for the rows as XML, which stand in the sheet as :data:`pianqu.maps.workbook.rows.MARK`
        until :func:`pianqu.maps.workbook.archive.save` puts them there; none for an empty table.
    title, notes
        Over the table.
    styles
        Of the workbook.
    """
    long = len(columns[0].cells) if columns else 0
    wide = [widest(column) for column in columns]
    _shape(sheet, columns, wide, long)
    sheet.append([styles.cell(sheet, title, "title")])
    back = styles.link(sheet, WORKBOOK_WORDS["back"], WORKBOOK_WORDS["contents"])
    sheet.append([back, styles.cell(sheet, "　".join(filter(None, notes)), "note")])
    sheet.append([styles.cell(sheet, column.field, "field") for column in columns])
    sheet.append([styles.cell(sheet, column.heading, "head") for column in columns])
    if not long:
        sheet.append([styles.cell(sheet, WORKBOOK_WORDS["no_rows"], "note")])
        return
    sheet.append([styles.cell(sheet, MARK, "data")])
    plain = "wrapped" if long <= _WRAPPED else "text"
    made = [(column.cells, _looks(column, styles, plain)) for column in columns]
    with rows.open("w", encoding="utf-8") as file:
        file.writelines(rendered(made, first=HEAD + 1))


def look_of(column: Column, row: int, plain: str = "wrapped") -> tuple[str, str]:
    """
    Look and number format of a value: what is missing is hatched, never a zero.

    Parameters
    ----------
    column, row
        Which value.
    plain
        Look of text without a tone.

    Examples
    --------
    >>> look_of(Column("a", "户数", [12, None], form="0"), 1)
    ('missing', '')
    """
    value = column.cells[row]
    if value is None:
        return ("missing" if column.hatched else plain), ""
    tone = column.tones[row] if column.tones else ""
    if isinstance(value, str):
        return tone or plain, ""
    return tone or "data", column.form


def width(text: str) -> int:
    r"""
    Latin signs that a line of text takes the room of: a Chinese sign takes two.

    Examples
    --------
    >>> width("户数 12"), width("长\n很长")
    (7, 4)
    """
    return max(
        (sum(2 if ord(sign) > _CJK else 1 for sign in line) for line in text.split("\n")), default=0
    )


def widest(column: Column) -> float:
    """
    Width of a column: as wide as its values, within bounds; a long heading is wrapped.

    Examples
    --------
    >>> widest(Column("a", "户数", [12, None]))
    9.0
    """
    shown = [_shown(one, column.form) for one in column.cells[:_LOOKED_AT] if one is not None]
    values = max(map(width, shown), default=0)
    text = any(isinstance(one, str) for one in column.cells[:_LOOKED_AT])
    heading = ceil(width(column.heading) / 2) + 6  # two lines, and the button of the filter
    return float(min(max(values + 2, heading, _NARROWEST), _WIDEST_TEXT if text else _WIDEST))


def height(texts: Sequence[tuple[str, float]], *, most: int = 8) -> float:
    """
    Points that a row needs for texts wrapped in columns of given width.

    Examples
    --------
    >>> height([("短", 10), ("很长的文字要折行", 8)])
    45.0
    """
    lines = [
        sum(max(1, ceil(width(line) / max(room - 1, 1))) for line in text.split("\n"))
        for text, room in texts
    ]
    return _LINE * min(max(lines, default=1), most)


def landscape(sheet: Any, *, titles: str = "", wide: float = 0.0) -> None:
    """
    Make a sheet print across A3 paper, on as many pages side by side as can be read.

    Parameters
    ----------
    sheet
        Of openpyxl, without rows.
    titles
        Rows that are repeated on each page.
    wide
        Width of all its columns.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.fitToWidth = max(1, round(wide / _PAGE))
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&A　&P / &N"
    if titles:
        sheet.print_title_rows = titles
        sheet.print_title_cols = "A:A"


def _shape(sheet: Any, columns: Sequence[Column], wide: Sequence[float], long: int) -> None:
    """What must be settled before the first row: widths, panes, filter, paper."""
    from openpyxl.utils import get_column_letter

    for place, room in enumerate(wide, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = room
    landscape(sheet, titles=f"{HEAD - 1}:{HEAD}", wide=sum(wide))
    sheet.freeze_panes = f"B{HEAD + 1}"
    if columns:
        last = get_column_letter(len(columns))
        sheet.auto_filter.ref = f"A{HEAD}:{last}{HEAD + max(long, 1)}"
    heads = [(column.heading, room - 2) for column, room in zip(columns, wide, strict=True)]
    sheet.row_dimensions[1].height = 24.0
    sheet.row_dimensions[HEAD].height = max(height(heads), 2 * _LINE) + 3


def _looks(column: Column, styles: Styles, plain: str) -> Iterator[int]:
    for row, value in enumerate(column.cells):
        look, form = look_of(column, row, plain)
        yield styles.number(value, look, form=form)


def _shown(value: Cell, form: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        digits = len(form.rstrip("%").partition(".")[2])
        return f"{value * (100 if '%' in form else 1):,.{digits}f}" + "%" * ("%" in form)
    return str(value)


def piece(frame: pd.DataFrame, part: Part) -> pd.DataFrame:
    """
    The rows and columns of a part.

    Examples
    --------
    >>> piece(pd.DataFrame({"a": [1, 2]}), Part((1, 2), (0, 1)))["a"].tolist()
    [2]
    """
    return frame.iloc[slice(*part.rows), slice(*part.columns)]
