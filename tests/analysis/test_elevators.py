"""Lifts of the district: verdicts, light, votes, money and batches taken together."""

from dataclasses import replace

import pandas as pd
import pytest

from pianqu.analysis import money
from pianqu.analysis.choices import Choices
from pianqu.analysis.planning import plan
from pianqu.layers import demo
from pianqu.layers.city import City

TABLES = (
    *("elevators", "elevator_checks", "elevator_light", "elevator_joint_light"),
    *("elevator_budget", "elevator_shares", "elevator_payments", "elevator_running"),
    *("elevator_priority", "elevator_batches", "elevator_batch_members", "elevator_programme"),
)
CASES = demo.planted().query("analysis == 'elevators'")


def asked(city, **choices):
    return plan(city, Choices(kinds=("gym",), **choices), questions=("elevators",))


def without(city, *layers):
    return replace(
        city, layers={name: each for name, each in city.layers.items() if name not in layers}
    )


@pytest.fixture(scope="module")
def lifts(district):
    return asked(district, subsidy="seed10")


@pytest.mark.parametrize("case", CASES.index)
def test_every_planted_stairwell_has_its_verdict(lifts, case):
    row, expected = CASES.loc[case, ["row", "expected"]]

    assert lifts["elevators"].loc[row, "verdict"] == expected


def test_a_stairwell_without_votes_fits_and_is_to_be_asked(lifts):
    found = lifts["elevators"].loc["C05-B043-U1"]

    assert found["fit"] == "can"
    assert found["consent"] == "no_votes"
    assert found["readiness"] == "to_vote"
    assert "表决" in found["surveys"]


def test_a_vote_that_failed_says_what_is_missing(lifts):
    short = lifts["elevators"].loc["C01-B066-U2"]

    assert (short["verdict"], short["readiness"]) == ("needs_survey", "to_survey")  # of grade C
    assert "差 1 户" in short["surveys"]
    assert "C 级" in short["surveys"]


def test_every_table_is_described(lifts):
    fields = lifts.fields[lifts.fields["table"].isin(TABLES)]
    blank = fields[fields["zh"].eq(fields["field"])]

    assert set(fields["table"]) == set(TABLES)
    assert blank[["table", "field"]].to_numpy().tolist() == []


def test_who_cannot_take_a_lift_costs_nothing(lifts):
    table = lifts["elevators"]
    asked_for = table.index[table["readiness"] != "none"]

    assert set(lifts["elevator_budget"].index) == set(asked_for)
    assert set(lifts["elevator_priority"].index) == set(asked_for)
    assert table.loc[table["readiness"] == "none", "cost"].isna().all()


def test_shares_and_instalments_add_up_to_the_fen(lifts):
    part = lifts["elevator_budget"]["household_part"]
    shares = lifts["elevator_shares"].groupby("stairwell")["amount"].agg(money.total)
    stages = lifts["elevator_payments"].groupby("stairwell")["amount"].agg(money.total)

    pd.testing.assert_series_equal(
        shares.sort_index(), part.sort_index(), check_names=False, check_dtype=False, rtol=0
    )
    pd.testing.assert_series_equal(shares, stages, check_dtype=False, rtol=0)


def test_every_stairwell_is_in_one_batch_or_listed_with_its_reason(lifts):
    members = lifts["elevator_batch_members"]

    assert set(members.index) == set(lifts["elevators"].index)
    assert (members["batch"].isna() == members["reason"].notna()).all()
    assert members["batch"].value_counts().to_dict() == (
        lifts["elevator_batches"]["lifts"].to_dict()
    )


def test_twenty_lifts_at_a_hundred_thousand(lifts):
    row = lifts["elevator_programme"].query("stage == 'planning' and place == 'all'").iloc[0]

    assert row["subsidy"] == 100_000 * row["lifts"]
    assert row["custody"] == 650 * 12 * row["lifts"]


def test_the_same_for_any_order_of_rows(district, lifts):
    layers = {name: frame.iloc[::-1] for name, frame in district.layers.items()}
    again = asked(replace(district, layers=layers), subsidy="seed10")

    for name in ("elevators", "elevator_batches"):
        table, other = lifts[name], again[name]
        same = [column for column in table.columns if column != "geometry"]
        pd.testing.assert_frame_equal(
            pd.DataFrame(table[same]).sort_index(), pd.DataFrame(other[same]).sort_index()
        )


def test_a_veto_on_lost_light_forbids_what_only_warns_by_default(district, lifts):
    vetoed = asked(district, subsidy="seed10", lift_light="local_all")
    fell = lifts["elevators"]["newly_below"].gt(0).fillna(value=False).astype(bool)

    assert fell.any()
    assert lifts["elevators"].loc[fell, "warnings"].str.contains("4.0.9").all()
    assert vetoed["elevators"].loc[fell, "fit"].eq("cannot").all()
    assert vetoed["elevators"].loc[fell, "reasons"].str.contains("新增不达标窗户").all()
    assert (vetoed["elevators"].loc[~fell, "fit"] == lifts["elevators"].loc[~fell, "fit"]).all()


@pytest.mark.parametrize("layer", ["protections", "streets", "communities"])
def test_nobody_can_without_a_layer_that_checks_rest_on(district, layer):
    if (
        layer == "streets"
    ):  # without streets there is nothing to walk on, and lifts are asked all the same
        found = plan(without(district, "streets"), questions=("elevators",))["elevators"]
    else:
        found = asked(without(district, layer))["elevators"]

    assert not found["fit"].eq("can").any()
    assert found.loc["C05-B043-U1", "surveys"]


def test_without_votes_nobody_has_agreed(district):
    found = asked(without(district, "votes"))["elevators"]

    assert found["consent"].eq("no_votes").all()
    assert not found["verdict"].eq("can").any()


def test_stairwells_are_made_from_their_count(district):
    found = asked(without(district, "stairwells", "votes"))["elevators"]

    assert len(found) == district.buildings["stairwell_count"].sum()
    assert found["side_source"].eq("longest_wall").all()
    assert not found["fit"].eq("can").any()  # where the stair is has to be seen


def test_a_city_without_a_stairwell_says_so(district):
    buildings = district.buildings.drop(columns="stairwell_count")
    bare = without(district, "stairwells", "votes")
    bare = replace(bare, layers={**bare.layers, "buildings": buildings})
    row = asked(bare)["questions"].set_index("question").loc["elevators"]

    assert row["status"] == "not_computed"
    assert "单元" in row["reason"]


def test_the_district_is_read_as_a_city(district):
    assert isinstance(district, City)
    assert set(CASES["row"]) <= set(district.stairwells.index)
