"""As many connected regions as there can be, each of which reaches a sum (max-p), with a bound."""

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from ...gis.errors import ChoiceError
from .. import highs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .region_sets import Ground, Sets

    Ints = NDArray[np.int64]

NONE = -1
FEW, ROOM = 4, 200_000  # sets of a first area a round; sets that are packed at most
STEPS, LONG = 200_000, 5_000_000  # areas tried from a first area in a round, and to write all out
ROUNDS = 500
HALF = 0.5  # how far the prices move from the best known to the newest
WIDE = 3.0  # a set this dear is one of too many to be written out
NEAR, MET = 1e-7, 1e-4


@dataclass(frozen=True, eq=False)
class Regions:
    """
    Regions, and how many there can be.

    Attributes
    ----------
    status
        `proven` (there cannot be more) or `gap`.
    count
        How many there are.
    bound
        There are not more than so many.
    region
        Number of the region of each area; -1 in a piece of the ground that reaches no sum.
    """

    status: Literal["proven", "gap"]
    count: int
    bound: int
    region: "Ints"


class Known(NamedTuple):
    """Sets that were found, as a row each of booleans; prices at which none costs less than 1."""

    rows: np.ndarray
    price: np.ndarray


def most_regions(links: "Ints", weights: "Ints", least: int, *, seconds: float = 60.0) -> Regions:
    """
    Divide areas into as many connected regions as can be, each with a sum of weights.

    Parameters
    ----------
    links
        (m, 2) positions of areas that are side by side.
    weights
        A whole number of each area, 0 or more.
    least
        Sum that each region has at least, 1 or more.
    seconds
        Time in all. One step may take longer than what is left of it.

    Returns
    -------
    Regions
        The same for the same input, unless the time ends first. Areas that no region needs are
        with a region beside them.

    Raises
    ------
    ChoiceError
        A weight is negative, or the sum is not positive.

    Notes
    -----
    The first aim of the max-p-regions problem: Duque, Anselin and Rey (2012), The max-p-regions
    problem, Journal of Regional Science 52, 397-419. Regions are packed from smallest connected
    sets, priced as they are needed; the bound is that of Farley (1990), A note on bounding a class
    of linear programming problems, including cutting stock problems, Operations Research 38,
    922-923. What could still be better than the answer is written out and packed exactly.

    Examples
    --------
    >>> line = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    >>> found = most_regions(line, np.array([1, 2, 1, 1, 3]), 3)
    >>> found.status, found.count, found.region.tolist()
    ('proven', 2, [0, 0, 0, 1, 1])
    """
    links, weights = np.asarray(links, dtype=np.int64), np.asarray(weights, dtype=np.int64)
    _checked(weights, least)
    end = time.perf_counter() + seconds
    region, count, bound = np.full(len(weights), NONE, dtype=np.int64), 0, 0
    for piece in _pieces(links, len(weights)):
        place = np.full(len(weights), NONE)
        place[piece] = np.arange(len(piece))
        inner = place[links[place[links[:, 0]] >= 0]] if len(links) else links
        found, most = _packed(inner, weights[piece], int(least), end)
        bound += most
        if len(found):
            region[piece] = _attached(found, inner) + count
            count += len(found)
    return Regions("proven" if bound == count else "gap", count, bound, region)


def _checked(weights: "Ints", least: int) -> None:
    faults = []
    if len(weights) and weights.min() < 0:
        at = int(np.argmin(weights))
        faults.append(f"第 {at} 个单元的权重为 {weights[at]}；须为 0 或正整数，请核对该列。")
    if least < 1:
        faults.append(f"区域下限 least 为 {least}；须为正整数，请改为 1 以上。")
    if faults:
        raise ChoiceError(faults)


def _pieces(links: "Ints", areas: int) -> list["Ints"]:
    """Areas that hang together, by their first."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not areas:
        return []
    ones = np.ones(len(links))
    both = coo_matrix((ones, tuple(links.T)), shape=(areas, areas)) if len(links) else None
    label = np.arange(areas) if both is None else connected_components(both, directed=False)[1]
    order = np.argsort(label, kind="stable")
    pieces = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return sorted(pieces, key=lambda piece: int(piece[0]))


def _packed(links: "Ints", weights: "Ints", least: int, end: float) -> tuple[np.ndarray, int]:
    """Disjoint sets of one connected piece as rows of booleans, and how many there can be."""
    from .region_sets import cheapest

    most = int(weights.sum()) // least
    if not most:
        return np.zeros((0, len(weights)), dtype=bool), 0
    ground = _ground(links, weights, least)
    known, bound = _priced(ground, weights / least, end)
    most = min(most, math.floor(bound + NEAR))
    picked, _ = _picked(known.rows, end)
    if len(picked) == most:
        return picked, most
    # one region more is worth it only where each of its sets is this cheap
    limit = 1 + max(0.0, float(known.price.sum()) - (len(picked) + 1)) + NEAR
    if limit > WIDE:
        return picked, most
    every = cheapest(ground, known.price, limit=limit, most=ROOM, steps=LONG, room=ROOM, end=end)
    if every.whole:
        more, bound = _picked(_rows(every, len(weights)), end)
        picked = more if len(more) > len(picked) else picked
        most = min(most, max(len(picked), bound))
    return picked, most


def _ground(links: "Ints", weights: "Ints", least: int) -> "Ground":
    from .region_sets import Ground

    pairs = np.unique(np.vstack([links, links[:, ::-1]]), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    first = np.searchsorted(pairs[:, 0], np.arange(len(weights) + 1))
    return Ground(first.astype(np.int64), np.ascontiguousarray(pairs[:, 1]), weights, least)


def _priced(ground: "Ground", begun: np.ndarray, end: float) -> tuple[Known, float]:
    """Sets that the best packing in shares needs, prices for it, and their sum: a bound."""
    from .region_sets import cheapest

    best, bound = begun, float(begun.sum())  # a set weighs the sum, so that it costs 1 at least
    asked: dict[str, Any] = {"most": FEW, "steps": STEPS, "room": ROOM, "end": end}
    rows = _rows(cheapest(ground, best, limit=np.inf, **asked), len(best))
    for _ in range(ROUNDS):
        price = _prices(rows, end)
        if price is None or price.sum() >= bound - MET or time.perf_counter() > end:
            break
        asked_at = HALF * best + (1 - HALF) * price
        found = cheapest(ground, asked_at, limit=1 - NEAR, **asked)
        new = _rows(found, len(best))
        if found.whole:  # made dearer by the same share, no set costs less than 1
            share = min(1.0, found.least) * (1 - NEAR)
            if asked_at.sum() / share < bound:
                best, bound = asked_at / share, float(asked_at.sum() / share)
        elif not len(new):
            break
        rows = np.unique(np.vstack([rows, new]), axis=0)
    return Known(rows, best), bound


def _prices(rows: np.ndarray, end: float) -> np.ndarray | None:
    """The least prices at which no known set costs less than 1."""
    answer = highs.solve(_model(rows.T, maximise=False), time_limit=_left(end))
    return answer.values if answer.status == "optimal" else None


def _picked(rows: np.ndarray, end: float) -> tuple[np.ndarray, int]:
    """The most disjoint rows, and how many of these rows there can be."""
    if not len(rows):
        return rows, 0
    answer = highs.solve(_model(rows, maximise=True), time_limit=_left(end), presolve=False)
    if not len(answer.values):
        return rows[:0], rows.shape[1]
    bound = min(answer.bound, rows.shape[1])
    return rows[answer.values > 1 / 2], math.floor(bound + NEAR)


def _model(rows: np.ndarray, *, maximise: bool) -> highs.Model:
    """Packing of rows; or, of the transposed rows, the least prices."""
    from scipy.sparse import csr_matrix

    columns, rules = rows.shape
    ends = (np.full(rules, -np.inf), np.ones(rules))
    low, high = ends if maximise else (ends[1], -ends[0])
    return highs.Model(
        cost=np.ones(columns),
        matrix=csr_matrix(rows.T.astype(float)),
        row_low=low,
        row_high=high,
        col_low=np.zeros(columns),
        col_high=np.ones(columns),
        integer=np.full(columns, maximise),
        maximise=maximise,
    )


def _left(end: float) -> float:
    return max(1.0, end - time.perf_counter())


def _rows(sets: "Sets", areas: int) -> np.ndarray:
    rows = np.zeros((len(sets.starts) - 1, areas), dtype=bool)
    rows[np.repeat(np.arange(len(rows)), np.diff(sets.starts)), sets.members] = True
    return rows


def _attached(found: np.ndarray, links: "Ints") -> "Ints":
    """The region of each area: of those beside an area that is in none, the first."""
    order = np.argsort(found.argmax(axis=1), kind="stable")
    region = np.full(found.shape[1], NONE, dtype=np.int64)
    for number, row in enumerate(found[order]):
        region[row] = number
    both = np.vstack([links, links[:, ::-1]])
    while (region == NONE).any():
        way = both[(region[both[:, 0]] == NONE) & (region[both[:, 1]] != NONE)]
        nearest = np.full(len(region), len(found))
        np.minimum.at(nearest, way[:, 0], region[way[:, 1]])
        region = np.where((region == NONE) & (nearest < len(found)), nearest, region)
    return region
