"""What lift shafts do to windows: sun lost, windows newly below what is required, windows covered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import casts, sunlight
from ...gis import prisms as solids
from ...gis.prisms import Prisms
from ..light.daylight import BURIED, UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.sun import Sky

_MINUTES = 60.0  # in an hour
_NOISE = 1e-6  # hours; what is nearer to the requirement than this meets it
_WINDOW = ["window", "building", "unit", "storey"]
_LIGHT = ["before", "after", "lost", "covered", "newly_below", "robust"]


@dataclass(frozen=True)
class Before:
    """
    Windows and their sun before any shaft stands.

    Attributes
    ----------
    prisms
        All buildings of known height: ``blocks.known``. Metric CRS.
    points, windows
        From :func:`pianqu.analysis.light.windows.facades`.
    hours
        From :func:`pianqu.analysis.light.daylight.hours`, of the same: `hours` and `verdict`, and where
        `band` is not 0 `hours_low` and `hours_high`.
    sky, counting
        With which it was asked.
    required
        Hours that a window must have.
    threshold
        Minutes: a smaller loss is not listed, unless it makes a window fall below.
    band
        Metres by which all buildings may be higher or lower than recorded; 0: not asked.
    threads
        Of the engine; they do not change the answer.
    """

    prisms: Prisms
    points: pd.DataFrame
    windows: pd.DataFrame
    hours: pd.DataFrame
    sky: "Sky"
    counting: sunlight.Counting
    required: float
    threshold: float
    band: float = 0.0
    threads: int = 1


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
        not one; NA where a building of unknown height may decide it), `robust` (`newly_below` at
        both ends of the band too; NA where it is not newly below, or without a band). A window
        that is buried already loses nothing.

    Examples
    --------
    A wall of shafts before a bar, seen from a window of its ground floor.

    >>> from datetime import date
    >>> from shapely import box
    >>> from pianqu.gis import prisms, sun, sunlight
    >>> bar = prisms.build(np.array([box(0, 0, 60, 12)]), base=np.zeros(1), height=np.full(1, 18.6))
    >>> points = pd.DataFrame({"x": [30.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5, "solid": 0})
    >>> window = pd.DataFrame({"point": [0], "sill": 0.9, "building": "B1", "stairwell": "U1", "storey": 1})
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
    return table.assign(own=own)[["stairwell", *_WINDOW, "own", *_LIGHT]]


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
        alone). Of a batch with a shaft whose top is not known, the others.

    Examples
    --------
    Two walls of shafts, each of which leaves enough.

    >>> from datetime import date
    >>> from shapely import box
    >>> from pianqu.gis import prisms, sun, sunlight
    >>> bar = prisms.build(np.array([box(0, 0, 60, 12)]), base=np.zeros(1), height=np.full(1, 18.6))
    >>> points = pd.DataFrame({"x": [30.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5, "solid": 0})
    >>> window = pd.DataFrame({"point": [0], "sill": 0.9, "building": "B1", "stairwell": "U1", "storey": 1})
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
    single = alone.assign(batch=batch.reindex(alone["stairwell"]).to_numpy())
    by = single.groupby(["batch", "window"])
    each = pd.MultiIndex.from_frame(table[["batch", "window"]])
    fell = by["newly_below"].any().reindex(each, fill_value=False).to_numpy(dtype=bool)
    table["alone"] = by["lost"].max().reindex(each).to_numpy()
    table["jointly"] = table["newly_below"] & ~fell
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
        light = _light(before, rows, behind, those)
        parts.append(light.assign(owner=group[mine.solid[first]]))
    table = pd.concat(parts) if parts else _nothing()
    listed = table["covered"] | table["newly_below"].fillna(value=True)
    listed |= table["lost"].gt(before.threshold)
    table = table[listed.to_numpy(dtype=bool)].sort_values(["owner", "row"], kind="stable")
    table[key] = labels[table["owner"].to_numpy(dtype=int)]
    return table.reset_index(drop=True)


def _light(
    before: Before, rows: "NDArray[np.int64]", behind: "NDArray[np.bool_]", blocks: Prisms
) -> pd.DataFrame:
    """Sun of some windows before and after."""
    windows, now = before.windows.iloc[rows], before.hours.iloc[rows]
    buried = now["verdict"].eq(BURIED).to_numpy()
    behind = behind & ~buried
    then = np.where(behind, 0.0, _hours(before, windows, blocks, 0.0))
    lost = np.where(buried, 0.0, now["hours"].to_numpy(dtype=float) - then)
    fell = _fell(before, now["hours"], then) & ~behind & ~buried
    below = pd.array(fell, dtype="boolean")
    below[now["verdict"].eq(UNKNOWN).to_numpy() & ~behind & (lost > _NOISE)] = pd.NA
    return pd.DataFrame(
        {
            "row": rows,
            "window": windows.index,
            "building": windows["building"].array,
            "unit": windows["stairwell"].array,
            "storey": windows["storey"].array,
            "before": now["hours"].to_numpy(dtype=float),
            "after": then,
            "lost": np.maximum(lost, 0.0) * _MINUTES,
            "covered": behind,
            "newly_below": below,
            "robust": _robust(before, windows, blocks, below),
        }
    )


def _hours(
    before: Before, windows: pd.DataFrame, blocks: Prisms, raised: float
) -> "NDArray[np.float64]":
    """Hours of some windows with the shafts standing."""
    found = sunlight.hours(
        before.prisms,
        before.points,
        windows[["point", "sill"]],
        sky=before.sky,
        counting=before.counting,
        raised=raised,
        also=blocks,
        threads=before.threads,
    )
    return found["hours"].to_numpy(dtype=float)


def _fell(before: Before, now: pd.Series, then: "NDArray[np.float64]") -> "NDArray[np.bool_]":
    least = before.required - _NOISE
    return (now.to_numpy(dtype=float) >= least) & (then < least)


def _robust(
    before: Before,
    windows: pd.DataFrame,
    blocks: Prisms,
    below: pd.api.extensions.ExtensionArray,
) -> pd.api.extensions.ExtensionArray:
    """Whether those that fall below do so with higher and with lower buildings as well."""
    found = pd.array([pd.NA] * len(windows), dtype="boolean")
    asked = pd.Series(below).fillna(value=False).to_numpy(dtype=bool)
    if not before.band or not asked.any():
        return found
    some = windows[asked]
    now = before.hours.loc[some.index]
    falls = [
        _fell(before, now[name], _hours(before, some, blocks, raised))
        for name, raised in (("hours_low", before.band), ("hours_high", -before.band))
    ]
    found[asked] = falls[0] & falls[1]
    return found


def _nothing() -> pd.DataFrame:
    columns = ["row", "owner", *_WINDOW, *_LIGHT]
    return pd.DataFrame({name: [] for name in columns}).astype(
        {"covered": bool, "newly_below": "boolean", "robust": "boolean"}
    )
