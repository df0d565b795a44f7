"""Totals that a sheet states, against the sum of its rows."""

import dirty
import pandas as pd
import pytest

from pianqu.layers import kinds, schema
from pianqu.layers.formats import sheets
from pianqu.layers.survey import headings, totals

PLAN = kinds.schema("communities")


def found(frame: pd.DataFrame, stated: pd.DataFrame, rows) -> list[dict[str, str]]:
    named = headings.rename(frame, PLAN, columns={}, source="表.xlsx")
    typed = schema.typed(named.frame, PLAN, source="表.xlsx", rows=rows, written=named.written)
    return totals.find(stated, named, typed, PLAN, source="表.xlsx", rows=rows)


@pytest.mark.parametrize(
    ("heading", "cells", "stated", "rules"),
    [
        ("户数", ["5", "7", "9"], ["12", "9", "21"], []),
        (
            "户数",
            ["5", "7", "9"],
            ["12", "10", "21"],
            ["第 6 行“西城小计”为 10，各行之和为 9，相差 1"],
        ),
        ("户数", ["5", "7", "/"], ["12", "/", "12户"], []),
        ("户数", ["5", "7", "约9"], ["12", "9", "99"], ["第 6 行“西城小计”；第 7 行“合 计”"]),
        ("建筑面积（万㎡）", ["1.25", "2.25", "3"], ["3.5", "3", "6.5"], []),
        (
            "建筑面积（万㎡）",
            ["1.25", "2.25", "3"],
            ["3.5", "3", "8.5"],
            ["为 85000，各行之和为 65000"],
        ),
        ("建成年份", ["1990", "1991", "1992"], ["1", "2", "3"], []),
        ("容积率", ["1", "2", "3"], ["9", "9", "9"], []),
    ],
)
def test_subtotals_sum_their_own_rows_and_totals_all(heading, cells, stated, rules):
    frame = pd.DataFrame({"小区名称": ["甲", "乙", "丙"], heading: cells})
    words = ["东城小计", "西城小计", "合 计"]
    lines = pd.DataFrame({"小区名称": words, heading: stated}, index=[4, 6, 7])
    said = found(frame, lines, [2, 3, 5])

    assert len(said) == len(rules)
    for one, words_said in zip(said, rules, strict=True):
        told = words_said.replace("合 计", "合计")
        assert told in one["value"]


@pytest.mark.parametrize(
    ("words", "lines", "rows", "stated", "wrong"),
    [
        (["合计", "合计", "总计"], [3, 5, 6], [2, 4], ["5", "7", "12"], 0),  # of each group, of all
        (["合计", "合计", "总计"], [3, 5, 6], [2, 4], ["5", "8", "12"], 1),
        (["合计"], [2], [3, 4], ["12"], 0),  # above its rows
        (["合计"], [2], [3, 4], ["13"], 1),
        (["合计", "小计", "小计"], [2, 3, 5], [4, 6], ["12", "5", "7"], 0),
        (["合计", "小计", "小计"], [2, 3, 5], [4, 6], ["12", "7", "5"], 2),
        (["合计", "小计", "小计"], [2, 4, 6], [3, 5], ["12", "5", "7"], 0),  # of all above alone
        (["合计", "小计", "小计"], [2, 4, 6], [3, 5], ["12", "7", "5"], 2),
    ],
)
def test_totals_of_groups_and_totals_above_their_rows(words, lines, rows, stated, wrong):
    frame = pd.DataFrame({"小区名称": ["甲", "乙"], "户数": ["5", "7"]})
    sums = pd.DataFrame({"小区名称": words, "户数": stated}, index=lines)
    said = found(frame, sums, rows)

    assert len(said) == min(wrong, 1)
    assert "".join(one["value"] for one in said).count("相差") == wrong


def test_the_totals_of_a_clean_workbook_agree(tmp_path):
    dirty.write(tmp_path / "摸底表.xlsx", faulty=False)
    sheet = sheets.read_sheet(tmp_path / "摸底表.xlsx", "摸底表")
    assert sheet.totals is not None

    assert found(sheet.frame, sheet.totals, sheet.rows) == []
    wrong = sheet.totals.assign(户数=["1", *sheet.totals["户数"][1:]])
    assert [one["rule"] for one in found(sheet.frame, wrong, sheet.rows)] == [
        "“户数”的合计与各行之和不符"
    ]
