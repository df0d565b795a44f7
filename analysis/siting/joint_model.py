"""Several uses on shared plots as one linear model, and a good choice and a bound without it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import highs
from . import bounds, swaps
from .coverage_matrix import CoverageMatrix, Merged, merged
from .covering_model import rules_model, sites_of
from .joint_rules import Budget, Options, budgets
from .limits import Limits, Rules, rules


@dataclass(frozen=True)
class Asked:
    """
    What the options cover, and the limits on them.

    Attributes
    ----------
    options, rules
        The options, one column each, and their limits.
    demand
        Merged demand of all uses, one below the other; its columns are the options.
    worth
        Value of each use.
    of
        Use of each merged row.
    """

    options: Options
    rules: Rules
    demand: Merged
    worth: Mapping[str, float]
    of: np.ndarray


def asked(
    kinds: Mapping[str, CoverageMatrix],
    found: Options,
    limits: Rules,
    worth: Mapping[str, float],
) -> Asked:
    """
    Merged demand of each use over the options of that use.

    Parameters
    ----------
    kinds
        Coverage matrix of each use.
    found
        The options.
    limits
        Their limits.
    worth
        Value of each use.

    Returns
    -------
    Asked
        Weights are times the worth of their use.
    """
    from scipy.sparse import csr_matrix, vstack

    blocks, weights, of = [], [np.empty(0)], [np.empty(0, dtype=object)]
    for use, m in kinds.items():
        small = merged(m)
        own = np.array(found.at(use=use), dtype=int)
        place = m.sites.get_indexer(pd.Index(found.plot[own], dtype=object))
        own, place = own[place >= 0], place[place >= 0]
        lift = csr_matrix((np.ones(len(own)), (place, own)), shape=(len(m.sites), len(found.use)))
        blocks.append(small.matrix @ lift)
        weights.append(small.weight * worth[use])
        of.append(np.full(len(small.weight), use, dtype=object))
    matrix = csr_matrix(vstack(blocks)) if blocks else csr_matrix((0, len(found.use)))
    weight, use_of = np.concatenate(weights), np.concatenate(of)
    none = np.full(len(weight), -1)
    return Asked(found, limits, Merged(matrix, weight, none, none), worth, use_of)


def started(problem: Asked, *, time_limit: float) -> np.ndarray | None:
    """
    A choice that keeps all rules: the fewest options that must be, then the best that fits, and so on.

    Parameters
    ----------
    problem
        The problem.
    time_limit
        Seconds for the rules.

    Returns
    -------
    ndarray of bool
        One an option. None where no choice keeps the rules, or none was found in the time.
    """
    fewest = replace(rules_model(problem.rules), cost=np.ones(len(problem.options.use)))
    answer = highs.solve(fewest, time_limit=time_limit)
    if answer.status not in ("optimal", "feasible"):
        return None
    taken = sites_of(answer, len(problem.options.use))
    matrix, weight = problem.demand.matrix, problem.demand.weight
    while True:
        missing = weight * (matrix @ taken.astype(float) == 0)
        gains = np.where(taken, 0.0, missing @ matrix)
        better = _added(problem, taken, gains)
        if better is None:
            return taken
        taken = better


def _added(problem: Asked, taken: np.ndarray, gains: np.ndarray) -> np.ndarray | None:
    """With the option that gains most of those that keep the rules; None where none gains."""
    for option in np.argsort(-gains, kind="stable")[: int((gains > 0).sum())]:
        more = taken | (np.arange(len(taken)) == option)
        if not problem.rules.broken(more):
            return more
    return None


def gained(problem: Asked, taken: np.ndarray) -> float:
    """Newly covered weight of a choice (one boolean an option), by worth."""
    covered = problem.demand.matrix @ taken.astype(float) > 0
    return float(problem.demand.weight[covered].sum())


def apart_bound(
    problem: Asked, sites: Mapping[str, int], budget: Budget, *, end: float = math.inf
) -> float:
    """
    What the uses could gain if each had every plot, and all the money, for itself.

    Parameters
    ----------
    problem
        The problem.
    sites
        At most so many of each use.
    budget
        Money for all together, or by use.
    end
        Clock (perf_counter) at which to stop.

    Returns
    -------
    float
        At least the gain of any choice.
    """
    total = 0.0
    for use in problem.worth:
        own, rows = problem.options.at(use=use), np.flatnonzero(problem.of == use)
        none = np.full(len(rows), -1)
        part = problem.demand.matrix[rows][:, own]
        kept = np.diff(part.indptr) > 0
        small = Merged(part[kept], problem.demand.weight[rows][kept], none[kept], none[kept])
        plots = pd.Index(problem.options.plot[own], dtype=object)
        limits = Limits(sites=sites.get(use))
        money = budgets(budget)
        if money.get(use, money.get("")) is not None:
            limits["costs"] = pd.Series(problem.options.cost[own], plots)
            limits["budget"] = money.get(use, money.get(""))
        choice = swaps.picks(small, rules(plots, **limits))
        total += bounds.most(choice, known=0.0, end=end).bound
    return total
