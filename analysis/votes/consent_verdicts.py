"""The verdict on one vote: each test of its rule, what is missing, and whether areas decide."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from . import consent_reasons, majorities
from .ballots import PARTS, PER_M2
from .consent_rules import Rule
from .majorities import FAIL, NOT_ASKED, PASS, UNDETERMINED, Tally

TESTS = ["quorum_persons", "quorum_area", "agree_persons", "agree_area", "objection"]
WORST_FIRST = {FAIL: 0, UNDETERMINED: 1, PASS: 2}
MISSING = ["missing_by_joining", "missing_by_turning"]
MISSING_AREA = ["missing_area_by_joining", "missing_area_by_turning"]
SOURCE = ["rule", "standard", "clause", "certainty"]


def verdict(row: Mapping[str, Any], rule: Rule | None) -> dict[str, Any]:
    """
    What a rule says of a vote.

    Parameters
    ----------
    row
        Of the rounds of :class:`pianqu.analysis.votes.ballots.Count`, with `participating`,
        `unknown_areas` and the areas in square metres.
    rule
        None where there is none for the topic.

    Returns
    -------
    dict
        :data:`TESTS` (pass, fail, undetermined, not_applicable), `verdict` (the worst of them),
        `area_decides`, :data:`MISSING` (households), :data:`MISSING_AREA` (m2), `reasons`,
        :data:`SOURCE`.

    Examples
    --------
    >>> verdict({}, None)["verdict"]
    'undetermined'
    """
    if rule is None:
        return _unruled()
    persons, area = _tallies(row)
    tests = _tests(row, rule, persons, area)
    worst = min(tests.values(), key=lambda said: WORST_FIRST.get(said, len(WORST_FIRST)))
    found = {
        **tests,
        **_missing(row, rule, persons, area),
        "verdict": worst,
        "area_decides": _area_decides(rule, worst, persons, area),
        "rule": rule.name,
        "standard": rule.standard,
        "clause": rule.clause,
        "certainty": rule.status,
    }
    return {**found, "reasons": consent_reasons.reasons({**row, **found}, rule)}


def _unruled() -> dict[str, Any]:
    blank = dict.fromkeys([*MISSING, *MISSING_AREA, *SOURCE, "area_decides"], pd.NA)
    tests = dict.fromkeys(TESTS, NOT_ASKED)
    return {**tests, **blank, "verdict": UNDETERMINED, "reasons": consent_reasons.NO_RULE}


def _tests(row: Mapping[str, Any], rule: Rule, persons: Tally, area: Tally) -> dict[str, str]:
    tests = dict.fromkeys(TESTS, NOT_ASKED)
    for name, majority in rule.majorities.items():
        if name.endswith("persons"):
            tests[name] = majorities.outcome(majority, persons)
        else:
            tests[name] = majorities.outcome(majority, area, measured=not area.open)
    if not rule.objections:
        unsure = UNDETERMINED if row["unknown"] or row["unregistered"] else PASS
        tests["objection"] = FAIL if row["against"] else unsure
    return tests


def _tallies(row: Mapping[str, Any]) -> tuple[Tally, Tally]:
    """Of households and of area; beyond the roll, those registered nowhere may be any number."""
    beyond = {"unknown"} if row["unregistered"] else set()
    oppose, out = row["against"] + row["abstain"], row["absent"] + row["undelivered"]
    persons = Tally(row["agree"], oppose, out, row["unknown"], frozenset(beyond))
    parts = list(dict.fromkeys(PARTS.values()))
    lost = {part for part in parts if row[f"open_{part}"]}
    return persons, Tally(*(row[f"size_{part}"] for part in parts), open=frozenset(lost | beyond))


def _area_decides(rule: Rule, verdict: str, persons: Tally, area: Tally) -> object:
    """Whether areas could still decide; not known where answers are not known either."""
    asked = rule.area()
    if verdict != UNDETERMINED or not asked:
        return False
    if persons.unknown or persons.open:
        return pd.NA
    return not all(majorities.certain(majority, area) for majority in asked)


def _missing(row: Mapping[str, Any], rule: Rule, persons: Tally, area: Tally) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys([*MISSING, *MISSING_AREA], pd.NA)
    against = 0 if rule.objections else row["against"]
    for (join, turn), wanted, tally in (
        (MISSING, rule.persons(), persons),
        (MISSING_AREA, rule.area(), area),
    ):
        if tally.open or not wanted:
            continue
        joined, turned = majorities.joining(wanted, tally), majorities.turning(wanted, tally)
        if joined is not None and not against:
            found[join] = joined if tally is persons else joined / PER_M2
        if turned is not None:
            found[turn] = max(turned, against) if tally is persons else turned / PER_M2
    return found
