"""Styles of the designer's file as QGIS reads them: their place, columns, classes and symbols."""

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pyogrio
import pytest
from designed import HOSTILE, LAYERS, asked, plan, styled

from pianqu.maps.designer.geopackage import GEOMETRY, designer
from pianqu.maps.designer.headings import HEADINGS
from pianqu.maps.qgis.idle import STYLES
from pianqu.maps.qgis.qml import Rule, Style, qml, rgba
from pianqu.maps.style import GREY, OKABE_ITO, Swatch

QGIS = [
    *("id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName"),
    *("styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"),
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return designer(plan(), tmp_path_factory.mktemp("designer") / "idle.gpkg")


def test_styles_stand_where_qgis_looks_for_them(file: Path) -> None:
    assert [row[1] for row in asked(file, "PRAGMA table_info(layer_styles)")] == QGIS
    found = "f_table_name, f_table_catalog, f_table_schema, f_geometry_column, useAsDefault"
    assert asked(file, f"SELECT {found} FROM layer_styles") == [
        (name, "", "", GEOMETRY, 1) for name in LAYERS
    ]
    assert len(set(asked(file, "SELECT update_time FROM layer_styles"))) == 1


def test_styles_name_only_columns_that_are_there(file: Path) -> None:
    for name, root in styled(file):
        columns = set(pyogrio.read_info(file, layer=name)["fields"])
        said = [rule.get("filter", "") for rule in root.iter("rule")]
        said += [text.get("fieldName", "") for text in root.iter("text-style")]
        named = set(re.findall(r'"([^"]+)"', " ".join(said)))
        assert named | {alias.get("field") for alias in root.iter("alias")} <= columns
        assert named or name in {"内接矩形", "内切圆"}


def test_every_row_falls_into_one_class_by_its_own_filter(file: Path) -> None:
    """The filters are plain SQL: SQLite counts what QGIS would draw."""
    for style in STYLES:
        filters = [rule.filter for rule in style.rules if rule.filter not in ("", "ELSE")]
        parts = [f'SELECT fid FROM "{style.layer}" WHERE {each}' for each in filters]
        fids = [row[0] for part in parts for row in asked(file, part)]
        rows = asked(file, f'SELECT count(*) FROM "{style.layer}"')[0][0]
        assert (len(fids), len(set(fids))) == ((rows, rows) if filters else (0, 0))


def test_each_class_has_a_symbol_of_its_colour(file: Path) -> None:
    root = dict(styled(file))["闲置地块"]
    rules = {rule.get("key"): rule for rule in root.iter("rule")}
    keys = ("high", "medium", "low", "separate", "excluded", "other")
    assert list(rules) == [f"{{{key}}}" for key in keys]
    symbols = {symbol.get("name"): symbol for symbol in root.find("renderer-v2/symbols")}
    assert len(symbols) == len(rules)
    for key, colour in zip(keys, ("green", "sky", "yellow", "purple"), strict=False):
        drawn = symbols[rules[f"{{{key}}}"].get("symbol")]
        assert drawn.find(".//Option[@name='color']").get("value") == rgba(OKABE_ITO[colour])


def test_excluded_plots_are_hatched_and_nothing_else_is(file: Path) -> None:
    root = dict(styled(file))["闲置地块"]
    hatched = [
        symbol.get("name")
        for symbol in root.find("renderer-v2/symbols")
        if symbol.find("layer[@class='LinePatternFill']") is not None
    ]
    excluded = root.find(".//rule[@key='{excluded}']")
    assert hatched == [excluded.get("symbol")]
    line = root.find(".//symbol[@type='line']//Option[@name='line_color']")
    assert line.get("value") == rgba(GREY["not_computed"])


@pytest.mark.parametrize(("name", "shape"), LAYERS.items())
def test_styles_are_for_the_geometry_of_their_layer(file: Path, name: str, shape: str) -> None:
    root = dict(styled(file))[name]
    point = shape == "POINT"
    assert root.tag == "qgis"
    assert root.findtext("layerGeometryType") == ("0" if point else "2")
    kinds = {symbol.get("type") for symbol in root.find("renderer-v2/symbols")}
    assert kinds == {"marker" if point else "fill"}
    assert (root.get("labelsEnabled") == "1") == (root.find("labeling") is not None)


def test_labels_say_the_plot_and_its_area(file: Path) -> None:
    label = dict(styled(file))["闲置地块"].find("labeling//text-style")
    assert label.get("isExpression") == "1"
    assert '"plot"' in label.get("fieldName")
    assert '"面积_m2"' in label.get("fieldName")


def test_hostile_words_of_a_style_are_escaped() -> None:
    rule = Rule("all", Swatch(HOSTILE, "#000000"), f"\"plot\" = '{HOSTILE}'")
    root = fromstring(qml(Style(HOSTILE, (rule,), HOSTILE, {"plot": HOSTILE})))
    assert root.find(".//rule").get("label") == HOSTILE
    assert root.find(".//text-style").get("fieldName") == HOSTILE
    assert root.find(".//alias").get("name") == HOSTILE
    assert root.find(".//img") is None


def test_headings_are_distinct_and_each_layer_with_a_shape_has_a_style() -> None:
    for headings in (own for _, own in HEADINGS.values()):
        names = [heading.lower() for heading, *_ in headings]
        assert len(names) == len({*names, "fid", GEOMETRY}) - 2
    assert [style.layer for style in STYLES] == list(LAYERS)
    assert all(len({rule.key for rule in style.rules}) == len(style.rules) for style in STYLES)


def test_styles_use_the_palette_of_the_pages() -> None:
    palette = {*OKABE_ITO.values(), *GREY.values()}
    used = {rule.swatch.colour for style in STYLES for rule in style.rules}
    assert used <= palette
