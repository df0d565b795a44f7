"""Coordinates that become true: columns, axes, zones, datums, each declared or refused."""

import csv
from importlib import resources

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Transformer

from pianqu.gis import datum
from pianqu.gis.errors import ChoiceError, CrsError, LayerError
from pianqu.layers.formats.raw import Raw
from pianqu.layers.placing import zones
from pianqu.layers.placing.located import Georeference, Located, located

EAST, NORTH = 500_123.0, 3_440_000.0
TOWGS84 = "+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass +units=m +no_defs +towgs84=20,-120,-80"


def read(columns: dict, **how) -> Located:
    frame = pd.DataFrame(columns)
    rows = range(5, 5 + len(frame))
    return located(Raw(frame, rows=rows, name="甲.csv"), Georeference(**how))


def stated(shape, crs, *, declared=None, **how) -> Located:
    frame = gpd.GeoDataFrame(geometry=[shape], crs=crs)
    raw = Raw(frame, states_system=True, name="甲.shp")
    return located(raw, Georeference(crs=declared, **how))


def place(found: Located) -> tuple[float, ...]:
    return tuple(found.frame.geometry.iloc[0].coords[0])


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("经度", "纬度"), ("120.6", "31.3")),
        (("纬度(°)", "经度（度）"), ("31°18′", "120°36′00″E")),
        (("Lat", "Lng"), ("31.3N", "E120.6")),
        (("X", "Y"), ("120.6", "31.3")),
        (("WKT", "备注"), ("POINT (120.6 31.3)", "x")),
    ],
)
def test_columns_of_degrees(headings, cells):
    found = read({name: [cell] for name, cell in zip(headings, cells, strict=True)}, crs=4490)
    assert place(found) == pytest.approx((120.6, 31.3))
    assert found.notes == []


@pytest.mark.parametrize(
    ("headings", "axes"),
    [
        (("纵坐标", "横坐标"), None),
        (("北坐标(m)", "东坐标(m)"), None),
        (("X(北)", "Y(东)"), None),
        (("北坐标X", "东坐标Y"), None),
        (("X坐标（北）", "Y坐标（东）"), "ne"),
        (("纵坐标", "横坐标"), "ne"),
        (("Northing", "Easting"), None),
        (("X坐标（米）", "Y坐标（米）"), "ne"),
    ],
)
def test_the_surveyors_axes(headings, axes):
    cells = dict(zip(headings, ([str(NORTH)], [str(EAST)]), strict=True))
    assert place(read(cells, crs=4549, axes=axes)) == (EAST, NORTH)


def test_drawn_shapes_are_turned_too_and_keep_their_height():
    found = stated(shapely.Point(NORTH, EAST, 4.5), 4549, axes="ne")
    assert place(found) == (EAST, NORTH, 4.5)


def test_axes_that_are_declared_and_are_not_so():
    with pytest.raises(CrsError, match="请删去 axes"):
        read({"x": [EAST], "y": [NORTH]}, crs=4549, axes="ne")
    with pytest.raises(ChoiceError, match="axes 写的是“北东”"):
        read({"x": [EAST], "y": [NORTH]}, crs=4549, axes="北东")


@pytest.mark.parametrize(
    ("east", "crs", "said"),
    [
        (40_500_123, 4549, "请把 crs 改为 4528。"),
        (39_500_123, 4549, "请把 crs 改为 4527（中央经线 117°E，不是 120°E）"),
        (500_123, 4528, "请把 crs 改为 4549"),
        (39_500_123, 4528, "请把 crs 改为 4527。"),
        (20_500_123, 4509, "请把 crs 改为 4498。"),
        (500_123, 4498, "请把 crs 改为 4509"),
    ],
)
def test_numbers_of_zones_are_never_guessed(east, crs, said):
    with pytest.raises(CrsError) as caught:
        read({"x": [east], "y": [NORTH]}, crs=crs)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("easts", "crs", "said"),
    [
        ([40_500_123, 500_123], 4528, "1 个点的东坐标不带带号"),
        ([40_500_123, 500_123], 4549, "另有 1 个点不带带号"),
        ([40_400_123, 39_600_123], 4549, "不止一个带"),
        ([40_400_123, 39_600_123], 4528, "请按带分成几个文件"),
    ],
)
def test_a_file_of_several_zones(easts, crs, said):
    with pytest.raises(CrsError, match=said):
        read({"x": easts, "y": [NORTH, NORTH]}, crs=crs)


def test_the_same_place_with_and_without_its_zone():
    bare = read({"x": [EAST], "y": [NORTH]}, crs=4549).frame.to_crs(4490)
    zoned = read({"x": [EAST + 40e6], "y": [NORTH]}, crs=4528).frame.to_crs(4490)
    assert bare.geometry.iloc[0].distance(zoned.geometry.iloc[0]) < 1e-12


def test_every_zone_of_the_table_is_that_of_the_registry():
    text = resources.files("pianqu.layers").joinpath("tables/gauss_kruger.csv").read_text("utf-8")
    assert len(zones.zones()) == sum(int(row["zones"]) for row in csv.DictReader(text.splitlines()))
    for zone in zones.zones():
        for code, prefix in ((zone.zoned, zone.number * 1e6), (zone.by_meridian, 0)):
            operation = CRS(code).coordinate_operation
            assert operation is not None
            values = {part.name: part.value for part in operation.params}
            assert values["Longitude of natural origin"] == zone.meridian
            assert values["False easting"] == prefix + 500_000


@pytest.mark.parametrize(
    ("cells", "how", "said"),
    [
        ({"经度": ["120"], "纬度": ["31"]}, {}, 'datum = "GCJ-02"'),
        ({"x": [40_500_123], "y": [NORTH]}, {}, "CGCS2000 为 crs = 4528"),
        ({"x": [EAST], "y": [NORTH]}, {"datum": "CGCS2000"}, "还须用 crs 声明投影"),
        ({"x": [EAST], "y": [NORTH]}, {"datum": "WGS84", "crs": 2385}, "用的是别的基准"),
    ],
)
def test_coordinates_without_a_system(cells, how, said):
    with pytest.raises(CrsError, match=said):
        read(cells, **how)


@pytest.mark.parametrize(
    ("spelling", "code"), [("CGCS2000", 4490), ("国家2000", 4490), ("WGS-84", 4326), ("gps", 4326)]
)
def test_a_true_datum_settles_degrees(spelling, code):
    found = read({"经度": ["120"], "纬度": ["31"]}, datum=spelling)
    assert (found.frame.crs.to_epsg(), found.notes) == (code, [])


@pytest.mark.parametrize(
    ("spelling", "shown"),
    [
        ("GCJ-02", datum.to_gcj02),
        ("gcj02", datum.to_gcj02),
        ("高德", datum.to_gcj02),
        ("BD09", datum.to_bd09),
        ("百度坐标系", datum.to_bd09),
    ],
)
def test_shifted_degrees_are_undone(spelling, shown):
    lon, lat = shown(120.6, 31.3)
    found = read({"经度": [lon], "纬度": [lat]}, datum=spelling)
    assert found.frame.crs.to_epsg() == 4490
    assert place(found) == pytest.approx((120.6, 31.3), abs=1e-10)
    assert found.notes[0][:2] == (
        "info",
        f"已由 {'BD-09' if shown is datum.to_bd09 else 'GCJ-02'} 还原为 CGCS2000",
    )


@pytest.mark.parametrize("crs", [3857, 4549, 4528, 32651])
def test_shifted_degrees_that_were_projected(crs):
    shown = np.array(datum.to_gcj02(120.6, 31.3))
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(*shown)
    found = stated(shapely.Point(x, y), crs, datum="GCJ-02")
    assert place(found) == pytest.approx((120.6, 31.3), abs=1e-8)
    assert [note[0] for note in found.notes] == ["info", "warning"]


def test_shifted_shapes_move_by_every_vertex():
    square = shapely.box(120.60, 31.30, 120.61, 31.31)
    shown = shapely.transform(square, lambda at: np.column_stack(datum.to_gcj02(*at.T)))
    found = stated(shown, 4326, datum="GCJ-02").frame.geometry.iloc[0]
    assert shapely.hausdorff_distance(found, square) < 1e-10


def test_points_abroad_are_left_and_named():
    found = read({"经度": ["24.9", "120"], "纬度": ["60.2", "31"]}, datum="GCJ-02")
    assert place(found) == (24.9, 60.2)
    assert found.notes[-1][1:3] == ("GCJ-02 的偏移只用于国内", "1 个点在国内范围之外，未移动")


def test_an_unknown_datum():
    with pytest.raises(ChoiceError, match="不认识 datum“GCJ-03”"):
        read({"经度": ["120"], "纬度": ["31"]}, datum="GCJ-03")


@pytest.mark.parametrize("crs", [2385, 2364, 4610, 2437, TOWGS84.rsplit(" ", 1)[0]])
def test_an_old_datum_without_parameters_is_refused(crs):
    x, y = (120.0, 31.0) if crs == 4610 else (EAST + (40e6 if crs == 2364 else 0), NORTH)
    with pytest.raises(CrsError, match="没有公开的转换参数可换到 CGCS2000；请用 controls"):
        stated(shapely.Point(x, y), crs)


def test_an_old_datum_that_is_only_roughly_known_is_refused():
    with pytest.raises(CrsError, match="只准到 15 m"):
        stated(shapely.Point(114.2, 22.55), 4214)


def test_declared_parameters_of_an_old_datum_are_used():
    """A grid on Krassovsky's ellipsoid: the parameters move it, and PROJ alone would drop them."""
    found = stated(shapely.Point(500_000, NORTH), TOWGS84)
    lon, lat = place(found)
    by_hand = Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass "
        "+step +proj=cart +ellps=krass +step +proj=helmert +x=20 +y=-120 +z=-80 "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    ).transform(500_000, NORTH, 0)
    assert (lon, lat) == pytest.approx(by_hand[:2], abs=1e-9)
    assert found.frame.crs.to_epsg() == 4326
    assert found.notes[0][:2] == ("warning", "由旧基准转换")


def test_a_city_grid_by_proj_string():
    local = "+proj=tmerc +lon_0=120.5833 +x_0=50805 +y_0=-3421129 +ellps=GRS80 +units=m +no_defs"
    found = read({"x": ["50805"], "y": ["20000"]}, crs=local)
    true = Transformer.from_crs(4326, local, always_xy=True).transform(120.6, 31.1)
    back = read({"x": [true[0]], "y": [true[1]]}, crs=local).frame.to_crs(4490)
    assert found.notes == []
    assert tuple(back.geometry.iloc[0].coords[0]) == pytest.approx((120.6, 31.1), abs=1e-9)


def test_the_file_is_believed_over_the_declaration():
    with pytest.raises(
        CrsError, match="文件写明的坐标系是 EPSG:4549，而数据源声明的 crs 是 EPSG:4550"
    ):
        stated(shapely.Point(EAST, NORTH), 4549, declared=4550)
    assert stated(shapely.Point(EAST, NORTH), 4549, declared=4549).frame.crs.to_epsg() == 4549


def test_every_cell_that_is_no_coordinate_is_told_with_its_row():
    with pytest.raises(LayerError) as caught:
        read({"经度": ["120", "abc", "31N", None], "纬度": ["31", "31", "31", "31"]}, crs=4490)
    assert [fault[:11] for fault in caught.value.faults] == [
        f"甲.csv：第 {n} 行" for n in (6, 7, 8)
    ]


def test_half_a_pair_of_columns():
    with pytest.raises(LayerError, match="只有“横坐标”一列坐标"):
        read({"横坐标": [EAST]}, crs=4549)


def test_a_table_without_coordinates_stays_one():
    found = read({"名称": ["甲"]}, crs=4549)
    assert not hasattr(found.frame, "geometry")
    assert found.notes == []
    noted = read({"名称": ["甲"]}, datum="GCJ-02").notes
    assert [note[:3] for note in noted] == [("warning", "声明了坐标而没有坐标列", "datum")]


def test_blank_coordinates_are_no_place_and_the_frame_is_left_alone():
    frame = pd.DataFrame({"x": ["120", None], "y": ["31", "/"]}, index=["a", "b"])
    found = located(Raw(frame, name="甲.csv"), Georeference(crs=4490)).frame
    assert found.index.tolist() == ["a", "b"]
    assert found.geometry.isna().tolist() == [False, True]
    assert list(frame.columns) == ["x", "y"]


@pytest.mark.parametrize("crs", [None, 3857])
def test_the_metres_of_baidu_are_not_those_of_the_web_nor_of_a_zone(crs):
    """A hint of zone 13 or 3857 would lay them down in another place without a word."""
    with pytest.raises(
        CrsError, match="百度墨卡托（米）不是网络墨卡托，不能还原；请改为导出百度经纬度"
    ) as caught:
        read({"x": ["13412345"], "y": ["3682345"]}, datum="BD-09", crs=crs)
    assert "带号" not in str(caught.value)


def test_an_easting_of_a_web_map_is_not_taken_for_a_zone_only():
    with pytest.raises(CrsError, match=r"带号 13 开头.*也可能是网络墨卡托（crs = 3857）"):
        read({"x": ["13412345"], "y": ["3682345"]})
    with pytest.raises(CrsError) as caught:
        read({"x": ["40500123"], "y": ["3440000"]})
    assert "网络墨卡托" not in str(caught.value)
