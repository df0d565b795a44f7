"""The shortest walks as a linear model: few levels of each demand at first, more where they matter."""

import time
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np

from .. import highs
from . import exchange, lagrange
from .savings import Savings

LARGEST = 400_000  # levels in a model: beyond this the solver does not come to an end
CLOSE = 1e-9  # relative: two sums that differ by less are one


@dataclass(frozen=True)
class Levels:
    """
    What each demand is saved by its best bundles, the best first.

    Attributes
    ----------
    start
        Where the levels of each demand begin, and the end.
    bundle, saved
        One a level.
    """

    start: np.ndarray
    bundle: np.ndarray
    saved: np.ndarray

    def count(self) -> np.ndarray:
        """Number of levels of each demand."""
        return np.diff(self.start)


def proved(
    savings: Savings,
    picked: np.ndarray,
    found: lagrange.Bound,
    *,
    end: float,
    slack: float = 0.0,
) -> tuple[np.ndarray, float]:
    """
    A choice that is as good or better, and what no choice can save more than.

    Parameters
    ----------
    savings
        What the bundles save.
    picked
        A choice that keeps the limits, 1 for a picked bundle.
    found
        A bound with its prices: they say which bundles a better choice may have, and how many
        levels of each demand the first model needs.
    end
        Time of `time.perf_counter` at which the search ends.
    slack
        Distance of the two, in the unit of what is saved, at which it may end.

    Returns
    -------
    tuple
        The choice and the bound.

    Notes
    -----
    A demand that is served beyond its listed levels counts as saved what the next level saves, so
    that every model gives a valid bound; where its answer uses that, levels are added. García,
    Labbé and Marín (2011), Solving large p-median problems with a radius formulation, INFORMS
    Journal on Computing 23, 546-556; Church (2008), BEAMR: an exact and approximate model for the
    p-median problem, Computers and Operations Research 35, 417-426.
    """
    best, value, bound = picked, exchange.worth(savings, picked), found.most
    may, must = lagrange.open_to(savings, found, least=value)
    every = _levels(savings, may, must)
    depth = _first_depth(every, picked, found.price)
    while bound - value > max(slack, CLOSE * value) and time.perf_counter() < end:
        if depth.sum() > LARGEST:
            break
        model, most = _model(savings, every, depth, may, must)
        answer = _answer(model, end=end, gap=slack / max(most - value, slack, CLOSE))
        if answer.status == "infeasible":  # only a better choice was asked for
            return best, value
        bound = min(bound, max(most - answer.bound, value))
        if not len(answer.values):
            break
        trial = np.round(answer.values[: len(may)])
        best, value = max((best, value), (trial, exchange.worth(savings, trial)), key=itemgetter(1))
        deeper = _deeper(every, depth, trial)
        if (deeper == depth).all():
            return best, value if answer.status == "optimal" and not slack else max(bound, value)
        depth = deeper
    return best, max(bound, value)


def cheapest(
    savings: Savings,
    picked: np.ndarray,
    found: lagrange.Bound,
    price: np.ndarray,
    *,
    room: float,
    end: float,
) -> np.ndarray:
    """
    The cheapest choice that saves as much within the same limits.

    Parameters
    ----------
    savings
        What the bundles save.
    picked
        A choice that saves as much as any can.
    found
        A bound with its prices, as for :func:`proved`.
    price
        What each bundle counts.
    room
        What it may save less: the rounding of sums.
    end
        Time of `time.perf_counter` at which the search ends.

    Returns
    -------
    ndarray of float
        1 for a picked bundle; the choice given where none is cheaper, or none was found in time.
    """
    value, paid = exchange.worth(savings, picked), float(price @ picked)
    may, must = lagrange.open_to(savings, found, least=value * (1 - 3 * CLOSE))
    every = _levels(savings, may, must)
    depth, trial = _first_depth(every, picked, found.price), picked
    while depth.sum() <= LARGEST and time.perf_counter() < end:
        model = _priced(*_model(savings, every, depth, may, must), price, need=value - room)
        answer = _answer(model, end=end, gap=0.0)
        if not len(answer.values):
            break
        trial = np.round(answer.values[: len(may)])
        deeper = _deeper(every, depth, trial)
        if (deeper == depth).all():
            break
        depth = deeper
    as_good = exchange.worth(savings, trial) >= value - room and savings.choice.fits(trial)
    return trial if as_good and price @ trial < paid * (1 - CLOSE) else picked


def _priced(model: highs.Model, most: float, price: np.ndarray, *, need: float) -> highs.Model:
    """The least price instead of the least loss, which stands as one more limit."""
    from scipy.sparse import csr_matrix, vstack

    return replace(
        model,
        cost=np.concatenate([price, np.zeros(len(model.cost) - len(price))]),
        matrix=csr_matrix(vstack([model.matrix, csr_matrix(model.cost[None, :])])),
        row_low=np.append(model.row_low, -np.inf),
        row_high=np.append(model.row_high, most - need),
    )


def _answer(model: highs.Model, *, end: float, gap: float) -> highs.Answer:
    return highs.solve(model, time_limit=max(end - time.perf_counter(), 0.1), gap=gap)


def _levels(savings: Savings, may: np.ndarray, must: np.ndarray) -> Levels:
    """Levels of the bundles that may be; nothing is asked below a bundle that must be."""
    bundle = np.repeat(np.arange(len(may)), np.diff(savings.start))
    kept = np.flatnonzero(may[bundle])
    order = kept[np.lexsort((bundle[kept], -savings.saved[kept], savings.row[kept]))]
    row, own = savings.row[order], bundle[order]
    sure = must[own].astype(np.int64)
    begun = np.searchsorted(row, np.arange(savings.count + 1))
    before = np.cumsum(sure) - sure
    needed = (
        before == np.append(before, 0)[begun[row]]
    )  # none before it, in its own demand, is sure
    start = np.searchsorted(row[needed], np.arange(savings.count + 1))
    return Levels(start, own[needed], savings.saved[order][needed])


def _first_depth(every: Levels, picked: np.ndarray, price: np.ndarray) -> np.ndarray:
    """As many levels as are above the price, and as the known choice uses, and one more."""
    row = np.repeat(np.arange(len(price)), every.count())
    above = np.bincount(row[every.saved >= price[row]], minlength=len(price))
    return np.minimum(np.maximum(above, _used(every, picked)) + 1, every.count())


def _used(every: Levels, picked: np.ndarray) -> np.ndarray:
    """Number of levels down to the one that serves, all where none does; one a demand."""
    count, taken = every.count(), np.flatnonzero(picked[every.bundle] > 0)
    first = np.append(taken, len(every.bundle))[np.searchsorted(taken, every.start[:-1])]
    return np.minimum(first - every.start[:-1] + 1, count)


def _deeper(every: Levels, depth: np.ndarray, picked: np.ndarray) -> np.ndarray:
    used = _used(every, picked)
    return np.where(used > depth, np.minimum(used + 1, every.count()), depth)


def _model(
    savings: Savings, every: Levels, depth: np.ndarray, may: np.ndarray, must: np.ndarray
) -> tuple[highs.Model, float]:
    """
    Least loss: columns are the bundles, then whether each run of levels is passed without a place.

    Demand with the same bundles in the same order share their runs. The second value is what would
    be saved if each demand had its best level.
    """
    from scipy.sparse import csr_matrix, vstack

    loss, before, own = _runs(every, depth)
    width, runs = len(may), np.arange(len(loss))
    first = before < 0
    columns = [own, width + runs, width + before[~first]]
    rows = [runs, runs, runs[~first]]
    values = [np.ones(len(runs)), np.ones(len(runs)), -np.ones(int((~first).sum()))]
    passed = csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(runs), width + len(runs)),
    )
    choice = savings.choice
    limits = csr_matrix(vstack([csr_matrix(choice.use), choice.apart]))
    apart = np.diff(choice.apart.indptr)
    room = np.concatenate([choice.room, np.ones(len(apart))])
    limits.resize((len(room), width + len(runs)))
    model = highs.Model(
        np.concatenate([np.zeros(width), loss]),
        csr_matrix(vstack([limits, passed])),
        np.concatenate([np.full(len(room), -np.inf), first.astype(float)]),
        np.concatenate([room, np.full(len(runs), np.inf)]),
        np.concatenate([must, np.zeros(len(runs))]).astype(float),
        np.concatenate([may, np.ones(len(runs))]).astype(float),
        np.arange(width + len(runs)) < width,
    )
    top = every.start[:-1][every.count() > 0]
    return model, float(every.saved[top].sum())


def _runs(every: Levels, depth: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Loss where a run of levels has no place, the run it goes on from (-1: none), its last bundle."""
    width = int(every.bundle.max(initial=0)) + 2
    now, base = np.full(len(depth), -1), 0
    losses: list[np.ndarray] = [np.empty(0)]
    befores, owns = [np.empty(0, dtype=int)], [np.empty(0, dtype=int)]
    after = np.roll(every.saved, -1)
    after[every.start[1:][every.count() > 0] - 1] = 0.0  # below its last level: nothing
    for level in range(int(depth.max(initial=0))):
        rows = np.flatnonzero(depth > level)
        at = every.start[rows] + level
        key, place = np.unique((now[rows] + 1) * width + every.bundle[at], return_inverse=True)
        lost = every.saved[at] - after[at]
        losses.append(np.bincount(place, lost, minlength=len(key)))
        befores.append(key // width - 1)
        owns.append(key % width)
        now[rows] = base + place
        base += len(key)
    return np.concatenate(losses), np.concatenate(befores), np.concatenate(owns)
