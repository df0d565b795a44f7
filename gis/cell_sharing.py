"""People of cells shared to the buildings in them by floor area, with nobody lost or made up."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .network import Floats, Objects

NO_OUTLINE, BEYOND, NO_DATA = "没有轮廓", "不完全在栅格范围内", "所在格网没有数据"
NO_FLOORS, BESIDE = "建筑面积未知", "同一格内有建筑面积未知的楼栋"
EMPTY = "格内没有参与分摊的建筑面积"
_SLIVER = 1e-6  # of a footprint: rounding of coordinates, which must not draw a whole cell
_WHOLE = 1e-4  # of a footprint: covered parts are in single precision


class Shared(NamedTuple):
    """Who lives where by a grid: what buildings get, and what no building gets."""

    people: pd.Series  # of each building; NA where it cannot be told
    reason: pd.Series  # why a building has none; NA where it has
    unallocated: pd.DataFrame  # cell, people, reason
    total: float  # people of all known cells around the buildings
    cells: pd.Series  # how many each building stands on
    by_outline: pd.Series  # whether people of a cell were shared by outline, not by floor area


class Meeting(NamedTuple):
    """Where buildings and cells meet, one row a pair."""

    building: "NDArray[np.int64]"  # position
    cell: "NDArray[np.int64]"  # position
    part: "Floats"  # of the footprint that is in the cell, 0 to 1


def shared(
    people: "Floats",
    meeting: Meeting,
    floors: pd.Series,
    *,
    outlines: "Floats",
    by_outline: bool = False,
) -> Shared:
    """
    People of cells shared to buildings, each cell for itself.

    Parameters
    ----------
    people
        Of each cell; NaN where not known.
    meeting
        Which building has which part of its footprint in which cell.
    floors
        Floor area (m²) of each building, NaN where it is not known.
    outlines
        Area of the footprint of each building, in any unit; 0 where it has none.
    by_outline
        Share a cell that holds a building of unknown floor area by outlines, all of it.

    Returns
    -------
    Shared
        The index of `floors`; `cell` of the unallocated is the position in `people`. People of
        buildings and unallocated people sum up to the total.

    Examples
    --------
    >>> both = Meeting(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 0.5]))
    >>> found = shared(
    ...     np.array([60.0]), both, pd.Series([100.0, 400.0]), outlines=np.array([9.0, 9.0])
    ... )
    >>> found.people.tolist(), found.reason.tolist(), found.unallocated["people"].tolist()
    ([20.0, <NA>], [<NA>, '不完全在栅格范围内'], [40.0])
    """
    firm = meeting.part > _SLIVER
    meeting = Meeting(meeting.building[firm], meeting.cell[firm], meeting.part[firm])
    floor = floors.to_numpy(float, na_value=np.nan)
    own = meeting.part * floor[meeting.building]
    drawn = np.zeros(len(own), dtype=bool)
    if by_outline:
        drawn = (np.bincount(meeting.cell, np.isnan(own), len(people)) > 0)[meeting.cell]
        own = np.where(drawn, meeting.part * outlines[meeting.building], own)
    state = _states(people, meeting.cell, own)
    got = _portions(people, meeting.cell, own, state)
    reason = _reasons(outlines > 0, np.isnan(floor) & (not by_outline), meeting, state)
    lost = (reason != "")[meeting.building] & (got > 0)
    cells = np.flatnonzero(state != "")
    left = pd.DataFrame(
        {
            "cell": np.concatenate([cells, meeting.cell[lost]]),
            "people": np.concatenate([people[cells], got[lost]]),
            "reason": np.concatenate([state[cells], reason[meeting.building[lost]]]),
        }
    )
    size = len(floors)
    given = pd.Series(np.bincount(meeting.building, got, size), floors.index, dtype="Float64")
    why = pd.Series(reason, floors.index, dtype="string")
    count = pd.Series(np.bincount(meeting.building, minlength=size), floors.index, dtype="Int64")
    total = float(np.nansum(people))
    rough = pd.Series(np.bincount(meeting.building, drawn, size) > 0, floors.index)
    return Shared(
        given.mask(reason != ""), why.mask(reason == ""), _listed(left), total, count, rough
    )


def _states(people: "Floats", cell: "NDArray[np.int64]", own: "Floats") -> "Objects":
    """Why a cell is not shared: text, empty where it is, or where there is nobody to share."""
    size = len(people)
    met = np.bincount(cell, minlength=size) > 0
    unsure = np.bincount(cell, np.isnan(own), size) > 0
    built = np.bincount(cell, np.nan_to_num(own), size) > 0
    some = np.nan_to_num(people) > 0
    cases = [np.isnan(people) & met, some & unsure, some & ~built]
    return np.select(cases, [NO_DATA, BESIDE, EMPTY], "").astype(object)


def _portions(
    people: "Floats", cell: "NDArray[np.int64]", own: "Floats", state: "Objects"
) -> "Floats":
    """People of each pair of a building and a cell: none of a cell that is not shared."""
    whole = np.bincount(cell, np.nan_to_num(own), len(people))[cell]
    fine = (state[cell] == "") & (np.nan_to_num(people)[cell] > 0)
    return np.where(fine, people[cell] * (own / np.where(fine, whole, 1.0)), 0.0)


def _reasons(
    outlined: "NDArray[np.bool_]",
    unknown: "NDArray[np.bool_]",
    meeting: Meeting,
    state: "Objects",
) -> "Objects":
    """Why a building has no number: text, empty where it has one."""
    building, size = meeting.building, len(unknown)
    met = state[meeting.cell]
    held = np.bincount(building, meeting.part, size)
    touches = {why: np.bincount(building, met == why, size) > 0 for why in (NO_DATA, BESIDE)}
    cases = {
        NO_OUTLINE: ~outlined,
        BEYOND: held < 1 - _WHOLE,
        NO_DATA: touches[NO_DATA],
        NO_FLOORS: unknown,
        BESIDE: touches[BESIDE],
    }
    return np.select(list(cases.values()), list(cases), "").astype(object)


def _listed(left: pd.DataFrame) -> pd.DataFrame:
    """One row a cell and reason."""
    groups = left.groupby(["cell", "reason"], sort=True)["people"]
    table = groups.agg(lambda parts: parts.sum(skipna=False)).reset_index()
    return pd.DataFrame(
        {
            "cell": table["cell"].astype("int64"),
            "people": table["people"].astype("Float64"),
            "reason": table["reason"].astype("string"),
        }
    )
