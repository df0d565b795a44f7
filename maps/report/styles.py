"""The styles of a Word file: the user's own where there are any, else ours, with Chinese fonts."""

from typing import Any

from .fields import BODY, FALLBACKS, HEADS, LATIN, element, fonts, nested

_NAVY = (0x16, 0x36, 0x5C)
_LANGUAGE = "zh-CN"
# name: east-asian font, points, bold, points before and after
_HEADS: dict[str, tuple[str, float, bool, int, int]] = {
    "Title": (HEADS, 26, True, 0, 12),
    "Heading 1": (HEADS, 16, True, 18, 8),
    "Heading 2": (HEADS, 13, True, 12, 6),
    "Caption": (HEADS, 10, False, 10, 4),
    "List Bullet": (BODY, 11, False, 0, 2),
}
TABLE = "Table Grid"


def prepared(document: Any, *, own: bool) -> None:
    """
    See that every style that the report uses is there.

    Parameters
    ----------
    document
        Of python-docx.
    own
        Whether it is the user's template: then only missing styles are made.

    Examples
    --------
    >>> from docx import Document
    >>> document = Document()
    >>> prepared(document, own=False)
    >>> document.styles["Heading 1"].font.size.pt
    16.0
    """
    from docx.enum.style import WD_STYLE_TYPE

    names = {style.name for style in document.styles}
    if not own:
        _body(document)
    for name, look in _HEADS.items():
        if own and name in names:
            continue
        style = (
            document.styles[name]
            if name in names
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        _dressed(style, *look)
        if name.startswith("Heading") and name not in names:
            level = str(int(name[-1]) - 1)
            style.element.get_or_add_pPr().append(element("outlineLvl", val=level))
    if TABLE not in names:
        _ruled(document.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE))
    if not own:
        _font_table(document)


def _body(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.35
    fonts(normal.element.get_or_add_rPr(), east=BODY)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    fonts(properties, east=BODY)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("lang", val="en-US", eastAsia=_LANGUAGE))


def _dressed(style: Any, east: str, points: float, bold: bool, before: int, after: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    fonts(style.element.get_or_add_rPr(), east=east, latin=LATIN)
    style.font.size, style.font.bold = Pt(points), bold
    style.font.italic = False
    if style.name != "List Bullet":
        style.font.color.rgb = RGBColor(*_NAVY)
        style.paragraph_format.keep_with_next = True
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)


def _ruled(style: Any) -> None:
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz="4", space="0", color="auto"))
    properties = element("tblPr")
    properties.append(borders)
    style.element.append(properties)


def _font_table(document: Any) -> None:
    """Say by which other name a machine may have our fonts."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if not relation.reltype.endswith("/fontTable"):
            continue
        root = parse_xml(relation.target_part.blob)
        for name, other in FALLBACKS.items():
            root.append(nested("font", element("altName", val=other), name=name))
        relation.target_part._blob = serialize_part_xml(root)
