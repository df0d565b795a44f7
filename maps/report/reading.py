"""What stands in a report: its paragraphs and tables, from a page, a Word file, TOML or text."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ...gis.errors import SourceError
from . import keys
from .sentences import pieces
from .vocabulary import BLOT

_BLOCKS = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "dt", "dd", "title"}
    | {"div", "td", "th", "tr", "table", "section"}
)
_HIDDEN = frozenset({"script", "style", "template"})
_SUFFIXES = (".html", ".htm", ".docx", ".toml", ".txt", ".md")
_AROUND = {
    "页眉": ("header", "first_page_header", "even_page_header"),
    "页脚": ("footer", "first_page_footer", "even_page_footer"),
}
_CAPTION = re.compile(r"表\s?\d+")


@dataclass
class Part:
    """
    A paragraph, or a table with its caption.

    Attributes
    ----------
    where
        Its place, for the sentence of a fault.
    text
        Of a paragraph, or the caption of a table.
    headings, rows
        Of a table; empty for a paragraph.
    """

    where: str
    text: str
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def parts(source: str | Path) -> list[Part]:
    r"""
    Paragraphs and tables in their order.

    Parameters
    ----------
    source
        HTML or text; or the path of a file: HTML, .docx, .toml of sentences, or text.

    Returns
    -------
    list of Part

    Raises
    ------
    SourceError
        The file cannot be read.

    Examples
    --------
    >>> [part.text for part in parts("<p>共 <b>3</b> 户</p><script>4</script>")]
    ['共 3 户']
    >>> [part.where for part in parts("甲\n\n乙")]
    ['第 1 行', '第 3 行']
    """
    from docx.opc.exceptions import PackageNotFoundError

    path = _path(source)
    if path is None:
        text = str(source)
        return _of_html(text) if text.lstrip().startswith("<") else list(_of_lines(text))
    try:
        if path.suffix.lower() == ".docx":
            return list(_of_word(path))
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".toml":
            return list(_of_sentences(tomllib.loads(text)))
    except (OSError, ValueError, KeyError, BadZipFile, PackageNotFoundError) as error:
        raise SourceError(f"{path}：无法读取（{error}）；请检查文件是否完整。") from error
    html = path.suffix.lower() in (".html", ".htm")
    return _of_html(text) if html else list(_of_lines(text))


def _path(source: str | Path) -> Path | None:
    if isinstance(source, Path):
        return source
    short = "\n" not in source and "<" not in source
    return Path(source) if short and source.lower().endswith(_SUFFIXES) else None


def _of_lines(text: str) -> Iterator[Part]:
    for place, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield Part(f"第 {place} 行", line.strip())


def _of_sentences(content: dict[str, Any]) -> Iterator[Part]:
    rows = content.get("sentence", [])
    for place, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        for name in ("text", "label"):
            if row.get(name):
                yield Part(f"第 {place} 句（{row.get('key')}）", _unfilled(str(row[name])))


def _unfilled(text: str) -> str:
    """With a sign in place of every key that can be meant."""
    parts_of = pieces(text)
    keyed = (BLOT if keys.read(part) else f"{{{part}}}" for part in parts_of[1::2])
    return "".join(next(keyed) if place % 2 else part for place, part in enumerate(parts_of))


def _of_word(path: Path) -> Iterator[Part]:
    from docx import Document
    from docx.table import Table

    document = Document(str(path))
    yield from _around(document)
    said, chapter = "", ""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            cells = [[_shown(cell) for cell in row.tc_lst] for row in block._tbl.tr_lst]
            captioned = said if _CAPTION.match(said) else ""
            yield Part(chapter or "表格", captioned, cells[0] if cells else [], cells[1:])
            continue
        said = block.text.strip()
        if block.style is not None and str(block.style.name).startswith("Heading"):
            chapter = said
        if said:
            yield Part(chapter or "封面", said)


def _around(document: Any) -> Iterator[Part]:
    """Heads and feet of the pages: a template of one's own brings them along."""
    for section in document.sections:
        for where, names in _AROUND.items():
            for name in names:
                part = getattr(section, name)
                said = "" if part.is_linked_to_previous else _shown(part._element)
                if said:
                    yield Part(where, said)


def _shown(cell: Any) -> str:
    return "".join(cell.xpath(".//w:t/text()")).strip()


def _of_html(text: str) -> list[Part]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end()
    return reader.found


class _Reader(HTMLParser):
    """Reads text by block, and tables by row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Part] = []
        self._text: list[str] = []
        self._hidden = 0
        self._table: Part | None = None
        self._chapter = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if tag in _BLOCKS:
            self.end()
        if tag == "table":
            self._table = Part(self._chapter or "表格", "")
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])
        self.found += [
            Part(self._chapter, said) for key, said in attrs if key in ("alt", "title") and said
        ]

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if tag in _BLOCKS:
            self.end(tag)
        if tag == "table" and self._table is not None:
            rows = [row for row in self._table.rows if row]
            self._table.headings, self._table.rows = (rows[0], rows[1:]) if rows else ([], [])
            self.found.append(self._table)
            self._table = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._text.append(data)

    def end(self, tag: str = "") -> None:
        """Close the text that was gathered."""
        said = " ".join("".join(self._text).split())
        self._text = []
        if tag in ("td", "th") and self._table is not None and self._table.rows:
            self._table.rows[-1].append(said)
            return
        if tag == "caption" and self._table is not None:
            self._table.text = said
        elif said:
            self.found.append(Part(self._chapter or "页首", said))
        if tag in ("h1", "h2", "h3"):
            self._chapter = said
