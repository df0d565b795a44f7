"""Consent: what each vote says under its rule, on both bases, round by round, and what is missing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ...layers.findings import table as finding_table
from . import ballots, consent_rules, consent_verdicts, joint_ballots
from .ballots import PARTS, PER_M2, PLACES, UNIT
from .consent_rules import Rule
from .consent_verdicts import MISSING, MISSING_AREA, SOURCE, TESTS, WORST_FIRST

NO_VOTES = "no_votes"
PERSONS_ARE = "households"
_WHERE = [*UNIT, "round", "last", *PLACES.values(), "first_date", "last_date"]
_COUNTS = ["registered", "roll", "eligible", *ballots.ANSWERS, "unknown", "participating"]
_SHARES = {  # share: (numerator, denominator)
    "share_participating": ("participating", "eligible"),
    "share_agree_of_eligible": ("agree", "eligible"),
    "share_agree_of_participating": ("agree", "participating"),
    "share_area_participating": ("area_participating", "area_eligible"),
    "share_area_agree_of_eligible": ("area_agree", "area_eligible"),
    "share_area_agree_of_participating": ("area_agree", "area_participating"),
}
_AREAS = ["area_eligible", "area_participating", "area_agree", "unknown_areas"]
_TREND = ["agree_change", "participating_change"]
COLUMNS = [*_WHERE, *_COUNTS, *_SHARES, *_AREAS, "persons_are", *TESTS, "verdict", "area_decides"]
COLUMNS += [*MISSING, *MISSING_AREA, *_TREND, "reasons", *SOURCE]
_TYPES = (
    dict.fromkeys([*TESTS, "verdict", "reasons", "persons_are", *SOURCE], "string")
    | dict.fromkeys([*_COUNTS, "unknown_areas", *MISSING, *_TREND], "Int64")
    | dict.fromkeys([*_SHARES, *_AREAS[:3], *MISSING_AREA], "Float64")
    | {"last": "boolean", "area_decides": "boolean"}
)


def tables(
    votes: pd.DataFrame,
    *,
    households: Mapping[str, pd.Series] | None = None,
    rules: str = consent_rules.DEFAULT,
    overrides: Mapping[str, str | Path] | None = None,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    places: Mapping[str, pd.Series] | None = None,
) -> dict[str, pd.DataFrame]:
    """
    Every vote counted and judged.

    Persons are households: an owner of two dwellings, who counts once by law, counts twice. A test
    passes or fails where it does so whatever the unknown answers are; a test by area never passes
    while the area of an eligible household is not known, and none where the registered households
    are not, for then a roll may be only a part.

    Parameters
    ----------
    votes, households, groups, places
        As for :func:`pianqu.analysis.votes.ballots.count`.
    rules, overrides
        As for :func:`pianqu.analysis.votes.consent_rules.rules`.

    Returns
    -------
    dict
        `consent_rounds`: one row a topic, unit and round; `consents`: the last round of each, in
        the same columns (:data:`COLUMNS`, areas in m2); `objections`: one row a unit, round and
        reason; `consent_findings`: in the columns of findings, among them joint ballots that pass
        while one of their members would fail alone, which their reasons say too.

    Raises
    ------
    ChoiceError
        No such rules, or the user's table has a fault.
    LayerError
        A column of the votes is missing, or an answer has no meaning.

    References
    ----------
    民法典第278条.

    Examples
    --------
    >>> said = ["agree"] * 5 + ["against"] * 3 + ["absent"] * 4
    >>> votes = pd.DataFrame({"stairwell": "U1", "household": [str(at) for at in range(12)],
    ...                       "topic": "elevator", "round": 1, "vote": said, "area": 45.0})
    >>> known = {"stairwell": pd.Series({"U1": 12})}
    >>> found = tables(votes, households=known)["consents"]
    >>> found[["verdict", "share_agree_of_participating", "missing_by_turning"]].values.tolist()
    [['fail', 0.625, 1]]
    """
    given = consent_rules.rules(rules, overrides=overrides)
    units = {topic: rule.unit for topic, rule in given.items()}
    known = {"households": households, "places": places}
    found = ballots.count(votes, units=units, groups=groups, **known)
    rounds = _judged(_shared(found.rounds), given)
    key = [*UNIT, "round"]
    joint = found.answers.merge(rounds.loc[joint_ballots.passed(rounds), key], on=key)
    alone = _judged(_shared(ballots.apart(joint, **known)), given)
    members = joint_ballots.failing(joint, alone)
    rounds = joint_ballots.said(rounds, members)
    more = finding_table(joint_ballots.findings(members))
    return {
        "consent_rounds": rounds,
        "consents": latest(rounds),
        "objections": _objections(found.answers, rounds),
        "consent_findings": pd.concat([found.findings, more], ignore_index=True),
    }


def latest(rounds: pd.DataFrame) -> pd.DataFrame:
    """
    The last round of each vote, which decides.

    Examples
    --------
    >>> rounds = pd.DataFrame({"round": [1, 2], "last": [False, True]})
    >>> latest(rounds)["round"].tolist()
    [2]
    """
    return rounds[rounds["last"]].reset_index(drop=True)


def of(
    consents: pd.DataFrame,
    *,
    topic: str = "elevator",
    level: str = "stairwell",
    among: pd.Index | None = None,
) -> pd.Series:
    """
    The verdict on a topic for each place.

    Parameters
    ----------
    consents
        The table of that name.
    topic
        What was voted on.
    level
        stairwell, building or community: of those named in the votes.
    among
        Ids to answer for; None for those with votes.

    Returns
    -------
    Series
        By id: pass, fail, undetermined, or `no_votes`; the worst where a place was in several.

    Examples
    --------
    >>> consents = pd.DataFrame(
    ...     {"topic": "elevator", "stairwells": ["U1;U2", "U2"], "verdict": ["pass", "fail"]}
    ... )
    >>> of(consents, among=pd.Index(["U1", "U2", "U3"])).tolist()
    ['pass', 'fail', 'no_votes']
    """
    rows = consents.loc[consents["topic"] == topic, [PLACES[level], "verdict"]].dropna()
    rows = rows.assign(id=rows[PLACES[level]].str.split(";")).explode("id")
    rows = rows.assign(order=rows["verdict"].map(WORST_FIRST)).sort_values(["id", "order"])
    found = rows.drop_duplicates("id").set_index("id")["verdict"].astype("string")
    return found if among is None else found.reindex(among, fill_value=NO_VOTES)


def _shared(counts: pd.DataFrame) -> pd.DataFrame:
    """With those who take part, areas in square metres, shares on both bases, and the trend."""
    held = {part: counts[f"size_{part}"] for part in dict.fromkeys(PARTS.values())}
    lost = {part: counts[f"open_{part}"] for part in held}
    took_part, unsure = held["agree"] + held["oppose"], lost["agree"] + lost["oppose"]
    unknown = sum(lost.values(), start=counts["unregistered"])
    areas = {
        "area_agree": held["agree"].mask(lost["agree"] > 0),
        "area_participating": took_part.mask(unsure > 0),
        "area_eligible": sum(held.values(), start=0 * took_part).mask(unknown > 0),
    }
    same = counts.groupby(UNIT)
    table = counts.assign(
        participating=counts[["agree", "against", "abstain"]].sum(axis=1),
        unknown_areas=unknown - counts["unregistered"],
        last=counts["round"] == same["round"].transform("max"),
        persons_are=PERSONS_ARE,
        **{name: area.astype("Float64") / PER_M2 for name, area in areas.items()},
    )
    for name, (part, whole) in _SHARES.items():
        base = table[whole].astype("Float64")
        table[name] = table[part].astype("Float64") / base.mask(base == 0)
    for name in _TREND:
        table[name] = table.groupby(UNIT)[name.removesuffix("_change")].diff()
    return table


def _judged(counts: pd.DataFrame, given: Mapping[str, Rule]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for counted in counts.to_dict("records"):
        row = {str(name): value for name, value in counted.items()}
        rows.append({**row, **consent_verdicts.verdict(row, given.get(str(row["topic"])))})
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(
        {name: kind for name, kind in counts.dtypes.items() if name in COLUMNS} | _TYPES
    )


def _objections(answers: pd.DataFrame, rounds: pd.DataFrame) -> pd.DataFrame:
    """Who is against, by reason (NA: none given), with the households against as the base."""
    key = [*UNIT, "round"]
    against = answers[answers["vote"] == "against"]
    by = [*key, "reason"]
    same = against.groupby(by, dropna=False)["area"]
    area = same.sum().mask(same.count() < same.size()).astype("Float64") / PER_M2
    found = pd.DataFrame({"households": same.size(), "area_m2": area}).reset_index()
    storeys = ballots.listed(against, by=by, column="storey").rename("storeys").reset_index()
    table = found.merge(storeys, how="left", on=by)
    table = table.merge(rounds[[*key, "last", "against"]], on=key)
    return table.assign(share=table["households"] / table["against"])
