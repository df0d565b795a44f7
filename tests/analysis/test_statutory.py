"""Parks of which none counts, and homes that walk just the radius, on a straight street."""

import pytest
from drawn import area, drawn, line, spot

import pianqu
from pianqu.layers.city import City

WALKED = ["metres", "minutes"]


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
