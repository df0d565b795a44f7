"""What candidate sites save of the walks of today: sparse, site by site, with the limits on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...gis.errors import LayerError
from . import swaps
from .coverage_matrix import Merged
from .limits import Rules

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SHOWN = 5  # ids named in one sentence


@dataclass(frozen=True)
class Walks:
    """
    Known walks from demand to candidate sites, as places in two indexes.

    Attributes
    ----------
    demand, sites
        Ids.
    row, column
        Place of the demand and of the site, one a pair.
    length
        Of the walk, one a pair, shorter than what the demand walks today.
    today
        Walk to the nearest existing place, at most the cap; one a demand.
    weight
        One a demand.
    cap
        What a walk counts that is longer or not known.
    """

    demand: pd.Index
    sites: pd.Index
    row: np.ndarray
    column: np.ndarray
    length: np.ndarray
    today: np.ndarray
    weight: np.ndarray
    cap: float

    def shortest(self, taken: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Walk of each demand with these sites (one boolean a site), and to which; -1: as today."""
        own = np.flatnonzero(taken[self.column])
        best, place = self.today.copy(), np.full(len(self.demand), -1)
        order = own[np.lexsort((self.column[own], self.length[own]))[::-1]]
        best[self.row[order]] = self.length[order]  # the last written is the shortest
        place[self.row[order]] = self.column[order]
        return best, place


@dataclass(frozen=True)
class Savings:
    """
    What each bundle of sites saves each demand.

    Attributes
    ----------
    start, row, saved
        Weighted length saved, positive, bundle by bundle: those of bundle b are the entries from
        `start[b]` to `start[b + 1]`, each with its demand.
    count
        Number of demand.
    choice
        What may be picked; its cover is empty.
    """

    start: np.ndarray
    row: np.ndarray
    saved: np.ndarray
    count: int
    choice: swaps.Picks

    def each(self, picked: np.ndarray) -> np.ndarray:
        """Saved by a choice (one value a bundle, above 0 for chosen), one value a demand."""
        best = np.zeros(self.count)
        for bundle in np.flatnonzero(picked > 0):
            own = slice(self.start[bundle], self.start[bundle + 1])
            best[self.row[own]] = np.maximum(best[self.row[own]], self.saved[own])
        return best


def walks(
    distances: "pd.DataFrame | csr_matrix",
    *,
    weights: pd.Series,
    candidates: Sequence[str],
    existing: pd.Series | None,
    cap: float,
) -> Walks:
    """
    Walks that are of use: to a candidate, shorter than what the demand walks today.

    Parameters
    ----------
    distances
        Columns `demand`, `site` and `metres` or `minutes`; or a sparse matrix of lengths, rows in
        the order of `weights`, columns in that of `candidates`. A pair that is not there is longer
        than the cap.
    weights
        Weight of each demand, 0 or more and known; the index is the ids of the demand.
    candidates
        Ids of the sites.
    existing
        Walk to the nearest existing place (index of `weights`; inf where there is none). None
        where nothing exists yet.
    cap
        Longest walk that counts, in the unit of the walks.

    Returns
    -------
    Walks
        Sites sorted by id.

    Raises
    ------
    LayerError
        An id twice or unknown, a weight or a walk missing or negative, two indexes that differ.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["a", "b"], "site": ["P", "P"], "metres": [100.0, 900.0]})
    >>> found = walks(pairs, weights=pd.Series({"a": 2.0, "b": 1.0}), candidates=["P"],
    ...               existing=None, cap=500)
    >>> found.length.tolist(), found.today.tolist()
    ([100.0], [500.0, 500.0])
    """
    sites = pd.Index(sorted(candidates), dtype=object)
    faults = _faults(weights, sites, existing, cap)
    if faults:
        raise LayerError(faults)
    row, column, length = _pairs(distances, weights.index, candidates, sites)
    today = np.full(len(weights), float(cap))
    if existing is not None:
        today = np.minimum(existing.to_numpy(dtype=float), float(cap))
    useful = length < today[row]
    weight = weights.to_numpy(dtype=float)
    triple = row[useful], column[useful], length[useful]
    return Walks(weights.index, sites, *triple, today, weight, float(cap))


def savings(known: Walks, rules: Rules) -> Savings:
    """
    What the bundles of these rules save.

    Parameters
    ----------
    known
        The walks.
    rules
        The limits, over the same sites.

    Returns
    -------
    Savings
        A bundle saves each demand what the best of its sites does.

    Examples
    --------
    >>> from pianqu.analysis.siting.limits import rules
    >>> pairs = pd.DataFrame({"demand": ["a", "a"], "site": ["P", "Q"], "metres": [100.0, 300.0]})
    >>> known = walks(pairs, weights=pd.Series({"a": 2.0}), candidates=["P", "Q"], existing=None,
    ...               cap=500)
    >>> savings(known, rules(known.sites, sites=1)).saved.tolist()
    [800.0, 400.0]
    >>> savings(known, rules(known.sites, together=[("P", "Q")])).saved.tolist()
    [800.0]
    """
    from scipy.sparse import csr_matrix

    none = Merged(csr_matrix((0, len(known.sites))), *np.empty((3, 0)))
    choice = swaps.picks(none, rules)
    worth = known.weight[known.row] * (known.today[known.row] - known.length)
    count = max(len(known.demand), 1)
    key = rules.bundle[known.column].astype(np.int64) * count + known.row
    order = np.argsort(key, kind="stable")
    order = order[worth[order] > 0]
    places, first = np.unique(key[order], return_index=True)
    saved = np.maximum.reduceat(worth[order], first) if len(first) else np.empty(0)
    start = np.searchsorted(places, np.arange(len(choice.open) + 1) * count)
    return Savings(start, (places % count).astype(np.int64), saved, len(known.demand), choice)


def _pairs(
    distances: "pd.DataFrame | csr_matrix",
    demand: pd.Index,
    candidates: Sequence[str],
    sites: pd.Index,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not isinstance(distances, pd.DataFrame):
        return _entries(distances, demand, candidates, sites)
    name = "metres" if "metres" in distances.columns else "minutes"
    row = demand.get_indexer(pd.Index(distances["demand"]))
    column = sites.get_indexer(pd.Index(distances["site"], dtype=object))
    length = distances[name].to_numpy(dtype=float)
    wrong = {
        "步行表中的需求 {} 不在需求权重中；请补全权重。": distances["demand"][row < 0],
        "步行表中的地块 {} 不在候选地块中；请补全候选地块。": distances["site"][column < 0],
        "步行表中需求 {} 的步行长度未知或为负；须不小于 0。": distances["demand"][~(length >= 0)],
    }
    faults = [_named(text, pd.Index(ids.unique())) for text, ids in wrong.items() if len(ids)]
    if faults:
        raise LayerError(faults)
    return row, column, length


def _entries(
    distances: "csr_matrix", demand: pd.Index, candidates: Sequence[str], sites: pd.Index
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    shape = tuple(distances.shape or ())
    if shape != (len(demand), len(sites)):
        found = "×".join(map(str, shape))
        raise LayerError(
            f"步行矩阵为 {found}，应为 {len(demand)}×{len(sites)}（需求×候选地块）；请改正。"
        )
    found = distances.tocoo()
    if not (found.data >= 0).all():
        raise LayerError("步行矩阵中有未知或为负的长度；须不小于 0。")
    place = sites.get_indexer(pd.Index(list(candidates), dtype=object))
    return found.row.astype(np.int64), place[found.col], found.data.astype(float)


def _faults(
    weights: pd.Series, sites: pd.Index, existing: pd.Series | None, cap: float
) -> list[str]:
    known = weights.astype("Float64")
    wrong = {
        "编号重复的需求：{}；编号须唯一。": weights.index[weights.index.duplicated()],
        "编号重复的候选地块：{}；编号须唯一。": sites[sites.duplicated()],
        "权重未知的需求：{}；请先补全，或换用每个需求都有的权重。": weights.index[known.isna()],
        "权重为负的需求：{}；权重须不小于 0。": weights.index[(known < 0).fillna(False)],
    }
    faults = [_named(text, ids) for text, ids in wrong.items() if len(ids)]
    if not (np.isfinite(cap) and cap > 0):
        faults.append(f"步行长度的上限为 {cap}；须为大于 0 的数。")
    if existing is None:
        return faults
    if not existing.index.equals(weights.index):
        return [*faults, "到现有设施的步行长度与需求权重的编号不一致；两者须逐行对应。"]
    odd = existing.index[~(existing.astype("Float64") >= 0).fillna(False).to_numpy(dtype=bool)]
    text = "需求 {} 到现有设施的步行长度未知或为负；没有可到的设施时应为无穷大。"
    return faults + ([_named(text, odd)] if len(odd) else [])


def _named(text: str, ids: pd.Index) -> str:
    return text.format("、".join(map(str, ids[:SHOWN])))
