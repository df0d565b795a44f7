"""The planted cases of coverage, each found by the plan of the district and by its walks."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import walked

from pianqu.analysis import doors, measures
from pianqu.analysis.choices import Choices
from pianqu.gis import walking
from pianqu.layers import demo

PARK = "park_small"
NORTH_GATE = {"entrances": ["G-P02-N"], "streets": ["S-P02-N"]}


@pytest.fixture(scope="module")
def cases():
    return demo.planted().query("analysis == 'coverage'")


@pytest.fixture(scope="module")
def walks(district):
    return walked(district.layers, **district.rasters)


@pytest.fixture(scope="module")
def flat(district):
    return walked(district.layers, Choices(kinds=("park_small", "wet_market")))


def community(plan, kind):
    return plan["community_coverage"].query("kind == @kind").set_index("community")


def parks(city, **choices):
    """Who reaches a park in ten minutes."""
    found = walked(city.layers, Choices(kinds=(PARK,), **choices), **city.rasters).buildings[PARK]
    return found <= 10


def findings(plan, rule, layer):
    rows = plan["findings"].query("rule == @rule and layer == @layer")
    return set(";".join(rows["id"]).split(";"))


def edges(walks, street):
    return np.flatnonzero(walks.network.street == street)


def nodes(walks, *streets):
    net, on = walks.network, walks.network.street.isin(streets)
    return set(np.r_[net.start[on], net.end[on]].tolist())


def test_a_fenced_park_near_and_far(district, district_plan, walks, cases):
    # coverage-fenced, coverage-near-far
    near = cases.loc["coverage-near-far"]
    home, gates = near["row"], district_plan["doors"].query("place == 'P02'")
    seconds = walks.under.metres
    own = walks.doors[walks.doors["place"] == "P02"]
    metres = measures.pairs(walks, network=seconds, doors=own, limit=60, pace=1.0)
    straight = district.buildings.distance(district.parks.geometry["P02"])

    assert gates[["basis", "snapped"]].to_numpy().tolist() == [["given", True]]
    walk = metres.set_index("building").loc[home, "minutes"] * 60
    assert walk == pytest.approx(near["value"], abs=0.05)
    assert straight[home] == pytest.approx(34, abs=0.5)
    assert not district_plan["building_reached"].loc[home, PARK]
    assert (straight[district.buildings["community"] == "C04"] < 500).all()
    assert community(district_plan, PARK).loc["C04", "reached"] == "none"


@pytest.mark.parametrize(
    ("passage", "gained"), [("residents", {"C04": 45}), ("everyone", {"C04": 45, "C07": 30})]
)
def test_opening_the_north_gate(district, district_plan, cases, passage, gained):
    # coverage-gate, coverage-gate-street
    after = district.with_changes(open=NORTH_GATE, name="北门")
    was, now = (parks(city, passage=passage) for city in (district, after))
    rows = cases.loc[["coverage-gate", "coverage-gate-street"], "row"]

    assert list(zip(("entrances", "streets"), [[row] for row in rows], strict=True)) == list(
        NORTH_GATE.items()
    )
    assert not (was & ~now).any()
    assert district.buildings.loc[now & ~was, "community"].value_counts().to_dict() == gained
    assert gained["C04"] == cases.loc["coverage-gate", "value"]
    if passage == "residents":
        assert was.equals(district_plan["building_reached"][PARK].astype(bool))


def test_the_passage_alone_opens_nothing(district):
    after = district.with_changes(open={"streets": ["S-P02-N"]})

    assert parks(after).equals(parks(district))


def test_a_closed_gate(district, walks):
    # coverage-closed-gate
    opened = district.with_changes(open={"entrances": ["G-C03-E6"], "streets": ["S-C03-E6"]})
    found = walked(opened.layers, **district.rasters).buildings
    # heights are met at other places along streets that are cut elsewhere: a hundredth of a second
    shorter = (found < walks.buildings - 0.001).any(axis=1)

    assert not len(edges(walks, "S-C03-E6"))
    closed = walks.under.ways.gates.query("access == 'closed'")
    assert closed["gate"].tolist() == ["G-C03-E6"]
    assert set(district.buildings.loc[shorter, "community"]) == {"C03"}
    assert not (found > walks.buildings + 0.001).any(axis=None)


def test_a_gate_that_lets_people_out_only(walks):
    # coverage-exit-only
    net, homes = walks.under.metres, walks.starts[walks.starts["owner"].str.startswith("C03")]
    on = edges(walks, "S-C03-E3-in")
    markets = walks.doors.query("kind == 'wet_market'").set_index("place", drop=False)
    zone = net.zones.get_loc("C03") + 1
    there = walking.minutes(net, homes, markets.assign(kind=markets["place"]), limit=90, pace=1.0)
    back = walking.minutes(
        net, markets.assign(zone=zone), homes.assign(kind=homes.index), limit=90, pace=1.0
    ).T
    round_ = (back - there[back.columns]) * 60

    assert np.isinf(net.backward[on]).all()
    assert np.isfinite(net.forward[on]).all()
    assert (round_["F-wet_market-02"] > 60).all()
    assert (round_["F-wet_market-01"].abs() < 0.01).all()


def test_underpass_and_crossings_lead_over_the_arterial(district, walks, cases):
    # coverage-underpass
    row = cases.loc["coverage-underpass", "row"]
    over = district.streets[district.streets.crosses(district.barriers.geometry["B-arterial"])]
    without = district.with_changes(close={"streets": [row]})
    longer = walked(without.layers, Choices(kinds=("pharmacy", "kindergarten")), **district.rasters)
    before = walks.buildings[longer.buildings.columns]

    assert set(over.index) <= set(walks.network.street)
    assert over.loc[over["kind"] != "crossing"].index.tolist() == [row]
    assert (longer.buildings > before + 0.1).any(axis=None)
    assert walks.under.ways.cuts.empty


def test_the_river_is_crossed_on_its_bridges_only(district, cases):
    # coverage-bridges
    rows = cases.loc["coverage-bridges", "row"].split(";")
    without = district.with_changes(close={"streets": rows})
    found = walked(without.layers, Choices(kinds=(PARK,)))
    net = found.network
    length = np.bincount(net.component[net.start], weights=net.length)
    side = found.starts["component"].groupby(found.starts["owner"].str[:3]).unique()

    assert (np.sort(length)[::-1][:2] > 10_000).all()
    assert sorted(side.index[side.map(lambda parts: list(parts) == [1])]) == ["C04", "C07", "C13"]


def test_a_path_under_a_bridge_is_reached_by_steps(walks, cases):
    # coverage-under-bridge
    path = nodes(walks, cases.loc["coverage-under-bridge", "row"])
    bridges = cases.loc["coverage-bridges", "row"].split(";")

    assert not path & nodes(walks, *bridges)
    assert path & nodes(walks, "S-steps-shengli")


def test_an_island_and_the_gym_beside_it(district_plan, walks, cases):
    # coverage-island, coverage-on-island
    island, gym = cases.loc[["coverage-island", "coverage-on-island"], "row"]
    on, net = edges(walks, island), walks.network
    door = district_plan["doors"].set_index("place").loc[gym]

    assert net.length[on].sum() == pytest.approx(cases.loc["coverage-island", "value"], abs=0.5)
    assert (net.component[net.start[on]] > 0).all()
    assert not walks.under.main[on].any()
    assert findings(district_plan, "路网连通", "streets") == {island}
    assert not door["snapped"]
    assert district_plan["kinds"].loc["gym", ["places", "on_network"]].tolist() == [2, 1]
    assert gym in findings(district_plan, "接入距离", "facilities") | findings(
        district_plan, "隔墙", "facilities"
    )


def test_a_place_too_far_from_a_street_is_listed(district_plan, cases):
    # coverage-off-street
    row = cases.loc["coverage-off-street"]
    door = district_plan["doors"].set_index("place").loc[row["row"]]

    assert door["gap"] == pytest.approx(row["value"], abs=0.5)
    assert not door["snapped"]
    assert row["row"] in findings(district_plan, "接入距离", "facilities")


def test_a_complex_serves_all_that_it_also_is(district_plan, cases):
    # coverage-also
    row = cases.loc["coverage-also"]
    kinds = district_plan["doors"].set_index("place").loc[row["row"], "kinds"].split(";")
    listed = district_plan["community_places"].query("place == @row.row")

    assert len(kinds) - 1 == row["value"]
    assert set(listed["kind"]) == set(kinds)
    assert listed.groupby("community")["minutes_least"].nunique().eq(1).all()


def test_a_large_campus_is_entered_at_its_gates(district, walks, cases):
    # coverage-gates
    row = cases.loc["coverage-gates"]
    gates = walks.doors[walks.doors["place"] == row["row"]]
    middle = district.facilities.geometry[row["row"]].centroid

    assert gates["basis"].tolist() == [doors.GIVEN] * int(row["value"])
    assert (gates["gap"] < 1).all()
    assert gates["edge"].nunique() == row["value"]
    assert district.streets.distance(middle).min() > 60


def test_a_park_that_is_shut_and_one_without_gates(district_plan, cases):
    # coverage-closed-park, coverage-open-park
    shut, open_ = cases.loc[["coverage-closed-park", "coverage-open-park"], "row"]
    table = district_plan["doors"].set_index("place")
    sizes = district_plan["park_sizes"]

    assert shut not in table.index
    assert findings(district_plan, "未开放", "parks") == {shut}
    assert set(table.loc[open_, "basis"]) <= set(doors.PROPOSED)
    assert doors.CROSSING in set(table.loc[open_, "basis"])
    assert open_ in findings(district_plan, "推定出入口", "parks")
    states = sizes.set_index("park" if "park" in sizes else sizes.index)["state"]
    assert (states[shut], states[open_]) == ("shut", "counted")


@pytest.mark.parametrize(
    ("case", "kind", "part"),
    [
        ("coverage-far-metro", "metro", []),
        ("coverage-far-terminal", "bus_terminal", []),
        ("coverage-far-nursing", "nursing_home", ["C07"]),
    ],
)
def test_what_is_far_from_every_community(district_plan, cases, case, kind, part):
    reached = community(district_plan, kind)["reached"]
    (place,) = district_plan["facilities"].query("kind == @kind").index

    assert place == cases.loc[case, "row"]
    assert reached[reached != "none"].to_dict() == dict.fromkeys(part, "part")
    assert len(reached) == 14


def test_a_building_near_the_edge_of_the_data(district, district_plan, cases):
    # coverage-edge
    row = cases.loc["coverage-edge", "row"]
    minutes = district_plan["building_access"]["edge_minutes"]
    inside = district.buildings.geometry[row].representative_point()
    missed = district_plan["building_reached"].loc[row].eq(False)

    assert minutes[row] * 50 == pytest.approx(inside.distance(district.extent.exterior))
    assert minutes[row] * 50 < 100
    near = district_plan["coverage"].query("unit == 'buildings'").set_index("kind")["near_edge"]
    assert missed.any()
    assert (near[missed[missed].index] >= 1).all()


def test_up_the_hill_is_slower_than_down_with_heights_only(walks, flat, cases):
    # coverage-hill
    row = cases.loc["coverage-hill", "row"]
    with_heights, without = walks.network, flat.network
    hill = edges(walks, row)
    other = edges(flat, row)

    assert (with_heights.forward[hill] > 1.1 * with_heights.backward[hill]).all()
    assert np.array_equal(without.forward[other], without.backward[other])
    assert np.isnan(without.grade[other]).all()
    assert (with_heights.grade[hill] > 0.1).all()
    pd.testing.assert_index_equal(walks.buildings.index, flat.buildings.index)
    assert not np.allclose(walks.buildings[PARK], flat.buildings[PARK])


def test_every_planted_case_is_asked_for_here(cases):
    here = Path(__file__).read_text(encoding="utf-8")

    assert set(cases.index) <= set(re.findall(r"coverage-[a-z-]+", here))
