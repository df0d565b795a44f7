"""Windows of one surveyed house of the district: its living rooms, bedrooms and stairs."""

import numpy as np
import pandas as pd
import shapely

from . import ground
from .lots import STOREY, turned

SURVEYED = "C05-B043"  # six storeys, two stairwells, one dwelling either side of each stair
_SILL = 0.9  # over the floor, m
_ROOMS = (  # room: part of the dwelling's width from its stair, south wall, width of the window in m
    ("bedroom", 0.25, True, 1.5),
    ("living_room", 0.75, True, 2.1),
    ("kitchen", 0.6, False, 1.2),
)


def windows(houses: pd.DataFrame, stairwells: pd.DataFrame) -> pd.DataFrame:
    """
    The windows of the surveyed house.

    Parameters
    ----------
    houses, stairwells
        As from :func:`houses.footprints` and :func:`houses.stairwells`.

    Returns
    -------
    DataFrame
        Fields of the layer, indexed by ``BUILDING-W`` and a number; ``geometry`` on the plan.

    Examples
    --------
    >>> from .houses import footprints, stairwells
    >>> found = windows(footprints(7), stairwells(footprints(7)))
    >>> len(found), int(found["storey"].max())
    (72, 6)
    """
    house = ground.records(houses.loc[[SURVEYED]])[0]
    doors = stairwells[stairwells["building"] == SURVEYED]
    half = (house["east"] - house["west"]) / len(doors) / 2
    rows = [
        (storey, f"{storey}{2 * number + side + 1:02}", room, width, south, at + hand * part * half)
        for storey in range(1, int(house["storeys"]) + 1)
        for number, at in enumerate(doors["x"])
        for side, hand in enumerate((-1, 1))
        for room, part, south, width in _ROOMS
    ]
    table = pd.DataFrame(rows, columns=["storey", "household", "room", "width", "south", "x"])
    angle = float(doors["facing"].iloc[0])
    wall = table["south"].map({True: house["south"], False: house["north"]})
    community = pd.Series(house["community"], index=table.index)
    return table.assign(
        building=SURVEYED,
        sill=(STOREY * (table["storey"] - 1) + _SILL).round(2),
        facing=(angle + 180 * table["south"]) % 360,
        geometry=turned(np.asarray(shapely.points(table["x"], wall)), community),
    ).set_index(pd.Index([f"{SURVEYED}-W{n:02}" for n in range(1, len(table) + 1)], name="id"))
