"""Streets as a network: pieces, crossings, dead ends and places far away, against slow oracles."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path
from shapely import LineString, MultiLineString, Point, box

from pianqu.layers.checks import links, networks, reach

CRS = 4549
CORNERS = st.tuples(st.integers(0, 24), st.integers(0, 24)).map(lambda at: (at[0] * 4, at[1] * 4))
LINES = st.lists(
    st.lists(CORNERS, min_size=2, max_size=4, unique=True).map(LineString), min_size=1, max_size=7
)


def streets(lines, **fields) -> gpd.GeoDataFrame:
    ids = [f"S{number}" for number in range(1, len(lines) + 1)]
    return gpd.GeoDataFrame(fields, geometry=list(lines), index=ids, crs=CRS)


def told(frame, barriers=None) -> list[tuple[str, str, float]]:
    layers = {"streets": frame} if barriers is None else {"streets": frame, "barriers": barriers}
    found = links.proposed(layers)
    return [(row.street, row.other, round(row.length, 3)) for row in found.itertuples(index=False)]


def walked(lines, start) -> np.ndarray:
    """Metres from vertex `start` to every vertex, by Floyd and Warshall over a full matrix."""
    places = sorted({xy for line in lines for xy in line.coords})
    table = np.full((len(places), len(places)), np.inf)
    for line in lines:
        for one, other in pairwise(line.coords):
            a, b = places.index(one), places.index(other)
            table[a, b] = table[b, a] = min(
                table[a, b], np.hypot(one[0] - other[0], one[1] - other[1])
            )
    metres = shortest_path(np.where(np.isfinite(table), table, 0), method="FW")
    return dict(zip(places, metres[places.index(start)], strict=True))


def needed(lines) -> dict[tuple[int, int], float]:
    """Pairs of streets with a dead end of one near the other and no walk between, metres apart."""
    found = {}
    for row, line in enumerate(lines):
        for end in (line.coords[0], line.coords[-1]):
            if sum(xy == end for other in lines for xy in other.coords) > 1:
                continue
            point, walk = Point(end), walked(lines, end)
            near = []
            for at, other in enumerate(lines):
                away = point.distance(other)
                if at != row and away <= 5:
                    rest = [
                        walk[xy] + abs(other.project(Point(xy)) - other.project(point))
                        for xy in other.coords
                        if walk[xy] <= 100
                    ]
                    near.append((away, at, min(rest, default=np.inf)))
            if any(away <= 0.001 for away, *_ in near):
                continue
            wanted = [(away, at) for away, at, walk_there in near if walk_there >= 50 + away]
            if wanted:
                away, at = min(wanted)
                found[tuple(sorted((row, at))), round(away, 3)] = away
    return found


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_links_are_those_of_every_end_and_street(lines):
    frame = streets(lines)
    found = told(frame)

    key = {f"S{number + 1}": number for number in range(len(lines))}
    assert {(tuple(sorted((key[a], key[b]))), m) for a, b, m in found} == set(needed(lines))


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_pieces_are_those_of_a_walk_from_street_to_street(lines):
    corners = [set(line.coords) for line in lines]
    left, groups = set(range(len(lines))), 0
    while left:
        queue, groups = [left.pop()], groups + 1
        while queue:
            own = queue.pop()
            joined = {row for row in left if corners[row] & corners[own]}
            left, queue = left - joined, queue + sorted(joined)

    label = networks.labels(np.array(lines, dtype=object))
    assert len(set(label.tolist())) == groups
    assert bool(networks.pieces({"streets": streets(lines)})) == (groups > 1)


@settings(max_examples=80, deadline=None)
@given(LINES)
def test_crossings_are_those_of_every_pair(lines):
    count = sum(
        one.intersects(other) and not set(one.coords) & set(other.coords)
        for at, one in enumerate(lines)
        for other in lines[at + 1 :]
    )
    found = networks.crossings({"streets": streets(lines)})

    assert [line["value"] for line in found] == ([f"{count} 对"] if count else [])
    assert all(line["id"] == "" and line["severity"] == "info" for line in found)


@pytest.mark.parametrize("field", ["level", "bridge", "tunnel"])
def test_a_bridge_crosses_nothing_and_joins_nothing(field):
    lines = [LineString([(0, 0), (90, 0)]), LineString([(45, 3), (45, 80)])]
    over = [LineString([(0, 0), (90, 0)]), LineString([(45, -30), (45, 80)])]

    assert told(streets(lines, **{field: [0, 1]})) == []
    assert networks.crossings({"streets": streets(over, **{field: [0, 1]})}) == []
    assert told(streets(lines, **{field: [0, 0]})) == [("S2", "S1", 3.0)]


MAIN = LineString([(0, 0), (45, 0), (200, 0)])


@pytest.mark.parametrize(
    ("line", "told_metres"),
    [
        (LineString([(60, 5), (60, 80)]), 5.0),
        (LineString([(60, 5.01), (60, 80)]), None),
        (LineString([(60, 0), (60, 80)]), None),  # ends on the other street without a vertex
        (LineString([(45, 0), (45, 4)]), None),  # a stub of the street itself
        (LineString([(45, 0), (45, 60), (70, 60), (70, 4)]), 4.0),  # a loop that nearly closes
        (LineString([(45, 0), (45, 20), (55, 20), (55, 4)]), 4.0),  # 56 m round against 54
        (LineString([(45, 0), (45, 15), (55, 15), (55, 4)]), None),  # 46 m
        (MultiLineString([[(45, 0), (45, 90)], [(90, 3), (90, 90)]]), None),  # joined 45 m away
    ],
)
def test_a_dead_end_lacks_a_link_where_it_is_near_and_the_way_round_is_long(line, told_metres):
    found = told(streets([MAIN, line]))

    if told_metres is None and line.geom_type == "MultiLineString":
        assert found == [("S2", "S1", 3.0)]  # its parts do not join
    else:
        assert found == ([] if told_metres is None else [("S2", "S1", told_metres)])


def test_two_ends_that_face_each_other_are_one_link():
    lines = [LineString([(0, 0), (90, 0)]), LineString([(93, 0), (180, 0)])]

    assert told(streets(lines)) == [("S1", "S2", 3.0)]


def test_a_wall_between_means_no_link():
    frame = streets([MAIN, LineString([(60, 4), (60, 80)])])
    wall = gpd.GeoDataFrame(geometry=[LineString([(50, 2), (70, 2)])], index=["W1"], crs=CRS)
    elsewhere = wall.translate(0, 500).to_frame("geometry")

    assert told(frame, wall) == []
    assert told(frame, elsewhere) == [("S2", "S1", 4.0)]


def test_a_link_has_its_line_and_the_streets_stay_as_they_are():
    frame = streets([MAIN, LineString([(60, 4), (60, 80)])])
    before = frame.copy()
    (found,) = links.proposed({"streets": frame}).itertuples(index=False)

    assert found.geometry.equals(LineString([(60, 4), (60, 0)]))
    assert frame.geom_equals_exact(before, 0).all()
    (said,) = links.dead_ends({"streets": frame})
    assert "S2 在 (60.0, 4.0) 离 S1 4.0 米" in said["value"]
    assert "没有添加" in said["remedy"]


def test_the_share_outside_the_longest_piece_has_both_its_lengths():
    lines = [LineString([(0, 0), (75, 0)]), LineString([(0, 50), (25, 50)])]
    (found,) = networks.pieces({"streets": streets(lines)})

    assert found["value"] == "2 片，最大的一片以外有 1 条、25 米，占总长 100 米的 25.0%"
    assert found["id"] == "S2"


@pytest.mark.parametrize(
    ("away", "far"), [(0, False), (200, False), (200.5, True), (60_000, False)]
)
def test_a_place_is_within_two_hundred_metres_of_a_street(away, far):
    spots = [Point(100, away), None]
    frame = gpd.GeoDataFrame(geometry=spots, index=["F1", "F2"], crs=CRS)
    parks = gpd.GeoDataFrame(geometry=[box(0, away, 9, away + 9)], index=["P1"], crs=CRS)
    found = reach.far({"streets": streets([MAIN]), "facilities": frame, "parks": parks})

    assert [line["id"] for line in found] == (["F1", "P1"] if far else [])


def test_without_streets_nothing_is_far_and_nothing_is_joined():
    spots = gpd.GeoDataFrame(geometry=[Point(0, 0)], index=["F1"], crs=CRS)
    none = streets([])

    assert reach.far({"facilities": spots}) == []
    assert reach.far({"facilities": spots, "streets": none}) == []
    for check in (networks.pieces, networks.crossings, links.dead_ends):
        assert check({"streets": none}) == []
    assert shapely.length(links.proposed({}).geometry.to_numpy()).tolist() == []


@pytest.mark.parametrize(
    ("house", "count"), [(box(40, 1, 60, 2), 0), (box(40, 3, 60, 9), 1), (box(20, 1, 30, 2), 1)]
)
def test_no_link_goes_through_a_house_but_may_touch_one(house, count):
    roads = streets([LineString([(0, 0), (90, 0)]), LineString([(50, 3), (50, 80)])])
    homes = gpd.GeoDataFrame(geometry=[house], index=["B1"], crs=roads.crs)

    assert len(links.proposed({"streets": roads, "buildings": homes})) == count
