"""Buildings of unknown height: which windows they may shade, and which of them decide."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from ...gis.counting import Counting
    from ...gis.sun import Sky
    from .heights import Blocks

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Objects = NDArray[np.object_]

JOINT = ";"
_LEAST = 1e-6  # hours; a building that takes less takes nothing


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
        alone, those whose shadow reaches the window.

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
    from ...gis import prisms, sunlight

    takers: list[list[object]] = [[] for _ in range(len(windows))]
    near: list[list[object]] = [[] for _ in range(len(windows))]
    if blocks.doubtful is None or not len(windows):
        return np.full(len(windows), None, dtype=object)
    own = points.loc[windows["point"].unique()]
    some = sunlight.touched_each(own, windows, blocks.doubtful, sky=sky)
    for number, (key, dim) in enumerate(zip(blocks.doubtful_ids, some, strict=True)):
        if not len(dim):
            continue
        shape, top = blocks.doubtful.footprints[[number]], blocks.doubtful.top[[number]]
        one = prisms.build(shape, base=top, height=0.0)
        asked = {"sky": sky, "counting": counting, "also": one}
        after = sunlight.hours(blocks.known, own, windows.iloc[dim], **asked)["hours"].to_numpy()
        for window, takes in zip(dim, after < lit[dim] - _LEAST, strict=True):
            near[window].append(key)
            if takes:
                takers[window].append(key)
    told = np.empty(len(windows), dtype=object)
    told[:] = [joined(one or other) for one, other in zip(takers, near, strict=True)]
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
