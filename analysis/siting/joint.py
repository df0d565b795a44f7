"""Several uses at once on plots that they share: one model for all, with one bound."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import pandas as pd

from .. import highs
from .conflicts import explain
from .coverage_matrix import CoverageMatrix
from .covering_model import cover_model, known_values, rules_model, sites_of
from .joint_model import Asked, apart_bound, asked, gained, started
from .joint_rules import Terms, joint_rules, options
from .limits import SLACK, Rules
from .sited import Sited, Status, relative_gap, status_of, unanswered

SECONDS = 10.0
MODEL = "joint"
AREA, NUMBERS = "area", ("sites", "budget")
PLAN = ["plot", "use", "order", "gain", "area_needed"]


@dataclass(frozen=True)
class Joint:
    """
    One answer for several uses.

    Attributes
    ----------
    status
        As of :class:`~pianqu.analysis.siting.sited.Sited`, for all uses together.
    objective, bound, gap
        Of all uses together, each by its worth.
    of
        One answer a use. Its objective is its own newly covered weight, and its bound what it could
        at most come to if no other use came to less than here.
    plan
        One row a use put on a plot: `plot`, `use`, `order` (the one that gains most first), `gain`
        (newly covered weight of its use beside those before it), `area_needed`.
    binding
        Limits that stand between the plan and one more that would gain, in Chinese words.
    conflict
        Rules that cannot hold together and what to give up, Chinese sentences.
    checked
        The objective, computed again from the plan alone.
    """

    status: Status
    objective: float
    bound: float
    gap: float
    of: Mapping[str, Sited]
    plan: pd.DataFrame
    binding: tuple[str, ...]
    conflict: tuple[str, ...]
    checked: float


def joint(
    kinds: Mapping[str, CoverageMatrix],
    *,
    fits: pd.DataFrame,
    areas: pd.Series,
    worth: Mapping[str, float] | None = None,
    time_limit: float = SECONDS,
    gap: float = 0.0,
    **terms: Unpack[Terms],
) -> Joint:
    """
    Uses put on plots so that most weight of all is newly covered.

    Parameters
    ----------
    kinds
        Coverage matrix of each use; its sites are plots.
    fits
        One row a plot and use that fits: `plot`, `use`, `area_needed` (m2).
    areas
        Square metres of each plot: the uses on a plot take no more together.
    worth
        Of one newly covered weight, by use; 1 where not given.
    time_limit
        Seconds for the whole.
    gap
        Relative gap at which the search may end.
    **terms
        `sites`, `budget`, `costs`, `pairs`, `words`: see
        :class:`~pianqu.analysis.siting.joint_rules.Terms`.

    Returns
    -------
    Joint
        With a status, and the rules that conflict where nothing is feasible.

    Raises
    ------
    LayerError, ChoiceError
        As :func:`~pianqu.analysis.siting.joint_rules.options` and `joint_rules` say.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> weights, reach = pd.Series({"a": 30.0}), pd.DataFrame({"demand": ["a"], "site": ["L1"]})
    >>> m = from_pairs(reach, weights=weights, sites=["L1"])
    >>> fits = pd.DataFrame({"plot": "L1", "use": ["canteen", "nursery"], "area_needed": [90.0, 80]})
    >>> both = {"canteen": m, "nursery": m}
    >>> found = joint(both, fits=fits, areas=pd.Series({"L1": 120.0}), worth={"canteen": 2.0})
    >>> found.status, found.objective, found.plan["use"].tolist(), found.binding
    ('proven', 60.0, ['canteen'], ('地块 L1 面积 120 平方米',))
    """
    end = time.perf_counter() + time_limit
    found = options(fits, kinds, terms.get("costs"))
    limits = joint_rules(found, areas, **terms)
    problem = asked(kinds, found, limits, {use: (worth or {}).get(use, 1.0) for use in kinds})
    begun = started(problem, time_limit=time_limit)
    if begun is None:
        return _nothing(kinds, limits)
    left = max(end - time.perf_counter(), 0.1)
    start = known_values(problem.demand, begun)
    answer = highs.solve(cover_model(problem.demand, limits), time_limit=left, start=start, gap=gap)
    tried = [begun]
    if answer.status in ("optimal", "feasible"):
        tried.append(sites_of(answer, len(begun)))
    taken = _needed(problem, max(tried, key=lambda one: gained(problem, one)))
    most = answer.bound
    if answer.status != "optimal":
        most = min(
            most, apart_bound(problem, terms.get("sites") or {}, terms.get("budget"), end=end)
        )
    return _answer(kinds, problem, taken, most)


def _answer(
    kinds: Mapping[str, CoverageMatrix], problem: Asked, taken: np.ndarray, most: float
) -> Joint:
    objective = gained(problem, taken)
    bound = most if most - objective > SLACK * max(1.0, objective) else objective
    plan = _plan(problem, taken)
    own = {use: plan.loc[plan["use"] == use, "plot"].tolist() for use in kinds}
    alone = {use: m.newly(own[use]) for use, m in kinds.items()}
    checked = sum(problem.worth[use] * value for use, value in alone.items())
    apart = relative_gap(objective, bound)
    binding = _binding(problem, taken)
    of = {
        use: _sited(m, own[use], alone[use], bound - objective, problem.worth[use], binding)
        for use, m in kinds.items()
    }
    return Joint(status_of(apart), objective, bound, apart, of, plan, binding, (), checked)


def _sited(
    m: CoverageMatrix,
    chosen: list[str],
    objective: float,
    over: float,
    worth: float,
    binding: tuple[str, ...],
) -> Sited:
    bound = objective + over / worth if worth > 0 else math.inf
    apart = relative_gap(objective, bound)
    return Sited(
        MODEL,
        status_of(apart),
        tuple(chosen),
        objective,
        bound,
        apart,
        m.covered(chosen),
        m.uncoverable,
        binding=binding,
        checked=float(m.weight[m.covered(chosen).to_numpy() & ~m.already].sum()),
    )


def _nothing(kinds: Mapping[str, CoverageMatrix], limits: Rules) -> Joint:
    numbers = [n for n, kind in zip(limits.names, limits.kinds, strict=True) if kind in NUMBERS]
    land = {n: math.inf for n, kind in zip(limits.names, limits.kinds, strict=True) if kind == AREA}
    found = explain(rules_model(limits), limits.groups(), prices=land, numbers=numbers)
    of = {
        use: unanswered(
            MODEL, covered=m.covered(()), uncoverable=m.uncoverable, conflict=found.words
        )
        for use, m in kinds.items()
    }
    nan, plan = math.nan, pd.DataFrame(columns=PLAN)
    status: Status = "infeasible" if found.words else "no_answer"
    return Joint(status, nan, nan, nan, of, plan, (), found.words, nan)


def _needed(problem: Asked, taken: np.ndarray) -> np.ndarray:
    """Without options that gain nothing beside the others and that no rule asks for."""
    now, least = taken.copy(), gained(problem, taken)
    for option in np.flatnonzero(taken)[::-1]:
        fewer = now & (np.arange(len(now)) != option)
        same = gained(problem, fewer) >= least - SLACK * max(1.0, least)
        if same and not problem.rules.broken(fewer):
            now = fewer
    return now


def _plan(problem: Asked, taken: np.ndarray) -> pd.DataFrame:
    """The option that gains most first, by worth, then the one that gains most beside it."""
    matrix, missing = problem.demand.matrix.tocsc(), problem.demand.weight.copy()
    left, rows = np.flatnonzero(taken).tolist(), []
    while left:
        gains = [float(missing[matrix[:, [option]].nonzero()[0]].sum()) for option in left]
        best = int(np.argmax(gains))
        option = left.pop(best)
        missing[matrix[:, [option]].nonzero()[0]] = 0.0
        use, plot = problem.options.use[option], problem.options.plot[option]
        worth = problem.worth[use]
        gain = gains[best] / worth if worth else 0.0
        rows.append((plot, use, len(rows) + 1, gain, problem.options.area[option]))
    return pd.DataFrame(rows, columns=PLAN)


def _binding(problem: Asked, taken: np.ndarray) -> tuple[str, ...]:
    """Limits that stand between the plan and one more option that would gain."""
    limits, demand = problem.rules, problem.demand
    missing = demand.weight * (demand.matrix @ taken.astype(float) == 0)
    stopped: set[str] = set()
    for option in np.flatnonzero((missing @ demand.matrix > 0) & ~taken):
        stopped.update(limits.broken(taken | (np.arange(len(taken)) == option)))
    return tuple(name for name in dict.fromkeys(limits.names) if name in stopped)
