"""A sheet as a grid of text as a person sees it, and what is merged, hidden or broken in it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from .. import kinds
from ..survey import readings

if TYPE_CHECKING:
    from pathlib import Path

_PADDED = re.compile(r"0{2,}")
# figures as they are (a comma at their end or a ! would scale them), then words
_WORDED = re.compile(
    r"""(?:General|[#0?](?:[#0?,]*[#0?])?(?:\.[#0?]+)?)\s*(?:"([^"]+)"|\\(.))\s*"""
)
_PRECISION = 15  # digits that a workbook keeps


@dataclass(frozen=True)
class Area:
    """Merged cells: first and last row and column, counted from zero, both included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def wide(self) -> bool:
        """Whether it spans several columns."""
        return self.right > self.left

    @property
    def name(self) -> str:
        """As a workbook writes it, B2:B5."""
        return f"{address(self.top, self.left)}:{address(self.bottom, self.right)}"


@dataclass(frozen=True, eq=False)
class Grid:
    """
    A sheet as text.

    Attributes
    ----------
    name
        File and sheet, for the sentences.
    cells
        Rows of text; only the first cell of a merged area holds its text.
    merged
        Merged areas.
    hidden_rows, hidden_columns
        Counted from zero.
    errors, formulas
        Addresses with an error, and of formulas that have no result.
    """

    name: str
    cells: list[list[str]]
    merged: list[Area] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    errors: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> str:
        """The text of a cell without outer spaces; empty beyond the end of its row."""
        line = self.cells[row]
        return line[column].strip() if column < len(line) else ""

    def filled(self, row: int) -> list[int]:
        """Columns of a row that hold text."""
        return [at for at, cell in enumerate(self.cells[row]) if cell.strip()]


def address(row: int, column: int) -> str:
    """
    A cell as a workbook names it, from its row and column counted from zero.

    Examples
    --------
    >>> address(4, 27)
    'AB5'
    """
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def of_sheet(sheet: Any, formulas: Any | None, name: str) -> Grid:
    """
    The grid of an openpyxl worksheet.

    Parameters
    ----------
    sheet
        Read with its results.
    formulas
        The same sheet read with its formulas; None where the workbook has none.
    name
        File and sheet, for the sentences.
    """
    cells = [[shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    errors = tuple(
        f"{address(row, at)}（{cell}）"
        for row, line in enumerate(cells)
        for at, cell in enumerate(line)
        if cell in readings.ERRORS
    )
    without = [] if formulas is None else list(_without_result(cells, formulas))
    for row, at, formula in without:
        cells[row][at] = formula
    return Grid(
        name,
        cells,
        merged=sorted(_areas(sheet), key=lambda area: (area.top, area.left)),
        hidden_rows=tuple(row - 1 for row, kept in sheet.row_dimensions.items() if kept.hidden),
        hidden_columns=tuple(sorted(_hidden_columns(sheet))),
        errors=errors,
        formulas=tuple(address(row, at) for row, at, _ in without),
    )


def shown(value: Any, number_format: str = "General") -> str:
    """
    A cell as text: as a person sees it, where its format says a share, zeros, a unit or a day.

    Examples
    --------
    >>> shown(0.35, "0%"), shown(7, "0000"), shown(0.1 + 0.2), shown(300.0)
    ('35%', '0007', '0.3', '300')
    >>> shown(1.2, '0.00"亩"'), shown(1.2, '0.00"左右"')
    ('1.2亩', '1.2')
    >>> shown(datetime(2024, 5, 1)), shown(True)
    ('2024-05-01', '是')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    if "%" in number_format:
        return f"{_plain(value * 100)}%"
    if isinstance(value, int) and _PADDED.fullmatch(number_format):
        return str(value).zfill(len(number_format))
    return _plain(value) + _unit(number_format)


@cache
def _unit(number_format: str) -> str:
    """The unit that a format of numbers writes behind each; empty where it is none."""
    worded = _WORDED.fullmatch(number_format.split(";", maxsplit=1)[0])
    words = (worded[1] or worded[2]).strip() if worded else ""
    spelt = {row["spelling"] for row in kinds.rows("units")}
    return words if unicodedata.normalize("NFKC", words) in spelt else ""


def has_formulas(path: "Path") -> bool:
    """Whether any sheet of a workbook holds a formula, without reading its cells."""
    with ZipFile(path) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in book.read(name) for name in names if name.endswith(".xml"))


def _plain(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    rounded = float(f"{value:.{_PRECISION}g}")
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)


def _areas(sheet: Any) -> Iterable[Area]:
    for area in sheet.merged_cells.ranges:
        yield Area(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)


def _hidden_columns(sheet: Any) -> Iterable[int]:
    for kept in sheet.column_dimensions.values():
        if kept.hidden:
            yield from range(kept.min - 1, min(kept.max, sheet.max_column))


def _without_result(cells: list[list[str]], formulas: Any) -> Iterable[tuple[int, int, str]]:
    for row, line in enumerate(formulas.iter_rows()):
        for at, cell in enumerate(line):
            if cell.data_type == "f" and not cells[row][at]:
                yield row, at, cell.value if isinstance(cell.value, str) else f"={cell.value!s}"
