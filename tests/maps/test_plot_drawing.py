"""The plan of a plot: every line of it lies where the ground says, at the scale that the bar says."""

import re

import fallow
import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from pianqu.maps.idle.plans import plans
from pianqu.maps.plots.drawing import Ground, key, plot_drawing, widest
from pianqu.maps.plots.sheet import HIGH, WIDE, bar, direction, label, over
from pianqu.maps.plots.surroundings import Surroundings, surroundings

ALONE = Surroundings({})
PLOT = shapely.box(500_000, 3_440_000, 500_050, 3_440_020)  # four units of the drawing a metre


def around(**layers: dict) -> Surroundings:
    """Layers of these columns around the plot."""
    return Surroundings({name: gpd.GeoDataFrame(own, crs=4549) for name, own in layers.items()})


def places(figure: str, name: str) -> list[np.ndarray]:
    """The corners of each piece of the paths of a class."""
    found = re.findall(rf'<path class="{name}" d="([^"]*)"', figure)
    pieces = [piece for data in found for piece in data.split("M") if piece]
    return [
        np.array([step.split() for step in piece.rstrip("Z").split("L")], dtype=float)
        for piece in pieces
    ]


def moved(shape: shapely.Geometry, east: float, north: float) -> shapely.Geometry:
    """The shape, so many metres away."""
    return shapely.transform(shape, lambda points: np.add(points, (east, north)))


def test_the_plot_lies_in_the_middle_at_scale():
    (corners,) = places(plot_drawing(Ground(PLOT), ALONE), "pd-plot")

    assert sorted(map(tuple, corners)) == [(120, 120), (120, 200), (320, 120), (320, 200)]


def test_the_scale_bar_is_as_long_as_it_says():
    figure = plot_drawing(Ground(PLOT), ALONE)
    (corners,) = places(re.sub("h80v5h-80z", "L94 301", figure), "pd-bar")

    assert "20 米" in figure
    assert float(np.ptp(corners[:, 0])) == 80  # 20 m at four units a metre


@given(st.floats(0.01, 20))
def test_a_scale_bar_is_round_and_fits(scale):
    metres, length = bar(scale)

    assert length == pytest.approx(metres * scale, abs=0.05)
    assert str(metres)[0] in "125"
    assert length < WIDE / 2


@example(1.0, 1.0, 5e-324)
@given(
    st.floats(1, 900),
    st.floats(1, 900),
    st.floats(-np.pi, np.pi),
)
def test_some_thirty_metres_are_seen_around_and_nothing_lies_outside(wide, high, turn):
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    plot = shapely.transform(shapely.box(0, 0, wide, high), lambda points: points @ turned)
    sheet = over(plot)
    (corners,) = places(plot_drawing(Ground(plot), ALONE), "pd-plot")

    assert shapely.distance(plot, shapely.boundary(sheet.window)) >= 30 - 1e-6
    assert corners.min() >= 0
    assert (corners <= (WIDE, HIGH)).all()


def test_buildings_are_clipped_to_the_sheet():
    near, far = moved(PLOT, 60, 0), moved(PLOT, 400, 0)
    figure = plot_drawing(Ground(PLOT), around(buildings={"geometry": [near, far]}))
    (corners,) = places(figure, "pd-building")

    assert corners[:, 0].max() <= WIDE
    assert float(np.ptp(corners[:, 0])) == 80  # from 60 m on, 20 m of it are seen


def test_a_street_is_as_wide_as_it_is_and_named_beside_the_plot():
    line = shapely.LineString([(499_900, 3_439_985), (500_200, 3_439_985)])
    figure = plot_drawing(
        Ground(PLOT), around(streets={"geometry": [line], "width": 7.0, "name": "一路"})
    )
    x, y = map(float, re.findall(r'class="pd-name" x="([\d.]+)" y="([\d.]+)"', figure)[0])

    assert 'class="pd-street" d="M0 260L440 260" stroke-width="28"' in figure
    assert y == 260
    assert 150 < x < 440  # not on the scale bar


def test_no_name_is_written_on_the_plot():
    line = shapely.LineString([(500_010, 3_440_010), (500_040, 3_440_010)])
    figure = plot_drawing(
        Ground(PLOT), around(streets={"geometry": [line], "width": 3.0, "name": "巷"})
    )

    assert "pd-name" not in figure


@pytest.mark.parametrize(("storeys", "seen"), [(6, True), (None, False)])
def test_storeys_that_are_not_known_are_not_drawn(storeys, seen):
    layer = {"geometry": [moved(PLOT, 55, 0)], "storeys": [storeys]}

    assert ("6层" in plot_drawing(Ground(PLOT), around(buildings=layer))) == seen


def test_a_building_on_the_plot_is_drawn_over_the_bays():
    bays = {"bay": [PLOT]}
    layer = {"geometry": [shapely.buffer(PLOT, -4)], "storeys": [None]}
    figure = plot_drawing(Ground(PLOT, parts=bays), around(buildings=layer))

    assert figure.rfind("pd-building") > figure.find("pd-bay") > 0


def test_measures_stand_at_the_sides_that_they_are_of():
    figure = plot_drawing(Ground(PLOT, rectangle=PLOT, length=50.0, width=20.0), ALONE)
    found = re.findall(r'pd-measure" x="([\d.]+)" y="([\d.]+)"(.*?)>([\d.]+)<', figure)

    assert {text: "rotate" in turned for _, _, turned, text in found} == {
        "50.0": False,
        "20.0": True,
    }
    assert all(120 < float(x) < 320 and 120 < float(y) < 205 for x, y, _, _ in found)


def test_the_circle_is_the_one_that_was_measured():
    triangle = shapely.Polygon([(0, 0), (40, 0), (0, 30)])  # of sides 30, 40, 50: radius 10
    x, y, radius = widest(triangle, 20.0) or (0, 0, 0)

    assert radius == pytest.approx(10, abs=0.05)
    assert shapely.buffer(triangle, 1e-6).covers(shapely.buffer(shapely.Point(x, y), radius))
    assert plot_drawing(Ground(triangle, diameter=20.0), ALONE).count("pd-round") == 1
    assert "pd-round" not in plot_drawing(Ground(triangle, diameter=15.0), ALONE)


def test_holes_stay_open():
    ring = shapely.difference(PLOT, shapely.buffer(PLOT, -5, join_style="mitre"))

    assert len(places(plot_drawing(Ground(ring), ALONE), "pd-plot")) == 2


@pytest.mark.parametrize("shape", [None, shapely.Point(0, 0), shapely.Polygon()])
def test_what_has_no_ground_has_no_drawing(shape):
    assert plot_drawing(Ground(shape), ALONE) == ""


@given(st.floats(-720, 720))
def test_no_label_is_upside_down(turn):
    found = re.search(r"rotate\((-?\d+)", label("x", 0, 0, "一路", turn=turn))

    assert found is None or -90 <= int(found[1]) <= 90


def test_a_label_lies_along_its_line():
    assert direction(shapely.LineString([(0, 0), (0, 10)])) == -90  # north is up


def test_hostile_names_are_only_text():
    bad = "</text><script>1</script>"
    line = shapely.LineString([(499_900, 3_440_040), (500_200, 3_440_040)])
    layers = around(streets={"geometry": [line], "width": 3.0, "name": bad})
    figure = plot_drawing(Ground(PLOT, '"><script>'), layers)

    assert "<script" not in figure
    assert "&lt;script&gt;" in figure


def test_every_mark_of_the_key_is_a_class_of_its_own():
    marks = re.findall(r'<path class="([\w-]+)"', key())

    assert len(marks) == len(set(marks)) == 9


def test_frontage_is_drawn_only_where_it_is_what_the_plan_says(plan):
    plan.tables |= fallow.built()
    plan.tables["streets"] = plan.tables["streets"].assign(width=4.0)
    plots = plan.tables["idle_plots"]
    line = shapely.LineString(
        [(fallow.EAST + 300, fallow.NORTH - 20), (fallow.EAST + 600, fallow.NORTH - 20)]
    )
    plan.tables["streets"].loc["S1", "geometry"] = line
    row = plots.loc["L1"].to_dict() | {"plot": "L1"}

    assert "pd-front" in plans(plan).drawing(row)
    plan.tables["idle_plots"] = plots.assign(frontage=11.0)
    assert "pd-front" not in plans(plan).drawing(row)


def test_layers_of_another_system_are_brought_to_that_of_the_plots(plan):
    plan.tables["buildings"] = plan.tables["buildings"].to_crs(4326)
    found = surroundings(plan, 4549).layers["buildings"]

    assert found.total_bounds[0] == pytest.approx(fallow.EAST + 10, abs=1e-3)
