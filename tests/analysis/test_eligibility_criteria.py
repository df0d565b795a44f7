"""Each condition at its edge, and with what is not known: neither passed nor failed."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.eligibility import criteria, relaxation, tiny_yards
from pianqu.analysis.eligibility.criteria import CRITERIA, FAIL, PASS, PENDING, Found
from pianqu.analysis.eligibility.facts import Records, facts
from pianqu.analysis.eligibility.rules import rules

GRADES = frozenset("D")
RULES = rules()


def known(buildings=None, **register):
    table = pd.DataFrame({name: [value] for name, value in register.items()}, index=["C1"])
    records = Records(buildings=None if buildings is None else houses(**buildings))
    return facts(table, records, grades=GRADES).to_dict("records")[0]


def houses(**columns):
    return pd.DataFrame(columns).assign(community="C1")


def found(check, buildings=None, **register):
    return CRITERIA[check](known(buildings, **register), RULES[check])


@pytest.mark.parametrize(
    ("check", "register", "status"),
    [
        ("built_by", {"year_built": 2000}, PASS),
        ("built_by", {"year_built": 2001}, FAIL),
        ("built_by", {}, PENDING),
        ("structure_safe", {"structure_safe": True}, PASS),
        ("structure_safe", {"structure_safe": False}, FAIL),
        ("structure_safe", {}, PENDING),
        ("not_for_demolition", {"demolition_plan": False}, PASS),
        ("not_for_demolition", {"demolition_plan": True}, FAIL),
        ("not_for_demolition", {}, PENDING),
        ("self_built", {"self_built_share": 0.5}, PASS),
        ("self_built", {"self_built_share": 0.51}, FAIL),
        ("self_built", {}, PENDING),
        ("least_buildings", {"building_count": 1}, PASS),
        ("least_buildings", {"building_count": 0}, FAIL),
        ("least_buildings", {}, PENDING),
        ("consent", {}, PENDING),
    ],
)
def test_a_condition_by_the_register_alone(check, register, status):
    said = found(check, **register)

    assert said.status == status
    assert (said.missing is not None) == (status == PENDING)


@pytest.mark.parametrize(
    ("years", "status"),
    [
        ([1999, None], PASS),  # the oldest is no younger than the oldest known
        ([2003, None], PENDING),
        ([2003, 2004], FAIL),
        ([None, None], PENDING),
    ],
)
def test_without_a_year_of_the_community_the_oldest_building_counts(years, status):
    assert found("built_by", {"year_built": years}).status == status


def test_later_buildings_are_told_and_do_not_bar_an_old_estate():
    said = found("built_by", {"year_built": [1990, 2004]}, year_built=1990)

    assert (said.status, said.measured) == (PASS, 1990)
    assert "最晚 2004 年" in said.text


@pytest.mark.parametrize(
    ("safe", "grades", "status"),
    [
        (True, ["D", "B"], PENDING),  # two records that contradict one another
        (None, ["D", "B"], FAIL),
        (None, ["C", "B"], PENDING),  # nothing dangerous is no proof of safety of the whole
        (False, ["A", "A"], FAIL),
    ],
)
def test_grades_beside_the_register(safe, grades, status):
    assert found("structure_safe", {"safety_grade": grades}, structure_safe=safe).status == status


def test_buildings_registered_and_not_drawn_may_be_older_or_self_built():
    drawn = {"year_built": [2003, 2004], "self_built": [False, True]}

    assert found("built_by", drawn, building_count=3).status == PENDING
    assert found("self_built", drawn, building_count=3).status == PENDING
    assert found("self_built", drawn, building_count=2).status == PASS


def test_only_dwellings_count():
    said = known({"use": ["residential", "mixed", None, "public"], "safety_grade": list("DDDD")})

    assert (said["homes"], said["dangerous"]) == (3, 3)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 20), st.sampled_from([0.5, 0.8, 0.9]))
def test_consent_says_what_every_completion_says(agree, oppose, unknown, limit):
    eligible = agree + oppose + unknown
    fact = {"agree": agree, "participating": agree + oppose, "unknown": unknown}
    rule = RULES["consent"].__class__(**{**vars(RULES["consent"]), "value": limit})
    said = criteria.consent(fact | {"eligible": eligible}, rule).status
    outcomes = {
        Fraction(agree + more, eligible) >= Fraction(str(limit))
        for more in range(unknown + 1)
        if eligible
    }

    assert said == (PENDING if len(outcomes) != 1 else PASS if outcomes == {True} else FAIL)


def test_consent_that_the_last_unknown_answer_may_just_reach_is_open():
    fact = {"agree": 47, "participating": 52, "eligible": 60, "unknown": 1}

    assert criteria.consent(fact, RULES["consent"]).status == PENDING


@pytest.mark.parametrize(
    ("agree", "eligible", "status", "words"),
    [
        (48, 60, PASS, "同意 48/60（80.0%），达到 80%"),
        (28, 36, FAIL, "差 1 户"),
        (33, 36, PASS, "同意 33/36（91.7%），达到 80%；参与者中同意 33/34"),
        (33, pd.NA, PENDING, "全部户数未知；参与者中同意 33/34"),
    ],
)
def test_consent_counts_all_households_and_tells_both_bases(agree, eligible, status, words):
    fact = {"agree": agree, "participating": 34, "eligible": eligible, "unknown": 0}
    said = criteria.consent(fact, RULES["consent"])

    assert said.status == status
    assert words in said.text


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=7))
def test_self_built_says_what_every_completion_says(flags):
    unknown = flags.count(None)
    shares = [Fraction(flags.count(True) + more, len(flags)) for more in range(unknown + 1)]
    outcomes = {share <= Fraction(1, 2) for share in shares}
    said = found("self_built", {"self_built": pd.array(flags, dtype="boolean")}).status

    assert said == (PENDING if len(outcomes) == 2 else PASS if outcomes == {True} else FAIL)


@pytest.mark.parametrize(
    ("task", "statuses"),
    [
        (2000, [PASS, PASS]),  # 300 of 2000 is exactly 15 %
        (1999, [PENDING, PENDING]),  # one of them might go in: nobody chooses silently
        (1300, [PENDING, FAIL]),  # 195 households: the second alone is too large
        (1334, [PENDING, PENDING]),  # 200.1: the second alone would do
        (None, [PENDING, PENDING]),
    ],
)
def test_the_relaxed_year_is_an_allowance_shared_by_all(task, statuses):
    late = {name: {"built_by": Found(FAIL, "", 2003.0)} for name in ("C1", "C2")}
    barred = {"built_by": Found(FAIL, "", 2003.0), "self_built": Found(FAIL, "")}
    sizes = pd.DataFrame({"households": [100, 200, 900]}, index=["C1", "C2", "C3"])
    said = relaxation.relaxed(
        sizes, {**late, "C3": barred}, rules("gb23.2005"), task_households=task
    )

    assert [said[name].status for name in ("C1", "C2")] == statuses
    assert "C3" not in said


@pytest.mark.parametrize("year", [2000.0, 2006.0])
def test_the_relaxed_year_is_for_the_years_between(year):
    status = PASS if year == 2000 else FAIL
    sizes = pd.DataFrame({"households": [10]}, index=["C1"])
    found = {"C1": {"built_by": Found(status, "", year)}}

    assert relaxation.relaxed(sizes, found, rules("gb23.2005"), task_households=10**6) == {}


EXTRA = {"facilities_lacking": True, "removal_support": 0.8, "donations": True}


@pytest.mark.parametrize(
    ("register", "status"),
    [
        ({"building_count": 3, "households": 100, **EXTRA}, PASS),
        ({"building_count": 3, "households": 100, **EXTRA, "removal_support": 0.79}, FAIL),
        ({"building_count": 3, "households": 100, **EXTRA, "donations": None}, PENDING),
        ({"building_count": 4, "households": 100}, "not_applicable"),
        ({"building_count": None, "households": 101}, "not_applicable"),
        ({"building_count": 3, "households": None}, PENDING),
    ],
)
def test_a_tiny_estate_has_to_show_more(register, status):
    rule, table = rules("xinxiang")["tiny_yard"], tiny_yards.rows()

    assert tiny_yards.tiny_yard(known(**register), rule, table=table).status == status


def test_an_estate_as_large_as_the_whole_allowance_is_left_to_choose():
    late = {name: {"built_by": Found(FAIL, "", 2003.0)} for name in ("C1", "C2")}
    sizes = pd.DataFrame({"households": [15, 1]}, index=["C1", "C2"])
    said = relaxation.relaxed(sizes, late, rules("gb23.2005"), task_households=100)

    assert [said[name].status for name in ("C1", "C2")] == [PENDING, PENDING]
