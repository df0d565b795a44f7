"""Neighbours against all pairs one by one, and barriers against their whole shapes."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from pianqu.gis import neighbours

SPOTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12)
YARD = Polygon(box(8, 8, 22, 22).exterior, [box(11, 11, 19, 19).exterior])
WALLS = np.array([LineString([(15, -5), (15, 9)]), YARD, None, Polygon()], dtype=object)


def points(spots) -> np.ndarray:
    return np.array([Point(*each) for each in spots], dtype=object)


@given(spots=SPOTS, metres=st.integers(1, 25))
@settings(max_examples=60, deadline=None)
def test_pairs_are_those_found_one_by_one(spots, metres):
    found = neighbours.links(points(spots), metres=metres)

    near = [
        (first, second)
        for (first, a), (second, b) in combinations(enumerate(spots), 2)
        if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 <= metres**2
    ]
    assert list(zip(found["first"], found["second"], strict=True)) == near
    assert not found["blocked"].any()


@given(spots=SPOTS)
@settings(max_examples=60, deadline=None)
def test_a_link_is_blocked_where_it_meets_a_barrier(spots):
    found = neighbours.links(points(spots), metres=20, barriers=WALLS)

    for row in found.itertuples():
        straight = LineString([spots[row.first], spots[row.second]])
        # a line of no length intersects nothing for GEOS, but has its distance
        assert row.blocked == any(straight.distance(wall) == 0 for wall in WALLS[:2])


@pytest.mark.parametrize(
    ("barrier", "blocked"),
    [
        (LineString([(5, -1), (5, 1)]), True),
        (LineString([(5, 0), (5, 1)]), True),  # touches
        (LineString([(5, 0.1), (5, 1)]), False),
        (box(-1, -1, 11, 1), True),  # both ends inside, no edge crossed
        (box(-1, 0.1, 11, 1), False),
        (shapely.MultiLineString([[(0, 5), (1, 5)], [(4, 1), (6, -1)]]), True),
    ],
)
def test_what_lies_between_two(barrier, blocked):
    places = np.array([Point(0, 0), Point(10, 0)])
    found = neighbours.links(places, metres=10, barriers=np.array([barrier], dtype=object))

    assert found["blocked"].tolist() == [blocked]


def test_components_are_numbered_by_their_first_place():
    found = neighbours.components(6, np.array([4, 1, 2]), np.array([2, 3, 0]))

    assert found.tolist() == [0, 1, 0, 1, 0, 2]
    assert neighbours.components(0, np.array([], int), np.array([], int)).tolist() == []
