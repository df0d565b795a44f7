"""Accounts of each project and community: cost, who pays, and what is left over or short."""

import numpy as np
import pandas as pd

from .. import money
from . import sources
from .conditions import NO, OPEN
from .entries import COST, INCOME, LEAST, MOST, Books, signed
from .finance_rules import Overrides

PROJECT, COMMUNITY, ALL = "project", "community", "all"
BALANCED, SHORT, DEPENDS, UNKNOWN = "yes", "no", "depends", "unknown"
WORDS = {BALANCED: "平衡", SHORT: "有缺口", DEPENDS: "取决于未定款项", UNKNOWN: "金额未知"}
_PAYERS = [payer for payer in sources.PAYERS if payer != sources.UNRESOLVED]
_MONEY = [
    *("cost", "cost_least", "cost_most", *_PAYERS, "income", "unresolved_least", "unresolved_most"),
    *("conditional", "lapsed", "in_kind", "cost_in_kind", "to_repay", "net_least", "net_most"),
]


def accounts(books: Books) -> pd.DataFrame:
    """
    Cost, money and balance of each project, each community, and all.

    Money in kind is never cash, money whose condition has failed is `lapsed`, and money on an open
    condition counts at its best only. Credit counts as money of the works and again in `to_repay`.
    Who bears a cost row is no money: what comes in is a row of its own.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.

    Returns
    -------
    DataFrame
        `finance`, one row a project of the layer, a community in the ledger, and one for all:
        `level`, `id`, `name`, amounts in yuan (`cost` NA where part of it is not settled),
        `balanced` (yes, no, depends, unknown), `balanced_zh`, `reason`. What is not known of a row
        makes every sum it belongs to NA.

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": ["cost", "grant"], "item": "道路",
    ...     "payer": [None, "bank"], "amount": [100.0, 70.0]}, index=["M1", "M2"])
    >>> found = accounts(books(pd.DataFrame({"name": ["甲"]}, index=["J1"]), ledger,
    ...     communities=pd.DataFrame(), as_of="2024-06-30"))
    >>> found[["level", "cost", "bank", "to_repay", "net_least", "balanced"]].values.tolist()
    [['project', 100.0, 70.0, 70.0, -30.0, 'no'], ['all', 100.0, 70.0, 70.0, -30.0, 'no']]
    """
    rows = books.rows
    held = books.communities.index.union(rows["community"].dropna().unique(), sort=False)
    named = pd.Series(["合计"], index=[ALL])
    heads = [
        _head(PROJECT, books.projects.index, books.projects.get("name")),
        _head(COMMUNITY, held[held.isin(rows["community"])], books.communities.get("name")),
        _head(ALL, named.index, named),
    ]
    head = pd.concat(heads, ignore_index=True)
    keys = [
        rows[name].map(lambda id_, level=name: f"{level} {id_}", na_action="ignore")
        for name in (PROJECT, COMMUNITY)
    ]
    keys.append(pd.Series(f"{ALL} {ALL}", rows.index))
    groups = pd.concat(keys).astype("string")
    parts = pd.concat([_parts(books)] * len(keys))
    wanted = head["level"] + " " + head["id"]
    sums = summed(parts, groups).reindex(wanted).set_axis(head.index)
    count = groups.value_counts().reindex(wanted, fill_value=0).astype(int).set_axis(head.index)
    return pd.concat([head, in_yuan(sums), count.rename("rows"), _said(sums, count)], axis=1)


def summed(parts: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """
    Sums by group, NA where an amount of the group is not known.

    Parameters
    ----------
    parts
        Int64 in every column.
    groups
        The group of each row, in its order; NA belongs to none.

    Returns
    -------
    DataFrame
        Int64, indexed by group in the order that they first stand in.

    Examples
    --------
    >>> parts = pd.DataFrame({"fen": [1, 2, None]}, dtype="Int64")
    >>> summed(parts, pd.Series(["a", "a", "b"]))["fen"].tolist()
    [3, <NA>]
    """
    codes, names = pd.factorize(groups)
    inside = codes >= 0
    values = parts.fillna(0).to_numpy(dtype=np.int64)[inside]
    lost = parts.isna().to_numpy()[inside]
    sums = np.zeros((len(names), parts.shape[1]), dtype=np.int64)
    gone = np.zeros(sums.shape, dtype=bool)
    np.add.at(sums, codes[inside], values)
    np.logical_or.at(gone, codes[inside], lost)
    return pd.DataFrame(sums, index=names, columns=parts.columns).astype("Int64").mask(gone)


def in_yuan(fen: pd.DataFrame) -> pd.DataFrame:
    """
    A table of fen in yuan: every column Float64.

    Examples
    --------
    >>> in_yuan(pd.DataFrame({"a": [150, None]}, dtype="Int64"))["a"].tolist()
    [1.5, <NA>]
    """
    return fen.astype("Int64").astype("Float64") / money.FEN


def net(books: Books, by: str) -> pd.DataFrame:
    """
    What each project or community is left with, in fen, for what is to balance.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.
    by
        `project` or `community`.

    Returns
    -------
    DataFrame
        Indexed by `by`: `least`, `most`, Int64 fen; NA where an amount is not known.

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "cost", "item": "道路", "amount": [1.0]})
    >>> found = books(pd.DataFrame(index=["J1"]), ledger, communities=pd.DataFrame(), as_of="2024-06-30")
    >>> net(found, "project").loc["J1"].tolist()
    [-100, -100]
    """
    rows = books.cash
    return summed(signed(rows), rows[by]).sort_index().rename_axis(by)


def _parts(books: Books) -> pd.DataFrame:
    """What each row adds to each column: Int64 fen, 0 where it is nothing of it."""
    rows = books.rows
    out, kind = rows["kind"].eq(COST), rows["in_kind"]
    lapsed = rows["met"].eq(NO).fillna(False).astype(bool)
    maybe = rows["met"].eq(OPEN).fillna(False).astype(bool) & ~out
    cash = ~kind & ~lapsed
    sure = cash & ~out & ~maybe
    open_ = rows["source"].eq(sources.UNRESOLVED) | (~rows["settled"] & rows[MOST].notna())
    income = rows["kind"].eq(INCOME)
    both = signed(rows)
    chosen = {
        "cost": (MOST, cash & out),
        "cost_least": (LEAST, cash & out),
        "cost_most": (MOST, cash & out),
        **{payer: (MOST, sure & ~open_ & ~income & rows["source"].eq(payer)) for payer in _PAYERS},
        "income": (MOST, sure & ~open_ & income),
        "unresolved_least": (LEAST, sure & open_),
        "unresolved_most": (MOST, sure & open_),
        "conditional": (MOST, cash & maybe),
        "lapsed": (MOST, lapsed & ~kind),
        "in_kind": (MOST, kind & ~out),
        "cost_in_kind": (MOST, kind & out),
        "to_repay": (MOST, cash & ~out & ~maybe & rows["repay"]),
    }
    found = {name: rows[column].where(mask, 0) for name, (column, mask) in chosen.items()}
    found["cost"] = found["cost"].where(~(cash & out) | rows["settled"], pd.NA)
    found["net_least"], found["net_most"] = (both[end].where(cash, 0) for end in (LEAST, MOST))
    return pd.DataFrame(found).astype("Int64")[_MONEY]


def _head(level: str, ids: pd.Index, names: pd.Series | None) -> pd.DataFrame:
    found = names if names is not None else pd.Series(dtype="string")
    table = pd.DataFrame({"level": level, "id": ids, "name": found.reindex(ids).array})
    return table.astype("string")


def _said(sums: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    least, most = sums["net_least"], sums["net_most"]
    verdict = pd.Series(DEPENDS, index=sums.index, dtype="string")
    verdict = verdict.mask(least.ge(0).fillna(False), BALANCED)
    verdict = verdict.mask(most.lt(0).fillna(False), SHORT)
    verdict = verdict.mask(least.isna() | most.isna(), UNKNOWN)
    reasons = [
        _reason(word, low, high, count)
        for word, low, high, count in zip(verdict, least, most, rows, strict=True)
    ]
    found = {"balanced": verdict, "balanced_zh": verdict.map(WORDS).astype("string")}
    return pd.DataFrame({**found, "reason": pd.Series(reasons, sums.index, dtype="string")})


def _reason(word: str, least: int, most: int, rows: int) -> str:
    if not rows:
        return "资金表中没有该项的款项"
    if word == UNKNOWN:
        return "有款项金额未知，也未给上下限"
    if least == most == 0:
        return "收支相抵"
    if word == BALANCED:
        return f"净余至少 {money.said(least)}"
    if word == SHORT:
        return f"缺口至少 {money.said(-most)}"
    return f"未定或附条件的款项全部落空则缺 {money.said(-least)}，全部落实则余 {money.said(most)}"


def by_source(books: Books, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    The money of each project by payer and finer channel: what is there, due, and late.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        `finance_sources`, one row a project, source and channel, in the order of projects and
        payers: `project`, `source`, `source_zh`, `channel`, `channel_zh`, `income` (boolean: of
        operating, not given), `repay`, and in yuan `amount` (NA where a range), `amount_least`,
        `amount_most`, `arrived`, `due` (still to come, in time), `overdue` (its day has passed),
        `undated` (still to come, without a day), `conditional` (of the amount, on an open
        condition), `in_kind` with `in_kind_least` and `in_kind_most`, `lapsed` (its condition has
        failed; in no other column). Arrived, due, overdue and undated are of cash, at the greatest.

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "grant", "item": "补助", "payer": "upper_grant",
    ...     "payer_detail": "中央补助", "amount": [9.0], "due": ["2024-03-31"]})
    >>> made = books(pd.DataFrame(index=["J1"]), ledger, communities=pd.DataFrame(), as_of="2024-06-30")
    >>> by_source(made)[["channel_zh", "amount", "arrived", "overdue"]].values.tolist()
    [['中央补助', 9.0, 0.0, 9.0]]
    """
    rows = books.rows[books.rows["kind"].ne(COST)]
    keys = ["project", "source", "source_zh", "channel", "channel_zh", "income", "repay"]
    rows = rows.assign(income=rows["kind"].eq(INCOME), repay=rows["repay"].astype(bool))
    parts = _states(rows, books.as_of)
    parts["amount"] = rows[MOST].where(rows["settled"], pd.NA).mask(_lapsed(rows), 0)
    groups = rows.groupby(keys, dropna=False, sort=False).ngroup()
    table = rows[keys].groupby(groups).first(skipna=False)
    table = pd.concat([table, in_yuan(summed(parts, groups))], axis=1)
    order = {payer: at for at, payer in enumerate(sources.payers(overrides=overrides))}
    table["_at"] = table["source"].map(order)
    table = table.sort_values(["project", "_at", "channel_zh", "income"], kind="stable")
    text = dict.fromkeys(keys[:5], "string")
    return table.drop(columns="_at").astype(text).reset_index(drop=True)


def _states(rows: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    cash = ~rows["in_kind"] & rows["met"].ne(NO).fillna(True)
    came = rows["arrived"].notna()
    late = ~came & rows["due"].lt(as_of)
    maybe = rows["met"].eq(OPEN).fillna(False)
    masks = {
        "arrived": cash & came,
        "due": cash & ~came & ~late & rows["due"].notna(),
        "overdue": cash & late,
        "undated": cash & ~came & rows["due"].isna(),
        "conditional": cash & maybe,
        "in_kind": rows["in_kind"],
        "in_kind_most": rows["in_kind"],
        "lapsed": _lapsed(rows),
    }
    ends = {"amount": MOST, "amount_least": LEAST, "amount_most": MOST}
    found = {name: rows[end].mask(_lapsed(rows), 0) for name, end in ends.items()}
    found |= {name: rows[MOST].where(mask.astype(bool), 0) for name, mask in masks.items()}
    found["in_kind_least"] = rows[LEAST].where(rows["in_kind"], 0)
    return pd.DataFrame(found).astype("Int64")


def _lapsed(rows: pd.DataFrame) -> pd.Series:
    """Cash whose condition has failed."""
    return rows["met"].eq(NO).fillna(False).astype(bool) & ~rows["in_kind"]
