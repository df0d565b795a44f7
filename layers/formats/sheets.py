"""Tables of text from CSV files and workbooks: headings in row 1, every cell accounted for."""

import csv
import io
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from ...gis.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd

ENCODINGS = ("utf-8-sig", "gb18030")
FIRST_ROW = 2  # of a table with one line of headings
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
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
_SEPARATORS = {";": "分号", "；": "分号", "\t": "制表符", "|": "竖线"}
_NAMED = 8  # rows or cells spelt out in one sentence

Cells = list[list[str]]


def encoding(path: Path) -> str:
    """
    The encoding of a CSV file: UTF-8 where that reads, else GB 18030.

    Raises
    ------
    SourceError
        Neither reads, or the file cannot be opened.
    """
    return _decoded(path)[0]


def read_csv(path: Path) -> "pd.DataFrame":
    """
    A CSV file as text.

    Raises
    ------
    SourceError
        It cannot be opened, is parted by another sign than the comma, has no headings in row 1,
        two headings alike, a quote that does not end, or a row longer than the headings.
    """
    before = csv.field_size_limit(sys.maxsize)  # one polygon as WKT can be long
    try:
        cells = list(csv.reader(io.StringIO(_decoded(path)[1], newline=""), strict=True))
    except csv.Error as error:
        raise SourceError(
            f"{path.name}：无法按 .csv 格式打开（{error}）；请检查引号是否成对，或重新导出。"
        ) from error
    finally:
        csv.field_size_limit(before)
    if cells and len(_filled(cells[0])) == 1:
        _refuse_other_separators(cells[0], path)
    return _table(cells, path)


def sheets(path: Path) -> list[str]:
    """The sheets of a workbook that hold cells, in their order; errors as :func:`read_sheet`."""
    return [sheet.title for sheet in _workbook(path).worksheets]


def read_sheet(path: Path, name: str) -> "pd.DataFrame":
    """
    A sheet of a workbook as text; formulas by their last result.

    Raises
    ------
    SourceError
        The workbook cannot be opened, or its sheet has merged cells, cells with an error, two
        headings alike, or no headings in row 1.
    """
    sheet = _workbook(path)[name]
    cells = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    faults = _heading_faults(cells, path)
    if faults:
        raise SourceError(faults)
    where = f"{path.name}：工作表 {name} 的"
    merged = [str(area) for area in sheet.merged_cells.ranges]
    if merged:
        faults.append(
            f"{where}单元格 {_listed(merged)} 是合并单元格，只有左上一格有值；"
            "请取消合并并逐行填写。"
        )
    wrong = list(_error_cells(cells))
    if wrong:
        faults.append(f"{where}单元格 {_listed(wrong)} 是公式错误；请改正公式，或清空这些格。")
    if faults:
        raise SourceError(faults)
    return _table(cells, path)


def _decoded(path: Path) -> tuple[str, str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{path.name}：无法打开（{error.strerror or error}）；请检查读取权限，并关闭打开它的程序。"
        ) from error
    for name in ENCODINGS:
        try:
            return name, raw.decode(name)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{path.name}：既不是 UTF-8 也不是 GB 18030 编码；请用“CSV UTF-8”另存。")


def _workbook(path: Path) -> Any:
    import warnings

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
            return openpyxl.load_workbook(path, data_only=True)
    except SourceError:
        raise
    except _DAMAGE as error:
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(
            f"{path.name}：无法按 .xlsx 格式打开（{words}）；"
            "文件可能不完整或扩展名不符，请重新导出。"
        ) from error


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a point, days as ISO."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _filled(row: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(row) if cell.strip()]


def _refuse_other_separators(row: list[str], path: Path) -> None:
    for sign, zh in _SEPARATORS.items():
        if sign in row[0]:
            raise SourceError(
                f"{path.name}：分隔符不是逗号（表头中是{zh}）；请另存为逗号分隔的“CSV UTF-8”。"
            )


def _heading_faults(cells: Cells, path: Path) -> list[str]:
    """Row 1 must hold the headings, each once."""
    if not cells:
        return []
    if len(_filled(cells[0])) <= 1:
        later = (at for at, row in enumerate(cells[1:], start=2) if len(_filled(row)) > 1)
        found = next(later, None)
        if found is not None:
            return [
                f"{path.name}：标题不在第 1 行（像在第 {found} 行）；请删去表头上方的行，"
                "让列名在第 1 行、数据从第 2 行开始。"
            ]
    counts = Counter(cell.strip() for cell in cells[0] if cell.strip())
    return [
        f"{path.name}：列名“{name}”出现 {count} 次；请改名，或删去多余的列。"
        for name, count in counts.items()
        if count > 1
    ]


def _table(cells: Cells, path: Path) -> "pd.DataFrame":
    """Without blank rows at the end, and without blank columns that have no heading."""
    import pandas as pd

    faults = _heading_faults(cells, path)
    if faults:
        raise SourceError(faults)
    if not cells:
        return pd.DataFrame()
    filled = [at for at, row in enumerate(cells) if _filled(row)]
    rows = cells[1 : filled[-1] + 1] if filled else []
    width = len(cells[0])
    long = [str(at) for at, row in enumerate(rows, start=2) if _filled(row[width:])]
    if long:
        raise SourceError(
            f"{path.name}：第 {_listed(long)} 行的格数多于表头的 {width} 格；"
            "请检查是否多了逗号（含逗号的内容须加引号），或表头缺了列名。"
        )
    even = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    names = [name.strip() or f"Unnamed: {at}" for at, name in enumerate(cells[0])]
    frame = pd.DataFrame(even, columns=names, dtype="str")
    frame = frame.mask(frame == "")
    nameless = [name for name in names if name.startswith("Unnamed: ")]
    return frame.drop(columns=[name for name in nameless if bool(frame[name].isna().all())])


def _error_cells(cells: Cells) -> Iterable[str]:
    from openpyxl.utils import get_column_letter

    for row, line in enumerate(cells, start=1):
        for column, cell in enumerate(line, start=1):
            if cell in _ERRORS:
                yield f"{get_column_letter(column)}{row}（{cell}）"


def _listed(words: list[str]) -> str:
    named = "、".join(words[:_NAMED])
    return named if len(words) <= _NAMED else f"{named} 等 {len(words)} 处"
