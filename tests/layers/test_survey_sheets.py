"""Sheets as offices keep them: titles, headings of several rows, merged cells, totals, notes."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.gis.errors import SourceError
from pianqu.layers.formats import grids, headers, parts, sheets
from pianqu.layers.formats.sheets import Sheet
from pianqu.layers.survey import headings


def book(path: Path, rows: list[list], *merged: str) -> Sheet:
    whole = openpyxl.Workbook()
    sheet = whole["Sheet"]
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    whole.save(path / "摸底表.xlsx")
    return sheets.read_sheet(path / "摸底表.xlsx", "Sheet")


def said(sheet: Sheet, rule: str) -> str:
    return next(value for _, named, value, _ in sheet.notes if rule in named)


TITLE = ["××县老旧小区改造摸底表", None, None]
UNITS = ["填报单位：城关镇", None, "单位：万平方米、户"]
HEADS = ["小区名称", "建筑面积", "户数"]


def test_titles_stand_above_the_headings_and_are_listed(tmp_path):
    found = book(tmp_path, [TITLE, UNITS, HEADS, ["东一村", 1.2, 5]], "A1:C1")

    assert found.frame.to_dict("list") == {
        "小区名称": ["东一村"],
        "建筑面积": ["1.2"],
        "户数": ["5"],
    }
    assert found.rows == [4]
    assert said(found, "表头的位置").startswith("表头在第 3 行")
    assert "第 1 行“××县老旧小区改造摸底表”" in said(found, "标题行")
    assert headings.units(found.notes) == ("万平方米", "户")


def test_a_row_of_unknown_headings_is_found_by_its_shape(tmp_path):
    found = book(tmp_path, [["某某表"], [], ["甲一", "甲二"], ["a", "b"]])

    assert (list(found.frame.columns), found.rows) == (["甲一", "甲二"], [4])


@pytest.mark.parametrize("words", [("小区名称", "户数"), ("名", "数")])
def test_known_words_decide_which_row_is_that_of_the_headings(tmp_path, words):
    text = f"初稿,内部,,,,,\n{','.join(words)},量,长,宽,高,重\na,1,2,3,4,5,6\n"
    (tmp_path / "表.csv").write_text(text, encoding="utf-8")
    if words[0] == "名":
        with pytest.raises(SourceError, match="多于表头的 2 格"):
            sheets.read_csv(tmp_path / "表.csv")
    else:
        found = sheets.read_csv(tmp_path / "表.csv")
        assert (found.frame.columns[0], found.rows) == ("小区名称", [3])


def test_labels_above_unknown_headings_are_no_headings(tmp_path):
    (tmp_path / "表.csv").write_text("制表：甲,日期：乙\n名,数\na,1\n", encoding="utf-8")

    assert list(sheets.read_csv(tmp_path / "表.csv").frame.columns) == ["名", "数"]


def test_headings_of_three_rows_are_called_by_the_lowest(tmp_path):
    rows = [
        ["小区名称", "建筑情况", None, "人口", None],
        [None, "建筑面积", "占地\n面积", "户数", "常住人口"],
        [None, "（万㎡）", "（亩）", None, None],
        ["东一村", 1, 2, 3, 4],
    ]
    found = book(tmp_path, rows, "A1:A3", "B1:C1", "D1:E1", "D2:D3", "E2:E3")

    assert list(found.frame.columns) == [
        "小区名称",
        "建筑面积（万㎡）",
        "占地\n面积（亩）",
        "户数",
        "常住人口",
    ]
    assert found.rows == [4]


@pytest.mark.parametrize("merged", [("A1:A2", "B1:B2", "C1:D1"), ()])
@pytest.mark.parametrize("first", [None, "计量单位"])
def test_a_row_of_bare_units_belongs_to_the_headings_above(tmp_path, merged, first):
    rows = [
        ["小区名称", "户数", "建筑情况", None],
        [None, None, "建筑面积", "电梯"],
        [first, "户", "万㎡", "部"],
        ["东一村", 5, 1.2, 3],
    ]
    found = book(tmp_path, rows, *merged)
    names = ["小区名称", "户数（户）", "建筑面积（万㎡）", "电梯（部）"]

    assert (list(found.frame.columns), found.rows) == (names, [4])


@pytest.mark.parametrize(
    "between", [[], [[]], [["表2 停车情况"]]], ids=["at once", "a gap", "a title"]
)
def test_the_headings_of_another_table_are_refused(tmp_path, between):
    rows = [HEADS, ["一村", 1, 5], *between, ["小区名称", "停车位", "备注"], ["二村", 7, None]]
    with pytest.raises(
        SourceError, match=f"第 {3 + len(between)} 行（小区名称、停车位、备注）是另一张表"
    ):
        book(tmp_path, rows)


def test_words_that_are_headings_elsewhere_are_records(tmp_path):
    rows = [["图层", "字段", "别名"], ["小区", "户数", "总户数"], ["小区", "面积", "建筑面积"]]

    assert book(tmp_path, rows).rows == [2, 3]


def test_two_columns_alike_take_the_heading_above(tmp_path):
    rows = [["小区名称", "改造前", None, "改造后", None], [None, "户数", "栋数", "户数", "车位"]]
    found = book(tmp_path, [*rows, ["东一村", 1, 2, 3, 4]], "A1:A2", "B1:C1", "D1:E1")

    assert list(found.frame.columns) == ["小区名称", "改造前/户数", "栋数", "改造后/户数", "车位"]


def test_two_rows_of_headings_in_a_csv(tmp_path):
    text = "摸底表,,\n小区名称,建筑情况,\n,建筑面积,户数\n东一村,1,2\n"
    (tmp_path / "表.csv").write_text(text, encoding="utf-8")
    found = sheets.read_csv(tmp_path / "表.csv")

    assert (list(found.frame.columns), found.rows) == (HEADS, [4])


def test_a_value_merged_down_holds_for_each_row(tmp_path):
    rows = [["街道", "小区名称"], ["东城", "一村"], [None, "二村"], ["西城", "三村"]]
    found = book(tmp_path, rows, "A2:A3")

    assert found.frame["街道"].tolist() == ["东城", "东城", "西城"]
    assert said(found, "合并单元格") == "A2:A3“东城”"


@pytest.mark.parametrize(
    ("merged", "address"),
    [("B2:B3", "B2:B3"), ("A2:B2", "A2:B2")],
)
def test_a_merged_number_or_a_row_merged_across_is_refused(tmp_path, merged, address):
    with pytest.raises(SourceError, match=address):
        book(tmp_path, [HEADS, ["一村", 5, 6], ["二村", 5, 6]], merged)


def test_a_merged_year_or_running_number_is_no_amount(tmp_path):
    rows = [["序号", "小区名称", "建成年份"], [1, "一村", 1998], [None, "二村", None]]
    found = book(tmp_path, rows, "A2:A3", "C2:C3")

    assert found.frame["建成年份"].tolist() == ["1998", "1998"]


ROWS = [
    ["一、东城街道", None, None],
    ["一村", 1, 5],
    ["小计", 1, 5],
    HEADS,
    [None, None, None],
    ["二村", 2, 7],
    ["合 计", 3, 12],
    ["注：户数为2024年", None, None],
    ["2.面积为估算", None, None],
    ["填表人：张三", None, "审核人：李四"],
]


def test_rows_that_are_no_records_are_listed_and_totals_kept(tmp_path):
    found = book(tmp_path, [HEADS, *ROWS], "A2:C2")

    assert found.rows == [3, 7]
    assert found.totals is not None
    assert found.totals["户数"].to_dict() == {4: "5", 8: "12"}
    assert said(found, "合计") == "第 4、8 行"
    assert said(found, "重复的表头") == "第 5 行"
    assert said(found, "空行") == "第 6 行"
    assert "第 2 行“一、东城街道”" in said(found, "分段")
    assert [f"第 {row} 行" in said(found, "附注") for row in (9, 10, 11)] == [True] * 3


@pytest.mark.parametrize(
    "line",
    [
        ["备注", "以上数据截至五月"],
        ["审核人", None, "张三"],
        ["数据来源：住建局"],
        ["以上数据由街道提供"],
        ["*东一村户数含空置房"],
    ],
)
def test_notes_without_a_colon_are_no_records(tmp_path, line):
    found = book(tmp_path, [HEADS, ["一村", 1, 5], line])

    assert found.rows == [2]
    assert f"第 3 行“{line[0]}" in said(found, "附注")


def test_hidden_rows_and_columns_are_read_and_told(tmp_path):
    book(tmp_path, [HEADS, ["一村", 1, 5], ["二村", 2, 7]])
    whole = openpyxl.load_workbook(tmp_path / "摸底表.xlsx")
    whole["Sheet"].row_dimensions[3].hidden = True
    whole["Sheet"].column_dimensions["C"].hidden = True
    whole.save(tmp_path / "摸底表.xlsx")
    found = sheets.read_sheet(tmp_path / "摸底表.xlsx", "Sheet")

    assert found.frame["户数"].tolist() == ["5", "7"]
    assert said(found, "隐藏") == "第 3 行、“户数”列"


def test_broken_cells_are_named_and_keep_their_text(tmp_path):
    found = book(tmp_path, [HEADS, ["一村", "#REF!", "=B2*2"]])

    assert found.frame.loc[0, ["建筑面积", "户数"]].tolist() == ["#REF!", "=B2*2"]
    assert said(found, "公式错误") == "B2（#REF!）"
    assert said(found, "没有算出") == "C2"


_CELLS = st.sampled_from(
    [
        "",
        "",
        "一村",
        "5",
        "合计",
        "注：a",
        "小区名称",
        "户数",
        "一、东城",
        "填表人：甲",
        "1",
        "#REF!",
    ]
)


@settings(max_examples=500)
@given(st.lists(st.lists(_CELLS, min_size=3, max_size=3), min_size=1, max_size=12))
def test_every_row_is_one_thing_and_no_cell_of_a_record_is_lost(rows):
    grid = grids.Grid("表", [["小区名称", "建筑面积", "户数"], *rows])
    header = headers.find(grid, {"小区名称", "建筑面积", "户数"})
    kinds = parts.divide(grid, header).kinds
    there = {*range(header.start, header.stop), *kinds}

    assert there == set(range(len(grid.cells)))
    assert header.start == 0
    assert all(grid.filled(row) for row, kind in kinds.items() if kind == parts.RECORD)
    assert not any(grid.filled(row) for row, kind in kinds.items() if kind == parts.BLANK)
