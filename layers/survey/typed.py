"""A layer as the survey wrote it, typed: what is unreadable is missing, and its text is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from .. import findings, kinds, treatments
from ..findings import ERROR, INFO, WARNING, Finding
from ..treatments import Treatment
from . import columns, sentences, values
from .cells import Aliases
from .columns import Change, Column, Tally, Trouble
from .readings import APPROXIMATE
from .sentences import Where

DTYPES = {
    "text": "string",
    "choice": "string",
    "choices": "string",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
_QUOTED = 5  # cells quoted in a finding


@dataclass(frozen=True, eq=False)
class Typed:
    """
    A layer with its columns typed, and everything that was done or is wrong.

    Attributes
    ----------
    frame
        Same index, order and class; unreadable optional cells are missing.
    faults
        Why the layer cannot be used, a sentence each: headings, ids and required cells.
    treatments
        One a cell that was not read, was approximate or was converted, with its text.
    findings
        One a field and sort of trouble, with the ids.
    tallies
        Of each field, how many cells were read.
    """

    frame: pd.DataFrame
    faults: list[str]
    treatments: list[Treatment]
    findings: list[Finding]
    tallies: dict[str, Tally] = field(default_factory=dict)


def typed(
    frame: pd.DataFrame,
    schema: kinds.Schema,
    *,
    source: str,
    rows: Sequence[int] | None = None,
    aliases: Aliases = (),
    written: pd.DataFrame | None = None,
) -> Typed:
    """
    The frame with every known column typed; a cell that cannot be read is missing and told.

    Parameters
    ----------
    frame
        Columns named after the fields of the schema, any types; other columns are kept as they
        are. The index is the id of the row.
    schema
        The layer.
    source
        Name of the file, for the sentences.
    rows
        Number of each row in the file, where it has row numbers.
    aliases
        The user's own words for choices: rows with layer, field, alias and choice.
    written
        Columns as they were delivered, where a unit in the heading has changed them.

    Returns
    -------
    Typed
        A value that cannot be read, or is out of its range or list, in a field that is not
        required is missing, with a treatment that keeps its text. The rest are faults: required
        headings and cells, ids that are blank or there twice.

    Examples
    --------
    >>> raw = pd.DataFrame({"name": ["东一村"], "households": ["300-350户"]}, index=["C1"])
    >>> found = typed(raw, kinds.schema("communities"), source="摸底表.xlsx", rows=[5])
    >>> found.frame.loc["C1", "households"], found.faults
    (<NA>, [])
    >>> done = found.treatments[0]
    >>> done["original"], done["source"], done["treatment"]
    ('300-350户', '摸底表.xlsx 第 5 行', 'unread')
    """
    where = Where(frame, source, rows)
    faults = [*sentences.missing_headings(frame, schema, source), *sentences.bad_ids(frame, where)]
    whole = Typed(frame.copy(deep=False), faults, [], [])
    for one in schema.fields:
        if one.name not in frame.columns:
            continue
        before = None if written is None or one.name not in written else written[one.name]
        cells = pd.Series(frame[one.name])
        found = columns.read(cells, one, layer=schema.layer, aliases=aliases, written=before)
        dtype = DTYPES[one.type]
        whole.frame[one.name] = pd.Series(found.values, index=frame.index, dtype=dtype)
        whole.tallies[one.name] = found.tally
        _account(whole, found, one, schema.layer, where)
    return whole


def _account(whole: Typed, found: Column, one: kinds.Field, layer: str, where: Where) -> None:
    """What is to be said of a column, added to the whole."""
    if one.required:
        whole.faults.extend(_fault(trouble, one, where) for trouble in found.troubles)
        whole.faults.extend(_blanks(found, one, where))
    else:
        whole.treatments.extend(_unread(trouble, one, layer, where) for trouble in found.troubles)
        whole.findings.extend(_unread_findings(found.troubles, one, layer, where))
    whole.treatments.extend(_changed(change, one, layer, where) for change in found.changes)
    whole.findings.extend(_changed_findings(found.changes, one, layer, where))


def _blanks(found: Column, one: kinds.Field, where: Where) -> list[str]:
    unread = {trouble.position for trouble in found.troubles}
    return [
        sentences.sentence(where.row(position), one, None)
        for position, value in enumerate(found.values)
        if value is None and position not in unread
    ]


def _fault(trouble: Trouble, one: kinds.Field, where: Where) -> str:
    told = f"{where.row(trouble.position)}的“{one.zh}”为“{_line(trouble.original)}”"
    return f"{told}，{_reason(trouble, one)}；{sentences.remedy(one)}"


def _reason(trouble: Trouble, one: kinds.Field) -> str:
    if trouble.sort == columns.OUT_OF_RANGE:
        return trouble.reason
    wanted = sentences.one_of_several(one, trouble.word) or sentences.expected(one)
    if one.type in ("choice", "choices") and not trouble.reason.startswith("是"):
        return f"应为{wanted}"
    return f"{trouble.reason}，应为{wanted}"


def _unread(trouble: Trouble, one: kinds.Field, layer: str, where: Where) -> Treatment:
    return treatments.treatment(
        layer,
        _key(where, trouble.position),
        treatment=treatments.UNREAD,
        field=one.name,
        original=trouble.original,
        reason=_reason(trouble, one),
        source=_source(where, trouble.position),
    )


def _changed(change: Change, one: kinds.Field, layer: str, where: Where) -> Treatment:
    return treatments.treatment(
        layer,
        _key(where, change.position),
        treatment=treatments.APPROXIMATE if change.how == APPROXIMATE else treatments.CONVERTED,
        field=one.name,
        original=change.original,
        value=change.value,
        reason=change.reason,
        source=_source(where, change.position),
    )


def _unread_findings(
    troubles: list[Trouble], one: kinds.Field, layer: str, where: Where
) -> list[Finding]:
    rows: list[Finding] = []
    for sort in dict.fromkeys(trouble.sort for trouble in troubles):
        held = [trouble for trouble in troubles if trouble.sort == sort]
        beyond = sort == columns.OUT_OF_RANGE
        wanted = held[0].reason if beyond else f"请改为{sentences.expected(one)}"
        remedy = f"已按缺失处理，原文另存；{wanted}{'，请改正' * beyond}，不清楚时留空。"
        rule = f"“{one.zh}”读不出：{sort}"
        rows += _finding(ERROR, rule, held, layer, where, remedy)
    return rows


def _changed_findings(
    changes: list[Change], one: kinds.Field, layer: str, where: Where
) -> list[Finding]:
    rows: list[Finding] = []
    about = [change for change in changes if change.how == APPROXIMATE]
    if about:
        rule = f"“{one.zh}”是约数"
        rows += _finding(WARNING, rule, about, layer, where, "按所写的数计算；请核实准确的数。")
    others = [change for change in changes if change.how != APPROXIMATE]
    for reason in dict.fromkeys(change.reason for change in others):
        held = [change for change in others if change.reason == reason]
        rule = f"“{one.zh}”{reason}"
        rows += _finding(INFO, rule, held, layer, where, "原文另存；请核对。")
    return rows


def _finding(
    severity: str,
    rule: str,
    held: Sequence[Trouble | Change],
    layer: str,
    where: Where,
    remedy: str,
) -> list[Finding]:
    texts = dict.fromkeys(f"{where.line(one.position)}“{_line(one.original)}”" for one in held)
    quoted = "、".join(list(texts)[:_QUOTED])
    more = "" if len(texts) <= _QUOTED else " 等"
    return findings.finding(
        severity,
        layer,
        rule,
        value=f"{where.source}：{len(held)} 格，{quoted}{more}",
        remedy=remedy,
        ids=[_key(where, one.position) for one in held],
    )


def _line(text: str) -> str:
    """A cell in a sentence, which has no line breaks."""
    return " ".join(text.split())


def _key(where: Where, position: int) -> str:
    key = where.index[position]
    return "" if values.is_blank(key) else str(key)


def _source(where: Where, position: int) -> str:
    return f"{where.source} {where.line(position)}".strip()
