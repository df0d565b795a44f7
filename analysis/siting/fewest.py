"""The fewest sites, or the least money, that cover all demand that can be covered, or a share."""

import math
import time
from dataclasses import replace
from typing import Unpack

import numpy as np
import pandas as pd

from ...gis.errors import ChoiceError
from .. import highs
from . import bounds, swaps
from .cheapest import cheapest, prices
from .coverage_matrix import CoverageMatrix, Merged, merged
from .covering_model import conflicting, fewest_model, known_values, sites_of
from .limits import SLACK, Limits, Rules, rules
from .selection import in_order, needed
from .sited import Sited, relative_gap, status_of, unanswered

SECONDS = 10.0
LEAST = 0.1  # seconds that the solver has in any case, where there is nothing yet to show
MODEL = "fewest_sites"


def fewest_sites(
    m: CoverageMatrix,
    *,
    share: float = 1.0,
    prefer: pd.Series | None = None,
    time_limit: float = SECONDS,
    gap: float = 0.0,
    **limits: Unpack[Limits],
) -> Sited:
    """
    The fewest sites, or with `costs` the cheapest, that cover what can be covered.

    Parameters
    ----------
    m
        The coverage matrix.
    share
        Of the weight that existing places and candidates reach together, the part (0 to 1) that
        must be covered. At 1 every demand counts, also one without weight.
    prefer
        Cost of each site, by which answers of the same number are told apart: the cheapest is
        proposed, and unknown costs come last. Not looked at where `costs` are the objective.
    time_limit
        Seconds for the whole.
    gap
        Relative gap at which the search may end.
    **limits
        As for :func:`~pianqu.analysis.siting.covering.most_covered`. With `costs` the objective is
        the cost, else the number of sites.

    Returns
    -------
    Sited
        Objective: number or cost of the chosen sites; the bound is the greatest valid one below it.
        Demand that nothing reaches is left out and listed in `uncoverable`. `binding` names the
        sites that no other can replace.

    Raises
    ------
    ChoiceError
        A share outside 0 to 1, and as :func:`~pianqu.analysis.siting.limits.rules` says.

    Notes
    -----
    Toregas, Swain, ReVelle and Bergman (1971), The location of emergency service facilities,
    Operations Research 19, 1363-1373.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "b", "c"], "site": ["P", "P", "Q", "Q"]})
    >>> m = from_pairs(pairs, weights=pd.Series({"a": 4, "b": 2, "c": 1, "d": 1}), sites=["P", "Q"])
    >>> found = fewest_sites(m)
    >>> found.status, found.chosen, found.objective, found.uncoverable.tolist()
    ('proven', ('P', 'Q'), 2.0, ['d'])
    >>> fewest_sites(m, share=0.8).chosen
    ('P',)
    """
    if not 0 <= share <= 1:
        raise ChoiceError(f"覆盖比例为 {share:g}；须在 0 到 1 之间。")
    end = time.perf_counter() + time_limit
    found, small = rules(m.sites, **limits), merged(m)
    cost = np.nan_to_num(found.cost) if len(found.cost) else np.ones(len(m.sites))
    choice, need = _asked(m, small, found, share)
    begun, bound = _begun(choice, cost, need=need, every=share == 1, end=end)
    known = float(cost[begun].sum()) if begun is not None else math.inf
    if begun is None or relative_gap(known, bound) > gap:
        model = fewest_model(small, found, cost, need=math.inf if share == 1 else need)
        start = None if begun is None else known_values(small, begun)
        left = max(end - time.perf_counter(), LEAST)
        answer = highs.solve(model, time_limit=left, start=start, gap=gap)
        if answer.status == "infeasible":
            rest = {_words(share): list(range(len(found.low), len(model.row_low)))}
            return _unanswered(m, conflicting(model, found.groups() | rest), math.nan)
        bound = max(bound, -bounds.whole(-answer.bound, cost))
        better = answer.objective < known - SLACK * max(1.0, known if begun is not None else 0.0)
        begun = sites_of(answer, len(cost)) if better else begun
    if begun is None:
        return _unanswered(m, (), bound)
    taken = needed(choice, begun, floor=need)
    if not len(found.cost) and status_of(relative_gap(taken.sum(), bound)) == "proven":
        floor, price = math.inf if share == 1 else need, prices(m.sites, prefer)
        few = int(taken.sum())
        taken = cheapest(small, found, price, taken, need=floor, end=end, most=few)
    return _sited(m, small, cost, choice, taken, bound)


def _asked(
    m: CoverageMatrix, small: Merged, found: Rules, share: float
) -> tuple[swaps.Picks, float]:
    """What may be picked, and how much must be covered: weight, or rows where all must be."""
    choice = swaps.picks(small, found)
    if share == 1:
        return replace(choice, weight=np.ones(len(small.weight))), float(len(small.weight))
    done = float(m.weight[m.already].sum())
    total = done + float(small.weight.sum())
    return choice, share * total - done - SLACK * max(1.0, total)


def _begun(
    choice: swaps.Picks, cost: np.ndarray, *, need: float, every: bool, end: float
) -> tuple[np.ndarray | None, float]:
    """A first choice, where a greedy one keeps the limits, and a first bound."""
    price = np.bincount(choice.bundle, cost, minlength=len(choice.open))
    free = replace(choice, room=np.full(len(choice.room), np.inf))
    now = swaps.greedy(free, per=np.maximum(price, swaps.FREE), enough=need)
    taken = needed(choice, now[choice.bundle] > 0, floor=need)
    picked = np.bincount(choice.bundle[taken], minlength=len(choice.open)) > 0
    good = choice.fits(picked.astype(float)) and choice.gain(picked) >= need
    good = good and not (choice.forced & ~choice.open).any()
    known = float(price[picked].sum()) if good else math.inf
    bound = bounds.fewest(choice, price, known=known, end=end) if every else 0.0
    return (taken if good else None), max(bound, bounds.part(choice, price, need=need))


def _sited(
    m: CoverageMatrix,
    small: Merged,
    cost: np.ndarray,
    choice: swaps.Picks,
    taken: np.ndarray,
    bound: float,
) -> Sited:
    objective = float(cost[taken].sum())
    chosen = in_order(small, m.sites, taken)
    least = min(bound, objective)
    gap = relative_gap(objective, least)
    return Sited(
        MODEL,
        status_of(gap),
        chosen,
        objective,
        least,
        gap,
        m.covered(chosen),
        m.uncoverable,
        _alone(m, choice, taken),
        checked=float(cost[m.columns(chosen)].sum()),
    )


def _alone(m: CoverageMatrix, choice: swaps.Picks, taken: np.ndarray) -> tuple[str, ...]:
    """Sites that some demand has to itself."""
    ways = choice.cover @ choice.open.astype(float)
    bundles = choice.cover.T @ np.equal(ways, 1).astype(float) > 0
    only = m.sites[taken & (bundles & choice.open)[choice.bundle]]
    return tuple(f"有需求只有 {site} 能覆盖" for site in only)


def _unanswered(m: CoverageMatrix, conflict: tuple[str, ...], bound: float) -> Sited:
    covered = m.covered(())
    return unanswered(
        MODEL, covered=covered, uncoverable=m.uncoverable, conflict=conflict, bound=bound
    )


def _words(share: float) -> str:
    return "覆盖全部可覆盖的需求" if share == 1 else f"至少覆盖可覆盖需求的 {share:.0%}"
