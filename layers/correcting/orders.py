"""Orders: what each row of the corrections asks for, and what is wrong with the row itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import kinds
from ..survey import values

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

LAYER = "corrections"
SET, REMOVE, INSERT = "set", "remove", "insert"
IDLE = ("exclude", "register", "withdraw", "confirm")  # answered by the inventory of idle land
IDLE_LAYERS = ("", "parcels", "premises", "plots")
GEOMETRY = "geometry"
EMPTY = "空"  # asks for a missing value; a blank cell never does
_SHAPES = frozenset({"geometry", "几何", "图形", "位置"})
_TEXT = ("of_layer", "of", "action", "field", "value", "was", "by", "reason", "source")


@dataclass(frozen=True, eq=False)
class Order:
    """
    One row of the corrections; what is not said is empty, no day is NaT, no geometry None.

    `label` names the row in a sentence; `field` is the field's name where it is known; `more` are
    the cells under further headings.
    """

    label: str
    layer: str
    id: str
    action: str
    field: str
    value: str
    was: str
    by: str
    reason: str
    source: str
    day: "pd.Timestamp"
    shape: "BaseGeometry | None"
    more: Mapping[str, Any]

    @property
    def row(self) -> str:
        """The row that is corrected, in words."""
        return f"{kinds.schema(self.layer).zh} {self.id}"

    @property
    def who(self) -> str:
        """Who or what says so."""
        return self.source or self.by


def read(
    corrections: "pd.DataFrame", *, source: str, rows: Sequence[int] | None = None
) -> tuple[list[Order], list[str]]:
    """
    What the rows ask for, in the order of the file.

    Parameters
    ----------
    corrections
        The layer `corrections`, typed, indexed by the id of the correction.
    source
        Name of the file, for the sentences.
    rows
        Number of each row in the file, where it has any.

    Returns
    -------
    tuple
        The orders about rows of layers with which nothing is wrong; and one sentence for every
        fault of a correction or between corrections.

    Examples
    --------
    >>> import pandas as pd
    >>> told = {"of_layer": "buildings", "of": "B1", "field": "地上层数", "reason": "实测"}
    >>> table = pd.DataFrame(told | {"value": ["7", None], "source": "踏勘", "as_of": "2024-05-01"},
    ...                      index=["K1", "K2"])
    >>> [order.field for order in read(table[:1], source="校正.csv")[0]]
    ['storeys']
    >>> read(table[1:], source="校正.csv")
    ([], ['校正.csv：K2 没有值；请填写“值”，要清空时写“空”。'])
    """
    found = list(_each(corrections, rows))
    wrong: set[tuple[str, str]] = set()
    faults: list[str] = []
    for order in found:
        own = _faults(order)
        faults += [f"{source}：{order.label} {fault}" for fault in own]
        wrong |= {(order.layer, order.id)} if own else set()
    for key, fault in _clashes(found):
        faults.append(f"{source}：{fault}")
        wrong.add(key)
    return [order for order in found if (order.layer, order.id) not in wrong], faults


def labels(corrections: "pd.DataFrame", rows: Sequence[int] | None = None) -> list[str]:
    """
    How each row is named in a sentence.

    Examples
    --------
    >>> import pandas as pd
    >>> labels(pd.DataFrame(index=["K1", "第 3 行"]), [2, 3])
    ['第 2 行（K1）', '第 3 行']
    """
    return [_label(str(key), at, rows) for at, key in enumerate(corrections.index)]


def numbered(row: int) -> str:
    """
    The id of a correction that has none of its own: its row in the file.

    Examples
    --------
    >>> numbered(2)
    '第 2 行'
    """
    return f"第 {row} 行"


def _each(corrections: "pd.DataFrame", rows: Sequence[int] | None) -> Iterator[Order]:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    known = {field.name for field in kinds.schema(LAYER).fields} | {GEOMETRY}
    others = [column for column in corrections.columns if column not in known]
    for at, (key, row) in enumerate(zip(corrections.index, _records(corrections), strict=True)):
        text = {name: _text(row.get(name)) for name in _TEXT}
        layer, field = text.pop("of_layer"), text["field"]
        shape = row.get(GEOMETRY)
        drawn = isinstance(shape, BaseGeometry) and not shape.is_empty
        yield Order(
            label=_label(str(key), at, rows),
            layer=layer,
            id=text.pop("of"),
            **text | {"field": _field(layer, field) or field, "action": _action(text)},
            day=pd.Timestamp(row.get("as_of", pd.NaT)),
            shape=shape if drawn else None,
            more={name: row[name] for name in others if not values.is_blank(row[name])},
        )


def _label(key: str, at: int, rows: Sequence[int] | None) -> str:
    """The row as a person finds it, with its id where it has one of its own."""
    if rows is None or key == numbered(rows[at]):
        return key
    return f"{numbered(rows[at])}（{key}）"


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    columns = [list(frame[column]) for column in frame.columns]
    cells = zip(*columns, strict=True) if columns else [()] * len(frame)
    return [dict(zip(frame.columns, row, strict=True)) for row in cells]


def _text(cell: Any) -> str:
    import pandas as pd

    return "" if cell is None or pd.isna(cell) else str(cell).strip()


def _action(text: Mapping[str, str]) -> str:
    return text["action"] or (SET if text["field"] else "")


def _field(layer: str, word: str) -> str:
    """The name of the field that a word means; empty where it means none, or more than one."""
    normal = values.normal(word)
    if not word or layer not in kinds.layers():
        return ""
    if normal in _SHAPES:
        return GEOMETRY if kinds.schema(layer).geometry != ("none",) else ""
    fields = kinds.schema(layer).fields
    exact = [one.name for one in fields if normal in map(values.normal, (one.name, one.zh))]
    alike = [one.name for one in fields if normal in map(values.normal, one.headings)]
    found = exact or alike
    return found[0] if len(found) == 1 else ""


def _faults(order: Order) -> list[str]:
    if order.action in IDLE:
        return _idle_faults(order)
    if not order.action:
        return ["没有字段，也没有处理；请填写“字段”和“值”，或在“处理”中写明删除、新增等。"]
    faults = _unsaid(order)
    if order.layer not in kinds.layers():
        zh = "没有图层" if not order.layer else "的图层是闲置地块，它是算出来的，不能直接改"
        return [*faults, f"{zh}；请写明小区、楼栋、地块等图层之一。"]
    return faults + (_removal(order) if order.action == REMOVE else _value(order))


def _idle_faults(order: Order) -> list[str]:
    zh = _zh("correction_action", order.action)
    told = {
        f"的处理是{zh}，不能同时填写字段、值或原值；请删去，或另写一行。": bool(
            order.field or order.value or order.was
        ),
        f"的{zh}只用于地块、存量房屋和闲置地块，不用于{_zh('correction_layer', order.layer)}；"
        "要从图层中删去或增加对象，请写“删除”或“新增”。": order.layer not in IDLE_LAYERS,
        "没有校正人，也没有数据来源；请至少填写一项。": not (order.by or order.source),
    }
    return [fault for fault, wrong in told.items() if wrong]


def _unsaid(order: Order) -> list[str]:
    """Without who, why and when nobody can check a correction later."""
    told = {
        "没有编号；请写明改的是哪一个对象。": not order.id,
        "没有数据来源，也没有校正人；请至少填写一项。": not order.who,
        "没有日期；请写明是哪一天查明的。": order.day
        != order.day,  # NaT is no day, not even itself
    }
    return [fault for fault, wrong in told.items() if wrong]


def _removal(order: Order) -> list[str]:
    if order.field or order.value or order.was:
        return ["的处理是删除，不能同时填写字段、值或原值；请删去，或写“改值”。"]
    return []


def _value(order: Order) -> list[str]:
    plan = kinds.schema(order.layer)
    inserted = order.action == INSERT
    if not order.field:
        bare = inserted and not order.value
        return [] if bare else ["没有字段；请写明改哪一项。"]
    if order.field == GEOMETRY:
        wrong = order.shape is None or bool(order.value or order.was)
        return ["改几何时要画出图形（WKT 或坐标列），值和原值留空；请改正。"] if wrong else []
    names = "、".join(field.zh for field in plan.fields)
    unknown = order.field not in {field.name for field in plan.fields}
    told = {
        f"的字段“{order.field}”不是{plan.zh}图层的字段；字段有 {names}，请改正。": unknown,
        f"没有值；请填写“值”，要清空时写“{EMPTY}”。": not order.value,
        "是新增的对象，不会有原值；请删去原值。": inserted and bool(order.was),
    }
    return [fault for fault, wrong in told.items() if wrong]


def _clashes(found: Iterable[Order]) -> Iterator[tuple[tuple[str, str], str]]:
    """What two rows ask of one cell or one row of a layer."""
    cells: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    own: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    named = {}
    for order in found:
        if order.action in (SET, REMOVE, INSERT) and order.layer in kinds.layers() and order.id:
            whole = (order.layer, order.id)
            own[whole][order.action].append(order.label)
            named[whole] = order.row
            drawn = order.action == INSERT and order.shape is not None
            for field in {order.field, GEOMETRY if drawn else ""} - {""}:
                cells[(*whole, field)].append(order.label)
    for (layer, key, field), labels in cells.items():
        if len(labels) > 1:
            told = f"{'、'.join(labels)} 都改{named[layer, key]} 的“{words(layer, field)}”"
            yield (layer, key), f"{told}；一格只能改一次，请只留一行。"
    for whole, actions in own.items():
        yield from ((whole, fault) for fault in _twice(named[whole], actions))


def _twice(named: str, actions: Mapping[str, list[str]]) -> Iterator[str]:
    removed, inserted, changed = (actions.get(name, []) for name in (REMOVE, INSERT, SET))
    if len(removed) > 1 or len(inserted) > 1:
        many = removed if len(removed) > 1 else inserted
        yield f"{'、'.join(many)} 都{'删除' if many is removed else '新增'}{named}；请只留一行。"
    if removed and (inserted or changed):
        others = "、".join([*inserted, *changed])
        yield f"{'、'.join(removed)} 删除{named}，而 {others} 又要改它或新增它；请只留一种。"


def words(layer: str, field: str) -> str:
    """
    What a field is called.

    Examples
    --------
    >>> words("buildings", "storeys"), words("buildings", "geometry")
    ('地上层数', '几何')
    """
    plan = kinds.schema(layer)
    named = {one.name: one.zh for one in plan.fields}
    return named.get(field, "几何" if field == GEOMETRY else field)


def _zh(vocabulary: str, code: str) -> str:
    return next((one.zh for one in kinds.vocabulary(vocabulary) if one.code == code), code)
