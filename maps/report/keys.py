"""Keys of figures: what a placeholder in a sentence names, and its value in the tables of a plan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.cells import amount, known
from ..text.names import frame
from .words import HEADINGS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_KEY = re.compile(r"(\w*)(?:\.(\w+))?(?:\[([^\]]*)\])?((?:\|\w+)*)")
_TEST = re.compile(r"(\w+)\s*(!=|>=|<=|=|>|<)\s*(.*)")
_KNOWN = re.compile(r"(!?)(\w+)\?")
GATHERED = ("one", "count", "sum", "least", "most", "distinct", "names")
FORMS = ("percent", "wan", "ha", "whole", "d1", "d2", "plain", "word")
NAMED = 6  # names that are spelled out in a sentence
TEN_THOUSAND = 10_000.0


@dataclass(frozen=True)
class Key:
    """
    What a placeholder names.

    Attributes
    ----------
    text
        As it is written between the braces.
    table, field
        Of the plan; no table for the row in hand, no field where rows are counted.
    tests
        Field, sign and value that a row must meet.
    gathered
        How rows become one value, one of :data:`GATHERED`.
    form
        How the value is printed, one of :data:`FORMS`; by its kind where empty.
    """

    text: str
    table: str
    field: str
    tests: tuple[tuple[str, str, str], ...]
    gathered: str
    form: str


@dataclass(frozen=True)
class Found:
    """
    A value in the tables, or why there is none.

    Attributes
    ----------
    value
        Missing where it is not known.
    reason
        Chinese; empty where it is known.
    absent
        Whether its table is not there at all.
    """

    value: Any
    reason: str = ""
    absent: bool = False


def read(text: str) -> Key | None:
    """
    The key that stands between two braces; None where it is none.

    Examples
    --------
    >>> read("coverage.share[kind=park, unit=residents]|percent").tests
    (('kind', '=', 'park'), ('unit', '=', 'residents'))
    >>> read("finance[balanced=no]|count").gathered, read("a.b|square")
    ('count', None)
    """
    match = _KEY.fullmatch(text.strip())
    if match is None or not (match[1] or match[2]):
        return None
    tests = [_test(part) for part in (match[3] or "").split(",") if part.strip()]
    pipes = [part for part in (match[4] or "").split("|") if part]
    gathered = [part for part in pipes if part in GATHERED]
    forms = [part for part in pipes if part in FORMS]
    counted = gathered == ["count"]
    odd = len(gathered) + len(forms) < len(pipes) or len(gathered) > 1 or len(forms) > 1
    if odd or None in tests or (not match[2] and not counted):
        return None
    kept = tuple(test for test in tests if test)
    return Key(text, match[1], match[2] or "", kept, *(gathered or ["one"]), *(forms or [""]))


def find(key: Key, plan: "Plan", *, row: Mapping[str, Any] | None = None) -> Found:
    """
    The value of a key in the tables.

    Parameters
    ----------
    key
        From :func:`read`.
    plan
        With the table, or without.
    row
        The row in hand, for a key without a table and for tests against @field.

    Returns
    -------
    Found

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"level": ["all", "one"], "cost": [5.0, None]})
    >>> plan = SimpleNamespace(tables={"finance": table}, fields=pd.DataFrame())
    >>> float(find(read("finance.cost[level=all]"), plan).value)
    5.0
    >>> find(read("finance.cost|sum"), plan).reason
    '表 finance 的“cost”有的行没有值'
    >>> find(read("idle|count"), plan).absent
    True
    """
    row = row or {}
    if not key.table:
        value = row.get(key.field)
        return Found(value) if known(value) else Found(pd.NA, _why(row, plan, "", key.field))
    table = frame(plan, key.table)
    if table is None:
        return Found(pd.NA, f"没有 {key.table} 表", absent=True)
    needed = [name for name, _, _ in key.tests] + ([key.field] if key.field else [])
    lost = [name for name in needed if name not in table.columns]
    if lost:
        return Found(pd.NA, f"表 {key.table} 没有字段 {'、'.join(lost)}")
    rows = selected(table, key.tests, row)
    if key.gathered == "count":
        return Found(len(rows))
    return _gathered(key, rows, plan)


def selected(
    table: pd.DataFrame, tests: tuple[tuple[str, str, str], ...], row: Mapping[str, Any]
) -> pd.DataFrame:
    """
    Rows of a table that meet every test.

    Examples
    --------
    >>> table = pd.DataFrame({"kind": ["a", "b", None], "many": [1, 2, 3]})
    >>> selected(table, (("kind", "=", "a|b"), ("many", ">", "1")), {})["many"].tolist()
    [2]
    """
    for field, sign, value in tests:
        said = str(row.get(value[1:], "")) if value.startswith("@") else value
        table = table[_met(table[field], sign, said)]
    return table


def printed(value: Any, form: str = "") -> str:
    """
    A value as a sentence prints it.

    Parameters
    ----------
    value
        Known.
    form
        One of :data:`FORMS`; whole numbers whole and others with two digits where empty.

    Returns
    -------
    str

    Examples
    --------
    >>> printed(0.8676, "percent"), printed(7_760_000, "wan"), printed(1234.5), printed(True)
    ('86.8%', '776', '1,234.50', '是')
    """
    if isinstance(value, str):
        return value
    if pd.api.types.is_bool(value):
        return "是" if value else "否"
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if form == "plain":
        return str(int(value))
    if form == "percent":
        return f"{amount(100 * value, digits=1)}%"
    scaled = float(value) / TEN_THOUSAND if form in ("wan", "ha") else float(value)
    return amount(scaled, digits=_digits(scaled, form))


def _digits(value: float, form: str) -> int:
    fixed = {"d1": 1, "d2": 2, "ha": 2, "whole": 0}
    if form in fixed:
        return fixed[form]
    return 0 if round(value, 2).is_integer() else 2


def _test(part: str) -> tuple[str, str, str] | None:
    there = _KNOWN.fullmatch(part.strip())
    if there:
        return there[2], "no" if there[1] else "known", ""
    match = _TEST.fullmatch(part.strip())
    return (match[1], match[2], match[3].strip()) if match else None


def _met(values: pd.Series, sign: str, said: str) -> pd.Series:
    there = values.map(known).astype(bool)
    if sign in ("known", "no"):
        return there if sign == "known" else ~there
    if sign in ("=", "!="):
        plain = pd.Series([_plain(value) for value in values], values.index, dtype=object)
        same = plain.isin(said.split("|"))
        return same if sign == "=" else ~same & there
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    compared = {">": numbers.gt, "<": numbers.lt, ">=": numbers.ge, "<=": numbers.le}
    return compared[sign](float(said))


def _plain(value: Any) -> str:
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    number = isinstance(value, float) and value.is_integer()
    return str(int(value)) if number else str(value)


def _gathered(key: Key, rows: pd.DataFrame, plan: "Plan") -> Found:
    values = rows[key.field]
    none = Found(pd.NA, f"表 {key.table} 没有相应的行")
    if key.gathered == "names":
        said = [str(value) for value in values if known(value)]
        return Found(_names(said)) if said else none
    if key.gathered == "distinct":
        return Found(len(values.dropna().unique()))
    if rows.empty:
        return Found(0) if key.gathered == "sum" else none
    return _single(key, rows, plan) if key.gathered == "one" else _summed(key, values, plan)


def _single(key: Key, rows: pd.DataFrame, plan: "Plan") -> Found:
    values = rows[key.field]
    if len(values.unique()) > 1:
        word = heading(plan, key.table, key.field)
        return Found(pd.NA, f"表 {key.table} 的“{word}”不止一行相符，请写明条件或汇总方式")
    if known(values.iloc[0]):
        return Found(values.iloc[0])
    return Found(pd.NA, _why(rows.iloc[0], plan, key.table, key.field))


def _summed(key: Key, values: pd.Series, plan: "Plan") -> Found:
    if values.isna().any():
        word = heading(plan, key.table, key.field)
        return Found(pd.NA, f"表 {key.table} 的“{word}”有的行没有值")
    sums = {"sum": values.sum, "least": values.min, "most": values.max}
    return Found(sums[key.gathered]())


def _names(said: list[str]) -> str:
    once = list(dict.fromkeys(said))
    return "、".join(once[:NAMED]) + ("等" if len(once) > NAMED else "")


def _why(row: Mapping[str, Any] | pd.Series, plan: "Plan", table: str, field: str) -> str:
    for name in (f"{field}_reason", "reason", "reasons"):
        if known(row.get(name)):
            return str(row[name])
    return f"“{heading(plan, table, field)}”没有值，原因未注明"


def heading(plan: "Plan", table: str, field: str) -> str:
    """
    What a plan calls a field; our word or the field itself where it does not say.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> heading(SimpleNamespace(fields=pd.DataFrame()), "finance", "cost")
    'cost'
    """
    fields = plan.fields
    if not {"table", "field", "zh"} <= set(fields.columns):
        return HEADINGS.get(field, field)
    own = fields[fields["field"].eq(field)]
    near = own[own["table"].eq(table)] if table else own
    words = near["zh"].dropna()
    return str(words.iloc[0]) if len(words) else HEADINGS.get(field, field)
