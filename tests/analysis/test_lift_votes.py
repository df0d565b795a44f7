"""Votes on lifts: the least margin of all tests, never above 0 for a vote that fails, and words."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.lifts import lift_votes
from pianqu.analysis.votes import consent, consent_rules

SETS = ["cc278", "ev.cd", "ev.bj.consent"]
ANSWERS = ["agree", "against", "abstain", "absent", "undelivered"]


def votes(
    answers: Sequence[str | None], areas=None, *, unit="U1", topic="elevator"
) -> pd.DataFrame:
    rows = {"stairwell": unit, "household": [str(at) for at in range(len(answers))]}
    said = pd.Series(list(answers), dtype="string")
    rows |= {"topic": topic, "round": 1, "vote": said, "area": areas or 45.0}
    return pd.DataFrame(rows)


def counted(ballots: pd.DataFrame, *, rules="cc278") -> pd.DataFrame:
    """The last round of each, every household of a stairwell being on its roll."""
    homes = {"stairwell": ballots.groupby("stairwell").size()}
    return consent.tables(ballots, households=homes, rules=rules)["consents"]


def margins(ballots: pd.DataFrame, *, rules="cc278", topic="elevator") -> pd.Series:
    table = counted(ballots, rules=rules)
    return lift_votes.margin(table, consent_rules.rules(rules)[topic], topic=topic)


def margin(answers, areas=None, *, rules="cc278", topic="elevator") -> float | None:
    found = margins(votes(answers, areas, topic=topic), rules=rules, topic=topic)["U1"]
    return None if pd.isna(found) else float(found)


@pytest.fixture(scope="module")
def planted(district) -> pd.Series:
    homes = {"stairwell": district.stairwells["households"]}
    table = consent.tables(district.votes, households=homes)["consents"]
    return lift_votes.margin(table, consent_rules.rules()["elevator"], topic="elevator")


@pytest.mark.parametrize(
    ("stairwell", "found"),
    [
        ("C01-B067-U2", Fraction(348, 540) - Fraction(3, 4)),  # by area alone
        ("C01-B067-U1", Fraction(7, 12) - Fraction(2, 3)),  # too few take part
        ("C01-B066-U2", Fraction(5, 8) - Fraction(3, 4)),
        ("C01-B066-U1", 0),
        ("C01-B065-U2", Fraction(9, 10) - Fraction(3, 4)),
        ("C05-B044-U1", 0),
    ],
)
def test_the_planted_votes_by_hand(planted, stairwell, found):
    assert planted[stairwell] == pytest.approx(float(found))


def test_an_open_vote_has_no_margin(planted):
    assert pd.isna(planted["C01-B068-U1"])


def test_a_base_that_is_not_known_has_no_margin():
    table = consent.tables(votes(["agree"] * 12))["consents"]

    assert (
        lift_votes.margin(table, consent_rules.rules()["elevator"], topic="elevator").isna().all()
    )


@pytest.mark.parametrize(
    ("answers", "rules", "found"),
    [
        (["agree"] * 12, "cc278", 1 / 4),
        (["agree"] * 12, "ev.bj.consent", 1 / 3),
        (["agree"] * 9 + ["absent"] * 3, "ev.bj.consent", 1 / 12),  # of all, not of 9
        (["agree"] * 11 + ["against"], "ev.bj.consent", -1 / 12),  # one objects
        (["agree"] * 6 + ["against"] * 6, "ev.bj.consent", -1 / 2),
        (["agree"] * 11 + [None], "cc278", 11 / 12 - 3 / 4),  # the unknown one may be against
        (["agree"] * 11 + [None], "ev.bj.consent", None),  # the unknown one may object
        (["agree"] * 5 + [None] * 7, "cc278", None),
        (["absent"] * 12, "cc278", -2 / 3),
    ],
)
def test_each_rule_has_its_base(answers, rules, found):
    assert margin(answers, rules=rules) == (None if found is None else pytest.approx(found))


def test_half_is_not_more_than_half():
    even = margin(["agree"] * 6 + ["against"] * 6, topic="fund")

    assert even is not None
    assert -1e-6 < even < 0


def test_a_vote_that_fails_only_by_an_area_not_known_has_no_margin():
    answers, areas = ["agree"] * 9 + ["against"] * 3, [10.0] * 9 + [400.0, 400.0, None]

    assert counted(votes(answers, areas))["verdict"].tolist() == ["fail"]
    assert margin(answers, areas) is None


def test_the_worst_of_several_votes_counts():
    pair = pd.DataFrame({"topic": "elevator", "stairwells": ["U1;U2", "U2"]})
    pair = pair.assign(verdict=["pass", "undetermined"], agree=12, participating=12, eligible=12)
    pair = pair.assign(unknown=0, area_agree=540.0, area_participating=540.0, area_eligible=540.0)
    tests = dict.fromkeys(["quorum_persons", "quorum_area", "agree_persons", "agree_area"], "pass")
    rule = consent_rules.rules()["elevator"]
    found = lift_votes.margin(pair.assign(**tests), rule, topic="elevator")

    assert found["U1"] == 0.25
    assert pd.isna(found["U2"])


def test_without_a_rule_there_is_no_margin():
    table = counted(votes(["agree"] * 3))

    assert lift_votes.margin(table, None, topic="elevator").isna().tolist() == [True]


def least(answers: tuple[str, ...], areas: list[int], rule: consent_rules.Rule) -> Fraction:
    """The least margin of one vote, every answer and area known, by plain sums."""
    found = []
    for name, majority in rule.majorities.items():
        size = areas if name.endswith("area") else [1] * len(areas)

        def of(*said: str, size: list[int] = size) -> int:
            return sum(each for each, answer in zip(size, answers, strict=True) if answer in said)

        took, every = of("agree", "against", "abstain"), of(*ANSWERS)
        part = took if majority.of == "quorum" else of("agree")
        whole = took if majority.of == "participating" else every
        if whole:
            found.append(Fraction(part, whole) - Fraction(majority.numerator, majority.denominator))
    if not rule.objections and "against" in answers:
        found.append(-Fraction(answers.count("against"), len(answers)))
    return min(found)


def ballots(homes: list[list[tuple]]) -> pd.DataFrame:
    """One stairwell a list of answers and areas."""
    made = []
    for at, each in enumerate(homes):
        answers, areas = map(list, zip(*each, strict=True))
        made.append(votes(answers, pd.array(areas, dtype="Float64"), unit=f"U{at}"))
    return pd.concat(made, ignore_index=True)


AREAS = st.integers(30, 90)
HOMES = st.lists(st.tuples(st.sampled_from(ANSWERS), AREAS), min_size=1, max_size=9)


@given(st.lists(HOMES, min_size=8, max_size=12), st.sampled_from(SETS))
@settings(max_examples=6, deadline=None)
def test_the_margin_is_the_least_over_all_tests(homes, rules):
    rule = consent_rules.rules(rules)["elevator"]
    found = margins(ballots(homes), rules=rules)

    for at, each in enumerate(homes):
        answers, areas = zip(*each, strict=True)
        expected = float(least(answers, list(areas), rule))
        assert found[f"U{at}"] == pytest.approx(expected, abs=1e-6)


SAID = st.sampled_from([*ANSWERS, "agree", "agree", None])
UNSURE = st.lists(st.tuples(SAID, AREAS | st.none()), min_size=1, max_size=9)


@given(st.lists(UNSURE, min_size=8, max_size=12), st.sampled_from(SETS))
@settings(max_examples=10, deadline=None)
def test_a_margin_never_says_other_than_the_verdict(homes, rules):
    table = counted(ballots(homes), rules=rules)
    found = lift_votes.margin(table, consent_rules.rules(rules)["elevator"], topic="elevator")

    for unit, verdict in consent.of(table).items():
        side = {"pass": found[unit] >= 0, "fail": pd.isna(found[unit]) or found[unit] < 0}
        assert side.get(str(verdict), pd.isna(found[unit]))


@given(st.lists(AREAS, min_size=9, max_size=12), st.integers(1, 2))
@settings(max_examples=6, deadline=None)
def test_a_margin_is_at_most_that_of_any_completion(areas, unknown):
    agree = ["agree"] * (len(areas) - unknown)
    found = margin([*agree, *[None] * unknown], [float(each) for each in areas])
    rule = consent_rules.rules()["elevator"]
    completed = [least((*agree, *more), areas, rule) for more in product(ANSWERS, repeat=unknown)]

    assert (found is None) == (min(completed) < 0)
    assert found is None or 0 <= found <= float(min(completed)) + 1e-9


def test_the_words_of_several_votes_are_joined():
    rows = {"topic": ["elevator", "elevator", "fund"], "stairwells": ["U1", "U1;U2", "U2"]}
    found = lift_votes.words(
        pd.DataFrame({**rows, "reasons": ["甲", "乙", "丙"]}), topic="elevator"
    )

    assert found.to_dict() == {"U1": "甲；乙", "U2": "乙"}


def rule(**majorities: consent_rules.Majority) -> consent_rules.Rule:
    said = ("own", "own", "elevator", "stairwell")
    return consent_rules.Rule(
        *said, majorities=majorities, objections=True, standard="", clause="", status="unverified"
    )


@pytest.mark.parametrize(
    ("majorities", "words"),
    [
        (
            {
                "quorum_persons": consent_rules.Majority(2, 3, False, "quorum"),
                "agree_persons": consent_rules.Majority(3, 4, False, "participating"),
                "agree_area": consent_rules.Majority(1, 2, True, "participating"),
            },
            "人数三分之二以上参与，参与者人数四分之三以上、面积过半数同意",
        ),
        (
            {"agree_area": consent_rules.Majority(2, 3, True, "all")},
            "全体业主中面积超过三分之二同意",
        ),
        ({"agree_persons": consent_rules.Majority(1, 1, False, "all")}, "全体业主中人数全部同意"),
    ],
)
def test_a_rule_is_said_by_its_own_tests(majorities, words):
    assert lift_votes.asked(rule(**majorities)) == words


@pytest.mark.parametrize(
    ("name", "objection", "area"),
    [("cc278", False, True), ("ev.cd", True, True), ("ev.bj.consent", True, False)],
)
def test_what_a_bundled_rule_does_not_ask_is_not_said(name, objection, area):
    said = lift_votes.asked(consent_rules.rules(name)["elevator"])

    assert ("其他业主不持反对意见" in said) == objection
    assert ("面积" in said) == area
    assert ("参与" in said) == (name == "cc278")
