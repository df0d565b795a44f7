"""Seconds on foot: slope by direction, stairs up and down, and the stretches a way is made of."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .cutting import Floats, Ints, Objects, Pieces, changes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike

    from .relief import Relief

WHOLE = "whole"  # column of streets: the line that a row is a piece of
STEP = 10.0  # metres at most between two heights taken along an edge
_EASIEST = 0.05  # the slope down that is walked fastest (Tobler 1993)
_DECAY = 3.5  # by which pace falls with the distance from it (Tobler 1993)
_LEVEL = 0.01  # metres; ends that differ by less are of one height


class Costs(NamedTuple):
    """What it costs to walk each edge."""

    forward: Floats  # seconds as it is drawn; inf = not allowed
    backward: Floats  # seconds the other way; inf = not allowed
    grade: Floats  # the steepest slope met, without its sign; NaN = ground not known


class Profile(NamedTuple):
    """Edges as stretches of even slope, edge by edge in the direction they are drawn."""

    first: Ints  # (m,) number of the first stretch of each edge
    run: Floats  # (k,) metres along each stretch
    rise: Floats  # (k,) metres up along each stretch; NaN where the ground is not known


def costs(
    streets: "gpd.GeoDataFrame",
    pieces: Pieces,
    *,
    pace: float,
    stairs: float,
    stairs_down: float,
    wait: float,
    relief: "Relief | None",
) -> Costs:
    """
    Seconds and slope of the pieces of streets, by what is known of each street.

    Parameters
    ----------
    streets
        As for :func:`pianqu.gis.network.build`.
    pieces
        Their geometry, cut.
    pace, stairs, stairs_down, wait, relief
        As for :func:`pianqu.gis.network.build`.

    Returns
    -------
    Costs
        One entry a piece.
    """
    length, row = shapely.length(pieces.lines), pieces.row
    steps, bridge, tunnel = (
        column(streets, name, False).astype(bool) for name in ("stairs", "bridge", "tunnel")
    )
    raised = bridge | tunnel | (column(streets, "level", 0) != 0)
    whole = column(streets, WHOLE, None)[row]
    ground = profile(pieces, raised=raised[row], relief=relief, whole=whole)
    there, back = seconds(
        ground, length, steps[row], pace=pace, stairs=stairs, stairs_down=stairs_down
    )
    crossing = (column(streets, "kind", "") == "crossing")[row]
    waited = np.where(crossing, wait * length / _of_street(length, streets.index[row]), 0.0)
    oneway = column(streets, "oneway", "both")[row]
    return Costs(
        np.where(oneway == "backward", np.inf, there + waited),
        np.where(oneway == "forward", np.inf, back + waited),
        grade(ground),
    )


def _of_street(length: Floats, street: pd.Index) -> Floats:
    """Metres of all that has the same id, for each."""
    order = np.argsort(length)  # a sum in the order of the rows would depend on it
    number = pd.factorize(street)[0]
    return np.asarray(np.bincount(number[order], length[order])[number], dtype=np.float64)


def column(streets: "gpd.GeoDataFrame", name: str, missing: object) -> Objects:
    """
    A column that a layer of streets may have, its missing values replaced.

    Examples
    --------
    >>> import pandas as pd
    >>> column(pd.DataFrame({"oneway": ["forward", None]}), "oneway", "both").tolist()
    ['forward', 'both']
    """
    if name not in streets:
        return np.full(len(streets), missing, dtype=object)
    values = streets[name].astype(object)
    return values.where(values.notna(), missing).to_numpy()


def tobler(slope: "ArrayLike") -> Floats:
    """
    Share of the pace on the flat that is kept on a slope.

    Parameters
    ----------
    slope
        Rise over run in the direction of walking; downhill is negative.

    Returns
    -------
    ndarray
        1 on the flat, most on a fall of 5 %, NaN where the slope is.

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA Technical
    Report 93-1: 6 exp(-3.5 |s + 0.05|) km/h, here divided by its value on the flat.

    Examples
    --------
    >>> tobler([0.0, -0.05, 0.1]).round(6).tolist()
    [1.0, 1.191246, 0.704688]
    """
    return np.exp(-_DECAY * (np.abs(np.asarray(slope, dtype=float) + _EASIEST) - _EASIEST))


def profile(
    pieces: Pieces,
    *,
    raised: NDArray[np.bool_],
    relief: "Relief | None",
    whole: Objects | None = None,
) -> Profile:
    """
    Heights along the pieces of streets, as stretches of even slope.

    Parameters
    ----------
    pieces
        From :func:`pianqu.gis.cutting.cut`, in the coordinate system of `relief`.
    raised
        Pieces on a bridge, in a tunnel or on another level: these do not lie on the ground, but
        run straight from the height at the first end of their whole line to that at its last.
    relief
        Heights of the ground, taken at every vertex and at most :data:`STEP` metres apart.
    whole
        (m,) the line that each piece was cut from before, by a gate on a bridge; None, one or
        all = that of `pieces`.

    Returns
    -------
    Profile
        Without `relief`, one stretch a piece whose rise is NaN.

    Examples
    --------
    >>> from pianqu.gis import cutting
    >>> from pianqu.gis.relief import Relief
    >>> hill = Relief(np.array([[0.0, 1.0, 0.0]]), (20, 0, -10, 0, 1, -0.5), "EPSG:4549", 4549)
    >>> pieces = cutting.cut(np.array([shapely.LineString([(0, 0), (40, 0)])]), tolerance=0.001)
    >>> found = profile(pieces, raised=np.array([False]), relief=hill)
    >>> found.run.tolist(), found.rise.tolist()
    ([10.0, 10.0, 10.0, 10.0], [0.5, 0.5, -0.5, -0.5])
    """
    length = shapely.length(pieces.lines)
    if relief is None:
        return Profile(np.arange(len(length)), length, np.full(len(length), np.nan))
    dense = shapely.segmentize(pieces.lines, STEP)
    xy, edge = shapely.get_coordinates(dense, return_index=True)
    onward = ~changes(edge)[1:]  # from each vertex to the next, unless that begins another edge
    run = np.hypot(*np.diff(xy, axis=0).T)[onward]
    rise = np.diff(relief.heights(xy))[onward]
    edge = edge[1:][onward]
    if raised.any():
        rise = np.where(raised[edge], _straight(pieces, length, relief, whole)[edge] * run, rise)
    return Profile(np.flatnonzero(changes(edge)), run, rise)


def _straight(pieces: Pieces, length: Floats, relief: "Relief", whole: Objects | None) -> Floats:
    """The even slope of each piece if its whole line ran straight from end to end."""
    begins = changes(pieces.part)
    first = np.flatnonzero(begins)
    last = np.r_[first[1:], len(begins)] - 1
    ends = pieces.nodes[pieces.start[first]], pieces.nodes[pieces.end[last]]
    run = np.add.reduceat(length, first)
    if whole is not None:
        longer = ~shapely.is_missing(whole[first])
        lines = whole[first][longer]
        for end, at in zip(ends, (0, -1), strict=True):  # two copies, made by indexing
            end[longer] = shapely.get_coordinates(shapely.get_point(lines, at))
        run[longer] = shapely.length(lines)
    slope = (relief.heights(ends[1]) - relief.heights(ends[0])) / run
    return slope[np.cumsum(begins) - 1]


def grade(ground: Profile) -> Floats:
    """
    The steepest slope met along each edge.

    Parameters
    ----------
    ground
        From :func:`profile`.

    Returns
    -------
    ndarray
        (m,) rise over run without its sign; NaN where any of the ground is not known.

    Examples
    --------
    >>> stretches = Profile(np.array([0, 2]), np.full(3, 10.0), np.array([0.5, -1.0, np.nan]))
    >>> grade(stretches).tolist()
    [0.1, nan]
    """
    return np.maximum.reduceat(np.abs(ground.rise / ground.run), ground.first)


def seconds(
    ground: Profile,
    length: Floats,
    steps: NDArray[np.bool_],
    *,
    pace: float,
    stairs: float,
    stairs_down: float,
) -> tuple[Floats, Floats]:
    """
    Seconds to walk each edge as it is drawn, and the other way.

    Parameters
    ----------
    ground
        From :func:`profile`.
    length
        (m,) metres of each edge.
    steps
        (m,) whether an edge is a flight of stairs. Stairs are walked at a share of the pace,
        whatever their slope; other edges by :func:`tobler`, or as flat where any of their ground
        is not known.
    pace
        Metres a second on the flat.
    stairs
        Share of the pace kept going up, on level stairs, and where the ground is not known.
    stairs_down
        Share of the pace kept going down.

    Returns
    -------
    tuple of ndarray
        Two of (m,).

    Examples
    --------
    >>> ramp = Profile(np.array([0]), np.array([10.0]), np.array([1.0]))
    >>> up, down = seconds(
    ...     ramp, ramp.run, np.array([False]), pace=1.0, stairs=0.5, stairs_down=0.6
    ... )
    >>> up.round(6).tolist(), down.round(6).tolist()
    ([14.190675], [10.0])
    """
    whole = np.add.reduceat(ground.run, ground.first)
    climb = np.add.reduceat(ground.rise, ground.first)
    both = []
    for way in (1, -1):
        share = np.where(way * climb < -_LEVEL, stairs_down, stairs)
        speed = np.where(steps, pace * share, pace)
        with np.errstate(divide="ignore"):  # nobody walks up a cliff
            slowly = ground.run / tobler(way * ground.rise / ground.run)
        slower = np.add.reduceat(slowly, ground.first) / whole
        both.append(length / speed * np.where(steps | np.isnan(slower), 1.0, slower))
    return both[0], both[1]
