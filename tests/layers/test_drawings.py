"""CAD drawings: layers, outlines and the texts in them, and the encodings of old and new ones."""

import pytest
from draughts import block, dxf, hatch, point, polyline, text
from shapely import LineString, Point, box

from pianqu.gis.errors import CrsError, SourceError
from pianqu.layers.formats import files

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
NEXT = [(20, 0), (30, 0), (30, 10), (20, 10)]


@pytest.fixture
def drawn(tmp_path):
    """Reads a drawing of those entities."""

    def draw(*entities: str, table: str | None = None, **options):
        path = tmp_path / "图.dxf"
        path.write_bytes(dxf(*entities, **options))
        return files.raw(path, table=table)

    return draw


def rules(found) -> list[str]:
    return [note[1] for note in found.notes]


def test_closed_lines_are_outlines_with_the_text_in_them(drawn):
    found = drawn(
        polyline("小区", SQUARE, handle="A1"),
        polyline("小区", NEXT, handle="A2"),
        text("注记", 5, 5, "东一村"),
        text("注记", 50, 50, "图名"),
        table="小区",
    )
    frame = found.frame

    assert frame.geometry.iloc[0].normalize() == box(0, 0, 10, 10).normalize()
    assert frame["text"].tolist()[0] == "东一村"
    assert frame["text"].isna().tolist() == [False, True]
    assert frame["EntityHandle"].tolist() == ["A1", "A2"]
    assert frame.crs is None
    assert not found.states_system
    assert found.table == "小区"
    assert rules(found) == [
        "闭合的多段线作为面",
        "轮廓内的文字作为 text 列",
        "轮廓内没有文字，text 留空",
        "不在任何轮廓内的文字未使用",
    ]
    assert "A2" in found.notes[2][2]


def test_two_texts_in_an_outline_are_not_guessed_between(drawn):
    found = drawn(
        polyline("楼栋", SQUARE), text("楼栋", 2, 2, "3"), text("楼栋", 8, 8, "砖6"), table="楼栋"
    )
    assert found.frame["text"].isna().all()
    assert "轮廓内有几个文字，text 留空" in rules(found)


def test_texts_of_the_named_layers_go_before_others(drawn):
    entities = [polyline("楼栋", SQUARE), text("楼号", 2, 2, "3"), text("层数", 8, 8, "砖6")]
    assert drawn(*entities, table="楼栋").frame["text"].isna().all()
    for table in ("楼栋、楼号", "楼栋,楼号", "楼栋；楼号"):
        found = drawn(*entities, table=table)
        assert found.frame["text"].tolist() == ["3"]
        assert found.table == "楼栋、楼号"


@pytest.mark.parametrize(
    ("version", "code_page", "encoding", "severities"),
    [
        ("AC1015", "ANSI_936", "gbk", ["info"]),
        ("AC1018", "ansi_936", "gbk", ["info"]),
        ("AC1015", "ANSI_1252", "gbk", ["warning"]),
        ("AC1032", "ANSI_936", "utf-8", []),
        ("AC1015", "ANSI_936", "utf-8", ["warning"]),
        ("AC1027", "ANSI_936", "gbk", ["warning"]),
    ],
)
def test_old_and_new_encodings(drawn, version, code_page, encoding, severities):
    options = {"version": version, "code_page": code_page, "encoding": encoding}
    marks = [text("注记", n, 0, words) for n, words in enumerate(["东一村", "国泰新苑", "镕园"])]
    found = drawn(*marks, **options)

    assert found.frame["text"].tolist() == ["东一村", "国泰新苑", "镕园"]
    assert found.frame["Layer"].tolist() == ["注记"] * 3
    assert [note[0] for note in found.notes if "编码" in note[1]] == severities


def test_signs_written_as_codes_and_formats(drawn):
    found = drawn(
        text("注记", 0, 0, r"\U+4E1C\U+4E00村"),
        text("注记", 1, 0, r"{\fSimSun|b0;东\P二}村", kind="MTEXT"),
    )
    assert found.frame["text"].tolist() == ["东一村", "东 二村"]
    assert found.frame.geometry.tolist() == [Point(0, 0), Point(1, 0)]


def test_lines_of_streets_stay_lines(drawn):
    found = drawn(
        polyline("道路", [(0, 0), (9, 0)], closed=False, handle="S1"),
        polyline("道路", [(0, 5), (9, 5)], closed=False, handle="S2"),
        polyline("道路", SQUARE, handle="环"),
        text("道路", 5, 5, "环路"),
    )
    assert found.frame.geom_type.tolist() == ["LineString"] * 3
    assert found.frame.geometry.iloc[0] == LineString([(0, 0), (9, 0)])
    assert rules(found) == ["不在任何轮廓内的文字未使用"]


def test_an_outline_left_open_is_said_by_its_handle(drawn):
    found = drawn(
        polyline("小区", SQUARE),
        polyline("小区", NEXT),
        polyline("小区", NEXT, closed=False, handle="F7"),
    )
    assert found.frame.geom_type.tolist() == ["Polygon", "Polygon", "LineString"]
    said = [note for note in found.notes if note[1] == "轮廓没有闭合，仍是线"]
    assert "F7" in said[0][2]
    assert "PEDIT" in said[0][3]


def test_a_hatch_over_its_own_outline_is_one_thing(drawn):
    found = drawn(polyline("公园", SQUARE), hatch("公园", SQUARE), hatch("公园", NEXT))
    assert len(found.frame) == 2
    assert found.frame.area.tolist() == [100, 100]
    assert "与轮廓重合的填充未读取" in rules(found)


def test_blocks_are_points_with_their_attributes(drawn):
    found = drawn(block("设施", 3, 4, NAME="康民大药房", NO="F1"), point("设施", 5, 6))
    frame = found.frame

    assert frame.geometry.tolist() == [Point(3, 4), Point(5, 6)]
    assert frame["图块"].tolist()[0] == "药店"
    assert frame["NAME"].tolist()[0] == "康民大药房"
    assert frame[["图块", "NAME", "NO"]].iloc[1].isna().all()
    assert "图块按插入点作为点" in rules(found)


def test_paper_is_left_and_said(drawn):
    found = drawn(polyline("0", SQUARE), polyline("0", NEXT, paper=True))
    assert len(found.frame) == 1
    assert "图纸空间（布局）中的对象未读取" in rules(found)


def test_millimetres_are_a_warning(drawn):
    assert [note[:2] for note in drawn(point("0", 1, 2), units=4).notes] == [
        ("warning", "图形单位不是米")
    ]


def test_layers_are_listed_where_none_is_named(drawn):
    entities = [polyline("小区", SQUARE), point("设施", 1, 2), point("设施", 2, 2)]
    with pytest.raises(SourceError, match="没有指明读哪一个图层；图形中有 小区（1）、设施（2）"):
        drawn(*entities)
    with pytest.raises(SourceError, match="没有名为“公园”的图层"):
        drawn(*entities, table="小区、公园")
    with pytest.raises(SourceError, match="零个图层"):
        drawn()


def test_a_drawing_needs_a_system(tmp_path):
    path = tmp_path / "图.dxf"
    path.write_bytes(dxf(point("设施", 500_000.123456789, 3_440_000.5)))
    with pytest.raises(CrsError, match=r"图\.dxf：有坐标但没有写明坐标系"):
        files.read(path)
    found = files.read(path, crs=4549)
    assert found.crs.to_epsg() == 4549
    assert found.geometry.iloc[0] == Point(500_000.123456789, 3_440_000.5)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"AutoCAD Binary DXF\r\n\x1a\x00", "二进制 DXF；请在 CAD 中"),
        (b"AC1032\x00\x00", "是 AutoCAD 图形；请在 AutoCAD"),
        (dxf(point("0", 1, 2))[:-40], "没有结尾的 EOF"),
        (dxf(point("0", 1, 2))[:200], "没有结尾的 EOF"),
        (b"hello", "没有结尾的 EOF"),
    ],
)
def test_drawings_that_are_none(tmp_path, content, words):
    path = tmp_path / "图.dxf"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=words):
        files.raw(path)
