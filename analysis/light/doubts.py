"""Buildings of unknown height: which windows they may shade, and which of them decide."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from ...gis.casts import Casts
    from ...gis.counting import Counting
    from ...gis.prisms import Prisms
    from ...gis.sun import Sky
    from .heights import Blocks

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Objects = NDArray[np.object_]

JOINT = ";"
_LEAST = 1e-6  # hours; a building that takes less takes nothing
MANY = 6  # buildings that may shade a window, beyond which none is looked at alone


def reached(points: pd.DataFrame, windows: pd.DataFrame, blocks: "Blocks", *, sky: "Sky") -> "Ints":
    """
    Windows that a building of unknown height may shade or bury.

    Parameters
    ----------
    points, windows, blocks, sky
        As for :func:`pianqu.analysis.light.daylight.hours`.

    Returns
    -------
    array
        Positions of windows, in order; none where every height is known.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from pianqu.analysis.light import heights, windows
    >>> from pianqu.gis.sun import Sky
    >>> shapes = [box(0, 0, 9, 4), box(0, -9, 9, -5)]
    >>> houses = gpd.GeoDataFrame({"storeys": [2, None]}, geometry=shapes, crs=4549)
    >>> places, panes = windows.facades(houses)
    >>> dim = reached(places, panes, heights.blocks(houses), sky=Sky(-20, 31, 0, -60, 60))
    >>> panes["storey"].iloc[dim].unique().tolist()
    [1, 2]
    """
    from ...gis import sunlight

    if blocks.doubtful is None:
        return np.empty(0, dtype=np.int64)
    return sunlight.touched(points, windows, blocks.doubtful, sky=sky)


def named(
    points: pd.DataFrame,
    windows: pd.DataFrame,
    blocks: "Blocks",
    lit: "Floats",
    *,
    sky: "Sky",
    counting: "Counting",
) -> "Objects":
    """
    Ids of the buildings of unknown height that could take sun from each window.

    Parameters
    ----------
    points, windows, blocks, sky
        As for :func:`pianqu.analysis.light.daylight.hours`; windows that are not known.
    lit
        Hours of each with the buildings of known height only.
    counting
        With which these were counted.

    Returns
    -------
    array
        Ids joined by semicolons, sorted: those that take sun as the only one; where none does so
        alone, or more than ``MANY`` may, those whose shadow reaches the window.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from pianqu.analysis.light import heights, windows
    >>> from pianqu.gis import counting, sun
    >>> shapes = [box(0, 0, 9, 4), box(0, -9, 9, -5), box(0, 9, 9, 13)]
    >>> houses = gpd.GeoDataFrame({"storeys": [2, None, None]}, geometry=shapes, crs=4549)
    >>> places, panes = windows.facades(houses)
    >>> south = panes[places["ny"].iloc[panes["point"]].lt(0).to_numpy()]
    >>> asked = {"sky": sun.Sky(-20, 31, 0, -60, 60), "counting": counting.Counting()}
    >>> told = named(places, south, heights.blocks(houses), np.full(len(south), 8.0), **asked)
    >>> set(told)
    {'1'}
    """
    from ...gis import casts, prisms, sunlight
    from ...gis.arrays import grouped

    if blocks.doubtful is None or not len(windows):
        return np.full(len(windows), None, dtype=object)
    own = points.loc[windows["point"].unique()]
    every = casts.casts(own, windows, blocks.doubtful, sky=sky)
    many = np.bincount(every.window, minlength=len(windows))
    pairs = every.some(many[every.window] <= MANY)
    takes = np.zeros(len(pairs.window), dtype=np.bool_)
    # together, as one call each is slow: those that come to no window in common
    first, order = grouped(pairs.solid, len(blocks.doubtful))
    for some in casts.rounds(pairs, np.arange(len(blocks.doubtful)), len(windows)):
        asked = np.concatenate([order[first[one] : first[one + 1]] for one in some])
        rows = pairs.window[asked]
        standing = prisms.Prisms(blocks.doubtful.footprints[some], blocks.doubtful.top[some])
        how = {"sky": sky, "counting": counting, "also": standing}
        after = sunlight.hours(blocks.known, own, windows.iloc[rows], **how)["hours"].to_numpy()
        takes[asked] = after < lit[rows] - _LEAST
    alone = _ids(pairs.some(takes), blocks.doubtful_ids, len(windows))
    alone[alone == ""] = _ids(every, blocks.doubtful_ids, len(windows))[alone == ""]
    return alone


def near(
    points: pd.DataFrame,
    windows: pd.DataFrame,
    doubtful: "Prisms",
    ids: pd.Index,
    *,
    sky: "Sky",
) -> "Objects":
    """
    Ids of the buildings of unknown height whose shadow may come to each window.

    Parameters
    ----------
    points, windows, sky
        As for :func:`pianqu.analysis.light.daylight.hours`.
    doubtful, ids
        ``blocks.doubtful`` and ``blocks.doubtful_ids``.

    Returns
    -------
    array
        Ids joined by semicolons, sorted; an empty word where there is none.

    Examples
    --------
    >>> from shapely import box
    >>> from pianqu.gis import prisms
    >>> from pianqu.gis.sun import Sky
    >>> tall = prisms.build([box(-5, -9, 5, -5), box(70, 5, 80, 9)], base=0.0, height=20.0)
    >>> points = pd.DataFrame({"x": [0.0, 75.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5})
    >>> windows = pd.DataFrame({"point": [0, 1], "sill": 0.9})
    >>> near(points, windows, tall, pd.Index(["B7", "B8"]), sky=Sky(-20, 31, 0, -60, 60)).tolist()
    ['B7', '']
    """
    from ...gis import casts

    return _ids(casts.casts(points, windows, doubtful, sky=sky), ids, len(windows))


def _ids(pairs: "Casts", ids: pd.Index, count: int) -> "Objects":
    """The ids of the solids of each window in one cell."""
    names = np.array([str(key) for key in ids], dtype=object)
    every: list[list[object]] = [[] for _ in range(count)]
    for window, name in zip(pairs.window, names[pairs.solid], strict=True):
        every[window].append(name)
    told = np.empty(count, dtype=object)
    told[:] = [joined(some) for some in every]
    return told


def joined(ids: "Iterable[object]") -> str:
    """
    Ids in one cell.

    Examples
    --------
    >>> joined(["B7", "B3", "B7"])
    'B3;B7'
    """
    return JOINT.join(sorted({str(key) for key in ids}))


def merged(cells: "Iterable[str]") -> str:
    """
    The ids of several cells in one.

    Examples
    --------
    >>> merged(["B3;B7", "B1;B3"])
    'B1;B3;B7'
    """
    return joined(key for cell in cells for key in cell.split(JOINT))
