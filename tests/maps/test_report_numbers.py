"""Numbers in a text: read as they are written, and found again in a table however they are rounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.maps.report.numbers import figures, level, masked, spelled
from pianqu.maps.report.stock import Stock

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number under ten thousand in Chinese numerals, written another way than it is read."""
    out, gap = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + word
        gap = not digit
    return out


def values(text: str) -> list[tuple[float, str]]:
    """Each figure with what it measures."""
    return [(one.value, one.measure) for one in figures(masked(level(text)))]


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read(number):
    assert spelled(chinese(number)) == number


@given(
    st.floats(1, 1e9),
    st.integers(0, 3),
    st.sampled_from([("元", 1.0), ("万元", 1e4), ("亿元", 1e8)]),
)
def test_what_is_printed_from_a_value_is_found_again(value, digits, unit):
    word, scale = unit
    figure = next(figures(f"造价 {value / scale:,.{digits}f} {word}"))

    assert Stock({"money": np.array([value])}).holds(figure)


@given(st.floats(1, 1e6), st.integers(0, 3), st.sampled_from([-1, 1]))
def test_what_is_further_than_its_last_digit_is_not_found(value, digits, side):
    figure = next(figures(f"造价 {value:,.{digits}f} 元"))
    away = figure.value + side * 0.51 * 10.0**-digits

    assert not Stock({"money": np.array([away])}).holds(figure)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("共 1,234 户", [(1234.0, "households")]),
        ("１２．５％", [(0.125, "share")]),
        ("净余 −170 万元", [(-1_700_000.0, "money")]),
        ("5～10 分钟", [(5.0, "time"), (10.0, "time")]),
        ("1 / 4 个", [(1.0, "count"), (4.0, "count")]),
        ("2.5 亩", [(2.5 * 10_000 / 15, "area")]),
        ("百分之八十", [(0.8, "share")]),
        ("三分之二以上，一户一策", []),
        ("2024-06-30、2024 年 6 月、6 月 30 日、2024Q3", []),
        ("GB 50180-2018 第 4.0.9 条、建城〔2022〕2号、表 3、图 1-2、B.0.1", []),
        ("EPSG:4549、CGCS2000、A3、SHA-256、C01-B065-U2", []),
        ("1. 第一项", []),
    ],
)
def test_figures_are_told_from_what_only_has_digits(text, read):
    found = values(text)

    assert [measure for _, measure in found] == [measure for _, measure in read]
    assert np.allclose([value for value, _ in found], [value for value, _ in read])


def test_a_count_is_held_against_whole_numbers_only():
    held = Stock({"count": np.array([3.0]), "money": np.array([7.0])})

    assert held.holds(next(figures("3 个")))
    assert not held.holds(next(figures("7 个")))
