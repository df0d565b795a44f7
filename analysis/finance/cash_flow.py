"""Cash by quarter: what is to be paid, what comes in, what is waited for, and where it falls short."""

import numpy as np
import pandas as pd

from .conditions import OPEN
from .entries import COST, LEAST, MOST, Books, signed
from .ledger import ALL, in_yuan

UNDATED = "未定"
_AMOUNTS = (
    *("due_out_least", "due_out_most", "due_in", "arrived", "conditional_in"),
    *("unresolved_least", "unresolved_most", "waiting"),
)
_SUMS = ("worst", "best")
_KEYS = ["project", "quarter"]
_QUARTERS = 4  # in a year
_NEVER = 10**6  # stands behind every quarter


def cash_flow(books: Books) -> pd.DataFrame:
    """
    Cash of each project, and of all, by quarter.

    At worst (`cumulative_least`) money that is late never comes, an open condition fails, what has
    no day never comes and is to be paid at once; at best (`cumulative_most`) late and undated money
    comes in the quarter of the accounts, and a cost without a day is not paid yet.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.

    Returns
    -------
    DataFrame
        `cash_flow`, one row a project (and `all`) and quarter, without gaps from the first day to
        the last, then one row `未定` of what has no day: `project`, `quarter` (as 2024Q2), and in
        yuan `due_out_least`, `due_out_most` (to be paid), `due_in` (settled money by the day it is
        due), `arrived` (by the day it came), `conditional_in`, `unresolved_least`,
        `unresolved_most` (by the day due), `waiting` (due before the day of the accounts and not
        there: 等钱), `cumulative_least`, `cumulative_most` (of all so far; NA in the row `未定`, and
        from the quarter of an amount that is not known), `short_least`, `short_most` (what is
        missing at best and at worst).

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": ["cost", "grant"], "item": "道路",
    ...     "amount": [100.0, 70.0], "due": ["2024-06-30", "2024-08-01"]})
    >>> found = cash_flow(books(pd.DataFrame(index=["J1"]), ledger, communities=pd.DataFrame(), as_of="2024-06-30"))
    >>> found.query("project == 'J1'")[["quarter", "cumulative_least", "short_most"]].values.tolist()
    [['2024Q2', -100.0, 100.0], ['2024Q3', -30.0, 30.0]]
    """
    rows = books.cash
    rows = rows.assign(project=rows["project"].astype("string"))
    every = pd.concat([rows[rows["project"].notna()], rows.assign(project=ALL)])
    if every.empty:
        return _typed(pd.DataFrame(columns=["project", "quarter", *_AMOUNTS, *_SUMS]))
    events = _events(every, books.as_of)
    dated = events["quarter"].notna()
    order = {each: at for at, each in enumerate([*books.projects.index, ALL])}
    table = _filled(events[dated], _spans(events[dated]))
    undated = _filled(events[~dated].assign(quarter=_NEVER), None)
    for name in _SUMS:
        table[name] = _running(table[name], table["project"])
        undated[name] = pd.Series(pd.NA, undated.index, dtype="Int64")
    both = pd.concat([table, undated], ignore_index=True)
    both = both.assign(at=both["project"].map(order)).sort_values(["at", "quarter"])
    return _typed(both.drop(columns="at").reset_index(drop=True))


def _events(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row an amount, its column and its quarter; NaT where it has no day."""
    both = signed(rows)
    out = rows["kind"].eq(COST).astype(bool)
    came, due = rows["arrived"].notna(), rows["due"]
    maybe = rows["met"].eq(OPEN).fillna(False).astype(bool) & ~out
    open_ = ~rows["settled"] & rows[MOST].notna() & ~out & ~maybe
    plain = ~out & ~maybe & ~open_
    late = ~came & due.lt(as_of) & ~out
    day = due.where(~came, rows["arrived"])
    worst = day.where(~(out & day.isna()), as_of).where(~late & (out | day.notna()), pd.NaT)
    best = day.mask(late | (~out & day.isna()), as_of)
    parts = [
        ("due_out_least", out, rows[LEAST], due),
        ("due_out_most", out, rows[MOST], due),
        ("due_in", plain, rows[MOST], due),
        ("arrived", came & ~out, rows[MOST], rows["arrived"]),
        ("conditional_in", maybe, rows[MOST], due),
        ("unresolved_least", open_, rows[LEAST], due),
        ("unresolved_most", open_, rows[MOST], due),
        ("waiting", late & ~maybe, rows[MOST], due),
        ("worst", worst.notna(), both[LEAST], worst),
        ("best", best.notna(), both[MOST], best),
    ]
    found = [
        pd.DataFrame({"project": rows["project"], "column": name, "fen": fen, "day": when})[mask]
        for name, mask, fen, when in parts
    ]
    events = pd.concat(found, ignore_index=True)
    quarter = events["day"].dt.year * _QUARTERS + events["day"].dt.quarter - 1
    return events.assign(quarter=quarter.astype("Int64"))


def _spans(events: pd.DataFrame) -> pd.MultiIndex:
    """Every project with every quarter from its first to its last."""
    ends = events.groupby("project")["quarter"].agg(["min", "max"])
    count = (ends["max"] - ends["min"] + 1).astype(int).to_numpy()
    first = (np.cumsum(count) - count).repeat(count)
    quarter = ends["min"].to_numpy(dtype=int).repeat(count) + np.arange(count.sum()) - first
    return pd.MultiIndex.from_arrays([ends.index.repeat(count), quarter], names=_KEYS)


def _filled(events: pd.DataFrame, index: pd.MultiIndex | None) -> pd.DataFrame:
    """The sums of each column, a row a project and quarter; NA where an amount is not known."""
    own = pd.MultiIndex.from_frame(events[_KEYS].astype({"quarter": int}))
    index = own.unique() if index is None else index
    columns = pd.Index([*_AMOUNTS, *_SUMS])
    at = (index.get_indexer(own), columns.get_indexer(pd.Index(events["column"])))
    known = np.zeros((len(index), len(columns)), dtype=np.int64)
    gone = np.zeros(known.shape, dtype=bool)
    np.add.at(known, at, events["fen"].fillna(0).to_numpy(dtype=np.int64))
    np.logical_or.at(gone, at, events["fen"].isna().to_numpy())
    table = pd.DataFrame(known, index=index, columns=columns).astype("Int64").mask(gone)
    return table.rename_axis(index=_KEYS).reset_index()


def _running(sums: pd.Series, of: pd.Series) -> pd.Series:
    """The sum so far; not known from the first that is not."""
    lost = sums.isna().groupby(of).cummax()
    return sums.fillna(0).groupby(of).cumsum().mask(lost)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.rename(columns={"worst": "cumulative_least", "best": "cumulative_most"})
    table["quarter"] = [_named(int(each)) for each in table["quarter"]]
    table["short_least"] = (-table["cumulative_most"].astype("Int64")).clip(lower=0)
    table["short_most"] = (-table["cumulative_least"].astype("Int64")).clip(lower=0)
    amounts = [name for name in table.columns if name not in ("project", "quarter")]
    return pd.concat([table[_KEYS].astype("string"), in_yuan(table[amounts])], axis=1)


def _named(quarter: int) -> str:
    year, at = divmod(quarter, _QUARTERS)
    return UNDATED if quarter == _NEVER else f"{year}Q{at + 1}"
