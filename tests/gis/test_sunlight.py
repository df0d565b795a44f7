"""Sun hours in worlds known by hand; what is refused."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import rays
from lit import EAST, MIDDLE, NONE, NORTH, SKY, SOUTH, WEST, at, hours, solids, sunny
from shapely import Polygon, affinity, box

from pianqu.gis import sunlight
from pianqu.gis.errors import ChoiceError, LayerError
from pianqu.gis.sun import Sky
from pianqu.gis.sunlight import Counting


@pytest.mark.parametrize(
    ("facing", "expected"), [(SOUTH, 8), (NORTH, 0), (EAST, 4), (WEST, 4), ((0.0, 0.0), 8)]
)
def test_lone_window(facing, expected):
    assert sunny(NONE, at(0, 0, facing)) == pytest.approx([expected], abs=1e-12)


@pytest.mark.parametrize(
    ("sky", "expected"),
    [
        (Sky(-23.44, 31.45, 0.0, -45.0, 45.0), 6),
        (Sky(-20.0, 31.45, 0.0, 0.0, 15.0), 1),
        (Sky(-20.0, 60.0, 0.0, -60.0, 60.0), np.degrees(np.arccos(np.sqrt(3) * 0.36397)) / 7.5),
        (Sky(-23.0, 70.0, 0.0, -60.0, 60.0), 0),  # the sun does not rise
        (Sky(23.0, 70.0, 0.0, -60.0, 60.0), 8),
    ],
)
def test_hours_are_those_of_the_band_with_the_sun_up(sky, expected):
    assert sunny(NONE, at(0, 0, SOUTH), sky=sky) == pytest.approx([expected], abs=1e-5)


@pytest.mark.parametrize("sweep", [0.0, 12.0, 30.0])
def test_sun_that_grazes_the_wall_does_not_count(sweep):
    place = at(0, 0, (np.sin(2.0), np.cos(2.0)))
    lit, step = rays.in_plan([box(0, 99, 1, 100)], [0], *place, sky=SKY, step=0.01, sweep=sweep)

    found = sunny(NONE, place, counting=Counting(sweep=sweep))

    assert found == pytest.approx(lit.sum(axis=1) * step, abs=2e-4)


@pytest.mark.parametrize(("top", "expected"), [(100.0, 0), (0.9, 8), (0.5, 8)])
def test_wall_close_in_front_takes_all_or_nothing(top, expected):
    wall = solids(box(-500, -2, 500, -1), tops=[top])

    assert sunny(wall, at(0, 0, SOUTH)) == pytest.approx([expected])


def test_courtyard_shades_its_own_windows():
    block = solids(box(0, 0, 30, 30).difference(box(10, 10, 20, 20)), tops=[18.0])
    low, high = sunny(block, at(15, 20, SOUTH, [0.9, 17.999], solid=0))

    assert low == 0
    assert high == pytest.approx(8)


def test_wing_shades_its_own_building():
    shape = Polygon([(0, 0), (10, 0), (10, -20), (20, -20), (20, 10), (0, 10)])
    wing = solids(shape, tops=[60.0])
    place = at(9.2, 0, SOUTH, solid=0)  # 5 cm from the wing, 20 m deep: lit from just before noon

    assert 0 < sunny(wing, place, sky=replace(SKY, end=0.0))[0] < 0.02
    assert sunny(wing, place, sky=replace(SKY, start=0.0)) == pytest.approx([4])


@pytest.mark.parametrize(
    ("other", "top", "buried"),
    [
        (box(-5, -5, 5, 5), 18.0, True),  # around the window
        (box(-5, -5, 5, 0), 18.0, True),  # a party wall
        (box(-5, -5, 5, 0), 0.9, False),  # no higher than the sill
        (box(-5, -5, 5, -0.02), 18.0, False),  # in front, with a gap
        (box(1, -5, 5, 0), 18.0, False),  # beside
        (box(0, -5, 5, 0), 18.0, True),  # half of it
        (box(-5, 0, 5, 5), 18.0, False),  # behind
    ],
)
def test_window_walled_up_is_buried(other, top, buried):
    found = hours(solids(other, tops=[top]), at(0, 0, SOUTH)).iloc[0]

    assert found["buried"] == buried
    assert found["hours"] == 0 or not buried


def test_buried_reaches_up_to_the_other_top_and_no_solid_buries_its_own_window():
    pair = solids(box(0, 0, 40, 10), box(10, -3, 20, 4), tops=[18.0, 7.0])
    found = hours(pair, at(15, 0, SOUTH, [0.9, 6.9, 7.0], solid=0))
    own = hours(pair, at(15, 0, SOUTH, [0.9, 6.9, 7.0], solid=1))

    assert found["buried"].tolist() == [True, True, False]
    assert found["hours"].tolist() == pytest.approx([0, 0, 8])
    assert not own["buried"].any()


def test_open_ground_is_lit_from_all_round_and_dark_in_a_building():
    block = solids(box(0, 0, 40, 10), tops=[18.0])
    ground = [sunny(block, at(20, y, (0.0, 0.0), 0.0, width=0))[0] for y in (-0.1, 0, 5, 10, 80)]

    assert ground == pytest.approx([8, 0, 0, 0, 8])


def test_height_band_raises_what_stands_and_not_what_is_added():
    wall, place = solids(box(-500, -2, 500, -1), tops=[3.0]), at(0, 0, SOUTH, [3.05, 9.0])

    assert sunny(wall, place) == pytest.approx([8, 8])
    assert sunny(wall, place, raised=0.6)[0] < 7.5
    assert sunny(NONE, place, raised=9.6, also=wall) == pytest.approx([8, 8])
    assert (
        sunny(wall, place, raised=-1.0, also=solids(box(-500, -2, 500, -1), tops=[99.0])) == [0] * 2
    )


def test_something_narrower_than_the_window_parts_the_full_window():
    pole = solids(box(-0.1, -3.2, 0.1, -3), tops=[30.0])
    place = at(0, 0, SOUTH, width=6)
    lit, step = rays.in_plan(pole.footprints, pole.top, *place, sky=SKY, step=0.01)

    assert sunny(pole, place) == pytest.approx(lit.sum(axis=1) * step, abs=1e-3)
    assert sunny(pole, place)[0] < sunny(pole, place, counting=MIDDLE)[0] < 8


@pytest.mark.parametrize("aggregate", ["cumulative", "longest", "two_longest"])
@pytest.mark.parametrize("sill", [0.9, 4.0, 6.9])
def test_outlines_that_touch_are_as_one(aggregate, sill):
    """Their corners are apart by rounding, or overlap by it."""
    ends = np.linspace(-20, 20, 12)
    parts = [box(a, -30, b, -20) for a, b in pairwise(ends)]
    turned = [affinity.rotate(part, 11, origin=(0, 0)) for part in [*parts, box(-20, -30, 20, -20)]]
    rule = Counting(shortest=5.0, aggregate=aggregate)
    place = at(0, 0, SOUTH, sill)

    whole = sunny(solids(turned[-1], tops=[18.0]), place, counting=rule)

    assert 0 < whole[0] < 8
    assert sunny(solids(*turned[:-1], tops=np.full(11, 18.0)), place, counting=rule) == (
        pytest.approx(whole, abs=1e-6)
    )


def test_labels_of_any_kind_and_windows_that_share_a_place():
    points = pd.concat([at(0, 0, SOUTH)[0], at(0, 10, NORTH)[0], at(0, 20, EAST)[0]])
    points.index = pd.Index(["南", "北", "东"])
    windows = pd.DataFrame({"point": ["东", "南", "南", "北"], "sill": 0.9}, index=list("abcd"))
    listed = windows.assign(point=pd.Categorical(windows["point"], categories=points.index))

    assert sunny(NONE, (points, windows)) == pytest.approx([4, 8, 8, 0])
    pd.testing.assert_frame_equal(hours(NONE, (points, listed)), hours(NONE, (points, windows)))


def test_no_windows_have_no_hours():
    points, windows = at(0, 0, SOUTH)
    wall = solids(box(0, 0, 1, 1), tops=[9.0])

    for some in (points, points[:0]):
        found = hours(wall, (some, windows[:0]), threads=2)

        assert found.shape == (0, 2)
        assert found.dtypes.tolist() == [float, bool]
        assert sunlight.touched(some, windows[:0], wall, sky=SKY).tolist() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": np.nan}, "P 的 x 不是有限数"),
        ({"width": np.nan}, "P 的 width 不是有限数"),
        ({"width": -1.0}, "P 的 width 为负"),
        ({"nx": 0.5}, "P 的 nx、ny 不是单位法向量"),
        ({"sill": np.nan}, "W0.9 的 sill 不是有限数"),
        ({"point": "Q"}, "W0.9 的 point 不在窗位点表中"),
    ],
)
def test_faulty_rows_are_named(change, words):
    frames = [
        frame.assign(**{key: value for key, value in change.items() if key in frame})
        for frame in at(0, 0, SOUTH)
    ]

    with pytest.raises(LayerError, match=words):
        hours(NONE, frames)


def test_two_places_of_one_name_are_refused():
    points, windows = at(0, 0, SOUTH)

    with pytest.raises(LayerError, match="P 出现多次"):
        hours(NONE, (pd.concat([points, points]), windows))


@pytest.mark.parametrize(
    "wrong",
    [{"shortest": -1.0}, {"shortest": np.nan}, {"sweep": 90.0}, {"aggregate": "mean"}],
)
def test_counting_refuses_what_is_no_rule(wrong):
    with pytest.raises(ChoiceError, match="日照口径"):
        Counting(**wrong)


@pytest.mark.parametrize("wrong", [{"raised": np.nan}, {"threads": 0}])
def test_hours_refuse_what_is_no_choice(wrong):
    with pytest.raises(ChoiceError, match="请改正"):
        hours(NONE, at(0, 0, SOUTH), **wrong)
