"""What counts as sun, and the day by which it is counted: hour angles without a sine."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from . import sun
from .errors import ChoiceError

if TYPE_CHECKING:
    from .network import Floats
    from .sun import Sky

Aggregate = Literal["cumulative", "longest", "two_longest"]
STEEPEST = 90.0  # degrees of a sweep angle that leave no sun at all
_LEVEL = 1e-9  # part of a metre that the sun is lifted where it stands on the horizon


@dataclass(frozen=True)
class Counting:
    """
    What counts as sun at a window.

    Attributes
    ----------
    shortest
        Minutes: an interval shorter than this does not count.
    sweep
        Degrees in plan between the wall and the sun: light that grazes the wall by less does not
        count.
    aggregate
        All intervals that count, the longest of them, or the two longest.
    full
        The sun must reach both ends and the middle of the sill at once (满窗); else the middle.

    Examples
    --------
    >>> Counting(shortest=5.0, sweep=12.0)
    Counting(shortest=5.0, sweep=12.0, aggregate='cumulative', full=True)
    """

    shortest: float = 0.0
    sweep: float = 0.0
    aggregate: Aggregate = "cumulative"
    full: bool = True

    def __post_init__(self) -> None:
        ways = get_args(Aggregate)
        faults = [
            f"日照口径的{name}是 {value}，应为{expected}；请改正。"
            for name, value, expected, fine in (
                ("最短连续日照", self.shortest, "不小于 0 的分钟数", 0 <= self.shortest < np.inf),
                ("扫掠角", self.sweep, "0 至 90 之间的度数", 0 <= self.sweep < STEEPEST),
                ("累计方式", self.aggregate, f" {'、'.join(ways)} 之一", self.aggregate in ways),
            )
            if not fine
        ]
        if faults:
            raise ChoiceError(faults)


class Day(NamedTuple):
    """
    The sun's way on one day, and what counts.

    With t the tangent of half the hour angle, east, north and up are ``a * t * t + 2 * b * t + c``
    over ``1 + t * t``. So the sun is before a plane where a quadratic of t is positive.
    """

    path: "Floats"  # (3, 3): a, b and c of east, north and up, in the grid
    pieces: "Floats"  # (k, 2): of t, with the sun up, within the hours asked about
    reach: "Floats"  # see `reach`
    cosine: float  # of the sweep angle
    sine: float
    full: bool
    shortest: float  # hours
    aggregate: int  # position in `Aggregate`


@lru_cache(maxsize=64)
def day(sky: "Sky", counting: Counting) -> Day:
    """
    The day of a sky as quadratics; kept, so its arrays are not to be changed.

    Examples
    --------
    >>> from pianqu.gis.sun import Sky
    >>> day(Sky(-20.0, 31.0, 0.0, -60.0, 60.0), Counting()).pieces.round(4)
    array([[-0.5774,  0.5774]])
    """
    from . import arcs

    noon, evening, midnight = sun.direction([0.0, 90.0, 180.0], sky)
    path = np.stack([midnight, evening - (noon + midnight) / 2, noon], axis=1)
    start, end = np.tan(np.radians([sky.start, sky.end]) / 2)
    pieces = arcs.pieces(path, start, end)
    sweep = np.radians(counting.sweep)
    rule = counting.full, counting.shortest / 60, get_args(Aggregate).index(counting.aggregate)
    return Day(path, pieces, _reach(path, pieces), np.cos(sweep), np.sin(sweep), *rule)


def reach(sky: "Sky") -> "Floats":
    """
    How far the way to the sun runs for each metre it rises, at the most.

    Parameters
    ----------
    sky
        From :func:`pianqu.gis.sun.sky`.

    Returns
    -------
    array
        (4,) metres: least and most to the east, least and most to the north of the grid, over the
        hours of `sky`; 0, of a solid overhead, is always within. A shadow falls the other way.

    Examples
    --------
    >>> from pianqu.gis.sun import Sky
    >>> reach(Sky(-20.0, 31.0, 0.0, -60.0, 60.0)).round(2)
    array([-3.59,  3.59, -2.36,  0.  ])
    """
    return day(sky, Counting()).reach.copy()


def _reach(path: "Floats", pieces: "Floats") -> "Floats":
    """Bounds of east and north over up: at an end of a piece, or where the ratio is level."""
    up, bounds = path[2], []
    for a, b, c in path[:2]:
        slope = [b * up[0] - a * up[1], c * up[0] - a * up[2], c * up[1] - b * up[2]]
        level = np.real(np.roots(slope))  # of a pair of complex ones a place like any other
        inner = [level[(level > start) & (level < end)] for start, end in pieces]
        t = np.concatenate([pieces.ravel(), *inner])
        high = np.maximum((up[0] * t + 2 * up[1]) * t + up[2], _LEVEL * (1 + t * t))
        ways = ((a * t + 2 * b) * t + c) / high
        bounds += [ways.min(initial=0.0), ways.max(initial=0.0)]
    return np.array(bounds)
