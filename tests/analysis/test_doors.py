"""Doors of places: gates given, or where streets meet the edge."""

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from pianqu.analysis.doors import doors

PARK = box(0, 0, 100, 50)


def places(*geometry, **columns) -> gpd.GeoDataFrame:
    ids = [f"P{n + 1}" for n in range(len(geometry))]
    return gpd.GeoDataFrame(columns, geometry=list(geometry), index=ids, crs=4549)


def streets(*lines) -> gpd.GeoDataFrame:
    ids = [f"S{n + 1}" for n in range(len(lines))]
    return gpd.GeoDataFrame(geometry=[LineString(line) for line in lines], index=ids, crs=4549)


@pytest.mark.parametrize(
    ("line", "basis", "where"),
    [
        ([(50, -80), (50, 20)], "crossing", (50, 0)),
        ([(-80, -10), (200, -10)], "beside", None),
        ([(-80, -40), (200, -40)], "nearest", None),
        ([(20, 0), (60, 0)], "crossing", (40, 0)),
    ],
)
def test_an_open_park_is_entered_from_the_streets(line, basis, where):
    found = doors(places(PARK), streets(line))

    assert found["basis"].tolist() == [basis]
    assert found.geometry[0].distance(PARK.exterior) < 1e-9
    assert where is None or found.geometry[0].equals(Point(where))


def test_every_street_along_the_edge_gives_a_door():
    found = doors(places(PARK), streets([(0, -5), (100, -5)], [(110, 0), (110, 50)]))

    assert found["basis"].tolist() == ["beside", "beside"]


def test_given_gates_come_before_any_guess_and_closed_ones_do_not_count():
    gates = gpd.GeoDataFrame(
        {"of": ["P1", "P1"], "access": ["public", "closed"]},
        geometry=[Point(100, 25), Point(0, 25)],
        crs=4549,
    )
    found = doors(places(PARK), streets([(50, -80), (50, 20)]), gates=gates)

    assert found[["place", "basis"]].to_numpy().tolist() == [["P1", "given"]]
    assert found.geometry[0].equals(Point(100, 25))


def test_a_fenced_park_without_gates_has_no_door():
    fenced = places(PARK, Point(5, 5), fenced=[True, None])
    found = doors(fenced, streets([(50, -80), (50, 20)]))

    assert found["place"].tolist() == ["P2"]


def test_a_point_is_its_own_door_and_nothing_gives_nothing():
    path = streets([(0, 0), (1, 0)])

    assert doors(places(Point(7, 7)), path)["basis"].tolist() == ["point"]
    assert doors(places(Point(7, 7)).iloc[:0], path).empty
    assert doors(places(PARK), path.iloc[:0]).empty


def test_the_order_of_the_streets_does_not_matter():
    lines = streets([(-50, -40), (200, -40)], [(-50, 90), (200, 90)], [(140, 0), (140, 50)])
    one, other = (doors(places(PARK), frame) for frame in (lines, lines.iloc[::-1]))

    assert one.geometry.geom_equals(other.geometry).all()
