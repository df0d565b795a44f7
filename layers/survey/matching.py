"""Which field a heading stands for: every known spelling, with its unit, and the user's own words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from .. import kinds
from . import values, words

ID = "id"
ID_WORDS = ("id", "编号", "编码", "代码")
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

_QUESTION = re.compile(r"^(?:是否(?:已|有|为|属于)?|有无|有否)")
Aliases = Iterable[Mapping[str, str]]


@dataclass(frozen=True)
class Match:
    """A heading that is understood: the field it stands for, and its unit over ours."""

    field: str
    factor: float
    exact: bool  # the field's own name or Chinese word, rather than another spelling
    unit: str = ""  # as the heading, or the line above the table, says it


def match(heading: str, schema: kinds.Schema, *, aliases: Aliases = ()) -> Match | None:
    """
    The field that a heading stands for.

    Parameters
    ----------
    heading
        As in the file: with its unit in brackets or after a stroke, line breaks, full-width signs.
    schema
        The layer.
    aliases
        Rows of the user with layer, field, alias and (empty) choice; they go first.

    Examples
    --------
    >>> match("建筑面积（万㎡）", kinds.schema("communities"))
    Match(field='floor_area', factor=10000.0, exact=True, unit='万m2')
    >>> match("备注", kinds.schema("communities")) is None
    True
    """
    own = {
        words.plain(row["alias"]): Match(row["field"], 1.0, True)
        for row in aliases
        if row["layer"] == schema.layer and not row["choice"]
    }
    known = _known(schema) | own
    for word, unit in words.parted(heading):
        same = known.get(word) or _asked(word, known, schema)
        if same is None:
            continue
        factor = 1.0 if not unit or same.field == ID else _factor(schema, same.field, unit)
        if factor is not None:
            return Match(same.field, factor, same.exact, unit)
    return None


def _asked(word: str, known: Mapping[str, Match], schema: kinds.Schema) -> Match | None:
    """是否成立业委会, 有无电梯: the question of a field of yes or no."""
    found = known.get(_QUESTION.sub("", word, count=1))
    if found is None or found.field == ID or schema.field(found.field).type != "boolean":
        return None
    return Match(found.field, 1.0, False)


def told(heading: str, field: str, schema: kinds.Schema) -> Match:
    """
    The match of a heading whose field the user names; the unit that it says still holds.

    Examples
    --------
    >>> told("总建面（万㎡）", "floor_area", kinds.schema("communities")).factor
    10000.0
    """
    if field in {one.name for one in schema.fields}:
        for _, unit in words.parted(heading):
            factor = _factor(schema, field, unit) if unit else None
            if factor is not None:
                return Match(field, factor, True, unit)
    return Match(field, 1.0, True)


def _factor(schema: kinds.Schema, field: str, unit: str) -> float | None:
    asked = schema.field(field)
    counted = {} if asked.unit or asked.type != "integer" else values.factors("count")
    return (values.factors(asked.unit) or counted).get(unit)


def with_default(found: Match, schema: kinds.Schema, units: Iterable[str]) -> list[Match]:
    """
    The match in the unit that the line above the table says, where the heading says none.

    Parameters
    ----------
    found
        Without a unit.
    schema, units
        The layer and the units of that line.

    Returns
    -------
    list of Match
        None where no unit is of the field's dimension; several where the line says several.

    Examples
    --------
    >>> area = match("建筑面积", kinds.schema("communities"))
    >>> [one.factor for one in with_default(area, kinds.schema("communities"), ["万㎡", "户"])]
    [10000.0]
    """
    asked = next((field.unit for field in schema.fields if field.name == found.field), "")
    if found.unit or not asked:
        return []
    factors = values.factors(asked)
    said = {words.plain(unit): factors.get(words.plain(unit)) for unit in units}
    return [
        Match(found.field, factor, found.exact, unit)
        for unit, factor in said.items()
        if factor is not None
    ]


@cache
def every() -> frozenset[str]:
    """
    Every heading of any layer, in one spelling.

    Examples
    --------
    >>> "建筑面积" in every(), "小区编号" in every(), "东一村" in every()
    (True, True, False)
    """
    return frozenset(word for layer in kinds.layers() for word in _known(kinds.schema(layer)))


def known(schema: kinds.Schema) -> dict[str, str]:
    """
    Every heading of a layer in one spelling, to its field.

    Examples
    --------
    >>> known(kinds.schema("buildings"))["总层数"]
    'storeys'
    """
    return {word: same.field for word, same in _known(schema).items()}


@cache
def _known(schema: kinds.Schema) -> dict[str, Match]:
    found: dict[str, Match] = {}
    for field in schema.fields:
        for word in field.headings:
            exact = word in (field.name, field.zh)
            normal = words.plain(word)
            if normal not in found or (exact and not found[normal].exact):
                found[normal] = Match(field.name, 1.0, exact)
    for word in (*ID_WORDS, *_own_ids(schema.layer)):
        found.setdefault(words.plain(word), Match(ID, 1.0, word in ID_WORDS[:2]))
    return found


def _own_ids(layer: str) -> list[str]:
    things = _THINGS[layer].split("|")
    return [
        *(f"{thing}{word}" for thing in things for word in ID_WORDS),
        *_NUMBERED.get(layer, ()),
    ]
