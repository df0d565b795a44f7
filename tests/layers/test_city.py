"""A city: layers named, typed, checked and placed, with every fault at once."""

import pickle
from dataclasses import replace
from datetime import date
from hashlib import sha256

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, MultiPoint, Point

import pianqu
from pianqu.gis.errors import CrsError, LayerError, SourceError
from pianqu.layers.city import City, Source, read

EAST, NORTH = 500_000.0, 3_440_000.0  # on the 120 degree meridian, EPSG 4549


def frame(geometry: list, **columns: list) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=4549)


def test_layers_are_named_typed_and_placed(stored, parts):
    city = read(stored(parts), name="甲片区")

    assert (city.name, city.epsg, city.synthetic) == ("甲片区", 4549, False)
    assert list(city.layers) == ["communities", "buildings", "streets"]
    assert city.buildings.index.tolist() == ["B1", "B2", "B3"]
    assert city.buildings.index.name == "id"
    assert city.buildings["storeys"].tolist()[:2] == [6, 6]
    assert city.buildings["storeys"].isna().tolist() == [False, False, True]
    assert city.communities["name"].tolist() == ["东一村", "东二村"]
    assert {layer.crs.to_epsg() for layer in city.layers.values()} == {4549}
    assert city.extent is None


def test_a_layer_that_is_not_there_is_none_and_other_names_are_refused(stored, parts):
    city = read(stored(parts))

    assert city.parks is None
    with pytest.raises(AttributeError, match="rivers"):
        _ = city.rivers
    with pytest.raises(TypeError):
        city.layers["parks"] = city.streets
    assert len(replace(city, name="乙").buildings) == 3
    assert pickle.loads(pickle.dumps(city)).sources.equals(city.sources)


def test_where_the_layers_come_from(stored, parts):
    sources = stored(parts)
    sources["streets"] = replace(sources["streets"], as_of=date(2024, 5, 1))

    rows = read(sources).sources.set_index("layer")

    assert rows["source"].tolist() == ["communities.gpkg", "buildings.gpkg", "streets.gpkg"]
    assert rows["rows"].tolist() == [2, 3, 2]
    content = sources["streets"].path.read_bytes()
    assert rows.loc["streets", "sha256"] == sha256(content).hexdigest()
    assert rows.loc["streets", "as_of"] == pd.Timestamp("2024-05-01")
    assert rows["as_of"].isna().sum() == 2
    assert set(rows["crs"]) == {"EPSG:4549"}


def test_columns_that_are_not_known_are_kept_and_listed(stored, parts):
    city = read(stored(parts))

    assert city.buildings["备注"].iloc[0] == "临街"
    assert city.findings["value"].str.contains("备注").any()


def test_headings_of_the_project_go_first(stored, parts):
    told = parts["buildings"].rename(columns={"总层数": "层（地上）", "编号": "楼"})
    sources = stored({"buildings": told.assign(地上层数=99)})
    columns = {"层（地上）": "storeys", "楼": "id"}
    city = read({"buildings": replace(sources["buildings"], columns=columns)})

    assert city.buildings["storeys"].tolist()[:2] == [6, 6]
    assert city.buildings.index.tolist() == ["B1", "B2", "B3"]


def test_units_in_a_heading_are_converted_and_listed(tmp_path):
    path = tmp_path / "台账.csv"
    text = "编号,小区名称,占地面积（亩）,总建筑面积(万㎡),户数（户）\nC1,东一村,3,2.5,120\n"
    path.write_text(text, encoding="utf-8")

    city = read({"communities": Source(path)}, crs=4549)

    row = city.communities.loc["C1"]
    assert row["land_area"] == pytest.approx(2000)
    assert (row["floor_area"], row["households"]) == (25_000, 120)
    assert city.findings["rule"].tolist().count("单位换算") == 2
    assert city.communities.geometry.isna().all()


def test_rows_without_ids_are_numbered_and_it_is_said(stored, parts):
    city = read(stored({"streets": parts["streets"].drop(columns="编号")}))

    assert city.streets.index.tolist() == ["L0001", "L0002"]
    assert "没有编号列，按行序编号" in city.findings["rule"].tolist()


def test_references_by_name_become_ids_and_dangling_ones_are_listed(stored, parts):
    parts["buildings"]["小区"] = ["东一村", "C9", "C2"]
    city = read(stored(parts))

    assert city.buildings["community"].tolist() == ["C1", "C9", "C2"]
    found = city.findings.set_index("id")
    assert found.loc["B2", "severity"] == "warning"
    assert "C9" in found.loc["B2", "value"]
    assert "名称" in found.loc["B1", "rule"]


def test_gates_of_places_that_are_not_there_are_listed(stored, parts):
    parts["entrances"] = frame(
        [Point(EAST, NORTH), Point(EAST + 60, NORTH)],
        编号=["E1", "E2"],
        对象类型=["小区", "小区"],
        所属编号=["C1", "C7"],
    )
    found = read(stored(parts)).findings

    assert found[found["layer"] == "entrances"]["id"].tolist() == ["E2"]


def test_the_grid_follows_the_place_or_the_project(stored, parts):
    degrees = {layer: rows.to_crs(4490) for layer, rows in parts.items()}
    near = stored(degrees)

    assert read(near).epsg == 4549
    assert read(near).buildings.area.round(3).tolist() == [100, 100, 100]
    assert read(near, crs=4528).buildings.total_bounds[0] > 40_000_000
    for wrong in (4490, 3857, 99):
        with pytest.raises(CrsError):
            read(near, crs=wrong)


def test_shapes_are_made_plain(stored):
    high = LineString([(EAST, NORTH, 5), (EAST + 9, NORTH, 6)])
    spot = MultiPoint([(EAST, NORTH)])
    city = read(stored({"streets": frame([high]), "facilities": frame([spot], 设施类型=["小学"])}))

    assert city.streets.geometry.iloc[0].has_z is False
    assert city.facilities.geometry.iloc[0].geom_type == "Point"
    assert "坐标中的高程未使用" in city.findings["rule"].tolist()


def test_a_layer_far_from_the_others_is_listed(stored, parts):
    parts["communities"] = (
        parts["communities"]
        .translate(100_000)
        .to_frame("geometry")
        .assign(小区名称="远", 编号=["C1", "C2"])
    )
    found = read(stored(parts)).findings

    assert found[found["rule"] == "图层与其他图层不在一处"]["layer"].tolist() == ["communities"]


def test_nothing_with_geometry_has_no_grid(tmp_path):
    path = tmp_path / "小区.csv"
    path.write_text("小区名称\n东一村\n", encoding="utf-8")
    with pytest.raises(CrsError, match="无法确定坐标带"):
        read({"communities": Source(path)})


def test_a_raster_stays_on_disk(tmp_path, stored, parts):
    import rasterio

    path = tmp_path / "dem.tif"
    where = rasterio.Affine(10, 0, EAST, 0, -10, NORTH + 100)
    with rasterio.open(
        path, "w", driver="GTiff", width=9, height=7, count=1, dtype="float32", crs=4549,
        transform=where,
    ) as file:  # fmt: skip
        file.write(np.zeros((7, 9), dtype="float32"), 1)

    city = read(stored(parts) | {"dem": Source(path)})

    assert dict(city.rasters) == {"dem": path}
    assert city.sources.iloc[-1][["layer", "rows", "crs"]].tolist() == ["dem", 7, "EPSG:4549"]
    with pytest.raises(SourceError, match="不存在"):
        read({"ndvi": Source(tmp_path / "无.tif")})


def test_one_openstreetmap_file_serves_several_layers(helsinki):
    city = read({layer: Source(helsinki) for layer in ("streets", "parks")}, name="Helsinki")

    assert city.epsg == 32635
    assert (len(city.streets), len(city.parks)) == (2321, 16)
    assert city.streets.length.sum() == pytest.approx(83_119.139, abs=0.01)
    assert set(city.sources["attribution"]) == {"© OpenStreetMap 贡献者"}
    assert set(city.sources["licence"]) == {"ODbL 1.0"}
    assert set(city.sources["as_of"]) == {pd.Timestamp("2019-04-21")}
    assert city.extent.contains(city.streets.geometry.iloc[0].centroid)
    assert set(city.findings["layer"]) == {"streets", "parks"}
    with pytest.raises(LayerError, match=r"不能提供.*districts.*streets"):
        read({"districts": Source(helsinki)})


def test_an_openstreetmap_layer_without_objects_is_listed(world, tmp_path):
    world.way(1, [101, 102, 103], {"highway": "footway"})
    world.way(2, [103, 203], {"highway": "footway"})
    path = tmp_path / "tiny.osm"
    path.write_text(world.text(), encoding="utf-8")

    city = read({layer: Source(path) for layer in ("streets", "parks")})

    assert (city.epsg, city.parks) == (4549, None)
    said = city.findings[city.findings["layer"] == "parks"].iloc[0]
    assert (said["severity"], said["rule"]) == (
        "warning",
        "文件中没有该图层的对象，视为没有这一图层",
    )
    with pytest.raises(CrsError, match=r"tiny\.osm：.*4326.*4490"):
        read({"streets": Source(path, crs=4490)})


def test_the_door_gives_the_same_reader():
    assert pianqu.read is read
    assert isinstance(City("空", 4549, {}), pianqu.City)
