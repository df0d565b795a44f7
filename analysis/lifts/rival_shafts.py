"""Shafts of different stairwells that would stand in each other's way."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from .checks import NOT_APPLICABLE, SLIP, Check, worst

if TYPE_CHECKING:
    from numpy.typing import NDArray


def spacing(places: pd.DataFrame, wanted: "NDArray[np.bool_]", *, least: float) -> Check:
    """
    Clear width between the shafts taken for different stairwells.

    Parameters
    ----------
    places
        Indexed by stairwell, with `geometry`: missing where there is no place.
    wanted
        Stairwells whose shaft may be built; the others stand in nobody's way.
    least
        Metres that are to remain.

    Returns
    -------
    Check
        Measured is the clear width to the nearest other shaft that is nearer than `least`, 0 where
        they overlap, and `object` its stairwell; not applicable without a shaft that may be built.

    Examples
    --------
    >>> shapes = [shapely.box(0, 0, 2, 3), shapely.box(1, 0, 3, 3), shapely.box(4, 0, 6, 3), None]
    >>> places = pd.DataFrame({"geometry": shapes}, index=["U1", "U2", "U3", "U4"])
    >>> found = spacing(places, np.array([True] * 4), least=1.2)
    >>> found.measured.tolist(), found.object.tolist(), found.status.tolist()
    ([0.0, 0.0, 1.0, nan], ['U2', 'U1', 'U2', None], [3, 3, 3, 0])
    """
    shapes = places["geometry"].to_numpy(dtype=object)
    there = wanted & ~shapely.is_missing(shapes)
    kept = np.where(there, shapes, None)
    one, other = shapely.STRtree(kept).query(kept, predicate="dwithin", distance=least)
    one, other = one[one != other], other[one != other]
    metres = shapely.distance(kept[one], kept[other])
    pairs = pd.DataFrame({"place": one, "object": other, "measured": metres})
    ids = places.index.to_numpy(dtype=object)
    found = worst(pairs.assign(limit=least, limit_most=least), ids, size=len(places))
    found.status[~there] = NOT_APPLICABLE
    over = found.measured == 0
    rival = places.index.get_indexer(pd.Index(found.object[over]))
    core = shapely.buffer(kept[over], -SLIP)
    meets = np.flatnonzero(over)[shapely.intersects(core, kept[rival])]
    found.note[meets] = [
        f"与 {name} 的井道相叠，两者只能取一或一并设计" for name in found.object[meets]
    ]
    return found
