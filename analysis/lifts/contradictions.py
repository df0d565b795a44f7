"""Where what is said of a building and of its stairwell does not agree: storeys, height, lift."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .checks import NOT_APPLICABLE, UNKNOWN, Check, compared

if TYPE_CHECKING:
    from .lift_rules import Rules


def storey_height(said: pd.DataFrame, layout: Mapping[str, float], value: str) -> Check:
    """
    Whether height and storeys make a storey height that can be believed.

    Parameters
    ----------
    said
        From :func:`pianqu.analysis.lifts.conditions.facts`.
    layout
        Numbers of the table `window_layout`.
    value
        The rows of it with the least and the most storey height, with | between.

    Returns
    -------
    Check
        Measured is the storey height in metres, the limit is the one that is nearer; not
        applicable where height or storeys are not known.

    Examples
    --------
    >>> said = pd.DataFrame({"height": [18.0, 3.0, None], "own_storeys": None, "building_storeys": 6.0,
    ...     "building": "B1"})
    >>> layout = {"storey_least": 2.4, "storey_most": 4.5, "ground_floor": 0.15, "parapet": 0.6}
    >>> found = storey_height(said, layout, "storey_least|storey_most")
    >>> found.status.tolist(), found.note[1]
    ([1, 3, 0], '楼栋 B1 高 3 m、6 层，层高 0.38 m 不在 2.4 至 4.5 m 之间，须核对高度和层数')
    """
    height, own, storeys = (
        _numbers(said[name]) for name in ("height", "own_storeys", "building_storeys")
    )
    levels = np.where(np.isnan(storeys), own, storeys)
    levels = np.where(levels > 0, levels, np.nan)
    floor = (height - layout["ground_floor"] - layout["parapet"]) / levels
    least, most = (layout[name] for name in value.split("|"))
    low = compared(floor, least, ids=said["building"].to_numpy(dtype=object))
    high = compared(floor, most, most=True)
    over = high.margin < low.margin
    for field in ("status", "limit", "margin"):
        getattr(low, field)[over] = getattr(high, field)[over]
    low.status[low.status == UNKNOWN] = NOT_APPLICABLE
    low.note[:] = [
        f"楼栋 {name} 高 {tall:g} m、{count:g} 层，层高 {each:.2f} m 不在 {least:g} 至 {most:g} m 之间，"
        "须核对高度和层数"
        if bad
        else None
        for name, tall, count, each, bad in zip(
            said["building"], height, levels, floor, low.margin < 0, strict=True
        )
    ]
    return low


def stair_storeys(said: pd.DataFrame, rules: "Rules") -> Check:
    """
    Whether a stairwell has no more storeys than its building.

    Parameters
    ----------
    said
        From :func:`pianqu.analysis.lifts.conditions.facts`.
    rules
        By how many it may have more.

    Returns
    -------
    Check
        Measured are the storeys of the stairwell; not applicable where either is not known.

    Examples
    --------
    >>> from . import lift_rules
    >>> said = pd.DataFrame({"own_storeys": [6.0, 6.0], "building_storeys": [6.0, 3.0], "building": "B1"})
    >>> stair_storeys(said, lift_rules.rules()).margin.tolist()
    [0.0, -3.0]
    """
    own, storeys = (_numbers(said[name]) for name in ("own_storeys", "building_storeys"))
    ids = said["building"].to_numpy(dtype=object)
    found = compared(own, storeys + rules.limit("stair_storeys"), most=True, ids=ids)
    found.status[found.status == UNKNOWN] = NOT_APPLICABLE
    return found


def lifts(check: Check, elsewhere: pd.Series, buildings: pd.Series) -> Check:
    """
    Whether there is a lift, open where stairwell and building say different things.

    Parameters
    ----------
    check
        The answer of the register.
    elsewhere
        The stairwell has none and its building has one.
    buildings
        Ids.

    Returns
    -------
    Check
        As `check`, with both sources named.

    Examples
    --------
    >>> from .checks import blank
    >>> lifts(blank(1, status=UNKNOWN), pd.Series([True]), pd.Series(["B1"])).note.tolist()
    ['单元图层记为没有电梯，楼栋图层的 B1 记为有电梯，须现场核对']
    """
    notes = (
        "单元图层记为没有电梯，楼栋图层的 " + buildings.astype("string") + " 记为有电梯，须现场核对"
    )
    both = elsewhere.fillna(False).to_numpy(dtype=bool)
    check.note[both] = notes.to_numpy(dtype=object)[both]
    check.status[both] = UNKNOWN
    return check


def _numbers(values: pd.Series) -> np.ndarray:
    return values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
