"""Strips before walls, compiled: how far ahead of a wall the edges of an object come."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .arrays import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SLIP = 1e-6  # metres


class Items(NamedTuple):
    """
    What may stand ahead: straight edges.

    `edges` are x, y, x, y; item i has those from ``begin[i]`` to ``begin[i + 1]`` and is filled
    where `filled` says so.
    """

    edges: "NDArray[np.float64]"
    begin: "NDArray[np.int64]"
    filled: "NDArray[np.bool_]"


class Stands(NamedTuple):
    """
    Where one looks from: places on walls, each with strips ahead of it.

    `frame` is x, y and the unit vector ahead; stand s has the strips from ``first[s]`` to
    ``first[s + 1]``, each with the place of its `middle` to the right of the stand and `half` its
    width; `reach` is the nearest and the farthest metres ahead that are looked at.
    """

    frame: "NDArray[np.float64]"
    first: "NDArray[np.int64]"
    middle: "NDArray[np.float64]"
    half: "NDArray[np.float64]"
    reach: tuple[float, float]


@compiled
def depths(items, stands, pairs, out):
    """
    Write into `out` the metres ahead at which each strip of a stand meets an item; inf if never.

    What reaches behind the nearest metres looked at stands at 0.

    Each of `pairs` is a stand and an item; they are written one after another, strip by strip.
    """
    k = 0
    for p in range(len(pairs)):
        stand, item = pairs[p, 0], pairs[p, 1]
        own = items.edges[items.begin[item] : items.begin[item + 1]]
        for strip in range(stands.first[stand], stands.first[stand + 1]):
            place = (stands.middle[strip], stands.half[strip], stands.reach[0])
            least = _depth(own, items.filled[item], stands.frame[stand], place)
            out[k] = least if least <= stands.reach[1] else np.inf
            k += 1


@compiled
def _depth(edges, filled, frame, place):
    least, inside = np.inf, False
    middle, half, near = place
    for i in range(len(edges)):
        east, north = edges[i, 0] - frame[0], edges[i, 1] - frame[1]
        u0, v0 = east * frame[3] - north * frame[2] - middle, east * frame[2] + north * frame[3]
        east, north = edges[i, 2] - frame[0], edges[i, 3] - frame[1]
        u1, v1 = east * frame[3] - north * frame[2] - middle, east * frame[2] + north * frame[3]
        if filled and (u0 > 0) != (u1 > 0) and v0 + (v1 - v0) * u0 / (u0 - u1) > near:
            inside = not inside
        least = min(least, _clipped(u0, v0, u1, v1, half, near))
    return 0.0 if inside or least <= near + _SLIP else least


@compiled
def _clipped(u0, v0, u1, v1, half, near):
    """The least v of an edge where u is at most `half` either way and v at least `near`."""
    low, high = _span(u0 + half, u1 + half, 0.0, 1.0)
    low, high = _span(half - u0, half - u1, low, high)
    low, high = _span(v0 - near, v1 - near, low, high)
    if low > high:
        return np.inf
    return min(v0 + (v1 - v0) * low, v0 + (v1 - v0) * high)


@compiled
def _span(start, end, low, high):
    """The part of low to high, fractions of an edge, where what runs from start to end is not negative."""
    if start >= 0 and end >= 0:
        return low, high
    if start < 0 and end < 0:
        return 1.0, 0.0
    at = start / (start - end)
    return (max(low, at), high) if start < 0 else (low, min(high, at))
