"""Where a lift shaft could stand: rectangles of shaft and lobby against the wall before each stair."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .lift_rules import STAIR

if TYPE_CHECKING:
    from numpy.typing import NDArray


def placements(
    found: pd.DataFrame,
    sizes: pd.DataFrame,
    *,
    offsets: Sequence[float],
    side: str = STAIR,
    crs: Any = None,
) -> gpd.GeoDataFrame:
    """
    The rectangles where a shaft with its lobby could stand, against the wall of each stair.

    Parameters
    ----------
    found
        From :func:`pianqu.analysis.lifts.stairs.places` or `across`; rows without a place give none.
    sizes
        Rows of the table `shaft_sizes`, indexed by size: `side`, `width`, `depth` (metres).
    offsets
        Metres along the wall, to the right as one looks out.
    side
        Which sizes to take: ``stair`` or ``other``.
    crs
        Coordinate system of `found`.

    Returns
    -------
    GeoDataFrame
        One row a stair, size and offset, in that order: `stairwell`, `building`, `side`, `size`,
        `offset`, `width`, `depth`, `x`, `y` (middle of its foot on the wall), `nx`, `ny`, `wall`
        (metres clear of the nearer end of the wall, negative beyond it), `bay` (metres into the
        bay of the next stair, negative short of it; NaN without one) and geometry.

    Examples
    --------
    >>> stair = pd.DataFrame({"building": "B1", "x": 7.0, "y": 10.0, "nx": 0.0, "ny": 1.0,
    ...     "left": 7.0, "right": 21.0, "bay_left": np.nan, "bay_right": 7.0}, index=["U1"])
    >>> size = pd.DataFrame({"side": ["stair"], "width": [2.4], "depth": [3.5]}, index=["split"])
    >>> placed = placements(stair, size, offsets=[0, 0.3])
    >>> placed[["offset", "wall", "bay"]].round(2).values.tolist()
    [[0.0, 5.8, -5.8], [0.3, 6.1, -5.5]]
    >>> placed.geometry[0].bounds
    (5.8, 10.0, 8.2, 13.5)
    """
    there, wanted = found[found["x"].notna()], sizes[sizes["side"] == side]
    each = np.arange(len(there)).repeat(len(wanted) * len(offsets))
    stair = there.take(each).reset_index(names="stairwell")
    at = np.tile(np.arange(len(wanted)).repeat(len(offsets)), len(there))
    offset = np.tile(np.asarray(offsets, dtype=float), len(there) * len(wanted))
    width, depth = (wanted[name].to_numpy(dtype=float)[at] for name in ("width", "depth"))
    right, left = offset + width / 2, width / 2 - offset
    rows = stair[["stairwell", "building", "nx", "ny"]].assign(
        side=side,
        size=wanted.index.to_numpy()[at],
        offset=offset,
        width=width,
        depth=depth,
        x=stair["x"] + offset * stair["ny"],
        y=stair["y"] - offset * stair["nx"],
        wall=np.minimum(stair["right"] - right, stair["left"] - left),
        bay=np.fmax(right - stair["bay_right"], left - stair["bay_left"]),
    )
    return gpd.GeoDataFrame(rows, geometry=blocks(rows, ahead=rows["depth"]), crs=crs)


def blocks(
    rows: pd.DataFrame, *, ahead: "pd.Series | float", behind: float = 0.0, inset: float = 0.0
) -> "NDArray[np.object_]":
    """
    Rectangles before a wall.

    Parameters
    ----------
    rows
        `x`, `y`, `nx`, `ny` and `width` as in :func:`placements`.
    ahead, behind
        Metres from the wall at which they end and begin.
    inset
        Metres taken off either side.

    Returns
    -------
    NDArray
        Polygons, one a row.

    Examples
    --------
    >>> foot = pd.DataFrame({"x": [0.0], "y": [0.0], "nx": [0.0], "ny": [1.0], "width": [2.0]})
    >>> blocks(foot, ahead=5.0, behind=1.0)[0].bounds
    (-1.0, 1.0, 1.0, 5.0)
    """
    foot = rows[["x", "y"]].to_numpy(dtype=float)
    out = rows[["nx", "ny"]].to_numpy(dtype=float)
    right = np.stack([out[:, 1], -out[:, 0]], axis=1)
    half = (rows["width"].to_numpy(dtype=float) / 2 - inset)[:, None]
    far = np.broadcast_to(np.asarray(ahead, dtype=float), len(rows))[:, None]
    corners = [
        foot + sign * half * right + way * out
        for sign, way in ((-1, behind), (1, behind), (1, far), (-1, far))
    ]
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)), dtype=object).reshape(len(rows))
