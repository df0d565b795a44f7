"""pianqu's side of the sunlight benchmark: hours of all windows, and shafts one by one."""

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scene import REQUIRED, Town

from pianqu.analysis.lifts import shading
from pianqu.analysis.light import daylight
from pianqu.gis import prisms, sunlight

if TYPE_CHECKING:
    from lifts import Asked

RULE = sunlight.Counting(full=False)  # the middle of the sill, as the rays see it


def ready(town: Town) -> Town:
    """Nothing is built ahead."""
    return town


def one_thread(town: Town) -> NDArray[np.float64]:
    return hours(town, threads=1)


def two_threads(town: Town) -> NDArray[np.float64]:
    return hours(town, threads=2)


def hours(town: Town, *, threads: int) -> NDArray[np.float64]:
    return _hours(town, RULE, threads)["hours"].to_numpy()


def _hours(town: Town, rule: sunlight.Counting, threads: int) -> pd.DataFrame:
    solids = prisms.build(town.outline, base=0.0, height=town.height)
    return sunlight.hours(
        *(solids, town.points, town.windows), sky=town.sky, counting=rule, threads=threads
    )


LAID_OUT = {"source": "facade", "room": None}  # as windows that were not surveyed


def before(town: Town) -> shading.Before:
    """Windows and their sun without shafts."""
    solids = prisms.build(town.outline, base=0.0, height=town.height)
    found = sunlight.hours(solids, town.points, town.windows, sky=town.sky, counting=RULE)
    verdict = found["buried"].map({True: daylight.BURIED, False: daylight.ROBUST_PASS})
    house = town.points["solid"].to_numpy()[town.windows["point"]]
    return shading.Before(
        *(solids, town.points, town.windows.assign(building=house, stairwell=house, **LAID_OUT)),
        *(found.assign(verdict=verdict), town.sky, RULE),
        required=REQUIRED,
        threshold=1.0,
    )


class Standing(NamedTuple):
    """The sun without shafts, and shafts as :mod:`pianqu.analysis.lifts.shading` takes them."""

    before: shading.Before
    shafts: gpd.GeoDataFrame


def with_shafts(asked: "Asked") -> Standing:
    some, count = asked.town.shafts, asked.count
    columns = {"building": some.house[:count], "top": some.top[:count]}
    return Standing(asked.before, gpd.GeoDataFrame(columns, geometry=some.outline[:count]))


def one_by_one(found: Standing) -> pd.DataFrame:
    """What each shaft takes, as if it were the only one."""
    return shading.effects(found.before, found.shafts)
