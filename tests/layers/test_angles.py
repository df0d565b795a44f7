"""Longitudes and latitudes as people write them."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.layers.placing import angles


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("120°36′05.2″", 120.601444444),
        ("120-36-05.2", 120.601444444),
        ("120度36分5秒", 120.601388889),
        ("120:36:05", 120.601388889),
        ("１２０°３６′０５″", 120.601388889),
        ("东经120°36.1′", 120.601666667),
        ("E 120°36'05''", 120.601388889),
        ("31.3N", 31.3),
        ("0°30′0″S", -0.5),
        (120.6, 120.6),
    ],
)
def test_angles_as_people_write_them(text, degrees):
    assert angles.degrees(text) == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["120°61′", "120-36", "2024-05-01", "E120W", "-31S", "北", "", "a"]
)
def test_what_is_no_angle_is_refused(text):
    with pytest.raises(ValueError) as caught:
        angles.degrees(text)
    assert caught.value.args == (text,)


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59999))
def test_degrees_minutes_seconds_are_what_they_say(whole, minutes, thousandths):
    seconds = thousandths / 1000
    expected = whole + minutes / 60 + seconds / 3600
    for text in (f"{whole}°{minutes}′{seconds}″", f"{whole}-{minutes:02d}-{seconds:06.3f}"):
        assert angles.degrees(text) == pytest.approx(expected, abs=1e-12)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_angles(text):
    with contextlib.suppress(ValueError):
        assert math.isfinite(angles.degrees(text))
