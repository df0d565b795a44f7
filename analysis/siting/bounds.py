"""What no choice of sites can beat: bounds by Lagrange multipliers, for when a solver is slow."""

import math
import time
from dataclasses import dataclass

import numpy as np

from .swaps import Picks

ROUNDS = 300
STEP, PATIENCE, SHRINK = 1.5, 15, 0.6  # of the multipliers: how far, how long, how much shorter
WHOLE = 1e-6  # a bound this little above a whole number is that number


@dataclass(frozen=True)
class Steered:
    """
    What the multipliers of the most covered lead to.

    Attributes
    ----------
    bound
        No choice covers more. Rounded down to a whole number where all weights are whole.
    picked
        The best choice met on the way, 1 for a picked bundle; None where none keeps the limits.
    """

    bound: float
    picked: np.ndarray | None


def most(choice: Picks, *, known: float, rounds: int = ROUNDS, end: float = math.inf) -> Steered:
    """
    The most weight that any choice within the limits can cover.

    Parameters
    ----------
    choice
        What may be picked; its apart rules are not looked at, which only raises the bound.
    known
        Weight that a known choice covers; it steers the steps.
    rounds
        Steps of the multipliers.
    end
        Clock (perf_counter) at which to stop.

    Returns
    -------
    Steered
        The bound, at least the weight of the best choice; and a choice.

    Notes
    -----
    Galvão and ReVelle (1996), A Lagrangean heuristic for the maximal covering location problem,
    European Journal of Operational Research 88, 114-123. The limits of number and money are
    relaxed to shares of a bundle. Any multipliers give a valid bound, so that the rounds may stop
    at any time.
    """
    times = np.asarray(choice.cover @ np.ones(len(choice.open)))
    multipliers = np.asarray(choice.weight / np.maximum(1.0, times))
    best, picked, stale, scale = float(choice.weight.sum()), None, 0, STEP
    for _ in range(rounds):
        value = choice.cover.T @ multipliers
        taken, worth = _fill(choice, value)
        bound = worth + float((choice.weight - multipliers).sum())
        stale = 0 if bound < best - WHOLE else stale + 1
        best = min(best, bound)
        covered = choice.cover @ taken
        gain = float(choice.weight[covered >= 1].sum())
        if (picked is None or gain > known) and _is_choice(choice, taken):
            known, picked = max(known, gain), taken
        slope = np.asarray(1.0 - covered)
        length = float(choice.weight @ slope**2)
        if whole(best, choice.weight) <= known or not length or time.perf_counter() > end:
            break
        scale, stale = (scale * SHRINK, 0) if stale > PATIENCE else (scale, stale)
        step = scale * max(bound - known, WHOLE) / length
        multipliers = np.clip(multipliers + step * choice.weight * slope, 0.0, choice.weight)
    return Steered(whole(max(best, known), choice.weight), picked)


def fewest(
    choice: Picks,
    cost: np.ndarray,
    *,
    known: float,
    rounds: int = ROUNDS,
    end: float = math.inf,
) -> float:
    """
    The least cost at which every merged demand can be covered.

    Parameters
    ----------
    choice
        What may be picked; its limits are not looked at, which only lowers the bound.
    cost
        One value a bundle.
    known
        Cost of a known choice that covers everything; inf where none is known.
    rounds
        Steps of the multipliers.
    end
        Clock (perf_counter) at which to stop.

    Returns
    -------
    float
        At most the cost of the best choice. Rounded up to a whole number where all costs are whole.

    Notes
    -----
    Beasley (1990), A Lagrangian heuristic for set-covering problems, Naval Research Logistics 37,
    151-164.
    """
    known = known if math.isfinite(known) else float(cost[choice.open].sum())
    share = cost / np.maximum(1.0, np.ones(len(choice.weight)) @ choice.cover)
    multipliers = np.minimum.reduceat(share[choice.cover.indices], choice.cover.indptr[:-1])
    best, stale, scale = 0.0, 0, STEP
    for _ in range(rounds):
        left = cost - multipliers @ choice.cover
        taken = choice.forced | (choice.open & (left < 0))
        bound = float(multipliers.sum() + left[taken].sum())
        best, stale = (bound, 0) if bound > best + WHOLE else (max(best, bound), stale + 1)
        slope = 1.0 - choice.cover @ taken.astype(float)
        length = float(slope @ slope)
        if -whole(-best, cost) >= known or not length or time.perf_counter() > end:
            break
        scale, stale = (scale * SHRINK, 0) if stale > PATIENCE else (scale, stale)
        step = scale * max(known - bound, WHOLE) / length
        multipliers = np.maximum(multipliers + step * slope, 0.0)
    return -whole(-min(best, known), cost)


def part(choice: Picks, cost: np.ndarray, *, need: float) -> float:
    """
    The least cost at which a given weight can be covered, were every site's cover its own.

    Parameters
    ----------
    choice
        What may be picked; its limits are not looked at.
    cost
        One value a bundle.
    need
        Weight that must be covered.

    Returns
    -------
    float
        At most the cost of the best choice; 0 where nothing is needed.
    """
    value = np.where(choice.open, choice.weight @ choice.cover, 0.0)
    order = np.flatnonzero(value > 0)
    order = order[np.argsort(cost[order] / value[order], kind="stable")]
    before = np.concatenate([[0.0], np.cumsum(value[order])])[:-1]
    share = np.clip((need - before) / value[order], 0.0, 1.0)
    return -whole(-float(share @ cost[order]), cost)


def whole(bound: float, steps: np.ndarray) -> float:
    """
    An upper bound, rounded down where what it bounds can only be a whole number.

    Parameters
    ----------
    bound
        The bound.
    steps
        What the bounded sum is made of.

    Returns
    -------
    float
        The bound, or the whole number below it.

    Examples
    --------
    >>> whole(7.9, np.array([1.0, 3.0])), whole(7.9, np.array([0.5])), whole(6.9999999, np.ones(1))
    (7.0, 7.9, 7.0)
    """
    if not math.isfinite(bound) or (steps != np.round(steps)).any():
        return bound
    return float(math.floor(bound + WHOLE * max(1.0, abs(bound) * WHOLE)))


def _is_choice(choice: Picks, taken: np.ndarray) -> bool:
    return bool(((taken == 0) | (taken == 1)).all()) and choice.fits(taken)


def _fill(choice: Picks, value: np.ndarray) -> tuple[np.ndarray, float]:
    """Of the limits, the one that allows least: bundles by value per use, the last in part."""
    free = choice.open & ~choice.forced
    base = choice.forced.astype(float)
    answers = [
        (base + (free & (value > 0)), float(value[choice.forced | (free & (value > 0))].sum()))
    ]
    for use, room in zip(choice.use, choice.room, strict=True):
        order = np.flatnonzero(free & (value > 0))
        order = order[np.argsort(-value[order] / np.maximum(use[order], WHOLE), kind="stable")]
        left = max(room - float(use @ base), 0.0)
        before = np.concatenate([[0.0], np.cumsum(use[order])])[:-1]
        part = np.clip((left - before) / np.maximum(use[order], WHOLE), 0.0, 1.0)
        part[(use[order] <= WHOLE)] = 1.0
        taken = base.copy()
        taken[order] = part
        answers.append((taken, float(taken @ value)))
    return min(answers, key=lambda answer: answer[1])
