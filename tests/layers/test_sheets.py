"""Tables filled in by hand: what is refused rather than shifted, renamed or dropped."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from pianqu.gis.errors import SourceError
from pianqu.layers.formats import files


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("编号,户数\nC1,5,9\n", "第 2 行的格数多于表头的 2 格"),
        ("编号,户数,户数\nC1,5,9\n", "列名“户数”出现 2 次"),
        ("编号;户数\nC1;5\n", "分隔符不是逗号（表头中是分号）"),
        ("编号\t户数\nC1\t5\n", "分隔符不是逗号（表头中是制表符）"),
        ("编号，户数\nC1，5\n", "分隔符不是逗号（表头中是全角逗号）"),
        ("摸底表\n编号;户数\nC1;5\n", "分隔符不是逗号（表头中是分号）"),
        ("编号,户数\nC1,\0\n", "既不是 UTF-8"),
    ],
)
def test_a_csv_that_would_be_misread_is_refused(tmp_path, text, words):
    path = tmp_path / "台账.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        files.read(path)
    assert words in str(caught.value)
    assert "台账.csv" in str(caught.value)


def test_commas_at_the_end_of_rows_are_no_cells(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text('编号,户数\nC1,"1,024",\nC2\n', encoding="utf-8")
    found = files.read(path)
    assert found["户数"].tolist()[0] == "1,024"
    assert found["户数"].isna().tolist() == [False, True]


def test_a_title_with_another_sign_is_no_separator(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text("摸底表；初稿\n编号,备注\nC1,给水；排水\nC2,\n", encoding="utf-8")
    assert files.read(path)["编号"].tolist() == ["C1", "C2"]


def test_a_csv_in_utf_16_with_its_mark_and_guarded_numbers(tmp_path):
    path = tmp_path / "台账.csv"
    path.write_text('编号,户数\n="001",5\n', encoding="utf-16")
    assert files.read(path)["编号"].tolist() == ["001"]


def workbook(path: Path, rows: list[list], *merged: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book["Sheet"]
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "merged", "words"),
    [
        ([["编号", "户数"], ["C1", 5], ["C2", 6]], ("B2:B3",), "单元格 B2:B3 是合并单元格"),
        ([["编号", "户数", "户数"], ["C1", 5, 6]], (), "列名“户数”出现 2 次"),
        ([["编号", "户数"], ["东一村", None]], ("A2:B2",), "没有任何记录"),
        ([["编号", "户数", "面积"], ["C1", 5, None]], ("B2:C2",), "单元格 B2:C2 是横向合并单元格"),
    ],
)
def test_a_sheet_that_would_be_misread_is_refused(tmp_path, rows, merged, words):
    path = workbook(tmp_path / "台账.xlsx", rows, *merged)
    with pytest.raises(SourceError) as caught:
        files.read(path)
    assert words in str(caught.value)


def test_a_sheet_of_a_chart_is_no_table(tmp_path):
    path = workbook(tmp_path / "台账.xlsx", [["编号", "户数"], ["01", 5.0], ["02", None]])
    book = openpyxl.load_workbook(path)
    bars = BarChart()
    bars.add_data(Reference(book["Sheet"], min_col=2, min_row=1, max_row=3), titles_from_data=True)
    book.create_chartsheet("图").add_chart(bars)
    book.save(path)

    assert files.tables(path) == ["Sheet"]
    assert files.read(path)["户数"].tolist()[0] == "5"
    with pytest.raises(SourceError, match="没有名为“图”的表"):
        files.read(path, table="图")


def test_sheets_without_cells_are_no_tables(tmp_path):
    path = workbook(tmp_path / "台账.xlsm", [["编号", "户数"], ["01", 5]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Sheet2").cell(9, 9).number_format = "0.0"
    book.save(path)

    assert files.tables(path) == ["Sheet"]
    assert files.read(path)["编号"].tolist() == ["01"]


def test_a_workbook_without_any_cell_says_so(tmp_path):
    path = workbook(tmp_path / "台账.xlsx", [])
    assert files.tables(path) == []
    for table in (None, "Sheet"):
        with pytest.raises(SourceError, match=r"台账\.xlsx：没有任何记录"):
            files.read(path, table=table)


def test_a_workbook_cut_at_any_place_or_locked_is_a_source_error(tmp_path):
    whole = workbook(tmp_path / "a.xlsx", [["编号", "户数"], *[[n, n] for n in range(99)]])
    raw = whole.read_bytes()
    path = tmp_path / "台账.xlsx"
    spoilt = bytearray(raw)
    spoilt[raw.index(b"sheet1.xml") + 40] ^= 0xFF  # inside the compressed sheet
    for content in (raw[: len(raw) // 2], raw[:-30], bytes(spoilt)):
        path.write_bytes(content)
        with pytest.raises(SourceError, match=r"无法按 \.xlsx"):
            files.read(path)
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    with pytest.raises(SourceError, match="密码"):
        files.read(path)


def test_a_file_without_permission_is_a_source_error(tmp_path, monkeypatch):
    path = tmp_path / "台账.csv"
    path.write_text("编号,户数\nC1,5\n", encoding="utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceError, match="无法打开（Permission denied）"):
        files.read(path)
