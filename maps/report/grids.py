"""The tables of the report: rows of a plan's table in words, with Chinese headings and units."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..text.cells import amount, known
from ..text.codes import COMMON, meant
from ..text.names import Names, frame, names
from . import keys
from .words import HEADINGS, PRINTED, REPORT_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_COLUMNS = 8  # of a table whose columns nobody has chosen
_DECIMALS = 3
_YEARS = ("year", "batch")
_KINDS = ("kind", "kinds", "use", "uses", "also_for")
_NONE = "无数据"


@dataclass(frozen=True)
class Grid:
    """
    A table as it is printed; all of it raw text.

    Attributes
    ----------
    table
        Its name in the plan; empty for one that the report made.
    caption
        What it says.
    headings
        One a column.
    rows
        Cells as text.
    numeric
        Of each column whether it holds numbers.
    foot
        What was left out, and where the whole is.
    """

    table: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()
    foot: str = ""


def grid(
    plan: "Plan", place: pd.Series, words: Names, *, caption: str = "", whole: bool = False
) -> Grid | None:
    """
    A table of the plan as the report prints it.

    Parameters
    ----------
    plan
        With the table that the place is of.
    place
        A row of :func:`pianqu.maps.report.chapters.chapters`.
    words
        Of the plan, as from :func:`named`.
    caption
        Over the table.
    whole
        Whether every row is printed, whatever the place says.

    Returns
    -------
    Grid or None
        None where nothing is shown of the table, or it has no rows that are wanted.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.maps.report.chapters import chapters
    >>> table = pd.DataFrame({"cost": [1_230_000.0, None], "kind": ["gym", "x"]})
    >>> plan = SimpleNamespace(tables={"news": table})
    >>> words = Names({}, {"gym": "健身房"}, {("news", "cost"): ("造价", "yuan")})
    >>> found = grid(plan, chapters(plan).loc["news"], words)
    >>> found.headings, found.rows
    (('造价（万元）', '设施类别'), (('123.00', '健身房'), ('无数据', 'x')))
    """
    name = str(place.name)
    table = frame(plan, name)
    if table is None or not place["rows"]:
        return None
    table = _wanted(table, place)
    fields = _fields(table, str(place["fields"]))
    if table.empty or not fields:
        return None
    shown = table if whole else table.head(int(place["rows"]))
    units = {field: words.fields.get((name, field), ("", ""))[1] for field in fields}
    headings = tuple(_heading(words, name, field) for field in fields)
    columns = [printed(shown[field], field, units[field], words, table=name) for field in fields]
    numeric = tuple(_counts(shown[field], field) for field in fields)
    rows = tuple(zip(*columns, strict=True))
    return Grid(
        name,
        caption or str(place["zh"]),
        headings,
        rows,
        numeric,
        _foot(name, len(shown), len(table)),
    )


def printed(
    values: pd.Series, field: str, unit: str, words: Names, *, table: str = ""
) -> list[str]:
    """
    The cells of a column as text.

    Parameters
    ----------
    values
        Of one field.
    field, unit
        As the plan names them.
    words
        Of the plan, as from :func:`named`.
    table
        Of the plan: the same code may mean another thing in another table.

    Returns
    -------
    list of str

    Examples
    --------
    >>> words = Names({"C1": "东一村"}, {}, {})
    >>> printed(pd.Series([0.5, None]), "share", "ratio", words)
    ['50.0%', '无数据']
    >>> printed(pd.Series(["C1;C2", "verified"]), "communities", "", words)
    ['东一村、C2', '已核对']
    """
    digits = _digits(values, unit)
    return [
        worded(value, field, words, table=table)
        if isinstance(value, str) and value
        else _cell(value, field, unit, digits)
        for value in values
    ]


def named(plan: "Plan") -> Names:
    """
    The words of a plan, projects and uses by their names as well.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> works = pd.DataFrame({"name": ["东风新村改造"]}, index=["J01"])
    >>> plan = SimpleNamespace(tables={"projects": works}, fields=pd.DataFrame())
    >>> named(plan).community("J01")
    '东风新村改造'
    """
    found = names(plan)
    works = plan.tables.get("projects", pd.DataFrame())
    own = works["name"].dropna().astype(str) if "name" in works else pd.Series(dtype=str)
    sited = plan.tables.get("siting", pd.DataFrame())
    uses = dict(zip(sited["use"], sited["zh"], strict=True)) if {"use", "zh"} <= set(sited) else {}
    return replace(
        found,
        communities={**own.to_dict(), **found.communities},
        kinds={**uses, **found.kinds},
    )


def worded(value: str, field: str, words: Names, *, table: str = "") -> str:
    """
    Text of a cell with its codes and ids in words.

    Examples
    --------
    >>> worded("residents", "unit", Names({}, {}, {})), worded("a;b", "note", Names({}, {}, {}))
    ('人', 'a、b')
    """
    for codes in (meant(table, field), COMMON):
        if value in codes:
            return codes[value]
    if field in _KINDS:
        return "、".join(words.kind(part) for part in value.split(";"))
    parts = value.split(";")
    if any(part in words.communities for part in parts):
        return "、".join(words.community(part) for part in parts)
    return value if len(parts) == 1 or "；" in value else "、".join(parts)


def _cell(value: Any, field: str, unit: str, digits: int) -> str:
    if not known(value):
        return "" if isinstance(value, str) else _NONE
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return _number(float(value), field, unit, digits)
    return keys.printed(value) if _simple(value) else str(value)


def _simple(value: Any) -> bool:
    return isinstance(value, pd.Timestamp) or bool(pd.api.types.is_bool(value))


def _number(value: float, field: str, unit: str, digits: int) -> str:
    if unit == "ratio":
        return f"{amount(100 * value, digits=1)}%"
    if field in _YEARS and value.is_integer():
        return str(int(value))
    return amount(value / PRINTED.get(unit, ("", 1, 0))[1], digits=digits)


def _digits(values: pd.Series, unit: str) -> int:
    """Digits after the point that the column needs, and no more than its unit has."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return 0
    _, scale, most = PRINTED.get(unit, ("", 1, _DECIMALS - 1))
    there = (values.dropna().astype(float) / scale).round(_DECIMALS)
    if unit in PRINTED and most and len(there):
        return most
    return 0 if (there % 1 == 0).all() else most


def _counts(values: pd.Series, field: str) -> bool:
    plain = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return bool(plain) and field not in _YEARS


def _wanted(table: pd.DataFrame, place: pd.Series) -> pd.DataFrame:
    key = keys.read(f"{place.name}[{place['where']}]|count")
    if key is not None and {name for name, _, _ in key.tests} <= set(table.columns):
        table = keys.selected(table, key.tests, {})
    by = str(place["sort"])
    if by.lstrip("-") in table.columns:
        table = table.sort_values(by.lstrip("-"), ascending=not by.startswith("-"), kind="stable")
    return table


def _fields(table: pd.DataFrame, chosen: str) -> list[str]:
    if chosen:
        return [field for field in chosen.split(";") if field in table.columns]
    twins = {f"{field.removesuffix('_zh')}" for field in table.columns if field.endswith("_zh")}
    plain = [field for field in table.columns if field not in twins and field != "geometry"]
    return [field for field in plain if table[field].notna().any()][:_COLUMNS] or plain[:1]


def _heading(words: Names, table: str, field: str) -> str:
    zh, unit = words.fields.get((table, field), ("", ""))
    word = zh or HEADINGS.get(field, field)
    if field in ("community", "kind"):  # what is printed is the name
        word = word.removesuffix("编号")
    if field.endswith("_zh"):
        word = word.removesuffix("名称")
    shown = PRINTED.get(unit, ("", 1, 0))[0]
    return f"{word}（{shown}）" if shown else word


def _foot(name: str, shown: int, every: int) -> str:
    if shown >= every:
        return ""
    return f"只列前 {shown:,} 行，共 {every:,} 行；" + REPORT_WORDS["whole"].format(table=name)
