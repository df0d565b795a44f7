"""Tables of text from CSV files and workbooks as offices keep them, every cell accounted for."""

import codecs
import csv
import io
import re
import sys
import warnings
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from ...gis.errors import SourceError
from ..survey import matching
from . import accounts, grids, headers, parts
from .grids import Grid
from .raw import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

ENCODINGS = ("utf-8-sig", "gb18030")
_OLE = bytes.fromhex("D0CF11E0")  # an encrypted workbook, or one of before 2007
_DAMAGE = (
    BadZipFile,
    zlib.error,
    SyntaxError,  # of the XML inside
    OSError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
)
_SEPARATORS = {";": "分号", "；": "分号", "，": "全角逗号", "\t": "制表符", "|": "竖线"}
_FIRST = 3  # lines among which the headings of such a file stand
_GUARDED = re.compile(r'^="([^"]*)"$')  # ="001" keeps a workbook from making it a number
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, eq=False)
class Sheet:
    """
    A table as it stands in its sheet.

    Attributes
    ----------
    frame
        Its records, all cells text, blank cells missing.
    rows
        The number of each record as a person counts rows.
    notes
        Where the headings stand, and every row, column and cell that is more than a record: each
        a severity, rule, value and remedy.
    totals
        Rows of totals under the same headings; the index is their row number.
    """

    frame: "pd.DataFrame"
    rows: "Sequence[int]"
    notes: list[Note] = field(default_factory=list)
    totals: "pd.DataFrame | None" = None


def encoding(path: Path) -> str:
    """
    The encoding of a CSV file: UTF-16 where it says so, UTF-8 where that reads, else GB 18030.

    Raises
    ------
    SourceError
        None reads, or the file cannot be opened.
    """
    return _decoded(path)[0]


def read_csv(path: Path) -> Sheet:
    """
    A CSV file as text.

    Parameters
    ----------
    path
        Parted by commas; UTF-8, UTF-16 with its mark, or GB 18030.

    Raises
    ------
    SourceError
        It cannot be opened, is parted by another sign than the comma, has two headings alike, a
        quote that does not end, or a record longer than the headings.
    """
    before = csv.field_size_limit(sys.maxsize)  # one polygon as WKT can be long
    try:
        lines = csv.reader(io.StringIO(_decoded(path)[1], newline=""), strict=True)
        cells = [[_GUARDED.sub(r"\1", cell) for cell in line] for line in lines]
    except csv.Error as error:
        raise SourceError(
            f"{path.name}：无法按 .csv 格式打开（{error}）；请检查引号是否成对，或重新导出。"
        ) from error
    finally:
        csv.field_size_limit(before)
    _refuse_other_separators(cells, path)
    return _sheet(Grid(path.name, cells))


def sheets(path: Path) -> list[str]:
    """The sheets of a workbook that hold cells, in their order; errors as :func:`read_sheet`."""
    return [sheet.title for sheet in _workbook(path).worksheets if grids.filled(sheet)]


def read_sheet(path: Path, name: str) -> Sheet:
    """
    A sheet of a workbook as text: formulas by their last result, cells as they are shown.

    Parameters
    ----------
    path, name
        The workbook and the sheet.

    Returns
    -------
    Sheet
        A value merged down over several records holds for each of them. A cell with an error, or
        a formula without result, keeps that as its text.

    Raises
    ------
    SourceError
        The workbook cannot be opened, or its sheet has two headings alike, a record longer than
        the headings, or cells of records merged across columns, or merged down over a number.
    """
    formulas = None
    book = _workbook(path)
    if grids.has_formulas(path):
        formulas = _workbook(path, results=False)[name]
    return _sheet(grids.of_sheet(book[name], formulas, path.name), table=name)


def _sheet(grid: Grid, *, table: str = "") -> Sheet:
    import pandas as pd

    if not any(grid.filled(row) for row in range(len(grid.cells))):
        return Sheet(pd.DataFrame(), [])
    header = headers.find(grid, matching.every())
    divided = parts.divide(grid, header)
    where = f"{grid.name}：工作表 {table} 的" if table else f"{grid.name}："
    records, totals = divided.rows(parts.RECORD), divided.rows(parts.TOTAL)
    _refuse_other_tables(grid, header, records, where)
    filled, merges = accounts.filled_down(grid, divided, where)
    _refuse_long(filled, records, header.names)
    frame = _frame(filled, records, header.names)
    nameless = [name for name in frame.columns if str(name).startswith(headers.NAMELESS)]
    frame = frame.drop(columns=[name for name in nameless if bool(frame[name].isna().all())])
    sums = _frame(filled, totals, header.names)[list(frame.columns)]
    sums.index = pd.Index([row + 1 for row in totals])
    notes = [*accounts.notes(filled, divided, frame), *merges]
    return Sheet(frame, [row + 1 for row in records], notes, sums)


def _frame(grid: Grid, rows: list[int], names: "Sequence[str]") -> "pd.DataFrame":
    import pandas as pd

    width = len(names)
    lines = [grid.cells[row] for row in rows]
    even = [[*line[:width], *[""] * (width - len(line))] for line in lines]
    frame = pd.DataFrame(even, columns=list(names), dtype="str")
    return frame.mask(frame == "")


def _refuse_other_tables(
    grid: Grid, header: headers.Header, records: list[int], where: str
) -> None:
    found = [
        f"{where}第 {row + 1} 行（{'、'.join(grid.at(row, at) for at in grid.filled(row))}）"
        "是另一张表的表头；一个工作表只能有一张表，请把各表分到不同的工作表或文件。"
        for row in headers.others(grid, header, records, matching.every())
    ]
    if found:
        raise SourceError(found)


def _refuse_long(grid: Grid, rows: list[int], names: "Sequence[str]") -> None:
    width = len(names)
    long = [str(row + 1) for row in rows if any(at >= width for at in grid.filled(row))]
    if long:
        raise SourceError(
            f"{grid.name}：第 {accounts.listed(long)} 行的格数多于表头的 {width} 格；"
            "请检查是否多了逗号（含逗号的内容须加引号），或表头缺了列名。"
        )


def _decoded(path: Path) -> tuple[str, str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{path.name}：无法打开（{error.strerror or error}）；请检查读取权限，并关闭打开它的程序。"
        ) from error
    for name in ("utf-16",) if raw.startswith(_WIDE) else ENCODINGS:
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return name, text
    raise SourceError(f"{path.name}：既不是 UTF-8 也不是 GB 18030 编码；请用“CSV UTF-8”另存。")


def _workbook(path: Path, *, results: bool = True) -> Any:
    import openpyxl

    try:
        with path.open("rb") as file:
            start = file.read(len(_OLE))
        if start == _OLE:
            raise SourceError(
                f"{path.name}：工作簿加了密码，或是旧版 .xls 改了扩展名；"
                "请去掉密码，并在 Excel 中另存为 .xlsx。"
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about colours and drop-downs
            return openpyxl.load_workbook(path, data_only=results)
    except SourceError:
        raise
    except _DAMAGE as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(
            f"{path.name}：无法按 .xlsx 格式打开（{said}）；"
            "文件可能不完整或扩展名不符，请重新导出。"
        ) from error


def _refuse_other_separators(cells: list[list[str]], path: Path) -> None:
    """Where most lines hold another sign, and one of the first nothing but one cell with it."""
    lines = [line for line in cells if any(line)]
    for sign, zh in _SEPARATORS.items():
        parted = [sign in "".join(line) for line in lines]
        alone = any(
            len([cell for cell in line if cell]) == 1 and sign in line[0] for line in lines[:_FIRST]
        )
        if alone and sum(parted) * 2 > len(parted):
            raise SourceError(
                f"{path.name}：分隔符不是逗号（表头中是{zh}）；请另存为逗号分隔的“CSV UTF-8”。"
            )
