"""Fields, fonts and rows of a Word file: what python-docx has no word for."""

import re
from collections.abc import Sequence
from typing import Any

from .grids import Grid

BODY, HEADS, LATIN = "宋体", "黑体", "Times New Roman"
FALLBACKS = {"宋体": "SimSun", "黑体": "SimHei"}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST, _NARROWEST = 26, 3.5  # signs of a column
_MARGIN = 50  # beside the text of a cell, twentieths of a point
_HEADING = 5  # signs that a heading may ask for
_MANY = 8  # columns from which on the letters are small
_LAST_NARROW = "\u2e7f"  # of the signs that are half as wide as a Chinese one


def plain(text: str) -> str:
    r"""
    Text without the signs that XML cannot hold.

    Examples
    --------
    >>> plain("a\x00b")
    'a\ufffdb'
    """
    return _UNSEEN.sub("\ufffd", text)


def element(tag: str, text: str = "", /, **given: str) -> Any:
    """
    An element of WordprocessingML with its attributes, all in the namespace w.

    Examples
    --------
    >>> element("jc", val="right").tag.endswith("}jc")
    True
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for key, value in given.items():
        made.set(qn(f"w:{key}"), value)
    if text:
        made.text = plain(text)
        made.set(qn("xml:space"), "preserve")
    return made


def nested(tag: str, /, *inside: Any, **given: str) -> Any:
    """
    An element with others in it.

    Examples
    --------
    >>> len(nested("trPr", element("tblHeader")))
    1
    """
    made = element(tag, **given)
    made.extend(inside)
    return made


def fonts(properties: Any, *, east: str, latin: str = LATIN) -> None:
    """
    Set the fonts of run properties, without the theme's, which would win.

    Examples
    --------
    >>> properties = element("rPr")
    >>> fonts(properties, east="宋体")
    >>> len(properties)
    1
    """
    from docx.oxml.ns import qn

    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    given = {"ascii": latin, "hAnsi": latin, "eastAsia": east, "cs": latin}
    properties.insert(0, element("rFonts", **given))


def field(instruction: str, shown: str = "") -> list[Any]:
    """
    The runs of a field that Word works out.

    Examples
    --------
    >>> len(field("PAGE", "1"))
    5
    """
    return [
        nested("r", element("fldChar", fldCharType="begin")),
        nested("r", element("instrText", f" {instruction} ")),
        nested("r", element("fldChar", fldCharType="separate")),
        nested("r", element("t", shown or " ")),
        nested("r", element("fldChar", fldCharType="end")),
    ]


def contents(paragraphs: Sequence[Any]) -> None:
    """
    Make paragraphs the shown entries of a table of contents that Word works out when opened.

    Examples
    --------
    >>> entry = element("p")
    >>> contents([entry])
    >>> len(entry)
    4
    """
    begin = [
        nested("r", element("fldChar", fldCharType="begin", dirty="true")),
        nested("r", element("instrText", ' TOC \\o "1-2" \\h \\z \\u ')),
        nested("r", element("fldChar", fldCharType="separate")),
    ]
    first, last = paragraphs[0], paragraphs[-1]
    at = 1 if len(first) and first[0].tag.endswith("}pPr") else 0
    for place, run in enumerate(begin):
        first.insert(at + place, run)
    last.append(nested("r", element("fldChar", fldCharType="end")))


def table(grid: Grid, *, style: str, width: int) -> Any:
    """
    A table whose heading row is repeated on every page.

    Parameters
    ----------
    grid
        Raw text.
    style
        Id of the table's style.
    width
        Of the table, twentieths of a point.

    Returns
    -------
    lxml element
        `w:tbl`.

    Examples
    --------
    >>> made = table(Grid("", "", ("甲",), (("1",),), (True,)), style="TableGrid", width=9000)
    >>> made.tag.endswith("}tbl")
    True
    """
    widths = _widths(grid, width)
    properties = nested(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=str(sum(widths)), type="dxa"),
        element("tblLayout", type="fixed"),
        nested("tblCellMar", *(element(s, w=str(_MARGIN), type="dxa") for s in ("left", "right"))),
    )
    columns = nested("tblGrid", *(element("gridCol", w=str(each)) for each in widths))
    size = "18" if len(grid.headings) < _MANY else "15"
    head = _row(grid.headings, widths, grid.numeric, size, head=True)
    rows = [_row(cells, widths, grid.numeric, size) for cells in grid.rows]
    return nested("tbl", properties, columns, head, *rows)


def _row(
    texts: Sequence[str],
    widths: Sequence[int],
    numeric: Sequence[bool],
    size: str,
    *,
    head: bool = False,
) -> Any:
    properties = nested("trPr", element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    made = nested("tr", properties)
    for place, text in enumerate(texts):
        right = place < len(numeric) and numeric[place]
        made.append(_cell(text, widths[place], size, head=head, right=right))
    return made


def _cell(text: str, width: int, size: str, *, head: bool, right: bool) -> Any:
    shape = nested("tcPr", element("tcW", w=str(width), type="dxa"))
    if head:
        shape.append(element("shd", val="clear", color="auto", fill="E8EDF3"))
    look = nested("rPr", element("sz", val=size), element("szCs", val=size))
    if head:
        look.insert(0, element("b"))
    spacing = element("spacing", before="20", after="20", line="240", lineRule="auto")
    paragraph = nested(
        "p",
        nested(
            "pPr",
            spacing,
            element("ind", firstLine="0", firstLineChars="0"),
            element("jc", val="right" if right else "left"),
        ),
        nested("r", look, element("t", text) if text else element("t")),
    )
    return nested("tc", shape, paragraph)


def _widths(grid: Grid, width: int) -> list[int]:
    """Each column by its longest text, within bounds, beside the space around the text."""
    columns = zip(grid.headings, *grid.rows, strict=True)
    signs = []
    for place, (heading, *cells) in enumerate(columns):
        usual = sorted(_signs(cell) for cell in cells) or [0.0]
        right = place < len(grid.numeric) and grid.numeric[place]
        long = usual[-1] + 0.5 if right else usual[int(len(usual) * 0.9)]  # no number is broken
        signs.append(min(max(min(_signs(heading) / 2, _HEADING), long, _NARROWEST), _WIDEST))
    free = width - 2 * _MARGIN * len(signs)
    return [2 * _MARGIN + int(free * own / sum(signs)) for own in signs]


def _signs(text: str) -> float:
    return sum(1.0 if sign > _LAST_NARROW else 0.55 for sign in text)
