"""Readiness of each community for renewal: consent, evidence, money and design, each with why."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from . import aspects, own_works
from .aspects import MISSING, PART, READY, UNKNOWN
from .community_projects import leading
from .money_aspect import money
from .staging_rules import ASPECTS, Rules

WORDS = {READY: "成熟", PART: "部分成熟", MISSING: "不成熟", UNKNOWN: "未知"}
DONE, UNDERWAY, WAITING = "done", "underway", "waiting"
_WORKS = {"building": UNDERWAY, "finished": DONE}  # stage of the project: state of the works
_SAID = {DONE: "已完成改造", UNDERWAY: "正在改造"}


@dataclass(frozen=True, eq=False)
class Records:
    """
    What readiness is judged by; None for what was not computed or is not there.

    Attributes
    ----------
    eligibility
        One row a community: `community`, `verdict` (pass, partial, fail, pending), `reasons`,
        `missing`.
    checks
        One row a community and rule: `community`, `rule`, `status`, `zh`: then what the rule on
        consent says is left to consent.
    finance
        One row an account: `level`, `id`, `cost`, `balanced` (yes, no, depends, unknown), `reason`.
    consents
        From :func:`pianqu.analysis.votes.consent.tables`.
    projects
        Indexed by id: `communities` (joined by semicolons), `stage`, `finding`, `cost`, `start`,
        `finish`.
    ledger
        `community`, `kind`, `payer`, `amount`, `due`, `arrived`, `in_kind`.
    bundles
        Package (片区) by community: those that balance together.
    """

    eligibility: pd.DataFrame | None = None
    checks: pd.DataFrame | None = None
    finance: pd.DataFrame | None = None
    consents: pd.DataFrame | None = None
    projects: pd.DataFrame | None = None
    ledger: pd.DataFrame | None = None
    bundles: pd.Series | None = None


def readiness(
    communities: pd.DataFrame,
    records: Records,
    *,
    as_of: str | pd.Timestamp,
    rules: Rules,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    How ready each community is, aspect by aspect.

    Parameters
    ----------
    communities
        Indexed by id; `renewal_state`, `name`, `households`, each optional.
    records
        What is known beside.
    as_of
        The day of the judgement: what is due by then should have arrived.
    rules
        What must be ready, and how scores are weighed.
    overrides
        As for :func:`pianqu.analysis.standards.load`: what makes a project a part of a renewal.

    Returns
    -------
    DataFrame
        Indexed by `community`, sorted: `name`, `households`, `state` (done, underway, waiting: of
        its own renewal, see :mod:`pianqu.analysis.staging.own_works`), `state_reason`,
        `households_renewed` and `households_underway` (of a part those of the project; NA not
        known), `project` (the one that leads), `in_base` (eligible, consent apart; NA not known); for consent, evidence, money and design the level (ready,
        part, missing, unknown), with ``_zh`` and ``_reason``; `score_least` and `score_most`
        (unknown as nothing and as all), `score` (NA where they differ), `eligible` (NA not known),
        `ready` (may enter a batch), `blocking` (aspects joined by semicolons), `blocking_reason`.

    Notes
    -----
    "成熟一个改造一个", "居民出资作为纳入改造批次先决条件": 老旧小区改造专题调研报告 (Henan).

    Examples
    --------
    >>> from pianqu.analysis.staging.staging_rules import rules
    >>> places = pd.DataFrame({"households": [60]}, index=["C1"])
    >>> found = readiness(places, Records(), as_of="2024-06-30", rules=rules())
    >>> found[["consent", "score_least", "score_most", "ready"]].values.tolist()
    [['unknown', 0.0, 1.0, False]]
    """
    ids = communities.index.sort_values()
    table = pd.DataFrame(index=ids.rename("community"))
    table["name"] = _column(communities, "name").reindex(ids).astype("string")
    table["households"] = _column(communities, "households").reindex(ids).astype("Int64")
    part = _part(communities, records, overrides)
    works = own_works.works(records.projects, part, table["households"])
    table = table.join(_state(_column(communities, "renewal_state").reindex(ids), works, table))
    over = None if records.projects is None else _over(records.projects, part)
    lead = leading(records.projects, ids, over=over)
    table["project"] = lead["project"].astype("string")
    day = pd.Timestamp(as_of)
    found = {
        "consent": aspects.consent(ids, records.consents, lead, rules=rules),
        "evidence": aspects.evidence(ids, records.eligibility, records.checks),
        "money": money(
            *(ids, records.finance, records.ledger, records.bundles),
            day=day,
            rules=rules,
            projects=records.projects,
        ),
        "design": aspects.design(lead, known=records.projects is not None),
    }
    for aspect, levels in found.items():
        table[aspect] = levels["level"].astype("string")
        table[f"{aspect}_zh"] = levels["level"].map(WORDS).astype("string")
        table[f"{aspect}_reason"] = levels["reason"].astype("string")
    table["eligible"] = _eligible(ids, records.eligibility)
    table["in_base"] = _in_base(table["eligible"], records.checks)
    return _scored(table, rules)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame else pd.Series(pd.NA, frame.index)


def _part(
    communities: pd.DataFrame, records: Records, overrides: Mapping[str, str | Path] | None
) -> pd.Series:
    if records.projects is None:
        return pd.Series(dtype="string")
    return own_works.partial(records.projects, communities, records.ledger, overrides=overrides)


def _over(projects: pd.DataFrame, part: pd.Series) -> pd.Series:
    """Projects that are finished, and only a part of the renewal."""
    return _column(projects, "stage").eq(own_works.FINISHED) & part.notna()


def _state(renewal: pd.Series, works: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """As registered, or as the works say where these are farther on."""
    homes, own = table["households"], works["stage"].map(_WORKS)
    done = (renewal.eq(DONE) | own.eq(DONE)).fillna(value=False).astype(bool)
    whole = (renewal.eq(UNDERWAY) | own.eq(UNDERWAY)).fillna(value=False).astype(bool) & ~done
    some = works["building"].astype(bool) & ~done & ~whole
    state = pd.Series(WAITING, table.index).mask(whole | some, UNDERWAY).mask(done, DONE)
    renewed = works["homes_finished"].where(works["finished"], 0).mask(done, homes)
    begun = works["homes_building"].where(some, 0).mask(whole, homes - renewed)
    found = {"state": state.astype("string"), "state_reason": works["reason"].mask(done)}
    return pd.DataFrame(
        {**found, "households_renewed": renewed, "households_underway": begun}, index=table.index
    )


def _in_base(eligible: pd.Series, checks: pd.DataFrame | None) -> pd.Series:
    """Eligible but for consent: who fails by nothing else has not agreed yet, and may."""
    if checks is None:
        return eligible
    apart = checks["rule"].astype("string").str.split(".").str[-1].ne("consent")
    worst = checks["status"].map({"fail": 2, "pending": 1}).fillna(0).where(apart, 0)
    worst = worst.groupby(checks["community"]).max().reindex(eligible.index)
    without = worst.map({0: True, 2: False}).astype("boolean")  # NA where evidence is missing
    return eligible.mask(eligible.eq(False) & worst.notna(), without)


def _eligible(ids: pd.Index, eligibility: pd.DataFrame | None) -> pd.Series:
    if eligibility is None:
        return pd.Series(pd.NA, ids, dtype="boolean")
    verdict = eligibility.set_index("community")["verdict"].reindex(ids)
    return verdict.map({"pass": True, "partial": True, "fail": False}).astype("boolean")


def _scored(table: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    score = {READY: 1.0, PART: rules.part, MISSING: 0.0}
    least = {aspect: table[aspect].map(score).astype("Float64").fillna(0.0) for aspect in ASPECTS}
    most = {aspect: table[aspect].map(score).astype("Float64").fillna(1.0) for aspect in ASPECTS}
    for name, levels in (("score_least", least), ("score_most", most)):
        parts = [levels[aspect] * rules.weight[aspect] for aspect in ASPECTS]
        table[name] = sum(parts[1:], start=parts[0]).round(6)
    table["score"] = table["score_least"].where(table["score_least"] == table["score_most"])
    short = {
        aspect: table[aspect].eq(UNKNOWN) & (rules.need[aspect] > 0)
        | least[aspect].lt(rules.need[aspect])
        for aspect in ASPECTS
    }
    rows = [[aspect for aspect in ASPECTS if short[aspect][one]] for one in table.index]
    table["ready"] = [not row for row in rows]
    table["ready"] &= table["state"].eq(WAITING)
    table["ready"] &= ~table["eligible"].eq(False).fillna(value=False)
    joined = [";".join(row) or pd.NA for row in rows]
    table["blocking"] = pd.Series(joined, table.index, dtype="string")
    said = [_said(table.loc[one], row) for one, row in zip(table.index, rows, strict=True)]
    table["blocking_reason"] = pd.Series(said, table.index, dtype="string")
    return table


def _said(row: pd.Series, blocking: list[str]) -> object:
    if row["state"] in _SAID:
        return _SAID[str(row["state"])]
    words = [f"{ASPECTS[each]}：{row[f'{each}_reason']}" for each in blocking]
    return "；".join(words) or pd.NA
