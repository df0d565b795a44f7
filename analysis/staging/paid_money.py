"""Money of each community by a day: what has come, what is late, and what has no day or no amount."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .. import money as fen_money
from ..finance.conditions import NO, conditions

RESIDENTS, GRANT = "residents", "grant"
_COLUMNS = ["project", "community", "kind", "payer", "amount", "amount_least", "amount_most"]
_COLUMNS += ["due", "arrived", "condition", "in_kind"]
_NONE = float("inf")  # the most of an amount that is not known


@dataclass(frozen=True)
class Paid:
    """
    Money of one community in fen, each from the least to the most that it may be.

    Attributes
    ----------
    arrived, late, later, undated
        What has come by the day; what was due by then and has not; what is due after it; what has
        not come and has no day.
    """

    arrived: tuple[float, float] = (0, 0)
    late: tuple[float, float] = (0, 0)
    later: tuple[float, float] = (0, 0)
    undated: tuple[float, float] = (0, 0)


def grants(
    ledger: pd.DataFrame | None, projects: pd.DataFrame | None, *, day: pd.Timestamp
) -> pd.DataFrame:
    """
    The money that communities are to be given in cash, without what has lapsed.

    Parameters
    ----------
    ledger
        The layer; columns that it does not have are taken as blank.
    projects
        Indexed by id: `stage`, `finish`, which say whether an award for finishing in time is lost.
    day
        The day of the judgement.

    Returns
    -------
    DataFrame
        Rows of the ledger: `community`, `own` (of residents), `least`, `most` (fen; `most` is
        infinite where the amount is not known), `state` (arrived, late, later, undated).

    Examples
    --------
    >>> rows = pd.DataFrame({"community": "C1", "kind": "grant", "payer": "residents",
    ...                      "amount": [None], "amount_least": 1.0, "amount_most": 2.0})
    >>> grants(rows, None, day=pd.Timestamp("2024-06-30"))[["least", "most", "state"]].values.tolist()
    [[100.0, 200.0, 'undated']]
    """
    rows = pd.DataFrame(columns=_COLUMNS) if ledger is None else ledger.reindex(columns=_COLUMNS)
    kind = rows["in_kind"].astype("boolean").fillna(value=False).astype(bool)
    rows = rows[rows["kind"].eq(GRANT).fillna(value=False).astype(bool) & ~kind]
    rows = rows.assign(due=pd.to_datetime(rows["due"]), arrived=pd.to_datetime(rows["arrived"]))
    rows = rows[~_lapsed(rows, projects, day)]
    given = {name: _fen(rows[name]) for name in ("amount", "amount_least", "amount_most")}
    least = given["amount"].fillna(given["amount_least"]).fillna(0.0)
    most = given["amount"].fillna(given["amount_most"]).fillna(_NONE)
    came, due = rows["arrived"].le(day), rows["due"].le(day)
    state = np.select([came, due, rows["due"].notna()], ["arrived", "late", "later"], "undated")
    own = rows["payer"].eq(RESIDENTS).fillna(value=False).astype(bool)
    return pd.DataFrame(
        {"community": rows["community"], "own": own, "least": least, "most": most, "state": state},
        index=rows.index,
    )


def by_community(rows: pd.DataFrame) -> dict[object, Paid]:
    """
    What :func:`grants` holds, added up by community.

    Examples
    --------
    >>> rows = pd.DataFrame({"community": ["C1"], "least": 1.0, "most": 2.0, "state": "late"})
    >>> by_community(rows)["C1"].late
    (1.0, 2.0)
    """
    parts: dict[object, dict[str, tuple[float, float]]] = {}
    sums = rows.groupby(["community", "state"])[["least", "most"]].sum()
    for (one, state), least, most in sums.itertuples():
        parts.setdefault(one, {})[state] = (float(least), float(most))
    return {one: Paid(**each) for one, each in parts.items()}


def said(bounds: tuple[float, float]) -> str:
    """
    An amount between bounds, in words.

    Examples
    --------
    >>> said((100, 100)), said((100, 200)), said((0, float("inf")))
    ('1 元', '1 元至 2 元', '金额未知')
    """
    least, most = bounds
    if most == _NONE:
        return f"至少 {fen_money.said(int(least))}" if least else "金额未知"
    if least == most:
        return fen_money.said(int(least))
    return f"{fen_money.said(int(least))}至 {fen_money.said(int(most))}"


def _fen(yuan: pd.Series) -> pd.Series:
    return fen_money.fen(yuan.astype("Float64")).astype("Float64").astype("float64")


def _lapsed(rows: pd.DataFrame, projects: pd.DataFrame | None, day: pd.Timestamp) -> pd.Series:
    """Whether the condition of an amount has failed."""
    works = pd.DataFrame(columns=["stage", "finish"]) if projects is None else projects
    works = works.reindex(columns=["stage", "finish"])
    judged = conditions(rows.astype({"condition": "string"}), works, as_of=day)
    return judged["met"].reindex(rows.index).eq(NO).fillna(value=False).astype(bool)
