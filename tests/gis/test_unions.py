"""Unions that lose no member, against plain geometry and sampled points."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from pianqu.gis import unions

HOUSE = [
    (32.15908441590306, -11.506098922074862),
    (6.7326756017399445, -1.9032964760161681),
    (25.482556000562777, 28.102784541609985),
    (45.1159844737717, 27.50513690998021),
]
WAY = (-28.065158795524585, 10.59938025461814)


def swept() -> list[Polygon]:
    """A house, it moved both ways, and what each of its sides passes over: one, just along the way."""
    corners, way = np.array(HOUSE), np.array(WAY)
    sides = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    passed = [Polygon([a - way, b - way, b + way, a + way]).buffer(0) for a, b in sides]
    return [Polygon(corners), *passed, *(Polygon(corners + by) for by in (way, -way))]


def test_a_member_thinner_than_rounding_costs_no_other() -> None:
    members = swept()
    plain = shapely.union_all(members)
    hull = shapely.MultiPolygon(members[-2:]).convex_hull
    assert unions.united(members).area == pytest.approx(hull.area, abs=1e-4)
    assert plain.area > hull.area - 1 or unions.lacks(plain, np.array(members, dtype=object))


def test_a_lost_member_is_missed() -> None:
    members = np.array([box(0, 0, 2, 2), box(1, 0, 3, 2)], dtype=object)
    assert unions.lacks(members[0], members)
    assert not unions.lacks(box(0, 0, 3, 2), members)


def test_a_courtyard_stays_open() -> None:
    ring = box(0, 0, 9, 9).difference(box(3, 3, 6, 6))
    assert unions.united([ring, box(9, 0, 10, 9)]).area == 81
    assert not unions.lacks(ring, np.array([ring], dtype=object))


def test_nothing_is_an_empty_area() -> None:
    assert unions.united([]).is_empty
    assert unions.united([None, Polygon()]).is_empty


@given(
    angle=st.floats(0, 180),
    corners=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12),
)
def test_a_spot_is_in_the_union_as_it_is_in_any_member(
    angle: float, corners: list[tuple[int, int]]
) -> None:
    """Rows of houses on whole metres, turned: many edges run within rounding of one another."""
    members = [shapely.affinity.rotate(box(x, y, x + 10, y + 6), angle, (0, 0)) for x, y in corners]
    whole = unions.united(members)
    spots = np.random.default_rng(len(corners)).uniform(-60, 60, (500, 2))
    within = np.array([shapely.contains_xy(one, *spots.T) for one in members]).any(axis=0)
    assert (shapely.contains_xy(whole, *spots.T) == within).all()
    assert whole.area <= sum(one.area for one in members) + 1e-6
