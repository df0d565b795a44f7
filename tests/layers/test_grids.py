"""Cells of a workbook as a person sees them, and what the workbook has done to them."""

from datetime import datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from pianqu.layers.formats import grids, sheets

HEADS = ["小区名称", "建筑面积", "户数"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.355, "0.0%", "35.5%"),
        (7, "000", "007"),
        (1200, '#,##0"㎡"', "1200㎡"),
        (0.5, '0.00" 万元";[Red]-0.00', "0.5万元"),
        (3, "0\\亩", "3亩"),
        (12, '0"号楼"', "12"),
        (12, '"XQ-"000"号"', "XQ-012号"),
        (35, '0"%"', "35%"),
        (0.35, "0.00\\%", "0.35%"),
        (1.2, '0.0_ "亩"', "1.2亩"),
        (1.2, '[Red]0.00"万"', "1.2万"),
        (3, 'G/通用格式"亩"', "3亩"),
        (3, "#,##0.0㎡", "3㎡"),
        (3, '[>9]0"万㎡";0"㎡"', "3"),
        (5.1e17, "0", "510000000000000000"),
        (1e-7, "General", "0.0000001"),
        (12000, '0!.0,"万元"', "12000"),
        (12000, '#,##0,"千米"', "12000"),
        (1.1 + 2.2, "General", "3.3"),
        (datetime(1998, 5, 1), "yyyy/m", "1998-05-01"),
        (datetime(1998, 5, 1, 8, 30), "General", "1998-05-01 08:30:00"),
        (False, "General", "否"),
        ("东 一 村", "General", "东 一 村"),
        (None, "General", ""),
    ],
)
def test_a_cell_reads_as_it_is_shown(value, form, text):
    assert grids.shown(value, form) == text


@pytest.mark.parametrize("epoch", ["CALENDAR_WINDOWS_1900", "CALENDAR_MAC_1904"])
def test_a_day_is_the_same_from_whichever_year_the_workbook_counts(tmp_path, epoch):
    whole = openpyxl.Workbook()
    whole.epoch = getattr(openpyxl.utils.datetime, epoch)
    for row in (HEADS, ["一村", datetime(1998, 5, 1), 5]):
        whole.worksheets[0].append(row)
    whole.save(tmp_path / "表.xlsx")

    found = sheets.read_sheet(tmp_path / "表.xlsx", "Sheet")
    assert found.frame.iloc[0, 1] == "1998-05-01"
    assert any("1904" in rule for _, rule, _, _ in found.notes) == ("1904" in epoch)


def test_numbers_and_days_that_the_workbook_has_spoilt_are_told(tmp_path):
    whole = openpyxl.Workbook()
    whole.worksheets[0].append(["楼栋编号", "建成时间", "户数"])
    whole.worksheets[0].append([datetime(2024, 3, 2), datetime(1998, 5, 1), 5.1e17])
    whole.worksheets[0].append([7, 1998, 5])
    whole.worksheets[0]["A3"].font = Font(strike=True)
    whole.worksheets[0]["C3"].comment = Comment("含空置", "甲")
    whole.save(tmp_path / "表.xlsx")
    notes = sheets.read_sheet(tmp_path / "表.xlsx", "Sheet").notes
    said = {rule: value for _, rule, value, _ in notes}

    assert said["编号或名称是日期，像是自动改成的"] == "A2"
    assert said["超过 15 位的数字，末尾几位已丢失"] == "C2"
    assert (said["划了删除线的格，照常读入"], said["批注未读取"]) == ("A3", "C3")


def test_a_format_far_below_costs_nothing(tmp_path):
    whole = openpyxl.Workbook()
    for row in (HEADS, ["一村", 1, 5]):
        whole.worksheets[0].append(row)
    whole.worksheets[0].cell(1_048_576, 16_384).number_format = "0.0"
    whole.save(tmp_path / "表.xlsx")

    assert sheets.read_sheet(tmp_path / "表.xlsx", "Sheet").rows == [2]
