"""Figures: what stands on them equals the tables, legible, and the same every time."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from lxml import etree
from PIL import Image
from shapely import Point

from pianqu.gis.errors import OutputError
from pianqu.maps.figures import charts, fonts, layer, legend, map_sheet, paper
from pianqu.maps.figures.drawing import draw
from pianqu.maps.figures.furniture import scale_bar
from pianqu.maps.figures.lighter import lighter
from pianqu.maps.style import Swatch
from pianqu.maps.web.features import Legend

SHARE = "map_share_health_station"


def test_a_map_is_a_sheet_of_300_dots_to_the_inch(plan, tmp_path):
    row = draw(plan, tmp_path, only=[SHARE]).iloc[0]

    with Image.open(tmp_path / f"{SHARE}.png") as drawn:
        assert drawn.size == (row["width"], row["height"]) == paper.pixels("A4")
        assert [round(dots) for dots in drawn.info["dpi"]] == [300, 300]
        assert len(np.unique(np.asarray(drawn.convert("L")))) > 10
    assert etree.parse(tmp_path / f"{SHARE}.svg").getroot().tag.endswith("svg")


def test_two_drawings_are_the_same_bytes(plan, tmp_path):
    for name in ("a", "b"):
        draw(plan, tmp_path / name, only=[SHARE, "chart_coverage"])
    files = sorted(path.name for path in (tmp_path / "a").iterdir())

    assert len(files) == 4
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_what_is_not_drawn_says_why(plan, tmp_path):
    made = draw(plan, tmp_path, formats=["svg"]).set_index("key")

    assert made.loc["chart_cash", "reason"] == "没有数据表 cash_flow"
    assert made["reason"].notna().any()
    drawn = made.index[made["reason"].isna()]
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(drawn)


def test_a_font_without_chinese_is_refused_with_the_remedy():
    with pytest.raises(OutputError, match="fonts-noto-cjk"):
        fonts.chinese(["DejaVu Sans"])


def test_a_sign_that_no_font_has_is_named_and_no_box_is_drawn(plan, tmp_path):
    named = plan.tables["communities"].assign(name=["东\U00013000村", "东二村"])
    plan.tables["communities"] = named
    made = draw(plan, tmp_path, only=[SHARE]).iloc[0]

    assert "U+13000" in str(made["reason"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["$x^2$", "$\\frac{1}{0}$", "<b>{{7*7}}</b>", "100%_\\"])
def test_text_of_the_data_is_no_formula(plan, tmp_path, name):
    plan.tables["communities"] = plan.tables["communities"].assign(name=[name, "乙"])

    assert draw(plan, tmp_path, only=[SHARE], formats=["svg"])["reason"].isna().all()


def test_the_legend_counts_what_the_layer_holds():
    places = gpd.GeoDataFrame(geometry=[Point(0, 0), Point(9, 0), None], crs=4549)
    classes = Legend((Swatch("近", "#000000"), Swatch("远", "#ffffff")), pd.Series([0, 1, 1]))
    made = layer.layer(places, name="点", group="现状", legend=classes, epsg=4549)
    told = {entry.words: entry.count for entry in legend.entries([made], [])}

    assert told == {"点": None, "近": 1, "远": 2, "另有 1 条没有几何，未绘出": None}


def test_the_scale_bar_is_as_long_as_it_says():
    with paper.press():
        axes = paper.sheet().axes(10, 10, 100, 100)
        axes.set(xlim=(0, 1000), ylim=(0, 1000))  # a millimetre is ten metres
        metres = scale_bar(axes, per_mm=10.0, size=7)
    parts = [patch for patch in axes.patches if str(patch.get_gid()).startswith("scale-")]

    assert metres == 200
    assert sum(part.get_width() for part in parts) == pytest.approx(metres)


def test_a_map_keeps_its_proportions():
    west, south, east, north = map_sheet.fitted((0, 0, 1000, 100), width=200, height=100)

    assert (east - west) / (north - south) == pytest.approx(2)


def test_bars_are_the_rows_of_the_table(plan):
    chart = next(each for each in charts.charts(plan) if each.key == "chart_coverage")

    assert chart.bars.loc[chart.bars["name"].eq("社区卫生服务站"), "到达"].tolist() == [54]
    assert "54/74 户" in chart.bars["told"].iloc[0]


def test_a_lighter_copy_is_half_as_wide(plan, tmp_path):
    draw(plan, tmp_path, only=[SHARE], formats=["png"])
    whole = tmp_path / f"{SHARE}.png"
    light = lighter({SHARE: whole}, tmp_path / "light")[SHARE]

    with Image.open(light) as small:
        assert small.width == 1754
    assert light.stat().st_size < whole.stat().st_size
