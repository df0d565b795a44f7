"""A sheet as a grid of text as a person sees it, and what is merged, hidden or broken in it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from .. import kinds
from ..survey import readings, values

if TYPE_CHECKING:
    from pathlib import Path

ERROR, FORMULA, LONG, STRUCK, COMMENTED = "error", "formula", "long", "struck", "commented"
_LITERAL = re.compile(r'"[^"]*"|[\\!].')  # what a format writes as it stands
_TOKEN = re.compile(
    r"""
    "(?P<words>[^"]*)" | [\\!](?P<sign>.)
    | (?P<gap>_.|\*.|\[[^\]<>=]*\])  # room, a filling, a colour or currency
    | (?P<core>General|G/通用格式|[#0?.,]+)
    | (?P<plain>[^\x00-\x7f]|[\x20()+:$-])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# figures as they are: a comma at their end would scale them
_FIGURES = re.compile(r"General|G/通用格式|[#0?](?:[#0?,]*[#0?])?(?:\.[#0?]+)?")
_PADDED = re.compile(r"0{2,}")
_SIZES = ("万", "亿")
_PRECISION = 15  # digits that a workbook keeps
_FIRST_YEAR = 1900
_UNSURE = 10**_PRECISION  # from here the last digits of a number are not those that were typed


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
    odd
        Addresses of cells that are more or less than their text, by what they are: one of the words
        of this module.
    days
        Row and column of cells that hold a day, counted from zero.
    since_1904
        Whether the workbook counts days from 1904.
    """

    name: str
    cells: list[list[str]]
    merged: list[Area] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    odd: Mapping[str, list[str]] = field(default_factory=dict)
    days: tuple[tuple[int, int], ...] = ()
    since_1904: bool = False

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
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """
    A column as a workbook names it, from its number counted from zero.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    found, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        found = chr(ord("A") + letter) + found
    return found


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
    found = {(cell.row - 1, cell.column - 1): cell for cell in filled(sheet)}
    without = {} if formulas is None else _without_result(found, formulas)
    texts = {at: shown(cell.value, cell.number_format) for at, cell in found.items()} | without
    cells = _lines(texts)
    return Grid(
        name,
        cells,
        merged=sorted(_areas(sheet), key=lambda area: (area.top, area.left)),
        hidden_rows=tuple(row - 1 for row, kept in sheet.row_dimensions.items() if kept.hidden),
        hidden_columns=tuple(sorted(_hidden_columns(sheet))),
        odd=_odd(found, texts, without),
        days=tuple(at for at, cell in found.items() if isinstance(cell.value, datetime)),
        since_1904=sheet.parent.epoch.year > _FIRST_YEAR,
    )


def filled(sheet: Any) -> list[Any]:
    """The cells of an openpyxl worksheet that hold anything, by row and column."""
    # openpyxl's public ways make every blank cell within the bounds: millions after a stray format
    cells = sheet._cells
    return [cells[at] for at in sorted(cells) if cells[at].value is not None]


def shown(value: Any, number_format: str = "General") -> str:
    """
    A cell as text: as a person sees it, where its format says a share, zeros, a unit or a day.

    Examples
    --------
    >>> shown(0.35, "0%"), shown(7, "0000"), shown(0.1 + 0.2), shown(300.0)
    ('35%', '0007', '0.3', '300')
    >>> shown(1.2, '0.00"亩"'), shown(1.2, '0.00"左右"'), shown(7, '"XQ-"000')
    ('1.2亩', '1.2', 'XQ-007')
    >>> shown(datetime(2024, 5, 1)), shown(True)
    ('2024-05-01', '是')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    if "%" in _LITERAL.sub("", number_format):
        return f"{_plain(value * 100)}%"
    before, core, after = _worded(number_format)
    if isinstance(value, int) and _PADDED.fullmatch(core):
        return f"{before}{str(value).zfill(len(core))}{after}"
    return _plain(value) + (after if _is_unit(after) else "")


@cache
def _worded(number_format: str) -> tuple[str, str, str]:
    """What a format writes before each number, its figures, and what it writes behind; or nothing."""
    parts = ["", "", ""]
    for token in _TOKEN.finditer(number_format.split(";", maxsplit=1)[0]):
        if token["core"] and not parts[1]:
            parts[1] = token["core"]
        elif token["core"] or token["other"]:
            return "", "", ""
        elif not token["gap"]:
            parts[2 if parts[1] else 0] += token["words"] or token["sign"] or token["plain"] or ""
    before, core, after = (part.strip() for part in parts)
    return (before, core, after) if _FIGURES.fullmatch(core) else ("", "", "")


def _is_unit(word: str) -> bool:
    spelt = {row["spelling"] for row in kinds.rows("units")}
    return word in _SIZES or unicodedata.normalize("NFKC", word) in spelt


def has_formulas(path: "Path") -> bool:
    """Whether any sheet of a workbook holds a formula, without reading its cells."""
    with ZipFile(path) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in book.read(name) for name in names if name.endswith(".xml"))


def _plain(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return values.plain(float(f"{value:.{_PRECISION}g}"))


def _odd(
    found: Mapping[tuple[int, int], Any],
    texts: Mapping[tuple[int, int], str],
    without: Iterable[tuple[int, int]],
) -> dict[str, list[str]]:
    told = {
        ERROR: [at for at in found if texts[at] in readings.ERRORS],
        FORMULA: list(without),
        LONG: [at for at, cell in found.items() if _is_long(cell.value)],
        STRUCK: [at for at, cell in found.items() if cell.font.strike],
        COMMENTED: [at for at, cell in found.items() if cell.comment],
    }
    return {
        kind: [f"{address(*at)}（{texts[at]}）" if kind == ERROR else address(*at) for at in places]
        for kind, places in told.items()
        if places
    }


def _is_long(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) >= _UNSURE


def _lines(texts: Mapping[tuple[int, int], str]) -> list[list[str]]:
    """Rows of one width, blank where there is no text."""
    height = max((row for row, _ in texts), default=-1) + 1
    width = max((at for _, at in texts), default=-1) + 1
    cells = [[""] * width for _ in range(height)]
    for (row, at), text in texts.items():
        cells[row][at] = text
    return cells


def _areas(sheet: Any) -> Iterable[Area]:
    for area in sheet.merged_cells.ranges:
        yield Area(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)


def _hidden_columns(sheet: Any) -> Iterable[int]:
    for kept in sheet.column_dimensions.values():
        if kept.hidden:
            yield from range(kept.min - 1, min(kept.max, sheet.max_column))


def _without_result(
    found: Mapping[tuple[int, int], Any], formulas: Any
) -> dict[tuple[int, int], str]:
    """The formulas that have no result, by row and column."""
    places = {(cell.row - 1, cell.column - 1): cell for cell in filled(formulas)}
    return {
        at: cell.value if isinstance(cell.value, str) else f"={cell.value!s}"
        for at, cell in places.items()
        if cell.data_type == "f" and at not in found
    }
