"""Parts against their total: buildings of a community, stairwells of a building, areas of an area."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..findings import ERROR, WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said


class _Sum(NamedTuple):
    """A field of a layer that rows of another add up to; an empty part counts the rows."""

    whole: str
    total: str
    parts: str
    part: str
    link: str
    share: str  # row of check_rules: how far they may differ
    rule: str


_SUMS = (
    _Sum(
        "communities", "households", "buildings", "households", "community", "total_share", "户数"
    ),
    _Sum("communities", "residents", "buildings", "residents", "community", "total_share", "人口"),
    _Sum(
        "communities",
        "floor_area",
        "buildings",
        "floor_area",
        "community",
        "area_total_share",
        "建筑面积",
    ),
    _Sum("communities", "building_count", "buildings", "", "community", "total_share", "楼栋数"),
    _Sum("buildings", "households", "stairwells", "households", "building", "total_share", "户数"),
    _Sum("buildings", "stairwell_count", "stairwells", "", "building", "total_share", "单元数"),
    _Sum("districts", "households", "districts", "households", "parent", "total_share", "户数"),
    _Sum("districts", "residents", "districts", "residents", "parent", "total_share", "人口"),
)
_ZH = {"buildings": "楼栋", "stairwells": "单元", "districts": "下级"}


class _Added(NamedTuple):
    """What the parts of each row of the whole add up to, and how many they are."""

    count: Any
    least: Any  # of the parts that surely belong; NaN where one is not known
    most: Any  # with those of other uses; infinite where one of them is not known


def totals(layers: Layers) -> list[Finding]:
    """
    Totals that their parts do not add up to; only where every part is known.

    Buildings of another use than residential may or may not be in the total: it is right where it
    lies between the sum without them and the sum with them.

    Parameters
    ----------
    layers
        Layer to frame, references as ids.

    Returns
    -------
    list of Finding
        An error where the parts are more than the total; a warning where they are less, for some
        may not have been drawn, or where buildings are counted, for a shed may be among them.

    Examples
    --------
    >>> place = pd.DataFrame({"households": [947]}, index=["C1"])
    >>> homes = pd.DataFrame({"community": ["C1"] * 6, "households": [538, 44, 72, 126, 82, 77]})
    >>> totals({"communities": place, "buildings": homes})[0]["value"]
    '1 行：C1 登记 947，6 个楼栋合计 939，少 8'
    """
    notes: list[Finding] = []
    for asked in _SUMS:
        whole, parts = layers.get(asked.whole), layers.get(asked.parts)
        if (
            whole is not None
            and parts is not None
            and {asked.part or asked.link} <= {*parts.columns}
        ):
            notes += _compared(asked, whole, _added(asked, whole, parts))
    return notes


def _added(asked: _Sum, whole: pd.DataFrame, parts: pd.DataFrame) -> _Added:
    at, own = frames.named(parts, asked.link, whole), _own(asked, parts)
    much = frames.numbers(parts, asked.part) if asked.part else np.ones(len(parts))

    def summed(rows: Any) -> Any:
        return np.bincount(at[rows], weights=much[rows], minlength=len(whole))

    sure, other = own & (at >= 0), ~own & (at >= 0)
    least = summed(sure)
    count = np.bincount(at[sure], minlength=len(whole))
    unknown = np.bincount(at[other & np.isnan(much)], minlength=len(whole)) > 0
    most = least + np.where(unknown, np.inf, summed(other & ~np.isnan(much)))
    return _Added(count, least, most)


def _own(asked: _Sum, parts: pd.DataFrame) -> Any:
    if asked.parts != "buildings":
        return np.ones(len(parts), dtype=bool)
    return frames.dwellings(parts)


def _compared(asked: _Sum, whole: pd.DataFrame, added: _Added) -> list[Finding]:
    total = frames.numbers(whole, asked.total)
    slack = limit(asked.share) * np.abs(total)
    known = (added.count > 0) & ~np.isnan(added.least)
    over = known & (added.least > total + slack)
    under = known & (added.most < total - slack)
    sheds = asked.parts == "buildings" and not asked.part
    return [
        *_told(asked, whole, total, added, over, severity=WARNING if sheds else ERROR, sign="多"),
        *_told(asked, whole, total, added, under, severity=WARNING, sign="少"),
    ]


def _told(
    asked: _Sum,
    whole: pd.DataFrame,
    total: Any,
    added: _Added,
    rows: Any,
    *,
    severity: str,
    sign: str,
) -> list[Finding]:
    summed = added.least if sign == "多" else added.most
    zh = _ZH[asked.parts]
    found = entries.each(
        frames.ids(whole),
        np.flatnonzero(rows),
        lambda row: (
            f"登记 {total[row]:g}，{added.count[row]} 个{zh}"
            + (f"合计 {summed[row]:g}" if asked.part else "")
            + f"，{sign} {abs(summed[row] - total[row]):g}"
        ),
    )
    why = "重登或口径不同" if sign == "多" else "漏登、漏绘或口径不同"
    return entries.gathered(
        severity,
        asked.whole,
        f"{asked.rule}{sign}于登记" if not asked.part else f"{asked.rule}合计{sign}于登记",
        found,
        remedy=f"两者都保留、不作调整；请核对是否{why}。{said(asked.share)}。",
    )
