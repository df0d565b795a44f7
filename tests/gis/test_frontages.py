"""Frontage: what of the outline faces a street, which street, and how far its edge is."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate

from pianqu.gis import frontages
from pianqu.gis.errors import CrsError, LayerError

ROAD = LineString([(-500, 0), (500, 0)])


def plots(*shapes):
    return gpd.GeoSeries(shapes, index=[f"L{i}" for i in range(len(shapes))], crs=4549)


def streets(**lines):
    return gpd.GeoDataFrame(geometry=list(lines.values()), index=list(lines), crs=4549)


def facing(shape, lines, half, reach=2.0):
    found = frontages.frontages(
        plots(shape), streets(**lines), reach=reach, edge=pd.Series(half, dtype=float)
    )
    return found.iloc[0]


@pytest.mark.parametrize("angle", [0, 33, 90])
@pytest.mark.parametrize(
    ("shape", "metres", "distance"),
    [
        (box(0, 3, 20, 30), 20, 0),  # at the edge
        (box(0, 4, 20, 30), 20, 1),  # the sides run away from the street
        (box(0, 5.5, 20, 30), 0, 2.5),  # beyond reach
        (Polygon([(0, 3), (3, 3), (3, 8), (20, 8), (20, 30), (0, 30)]), 3, 0),  # a narrow mouth
        (Polygon([(10, 3), (20, 13), (10, 23), (0, 13)]), 4, 0),  # a corner within 2 m
        (box(0, 1, 20, 30), 20, 0),  # over the edge
        (MultiPolygon([box(0, 3, 5, 30), box(9, 3, 15, 30)]), 11, 0),
    ],
)
def test_frontage_by_hand(angle, shape, metres, distance):
    turned = (rotate(each, angle, origin=(0, 0)) for each in (shape, ROAD))

    found = facing(next(turned), {"S1": next(turned)}, {"S1": 3.0})

    assert found["frontage"] == pytest.approx(metres, abs=1e-3)
    assert found["street_distance"] == pytest.approx(distance)
    assert found["street"] == "S1"


def test_a_street_that_ends_at_a_plot_gives_its_own_width():
    """The end is a round cap: 2.5 m each way at 1.5 m from its tip; less by the way it bends."""
    end = LineString([(10, -50), (10, -2)])

    found = facing(box(0, 0, 20, 20), {"S1": end}, {"S1": 2.0}, reach=1.0)

    assert found["street_distance"] == 0
    across = np.sqrt(3**2 - 2**2)
    judged = 2 * 2 * np.arcsinh(across / 2)  # the integral of 2 / hypot(2, x) over -across..across
    assert found["frontage"] == pytest.approx(judged, rel=0.01)
    assert found["frontage"] < found["geometry"].length < 2 * across + 1e-9


def test_a_corner_plot_faces_both_streets():
    lines = {"S1": ROAD, "S2": LineString([(-3, -500), (-3, 500)])}

    found = facing(box(0, 3, 20, 33), lines, {"S1": 3.0, "S2": 3.0}, reach=0.5)

    assert found["frontage"] == pytest.approx(50, abs=0.1)


def test_the_nearest_edge_is_not_that_of_the_nearest_line():
    lines = {"path": LineString([(0, -4), (50, -4)]), "road": LineString([(0, 30), (50, 30)])}

    found = facing(box(0, 0, 20, 20), lines, {"path": 1.0, "road": 8.0})

    assert (found["street"], found["street_distance"]) == ("road", 2.0)


@pytest.mark.parametrize("order", [["a", "b"], ["b", "a"]])
def test_of_equals_the_least_label(order):
    line = {"a": LineString([(0, -4), (20, -4)]), "b": LineString([(0, 24), (20, 24)])}

    found = facing(box(0, 0, 20, 20), {key: line[key] for key in order}, {"a": 1, "b": 1})

    assert found["street"] == "a"


def test_points_missing_and_empty_plots():
    shapes = plots(Point(0, 10), None, Polygon(), box(0, 100, 9, 109))

    found = frontages.frontages(shapes, streets(S1=ROAD), reach=2)

    assert found["street_distance"].tolist() == pytest.approx(
        [10, np.nan, np.nan, 100], nan_ok=True
    )
    assert found["street"].fillna("").tolist() == ["S1", "", "", "S1"]
    assert found["frontage"].fillna(-1).tolist()[::3] == [-1, 0]
    assert found.geometry.iloc[3].is_empty


def test_no_streets_and_no_plots():
    none = frontages.frontages(plots(box(0, 0, 9, 9)), streets(), reach=2).iloc[0]

    assert (none["frontage"], none["street"] is pd.NA) == (0, True)
    assert np.isnan(none["street_distance"])
    assert frontages.frontages(plots(), streets(S1=ROAD), reach=2).shape == (0, 4)


def test_every_nearest_by_brute_force():
    random = np.random.default_rng(5)
    lines = [LineString(xy) for xy in random.uniform(0, 500, (40, 3, 2))]
    roads = gpd.GeoDataFrame(geometry=lines, index=[f"S{i:02}" for i in range(40)], crs=4549)
    half = pd.Series(random.uniform(0, 15, 40), roads.index)
    shapes = plots(*(Point(xy).buffer(9) for xy in random.uniform(0, 500, (60, 2))))

    found = frontages.frontages(shapes, roads, reach=2, edge=half)

    for plot, row in zip(shapes, found.itertuples(), strict=True):
        gap = (roads.distance(plot) - half).clip(lower=0).round(6)
        assert (row.street, round(row.street_distance, 6)) == (gap.idxmin(), gap.min())
        assert (row.frontage > 0) == (gap.min() < 2)


def test_faults():
    shape = plots(box(0, 0, 9, 9))

    with pytest.raises(LayerError, match="S1"):
        frontages.frontages(shape, streets(S1=ROAD), reach=2, edge=pd.Series({"S2": 3.0}))
    with pytest.raises(CrsError):
        frontages.frontages(shape, streets(S1=ROAD).to_crs(4550), reach=2)
