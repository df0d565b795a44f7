"""Parking laid out: counts by hand, and every layout judged by one who did not draw it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Polygon, affinity, box

from pianqu.analysis.reuse import bands, bays, drives, placing
from pianqu.gis import rectangles

SIZES = bands.sizes()
NEAR = 1e-4  # metres
FAR = (540_000.0, 3_480_000.0)


def series(*shapes):
    names = [f"L{number}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoSeries(list(shapes), index=names, crs=4549)


def laid(plot, street, *, inside=None, **more):
    """The layout of one plot; its rectangle is the plot itself where none is given."""
    plots = series(plot)
    found = (
        gpd.GeoDataFrame({"bearing": [90.0]}, index=["L1"], geometry=series(inside or plot))
        if inside or plot.equals(box(*plot.bounds))
        else rectangles.rectangles(plots)
    )
    access = None if street is None else series(street)
    found = bays.layout(plots, found, sizes=SIZES, access=access, **more)
    return found.bays, found.counts.loc["L1"]


def side(plot, *, name="south"):
    west, south, east, north = plot.bounds
    ends = {
        "south": [(west, south), (east, south)],
        "north": [(west, north), (east, north)],
        "west": [(west, south), (west, north)],
    }
    return LineString(ends[name])


def judge(drawn, count, plot, street):
    """Faults of a layout, by shapely alone and from what is drawn alone."""
    parts = {
        part: list(drawn.geometry[drawn["part"] == part]) for part in ("bay", "aisle", "drive")
    }
    ways = shapely.union_all([*parts["aisle"], *parts["drive"]]).buffer(NEAR)
    wide = SIZES["parallel_aisle"] if count["layout"] == "parallel" else SIZES["aisle"]
    size = (
        (SIZES["bay_width"], SIZES["bay_depth"])
        if count["layout"] == "perpendicular"
        else (SIZES["parallel_width"], SIZES["parallel_length"])
    )
    inside = plot.buffer(NEAR)
    lane = ways.buffer(
        -SIZES["lane"] / 2 + 2 * NEAR
    )  # where the middle of the narrowest lane may be
    checks = {
        "count": len(parts["bay"]) == count["bays"] > 0,
        "inside": all(inside.covers(part) for part in drawn.geometry),
        "disjoint": sum(bay.area for bay in parts["bay"])
        == pytest.approx(shapely.union_all(parts["bay"]).area, abs=NEAR),
        "aisle free": all(bay.intersection(ways).area < 100 * NEAR for bay in parts["bay"]),
        "bay size": all(sorted(sides(bay)) == pytest.approx(sorted(size)) for bay in parts["bay"]),
        "aisle wide": all(min(sides(aisle)) >= wide - NEAR for aisle in parts["aisle"]),
        "opens on an aisle": all(
            max(edge.intersection(ways).length for edge in edges(bay)) > size[0] - 0.1
            for bay in parts["bay"]
        ),
        "one way": lane.geom_type == "Polygon",
        "reaches the street": street.buffer(2 * NEAR).intersection(ways).area > 0
        and lane.distance(street) < SIZES["lane"] / 2 + 0.1,
    }
    return [name for name, good in checks.items() if not good]


def sides(shape):
    corners = np.array(shape.exterior.coords)
    return [float(np.hypot(*(corners[at + 1] - corners[at]))) for at in (0, 1)]


def edges(shape):
    corners = shape.exterior.coords
    return [LineString(corners[at : at + 2]) for at in range(4)]


@pytest.mark.parametrize(
    ("width", "height", "name", "bays_", "layout"),
    [
        (24, 10.8, "south", 10, "perpendicular"),  # one row, the aisle along the street
        (24, 10.8, "west", 10, "perpendicular"),
        (24, 16.1, "west", 20, "perpendicular"),  # two rows, in at the end of the aisle
        (24, 16.1, "south", 18, "perpendicular"),  # the way in takes the room of two bays, or less
        (24, 10.7, "west", 8, "parallel"),  # too shallow for a row and its aisle
        (60, 6.3, "west", 10, "parallel"),
        (60, 8.8, "west", 20, "parallel"),
        (60, 6.2, "west", 0, None),
    ],
)
def test_bays_by_hand(width, height, name, bays_, layout):
    plot = affinity.translate(box(0, 0, width, height), *FAR)
    street = side(plot, name=name)
    drawn, count = laid(plot, street)

    assert count["bays"] == bays_
    assert count["layout"] == layout if layout else pd.isna(count["layout"])
    assert (judge(drawn, count, plot, street) if bays_ else len(drawn)) in ([], 0)


@pytest.mark.parametrize(
    ("part", "change", "faults"),
    [
        ("bay", lambda shape: affinity.translate(shape, -1, 0), ["disjoint"]),
        ("bay", lambda shape: affinity.translate(shape, 0, -1), ["aisle free"]),
        ("bay", lambda shape: affinity.translate(shape, 0, 3), ["inside"]),
        ("bay", lambda shape: affinity.scale(shape, 0.9, 1), ["bay size"]),
        ("aisle", lambda shape: affinity.scale(shape, 1, 0.9), ["aisle wide", "opens on an aisle"]),
        ("aisle", lambda shape: affinity.translate(shape, 1, 0), ["reaches the street"]),
    ],
)
def test_the_judge_sees_what_is_wrong(part, change, faults):
    plot, street = box(0, 0, 24, 16.1), LineString([(0, 0), (0, 16.1)])
    drawn, count = laid(plot, street)
    at = drawn.index[drawn["part"] == part][-1]
    drawn.loc[at, "geometry"] = change(drawn.geometry[at])

    assert set(faults) <= set(judge(drawn, count, plot, street))


def test_several_aisles_are_joined_by_one():
    plot = box(0, 0, 60, 2 * 16.1)
    drawn, count = laid(plot, side(plot, name="west"))

    # two outer rows of 25; the two between lose the 5.5 m of the aisle that joins: 22 each
    assert count["bays"] == 2 * 25 + 2 * 22
    assert (drawn["part"] == "aisle").sum() == 3
    assert judge(drawn, count, plot, side(plot, name="west")) == []


def test_a_street_beyond_other_ground_of_the_plot_is_reached_by_a_drive():
    plot = Polygon([(0, 0), (24, 0), (24, 16.1), (0, 16.1), (0, 9), (-30, 9), (-30, 5), (0, 5)])
    street = LineString([(-30, 5), (-30, 9)])
    drawn, count = laid(plot, street, inside=box(0, 0, 24, 16.1))

    assert count[["bays", "drive_length"]].tolist() == [20, pytest.approx(30)]
    assert judge(drawn, count, plot, street) == []


@pytest.mark.parametrize("wide", [2.9, 3.1])
def test_a_neck_narrower_than_a_lane_lets_no_car_in(wide):
    neck = box(-30, 7, 0, 7 + wide)
    plot = box(0, 0, 24, 16.1) | neck
    _, count = laid(plot, LineString([(-30, 7), (-30, 7 + wide)]), inside=box(0, 0, 24, 16.1))

    assert count["bays"] == (0 if wide < 3 else 20)
    assert (count["reason"] == "通道不能直达临路一侧") == (wide < 3)


@pytest.mark.parametrize(
    ("street", "bays_", "reason"),
    [
        (None, None, bays.NO_STREETS),
        (LineString(), 0, bays.NO_FRONTAGE),
        (LineString([(0, 0), (2, 0)]), 0, "通道不能直达临路一侧"),  # too short for a lane
    ],
)
def test_no_street_no_bays(street, bays_, reason):
    _, count = laid(box(0, 0, 24, 16.1), street)

    assert pd.isna(count["bays"]) if bays_ is None else count["bays"] == bays_
    assert count["reason"] == reason


def test_points_and_plots_without_a_rectangle_are_not_laid_out():
    plots = series(shapely.Point(0, 0), None)
    inside = gpd.GeoDataFrame(
        {"bearing": [np.nan] * 2}, index=plots.index, geometry=series(None, None)
    )
    found = bays.layout(plots, inside, sizes=SIZES, access=series(None, None)).counts

    assert found["bays"].isna().all()
    assert found["reason"].tolist() == [bays.NO_GROUND] * 2


def test_a_strip_that_is_no_rectangle_is_laid_out_in_its_outline():
    # a strip 11 m deep that narrows to 6 m: the row ends where the aisle does, not the rectangle
    plot = Polygon([(0, 0), (40, 0), (60, 5), (60, 11), (12, 11), (0, 8)])
    inside = box(20, 0, 40, 10.9)
    street = LineString([(0, 0), (40, 0)])
    drawn, count = laid(plot, street, inside=inside)

    assert count["ground"] == "plot"
    assert count["bays"] > 20 / 2.4
    assert judge(drawn, count, plot, street) == []


@pytest.mark.parametrize(("width", "bays_"), [(7.0, 10), (3.0, 0), (None, 0)])
def test_bays_along_the_kerb_need_a_carriageway_known_to_be_wide_enough(width, bays_):
    plot = box(0, 0, 60, 2.6)
    known = pd.Series([width], index=["L1"], dtype="Float64")
    drawn, count = laid(plot, side(plot), street_width=known)

    assert count["bays"] == bays_
    assert count["layout"] == "kerb" if bays_ else pd.isna(count["layout"])
    assert all(plot.buffer(NEAR).covers(bay) for bay in drawn.geometry)


def test_bays_at_the_kerb_stand_only_where_the_street_is():
    plot = box(0, 0, 60, 2.6)
    street, known = LineString([(0, 0), (31, 0)]), pd.Series([7.0], index=["L1"])
    _, count = laid(plot, street, street_width=known)

    assert count["bays"] == 5


def test_bays_are_numbered_row_by_row_and_counted_apart_from_buildings():
    plot = box(0, 0, 24, 16.1)
    rectangle = gpd.GeoDataFrame({"bearing": [90.0]}, index=["L1"], geometry=series(plot))
    found = bays.layout(
        series(plot), rectangle, sizes=SIZES, access=series(side(plot, name="west"))
    )
    drawn = found.bays[found.bays["part"] == "bay"]
    house = gpd.GeoSeries([box(24 + 6 - 4.8, 20, 40, 30)])  # two bays of the north row are too near

    assert drawn["number"].tolist() == list(range(1, 21))
    assert drawn["row"].value_counts().tolist() == [10, 10]
    assert bays.apart(found, house, distance=6).tolist() == [18]
    assert bays.apart(found, gpd.GeoSeries([box(90, 90, 99, 99)]), distance=6).tolist() == [20]


def test_a_street_askew_to_the_rectangle_is_reached():
    plot = affinity.translate(Polygon([(0, 2), (65, 0), (67, 102), (0, 102)]), *FAR)
    street = LineString(list(plot.exterior.coords)[:2])
    drawn, count = laid(plot, street)

    assert count["ground"] == "rectangle"
    assert judge(drawn, count, plot, street) == []


@settings(max_examples=25, deadline=None)
@given(
    st.floats(5, 70),
    st.floats(3, 45),
    st.floats(0, 179),
    st.sampled_from(["south", "north", "west"]),
)
def test_every_layout_of_a_turned_rectangle_stands_before_the_judge(width, height, angle, name):
    upright = box(0, 0, width, height)
    plot, street = (
        affinity.translate(affinity.rotate(shape, angle, origin=(0, 0)), *FAR)
        for shape in (upright, side(upright, name=name))
    )
    drawn, count = laid(plot, street)

    assert (judge(drawn, count, plot, street) if count["bays"] else []) == []
    assert count["bays"] * SIZES["bay_width"] * SIZES["bay_depth"] < plot.area


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.floats(4, 40), st.floats(4, 40)), min_size=8, max_size=8),
    st.integers(0, 7),
)
# the way in from the aisle that joins the others once crossed the bays between them
@example([(4.0, 4.0)] * 3 + [(27.0, 4.0), (31.0, 4.0), (17.0, 4.0)] + [(4.0, 4.0)] * 2, 6)
def test_every_layout_of_an_odd_plot_stands_before_the_judge(corners, at):
    turns = np.arange(8) * np.pi / 4
    ring = np.array([corner[0] + 6 for corner in corners])
    points = np.stack([ring * np.cos(turns), ring * np.sin(turns)], axis=1)
    plot = Polygon(points)
    street = MultiLineString([[points[at], points[(at + 1) % 8]]])
    drawn, count = laid(plot, street)

    assert (judge(drawn, count, plot, street) if count["bays"] else []) == []


def test_no_way_of_laying_the_patterns_beats_the_one_taken():
    plot = box(0, 0, 33, 23)
    _, count = laid(plot, side(plot, name="west"))
    best = 0
    for ground, street in (
        (plot, side(plot, name="west")),
        (box(0, 0, 23, 33), LineString([(0, 0), (23, 0)])),  # turned by a quarter
    ):
        high = ground.bounds[3]
        for pattern in bands.patterns(high, SIZES):
            for low in np.linspace(0, high - pattern.depth, 12):
                for placed in placing.place(ground, pattern, float(low), least=7.2):
                    drive = drives.best(placed, ground, street, lane=SIZES["lane"])
                    if drive:
                        best = max(best, placed.count(without=drive.without, row=drive.row))

    assert count["bays"] >= best > 0
