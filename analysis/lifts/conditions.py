"""What the registers say of a stairwell that bears on a lift: storeys, safety, plans, its entrance."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from . import contradictions, stairs
from .checks import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Check, blank, compared, unless_failed

if TYPE_CHECKING:
    from .lift_rules import Rules

NO_COMMUNITIES = "缺少小区图层"
_SPLIT = "沿朝向所在的外墙按单元数等分"


def facts(
    found: pd.DataFrame,
    *,
    stairwells: pd.DataFrame | None,
    buildings: pd.DataFrame,
    communities: pd.DataFrame | None,
    community: pd.Series,
) -> pd.DataFrame:
    """
    The fields of each stairwell, its building and its community that are asked for.

    Parameters
    ----------
    found
        From :func:`pianqu.analysis.lifts.stairs.places`.
    stairwells, buildings, communities
        The layers; without stairwells or communities their fields are unknown.
    community
        Id of the community of each building.

    Returns
    -------
    DataFrame
        Indexed as `found`: `building`, `community`, `storeys` and `lift` (of the stairwell, else
        of its building; no answer where only the building has a lift: `lift_elsewhere`),
        `own_storeys`, `building_storeys`, `level_difference`, `stair_width`, `safety_grade`, `historic`, `height`,
        `demolition_plan`, `structure_safe`; NA where not known.

    Examples
    --------
    >>> place = pd.DataFrame({"building": ["B1"]}, index=["B1#1"])
    >>> house = pd.DataFrame({"storeys": [5], "lift": [False]}, index=["B1"])
    >>> none = pd.Series(pd.NA, index=["B1"], dtype="string")
    >>> row = facts(place, stairwells=None, buildings=house, communities=None, community=none)
    >>> row[["storeys", "lift"]].values.tolist()
    [[5.0, False]]
    """
    building = found["building"]
    own = pd.Series(found.index, found.index)
    of = building.map(community.astype(object)).astype("string")
    if stairwells is not None and communities is not None and "community" in stairwells:
        said = stairwells["community"].astype("string").reindex(found.index)
        of = said.where(said.isin(communities.index)).fillna(of)
    lifts = [
        _field(stairwells, "lift", own, "boolean"),
        _field(buildings, "lift", building, "boolean"),
    ]
    elsewhere = (~lifts[0] & lifts[1]).fillna(value=False)
    high = [
        _field(frame, "storeys", key, "Float64")
        for frame, key in ((stairwells, own), (buildings, building))
    ]
    return pd.DataFrame(
        {
            "building": building,
            "community": of,
            "storeys": high[0].fillna(high[1]),
            "lift": lifts[0].fillna(lifts[1]).mask(elsewhere),
            "lift_elsewhere": elsewhere,
            "own_storeys": high[0],
            "building_storeys": high[1],
            "level_difference": _field(stairwells, "level_difference", own, "Float64"),
            "stair_width": _field(stairwells, "stair_width", own, "Float64"),
            "safety_grade": _field(buildings, "safety_grade", building, "string"),
            "historic": _field(buildings, "historic", building, "boolean"),
            "height": _field(buildings, "height", building, "Float64"),
            "demolition_plan": _field(communities, "demolition_plan", of, "boolean"),
            "structure_safe": _field(communities, "structure_safe", of, "boolean"),
        },
        index=found.index,
    )


def checks(
    found: pd.DataFrame,
    said: pd.DataFrame,
    *,
    rules: "Rules",
    layout: Mapping[str, float],
    surveyed: bool,
) -> dict[str, Check]:
    """
    The checks that ask the registers.

    Parameters
    ----------
    found
        From :func:`pianqu.analysis.lifts.stairs.places`.
    said
        From :func:`facts`.
    rules
        Limits.
    layout
        Numbers of the table `window_layout`: which storey heights are believed.
    surveyed
        There is a layer of communities.

    Returns
    -------
    dict
        Key of the check to the answers, one a row of `found`.

    Examples
    --------
    >>> from . import lift_rules
    >>> from ..light import layouts
    >>> place = pd.DataFrame({"x": [0.0], "gap": 0.0, "location_source": "entrance", "fault": pd.NA})
    >>> names = ["storeys", "lift", "level_difference", "stair_width", "safety_grade", "historic",
    ...     "height", "demolition_plan", "structure_safe", "building", "community",
    ...     "own_storeys", "building_storeys", "lift_elsewhere"]
    >>> said = pd.DataFrame({name: [pd.NA] for name in names}).assign(storeys=3.0, lift=False)
    >>> answers = checks(
    ...     place, said, rules=lift_rules.rules(), layout=layouts.layout(), surveyed=True)
    >>> answers["storeys"].status.tolist(), answers["safety_grade"].status.tolist()
    ([3], [2])
    """
    building, community = said["building"], said["community"].astype(object)
    lacking = "" if surveyed else NO_COMMUNITIES
    return {
        "storeys": compared(_numbers(said["storeys"]), rules.limit("storeys")),
        "lift": contradictions.lifts(
            _flag(said["lift"], building, bad=True), said["lift_elsewhere"], building
        ),
        "storey_height": contradictions.storey_height(
            said, layout, str(rules.checks.loc["storey_height", "value"])
        ),
        "stair_storeys": contradictions.stair_storeys(said, rules),
        "safety_grade": _grade(said, rules, "safety_grade", UNKNOWN),
        "safety_appraisal": _grade(said, rules, "safety_appraisal", NOT_APPLICABLE),
        "demolition": unless_failed(_flag(said["demolition_plan"], community, bad=True), lacking),
        "structure": unless_failed(_flag(said["structure_safe"], community, bad=False), lacking),
        "historic": _flag(said["historic"], building, bad=True),
        "stair_position": _position(found, rules.limit("stair_position")),
        "level_difference": compared(
            _numbers(said["level_difference"]), rules.limit("level_difference"), most=True
        ),
        "stair_width": _stair_width(said, rules),
    }


def _field(frame: pd.DataFrame | None, name: str, key: pd.Series, kind: Any) -> pd.Series:
    if frame is None or name not in frame.columns:
        return pd.Series(pd.NA, key.index, dtype=kind)
    column = frame[name].astype(kind).reindex(key.astype(object))
    return column.set_axis(key.index)


def _numbers(values: pd.Series) -> np.ndarray:
    return values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def _flag(values: pd.Series, ids: pd.Series, *, bad: bool) -> Check:
    found = blank(len(values), status=UNKNOWN)
    flags = values.astype("boolean")
    found.status[flags.eq(not bad).fillna(False).to_numpy(dtype=bool)] = PASS
    found.status[flags.eq(bad).fillna(False).to_numpy(dtype=bool)] = FAIL
    found.object[:] = ids.where(ids.notna(), None).to_numpy(dtype=object)
    return found


def _grade(said: pd.DataFrame, rules: "Rules", check: str, unknown: int) -> Check:
    grade = said["safety_grade"].astype("string")
    bad = grade.isin(str(rules.checks.loc[check, "value"]).split("|")).to_numpy(dtype=bool)
    found = blank(len(said))
    found.status[:] = np.select([bad, grade.isna().to_numpy(dtype=bool)], [FAIL, unknown], PASS)
    found.object[:] = said["building"].to_numpy(dtype=object)
    return found


def _stair_width(said: pd.DataFrame, rules: "Rules") -> Check:
    """A low building may have a narrower stair; one of unknown height has to meet neither or both."""
    width, height = _numbers(said["stair_width"]), _numbers(said["height"])
    low, usual = rules.settings["stair_low_width"], rules.limit("stair_width")
    either = np.isnan(height) & (width >= low) & (width < usual)
    lower = (height <= rules.settings["stair_low_height"]) | (np.isnan(height) & (width < low))
    return compared(width, np.select([either, lower], [np.nan, low], usual))


def _position(found: pd.DataFrame, gap: float) -> Check:
    source = found["location_source"].astype("string").fillna("").to_numpy(dtype=object)
    answer = compared(_numbers(found["gap"]), gap, most=True)
    answer.status[:] = np.where(np.isin(source, [stairs.ENTRANCE, stairs.FACING]), PASS, UNKNOWN)
    answer.note[source == stairs.FACING] = _SPLIT
    lost = found["fault"].notna().to_numpy()
    answer.note[lost] = found["fault"].to_numpy(dtype=object)[lost]
    return answer
