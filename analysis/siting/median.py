"""Which sites make the walks of all together shortest (p-median), with a bound and a proof."""

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from . import exchange, lagrange
from .cheapest import prices
from .conflicts import of_rules
from .limits import SLACK, Limits, Rules, rules
from .median_model import cheapest, proved
from .savings import Savings, Walks, savings, walks
from .sited import Sited, relative_gap, status_of, unanswered

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SECONDS = 10.0
MODEL = "shortest_walk"
SHARE = 0.5  # of the time, at most, for the bound by multipliers and for the search by exchange


def shortest_walk(
    distances: "pd.DataFrame | csr_matrix",
    *,
    weights: pd.Series,
    candidates: Sequence[str],
    cap: float,
    existing: pd.Series | None = None,
    prefer: pd.Series | None = None,
    time_limit: float = SECONDS,
    gap: float = 0.0,
    **limits: Unpack[Limits],
) -> Sited:
    """
    The sites within the limits with which the walks to the nearest place are shortest in all.

    Parameters
    ----------
    distances
        Columns `demand`, `site` and `metres` or `minutes`; or a sparse matrix of lengths, rows in
        the order of `weights`, columns in that of `candidates`. A pair that is not there is longer
        than the cap, so that memory goes with the pairs that are.
    weights
        Weight of each demand (households, residents or ones), 0 or more and known.
    candidates
        Ids of the sites.
    cap
        What a walk counts that is longer, or that leads nowhere; in the unit of the walks.
    existing
        Walk of each demand to the nearest existing place (index of `weights`; inf where there is
        none). None where nothing exists yet.
    prefer
        Cost of each site (index: site ids; NA not known): of choices that are equally good the
        cheapest. `costs` where none are given.
    time_limit
        Seconds for the whole.
    gap
        Relative gap at which the search may end.
    **limits
        `sites` (the number), `costs`, `budget`, `required`, `forbidden`, `together`, `apart`: see
        :class:`~pianqu.analysis.siting.limits.Limits`.

    Returns
    -------
    Sited
        Objective: weight by walk, summed (less is better). `covered`: a place is nearer than the cap.
        A site that shortens nothing is not proposed unless it is required.

    Raises
    ------
    LayerError
        As :func:`~pianqu.analysis.siting.savings.walks` says.
    ChoiceError
        As :func:`~pianqu.analysis.siting.limits.rules` says.

    Notes
    -----
    Hakimi (1964), Optimum locations of switching centers and the absolute centers and medians of a
    graph, Operations Research 12, 450-459. Exchange for the answer, multipliers for the bound, and
    a linear model of what both leave open.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "b"], "site": ["P", "P", "Q"],
    ...                       "metres": [100.0, 400.0, 50.0]})
    >>> weights = pd.Series({"a": 1.0, "b": 10.0})
    >>> found = shortest_walk(pairs, weights=weights, candidates=["P", "Q"], cap=800, sites=1)
    >>> found.status, found.chosen, found.objective, found.bound
    ('proven', ('Q',), 1300.0, 1300.0)
    """
    end = time.perf_counter() + time_limit
    known = walks(distances, weights=weights, candidates=candidates, existing=existing, cap=cap)
    found = rules(known.sites, **limits)
    saved = savings(known, found)
    begun = exchange.begin(saved)
    if begun is None:
        none = np.zeros(len(known.sites), dtype=bool)
        words = of_rules(found).words
        return unanswered(
            MODEL, covered=_covered(known, none), uncoverable=_helpless(known), conflict=words
        )
    picked, most, bound = _searched(saved, begun, known, end=end, time_limit=time_limit, gap=gap)
    picked = _needed(saved, picked)
    price = prices(known.sites, limits.get("costs") if prefer is None else prefer)
    value = exchange.worth(saved, picked)
    if len(price) and most - value <= SLACK * max(1.0, value):
        each = np.bincount(saved.choice.bundle, price, minlength=len(picked))
        left = float(known.weight @ known.today) - value
        room = SLACK * max(1.0, min(value, left)) / 2  # two sums that differ by less are one
        picked = _needed(saved, cheapest(saved, picked, bound, each, room=room, end=end))
    return _sited(known, found, saved, picked, most)


def assigned(
    distances: "pd.DataFrame | csr_matrix",
    chosen: Iterable[str],
    *,
    weights: pd.Series,
    candidates: Sequence[str],
    cap: float,
    existing: pd.Series | None = None,
) -> pd.DataFrame:
    """
    Where each demand walks to with these sites.

    Parameters
    ----------
    distances, weights, candidates, cap, existing
        As for :func:`shortest_walk`.
    chosen
        Ids of sites.

    Returns
    -------
    DataFrame
        Index of `weights`: `site` (the nearest chosen site; NA where an existing place is as near,
        or nothing within the cap), `before` and `after` (walk to the nearest place, at most the
        cap) and `saved` (weight by the difference).

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["a"], "site": ["P"], "metres": [100.0]})
    >>> case = {"weights": pd.Series({"a": 2.0}), "candidates": ["P"], "cap": 800}
    >>> assigned(pairs, ["P"], **case).astype(str).loc["a"].tolist()
    ['P', '800.0', '100.0', '1400.0']
    """
    known = walks(distances, weights=weights, candidates=candidates, existing=existing, cap=cap)
    after, place = known.shortest(known.sites.isin(list(chosen)))
    site = pd.Series(pd.NA, index=known.demand, dtype="string")
    site[place >= 0] = known.sites[place[place >= 0]].to_numpy()
    less = known.weight * (known.today - after)
    columns = {"site": site, "before": known.today, "after": after, "saved": less}
    return pd.DataFrame(columns, index=known.demand)


def verify(table: pd.DataFrame, sited: Sited, *, weights: pd.Series) -> list[str]:
    """
    Check an answer of :func:`shortest_walk` from where its sites are walked to.

    Parameters
    ----------
    table
        From :func:`assigned` for the chosen sites.
    sited
        The answer.
    weights
        Weight of each demand.

    Returns
    -------
    list of str
        What is wrong, one Chinese sentence each; empty for an answer that holds.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["a"], "site": ["P"], "metres": [100.0]})
    >>> case = {"weights": pd.Series({"a": 2.0}), "candidates": ["P"], "cap": 800}
    >>> found = shortest_walk(pairs, sites=1, **case)
    >>> verify(assigned(pairs, found.chosen, **case), found, weights=case["weights"])
    []
    """
    counted = float((table["after"] * weights).sum())
    room = SLACK * max(1.0, abs(counted))
    faults = []
    if not abs(sited.objective - counted) <= room:
        faults.append(f"总步行为 {sited.objective:g}，由所选地块重算为 {counted:g}；两者须相等。")
    if not sited.bound <= counted + room:
        faults.append(f"下界 {sited.bound:g} 高于重算的总步行 {counted:g}；下界不成立。")
    return faults


def _searched(
    saved: Savings,
    begun: np.ndarray,
    known: Walks,
    *,
    end: float,
    time_limit: float,
    gap: float,
) -> tuple[np.ndarray, float, lagrange.Bound]:
    """The best choice found, what no choice saves more than, and the bound by multipliers."""
    soon = end - (1 - SHARE) * time_limit
    total = float(known.weight @ known.today)
    bound = lagrange.most(saved, begun, end=soon)
    tried = [begun]
    if bound.picked is not None:
        tried.append(exchange.improved(saved, bound.picked))
    best = max(tried, key=lambda picked: exchange.worth(saved, picked))
    best = exchange.shaken(saved, best, most=bound.most, end=soon)
    slack = gap * (total - exchange.worth(saved, best))
    return *proved(saved, best, bound, end=end, slack=slack), bound


def _sited(known: Walks, found: Rules, saved: Savings, picked: np.ndarray, most: float) -> Sited:
    taken = picked[saved.choice.bundle] > 0
    after, _ = known.shortest(taken)
    objective = float(known.weight @ after)
    bound = min(float(known.weight @ known.today) - most, objective)
    if abs(objective - bound) <= SLACK * max(1.0, objective):
        bound = objective
    chosen = _in_order(known, taken)
    apart = relative_gap(objective, bound)
    return Sited(
        MODEL,
        status_of(apart),
        chosen,
        objective,
        bound,
        apart,
        _covered(known, taken),
        _helpless(known),
        binding=_binding(found, saved, picked),
        checked=_checked(known, chosen),
    )


def _needed(saved: Savings, picked: np.ndarray) -> np.ndarray:
    """Without bundles that save nothing beside the others; the last are tried first."""
    now, least = picked.copy(), exchange.worth(saved, picked)
    first, second, who = exchange.two_best(saved, np.flatnonzero(picked > 0))
    lost = np.bincount(who[who >= 0], (first - second)[who >= 0], minlength=int((picked > 0).sum()))
    idle = np.flatnonzero(picked > 0)[lost <= SLACK * max(1.0, least)]
    for bundle in idle[~saved.choice.forced[idle]][::-1]:
        fewer = now.copy()
        fewer[bundle] = 0.0
        if exchange.worth(saved, fewer) >= least - SLACK * max(1.0, least):
            now = fewer
    return now


def _binding(found: Rules, saved: Savings, picked: np.ndarray) -> tuple[str, ...]:
    """Limits that stand between the choice and one more bundle that would save."""
    taken = picked[saved.choice.bundle] > 0
    stopped: set[str] = set()
    for bundle in np.flatnonzero((exchange.gained(saved, picked) > 0) & (picked == 0)):
        stopped.update(found.broken(taken | (saved.choice.bundle == bundle)))
    return tuple(name for name in dict.fromkeys(found.names) if name in stopped)


def _in_order(known: Walks, taken: np.ndarray) -> tuple[str, ...]:
    """The site that saves most first, then the one that saves most beside it."""
    walk, left, order = known.today.copy(), np.flatnonzero(taken).tolist(), []
    own = np.flatnonzero(taken[known.column])
    by = {site: own[known.column[own] == site] for site in left}
    while left:
        gains = [_shorter(known, walk, by[site]) for site in left]
        site = left.pop(int(np.argmax(gains)))
        np.minimum.at(walk, known.row[by[site]], known.length[by[site]])
        order.append(str(known.sites[site]))
    return tuple(order)


def _shorter(known: Walks, walk: np.ndarray, own: np.ndarray) -> float:
    row = known.row[own]
    return float(known.weight[row] @ np.maximum(walk[row] - known.length[own], 0.0))


def _checked(known: Walks, chosen: tuple[str, ...]) -> float:
    walk = known.today.copy()
    own = known.sites.isin(list(chosen))[known.column]
    np.minimum.at(walk, known.row[own], known.length[own])
    return float(known.weight @ walk)


def _covered(known: Walks, taken: np.ndarray) -> pd.Series:
    after, _ = known.shortest(taken)
    return pd.Series(after < known.cap, index=known.demand, name="covered")


def _helpless(known: Walks) -> pd.Index:
    reached = known.today < known.cap
    reached[known.row] = True
    return known.demand[~reached]
