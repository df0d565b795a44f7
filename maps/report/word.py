"""The report as a Word file, for Word and WPS: real headings, captions, fields and tables."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from ...gis.errors import OutputError
from ..basis import basis_value
from ..look import Look
from .compose import PICTURES, compose
from .content import Block, Chapter, Frame, Picture, Report, Said, Terms
from .fields import contents, element, field, plain, table
from .grids import Grid
from .packing import written
from .styles import TABLE, prepared
from .templates import sorted_out
from .words import REPORT_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # of a plan that has none
_FLOWING = ("unanswered", "appendix")  # chapters that begin on no page of their own
_TWIPS = 635  # units of length of python-docx in a twentieth of a point


def docx(
    plan: "Plan",
    path: Path | str,
    *,
    look: Look | None = None,
    figures: Mapping[str, Path] | None = None,
    template: Path | str | Sequence[Path | str] | None = None,
    logo: Path | str | None = None,
) -> Path:
    """
    Write the report as a Word file.

    Parameters
    ----------
    plan
        Tables that are not there leave their part out, with the reason.
    path
        Of the file.
    look
        Title and marks.
    figures
        Name to PNG or JPEG; a name that begins with a table or a question stands in its chapter.
    template
        The user's own Word file (.docx), whose styles, margins, headers and first pages are kept,
        and sentences (.toml); a .css is for :func:`html`.
    logo
        PNG or JPEG over the title.

    Returns
    -------
    Path
        The file; the same bytes for the same plan.

    Raises
    ------
    ChoiceError
        A template is missing, of no known kind, or has sentences that cannot be meant.
    OutputError
        A picture or the template cannot be read, or the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    >>> with TemporaryDirectory() as folder:
    ...     docx(empty, Path(folder) / "report.docx").name
    'report.docx'
    """
    given = sorted_out(template)
    report = compose(plan, look=look, own=given[".toml"], figures=figures)
    base = given[".docx"][0] if given[".docx"] else None
    document = _opened(base)
    prepared(document, own=base is not None)
    _described(document, plan, report, look)
    _bounds(document, report, own=base is not None)
    if base is not None and document.element.body.xpath("string(.)").strip():
        document.add_page_break()
    _cover(document, report, logo)
    _contents(document, report)
    for chapter in report.chapters:
        _chapter(document, chapter)
    return written(document, Path(path))


def _opened(base: Path | None) -> Any:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.shared import Mm

    if base is not None:
        try:
            return Document(str(base))
        except (OSError, KeyError, ValueError, BadZipFile, PackageNotFoundError) as error:
            raise OutputError(
                f"报告模板 {base}：不是可读的 .docx 文件（{error}）；请用 Word 或 WPS 另存后再试。"
            ) from error
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(24)
    return document


def _described(document: Any, plan: "Plan", report: Report, look: Look | None) -> None:
    day = _day((look.date if look else "") or basis_value(plan, "as_of"))
    about = document.core_properties
    about.title, about.subject = plain(report.title)[:255], plain(report.subtitle)[:255]
    about.author = about.last_modified_by = plain(look.author if look else "")[:255]
    about.created = about.modified = day
    about.keywords = about.category = ""  # a template may have those of another project
    about.comments, about.revision, about.language = "", 1, "zh-CN"


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text[:10]).replace(tzinfo=UTC)
    except ValueError:
        return _DAY


def _bounds(document: Any, report: Report, *, own: bool) -> None:
    """The head and foot of every page; those of the user's template stay."""
    page = document.sections[0]
    if not (own and _filled(page.header)):
        head = page.header.paragraphs[0]
        head.text = plain("　".join([report.title, *report.marks]))
        head.alignment = 1
    if own and _filled(page.footer):
        return
    foot = page.footer.paragraphs[0]
    foot.alignment = 1
    foot.add_run(REPORT_WORDS["page"] + " ")
    foot._p.extend(field("PAGE", "1"))
    foot.add_run(f" {REPORT_WORDS['page_end']}{REPORT_WORDS['pages']} ")
    foot._p.extend(field("NUMPAGES", "1"))
    foot.add_run(f" {REPORT_WORDS['page_end']}")


def _filled(part: Any) -> bool:
    return not part.is_linked_to_previous and bool(part._element.xpath("string(.)").strip())


def _cover(document: Any, report: Report, logo: Path | str | None) -> None:
    from docx.shared import Mm, Pt

    if logo:
        _picture(document, Path(logo), width=Mm(45))
    title = document.add_paragraph(plain(report.title), style="Title")
    title.paragraph_format.space_before = Pt(90)
    if report.subtitle:
        document.add_paragraph(plain(report.subtitle))
    if report.marks:
        document.add_paragraph().add_run("　".join(report.marks)).bold = True
    for word, value in report.facts:
        document.add_paragraph(plain(f"{word}：{value}"))


def _contents(document: Any, report: Report) -> None:
    title = document.add_paragraph()
    title.paragraph_format.page_break_before = True
    title.add_run(REPORT_WORDS["contents"]).bold = True
    entries = [document.add_paragraph(plain(chapter.title)) for chapter in report.chapters]
    contents([entry._p for entry in entries])


def _chapter(document: Any, chapter: Chapter) -> None:
    head = document.add_paragraph(plain(chapter.title), style="Heading 1")
    head.paragraph_format.page_break_before = chapter.key not in _FLOWING
    for block in chapter.blocks:
        _block(document, block)
    for title, blocks in chapter.sections:
        document.add_paragraph(plain(title), style="Heading 2")
        for block in blocks:
            _block(document, block)


def _block(document: Any, block: Block) -> None:
    match block:
        case Said():
            style = "List Bullet" if block.listed else None
            for text in block.texts:
                document.add_paragraph(plain(text), style=style)
        case Terms():
            headings = ("项", "内容")
            _grid(document, Grid("", "", headings, block.pairs, (False, False)))
        case Grid():
            _grid(document, block)
        case Picture():
            _picture(document, block.path)
            document.add_paragraph(plain(block.caption), style="Caption").alignment = 1
        case Frame():
            pass  # a page needs a browser: the figures stand for it


def _grid(document: Any, grid: Grid) -> None:
    from docx.shared import Pt

    if grid.caption:
        document.add_paragraph(plain(grid.caption), style="Caption")
    page = document.sections[-1]
    width = (page.page_width - page.left_margin - page.right_margin) // _TWIPS
    made = table(grid, style=document.styles[TABLE].style_id, width=int(width))
    body = document.element.body
    body.insert(len(body) - 1, made)  # before the properties of the section
    after = document.add_paragraph(plain(grid.foot))
    after.paragraph_format.space_after = Pt(6)
    for run in after.runs:
        run.font.size = Pt(9)


def _picture(document: Any, path: Path, *, width: Any = None) -> None:
    from docx.image.exceptions import UnrecognizedImageError

    if path.suffix.lower() not in PICTURES or not path.is_file():
        raise OutputError(f"报告的图片 {path}：不存在或不是 PNG、JPEG；请改正路径或转换格式。")
    page = document.sections[-1]
    across = page.page_width - page.left_margin - page.right_margin
    paragraph = document.add_paragraph()
    paragraph.alignment = 1 if width is None else 0
    paragraph._p.get_or_add_pPr().append(element("keepNext"))
    try:
        shape = paragraph.add_run().add_picture(str(path), width=width or across)
    except UnrecognizedImageError as error:
        raise OutputError(f"报告的图片 {path}：文件内容不是 PNG 或 JPEG；请重新导出。") from error
    highest = (page.page_height - page.top_margin - page.bottom_margin) * 8 // 10
    if shape.height > highest:
        shape.width, shape.height = shape.width * highest // shape.height, highest
