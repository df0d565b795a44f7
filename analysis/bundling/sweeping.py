"""The best plan of known packages by a sweep over the units, with what cannot be best let go of."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...gis.arrays import compiled

if TYPE_CHECKING:
    from .columns import Columns, Floats
    from .problem import Flags, Ints, Problem

WORK = 200_000_000  # states by columns of one step: the clock is only looked at between steps
START = -1  # no state before
SKIPPED = -1  # no column taken


@dataclass(frozen=True, eq=False)
class Losses:
    """
    What a plan loses against a bound, for one set of prices or more.

    Attributes
    ----------
    column
        (columns, k) of each column, if it is taken.
    unit
        (units, k) of each unit, if it is in no column.
    most
        (k,) a plan that loses more than this is not better than the best known.
    """

    column: "Floats"
    unit: "Floats"
    most: "Floats"


def swept(
    problem: "Problem",
    columns: "Columns",
    losses: Losses,
    *,
    states: int,
    deadline: float,
    brief: bool = False,
) -> "tuple[Ints | None, bool]":
    """
    The best plan of columns among those that do not lose too much.

    Units are gone through in an order in which packages are short. After each, one state is a set
    of later units that are used already (and how many packages there are, where that counts), with
    the worth and the money so far; of states with the same set, those with no more worth and no
    more money than another are let go of, and so is all that has lost too much.

    Parameters
    ----------
    problem
        Of mode `package` or `pool`.
    columns
        Packages that may be in the plan.
    losses
        Of columns and units.
    states
        States kept at one unit; of more, those that have lost least.
    deadline
        By :func:`time.monotonic`.
    brief
        Whether it ends, without a plan, at the first state that there is no room for.

    Returns
    -------
    tuple
        Rows of the plan (None for no plan), and whether nothing was let go of that might be
        better: then no other plan that loses so little is worth more.

    Examples
    --------
    >>> from .columns import of
    >>> from .problem import _two
    >>> from .figures import package
    >>> both = of([package(_two(), (0,), hub=0), package(_two(), (0, 1), hub=0)])
    >>> free = Losses(np.array([[900.0], [0.0]]), np.array([[1900.0], [0.0]]), np.array([1900.0]))
    >>> swept(_two(), both, free, states=9, deadline=np.inf)
    (array([1]), True)
    """
    if _lost_cause(problem):
        return None, True
    order, ends = _order(problem, columns)
    own = _Sweep(problem, columns, losses, order)
    layer, trail, whole = own.first(), [], True
    for at in range(len(order)):
        if time.monotonic() > deadline or (brief and not whole):
            return None, False
        layer, cut = own.step(layer, at, 4 * states)
        if ends[at] and own.pooled:
            layer = own.settled(layer, int(problem.pool[order[at]]))
        layer = _unbeaten(layer, pooled=own.pooled)
        whole = whole and not cut and len(layer.value) <= states
        layer = layer.least(states, losses.most)
        trail.append((layer.before, layer.column))
    return _traced(layer, trail), whole


class _Layer(NamedTuple):
    """States after a unit, and where each came from."""

    mask: np.ndarray
    value: np.ndarray
    money: np.ndarray
    loss: np.ndarray
    before: np.ndarray
    column: np.ndarray

    def chosen(self, rows: np.ndarray) -> "_Layer":
        return _Layer(*(each[rows] for each in self))

    def least(self, states: int, most: np.ndarray) -> "_Layer":
        """The states that have lost the least share of what they may, at the worst prices."""
        if len(self.value) <= states:
            return self
        return self.chosen(np.sort(np.argsort(_share(self.loss, most), kind="stable")[:states]))


def _share(loss: np.ndarray, most: np.ndarray) -> np.ndarray:
    return (loss / np.maximum(most, 1.0)).max(axis=1)


class _Sweep:
    """Columns by their first unit in the order, as masks; the last word of a mask is a count."""

    def __init__(
        self, problem: "Problem", columns: "Columns", losses: Losses, order: "Ints"
    ) -> None:
        self.problem, self.columns, self.losses, self.order = problem, columns, losses, order
        self.pooled = problem.limits.mode == "pool"
        most = problem.limits.most_packages
        self.count = np.uint64(len(order) + 1 if most is None else most)
        self.words = max(1, -(-len(order) // 64)) + 1
        spot = np.argsort(order)[columns.members]
        self.mask = np.zeros((len(columns), self.words), dtype=np.uint64)
        bit = np.uint64(1) << (spot & 63).astype(np.uint64)
        np.bitwise_or.at(self.mask, (columns.row, spot >> 6), bit)
        if most is not None:
            self.mask[:, -1] = ~columns.alone
        first = np.minimum.reduceat(spot, columns.starts[:-1]) if len(columns) else columns.size
        self.ranked = np.argsort(first, kind="stable")
        self.begin = np.searchsorted(first[self.ranked], np.arange(len(order) + 1))

    def first(self) -> _Layer:
        """Nothing is taken yet."""
        none = np.zeros(1, dtype=np.int64)
        mask = np.zeros((1, self.words), dtype=np.uint64)
        loss = np.zeros((1, len(self.losses.most)))
        return _Layer(mask, none, none, loss, none + START, none + SKIPPED)

    def step(self, layer: _Layer, at: int, room: int) -> tuple[_Layer, bool]:
        """The states after one more unit, and whether some were let go of for want of room."""
        own = self.ranked[self.begin[at] : self.begin[at + 1]]
        fits = max(1, WORK // max(1, len(own)))
        place = np.arange(len(layer.value))
        cut = len(place) > fits
        if cut:
            near = np.argsort(_share(layer.loss, self.losses.most), kind="stable")
            place = np.sort(near[:fits])
        unit = int(self.order[at])
        args = (
            (self.mask[own], self.losses.column[own]),
            (at, bool(self.problem.must[unit]), self.count),
            self.losses.unit[unit],
            self.losses.most,
        )
        none = np.empty(0, dtype=np.int64)
        count = _grown((layer.mask[place], layer.loss[place]), *args, none, none)
        while count > room:
            cut, least = (
                True,
                np.argsort(_share(layer.loss[place], self.losses.most), kind="stable"),
            )
            place = np.sort(place[least[: len(place) * room // count]])
            count = _grown((layer.mask[place], layer.loss[place]), *args, none, none)
        before, taken = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
        _grown((layer.mask[place], layer.loss[place]), *args, before, taken)
        return self._after(layer, place[before], np.append(own, SKIPPED)[taken], at), cut

    def _after(self, layer: _Layer, before: np.ndarray, column: np.ndarray, at: int) -> _Layer:
        word, bit = at >> 6, np.uint64(1) << np.uint64(at & 63)
        state = layer.chosen(before)
        new = np.flatnonzero(column != SKIPPED)
        which = column[new]
        skipped = (column == SKIPPED) & (state.mask[:, word] & bit == 0)
        state.loss[skipped] += self.losses.unit[self.order[at]]
        state.mask[new, :-1] |= self.mask[which, :-1]
        state.mask[new, -1] += self.mask[which, -1]
        state.mask[:, word] &= ~bit
        state.value[new] += self.columns.value[which]
        state.money[new] += self.columns.money[which]
        state.loss[new] += self.losses.column[which]
        return state._replace(before=before, column=column)

    def settled(self, layer: _Layer, pool: int) -> _Layer:
        """The states in which a pool has the money that it needs; the next begins with none."""
        kept = layer.chosen(np.flatnonzero(layer.money >= -self.problem.limits.money[pool]))
        return kept._replace(money=np.zeros_like(kept.money))


def _lost_cause(problem: "Problem") -> bool:
    """Whether a pool without units must give money."""
    money = np.array(problem.limits.money)
    empty = ~np.isin(np.arange(len(money)), problem.pool)
    return problem.limits.mode == "pool" and bool((money[empty] < 0).any())


def _order(problem: "Problem", columns: "Columns") -> "tuple[Ints, Flags]":
    """Units, one pool after another, those of a package near each other; the last of each pool."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    n, m = len(problem.units), len(columns)
    holds = csr_matrix(
        (np.ones(len(columns.members)), (columns.row, columns.members)), shape=(m, n)
    )
    shared = csr_matrix(holds.T @ holds)
    near = reverse_cuthill_mckee(shared, symmetric_mode=True).astype(np.int64)
    order = near[np.argsort(problem.pool[near], kind="stable")]
    pool = problem.pool[order]
    return order, np.append(pool[1:] != pool[:-1], True)[: len(order)]


@compiled
def _grown(states, columns, unit, skip, most, before, taken):
    """Count the ways on from each state, and write them where there is room for them."""
    (mask, loss), (masks, losses), (at, must, packages) = states, columns, unit
    count, last = 0, mask.shape[1] - 1
    write = len(before) > 0
    word, bit = at >> 6, np.uint64(at & 63)
    for s in range(len(mask)):
        used = mask[s, word] >> bit & np.uint64(1) != 0
        if used or (not must and _affords(loss[s], skip, most)):
            if write:
                before[count], taken[count] = s, -1
            count += 1
        if used:
            continue
        for c in range(len(masks)):
            fits = mask[s, last] + masks[c, last] <= packages
            for w in range(last):
                fits = fits and mask[s, w] & masks[c, w] == 0
            if fits and _affords(loss[s], losses[c], most):
                if write:
                    before[count], taken[count] = s, c
                count += 1
    return count


@compiled
def _affords(lost, more, most):
    within = True
    for k in range(len(most)):
        within = within and lost[k] + more[k] <= most[k]
    return within


def _unbeaten(layer: _Layer, *, pooled: bool) -> _Layer:
    """The states that no other of the same units is as good as, in worth and in money."""
    mask = layer.mask
    mixed = np.zeros(len(mask), dtype=np.uint64)
    for word in range(mask.shape[1]):
        mixed = (mixed ^ mask[:, word]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    order = np.lexsort((-layer.money, -layer.value, mixed))
    return layer.chosen(order[_best(mask, layer.money, order, pooled)])


@compiled
def _best(mask, money, order, pooled):
    kept = np.zeros(len(order), dtype=np.bool_)
    most = np.int64(0)
    for i in range(len(order)):
        same = i > 0
        for w in range(mask.shape[1]):
            same = same and mask[order[i], w] == mask[order[i - 1], w]
        if not same or (pooled and money[order[i]] > most):
            kept[i], most = True, money[order[i]]
    return kept


def _traced(layer: _Layer, trail: list[tuple[np.ndarray, np.ndarray]]) -> "Ints | None":
    """The columns of the best of the last states."""
    if not len(layer.value):
        return None
    state = int(np.argmax(layer.value))
    found = []
    for before, column in reversed(trail):
        if column[state] != SKIPPED:
            found.append(int(column[state]))
        state = int(before[state])
    return np.array(sorted(found), dtype=np.int64)
