"""The scorecard 六有五达标三完善: fourteen items of a community, measured or attested."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from . import attestation, evidence, standards

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
NOT_JOINED = "栋住宅未接入连通的步行路网"
NOT_ENOUGH = "必要条件已满足，是否达标须另行认定"
NO_DATA = "没有步行路网接入情况的数据"
COLUMNS = [
    "community",
    "item",
    "group",
    "zh",
    "evidence",
    "result",
    "decided_by",
    "measured",
    "required",
    "margin",
    "unit",
    "reached",
    "base",
    "unknown",
    "minutes",
    "reason",
    "text",
    "rule",
    "standard",
    "clause",
    "status",
    "source",
]


def items(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The fourteen items, and how each is decided.

    Returns
    -------
    DataFrame
        One row an item: `group` (has, reaches, sound), `zh`, `evidence`: measured, attested, or
        necessary (the measure can only fail it); `kinds`, `minutes` and `share_needed` of the
        measure, `text`, `standard`, `clause`, `status`, `source`.

    Examples
    --------
    >>> items()["group"].value_counts(sort=False).tolist()
    [6, 5, 3]
    """
    table = standards.load("scorecard_items", overrides=overrides).copy()
    for column in ("minutes", "share_needed"):
        table[column] = pd.to_numeric(table[column], errors="coerce")
    return table


def scorecard(
    communities: pd.DataFrame,
    *,
    minutes: pd.DataFrame,
    community: pd.Series,
    known: pd.DataFrame,
    joined: pd.Series | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    Each community against each of the fourteen items.

    What the data measure and what an authority attests decide together: one where the other is
    silent, unknown where they disagree or where the attestation contradicts itself.

    Parameters
    ----------
    communities
        The layer: `attested` and `attested_not` where known.
    minutes
        One row a dwelling building, one column a kind: inf beyond the search limit, NaN where not
        computed.
    community
        Id of the community of each building; the index of `minutes`; NA leaves it out.
    known
        One row a kind: `zh`, `status` (mapped, not_mapped, not_computed), `reason`.
    joined
        Whether each building stands on the connected part of the walking network: boolean, NA
        where not known.
    overrides
        The user's own `scorecard_items`.

    Returns
    -------
    DataFrame
        One row a community and item: `community`, `item`, `group`, `zh`, `evidence`, `result`
        (met, not_met, unknown), `decided_by` (measured, attested or both), `measured` and
        `required` (share of the homes), `margin`, `unit`, `reached`, `base` (homes with an
        answer), `unknown` (homes without), `minutes`, `reason`, `text` (how it is judged), and
        the rule.

    Examples
    --------
    >>> found = scorecard(
    ...     pd.DataFrame({"attested": ["roads;services"]}, index=["C1"]),
    ...     minutes=pd.DataFrame({"health_station": [10.0]}, index=["B1"]),
    ...     community=pd.Series({"B1": "C1"}),
    ...     known=pd.DataFrame(
    ...         {"zh": ["卫生站"], "status": ["mapped"], "reason": [None]}, index=["health_station"]
    ...     ),
    ... )
    >>> found.loc[found["result"] == "met", ["item", "decided_by"]].values.tolist()
    [['clinic', 'measured'], ['roads', 'attested'], ['services', 'attested']]
    """
    table = items(overrides=overrides)
    said = attestation.attested(communities, list(table.index))
    joined = pd.Series(pd.NA, index=minutes.index) if joined is None else joined
    parts = []
    for item, row in table.iterrows():
        if row["evidence"] == "attested":
            part = _silent(communities.index)
        elif row["evidence"] == "necessary":
            part = _necessary(row, joined.reindex(minutes.index), community, communities.index)
        else:
            part = _reach(row, minutes, community, known, communities.index)
        settled = attestation.settle(part["met"], said[str(item)], reason=part["reason"])
        words = settled["met"].map({True: MET, False: NOT_MET}).astype("string").fillna(UNKNOWN)
        part = part.drop(columns="reason").join(settled.drop(columns="met")).assign(result=words)
        parts.append(_described(part, str(item), row))
    found = pd.concat(parts, ignore_index=True)
    order = np.argsort(communities.index.get_indexer(found["community"]), kind="stable")
    return found.iloc[order].reset_index(drop=True)[COLUMNS]


def totals(table: pd.DataFrame) -> pd.DataFrame:
    """
    How many of the items each community meets, fails, and leaves open.

    Parameters
    ----------
    table
        From :func:`scorecard`.

    Returns
    -------
    DataFrame
        One row a community: `community`, `met`, `not_met`, `unknown`, `items`.

    Examples
    --------
    >>> totals(pd.DataFrame({"community": ["C1"] * 2, "result": ["met", "unknown"]})).values.tolist()
    [['C1', 1, 0, 1, 2]]
    """
    many = pd.crosstab(table["community"], table["result"])
    many = many.reindex(index=table["community"].unique(), columns=[MET, NOT_MET, UNKNOWN])
    many = many.fillna(0).astype("int64")
    return many.assign(items=many.sum(axis=1)).reset_index().rename_axis(columns=None)


def contradictions(
    communities: pd.DataFrame, *, overrides: Mapping[str, str | Path] | None = None
) -> pd.DataFrame:
    """
    Items of the scorecard that a community has in both of its attested lists, as findings.

    Examples
    --------
    >>> said = pd.DataFrame({"attested": ["roads"], "attested_not": ["roads"]}, index=["C1"])
    >>> contradictions(said)["value"].tolist()
    ['道路建设']
    """
    names = items(overrides=overrides)["zh"]
    return attestation.contradictions(communities, {str(item): zh for item, zh in names.items()})


def _silent(ids: pd.Index) -> pd.DataFrame:
    blank = pd.Series(pd.NA, index=ids)
    return pd.DataFrame({"met": blank.astype("boolean"), "reason": blank.astype("string")})


def _reach(
    row: pd.Series,
    minutes: pd.DataFrame,
    community: pd.Series,
    known: pd.DataFrame,
    ids: pd.Index,
) -> pd.DataFrame:
    kinds = row["kinds"].split("|")
    answers = evidence.within(minutes, kinds, limit=row["minutes"], known=known)
    found = evidence.counts(answers, community, ids=ids)
    reason = evidence.explain(found, kinds, limit=row["minutes"], known=known)
    met = evidence.judge(found, needed=row["share_needed"])
    return _measured(found, row).assign(met=met, reason=reason.mask(met.eq(True).fillna(False)))


def _necessary(
    row: pd.Series, joined: pd.Series, community: pd.Series, ids: pd.Index
) -> pd.DataFrame:
    """A measure that can only fail: where it is met, nothing follows."""
    found = evidence.counts(joined.astype("boolean"), community, ids=ids)
    met = evidence.judge(found, needed=row["share_needed"])
    reason = pd.Series(NO_DATA, index=ids, dtype="string").mask(met.eq(True), NOT_ENOUGH)
    reason = reason.mask(met.eq(False), found["no"].astype("string") + f" {NOT_JOINED}")
    reason = reason.mask(found.sum(axis=1) == 0, evidence.NO_HOMES)
    return _measured(found, row).assign(met=met.mask(met.eq(True).fillna(False)), reason=reason)


def _measured(found: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    base = found["yes"] + found["no"]
    table = pd.DataFrame({"reached": found["yes"], "base": base, "unknown": found["unknown"]})
    table["measured"] = found["yes"] / base.where(base > 0)
    table["required"] = row["share_needed"]
    table["margin"] = table["measured"] - table["required"]
    return table.assign(unit="ratio", minutes=row["minutes"])


def _described(part: pd.DataFrame, item: str, row: pd.Series) -> pd.DataFrame:
    text = row["text"].format(minutes=f"{row['minutes']:g}")
    rule = {name: row[name] for name in ("group", "zh", "evidence", "standard", "clause", "status")}
    table = part.assign(item=item, text=text, rule=f"scorecard_items:{item}", **rule)
    table = table.assign(source=row["source"]).rename_axis("community").reset_index()
    numbers = dict.fromkeys(("measured", "required", "margin", "minutes"), float)
    counts = dict.fromkeys(("reached", "base", "unknown"), "Int64")
    return table.reindex(columns=COLUMNS).astype(numbers | counts | {"unit": "string"})
