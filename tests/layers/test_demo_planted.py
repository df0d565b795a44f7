"""The planted cases are what they say: checked by hand rules, not by the analyses they are for."""

from fractions import Fraction

import pandas as pd
import pytest
import shapely

from pianqu.layers import demo


@pytest.fixture(scope="module")
def city():
    return demo.district()


@pytest.fixture(scope="module")
def cases():
    return demo.planted()


def door(city, case):
    """Door and other buildings' distance to it, for a planted stairwell."""
    stairwell = demo.planted().loc[case, "row"]
    row = city.stairwells.loc[stairwell]
    others = city.buildings.drop(row["building"])
    return row, others.distance(row.geometry).min()


def answers(city, of, topic, round_=1):
    """Votes of a stairwell, or of several buildings joined by semicolons."""
    votes = city.votes[(city.votes["topic"] == topic) & (city.votes["round"] == round_)]
    places = of.split(";")
    return votes[votes["stairwell"].isin(places) | votes["building"].isin(places)]


def test_every_planted_row_is_there(city, cases):
    assert cases.index.is_unique
    for layer, ids in zip(cases["layer"], cases["row"], strict=True):
        assert set(ids.split(";")) <= set(city.layers[layer].index)


def test_cases_do_not_depend_on_the_seed(cases):
    layers = demo.layers(seed=3)

    for layer, ids in zip(cases["layer"], cases["row"], strict=True):
        assert set(ids.split(";")) <= set(layers[layer].index)


def test_a_stairwell_that_fits(city):
    row, opposite = door(city, "lift-fits")
    lanes = city.streets[city.streets["kind"] == "service"]

    assert row["storeys"] == 6
    assert not row["lift"]
    assert opposite > 15
    assert (lanes.distance(row.geometry) - lanes["width"] / 2).min() > 8
    assert city.protections.distance(row.geometry).min() > 15


def test_a_road_two_metres_from_the_wall(city, cases):
    row, opposite = door(city, "lift-road")
    lanes = city.streets[city.streets["kind"] == "service"]
    clear = (lanes.distance(row.geometry) - lanes["width"] / 2).min()

    assert clear == pytest.approx(cases.loc["lift-road", "value"], abs=0.01)
    assert opposite > 12


def test_a_tree_whose_protection_reaches_the_door(city, cases):
    row, opposite = door(city, "lift-tree")
    tree = city.protections.loc["T02"]
    gap = tree.geometry.distance(row.geometry)

    assert gap == pytest.approx(cases.loc["lift-tree", "value"], abs=0.02)
    assert gap < tree["crown_radius"] + tree["buffer"]
    assert opposite > 12


def test_an_opposite_building_too_near(city):
    row, opposite = door(city, "lift-opposite")

    assert row["storeys"] == 4
    assert 6.5 < opposite < 7.6


def test_a_corridor_two_metres_from_the_wall(city):
    row, _ = door(city, "lift-corridor")

    assert city.protections.geometry["X02"].distance(row.geometry) == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize(
    ("case", "layer", "field", "value"),
    [
        ("lift-low", "stairwells", "storeys", 3),
        ("lift-there", "stairwells", "lift", True),
        ("lift-demolition", "communities", "demolition_plan", True),
        ("lift-danger", "buildings", "safety_grade", "D"),
        ("lift-steps", "stairwells", "level_difference", 1.2),
    ],
)
def test_stairwells_refused_by_a_field(city, case, layer, field, value):
    row, _ = door(city, case)
    key = {"stairwells": row.name, "buildings": row["building"], "communities": row["community"]}

    assert city.layers[layer].loc[key[layer], field] == value


def test_only_the_named_house_has_a_lift(city):
    assert set(city.buildings.index[city.buildings["lift"]]) == {"C03-B064"}


def test_33_of_36_agree_and_areas_are_unknown(city, cases):
    votes = answers(city, cases.loc["consent-relief", "row"], "rebuild")

    assert votes["vote"].value_counts().to_dict() == {"agree": 33, "absent": 2, "against": 1}
    assert votes["area"].isna().all()


@pytest.mark.parametrize(
    ("case", "topic", "round_", "took_part", "agreed"),
    [
        ("consent-pass", "elevator", 1, (10, 12), (9, 10)),
        ("consent-equal", "elevator", 1, (8, 12), (6, 8)),
        ("consent-short", "elevator", 1, (8, 12), (5, 8)),
        ("consent-quorum", "elevator", 1, (7, 12), (7, 7)),
        ("consent-area", "elevator", 1, (8, 12), (6, 8)),
        ("consent-fund", "fund", 1, (8, 12), (5, 8)),
        ("consent-rounds", "elevator", 1, (8, 10), (5, 8)),
        ("consent-rounds", "elevator", 2, (9, 10), (9, 9)),
        ("consent-undelivered", "elevator", 1, (8, 12), (8, 8)),
    ],
)
def test_votes_are_as_planted(city, cases, case, topic, round_, took_part, agreed):
    votes = answers(city, cases.loc[case, "row"], topic, round_)
    voted = votes[votes["vote"].isin(["agree", "against"])]

    assert (len(voted), len(votes)) == took_part
    assert (int((voted["vote"] == "agree").sum()), len(voted)) == agreed


def test_equality_of_both_thresholds_by_area_too(city, cases):
    votes = answers(city, cases.loc["consent-equal", "row"], "elevator")
    area = votes.groupby("vote")["area"].sum().map(Fraction)

    assert (area["agree"] + area["against"]) / sum(area) == Fraction(2, 3)
    assert area["agree"] / (area["agree"] + area["against"]) == Fraction(3, 4)


def test_area_fails_where_persons_pass(city, cases):
    votes = answers(city, cases.loc["consent-area", "row"], "elevator")
    area = votes.groupby("vote")["area"].sum()

    assert area["agree"] / (area["agree"] + area["against"]) == pytest.approx(348 / 540)
    assert (area["agree"] + area["against"]) / area.sum() > 2 / 3


def test_one_area_is_unknown_and_one_stairwell_never_voted(city, cases):
    partial = answers(city, cases.loc["consent-unknown-area", "row"], "elevator")

    assert int(partial["area"].isna().sum()) == 1
    assert cases.loc["lift-votes-unknown", "row"] not in set(city.votes["stairwell"])


@pytest.mark.parametrize(("community", "agreed", "of"), [("C13", 48, 60), ("C14", 28, 36)])
def test_programme_consent_around_80_percent(city, community, agreed, of):
    votes = city.votes.query("topic == 'programme' and community == @community")["vote"]

    assert (int((votes == "agree").sum()), len(votes)) == (agreed, of)


def test_the_strip_is_16_by_40_and_free(city):
    strip = city.parcels.loc["L18"]
    sides = shapely.bounds(strip.geometry)

    assert (sides[2:] - sides[:2]).tolist() == [16, 40]
    assert (strip["status"], strip["landuse_scheme"], strip["landuse"]) == (
        "vacant",
        "ydyh",
        "2301",
    )
    for layer in ("buildings", "streets", "facilities", "parks", "protections", "premises"):
        assert not city.layers[layer].intersects(strip.geometry).any()


@pytest.mark.parametrize(
    ("parcel", "layer", "row"),
    [
        ("L21", "protections", "T01"),
        ("L34", "protections", "X03"),
        ("L11", "protections", "X06"),
        ("L53", "protections", "X08"),
        ("L47", "parks", "P02"),
        ("L51", "parks", "P01"),
        ("L06", "facilities", "F-junior_high-01"),
        ("L40", "facilities", "F-primary_school-01"),
    ],
)
def test_look_alikes_have_the_thing_that_rules_them_out(city, parcel, layer, row):
    assert city.layers[layer].geometry[row].intersects(city.parcels.geometry[parcel])


def test_only_one_parcel_is_declared_idle(city):
    declared = city.parcels["legal_idle"].fillna(False).astype(bool)

    assert set(city.parcels.index[declared]) == {"L10"}
    assert pd.isna(city.parcels.loc["L14", "legal_idle"])
    assert set(city.parcels.index[city.parcels["status"] == "works"]) == {"L02", "L54"}


def balance(ledger):
    """Sources less costs of each project, resolved and unconditional money only."""
    sure = ledger[ledger["amount"].notna() & ledger["condition"].isna()]
    signed = sure["amount"].where(sure["kind"] != "cost", -sure["amount"])
    return signed.groupby(sure["project"]).sum()


def test_deficits_and_surplus_balance_only_together(city, cases):
    by = balance(city.ledger)
    others = by.drop(["J02", "J04", "J15", "J16"])
    spare = city.ledger.loc["M-J08-award", "amount"]
    ranges = city.ledger.loc["M-J09-range", "amount_most"]

    assert by[["J02", "J04", "J15"]].tolist() == [-1_700_000, -1_100_000, 2_900_000]
    assert by[["J02", "J04", "J15"]].sum() == cases.loc["bundle-together", "value"]
    assert by[["J02", "J04"]].sum() + others.clip(lower=0).sum() + spare + ranges < 0


def test_the_two_deficits_lie_in_two_sub_districts(city):
    assert city.communities.loc[["C02", "C04"], "district"].nunique() == 2


def test_retrofit_costs_what_the_report_says(city):
    costs = city.ledger[(city.ledger["kind"] == "cost") & city.ledger["content_class"].notna()]
    works = costs[costs.index.str.fullmatch(r"M-J\d\d-(basic|improve|upgrade)")]

    assert works["amount"].sum() == 75_600_000
    assert works["community"].nunique() == 14


def test_unresolved_money_is_a_range(city):
    open_ = city.ledger[city.ledger["amount"].isna()]

    assert set(open_.index) == {"M-J09-range", "M-J09-rent"}
    assert (open_["amount_least"] < open_["amount_most"]).all()
    assert pd.isna(city.projects.loc["J09", "cost"])


def test_one_project_has_no_finding(city):
    assert set(city.projects.index[city.projects["finding"].isna()]) == {"J16"}


def test_a_facility_far_from_any_street_and_one_by_the_island(city):
    far = city.facilities.geometry["F-recycling_point-01"]
    gym = city.streets.distance(city.facilities.geometry["F-gym-02"])

    assert city.streets.distance(far).min() == pytest.approx(117, abs=0.5)
    assert gym.idxmin() == "S-island"
    assert (city.streets.distance(far) < 100).sum() == 0


def test_far_kinds_lie_beyond_500_m_of_every_community(city, cases):
    for case in ("coverage-far-metro", "coverage-far-terminal"):
        place = city.facilities.geometry[cases.loc[case, "row"]]
        assert city.communities.distance(place).min() > 300
        assert (city.communities.drop("C13").distance(place) > 500).all()


def test_a_complex_serves_several_kinds_and_a_campus_has_two_gates(city):
    also = city.facilities.loc["F-community_service-01", "also"]

    assert also == "canteen;culture_station;elder_daycare;health_station;nursery"
    assert int((city.entrances["of"] == "F-primary_school-01").sum()) == 2


def test_low_ground_under_c08(city):
    assert city.communities.loc["C08", "low_lying"]
    assert city.protections.geometry["X05"].intersects(city.communities.geometry["C08"])


def test_a_building_near_the_edge_of_the_data(city):
    gap = city.extent.exterior.distance(city.buildings.geometry["C09-B001"])

    assert gap < 100


def test_gates_that_are_closed_or_lead_out_only(city):
    out = city.streets.loc["S-C03-E3-in"]
    gate = city.entrances.geometry["G-C03-E3"]

    assert out["oneway"] == "forward"
    assert shapely.get_point(out.geometry, -1).distance(gate) < 0.01
    assert set(city.streets.index[city.streets["access"] == "closed"]) == {"S-C03-E6", "S-P02-N"}
    closed = city.entrances.index[city.entrances["access"] == "closed"]
    assert set(closed) == {"G-C03-E6", "G-P02-N"}
