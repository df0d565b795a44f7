"""Cuts on three units: of the packages that hold two or three of them, at most one is in a plan."""

from typing import TYPE_CHECKING

import numpy as np

from ...gis.arrays import compiled
from .columns import PAIR

if TYPE_CHECKING:
    from .columns import Columns, Floats
    from .problem import Ints

LEAST = 0.02  # a cut must take off this much
EACH = 6  # new cuts of one unit in one round
ROOM = 200_000  # violated triples that one round looks at


def violated(columns: "Columns", values: "Floats", *, units: int, most: int) -> "Ints":
    """
    The triples that an answer of the linear model breaks most.

    Parameters
    ----------
    columns
        Packages that are in part in the answer.
    values
        The part of each.
    units
        How many units there are.
    most
        Triples at most.

    Returns
    -------
    ndarray
        (c, 3) units, ascending in each; no unit is in more than a few.

    Notes
    -----
    Subset-row inequalities: Jepsen, Petersen, Spoorendonk and Pisinger (2008), Subset-row
    inequalities applied to the vehicle-routing problem with time windows, Operations Research 56,
    497-511. Two units of a broken triple are always together in some column.

    Examples
    --------
    >>> from .columns import Columns
    >>> pairs = Columns(*(np.array(x) for x in ([0, 1, 0], [0, 2, 4, 6], [0, 1, 1, 2, 0, 2],
    ...                   [1, 1, 1], [0, 0, 0], [False, False, False])))
    >>> violated(pairs, np.array([0.5, 0.5, 0.5]), units=3, most=10)
    array([[0, 1, 2]])
    """
    order = np.argsort(columns.members, kind="stable")
    begin = np.searchsorted(columns.members[order], np.arange(units + 1))
    found, excess = _broken(
        begin,
        columns.row[order],
        columns.starts,
        columns.members,
        np.asarray(values, float),
        LEAST,
        ROOM,
    )
    ranked = np.lexsort((found[:, 2], found[:, 1], found[:, 0], -np.round(excess, 7)))
    return found[_spread(found[ranked], units, EACH, most, ranked)]


@compiled
def _spread(found, units, each, most, ranked):
    """The first ones, as long as none of their units has been taken too often."""
    taken = np.zeros(units, dtype=np.int64)
    kept = np.empty(min(most, len(found)), dtype=np.int64)
    count = 0
    for i in range(len(found)):
        a, b, c = found[i]
        if count < len(kept) and max(taken[a], taken[b], taken[c]) < each:
            kept[count] = ranked[i]
            count += 1
            taken[a] += 1
            taken[b] += 1
            taken[c] += 1
    return kept[:count]


@compiled
def _broken(begin, column, starts, members, values, least, room):
    found = np.empty((room, 3), dtype=np.int64)
    excess = np.empty(room)
    count = 0
    units = len(begin) - 1
    seen = np.full(units, -1, dtype=np.int64)
    near = np.empty(units, dtype=np.int64)
    for a in range(units):
        width = 0
        for p in range(begin[a], begin[a + 1]):
            for q in range(starts[column[p]], starts[column[p] + 1]):
                if members[q] > a and seen[members[q]] != a:
                    seen[members[q]] = a
                    near[width] = members[q]
                    width += 1
        close = np.sort(near[:width])
        for i in range(width):
            for j in range(i + 1, width):
                over = _load(begin, column, values, a, close[i], close[j]) - 1.0
                if over >= least and count < room:
                    found[count, 0], found[count, 1], found[count, 2] = a, close[i], close[j]
                    excess[count] = over
                    count += 1
    return found[:count], excess[:count]


@compiled
def _load(begin, column, values, a, b, c):
    """Sum of the columns with two or three of the units: a merge of three ascending lists."""
    i, j, k = begin[a], begin[b], begin[c]
    last = 1 << 60
    load = 0.0
    while True:
        x = column[i] if i < begin[a + 1] else last
        y = column[j] if j < begin[b + 1] else last
        z = column[k] if k < begin[c + 1] else last
        low = min(x, y, z)
        if low == last:
            return load
        load += values[low] if (x == low) + (y == low) + (z == low) >= PAIR else 0.0
        i += x == low
        j += y == low
        k += z == low
