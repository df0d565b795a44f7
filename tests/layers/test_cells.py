"""Cells of a survey: what is read and how, what is not, and that nothing is ever invented."""

import re
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pianqu.layers import kinds
from pianqu.layers.survey import cells, numerals, readings, values
from pianqu.layers.survey.readings import APPROXIMATE, CONVERTED, EXACT, MISSING, UnreadError

COMMUNITIES, BUILDINGS = kinds.schema("communities"), kinds.schema("buildings")


def read(name: str, cell: object) -> readings.Reading:
    layer = BUILDINGS if name in ("storeys", "lift") else COMMUNITIES
    return cells.reader(layer.field(name))(cell)


@pytest.mark.parametrize(
    ("field", "cell", "value", "how"),
    [
        ("households", "１，２３４户", 1234, EXACT),
        ("households", "1.2万户", 12000, CONVERTED),
        ("households", "一百二十", 120, EXACT),
        ("households", " 300 户", 300, EXACT),
        *(
            ("households", cell, 300, APPROXIMATE)
            for cell in ("约300户", "300余户", "近300户", "300户左右", "300多", "大约300", "三百余")
        ),
        ("households", "一千二百余", 1200, APPROXIMATE),
        ("building_count", "12栋", 12, EXACT),
        ("land_area", "3亩", 2000, CONVERTED),
        ("land_area", "1.2公顷", 12000, CONVERTED),
        ("land_area", "1.2万㎡", 12000, CONVERTED),
        ("land_area", "120平方米", 120, EXACT),
        ("land_area", "120m2", 120, EXACT),
        ("land_area", "1.2 万M2", 12000, CONVERTED),
        ("land_area", "约0.5km2", 500000, APPROXIMATE),
        ("land_area", "约1.5万平方米", 15000, APPROXIMATE),
        ("green_share", "３５％", 0.35, EXACT),
        ("green_share", 0.35, 0.35, EXACT),
        ("green_share", "约35%", 0.35, APPROXIMATE),
        ("storeys", "六层", 6, EXACT),
        ("storeys", "十二", 12, EXACT),
        ("year_built", "1998年", 1998, EXACT),
        ("year_built", "二〇〇五年", 2005, EXACT),
        ("year_built", "1998年5月", 1998, CONVERTED),
        ("year_built", "1998.5", 1998, CONVERTED),
        ("year_built", datetime(1998, 5, 1), 1998, CONVERTED),
        ("year_built", "1998年左右", 1998, APPROXIMATE),
        ("lift", "✓", True, EXACT),
        ("lift", "×", False, EXACT),
        ("lift", "有", True, EXACT),
        ("lift", "无", False, EXACT),
        ("as_of", "45413", date(2024, 5, 1), CONVERTED),
        ("as_of", "2024年5月1日", date(2024, 5, 1), EXACT),
        ("management", "无", "none", EXACT),
        ("name", "东 一 村", "东 一 村", EXACT),
        ("name", "东一\n村\u200b", "东一村", CONVERTED),
    ],
)
def test_what_is_read(field, cell, value, how):
    found = read(field, cell)

    assert (found.value, found.how) == (value, how)
    assert bool(found.reason) == (how in (APPROXIMATE, CONVERTED))


@pytest.mark.parametrize(
    ("field", "cell", "sort"),
    [
        ("households", "300-350户", "是区间"),
        ("households", "300至350户", "是区间"),
        ("households", "三百~四百户", "是区间"),
        ("households", "300户以上", "是上限或下限"),
        ("households", "不足300户", "是上限或下限"),
        ("households", "无", "写的是“无”"),
        ("households", "300人", "单位或文字不认识"),
        ("households", "300户、20户", "一格有几个数"),
        ("households", "1 000", "一格有几个数"),
        ("households", "6.5", "不是整数"),
        ("households", "很多", "不是数字"),
        ("households", True, "不是数字"),
        ("households", "#REF!", "公式错误"),
        ("households", "=SUM(A1:A3)", "公式没有结果"),
        ("households", "一百二", "数字之外还有文字"),
        ("land_area", "100m2-200m2", "是区间"),
        ("land_area", "3m22", "一格有几个数"),
        ("households", "十几户", "单位或文字不认识"),
        ("green_share", "35", "没有写百分号"),
        ("green_share", 35, "没有写百分号"),
        ("storeys", "6+1层", "是几个数相加"),
        ("storeys", "地上6层/地下1层", "一格有几个数"),
        ("storeys", "5/6层", "一格有几个数"),
        ("year_built", "98年", "没有写明世纪"),
        ("year_built", 98, "没有写明世纪"),
        ("year_built", "90年代", "是年代"),
        ("year_built", "上世纪90年代", "是年代"),
        ("year_built", "80-90年代", "是年代"),
        ("year_built", "1998-2000", "是区间"),
        ("year_built", "1998年以前", "是上限或下限"),
        ("year_built", "1998、2001", "一格有几个数"),
        ("lift", "○", "圆圈的意思不明"),
        ("lift", "部分有", "不是是或否"),
        ("as_of", "2024年5月", "不是日期"),
        ("as_of", "5", "不是日期"),
        ("management", "好", "不在可用的词中"),
        ("name", "#N/A", "公式错误"),
    ],
)
def test_what_is_not_read_and_why(field, cell, sort):
    with pytest.raises(UnreadError) as caught:
        read(field, cell)

    assert caught.value.sort == sort
    assert re.search("[\u4e00-\u9fff]", caught.value.reason)


@pytest.mark.parametrize(
    "cell", ["", " / ", "-", "——", "不详", "待查", "无数据", "N/A", None, pd.NA]
)
@pytest.mark.parametrize("field", ["households", "name", "lift", "year_built", "management"])
def test_what_says_that_nothing_is_known_is_missing(field, cell):
    assert read(field, cell).how == MISSING


def test_a_word_of_ones_own_stands_for_a_choice():
    own = [
        {"layer": "communities", "field": "management", "alias": "街道托管", "choice": "secured"}
    ]
    field = COMMUNITIES.field("management")

    assert cells.reader(field, layer="communities", aliases=own)("街道托管").value == "secured"
    with pytest.raises(UnreadError):
        cells.reader(field, layer="buildings", aliases=own)("街道托管")


FIELDS = [field for layer in ("communities", "buildings") for field in kinds.schema(layer).fields]
NUMBERS = [field for field in FIELDS if field.type in ("integer", "number")]
SIGNS = (
    "0123456789０１９.,，-－~+/、%％ 约近余多年月日代户层亩栋人万亿个十百千六两几半①²٣无\n\u200b"
)
WORDS = ("左右", "㎡", "公顷", "世纪", "地上", "以上", "不详", "1998", "上世纪")
PIECES = st.sampled_from([*SIGNS, *WORDS])
TEXTS = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=12))


SPELT = st.tuples(  # as a clerk would write a number
    st.sampled_from(["", "约", "近", " "]),
    st.one_of(st.integers(0, 10**6).map("{:,}".format), st.decimals(0, 3000, places=2).map(str)),
    st.sampled_from(["", "余", "多"]),
    st.sampled_from(["", "万"]),
    st.sampled_from(["", "", "户", "人", "亩", "㎡", "公顷", "%", "层", "年", "米", "元"]),
).map("".join)


def tried(field: kinds.Field, cell: object) -> readings.Reading | None:
    """The reading; None where the cell is refused as it may be. Anything else goes through."""
    try:
        return cells.reader(field)(cell)
    except UnreadError:
        return None


@settings(max_examples=500)
@given(
    st.sampled_from(FIELDS),
    st.one_of(
        TEXTS, st.floats(), st.integers(), st.booleans(), st.none(), st.datetimes(), st.dates()
    ),
)
@example(COMMUNITIES.field("households"), 10**400)
@example(COMMUNITIES.field("as_of"), "99999")
@example(COMMUNITIES.field("year_built"), "0000-01")
def test_a_reader_gives_a_reading_or_its_own_error(field, cell):
    found = tried(field, cell)

    assert found is None or found.how in (EXACT, CONVERTED, APPROXIMATE, MISSING)
    assert found is None or (found.value is None) == (found.how == MISSING)


@settings(max_examples=500)
@given(st.sampled_from(NUMBERS), TEXTS)
def test_no_number_comes_of_a_text_without_one(field, text):
    assume(not any(sign.isdigit() or sign in numerals.SIGNS for sign in text))
    found = tried(field, text)

    assert found is None or found.value is None


@settings(max_examples=500)
@given(
    st.sampled_from([field for field in NUMBERS if field.unit != "year"]),
    st.integers(0, 9999),
    st.text("-~+/、;， 至和户层人()（）", min_size=1, max_size=3),
    st.integers(0, 9999),
)
def test_two_numbers_never_become_one(field, first, between, second):
    assume(not re.fullmatch(r"[,，]", between))  # a comma before three figures is in one number
    found = tried(field, f"{first}{between}{second}")

    assert found is None


@settings(max_examples=500)
@given(st.sampled_from(NUMBERS), SPELT)
def test_a_value_printed_plainly_reads_as_itself(field, text):
    found = tried(field, text)
    value = None if found is None else found.value
    past_one = field.unit == "ratio" and value is not None and value > 1  # its % is not printed
    again = None if value is None or past_one else tried(field, values.plain(value))

    assert value is None or past_one or (again is not None and again.value == value)
    assert again is None or again.how == EXACT


@settings(max_examples=500)
@given(st.sampled_from(FIELDS), st.one_of(TEXTS, SPELT))
def test_what_the_strict_reader_reads_is_read_alike(field, text):
    try:
        strict = values.reader(field)(text)
    except (ValueError, KeyError):
        return
    found = tried(field, text)
    if found is None:  # more is refused: a share without %, a year without its century, a circle
        assert field.unit in ("ratio", "year") or readings.folded(text) != text or text[:1] in "=#"
    elif found.how != MISSING and field.type != "text":
        assert found.value == strict


@settings(max_examples=500)
@given(st.integers(0, 10**9))
def test_a_number_in_chinese_reads_back(number):
    spelt = spell(number)

    assert numerals.read(spelt) == number
    assert tried(COMMUNITIES.field("households"), f"{spelt}户") == readings.Reading(number)


def spell(number: int) -> str:
    """An oracle of its own: digit and place, then the noughts joined."""
    if number == 0:
        return "零"
    digits, places = (
        "零一二三四五六七八九",
        ["", "十", "百", "千", "万", "十", "百", "千", "亿", "十"],
    )
    text = "".join(
        digits[int(figure)] + (places[at] if figure != "0" or at % 4 == 0 else "")
        for figure, at in zip(str(number), range(len(str(number)) - 1, -1, -1), strict=True)
    )
    text = re.sub("零+", "零", text)
    text = re.sub("零(?=[万亿])", "", text)
    text = re.sub("亿万", "亿", text)
    return text.removesuffix("零")
