"""The tables of words: every key once, in both languages, with the same gaps to fill."""

import re
from string import Formatter

import pytest

from pianqu.maps.report.grids import worded
from pianqu.maps.style import minute_swatches, share_swatches
from pianqu.maps.text.codes import COMMON, STATUS, every, meant
from pianqu.maps.text.names import Names
from pianqu.maps.words import WORDS, rows
from pianqu.maps.workbook import codes


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_word_stands_once_and_in_both_languages():
    table = rows("words")

    assert len({row["key"] for row in table}) == len(table) == len(WORDS)
    for row in table:
        assert row["zh"], row["key"]
        assert row["en"], row["key"]
        assert not re.search("[\u4e00-\u9fff]", row["en"]), row["key"]
        assert gaps(row["zh"]) == gaps(row["en"]), row["key"]


def test_a_code_of_a_field_has_one_word():
    told = [(row["table"], row["field"], row["code"]) for row in rows("codes")]

    assert sorted({one for one in told if told.count(one) > 1}) == []
    assert all(row["zh"] for row in rows("codes"))


def test_classes_of_times_and_shares_are_said_as_the_table_says():
    labels = [swatch.label for swatch in (*minute_swatches((5.0,), 5), *share_swatches())]

    assert labels[:4] == ["不超过 5 分钟", "超过 5 分钟（超出搜索范围）", "未计算", "无数据"]
    assert "50% 以下" in labels


@pytest.mark.parametrize(
    ("table", "field", "code", "word"),
    [
        ("consents", "verdict", "pass", "通过"),
        ("eligibility", "verdict", "pass", "符合条件"),
        ("elevators", "verdict", "can", "可以加装"),
        ("siting", "cost_certainty", "unverified", "未核实"),
        ("consents", "topic", "rebuild", "改建、重建"),
    ],
)
def test_report_and_workbook_say_the_same_of_a_code(table, field, code, word):
    assert worded(code, field, Names({}, {}, {}), table=table) == word
    assert codes.words(table, field, {code})[code] == word


def test_how_sure_a_rule_is_has_words_wherever_it_stands():
    assert set(STATUS) <= set(COMMON)
    assert "certainty" not in {row["field"] for row in rows("codes")}
    assert meant("any", "name") == {}
    assert {"已核对", "可以加装"} <= every()
    assert "公顷" not in every()
