"""Measures of plots: the open ground of each, its street, its car park, and what is known of rooms."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

from pianqu.analysis.reuse import plot_measures
from pianqu.analysis.reuse.plot_measures import Setting

CRS = 4549
PLOTS = gpd.GeoDataFrame(
    {
        "of_layer": ["parcels", "parcels", "premises"],
        "of": ["L1", "L2", "R1"],
        "area": [2000.0, 400.0, None],
        "owner_class": ["state", None, "state"],
    },
    geometry=[box(0, 5, 50, 45), box(60, 5, 80, 25), Point(10, 10)],
    index=pd.Index(["L1", "L2", "R1"], name="plot"),
    crs=CRS,
)
STREETS = gpd.GeoDataFrame(
    {"width": [6.0]}, geometry=[LineString([(-20, 0), (100, 0)])], index=["S1"], crs=CRS
)


def houses(**rows: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=[box(0, 25, 50, 45)], index=["B1"], crs=CRS)


def setting(**more: object) -> Setting:
    names = ("dem", "lighting", "doors", "premises", "buildings", "overrides")
    given = {**dict.fromkeys(names), "streets": STREETS, "edge": pd.Series({"S1": 3.0}), **more}
    return Setting(**given)  # pyright: ignore[reportArgumentType]  by name


def measured(**more: object) -> pd.DataFrame:
    return plot_measures.measured(PLOTS, setting(**more)).plots


def test_a_bare_plot_is_measured_whole() -> None:
    found = measured().loc["L1"]
    assert found[["area", "rectangle_length", "rectangle_width"]].tolist() == [2000, 50, 40]
    assert found["circle_diameter"] == pytest.approx(40)
    assert found[["street", "street_distance"]].tolist() == ["S1", 2.0]


@pytest.mark.parametrize(("gap", "width"), [(0.0, 20.0), (3.0, 17.0)])
def test_houses_and_the_gap_around_them_are_no_open_ground(gap: float, width: float) -> None:
    found = measured(buildings=houses(), gap=gap).loc["L1"]
    assert found["area"] == pytest.approx(50 * width)
    assert found["rectangle_width"] == pytest.approx(width)
    assert found["circle_diameter"] == pytest.approx(width)


def test_what_something_else_keeps_is_no_open_ground() -> None:
    """A fire lane along one side; a park beside the plot takes nothing but a hair of rounding."""
    shapes = [box(-5, 5, 4, 45), box(50 - 1e-7, 5, 60, 45), Point(20, 20).buffer(0.5)]
    found = measured(kept=gpd.GeoSeries(shapes, crs=CRS)).loc["L1"]
    assert found["area"] == 46 * 40
    assert found["rectangle_length"] == 46


def test_premises_that_are_drawn_stand_on_the_ground_too() -> None:
    rooms = houses(kind=["office"], floor_area=[900.0]).rename(index={"B1": "R1"})
    found = measured(premises=rooms)
    assert found.loc["L1", "area"] == pytest.approx(1000)
    assert found.loc["R1", ["premises_kind", "floor_area"]].tolist() == ["office", 900.0]


def test_a_plot_that_is_all_built_has_no_ground() -> None:
    cover = gpd.GeoDataFrame(geometry=[box(59, 4, 81, 26)], index=["B2"], crs=CRS)
    found = measured(buildings=cover).loc["L2"]
    assert found["area"] == 0
    assert found[["rectangle_length", "circle_diameter"]].isna().all()


def test_no_bay_lies_under_a_house() -> None:
    found = plot_measures.measured(PLOTS, setting(buildings=houses(), gap=3.0))
    assert found.plots.loc["L1", "bays"] > 10
    assert found.bays.intersection(box(0, 22, 50, 45)).area.sum() == pytest.approx(0)


def test_nothing_is_known_where_no_layer_is() -> None:
    found = measured(streets=None, edge=None).loc["L1"]
    unknown = ["frontage", "street_distance", "slope", "sun_share", "bays", "stair_distance"]
    assert found[[*unknown, "bays_apart", "safety_grade"]].isna().all()


def test_the_nearest_door_without_a_lift_is_measured() -> None:
    doors = gpd.GeoSeries([Point(0, 55), Point(90, 5)], crs=CRS)
    assert measured(doors=doors)["stair_distance"].tolist()[:2] == [10.0, 10.0]


def test_the_grade_of_rooms_is_that_of_their_building() -> None:
    rooms = gpd.GeoDataFrame({"building": ["B1"]}, geometry=[Point(10, 10)], index=["R1"], crs=CRS)
    found = measured(premises=rooms, buildings=houses(safety_grade=["D"]))
    assert found["safety_grade"].tolist()[2] == "D"


def test_no_plots_are_no_rows() -> None:
    assert plot_measures.measured(PLOTS.head(0), setting()).plots.empty


@pytest.mark.parametrize(("middle", "bays"), [(-3.5, 10), (-5.5, 10), (-5.6, 0), (-15.5, 0)])
def test_bays_along_the_kerb_stand_at_the_carriageway(middle: float, bays: int) -> None:
    plot = PLOTS.head(1).set_geometry([box(0, 0, 60, 6)], crs=CRS)
    street = STREETS.set_geometry([LineString([(-20, middle), (80, middle)])], crs=CRS)
    near = setting(streets=street.assign(width=7.0), edge=pd.Series({"S1": 3.5}))
    found = plot_measures.measured(plot, near)
    assert found.layouts["bays"].tolist() == [bays]
    assert found.layouts["layout"].dropna().tolist() == ["kerb"] * bool(bays)


def test_no_bay_stands_where_the_outline_leaves_the_kerb() -> None:
    plot = PLOTS.head(1).set_geometry([box(0, 0, 60, 6)], crs=CRS)
    street = STREETS.set_geometry([LineString([(0, -3.5), (30, -3.5), (60, -9.5)])], crs=CRS)
    near = setting(streets=street.assign(width=7.0), edge=pd.Series({"S1": 3.5}))
    found = plot_measures.measured(plot, near)
    road = street.buffer(3.5).iloc[0]
    bays = found.bays[found.bays["part"] == "bay"]
    assert 0 < len(bays) < 10
    assert bays.distance(road).max() <= 2.0 + 1e-6
    assert all(Point(x, 0).distance(road) <= 2.01 for x in (bays.total_bounds[[0, 2]]))
