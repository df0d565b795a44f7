"""Where the next places should go: most people newly covered, or fewest sites, with a proof."""

import time
from dataclasses import replace
from typing import Unpack

import numpy as np
import pandas as pd

from . import bounds, equity, swaps
from .cheapest import cheapest, prices
from .coverage_matrix import CoverageMatrix, Merged, merged
from .covering_model import conflicting, cover_model, known_values, rules_model
from .fewest import fewest_sites
from .limits import SLACK, Limits, Rules, rules
from .proving import covers, improved, proved
from .selection import binding, in_order, needed
from .sited import Sited, relative_gap, status_of, unanswered

__all__ = ["curve", "fewest_sites", "most_covered", "verify"]

SECONDS = 10.0
MODEL = "most_covered"


def most_covered(
    m: CoverageMatrix,
    *,
    weakest: pd.Series | None = None,
    prefer: pd.Series | None = None,
    time_limit: float = SECONDS,
    gap: float = 0.0,
    **limits: Unpack[Limits],
) -> Sited:
    """
    The sites within the limits that newly cover most.

    Parameters
    ----------
    m
        The coverage matrix; what is covered already counts for nothing.
    weakest
        Group of each demand, such as its community (index `m.demand`, NA for none). Given, the
        covered share of the weakest group is raised as far as it goes, then that of the second
        weakest, and so on (leximin over the groups that any candidate helps); the most covered
        decides only what these leave open.
    prefer
        Cost of each site (index: site ids, NA not known), by which answers that are proven and
        equal are told apart: the cheapest is proposed, and unknown costs come last. The `costs` of
        the limits where None; of equal cost the first ids that the search meets.
    time_limit
        Seconds for the whole.
    gap
        Relative gap at which the search may end.
    **limits
        `sites`, `costs`, `budget`, `required`, `forbidden`, `together`, `apart`: see
        :class:`~pianqu.analysis.siting.limits.Limits`.

    Returns
    -------
    Sited
        Objective: weight newly covered. The bound is the least valid one, of the Lagrange
        multipliers and of HiGHS. A site that adds nothing is not proposed unless it is required.

    Raises
    ------
    ChoiceError
        As :func:`~pianqu.analysis.siting.limits.rules` says.

    Notes
    -----
    Church and ReVelle (1974), The maximal covering location problem, Papers of the Regional Science
    Association 32, 101-118. Equal cover sets are merged, and demand that nothing reaches is left
    out and listed; both are exact. Leximin: :func:`~pianqu.analysis.siting.equity.fairest`.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "b", "c"], "site": ["P", "P", "Q", "Q"]})
    >>> weights = pd.Series({"a": 4.0, "b": 2.0, "c": 1.0})
    >>> found = most_covered(from_pairs(pairs, weights=weights, sites=["P", "Q"]), sites=1)
    >>> found.status, found.chosen, found.objective, found.bound, found.binding
    ('proven', ('P',), 6.0, 6.0, ('最多选 1 处',))
    """
    end, small = time.perf_counter() + time_limit, merged(m, groups=weakest)
    return _solved(m, small, weakest, prefer, end=end, gap=gap, limits=limits)


def _solved(
    m: CoverageMatrix,
    small: Merged,
    weakest: pd.Series | None,
    prefer: pd.Series | None,
    *,
    end: float,
    gap: float,
    limits: Limits,
) -> Sited:
    found = rules(m.sites, **limits)
    price = prices(m.sites, limits.get("costs") if prefer is None else prefer)
    choice = swaps.picks(small, found)
    begun = swaps.start(choice, end=end)
    if begun is None:
        conflict = conflicting(rules_model(found), found.groups())
        return unanswered(
            MODEL, covered=m.covered(()), uncoverable=m.uncoverable, conflict=conflict
        )
    steered = bounds.most(choice, known=covers(small, begun), end=end)
    if weakest is None:
        begun = improved(choice, small, begun, steered.picked, end=end)
        model = cover_model(small, found)
        taken, bound = proved(model, choice, small, begun, bound=steered.bound, end=end, gap=gap)
        if status_of(relative_gap(covers(small, taken), bound)) == "proven":
            need = covers(small, taken)
            taken = cheapest(small, found, price, taken, need=need, end=end)
        return _sited(m, small, found, choice, taken, bound)
    worth = equity.shares(m, small, weakest)
    fair = equity.fairest(small, found, worth, price, begun=begun, end=end)
    answer = _sited(m, small, found, choice, fair.taken, min(steered.bound, fair.bound))
    return answer if np.isfinite(fair.bound) else replace(answer, status="gap")


def curve(
    m: CoverageMatrix,
    *,
    most: int,
    weakest: pd.Series | None = None,
    prefer: pd.Series | None = None,
    time_limit: float = SECONDS,
    gap: float = 0.0,
    **limits: Unpack[Limits],
) -> pd.DataFrame:
    """
    What one more site is worth, from 1 to `most`, each number solved anew.

    Parameters
    ----------
    m
        The coverage matrix.
    most
        Largest number of sites.
    weakest, prefer
        As for :func:`most_covered`.
    time_limit
        Seconds for all together.
    gap
        As for :func:`most_covered`.
    **limits
        As for :func:`most_covered`; `sites` is not looked at.

    Returns
    -------
    DataFrame
        Index `sites` (1 to the number asked for, at most that of the candidates): `covered` (weight
        newly covered), `gain` (more than with one site less; with the weakest first it may be below
        zero: one more site lifts the weakest, and may leave more of the others), `bound`, `gap`, `status` and `chosen`
        (tuple of ids; those of a smaller number need not be among them).

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "b", "c"], "site": ["P", "P", "Q", "Q"]})
    >>> weights = pd.Series({"a": 4.0, "b": 2.0, "c": 1.0})
    >>> curve(from_pairs(pairs, weights=weights, sites=["P", "Q"]), most=5)["gain"].tolist()
    [6.0, 1.0]
    """
    end = time.perf_counter() + time_limit
    answers: list[Sited] = []
    last, small = min(most, len(m.sites)), merged(m, groups=weakest)
    for number in range(1, last + 1):
        now = time.perf_counter()
        soon = now + max(end - now, 0.0) / (last - number + 1)
        limits["sites"] = number
        found = _solved(m, small, weakest, prefer, end=soon, gap=gap, limits=limits)
        if weakest is None and answers and not found.objective >= answers[-1].objective:
            found = _not_worse(answers[-1], found)
        answers.append(found)
    return _table(answers)


def verify(m: CoverageMatrix, sited: Sited) -> list[str]:
    """
    Check an answer of :func:`most_covered` from the sites alone, by another way of counting.

    Parameters
    ----------
    m
        The coverage matrix it was made from.
    sited
        The answer.

    Returns
    -------
    list of str
        What is wrong, one Chinese sentence each; empty for an answer that holds.

    Examples
    --------
    >>> from pianqu.analysis.siting.coverage_matrix import from_pairs
    >>> pairs = pd.DataFrame({"demand": ["a"], "site": ["P"]})
    >>> m = from_pairs(pairs, weights=pd.Series({"a": 4.0}), sites=["P"])
    >>> verify(m, most_covered(m, sites=1))
    []
    """
    if sited.status in ("infeasible", "no_answer"):
        return []
    ids, weight = dict(enumerate(m.sites)), dict(zip(m.demand, m.weight, strict=True))
    entries = m.matrix.tocoo()
    names = list(m.demand)
    pairs = {(names[row], ids[column]) for row, column in zip(*entries.coords, strict=True)}
    already = {demand for demand, done in zip(m.demand, m.already, strict=True) if done}
    reached = {demand for demand, site in pairs if site in set(sited.chosen)}
    objective = sum(weight[demand] for demand in reached - already)
    slack = SLACK * max(1.0, objective)
    wrong = {
        f"目标值为 {sited.objective:g}，由所选地块重算为 {objective:g}；两者须相等。": abs(
            sited.objective - objective
        )
        > slack,
        f"上界 {sited.bound:g} 低于重算的目标值 {objective:g}；上界须不低于它。": sited.bound
        < objective - slack,
        "所列已覆盖的需求与重算的不同；两者须一致。": set(sited.covered.index[sited.covered])
        != reached | already,
    }
    return [text for text, odd in wrong.items() if odd]


def _sited(
    m: CoverageMatrix,
    small: Merged,
    found: Rules,
    choice: swaps.Picks,
    taken: np.ndarray,
    bound: float,
) -> Sited:
    kept = needed(choice, taken)
    chosen = in_order(small, m.sites, kept)
    objective = float(small.weight @ known_values(small, kept)[len(kept) :])
    best = max(bound, objective)
    gap = relative_gap(objective, best)
    return Sited(
        MODEL,
        status_of(gap),
        chosen,
        objective,
        best,
        gap,
        m.covered(chosen),
        m.uncoverable,
        binding(choice, found, kept),
        checked=m.newly(chosen),
    )


def _table(answers: list[Sited]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "covered": [answer.objective for answer in answers],
            "bound": [answer.bound for answer in answers],
            "gap": [answer.gap for answer in answers],
            "status": [answer.status for answer in answers],
            "chosen": [answer.chosen for answer in answers],
        },
        index=pd.RangeIndex(1, len(answers) + 1, name="sites"),
    )
    table.insert(1, "gain", table["covered"].diff().fillna(table["covered"]))
    return table


def _not_worse(before: Sited, found: Sited) -> Sited:
    """What was found for one site less, where the time let nothing better be found for this."""
    if not before.chosen or found.status == "infeasible":
        return found
    gap = relative_gap(before.objective, found.bound)
    return replace(before, bound=found.bound, gap=gap, status=status_of(gap))
