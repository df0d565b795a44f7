"""Which windows the shadow of a solid may come to, and which solids can be asked together."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from pianqu.gis import casts, prisms, sun

SKY = sun.sky(date(2001, 1, 20), place=sun.Place(31.45, 121.13, 0.4))


def asked(places, outlines, tops, *, sill=0.9):
    points = pd.DataFrame(places, columns=["x", "y"], dtype=float)
    points = points.assign(nx=0.0, ny=-1.0, width=1.5)
    windows = pd.DataFrame({"point": points.index, "sill": sill})
    blocks = prisms.build(outlines, base=0.0, height=tops)
    return casts.casts(points, windows, blocks, sky=SKY)


@pytest.mark.parametrize(
    ("place", "sill", "met", "behind"),
    [
        ((1.0, 0.0), 0.9, True, True),  # on its edge
        ((1.0, -0.04), 0.9, True, True),
        ((1.0, -0.06), 0.9, True, False),
        ((1.0, 2.0), 0.9, True, True),  # in it
        ((1.0, 2.0), 21.0, False, False),  # above it
        ((1.0, 30.0), 0.9, True, False),  # north of it, in its shadow
        ((1.0, 99.0), 0.9, False, False),
        ((1.0, -9.0), 0.9, False, False),  # south of it
    ],
)
def test_places_that_a_shadow_comes_to(place, sill, met, behind):
    found = asked([place], [box(0, 0, 2, 4)], [20.0], sill=sill)
    assert (len(found.window) == 1, bool(found.behind.any())) == (met, behind)


@settings(max_examples=25, deadline=None)
@given(
    at=st.tuples(st.floats(-90, 90), st.floats(-30, 90)),
    angle=st.floats(SKY.start, SKY.end),
    top=st.floats(2, 30),
)
def test_no_place_in_a_shadow_is_missed(at, angle, top):
    """Walk from the place towards the sun: where that meets the solid, the pair is among them."""
    outline, (east, north, up) = box(0, 0, 2, 4), sun.direction([angle], SKY)[0]
    far = max(top - 0.9, 0) / up
    way = LineString([at, (at[0] + east * far, at[1] + north * far)])
    found = asked([at], [outline], [top])
    assert len(found.window) == 1 or not way.intersects(outline)


@given(pairs=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 7))))
def test_rounds_share_no_place_and_leave_nobody_out(pairs):
    place, solid = np.array(sorted(pairs), dtype=int).reshape(-1, 2).T
    none = np.zeros(len(place), dtype=bool)
    group = np.array([0, 0, 1, 2, 3, 4, 4, 5])
    found = casts.Casts(place, solid, none)
    parts = list(casts.rounds(found, group, 10))

    assert sorted(np.concatenate([[], *parts])) == sorted(set(group[solid]))
    for some in parts:
        visits = {(p, g) for p, g in zip(place, group[solid], strict=True) if g in some}
        assert len(visits) == len({p for p, _ in visits})
