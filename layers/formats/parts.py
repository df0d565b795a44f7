"""What each row of a grid is: title, headings, record, total, note, or none of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..survey import words
from .grids import Grid
from .headers import Header, across

RECORD, TOTAL, NOTE, REPEATED, SECTION, NUMBERED, ORDINAL, BLANK, TITLE = (
    "记录",
    "合计、小计行",
    "附注行",
    "重复的表头",
    "分段行",
    "栏次行",
    "只有序号的行",
    "空行",
    "标题行",
)
_TOTAL = re.compile(r".{0,12}?(合计|小计|总计|共计)([(（].{0,12}[)）])?[:：]?")
_NOTE = re.compile(
    r"(注|备注|说明|附注|填表说明)\s*[0-9一二三四五六七八九十]*\s*[:：、.].*"
    r"|(填表|填报|审核|制表|复核|负责|联系|经办|校对|编制|盖章)[^:：]{0,8}[:：].*"
    r"|(单位负责人|分管领导|主要领导|日期|联系电话)[^:：]{0,6}[:：].*"
    r"|(数据|资料)?来源\s*[:：].*"
    r"|(注|备注|说明|附注)|(填表|填报|审核|制表|复核|负责|联系|经办|校对|编制)(人|单位|日期)",
    re.DOTALL,
)
_LONE = re.compile(r"[*＊※].{8,}|[(（]?以[上下].{2,}", re.DOTALL)  # a note in a row of its own
_SECTION = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．\s].{1,30}")
_COLUMN = re.compile(r"甲|乙|丙|丁|戊|[(（]?[0-9]{1,2}[)）]?(=.*)?")
_FIRST = 3  # cells of a row among which its 合计 stands
_FEW = 3  # cells of a row of notes
_SHORT = 3  # columns that a row of column numbers has at least

_Line = tuple[tuple[int, str], ...]  # columns of a row and their words


@dataclass(frozen=True, eq=False)
class Parts:
    """The rows of a grid by what they are, counted from zero."""

    header: Header
    kinds: dict[int, str] = field(default_factory=dict)

    def rows(self, kind: str) -> list[int]:
        """
        The rows of that kind, from above.

        Examples
        --------
        >>> Parts(Header(0, 1, ("a",)), {1: RECORD, 2: TOTAL}).rows(RECORD)
        [1]
        """
        return [row for row, is_kind in self.kinds.items() if is_kind == kind]


def divide(grid: Grid, header: Header) -> Parts:
    """
    What each row of a grid is but those of its headings.

    Parameters
    ----------
    grid, header
        The sheet and its headings.

    Returns
    -------
    Parts
        Every other row once. Rows in no other pattern are records.

    Examples
    --------
    >>> grid = Grid("a", [["小区名称", "户数"], ["东一村", "5"], ["合 计", "5"], ["注：初稿", ""]])
    >>> list(divide(grid, Header(0, 1, ("小区名称", "户数"))).kinds.values())
    ['记录', '合计、小计行', '附注行']
    """
    kinds = dict.fromkeys(range(header.start), TITLE)
    ordinal = next((at for at, name in enumerate(header.names) if is_ordinal(name)), None)
    heads = [_line(grid, row) for row in range(header.stop) if grid.filled(row)]
    in_notes = False
    for row in range(header.stop, len(grid.cells)):
        kind = _kind(grid, row, heads, ordinal, len(header.names))
        lone = len(grid.filled(row)) == 1
        in_notes = kind == NOTE or (in_notes and kind in (RECORD, BLANK, SECTION, ORDINAL) and lone)
        kinds[row] = NOTE if in_notes and kind != BLANK else kind
    return Parts(header, kinds)


def is_ordinal(name: str) -> bool:
    """
    Whether a heading is that of a running number.

    Examples
    --------
    >>> is_ordinal("序 号"), is_ordinal("编号")
    (True, False)
    """
    return words.plain(name) in words.ORDINALS


def _is_head(grid: Grid, row: int, first: int, heads: Sequence[_Line]) -> bool:
    """Whether a row says again what stands above the records; its first cell tells most apart."""
    start = (first, words.plain(grid.at(row, first)))
    return any(start == head[0] and head == _line(grid, row) for head in heads)


def _line(grid: Grid, row: int) -> _Line:
    return tuple((at, words.plain(grid.at(row, at))) for at in grid.filled(row))


def _kind(grid: Grid, row: int, heads: Sequence[_Line], ordinal: int | None, width: int) -> str:
    filled = grid.filled(row)
    if not filled:
        return BLANK
    texts = [grid.at(row, at) for at in filled]
    if _is_head(grid, row, filled[0], heads):
        return REPEATED
    if width > 1 and any(_is_total(text) for text in texts[:_FIRST]):
        return TOTAL
    if len(texts) >= _SHORT and _COLUMN.fullmatch(texts[0]) and _are_column_numbers(texts, width):
        return NUMBERED
    return _lesser(grid, row, filled, ordinal, width)


def _lesser(grid: Grid, row: int, filled: list[int], ordinal: int | None, width: int) -> str:
    """Of a row with few cells, which it is."""
    text = grid.at(row, filled[0])
    if width == 1:
        return RECORD
    if len(filled) <= max(_FEW, width // 3) and _NOTE.fullmatch(text):
        return NOTE
    if len(filled) == 1 and _LONE.fullmatch(text):
        return NOTE
    if filled == [ordinal] and text.isdecimal():
        return ORDINAL
    wide = any(area.left <= filled[0] <= area.right for area in across(grid, row))
    if len(filled) == 1 and (wide or _SECTION.fullmatch(text)):
        return SECTION
    return RECORD


def _is_total(text: str) -> bool:
    return "计" in text and _TOTAL.fullmatch("".join(text.split())) is not None


def _are_column_numbers(texts: Iterable[str], width: int) -> bool:
    """Whether a row under the headings numbers the columns: 甲 乙 1 2 3."""
    cells = list(texts)
    numbers = [cell.strip("()（）").split("=")[0] for cell in cells if _COLUMN.fullmatch(cell)]
    figures = [int(cell) for cell in numbers if cell.isdecimal()]
    running = figures == list(range(figures[0], figures[0] + len(figures))) if figures else False
    return len(numbers) == len(cells) >= width / 2 and running and figures[0] == 1
