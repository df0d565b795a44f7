"""The account of a sheet: what became of each row, column and cell that is not simply a record."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ...gis.errors import SourceError
from ..findings import INFO, WARNING
from ..survey import words
from ..survey.headings import UNITS_SAID
from . import grids, parts
from .grids import Area, Grid, address
from .parts import Parts
from .raw import Note

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 8  # rows or cells spelt out in one sentence
_CELL = 40  # signs of a cell that are quoted
_FIGURES = re.compile(r"[+-]?[0-9][0-9,，.]*(?:[eE][+-]?[0-9]+)?[^0-9年月日\-]{0,4}")
_QUOTED = (parts.TITLE, parts.NOTE, parts.SECTION)  # kinds of row whose words are told
_NUMBERED = re.compile(r".*(号|编码|代码|名称|id)")  # headings of columns that hold no days
_RULES = {
    parts.TITLE: "表头之上的标题行，不作记录",
    parts.TOTAL: "合计、小计行，不作记录",
    parts.NOTE: "附注、填表人等行，不作记录",
    parts.REPEATED: "重复的表头或标题，不作记录",
    parts.SECTION: "分段的小标题行，不作记录",
    parts.NUMBERED: "栏次行，不作记录",
    parts.ORDINAL: "只有序号的行，不作记录",
    parts.BLANK: "空行，不作记录",
}
_REMEDIES = {
    parts.TOTAL: "合计留作与各行之和核对；如某行其实是一条记录，请改它的名称。",
    parts.SECTION: "如某行其实是一条记录，请取消合并并补齐各列。",
    parts.NOTE: "如某行其实是一条记录，请补齐各列。",
}

_ODD = {
    grids.ERROR: (WARNING, "公式错误的单元格", "请改正公式，或清空这些格。"),
    grids.FORMULA: (
        WARNING,
        "没有算出结果的公式",
        "请在 Excel 中打开并保存一次，或粘贴为数值。",
    ),
    grids.LONG: (
        WARNING,
        "超过 15 位的数字，末尾几位已丢失",
        "工作簿只存 15 位数字；长编号请先设为文本格式，再重新填写。",
    ),
    grids.STRUCK: (WARNING, "划了删除线的格，照常读入", "不要的内容请从表中删去。"),
    grids.COMMENTED: (INFO, "批注未读取", "批注中的数据请填入单元格。"),
}


def listed(names: Sequence[str]) -> str:
    """
    Names in a sentence, the first few spelt out.

    Examples
    --------
    >>> listed(["2", "3"]), listed([str(n) for n in range(1, 11)])
    ('2、3', '1、2、3、4、5、6、7、8 等 10 处')
    """
    named = "、".join(names[:_NAMED])
    return named if len(names) <= _NAMED else f"{named} 等 {len(names)} 处"


def filled_down(grid: Grid, divided: Parts, where: str) -> tuple[Grid, list[Note]]:
    """
    The grid with values that are merged down standing in each of their records.

    Parameters
    ----------
    grid, divided
        The sheet and its parts.
    where
        File and sheet, for the sentences.

    Raises
    ------
    SourceError
        Cells of a record are merged across columns, or merged down over a number, which may be
        the number of each row or of all of them together.

    Examples
    --------
    >>> grid = Grid("a", [["街道", "小区"], ["东城", "一村"], ["", "二村"]], [Area(1, 0, 2, 0)])
    >>> full, _ = filled_down(grid, Parts(parts.Header(0, 1, ("街道", "小区")), {1: "记录", 2: "记录"}), "a")
    >>> full.cells[2]
    ['东城', '二村']
    """
    records = set(divided.rows(parts.RECORD))
    held = [area for area in grid.merged if _rows(area, records)]
    _refuse(held, grid, divided, where)
    cells = [list(row) for row in grid.cells]
    for area in held:
        for row in _rows(area, records):
            cells[row] += [""] * (area.left + 1 - len(cells[row]))
            cells[row][area.left] = grid.at(area.top, area.left)
    down = [f"{area.name}“{_short(grid.at(area.top, area.left))}”" for area in held]
    said = _note("合并单元格，同一个值用于其中各行", listed(down), "请核对这些值对每一行都成立。")
    return replace(grid, cells=cells), [said] if down else []


def notes(grid: Grid, divided: Parts, frame: "pd.DataFrame") -> list[Note]:
    """
    What to say about a sheet: its headings, rows that are no records, what is hidden or broken.

    Parameters
    ----------
    grid, divided
        The sheet and its parts.
    frame
        Its records; only the names of its columns are looked at.
    """
    found = [*_headings(divided), *_units(grid, divided)]
    for kind, rule in _RULES.items():
        rows = divided.rows(kind)
        if kind == parts.BLANK:  # those at the end are no rows of the table
            rows = [row for row in rows if row < max(_kept(divided), default=0)]
        if rows and not (kind == parts.TITLE and not any(grid.filled(row) for row in rows)):
            found.append(_note(rule, _told(grid, rows, kind), _REMEDIES.get(kind, "")))
    return [*found, *_hidden(grid, divided, frame), *_odd(grid), *_days(grid, divided)]


def _kept(divided: Parts) -> list[int]:
    return [row for row, kind in divided.kinds.items() if kind != parts.BLANK]


def _note(rule: str, value: str, remedy: str, *, severity: str = INFO) -> Note:
    return severity, rule, value, remedy


def _headings(divided: Parts) -> list[Note]:
    header = divided.header
    if (header.start, header.stop) == (0, 1):
        return []
    names = ["".join(name.split()) for name in header.names]
    value = f"{header.said}：{'、'.join(names)}"
    return [_note("表头的位置", value, "如不是这几行，请删去表头之上的行。")]


def _units(grid: Grid, divided: Parts) -> list[Note]:
    rows = divided.rows(parts.TITLE)
    said = [
        unit for row in rows for at in grid.filled(row) for unit in words.units(grid.at(row, at))
    ]
    value = "、".join(dict.fromkeys(said))
    return [_note(UNITS_SAID, value, "只用于列名中没有写单位的列；请核对。")] if said else []


def _told(grid: Grid, rows: list[int], kind: str) -> str:
    if kind not in _QUOTED:
        return f"第 {_spans(rows)} 行"
    return "；".join(f"第 {row + 1} 行“{_line(grid, row)}”" for row in rows if grid.filled(row))


def _spans(rows: list[int]) -> str:
    """Row numbers as a person counts, runs in short: 3、5 至 8."""
    starts = [row for before, row in pairwise([-2, *rows]) if row != before + 1]
    stops = [row for row, after in pairwise([*rows, -2]) if after != row + 1]
    return "、".join(
        f"{a + 1}" if a == b else f"{a + 1} 至 {b + 1}" for a, b in zip(starts, stops, strict=True)
    )


def _line(grid: Grid, row: int) -> str:
    return _short(" ".join(grid.at(row, at) for at in grid.filled(row)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CELL else f"{line[:_CELL]}…"


def _hidden(grid: Grid, divided: Parts, frame: "pd.DataFrame") -> list[Note]:
    records = set(divided.rows(parts.RECORD))
    rows = [row for row in grid.hidden_rows if row in records]
    names = divided.header.names
    columns = [names[at] for at in grid.hidden_columns if at < len(names) and names[at] in frame]
    said = [
        *([f"第 {_spans(sorted(rows))} 行"] if rows else []),
        *(f"“{name}”列" for name in columns),
    ]
    remedy = "隐藏的内容也是数据；不要的请从表中删去。"
    return [_note("隐藏的行或列，一并读入", "、".join(said), remedy)] if said else []


def _odd(grid: Grid) -> Iterable[Note]:
    for kind, (severity, rule, remedy) in _ODD.items():
        if kind in grid.odd:
            yield _note(rule, listed(grid.odd[kind]), remedy, severity=severity)
    if grid.since_1904:
        remedy = "只写序号而没有设日期格式的格（如 45413）会早读 1462 天；请设为日期格式。"
        yield _note("工作簿按 1904 日期系统记日期", grid.name, remedy, severity=WARNING)


def _days(grid: Grid, divided: Parts) -> Iterable[Note]:
    """3-2 as the number of a building becomes a day as soon as it is typed."""
    names = divided.header.names
    held = [(row, at) for row, at in grid.days if divided.kinds.get(row) == parts.RECORD]
    made = [address(row, at) for row, at in held if _NUMBERED.fullmatch(words.plain(names[at]))]
    if made:
        remedy = "如原来是 3-2 这样的号，请先设为文本格式，再重新填写。"
        yield _note("编号或名称是日期，像是自动改成的", listed(made), remedy, severity=WARNING)


def _rows(area: Area, records: set[int]) -> list[int]:
    return [row for row in range(area.top, area.bottom + 1) if row in records]


def _refuse(held: list[Area], grid: Grid, divided: Parts, where: str) -> None:
    names = divided.header.names
    wide = [area.name for area in held if area.wide]
    counted = [area.name for area in held if not area.wide and _is_amount(grid, area, names)]
    faults = []
    if wide:
        faults.append(
            f"{where}单元格 {listed(wide)} 是横向合并单元格，不知各列是什么值；"
            "请取消合并并逐格填写。"
        )
    if counted:
        faults.append(
            f"{where}单元格 {listed(counted)} 是合并单元格，其中的数是每一行的还是合计的不清楚；"
            "请取消合并并逐行填写。"
        )
    if faults:
        raise SourceError(faults)


def _is_amount(grid: Grid, area: Area, names: Sequence[str]) -> bool:
    """A merged number, unless it is a running number or a year."""
    name = names[area.left] if area.left < len(names) else ""
    if area.top == area.bottom or parts.is_ordinal(name) or "年" in name or "日期" in name:
        return False
    return _FIGURES.fullmatch(grid.at(area.top, area.left)) is not None
