"""The planted cases of eligibility, each with its known answer and words."""

import pandas as pd
import pytest

from pianqu.analysis.eligibility import verdicts
from pianqu.analysis.eligibility.facts import Records
from pianqu.analysis.votes import consent
from pianqu.layers import demo

CASES = demo.planted().loc[lambda rows: rows["analysis"] == "eligibility"]
CHECKS = {  # cases that are about one rule
    "consent-eighty": "consent",
    "consent-below-eighty": "consent",
    "eligible-year": "built_by",
    "eligible-single": "least_buildings",
}
VERDICTS = ["eligible-no-list", "eligible-items", "eligible-all-done", "eligible-demolition"]
VERDICT = {"C04": "pending", "C07": "partial", "C10": "pending", "C11": "partial"}
VERDICT |= {"C12": "fail", "C14": "fail"}


@pytest.fixture(scope="module")
def tables(district):
    known = {"community": district.communities["households"]}
    cast = consent.tables(district.votes, households=known)["consents"]
    records = Records(
        buildings=district.buildings,
        protections=district.protections,
        consents=cast,
        projects=district.projects,
        decisions=district.decisions,
    )
    return verdicts.tables(district.communities, records=records, as_of="2024-06-30")


def of(tables, name, case):
    rows = tables[name]
    return rows[rows["community"] == CASES.loc[case, "row"]]


def test_every_case_is_looked_at():
    others = ["eligible-danger", "eligible-historic"]

    assert set(CASES.index) == {*CHECKS, *VERDICTS, *others}


@pytest.mark.parametrize("case", CHECKS)
def test_every_planted_rule_has_its_answer(tables, case):
    row = of(tables, "eligibility_checks", case).set_index("rule").loc[CHECKS[case]]
    value = row["denominator"] if CHECKS[case] == "consent" else row["measured"]

    assert (row["status"], value) == (CASES.loc[case, "expected"], CASES.loc[case, "value"])


@pytest.mark.parametrize("case", VERDICTS)
def test_every_planted_verdict_is_given(tables, case):
    assert of(tables, "eligibility", case)["verdict"].tolist() == [CASES.loc[case, "expected"]]


def test_every_community_has_its_verdict(tables):
    found = tables["eligibility"].set_index("community")["verdict"]

    assert found[found != "pass"].to_dict() == VERDICT


@pytest.mark.parametrize(
    ("community", "items"),
    [("C07", "roof;water;gas"), ("C11", "roof;facade;drainage;road")],
)
def test_items_renovated_before_may_not_claim_and_the_others_can(tables, community, items):
    rows = tables["eligibility_items"]
    claims = rows[rows["community"] == community].set_index("item")["claim"]

    assert set(claims.index[claims == "cannot"]) == set(items.split(";"))
    assert set(claims[claims != "cannot"]) == {"can"}


def test_three_dangerous_buildings_ask_for_relief(tables):
    row = of(tables, "eligibility", "eligible-danger").iloc[0]
    rows = of(tables, "eligibility_modes", "eligible-danger").set_index("mode")

    assert row["mode"] == CASES.loc["eligible-danger", "expected"]
    assert set(rows["dangerous"]) == {CASES.loc["eligible-danger", "value"]}
    assert rows.loc["retrofit", "status"] == "cannot"


def test_ten_historic_buildings_are_never_pulled_down(tables):
    rows = of(tables, "eligibility_modes", "eligible-historic").set_index("mode")

    assert rows["status"].tolist() == ["recommended", "cannot", "cannot", "cannot"]
    assert rows.loc["rebuild", "reasons"] == "10 栋历史建筑，任何方式都不得拆除"


def test_the_district_planned_a_demolition_without_grounds(tables):
    found = tables["eligibility_findings"]

    assert found.loc[found["layer"] == "projects", "id"].tolist() == ["J06", "J12"]


def test_the_decision_on_the_dangerous_estate_says_who_when_and_why(tables):
    row = (
        of(tables, "eligibility_checks", "eligible-danger").set_index("rule").loc["structure_safe"]
    )

    assert (row["before"], row["status"], row["decided"]) == ("fail", "overridden", "D01")
    assert row["decided_on"] == pd.Timestamp("2024-05-20")
