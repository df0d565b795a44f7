"""A choice of sites made ready to show: superfluous ones out, the best first, what stops more."""

import numpy as np
import pandas as pd

from .coverage_matrix import Merged
from .limits import Rules
from .swaps import GAINS, Picks


def in_order(small: Merged, sites: pd.Index, taken: np.ndarray) -> tuple[str, ...]:
    """
    Chosen sites, the one that gains most first, then the one that adds most to it, and so on.

    Parameters
    ----------
    small
        The merged demand.
    sites
        Ids of the candidates.
    taken
        One boolean a site.

    Returns
    -------
    tuple of str
        Ids; of equal gains the first among the candidates.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs, merged
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "b", "c"], "site": ["P", "P", "Q", "Q"]})
    >>> m = from_pairs(pairs, weights=pd.Series({"a": 1, "b": 2, "c": 4}), sites=["P", "Q"])
    >>> in_order(merged(m), m.sites, np.array([True, True]))
    ('Q', 'P')
    """
    by_site = small.matrix.tocsc()
    left, missing, order = np.flatnonzero(taken).tolist(), small.weight.copy(), []
    edges = np.asarray(by_site.indptr)
    reached = [by_site.indices[edges[site] : edges[site + 1]] for site in left]
    while left:
        best = int(np.argmax([missing[rows].sum() for rows in reached]))
        missing[reached.pop(best)] = 0.0
        order.append(sites[left.pop(best)])
    return tuple(order)


def needed(choice: Picks, taken: np.ndarray, *, floor: float | None = None) -> np.ndarray:
    """
    The choice without sites that nothing is lost without.

    Parameters
    ----------
    choice
        What may be picked.
    taken
        One boolean a site.
    floor
        Weight that must stay covered; None for all that is.

    Returns
    -------
    ndarray of bool
        One a site. The last are tried first, so that of two that do the same the first stays.
    """
    now = np.zeros(len(choice.open))
    now[choice.bundle[taken]] = 1.0
    least = choice.gain(now) if floor is None else floor
    for bundle in np.flatnonzero((now > 0) & ~choice.forced)[::-1]:
        fewer = now.copy()
        fewer[bundle] = 0.0
        if choice.gain(fewer) >= least - GAINS * max(1.0, least):
            now = fewer
    return now[choice.bundle] > 0


def binding(choice: Picks, limits: Rules, taken: np.ndarray) -> tuple[str, ...]:
    """
    Limits that stand between the choice and one more site that would gain.

    Parameters
    ----------
    choice
        What may be picked.
    limits
        The planner's limits.
    taken
        One boolean a site.

    Returns
    -------
    tuple of str
        Names of the limits, in their order; empty where no further site gains anything.
    """
    now = np.zeros(len(choice.open))
    now[choice.bundle[taken]] = 1.0
    gain = (choice.weight * (choice.cover @ now == 0)) @ choice.cover
    stopped: set[str] = set()
    for bundle in np.flatnonzero((gain > 0) & (now == 0)):
        stopped.update(limits.broken(taken | (choice.bundle == bundle)))
    return tuple(name for name in dict.fromkeys(limits.names) if name in stopped)
