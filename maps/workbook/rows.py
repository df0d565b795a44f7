"""The rows of a table as the XML of a sheet, column by column: openpyxl writes all around them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape

from .values import Cell

MARK = "{rows}"  # text of the row in whose place the rows are put
_FIRST_DAY = date(1899, 12, 30).toordinal()  # of the calendar of Excel
_BATCH = 2_000  # rows that are held at once


def rendered(
    columns: Sequence[tuple[Sequence[Cell], Iterable[int]]], *, first: int
) -> Iterator[str]:
    """
    Rows of a sheet.

    Parameters
    ----------
    columns
        Of each column the values and the numbers of their looks, as many.
    first
        Number of the first row.

    Yields
    ------
    str
        Some rows as XML: Office Open XML, ECMA-376 part 1, 18.3.1.4.

    Examples
    --------
    >>> "".join(rendered([([1.5, None], [3, 4])], first=5))
    '<row r="5"><c r="A5" s="3"><v>1.5</v></c></row><row r="6"><c r="A6" s="4"/></row>'
    >>> "".join(rendered([(["=1"], [3])], first=5))
    '<row r="5"><c r="A5" s="3" t="inlineStr"><is><t>=1</t></is></c></row>'
    """
    from openpyxl.utils import get_column_letter

    made = [
        _column(get_column_letter(place), cells, looks, first)
        for place, (cells, looks) in enumerate(columns, start=1)
    ]
    held: list[str] = []
    for number, row in enumerate(zip(*made, strict=True), start=first):
        held.append(f'<row r="{number}">{"".join(row)}</row>')
        if len(held) == _BATCH:
            yield "".join(held)
            held = []
    yield "".join(held)


def _column(letter: str, cells: Sequence[Cell], looks: Iterable[int], first: int) -> Iterator[str]:
    for row, (cell, look) in enumerate(zip(cells, looks, strict=True), start=first):
        if cell is None or cell == "":
            yield f'<c r="{letter}{row}" s="{look}"/>'
        elif isinstance(cell, str):
            yield f'<c r="{letter}{row}" s="{look}" t="inlineStr"><is>{_text(cell)}</is></c>'
        else:
            number = cell.toordinal() - _FIRST_DAY if isinstance(cell, date) else cell
            yield f'<c r="{letter}{row}" s="{look}"><v>{number!r}</v></c>'


@lru_cache(maxsize=20_000)
def _text(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{kept}>{escape(text)}</t>"
