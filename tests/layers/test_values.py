"""Values as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.layers import kinds
from pianqu.layers.survey import values


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (values.number, "１,２３４.５", 1234.5),
        (values.number, "１，２３４", 1234),
        (values.number, "－1.5e3", -1500),
        (values.integer, 412.0, 412),
        (values.boolean, "√", True),
        (values.boolean, 0, False),
        (values.boolean, "1.0", True),
        (values.boolean, "0.0", False),
        (values.day, "2024年5月1日", date(2024, 5, 1)),
        (values.day, "20240501", date(2024, 5, 1)),
        (values.day, 20240501.0, date(2024, 5, 1)),
        (values.day, "2024-05-01 08:30:00", date(2024, 5, 1)),
        (values.day, "2024-05-01T08:30:00Z", date(2024, 5, 1)),
        (values.day, datetime(2024, 5, 1, 8), date(2024, 5, 1)),
    ],
)
def test_known_spellings(read, text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.number, "约300户"),
        (values.number, "inf"),
        (values.number, True),
        *((values.number, text) for text in ("3,4", "1,5", "1,2345", "1234,567", "1,234,5")),
        *(
            (values.number, text)
            for text in ("1_000", "10²", "①", "٣", "1 000", "5.", "1e9999", "")
        ),
        (values.number, 10**400),
        (values.integer, "6.5"),
        (values.integer, 10**20),
        (values.integer, "1e300"),
        (values.boolean, "也许"),
        (values.boolean, "①"),
        (values.day, "2024-13-01"),
        (values.day, "五月"),
        (values.day, "24-5-1"),
        (values.day, "0024-05-01"),
        (values.day, "2101-01-01"),
        (values.day, date(1899, 12, 30)),
        (values.day, "2024-05-01 或次日"),
        (values.day, "2024050①"),
    ],
)
def test_what_cannot_be_read_is_refused(read, text):
    with pytest.raises(ValueError):
        read(text)


@given(st.integers(-(10**9), 10**9))
def test_a_written_number_reads_back(value):
    assert values.integer(f"{value:,}") == value


@given(st.text(max_size=12))
def test_blank_never_hides_a_readable_number(text):
    if values.is_blank(text):
        with pytest.raises(ValueError):
            values.number(text)


@pytest.mark.parametrize(
    ("layer", "field", "text", "expected"),
    [
        ("communities", "green_share", "35%", 0.35),
        ("communities", "green_share", "３５％", 0.35),
        ("communities", "year_built", "1998年", 1998),
        ("communities", "households", "1,412户", 1412),
        ("communities", "residents", "1.13万人", 11300),
        ("communities", "floor_area", "120㎡", 120),
        ("communities", "floor_area", "1.13 万m²", 11300),
        ("communities", "land_area", "3亩", 2000),
        ("buildings", "storeys", "6 层", 6),
        ("buildings", "height", "18.5米", 18.5),
    ],
)
def test_a_number_may_end_in_its_own_unit(layer, field, text, expected):
    assert values.reader(kinds.schema(layer).field(field))(text) == expected


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("households", "约300户"),
        ("households", "300余户"),
        ("households", "300人"),
        ("year_built", "90年代"),
        ("year_built", "1998年5月"),
        ("floor_area", "120²"),
        ("floor_area", "3户"),
        ("floor_area_ratio", "180%"),
    ],
)
def test_any_other_unit_is_refused(field, text):
    with pytest.raises(ValueError):
        values.reader(kinds.schema("communities").field(field))(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("儿童、老年人活动场地", "play_old_young"),
        ("文化活动站(含青少年、老年活动站)", "culture_station"),
        ("文化活动站（含青少年、老年活动站）；药店", "culture_station;pharmacy"),
        ("药店、儿童、老年人活动场地，公厕", "pharmacy;play_old_young;public_toilet"),
        ("药店|药房;药店", "pharmacy"),
        (" / ", None),
        (float("nan"), None),
    ],
)
def test_names_with_a_comma_stand_in_a_list(text, expected):
    assert values.reader(kinds.schema("facilities").field("also"))(text) == expected


@pytest.mark.parametrize("cell", [5, 5.0, True, "药店、5", "儿童、药店"])
def test_a_list_refuses_what_is_no_name(cell):
    with pytest.raises(KeyError):
        values.reader(kinds.schema("facilities").field("also"))(cell)


def test_abstaining_and_not_residential_are_answers_of_their_own():
    vote = values.reader(kinds.schema("votes").field("vote"))
    use = values.reader(kinds.schema("buildings").field("use"))

    assert [vote(word) for word in ("弃权", "未投票", "未参与")] == ["abstain", "absent", "absent"]
    assert [use(word) for word in ("非居住", "商业", "商铺")] == [
        "nonresidential",
        "commercial",
        "commercial",
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("菜市场", "wet_market"),
        ("公厕", "public_toilet"),
        ("银行", "bank_post"),
        ("托老所", "elder_daycare"),
        ("便利店", "convenience"),
        ("街道办事处", "street_office"),
    ],
)
def test_a_word_that_means_one_kind_is_a_spelling_of_it(word, kind):
    assert values.codes("facility_kind")[word] == kind


@pytest.mark.parametrize("word", ["球场", "运动场", "党群服务中心", "诊所", "中学"])
def test_a_word_that_may_mean_several_kinds_is_none(word):
    assert word not in values.codes("facility_kind")
