"""The first sheet: every other one with a link, what it holds, its question, and whether it is computed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...layers import kinds
from ..basis import basis_value, synthetic
from ..findings import counted
from ..look import Look
from ..text.cells import said
from ..text.records import WALKING
from ..words import WORDS
from .columns import is_geometry
from .entries import Entry
from .records import frame
from .sheets import height, landscape
from .styles import Styles
from .values import Cell, value
from .words import OWN_HEADINGS, WORKBOOK_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_HEADS = ("number", "sheet", "table", "row_is", "rows", "columns", "question", "state")
_WIDTHS = (6.0, 34.0, 26.0, 44.0, 10.0, 8.0, 26.0, 34.0)
_UNNAMED = "未命名"


def title(look: Look) -> str:
    """
    Title of the workbook.

    Examples
    --------
    >>> title(Look()), title(Look(title="五里亭片区"))
    ('片区更新方案数据表', '五里亭片区')
    """
    return WORKBOOK_WORDS["title"] if look.title == WORDS["title"] else look.title


def marks(plan: "Plan", look: Look) -> list[str]:
    """
    What every sheet says of the data and of who may see it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> marks(SimpleNamespace(tables={}), Look())
    ['内部资料 不得公开']
    """
    told = [WORKBOOK_WORDS["synthetic"]] if synthetic(plan) else []
    return told + ([WORKBOOK_WORDS["inside"]] if look.not_for_publication else [])


def rows_are(entry: Entry) -> str:
    """
    What a row of a table is: the columns by which rows differ, in words.

    Examples
    --------
    >>> import pandas as pd
    >>> from pianqu.maps.workbook.columns import Lexicon
    >>> table = pd.DataFrame({"community": ["C1", "C1"], "kind": ["a", "b"]})
    >>> rows_are(Entry("gaps", "缺口", table, Lexicon({}, {}, {}), "gaps"))
    '每行一个：小区 × 设施类别'
    """
    key = row_key(entry.frame)
    if not key:
        return WORKBOOK_WORDS["no_key"]
    told = [entry.words.word(entry.table, field) for field in key]
    if key == ["id"] and entry.name in kinds.layers():
        told = [kinds.schema(entry.name).zh]
    return WORKBOOK_WORDS["one_row"] + " × ".join(told)


def row_key(frame: pd.DataFrame, *, most: int = 5) -> list[str]:
    """
    The first columns by which no two rows are the same.

    Parameters
    ----------
    frame
        With its index as a column.
    most
        Columns that a key has at most.

    Returns
    -------
    list of str
        Empty where there is no such key.

    Examples
    --------
    >>> row_key(pd.DataFrame({"a": [1, 1], "b": [1, 2]}))
    ['a', 'b']
    """
    plain: list[Any] = [name for name in frame.columns if not is_geometry(frame[name])]
    fits = [name for name in plain if not str(frame[name].dtype).lower().startswith("float")]
    for many in range(1, min(most, len(fits)) + 1):
        if not frame.duplicated(fits[:many]).any():
            return [str(name) for name in fits[:many]]
    return []


def fill(
    sheet: Any,
    plan: "Plan",
    listed: Sequence[Entry],
    cards: Mapping[str, str],
    *,
    look: Look,
    notes: Sequence[str],
    styles: Styles,
) -> None:
    """
    Write the contents into an empty write-only sheet.

    Parameters
    ----------
    sheet
        Of openpyxl.
    plan
        Whose workbook it is.
    listed
        Tables with their sheets.
    cards
        Name of a community to the name of its sheet.
    look
        Title and marks.
    notes
        What else is to be said.
    styles
        Of the workbook.
    """
    head = _head(plan, look, notes)
    _shape(sheet, len(head) + 2)
    sheet.append([styles.cell(sheet, title(look), "title")])
    for key, text in head:
        sheet.append([None, styles.cell(sheet, key, "key"), styles.cell(sheet, text, "note")])
    sheet.append([styles.cell(sheet, OWN_HEADINGS[head], "head") for head in _HEADS])
    states = _states(plan)
    lines = [*_tables(listed, states), *_cards(cards), *_open(plan, listed)]
    for number, (tab, *cells) in enumerate(lines, start=1):
        led = str(tab or "")
        first = styles.link(sheet, led, led) if led else styles.cell(sheet, None, "wrapped")
        tone = "wrapped" if not str(cells[-1]).startswith("未计算") else "doubt"
        rest = [styles.cell(sheet, cell, "wrapped", form=_form(cell)) for cell in cells[:-1]]
        last = styles.cell(sheet, cells[-1], tone)
        sheet.append([styles.cell(sheet, number), first, *rest, last])


def _head(plan: "Plan", look: Look, notes: Sequence[str]) -> list[tuple[str, str]]:
    place = basis_value(plan, "place")
    told = [
        ("范围", "" if place == _UNNAMED else place),
        ("说明", look.subtitle),
        ("标记", "　".join(marks(plan, look))),
        (WORKBOOK_WORDS["as_of"], basis_value(plan, "as_of")),
        (WORDS["author"], look.author),
        (WORDS["made"], look.date),
        (WORDS["review"], look.review_number),
        ("软件", basis_value(plan, "software")),
        *_basis(plan),
        (WORDS["findings"], _found(plan)),
        ("图例", WORKBOOK_WORDS["legend"]),
        *(("注意", note) for note in notes),
    ]
    return [(key, str(value(text))) for key, text in told if text]


def _found(plan: "Plan") -> str:
    table = frame(plan, "findings")
    return "" if table is None else counted(table)


def _basis(plan: "Plan") -> Iterator[tuple[str, str]]:
    table = frame(plan, "basis")
    if table is None:
        return
    for key in WALKING:
        if key != "as_of":
            for _, row in table[table["key"].eq(key)].iterrows():
                yield said(row["zh"]), said(row["value"])


def _shape(sheet: Any, over: int) -> None:
    for letter, room in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = room
    landscape(sheet)
    sheet.freeze_panes = f"C{over + 1}" if over < 30 else "A2"  # noqa: PLR2004 - most of a screen
    sheet.row_dimensions[1].height = 26.0
    sheet.row_dimensions[over].height = height([("", 1.0)]) + 6


def _states(plan: "Plan") -> dict[str, tuple[str, str]]:
    """Question to its name, and whether it is computed."""
    table = frame(plan, "questions")
    if table is None:
        return {}
    return {
        said(row["question"]): (said(row.get("zh")), _state(said(row.get("reason")), row))
        for _, row in table.iterrows()
    }


def _state(reason: str, row: Any) -> str:
    if not reason and said(row.get("status")) in ("", "computed"):
        return WORKBOOK_WORDS["computed"]
    return WORKBOOK_WORDS["not_computed"].format(reason=reason or WORKBOOK_WORDS["unnamed_reason"])


def _tables(
    listed: Sequence[Entry], states: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[Cell, ...]]:
    for entry in listed:
        computed = (
            ""
            if entry.name in ("basis", "rules", "fields", "sources")
            else WORKBOOK_WORDS["computed"]
        )
        question, state = states.get(entry.question, ("", computed))
        if entry.name in kinds.layers():
            state = WORKBOOK_WORDS["layer"]
        shape = entry.frame.shape
        for tab, part in zip(entry.tabs, entry.parts, strict=True):
            many = part.rows[1] - part.rows[0]
            yield (
                tab,
                entry.name,
                rows_are(entry),
                many,
                shape[1],
                str(value(question)),
                str(value(state)),
            )


def _cards(cards: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    for name, tab in cards.items():
        told = WORKBOOK_WORDS["community"].format(name=name)
        yield tab, None, str(value(told)), None, None, "", WORKBOOK_WORDS["computed"]


def _open(plan: "Plan", listed: Sequence[Entry]) -> Iterator[tuple[Cell, ...]]:
    """Questions that no sheet answers."""
    answered = {entry.question for entry in listed}
    for question, (zh, state) in _states(plan).items():
        if question not in answered:
            yield "", None, None, None, None, str(value(zh or question)), str(value(state))


def _form(cell: Cell) -> str:
    return "#,##0" if isinstance(cell, int) else ""
