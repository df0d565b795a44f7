"""The tables of a workbook in their order, each with its Chinese name, question and sheets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from ...layers import kinds
from ..findings import gravest
from ..report.chapters import chapters, question_of
from .columns import Lexicon
from .records import NOT_KEPT, called, described, frame, lexicon, rules
from .sheets import Part, parts
from .tabs import tabs
from .words import SCENARIO_TITLES, WORKBOOK_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_FIRST = ("basis", "rules", "fields", "sources")


@dataclass(frozen=True, eq=False)
class Entry:
    """
    A table and where it stands.

    Attributes
    ----------
    name
        In the plan; of a scenario, its key and the name.
    title
        In Chinese.
    frame
        With its index as a column.
    words
        Of its fields.
    table
        Under which its fields are described.
    question
        That it answers, by key; empty for a layer or a record.
    first
        Fields that are shown before the others where there is little room.
    tabs
        Names of its sheets.
    parts
        What each sheet holds.
    """

    name: str
    title: str
    frame: pd.DataFrame
    words: Lexicon
    table: str
    question: str = ""
    first: tuple[str, ...] = ()
    tabs: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def entries(plan: "Plan", scenarios: "Mapping[str, Plan]") -> list[Entry]:
    """
    Every table that has a sheet.

    Parameters
    ----------
    plan
        Any.
    scenarios
        Key to the comparison of a scenario with the plan.

    Returns
    -------
    list of Entry
        What the figures rest on, the answers by chapter, what scenarios change, the layers.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> tables = {"newcomer": pd.DataFrame({"a": [1]}), "parks": pd.DataFrame({"name": ["南园"]})}
    >>> fields = pd.DataFrame(columns=["table", "field", "zh", "unit"])
    >>> [entry.tabs for entry in entries(SimpleNamespace(tables=tables, fields=fields), {})]
    [('字段说明',), ('newcomer',), ('公园绿地',)]
    """
    words = lexicon(plan)
    placed = chapters(plan)
    order = [str(name) for name in placed.index if name not in {*_FIRST, NOT_KEPT}]
    answers = [name for name in order if name not in kinds.layers()]
    layers = [name for name in kinds.layers() if name in plan.tables]
    found = [
        *_records(plan, words),
        *(_entry(plan, name, words, str(placed.loc[name, "fields"])) for name in answers),
        *_compared(scenarios),
        *(_entry(plan, name, words) for name in layers),
    ]
    return _placed(found)


def _records(plan: "Plan", words: Lexicon) -> Iterator[Entry]:
    """What the figures rest on; those without rows are left out, but for the fields."""
    made = {"rules": rules(plan), "fields": described(plan)}
    for name in _FIRST:
        given = made.get(name, frame(plan, name))
        if given is not None and (len(given) or name == "fields"):
            yield Entry(name, WORKBOOK_WORDS[name], given, words, name)


def _entry(plan: "Plan", name: str, words: Lexicon, first: str = "") -> Entry:
    table = frame(plan, name)
    given = pd.DataFrame() if table is None else table
    given = gravest(given) if name == "findings" else given
    return Entry(name, called(name), given, words, name, question_of(name), tuple(first.split(";")))


def _compared(scenarios: "Mapping[str, Plan]") -> Iterator[Entry]:
    for key, changes in scenarios.items():
        words = lexicon(changes)
        for name, zh in SCENARIO_TITLES.items():
            table = frame(changes, name)
            if table is not None:
                yield Entry(f"{key}-{name}", f"方案 {key}：{zh}", table, words, name)


def _placed(found: list[Entry]) -> list[Entry]:
    """With the names of the sheets, which differ from each other and from those made apart."""
    shaped = [replace(one, parts=tuple(parts(one.frame.shape))) for one in found]
    wanted = [
        one.title if number == 1 else f"{one.title[:25]}（{number}）"
        for one in shaped
        for number in range(1, len(one.parts) + 1)
    ]
    named = iter(tabs([WORKBOOK_WORDS["contents"], *wanted])[1:])
    return [replace(one, tabs=tuple(next(named) for _ in one.parts)) for one in shaped]
