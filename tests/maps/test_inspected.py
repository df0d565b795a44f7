"""The workbook of a check: what must be mended, what was understood, what was done."""

import openpyxl

from pianqu.layers.city import Source
from pianqu.layers.inspecting import inspect
from pianqu.maps.workbook import inspected

ROWS = (
    "编号,小区名称,建成年份,总户数,经度,纬度,备注\n"
    "C1,东一村,90年代,约300户,120.6,31.3,甲\nC2,东二村,1998年,120,120.61,31.3,\n"
)


def checked(tmp_path, text: str):
    path = tmp_path / "小区.csv"
    path.write_text(text, encoding="utf-8")
    book = openpyxl.load_workbook(
        inspected.write(inspect({"communities": Source(path, crs=4490)}), tmp_path / "check.xlsx")
    )
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_what_was_not_read_stands_with_its_text_and_its_row(tmp_path):
    rows = checked(tmp_path, ROWS)["数据处理记录"]

    assert [row[2] for row in rows].count("建成年份") == 1
    told = next(row for row in rows if "90年代" in row)
    assert "C1" in told
    assert any("第 2 行" in str(cell) for cell in told)
    assert any("约300户" in row for row in rows)


def test_every_heading_says_what_it_was_taken_for(tmp_path):
    rows = checked(tmp_path, ROWS)["列名识别结果"]
    taken = {row[3]: row[4] for row in rows}

    assert taken["总户数"] == "户数"
    assert taken["备注"] in (None, "")


def test_what_must_be_mended_is_a_sheet_of_its_own(tmp_path):
    sheets = checked(tmp_path, ROWS + "C2,东三村,2001,60,120.62,31.3,\n")

    assert any(
        "编号 C2 出现了 2 次" in str(cell) for row in sheets["必须改正的错误"] for cell in row
    )
    assert "必须改正的错误" not in checked(tmp_path, ROWS)


def test_the_title_says_what_it_is(tmp_path):
    assert checked(tmp_path, ROWS)["目录"][0][0] == "数据检查结果"
