"""What lift shafts do to windows: sun lost, windows newly below what is required, windows covered."""

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import casts
from ...gis import prisms as solids
from ...gis.prisms import Prisms
from ..light import doubts
from . import falls
from .falls import Before

_WINDOW = ["window", "building", "unit", "storey"]
_LIGHT = ["before", "after", "lost", "covered", "newly_below", "robust"]
_MORE = ["covered_sure", "covered_maybe", "deciders"]


def effects(before: Before, shafts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    What each shaft does to windows, as if it were the only one.

    Parameters
    ----------
    before
        The windows and their sun now.
    shafts
        Outlines indexed by stairwell, with `building` and `top` (metres, on the datum of the
        sills); a shaft whose top is not known (NaN) has no answer here. The CRS of the buildings.

    Returns
    -------
    DataFrame
        One row a shaft and window that loses more than the threshold, falls below, or is covered:
        `stairwell`, `window`, `building`, `unit` (stairwell of the window), `storey`, `own` (the
        window's building is the shaft's), `before`, `after` (hours), `lost` (minutes),
        `covered` (the middle of the window is on the wall behind the shaft or in the shaft: lost
        altogether), `newly_below` (met what is required and no longer does; a covered window is
        not one; NA where a building of unknown height may decide it, `deciders` being the ids of
        those that may come before the window), `robust` (`newly_below` at
        both ends of the band too; NA where it is not newly below, or without a band). A window
        that is buried already loses nothing. `before`, `after` and `lost` are NaN where the verdict
        is unknown. `covered_sure`, `covered_maybe`: covered, met what is required before, and of no
        room that the standard leaves out; surely so if the window is surveyed, not if it is laid
        out (it may be that of the stair) or a building of unknown height may darken it.

    Examples
    --------
    A wall of shafts before a bar, seen from a window of its ground floor.

    >>> from datetime import date
    >>> from shapely import box
    >>> from pianqu.gis import prisms, sun, sunlight
    >>> bar = prisms.build(np.array([box(0, 0, 60, 12)]), base=np.zeros(1), height=np.full(1, 18.6))
    >>> points = pd.DataFrame({"x": [30.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5, "solid": 0})
    >>> window = pd.DataFrame({"point": [0], "sill": 0.9, "building": "B1", "stairwell": "U1"})
    >>> window = window.assign(storey=1, room=None, source="facade")
    >>> sky = sun.sky(date(2001, 1, 20), place=sun.Place(31.45, 121.13, 0.0))
    >>> rule = sunlight.Counting(full=False)
    >>> hours = sunlight.hours(bar, points, window, sky=sky, counting=rule).assign(verdict="robust_pass")
    >>> before = Before(bar, points, window, hours, sky, rule, required=2.0, threshold=1.0)
    >>> outline = [box(-90, -9, 150, -5)]
    >>> shafts = gpd.GeoDataFrame({"building": "B2", "top": 40.0}, geometry=outline, index=["U9"])
    >>> effects(before, shafts)[["stairwell", "window", "own", "before", "newly_below"]].values.tolist()
    [['U9', 0, False, 8.0, True]]
    """
    known = shafts[shafts["top"].notna()]
    table = _shaded(before, known, known.index.to_series(), "stairwell")
    of = known["building"].reindex(table["stairwell"]).to_numpy()
    own = table["building"].eq(of).astype(bool)
    return table.assign(own=own)[["stairwell", *_WINDOW, "own", *_LIGHT, *_MORE]]


def together(
    before: Before, shafts: gpd.GeoDataFrame, batches: pd.Series, *, alone: pd.DataFrame
) -> pd.DataFrame:
    """
    What the shafts of each batch do to windows when all of them stand.

    Parameters
    ----------
    before, shafts
        As for :func:`effects`.
    batches
        The batch of each stairwell, indexed by stairwell; NA where it is in none.
    alone
        What :func:`effects` answers for the same shafts.

    Returns
    -------
    DataFrame
        One row a batch and window: `batch` and the columns of :func:`effects` without `stairwell`
        and `own`; then `alone` (the most minutes that one shaft of the batch takes; NaN where no
        one takes enough to be listed) and `jointly` (falls below by all together and by none
        alone; NA where that is not decided). Of a batch with a shaft whose top is not known, the others.

    Examples
    --------
    Two walls of shafts, each of which leaves enough.

    >>> from datetime import date
    >>> from shapely import box
    >>> from pianqu.gis import prisms, sun, sunlight
    >>> bar = prisms.build(np.array([box(0, 0, 60, 12)]), base=np.zeros(1), height=np.full(1, 18.6))
    >>> points = pd.DataFrame({"x": [30.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5, "solid": 0})
    >>> window = pd.DataFrame({"point": [0], "sill": 0.9, "building": "B1", "stairwell": "U1"})
    >>> window = window.assign(storey=1, room=None, source="facade")
    >>> sky = sun.sky(date(2001, 1, 20), place=sun.Place(31.45, 121.13, 0.0))
    >>> rule = sunlight.Counting(full=False)
    >>> hours = sunlight.hours(bar, points, window, sky=sky, counting=rule).assign(verdict="robust_pass")
    >>> before = Before(bar, points, window, hours, sky, rule, required=2.0, threshold=1.0)
    >>> outlines = [box(-90, -9, 29.5, -5), box(30.5, -9, 150, -5)]
    >>> shafts = gpd.GeoDataFrame({"building": "B2", "top": 40.0}, geometry=outlines, index=["U8", "U9"])
    >>> alone = effects(before, shafts)
    >>> both = together(before, shafts, pd.Series("P1", index=shafts.index), alone=alone)
    >>> alone["newly_below"].tolist(), both["jointly"].tolist()
    ([False, False], [True])
    """
    batch = batches.reindex(shafts.index)
    known = shafts[shafts["top"].notna() & batch.notna()]
    table = _shaded(before, known, batch[known.index], "batch")
    below = alone["newly_below"].astype("boolean")
    single = alone.assign(
        batch=batch.reindex(alone["stairwell"]).to_numpy(),
        newly_below=below.fillna(value=False).astype(bool),
        unsure=below.isna(),
    )
    by = single.groupby(["batch", "window"], observed=True)
    each = pd.MultiIndex.from_frame(table[["batch", "window"]])
    fell, doubt = (
        by[name].any().reindex(each, fill_value=False).to_numpy(dtype=bool)
        for name in ("newly_below", "unsure")
    )
    table["alone"] = by["lost"].max().reindex(each).to_numpy()
    single_fall = pd.Series(fell, index=table.index, dtype="boolean").mask(doubt & ~fell)
    table["jointly"] = table["newly_below"] & ~single_fall
    return table[["batch", *_WINDOW, *_LIGHT, "alone", "jointly"]]


def _shaded(before: Before, shafts: gpd.GeoDataFrame, groups: pd.Series, key: str) -> pd.DataFrame:
    """
    Windows that the shafts of each group take sun from, as if the group stood alone.

    Groups that touch no window in common are asked about together: no window sees two of them.
    """
    group, labels = pd.factorize(groups, sort=True)
    blocks = solids.build(shafts.geometry, base=shafts["top"].to_numpy(dtype=float), height=0.0)
    found = casts.casts(before.points, before.windows, blocks, sky=before.sky)
    parts = []
    for some in casts.rounds(found, group, len(before.windows)):
        mine = found.some(np.isin(group[found.solid], some))
        rows, first = np.unique(mine.window, return_index=True)
        behind = np.isin(rows, mine.window[mine.behind])
        standing = np.flatnonzero(np.isin(group, some))
        those = Prisms(blocks.footprints[standing], blocks.top[standing])
        light = falls.light(before, rows, behind, those)
        parts.append(light.assign(owner=group[mine.solid[first]]))
    table = pd.concat(parts) if parts else _nothing()
    listed = table["covered"] | table["newly_below"].fillna(value=True)
    listed |= table["most"].gt(before.threshold)
    table = table[listed.to_numpy(dtype=bool)].sort_values(["owner", "row"], kind="stable")
    table[key] = labels[table["owner"].to_numpy(dtype=int)]
    return table.reset_index(drop=True).pipe(_decided, before)


def _decided(table: pd.DataFrame, before: Before) -> pd.DataFrame:
    """With the ids of the buildings of unknown height on which undecided windows depend."""
    told = np.full(len(table), None, dtype=object)
    asked = np.flatnonzero(table["newly_below"].isna())
    if len(asked) and before.doubtful is not None and before.doubtful_ids is not None:
        rows, at = np.unique(table["row"].to_numpy(dtype=np.int64)[asked], return_inverse=True)
        some = before.windows.iloc[rows]
        unknown = (before.doubtful, before.doubtful_ids)
        told[asked] = doubts.near(before.points, some, *unknown, sky=before.sky)[at]
    return table.assign(deciders=told)


def _nothing() -> pd.DataFrame:
    columns = ["row", "owner", "most", *_WINDOW, *_LIGHT, *_MORE[:-1]]
    return pd.DataFrame({name: [] for name in columns}).astype(
        {"row": int, **dict.fromkeys(["covered", *_MORE[:-1]], bool), "newly_below": "boolean"}
    )
