"""The tables of a workbook in their order, each with its Chinese name, question and sheets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from ...analysis.standards import STATUS
from ...layers import kinds
from ..report.chapters import chapters, question_of, title_of
from ..text.cells import known, said
from ..text.names import column, frame, names
from . import codes
from .columns import NAMED, Lexicon, is_geometry, twins
from .sheets import Part, parts
from .tabs import tabs
from .words import SCENARIO_TITLES, SHOWN, TITLES, WORKBOOK_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_NOT_KEPT = "timings"  # differs between runs on the same input
_FIRST = ("basis", "rules", "fields", "sources")
_RULE_NAMES = ("rule", "item", "check", "measure", "rule_row")
_LIMITS = ("limit", "required", "threshold")
_CERTAIN = ("certainty", "threshold_status", "status")


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
    order = [str(name) for name in placed.index if name not in {*_FIRST, _NOT_KEPT}]
    answers = [name for name in order if name not in kinds.layers()]
    layers = [name for name in kinds.layers() if name in plan.tables]
    found = [
        *_records(plan, words),
        *(_entry(plan, name, words, str(placed.loc[name, "fields"])) for name in answers),
        *_compared(scenarios),
        *(_entry(plan, name, words) for name in layers),
    ]
    return _placed(found)


def called(table: str) -> str:
    """
    The Chinese name of a table; its own name where nobody gave it one.

    Examples
    --------
    >>> called("coverage"), called("newcomer")
    ('各类服务设施的步行覆盖', 'newcomer')
    """
    return TITLES.get(table) or title_of(table)


def lexicon(plan: "Plan") -> Lexicon:
    """
    What the fields and ids of a plan are called.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> fields = pd.DataFrame({"table": ["a"], "field": ["b"], "zh": ["户数"], "unit": ["household"]})
    >>> lexicon(SimpleNamespace(tables={}, fields=fields)).heading("a", "b")
    '户数（户）'
    """
    told = names(plan)
    places = {table: column(plan, table, "name") for table in set(NAMED.values())}
    return Lexicon(told.fields, told.kinds, places)


def rules(plan: "Plan") -> pd.DataFrame:
    """
    The rules that the rows of a plan name, with clause and certainty.

    Parameters
    ----------
    plan
        Every table with the columns `standard` and `clause` counts.

    Returns
    -------
    DataFrame
        One row a rule of a table: `table`, `rule`, `rule_zh`, `limit` (where it is one), `unit`,
        `standard`, `clause`, `certainty`, `uses` (rows of the table).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = {"rule": ["a", "a"], "zh": ["间距", "间距"], "limit": [6.0, 6.0], "standard": ["GB 1"] * 2}
    >>> checks = pd.DataFrame(rows).assign(clause="3.1", certainty="verified")
    >>> found = rules(SimpleNamespace(tables={"checks": checks}))
    >>> found[["rule_zh", "limit", "certainty", "uses"]].values.tolist()
    [['间距', 6.0, '已核对原文或其转载', 2]]
    """
    found = [
        row
        for name in plan.tables
        if (table := frame(plan, name)) is not None and {"standard", "clause"} <= set(table)
        for row in _rules_of(name, table)
    ]
    fields = [
        "table",
        "rule",
        "rule_zh",
        "limit",
        "unit",
        "standard",
        "clause",
        "certainty",
        "uses",
    ]
    return pd.DataFrame(found, columns=fields)


def described(plan: "Plan") -> pd.DataFrame:
    """
    Every column of every table: what it is called, its unit, what it means and where it is shown.

    Parameters
    ----------
    plan
        With its fields.

    Returns
    -------
    DataFrame
        One row a column: `table`, `title`, `field`, `zh`, `unit_zh`, `shown`, `meaning`, `source`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> fields = pd.DataFrame({"table": ["a"], "field": ["b"], "zh": ["户数"], "unit": ["household"]})
    >>> tables = {"a": pd.DataFrame({"b": [1]})}
    >>> described(SimpleNamespace(tables=tables, fields=fields)).iloc[0, 2:5].tolist()
    ['b', '户数', '户']
    """
    words = lexicon(plan)
    told = plan.fields.reindex(columns=["table", "field", "meaning", "source"])
    more = {(row.table, row.field): (row.meaning, row.source) for row in told.itertuples()}
    rows = []
    for name in plan.tables:
        table = frame(plan, name)
        if table is None or name == _NOT_KEPT:
            continue
        twinned = twins(table)
        for field in map(str, table.columns):
            shown = "geometry" if is_geometry(table[field]) else "twin" if field in twinned else ""
            where = SHOWN[shown].format(twin=twinned.get(field, ""))
            zh = "图形" if shown == "geometry" else words.word(name, field)
            unit = codes.unit(words.fields.get((name, field), ("", ""))[1])[0]
            rows.append(
                (name, called(name), field, zh, unit, where, *more.get((name, field), ("", "")))
            )
    fields = ["table", "title", "field", "zh", "unit_zh", "shown", "meaning", "source"]
    return pd.DataFrame(rows, columns=fields)


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


def _rules_of(name: str, table: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    sure = next((key for key in _CERTAIN if key in table and _certain(table[key])), "")
    limit = next((key for key in _LIMITS if key in table), "")
    rule = next((key for key in _RULE_NAMES if key in table and key != "measure"), "")
    keys = [key for key in (rule, "zh", "standard", "clause", sure) if key and key in table]
    named = table[table["standard"].notna() & table["standard"].ne("")]
    for _, rows in named.groupby(keys, sort=False, dropna=False):
        first = rows.iloc[0]
        told = [said(first.get(key)) for key in (rule, "zh")]
        bounds = [_single(rows, key) for key in (limit, "unit")]
        certainty = said(first.get(sure)) if sure else ""
        yield (
            *(
                called(name),
                *told,
                bounds[0],
                codes.words(name, "unit", {said(bounds[1])}).get(said(bounds[1]), said(bounds[1])),
            ),
            *(
                said(first["standard"]),
                said(first["clause"]),
                STATUS.get(certainty, certainty),
                len(rows),
            ),
        )


def _single(rows: pd.DataFrame, field: str) -> object:
    """The value that all rows share; none where they differ."""
    different = rows[field].dropna().unique() if field in rows else []
    return different[0] if len(different) == 1 and known(different[0]) else None


def _certain(values: pd.Series) -> bool:
    return set(values.dropna().astype(str)) <= set(STATUS)
