"""Columns as people head them, turned into the fields of a layer."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import findings, kinds
from ..findings import INFO, Finding
from . import conversions, readings, values, words
from .matching import ID, ID_WORDS, Aliases, Match, match, told

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ID", "UNITS_SAID", "UNKNOWN", "Match", "Renamed", "match", "rename", "units"]

UNITS_SAID = "表题写明的单位"  # rule of the note of a sheet that has such a line
UNKNOWN = "不认识的列，原样保留、不参与计算"


@dataclass(frozen=True, eq=False)
class Renamed:
    """
    A frame whose columns are fields, what to say about it, and what is wrong with it.

    `matches` are the headings that were understood; `written` holds the columns that were
    converted, under the names of their fields, as they were delivered.
    """

    frame: "pd.DataFrame"
    findings: list[Finding]
    faults: list[str]
    matches: dict[Any, Match] = dataclasses.field(default_factory=dict)
    written: "pd.DataFrame | None" = None


def rename(
    frame: "pd.DataFrame",
    schema: kinds.Schema,
    *,
    columns: Mapping[str, str],
    source: str,
    aliases: Aliases = (),
    units: Sequence[str] = (),
) -> Renamed:
    """
    The frame with its columns named after the fields of the schema, and its ids as the index.

    Parameters
    ----------
    frame
        Columns named as in the file; a column `geometry` stays.
    schema
        The layer.
    columns
        Headings that only this file uses, to the name of their field (or `id`); they go first.
    source
        Name of the file, for the sentences.
    aliases
        The user's own words: rows with layer, field, alias, and an empty choice.
    units
        Units that a line above the table says, for headings that say none.

    Returns
    -------
    Renamed
        Columns that are no field are kept under their own name and listed; values under a heading
        with another unit (万㎡, 亩, 万元) are converted and listed; without a column of ids the
        rows take their 序号, or are numbered L0001 and so on, which is listed too.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = pd.DataFrame({"编号": ["B1"], "总层数": ["6"], "备注": ["临街"]})
    >>> found = rename(raw, kinds.schema("buildings"), columns={}, source="楼栋.csv")
    >>> list(found.frame.columns), found.frame.index[0]
    (['storeys', '备注'], 'B1')
    """
    notes: list[Finding] = []
    faults = _unknown_targets(frame, schema, columns, source)
    chosen, doubled = _choose(_matches(frame, schema, columns, aliases), schema, source)
    chosen, unsettled = conversions.with_units(chosen, schema, units, source)
    kept, shadowed = _without_shadows(frame, chosen, columns, source)
    faults += [*doubled, *unsettled, *shadowed]
    named = kept.rename(columns={heading: found.field for heading, found in chosen.items()})
    converted = {heading: found for heading, found in chosen.items() if found.factor != 1}
    before = named[[found.field for found in converted.values()]].copy(deep=False)
    for heading, found in converted.items():
        doubts, wrong = conversions.unclear(named[found.field], schema, heading, found, source)
        notes, faults = [*notes, *doubts], [*faults, *wrong]
        named[found.field] = conversions.cells(named[found.field], schema, found)
        notes += conversions.note(schema, heading, found)
    ordinal = None if ID in named.columns else _ordinal(frame)
    whole = _identified(named, schema, source, notes, ordinal)
    if ordinal is not None:
        chosen = {**chosen, ordinal: Match(ID, 1.0, False)}
    unknown = [str(name) for name in frame.columns if name not in chosen and name != "geometry"]
    notes += _unknown_columns(schema, source, unknown)
    before.index = whole.index
    fields = {ID, *(one.name for one in schema.fields)}
    matches = {heading: found for heading, found in chosen.items() if found.field in fields}
    return Renamed(whole, notes, faults, matches, before)


def units(notes: Iterable[tuple[str, str, str, str]]) -> tuple[str, ...]:
    """
    The units that a sheet says above its table, from the notes of its reading.

    Examples
    --------
    >>> units([("info", UNITS_SAID, "平方米、户", "")])
    ('平方米', '户')
    """
    said = [value for _, rule, value, _ in notes if rule == UNITS_SAID]
    return tuple(unit for line in said for unit in line.split("、"))


def _unknown_columns(schema: kinds.Schema, source: str, unknown: list[str]) -> list[Finding]:
    if not unknown:
        return []
    return findings.finding(
        INFO,
        schema.layer,
        UNKNOWN,
        value=f"{source}：{'、'.join(unknown)}",
        remedy="如是某个已知字段，请在 columns 中写明“列名 = 字段名”。",
    )


def _unknown_targets(
    frame: "pd.DataFrame", schema: kinds.Schema, columns: Mapping[str, str], source: str
) -> list[str]:
    fields = {ID, *(field.name for field in schema.fields)}
    there = {values.normal(name) for name in frame.columns}
    return [
        *(
            f"{source}：columns 中的“{name}”不是{schema.zh}图层的字段；"
            f"字段有 {'、'.join(sorted(fields))}，请改正。"
            for name in columns.values()
            if name not in fields
        ),
        *(
            f"{source}：columns 中写明的列“{heading}”不在文件里；"
            f"现有列为 {'、'.join(map(str, frame.columns))}，请改正。"
            for heading in columns
            if values.normal(heading) not in there
        ),
    ]


def _matches(
    frame: "pd.DataFrame", schema: kinds.Schema, columns: Mapping[str, str], aliases: Aliases
) -> dict[Any, Match]:
    asked = {values.normal(heading): name for heading, name in columns.items()}
    found: dict[Any, Match] = {}
    for heading in frame.columns:
        name = asked.get(values.normal(heading))
        understood = (
            told(str(heading), name, schema)
            if name
            else match(str(heading), schema, aliases=aliases)
        )
        if understood and heading != "geometry":
            found[heading] = understood
    taken = {found[heading].field for heading in found if values.normal(heading) in asked}
    return {
        heading: understood
        for heading, understood in found.items()
        if values.normal(heading) in asked or understood.field not in taken
    }


def _choose(
    found: dict[Any, Match], schema: kinds.Schema, source: str
) -> tuple[dict[Any, Match], list[str]]:
    """One heading a field: its own word before other spellings; two alike are a fault."""
    chosen: dict[Any, Match] = {}
    faults: list[str] = []
    for field in dict.fromkeys(understood.field for understood in found.values()):
        alike = [heading for heading in found if found[heading].field == field]
        exact = [heading for heading in alike if found[heading].exact]
        rivals = exact or _ids_first(alike, schema, field)
        chosen[rivals[0]] = found[rivals[0]]
        if len(rivals) > 1:
            zh = "编号" if field == ID else schema.field(field).zh
            faults.append(
                f"{source}：列 {'、'.join(f'“{name}”' for name in rivals)} 都是“{zh}”；"
                f'请改名，或在 columns 中写明用哪一列（例如 {{ "{rivals[0]}" = "{field}" }}）。'
            )
    return chosen, faults


def _ids_first(alike: list[Any], schema: kinds.Schema, field: str) -> list[Any]:
    """Of the headings of a reference, 小区编号 goes before 小区, and 小区 before 小区名称."""
    if (schema.layer, field) not in {(row["layer"], row["field"]) for row in kinds.rows("links")}:
        return alike
    numbers = [heading for heading in alike if values.normal(heading).endswith(ID_WORDS)]
    names = [heading for heading in alike if values.normal(heading).endswith("名称")]
    return numbers or [heading for heading in alike if heading not in names] or names


def _without_shadows(
    frame: "pd.DataFrame", chosen: dict[Any, Match], columns: Mapping[str, str], source: str
) -> tuple["pd.DataFrame", list[str]]:
    """The frame without columns that bear the name of a field read from another column."""
    fields = {match.field: heading for heading, match in chosen.items()}
    shadows = [name for name in frame.columns if name in fields and name not in chosen]
    told = {values.normal(heading) for heading in columns}
    faults = [
        f"{source}：columns 写明列“{fields[name]}”为 {name}，而文件里另有一列就叫“{name}”；"
        "请改名或删去其中一列。"
        for name in shadows
        if values.normal(fields[name]) in told
    ]
    return frame.drop(columns=shadows), faults


def _identified(
    frame: "pd.DataFrame", schema: kinds.Schema, source: str, notes: list[Finding], ordinal: Any
) -> "pd.DataFrame":
    import pandas as pd

    if ID in frame.columns:
        ids = [None if values.is_blank(value) else _text(value) for value in frame[ID]]
        kept = frame.drop(columns=ID)
    elif ordinal is not None:
        ids, kept = [_text(value) for value in frame[ordinal]], frame.copy(deep=False)
        notes += findings.finding(
            INFO,
            schema.layer,
            "没有编号列，以序号为编号",
            value=f"{source}：{ids[0]} 至 {ids[-1]}",
            remedy="请增加“编号”列：行的增删会使序号改变。",
        )
    else:
        ids = [f"L{number:04d}" for number in range(1, len(frame) + 1)]
        kept = frame.copy(deep=False)
        notes += findings.finding(
            INFO,
            schema.layer,
            "没有编号列，按行序编号",
            value=f"{source}：{ids[0]} 至 {ids[-1]}",
            remedy="请增加“编号”列：行的增删会使行序编号改变。",
        )
    kept.index = pd.Index(ids, name=ID, dtype="object")
    return kept


def _ordinal(frame: "pd.DataFrame") -> Any:
    """The column 序号, where each row has one of its own."""
    for name in frame.columns:
        if words.plain(name) in words.ORDINALS:
            found = [_text(value) for value in frame[name] if not values.is_blank(value)]
            if len(found) == len(set(found)) == len(frame):
                return name
    return None


def _text(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else readings.tidy(str(value))
