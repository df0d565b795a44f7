"""Shafts one by one by the compiled ray cast: the minutes that each takes from each window."""

from typing import NamedTuple

import casting
import numpy as np
import pandas as pd
from casting import Rays, crossing, dark
from numba import njit
from numpy.typing import NDArray
from scene import Town

from pianqu.analysis.lifts import shading


class Asked(NamedTuple):
    """A town, how many of its shafts, and the same shafts as houses of a town of their own."""

    town: Town
    count: int
    before: shading.Before
    houses: Rays
    shafts: Rays


def asked(town: Town, count: int, before: shading.Before) -> Asked:
    some = town.shafts
    alone = town._replace(outline=some.outline[:count], height=some.top[:count])
    return Asked(town, count, before, casting.rays(town), casting.rays(alone))


def cast(found: Asked) -> tuple[NDArray, NDArray, NDArray]:
    """Shaft, window and minutes lost, of every pair that loses any."""
    pairs = np.flatnonzero(np.diff(found.shafts.first_near))
    size = int(found.shafts.first_near[-1])
    most = int(np.diff(found.houses.first_sill).max())
    shaft, window = (np.full((size, most), -1) for _ in range(2))
    lost = np.zeros((size, most))
    lose(found.houses, found.shafts, pairs, shaft, window, lost)
    some = lost > 0
    return shaft[some], found.houses.order[window[some]], lost[some]


@njit(cache=True)
def lose(houses, shafts, places, shaft, window, lost):
    """A ray meets the shaft first; only then are the houses asked."""
    for p in places:
        for j in range(shafts.first_near[p], shafts.first_near[p + 1]):
            for w in range(houses.first_sill[p], houses.first_sill[p + 1]):
                c = w - houses.first_sill[p]
                shaft[j, c], window[j, c] = shafts.near[j], w
                lost[j, c] = taken(houses, shafts, p, shafts.near[j], houses.sill[w])


@njit(cache=True)
def taken(houses, shafts, p, s, sill):
    """Minutes in which the sun comes past the houses and not past the shaft."""
    total = 0.0
    for k in range(len(houses.sun)):
        sx, sy, slope = houses.sun[k, 0], houses.sun[k, 1], houses.sun[k, 2]
        if houses.place[p, 2] * sx + houses.place[p, 3] * sy <= 0.0:
            continue
        if meets(shafts, p, s, sill, sx, sy, slope) and not dark(houses, p, sill, sx, sy, slope):
            total += houses.minutes
    return total


@njit(cache=True)
def meets(shafts, p, s, sill, sx, sy, slope):
    """Whether a ray meets one shaft below its top."""
    far = (shafts.top[s] - sill) / slope
    for i in range(shafts.first_wall[s], shafts.first_wall[s + 1]):
        t = crossing(shafts.walls, i, shafts.place[p, 0], shafts.place[p, 1], sx, sy)
        if casting.NEAR < t < far:
            return True
    return False


def compare(ours: pd.DataFrame, theirs: tuple[NDArray, NDArray, NDArray]) -> dict[str, float]:
    """Minutes lost, of the windows in either answer that are not covered."""
    mine = ours.set_index(["stairwell", "window"])
    shaft, window, lost = theirs
    other = pd.Series(lost, pd.MultiIndex.from_arrays([shaft, window]))
    other = other[other > 1.0]  # what pianqu lists
    covered = mine.index[mine["covered"]]
    both = pd.concat([mine["lost"], other], axis=1, keys=["ours", "theirs"]).drop(covered)
    # a loss of about the threshold may be listed by one of them only
    both = both[both.notna().all(axis=1) | (both.max(axis=1) > 3.0)].fillna(0.0)
    gap = (both["ours"] - both["theirs"]).abs()
    return {"max_diff": float(gap.max()), "mean_diff": float(gap.mean()), "flips": None}
