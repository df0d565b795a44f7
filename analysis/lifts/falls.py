"""Sun of windows before and after shafts stand, whatever the buildings of unknown height may be."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...gis import sunlight
from ...gis.prisms import Prisms
from ..light.daylight import BURIED, UNKNOWN
from ..light.windows import HABITABLE, SURVEYED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.sun import Sky

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

_MINUTES = 60.0  # in an hour
_NOISE = 1e-6  # hours; what is nearer to the requirement than this meets it


@dataclass(frozen=True, eq=False)
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
    doubtful, doubtful_ids
        Buildings of unknown height, as tall as they may be, and their ids: ``blocks.doubtful``;
        None where every height is known.
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
    doubtful: Prisms | None = None
    doubtful_ids: pd.Index | None = None

    @cached_property
    def dim(self) -> "Mask":
        """Whether a building of unknown height may come before each window."""
        found = np.zeros(len(self.windows), dtype=np.bool_)
        if self.doubtful is not None:
            reached = sunlight.touched(self.points, self.windows, self.doubtful, sky=self.sky)
            found[reached] = True
        return found

    @property
    def least(self) -> float:
        """Hours that meet the requirement."""
        return self.required - _NOISE


def light(before: Before, rows: "Ints", behind: "Mask", shafts: Prisms) -> pd.DataFrame:
    """
    Sun of some windows before and after.

    Parameters
    ----------
    before
        The windows and their sun now.
    rows
        Positions of windows.
    behind
        Whether each of them is on the wall behind a shaft, or in it.
    shafts
        What is built.

    Returns
    -------
    DataFrame
        One row a window, by its position `row`; see :func:`pianqu.analysis.lifts.shading.effects`.
        `most` is the greatest loss in minutes, whether buildings of unknown height stand or not:
        of a window whose verdict is unknown too, `lost` being NaN there.

    Notes
    -----
    Sun is least where the buildings of unknown height stand as tall as they may be, and most where
    they are absent. A window surely falls that meets the requirement with them before and misses it
    without them after; it surely does not where it misses it without them before or meets it with
    them after. Between these nothing is known.
    """
    windows, now = before.windows.iloc[rows], before.hours.iloc[rows]
    buried, unknown = (now["verdict"].eq(word).to_numpy() for word in (BURIED, UNKNOWN))
    behind = behind & ~buried
    bright, dark = _worlds(before, rows, unknown, shafts)
    for world in (bright, dark):
        world[1] = np.where(buried, world[0], np.where(behind, 0.0, world[1]))
    most = np.maximum(bright[0] - bright[1], dark[0] - dark[1]).clip(min=0.0)
    may = (bright[0] >= before.least) & (dark[1] < before.least) & ~behind
    fell = may & (dark[0] >= before.least) & (bright[1] < before.least) & ~unknown
    below = pd.array(fell, dtype="boolean")
    below[may & ~fell & (most > _NOISE)] = pd.NA
    kept, sure = _kept(windows, behind & (bright[0] >= before.least))
    sure &= (dark[0] >= before.least) & ~unknown
    told = np.where(unknown, np.nan, bright)
    return pd.DataFrame(
        {
            "row": rows,
            "window": windows.index,
            "building": windows["building"].array,
            "unit": windows["stairwell"].array,
            "storey": windows["storey"].array,
            "before": told[0],
            "after": np.where(behind, 0.0, told[1]),
            "lost": np.maximum(told[0] - told[1], 0.0) * _MINUTES,
            "most": most * _MINUTES,
            "covered": behind,
            "covered_sure": sure,
            "covered_maybe": kept & ~sure,
            "newly_below": below,
            "robust": _robust(before, windows, shafts, fell),
        }
    )


def _worlds(
    before: Before, rows: "Ints", unknown: "Mask", shafts: Prisms
) -> "tuple[Floats, Floats]":
    """Hours before and after, with the buildings of unknown height absent, and as tall as they may be."""
    windows, dim = before.windows.iloc[rows], before.dim[rows]
    bright = np.stack([before.hours["hours"].to_numpy(dtype=float)[rows], np.zeros(len(rows))])
    bright[0, unknown] = _hours(before, windows[unknown])
    bright[1] = _hours(before, windows, shafts)
    dark = bright.copy()
    if before.doubtful is not None and dim.any():
        both = Prisms(
            np.append(shafts.footprints, before.doubtful.footprints),
            np.append(shafts.top, before.doubtful.top),
        )
        dark[0, dim] = _hours(before, windows[dim], before.doubtful)
        dark[1, dim] = _hours(before, windows[dim], both)
    return bright, dark


def _hours(
    before: Before, windows: pd.DataFrame, also: Prisms | None = None, *, raised: float = 0.0
) -> "Floats":
    """Hours of some windows with further solids standing."""
    if windows.empty:
        return np.empty(0)
    found = sunlight.hours(
        before.prisms,
        before.points,
        windows[["point", "sill"]],
        sky=before.sky,
        counting=before.counting,
        raised=raised,
        also=also,
        threads=before.threads,
    )
    return found["hours"].to_numpy(dtype=float)


def _kept(windows: pd.DataFrame, lost: "Mask") -> "tuple[Mask, Mask]":
    """Those of the windows lost that the standard counts; and which of these are surveyed."""
    room = windows["room"]
    kept = lost & (room.isna() | room.isin(HABITABLE)).to_numpy(dtype=bool)
    return kept, kept & windows["source"].eq(SURVEYED).to_numpy(dtype=bool)


def _robust(
    before: Before, windows: pd.DataFrame, shafts: Prisms, fell: "Mask"
) -> pd.api.extensions.ExtensionArray:
    """Whether those that fall below met it with higher buildings, and miss it with lower ones."""
    found = pd.array([pd.NA] * len(windows), dtype="boolean")
    if not before.band or not fell.any():
        return found
    some = windows[fell]
    low = before.hours.loc[some.index, "hours_low"].to_numpy(dtype=float)
    high = _hours(before, some, shafts, raised=-before.band)
    found[fell] = (low >= before.least) & (high < before.least)
    return found
