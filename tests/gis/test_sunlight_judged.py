"""Sun hours against rays in plan and embree; what must never change or add to them."""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd
import pytest
import rays
from hypothesis import given, settings
from hypothesis import strategies as st
from lit import (
    AT,
    EAST,
    FULL,
    MIDDLE,
    SKY,
    SOUTH,
    TURN,
    WEST,
    at,
    facades,
    hours,
    solids,
    sunny,
    town,
)
from shapely import affinity, box

from pianqu.gis import sunlight
from pianqu.gis.sun import Sky
from pianqu.gis.sunlight import Counting


@pytest.fixture(scope="module")
def scene():
    outlines, tops = town()
    return outlines, tops, *facades(outlines, tops)


@pytest.mark.parametrize("full", [True, False])
def test_rays_against_every_building_by_embree(scene, full):
    outlines, tops, points, windows = scene
    some = windows.sample(450, random_state=7)
    sky = replace(SKY, convergence=TURN)
    found = hours(
        solids(*outlines, tops=tops), (points, some), sky=sky, counting=Counting(full=full)
    )
    cast = rays.by_embree(outlines, tops, points, some, sky=sky, full=full)
    apart = np.abs(found["hours"] - cast) * 60

    assert found["buried"].sum() > 20
    assert (cast[found["buried"]] == 0).all()
    assert apart.max() <= 2
    assert apart.mean() <= 0.25


@pytest.mark.parametrize(
    "sky",
    [
        Sky(-20.115, 31.45, TURN, -60.0, 60.0),
        Sky(-23.44, 45.75, TURN, -45.0, 45.0),
        Sky(20.0, 18.0, TURN + 1, -80.0, 75.0),  # the sun passes north of the zenith
        Sky(-20.0, 60.0, TURN, -60.0, 60.0),  # it rises and sets between
        Sky(-20.0, -31.0, TURN, -60.0, 60.0),
    ],
)
@pytest.mark.parametrize("counting", [FULL, MIDDLE, Counting(sweep=15.0)])
def test_rays_in_plan_against_every_building(scene, sky, counting):
    outlines, tops, points, windows = scene
    some = windows.sample(150, random_state=1)
    ask = {"sky": sky, "sweep": counting.sweep, "full": counting.full}
    lit, step = rays.in_plan(outlines, tops, points, some, step=0.5, **ask)

    found = hours(solids(*outlines, tops=tops), (points, some), sky=sky, counting=counting)
    apart = np.abs(found["hours"] - lit.sum(axis=1) * step)[~found["buried"]] * 60

    assert apart.max() <= 1
    assert apart.mean() <= 0.2


@pytest.fixture(scope="module")
def comb():
    """A hundred and fifty poles, and the hours of each interval that rays find between them."""
    x = np.linspace(-95, 91, 150) ** 3 / 9000
    poles = solids(*(box(a, -40, a + 0.2, -39.8) for a in x), tops=np.full(150, 80.0))
    ask = {"sky": SKY, "step": 0.05, "full": False}
    lit, step = rays.in_plan(poles.footprints, poles.top, *at(0, 0, SOUTH), **ask)
    return poles, [sum(1 for _ in run) * step for sun, run in groupby(lit[0]) if sun]


@pytest.mark.parametrize("aggregate", ["cumulative", "longest", "two_longest"])
@pytest.mark.parametrize("shortest", [0.0, 2.03, 3.95, 40.0])
def test_intervals_between_many_poles_are_all_there_and_added_by_the_rule(
    comb, aggregate, shortest
):
    poles, runs = comb
    counted = sorted((run for run in runs if run * 60 >= shortest), reverse=True)
    some = {"cumulative": len(runs), "longest": 1, "two_longest": 2}[aggregate]

    rule = Counting(shortest, aggregate=aggregate, full=False)

    assert len(runs) > 90
    assert sunny(poles, at(0, 0, SOUTH), counting=rule) == pytest.approx(
        [sum(counted[:some])], abs=0.02
    )


def test_neither_threads_nor_order_nor_company_change_a_bit(scene, monkeypatch):
    outlines, tops, points, windows = scene
    around = solids(*outlines, tops=tops)
    once = hours(around, (points, windows))
    monkeypatch.setattr(sunlight, "CHUNK", 50)
    mixed = windows.sample(frac=1, random_state=3)
    again = hours(around, (points.sample(frac=1, random_state=4), mixed), threads=2)
    few = hours(around, (points, mixed[:20]), threads=3)

    pd.testing.assert_frame_equal(again.loc[windows.index], once, check_exact=True)
    pd.testing.assert_frame_equal(few, once.loc[few.index], check_exact=True)


def test_windows_out_of_touch_keep_their_hours_to_the_last_bit(scene):
    outlines, tops, points, windows = scene
    around = solids(*outlines, tops=tops)
    shafts = solids(
        *(box(x, y, x + 3, y + 3) for x, y in AT + np.array([[30, -20], [9, 80]])), tops=[24, 9]
    )
    base = hours(around, (points, windows))
    each = sunlight.touched_each(points, windows, shafts, sky=SKY)
    for number, touched in enumerate(each):
        shaft = solids(shafts.footprints[number], tops=[shafts.top[number]])
        changed = ~hours(around, (points, windows), also=shaft).eq(base).all(axis=1)

        assert changed.any()
        assert set(np.flatnonzero(changed)) <= set(touched)
        assert len(touched) < len(windows) / 2
        assert sunlight.touched(points, windows, shaft, sky=SKY).tolist() == touched.tolist()


NUMBER = st.integers(-30, 30)
BOXES = st.lists(
    st.builds(
        lambda x, y, w, d: box(x, y, x + w, y + d),
        *(NUMBER, NUMBER, st.integers(1, 25), st.integers(1, 12)),
    ),
    min_size=1,
    max_size=6,
)
TOPS = st.lists(st.integers(1, 60).map(float), min_size=6, max_size=6)
PLACES = st.builds(at, NUMBER, NUMBER, st.sampled_from([SOUTH, EAST, WEST, (0.6, -0.8)]))
RULES = st.builds(
    Counting,
    st.sampled_from([0.0, 5.0, 30.0]),
    st.sampled_from([0.0, 12.0]),
    st.sampled_from(["cumulative", "longest", "two_longest"]),
    st.booleans(),
)
SKIES = st.builds(
    lambda tilt, latitude: Sky(tilt, latitude, 0.0, -60.0, 60.0),
    st.floats(-23, 23),
    st.floats(1, 64),
)


@settings(deadline=None)
@given(BOXES, TOPS, PLACES, RULES, SKIES, st.integers(1, 30))
def test_higher_or_more_solids_never_add_sun(outlines, tops, place, counting, sky, more):
    tops = np.array(tops[: len(outlines)])
    ask = {"sky": sky, "counting": counting}
    now = hours(solids(*outlines, tops=tops), place, **ask)
    taller = tops + np.eye(len(tops))[0] * more
    less = [
        hours(solids(*outlines, tops=taller), place, **ask),
        hours(solids(*outlines, tops=tops), place, raised=float(more), **ask),
        hours(
            solids(*outlines, tops=tops), place, also=solids(box(-9, -9, 9, -5), tops=[more]), **ask
        ),
    ]

    assert all((then["hours"] <= now["hours"] + 1e-6).all() for then in less)
    assert all((then["buried"] >= now["buried"]).all() for then in less)


@settings(deadline=None)
@given(BOXES, TOPS, PLACES, SKIES, st.floats(-180, 180), st.booleans())
def test_turning_all_with_the_grid_changes_nothing(outlines, tops, place, sky, angle, full):
    tops = tops[: len(outlines)]
    points, windows = place
    turn = np.radians(angle)
    turned = points.copy()
    for x, y in (("x", "y"), ("nx", "ny")):
        turned[x] = points[x] * np.cos(turn) - points[y] * np.sin(turn)
        turned[y] = points[x] * np.sin(turn) + points[y] * np.cos(turn)
    around = [affinity.rotate(shape, angle, origin=(0, 0)) for shape in outlines]
    ask = {"counting": Counting(full=full)}
    still = hours(solids(*outlines, tops=tops), place, sky=sky, **ask)

    sky = replace(sky, convergence=angle)
    moved = hours(solids(*around, tops=tops), (turned, windows), sky=sky, **ask)

    assert moved["hours"].tolist() == pytest.approx(still["hours"].tolist(), abs=1e-5)
    assert moved["buried"].tolist() == still["buried"].tolist()
