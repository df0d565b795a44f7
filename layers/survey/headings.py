"""Headings of columns as people write them, turned into the fields of a layer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from .. import findings, kinds
from ..findings import INFO, Finding
from . import values

if TYPE_CHECKING:
    import pandas as pd

ID = "id"
_ID_WORDS = ("id", "编号", "编码", "代码")
_THINGS = {  # what a register calls the rows of a layer, before 编号, 编码, 代码 or ID
    "communities": "小区",
    "buildings": "楼栋|楼宇|房屋|建筑|建筑物",
    "stairwells": "单元|楼梯",
    "windows": "窗|窗户|外窗",
    "votes": "表决|投票",
    "parks": "公园绿地|公园|绿地",
    "entrances": "出入口|大门",
    "facilities": "服务设施|设施|配套设施|公共服务设施",
    "streets": "步行道路|道路|路段",
    "parcels": "地块|宗地|图斑",
    "premises": "存量房屋|房屋|资产",
    "protections": "保护要素|保护对象",
    "barriers": "阻隔",
    "districts": "街道/社区|行政区|行政区划|区划",
    "projects": "项目|改造项目|更新项目",
    "ledger": "资金|台账",
    "corrections": "校正|校正表|更正",
    "decisions": "一事一议|一事一议表|个案决定",
}
_NUMBERED = {"parcels": ("宗地号", "地块号", "图斑号")}
_UNIT = re.compile(r"^(?P<word>.+?)\s*[(\[](?P<unit>[^()\[\]]+)[)\]]$")


@dataclass(frozen=True)
class Match:
    """A heading that is understood: the field it stands for, and its unit over ours."""

    field: str
    factor: float
    exact: bool  # the field's own name or Chinese word, rather than another spelling


@dataclass(frozen=True, eq=False)
class Renamed:
    """A frame whose columns are fields, what to say about it, and what is wrong with it."""

    frame: "pd.DataFrame"
    findings: list[Finding]
    faults: list[str]


def rename(
    frame: "pd.DataFrame", schema: kinds.Schema, *, columns: Mapping[str, str], source: str
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

    Returns
    -------
    Renamed
        Columns that are no field are kept under their own name and listed; values under a heading
        with another unit (万㎡, 亩, 万元) are converted and listed; without a column of ids the
        rows are numbered L0001 and so on, which is listed too.

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
    found = _matches(frame, schema, columns)
    chosen, doubled = _choose(found, schema, source)
    faults += doubled
    kept, shadowed = _without_shadows(frame, chosen, columns, source)
    faults += shadowed
    named = kept.rename(columns={heading: match.field for heading, match in chosen.items()})
    for heading, match in chosen.items():
        if match.factor != 1:
            named[match.field] = [_times(value, match.factor) for value in named[match.field]]
            notes += _converted(schema, heading, match)
    unknown = [str(name) for name in frame.columns if name not in chosen and name != "geometry"]
    if unknown:
        notes += findings.finding(
            INFO,
            schema.layer,
            "不认识的列，原样保留、不参与计算",
            value=f"{source}：{'、'.join(unknown)}",
            remedy="如是某个已知字段，请在 columns 中写明“列名 = 字段名”。",
        )
    return Renamed(_identified(named, schema, source, notes), notes, faults)


def match(heading: str, schema: kinds.Schema) -> Match | None:
    """
    The field that a heading stands for.

    Examples
    --------
    >>> match("建筑面积（万㎡）", kinds.schema("communities"))
    Match(field='floor_area', factor=10000.0, exact=True)
    >>> match("备注", kinds.schema("communities")) is None
    True
    """
    word = values.normal(heading)
    known = _known(schema)
    if word in known:
        return Match(known[word].field, 1.0, known[word].exact)
    found = _UNIT.match(word)
    if found is None or found["word"] not in known:
        return None
    same = known[found["word"]]
    units = {} if same.field == ID else values.factors(schema.field(same.field).unit)
    factor = 1.0 if same.field == ID else units.get(found["unit"].strip())
    return None if factor is None else Match(same.field, factor, same.exact)


@cache
def _known(schema: kinds.Schema) -> dict[str, Match]:
    found: dict[str, Match] = {}
    for field in schema.fields:
        for word in field.headings:
            exact = word in (field.name, field.zh)
            normal = values.normal(word)
            if normal not in found or (exact and not found[normal].exact):
                found[normal] = Match(field.name, 1.0, exact)
    for word in (*_ID_WORDS, *_own_ids(schema.layer)):
        found.setdefault(values.normal(word), Match(ID, 1.0, word in _ID_WORDS[:2]))
    return found


def _own_ids(layer: str) -> list[str]:
    things = _THINGS[layer].split("|")
    return [
        *(f"{thing}{word}" for thing in things for word in _ID_WORDS),
        *_NUMBERED.get(layer, ()),
    ]


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
    frame: "pd.DataFrame", schema: kinds.Schema, columns: Mapping[str, str]
) -> dict[Any, Match]:
    told = {values.normal(heading): name for heading, name in columns.items()}
    found: dict[Any, Match] = {}
    for heading in frame.columns:
        name = told.get(values.normal(heading))
        understood = Match(name, 1.0, True) if name else match(str(heading), schema)
        if understood and heading != "geometry":
            found[heading] = understood
    taken = {found[heading].field for heading in found if values.normal(heading) in told}
    return {
        heading: understood
        for heading, understood in found.items()
        if values.normal(heading) in told or understood.field not in taken
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
                f'请改名，或在 columns 中写明用哪一列（例如 {{ {rivals[0]} = "{field}" }}）。'
            )
    return chosen, faults


def _ids_first(alike: list[Any], schema: kinds.Schema, field: str) -> list[Any]:
    """Of the headings of a reference, 小区编号 goes before 小区, and 小区 before 小区名称."""
    if (schema.layer, field) not in {(row["layer"], row["field"]) for row in kinds.rows("links")}:
        return alike
    numbers = [heading for heading in alike if values.normal(heading).endswith(_ID_WORDS)]
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


def _times(value: Any, factor: float) -> Any:
    try:
        return value if values.is_blank(value) else values.times(values.number(value), factor)
    except (ValueError, TypeError):
        return value  # left for the schema to refuse in its own words


def _converted(schema: kinds.Schema, heading: Any, match: Match) -> list[Finding]:
    field = schema.field(match.field)
    return findings.finding(
        INFO,
        schema.layer,
        "单位换算",
        value=f"“{heading}”乘以 {values.plain(match.factor)} 换算为{field.zh}（{field.unit}）",
        remedy="请核对列名中的单位。",
    )


def _identified(
    frame: "pd.DataFrame", schema: kinds.Schema, source: str, notes: list[Finding]
) -> "pd.DataFrame":
    import pandas as pd

    if ID in frame.columns:
        ids = [None if values.is_blank(value) else _text(value) for value in frame[ID]]
        kept = frame.drop(columns=ID)
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


def _text(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).strip()
