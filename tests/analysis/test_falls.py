"""What shafts do to windows where buildings of unknown height may stand; rooms that are covered."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from pianqu.analysis.lifts import shading
from pianqu.gis import prisms, sun, sunlight

SKY = sun.sky(date(2001, 1, 20), place=sun.Place(31.45, 121.13, 0.0))
RULE = sunlight.Counting(full=False)
GAP = 38  # metres at which the unknown building takes some sun, and leaves some


def world(required=2.0):
    """A bar with one window to the south."""
    bar = prisms.build([box(-30, 0, 30, 12)], base=0.0, height=18.6)
    points = pd.DataFrame({"x": [0.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "width": 1.5, "solid": 0})
    windows = pd.DataFrame({"point": [0], "sill": 0.9, "building": "B0"}, index=["W0"])
    windows = windows.assign(stairwell="U0", storey=1, room=None, source="facade")
    hours = sunlight.hours(bar, points, windows, sky=SKY, counting=RULE)
    hours = hours.assign(verdict="robust_pass")
    return shading.Before(bar, points, windows, hours, SKY, RULE, required=required, threshold=1.0)


def shafts(*outlines):
    names = [f"S{i}" for i in range(len(outlines))]
    columns = {"building": "B0", "top": 1000.0, "geometry": list(outlines)}
    return gpd.GeoDataFrame(columns, index=names)


def doubted(gap, top=30.0, required=2.0):
    """A house, and before it one that may be absent, or as tall as `top`."""
    shape, sky = box(-60, -gap - 12, 60, -gap), {"sky": SKY, "counting": RULE}
    tall = prisms.build([shape], base=0.0, height=top)
    before = world(required=required)
    dark = sunlight.hours(before.prisms, before.points, before.windows, also=tall, **sky)["hours"]
    met = (dark >= required) == (before.hours["hours"] >= required)
    found = before.hours.assign(verdict=met.map({True: "robust_pass", False: "unknown"}))
    found["hours"] = found["hours"].where(met)
    ids = pd.Index(["B7"])
    return replace(before, hours=found, doubtful=tall, doubtful_ids=ids), dark.iloc[0]


def test_an_unknown_window_is_undecided():
    before, dark = doubted(20)
    found = shading.effects(before, shafts(box(-6, -4, -3, 0)))
    assert dark < before.required
    assert found["newly_below"].isna().tolist() == [True]
    assert found["deciders"].tolist() == ["B7"]
    assert found[["before", "after", "lost"]].isna().all(axis=None)


def test_a_window_that_meets_it_in_any_case_is_undecided_where_the_shaft_may_take_the_rest():
    _, dark = doubted(GAP)
    before, _ = doubted(GAP, required=dark - 0.1)
    beside = shafts(box(-1.5, -9, 1.5, -5))
    found = shading.effects(before, beside)
    alone = replace(before, doubtful=None, doubtful_ids=None)
    assert before.hours["verdict"].tolist() == ["robust_pass"]
    assert found["newly_below"].isna().tolist() == [True]
    assert shading.effects(alone, beside)["newly_below"].tolist() == [False]


def test_a_window_falls_where_it_does_in_both_worlds_and_not_where_in_none():
    shadow, wall = box(-200, -9, 200, -5), shafts(box(-6, -4, -3, 0))
    before, _ = doubted(60)
    assert shading.effects(before, shafts(shadow))["newly_below"].tolist() == [True]
    assert shading.effects(before, wall)["newly_below"].tolist() == [False]


def test_what_a_batch_does_is_undecided_where_a_shaft_of_it_is():
    before, _ = doubted(20)
    two = shafts(box(-6, -4, -3.6, 0), box(3.6, -4, 6, 0))
    alone = shading.effects(before, two)
    found = shading.together(before, two, pd.Series("P1", index=two.index), alone=alone)
    assert found["jointly"].isna().tolist() == [True]


@pytest.mark.parametrize(
    ("source", "room", "expected"),
    [
        ("facade", None, (False, True)),
        ("surveyed", None, (True, False)),
        ("surveyed", "bedroom", (True, False)),
        ("surveyed", "stairs", (False, False)),
    ],
)
def test_a_covered_window_counts_by_room_and_survey(source, room, expected):
    before = world()
    before = replace(before, windows=before.windows.assign(source=source, room=room))
    found = shading.effects(before, shafts(box(-1.2, -4, 1.2, 0))).iloc[0]
    assert (found["covered_sure"], found["covered_maybe"]) == expected
