"""Staging: who is ready, in which year, how much of each area is renewed, and who is left."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ..votes import ballots, consent_rules
from . import remaining_cases
from .renewed_share import shares
from .staging_batches import batches
from .staging_readiness import WAITING, Records, readiness
from .staging_rules import rules as rules_of

_NOT_READY = "尚未成熟："


def tables(
    communities: pd.DataFrame,
    records: Records,
    *,
    budget: Mapping[int, float | None],
    as_of: str | pd.Timestamp,
    district: pd.Series | None = None,
    count: ballots.Count | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> dict[str, pd.DataFrame]:
    """
    Readiness, yearly batches, renewed shares, remaining cases and the pace of signing.

    Parameters
    ----------
    communities
        Indexed by id: `households`, `renewal_state`, `name`, each optional.
    records
        Eligibility, finance, votes, projects, ledger and packages, each None where not known.
    budget
        Yuan by year; None for no limit. Only these years are planned.
    as_of
        The day of the judgement.
    district
        Sub-district of each community.
    count
        The answers of the households, from :func:`votes`; None without votes.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        `staging` (as :func:`pianqu.analysis.staging.staging_readiness.readiness`, with `bundle`,
        `cost` in yuan, `batch` and `batch_reason`, why in none), `staging_batches` (see
        :func:`pianqu.analysis.staging.staging_batches.batches`), `staging_areas` (see
        :func:`pianqu.analysis.staging.renewed_share.shares`), and with votes `staging_cases` and
        `signing_pace` (see :mod:`pianqu.analysis.staging.remaining_cases`).

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> places = pd.DataFrame({"households": [60]}, index=["C1"])
    >>> found = tables(places, Records(), budget={2025: None}, as_of="2024-06-30")
    >>> found["staging"]["batch_reason"].iloc[0][:10]
    '尚未成熟：居民同意：'
    """
    rules = rules_of(overrides=overrides)
    table = readiness(communities, records, as_of=as_of, rules=rules, overrides=overrides)
    bundle = records.bundles
    table["bundle"] = pd.Series(pd.NA, table.index, dtype="string")
    if bundle is not None:
        table["bundle"] = bundle.reindex(table.index).astype("string")
    table["cost"] = _cost(records.finance, table.index)
    of, years = batches(table[table["ready"]], budget=budget, carry_over=rules.carry_over)
    table["batch"] = of["batch"].reindex(table.index).astype("Int64")
    table["batch_reason"] = _reasons(table, of["reason"])
    areas = shares(table, bundles=bundle, district=district, rules=rules)
    found = {"staging": table, "staging_batches": years, "staging_areas": areas}
    if count is not None:
        found["staging_cases"] = remaining_cases.cases(count)
        found["signing_pace"] = remaining_cases.pace(count, as_of=as_of, rules=rules)
    return found


def votes(
    rows: pd.DataFrame,
    *,
    households: Mapping[str, pd.Series] | None = None,
    places: Mapping[str, pd.Series] | None = None,
    rules: str = consent_rules.DEFAULT,
    overrides: Mapping[str, str | Path] | None = None,
) -> ballots.Count:
    """
    The answers of the households, counted as the table of consents counts them.

    Parameters
    ----------
    rows, households, places, rules, overrides
        As for :func:`pianqu.analysis.votes.consent.tables`.

    Returns
    -------
    Count
        See :func:`pianqu.analysis.votes.ballots.count`.

    Examples
    --------
    >>> rows = pd.DataFrame({"community": ["C1"], "household": "101", "topic": "programme",
    ...                      "round": 1, "vote": ["agree"]})
    >>> votes(rows).answers["unit"].tolist()
    ['C1']
    """
    given = consent_rules.rules(rules, overrides=overrides)
    units = {topic: rule.unit for topic, rule in given.items()}
    return ballots.count(rows, units=units, households=households, places=places)


def _cost(finance: pd.DataFrame | None, ids: pd.Index) -> pd.Series:
    """Yuan of each community, from its account."""
    if finance is None:
        return pd.Series(pd.NA, ids, dtype="Float64")
    own = finance[finance["level"].eq("community")].set_index("id")["cost"]
    return own.reindex(ids).astype("Float64")


def _reasons(table: pd.DataFrame, short: pd.Series) -> pd.Series:
    """Why a community is in no batch."""
    said = short.reindex(table.index).astype("string")
    waiting = table["state"].eq(WAITING) & ~table["ready"]
    words = table["blocking_reason"].where(~waiting, _NOT_READY + table["blocking_reason"])
    return said.fillna(words.where(~table["ready"])).where(table["batch"].isna())
