"""Demand, places and room as a linear model: who is served where, and which sites that opens."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...gis.errors import LayerError
from .. import highs
from . import swaps
from .coverage_matrix import SHOWN, CoverageMatrix
from .covering_model import rules_model
from .limits import Rules

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix, csr_matrix


@dataclass(frozen=True)
class Room:
    """
    Places with room, existing ones first, and the demand in their reach.

    Attributes
    ----------
    matrix
        Ones, one row a demand, one column a place.
    weight
        One a demand; 0 for what needs nothing.
    room
        One a place.
    old
        Number of existing places.
    names
        Ids of the places.
    """

    matrix: "csr_matrix"
    weight: np.ndarray
    room: np.ndarray
    old: int
    names: pd.Index

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Demand and place of each pair."""
        found = self.matrix.tocoo()
        return found.row.astype(int), found.col.astype(int)

    def used(self, flow: np.ndarray) -> np.ndarray:
        """Weight served (one value a pair) at each place."""
        return np.bincount(self.pairs()[1], flow, minlength=len(self.room))

    def left(self, flow: np.ndarray) -> np.ndarray:
        """Weight of each demand that is not served."""
        return self.weight - np.bincount(self.pairs()[0], flow, minlength=len(self.weight))


def room(
    m: CoverageMatrix,
    capacity: pd.Series,
    existing: CoverageMatrix | None,
    existing_capacity: pd.Series | None,
) -> Room:
    """
    Existing places and candidates with their room.

    Parameters
    ----------
    m
        The coverage matrix of the candidates.
    capacity
        Room of each (index: their ids).
    existing, existing_capacity
        The same of the existing places; None where what is covered already needs nothing.

    Returns
    -------
    Room
        Pairs of demand that needs nothing are left out.

    Raises
    ------
    LayerError
        A capacity missing or negative, two indexes of demand that differ.
    """
    from scipy.sparse import csr_matrix, hstack

    own = capacity.reindex(m.sites)
    faults = _faults(own, "候选地块")
    if existing is None:
        if faults:
            raise LayerError(faults)
        weight = np.where(m.already, 0.0, m.weight)
        return Room(_needing(m.matrix, weight), weight, own.to_numpy(dtype=float), 0, m.sites)
    known = pd.Series(dtype=float) if existing_capacity is None else existing_capacity
    theirs = known.reindex(existing.sites)
    faults += _faults(theirs, "现有设施")
    if not existing.demand.equals(m.demand):
        faults.append("现有设施的覆盖表与候选地块的覆盖表需求不一致；两者须逐行对应。")
    if faults:
        raise LayerError(faults)
    matrix = csr_matrix(hstack([existing.matrix.astype(float), m.matrix.astype(float)]))
    sizes = np.concatenate([theirs.to_numpy(dtype=float), own.to_numpy(dtype=float)])
    names = existing.sites.append(m.sites)
    return Room(_needing(matrix, m.weight), m.weight, sizes, len(existing.sites), names)


def serving_model(places: Room, found: Rules, *, whole: bool) -> highs.Model:
    """
    Most weight served: columns are the sites (0 or 1), then what each pair serves.

    Parameters
    ----------
    places
        The places; candidates are the sites of the rules.
    found
        The planner's limits; the first rows of the model.
    whole
        Whether a pair serves all of the demand or none (0 or 1); else its weight.

    Returns
    -------
    Model
        Then one row a place (what it serves is at most its room, if it is open), and one a demand.
    """
    from scipy.sparse import csr_matrix, hstack, vstack

    (row, column), sites = places.pairs(), len(found.sites)
    pairs, count, width = np.arange(len(row)), len(places.weight), len(places.room)
    amount = places.weight[row]
    factor = amount if whole else np.ones(len(row))
    into = csr_matrix((factor, (column, pairs)), shape=(width, len(row)))
    out = csr_matrix((np.ones(len(row)), (row, pairs)), shape=(count, len(row)))
    size = np.minimum(places.room, np.bincount(column, amount, minlength=width))  # no use for more
    new = np.arange(places.old, width)
    opened = csr_matrix((-size[new], (new, new - places.old)), shape=(width, sites))
    there = np.where(np.arange(width) < places.old, size, 0.0)
    rules_only = csr_matrix((len(found.low), len(row)))
    blocks = [[found.matrix, rules_only], [opened, into], [csr_matrix((count, sites)), out]]
    return highs.Model(
        np.concatenate([np.zeros(sites), factor]),
        csr_matrix(vstack([hstack(block) for block in blocks])),
        np.concatenate([found.low, np.full(width + count, -np.inf)]),
        np.concatenate([found.high, there, np.ones(count) if whole else places.weight]),
        np.zeros(sites + len(row)),
        np.concatenate([np.ones(sites), np.ones(len(row)) if whole else amount]),
        np.concatenate([np.ones(sites, dtype=bool), np.full(len(row), whole)]),
        maximise=True,
    )


def filled(places: Room, choice: swaps.Picks) -> np.ndarray:
    """
    A choice in a moment: what serves most of those who are left, one bundle after another.

    Parameters
    ----------
    places
        The places.
    choice
        What may be picked.

    Returns
    -------
    ndarray of bool
        One a site. Those in reach of a place are served by it in equal shares.
    """
    from scipy.sparse import csc_matrix

    left, now = places.weight.copy(), choice.forced.astype(float)
    by_place = csc_matrix(places.matrix)
    new = np.concatenate([np.full(places.old, -1), choice.bundle])
    for place in np.flatnonzero((new < 0) | choice.forced[new]).tolist():
        _serve(places, by_place, left, place)
    while True:
        value = np.minimum(places.room, left @ places.matrix)[places.old :]
        gains = np.bincount(choice.bundle, value, minlength=len(now))
        gains[~swaps._addable(choice, now)] = 0.0
        best = int(np.argmax(gains)) if len(gains) else 0
        if not len(gains) or gains[best] <= 0:
            return now[choice.bundle] > 0
        now[best] = 1.0
        for place in np.flatnonzero(new == best).tolist():
            _serve(places, by_place, left, place)


def _serve(places: Room, by_place: "csc_matrix", left: np.ndarray, place: int) -> None:
    """Take from those who are left what this place serves."""
    own = by_place.indices[by_place.indptr[place] : by_place.indptr[place + 1]]
    waiting = float(left[own].sum())
    if waiting > 0:
        left[own] *= 1 - min(1.0, places.room[place] / waiting)


def limit(places: Room, found: Rules, *, time_limit: float) -> float:
    """
    No choice serves more than this: its places as full as each could be if it were alone.

    Parameters
    ----------
    places
        The places.
    found
        The planner's limits.
    time_limit
        Seconds.

    Returns
    -------
    float
        Weight, with what the existing places serve.
    """
    row, column = places.pairs()
    reach = np.bincount(column, places.weight[row], minlength=len(places.room))
    most = np.minimum(places.room, reach)
    model = replace(rules_model(found), cost=most[places.old :], maximise=True)
    new = highs.solve(model, time_limit=time_limit).bound
    return min(float(most[: places.old].sum()) + new, float(places.weight[np.unique(row)].sum()))


def opened(model: highs.Model, taken: np.ndarray, *, time_limit: float) -> highs.Answer:
    """
    Who is served where if these sites are open and no other is, whatever the limits say.

    Parameters
    ----------
    model
        From :func:`serving_model`.
    taken
        One boolean a site.
    time_limit
        Seconds.

    Returns
    -------
    Answer
        Values as in the model.
    """
    low, high, integer = model.col_low.copy(), model.col_high.copy(), model.integer.copy()
    low[: len(taken)] = high[: len(taken)] = taken.astype(float)
    integer[: len(taken)] = False
    fixed = replace(model, col_low=low, col_high=high, integer=integer)
    return highs.solve(fixed, time_limit=time_limit)


def flow(places: Room, answer: highs.Answer, *, whole: bool) -> np.ndarray:
    """Weight that each pair serves in an answer."""
    row = places.pairs()[0]
    served = answer.values[len(answer.values) - len(row) :]  # noqa: PD011 - no frame
    return served * places.weight[row] if whole else served


def _needing(matrix: "csr_matrix", weight: np.ndarray) -> "csr_matrix":
    """Pairs of demand that needs something, in the order of the demand and the place."""
    from scipy.sparse import csr_matrix, diags_array

    found = csr_matrix(diags_array((weight > 0).astype(float)) @ matrix)
    found.eliminate_zeros()
    found.sort_indices()
    return found


def _faults(capacity: pd.Series, what: str) -> list[str]:
    known = capacity.astype("Float64")
    missing, below = capacity.index[known.isna()], capacity.index[(known < 0).fillna(False)]
    words = [(missing, "容量未知；请补充容量，或不列入"), (below, "容量为负；须不小于 0")]
    return [f"{what} {'、'.join(ids[:SHOWN])} 的{said}。" for ids, said in words if len(ids)]
