"""A tiny world with answers known by hand: one street, three buildings, one health station."""

import geopandas as gpd
from shapely import LineString, Point, box

EAST, NORTH = 500_000.0, 3_440_000.0  # on the 120 degree meridian of CGCS2000, EPSG 4549
PROJECT = """
name = "格网片区"
folder = "out"
outputs = ["pages", "database"]

[layers.communities]
path = "communities.gpkg"

[layers.buildings]
path = "buildings.gpkg"

[layers.facilities]
path = "facilities.csv"
crs = 4490

[layers.streets]
path = "streets.gpkg"
"""


def at(x: float, y: float) -> Point:
    return Point(EAST + x, NORTH + y)


def tiny_streets() -> gpd.GeoDataFrame:
    """One street of 1,000 m from west to east, and one of 200 m north from 700 m along it."""
    lines = [[at(0, 0), at(700, 0), at(1000, 0)], [at(700, 0), at(700, 200)]]
    return gpd.GeoDataFrame(
        {"id": ["S1", "S2"], "kind": ["residential", "footway"]},
        geometry=[LineString(line) for line in lines],
        crs=4549,
    )


def tiny_buildings() -> gpd.GeoDataFrame:
    """Buildings 10 m from the street, at 100 m, 500 m and 900 m from its western end."""
    boxes = [box(EAST + x - 5, NORTH + 5, EAST + x + 5, NORTH + 15) for x in (100, 500, 900)]
    return gpd.GeoDataFrame(
        {
            "id": ["B1", "B2", "B3"],
            "name": ["1号楼", "2号楼", "3号楼"],
            "community": ["C1", "C1", "C2"],
            "storeys": [6, 6, 5],
            "households": [24, 30, 20],
        },
        geometry=boxes,
        crs=4549,
    )


def tiny_communities() -> gpd.GeoDataFrame:
    areas = [
        box(EAST, NORTH + 1, EAST + 700, NORTH + 80),
        box(EAST + 701, NORTH + 1, EAST + 999, NORTH + 80),
    ]
    return gpd.GeoDataFrame(
        {"id": ["C1", "C2"], "name": ["东一村", "东二村"]}, geometry=areas, crs=4549
    )


def tiny_facilities() -> str:
    """A health station on the street, 600 m from its western end, as a table of degrees."""
    spot = gpd.GeoSeries([at(600, 0)], crs=4549).to_crs(4490).iloc[0]
    return f"编号,设施名称,设施类型,经度,纬度\nF1,东村卫生站,社区卫生服务站,{spot.x:.12f},{spot.y:.12f}\n"
