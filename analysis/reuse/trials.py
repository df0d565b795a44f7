"""Layouts of parking tried on one plot, and the one with the most bays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from . import drives
from .bands import KERB, Pattern, patterns
from .drives import Drive
from .placing import Placed, place

NO_ROOM = "放不下一排车位和通道"
NO_WAY = "通道不能直达临路一侧"
RECTANGLE, PLOT = "rectangle", "plot"
Frame = tuple[float, float, float]  # bearing of the aisles, and the point turned about
Box = tuple[int, float, float, float, float]
_OFFSETS = 8  # heights tried for a pattern in a plot that is no rectangle
_SAME = 1e-6


@dataclass(frozen=True)
class Found:
    """A layout: bays as row and box in its frame, the way in, and the ground it was laid on."""

    placed: Placed
    drive: Drive | None
    boxes: tuple[Box, ...]
    ground: str
    frame: Frame

    @property
    def count(self) -> int:
        """Bays."""
        return len(self.boxes)


@dataclass(frozen=True)
class _Try:
    most: int
    pattern: Pattern
    low: float
    ground: BaseGeometry
    name: str
    frame: Frame


def best(
    plot: BaseGeometry,
    rectangle: tuple[BaseGeometry, float],
    access: BaseGeometry,
    *,
    sizes: Mapping[str, float],
    kerb: BaseGeometry | None,
) -> tuple[Found | None, str]:
    """
    The layout with the most bays that cars can get to; what first reaches a number keeps it.

    Parameters
    ----------
    plot
        Its outline, in metres.
    rectangle
        The rectangle inside and the bearing of its long side, degrees from grid north.
    access
        The lines of the outline that face a street.
    sizes
        As from :func:`pianqu.analysis.reuse.bands.sizes`.
    kerb
        What bays along the kerb must stand at: the carriageway, where it is wide enough to turn
        in from it; None where it is not.

    Returns
    -------
    tuple
        The layout, or None and the reason in Chinese.

    Examples
    --------
    >>> from pianqu.analysis.reuse.bands import sizes
    >>> strip = shapely.box(0, 0, 60, 6.4)
    >>> end = shapely.LineString([(0, 0), (0, 6.4)])
    >>> found, _ = best(strip, (strip, 90.0), end, sizes=sizes(), kerb=None)
    >>> found.count, found.placed.pattern.kind
    (10, 'parallel')
    """
    found, reason, turns = None, NO_ROOM, {}
    access = shapely.simplify(shapely.line_merge(access), _SAME)
    for one in _tries(plot, rectangle, access, sizes, kerb is not None):
        if found and one.most <= found.count:
            break
        if one.frame not in turns:
            shapes = (plot, access, access if kerb is None else kerb)
            turns[one.frame] = [turned(shape, one.frame) for shape in shapes]
        for placed in place(one.ground, one.pattern, one.low, least=sizes["aisle_least"]):
            whole = placed.count()
            if whole <= (found.count if found else 0):
                continue
            reason = NO_WAY
            boxes, drive = _reached(placed, *turns[one.frame], sizes)
            if len(boxes) > (found.count if found else 0):
                found = Found(placed, drive, tuple(boxes), one.name, one.frame)
    return found, "" if found else reason


def turned(shape: BaseGeometry, frame: Frame) -> BaseGeometry:
    """
    A shape in a frame: x along the bearing, y to its left, from the point turned about.

    Examples
    --------
    >>> turned(shapely.Point(3, 7), (0.0, 3.0, 5.0)).wkt
    'POINT (2 0)'
    """
    sine, cosine = _way(frame[0])
    turn = np.array([[sine, -cosine], [cosine, sine]])
    return shapely.transform(shape, lambda points: (points - frame[1:]) @ turn)


def upright(shapes: Sequence[BaseGeometry], frame: Frame) -> list[BaseGeometry]:
    """
    Shapes of a frame, back in their own system.

    Examples
    --------
    >>> [shape.wkt for shape in upright([shapely.Point(2, 0)], (0.0, 3.0, 5.0))]
    ['POINT (3 7)']
    """
    sine, cosine = _way(frame[0])
    turn = np.array([[sine, cosine], [-cosine, sine]])
    moved = shapely.transform(np.array(shapes), lambda points: points @ turn + frame[1:])
    return list(moved)


def _way(bearing: float) -> tuple[float, float]:
    """Sine and cosine, exact along the axes."""
    angle = np.radians(bearing)
    return float(np.sin(angle).round(15)), float(np.cos(angle).round(15))


def _tries(
    plot: BaseGeometry,
    rectangle: tuple[BaseGeometry, float],
    access: BaseGeometry,
    sizes: Mapping[str, float],
    kerb: bool,
) -> list[_Try]:
    """Every pattern, place and direction, those first that could hold the most."""
    shape, bearing = rectangle
    x, y = shapely.get_coordinates(shapely.centroid(shape))[0].tolist()
    found = []
    for frame in ((bearing, x, y), (bearing + 90.0, x, y)):
        west, south, east, north = shapely.bounds(turned(shape, frame)).tolist()
        ground = shapely.box(west, south, east, north)  # the rectangle, but for rounding
        for pattern in patterns(north - south + _SAME, sizes, kerb=kerb):
            most = pattern.most(east - west + _SAME)
            for low in (south, north - pattern.depth):
                found.append(_Try(most, pattern, low, ground, RECTANGLE, frame))
    if shape.area < sizes["fill"] * plot.area:
        street = _bearing(access)
        for turn in dict.fromkeys((bearing, street, street + 90.0)):
            found += _strips(plot, (turn, x, y), sizes, kerb)
    return sorted(found, key=lambda one: -one.most)


def _bearing(lines: BaseGeometry) -> float:
    """Degrees from grid north of the longest straight piece of some lines."""
    ends = [np.diff(shapely.get_coordinates(line), axis=0) for line in shapely.get_parts(lines)]
    steps = np.concatenate(ends)
    east, north = steps[np.hypot(*steps.T).argmax()]
    return float(np.degrees(np.arctan2(east, north)).round(6) % 180)


def _strips(
    plot: BaseGeometry, frame: Frame, sizes: Mapping[str, float], kerb: bool
) -> Iterator[_Try]:
    """One aisle in the outline of the plot, at heights where its corners are."""
    ground = turned(plot, frame)
    west, south, east, north = shapely.bounds(ground).tolist()
    corners = shapely.get_coordinates(ground)[:, 1]
    for pattern in patterns(north - south, sizes, kerb=kerb):
        if pattern.aisles > 1:
            continue
        lows = np.unique(np.concatenate([corners, corners - pattern.depth]))
        lows = lows[(lows >= south) & (lows + pattern.depth <= north)]
        if len(lows) > _OFFSETS:
            lows = lows[np.linspace(0, len(lows) - 1, _OFFSETS).astype(int)]
        most = pattern.most(east - west + _SAME)
        for low in lows.tolist():
            yield _Try(most, pattern, low, ground, PLOT, frame)


def _reached(
    placed: Placed,
    plot: BaseGeometry,
    street: BaseGeometry,
    kerb: BaseGeometry,
    sizes: Mapping[str, float],
) -> tuple[list[Box], Drive | None]:
    """Bays that a car gets to, with the way in; none where there is no way."""
    if placed.pattern.kind == KERB:
        return _at_kerb(placed.boxes(), kerb, sizes["kerb_gap"]), None
    drive = drives.best(placed, plot, street, lane=sizes["lane"])
    if drive is None:
        return [], None
    return placed.boxes(without=drive.without, row=drive.row), drive


def _at_kerb(boxes: list[Box], kerb: BaseGeometry, gap: float) -> list[Box]:
    """Bays with a whole side along the kerb."""
    edges = np.array([box[1:] for box in boxes], dtype=float).reshape(-1, 4)
    corners = [edges[:, [x, y]] for y in (1, 3) for x in (0, 2)]
    near = [
        np.asarray(shapely.distance(shapely.points(some), kerb)) <= gap + _SAME for some in corners
    ]
    good = (near[0] & near[1]) | (near[2] & near[3])
    return [box for box, kept in zip(boxes, good.tolist(), strict=True) if kept]
