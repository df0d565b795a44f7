"""Which questions are answered, why others are not, and that every field of an answer is told."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from drawn import area, drawn, line, spot

import pianqu
from pianqu.analysis.questions import ALL
from pianqu.gis.errors import ChoiceError
from pianqu.layers import kinds
from pianqu.layers.city import City

# the tables that each question promises where every layer is there
TABLES = {
    "counts": {"building_counts", "community_places"},
    "areas": {"service_areas"},
    "parks": {
        *("park_rates", "park_thresholds", "park_sizes", "park_rate_modes", "reconciliation"),
        *("land_unsure", "park_land", "community_park_land"),
    },
    "circles": {"living_circles", "community_circles"},
    "scorecards": {
        *("complete_community", "complete_totals", "scorecard", "scorecard_totals"),
        "synchrony",
    },
    "supply": {
        *("supply", "building_supply", "building_supply_weighted", "community_supply"),
        *("assignment", "assignment_buildings", "assignment_places", "assignment_totals"),
    },
    "gaps": {"gaps", "community_cards"},
    "population": {"population_estimates", "population_communities", "population_totals"},
    "daylight": {"daylight", "daylight_storeys"},
    "consent": {"consents", "consent_rounds", "objections"},
    "elevators": {
        *("elevators", "elevator_checks", "elevator_light", "elevator_joint_light"),
        *("elevator_budget", "elevator_shares", "elevator_payments", "elevator_running"),
        *("elevator_priority", "elevator_batches", "elevator_batch_members"),
        "elevator_programme",
    },
    "idle": {
        *("idle_plots", "idle_evidence", "idle_refusals", "idle_areas", "idle_corrections"),
        *("idle_totals", "idle_reuse", "idle_checks", "idle_sets", "idle_apart", "idle_bays"),
        *("idle_layouts", "idle_rectangles"),
    },
    "siting": {"siting", "siting_sites", "siting_curve", "siting_needs"},  # one use: none to share
    "eligibility": {
        *("eligibility", "eligibility_checks", "eligibility_items", "eligibility_modes"),
    },
    "finance": {
        *("finance", "finance_sources", "cash_flow", "finance_awards", "unit_costs"),
        *("finance_debt", "finance_checks"),
    },
    "bundling": {
        *("bundles", "bundle_members", "bundle_units", "bundle_links", "bundle_levels"),
        *("bundle_modes", "bundle_transfers", "bundle_balances", "bundle_left", "bundle_binding"),
        *("bundle_worth", "bundle_others", "bundle_shaken", "bundle_steady", "bundle_conflict"),
    },
    "management": {"management_yards", "management_packages"},
    "staging": {
        *("staging", "staging_batches", "staging_areas", "staging_cases", "signing_pace"),
    },
    "register": {
        *("register_areas", "register_projects", "register_buildings", "register_needs"),
        *("register_events", "register_checks"),
    },
}
NEEDS = {
    "counts": {"buildings", "streets"},
    "areas": {"streets", "parks"},  # parks are what is drawn
    "parks": {"parks"},
    "circles": {"buildings", "streets"},
    "scorecards": {"communities", "buildings", "streets"},
    "supply": {"buildings", "streets", "facilities"},
    "gaps": {"communities", "buildings", "streets"},
    "population": {"buildings"},  # and a raster, which every plan here has
    "daylight": {"buildings"},
    "consent": {"votes"},
    "elevators": {"buildings", "stairwells"},  # these buildings do not say how many they have
    "idle": set(),  # of what is there
    "siting": {"buildings", "streets", "parcels"},  # one of which is vacant
    "eligibility": {"communities"},
    "finance": {"communities", "projects", "ledger"},
    "bundling": {"communities", "projects", "ledger"},
    "management": {"communities"},
    "staging": {"communities"},
    "register": {"projects"},
}
OPTIONAL = ("entrances", "barriers", "parcels", "windows")
LAYERS = (
    *("communities", "buildings", "stairwells", "votes", "parks", "facilities", "streets"),
    *("projects", "ledger"),
    *OPTIONAL,
)
ASKED = pianqu.Choices(kinds=("park_small", "health_station", "canteen"))


def layers() -> dict[str, pd.DataFrame]:
    """A street of 1,000 m with a layer of every sort that a question reads."""
    return {
        "communities": drawn(
            {"C1": area(0, 1, 700, 80), "C2": area(701, 1, 999, 80)},
            name=["东一村", "东二村"],
            households=[154, 120],
        ),
        "buildings": drawn(
            {f"B{x}": area(x - 5, 5, x + 5, 15) for x in (100, 500, 900)},
            households=[24, 30, 20],
            residents=[60, 80, 50],
            elderly=[10, 20, None],
            storeys=[6, 6, 4],
        ),
        "stairwells": drawn({"U1": spot(95, 5), "U2": spot(105, 5)}, building=["B100", "B100"]),
        "windows": drawn({"W1": spot(100, 5)}, building=["B100"], storey=[2]),
        "votes": pd.DataFrame(
            {
                **{"building": "B100", "stairwell": "U1", "topic": "elevator", "round": 1},
                **{"household": ["101", "201"], "vote": ["agree", "against"], "area": 60.0},
            },
            index=["V1", "V2"],
        ),
        "parks": drawn({"P1": area(850, -90, 950, -2)}, open=[True], fenced=[False]),
        "entrances": drawn({"G1": spot(900, -2)}, of_layer=["parks"], of=["P1"]),
        "facilities": drawn(
            {"F1": spot(600, 0)},
            kind=["health_station"],
            also=["canteen"],
            capacity=[40.0],
            capacity_unit=["人"],
        ),
        "barriers": drawn({"X1": line((0, 200), (1000, 200))}, kind=["railway"]),
        "parcels": drawn(
            {"L1": area(0, 1, 999, 80), "L2": area(300, -60, 360, -3)},
            landuse_scheme=["ydyh", "ydyh"],
            landuse=["0701", "2301"],
            status=[None, "vacant"],
        ),
        "streets": drawn({"S1": line((0, 0), (1000, 0))}),
        "projects": pd.DataFrame({"name": ["东一村改造"], "communities": ["C1"]}, index=["J1"]),
        "ledger": pd.DataFrame(
            {
                "project": "J1",
                "kind": ["cost", "grant"],
                "item": ["管网", "补助"],
                "payer": [None, "upper_grant"],
                "amount": [90_000.0, 100_000.0],
            },
            index=["M1", "M2"],
        ),
    }


def told() -> pd.DataFrame:
    """Where the layers come from: what matters here is their day."""
    cells = {"layer": "communities", "source": "甲", "as_of": pd.Timestamp("2024-06-30")}
    return pd.concat([City("甲", 4549, {}).sources, pd.DataFrame([cells])], ignore_index=True)


RASTERS: dict[str, Path] = {}


@pytest.fixture(scope="module", autouse=True)
def crowd(tmp_path_factory):
    """A raster of people, one cell over the whole street, for every plan of this module."""
    path = tmp_path_factory.mktemp("rasters") / "人口.tif"
    size = {"width": 1, "height": 1, "count": 1, "dtype": "float64", "crs": 4549}
    west, north = area(-500, -500, 1500, 1500).bounds[::3]
    where = Affine(2000, 0, west, 0, -2000, north)
    with rasterio.open(path, "w", driver="GTiff", transform=where, **size) as file:
        file.write(np.array([[260.0]]), 1)
    RASTERS["population"] = path


@cache
def planned(left_out=(), choices=ASKED, **named) -> pianqu.Plan:
    """A plan without some layers, made once; no test changes a frame of it."""
    kept = {name: frame for name, frame in layers().items() if name not in left_out}
    city = City("甲", 4549, kept, sources=told(), rasters=RASTERS)
    return pianqu.plan(city, choices, threads=1, **named)


@pytest.mark.parametrize("question", ALL)
def test_each_question_alone_makes_its_own_tables_and_no_other(question):
    plan, bare = planned(questions=(question,)), planned(questions=())

    assert set(plan.tables) - set(bare.tables) == TABLES[question]
    assert plan["questions"].to_dict("records")[0]["status"] == "computed"
    for name in ("coverage", "building_minutes"):
        pd.testing.assert_frame_equal(plan[name], planned()[name])
    for name in TABLES[question]:
        if question == "register":  # it has a row for what other questions have found
            assert list(plan[name]) == list(planned()[name])
        else:
            pd.testing.assert_frame_equal(plan[name], planned()[name])


def test_without_questions_there_are_none_of_their_tables():
    plan = planned(questions=())

    assert not set(plan.tables) & set().union(*TABLES.values())
    assert plan["questions"].empty
    assert plan["coverage"]["share"].notna().any()


def test_an_unknown_question_is_an_error_before_any_work():
    with pytest.raises(ChoiceError, match=r"park.*可选：counts、areas、parks"):
        planned(questions=("park",))


@pytest.mark.parametrize(
    "left_out",
    [
        *[(layer,) for layer in LAYERS],
        ("parks", "facilities"),
        ("streets", *OPTIONAL),
    ],
    ids="-".join,
)
def test_a_layer_left_out_leaves_out_what_needs_it_and_says_why(left_out):
    plan = planned(left_out)
    table = plan["questions"].set_index("question")
    open_ = {name for name in ALL if not NEEDS[name] & set(left_out)}
    if {"parcels", "streets"} <= set(left_out):  # no record of land, and roads would be idle
        open_ -= {"idle"}

    assert set(table.index[table["status"] == "computed"]) == open_
    assert set(table.index[table["reason"].isna()]) == open_
    for question in set(ALL) - open_:
        assert table.loc[question, "status"] == "not_computed"
        assert not TABLES[question] & set(plan.tables)
    for layer in set(left_out) & set.union(*(NEEDS[name] for name in ALL)) - {"parks", "parcels"}:
        needing = [name for name in ALL if layer in NEEDS[name]]
        assert table.loc[needing, "reason"].str.contains(kinds.schema(layer).zh).all()


def test_parks_that_nobody_drew_are_named():
    said = planned(("parks",))["questions"].set_index("question")["reason"]

    assert said["parks"] == "缺少公园绿地图层"


@pytest.mark.parametrize("areas", [("park_small",), ("canteen", "park_small"), ("metro",)])
def test_areas_are_drawn_of_the_kinds_that_were_asked(areas):
    plan = planned(choices=pianqu.Choices(areas=areas), questions=("areas",))
    status = plan["questions"]["status"].tolist()
    drawn_ = set(plan["service_areas"]["kind"]) if "service_areas" in plan else set()

    assert drawn_ == set(areas) - {"metro"}
    assert status == ["computed" if drawn_ else "not_computed"]


@pytest.mark.parametrize(
    ("minutes", "limits"), [(10.0, [5, 10, 15]), (7.5, [5, 7.5, 10, 15]), (20.0, [5, 10, 15, 20])]
)
def test_who_lives_in_an_area_is_counted_by_minutes_not_by_the_picture(minutes, limits):
    plan = planned(choices=pianqu.Choices(minutes=minutes), questions=("areas",))
    table = plan["service_areas"].set_index("minutes")

    # to the gate: U1 807 + 5, B500 (a point 10 m inside) 412, B900 12 m
    homes = {"B100": 812 / 50, "B500": 412 / 50, "B900": 12 / 50}
    expected = [sum(each <= limit for each in homes.values()) for limit in limits]
    assert table.index.tolist() == limits
    assert table["buildings"].tolist() == expected
    assert table["households"].tolist() == [
        sum(
            count for count, each in zip((24, 30, 20), homes.values(), strict=True) if each <= limit
        )
        for limit in limits
    ]


def test_all_that_the_district_answers_is_described(district_plan):
    fields = district_plan.fields
    answers = fields[~fields["table"].isin(kinds.layers())]
    chinese = fields["zh"].map(lambda text: bool(re.search("[\u4e00-\u9fff]", text)))
    blank = answers[answers["meaning"].eq("") & answers["unit"].eq("")]

    answered = set(district_plan["questions"].query("status == 'computed'")["question"])
    assert set(TABLES) == answered
    assert fields.loc[~chinese, ["table", "field"]].to_numpy().tolist() == []
    assert blank[["table", "field"]].to_numpy().tolist() == []
    assert not fields.duplicated(["table", "field"]).any()


def test_all_columns_of_all_tables_stand_in_the_description(district_plan):
    told = set(zip(district_plan.fields["table"], district_plan.fields["field"], strict=True))
    there = {
        (name, str(column))
        for name, table in district_plan.tables.items()
        for column in table.columns
        if column != "geometry" and name != "timings"
    }

    assert there <= told
