"""Which sites make the walks of all shortest where each has room for so much (capacitated median)."""

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ...gis.errors import ChoiceError, LayerError
from .. import highs
from . import median_start
from .sited import Status, relative_gap, status_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SECONDS = 30.0
SHARE, ROUNDS = 0.2, 60  # of the time, and beginnings, at most, for a first answer
SHOWN = 5  # ids that a sentence names
EVERYONE, ROOM, NUMBER = "每个需求点须有一处", "各候选点的容量", "候选点的个数"


@dataclass(frozen=True, eq=False)
class Divided:
    """
    Sites, and which of them each demand goes to.

    Attributes
    ----------
    status
        `proven`, `gap`, `infeasible` (see `conflict`) or `no_answer`.
    chosen
        Ids of the sites, in the order of the capacities.
    site
        Site of each demand (index of the demand); NA without an answer.
    objective
        Length of all walks together, each by its weight; NaN without an answer.
    bound
        No answer is shorter.
    gap
        Distance of the two, relative to the objective.
    conflict
        Rules that cannot hold together, in Chinese words; empty unless infeasible.
    """

    status: Status
    chosen: tuple[str, ...]
    site: pd.Series
    objective: float
    bound: float
    gap: float
    conflict: tuple[str, ...] = ()


class _Case(NamedTuple):
    demand: pd.Index
    sites: pd.Index
    row: np.ndarray
    column: np.ndarray
    length: np.ndarray
    takes: np.ndarray
    room: np.ndarray
    number: int


def shortest_with_room(
    distances: pd.DataFrame,
    *,
    demand: pd.Series,
    capacity: pd.Series,
    sites: int,
    weights: pd.Series | None = None,
    time_limit: float = SECONDS,
    gap: float = 0.0,
) -> Divided:
    """
    The sites, exactly so many, with which the walks of all demand to a place with room are shortest.

    Parameters
    ----------
    distances
        Columns `demand`, `site` and `metres`; a pair that is not there is not possible.
    demand
        How much room each demand takes; it goes to one site as a whole.
    capacity
        How much room each candidate has.
    sites
        Number of sites.
    weights
        What a metre of each demand counts (index of `demand`); None counts each demand once.
    time_limit
        Seconds.
    gap
        Relative gap at which the search may end.

    Returns
    -------
    Divided
        The sites and where each demand goes. A demand does not have to go to its nearest site.

    Raises
    ------
    LayerError
        A pair twice, an id that is not known, a length, demand or capacity missing or negative.
    ChoiceError
        A number of sites that there are not.

    Notes
    -----
    Osman and Christofides (1994), Capacitated clustering problems by hybrid simulated annealing and
    tabu search, International Transactions in Operational Research 1, 317-336.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["a", "b", "a", "b"], "site": ["P", "P", "Q", "Q"],
    ...                       "metres": [10.0, 20.0, 50.0, 90.0]})
    >>> found = shortest_with_room(pairs, demand=pd.Series({"a": 3, "b": 3}),
    ...                            capacity=pd.Series({"P": 4, "Q": 4}), sites=2)
    >>> found.status, found.objective, found.site.to_list()
    ('proven', 70.0, ['Q', 'P'])
    """
    begun, case = time.perf_counter(), _case(distances, demand, capacity, sites)
    counts = np.ones(len(demand)) if weights is None else _known(weights, demand.index, "权重")
    cost = np.concatenate([np.zeros(len(case.sites)), case.length * counts[case.row]])
    model, groups = _model(case, cost)
    start = _start(case, cost, end=begun + SHARE * time_limit)
    left = max(0.0, begun + time_limit - time.perf_counter())
    answer = highs.solve(model, time_limit=left, start=start, gap=gap)
    nowhere = pd.Series(pd.NA, index=case.demand, dtype="string", name="site")
    if not len(answer.values):
        words = tuple(highs.conflict(model, groups)) if answer.status == "infeasible" else ()
        status = "infeasible" if answer.status == "infeasible" else "no_answer"
        return Divided(status, (), nowhere, math.nan, answer.bound, math.nan, words)
    yes = answer.values > 1 / 2  # noqa: PD011 - no frame
    opened, taken = yes[: len(case.sites)], yes[len(case.sites) :]
    nowhere.iloc[case.row[taken]] = case.sites[case.column[taken]].astype(str)
    objective = float(cost[len(case.sites) :][taken].sum())
    bound = min(objective, answer.bound)
    apart = relative_gap(objective, bound)
    chosen = tuple(map(str, case.sites[opened]))
    return Divided(status_of(apart), chosen, nowhere, objective, bound, apart)


def verify(
    found: Divided, distances: pd.DataFrame, *, demand: pd.Series, capacity: pd.Series
) -> list[str]:
    """
    Check an answer whose demands count once each, from the pairs alone.

    Parameters
    ----------
    found
        The answer.
    distances, demand, capacity
        As for :func:`shortest_with_room`.

    Returns
    -------
    list of str
        What is wrong, one Chinese sentence each; empty for an answer that holds.

    Examples
    --------
    >>> pairs = pd.DataFrame({"demand": ["a"], "site": ["P"], "metres": [10.0]})
    >>> case = {"demand": pd.Series({"a": 3}), "capacity": pd.Series({"P": 4})}
    >>> verify(shortest_with_room(pairs, sites=1, **case), pairs, **case)
    []
    """
    lengths = distances.set_index(["demand", "site"])["metres"]
    pairs = pd.MultiIndex.from_arrays([found.site.index, found.site.astype(object)])
    walked = lengths.reindex(pairs)
    faults = [f"需求点 {one} 分到 {site}，两者之间无距离。" for one, site in pairs[walked.isna()]]
    full = demand.groupby(found.site.to_numpy()).sum()
    over = full[full > capacity.reindex(full.index).fillna(0)]
    faults += [f"候选点 {site} 分到 {taken:g}，超过其容量。" for site, taken in over.items()]
    if not set(found.site.dropna()) <= set(found.chosen):
        faults.append("有需求点分到未选中的候选点。")
    if not faults and not math.isclose(float(walked.sum()), found.objective, abs_tol=1e-6):
        faults.append(f"总距离为 {found.objective:g}，重算为 {walked.sum():g}；两者须相等。")
    return faults


def _case(distances: pd.DataFrame, demand: pd.Series, capacity: pd.Series, sites: int) -> _Case:
    takes = _known(demand, demand.index, "需求量")
    room = _known(capacity, capacity.index, "容量")
    if not 1 <= sites <= len(capacity):
        raise ChoiceError(f"候选点个数 sites 为 {sites}；须为 1 到 {len(capacity)}，请改正。")
    row, column = (
        ids.get_indexer(pd.Index(distances[name]))
        for name, ids in (("demand", demand.index), ("site", capacity.index))
    )
    faults = []
    for name, places in (("demand", row), ("site", column)):
        strange = distances[name][places < 0].unique()[:SHOWN]
        if len(strange):
            faults.append(f"距离表的 {name} 列中 {'、'.join(map(str, strange))} 未知；请核对编号。")
    twice = distances.duplicated(["demand", "site"])
    if twice.any():
        one, site = distances[["demand", "site"]][twice].iloc[0]
        faults.append(f"距离表中 {one} 到 {site} 出现两次；每对只能一行，请删去多余的。")
    if faults:
        raise LayerError(faults)
    length = _known(distances["metres"], distances.index, "距离 metres ")
    return _Case(demand.index, capacity.index, row, column, length, takes, room, sites)


def _known(values: pd.Series, index: pd.Index, name: str) -> np.ndarray:
    known = values.reindex(index) if not values.index.equals(index) else values
    plain = pd.to_numeric(known).astype("Float64")
    wrong = (plain.isna() | (plain < 0)).fillna(value=True)
    if wrong.any():
        rows = "、".join(map(str, index[wrong][:SHOWN]))
        raise LayerError(f"{rows} 的{name}缺失或为负；须为 0 或正数，请补上。")
    return plain.to_numpy(dtype=float)


def _model(case: _Case, cost: np.ndarray) -> tuple[highs.Model, dict[str, range]]:
    """Columns: sites, then pairs. Rows: each demand, room of each site, pairs, the number."""
    people, sites, pairs = len(case.demand), len(case.sites), len(case.row)
    one, pair = np.ones(pairs), sites + np.arange(pairs)
    rows = [case.row, people + case.column, people + np.arange(sites)]
    columns, values = [pair, pair, np.arange(sites)], [one, case.takes[case.row], -case.room]
    rows += [people + sites + np.arange(pairs)] * 2 + [np.full(sites, people + sites + pairs)]
    columns += [pair, case.column, np.arange(sites)]
    values += [one, -one, np.ones(sites)]
    low = np.concatenate([np.ones(people), np.full(sites + pairs, -np.inf), [case.number]])
    high = np.concatenate([np.ones(people), np.zeros(sites + pairs), [case.number]])
    model = highs.Model(
        cost=cost,
        matrix=_sparse(rows, columns, values, (len(low), sites + pairs)),
        row_low=low,
        row_high=high,
        col_low=np.zeros(sites + pairs),
        col_high=np.ones(sites + pairs),
        integer=np.ones(sites + pairs, dtype=bool),
    )
    last = people + sites + pairs
    groups = {EVERYONE: range(people), ROOM: range(people, people + sites)}
    return model, {**groups, NUMBER: range(last, last + 1)}


def _start(case: _Case, cost: np.ndarray, *, end: float) -> np.ndarray | None:
    """Values of a first answer, or None."""
    table = np.full((len(case.demand), len(case.sites)), np.inf)
    table[case.row, case.column] = cost[len(case.sites) :]
    if not len(table) or not np.isfinite(table).any(axis=1).all():
        return None
    room = median_start.Room(table, case.takes, case.room)
    site = median_start.divided(room, case.number, rounds=ROUNDS, end=end)
    if site is None:
        return None
    used = np.unique(site)
    idle = np.setdiff1d(np.arange(len(case.sites)), used)[: case.number - len(used)]
    opened = np.zeros(len(case.sites))
    opened[[*used, *idle]] = 1.0
    return np.concatenate([opened, site[case.row] == case.column])


def _sparse(
    rows: list[np.ndarray],
    columns: list[np.ndarray],
    values: list[np.ndarray],
    shape: tuple[int, int],
) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    flat = (np.concatenate(rows), np.concatenate(columns))
    return csr_matrix((np.concatenate(values), flat), shape=shape)
