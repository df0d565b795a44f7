"""Houses of the district: footprints on their lots, their stairwells and the walls around them."""

import numpy as np
import pandas as pd
import shapely

from . import ground
from .lots import grounds, height, lots, turned

FLOOR_AREA = 278_000.0  # m2 of the 449 buildings, as the report says
COURT = 5.0  # side of the courtyard of a courtyard house


def footprints(seed: int) -> pd.DataFrame:
    """
    The houses: shape, storeys and floor area.

    Depths are scaled together so that the floor area comes to `FLOOR_AREA`.

    Parameters
    ----------
    seed
        Draws width and depth of each house within its lot.

    Returns
    -------
    DataFrame
        Indexed by building id: the columns of :func:`lots` (with ``west``, ``east``, ``south``
        now those of the house), ``height``, ``floor_area`` (m2) and ``geometry`` on the plan.

    Examples
    --------
    >>> round(footprints(7)["floor_area"].sum())
    278000
    """
    lot, chance = lots(), ground.random(seed, "houses")
    width = np.round((lot["east"] - lot["west"]) * chance.uniform(0.925, 0.99, len(lot)), 1)
    depth = (lot["north"] - lot["south"]) * chance.uniform(0.92, 0.965, len(lot))
    court = np.where(lot["house"] == "h", COURT**2, 0.0)
    scale = (FLOOR_AREA + (court * lot["storeys"]).sum()) / (width * depth * lot["storeys"]).sum()
    middle = (lot["west"] + lot["east"]) / 2
    house = lot.assign(
        west=middle - width / 2, east=middle + width / 2, south=lot["north"] - depth * scale
    )
    shape = _shapes(house)
    area = (shapely.area(shape) * house["storeys"]).round(2)
    tall = height(house["storeys"])
    geometry = turned(shape, house["community"])
    return house.assign(height=tall, floor_area=area, geometry=geometry)


def stairwells(houses: pd.DataFrame) -> pd.DataFrame:
    """
    The stairwells of the houses, each at its door on the northern wall.

    Parameters
    ----------
    houses
        As from :func:`footprints`.

    Returns
    -------
    DataFrame
        Indexed by stairwell id: ``building``, ``community``, ``number``, ``storeys``,
        ``households_per_storey``, ``facing`` (degrees clockwise from north), ``x``, ``y`` and
        ``lane`` (in the frame of the community), ``geometry`` on the plan.

    Examples
    --------
    >>> stairwells(footprints(7)).index[0]
    'C01-B001-U1'
    """
    each = houses.loc[houses.index.repeat(houses["units"])]
    number = each.groupby(level=0).cumcount() + 1
    x = each["west"] + (each["east"] - each["west"]) * (number - 0.5) / each["units"]
    names = [f"{building}-U{unit}" for building, unit in zip(each.index, number, strict=True)]
    points = np.asarray(shapely.points(x, each["north"]))
    return pd.DataFrame(
        {
            "building": each.index,
            "community": each["community"].to_numpy(),
            "number": number.to_numpy(),
            "storeys": each["storeys"].to_numpy(),
            "households_per_storey": each["doors"].to_numpy(),
            "facing": (-grounds().loc[each["community"], "angle"]).mod(360).to_numpy(),
            "x": x.to_numpy(),
            "y": each["north"].to_numpy(),
            "lane": each["lane"].to_numpy(),
            "geometry": turned(points, each["community"]),
        },
        index=pd.Index(names, name="id"),
    )


def boundaries() -> pd.Series:
    """
    The land of each community.

    Returns
    -------
    Series
        Polygons on the plan, indexed by community id.

    Examples
    --------
    >>> round(boundaries().loc["C01"].area)
    47005
    """
    frame = grounds()
    shape = _boxes(0, 0, frame["width"], frame["height"])
    return pd.Series(turned(shape, frame.index.to_series()), index=frame.index)


def _boxes(*sides: "float | pd.Series") -> np.ndarray:
    west, south, east, north = np.broadcast_arrays(*sides)
    return np.asarray(shapely.box(west, south, east, north))


def _shapes(house: pd.DataFrame) -> np.ndarray:
    shape = _boxes(house["west"], house["south"], house["east"], house["north"])
    x, y = ((house[low] + house[high]) / 2 for low, high in (("west", "east"), ("south", "north")))
    court = _boxes(x - COURT / 2, y - COURT / 2, x + COURT / 2, y + COURT / 2)
    return np.where(house["house"] == "h", shapely.difference(shape, court), shape)
