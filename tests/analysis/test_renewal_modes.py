"""Nothing is pulled down without danger evidence, nothing historic ever."""

from itertools import product

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.analysis.eligibility import disagreements, modes
from pianqu.analysis.eligibility.facts import Records, facts

TABLE = modes.rows()
RETROFIT, RELIEF, PARTIAL, REBUILD = TABLE.index


def judged(grades, *, historic: object = False, protections=None, at=None, **register):
    columns = {"safety_grade": list(grades), "historic": historic}
    buildings = pd.DataFrame(columns).astype({"historic": "boolean"}).assign(community="C1")
    if at is not None:
        buildings = gpd.GeoDataFrame(buildings, geometry=at, crs=4549)
    estate = pd.DataFrame([{"structure_safe": "D" not in grades, **register}], index=["C1"])
    records = Records(buildings=buildings, protections=protections)
    known = facts(estate, records, grades=modes.grades(TABLE))
    return modes.modes(known, TABLE).set_index("mode")


@pytest.mark.parametrize(
    ("grades", "statuses"),
    [
        ("AABC", ["recommended", "cannot", "cannot", "cannot"]),
        ("DBBBBBBBBB", ["cannot", "recommended", "cannot", "cannot"]),
        ("DDDBBBBBBB", ["cannot", "recommended", "possible", "cannot"]),  # three tenths
        ("DDDDDDDBBB", ["cannot", "recommended", "possible", "possible"]),  # seven tenths
        ("DDDDDD????", ["cannot", "recommended", "possible", "pending"]),
    ],
)
def test_the_share_of_dangerous_buildings_says_how_far_to_go(grades, statuses):
    found = judged([None if grade == "?" else grade for grade in grades])

    assert found["status"].tolist() == statuses


@pytest.mark.parametrize("mode", [RELIEF, PARTIAL, REBUILD])
def test_without_danger_evidence_nothing_is_pulled_down(mode):
    found = judged("CCCC").loc[mode]

    assert found["status"] == "cannot"
    assert "非必要不拆迁" in found["reasons"]


def test_one_historic_building_bars_rebuilding_the_whole():
    found = judged("DDDDDDDDDD", historic=[True] + [False] * 9)

    assert found["status"].tolist() == ["cannot", "recommended", "possible", "cannot"]
    assert "任何方式都不得拆除" in found.loc[REBUILD, "reasons"]
    assert "1 栋历史建筑不得拆除" in found.loc[PARTIAL, "reasons"]


def test_dangerous_buildings_that_are_all_historic_are_mended():
    found = judged("DDBB", historic=[True, True, False, False])

    assert found["status"].tolist() == ["recommended", "cannot", "cannot", "cannot"]
    assert "修缮加固" in found.loc[RETROFIT, "reasons"]


def test_a_historic_quarter_is_not_pulled_down_as_a_whole():
    found = judged("DDDD", zone="historic")

    assert found.loc[REBUILD, "status"] == "cannot"
    assert found.loc[PARTIAL, "status"] == "possible"


@pytest.mark.parametrize("shape", [box(-1, -1, 11, 11), Point(5, 5)])
def test_a_protected_outline_or_point_makes_a_building_historic(shape):
    kinds = {"kind": ["historic_building"]}
    listed = gpd.GeoDataFrame(kinds, geometry=[shape], crs=4549)
    at = [box(0, 0, 10, 10), box(20, 0, 30, 10)]
    found = judged("DD", protections=listed, at=at)

    assert found.loc[REBUILD, "reasons"] == "1 栋历史建筑，任何方式都不得拆除"


@pytest.mark.parametrize(
    ("register", "grades", "statuses"),
    [
        ({"structure_safe": None}, [None], ["pending"] * 4),
        ({"structure_safe": None}, ["B"], ["recommended", "cannot", "cannot", "cannot"]),
        ({"structure_safe": False}, ["B", None], ["cannot", "recommended", "pending", "pending"]),
        ({"demolition_plan": True}, ["B"], ["cannot", "cannot", "cannot", "cannot"]),
    ],
)
def test_what_is_not_known_recommends_nothing(register, grades, statuses):
    assert judged(grades, **register)["status"].tolist() == statuses


def test_buildings_registered_and_not_drawn_are_not_known():
    found = judged("BB", structure_safe=None, building_count=3)

    assert found["status"].tolist() == ["pending", "pending", "pending", "cannot"]
    assert found.loc[PARTIAL, ["buildings", "share_least", "share_most"]].tolist() == [3, 0, 1 / 3]


def test_a_community_with_no_building_in_the_layer_is_not_known():
    buildings = pd.DataFrame({"community": ["C2"], "safety_grade": "A"})
    known = facts(pd.DataFrame(index=["C1"]), Records(buildings), grades=modes.grades(TABLE))

    assert modes.modes(known, TABLE)["status"].tolist() == ["pending"] * 4


def test_where_it_is_not_known_whether_a_building_is_historic_nothing_is_pulled_down():
    found = judged("DDDD", historic=None)

    assert found["status"].tolist() == ["cannot", "pending", "pending", "pending"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["A", "D", None]), min_size=1, max_size=5))
def test_a_mode_by_share_says_what_every_completion_of_the_grades_says(grades):
    holes = [at for at, grade in enumerate(grades) if grade is None]
    seen = {mode: set() for mode in (PARTIAL, REBUILD)}
    for choice in product("AD", repeat=len(holes)):
        full = list(grades)
        for at, grade in zip(holes, choice, strict=True):
            full[at] = grade
        for mode, said in seen.items():
            share = full.count("D") / len(full)
            said.add("D" in full and share >= TABLE.loc[mode, "value"])
    found = judged(grades, structure_safe=False if "D" in grades else None)

    for mode, said in seen.items():
        cannot, pending = (
            found.loc[mode, "status"] == "cannot",
            found.loc[mode, "status"] == "pending",
        )
        assert (cannot, pending) == (said == {False}, len(said) == 2)


def test_without_buildings_or_a_finding_nothing_is_recommended():
    known = facts(pd.DataFrame(index=["C1"]), Records(), grades=modes.grades(TABLE))

    assert modes.modes(known, TABLE)["status"].tolist() == ["pending"] * 4


@pytest.mark.parametrize(
    ("safe", "grades", "words"),
    [(True, "DDDDDDDDDD", "10 栋为危险房屋"), (False, "ABAB", "4 栋却都不是危险房屋")],
)
def test_records_of_safety_that_contradict_one_another_allow_nothing(safe, grades, words):
    found = judged(grades, structure_safe=safe)

    assert found["status"].tolist() == ["pending"] * 4
    for mode in (RELIEF, PARTIAL):
        reasons = found.loc[mode, "reasons"]
        assert all(each in reasons for each in ("structure_safe", "safety_grade", words))


def test_a_contradiction_does_not_open_what_is_barred_in_any_case():
    found = judged("DBBBBBBBBB", structure_safe=True)

    assert found["status"].tolist() == ["pending", "pending", "cannot", "cannot"]


def test_of_the_modes_allowed_the_one_that_pulls_down_least_is_preferred():
    found = judged("DDDDDDDBBB")

    assert found.index[found["status"] == "recommended"].tolist() == [RELIEF]
    assert found.loc[RELIEF, "reasons"].endswith(
        "拆整结合、拆除参建也可以，取拆除最少的：非必要不拆迁"
    )


@pytest.mark.parametrize(
    ("safe", "grade", "said"),
    [(True, "D", 1), (False, "A", 1), (False, "D", 0), (True, "A", 0), (False, None, 0)],
)
def test_contradicting_records_of_safety_are_listed(safe, grade, said):
    houses = pd.DataFrame({"community": ["C1"], "safety_grade": [grade]})
    estate = pd.DataFrame({"structure_safe": [safe]}, index=["C1"])
    known = facts(estate, Records(buildings=houses), grades=modes.grades(TABLE))

    assert len(list(disagreements.records(known))) == said
