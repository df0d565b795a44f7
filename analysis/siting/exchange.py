"""A good choice for the shortest walks: greedy, then the best exchange of two bundles each time."""

import time

import numpy as np

from ...gis.arrays import compiled
from . import swaps
from .savings import Savings
from .swaps import GAINS

ROUNDS = 12  # tries from a choice that was shaken
SHAKEN = 0.25  # share of the choice that is exchanged at random
SEED = 20240601


@compiled
def _two_best(start, row, saved, taken, first, second, who):
    """Best and second best saving of each demand among the bundles taken, and whose the best is."""
    for place in range(len(taken)):
        for entry in range(start[taken[place]], start[taken[place] + 1]):
            i, value = row[entry], saved[entry]
            if value > first[i]:
                second[i] = first[i]
                first[i] = value
                who[i] = place
            elif value > second[i]:
                second[i] = value


@compiled
def _gains(start, row, saved, first, gain):
    """What each bundle would save more."""
    for column in range(len(gain)):
        total = 0.0
        for entry in range(start[column], start[column + 1]):
            total += max(saved[entry] - first[row[entry]], 0.0)
        gain[column] = total


@compiled
def _exchanged(start, row, saved, first, second, who, into, change):
    """Add, for each bundle out and each in, what the in-bundle saves of what the out-bundle did."""
    for place in range(len(into)):
        for entry in range(start[into[place]], start[into[place] + 1]):
            i = row[entry]
            if who[i] >= 0 and saved[entry] > second[i]:
                change[who[i], place] += min(saved[entry], first[i]) - second[i]


def begin(savings: Savings) -> np.ndarray | None:
    """
    The choice that greedy additions and exchanges find.

    Parameters
    ----------
    savings
        What the bundles save.

    Returns
    -------
    ndarray of float
        1 for a picked bundle, one a bundle. None where what must be picked breaks a limit by
        itself: no choice can do.

    Notes
    -----
    Exchange: Teitz and Bart (1968), Heuristic methods for estimating the generalized vertex median
    of a weighted graph, Operations Research 16, 955-961; with the savings of Resende and Werneck
    (2007), A fast swap-based local search procedure for location problems, Annals of Operations
    Research 150, 205-230.

    Examples
    --------
    >>> import pandas as pd
    >>> from pianqu.analysis.siting.limits import rules
    >>> from pianqu.analysis.siting.savings import savings, walks
    >>> pairs = pd.DataFrame({"demand": ["a", "a"], "site": ["P", "Q"], "metres": [100.0, 300.0]})
    >>> known = walks(pairs, weights=pd.Series({"a": 2.0}), candidates=["P", "Q"], existing=None,
    ...               cap=500)
    >>> saved = savings(known, rules(known.sites, sites=1))
    >>> begin(saved).tolist()
    [1.0, 0.0]
    """
    choice = savings.choice
    forced = choice.forced.astype(float)
    if (choice.forced & ~choice.open).any() or not choice.fits(forced):
        return None
    tried = [improved(savings, greedy(savings, forced, per=per)) for per in _measures(choice)]
    return max(tried, key=lambda picked: worth(savings, picked))


def improved(savings: Savings, picked: np.ndarray) -> np.ndarray:
    """
    Exchange one bundle for another while that saves more, and add what fits.

    Parameters
    ----------
    savings
        What the bundles save.
    picked
        1 for a picked bundle.

    Returns
    -------
    ndarray of float
        1 for a picked bundle; never worse than before.
    """
    now = picked.copy()
    while True:
        better = _best(savings, now)
        if better is None:
            return now
        now = greedy(savings, better, per=np.ones(len(now)))


def shaken(savings: Savings, picked: np.ndarray, *, most: float, end: float) -> np.ndarray:
    """
    Look further from the best choice: exchange some at random, improve, keep what is better.

    Parameters
    ----------
    savings
        What the bundles save.
    picked
        1 for a picked bundle.
    most
        No choice saves more: the search ends there.
    end
        Time of `time.perf_counter` at which it ends at the latest.

    Returns
    -------
    ndarray of float
        1 for a picked bundle; never worse than before. Each call draws the same numbers.
    """
    drawn = np.random.default_rng(SEED)
    best, value = picked, worth(savings, picked)
    for _ in range(ROUNDS):
        if value >= most * (1 - GAINS) or time.perf_counter() > end:
            break
        trial = improved(savings, _stirred(savings, best, drawn))
        if worth(savings, trial) > value * (1 + GAINS):
            best, value = trial, worth(savings, trial)
    return best


def greedy(savings: Savings, picked: np.ndarray, *, per: np.ndarray) -> np.ndarray:
    """
    Add the bundle that saves most, until nothing that fits saves anything.

    Parameters
    ----------
    savings
        What the bundles save.
    picked
        Begin with these.
    per
        The saving is divided by this, one value a bundle: ones, or the costs.

    Returns
    -------
    ndarray of float
        1 for a picked bundle; of equals the first.
    """
    now = picked.copy()
    while True:
        addable = swaps._addable(savings.choice, now)
        if not addable.any():
            return now
        gains = np.where(addable, gained(savings, now) / per, 0.0)
        best = int(np.argmax(gains))
        if gains[best] <= 0:
            return now
        now[best] = 1.0


def gained(savings: Savings, picked: np.ndarray) -> np.ndarray:
    """What each bundle would save more than this choice."""
    gain = np.zeros(len(savings.choice.open))
    first = savings.each(picked)
    _gains(savings.start, savings.row, savings.saved, first, gain)
    return gain


def worth(savings: Savings, picked: np.ndarray) -> float:
    """What a choice saves."""
    return float(savings.each(picked).sum())


def two_best(savings: Savings, taken: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Best and second best saving of each demand among these bundles (places), and whose."""
    first, second = np.zeros((2, savings.count))
    who = np.full(savings.count, -1, dtype=np.int64)
    _two_best(savings.start, savings.row, savings.saved, taken, first, second, who)
    return first, second, who


def _best(savings: Savings, now: np.ndarray) -> np.ndarray | None:
    choice = savings.choice
    taken, into = np.flatnonzero(now > 0), np.flatnonzero(choice.open & (now == 0))
    out = np.flatnonzero((now > 0) & ~choice.forced)
    if not len(out) or not len(into):
        return None
    first, second, who = two_best(savings, taken)
    gain, change = np.zeros(len(now)), np.zeros((len(taken), len(into)))
    _gains(savings.start, savings.row, savings.saved, first, gain)
    _exchanged(savings.start, savings.row, savings.saved, first, second, who, into, change)
    lost = np.bincount(who[who >= 0], (first - second)[who >= 0], minlength=len(taken))
    change = (change - lost[:, None] + gain[into][None, :])[np.isin(taken, out)]
    change[~swaps._swappable(choice, now, out, into)] = -np.inf
    place = np.unravel_index(int(np.argmax(change)), change.shape)
    if change[place] <= GAINS * max(1.0, float(first.sum())):
        return None
    better = now.copy()
    better[out[place[0]]], better[into[place[1]]] = 0.0, 1.0
    return better


def _stirred(savings: Savings, picked: np.ndarray, drawn: np.random.Generator) -> np.ndarray:
    choice, now = savings.choice, picked.copy()
    out = np.flatnonzero((now > 0) & ~choice.forced)
    count = min(len(out), max(2, int(SHAKEN * len(out))))
    gone = drawn.permutation(out)[:count]
    now[gone] = 0.0
    for _ in range(count):
        addable = np.flatnonzero(swaps._addable(choice, now) & ~np.isin(np.arange(len(now)), gone))
        if not len(addable):
            break
        now[addable[drawn.integers(len(addable))]] = 1.0
    return greedy(savings, now, per=np.ones(len(now)))


def _measures(choice: swaps.Picks) -> list[np.ndarray]:
    ones = np.ones(len(choice.open))
    return [ones, *(np.maximum(use, GAINS) for use in choice.use if (use != use[:1]).any())]
