"""A city with changes: rows added, opened, closed or removed, each of them said in the findings."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ...gis.errors import LayerError
from .. import findings, kinds, references
from ..findings import WARNING, Finding
from . import additions, surroundings
from .surroundings import said

if TYPE_CHECKING:
    import pandas as pd

    from ..city import City

JOIN = 5.0  # metres from a street within which the end of a new one is tied to it
OPEN, CLOSE, REMOVE = "open", "close", "remove"
_ZH = {OPEN: "开放", CLOSE: "关闭", REMOVE: "移除"}
_SWITCHES: dict[str, tuple[str, Any, Any]] = {  # layer: field, what is open, what is closed
    "streets": ("access", "public", "closed"),
    "entrances": ("access", "public", "closed"),
    "parks": ("open", True, False),
}
_CLOSED_AS_A_WHOLE = "facilities"  # has no field for it: the row goes
_NEAR = 0.5  # how alike an id must be to be suggested

Ids = Mapping[str, Iterable[str]]
Layers = Mapping[str, "pd.DataFrame"]


class _Order(NamedTuple):
    """One thing to do: open, close or remove these rows of this layer."""

    verb: str
    layer: str
    ids: list[str]


@dataclass(frozen=True)
class _Asked:
    orders: list[_Order]
    add: Mapping[str, Any]
    name: str
    join: float

    @property
    def label(self) -> str:
        return f"方案“{self.name}”" if self.name else "方案"


def apply(
    city: "City",
    *,
    add: Mapping[str, Any] | None = None,
    open: Ids | None = None,  # noqa: A002  the planner's word for it
    close: Ids | None = None,
    remove: Ids | None = None,
    name: str = "",
    join: float = JOIN,
) -> "City":
    """
    A city with changes; see :meth:`pianqu.layers.city.City.with_changes`.

    Examples
    --------
    >>> from pianqu.layers import demo
    >>> city = demo.district()
    >>> after = apply(city, open={"entrances": ["G-P02-N"]}, name="开北门")
    >>> city.entrances.loc["G-P02-N", "access"], after.entrances.loc["G-P02-N", "access"]
    ('closed', 'public')
    >>> apply(city, close={"parks": ["P2"]})
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 方案 close：公园绿地图层没有编号 P2（最接近的是 P02）；请改正编号。
    """
    given = {OPEN: open or {}, CLOSE: close or {}, REMOVE: remove or {}}
    orders, faults = _orders(city.layers, given)
    if not join >= 0:
        faults.append(f"方案 join 为 {join}，应为不小于 0 的米数；请改正。")
    asked = _Asked(orders, add or {}, name, join)
    changed, notes = _carry_out(city.layers, asked)
    layers, told, wrong = _add(changed, asked, city.epsg)
    if faults + wrong:
        raise LayerError([*faults, *wrong])
    every = [*city.findings.to_dict("records"), *notes, *told]
    return replace(
        city,
        name=f"{city.name}（{asked.label}）",
        layers={layer: layers[layer] for layer in kinds.layers() if layer in layers},
        findings=findings.table(cast("list[Finding]", every)),
    )


def _orders(layers: Layers, given: Mapping[str, Ids]) -> tuple[list[_Order], list[str]]:
    """What can be done of what was asked, and what is wrong with the rest."""
    orders: list[_Order] = []
    faults: list[str] = []
    for verb, asked in given.items():
        for layer, ids in asked.items():
            keys = list(dict.fromkeys([ids] if isinstance(ids, str) else map(str, ids)))
            fault = _impossible(layers, verb, layer)
            if fault:
                faults.append(fault)
                continue
            there = layers[layer].index
            faults += [_unknown(verb, layer, key, there) for key in keys if key not in there]
            orders.append(_Order(verb, layer, [key for key in keys if key in there]))
    return orders, faults + _contradictions(orders)


def _impossible(layers: Layers, verb: str, layer: str) -> str:
    if layer not in kinds.layers():
        return _no_layer(verb, layer)
    zh = kinds.schema(layer).zh
    if layer not in layers:
        return f"方案 {verb}：片区没有{zh}图层（{layer}），无从{_ZH[verb]}；请改正。"
    if verb == REMOVE or layer in _SWITCHES or (verb, layer) == (CLOSE, _CLOSED_AS_A_WHOLE):
        return ""
    if layer == _CLOSED_AS_A_WHOLE:
        return f"方案 open：{zh}没有开放与否的记录，不能用 open；新设施请用 add 新增。"
    can = "、".join((*_SWITCHES, *([_CLOSED_AS_A_WHOLE] if verb == CLOSE else [])))
    return f"方案 {verb}：{zh}（{layer}）不能{_ZH[verb]}，可{_ZH[verb]}的图层有 {can}；移除请用 remove。"


def _no_layer(verb: str, layer: str) -> str:
    near = difflib.get_close_matches(str(layer), kinds.layers(), 1, _NEAR)
    meant = f"（最接近的是 {near[0]}）" if near else ""
    return (
        f"方案 {verb}：没有名为“{layer}”的图层{meant}；图层有 {'、'.join(kinds.layers())}，请改正。"
    )


def _unknown(verb: str, layer: str, key: str, there: "pd.Index") -> str:
    near = difflib.get_close_matches(key, there.astype(str), 1, _NEAR)
    meant = f"（最接近的是 {near[0]}）" if near else ""
    return f"方案 {verb}：{kinds.schema(layer).zh}图层没有编号 {key}{meant}；请改正编号。"


def _contradictions(orders: list[_Order]) -> list[str]:
    verbs: dict[tuple[str, str], list[str]] = {}
    for order in orders:
        for key in order.ids:
            verbs.setdefault((order.layer, key), []).append(order.verb)
    return [
        f"方案：{kinds.schema(layer).zh} {key} 同时列在 {'、'.join(found)} 中；请只保留一处。"
        for (layer, key), found in verbs.items()
        if len(found) > 1
    ]


def _carry_out(layers: Layers, asked: _Asked) -> tuple[Layers, list[Finding]]:
    """Open, close and remove."""
    notes: list[Finding] = []
    for verb, layer, ids in asked.orders:
        rule = f"{asked.label}：{_ZH[verb]}"
        if not ids:
            continue
        if verb != REMOVE and layer in _SWITCHES:
            layers, told = _switched(layers, layer, ids, verb, rule)
        else:
            layers, told = _without(layers, layer, ids, rule)
        notes += told
    return layers, notes


def _switched(
    layers: Layers, layer: str, ids: list[str], verb: str, rule: str
) -> tuple[Layers, list[Finding]]:
    import pandas as pd

    name, opened, closed = _SWITCHES[layer]
    to = opened if verb == OPEN else closed
    frame = layers[layer]
    blank = pd.Series(pd.NA, frame.index, dtype="boolean" if opened is True else "string")
    column = (frame[name] if name in frame.columns else blank).copy()
    rows = frame.index.get_indexer(pd.Index(ids))
    before = [_word(layer, name, value) for value in column.iloc[rows]]
    column.iloc[rows] = to
    now = _word(layer, name, to)
    notes: list[Finding] = []
    for was in sorted(set(before)):
        own = [key for key, word in zip(ids, before, strict=True) if word == was]
        value = f"{was} → {now}（{len(own)} 行）" if was != now else f"原已是{now}，未变"
        notes += said(layer, rule, value, own)
    return {**layers, layer: frame.assign(**{name: column})}, notes


def _word(layer: str, name: str, value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "未注明"
    field = kinds.schema(layer).field(name)
    if not field.vocabulary:
        return "开放" if value else "不开放"
    words = {choice.code: choice.zh for choice in kinds.vocabulary(field.vocabulary)}
    return words[str(value)]


def _without(layers: Layers, layer: str, ids: list[str], rule: str) -> tuple[Layers, list[Finding]]:
    frame = layers[layer]
    notes = said(layer, rule, f"{len(ids)} 行", ids)
    left: Layers = {**layers, layer: frame[~frame.index.isin(ids)]}
    gates = left.get("entrances")
    if layer in additions.PLACES and gates is not None:
        own = gates["of_layer"].eq(layer).fillna(False).astype(bool) & gates["of"].isin(ids)
        left = {**left, "entrances": gates[~own]}
        gone = [str(key) for key in gates.index[own]]
        value = f"{len(gone)} 个出入口随所属对象移除"
        notes += said("entrances", rule, value, gone) if gone else []
    return left, notes + _left_dangling(left, layer, ids, rule)


def _left_dangling(layers: Layers, layer: str, ids: list[str], rule: str) -> list[Finding]:
    """Rows of other layers that name a row that is gone."""
    notes: list[Finding] = []
    for link in kinds.rows("links"):
        frame = layers.get(link["layer"])
        if link["target"] != layer or frame is None or link["field"] not in frame.columns:
            continue
        named = frame[link["field"]].astype("string").str.split(";")
        hit = [bool(set(cell) & set(ids)) if isinstance(cell, list) else False for cell in named]
        if any(hit):
            own = {link["layer"]: frame.loc[hit, [link["field"]]]}
            found = references.resolve({layer: layers[layer][[]], **own})[1]
            notes += [
                {**note, "rule": f"{rule}后{note['rule']}"}
                for note in found
                if note["severity"] == WARNING
            ]
    return notes


def _add(layers: Layers, asked: _Asked, epsg: int) -> tuple[Layers, list[Finding], list[str]]:
    """Add the new rows: typed first, then held against each other and what is there."""
    whole, faults = dict(layers), []
    new: dict[str, pd.DataFrame] = {}
    for layer, rows in asked.add.items():
        if layer not in kinds.layers():
            faults.append(_no_layer("add", layer))
            continue
        known = [*layers[layer].index] if layer in layers else []
        source = f"方案 {asked.name}".strip()
        try:
            new[layer] = additions.typed(rows, layer, epsg=epsg, known=known, source=source)
            whole[layer] = additions.combined(layers.get(layer), new[layer])
        except LayerError as error:
            faults += error.faults
            whole.pop(layer, None)  # references to it are not judged
    notes: list[Finding] = []
    for layer in (layer for layer in kinds.layers() if len(new.get(layer, ()))):
        ids = [str(key) for key in new[layer].index]
        whole[layer], told, wrong = _settled(whole, layer, ids, asked)
        notes += said(layer, f"{asked.label}：新增", f"{len(ids)} 行", ids) + told
        faults += wrong
    return whole, notes, faults


def _settled(
    layers: Layers, layer: str, ids: list[str], asked: _Asked
) -> "tuple[pd.DataFrame, list[Finding], list[str]]":
    """A layer whose new rows refer to what is there, and meet it."""
    frame, notes, faults = additions.referring(layers, layer, ids)
    if layer == "streets":
        frame, told, wrong = surroundings.joined(frame, ids, within=asked.join, label=asked.label)
        notes, faults = notes + told, faults + wrong
    far = surroundings.far_off({**layers, layer: frame}, layer, ids, label=asked.label)
    return frame, notes + far, faults
