"""New rows of a scenario among what is there: streets tied to the network, gates near their place."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from .. import findings
from ..checks.rules import limit
from ..checks.rules import said as within
from ..findings import INFO, WARNING, Finding
from ..placing import positions
from . import joining

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_NAMED = 8  # ids spelt out in one sentence
_MEANT = "由方案设定，不是现状。"

Layers = Mapping[str, "pd.DataFrame"]


def said(layer: str, rule: str, value: str, ids: Sequence[str]) -> list[Finding]:
    """
    What a scenario did, as a finding that asks for nothing.

    Examples
    --------
    >>> said("parks", "方案：新增", "1 行", ["P9"])[0]["remedy"]
    '由方案设定，不是现状。'
    """
    return findings.finding(INFO, layer, rule, value=value, remedy=_MEANT, ids=ids)


def joined(
    streets: "pd.DataFrame", ids: Sequence[str], *, within: float, label: str
) -> "tuple[gpd.GeoDataFrame, list[Finding], list[str]]":
    """
    The streets with the new ones tied to the network, and what was done for it.

    Parameters
    ----------
    streets
        Old and new.
    ids
        The new ones.
    within
        Metres from a street within which an end is tied to it.
    label
        The scenario, for the findings.
    """
    import pandas as pd

    frame = cast("gpd.GeoDataFrame", streets)
    new = frame.index.isin(list(ids))
    many = [str(key) for key in ids if frame.geometry[key].geom_type != "LineString"]
    if many:
        told = f"新增道路 {'、'.join(many[:_NAMED])} 由多段线组成，应为一条连续的折线；请拆成几条道路。"
        return frame, [], [told]
    made = joining.join(frame[~new], frame[new], within=within)
    whole = pd.concat([made.streets, made.added])
    return cast("gpd.GeoDataFrame", whole), _told(made, label), made.faults


def far_off(layers: Layers, layer: str, ids: Sequence[str], *, label: str) -> list[Finding]:
    """
    Warnings of new rows far from their layer, and of new gates far from their place.

    Parameters
    ----------
    layers
        Every layer, the new rows among them.
    layer
        The layer with the new rows.
    ids
        The new rows.
    label
        The scenario.
    """
    frame = layers[layer]
    if not hasattr(frame, "geometry") or not frame.geometry.notna().any():
        return []
    far = positions.far(cast("gpd.GeoDataFrame", frame), layer)
    notes = [note for note in far if set(note["id"].split(";")) & set(ids)]
    return notes + (_strays(layers, ids, label) if layer == "entrances" else [])


def _told(made: joining.Joined, label: str) -> list[Finding]:
    notes: list[Finding] = []
    for tie in made.ties:
        value = f"{tie.street} 的{tie.end}移动 {tie.metres:.2f} 米，接到 {tie.onto}"
        notes += said("streets", f"{label}：接入步行路网", value, [tie.street])
    if made.opened:
        value = f"{len(made.opened)} 条，线形不变"
        notes += said("streets", f"{label}：既有道路增加节点", value, made.opened)
    for street, end in made.dead:
        notes += said("streets", f"{label}：断头", f"{street} 的{end}没有接上其他道路", [street])
    for street, other in made.crossings:
        notes += findings.finding(
            WARNING,
            "streets",
            f"{label}：相交而不相通",
            value=f"{street} 与 {other} 在地面相交或重叠，没有共同折点，按不相通计算",
            remedy="如相通，请让两条道路在交点处有共同折点；如为立交，请填写桥梁、隧道或层位。",
            ids=[street],
        )
    return notes


def _strays(layers: Layers, ids: Sequence[str], label: str) -> list[Finding]:
    gates = cast("gpd.GeoDataFrame", layers["entrances"]).loc[list(ids)]
    notes: list[Finding] = []
    for key, gate in gates.iterrows():
        places = layers.get(str(gate["of_layer"]))
        at = None if places is None or gate["of"] not in places.index else places.loc[gate["of"]]
        place = None if at is None else at.get("geometry")
        if place is None:
            continue
        edge = place if place.area == 0 else place.boundary
        metres = edge.distance(gate["geometry"])
        if metres > limit("entrance_distance"):
            notes += findings.finding(
                WARNING,
                "entrances",
                f"{label}：出入口远离所属对象",
                value=f"{key} 距 {gate['of']} 的边界 {metres:.0f} 米",
                remedy=f"请核对位置或所属对象。{within('entrance_distance')}。",
                ids=[str(key)],
            )
    return notes
