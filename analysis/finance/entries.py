"""Ledger rows made ready to add: in whole fen between bounds, with side, source and condition."""

from dataclasses import dataclass

import pandas as pd

from ...gis.errors import LayerError
from .. import money
from . import sources
from .conditions import NO, OPEN, conditions
from .finance_rules import Overrides

COST, GRANT, INCOME = "cost", "grant", "income"
LEAST, MOST = "least", "most"
_BOUNDS = {LEAST: "amount_least", MOST: "amount_most"}


@dataclass(frozen=True, eq=False)
class Books:
    """
    What the questions of money share. Made by :func:`books`.

    Attributes
    ----------
    rows
        One row a ledger row, sorted by id: `project`, `community`, `kind` (cost, grant, income),
        `item`, `source`, `source_zh`, `channel`, `channel_zh`, `repay`, `least`, `most` (Int64 fen;
        NA not known), `settled` (one amount is known), `in_kind`, `due`, `arrived` (NaT too where
        it is after `as_of`), `condition`, `met` (NA without a condition, and of a cost: what works
        cost is not put off by a condition).
    projects
        The layer, indexed by project.
    communities
        The layer, indexed by community.
    as_of
        The day that the accounts are of.
    """

    rows: pd.DataFrame
    projects: pd.DataFrame
    communities: pd.DataFrame
    as_of: pd.Timestamp

    @property
    def cash(self) -> pd.DataFrame:
        """The rows that are money, without those whose condition has failed."""
        rows = self.rows
        return rows[~rows["in_kind"] & rows["met"].ne(NO).fillna(True)]


def books(
    projects: pd.DataFrame,
    ledger: pd.DataFrame,
    *,
    communities: pd.DataFrame,
    as_of: str | pd.Timestamp,
    overrides: Overrides = None,
) -> Books:
    """
    The ledger ready to add.

    An amount that is given stands for itself; without one, what lies between `amount_least` and
    `amount_most` is a range; with neither it is not known, and nothing stands in for it.

    Parameters
    ----------
    projects, ledger, communities
        The layers, indexed by id. Columns of the ledger that are not there are taken as blank.
    as_of
        The day that the accounts are of.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    Books

    Raises
    ------
    LayerError
        A least amount above the greatest, or only one end of a range; a project that is not there.
    ChoiceError
        A user's table has a fault.

    Examples
    --------
    >>> ledger = pd.DataFrame({"project": "J1", "kind": ["cost", "grant"], "item": "道路",
    ...     "amount": [100.0, None], "amount_least": [None, 20.0], "amount_most": [None, 40.0]},
    ...     index=["M1", "M2"])
    >>> projects = pd.DataFrame({"stage": ["building"]}, index=["J1"])
    >>> found = books(projects, ledger, communities=pd.DataFrame(), as_of="2024-06-30")
    >>> found.rows[["least", "most"]].values.tolist()
    [[10000, 10000], [2000, 4000]]
    """
    day = pd.Timestamp(as_of)
    rows = _columns(ledger).sort_index()  # the order of the file changes nothing
    _checked(rows, projects)
    stages = projects.reindex(columns=["stage", "finish"])
    judged = conditions(rows[rows["kind"].ne(COST)], stages, as_of=day)
    least, most = _amounts(rows)
    made = rows[["project", "community", "kind", "item", "content_class", "due", "arrived"]].assign(
        least=least,
        most=most,
        settled=(least.notna() & least.eq(most)).fillna(False).astype(bool),
        in_kind=rows["in_kind"].fillna(False).astype(bool),
        condition=rows["condition"],
        met=judged["met"].reindex(rows.index),
        arrived=rows["arrived"].where(rows["arrived"].le(day) | pd.isna(day)),
    )
    told = sources.channels(rows, overrides=overrides)
    return Books(made.join(told), projects, communities, day)


def signed(rows: pd.DataFrame) -> pd.DataFrame:
    """
    The least and the most that each row brings: costs below zero, open conditions perhaps nothing.

    Parameters
    ----------
    rows
        As in :class:`Books`.

    Returns
    -------
    DataFrame
        The index of `rows`: `least`, `most`, Int64 fen.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["cost", "grant", "grant"], "least": [1, 2, 3], "most": [4, 5, 6],
    ...     "met": [None, None, "open"]}).astype({"least": "Int64", "most": "Int64", "met": "string"})
    >>> signed(rows).values.tolist()
    [[-4, -1], [2, 5], [0, 6]]
    """
    out = rows["kind"].eq(COST).astype(bool)
    maybe = rows["met"].eq(OPEN).fillna(False).astype(bool)
    least = rows[LEAST].where(~out, -rows[MOST])
    most = rows[MOST].where(~out, -rows[LEAST])
    return pd.DataFrame(
        {
            LEAST: least.where(~maybe, least.clip(upper=0)),
            MOST: most.where(~maybe, most.clip(lower=0)),
        }
    )


def _columns(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with every column that is read, blank where it has none, typed."""
    text = ["project", "community", "kind", "item", "content_class", "payer", "payer_detail"]
    every = [*text, "amount", *_BOUNDS.values(), "due", "arrived", "condition", "in_kind"]
    rows = pd.DataFrame(ledger).reindex(columns=every)
    kinds = dict.fromkeys([*text, "condition"], "string")
    kinds |= dict.fromkeys(["amount", *_BOUNDS.values()], "Float64")
    rows = rows.astype({**kinds, "in_kind": "boolean"})
    return rows.assign(due=pd.to_datetime(rows["due"]), arrived=pd.to_datetime(rows["arrived"]))


def _amounts(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    whole = money.fen(rows["amount"])
    least, most = (
        whole.fillna(money.fen(rows[column])).astype("Int64") for column in _BOUNDS.values()
    )
    return least, most


def _checked(rows: pd.DataFrame, projects: pd.DataFrame) -> None:
    faults = []
    least, most = rows["amount_least"], rows["amount_most"]
    for line in rows.index[(least > most).fillna(False)]:
        faults.append(
            f"ledger {line} 的 amount_least {least[line]:g} 大于 amount_most {most[line]:g}；"
            "下限不应大于上限，请改正。"
        )
    half = rows["amount"].isna() & least.isna().ne(most.isna())
    for line in rows.index[half]:
        faults.append(
            f"ledger {line} 只填了 amount_least、amount_most 之一；未定的金额应填上下限，请补上另一端。"
        )
    lost = rows["project"].notna() & ~rows["project"].isin(projects.index)
    for line in rows.index[lost]:
        faults.append(
            f"ledger {line} 的 project 为“{rows['project'][line]}”，projects 中没有该项目；请改正编号。"
        )
    if faults:
        raise LayerError(faults)
