"""The layers of the map as QGIS draws them: the rows, classes and counts of the pages."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from xml.etree.ElementTree import fromstring

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from designed import tables as land
from shapely import Point

from pianqu.layers.store import database
from pianqu.maps.atlas.sheets import sheets
from pianqu.maps.qgis.drawn import Drawn, drawn, fields, styles
from pianqu.maps.qgis.qml import Rule, Style, qml
from pianqu.maps.qgis.renewal import geopackage
from pianqu.maps.style import Swatch
from pianqu.maps.web.features import read_layer

TYPES = {"Point": ("marker", "0"), "LineString": ("line", "1"), "Polygon": ("fill", "2")}


@pytest.fixture
def wide(plan: SimpleNamespace) -> SimpleNamespace:
    """The tiny plan with idle land, of which one plot is a point, and with verdicts."""
    verdicts = pd.DataFrame({"community": ["C2", "C1"], "verdict": ["fail", "pass"]})
    more = {"idle_plots": land()["idle_plots"], "eligibility": verdicts}
    return SimpleNamespace(tables=plan.tables | more, fields=plan.fields)


@pytest.fixture
def file(wide: SimpleNamespace, tmp_path: Path) -> Path:
    return geopackage(wide, tmp_path / "renewal.gpkg")


def asked(file: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(query).fetchall()


def by_name(layers: list[Drawn]) -> dict[str, Drawn]:
    return {layer.name: layer for layer in layers}


def test_classes_count_what_the_page_counts(wide):
    found = by_name(drawn(wide))
    for key, name in (("idle_plots", "图_闲置地（按可信度）"), ("streets", "图_步行道路")):
        told = read_layer(sheets(wide)[key].payload(compress=False))
        labels = [told["classes"][mark]["label"] for mark in told["marks"]]
        shown = [
            None if shape is None else labels[row] for row, shape in enumerate(told["geometry"])
        ]
        parts = [layer.frame["class"] for each, layer in found.items() if each.startswith(name)]
        expected = pd.Series(shown).dropna().value_counts().to_dict()
        assert pd.concat(parts).value_counts().to_dict() == expected


def test_buildings_have_a_class_for_every_kind(wide):
    layer = by_name(drawn(wide))["图_楼栋步行时间"]
    assert layer.kinds == {"health_station": "社区卫生服务站", "pharmacy": "药店"}
    words = [swatch.label for swatch in layer.swatches]
    station = [words[mark] for mark in layer.frame["health_station"]]
    assert station[:3] == ["不超过 5 分钟", "5–10 分钟", "10–15 分钟"]
    assert station[3:] == ["未计算", "非住宅，不计入统计"]
    assert words[layer.frame["pharmacy"][1]].startswith("超过 30 分钟")
    assert layer.frame["id"].tolist() == ["B1", "B2", "B3", "B4", "B5"]


def test_communities_have_a_class_for_every_kind_and_for_their_verdict(wide):
    found = by_name(drawn(wide))
    share = found["图_小区到达比例"]
    words = [swatch.label for swatch in share.swatches]
    assert [words[mark] for mark in share.frame["health_station"]] == [
        "全部到达（100%）",
        "均未到达（0）",
    ]
    verdict = found["图_小区纳入资格"].frame
    assert verdict[["id", "class"]].to_numpy().tolist() == [
        ["C1", "符合条件"],
        ["C2", "不符合条件"],
    ]


def test_points_and_areas_of_a_layer_are_two_with_exact_geometry(wide):
    found = by_name(drawn(wide))
    areas, points = (found[f"图_闲置地（按可信度）（{sort}）"] for sort in "面点")
    assert areas.frame["id"].tolist() == ["L1", "L2"]
    assert points.frame["id"].tolist() == ["R1"]
    own = wide.tables["idle_plots"].geometry
    assert points.frame.geometry[0].equals(own["R1"])
    assert areas.frame.crs == own.crs


def test_every_row_falls_into_one_class_of_every_style(file):
    rows = asked(file, "SELECT f_table_name, styleQML FROM layer_styles")
    assert len(rows) >= 15
    for name, text in rows:
        root = fromstring(text)
        filters = [rule.get("filter") for rule in root.iter("rule")]
        drawn_rows = [
            each
            for rule in filters
            for each in asked(file, f'SELECT fid FROM "{name}" WHERE {rule or 1}')
        ]
        assert (
            len(drawn_rows)
            == len(set(drawn_rows))
            == asked(file, f'SELECT count(*) FROM "{name}"')[0][0]
        )
        assert len(root.find("renderer-v2/symbols")) == len(filters)


def test_styles_fit_the_geometry_that_is_declared(file):
    declared = dict(asked(file, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    sorts = {"POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon"}
    for name, column, text in asked(
        file, "SELECT f_table_name, f_geometry_column, styleQML FROM layer_styles"
    ):
        kind, number = TYPES[sorts[declared[name].removeprefix("MULTI")]]
        root = fromstring(text)
        assert {each.get("type") for each in root.find("renderer-v2/symbols")} == {kind}
        assert root.findtext("layerGeometryType") == number
        assert column == "geom"
    assert not {
        name for name in declared if name.startswith("图_") and declared[name] == "GEOMETRY"
    }


def test_each_layer_has_one_default_and_the_page_opens_on_its_kind(file):
    counts = asked(
        file, "SELECT f_table_name, sum(useAsDefault), count(*) FROM layer_styles GROUP BY 1"
    )
    assert {number for _, number, _ in counts} == {1}
    assert {name: number for name, _, number in counts}["图_楼栋步行时间"] == 2


def test_the_file_says_what_its_tables_and_columns_are_called(file):
    names = dict(asked(file, "SELECT table_name, identifier FROM gpkg_contents"))
    assert names["communities"] == "小区"
    assert names["图_小区范围"] == "图_小区范围"
    headings = asked(
        file, "SELECT title, description FROM gpkg_data_columns WHERE column_name = 'pharmacy'"
    )
    assert headings[0][0] == "药店（图例序号）"
    assert "0 全部到达（100%）" in headings[0][1] or "0 不超过 5 分钟" in headings[0][1]


def test_the_tables_of_the_plan_are_as_they_were_and_the_bytes_too(file, wide, tmp_path):
    found = database.read(file)
    assert set(wide.tables) - {"timings"} <= set(found)
    assert found["community_coverage"].equals(wide.tables["community_coverage"])
    assert geopackage(wide, tmp_path / "again.gpkg").read_bytes() == file.read_bytes()
    assert pyogrio.read_info(file, layer="buildings")["features"] == 5


def test_scenarios_are_tables_after_their_key(wide, tmp_path):
    change = {"changes": pd.DataFrame({"kind": ["clinic"]}), "unasked": pd.DataFrame()}
    found = database.read(geopackage(wide, tmp_path / "a.gpkg", scenarios={"north": change}))
    assert found["north-changes"]["kind"].tolist() == ["clinic"]
    assert "north-unasked" not in found


def test_a_plan_without_layers_has_none():
    bare = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field"]))
    assert drawn(bare) == []
    assert fields([]).empty
    assert styles([]).empty


def test_hostile_words_of_a_class_stay_words(tmp_path):
    words = 'O\'Hara "x" <b> ]]> & DROP TABLE layer_styles; --'
    frame = gpd.GeoDataFrame({"name": ["a"], "class": [words]}, geometry=[Point(0, 0)], crs=4549)
    layer = Drawn(words, frame, (Swatch(words, "#000000", "dot"),), "Point")
    file = database.write({words: frame}, tmp_path / "a.gpkg", styles=styles([layer]))
    rule = fromstring(asked(file, "SELECT styleQML FROM layer_styles")[0][0]).find(".//rule")
    assert rule.get("label") == words
    table = words.replace('"', '""')
    assert asked(file, f'SELECT count(*) FROM "{table}" WHERE {rule.get("filter")}') == [(1,)]


@pytest.mark.parametrize(
    ("mark", "sort", "option", "value"),
    [
        ("dash", "LineString", "line_style", "dash"),
        ("line", "LineString", "line_style", "solid"),
        ("dot", "Polygon", "color", "0,0,0,128"),
        ("band", "Polygon", "style", "solid"),
        ("outline", "Polygon", "style", "no"),
        ("dot", "Point", "color", "0,0,0,255"),
        ("fill", "Point", "color", "0,0,0,255"),
        ("hatch", "Point", "color", "0,0,0,0"),
    ],
)
def test_every_mark_can_be_drawn_on_every_sort(mark, sort, option, value):
    style = Style("层", (Rule("all", Swatch("类", "#000000", mark, area=0.5)),))
    root = fromstring(qml(style, sort=sort))
    assert root.find(f".//Option[@name='{option}']").get("value") == value
    assert root.find(".//symbol").get("type") == TYPES[sort][0]
