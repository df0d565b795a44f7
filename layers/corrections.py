"""Corrections: one file puts right what the sources say, on every run, and says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..gis.errors import LayerError
from . import findings, kinds
from .correcting import cells, columns, members, orders
from .correcting.orders import INSERT, LAYER, REMOVE, SET, Order
from .findings import INFO, Finding
from .survey import headings
from .treatments import ADDED, CORRECTED, REMOVED, Treatment, treatment

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LAYER", "Applied", "apply", "explained"]

_ID, _OF, _DAY = headings.ID, "of", "as_of"
_ACTIONS = (SET, REMOVE, INSERT)
_ROWS = "校正行号"  # heading of the ids that rows without any get
_GENERAL = ("field", "value")  # headings that only a file of general corrections has


@dataclass(frozen=True, eq=False)
class Applied:
    """The layers after corrections, one treatment a cell or row, and findings a layer."""

    layers: "dict[str, pd.DataFrame]"
    treatments: list[Treatment]
    findings: list[Finding]


def explained(
    frame: "pd.DataFrame",
    *,
    columns: Mapping[str, str] | None = None,
    rows: Sequence[int] | None = None,
) -> "tuple[pd.DataFrame, dict[str, str]]":
    """
    A file of corrections whose 编号 is that of the corrected row, with what that heading means.

    Parameters
    ----------
    frame
        As it stands in the file.
    columns
        Headings that only this file uses, to the name of their field.
    rows
        Number of each row in the file, where it has any.

    Returns
    -------
    tuple
        The frame, each row with the number of its row as id where it has no id of its own; and
        heading to field, to be added to `columns`: where there is a heading 字段 or 值 and none for
        the id of the corrected row, 编号 is that, and `date` is the day of the correction.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame([["楼栋", "B1"]], columns=["图层", "编号"]).assign(字段="层数")
    >>> frame, meant = explained(table, rows=[2])
    >>> frame["校正行号"].tolist(), meant
    (['第 2 行'], {'编号': 'of', '校正行号': 'id'})
    >>> explained(pd.DataFrame(columns=["编号", "对象编号", "处理"]))[1]
    {}
    """
    plan = kinds.schema(LAYER)
    told = columns or {}
    matched = {str(one): headings.match(str(one), plan) for one in frame.columns}
    meant = {
        heading: told.get(heading, "" if match is None else match.field)
        for heading, match in matched.items()
    }
    new: dict[str, str] = {}
    ids = [heading for heading, field in meant.items() if field == _ID]
    if len(ids) == 1 and _OF not in meant.values() and set(_GENERAL) & set(meant.values()):
        new[ids[0]] = _OF
    if _DAY not in meant.values():
        days = [heading for heading in meant if heading.strip().lower() == "date"]
        new |= dict.fromkeys(days[:1], _DAY)
    if rows is not None and _ID not in (meant | new).values():
        frame = frame.assign(**{_ROWS: [orders.numbered(row) for row in rows]})
        new[_ROWS] = _ID
    return frame, new


def apply(
    layers: "Mapping[str, pd.DataFrame]",
    *,
    source: str = "校正表",
    rows: Sequence[int] | None = None,
) -> Applied:
    """
    Put right what the layer `corrections` says, or refuse with every fault at once.

    Parameters
    ----------
    layers
        Layer to frame, typed, indexed by id, all in one metric grid; references not yet resolved.
        Without `corrections` nothing is done.
    source
        Name of the file of corrections, for the sentences.
    rows
        Number of each correction in the file, in the order of the layer.

    Returns
    -------
    Applied
        Frames that are not corrected are those given; the frames given are never changed. Rows
        about idle land (exclude, register, withdraw, confirm) are checked and left to the
        inventory. The order of the corrections makes no difference. A layer whose rows are all
        removed is left out.

    Raises
    ------
    LayerError
        A correction that does not fit, one sentence each: no such layer, row or field; a value
        that cannot be read or is out of its range or list; another value stands there than was
        expected, or newer data; two corrections of one cell; a row removed and changed; an
        insertion whose id is taken.

    Examples
    --------
    >>> import pandas as pd
    >>> homes = pd.DataFrame({"storeys": pd.array([6, 5], dtype="Int64")}, index=["B1", "B2"])
    >>> told = {"of_layer": "buildings", "reason": "实测", "source": "踏勘", "as_of": "2024-05-01"}
    >>> right = pd.DataFrame(told | {"of": ["B1", "B2"], "field": ["地上层数", None],
    ...     "value": ["7", None], "action": [None, "remove"]}, index=["K1", "K2"])
    >>> done = apply({"buildings": homes, "corrections": right}, source="校正.csv")
    >>> done.layers["buildings"]["storeys"].to_dict()
    {'B1': 7}
    >>> [(one["id"], one["original"], one["value"]) for one in done.treatments]
    [('B1', '6', '7'), ('B2', '', '')]
    >>> apply({"corrections": right[:1]}, source="校正.csv")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 校正.csv：K1 改的是楼栋 B1，而片区没有楼栋图层；请先提供该图层，或删去这一行。
    """
    given = layers.get(LAYER)
    if given is None:
        return Applied(dict(layers), [], [])
    asked, faults = orders.read(given, source=source, rows=rows)
    done = Applied(dict(layers), [], [])
    crs = getattr(given, "crs", None)
    for layer in kinds.layers():
        own = [order for order in asked if order.layer == layer and order.action in _ACTIONS]
        if own:
            faults += _applied(done, layer, own, source, crs)
    done.findings.extend(columns.unused(asked, source=source))
    if faults:
        raise LayerError(
            _in_order(faults, [f"{source}：{one}" for one in orders.labels(given, rows)])
        )
    return done


def _in_order(faults: list[str], labels: list[str]) -> list[str]:
    """As their rows stand in the file."""

    def place(fault: str) -> int:
        ends = ((f"{label} ", f"{label}（", f"{label}、") for label in labels)
        return next((at for at, end in enumerate(ends) if fault.startswith(end)), len(labels))

    return sorted(faults, key=place)


def _applied(done: Applied, layer: str, own: list[Order], source: str, crs: Any) -> list[str]:
    """Correct one layer; what is wrong with its corrections."""
    frame = done.layers.get(layer)
    if frame is None:
        zh = kinds.schema(layer).zh
        told = f"而片区没有{zh}图层；请先提供该图层，或删去这一行。"
        return [f"{source}：{one.label} 改的是{one.row}，{told}" for one in own]
    new = {one.id for one in own if one.action == INSERT}
    added = [one for one in own if one.id in new]
    there = {str(key) for key in frame.index}
    old = [one for one in own if one.id not in new and one.id in there]
    faults = _strangers([one for one in own if one.id not in new | there], source)
    kept = [one for one in old if one.action == SET]
    gone = [one for one in old if one.action == REMOVE]
    faults += _newer(frame, gone, source)
    changed = cells.changed(frame, layer, kept, source=source)
    result = members.removed(changed.frame, gone)
    if added:
        result, wrong = members.inserted(
            result, layer, added, source=source, crs=getattr(frame, "crs", crs)
        )
        faults += wrong
    done.treatments.extend(_treated(layer, frame, changed.cells, gone, added, source))
    done.findings.extend(_told(layer, changed, gone, new, source))
    done.layers[layer] = result
    if not len(result):
        del done.layers[layer]
    return faults + changed.faults


def _strangers(lost: Iterable[Order], source: str) -> list[str]:
    return [
        f"{source}：{one.label} 改的是{one.row}，而{kinds.schema(one.layer).zh}图层中没有这个编号；"
        "请核对编号，对象已不在时删去这一行。"
        for one in lost
    ]


def _newer(frame: "pd.DataFrame", gone: Iterable[Order], source: str) -> list[str]:
    """A row that the data of a later day still have is not removed unseen."""
    if _DAY not in frame.columns:
        return []
    days = {str(key): day for key, day in frame[_DAY].items()}
    return [
        f"{source}：{one.label} 在 {one.day:%Y-%m-%d} 删除{one.row}，而它是 {days[one.id]:%Y-%m-%d} "
        "的数据；数据比校正新，请核对后更新日期，或删去这一行。"
        for one in gone
        if days[one.id] > one.day
    ]


def _treated(
    layer: str,
    frame: "pd.DataFrame",
    changed: Iterable[cells.Cell],
    gone: Iterable[Order],
    added: Iterable[Order],
    source: str,
) -> list[Treatment]:
    """One treatment a cell or row, in the order of ids and fields."""
    names = {} if "name" not in frame.columns else frame["name"].dropna().to_dict()
    rows = [(one, CORRECTED, before, after) for one, before, after in changed]
    rows += [(one, REMOVED, str(names.get(one.id, "")), "") for one in gone]
    rows += [
        (one, ADDED, "", one.value or (columns.told(one) if one.action == INSERT else ""))
        for one in added
    ]
    return [
        treatment(
            layer,
            one.id,
            treatment=what,
            field=one.field,
            original=before,
            value=after,
            reason=one.reason,
            source=f"{one.who}（{source} {one.label}）",
            as_of=f"{one.day:%Y-%m-%d}",
        )
        for one, what, before, after in sorted(rows, key=_place)
    ]


def _place(row: tuple[Order, str, str, str]) -> tuple[str, str]:
    return row[0].id, row[0].field


def _told(
    layer: str, changed: cells.Changed, gone: list[Order], new: set[str], source: str
) -> list[Finding]:
    cells_set = [one for one, _, _ in changed.cells]
    counts = {"改值": len(cells_set), "删除": len(gone), "新增": len(new)}
    notes: list[Finding] = []
    if any(counts.values()):
        notes += findings.finding(
            INFO,
            layer,
            "已按校正表更正",
            value=f"{source}：" + "、".join(f"{zh} {n} 处" for zh, n in counts.items() if n),
            remedy="原值、理由和来源见处理记录；源数据改正后请从校正表中删去。",
            ids=sorted({one.id for one in [*cells_set, *gone]} | new),
        )
    if changed.needless:
        rows = "、".join(sorted(one.label for one in changed.needless))
        notes += findings.finding(
            INFO,
            layer,
            "校正已与数据一致，可删去",
            value=f"{source}：{rows}",
            remedy="源数据已经是这个值，请从校正表中删去这些行。",
            ids=sorted({one.id for one in changed.needless}),
        )
    return notes
