"""Which candidate sites reach which demand: one sparse matrix, merged without losing anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...gis.errors import LayerError

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ALREADY, UNREACHED = -1, -2  # instead of a merged row: needs nothing, and cannot be helped
SHOWN = 5  # ids named in one sentence


@dataclass(frozen=True)
class CoverageMatrix:
    """
    Demand, candidate sites, and who reaches whom.

    Attributes
    ----------
    demand
        Ids of the demand, such as buildings.
    sites
        Ids of the candidates, sorted: of two that are equally good, the first is proposed.
    matrix
        Boolean, one row a demand, one column a site.
    weight
        Households, residents or ones, by demand.
    already
        Demand that an existing place reaches.
    """

    demand: pd.Index
    sites: pd.Index
    matrix: "csr_matrix"
    weight: np.ndarray
    already: np.ndarray

    @cached_property
    def coverable(self) -> np.ndarray:
        """Demand that some candidate reaches."""
        return np.diff(self.matrix.indptr) > 0

    @property
    def uncoverable(self) -> pd.Index:
        """Ids of the demand that neither an existing place nor any candidate reaches."""
        return self.demand[~self.coverable & ~self.already]

    def columns(self, chosen: Iterable[str]) -> np.ndarray:
        """Places of these ids among the sites."""
        return self.sites.get_indexer(pd.Index(list(chosen), dtype=object))

    def covered(self, chosen: Iterable[str]) -> pd.Series:
        """Whether an existing or one of these places reaches the demand; one boolean a demand."""
        reached = self.already.copy()
        by_site = self.matrix.tocsc()
        for column in self.columns(chosen):
            reached[by_site.indices[by_site.indptr[column] : by_site.indptr[column + 1]]] = True
        return pd.Series(reached, index=self.demand, name="covered")

    def newly(self, chosen: Iterable[str]) -> float:
        """Weight that these sites reach and no existing place does."""
        return float(self.weight[self.covered(chosen).to_numpy() & ~self.already].sum())


@dataclass(frozen=True)
class Merged:
    """
    The same demand with equal rows made one.

    Attributes
    ----------
    matrix
        Ones, one row a different cover set (and group), one column a site.
    weight
        Sum of the weights of each row.
    group
        Code of the group of each row; -1 for none.
    row_of
        Row of each demand; `ALREADY` or `UNREACHED` for demand that is in none.
    """

    matrix: "csr_matrix"
    weight: np.ndarray
    group: np.ndarray
    row_of: np.ndarray


def from_pairs(
    pairs: pd.DataFrame,
    *,
    weights: pd.Series,
    sites: Iterable[str],
    already: pd.Series | None = None,
) -> CoverageMatrix:
    """
    Coverage matrix from pairs of demand and site that are within reach.

    Parameters
    ----------
    pairs
        Columns `demand` and `site`, ids; a pair that stands twice counts once.
    weights
        Weight of each demand (households, residents or ones), 0 or more and known; the index is
        the ids of the demand.
    sites
        Ids of all candidates, with those that reach nothing.
    already
        True for demand that an existing place reaches; the index of `weights`. None where nothing
        is reached yet.

    Returns
    -------
    CoverageMatrix
        Rows in the order of `weights`, columns in the order of the sorted ids of the sites.

    Raises
    ------
    LayerError
        An id twice or unknown, a weight missing or negative, two indexes that differ.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["B1", "B1", "B2"], "site": ["P1", "P2", "P2"]})
    >>> m = from_pairs(pairs, weights=pd.Series({"B1": 30, "B2": 20, "B3": 5}), sites=["P2", "P1"])
    >>> m.sites.tolist(), m.newly(["P2"]), m.uncoverable.tolist()
    (['P1', 'P2'], 50.0, ['B3'])
    """
    from scipy.sparse import csr_matrix

    candidates = pd.Index(sorted(sites), dtype=object)
    faults = _faults(pairs, weights, candidates)
    if already is not None and not already.index.equals(weights.index):
        faults.append("已覆盖标记与需求权重的编号不一致；两者须逐行对应。")
    if faults:
        raise LayerError(faults)
    rows = weights.index.get_indexer(pd.Index(pairs["demand"]))
    columns = candidates.get_indexer(pd.Index(pairs["site"], dtype=object))
    shape = (len(weights), len(candidates))
    matrix = csr_matrix((np.ones(len(pairs), dtype=bool), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    matrix.sort_indices()
    reached = np.zeros(len(weights), dtype=bool) if already is None else already.to_numpy(bool)
    return CoverageMatrix(weights.index, candidates, matrix, weights.to_numpy(dtype=float), reached)


def merged(m: CoverageMatrix, *, groups: pd.Series | None = None) -> Merged:
    """
    Demand with the same cover set (and group) as one row; what needs or allows nothing left out.

    Parameters
    ----------
    m
        The coverage matrix.
    groups
        Group of each demand, such as its community, NA for none; the index of `m.demand`. Rows of
        different groups stay apart.

    Returns
    -------
    Merged
        In an order that does not depend on the order of the demand. Any choice of sites covers the
        same weight as before: the merging is exact.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": list("abc"), "site": ["P", "P", "Q"]})
    >>> weights = pd.Series({"a": 1.0, "b": 2.0, "c": 4.0, "d": 8.0})
    >>> small = merged(from_pairs(pairs, weights=weights, sites=["P", "Q"]))
    >>> small.weight.tolist(), small.row_of.tolist()
    ([3.0, 4.0], [0, 0, 1, -2])
    """
    from scipy.sparse import csr_matrix

    codes = np.full(len(m.demand), -1) if groups is None else pd.factorize(groups, sort=True)[0]
    row_of = np.where(m.already, ALREADY, UNREACHED)
    open_rows = np.flatnonzero(m.coverable & ~m.already)
    start, columns = m.matrix.indptr, m.matrix.indices
    keys = [(columns[start[row] : start[row + 1]].tobytes(), int(codes[row])) for row in open_rows]
    place = {key: number for number, key in enumerate(sorted(set(keys)))}
    row_of[open_rows] = [place[key] for key in keys]
    first = np.zeros(len(place), dtype=int)
    first[row_of[open_rows]] = open_rows
    kept = m.matrix[first] if len(first) else m.matrix[:0]
    weight = np.bincount(row_of[open_rows], m.weight[open_rows], minlength=len(place))
    return Merged(csr_matrix(kept, dtype=float), weight.astype(float), codes[first], row_of)


def _faults(pairs: pd.DataFrame, weights: pd.Series, candidates: pd.Index) -> list[str]:
    known = weights.astype("Float64")
    wrong = {
        "编号重复的需求：{}；编号须唯一。": weights.index[weights.index.duplicated()],
        "编号重复的候选地块：{}；编号须唯一。": candidates[candidates.duplicated()],
        "权重未知的需求：{}；请先补全，或换用每个需求都有的权重。": weights.index[known.isna()],
        "权重为负的需求：{}；权重须不小于 0。": weights.index[(known < 0).fillna(False)],
        "步行可达表中的需求 {} 不在需求权重中；请补全权重。": _strange(
            pairs["demand"], weights.index
        ),
        "步行可达表中的地块 {} 不在候选地块中；请补全候选地块。": _strange(
            pairs["site"], candidates
        ),
    }
    return [
        text.format("、".join(map(str, ids[:SHOWN]))) for text, ids in wrong.items() if len(ids)
    ]


def _strange(ids: pd.Series, known: pd.Index) -> pd.Index:
    return pd.Index(ids[~ids.isin(known)].drop_duplicates())
