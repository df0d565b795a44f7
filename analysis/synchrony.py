"""The eight things renewed in step (八个同步): a matrix of communities by eight, cell by cell."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from . import attestation, evidence, standards

PRESENT, PARTLY, MISSING, UNKNOWN = "present", "partly", "missing", "unknown"
NOT_NEEDED = "not_needed"
NO_LAYER = "缺少单元图层，未计算"
NO_STAIRS = "没有该小区的单元记录"
ALL_LOW = "没有达到该层数的单元，无须加装"
NO_CARS = "登记的居民机动车数为 0"
_WORDS = {evidence.ALL: PRESENT, evidence.PART: PARTLY, evidence.NONE: MISSING}
_DESCRIBED = ["zh", "evidence", "standard", "clause", "status", "source"]
COLUMNS = [
    *("community", "item", "zh", "evidence", "state", "decided_by", "measured", "required"),
    *("margin", "unit", "reached", "base", "unknown", "minutes", "reason", "text"),
    *("rule", "standard", "clause", "status", "source"),
]


def items(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The eight things, and how each is decided.

    Returns
    -------
    DataFrame
        One row an item: `zh`, `evidence` (lifts, reach, parking, field, attested), `kinds` (or the
        field of the layer), `needs` (all or any of the kinds), `minutes`, `least_storeys`,
        `share_needed`, `text`, `standard`, `clause`, `status`, `source`.

    Examples
    --------
    >>> items().index.tolist()[:3]
    ['lift', 'care', 'medical']
    """
    table = standards.load("synchrony_items", overrides=overrides).copy()
    for column in ("minutes", "least_storeys", "share_needed"):
        table[column] = pd.to_numeric(table[column], errors="coerce")
    return table


def synchrony(
    communities: pd.DataFrame,
    *,
    minutes: pd.DataFrame,
    community: pd.Series,
    known: pd.DataFrame,
    stairwells: pd.DataFrame | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    Which of the eight each community has, has in part, lacks, or is not known to have.

    Parameters
    ----------
    communities
        The layer: `cars`, `parking_bays`, `waste_sorting`, `attested`, `attested_not` where known.
    minutes
        One row a dwelling building, one column a kind: inf beyond the search limit, NaN where not
        computed.
    community
        Id of the community of each building; the index of `minutes`; NA leaves it out.
    known
        One row a kind: `zh`, `status` (mapped, not_mapped, not_computed), `reason`.
    stairwells
        The layer: `building`, `storeys`, `lift`, and `community` where known.
    overrides
        The user's own `synchrony_items`.

    Returns
    -------
    DataFrame
        One row a community and item: `community`, `item`, `zh`, `evidence`, `state` (present,
        partly, missing, unknown, or not_needed: no stairwell is high enough for a lift),
        `decided_by`, `measured` and `required` (share of homes, stairwells or cars), `margin`,
        `unit`, `reached`, `base`, `unknown` (homes or stairwells without an answer), `minutes`,
        `reason`, `text` (how it is judged), and the rule.

    Examples
    --------
    >>> found = synchrony(
    ...     pd.DataFrame({"cars": [40], "parking_bays": [10], "waste_sorting": [True]}, ["C1"]),
    ...     minutes=pd.DataFrame(index=["B1"]),
    ...     community=pd.Series({"B1": "C1"}),
    ...     known=pd.DataFrame(columns=["zh", "status", "reason"]),
    ... )
    >>> matrix(found).loc["C1", ["parking", "waste_sorting", "smart_security"]].tolist()
    ['partly', 'present', 'unknown']
    """
    table = items(overrides=overrides)
    said = attestation.attested(communities, list(table.index))
    parts = []
    for item, row in table.iterrows():
        if row["evidence"] == "reach":
            part = _reach(row, minutes, community, known, communities.index)
        elif row["evidence"] == "lifts":
            part = _lifts(row, stairwells, community, communities.index)
        elif row["evidence"] == "parking":
            part = _parking(communities, row["share_needed"])
        elif row["evidence"] == "field":
            part = _field(communities, row["kinds"])
        else:
            part = _cell(pd.Series(UNKNOWN, index=communities.index))
        parts.append(_described(_settled(part, said[str(item)]), str(item), row))
    found = pd.concat(parts, ignore_index=True)
    order = np.argsort(communities.index.get_indexer(found["community"]), kind="stable")
    return found.iloc[order].reset_index(drop=True)


def matrix(table: pd.DataFrame) -> pd.DataFrame:
    """
    The states as a matrix: one row a community, one column an item.

    Parameters
    ----------
    table
        From :func:`synchrony`.

    Examples
    --------
    >>> rows = [["C1", "lift", "missing"], ["C1", "park", "present"]]
    >>> matrix(pd.DataFrame(rows, columns=["community", "item", "state"])).loc["C1"].tolist()
    ['missing', 'present']
    """
    wide = table.pivot_table(index="community", columns="item", values="state", aggfunc="first")
    wide = wide.reindex(index=table["community"].unique(), columns=table["item"].unique())
    return wide.rename_axis(index="community", columns=None)


def contradictions(
    communities: pd.DataFrame, *, overrides: Mapping[str, str | Path] | None = None
) -> pd.DataFrame:
    """
    Items of the eight that a community has in both of its attested lists, as findings.

    Examples
    --------
    >>> said = pd.DataFrame({"attested": ["lift"], "attested_not": ["lift"]}, index=["C1"])
    >>> contradictions(said)["value"].tolist()
    ['电梯加装']
    """
    names = items(overrides=overrides)["zh"]
    return attestation.contradictions(communities, {str(item): zh for item, zh in names.items()})


def _reach(
    row: pd.Series,
    minutes: pd.DataFrame,
    community: pd.Series,
    known: pd.DataFrame,
    ids: pd.Index,
) -> pd.DataFrame:
    """Present where enough homes reach all that is needed; partly where some reach some of it."""
    kinds = row["kinds"].split("|")
    groups = [[kind] for kind in kinds] if row["needs"] == "all" else [kinds]
    every = pd.Series(True, index=minutes.index, dtype="boolean")
    whole, reasons = pd.DataFrame(0, index=ids, columns=["yes", "no", "unknown"]), []
    for group in groups:
        served = evidence.within(minutes, group, limit=row["minutes"], known=known)
        found = evidence.counts(served, community, ids=ids)
        every, whole = every & served, whole + found
        why = evidence.explain(found, group, limit=row["minutes"], known=known)
        reasons.append(_named(why, group, known) if len(groups) > 1 else why)
    reason = pd.concat(reasons, axis=1).apply(lambda said: "；".join(said.dropna()), axis=1)
    state = evidence.spread(whole).map(_WORDS).astype("string").fillna(UNKNOWN)
    found = evidence.counts(every, community, ids=ids)
    return _cell(state, found, reason=reason, needed=row["share_needed"])


def _named(why: pd.Series, group: list[str], known: pd.DataFrame) -> pd.Series:
    names = known["zh"].reindex(group)
    return names.fillna(group[0]).iloc[0] + "：" + why


def _lifts(
    row: pd.Series, stairwells: pd.DataFrame | None, community: pd.Series, ids: pd.Index
) -> pd.DataFrame:
    """Stairwells with a lift among those high enough; one of unknown height is not known."""
    if stairwells is None:
        return _cell(pd.Series(UNKNOWN, index=ids), reason=NO_LAYER)
    stairs = stairwells.reindex(columns=["building", "community", "storeys", "lift"])
    owner = stairs["community"].astype("object").fillna(stairs["building"].map(community))
    low = stairs["storeys"].astype("Float64").lt(row["least_storeys"]).fillna(False).astype(bool)
    lift = stairs["lift"].astype("boolean")
    lift = lift.mask(stairs["storeys"].isna() & lift.eq(False).fillna(False))
    found = evidence.counts(lift[~low], owner, ids=ids)
    recorded = owner.value_counts().reindex(ids, fill_value=0)
    state = evidence.spread(found).map(_WORDS).astype("string").fillna(UNKNOWN)
    no_high = found.sum(axis=1).eq(0) & recorded.gt(0)
    unsure = found["unknown"].astype("string") + " 个单元的层数或电梯未记录"
    lacking = found["no"].astype("string") + f" 个 {row['least_storeys']:g} 层及以上的单元没有电梯"
    reason = lacking.mask(found["no"] == 0).fillna(unsure.mask(found["unknown"] == 0))
    reason = reason.mask(no_high, ALL_LOW).mask(recorded == 0, NO_STAIRS)
    return _cell(state.mask(no_high, NOT_NEEDED), found, reason=reason, needed=row["share_needed"])


def _parking(communities: pd.DataFrame, needed: float) -> pd.DataFrame:
    """Bays against cars, as registered."""
    both = communities.reindex(columns=["parking_bays", "cars"]).astype("Float64")
    bays, cars = both["parking_bays"], both["cars"]
    tests = [cars.eq(0), both.isna().any(axis=1), bays >= needed * cars, bays > 0]
    states = [PRESENT, UNKNOWN, PRESENT, PARTLY]
    words = np.select([test.fillna(False) for test in tests], states, MISSING)
    state = pd.Series(words, both.index, dtype="string")
    reason = "停车位缺口 " + (cars - bays).astype("Int64").astype("string") + " 个"
    reason = reason.mask(state == UNKNOWN, "机动车数或停车位数未记录")
    reason = reason.mask(cars.eq(0).fillna(False), NO_CARS)
    figures = pd.DataFrame({"reached": bays, "base": cars}).astype("Int64")
    share = (bays / cars.where(cars > 0)).astype(float)
    part = _cell(state, reason=reason, needed=needed).join(figures).assign(measured=share)
    return part.assign(unit="bays/cars", margin=share - needed)


def _field(communities: pd.DataFrame, field: str) -> pd.DataFrame:
    blank = pd.Series(pd.NA, index=communities.index, dtype="boolean")
    said = communities[field].astype("boolean") if field in communities.columns else blank
    state = said.map({True: PRESENT, False: MISSING}).astype("string").fillna(UNKNOWN)
    return _cell(state, reason=pd.Series("未记录", said.index, dtype="string").where(said.isna()))


def _cell(
    state: pd.Series,
    found: pd.DataFrame | None = None,
    *,
    reason: pd.Series | str | None = None,
    needed: float = np.nan,
) -> pd.DataFrame:
    table = pd.DataFrame({"state": state.astype("string"), "required": needed}, index=state.index)
    said = pd.Series(reason, index=state.index, dtype="string")
    table["reason"] = said.mask(said == "")
    if found is not None:
        enough = evidence.judge(found, needed=needed).eq(True).fillna(False)
        table["state"] = table["state"].mask(enough, PRESENT)
        base = found["yes"] + found["no"]
        table["reached"], table["base"], table["unknown"] = found["yes"], base, found["unknown"]
        table["measured"] = found["yes"] / base.where(base > 0)
        table["margin"] = table["measured"] - needed
        table["unit"] = "ratio"
    table["reason"] = table["reason"].mask(table["state"].eq(PRESENT) & table["reason"].ne(NO_CARS))
    return table


def _settled(part: pd.DataFrame, said: pd.Series) -> pd.DataFrame:
    """The cell with what is attested: that decides where the data are silent."""
    sure = {PRESENT: True, NOT_NEEDED: True, PARTLY: False, MISSING: False}
    settled = attestation.settle(
        part["state"].map(sure).astype("boolean"), said, reason=part["reason"]
    )
    silent = part["state"].eq(UNKNOWN)
    words = settled["met"].map({True: PRESENT, False: MISSING}).astype("string").fillna(UNKNOWN)
    state = part["state"].where(settled["met"].notna() & ~silent, words)
    return part.assign(state=state, decided_by=settled["decided_by"], reason=settled["reason"])


def _described(part: pd.DataFrame, item: str, row: pd.Series) -> pd.DataFrame:
    text = row["text"].format(minutes=f"{row['minutes']:g}", storeys=f"{row['least_storeys']:g}")
    table = part.assign(
        item=item, text=text, minutes=row["minutes"], rule=f"synchrony_items:{item}"
    )
    table = table.assign(**{name: row[name] for name in _DESCRIBED})
    table = table.rename_axis("community").reset_index().reindex(columns=COLUMNS)
    numbers = dict.fromkeys(("measured", "required", "margin", "minutes"), float)
    return table.astype(numbers | dict.fromkeys(("reached", "base", "unknown"), "Int64")).astype(
        {"unit": "string"}
    )
