"""The sheet of a community: its facts, then what every table says of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from .columns import Column
from .communities import ROWS, Section
from .sheets import height, landscape, look_of, width
from .styles import Styles
from .values import Cell
from .words import WORKBOOK_WORDS

_ACROSS = 12  # columns of the sheet
_PAIRS = 4  # facts a row: a heading and its value in one column, and in two
_ROOM = 17.0  # width of a column
_LONG = 44  # text that takes a row of its own


class Card:
    """
    A sheet of a community while it is written, row by row.

    Parameters
    ----------
    sheet
        Of openpyxl, write-only and empty.
    styles
        Of the workbook.
    """

    def __init__(self, sheet: Any, styles: Styles) -> None:
        from openpyxl.utils import get_column_letter

        self._sheet, self._styles, self._row = sheet, styles, 0
        for place in range(1, _ACROSS + 1):
            sheet.column_dimensions[get_column_letter(place)].width = _ROOM
        landscape(sheet)
        sheet.freeze_panes = "A3"

    def head(self, title: str, notes: Sequence[str]) -> None:
        """Title and marks, with the way back to the contents."""
        self._put([self._styles.cell(self._sheet, title, "title")], 26.0)
        back = self._styles.link(self._sheet, WORKBOOK_WORDS["back"], WORKBOOK_WORDS["contents"])
        self._put([back, self._styles.cell(self._sheet, "　".join(notes), "note")])

    def section(self, section: Section, tab: str, *, title: str = "") -> None:
        """What a table says: facts where it has one row, else a small table."""
        if not section.columns:
            return
        self._put([])
        name = title or f"{section.entry.title}（{section.rows:,}）"
        self._put(
            [self._look(name, "section")] + [self._look(None, "section")] * (_ACROSS - 1), 20.0
        )
        if section.rows == 1:
            self._facts(section.columns)
        else:
            self._table(section)
        for note in _notes(section, tab):
            self._put([self._styles.link(self._sheet, note, tab)])

    def _facts(self, columns: Sequence[Column]) -> None:
        short = [column for column in columns if width(_text(column.cells[0])) <= _LONG]
        for first in range(0, len(short), _PAIRS):
            self._pairs(short[first : first + _PAIRS])
        for column in columns:
            if column not in short:
                self._long(column)

    def _pairs(self, columns: Sequence[Column]) -> None:
        cells, texts, spans = [], [], []
        for place, column in enumerate(columns):
            value = self._value(column, 0)
            cells += [self._look(column.heading, "key"), value, self._copy(column)]
            texts += [(column.heading, _ROOM), (_text(column.cells[0]), 2 * _ROOM)]
            spans.append((3 * place + 2, 3 * place + 3))
        self._put(cells, height(texts), spans)

    def _long(self, column: Column) -> None:
        texts = [(column.heading, _ROOM), (_text(column.cells[0]), (_ACROSS - 1) * _ROOM)]
        value = self._value(column, 0)
        blank = [self._copy(column) for _ in range(_ACROSS - 2)]
        cells = [self._look(column.heading, "key"), value, *blank]
        self._put(cells, height(texts, most=20), [(2, _ACROSS)])

    def _table(self, section: Section) -> None:
        columns = section.columns
        heads = [self._look(column.heading, "head") for column in columns]
        self._put(heads, height([(column.heading, _ROOM) for column in columns]))
        for row in range(min(section.rows, ROWS)):
            cells = [self._value(column, row) for column in columns]
            texts = [(_text(column.cells[row]), _ROOM) for column in columns]
            self._put(cells, height(texts))

    def _copy(self, column: Column) -> Any:
        """An empty cell that looks like the value beside it, with which it is merged."""
        made = self._value(column, 0)
        made._value, made.data_type = None, "n"
        return made

    def _value(self, column: Column, row: int) -> Any:
        look, form = look_of(column, row)
        return self._styles.cell(self._sheet, column.cells[row], look, form=form)

    def _look(self, text: Cell, look: str) -> Any:
        return self._styles.cell(self._sheet, text, look)

    def _put(
        self,
        cells: list[Any],
        points: float | None = None,
        spans: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._row += 1
        if points:
            self._sheet.row_dimensions[self._row].height = points
        for first, last in spans:
            self._sheet.merged_cells.add(_range(first, last, self._row))
        self._sheet.append(cells)


def _notes(section: Section, tab: str) -> Iterator[str]:
    if section.rows > ROWS:
        yield WORKBOOK_WORDS["more"].format(many=section.rows, shown=ROWS, sheet=tab)
    if section.left_out:
        yield WORKBOOK_WORDS["more_columns"].format(many=section.left_out, sheet=tab)


def _range(first: int, last: int, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}"


def _text(value: Cell) -> str:
    return "" if value is None else str(value)
