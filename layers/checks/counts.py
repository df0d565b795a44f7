"""Numbers of one row against each other as ratios: height a storey, floor area a household."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..findings import WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_POCKET = ("口袋公园", "pocket park")
_HECTARE = 10_000  # square metres


class _Ratio(NamedTuple):
    """Two fields of which one is divided by the other, and the rows of the limits."""

    over: str
    under: str
    least: str
    most: str
    rule: str
    unit: str


_STOREY = _Ratio(
    "height", "storeys", "storey_height_least", "storey_height_most", "建筑高度与层数不符", "米/层"
)
_AREA = _Ratio(
    "floor_area",
    "households",
    "household_area_least",
    "household_area_most",
    "户均建筑面积不合常理",
    "㎡/户",
)
_SIZE = _Ratio(
    "residents",
    "households",
    "household_size_least",
    "household_size_most",
    "户均人口不合常理",
    "人/户",
)
_BLOCK = _Ratio(
    "households", "building_count", "building_households_least", "", "栋均户数不合常理", "户/栋"
)
_HOMES = {"buildings": (_AREA, _SIZE), "communities": (_AREA, _SIZE, _BLOCK), "districts": (_SIZE,)}


def storeys(layers: Layers) -> list[Finding]:
    """
    Buildings whose height over storeys is no height of a storey.

    Examples
    --------
    >>> homes = pd.DataFrame({"height": [18.0, 60.0], "storeys": [6, 6]}, index=["B1", "B2"])
    >>> storeys({"buildings": homes})[0]["value"]
    '1 行：B2 10.0 米/层（60 ÷ 6）'
    """
    frame = layers.get("buildings")
    return [] if frame is None else _odd("buildings", frame, _STOREY)


def households(layers: Layers) -> list[Finding]:
    """
    Rows whose floor area, residents or buildings do not go with their households.

    Buildings of another use than residential are left out: shops have floor area and no households.

    Examples
    --------
    >>> place = pd.DataFrame(
    ...     {"building_count": [449], "households": [1556], "floor_area": [278_000.0]}, index=["C1"])
    >>> [line["value"] for line in households({"communities": place})]
    ['1 行：C1 178.7 ㎡/户（278000 ÷ 1556）', '1 行：C1 3.5 户/栋（1556 ÷ 449）']
    """
    notes: list[Finding] = []
    for layer, ratios in _HOMES.items():
        frame = layers.get(layer)
        if frame is not None:
            homes = frame[np.isin(frames.words(frame, "use").astype(str), ["", "residential"])]
            notes += [line for ratio in ratios for line in _odd(layer, homes, ratio)]
    return notes


def parks(layers: Layers) -> list[Finding]:
    """
    Parks that are called pocket parks, by kind or name, and are no size of one, nor on average.

    Examples
    --------
    >>> green = pd.DataFrame({"name": ["甲口袋公园"], "area": [11_800.0]}, index=["P1"])
    >>> parks({"parks": green})[0]["value"]
    '1 行，1 处口袋公园平均 1.18 公顷：P1 1.18 公顷'
    """
    frame = layers.get("parks")
    if frame is None:
        return []
    name = pd.Series(frames.words(frame, "name")).str.lower().str.contains("|".join(_POCKET))
    called = name.to_numpy(dtype=bool) | (frames.words(frame, "kind") == "pocket")
    size = _land(frame)
    odd = (size > limit("pocket_park_most")) | (size < limit("pocket_park_least"))
    rows = np.flatnonzero(called & odd)
    mean = float(np.nanmean(size[called])) if np.isfinite(size[called]).any() else 0.0
    count = int(np.isfinite(size[called]).sum())
    return entries.gathered(
        WARNING,
        "parks",
        "口袋公园面积不合常理",
        entries.each(frames.ids(frame), rows, lambda row: f"{size[row] / _HECTARE:.3g} 公顷"),
        head=f"{len(rows)} 行，{count} 处口袋公园平均 {mean / _HECTARE:.3g} 公顷",
        remedy="请核对面积，或改正公园类型；面积影响公园服务半径的口径。"
        f"{said('pocket_park_least')}，{said('pocket_park_most')}。",
    )


def _land(frame: pd.DataFrame) -> Any:
    """Registered land, else that of the outline; square metres."""
    registered = frames.numbers(frame, "area")
    geometry = getattr(frame, "geometry", None)
    if geometry is None:
        return registered
    drawn = geometry.area.to_numpy(dtype=float)
    return np.where(np.isnan(registered) & (drawn > 0), drawn, registered)


def _odd(layer: str, frame: pd.DataFrame, asked: _Ratio) -> list[Finding]:
    above, below = frames.numbers(frame, asked.over), frames.numbers(frame, asked.under)
    known = (above > 0) & (below > 0)
    ratio = np.divide(above, below, out=np.full(len(frame), np.nan), where=known)
    limits = [name for name in (asked.least, asked.most) if name]
    least = limit(asked.least) if asked.least else -np.inf
    most = limit(asked.most) if asked.most else np.inf
    rows = np.flatnonzero((ratio < least) | (ratio > most))
    found = entries.each(
        frames.ids(frame),
        rows,
        lambda row: f"{ratio[row]:.1f} {asked.unit}（{above[row]:g} ÷ {below[row]:g}）",
    )
    return entries.gathered(
        WARNING,
        layer,
        asked.rule,
        found,
        remedy=f"请核对这两个数的原始资料与单位。{'，'.join(map(said, limits))}。",
    )
