"""Sets of members of balls, as masks, turned into columns with their best hubs."""

from typing import TYPE_CHECKING

import numpy as np

from ...gis.arrays import compiled
from .columns import Columns

if TYPE_CHECKING:
    from .columns import Floats
    from .fields import Field, Masks
    from .problem import Ints, Problem


def columns(problem: "Problem", field: "Field", hub: "Ints", mask: "Masks") -> Columns:
    """Sets found around some hubs, each with the hub that makes it worth most."""
    hub, starts, members, gain = _read(field, hub, mask)
    if not len(hub):
        return Columns(hub, starts, members, hub, hub, hub > 0)
    served = np.minimum(
        _sums(problem.need, starts, members), _sums(problem.capacity, starts, members)
    )
    worth = np.array([each.value for each in problem.services], dtype=np.int64)
    income = np.array([each.income for each in problem.services], dtype=np.int64)
    return Columns(
        hub=hub,
        starts=starts,
        members=members,
        value=gain + served @ worth - problem.limits.cost,
        money=_sums(problem.finance, starts, members) + served @ income - problem.limits.overhead,
        alone=np.zeros(len(hub), dtype=bool),
    )


def once(columns: Columns, order: "Floats") -> Columns:
    """Each set one time, by hubs, the greatest by `order` first."""
    seen: dict[bytes, int] = {}
    for i in range(len(columns)):
        seen.setdefault(columns.units(i).tobytes(), i)
    kept = np.array(sorted(seen.values()), dtype=np.int64)
    return columns.chosen(kept[np.lexsort((columns.size[kept], -order[kept], columns.hub[kept]))])


def _sums(table: "Ints", starts: "Ints", members: "Ints") -> "Ints":
    return np.add.reduceat(table[members], starts[:-1], axis=0)


@compiled
def _read(field, hub, mask):
    """Best hub, members and gain of each set."""
    starts = np.zeros(len(hub) + 1, dtype=np.int64)
    for s in range(len(hub)):
        count = 0
        for w in range(mask.shape[1]):
            word = mask[s, w]
            while word:
                word &= word - np.uint64(1)
                count += 1
        starts[s + 1] = starts[s] + count
    members, best = np.empty(starts[-1], dtype=np.int64), np.empty(len(hub), dtype=np.int64)
    gain = np.empty(len(hub), dtype=np.int64)
    for s in range(len(hub)):
        low, at = field.starts[hub[s]], starts[s]
        size = field.starts[hub[s] + 1] - low
        for i in range(size):
            if mask[s, i >> 6] >> np.uint64(i & 63) & np.uint64(1):
                members[at] = i
                at += 1
        place, worth = _centre(field, hub[s], members[starts[s] : at], size)
        best[s], gain[s] = field.member[low + place], worth
        for at in range(starts[s], starts[s + 1]):
            members[at] = field.member[low + members[at]]
    return best, starts, members, gain


@compiled
def _centre(field, hub, places, size):
    """The place that makes the best hub of a set, and the gain with it."""
    best, worth = -1, -np.inf
    for j in places:
        total = 0.0
        for i in places:
            total += field.rival[field.square[hub] + j * size + i]
        if total > worth:
            best, worth = j, total
    return best, worth
