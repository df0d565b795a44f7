"""Columns in another unit than their field: the unit of the heading, or of the line above the table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import findings, kinds
from ..findings import INFO, Finding
from . import matching, numbers, readings, values
from .matching import Match

if TYPE_CHECKING:
    import pandas as pd


def with_units(
    chosen: dict[Any, Match], schema: kinds.Schema, units: Sequence[str], source: str
) -> tuple[dict[Any, Match], list[str]]:
    """
    The matches in the units that the line above the table says, where the heading says none.

    Two units of one dimension settle nothing: those headings come back as faults.

    Examples
    --------
    >>> chosen = {"建筑面积": matching.match("建筑面积", kinds.schema("communities"))}
    >>> settled, _ = with_units(chosen, kinds.schema("communities"), ["万㎡"], "表.xlsx")
    >>> settled["建筑面积"].factor
    10000.0
    """
    settled, faults = dict(chosen), []
    for heading, found in chosen.items():
        said = matching.with_default(found, schema, units)
        if len({one.factor for one in said}) == 1:
            settled[heading] = said[0]
        elif said:
            faults.append(
                f"{source}：表题写明的单位有 {'、'.join(one.unit for one in said)}，"
                f"列“{heading}”用哪一个不清楚；请在列名中写明单位。"
            )
    return settled, faults


def cells(column: "pd.Series[Any]", schema: kinds.Schema, found: Match) -> "pd.Series[Any]":
    """
    A column in the unit of its field.

    Figures are multiplied; what else is written gets the unit, unless it says one itself.

    Examples
    --------
    >>> import pandas as pd
    >>> form, found = kinds.schema("communities"), Match("land_area", 1e4, True, "公顷")
    >>> cells(pd.Series(["1.13", "约2", "3亩", None]), form, found).tolist()[:3]
    [11300.0, '约2公顷', '3亩']
    """
    import pandas as pd

    unit = schema.field(found.field).unit
    cells = [_in_our_unit(cell, unit, found) for cell in column]
    return pd.Series(cells, index=column.index, dtype="object", name=column.name)


def _in_our_unit(value: Any, unit: str, found: Match) -> Any:
    if readings.is_missing(value):
        return value
    if not isinstance(value, str):
        try:
            return values.times(values.number(value), found.factor)
        except (ValueError, TypeError):
            return value  # left for the schema to refuse in its own words
    if numbers.is_plain(value):
        return values.times(values.number(readings.folded(value)), found.factor)
    return value if numbers.says_unit(value, unit) else f"{value}{found.unit}"


def note(schema: kinds.Schema, heading: Any, match: Match) -> list[Finding]:
    """
    What to say of a column that was converted.

    Examples
    --------
    >>> found = Match("land_area", 1e4, True, "公顷")
    >>> note(kinds.schema("communities"), "占地/公顷", found)[0]["rule"]
    '单位换算'
    """
    field = schema.field(match.field)
    factor = values.plain(float(f"{match.factor:.6g}"))
    return findings.finding(
        INFO,
        schema.layer,
        "单位换算",
        value=f"“{heading}”乘以 {factor} 换算为{field.zh}（{field.unit}）",
        remedy="请核对列名中的单位。",
    )
