"""Which sites serve most where each place has room for so many only, with a bound."""

import time
from dataclasses import replace
from typing import Unpack

import numpy as np
import pandas as pd

from .. import highs
from . import swaps
from .capacity_model import Room, filled, flow, limit, opened, room, serving_model
from .conflicts import of_rules
from .coverage_matrix import CoverageMatrix, merged
from .covering_model import sites_of
from .limits import SLACK, Limits, Rules, rules
from .sited import Sited, relative_gap, status_of, unanswered

SECONDS = 10.0
MODEL = "most_served"


def most_served(
    m: CoverageMatrix,
    *,
    capacity: pd.Series,
    existing: CoverageMatrix | None = None,
    existing_capacity: pd.Series | None = None,
    whole: bool = False,
    time_limit: float = SECONDS,
    gap: float = 0.0,
    **limits: Unpack[Limits],
) -> Sited:
    """
    The sites within the limits with which most demand finds room in its reach.

    Parameters
    ----------
    m
        The coverage matrix. What is covered already needs nothing, unless `existing` is given.
    capacity
        Weight that each site has room for (index: site ids), known of every one.
    existing
        Coverage matrix of the existing places, over the same demand: they too serve what they have
        room for, so that what is in reach of a full place is still in need.
    existing_capacity
        Room of each of them (index: their ids).
    whole
        Whether each demand goes to one place as a whole; else it may be shared among places.
    time_limit
        Seconds for the whole.
    gap
        Relative gap at which the search may end.
    **limits
        As :class:`~pianqu.analysis.siting.limits.Limits`.

    Returns
    -------
    Sited
        Objective: weight served beyond what the existing places alone can serve. `covered`: served
        whole; for what is shared, to within rounding.

    Raises
    ------
    LayerError
        A capacity missing or negative, two indexes of demand that differ.
    ChoiceError
        As :func:`~pianqu.analysis.siting.limits.rules` says.

    Notes
    -----
    Current and Storbeck (1988), Capacitated covering models, Environment and Planning B 15,
    153-163.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "b"], "site": ["P", "P", "Q"]})
    >>> m = from_pairs(pairs, weights=pd.Series({"a": 30.0, "b": 25.0}), sites=["P", "Q"])
    >>> found = most_served(m, capacity=pd.Series({"P": 20.0, "Q": 40.0}), sites=1)
    >>> found.chosen, found.objective, found.status
    (('Q',), 25.0, 'proven')
    """
    end = time.perf_counter() + time_limit
    found, places = rules(m.sites, **limits), room(m, capacity, existing, existing_capacity)
    model = serving_model(places, found, whole=whole)
    nobody = np.zeros(len(m.sites), dtype=bool)
    today = opened(_unlimited(model, found), nobody, time_limit=time_limit)
    choice = swaps.picks(merged(_in_need(m, places)), found)
    first = swaps.start(choice)
    if first is None:
        return _nothing(places, m.demand, today, whole=whole, conflict=of_rules(found).words)
    tried = [
        opened(model, sites, time_limit=_left(end)) for sites in (filled(places, choice), first)
    ]
    begun = max(tried, key=_objective)
    start = begun.values if _objective(begun) >= 0 else None  # noqa: PD011 - no frame
    answer = highs.solve(model, time_limit=_left(end), start=start, gap=gap)
    best = max((begun, answer), key=_objective)
    if not len(best.values) or not len(today.values):
        return _nothing(places, m.demand, today, whole=whole)
    most = answer.bound
    if answer.status != "optimal":
        most = min(most, limit(places, found, time_limit=SECONDS))
    return _sited(found, places, m.demand, best, today, most=most, whole=whole)


def served(
    m: CoverageMatrix,
    chosen: tuple[str, ...],
    *,
    capacity: pd.Series,
    existing: CoverageMatrix | None = None,
    existing_capacity: pd.Series | None = None,
    whole: bool = False,
    time_limit: float = SECONDS,
) -> pd.DataFrame:
    """
    Who is served where, with these sites.

    Parameters
    ----------
    m, capacity, existing, existing_capacity, whole, time_limit
        As for :func:`most_served`.
    chosen
        Ids of sites.

    Returns
    -------
    DataFrame
        One row a demand and place: `demand`, `place`, `existing` (whether the place is there
        today), `served` (weight). One of possibly many ways that serve as much.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> pairs = pd.DataFrame({"demand": ["a"], "site": ["P"]})
    >>> m = from_pairs(pairs, weights=pd.Series({"a": 30.0}), sites=["P"])
    >>> served(m, ("P",), capacity=pd.Series({"P": 20.0})).astype(str).loc[0].tolist()
    ['a', 'P', 'False', '20.0']
    """
    places, found = room(m, capacity, existing, existing_capacity), rules(m.sites)
    model = serving_model(places, found, whole=whole)
    answer = opened(model, m.sites.isin(list(chosen)), time_limit=time_limit)
    amount = flow(places, answer, whole=whole)
    used = np.flatnonzero(amount > SLACK * max(1.0, float(places.weight.max(initial=0.0))))
    row, column = (each[used] for each in places.pairs())
    columns = {
        "demand": m.demand[row],
        "place": places.names[column],
        "existing": column < places.old,
        "served": amount[used],
    }
    return pd.DataFrame(columns).sort_values(["demand", "place"], ignore_index=True)


def _sited(
    found: Rules,
    places: Room,
    demand: pd.Index,
    best: highs.Answer,
    today: highs.Answer,
    *,
    most: float,
    whole: bool,
) -> Sited:
    amount = flow(places, best, whole=whole)
    used = places.used(amount)[places.old :]
    taken = _needed(found, sites_of(best, len(found.sites)), used)
    again = opened(serving_model(places, found, whole=whole), taken, time_limit=SECONDS)
    objective = best.objective - today.objective
    bound = max(most - today.objective, objective)
    apart = relative_gap(objective, bound)
    left = places.left(amount)
    order = sorted(np.flatnonzero(taken).tolist(), key=lambda site: (-used[site], site))
    return Sited(
        MODEL,
        status_of(apart),
        tuple(str(found.sites[site]) for site in order),
        objective,
        bound,
        apart,
        pd.Series(left <= SLACK * np.maximum(1.0, places.weight), index=demand, name="covered"),
        _helpless(places, demand),
        binding=(*_full(places, taken, amount), *_binding(found, places, taken, left)),
        checked=again.objective - today.objective,
    )


def _needed(found: Rules, taken: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Without bundles that serve nobody, unless they are required."""
    served_by = np.bincount(found.bundle, np.where(taken, used, 0.0))[found.bundle]
    return taken & ((served_by > SLACK) | found.required)


def _full(places: Room, taken: np.ndarray, amount: np.ndarray) -> list[str]:
    """Places that are full while someone in their reach is left."""
    row, column = places.pairs()
    waiting = places.left(amount)[row] > SLACK * np.maximum(1.0, places.weight[row])
    wanted = np.bincount(column[waiting], minlength=len(places.room)) > 0
    is_open = np.concatenate([np.ones(places.old, dtype=bool), taken])
    full = places.used(amount) >= places.room * (1 - SLACK)
    at = np.flatnonzero(wanted & is_open & full).tolist()
    return [f"{places.names[place]} 的容量 {places.room[place]:g} 已用满" for place in at]


def _binding(found: Rules, places: Room, taken: np.ndarray, left: np.ndarray) -> list[str]:
    """Limits that stand between the choice and one more bundle with people in reach and room."""
    waiting = (left > SLACK * np.maximum(1.0, places.weight)).astype(float)
    reach = (waiting @ places.matrix)[places.old :] * places.room[places.old :]
    stopped: set[str] = set()
    for bundle in np.unique(found.bundle[(reach > 0) & ~taken]):
        stopped.update(found.broken(taken | (found.bundle == bundle)))
    return [name for name in dict.fromkeys(found.names) if name in stopped]


def _nothing(
    places: Room,
    demand: pd.Index,
    today: highs.Answer,
    *,
    whole: bool,
    conflict: tuple[str, ...] = (),
) -> Sited:
    known = len(today.values) > 0
    left = places.left(flow(places, today, whole=whole)) if known else places.weight
    covered = pd.Series(
        left <= SLACK * np.maximum(1.0, places.weight), index=demand, name="covered"
    )
    helpless = _helpless(places, demand)
    return unanswered(MODEL, covered=covered, uncoverable=helpless, conflict=conflict)


def _helpless(places: Room, demand: pd.Index) -> pd.Index:
    """Demand in need that no place reaches."""
    return demand[(np.diff(places.matrix.indptr) == 0) & (places.weight > 0)]


def _in_need(m: CoverageMatrix, places: Room) -> CoverageMatrix:
    return replace(m, already=places.weight <= 0)


def _unlimited(model: highs.Model, found: Rules) -> highs.Model:
    """Without the planner's limits, which say nothing of today."""
    low, high = model.row_low.copy(), model.row_high.copy()
    low[: len(found.low)], high[: len(found.low)] = -np.inf, np.inf
    return replace(model, row_low=low, row_high=high)


def _objective(answer: highs.Answer) -> float:
    return answer.objective if len(answer.values) else -np.inf


def _left(end: float) -> float:
    return max(end - time.perf_counter(), 0.1)
