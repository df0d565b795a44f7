"""Totals that a sheet states, against the rows that it sums."""

import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from .. import findings, kinds
from ..findings import INFO, WARNING, Finding
from ..treatments import APPROXIMATE, UNREAD
from . import cells, readings, values
from .headings import Renamed
from .matching import Match
from .readings import UnreadError

if TYPE_CHECKING:
    from .typed import Typed

_SUMMED = frozenset({"m2", "household", "person", "vehicle", "bay", "yuan", "yuan/year", ""})
_WHOLE = re.compile(r"合计|总计|共计")
_DECIMALS = re.compile(r"\.([0-9]+)")


def find(
    totals: pd.DataFrame,
    renamed: Renamed,
    typed: "Typed",
    schema: kinds.Schema,
    *,
    source: str,
    rows: Sequence[int],
) -> list[Finding]:
    """
    The totals of a sheet that are not the sum of its rows.

    Parameters
    ----------
    totals
        Rows of totals under the headings of the sheet; the index is their row number.
    renamed, typed
        What came of the headings and cells of the records.
    schema, source
        The layer, and the name of the file for the sentences.
    rows
        Row number of each record.

    Returns
    -------
    list of Finding
        One a field: a warning with every total that differs by more than rounding from the sum of
        its rows, with both and the difference; information where a cell among these was not read,
        so that they cannot be compared. 小计 sums the rows since the last total, 合计 and 总计 all
        above, or those since the last of them; where totals stand above their rows, those below.
        Only amounts are summed: areas, households, people, vehicles, bays, money and counts.

    Examples
    --------
    >>> from .headings import rename
    >>> from .typed import typed
    >>> plan = kinds.schema("communities")
    >>> raw = pd.DataFrame({"小区名称": list("甲乙丙丁戊己"), "户数": [538, 44, 72, 126, 82, 77]})
    >>> named = rename(raw, plan, columns={}, source="表.xlsx")
    >>> done = typed(named.frame, plan, source="表.xlsx")
    >>> stated = pd.DataFrame({"小区名称": ["合计"], "户数": ["947"]}, index=[9])
    >>> find(stated, named, done, plan, source="表.xlsx", rows=range(3, 9))[0]["value"]
    '表.xlsx：第 9 行“合计”为 947，各行之和为 939，相差 8'
    """
    found: list[Finding] = []
    spans = _spans(totals, rows)
    for heading, match in renamed.matches.items():
        form = next((one for one in schema.fields if one.name == match.field), None)
        if form is None or not _is_summed(form) or heading not in totals:
            continue
        found += _of_field(totals[heading], spans, typed, form, match, schema.layer, source)
    return found


def _is_summed(form: kinds.Field) -> bool:
    return form.unit in _SUMMED and (form.type == "integer" or bool(form.unit))


def _spans(totals: pd.DataFrame, rows: Sequence[int]) -> dict[int, tuple[str, list[list[int]]]]:
    """Of each row of totals its word, and the positions of the records that it may sum."""
    lines = [int(line) for line in totals.index]
    end = max([*rows, *lines], default=0) + 1
    heads = lines[:1] < list(rows[:1])  # a total stands above what it sums
    every = heads and lines[-1:] < list(rows[-1:])  # so do those of groups
    found: dict[int, tuple[str, list[list[int]]]] = {}
    last_whole = 0
    for at, cells_of_row in enumerate(totals.to_numpy(dtype="object")):
        texts = ["".join(str(cell).split()) for cell in cells_of_row if isinstance(cell, str)]
        word = next((text for text in texts if "计" in text), "")
        line, before, after = lines[at], [0, *lines][at], [*lines, end][at + 1]
        if _WHOLE.search(word):
            spans = [
                (0, line),
                (last_whole, line),
                *([(line, end), (line, after)] if heads else []),
            ]
            last_whole = line
        else:
            spans = [(line, after) if every else (before, line)]
        parts = ([place for place, row in enumerate(rows) if a < row < b] for a, b in spans)
        found[line] = (word, [part for part in parts if part])
    return found


def _of_field(
    stated: "pd.Series[Any]",
    spans: dict[int, tuple[str, list[list[int]]]],
    typed: "Typed",
    form: kinds.Field,
    match: Match,
    layer: str,
    source: str,
) -> list[Finding]:
    unlike, unread = [], []
    missing = {
        one["id"]
        for one in typed.treatments
        if one["field"] == form.name and one["treatment"] in (UNREAD, APPROXIMATE)
    }
    amounts = typed.frame[form.name]
    for line, cell in zip(stated.index, stated, strict=True):
        word, places = spans[int(line)]
        total = _amount(cell, form, match)
        if total is None or not places:
            continue
        sums = [amounts.iloc[place].dropna().astype(float).tolist() for place in places]
        told = [_difference(total, one, _tolerance(cell, form, match, len(one))) for one in sums]
        if any(str(typed.frame.index[at]) in missing for at in itertools.chain(*places)):
            unread.append(f"第 {line} 行“{word}”")
        elif all(told):
            unlike.append(f"第 {line} 行“{word}”{told[0]}")
    return [
        *_told(WARNING, layer, f"“{form.zh}”的合计与各行之和不符", source, unlike),
        *_told(INFO, layer, f"“{form.zh}”的合计无法核对：有读不出或约数的格", source, unread),
    ]


def _amount(cell: Any, form: kinds.Field, match: Match) -> float | None:
    try:
        value = cells.reader(form)(cell).value
    except UnreadError:
        return None
    if value is None:
        return None
    plain = not isinstance(cell, str) or not re.search(r"[^0-9.,，\s]", readings.folded(cell))
    return values.times(float(value), match.factor) if plain else float(value)


def _tolerance(cell: Any, form: kinds.Field, match: Match, count: int) -> float:
    """Half a unit of the last figure that is written, for the total and for each of its parts."""
    if form.type == "integer" and match.factor == 1:
        return 0.0
    found = _DECIMALS.search(str(cell))
    last = 10.0 ** -(len(found[1]) if found else 0)
    return (count + 1) * last * match.factor / 2


def _difference(total: float, parts: Sequence[float], tolerance: float) -> str:
    whole = float(f"{sum(parts):.12g}")
    apart = abs(float(f"{total - whole:.9g}"))
    if apart <= tolerance:
        return ""
    spelt = [values.plain(float(f"{value:.9g}")) for value in (total, whole, apart)]
    return f"为 {spelt[0]}，各行之和为 {spelt[1]}，相差 {spelt[2]}"


def _told(severity: str, layer: str, rule: str, source: str, lines: list[str]) -> list[Finding]:
    if not lines:
        return []
    return findings.finding(
        severity,
        layer,
        rule,
        value=f"{source}：{'；'.join(lines)}",
        remedy="请查明漏了哪一行或写错了哪个数；计算用各行的数，不用合计。",
    )
