"""Households: listed, or counted from storeys and doors; doubt is said."""

import pandas as pd
import pytest

from pianqu.analysis.lifts import households as module
from pianqu.analysis.lifts.households import households
from pianqu.analysis.lifts.shares import shares
from pianqu.gis.errors import LayerError


def stairs(**columns):
    table = {"storeys": [2], "households": [4], "households_per_storey": [2]} | columns
    return pd.DataFrame(table, index=[f"U{at + 1}" for at in range(len(table["storeys"]))])


def test_doors_make_households_from_the_ground_up():
    found = households(stairs())

    assert found["household"].tolist() == ["1层 1户", "1层 2户", "2层 1户", "2层 2户"]
    assert found["storey"].tolist() == [1, 1, 2, 2]
    assert found.index[0] == "U1-1层 1户"
    assert set(found["source"]) == {module.COUNTED}
    assert found[["area", "takes_part", "note", "doubt"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("columns", "doubt"),
    [
        ({"households": [3]}, "列出 4 户，单元登记 3 户"),
        ({"households": [None]}, None),
        ({"households": [5]}, "列出 4 户，单元登记 5 户"),
        ({"storeys": [None]}, "列不出住户"),
        ({"households_per_storey": [None]}, "列不出住户"),
        ({"households_per_storey": [0]}, "列不出住户"),
    ],
)
def test_what_does_not_agree_is_in_doubt(columns, doubt):
    found = households(stairs(**columns))

    assert [pd.isna(each) if doubt is None else doubt in each for each in found["doubt"]] == (
        [True] * len(found)
    )
    assert found["household"].isna().all() == (doubt == "列不出住户")


def votes(**columns):
    table = {
        "stairwell": ["U1", "U1", "U1", None, "U9"],
        "household": ["201", "101", "101", "7", "8"],
        "storey": [2, 1, None, 3, 1],
        "area": [60.0, None, 58.5, 1.0, 1.0],
    }
    return pd.DataFrame(table | columns)


def test_a_list_goes_before_counting():
    both = stairs(storeys=[2, 1], households=[2, 1], households_per_storey=[1, 1])
    found = households(both, given=votes())

    assert found.index.tolist() == ["U1-101", "U1-201", "U2-1层 1户"]
    assert found["area"].tolist() == [58.5, 60.0, pd.NA]
    assert found["storeys"].tolist() == [2, 2, 1]
    assert found["source"].tolist() == [module.LISTED, module.LISTED, module.COUNTED]
    assert found["doubt"].isna().all()


def test_rows_that_disagree_leave_it_open():
    given = votes(area=[60.0, 50.0, 58.5, 1.0, 1.0])
    found = households(stairs(households=[2]), given=given)

    assert found["area"].tolist() == [pd.NA, 60.0]
    assert found["note"].tolist() == ["面积前后不一致", pd.NA]


def test_a_list_that_is_short_is_in_doubt():
    found = households(stairs(), given=votes())

    assert set(found["doubt"]) == {"列出 2 户，单元登记 4 户，须核对"}


@pytest.mark.parametrize(
    ("columns", "doubt"),
    [
        ({}, "列出 2 户，按层数和每层户数应有 4 户，须核对"),
        ({"households_per_storey": [1]}, None),
        ({"households_per_storey": [None]}, "列出 2 户，单元登记户数未知，名单是否齐全须核对"),
        ({"storeys": [None]}, "列出 2 户，单元登记户数未知，名单是否齐全须核对"),
    ],
)
def test_a_list_is_held_against_the_doors_where_nothing_is_registered(columns, doubt):
    found = households(stairs(**({"households": [None]} | columns)), given=votes())

    assert [None if pd.isna(each) else each for each in found["doubt"]] == [doubt] * 2


def test_a_list_that_is_short_pays_nothing_yet():
    part = pd.DataFrame(dict.fromkeys(["household_part"], 100.0), index=["U1"])
    part = part.assign(household_least=100.0, household_most=100.0)
    paid = shares(households(stairs(households=[None]), given=votes()), part)

    assert paid["amount"].isna().all()
    assert set(paid["reason"]) == {"列出 2 户，按层数和每层户数应有 4 户，须核对"}


def test_a_row_without_its_household_is_refused():
    with pytest.raises(LayerError, match="1 行没有户号"):
        households(stairs(), given=votes(household=["201", None, "101", "7", "8"]))


def test_the_order_of_rows_changes_nothing():
    given = votes()
    before = stairs(households=[2])

    assert households(before, given=given.iloc[::-1]).equals(households(before, given=given))


def test_nobody_lives_nowhere():
    assert households(stairs().iloc[:0]).empty
    assert households(stairs().iloc[:0], given=votes()).empty


def test_every_household_of_the_district_is_listed(district):
    found = households(district.stairwells, given=district.votes)

    assert len(found) == district.stairwells["households"].sum() == 4202
    assert found.index.is_unique
    assert found["doubt"].isna().all()
