"""Columns in another unit than their field: the unit of the heading, or of the line above the table."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .. import findings, kinds
from ..findings import INFO, WARNING, Finding
from . import matching, numbers, readings, values
from .matching import Match

if TYPE_CHECKING:
    import pandas as pd

_SIZES = ("万", "亿")
_SIZED = re.compile(r"[万亿](?:余|多|来)?(?:左右|上下)?$")
_SEVERAL = 2  # figures that make a column
_NAMED = 5  # cells quoted in a sentence


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

    Figures are multiplied; what else is written gets the unit, unless it says one itself: 5万
    under 万元 is 50,000, not 500 million.

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
    sized = found.unit.startswith(_SIZES) and _SIZED.search(readings.folded(value))
    return value if sized or numbers.says_unit(value, unit) else f"{value}{found.unit}"


def unclear(
    column: "pd.Series[Any]", schema: kinds.Schema, heading: Any, match: Match, source: str
) -> tuple[list[Finding], list[str]]:
    """
    Under a heading that says %, figures that may be shares all the same: a warning, or a fault.

    A single figure of 1 or less, and some among greater ones, are read as the heading says, and
    told. Where there are several and none is greater than 1, nobody can tell 0.35 from 35%.

    Examples
    --------
    >>> import pandas as pd
    >>> found = matching.match("绿地率（%）", kinds.schema("communities"))
    >>> cells = pd.Series(["0.35", "0.3", "0"])
    >>> unclear(cells, kinds.schema("communities"), "绿地率（%）", found, "表.xlsx")[1]
    ['表.xlsx：列“绿地率（%）”的列名写明 %，而各格都不大于 1（0.35、0.3），不知是比例还是百分数；请在每格写明 %（如 35%），或把列名中的 % 删去。']
    """
    if match.unit != "%":
        return [], []
    figures = {text: size for text, size in _figures(column) if size}
    small = [text for text, size in figures.items() if size <= 1]
    quoted = "、".join(small[:_NAMED]) + ("等" if len(small) > _NAMED else "")
    if not small:
        return [], []
    if len(small) < max(len(figures), _SEVERAL):
        said = f"{source}：“{heading}”：{quoted}"
        remedy = "已按列名读作百分数（0.35 即 0.35%）；如本是比例，请写明 %（如 35%）。"
        rule = "列名写明 %，而有的值不大于 1"
        return findings.finding(WARNING, schema.layer, rule, value=said, remedy=remedy), []
    fault = (
        f"{source}：列“{heading}”的列名写明 %，而各格都不大于 1（{quoted}），不知是比例还是百分数；"
        "请在每格写明 %（如 35%），或把列名中的 % 删去。"
    )
    return [], [fault]


def _figures(column: "pd.Series[Any]") -> Iterator[tuple[str, float]]:
    """The cells that are nothing but a number, as they stand there."""
    for cell in column:
        text = readings.folded(str(cell))
        if not readings.is_missing(cell) and numbers.is_plain(text):
            yield text, abs(values.number(text))


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
