"""Layers with something wrong: each fault names file, row and remedy, and all come at once."""

from dataclasses import replace

import geopandas as gpd
import pytest
from shapely import LineString, Point, Polygon

from pianqu.gis.errors import CrsError, LayerError, PianquError, SourceError
from pianqu.layers.city import Source, read

EAST, NORTH = 500_000.0, 3_440_000.0  # on the 120 degree meridian, EPSG 4549
BOW = Polygon([(EAST, NORTH), (EAST + 9, NORTH + 9), (EAST + 9, NORTH), (EAST, NORTH + 9)])


def spoilt(rows: gpd.GeoDataFrame, case: str) -> gpd.GeoDataFrame:
    turned = [Point(31.07, 120.0).buffer(0.0001)] * 3
    changes = {
        "no crs": lambda: rows.set_crs(None, allow_override=True),
        "degrees called metres": lambda: rows.to_crs(4490).set_crs(4549, allow_override=True),
        "metres called degrees": lambda: rows.set_crs(4490, allow_override=True),
        "swapped": lambda: rows.set_geometry(turned, crs=4490),
        "duplicate id": lambda: rows.assign(编号=["B1", "B2", "B1"]),
        "crosses itself": lambda: rows.set_geometry(
            [rows.geometry[0], BOW, rows.geometry[2]], crs=4549
        ),
        "text in a number": lambda: rows.assign(总层数=["6", "五六层", "7"]),
        "out of range": lambda: rows.assign(总层数=["6", "-2", "7"]),
        "unknown choice": lambda: rows.assign(用途=["住宅", "城堡", None]),
        "wrong geometry": lambda: rows.set_geometry(rows.boundary, crs=4549),
        "no geometry": lambda: rows.set_geometry([None, *rows.geometry[1:]], crs=4549),
        "two headings": lambda: rows.assign(总层数量=1, 层数=2, 楼层数=3),
    }
    return changes[case]()


@pytest.mark.parametrize(
    ("case", "kind", "words"),
    [
        ("no crs", CrsError, ["crs"]),
        ("degrees called metres", LayerError, ["EPSG:4549", "经纬度"]),
        ("metres called degrees", LayerError, ["EPSG:4490", "超出"]),
        ("swapped", LayerError, ["写反"]),
        ("duplicate id", LayerError, ["B1", "2 次"]),
        ("crosses itself", LayerError, ["B2", "(500004.5, 3440004.5)", "自相交"]),
        ("wrong geometry", LayerError, ["B1、B2、B3", "LineString", "面或点"]),
        ("no geometry", LayerError, ["B1", "没有几何"]),
    ],
)
def test_a_fault_names_file_row_and_remedy(stored, parts, case, kind, words):
    with pytest.raises(kind) as caught:
        read(stored({"buildings": spoilt(parts["buildings"], case)}))

    assert len(caught.value.faults) == 1
    said = caught.value.faults[0]
    assert [word for word in ["buildings.gpkg", "请", *words] if word not in said] == []


@pytest.mark.parametrize(
    ("case", "field", "original", "reason"),
    [
        ("text in a number", "storeys", "五六层", "应为整数"),
        ("out of range", "storeys", "-2", "应不小于 0"),
        ("unknown choice", "use", "城堡", "住宅"),
    ],
)
def test_a_cell_that_need_not_be_there_is_missing_and_told(
    stored, parts, case, field, original, reason
):
    found = read(stored({"buildings": spoilt(parts["buildings"], case)}))
    done, said = found.treatments.iloc[0], found.findings.query("severity == 'error'").iloc[0]

    assert found.buildings[field].isna()["B2"]
    assert (done["id"], done["field"], done["original"]) == ("B2", field, original)
    assert reason in done["reason"]
    assert (said["id"], original in said["value"], "请" in said["remedy"]) == ("B2", True, True)


def test_two_headings_for_one_field_are_a_fault(stored, parts):
    twice = parts["buildings"].drop(columns="总层数").assign(层数=6, 楼层数=7)
    with pytest.raises(LayerError, match="“层数”、“楼层数” 都是“地上层数”"):
        read(stored({"buildings": twice}))


def test_a_missing_heading_names_what_is_there(tmp_path):
    path = tmp_path / "设施.csv"
    path.write_text("编号,说明,经度,纬度\nF1,药店,120,31\n", encoding="utf-8")
    with pytest.raises(LayerError) as caught:
        read({"facilities": Source(path, crs=4490)})

    assert "设施.csv：服务设施图层缺少“设施类型”（kind）列" in str(caught.value)
    assert "说明" in str(caught.value)


def test_an_unknown_kind_names_its_row(tmp_path):
    path = tmp_path / "设施.csv"
    path.write_text("编号,类型,x,y\nF1,药店,120,31\nF2,太空站,120,31\n", encoding="utf-8")
    with pytest.raises(LayerError, match="第 3 行 F2 的“设施类型”为“太空站”"):
        read({"facilities": Source(path, crs=4490)})


def test_a_point_layer_without_coordinates(tmp_path):
    path = tmp_path / "设施.csv"
    path.write_text("编号,类型\nF1,药店\n", encoding="utf-8")
    with pytest.raises(LayerError, match=r"设施\.csv：没有坐标.*请补上经度和纬度"):
        read({"facilities": Source(path)})


def test_columns_of_the_project_that_lead_nowhere(stored, parts):
    source = stored({"buildings": parts["buildings"]})["buildings"]
    with pytest.raises(LayerError) as caught:
        read({"buildings": replace(source, columns={"层": "storeys", "备注": "remark"})})

    assert len(caught.value.faults) == 2
    assert "“remark”不是楼栋图层的字段" in caught.value.faults[0]
    assert "“层”不在文件里" in caught.value.faults[1]


def test_streets_that_do_not_meet_are_no_network(stored):
    lines = [LineString([(EAST, NORTH + y), (EAST + 50, NORTH + y)]) for y in (0, 20, 40)]
    with pytest.raises(LayerError, match=r"streets\.gpkg：3 条道路没有任何两条.*请"):
        read(stored({"streets": gpd.GeoDataFrame(geometry=lines, crs=4549)}))

    crossing = LineString([(EAST + 25, NORTH - 5), (EAST + 25, NORTH + 50)])
    with pytest.raises(LayerError, match="请在 GIS 软件中打断"):
        read(stored({"streets": gpd.GeoDataFrame(geometry=[lines[0], crossing], crs=4549)}))
    assert (
        len(read(stored({"streets": gpd.GeoDataFrame(geometry=lines[:1], crs=4549)})).streets) == 1
    )


def test_every_fault_of_every_layer_comes_at_once(stored, parts, tmp_path):
    sources = stored(
        {
            "buildings": spoilt(parts["buildings"], "duplicate id").assign(层数=1, 楼层数=2),
            "streets": spoilt(parts["streets"].assign(总层数=0), "no crs"),
        }
    )
    sources |= {"parks": Source(tmp_path / "无.shp"), "river": Source(tmp_path / "河.shp")}

    with pytest.raises(PianquError) as caught:
        read(sources)

    faults = caught.value.faults
    assert len(faults) == 1 + 2 + 1 + 1
    for part in ("“river”", "B1 出现了 2 次", "“楼层数”", "streets.gpkg", "无.shp：文件不存在"):
        assert part in str(caught.value)


def test_faults_of_one_kind_keep_their_kind(tmp_path):
    with pytest.raises(SourceError) as caught:
        read({layer: Source(tmp_path / f"{layer}.gpkg") for layer in ("parks", "streets")})

    assert len(caught.value.faults) == 2
