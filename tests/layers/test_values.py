"""Values as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.layers import values


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (values.number, "１,２３４.５", 1234.5),
        (values.integer, 412.0, 412),
        (values.boolean, "√", True),
        (values.boolean, 0, False),
        (values.day, "2024年5月1日", date(2024, 5, 1)),
        (values.day, "20240501", date(2024, 5, 1)),
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
        (values.integer, "6.5"),
        (values.boolean, "也许"),
        (values.day, "2024-13-01"),
        (values.day, "五月"),
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
