"""Shadows of further solids: the windows they may come to, and which to ask about together."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import panes, sunlight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .network import Floats, Ints
    from .prisms import Prisms
    from .sun import Sky

TOUCH = 0.05  # metres; a window as near to a solid as this is behind it


class Casts(NamedTuple):
    """Pairs of a window and a solid whose shadow may come to it; positions."""

    window: "Ints"
    solid: "Ints"
    behind: "NDArray[np.bool_]"  # the window is on the wall that the solid stands at, or in it

    def some(self, chosen: "NDArray[np.bool_]") -> "Casts":
        """Those pairs only."""
        return Casts(self.window[chosen], self.solid[chosen], self.behind[chosen])


def casts(points: pd.DataFrame, windows: pd.DataFrame, blocks: "Prisms", *, sky: "Sky") -> Casts:
    """
    Pairs of a window and a solid whose shadow may come to it.

    Parameters
    ----------
    points, windows
        As for :func:`pianqu.gis.sunlight.hours`.
    blocks
        The solids. The CRS of the points.
    sky
        The sun's way over the place.

    Returns
    -------
    Casts
        As :func:`pianqu.gis.sunlight.touched_each` finds them: a pair too many does no harm, none
        is missing. `behind` where the middle of the window is on the outline of the solid (within
        5 cm) or inside it, and below its top.

    Examples
    --------
    >>> from datetime import date
    >>> from pianqu.gis import prisms, sun
    >>> points = pd.DataFrame({"x": [1.0, 1.0], "y": [0.0, 99.0], "nx": 0.0, "ny": 1.0, "width": 1.5})
    >>> windows = pd.DataFrame({"point": [0, 1], "sill": 0.9})
    >>> shaft = prisms.build([shapely.box(0, 0, 2, 4)], base=0.0, height=20.0)
    >>> sky = sun.sky(date(2001, 1, 20), place=sun.Place(31.45, 121.13, 0.0))
    >>> found = casts(points, windows, shaft, sky=sky)
    >>> found.window, found.solid, found.behind
    (array([0]), array([0]), array([ True]))
    """
    each = sunlight.touched_each(points, windows, blocks, sky=sky)
    solid = np.repeat(np.arange(len(each)), [len(part) for part in each])
    window = np.concatenate([np.empty(0, dtype=np.int64), *each])
    place = panes.positions(points, windows)[window]
    xy = points[["x", "y"]].to_numpy(dtype=np.float64)[place]
    return Casts(window, solid, _behind(xy, blocks, solid))


def _behind(xy: "Floats", blocks: "Prisms", solid: "Ints") -> "NDArray[np.bool_]":
    """Whether each point is on or in its solid."""
    box = blocks.boxes[solid]
    near = np.flatnonzero(((xy >= box[:, :2] - TOUCH) & (xy <= box[:, 2:] + TOUCH)).all(axis=1))
    gap = shapely.distance(shapely.points(xy[near]), blocks.footprints[solid[near]])
    found = np.zeros(len(xy), dtype=np.bool_)
    found[near] = gap <= TOUCH
    return found


def rounds(found: Casts, group: "Ints", count: int) -> "Iterator[Ints]":
    """
    Groups of solids that come to no window in common, as few rounds of them as are easily found.

    Parameters
    ----------
    found
        From :func:`casts`.
    group
        Number of the group of each solid.
    count
        How many windows there are.

    Yields
    ------
    array of int
        Groups that can be asked about together; each group that comes to any window is in one.

    Examples
    --------
    Two groups share the window 5, the third is on its own.

    >>> none = np.zeros(4, dtype=bool)
    >>> found = Casts(np.array([4, 5, 5, 9]), np.array([0, 0, 1, 2]), none)
    >>> [some.tolist() for some in rounds(found, np.array([0, 1, 2]), 10)]
    [[0, 2], [1]]
    """
    owner = group[found.solid]
    order = np.argsort(owner, kind="stable")
    names, first = np.unique(owner[order], return_index=True)
    taken = np.zeros(count, dtype=object)  # bits of the rounds that come to each window
    number = np.empty(len(names), dtype=np.int64)
    parts = np.split(found.window[order], first)[1:]
    for i, windows in enumerate(parts):
        used = int(np.bitwise_or.reduce(taken[windows], initial=0))
        number[i] = (~used & (used + 1)).bit_length() - 1  # the first that is free
        taken[windows] |= 1 << int(number[i])
    for each in range(int(number.max(initial=-1)) + 1):
        yield names[number == each]
