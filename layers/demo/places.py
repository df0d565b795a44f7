"""Places that people go to: parks, service facilities, and the gates of all of them."""

import numpy as np
import pandas as pd
import shapely

from . import ground
from .inner import gates as community_gates
from .lots import grounds, lanes, turned
from .shapes import shapes

VERGE, NEXT = 4.0, 3.2  # a small facility: so far from the spine, so far behind the lane
_YARD = {  # facilities of a yard: word, capacity, what it counts
    "property_mgmt": ("物业用房", "", ""),
    "refuse_point": ("垃圾收集点", "", ""),
    "fitness_gear": ("健身器材", "", ""),
    "bike_parking": ("自行车停放点", "60", "辆"),
    "play_old_young": ("儿童老人活动场", "", ""),
    "parcel": ("快递柜", "80", "格"),
    "car_parking": ("停车场", "18", "泊位"),
    "convenience": ("便利店", "", ""),
    "ev_charging": ("充电桩", "4", "桩"),
}
_NONE = pd.DataFrame()


def parks() -> pd.DataFrame:
    """
    Parks, gardens and squares.

    Returns
    -------
    DataFrame
        Fields of the layer, and ``geometry`` on the plan; indexed by id.

    Examples
    --------
    >>> parks().loc["P02", "fenced"]
    '是'
    """
    return _shaped(ground.table("parks"), area="area")


def facilities() -> pd.DataFrame:
    """
    Service facilities: those of the town from the table, those of the yards beside each spine.

    Returns
    -------
    DataFrame
        Fields of the layer, and ``geometry`` on the plan; indexed by ``F-KIND-NN``.

    Examples
    --------
    >>> facilities().loc["F-metro-01", "name"]
    '轨道站东南口'
    """
    town = _shaped(ground.table("facilities").assign(community=""), area="land_area")
    rows = pd.concat([town, _yards()], ignore_index=True)
    number = (rows.groupby("kind").cumcount() + 1).astype(str).str.zfill(2)
    return rows.set_index(pd.Index("F-" + rows["kind"] + "-" + number, name="id"))


def entrances() -> pd.DataFrame:
    """
    Gates of communities, parks and facilities.

    Returns
    -------
    DataFrame
        Fields of the layer, ``connect`` ("yes" where a way leads from the gate to the next street)
        and ``geometry`` on the plan; indexed by ``G-...``.

    Examples
    --------
    >>> entrances().loc["G-P02-N", "access"]
    'closed'
    """
    own = community_gates()
    communities = own[["of", "name", "access", "geometry"]].assign(
        of_layer="communities",
        origin="surveyed",
        width=np.where(own["exit_only"], 1.2, 4.0),
        step_free=np.where(own["steps"] | own["exit_only"], "否", "是"),
        connect="no",
    )
    other = ground.table("gates")
    points = shapes(other["point"], _NONE, _NONE)
    other = other.drop(columns="point").assign(geometry=points, origin="mapped")
    return pd.concat([communities, other])


def _shaped(table: pd.DataFrame, *, area: str) -> pd.DataFrame:
    shape = shapes(table["shape"], _NONE, _NONE)
    size = np.round(shapely.area(shape.to_numpy()), 1)
    known = np.where(size > 0, size, np.nan)
    return table.drop(columns="shape").assign(**{area: known, "geometry": shape})


def _yards() -> pd.DataFrame:
    """Small facilities, to the left and right of the spine from south to north."""
    table = ground.table("yards")
    rows = [
        {"community": community, "kind": kind, "spot": spot}
        for community, kinds in zip(table["community"], table["kinds"], strict=True)
        for spot, kind in enumerate(kinds.split())
    ]
    found = pd.DataFrame(rows)
    words = pd.DataFrame(_YARD, index=["word", "capacity", "capacity_unit"]).T
    name = found["community"].map(ground.table("communities")["name"])
    return found.drop(columns="spot").assign(
        name=name + found["kind"].map(words["word"]),
        capacity=found["kind"].map(words["capacity"]),
        capacity_unit=found["kind"].map(words["capacity_unit"]),
        owner_class="mixed",
        geometry=turned(_spots(found), found["community"]),
    )


def _spots(found: pd.DataFrame) -> np.ndarray:
    runs = lanes().groupby("community")["lane"].apply(list)
    rows = found["community"].map(runs)
    lane = np.array(
        [each[spot // 2 % len(each)] for each, spot in zip(rows, found["spot"], strict=True)]
    )
    side = np.where(found["spot"] % 2, VERGE, -VERGE)
    east = found["community"].map(grounds()["spine"]) + side
    return np.asarray(shapely.points(east, lane + NEXT))
