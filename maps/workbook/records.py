"""What the figures rest on, as tables: the rules that were used, and the meaning of every column."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ...analysis.standards import STATUS
from ..report.chapters import title_of
from ..text.cells import known, said
from ..text.names import column, names
from . import codes
from .columns import NAMED, Lexicon, is_geometry, twins
from .words import SHOWN, TITLES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

NOT_KEPT = "timings"  # differs between runs on the same input
_RULE_NAMES = ("rule", "item", "check", "rule_row")
_LIMITS = ("limit", "required", "threshold")
_CERTAIN = ("certainty", "threshold_status", "status")


def frame(plan: "Plan", name: str) -> pd.DataFrame | None:
    """
    A table of the plan with its index as a column; None where there is none.

    Parameters
    ----------
    plan
        Any.
    name
        Of the table. An index without a name becomes `id`, unless it only counts rows.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> parks = pd.DataFrame({"name": ["南园"]}, index=["P1"])
    >>> frame(SimpleNamespace(tables={"parks": parks}), "parks").values.tolist()
    [['P1', '南园']]
    """
    found = plan.tables.get(name)
    if found is None:
        return None
    table = pd.DataFrame(found).rename(columns=str)
    levels = table.index.names
    if levels == [None] and not isinstance(table.index, pd.RangeIndex) and "id" not in table:
        return table.rename_axis("id").reset_index()
    inside = [level for level in levels if level is None or level in table.columns]
    return table.reset_index(drop=bool(inside))


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
        One row a rule of a table: `title`, `rule`, `rule_zh`, `limit` (where it is one), `unit`,
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
        "title",
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
        if table is None or name == NOT_KEPT:
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


def _rules_of(name: str, table: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    sure = next((key for key in _CERTAIN if key in table and _certain(table[key])), "")
    limit = next((key for key in _LIMITS if key in table), "")
    rule = next((key for key in _RULE_NAMES if key in table), "")
    keys = [key for key in (rule, "zh", "standard", "clause", sure) if key and key in table]
    named = table[table["standard"].notna() & table["standard"].ne("")]
    for _, rows in named.groupby(keys, sort=False, dropna=False):
        first = rows.iloc[0]
        told = [said(first.get(key)) for key in (rule, "zh")]
        bound = _single(rows, limit)
        unit = said(_single(rows, "unit")) if known(bound) else ""
        certainty = said(first.get(sure)) if sure else ""
        clause = [said(first[key]) for key in ("standard", "clause")]
        sense = STATUS.get(certainty, certainty)
        word = codes.words(name, "unit", {unit}).get(unit, unit)
        yield called(name), *told, bound, word, *clause, sense, len(rows)


def _single(rows: pd.DataFrame, field: str) -> object:
    """The value that all rows share; none where they differ."""
    different = rows[field].dropna().unique() if field in rows else []
    return different[0] if len(different) == 1 and known(different[0]) else None


def _certain(values: pd.Series) -> bool:
    return set(values.dropna().astype(str)) <= set(STATUS)
