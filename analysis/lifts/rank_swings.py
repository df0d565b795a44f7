"""Swings of a rank: how far it may move with the weights, and with what is not known yet."""

import numpy as np

from ...gis.arrays import Floats, Ints, compiled

SAME = 1e-9  # scores between 0 and 1 that differ by less are equal


def bounds(parts: Floats, weights: Floats, *, swing: float) -> tuple[Ints, Ints]:
    """
    Best and worst rank over all weights of a box around those given.

    For each pair, the difference of the scores is linear in the weights, so that its extremes over
    the box are exact (dividing by the sum of the weights changes no sign). No weights of the box
    place a row outside its bounds; with three rows or more, not every rank between need occur.

    Parameters
    ----------
    parts
        (n, k) between 0 and 1.
    weights
        (k,) none negative.
    swing
        Each weight moves, on its own, between 1 - `swing` and 1 + `swing` times itself.

    Returns
    -------
    tuple of array
        (n,) best rank: one more than the rows that are above for all weights; (n,) worst rank:
        one more than the rows that are above for some.

    Examples
    --------
    >>> parts = np.array([[0.9, 0.2], [0.3, 0.7], [0.1, 0.1]])
    >>> [each.tolist() for each in bounds(parts, np.array([0.5, 0.5]), swing=0.2)]
    [[1, 1, 3], [2, 2, 3]]
    >>> [each.tolist() for each in bounds(parts, np.array([0.5, 0.5]), swing=0.05)]
    [[1, 2, 3], [1, 2, 3]]
    """
    always, at_times = np.zeros((2, len(parts)), dtype=np.int64)
    _count(np.ascontiguousarray((parts * weights).T), swing, always, at_times)
    return always + 1, at_times + 1


def open_bounds(least: Floats, most: Floats) -> tuple[Ints, Ints]:
    """
    Best and worst rank that what is not known may still give.

    What is not known of one row says nothing of another, so that each bound is met: a row stands
    best where it scores its most and all others their least, and worst the other way round.

    Parameters
    ----------
    least, most
        (n,) the least and the most that each may score; equal where all is known.

    Returns
    -------
    tuple of array
        (n,) best and worst rank.

    Examples
    --------
    >>> scores = np.array([50.0, 40.0, 30.0]), np.array([50.0, 60.0, 30.0])
    >>> [each.tolist() for each in open_bounds(*scores)]
    [[1, 1, 3], [2, 2, 3]]
    """
    above = len(least) - np.searchsorted(np.sort(least), most, side="right")
    below = len(most) - np.searchsorted(np.sort(most), least, side="right")
    return above + 1, below + 1 - (most > least)  # a row of its own is not above itself


@compiled
def _count(parts, swing, always, at_times):
    """Add up, for each row, those always above it and those above it at times."""
    middle, spread = np.zeros((2, parts.shape[1]))
    for i in range(parts.shape[1]):
        middle[:i], spread[:i] = 0.0, 0.0
        for part in parts:  # part by part: many rows at once
            for j in range(i):
                gap = part[i] - part[j]
                middle[j] += gap
                spread[j] += swing * abs(gap)
        for j in range(i):
            always[j] += middle[j] - spread[j] > SAME
            at_times[j] += middle[j] + spread[j] > SAME
            always[i] += -middle[j] - spread[j] > SAME
            at_times[i] += spread[j] - middle[j] > SAME
