"""What cannot be more than what: the elderly than the residents, a stair's storeys than its building's."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .. import kinds
from ..findings import ERROR, Finding
from . import entries, frames
from .frames import Layers

_PARTS = {  # layer to the fields whose sum is at most the last one
    "communities": (
        ("elderly", "residents"),
        ("children", "residents"),
        ("elderly", "children", "residents"),
    ),
    "buildings": (("elderly", "residents"),),
}


class _Within(NamedTuple):
    """A field of a layer that is at most a field of the row that it names."""

    layer: str
    field: str
    link: str
    target: str
    most: str


_WITHIN = (
    _Within("stairwells", "storeys", "building", "buildings", "storeys"),
    _Within("stairwells", "households", "building", "buildings", "households"),
    _Within("windows", "storey", "building", "buildings", "storeys"),
    _Within("votes", "storey", "building", "buildings", "storeys"),
)


def groups(layers: Layers) -> list[Finding]:
    """
    Rows with more elderly or children than residents.

    Examples
    --------
    >>> homes = pd.DataFrame({"elderly": [40], "residents": [36]}, index=["B1"])
    >>> groups({"buildings": homes})[0]["value"]
    '1 行：B1 老年人口 40，居住人口 36'
    """
    notes: list[Finding] = []
    for layer, sums in _PARTS.items():
        frame = layers.get(layer)
        if frame is None:
            continue
        told: set[int] = set()
        for *parts, whole in sums:
            found = [row for row in _above(frame, parts, whole) if row not in told]
            told |= set(found)
            zh = "与".join(kinds.schema(layer).field(part).zh for part in parts)
            notes += _said(layer, frame, found, parts, whole, zh)
    return notes


def storeys(layers: Layers) -> list[Finding]:
    """
    Stairwells, windows and answers above the top of their building, or with more households.

    Examples
    --------
    >>> homes = pd.DataFrame({"storeys": [5]}, index=["B1"])
    >>> stairs = pd.DataFrame({"building": ["B1"], "storeys": [6]}, index=["U1"])
    >>> storeys({"buildings": homes, "stairwells": stairs})[0]["value"]
    '1 行：U1 层数 6，而 B1 地上层数 5'
    """
    notes: list[Finding] = []
    for asked in _WITHIN:
        frame, target = layers.get(asked.layer), layers.get(asked.target)
        if frame is None or target is None:
            continue
        at = frames.named(frame, asked.link, target)
        most = np.where(at >= 0, np.append(frames.numbers(target, asked.most), np.nan)[at], np.nan)
        own = frames.numbers(frame, asked.field)
        zh = kinds.schema(asked.layer).field(asked.field).zh
        theirs = kinds.schema(asked.target).field(asked.most).zh
        rows, names = np.flatnonzero(own > most), frames.ids(target)
        words = {
            int(row): f"{zh} {own[row]:g}，而 {names[at[row]]} {theirs} {most[row]:g}"
            for row in rows
        }
        found = entries.each(frames.ids(frame), words, words.__getitem__)
        notes += entries.gathered(
            ERROR, asked.layer, f"{zh}多于所属楼栋的{theirs}", found, remedy="请改正其中一个。"
        )
    return notes


def _above(frame: pd.DataFrame, parts: list[str], whole: str) -> list[int]:
    summed = np.sum([frames.numbers(frame, part) for part in parts], axis=0)
    return np.flatnonzero(summed > frames.numbers(frame, whole)).tolist()


def _said(
    layer: str, frame: Any, rows: list[int], parts: list[str], whole: str, zh: str
) -> list[Finding]:
    plan = kinds.schema(layer)
    names = [(plan.field(name).zh, frames.numbers(frame, name)) for name in (*parts, whole)]
    found = entries.each(
        frames.ids(frame), rows, lambda row: "，".join(f"{zh} {much[row]:g}" for zh, much in names)
    )
    rule = f"{zh}多于{plan.field(whole).zh}"
    return entries.gathered(ERROR, layer, rule, found, remedy="请改正其中一个。")
