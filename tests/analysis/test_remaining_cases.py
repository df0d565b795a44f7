"""Remaining cases: everyone who has not agreed, with what was said, and those on no roll."""

import pandas as pd
import pytest

from pianqu.analysis.staging import remaining_cases, staging_tables
from pianqu.analysis.staging.staging_rules import rules


def counted(votes, registered=6):
    rows = [
        {"community": "C1", "household": home, "topic": "programme", "round": number,
         "vote": said, "date": day, "reason": "费用" if said == "against" else None}
        for number, home, said, day in votes
    ]  # fmt: skip
    known = {"community": pd.Series({"C1": registered}, dtype="Int64")}
    return staging_tables.votes(pd.DataFrame(rows), households=known)


VOTES = [
    (1, "101", "against", "2024-05-01"),
    (1, "102", "agree", "2024-05-01"),
    (2, "101", "agree", "2024-06-01"),
    (2, "102", "agree", "2024-06-03"),
    (2, "103", "against", "2024-06-03"),
    (2, "104", "undelivered", "2024-06-03"),
    (2, "105", "absent", "2024-06-03"),
]


def test_only_the_last_round_counts_and_every_answer_is_asked_for():
    found = remaining_cases.cases(counted(VOTES)).set_index("household")

    assert found["answer"].tolist() == ["against", "undelivered", "absent", "not_named"]
    assert found.loc["103", "reason"] == "费用"
    assert found["ask"].notna().all()
    assert found["households"].sum() == 6 - 2


def test_the_pace_is_that_of_the_last_round():
    found = remaining_cases.pace(counted(VOTES), as_of="2024-06-10", rules=rules()).iloc[0]

    assert found[["signed", "total", "remaining"]].tolist() == [2, 6, 4]
    assert found["days_each"] == pytest.approx(10 / 2)
    assert found["days"] == 20.0
    assert found["days_reference"] == 4 * 3
    assert str(found["date"].date()) == "2024-06-30"


def test_agreements_after_the_day_do_not_count_and_undated_ones_are_said():
    more = [*VOTES, (2, "106", "agree", "2024-07-01"), (2, "107", "agree", None)]
    found = remaining_cases.pace(counted(more, 8), as_of="2024-06-10", rules=rules()).iloc[0]
    assert found[["signed", "remaining"]].tolist() == [3, 5]
    assert "另有 1 户的同意晚于判断日，未计入" in found["reason"]
    assert "1 户同意未填日期" in found["reason"]


def test_no_votes_on_the_topic_is_no_case():
    none = counted(VOTES)
    assert remaining_cases.cases(none, topics=("rebuild",)).empty
    assert remaining_cases.pace(none, as_of="2024-06-10", rules=rules(), topics=()).empty


def test_the_district_lists_those_of_its_planted_votes(district):
    known = {"community": district.communities["households"]}
    known |= {name: district.layers[f"{name}s"]["households"] for name in ("building", "stairwell")}
    found = remaining_cases.cases(staging_tables.votes(district.votes, households=known))
    left = found.groupby("communities")["households"].sum()
    assert left.to_dict() == {"C13": 12, "C14": 8, "C09": 3}
    assert found.query("communities == 'C09'")["reason"].dropna().tolist() == ["新近装修"]
