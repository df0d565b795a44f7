"""Park rates, and their way to the walking rates, held against the tables they must agree with."""

import numpy as np
import pandas as pd
import pytest
from drawn import area, drawn, line, spot

import pianqu
from pianqu.analysis import statutory
from pianqu.layers.city import City

WALKED = ["metres", "minutes"]
WALKS = ("s4", "s5", "s6")
LAST = ["s8", "s9", "s10"]
UNITS = {"s8": "households", "s9": "residents", "s10": "buildings"}


def planned(layers, **choices) -> pianqu.Plan:
    return pianqu.plan(
        City("甲", 4549, layers), pianqu.Choices(**choices), questions=("parks",), threads=1
    )


def steps(plan) -> pd.DataFrame:
    return plan["reconciliation"]


def coverage(plan, unit):
    return plan["coverage"].set_index(["kind", "unit"]).loc[("park_small", unit)]


@pytest.fixture
def strip():
    """
    Residential land of 1,000 by 50 m along a street; a park of 10,000 m2 at its western end.

    Homes at 100, 300, 600 and 900 m; households of one, residents of two are not known; one more
    is off the network.
    """
    homes = {f"B{x}": area(x - 5, 10, x + 5, 20) for x in (100, 300, 600, 900)}
    homes["FAR"] = area(95, 1000, 105, 1010)
    return {
        "communities": drawn({"C1": area(0, 0, 1000, 50)}),
        "buildings": drawn(
            homes,
            households=[10, 20, 30, None, 5],
            residents=[30, None, 80, None, 9],
        ),
        "parks": drawn({"P1": area(-100, -50, 0, 50), "P2": area(400, -500, 500, -400)}),
        "parcels": drawn(
            {"L1": area(0, 0, 1000, 50), "L2": area(2000, 0, 2100, 50)},
            landuse_scheme=["ydyh", "ydyh"],
            landuse=["0701", "1401"],
        ),
        "entrances": drawn(
            {"G1": spot(0, 0), "G2": spot(450, -400)}, of_layer=["parks"] * 2, of=["P1", "P2"]
        ),
        "streets": drawn({"S1": line((0, 0), (1000, 0))}),
    }


def test_rates_of_the_strip_by_hand(strip):
    strip["parks"] = strip["parks"].assign(open=pd.array([True, False], dtype="boolean"))
    found = steps(planned(strip)).astype({"numerator": float, "denominator": float})

    # s0 and s1: 500 m from the edge of P1; s3b: the land nearest to FAR, none of it; s4: 500 m on
    # foot are those at 100 and 300 m, who are nearest to the land up to 450 m
    assert found.loc["s0", ["numerator", "denominator"]].tolist() == pytest.approx([25_000, 50_000])
    assert found.loc["s1", "rate"] == pytest.approx(0.5)
    for step in WALKS:
        row = found.loc[step, ["numerator", "denominator"]].tolist()
        assert row == pytest.approx([450 * 50, 50_000])
    assert found.loc[LAST, ["numerator", "denominator"]].to_numpy().tolist() == [
        [30, 60],
        [30, 110],
        [2, 4],
    ]
    assert found.loc["s7", "reason"] == "未设路口等候时间"


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"minutes": 6.0},
        {"pace": "elderly", "minutes": 15.0},
        {"crossing_wait": 20.0},
        {"kinds": ("pharmacy",)},
    ],
)
def test_differences_as_printed_add_up(strip, choices):
    found = steps(planned(strip, **choices))
    printed = found["rate_tenths"].dropna()

    assert found["difference_tenths"].sum() == printed.iloc[-1] - printed.iloc[0]
    assert found["difference"].sum() == pytest.approx(
        found["rate"].dropna().iloc[-1] - found["rate"].iloc[0]
    )
    assert found.loc["s10", "rate"] > 0


@pytest.mark.parametrize("choices", [{}, {"minutes": 6.0}, {"crossing_wait": 200.0}])
def test_last_steps_are_rows_of_the_coverage(strip, choices):
    strip["streets"] = drawn(
        {"S1": line((0, 0), (200, 0)), "S2": line((200, 0), (1000, 0))}, kind=["crossing", None]
    )
    plan = planned(strip, **choices)

    for step, unit in UNITS.items():
        row, told = coverage(plan, unit), steps(plan).loc[step]
        assert [told["numerator"], told["denominator"]] == [row["reached"], row["base"]]


def test_kinds_that_leave_out_parks_leave_the_rates_as_they_are(strip):
    whole, other = planned(strip), planned(strip, kinds=("pharmacy",))

    for table in ("park_rates", "park_rate_modes", "reconciliation"):
        pd.testing.assert_frame_equal(whole[table], other[table])


def test_without_streets_no_rate_is_made_up(strip):
    del strip["streets"]
    plan = planned(strip)
    computed = steps(plan)["rate"].notna()
    modes = plan["park_rate_modes"].set_index("mode")

    assert computed[computed].index.tolist() == ["s0", "s1"]
    assert steps(plan).loc[~computed, "reason"].str.contains("缺少步行道路图层|没有步行结果").all()
    assert modes["rate"].notna().to_dict() == {
        "boundary": True,
        "doors": False,
        "metres": False,
        "minutes": False,
    }
    assert modes["reason"].notna().tolist() == [False, True, True, True]


def test_without_buildings_the_land_is_still_measured(strip):
    del strip["buildings"]
    found = steps(planned(strip))

    assert found["rate"].notna().sum() == 3
    assert found.loc["s3":, "reason"].notna().all()


def test_a_city_without_land_has_no_rate_and_says_so(strip):
    del strip["parcels"], strip["communities"]
    plan = planned(strip)

    assert plan["park_rates"]["rate"].isna().all()
    assert "park_land" not in plan
    assert steps(plan).loc["s0", "reason"] == "分母为 0"


@pytest.mark.parametrize(("edition", "place"), [("park.2022", "general"), ("gb50563", "historic")])
def test_the_chosen_edition_is_the_first_step(strip, edition, place):
    plan = planned(strip, park_edition=edition, park_place=place)
    row = plan["park_rates"].query("chosen")
    first = steps(plan).loc["s0"]

    assert row[["edition", "place"]].to_numpy().tolist() == [[edition, place]]
    assert row[["covered_m2", "base_m2"]].to_numpy().tolist() == [
        [first["numerator"], first["denominator"]]
    ]


def test_what_the_plan_of_the_district_says_twice_agrees(district_plan):
    found, rates = steps(district_plan), district_plan["park_rates"]
    printed = found["rate_tenths"].dropna()
    modes = district_plan["park_rate_modes"].set_index("mode")
    first = rates.loc[rates["chosen"]].iloc[0]
    inside = district_plan["park_land"].set_index("covered")["area"]

    assert found["difference_tenths"].sum() == printed.iloc[-1] - printed.iloc[0]
    assert first["rate"] == found.loc["s0", "rate"] == modes.loc["boundary", "rate"]
    assert inside[True] == pytest.approx(first["covered_m2"])
    assert inside.sum() == pytest.approx(first["base_m2"])
    for step, unit in UNITS.items():
        row = coverage(district_plan, unit)
        assert found.loc[step, ["numerator", "denominator"]].tolist() == [
            row["reached"],
            row["base"],
        ]


def test_every_name_in_the_answer_is_a_table(strip):
    plan = planned(strip)
    promised = [word for word in statutory.tables.__doc__.split("`") if word in plan]

    assert {"park_rates", "park_thresholds", "park_sizes", "park_rate_modes"} < set(promised)
    assert {"park_land", "community_park_land", "land_unsure"} < set(promised)
    assert not np.any([plan[name].empty for name in promised if name != "land_unsure"])


def city(*, side: float = 60.0, away: float = 300.0, **park) -> City:
    """A home at 0 m, a park with its gate at `away` metres along the street."""
    layers = {
        "communities": drawn({"C1": area(-50, 1, 50, 50)}),
        "buildings": drawn({"B1": spot(0, 0)}, households=[10], residents=[30]),
        "streets": drawn({"S1": line((-50, 0), (0, 0), (33, 0), (111.7, 0), (1500, 0))}),
        "parks": drawn({"P1": area(away, 0, away + side, side)}, **park),
        "entrances": drawn({"G1": spot(away, 0)}, of_layer=["parks"], of=["P1"]),
    }
    return City("街", 4549, layers)


def parks(place: City, **choices) -> pianqu.Plan:
    asked = pianqu.Choices(kinds=("park_small",), **choices)
    return pianqu.plan(place, asked, questions=("parks",), threads=1)


@pytest.mark.parametrize("pace", ["gb50180", "adult", "elderly", "child"])
@pytest.mark.parametrize(("side", "away"), [(60.0, 300.0), (200.0, 500.0)])
def test_a_home_at_just_the_radius_counts_by_metres_and_by_minutes(pace, side, away):
    found = parks(city(side=side, away=away), pace=pace)
    radius = found["park_sizes"]["radius"].tolist()
    modes = found["park_rate_modes"].set_index("mode")

    assert radius == [away]
    assert modes.loc[WALKED, "rate"].tolist() == [1.0, 1.0]


@pytest.mark.parametrize("park", [{"open": [False]}, {"side": 10.0}], ids=["closed", "small"])
def test_where_no_park_counts_nobody_walks_to_one(park):
    modes = parks(city(**park))["park_rate_modes"].set_index("mode")

    assert modes["rate"].tolist() == [0, 0, 0, 0]
    assert modes["reason"].isna().all()
    assert modes["parks"].tolist() == [0] * 4


def test_closed_parks_leave_every_step_at_nothing():
    steps = parks(city(open=[False]))["reconciliation"]
    steps = steps.drop(index="s7")  # no wait is asked for

    assert steps["rate"].tolist() == [0] * len(steps)
    assert steps["reason"].isna().all()
