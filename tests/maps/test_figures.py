"""Figures: what stands on them equals the tables, legible, and the same every time."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from lxml import etree
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from PIL import Image
from shapely import Point, Polygon, box

from pianqu.gis.errors import OutputError
from pianqu.maps.figures import fonts, layer, legend, map_sheet, painting, paper, subjects, verdicts
from pianqu.maps.figures.drawing import draw
from pianqu.maps.figures.furniture import labels, scale_bar
from pianqu.maps.figures.imprint import imprint
from pianqu.maps.figures.lighter import lighter
from pianqu.maps.look import Look
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
        board = paper.sheet().board(10, 10, 30, 14)
        metres = scale_bar(board, top=0, room=29, per_mm=10.0, size=7)  # 10 m a millimetre
    parts = [patch for patch in board.patches if str(patch.get_gid()).startswith("scale-")]

    assert metres == 200
    assert sum(part.get_width() for part in parts) * 10 == pytest.approx(metres)


def test_a_map_keeps_its_proportions():
    west, south, east, north = map_sheet.fitted((0, 0, 1000, 100), width=200, height=100)

    assert (east - west) / (north - south) == pytest.approx(2)


def test_a_map_in_its_grid_shows_the_communities_whole(plan):
    drawn, _ = subjects.maps(plan)
    share = next(each for each in drawn if each.key == SHARE)
    with paper.press():
        held = imprint(plan, Look())
        place = map_sheet.extent(subjects.seen(drawn))
        axes = map_sheet.draw_map(paper.sheet(), share, held, place=place)
        inches = axes.get_position().width * 297 / axes.get_position().height / 210
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()

    assert place == pytest.approx((500_000, 3_440_000, 500_390, 3_440_090), abs=0.1)
    assert west < place[0] < place[2] < east
    assert (east - west) / (north - south) == pytest.approx(inches)


def test_the_classes_of_buildings_are_those_of_the_page(plan):
    drawn, _ = subjects.maps(plan)
    reach = next(each for each in drawn if each.key == "map_reach_health_station").main[0]
    told = dict(zip((swatch.label for swatch in reach.swatches), reach.counts, strict=True))

    assert told["不超过 5 分钟"] == told["5–10 分钟"] == told["10–15 分钟"] == 1
    assert told["未计算"] == told["非住宅，不计入统计"] == 1
    assert told["无数据"] == 0


def test_a_layer_that_nobody_named_has_a_map_of_its_own(plan):
    drawn, _ = subjects.maps(plan)

    assert {each.key for each in drawn} >= {"map_parks", "map_reach_pharmacy"}
    plan.tables["entrances"] = plan.tables["facilities"][["name", "geometry"]]
    assert "map_entrances" in {each.key for each in subjects.maps(plan)[0]}


def test_marks_and_review_stand_on_the_figure(plan):
    look = Look(review_number="GS(2024)1号", author="某院", date="2024-05-01")
    held = imprint(plan, look)

    assert held.marks == ("synthetic", "inside_only")
    assert "© OpenStreetMap 贡献者, ODbL" in held.told[0]
    assert "EPSG:4549" in held.told[1]
    assert held.told[2] == "制图日期：2024-05-01　编制单位：某院　审图号：GS(2024)1号"


def test_every_word_drawn_has_a_glyph(plan):
    drawn, _ = subjects.maps(plan)
    with paper.press():
        page = paper.sheet()
        map_sheet.draw_map(page, drawn[0], imprint(plan, Look()), place=(0, 0, 100, 100))
        words = "".join(text.get_text() for text in page.figure.findobj(Text))
    faces = [FontProperties(family=name) for name in fonts.font_names(page.figure)]

    assert "片区更新" in words
    assert fonts.lacking(words, faces) == ""
    assert fonts.lacking("区", [FontProperties(family="DejaVu Sans")]) == "区"


def test_a_hole_is_not_filled():
    around = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
    place = gpd.GeoDataFrame(geometry=[around], crs=4549)
    black = Legend((Swatch("地", "#000000", opacity=1.0),))
    with paper.press():
        page = paper.sheet()
        axes = page.axes(0, 0, 90, 90)
        axes.set(xlim=(0, 9), ylim=(0, 9))
        made = layer.layer(place, name="地", group="现状", legend=black, epsg=4549)
        painting.paint(axes, made, order=1)
        page.figure.canvas.draw()
        drawn = np.asarray(page.figure.canvas.buffer_rgba())[:, :, 0]
    at = [round(mm / 25.4 * 300) for mm in (15, 45)]

    assert drawn[at[0], at[0]] == 0
    assert drawn[at[1], at[1]] == 255


def test_a_lighter_copy_is_half_as_wide(plan, tmp_path):
    draw(plan, tmp_path, only=[SHARE], formats=["png"])
    whole = tmp_path / f"{SHARE}.png"
    light = lighter({SHARE: whole}, tmp_path / "light")[SHARE]

    with Image.open(light) as small:
        assert small.width == 1754
    assert light.stat().st_size < whole.stat().st_size


def test_packages_have_a_line_each_until_there_are_too_many():
    codes = [f"P{number:02d}" for number in range(22)]
    few = gpd.GeoDataFrame(
        {"name": "甲"}, index=codes[:3], geometry=[box(0, 0, 9, 9)] * 3, crs=4549
    )
    many = few.iloc[[0] * 22].set_axis(codes)
    made = [
        verdicts.verdict_layers(SimpleNamespace(tables={"bundles": each}), epsg=4549)
        for each in (few, many)
    ]

    assert [swatch.label for swatch in made[0]["package_areas"].swatches] == [
        f"{code} 甲" for code in codes[:3]
    ]
    assert made[1]["package_areas"].counts == [22]


def test_a_community_without_a_verdict_is_not_computed_and_none_fails(plan):
    rows = pd.DataFrame({"community": ["C1"], "verdict": ["fail"]})
    plan.tables |= {"eligibility": rows}
    made = verdicts.verdict_layers(plan, epsg=4549)["eligibility"]

    assert dict(zip((swatch.label for swatch in made.swatches), made.counts, strict=True)) == {
        "符合条件": 0,
        "部分项目可申请": 0,
        "待补证据": 0,
        "不符合条件": 1,
        "未计算": 1,
    }


def test_names_do_not_lie_on_each_other():
    spots = gpd.GeoDataFrame(
        {"name": ["东一村", "东二村"] * 6}, geometry=[Point(50, 50)] * 12, crs=4549
    )
    one = Legend((Swatch("点", "#000000", "dot", 3.0),))
    made = layer.layer(spots, name="点", group="现状", legend=one, epsg=4549)
    with paper.press():
        page = paper.sheet()
        axes = page.axes(10, 10, 100, 100)
        axes.set(xlim=(0, 100), ylim=(0, 100))
        lost = labels(axes, made, per_mm=1.0, size=8)
        boxes = [text.get_window_extent() for text in axes.texts]

    assert len(boxes) + lost == 12
    assert 1 < len(boxes) < 12
    for at, one_box in enumerate(boxes):
        assert not any(one_box.overlaps(other) for other in boxes[at + 1 :])
