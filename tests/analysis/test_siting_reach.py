"""Walks to plots: the minutes that a real park or facility in the same place would have."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn import area, drawn, line, spot, walked

from pianqu.analysis import doors as door_rules
from pianqu.analysis.choices import Choices
from pianqu.analysis.siting import reach

PARK, GYM = "park_small", "gym"
SPEED = 50 / 60


def times(walks, plots, *, limit=30.0, threads=1):
    found = reach.entries(walks, plots, snap=100, doorstep=15)
    return reach.pairs(walks, found, limit=limit, pace=SPEED, threads=threads)


@pytest.fixture(scope="module")
def district_walks(district):
    return walked(district.layers, **district.rasters)


@pytest.fixture(scope="module")
def plots(district):
    parcels = gpd.GeoDataFrame(district.parcels[["name", "geometry"]])
    premises = gpd.GeoDataFrame(district.premises[["name", "geometry"]])
    return gpd.GeoDataFrame(pd.concat([parcels, premises]))


@pytest.fixture(scope="module")
def all_times(district_walks, plots):
    return times(district_walks, plots)


def to_the_plot(all_times, plot, homes):
    own = all_times[all_times["plot"] == plot].set_index("building")["minutes"]
    return own.reindex(homes).fillna(np.inf)


@pytest.mark.parametrize("plot", ["L18", "L04", "L20", "R09"])
def test_the_minutes_are_those_of_a_park_in_the_same_place(district, plots, all_times, plot):
    new = gpd.GeoDataFrame(plots.loc[[plot]])
    alone = {"remove": {"parks": list(district.parks.index)}, "add": {"parks": new}}
    if not new.geometry.geom_type.eq(
        "Polygon"
    ).all():  # a park is an area; a facility may be a point
        gyms = district.facilities.index[
            district.facilities["kind"].eq(GYM)
            | district.facilities["also"].fillna("").str.contains(GYM)
        ]
        alone = {"remove": {"facilities": list(gyms)}, "add": {"facilities": new.assign(kind=GYM)}}
    city = district.with_changes(**alone)
    kind = PARK if "parks" in alone["add"] else GYM
    planned = walked(city.layers, Choices(kinds=(kind,)), **city.rasters).buildings[kind]

    assert np.isfinite(planned).sum() > 100
    there = planned.notna()
    found = to_the_plot(all_times, plot, planned.index[there])
    assert found.tolist() == planned[there].tolist()


def test_threads_and_the_order_of_rows_change_nothing(district_walks, plots, all_times):
    pd.testing.assert_frame_equal(times(district_walks, plots[::-1], threads=2), all_times)


def test_plots_of_the_district_are_entered_or_listed(district, district_walks, plots):
    found = reach.entries(district_walks, plots, snap=100, doorstep=15)
    told = reach.access(plots, found)

    assert told.loc[district.parcels.index, "reached"].all()
    # the old works stand behind a wall, beside a path that leads nowhere
    shut = told.index[~told["reached"]].tolist()
    assert told.loc[shut, "reason"].to_dict() == {"R01": reach.BEHIND, "R02": reach.BEHIND}
    assert set(told["basis"]) <= set(door_rules.BASES)
    assert told["entries"].sum() == found["edge"].notna().sum()


@pytest.fixture
def street():
    return {
        "streets": drawn({"S1": line((0, 0), (1000, 0))}),
        "buildings": drawn({"B1": spot(100, 10), "B2": spot(700, 10)}),
    }


def test_minutes_by_hand(street):
    plots = drawn({"L1": area(300, -8, 320, 8), "L2": spot(500, 20)})
    found = times(walked(street), plots)

    assert found["building"].tolist() == ["B1", "B2", "B1", "B2"]
    metres = [10 + 200, 10 + 380, 10 + 400 + 20, 10 + 200 + 20]
    assert (found["minutes"] * 50).tolist() == pytest.approx(metres)


@pytest.mark.parametrize(("limit", "reached"), [(210 / 50, ["B1"]), (209.9 / 50, [])])
def test_the_limit_is_inclusive(street, limit, reached):
    plots = drawn({"L1": area(300, -8, 320, 8)})

    assert times(walked(street), plots, limit=limit)["building"].tolist() == reached


def test_stairwells_all_have_to_reach_a_plot(street):
    street["stairwells"] = drawn({"U1": spot(100, 10), "U2": spot(250, 10)}, building=["B1", "B1"])
    plots = drawn({"L1": area(300, -8, 320, 8)})
    found = times(walked(street), plots, limit=5).set_index("building")["minutes"]

    assert found["B1"] * 50 == pytest.approx(210)  # from U1, the farther one


def test_a_wall_lengthens_the_walk_and_a_plot_behind_it_is_listed(street):
    wall = drawn({"W1": line((200, -900), (200, 900))}, kind=["wall"])
    cut = walked({**street, "barriers": wall})
    plots = drawn({"L1": area(300, -8, 320, 8)})

    assert times(cut, plots)["building"].tolist() == ["B2"]
    behind = drawn({"L2": area(40, 20, 60, 40)})
    wall = drawn({"W1": line((-900, 10), (900, 10))}, kind=["wall"])
    shut = walked({**street, "barriers": wall})
    found = reach.entries(shut, behind, snap=100, doorstep=15)
    assert reach.access(behind, found).loc["L2", ["reached", "reason"]].tolist() == [
        False,
        reach.BEHIND,
    ]


def test_those_that_reach_no_street_are_listed_with_the_reason(street):
    plots = drawn({"L1": spot(300, 200), "L2": spot(300, 5)})
    plots.loc["L3", "geometry"] = None
    found = reach.entries(walked(street), plots, snap=100, doorstep=15)
    told = reach.access(plots, found)

    assert told["reached"].tolist() == [False, True, False]
    assert told["reason"].tolist() == [reach.OFF, pd.NA, reach.NO_PLACE]
    assert told.loc["L2", "basis"] == door_rules.POINT


def test_a_place_without_streets_has_no_walks(street):
    del street["streets"]
    walks, plots = walked(street), drawn({"L1": spot(300, 5)})
    found = reach.entries(walks, plots, snap=100, doorstep=15)

    assert times(walks, plots).empty
    assert reach.access(plots, found, streets=False)["reason"].tolist() == [reach.NO_STREETS]
