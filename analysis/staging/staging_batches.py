"""Yearly batches: of what is ready, the most households that each year's budget pays for."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .. import money
from ..highs import Model, solve

_SECONDS = 20.0  # of one year's choice
_NO_COST = "造价未知，不能入批"
_NO_HOUSEHOLDS = "户数未知，不能入批"
_COLUMNS = {
    "communities": "string",
    "community_count": "Int64",
    "households": "Int64",
    "cost": "Float64",
    "budget": "Float64",
    "carried": "Float64",
    "left": "Float64",
    "proven": "boolean",
}


def batches(
    ready: pd.DataFrame, *, budget: Mapping[int, float | None], carry_over: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    The year of each community that is ready, and what each year holds.

    Each year in turn takes, of what is still left, the communities with the most households
    together that its money pays for; of equals those that cost least, then the first by id.

    Parameters
    ----------
    ready
        Indexed by id: `households`, `cost` (yuan); only communities that may enter a batch.
    budget
        Yuan by year; None for no limit.
    carry_over
        Whether what a year leaves goes to the next.

    Returns
    -------
    tuple of DataFrame
        By community (the index of `ready`): `batch` (year; NA in none) and `reason` (why in none).
        By `year`: `communities` (ids), `community_count`, `households`, `cost`, `budget` (of the
        year itself; NA no limit), `carried` (from the year before), `left`, yuan; `proven` (no
        choice of that year has more households).

    Examples
    --------
    >>> table = pd.DataFrame({"households": [60, 50, 40], "cost": [6e6, 5e6, 5e6]}, list("ABC"))
    >>> of, years = batches(table, budget={2025: 10e6, 2026: 6e6}, carry_over=False)
    >>> of["batch"].tolist()
    [2026, 2025, 2025]
    """
    table = ready.sort_index(key=lambda ids: ids.astype(str))
    households = table["households"].astype("Int64")
    cost = money.fen(table["cost"])
    reason = pd.Series(pd.NA, table.index, dtype="string")
    reason = reason.mask(households.isna(), _NO_HOUSEHOLDS).mask(cost.isna(), _NO_COST)
    year_of = pd.Series(pd.NA, table.index, dtype="Int64")
    rows, carried = {}, 0
    for year in sorted(budget):
        limit = _fen(budget[year])
        left = reason.isna() & year_of.isna()
        pool = table.index[left.to_numpy()]
        most = None if limit is None else limit + carried
        chosen, proven = _year(households[pool], cost[pool], most)
        year_of[chosen] = year
        spent = int(cost[chosen].sum())
        rows[year] = _row(chosen, households, spent, limit, carried, proven=proven)
        carried = most - spent if most is not None and carry_over else 0
    reason = reason.mask(reason.isna() & year_of.isna(), _too_dear(cost, budget))
    found = pd.DataFrame({"batch": year_of, "reason": reason}).reindex(ready.index)
    index = pd.Index(list(rows), name="year", dtype="int64")
    return found, pd.DataFrame(list(rows.values()), index, list(_COLUMNS)).astype(_COLUMNS)


def _fen(yuan: float | None) -> int | None:
    return None if yuan is None else int(money.fen(pd.Series([yuan])).iloc[0])


def _row(
    chosen: pd.Index,
    households: pd.Series,
    spent: int,
    limit: int | None,
    carried: int,
    *,
    proven: bool,
) -> dict[str, object]:
    left = pd.NA if limit is None else (limit + carried - spent) / money.FEN
    return {
        "communities": ";".join(map(str, chosen)),
        "community_count": len(chosen),
        "households": int(households[chosen].sum()),
        "cost": spent / money.FEN,
        "budget": pd.NA if limit is None else limit / money.FEN,
        "carried": carried / money.FEN,
        "left": left,
        "proven": proven,
    }


def _too_dear(cost: pd.Series, budget: Mapping[int, float | None]) -> pd.Series:
    years = f"{min(budget)} 至 {max(budget)} 年" if budget else ""
    words = [
        f"已成熟，{years}的资金不够（造价 {each / money.FEN:.2f} 元），顺延"
        if budget
        else "没有年度"
        for each in cost.fillna(0)
    ]
    return pd.Series(words, cost.index, dtype="string")


def _year(households: pd.Series, cost: pd.Series, most: int | None) -> tuple[pd.Index, bool]:
    """The best choice of one year, and whether that is proven."""
    if most is None or int(cost.sum()) <= most:
        return households.index, True
    fits = (cost <= most).to_numpy(dtype=bool)
    ids = households.index[fits]
    people, price = (each[ids].to_numpy(dtype=np.int64) for each in (households, cost))
    chosen, proven = np.zeros(len(ids), dtype=bool), True
    rank = np.arange(len(ids), 0, -1)
    rules: list[tuple[np.ndarray, float, float]] = [(price, -np.inf, float(most))]
    for worth in (people, -price, rank):  # most households, then least cost, then the first ids
        found, whole = _best(worth, rules, price, most)
        if found is None:
            return ids[chosen], False
        if any(float(row[found].sum()) < low for row, low, _ in rules):
            break  # a hair worse than before, within the precision of the solver
        chosen, proven = found, proven and whole
        best = float(worth[found].sum())
        rules = [*rules, (worth, best, np.inf)]
    return ids[chosen], proven


def _best(
    worth: np.ndarray,
    rules: list[tuple[np.ndarray, float, float]],
    price: np.ndarray,
    most: int,
) -> tuple[np.ndarray | None, bool]:
    """
    The choice worth most within the rules.

    The solver counts in floating point: a choice that is above the money by a few fen is ruled out
    by itself, and the search begins again.
    """
    from scipy.sparse import csr_matrix

    size, rows = len(worth), list(rules)
    while True:
        scale = [max(1.0, float(np.abs(row).max(initial=0))) for row, _, _ in rows]
        matrix = np.array([row / each for (row, _, _), each in zip(rows, scale, strict=True)])
        low = np.array([each / by for (_, each, _), by in zip(rows, scale, strict=True)])
        high = np.array([each / by for (_, _, each), by in zip(rows, scale, strict=True)])
        one = np.ones(size)
        model = Model(
            worth.astype(float),
            csr_matrix(matrix.reshape(len(rows), size)),
            low - 1e-9,
            high + 1e-9,
            np.zeros(size),
            one,
            one.astype(bool),
            maximise=True,
        )
        answer = solve(model, time_limit=_SECONDS)
        if not len(answer.values):
            return (np.zeros(0, dtype=bool), True) if not size else (None, False)
        chosen = np.asarray(answer.values, dtype=bool)  # whole by then
        if int(price[chosen].sum()) <= most:
            return chosen, answer.status == "optimal"
        rows.append((chosen.astype(float), -np.inf, float(chosen.sum() - 1)))
