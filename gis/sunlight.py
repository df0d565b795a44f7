"""Sun hours of windows, exact: arcs of hour angle in closed form, no steps of time."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import panes, prisms
from .counting import Counting, day, reach
from .errors import ChoiceError
from .panes import Groups
from .prisms import FAR, Solids
from .threads import each

if TYPE_CHECKING:
    from .network import Floats, Ints
    from .panes import Places
    from .prisms import Prisms
    from .snapping import Mask
    from .sun import Sky

__all__ = ["Counting", "hours", "touched", "touched_each"]
CHUNK = 1 << 15  # windows of which the solids near them are held at once


def hours(
    solids: "Prisms",
    points: pd.DataFrame,
    windows: pd.DataFrame,
    *,
    sky: "Sky",
    counting: Counting,
    raised: float = 0.0,
    also: "Prisms | None" = None,
    threads: int = 1,
) -> pd.DataFrame:
    """
    Hours of sun at each window, with solids before it.

    With the declination of the day fixed, the sun is hidden by one wall of an upright solid during
    arcs of hour angle that have a closed form; the sunny time is what is left of the day when the
    arcs of all walls near are taken from it. Nothing is stepped, so nothing is rounded to minutes:
    the error is that of double precision (below a millisecond).

    A solid hides the sun from its own windows too: wings and courtyards. Its outline must not
    cross itself. A window is buried, and has no sun, where the solid stands more than 1 cm into
    another that is higher than its sill, or touches it: a party wall, or overlapping outlines.

    The arcs are compiled on the first call, as in :func:`pianqu.gis.walking.minutes`. Neither
    `threads` nor the order of rows changes a bit of the result.

    Parameters
    ----------
    solids
        From :func:`pianqu.gis.prisms.build`: everything that stands.
    points
        One row a place on a wall, index unique: ``x``, ``y`` (metres), ``nx``, ``ny`` (unit vector
        out of the wall; both 0 on open ground, which has sun from all round), ``width`` (metres of
        the window along the wall) and ``solid`` (position of its own solid in `solids`, -1 none).
    windows
        One row a window: ``point`` (label in `points`; integers, or a categorical whose categories
        are that index, are quickest) and ``sill`` (metres, on the datum of the solids' tops).
    sky
        From :func:`pianqu.gis.sun.sky`; no sun is counted while it is below the horizon.
    counting
        What counts as sun.
    raised
        Metres added to the top of each of `solids`, for a height that is not sure.
    also
        Further solids, not raised and nobody's own, such as a lift shaft.
    threads
        How many run at once.

    Returns
    -------
    DataFrame
        The index of `windows`: ``hours`` and ``buried`` (bool; `hours` is 0 there).

    Raises
    ------
    LayerError
        A number of `points` or `windows` is missing, a normal is no unit vector, a point has two
        rows or none.
    ChoiceError
        `threads` or `raised` is out of range.

    Examples
    --------
    A wall that looks south on a winter day, and a bar of six storeys 22 m before it:

    >>> from shapely import box
    >>> from pianqu.gis import prisms
    >>> from pianqu.gis.sun import Sky
    >>> bar = prisms.build([box(-30, -32, 30, -22)], base=0.0, height=18.0)
    >>> points = pd.DataFrame(
    ...     {"x": [0.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5, "solid": -1}, index=["S"]
    ... )
    >>> windows = pd.DataFrame({"point": "S", "sill": [0.9, 12.9]}, index=["1F", "5F"])
    >>> day = Sky(-20.0, 31.0, 0.0, -60.0, 60.0)
    >>> hours(bar, points, windows, sky=day, counting=Counting()).round(2)
        hours  buried
    1F    3.1   False
    5F    8.0   False
    """
    from . import arcs

    _require_choices(raised, threads)
    places = panes.places(points, windows)
    groups, asked = panes.groups(places), day(sky, counting)
    boxes, lowest = panes.boxes(places, groups)
    result = arcs.Result(np.zeros(len(windows)), np.zeros(len(windows), dtype=np.bool_))
    cuts = _cuts(places, groups)

    def light(number: int, _: int) -> None:
        some = slice(cuts[number], cuts[number + 1])
        near, walls = _near(solids, also, boxes[some], lowest[some], asked.reach, raised)
        work = arcs.workspace(_most(near, walls))
        mine = Groups(groups.border[some.start : some.stop + 1], groups.member)
        arcs.light(places, mine, near, walls, asked, work, result)

    each(light, len(cuts) - 1, range(min(threads, len(cuts) - 1)))
    return pd.DataFrame({"hours": result.hours, "buried": result.buried}, index=windows.index)


def touched(
    points: pd.DataFrame, windows: pd.DataFrame, shadow_of: "Prisms", *, sky: "Sky"
) -> "Ints":
    """
    Windows that the shadow of any of some solids may reach: those in the boxes about them.

    Parameters
    ----------
    points, windows
        As for :func:`hours`.
    shadow_of
        From :func:`pianqu.gis.prisms.build`, such as one lift shaft.
    sky
        From :func:`pianqu.gis.sun.sky`.

    Returns
    -------
    array
        Positions of windows, in order. Every other window keeps its hours and is not buried, to
        the last bit, where the solids are added.

    Examples
    --------
    >>> from shapely import box
    >>> from pianqu.gis import prisms
    >>> from pianqu.gis.sun import Sky
    >>> shaft = prisms.build([box(-1, -4, 1, 0)], base=0.0, height=18.0)
    >>> points = pd.DataFrame({"x": [-5.0, 90.0], "y": 0.0, "width": 1.5}, index=["near", "far"])
    >>> windows = pd.DataFrame({"point": ["near", "near", "far"], "sill": [0.9, 20.9, 0.9]})
    >>> touched(points, windows, shaft, sky=Sky(-20.0, 31.0, 0.0, -60.0, 60.0))
    array([0])
    """
    each_of = touched_each(points, windows, shadow_of, sky=sky)
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *each_of]))


def touched_each(
    points: pd.DataFrame, windows: pd.DataFrame, shadow_of: "Prisms", *, sky: "Sky"
) -> "list[Ints]":
    """
    Windows that the shadow of each solid may reach, solid by solid: :func:`touched` for many.

    Parameters
    ----------
    points, windows, shadow_of, sky
        As for :func:`touched`; reading the frames once for all solids saves most of the time.

    Returns
    -------
    list of arrays
        For each solid, positions of windows, in order.

    Examples
    --------
    >>> from shapely import box
    >>> from pianqu.gis import prisms
    >>> from pianqu.gis.sun import Sky
    >>> shafts = prisms.build([box(-1, -4, 1, 0), box(95, -4, 97, 0)], base=0.0, height=18.0)
    >>> points = pd.DataFrame({"x": [-5.0, 90.0], "y": 0.0, "width": 1.5}, index=["near", "far"])
    >>> windows = pd.DataFrame({"point": ["far", "near"], "sill": 0.9})
    >>> touched_each(points, windows, shafts, sky=Sky(-20.0, 31.0, 0.0, -60.0, 60.0))
    [array([1]), array([0])]
    """
    from .arrays import grouped

    first, order = grouped(panes.positions(points, windows), len(points))
    x, y, width = (points[name].to_numpy(dtype=np.float64) for name in ("x", "y", "width"))
    sill = windows["sill"].to_numpy(dtype=np.float64)
    ways, pad = reach(sky), width / 2 + panes.MARGIN
    eastward = np.argsort(x, kind="stable")
    along, widest, lowest = x[eastward], pad.max(initial=0.0), sill.min(initial=np.inf)

    def about(box: "Floats", top: float) -> "Ints":
        shade = _shaded(box, max(top - lowest, 0.0), ways)
        ends = np.searchsorted(along, [shade[0] - widest, shade[2] + widest])
        place = eastward[ends[0] : ends[1]]
        place = place[_met(shade, x[place], y[place], pad[place])]
        count = first[place + 1] - first[place]
        start = np.repeat(first[place] - np.cumsum(count) + count, count)
        window, place = order[start + np.arange(len(start))], np.repeat(place, count)
        height = top - sill[window]
        met = _met(_shaded(box, height, ways), x[place], y[place], pad[place])
        return np.sort(window[met & (height > 0)])

    return [about(*solid) for solid in zip(shadow_of.boxes, shadow_of.top, strict=True)]


def _shaded(box: "Floats", height: "float | Floats", reach: "Floats") -> "list[float | Floats]":
    """Bounds of a box and of its shadow on the level that is so far below its top."""
    west, east, south, north = (np.clip(height * way, -FAR, FAR) for way in reach)
    return [box[0] - east, box[1] - north, box[2] - west, box[3] - south]


def _met(box: "list[float | Floats]", x: "Floats", y: "Floats", pad: "Floats") -> "Mask":
    return (x >= box[0] - pad) & (x <= box[2] + pad) & (y >= box[1] - pad) & (y <= box[3] + pad)


def _require_choices(raised: float, threads: int) -> None:
    faults = [
        f"{name}是 {value:g}，应为{expected}；请改正。"
        for name, value, expected, fine in (
            ("遮挡体加高（米）", raised, "有限数", np.isfinite(raised)),
            ("线程数", threads, "不小于 1 的整数", threads >= 1 and threads == int(threads)),
        )
        if not fine
    ]
    if faults:
        raise ChoiceError(faults)


def _cuts(places: "Places", groups: Groups) -> "Ints":
    """Where groups are parted into chunks of like numbers of windows."""
    upto = np.append(0, np.cumsum(np.diff(places.first)[groups.member]))[groups.border]
    return np.unique(np.searchsorted(upto, [*range(0, upto[-1], CHUNK), upto[-1]]))


def _near(
    solids: "Prisms",
    also: "Prisms | None",
    boxes: "Floats",
    lowest: "Floats",
    ways: "Floats",
    raised: float,
) -> tuple[Groups, Solids]:
    """Solids near each group, and these with their walls."""
    box, solid = prisms.near(solids, boxes, lowest, ways, raised=raised)
    used, member = np.unique(solid, return_inverse=True)
    walls = prisms.chosen(solids, used, raised=raised)
    if also is not None:
        further, extra = prisms.near(also, boxes, lowest, ways)
        more = prisms.chosen(also, np.arange(len(also)), own=False)
        box, member = np.append(box, further), np.append(member, extra + len(used))
        walls = _joined(walls, more)
    order = np.argsort(box, kind="stable")
    border = np.searchsorted(box[order], np.arange(len(boxes) + 1))
    return Groups(border, member[order]), walls


def _joined(some: Solids, more: Solids) -> Solids:
    return Solids(
        np.append(some.number, more.number),
        np.append(some.top, more.top),
        np.vstack([some.boxes, more.boxes]),
        np.append(some.first, more.first[1:] + some.first[-1]),
        np.vstack([some.edges, more.edges]),
    )


def _most(near: Groups, walls: Solids) -> int:
    """The number of walls near the group with the most."""
    size = np.append(0, np.cumsum(np.diff(walls.first)[near.member]))[near.border]
    return int(np.diff(size).max(initial=0))
