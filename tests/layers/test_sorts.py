"""A layer of one sort of geometry is declared so in a GeoPackage, and comes back as it was."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from pianqu.layers.store import database

ONE, TWO = box(0, 0, 1, 1), MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)])
LINE = LineString([(0, 0), (1, 1)])
LINES = MultiLineString([LINE, [(3, 3), (4, 4)]])
SORTS = {
    "Polygon": [ONE, None, ONE],
    "MultiPolygon": [ONE, TWO, None, ONE, MultiPolygon([ONE])],
    "MultiLineString": [LINES, LINE, MultiLineString([LINE])],
    "LineString": [LINE],
    "Point": [Point(1, 2), Point(3, 4)],
    "MultiPoint": [Point(1, 2), MultiPoint([(0, 0), (1, 1)])],
}
UNSORTED = {
    "points and areas": [Point(1, 2), ONE],
    "nothing": [None, None],
    "an empty one": [Polygon(), ONE],
    "heights": [Point(1, 2, 3), Point(1, 2)],
    "all sorts": [LINE, LINES, ONE],
}


@pytest.mark.parametrize("sort", [*SORTS, *UNSORTED])
def test_geometry_of_one_sort_is_declared_and_comes_back_as_it_was(tmp_path, sort):
    table = gpd.GeoDataFrame(geometry=(SORTS | UNSORTED)[sort], crs=4549)
    path = database.write({"t": table}, tmp_path / "a.gpkg")

    with closing(sqlite3.connect(path)) as opened:
        query = "SELECT geometry_type_name FROM gpkg_geometry_columns"
        declared = opened.execute(query).fetchall()
    assert declared == [(sort.upper() if sort in SORTS else "GEOMETRY",)]
    found = database.read(path)["t"]
    assert found.geom_type.tolist() == table.geom_type.tolist()
    assert found.geometry.to_wkt().tolist() == table.geometry.to_wkt().tolist()


def test_geometry_keeps_its_place_and_its_name(tmp_path):
    table = gpd.GeoDataFrame({"a": [1], "door": [Point(0, 0)], "b": [2]}, geometry="door", crs=4549)

    found = database.read(database.write({"t": table}, tmp_path / "a.gpkg"))["t"]

    assert_geodataframe_equal(found, table)
