"""Which rows of a grid are its headings, and what each column is called."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ...gis.errors import SourceError
from ..survey import words
from .grids import Area, Grid, letters

NAMELESS = "没有列名"
_LABEL = re.compile(r".{1,12}[:：].*", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*%?")
_THIN = 1 / 3  # of the cells of the headings: a row above with no more is a title
_DEEPEST = 4  # rows of headings, with one of units
_SAYS_UNITS = ("单位", "计量单位")
_SEVERAL = 2  # known headings that make a row one of headings
_LOOKED = 60  # rows among which the headings are sought


@dataclass(frozen=True)
class Header:
    """The rows of the headings, counted from zero (`stop` is the first below), and the columns."""

    start: int
    stop: int
    names: tuple[str, ...]

    @property
    def said(self) -> str:
        """Where they stand, as a person counts rows."""
        if self.stop == self.start + 1:
            return f"表头在第 {self.stop} 行"
        return f"表头在第 {self.start + 1} 至 {self.stop} 行"


def find(grid: Grid, known: Collection[str]) -> Header:
    """
    The headings of a grid that holds text.

    Parameters
    ----------
    grid
        At least one cell is filled.
    known
        Headings that are understood, in the spelling of :func:`pianqu.layers.survey.words.plain`.

    Returns
    -------
    Header
        It starts at the first row that is no title and leads to the row with most known headings;
        without any, at the first row with two cells. A row below belongs to it where merged cells
        say so, or where it fills the gaps of the row above with known headings. A column is called
        by its lowest heading, with the one above where two columns would be called alike.

    Raises
    ------
    SourceError
        Two columns are called alike.

    Examples
    --------
    >>> grid = Grid("a", [["摸底表"], ["小区名称", "建筑情况"], ["", "户数"], ["东一村", "5"]])
    >>> find(grid, {"小区名称", "户数"})
    Header(start=1, stop=3, names=('小区名称', '户数'))
    """
    start = _start(grid, known)
    stop = start + 1
    while stop < min(len(grid.cells), start + _DEEPEST) and _continues(grid, start, stop, known):
        stop += 1
    return Header(start, stop, _names(grid, start, stop))


def score(grid: Grid, row: int, known: Collection[str]) -> int:
    """How many cells of a row are known headings."""
    return sum(_is_known(grid.at(row, at), known) for at in grid.filled(row))


def others(grid: Grid, header: Header, records: Sequence[int], known: Collection[str]) -> list[int]:
    """
    Rows among the records that are the headings of another table.

    Parameters
    ----------
    grid, header, known
        As :func:`find` takes and gives them.
    records
        Rows taken for records.

    Returns
    -------
    list of int
        Rows of words that are known headings for the most part, one of them a heading of this
        table too; or below a gap, every one of them.

    Examples
    --------
    >>> lines = [["编号", "户数"], ["C1", "5"], ["编号", "绿地率"], ["C1", "30%"]]
    >>> others(Grid("a", lines), Header(0, 1, ("编号", "户数")), [1, 2, 3], {"编号", "户数", "绿地率"})
    [2]
    """
    own = {words.plain(name) for name in header.names}
    found = []
    for row in records:
        texts = [grid.at(row, at) for at in grid.filled(row)]
        count = score(grid, row, known)
        if count < _SEVERAL or any(_NUMBER.fullmatch(text) for text in texts):
            continue
        apart = row > header.stop and row - 1 not in records
        if (apart and count == len(texts)) or (
            count * 2 > len(texts) and own & set(map(words.plain, texts))
        ):
            found.append(row)
    return found


def across(grid: Grid, row: int) -> list[Area]:
    """The areas of several columns that a row lies in."""
    return [area for area in grid.merged if area.wide and area.top <= row <= area.bottom]


def _is_known(text: str, known: Collection[str]) -> bool:
    ways = words.parted(text)
    return any(word in known and (not unit or words.is_unit(unit)) for word, unit in ways)


def _start(grid: Grid, known: Collection[str]) -> int:
    filled = [row for row in range(len(grid.cells)) if grid.filled(row)]
    scores = {row: score(grid, row, known) for row in filled[:_LOOKED]}
    best = max(scores, key=lambda row: (scores[row], -row))
    if not scores[best]:
        several = [row for row in filled if len(grid.filled(row)) > 1]
        unlabelled = (row for row in several if _labels(grid, row) * 2 < len(grid.filled(row)))
        return next(unlabelled, [*several, filled[0]][0])
    above = [row for row in filled if row < best and not _is_title(grid, row, best)]
    return above[0] if above else best


def _is_title(grid: Grid, row: int, best: int) -> bool:
    """Whether a row above the headings is a title, and not their upper part or headings itself."""
    cells = [grid.at(row, at) for at in grid.filled(row)]
    wide = across(grid, row)
    labels = _labels(grid, row)
    if row + 1 == best and len(cells) > 1 and len(wide) > 1:  # headings over groups of columns
        return labels > 0
    return len(cells) == 1 or labels * 2 >= len(cells) or len(cells) <= _thin(grid, best)


def _labels(grid: Grid, row: int) -> int:
    """How many cells of a row say what they are: 填报单位：城关镇."""
    return sum(bool(_LABEL.fullmatch(grid.at(row, at))) for at in grid.filled(row))


def _thin(grid: Grid, best: int) -> float:
    return len(grid.filled(best)) * _THIN


def _continues(grid: Grid, start: int, row: int, known: Collection[str]) -> bool:
    """Whether a row is still of the headings."""
    if not grid.filled(row):
        return False
    if any(start <= area.top < row <= area.bottom for area in grid.merged):
        return True
    parents = [area for area in grid.merged if area.wide and start <= area.top == row - 1]
    if any(area.right - area.left + 1 < len(grid.cells[area.top]) for area in parents):
        return True
    return _is_of_units(grid, row) or _fills_gaps(grid, start, row, known)


def _is_of_units(grid: Grid, row: int) -> bool:
    """Whether a row says the units of the headings above it, in brackets or bare: 户, 年, 万㎡."""
    texts = [grid.at(row, at) for at in grid.filled(row)]
    said = [text for text in texts if text not in _SAYS_UNITS]
    if any(_NUMBER.fullmatch(text) for text in said):
        return False
    return sum(_is_unit(text) or words.is_unit(text) for text in said) * 2 > len(said)


def _fills_gaps(grid: Grid, start: int, row: int, known: Collection[str]) -> bool:
    """Without merged cells: known headings, or units alone, none of them at the left."""
    filled = grid.filled(row)
    texts = [grid.at(row, at) for at in filled]
    above = {grid.at(start, at) for at in grid.filled(start)}
    if filled[0] == grid.filled(start)[0] or above & set(texts):
        return False
    if any(_NUMBER.fullmatch(text) for text in texts):
        return False
    return sum(_is_known(text, known) or _is_unit(text) for text in texts) * 2 > len(texts)


def _is_unit(text: str) -> bool:
    return text[:1] in "(（" and text[-1:] in ")）" and bool(words.units(f"单位：{text[1:-1]}"))


def _names(grid: Grid, start: int, stop: int) -> tuple[str, ...]:
    width = max(len(grid.filled(row)) and grid.filled(row)[-1] + 1 for row in range(start, stop))
    width = max([width, *(area.right + 1 for area in grid.merged if start <= area.top < stop)])
    stacks = [_stack(grid, start, stop, at) for at in range(width)]
    lowest = [stack[-1] if stack else "" for stack in stacks]
    alike = {name for name, count in Counter(name for name in lowest if name).items() if count > 1}
    named = [
        "/".join(stack[-2:]) if name in alike else name
        for name, stack in zip(lowest, stacks, strict=True)
    ]
    _refuse_alike(grid, named)
    return tuple(name or f"{NAMELESS}（{letters(at)} 列）" for at, name in enumerate(named))


def _stack(grid: Grid, start: int, stop: int, column: int) -> list[str]:
    """The headings over a column, the lowest last; a unit in a row of its own joins the one above."""
    found: list[str] = []
    units = [row for row in range(start + 1, stop) if _is_of_units(grid, row)]
    heads = [row for row in range(start, stop) if row not in units]
    for row in heads:
        text = grid.at(row, column) or (_parent(grid, row, column) if row < heads[-1] else "")
        if found and text and _is_unit(text):
            found[-1] += text
        elif text:
            found.append(text)
    for unit in (grid.at(row, column) for row in units):
        if unit and unit not in _SAYS_UNITS:
            found = found or [""]
            found[-1] += unit if unit[0] in "(（" else f"（{unit}）"
    return found


def _parent(grid: Grid, row: int, column: int) -> str:
    """The heading of the merged area that a blank cell belongs to, or of the gap that it fills."""
    for area in grid.merged:
        if area.top <= row <= area.bottom and area.left <= column <= area.right:
            return grid.at(area.top, area.left) if area.wide else ""
    if grid.merged:
        return ""
    below = any(grid.at(under, column) for under in range(row + 1, min(row + 2, len(grid.cells))))
    left = [at for at in grid.filled(row) if at < column]
    return grid.at(row, left[-1]) if below and left else ""


def _refuse_alike(grid: Grid, named: Sequence[str]) -> None:
    counts = Counter(name for name in named if name)
    faults = [
        f"{grid.name}：列名“{name}”出现 {count} 次；请改名，或删去多余的列。"
        for name, count in counts.items()
        if count > 1
    ]
    if faults:
        raise SourceError(faults)
