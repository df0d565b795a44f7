"""From a quick choice of sites to a proven one: the solver, asked in parts and then for whole."""

import math
import time
from dataclasses import replace

import numpy as np

from .. import highs
from . import bounds, swaps
from .coverage_matrix import Merged
from .covering_model import known_values, sites_of
from .limits import SLACK
from .sited import relative_gap

LONG = 1500  # rounds of the multipliers where the solver comes to no end
MARGIN = 1e-7  # relative, added to what the solver says of sites in parts: its own tolerance


def covers(small: Merged, taken: np.ndarray) -> float:
    """
    Weight that a choice covers.

    Parameters
    ----------
    small
        The merged demand.
    taken
        One boolean a site.

    Returns
    -------
    float
        In the unit of the weights.
    """
    return float(small.weight @ known_values(small, taken)[len(taken) :])


def improved(
    choice: swaps.Picks,
    small: Merged,
    begun: np.ndarray,
    picked: np.ndarray | None,
    *,
    end: float = math.inf,
) -> np.ndarray:
    """
    The choice so far, or another after swaps, where that covers more.

    Parameters
    ----------
    choice
        What may be picked.
    small
        The merged demand.
    begun
        The choice so far, one boolean a site.
    picked
        Another choice, 1 for a picked bundle; None for none.
    end
        Clock (perf_counter) at which swaps end.

    Returns
    -------
    ndarray of bool
        One a site.
    """
    if picked is None:
        return begun
    met = swaps.swapped(choice, picked, end=end)[choice.bundle] > 0
    return met if covers(small, met) > covers(small, begun) else begun


def proved(
    model: highs.Model,
    choice: swaps.Picks,
    small: Merged,
    begun: np.ndarray,
    *,
    bound: float,
    end: float,
    gap: float,
) -> tuple[np.ndarray, float]:
    """
    The best choice, and the least bound: sites in parts first, then whole ones.

    Parameters
    ----------
    model
        The model of the merged demand and the limits.
    choice
        What may be picked.
    small
        The merged demand.
    begun
        The choice so far, one boolean a site.
    bound
        What is known that no choice can beat.
    end
        Clock (perf_counter) at which to stop.
    gap
        Relative gap at which the search may end.

    Returns
    -------
    tuple
        The choice, one boolean a site, and the bound.
    """
    if relative_gap(covers(small, begun), bound) <= gap:
        return begun, bound
    whole, begun, bound = _in_parts(model, choice, small, begun, bound=bound, end=end)
    if not whole:  # the whole ones would take longer still
        steered = bounds.most(choice, known=covers(small, begun), rounds=LONG, end=end)
        begun = improved(choice, small, begun, steered.picked, end=end)
        return begun, min(bound, steered.bound)
    known, left = covers(small, begun), end - time.perf_counter()
    if relative_gap(known, bound) <= gap or left <= 0:
        return begun, bound
    answer = highs.solve(model, time_limit=left, start=known_values(small, begun), gap=gap)
    bound = min(bound, bounds.whole(answer.bound, small.weight))
    better = answer.objective > known + SLACK * max(1.0, known)
    return (sites_of(answer, len(begun)) if better else begun), bound


def _in_parts(
    model: highs.Model,
    choice: swaps.Picks,
    small: Merged,
    begun: np.ndarray,
    *,
    bound: float,
    end: float,
) -> tuple[bool, np.ndarray, float]:
    """Sites in parts: their sum is a bound, and rounded they are often the best choice."""
    left = (end - time.perf_counter()) / 2
    loose = replace(model, integer=np.zeros(len(model.cost), dtype=bool))
    answer = highs.solve(loose, time_limit=max(left, 0.0))
    if answer.status != "optimal":
        return False, begun, bound
    of_site = np.asarray(answer.values)[: len(begun)]
    part = np.zeros(len(choice.open))
    part[choice.bundle] = of_site
    best = min(bound, bounds.whole(answer.objective * (1 + MARGIN), small.weight))
    return True, improved(choice, small, begun, swaps.rounded(choice, part), end=end), best
