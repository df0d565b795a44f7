"""What a proposal may be: numbers, money, sites that must, must not, or only together be chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
import pandas as pd

from ...gis.errors import ChoiceError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SLACK = 1e-9  # of money and numbers, relative: floating-point sums


class Limits(TypedDict, total=False):
    """
    The planner's limits, by name.

    `sites`: at most so many. `costs`: cost of each site (index: site ids), and `budget`: at most so
    much of it in all. `required`, `forbidden`: ids of sites. `together`: groups of ids of which all
    or none are chosen. `apart`: groups of ids of which one at most is chosen.
    """

    sites: int | None
    costs: pd.Series | None
    budget: float | None
    required: Sequence[str]
    forbidden: Sequence[str]
    together: Sequence[Sequence[str]]
    apart: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Rules:
    """
    The limits as rows over the sites.

    Attributes
    ----------
    sites
        Ids of the candidates, one a column.
    matrix
        One row a rule.
    low, high
        Limits of each row.
    names
        The rule in Chinese words, one a row.
    kinds
        `sites`, `budget`, `required`, `forbidden`, `apart` or `together`, one a row.
    cost
        One value a site; NaN where not known, empty where no costs are given.
    bundle
        Number of the bundle of each site: sites that are chosen together have one number.
    required, forbidden
        One boolean a site; true for all of its bundle where it is for one.
    """

    sites: pd.Index
    matrix: "csr_matrix"
    low: np.ndarray
    high: np.ndarray
    names: tuple[str, ...]
    kinds: np.ndarray
    cost: np.ndarray
    bundle: np.ndarray
    required: np.ndarray
    forbidden: np.ndarray

    def broken(self, chosen: np.ndarray) -> list[str]:
        """Names of the rules that a choice (one boolean a site) does not keep, each once."""
        used = self.matrix @ chosen.astype(float)
        room = SLACK * np.maximum(1.0, np.abs(used))
        wrong = (used > self.high + room) | (used < self.low - room)
        return list(dict.fromkeys(np.array(self.names, dtype=object)[wrong]))

    def groups(self) -> dict[str, list[int]]:
        """Rows of each rule, by its name."""
        rows: dict[str, list[int]] = {}
        for row, name in enumerate(self.names):
            rows.setdefault(name, []).append(row)
        return rows


def rules(candidates: pd.Index, **limits: Unpack[Limits]) -> Rules:
    """
    Limits as rows over the candidates, every fault named at once.

    Parameters
    ----------
    candidates
        Ids of the sites.
    **limits
        As :class:`Limits` says.

    Returns
    -------
    Rules
        One row a number, budget, required, forbidden and apart rule; a row less than its members
        for a together rule.

    Raises
    ------
    ChoiceError
        An id that is no candidate, a negative number, a budget without the cost of every site that
        may be chosen, a negative cost.

    Examples
    --------
    >>> found = rules(pd.Index(["P1", "P2", "P3"]), sites=2, required=["P1"], apart=[("P1", "P2")])
    >>> found.names
    ('最多选 2 处', '必须选 P1', 'P1、P2 最多选一处')
    >>> found.broken(np.array([False, True, False]))
    ['必须选 P1']
    """
    faults = _faults(candidates, limits)
    if faults:
        raise ChoiceError(faults)
    rows = _rows(candidates, limits)
    matrix = _matrix([row[2] for row in rows], len(candidates))
    bundle = _bundles(candidates, limits.get("together") or ())
    costs = limits.get("costs")
    cost = np.empty(0) if costs is None else costs.reindex(candidates).to_numpy(dtype=float)
    return Rules(
        candidates,
        matrix,
        np.array([row[3] for row in rows], dtype=float),
        np.array([row[4] for row in rows], dtype=float),
        tuple(row[1] for row in rows),
        np.array([row[0] for row in rows], dtype=object),
        cost,
        bundle,
        _whole_bundle(candidates.isin(list(limits.get("required") or ())), bundle),
        _whole_bundle(candidates.isin(list(limits.get("forbidden") or ())), bundle),
    )


Row = tuple[str, str, dict[int, float], float, float]  # kind, name, column -> factor, low, high


def _rows(candidates: pd.Index, limits: Limits) -> list[Row]:
    number, budget, costs = limits.get("sites"), limits.get("budget"), limits.get("costs")
    found: list[Row] = []
    if number is not None:
        every = dict.fromkeys(range(len(candidates)), 1.0)
        found.append(("sites", f"最多选 {number} 处", every, -np.inf, number))
    if budget is not None and costs is not None:
        paid = costs.reindex(candidates).fillna(0.0)  # unknown only where forbidden
        factors = dict(enumerate(paid.to_numpy(dtype=float)))
        found.append(("budget", f"预算不超过 {budget:,.0f} 元", factors, -np.inf, budget))
    for site in limits.get("required") or ():
        found.append(("required", f"必须选 {site}", _ones(candidates, [site]), 1, np.inf))
    for site in limits.get("forbidden") or ():
        found.append(("forbidden", f"不得选 {site}", _ones(candidates, [site]), -np.inf, 0))
    for group in limits.get("apart") or ():
        name = f"{'、'.join(group)} 最多选一处"
        found.append(("apart", name, _ones(candidates, group), -np.inf, 1))
    for group in limits.get("together") or ():
        name = f"{'、'.join(group)} 须同时选或都不选"
        for one, other in pairwise(_ones(candidates, group)):
            found.append(("together", name, {one: 1.0, other: -1.0}, 0, 0))
    return found


def _ones(candidates: pd.Index, ids: Sequence[str]) -> dict[int, float]:
    return dict.fromkeys(candidates.get_indexer(pd.Index(list(ids), dtype=object)).tolist(), 1.0)


def _matrix(rows: list[dict[int, float]], width: int) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    start = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column in row], dtype=int)
    factors = np.array([factor for row in rows for factor in row.values()], dtype=float)
    return csr_matrix((factors, columns, start), shape=(len(rows), width))


def _bundles(candidates: pd.Index, together: Iterable[Sequence[str]]) -> np.ndarray:
    """Numbers from 0 in the order of the first member."""
    number = np.arange(len(candidates))
    for group in together:
        places = candidates.get_indexer(pd.Index(list(group), dtype=object))
        number[np.isin(number, number[places])] = number[places].min()
    return np.unique(number, return_inverse=True)[1]


def _whole_bundle(marked: np.ndarray, bundle: np.ndarray) -> np.ndarray:
    return np.isin(bundle, bundle[marked])


def _faults(candidates: pd.Index, limits: Limits) -> list[str]:
    groups = (*(limits.get("together") or ()), *(limits.get("apart") or ()))
    named = [*(limits.get("required") or ()), *(limits.get("forbidden") or ())]
    named += [site for group in groups for site in group]
    strange = list(dict.fromkeys(site for site in named if site not in candidates))
    faults = [f"选址条件中的地块 {site} 不是候选地块；请改为候选地块的编号。" for site in strange]
    for word, value in (("选址数量", limits.get("sites")), ("预算", limits.get("budget"))):
        if value is not None and value < 0:
            faults.append(f"{word}为 {value:g}；须不小于 0。")
    return faults + _cost_faults(candidates, limits)


def _cost_faults(candidates: pd.Index, limits: Limits) -> list[str]:
    costs = limits.get("costs")
    if costs is None:
        wanted = limits.get("budget") is not None
        return ["设了预算却没有各地块的造价；请给出造价或去掉预算。"] if wanted else []
    cost = costs.reindex(candidates).astype("Float64")
    open_sites = ~candidates.isin(list(limits.get("forbidden") or ()))
    missing = candidates[cost.isna().to_numpy() & open_sites]
    faults = [
        f"地块 {site} 的造价未知，无法计入费用；请补充造价，或列为不得选。" for site in missing
    ]
    below = candidates[(cost < 0).fillna(False).to_numpy(dtype=bool)]
    return faults + [f"地块 {site} 的造价为负（{costs[site]:g}）；须不小于 0。" for site in below]
