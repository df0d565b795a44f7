"""How the cells of a workbook look: titles, headings, numbers, tones, and what is not known."""

from datetime import date
from functools import cache
from typing import Any

from .values import Cell

FONT = "Microsoft YaHei"
_INK, _PAPER, _LINE = "1F3A5F", "FFFFFF", "D7DCE2"
_TONES = {"good": "E3F1E5", "bad": "F9E0DD", "doubt": "FDEBC8"}  # pale: the word says it, too
_RISKY = tuple("=+-@\t\n")  # a spreadsheet takes what begins so for a formula when it is edited


class Styles:
    """
    The looks of one workbook, each made once.

    Parameters
    ----------
    sheet
        Any of a write-only workbook of openpyxl; its looks hold for the whole workbook.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> sheet = Workbook(write_only=True).create_sheet()
    >>> made = Styles(sheet).cell(sheet, "=1+1")
    >>> made.value, made.data_type, made.quotePrefix
    ('=1+1', 's', True)
    """

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._made: dict[tuple[str, str, bool], Any] = {}
        self._numbers: dict[tuple[str, str, bool], int] = {}

    def cell(self, sheet: Any, value: Cell, look: str = "data", *, form: str = "") -> Any:
        """
        One cell of a write-only sheet.

        Parameters
        ----------
        sheet
            Where it stands.
        value
            As from :func:`pianqu.maps.workbook.values.value`; text is never a formula.
        look
            `title`, `note`, `field`, `head`, `link`, `section`, `key`, `data`, `text`, `wrapped`, `missing`, or a tone.
        form
            Number format.
        """
        from openpyxl.cell import Cell as Made

        value = None if value == "" else value
        text = isinstance(value, str)
        made: Any = Made(
            sheet, 1, 1, None, self._look(look, form, text and value.startswith(_RISKY))
        )
        # as if set by `value`, which takes text for a formula and a good deal of time
        made._value = value
        made.data_type = "s" if text else "d" if isinstance(value, date) else "n"
        return made

    def number(self, value: Cell, look: str = "data", *, form: str = "") -> int:
        """The number of a look in the workbook, as :meth:`cell` gives it to a value."""
        quoted = isinstance(value, str) and value.startswith(_RISKY)
        key = look, form, quoted
        if key not in self._numbers:
            self._numbers[key] = self.cell(self._sheet, value, look, form=form).style_id
        return self._numbers[key]

    def link(self, sheet: Any, text: str, tab: str) -> Any:
        """A cell that leads to another sheet."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        made = self.cell(sheet, text, "link")
        quoted = tab.replace("'", "''")
        made._hyperlink = Hyperlink(ref="", location=f"'{quoted}'!A1", display=text)
        return made

    def _look(self, look: str, form: str, quoted: bool) -> Any:
        key = look, form, quoted
        if key not in self._made:
            from openpyxl.cell import WriteOnlyCell

            made: Any = WriteOnlyCell(self._sheet)
            for part, given in _looks()[look].items():
                setattr(made, part, given)
            if form:
                made.number_format = form
            if quoted:
                made.quotePrefix = True
            self._made[key] = made._style
        return self._made[key]


@cache
def _looks() -> dict[str, dict[str, Any]]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side("thin", color=_LINE)
    lined = Border(left=side, right=side, top=side, bottom=side)
    top = Alignment(vertical="top")
    text = Alignment(vertical="top", horizontal="left", indent=1)
    wrapped = Alignment(vertical="top", horizontal="left", indent=1, wrap_text=True)
    data = {"font": Font(name=FONT, size=10), "border": lined, "alignment": top}
    head = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return {
        "title": {"font": Font(name=FONT, size=14, bold=True, color=_INK)},
        "note": {"font": Font(name=FONT, size=9, color="5F6B7A")},
        "field": {
            "font": Font(name="Consolas", size=8, color="9AA3AD"),
            "alignment": Alignment(horizontal="center", shrink_to_fit=True),
        },
        "head": {
            "font": Font(name=FONT, size=10, bold=True, color=_PAPER),
            "fill": PatternFill("solid", fgColor=_INK),
            "border": lined,
            "alignment": head,
        },
        "section": {
            "font": Font(name=FONT, size=11, bold=True, color=_INK),
            "fill": PatternFill("solid", fgColor="E8EDF3"),
        },
        "link": {
            "font": Font(name=FONT, size=10, color="0563C1", underline="single"),
            "alignment": top,
        },
        "key": {**data, "fill": PatternFill("solid", fgColor="F3F5F8"), "alignment": wrapped},
        "data": data,
        "text": {**data, "alignment": text},
        "wrapped": {**data, "alignment": wrapped},
        "missing": {**data, "fill": PatternFill("lightUp", fgColor="C3C8CF", bgColor="F2F3F5")},
        **{
            tone: {**data, "fill": PatternFill("solid", fgColor=colour), "alignment": wrapped}
            for tone, colour in _TONES.items()
        },
    }
