"""Ballots: who is counted, where, and once."""

import numpy as np
import pandas as pd
import pytest
from voted import registered, votes

from pianqu.analysis.votes import ballots
from pianqu.gis.errors import LayerError

UNITS = {"elevator": "stairwell", "rebuild": "ballot", "programme": "community"}
COUNTS = ["eligible", *ballots.ANSWERS, "unknown"]


def counted(*frames, **options):
    table = pd.concat(frames)
    options = {"households": registered(table)} | options
    found = ballots.count(table, units=UNITS, **options)
    return found.rounds.set_index("unit"), found.findings


def numbers(rounds, unit):
    return [None if pd.isna(each) else int(each) for each in rounds.loc[unit, COUNTS]]


def test_each_answer_has_its_place():
    rounds, findings = counted(
        votes("U1", agree=1, against=2, abstain=3, absent=4, undelivered=5, unknown=6)
    )

    assert numbers(rounds, "U1") == [21, 1, 2, 3, 4, 5, 6]
    sizes = rounds.loc["U1", [f"size_{part}" for part in ("agree", "oppose", "out", "unknown")]]
    assert [int(size) for size in sizes] == [450_000, 2_250_000, 4_050_000, 2_700_000]
    assert findings.empty


def test_a_ballot_paper_counts_once():
    table = votes("U1", agree=3, against=1)
    twice = table.iloc[[0, 3]].set_axis(["again-1", "again-2"])
    changed = twice.assign(vote=["agree", "agree"], area=[45.0, 50.0])
    rounds, findings = counted(table, changed)

    assert numbers(rounds, "U1") == [4, 3, 0, 0, 0, 0, 1]
    assert rounds.loc["U1", ["open_agree", "open_unknown"]].tolist() == [0, 1]
    assert findings["rule"].tolist() == ["同一轮重复登记"]
    assert findings.loc[0, "value"] == "2 户 4 行"
    assert set(findings.loc[0, "id"].split(";")) == {"U1-101-R1", "U1-104-R1", "again-1", "again-2"}


def test_the_same_number_in_two_stairwells_is_two_households():
    same = [votes(name, agree=2, topic="programme") for name in ("B1-U1", "B1-U2")]
    rounds, findings = counted(*same)

    assert numbers(rounds, "C1") == [4, 4, 0, 0, 0, 0, 0]
    assert findings.empty


def test_registered_households_without_a_row_are_unknown():
    rounds, findings = counted(
        votes("U1", agree=3),
        votes("U2", agree=3),
        votes("U3", agree=3),
        households={"stairwell": pd.Series({"U1": 5, "U2": 2, "U3": pd.NA, "U9": 7})},
    )

    assert numbers(rounds, "U1") == [5, 3, 0, 0, 0, 0, 2]
    assert rounds.loc["U1", ["registered", "roll", "open_unknown"]].tolist() == [5, 3, 2]
    assert numbers(rounds, "U2") == [3, 3, 0, 0, 0, 0, 0]
    assert pd.isna(rounds.loc["U3", "registered"])
    assert numbers(rounds, "U3") == [None, 3, 0, 0, 0, 0, 0]
    assert findings[["rule", "id", "value"]].to_numpy().tolist() == [
        ["登记住户没有表决记录", "U1", "1 处共 2 户"],
        ["表决名册多于登记户数", "U2", "1 处共 1 户"],
        ["登记户数未知", "U3", "1 处"],
    ]


PLACES = {
    "stairwell": pd.Series({"B1-U1": "B1", "B1-U2": "B1", "B2-U1": "B2"}),
    "building": pd.Series({"B1": "C1", "B2": "C1"}),
    "community": pd.Series({"C1": None}),
}


@pytest.mark.parametrize(
    ("stairs", "buildings", "eligible"),
    [
        ([3, 4, 5], None, [7, 12]),
        ([3, None, 5], None, [None, None]),
        ([3, None, 5], {"B1": 9}, [9, 14]),
        ([3, 4, None], None, [7, None]),
    ],
)
def test_households_of_a_building_or_community_are_those_in_it(stairs, buildings, eligible):
    known = {"stairwell": pd.Series(stairs, list(PLACES["stairwell"].index))}
    known |= {"building": pd.Series(buildings)} if buildings else {}
    frames = [votes("B1-U1", agree=2, topic=topic) for topic in ("rebuild", "programme")]
    rounds, _ = counted(*frames, households=known, places=PLACES)

    assert [numbers(rounds, unit)[0] for unit in ("B1", "C1")] == eligible


def test_a_place_that_may_be_in_any_building_leaves_them_unknown():
    lost = PLACES | {"stairwell": PLACES["stairwell"].replace({"B2": None})}
    known = {"stairwell": pd.Series(4, lost["stairwell"].index)}
    rounds, _ = counted(votes("B1-U1", agree=2, topic="rebuild"), households=known, places=lost)

    assert numbers(rounds, "B1")[0] is None


def test_a_vote_for_a_place_that_is_not_there_is_not_counted():
    there, lost = votes("B1-U1", agree=2), votes("B1-U9", agree=2)
    other = votes("B1-U2", agree=1).assign(community="C7")
    rounds, findings = counted(there, lost, other, places=PLACES)

    assert rounds.index.tolist() == ["B1-U1"]
    assert findings[["rule", "id", "value"]].to_numpy().tolist() == [
        ["表决所写单元不在图层中", "B1-U9-101-R1;B1-U9-102-R1", "B1-U9（2 行）"],
        ["表决所写小区不在图层中", "B1-U2-101-R1", "C7（1 行）"],
    ]


def test_a_stairwell_votes_with_its_own_building():
    table = votes("B1-U1", agree=2, topic="rebuild", building=["B2", None])
    known = {"building": pd.Series({"B1": 2, "B2": 1})}
    rounds, findings = counted(table, households=known, places=PLACES)

    assert rounds["buildings"].to_dict() == {"B1": "B1"}
    assert findings[["rule", "id"]].to_numpy().tolist() == [
        ["表决所写楼栋与单元所属楼栋不符", "B1-U1-101-R1"]
    ]
    assert counted(table, households=known)[0].index.tolist() == ["B2"]


def test_the_roll_is_that_of_all_rounds():
    table = pd.concat([votes("U1", agree=1, absent=2), votes("U1", agree=2, first=102, round=2)])
    found = ballots.count(table, units=UNITS, households=registered(table))
    rounds = found.rounds.set_index("round")

    assert numbers(rounds, 1) == [3, 1, 0, 0, 2, 0, 0]
    assert numbers(rounds, 2) == [3, 2, 0, 0, 0, 0, 1]


def rebuild(building, day, **answers):
    return votes(f"{building}-U1", topic="rebuild", date=pd.Timestamp(day), **answers)


def test_buildings_that_share_a_day_are_one_ballot():
    late = rebuild("B3", "2024-03-19", agree=1)
    rounds, _ = counted(
        rebuild("B2", "2024-03-18", agree=2),
        rebuild("B1", "2024-03-18", against=1),
        rebuild("B2", "2024-03-19", agree=1, first=301),
        late,
        rebuild("B4", "2024-05-01", agree=5),
        rebuild("B5", "2024-05-01", agree=5).assign(community="C2"),
    )

    assert sorted(rounds.index) == ["B1;B2;B3", "B4", "B5"]
    assert numbers(rounds, "B1;B2;B3") == [5, 4, 1, 0, 0, 0, 0]
    assert rounds.loc["B1;B2;B3", "buildings"] == "B1;B2;B3"


def test_undated_buildings_are_not_one_ballot():
    rounds, _ = counted(rebuild("B1", None, agree=1), rebuild("B2", None, agree=1))

    assert sorted(rounds.index) == ["B1", "B2"]


def test_a_ballot_keeps_its_buildings_over_the_rounds():
    found = ballots.count(
        pd.concat(
            [
                rebuild("B1", "2024-03-18", agree=1),
                rebuild("B2", "2024-03-20", agree=1),
                rebuild("B1", "2024-06-01", agree=1).assign(round=2),
                rebuild("B2", "2024-06-01", agree=1).assign(round=2),
            ]
        ),
        units=UNITS,
    )

    assert found.rounds[["unit", "round"]].to_numpy().tolist() == [["B1;B2", 1], ["B1;B2", 2]]


def test_a_group_counts_members_of_whom_nobody_answered():
    groups = {"building": {"B1": "J1", "B2": "J1", "B3": "J2"}}
    known = {"building": pd.Series({"B1": 2, "B2": 4})}
    frames = rebuild("B1", "2024-03-18", agree=2), rebuild("B9", "2024-03-18", agree=1)
    rounds, findings = counted(*frames, households=known, groups=groups)

    assert sorted(rounds.index) == ["B9", "J1"]
    assert rounds.loc["J1", "unit_kind"] == "group"
    assert numbers(rounds, "J1") == [6, 2, 0, 0, 0, 0, 4]
    silent, findings = counted(*frames, groups=groups)
    assert numbers(silent, "J1") == [None, 2, 0, 0, 0, 0, 0]
    assert "合并表决中没有记录也没有户数" in findings["rule"].tolist()


def test_a_row_that_has_no_place_is_listed():
    table = votes("U1", agree=3)
    table.loc["U1-102-R1", "stairwell"] = None
    rounds, findings = counted(table)

    assert numbers(rounds, "U1") == [2, 2, 0, 0, 0, 0, 0]
    assert findings[["rule", "id"]].to_numpy().tolist() == [["无法归入表决单元", "U1-102-R1"]]


def test_rounds_against_the_dates_are_listed():
    days = pd.to_datetime(["2024-04-01", "2024-03-01"])
    frames = [votes("U1", agree=1, round=at + 1, date=day) for at, day in enumerate(days)]

    assert counted(*frames)[1]["rule"].tolist() == ["轮次与日期次序不符"]
    assert counted(*frames[:1])[1].empty


def test_areas_are_exact_and_zero_is_not_known():
    rounds, _ = counted(votes("U1", agree=12, area=[0.1] * 10 + [0.0, np.nan]))

    assert rounds.loc["U1", ["size_agree", "open_agree"]].tolist() == [10_000, 2]


def test_nothing_is_changed_and_order_does_not_matter():
    table = pd.concat([votes("U1", agree=2, absent=1), votes("U2", against=2)])
    table = pd.concat([table, table.iloc[[0]].assign(vote="absent").set_axis(["x"])])
    kept, mixed = table.copy(), table.sample(frac=1, random_state=3)
    here, there = (ballots.count(each, units=UNITS) for each in (table, mixed))

    pd.testing.assert_frame_equal(table, kept)
    pd.testing.assert_frame_equal(here.rounds, there.rounds)
    pd.testing.assert_frame_equal(here.answers, there.answers)


def test_no_votes_are_no_rounds():
    found = ballots.count(votes("U1"), units=UNITS)

    assert found.rounds.empty
    assert {*COUNTS, "unit", "round", "stairwells", "unregistered"} <= set(found.rounds)


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        (votes("U1", agree=1).drop(columns=["vote", "round"]), ["缺少列 round、vote"]),
        (
            votes("U1", agree=2).assign(vote="yes"),
            ["U1-101-R1", "U1-102-R1", "“yes”", "undelivered"],
        ),
    ],
)
def test_what_is_no_vote_is_refused(table, parts):
    with pytest.raises(LayerError) as caught:
        ballots.count(table, units=UNITS)

    assert [part for part in parts if part not in str(caught.value)] == []
