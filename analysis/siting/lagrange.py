"""What no choice of sites can save of the walks: Lagrange multipliers, and what they rule out."""

import time
from dataclasses import dataclass

import numpy as np

from ...gis.arrays import compiled
from . import bounds
from .exchange import two_best, worth
from .savings import Savings

ROUNDS = 600
STEP, PATIENCE, SHRINK, SHORTEST = 1.0, 12, 0.7, 1e-3  # of the multipliers
KEPT = 0.3  # share of the last direction in the next
CLOSE = 1e-9  # relative: a bound this near the answer is the answer


@dataclass(frozen=True)
class Bound:
    """
    A proven limit of what can be saved.

    Attributes
    ----------
    most
        No choice saves more.
    price
        The multipliers, one a demand: what it pays for being served.
    value
        What each bundle earns above these prices.
    picked
        Best choice met on the way, 1 for a picked bundle; None where none kept the limits.
    """

    most: float
    price: np.ndarray
    value: np.ndarray
    picked: np.ndarray | None


@compiled
def _above(start, row, saved, price, value):
    """Sum of what each bundle saves above the prices."""
    for column in range(len(value)):
        total = 0.0
        for entry in range(start[column], start[column + 1]):
            total += max(saved[entry] - price[row[entry]], 0.0)
        value[column] = total


@compiled
def _served(start, row, saved, price, part, slope):
    """Take from the slope of each demand the parts of bundles that save it more than its price."""
    for column in range(len(part)):
        if part[column] > 0:
            for entry in range(start[column], start[column + 1]):
                if saved[entry] > price[row[entry]]:
                    slope[row[entry]] -= part[column]


def most(savings: Savings, known: np.ndarray, *, end: float, rounds: int = ROUNDS) -> Bound:
    """
    The most that any choice within the limits can save.

    Parameters
    ----------
    savings
        What the bundles save; the apart rules are not looked at, which only raises the bound.
    known
        A choice that keeps the limits, 1 for a picked bundle; it steers the steps.
    end
        Time of `time.perf_counter` at which the steps end at the latest.
    rounds
        Steps of the multipliers.

    Returns
    -------
    Bound
        The least bound met, with its prices. Any prices give a valid one.

    Notes
    -----
    Narula, Ogbu and Samuelsson (1977), An algorithm for the p-median problem, Operations Research
    25, 709-713; the rule that each demand is served once is relaxed. Directions as Camerini, Fratta
    and Maffioli (1975), On improving relaxation methods by modified gradient techniques,
    Mathematical Programming Study 3, 26-34.

    Examples
    --------
    >>> import pandas as pd
    >>> from pianqu.analysis.siting.limits import rules
    >>> from pianqu.analysis.siting.savings import savings, walks
    >>> pairs = pd.DataFrame({"demand": ["a", "a"], "site": ["P", "Q"], "metres": [100.0, 300.0]})
    >>> known = walks(pairs, weights=pd.Series({"a": 2.0}), candidates=["P", "Q"], existing=None,
    ...               cap=500)
    >>> saved = savings(known, rules(known.sites, sites=1))
    >>> most(saved, np.array([0.0, 1.0]), end=float("inf")).most
    800.0
    """
    first, second, _ = two_best(savings, np.flatnonzero(known > 0))
    least, price = float(first.sum()), (first + second) / 2
    best = Bound(np.inf, price, np.empty(0), None)
    met, met_worth = None, least
    heading, scale, stale = np.zeros(savings.count), STEP, 0
    for _ in range(rounds):
        now = _at(savings, price)
        part, bound, slope = now
        stale = 0 if bound < best.most * (1 - CLOSE) else stale + 1
        if bound < best.most:
            best = Bound(bound, price, _values(savings, price), None)
            if savings.choice.fits(np.ceil(part)):
                found = worth(savings, np.ceil(part))
                met, met_worth = (np.ceil(part), found) if found > met_worth else (met, met_worth)
        done = best.most <= met_worth * (1 + CLOSE) or not slope.any()
        if done or scale < SHORTEST or time.perf_counter() > end:
            break
        scale, stale = (scale * SHRINK, 0) if stale > PATIENCE else (scale, stale)
        heading = slope + KEPT * heading
        length = scale * max(bound - met_worth, CLOSE) / float(heading @ heading)
        price = np.maximum(price - length * heading, 0.0)
    limit = bounds.whole(max(best.most, met_worth), savings.saved)
    return Bound(limit, best.price, best.value, met)


def open_to(savings: Savings, found: Bound, *, least: float) -> tuple[np.ndarray, np.ndarray]:
    """
    Bundles that may be, and that must be, in any choice that saves more than is known.

    Parameters
    ----------
    savings
        What the bundles save.
    found
        A bound with its prices.
    least
        What a known choice saves.

    Returns
    -------
    tuple of ndarray of bool
        May be and must be, one a bundle. A choice that breaks this saves no more than `least`.
    """
    choice, paid = savings.choice, float(found.price.sum())
    enough = least * (1 + CLOSE)
    may, must = choice.open.copy(), choice.forced.copy()
    part, _ = _filled(savings, found.value, choice.forced, choice.open)
    for bundle in np.flatnonzero(choice.open & ~choice.forced):
        alone = np.arange(len(may)) == bundle
        if part[bundle] < 1:
            limit = _filled(savings, found.value, choice.forced | alone, choice.open)[1]
            may[bundle] = paid + limit > enough
        if part[bundle] > 0:
            limit = _filled(savings, found.value, choice.forced, choice.open & ~alone)[1]
            must[bundle] = paid + limit <= enough
    return may, must


def _at(savings: Savings, price: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Parts of the bundles that are best at these prices, the bound, and its slope."""
    choice = savings.choice
    part, worth_ = _filled(savings, _values(savings, price), choice.forced, choice.open)
    slope = np.ones(savings.count)
    _served(savings.start, savings.row, savings.saved, price, part, slope)
    slope[(price <= 0) & (slope > 0)] = 0.0
    return part, float(price.sum()) + worth_, slope


def _values(savings: Savings, price: np.ndarray) -> np.ndarray:
    value = np.zeros(len(savings.choice.open))
    _above(savings.start, savings.row, savings.saved, price, value)
    return value


def _filled(
    savings: Savings, value: np.ndarray, forced: np.ndarray, free: np.ndarray
) -> tuple[np.ndarray, float]:
    """Of the limits, the one that allows least: bundles by value per use, the last in part."""
    base, wanted = forced.astype(float), np.flatnonzero(free & ~forced & (value > 0))
    part = base.copy()
    part[wanted] = 1.0
    best = part, float(part @ value)
    for use, room in zip(savings.choice.use, savings.choice.room, strict=True):
        left = room - float(use @ base)
        if left < -CLOSE * max(1.0, abs(room)):
            return base, -np.inf
        rate = np.divide(
            value[wanted], use[wanted], out=np.full(len(wanted), np.inf), where=use[wanted] > 0
        )
        order = wanted[np.argsort(-rate, kind="stable")]
        used = use[order]
        before = np.cumsum(used) - used
        room_for = np.divide(left - before, used, out=np.ones(len(order)), where=used > 0)
        part = base.copy()
        part[order] = np.clip(room_for, 0.0, 1.0)
        total = float(part @ value)
        best = (part, total) if total < best[1] else best
    return best
