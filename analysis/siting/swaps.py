"""A good choice of sites in a moment: greedy, then swaps while they gain; no proof of its own."""

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .coverage_matrix import Merged
from .limits import SLACK, Rules

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

GAINS = 1e-9  # a swap must gain this much, relative: rounding alone is no gain
FREE = 1e-9  # stands for no cost where a gain is divided by a cost


@dataclass(frozen=True)
class Picks:
    """
    What may be picked: bundles of sites that are chosen together, mostly of one site each.

    Attributes
    ----------
    cover
        Ones, one row a merged demand, one column a bundle.
    weight
        Weight of each row.
    use
        One row a limit (number, budget), one column a bundle: what the bundle takes of it.
    room
        What there is of each limit.
    apart
        Ones, one row a rule, one column a bundle: one at most of a rule's bundles.
    open
        Bundles that may be picked.
    forced
        Bundles that must be.
    bundle
        Bundle of each site.
    """

    cover: "csr_matrix"
    weight: np.ndarray
    use: np.ndarray
    room: np.ndarray
    apart: "csr_matrix"
    open: np.ndarray
    forced: np.ndarray
    bundle: np.ndarray

    def gain(self, picked: np.ndarray) -> float:
        """Weight that this choice covers."""
        return float(self.weight[self.cover @ picked > 0].sum())

    def fits(self, picked: np.ndarray) -> bool:
        """Whether the choice keeps every limit."""
        spent, limit = self.use @ picked, self.room * (1 + SLACK)
        return bool((spent <= limit).all() and (self.apart @ picked <= 1).all())


def picks(small: Merged, rules: Rules) -> Picks:
    """
    What may be picked under these rules.

    Parameters
    ----------
    small
        The merged demand.
    rules
        The planner's limits.

    Returns
    -------
    Picks
        Bundles in the order of their first site.
    """
    from scipy.sparse import csr_matrix

    count, width = len(rules.bundle), int(rules.bundle.max(initial=-1)) + 1
    ones = np.ones(count)
    member = csr_matrix((ones, (np.arange(count), rules.bundle)), shape=(count, width))
    shared = np.flatnonzero(np.isin(rules.kinds, ["sites", "budget"]))
    alone = np.flatnonzero(rules.kinds == "apart")
    apart = csr_matrix(rules.matrix[alone] @ member)
    twice = apart.max(axis=0).toarray().ravel() > 1 if len(alone) else np.zeros(width, dtype=bool)
    cover = csr_matrix(small.matrix @ member)
    cover.data[:] = 1.0
    return Picks(
        cover,
        small.weight,
        csr_matrix(rules.matrix[shared] @ member).toarray(),
        rules.high[shared],
        apart,
        ~twice & ~_any(rules.forbidden, rules.bundle, width),
        _any(rules.required, rules.bundle, width),
        rules.bundle,
    )


def start(choice: Picks, *, end: float = math.inf) -> np.ndarray | None:
    """
    The best choice that greedy additions and swaps find.

    Parameters
    ----------
    choice
        What may be picked.
    end
        Clock (perf_counter) at which swaps end.

    Returns
    -------
    ndarray of bool
        One a site. None where what must be picked breaks a limit by itself: no choice can do.

    Notes
    -----
    Greedy: Church and ReVelle (1974), The maximal covering location problem, Papers of the Regional
    Science Association 32. By gain and by gain per cost, the better of the two; of equal gains the
    first bundle.
    """
    if (choice.forced & ~choice.open).any() or not choice.fits(choice.forced.astype(float)):
        return None
    tried = [swapped(choice, greedy(choice, per=per), end=end) for per in _measures(choice)]
    best = max(tried, key=choice.gain)
    return best[choice.bundle] > 0


def greedy(
    choice: Picks,
    *,
    per: np.ndarray,
    picked: np.ndarray | None = None,
    enough: float = np.inf,
) -> np.ndarray:
    """
    Add the bundle that gains most, until nothing that fits gains.

    Parameters
    ----------
    choice
        What may be picked.
    per
        The gain is divided by this, one value a bundle: ones, or the costs.
    picked
        Begin with these; None for what must be picked.
    enough
        Covered weight at which to stop.

    Returns
    -------
    ndarray of float
        1 for a picked bundle, one a bundle.
    """
    now = (choice.forced if picked is None else picked).astype(float)
    while True:
        missing = choice.weight * (choice.cover @ now == 0)
        if choice.weight.sum() - missing.sum() >= enough:
            return now
        gains = (missing @ choice.cover) / per
        gains[~_addable(choice, now)] = 0.0
        best = int(np.argmax(gains)) if len(gains) else 0
        if not len(gains) or gains[best] <= 0:
            return now
        now[best] = 1.0


def rounded(choice: Picks, part: np.ndarray) -> np.ndarray:
    """
    Pick what a solution in parts has most of, while it fits.

    Parameters
    ----------
    choice
        What may be picked.
    part
        0 to 1, one a bundle.

    Returns
    -------
    ndarray of float
        1 for a picked bundle, one a bundle.
    """
    now = choice.forced.astype(float)
    for bundle in np.argsort(-part, kind="stable"):
        if part[bundle] <= GAINS:
            break
        now[bundle] = max(now[bundle], float(_addable(choice, now)[bundle]))
    return greedy(choice, per=np.ones(len(now)), picked=now)


def swapped(choice: Picks, picked: np.ndarray, *, end: float = math.inf) -> np.ndarray:
    """
    Exchange one bundle for another, the best exchange each time, while that gains.

    Parameters
    ----------
    choice
        What may be picked.
    picked
        1 for a picked bundle.
    end
        Clock (perf_counter) at which to stop.

    Returns
    -------
    ndarray of float
        1 for a picked bundle; never worse than before.
    """
    now = picked.copy()
    while time.perf_counter() < end:
        better = _best_swap(choice, now)
        if better is None:
            break
        now = greedy(choice, per=np.ones(len(now)), picked=better)
    return now


def _best_swap(choice: Picks, now: np.ndarray) -> np.ndarray | None:
    out = np.flatnonzero((now > 0) & ~choice.forced)
    into = np.flatnonzero(choice.open & (now == 0))
    if not len(out) or not len(into):
        return None
    times = choice.cover @ now
    once = choice.weight * (times == 1)
    gains = ((choice.weight * (times == 0)) @ choice.cover)[into]
    only = choice.cover[:, out].multiply(once[:, None]).T.tocsr()
    change = gains - np.asarray(only.sum(axis=1)) + (only @ choice.cover)[:, into].toarray()
    change[~_swappable(choice, now, out, into)] = -np.inf
    place = np.unravel_index(int(np.argmax(change)), change.shape)
    if change[place] <= GAINS * choice.weight.sum():
        return None
    better = now.copy()
    better[out[place[0]]], better[into[place[1]]] = 0.0, 1.0
    return better


def _addable(choice: Picks, now: np.ndarray) -> np.ndarray:
    spent = (choice.use @ now)[:, None] + choice.use
    fits = (spent <= (choice.room * (1 + SLACK))[:, None]).all(axis=0)
    taken = choice.apart.T @ np.minimum(choice.apart @ now, 1.0)
    return choice.open & (now == 0) & fits & (taken == 0)


def _swappable(choice: Picks, now: np.ndarray, out: np.ndarray, into: np.ndarray) -> np.ndarray:
    allowed = np.ones((len(out), len(into)), dtype=bool)
    for use, room in zip(choice.use, choice.room, strict=True):
        spent = (use @ now) - use[out][:, None] + use[into][None, :]
        allowed &= spent <= room * (1 + SLACK)
    held = (choice.apart.T @ (choice.apart @ now))[into]
    freed = (choice.apart[:, out].T @ choice.apart[:, into]).toarray()
    return allowed & (held[None, :] - freed <= 0)


def _measures(choice: Picks) -> list[np.ndarray]:
    ones = np.ones(len(choice.open))
    return [ones, *(np.maximum(use, FREE) for use in choice.use if (use != use[:1]).any())]


def _any(marked: np.ndarray, bundle: np.ndarray, width: int) -> np.ndarray:
    return np.bincount(bundle[marked], minlength=width) > 0
