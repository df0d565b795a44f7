"""The metric grid of a place, and the refusal of degrees for lengths."""

import geopandas as gpd
import pytest
from shapely import Point

from pianqu.gis import crs
from pianqu.gis.errors import CrsError


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "epsg"),
    [
        ("苏州", 120.6, 31.3, 4549),
        ("郑州", 113.6, 34.7, 4547),
        ("上海以东", 121.51, 31.2, 4550),
        ("乌鲁木齐", 87.6, 43.8, 4538),
        ("西端", 73.5, 39.4, 4534),
        ("东端", 136.4, 48.4, 4554),
        ("Helsinki", 24.94, 60.17, 32635),
        ("Las Palmas", -15.43, 28.1, 32628),
        ("Sydney", 151.2, -33.9, 32756),
    ],
)
def test_every_place_has_its_grid(place, longitude, latitude, epsg):
    assert crs.zone(longitude, latitude) == epsg, place


@pytest.mark.parametrize(("longitude", "latitude"), [(500_000, 3_400_000), (31.3, 120.6)])
def test_what_is_no_longitude_and_latitude_is_refused(longitude, latitude):
    with pytest.raises(CrsError, match="写反"):
        crs.zone(longitude, latitude)


def test_one_metre_is_one_metre_on_the_meridian():
    place = gpd.GeoSeries([Point(120, 31), Point(120, 31.01)], crs=4490).to_frame("geometry")
    metric = crs.to_metric(gpd.GeoDataFrame(place), 4549).geometry

    assert metric.iloc[0].distance(metric.iloc[1]) == pytest.approx(1108.6, abs=0.5)


@pytest.mark.parametrize("system", [None, 4490, 3857, 2263])
def test_lengths_are_refused_where_metres_are_none(system):
    with pytest.raises(CrsError, match="长度"):
        crs.require_metric(gpd.GeoSeries([Point(0, 0)], crs=system))


def test_two_systems_are_refused_with_both_named():
    here, there = (gpd.GeoSeries([Point(0, 0)], crs=code) for code in (4549, 4548))
    with pytest.raises(CrsError, match=r"EPSG:4549.*EPSG:4548"):
        crs.require_metric(here, there)
