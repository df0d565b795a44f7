"""The weakest first: the least covered share of all groups is raised, then the second least."""

import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import highs
from . import bounds
from .coverage_matrix import CoverageMatrix, Merged
from .covering_model import cover_model, known_values, sites_of
from .limits import SLACK, Rules

LOOSE = 1e-6  # a sum of shares that was reached may be missed by this: floating-point solutions


@dataclass(frozen=True)
class Shares:
    """
    Covered share of each group that a candidate helps.

    Attributes
    ----------
    today
        Share that existing places cover, one a group.
    matrix
        One row a group, one column a merged row: the share that the row adds.
    """

    today: np.ndarray
    matrix: np.ndarray

    def of(self, covered: np.ndarray) -> np.ndarray:
        """Share of each group where these merged rows are covered."""
        return self.today + self.matrix @ covered


@dataclass(frozen=True)
class Fairest:
    """
    The choice that raises the weakest first.

    Attributes
    ----------
    taken
        One boolean a site.
    bound
        Most weight that any choice with these least shares covers; inf where not every round was
        proven.
    """

    taken: np.ndarray
    bound: float


def shares(m: CoverageMatrix, small: Merged, groups: pd.Series) -> Shares:
    """
    Shares of the groups, of all their weight.

    Parameters
    ----------
    m
        The coverage matrix.
    small
        The demand, merged by these groups.
    groups
        Group of each demand, NA for none; the index of `m.demand`.

    Returns
    -------
    Shares
        Groups in sorted order; those without weight, and those that no candidate helps, are left
        out: their share is the same whatever is chosen, so that they decide nothing.
    """
    codes = pd.factorize(groups, sort=True)[0]
    known, count = codes >= 0, int(codes.max(initial=-1)) + 1
    total = np.bincount(codes[known], m.weight[known], minlength=count)
    reached = np.bincount(codes[known], (m.weight * m.already)[known], minlength=count)
    matrix = np.zeros((count, len(small.weight)))
    inside = np.flatnonzero(small.group >= 0)
    matrix[small.group[inside], inside] = small.weight[inside]
    helped = (total > 0) & (matrix.sum(axis=1) > 0)
    return Shares((reached[helped] / total[helped]), matrix[helped] / total[helped, None])


def fairest(
    small: Merged,
    limits: Rules,
    worth: Shares,
    price: np.ndarray,
    *,
    begun: np.ndarray,
    end: float,
) -> Fairest:
    """
    Raise the sum of the k least shares, for k = 1, 2, ...; then cover most; then the cheapest.

    Parameters
    ----------
    small
        The demand, merged by group.
    limits
        The planner's limits.
    worth
        The shares.
    price
        From :func:`~pianqu.analysis.siting.cheapest.prices`; empty where none is cheaper.
    begun
        A choice within the limits, one boolean a site.
    end
        Clock (perf_counter) at which to stop.

    Returns
    -------
    Fairest
        The best choice found.

    Notes
    -----
    The sums of the k least values, raised in turn, give the leximin order of the shares: Ogryczak
    and Śliwiński (2006), On direct methods for lexicographic min-max optimization, ICCSA 2006. The
    sum of the k least is the most that k*t - sum(d) can be with d >= t - share and d >= 0.
    """
    base, taken, reached = cover_model(small, limits), begun, []
    best = np.sort(worth.of(np.ones(len(small.weight)))).cumsum()
    proven = True
    for count in range(1, len(worth.today) + 1):
        now = float(_least_sums(small, worth, taken)[count - 1])
        if now < best[count - 1] - LOOSE and time.perf_counter() < end:
            model = _round(base, worth, reached, count)
            start = _start(small, worth, taken, count)
            answer = highs.solve(model, time_limit=end - time.perf_counter(), start=start)
            taken, now, sure = _better(small, worth, taken, answer, count)
            proven &= sure
        else:
            proven &= now >= best[count - 1] - LOOSE
        reached.append(now)
    fair = _most(small, worth, base, reached, taken, end=end, proven=proven)
    most = float(base.cost @ known_values(small, fair.taken))
    if not len(price) or fair.bound > most + LOOSE * max(1.0, most):
        return fair
    return replace(fair, taken=_cheapest(small, worth, base, price, fair.taken, end=end))


def _most(
    small: Merged,
    worth: Shares,
    base: highs.Model,
    reached: list[float],
    taken: np.ndarray,
    *,
    end: float,
    proven: bool,
) -> Fairest:
    count = len(reached)
    model = _round(base, worth, reached, count)
    cost = np.concatenate([base.cost, np.zeros(len(model.cost) - len(base.cost))])
    start = _start(small, worth, taken, count)
    left = max(end - time.perf_counter(), 0.1)
    answer = highs.solve(replace(model, cost=cost), time_limit=left, start=start)
    if len(answer.values) and answer.objective >= base.cost @ known_values(small, taken):
        taken = sites_of(answer, len(taken))
    sure = proven and not np.isnan(answer.bound)
    return Fairest(taken, bounds.whole(answer.bound, small.weight) if sure else np.inf)


def _cheapest(
    small: Merged,
    worth: Shares,
    base: highs.Model,
    price: np.ndarray,
    taken: np.ndarray,
    *,
    end: float,
) -> np.ndarray:
    """The cheapest of the choices with the same least shares that cover as much."""
    from scipy.sparse import csr_matrix, vstack

    reached, left = _least_sums(small, worth, taken), end - time.perf_counter()
    model = _round(base, worth, reached.tolist(), len(reached))
    more = np.zeros(len(model.cost) - len(base.cost))
    most, paid = float(base.cost @ known_values(small, taken)), float(price[taken].sum())
    row = csr_matrix(np.concatenate([base.cost, more])[None, :])
    dear = np.concatenate([-price, np.zeros(len(base.cost) - len(price)), more])
    model = replace(
        model,
        cost=dear,
        matrix=csr_matrix(vstack([model.matrix, row])),
        row_low=np.append(model.row_low, most - SLACK * max(1.0, most)),
        row_high=np.append(model.row_high, np.inf),
    )
    start = _start(small, worth, taken, len(reached))
    answer = highs.solve(model, time_limit=max(left, 0.0), start=start)
    if left <= 0 or not len(answer.values):
        return taken
    found = sites_of(answer, len(taken))
    fair = (_least_sums(small, worth, found) >= reached - LOOSE).all()
    covers = float(base.cost @ known_values(small, found)) >= most * (1 - SLACK)
    return found if fair and covers and price[found].sum() < paid * (1 - SLACK) else taken


def _better(
    small: Merged, worth: Shares, taken: np.ndarray, answer: highs.Answer, count: int
) -> tuple[np.ndarray, float, bool]:
    """The choice of this round, what it reaches, and whether more is ruled out."""
    found = sites_of(answer, len(taken)) if len(answer.values) else taken
    sums = [float(_least_sums(small, worth, which)[count - 1]) for which in (taken, found)]
    now = max(sums)
    return (found if sums[1] > sums[0] else taken), now, bool(answer.bound <= now + LOOSE)


def _least_sums(small: Merged, worth: Shares, taken: np.ndarray) -> np.ndarray:
    covered = known_values(small, taken)[len(taken) :]
    return np.sort(worth.of(covered)).cumsum()


def _round(base: highs.Model, worth: Shares, reached: list[float], last: int) -> highs.Model:
    """The model with columns t and d for rounds 1 to `last`, and floors for those reached."""
    from scipy.sparse import csr_matrix, hstack, vstack

    groups, rows = worth.matrix.shape
    sites = len(base.cost) - rows
    share = csr_matrix(np.hstack([np.zeros((groups, sites)), -worth.matrix]))
    one = csr_matrix(np.hstack([np.ones((groups, 1)), -np.eye(groups)]))
    added, none = last * (groups + 1), csr_matrix((len(base.row_low), last * (groups + 1)))
    blocks, low = [hstack([base.matrix, none])], [base.row_low]
    for turn in range(last):
        before = csr_matrix((groups, turn * (groups + 1)))
        after = csr_matrix((groups, (last - turn - 1) * (groups + 1)))
        blocks.append(hstack([share, before, one, after]))
        low.append(np.full(groups, -np.inf))
    sums = [_sum(turn, last, groups) for turn in range(len(reached))]
    blocks += [csr_matrix(np.concatenate([np.zeros(len(base.cost)), row])[None]) for row in sums]
    high = [base.row_high, *[worth.today] * last, np.full(len(reached), np.inf)]
    low.append(np.array(reached) - LOOSE)
    return highs.Model(
        np.concatenate([np.zeros(len(base.cost)), _sum(last - 1, last, groups)]),
        csr_matrix(vstack(blocks)),
        np.concatenate(low),
        np.concatenate(high),
        np.concatenate([base.col_low, np.zeros(added)]),
        np.concatenate([base.col_high, np.ones(added)]),
        np.concatenate([base.integer, np.zeros(added, dtype=bool)]),
        maximise=True,
    )


def _sum(turn: int, last: int, groups: int) -> np.ndarray:
    """Factors of k*t - sum(d) of one round over the added columns."""
    row = np.zeros((last, groups + 1))
    if last:
        row[turn] = -1.0
        row[turn, 0] = turn + 1
    return row.ravel()


def _start(small: Merged, worth: Shares, taken: np.ndarray, last: int) -> np.ndarray:
    values = known_values(small, taken)
    share = worth.of(values[len(taken) :])
    levels = np.sort(share)[:last]
    short = np.maximum(levels[:, None] - share[None, :], 0.0)
    return np.concatenate([values, np.hstack([levels[:, None], short]).ravel()])
