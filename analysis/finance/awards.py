"""Conditional awards: what they should come to, and whether what they ask has come about."""

import pandas as pd

from .. import money
from . import sources
from .conditions import conditions
from .entries import GRANT, Books
from .finance_rules import MOST, Overrides, number, rule

RULE = "award.ratio"
MATCH = "local_match"
NO_BASE = "；资金表中没有县级配套，无从核算"
SAME, DIFFERS, NO_RULE, UNKNOWN = "same", "differs", "no_rule", "unknown"


def awards(books: Books, *, overrides: Overrides = None) -> pd.DataFrame:
    """
    Every amount that depends on a condition, recomputed where a rule says what it should be.

    The award for finishing in time is a share of the county's own money (row `award.ratio`). Where
    the ledger does not part city from county, all of the local match is taken for the base, and
    said to be its upper bound; money of the city alone is not in it.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `funding_rules`.

    Returns
    -------
    DataFrame
        `finance_awards`, indexed by ledger row: `project`, `item`, `source_zh`, `channel_zh`,
        `amount` (yuan; the greatest of a range), `rule`, `ratio`, `base`, `expected` (yuan; NA
        where no rule fixes it), `agrees` (same, differs, no_rule, unknown), `condition`, `deadline`,
        `finish`, `met` (yes, no, open), `reason`, `certainty`.

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "grant", "item": ["配套", "按期完工奖补"],
    ...     "payer": "local_match", "payer_detail": ["区配套", None], "amount": [100.0, 30.0],
    ...     "condition": [None, "2024-12-31 前完工"]}, index=["M1", "M2"])
    >>> made = books(pd.DataFrame(index=["J1"]), ledger, communities=pd.DataFrame(), as_of="2024-06-30")
    >>> awards(made)[["base", "expected", "agrees", "met"]].values.tolist()
    [[100.0, 30.0, 'same', 'open']]
    """
    rows = books.rows[books.rows["kind"].eq(GRANT) & books.rows["met"].notna()]
    stages = books.projects.reindex(columns=["stage", "finish"])
    judged = conditions(rows, stages, as_of=books.as_of)
    own = sources.named(rows["channel"], sources.AWARD)
    base, split = _bases(books)
    amount = rows[MOST]
    due = rows["project"].map(base).where(own).astype("Int64")
    expected = money.portion(due, number(RULE, overrides=overrides))
    ratio = pd.Series(number(RULE, overrides=overrides), rows.index).where(own)
    said_of = _bases_said(rows["project"], own, split)
    return pd.DataFrame(
        {
            **{name: rows[name] for name in ("project", "item", "source_zh", "channel_zh")},
            "amount": money.yuan(amount),
            "rule": pd.Series(RULE, rows.index, dtype="string").where(own),
            "ratio": ratio.astype("Float64"),
            "base": money.yuan(due),
            "expected": money.yuan(expected),
            "agrees": _agrees(amount, expected, own),
            "condition": rows["condition"],
            **{name: judged[name] for name in ("deadline", "finish", "met")},
            "reason": (judged["reason"] + said_of + _gap(amount, expected)).astype("string"),
            "certainty": pd.Series(
                str(rule(RULE, overrides=overrides)["status"]), rows.index, dtype="string"
            ).where(own),
        }
    )


def _bases(books: Books) -> tuple[pd.Series, pd.Series]:
    """The county's own cash of each project in fen, and whether it is parted from the city's."""
    rows = books.cash
    own = rows["kind"].eq(GRANT) & rows["source"].eq(MATCH)
    own &= ~sources.named(rows["channel"], sources.AWARD)
    city, county = (sources.named(rows["channel"], key) for key in ("city", "county"))
    own &= county | ~city
    held = rows[own.astype(bool)]
    fen = held[MOST].where(held["settled"], pd.NA)
    unknown = fen.isna().groupby(held["project"]).any()
    parted = (county & ~city)[own.astype(bool)].groupby(held["project"]).all()
    return fen.groupby(held["project"]).sum().mask(unknown), parted


def _bases_said(project: pd.Series, own: pd.Series, parted: pd.Series) -> pd.Series:
    words = {True: "", False: "；配套资金未分列市、县，按全部配套计，为上限"}
    split = parted.to_dict()
    found = [words[bool(split[each])] if each in split else NO_BASE for each in project]
    return pd.Series(found, index=project.index, dtype="string").where(own, "")


def _gap(amount: pd.Series, expected: pd.Series) -> pd.Series:
    apart = (amount - expected).fillna(0)
    words = [f"；资金表所列与核算相差 {money.said(abs(each))}" if each else "" for each in apart]
    return pd.Series(words, index=amount.index, dtype="string")


def _agrees(amount: pd.Series, expected: pd.Series, own: pd.Series) -> pd.Series:
    found = pd.Series(DIFFERS, index=amount.index, dtype="string")
    found = found.mask(amount.eq(expected).fillna(False), SAME)
    return found.mask(amount.isna() | expected.isna(), UNKNOWN).where(own, NO_RULE)
