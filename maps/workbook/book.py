"""The workbook of a plan as one file: contents, bases, a sheet a table, a sheet a community."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...gis.errors import OutputError
from ..basis import basis_value
from ..look import Look
from ..text.cells import known
from . import contents
from .archive import save
from .cards import Card
from .columns import Column, columns
from .communities import Section, sections
from .entries import Entry, entries
from .sheets import fill, piece, said
from .styles import Styles
from .tabs import tabs
from .words import WORKBOOK_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

SHEETS_OF_COMMUNITIES = 60


def write(
    plan: "Plan",
    path: str | Path,
    *,
    look: Look | None = None,
    scenarios: "Mapping[str, Plan] | None" = None,
    sheets_of_communities: int = SHEETS_OF_COMMUNITIES,
) -> Path:
    """
    Write a plan as a workbook.

    Parameters
    ----------
    plan
        Whatever tables it has; a question without an answer is listed with the reason.
    path
        The .xlsx file; one that is there is replaced.
    look
        Title and marks.
    scenarios
        Key to the comparison of a scenario with the plan: its tables have sheets, too.
    sheets_of_communities
        Communities that have a sheet of their own, in the order of their layer; the contents say
        how many are left to the tables.

    Returns
    -------
    Path
        The file: contents, bases, rules, fields and sources, then a sheet a table without its
        geometry, then a sheet a community. Cells hold numbers, days and text, never formulas; what
        is missing is empty and hatched. The same plan gives the same bytes.

    Raises
    ------
    OutputError
        The file cannot be written.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from openpyxl import load_workbook
    >>> fields = pd.DataFrame(columns=["table", "field", "zh", "unit"])
    >>> parks = pd.DataFrame({"name": ["南园"]}, index=pd.Index(["P1"], name="id"))
    >>> plan = SimpleNamespace(tables={"parks": parks}, fields=fields)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_workbook(write(plan, Path(folder) / "plan.xlsx")).sheetnames
    ['目录', '字段说明', '公园绿地']
    """
    from openpyxl import Workbook

    look, path = look or Look(), Path(path)
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = contents.title(look), look.author or "pianqu"
    try:
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=path.parent) as beside:
            whole, making = Path(beside) / "whole.xlsx", Making(book, Path(beside))
            making.fill(plan, look, scenarios or {}, sheets_of_communities)
            save(book, whole, rows=making.rows)
            whole.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}：无法写入（{error.strerror or error}）；"
            "请检查文件夹是否存在、是否有写权限，并关闭打开它的程序。"
        ) from error
    return path


class Making:
    """
    A workbook while it is made: its sheets, and the files of the rows that are put into them.

    Parameters
    ----------
    book
        Of openpyxl, write-only and empty.
    folder
        For the files.
    """

    def __init__(self, book: Any, folder: Path) -> None:
        self._book, self._folder = book, folder
        self._first = book.create_sheet(WORKBOOK_WORDS["contents"])
        self._styles = Styles(self._first)
        self.rows: dict[str, Path] = {}

    def fill(self, plan: "Plan", look: Look, scenarios: "Mapping[str, Plan]", most: int) -> None:
        """Write every sheet."""
        listed, over = entries(plan, scenarios), _over(plan, look)
        ids = _communities(plan)
        known_of: dict[str, list[Section]] = {code: [] for code in ids[: max(most, 0)]}
        for entry in listed:
            for code, section in self._tables(entry, over, list(known_of), ids):
                known_of[code].append(section)
        cards = self._cards(plan, known_of, over)
        left = _left(len(ids), len(known_of))
        contents.fill(self._first, plan, listed, cards, look=look, notes=left, styles=self._styles)

    def _tables(
        self,
        entry: Entry,
        over: Sequence[str],
        chosen: Sequence[str],
        ids: Sequence[str],
    ) -> Iterator[tuple[str, Section]]:
        """Write the sheets of a table; what the sheets of the communities show of it."""
        kept: list[Column] = []
        for number, (tab, part) in enumerate(zip(entry.tabs, entry.parts, strict=True), start=1):
            made = columns(entry.table, piece(entry.frame, part), entry.words)
            told = said(part, number, entry.parts, entry.frame.shape)
            notes = [*over, contents.rows_are(entry), told, *_remarks(entry, made)]
            title = f"{entry.title}（{entry.name}）" if entry.title != entry.name else entry.name
            rows = self._folder / f"{len(self._book.sheetnames)}.xml"
            sheet = self._book.create_sheet(tab)
            fill(sheet, made, rows, title=title, notes=notes, styles=self._styles)
            self.rows |= {tab: rows} if rows.exists() else {}
            kept = made if len(entry.parts) == 1 else []
        if kept and chosen:
            yield from sections(entry, kept, chosen, set(ids))

    def _cards(
        self,
        plan: "Plan",
        known_of: Mapping[str, Sequence[Section]],
        over: Sequence[str],
    ) -> dict[str, str]:
        """Write the sheets of the communities; name to sheet."""
        layer = plan.tables.get("communities", pd.DataFrame())
        called = layer["name"] if "name" in layer else pd.Series(dtype=object)
        names = {
            code: str(called[code]) if code in called.index and known(called[code]) else code
            for code in known_of
        }
        told = tabs([*self._book.sheetnames, *(f"小区 {name}" for name in names.values())])
        cards = {}
        for (code, name), tab in zip(
            names.items(), told[len(self._book.sheetnames) :], strict=True
        ):
            card = Card(self._book.create_sheet(tab), self._styles)
            card.head(f"{name}（{code}）" if name != code else name, over)
            for section in _ordered(known_of[code]):
                own = WORKBOOK_WORDS["facts"] if section.entry.name == "communities" else ""
                card.section(section, section.entry.tabs[0], title=own)
            cards[f"{name}（{code}）"] = tab
        return cards


def _communities(plan: "Plan") -> list[str]:
    layer = plan.tables.get("communities")
    return [] if layer is None else [str(code) for code in layer.index]


def _over(plan: "Plan", look: Look) -> list[str]:
    """What stands over every table."""
    day = basis_value(plan, "as_of")
    return [*contents.marks(plan, look), *([f"{WORKBOOK_WORDS['as_of']} {day}"] if day else [])]


def _remarks(entry: Entry, made: Sequence[Column]) -> Iterator[str]:
    many = sum(column.cut for column in made)
    if "geometry" in entry.frame:
        yield WORKBOOK_WORDS["geometry"]
    if many:
        yield WORKBOOK_WORDS["cut"].format(many=many)
    yield WORKBOOK_WORDS["legend"]


def _ordered(found: Sequence[Section]) -> list[Section]:
    """The facts of the community first, then all as the tables stand."""
    return sorted(found, key=lambda section: section.entry.name != "communities")


def _left(every: int, shown: int) -> list[str]:
    if every <= shown:
        return []
    text = WORKBOOK_WORDS["communities_left"]
    return [text.format(many=every, shown=shown, left=every - shown)]
