"""Windows on facades: bays, floors, courtyards, gables, stairwells, and the surveyed ones."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LinearRing, MultiPolygon, Point, Polygon, box

from pianqu.analysis import standards
from pianqu.analysis.light import bays, windows
from pianqu.analysis.light.walls import walls

YARD = Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior])


def houses(*shapes, **columns) -> gpd.GeoDataFrame:
    ids = [f"B{row + 1}" for row in range(len(shapes))]
    return gpd.GeoDataFrame(columns or {"storeys": 6}, geometry=list(shapes), index=ids, crs=4549)


def rules(tmp_path, **values):
    table = standards.load("window_layout")
    table["value"] = pd.Series(values).reindex(table.index).fillna(table["value"])
    table.to_csv(tmp_path / "own.csv")
    return {"window_layout": tmp_path / "own.csv"}


def seen(*places, **columns) -> gpd.GeoDataFrame:
    ids = [f"W{row + 1}" for row in range(len(places))]
    return gpd.GeoDataFrame(columns, geometry=[Point(*at) for at in places], index=ids, crs=4549)


def test_a_slab_has_windows_in_equal_bays_of_its_long_sides():
    points, _ = windows.facades(houses(box(0, 0, 10, 4)))

    south = points[points["ny"] == -1].sort_values("x")
    assert south["x"].tolist() == pytest.approx([10 / 6, 5, 50 / 6])
    assert (south["y"] == 0).all()
    assert (points["width"] == 1.5).all()
    assert len(points) == 6  # none in the gables


def test_a_square_tower_has_windows_in_every_wall_and_so_has_all_without_gables(tmp_path):
    assert len(windows.facades(houses(box(0, 0, 10, 10)))[0]) == 12
    own = rules(tmp_path, gable_ratio=0)
    assert len(windows.facades(houses(box(0, 0, 10, 4)), rules=own)[0]) == 8


def test_no_window_is_laid_out_above_the_roof():
    _, panes = windows.facades(houses(box(0, 0, 10, 4), storeys=[6], height=[3.0]))

    assert panes["storey"].unique().tolist() == [1]
    assert panes["sill"].lt(3.0).all()


@pytest.mark.parametrize("turn", [0, 17, 90, 233])
def test_gables_turn_with_the_house(turn):
    shape = shapely.affinity.rotate(box(500_000, 3_440_000, 500_010, 3_440_004), turn)

    points, _ = windows.facades(houses(shape))

    assert len(points) == 6
    assert (points["x"] - shape.centroid.x).abs().max() < 5


@pytest.mark.parametrize("shape", [YARD, YARD.reverse(), MultiPolygon([YARD, box(40, 0, 60, 20)])])
def test_normals_lead_out_of_the_building_in_courtyards_and_parts_too(shape):
    points, _ = windows.facades(houses(shape))

    for step, inside in ((0.1, False), (-0.1, True)):
        moved = points["x"] + step * points["nx"], points["y"] + step * points["ny"]
        assert (shapely.contains_xy(shape, *moved) == inside).all()
    court = shapely.covers(box(10, 10, 20, 20), shapely.points(points["x"], points["y"]))
    assert court.sum() == 12


@given(st.integers(3, 9), st.floats(0, 6), st.booleans())
@settings(max_examples=25, deadline=None)
def test_walls_add_up_to_the_rings_whatever_their_direction(corners, start, back):
    angles = start + np.arange(corners) * 2 * np.pi / corners
    ring = LinearRing(np.c_[30 * np.cos(angles), 20 * np.sin(angles)])
    shape = Polygon(ring.reverse() if back else ring)

    found = walls(gpd.GeoSeries([shape]), turn=0)

    assert found["length"].sum() == pytest.approx(shape.length)
    assert (found["nx"] * found["length"]).sum() == pytest.approx(0, abs=1e-9)
    middle = found[["x", "y"]].to_numpy() + found[["tx", "ty"]] * found[["length"]].to_numpy() / 2
    assert ((middle.to_numpy() * found[["nx", "ny"]]).sum(axis=1) > 0).all()


@pytest.mark.parametrize(
    ("length", "count"), [(1.7, 0), (1.8, 1), (3.3, 1), (6.59, 1), (6.6, 2), (33, 10)]
)
def test_bays_are_no_narrower_than_the_spacing(length, count):
    points, _ = windows.facades(houses(box(0, 0, length, 40)))

    assert (points["ny"] == -1).sum() == (0 if length / 40 < 0.5 else count)
    sides = walls(gpd.GeoSeries([box(0, 0, length, 40)]), turn=0)
    some = sides[sides["length"].between(1.8, 39)]
    assert len(bays.bays(some, spacing=3.3, width=1.5)) == 2 * count


def test_a_vertex_that_bends_nothing_parts_no_wall():
    bent = Polygon([(0, 0), (5, 0.0004), (10, 0), (10, 10), (0, 10)])

    found, straight = (windows.facades(houses(shape))[0] for shape in (bent, box(0, 0, 10, 10)))

    assert len(found) == len(straight)


def test_sills_are_over_the_floors_that_height_and_storeys_make():
    house = houses(box(0, 0, 30, 12), storeys=[3], height=[9.6])
    _, found = windows.facades(house, ground=pd.Series({"B1": 41.0}))

    sills = found.groupby("storey")["sill"].unique().map(list)
    assert sills.to_dict() == {
        storey: pytest.approx([41 + 0.15 + 2.95 * (storey - 1) + 0.9]) for storey in (1, 2, 3)
    }


def test_only_homes_have_windows_and_who_has_none_is_told_why():
    shapes = [
        box(0, 0, 30, 12),
        box(40, 0, 70, 12),
        Point(90, 5),
        box(0, 40, 1, 41),
        box(9, 60, 39, 72),
    ]
    mixed = houses(*shapes, storeys=[6, 6, 6, 6, None], use=["residential", "public", *[None] * 3])

    points, found = windows.facades(mixed)

    assert set(found["building"]) == {"B1"}
    assert windows.without(mixed, found).to_dict() == {
        "B3": windows.NO_OUTLINE,
        "B4": windows.NO_WALL,
        "B5": windows.NO_HEIGHT,
    }
    assert points["solid"].unique().tolist() == [0]


def test_a_window_belongs_to_the_stairwell_nearest_along_the_house():
    stairs = gpd.GeoDataFrame(
        {"building": ["B1", "B1", "B9"]},
        geometry=[Point(30, 12), Point(10, 12), Point(5, 0)],
        index=["U2", "U1", "U9"],
        crs=4549,
    )

    points, found = windows.facades(
        houses(box(0, 0, 40, 12), box(0, 50, 40, 62)), stairwells=stairs
    )

    own = points[points["building"] == "B1"]
    assert (own["stairwell"].astype(str) == np.where(own["x"] <= 20, "U1", "U2")).all()
    assert points["stairwell"][points["building"] == "B2"].isna().all()
    pd.testing.assert_series_equal(
        found["stairwell"], points["stairwell"].iloc[found["point"]].set_axis(found.index)
    )


def test_surveyed_windows_stand_in_for_all_of_their_building():
    pair = houses(box(0, 0, 30, 12), box(0, 40, 30, 52))
    given_ = seen(
        (9, -0.3), (9, 0.2), building="B1", storey=[1, 2], sill=[1.4, None], width=[2, None]
    )

    points, found = windows.facades(pair, given=given_.assign(room=["bedroom", "kitchen"]))

    own = found[found["building"] == "B1"]
    assert own["source"].tolist() == ["surveyed", "surveyed"]
    assert own["sill"].tolist() == pytest.approx([1.4, 0.15 + 2.8 + 0.9])
    assert own[["room", "given"]].to_numpy().tolist() == [["bedroom", "W1"], ["kitchen", "W2"]]
    place = points.loc[own["point"], ["x", "y", "nx", "ny", "width"]].to_numpy() + 0.0
    np.testing.assert_allclose(place, [[9, 0, 0, -1, 2], [9, 0, 0, -1, 1.5]])
    assert found["source"][found["building"] == "B2"].eq("facade").all()


@pytest.mark.parametrize(
    ("place", "facing", "said"),
    [
        ((9, -1.9), None, None),
        ((9, -2.1), None, "超过 2 米"),
        ((29.9, 6), 90, None),
        ((29.9, 6), 180, "超过 2 米"),  # its southern wall is 6 m away
        ((0.5, 0.3), 270, None),
        ((9, 0), 135, None),
        ((9, 0), 134, "超过 2 米"),
    ],
)
def test_a_surveyed_window_goes_to_the_nearest_wall_that_faces_its_way(place, facing, said):
    house, one = houses(box(0, 0, 30, 12)), seen(place, building="B1", storey=1, facing=facing)

    reasons = windows.unplaced(house, one).to_dict()

    assert (said in reasons["W1"]) if said else not reasons
    points, found = windows.facades(house, given=one)
    assert len(found) == (not said)
    if facing == 270:
        assert points[["nx", "y"]].to_numpy().tolist() == [[-1.0, 0.75]]  # not beyond the corner
    if said:
        assert windows.without(house, found, given=one).to_dict() == {"B1": windows.NO_PLACE}


def test_what_a_surveyed_window_lacks_is_named():
    pair = houses(box(0, 0, 30, 12), box(0, 40, 30, 52), storeys=[6, None])
    three = seen((9, 0), (9, 40), (9, 0), building=["B7", "B2", "B1"], storey=1).assign(
        geometry=[Point(9, 0), Point(9, 40), None]
    )

    found = windows.unplaced(pair, three)

    assert [text[:4] for text in found] == ["所属楼栋", "所属楼栋", "没有点位"]
    assert "高度" in found["W2"]
    assert found["W1"] != found["W2"]


def test_a_window_of_a_place_without_outlines_is_named():
    found = windows.unplaced(houses(Point(0, 0)), seen((9, 0), building="B1", storey=[1]))

    assert "没有面状轮廓" in found["W1"]


def test_buildings_in_another_order_have_the_same_windows():
    pair = houses(box(0, 0, 30, 12), box(0, 40, 20, 52))

    one, two = (
        windows.facades(frame)[0].drop(columns="solid").astype({"building": str})
        for frame in (pair, pair.iloc[::-1])
    )

    same = ["building", "x", "y"]
    pd.testing.assert_frame_equal(
        *(frame.sort_values(same, ignore_index=True) for frame in (one, two))
    )


def test_no_building_has_no_window():
    points, found = windows.facades(houses(box(0, 0, 30, 12)).iloc[:0])

    assert (len(points), len(found)) == (0, 0)


def test_the_district_has_windows_on_every_storey(district):
    layers = district.layers
    buildings = layers["buildings"]

    _, found = windows.facades(buildings, stairwells=layers["stairwells"], given=layers["windows"])

    top = found.groupby("building", observed=False)["storey"].max()
    assert (top == buildings["storeys"].reindex(top.index)).all()
    assert (found["source"] == "surveyed").sum() == len(layers["windows"]) == 72
    assert found["stairwell"].notna().all()
