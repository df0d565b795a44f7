"""The planted cases of consent, each with its verdict, counts and words."""

import pandas as pd
import pytest

from pianqu.analysis.votes import consent, named_places, rolls
from pianqu.layers import demo

CASES = demo.planted().loc[lambda rows: rows.index.str.startswith("consent-")]
TOPICS = {
    "consent-relief": "rebuild",
    "consent-fund": "fund",
    "consent-eighty": "programme",
    "consent-below-eighty": "programme",
}


@pytest.fixture(scope="module")
def tables(district):
    known = {
        "stairwell": district.stairwells["households"],
        "building": district.buildings["households"],
        "community": district.communities["households"],
    }
    layers = {
        "stairwell": district.stairwells,
        "building": district.buildings,
        "community": district.communities,
    }
    places = named_places.within(layers)
    return consent.tables(district.votes, households=known, places=places)


def row(tables, case):
    found = tables["consents"].set_index(["topic", "unit"])
    return found.loc[(TOPICS.get(case, "elevator"), CASES.loc[case, "row"])]


@pytest.mark.parametrize("case", CASES.index)
def test_every_planted_vote_has_its_verdict(tables, case):
    found = row(tables, case)

    assert found["verdict"] == CASES.loc[case, "expected"]
    assert found["eligible"] == found["registered"] == CASES.loc[case, "value"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("consent-pass", "参与 10/12，同意 9/10"),
        ("consent-equal", "参与 8/12，同意 6/8"),
        ("consent-short", "参与 8/12，同意 5/8，不足四分之三，差 1 户（1 户改为同意"),
        ("consent-quorum", "参与 7/12，不足三分之二，同意 7/7，差 1 户（1 户未参与者参与并同意）"),
        ("consent-area", "参与 8/12，同意 6/8，同意面积 348/540 ㎡，不足四分之三"),
        ("consent-unknown-area", "参与 10/12，同意 9/10，1 户面积未知，面积是否达标未定"),
        ("consent-fund", "参与 8/12，同意 5/8"),
        ("consent-rounds", "参与 9/10，同意 9/9"),
        ("consent-undelivered", "参与 8/12，同意 8/8"),
        ("consent-eighty", "同意 48/60"),
        ("consent-below-eighty", "同意 28/36，不足五分之四，差 1 户"),
        ("consent-relief", "参与 34/36，同意 33/34，36 户面积未知，面积是否达标未定"),
    ],
)
def test_every_planted_vote_says_why(tables, case, said):
    assert row(tables, case)["reasons"].startswith(said)


def test_relief_on_both_bases(tables):
    found = row(tables, "consent-relief")

    assert found["unit_kind"] == "ballot"
    assert found["buildings"] == "C09-B022;C09-B023"
    assert round(found["share_agree_of_eligible"] * 100, 1) == 91.7
    assert round(found["share_agree_of_participating"] * 100, 1) == 97.1
    assert found[["against", "absent"]].tolist() == [1, 2]
    assert found["agree_persons"] == "pass"
    assert found["area_decides"]


def test_relief_by_the_building_and_by_a_group(district, tables):
    undated = district.votes.assign(date=pd.NaT)
    known = {"building": district.buildings["households"]}
    named = {"building": {"C09-B022": "J09", "C09-B023": "J09"}}
    apart, together = (
        consent.tables(undated, households=known, groups=groups)["consents"].query(
            "topic == 'rebuild'"
        )
        for groups in (None, named)
    )

    assert apart[["unit", "agree", "eligible"]].to_numpy().tolist() == [
        ["C09-B022", 15, 18],
        ["C09-B023", 18, 18],
    ]
    assert together[["unit", "agree", "eligible"]].to_numpy().tolist() == [["J09", 33, 36]]
    same = ["verdict", "share_agree_of_eligible", "reasons"]
    assert together.iloc[0][same].tolist() == row(tables, "consent-relief")[same].tolist()


def test_bases_are_the_sums_of_the_stairwells(district, tables):
    layers = {"stairwell": district.stairwells, "building": district.buildings}
    blank = district.stairwells.assign(households=pd.NA)
    found = consent.tables(
        district.votes,
        households={"stairwell": rolls.registered(blank)},
        places=named_places.within(layers),
    )["consents"]

    columns = ["topic", "unit", "eligible", "verdict"]
    assert found[columns].equals(tables["consents"][columns])


def test_the_earlier_round_stays(tables):
    rounds = tables["consent_rounds"].query("unit == 'C03-B049-U1'")

    assert rounds[["round", "verdict", "last", "agree"]].to_numpy().tolist() == [
        [1, "fail", False, 5],
        [2, "pass", True, 9],
    ]
    assert rounds["last_date"].dt.year.tolist() == [2023, 2024]


def test_no_vote_is_no_consent(district, tables):
    stairs = district.stairwells.index
    found = consent.of(tables["consents"], among=stairs)

    assert found.index.equals(stairs)
    assert found["C05-B043-U1"] == "no_votes"
    assert found.value_counts().to_dict() == {
        "no_votes": 546,
        "pass": 10,
        "fail": 3,
        "undetermined": 1,
    }


def test_nothing_is_lost_on_the_way(district, tables):
    rounds = tables["consent_rounds"]
    answers = ["agree", "against", "abstain", "absent", "undelivered"]

    assert rounds[answers].to_numpy().sum() == len(district.votes)
    assert (rounds["unknown"] == 0).all()
    assert tables["consent_findings"].empty
    against = (district.votes["vote"] == "against").sum()
    assert tables["objections"]["households"].sum() == against
