"""What is made of the ways to one place after another, compiled: put in order, or counted."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats, Ints, compiled

TALLY = np.dtype(
    [
        *(("count", np.int32), ("unknown", np.int32)),
        *(("capacity", np.float64), ("nearest", np.float64)),
    ]
)
BLOCK = 8  # marks looked at in one go


class Offers(NamedTuple):
    """What the places offer; of place p, the entries ``first[p]`` to ``first[p + 1]``."""

    first: Ints
    line: Ints  # of the table, one a kind
    capacity: Floats  # NaN = not known


class Slate(NamedTuple):
    """Where the ways to one place are laid out by row; nothing is marked between two places."""

    mark: NDArray[np.uint8]
    seconds: Floats


def slate(rows: int) -> Slate:
    """A slate for so many rows, rounded up to whole blocks."""
    return Slate(np.zeros(-(-rows // BLOCK) * BLOCK, dtype=np.uint8), np.empty(rows))


@compiled
def in_order(room, place, stop, row, slate):
    """Put the ways to each place in the order of rows; an entry becomes its row."""
    blocks = slate.mark.view(np.uint64)
    begin = 0
    for p in range(place, stop):
        low, high = len(blocks), -1
        for j in range(begin, begin + room.size[p]):
            r = row[room.entry[j]]
            slate.mark[r] = 1
            slate.seconds[r] = room.seconds[j]
            low, high = min(low, r // BLOCK), max(high, r // BLOCK)
        for b in range(low, high + 1):
            if blocks[b] != 0:
                begin = _take(b * BLOCK, begin, room, slate)
                blocks[b] = 0


@compiled
def _take(first, begin, room, slate):
    for r in range(first, first + BLOCK):
        if slate.mark[r] != 0:
            room.entry[begin], room.seconds[begin] = r, slate.seconds[r]
            begin += 1
    return begin


@compiled
def tally(room, place, stop, offers, table):
    """Add each place, in turn, to the lines of its kinds, at the origins that reach it."""
    begin = 0
    for p in range(place, stop):
        end = begin + room.size[p]
        for o in range(offers.first[p], offers.first[p + 1]):
            capacity = offers.capacity[o]
            unknown = np.isnan(capacity)
            for j in range(begin, end):
                cell = table[offers.line[o], room.entry[j]]
                cell["count"] += 1
                cell["unknown"] += unknown
                cell["capacity"] += 0.0 if unknown else capacity
                cell["nearest"] = min(cell["nearest"], room.seconds[j])
        begin = end
