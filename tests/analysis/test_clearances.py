"""Distances around places for a shaft, against plain shapely one by one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, affinity, box

from pianqu.analysis.lifts import clearances, lift_rules, shafts, sightlines, stairs

RULES = lift_rules.rules()
SIGHT = 25.0
ORIGIN = (540_000.0, 3_480_000.0)  # where coordinates are large


def scene(seed, count=25):
    """Places before houses that stand askew, and objects of every sort around them."""
    chance = np.random.default_rng(seed)
    spots = chance.uniform(0, 120, (count, 2)) + ORIGIN
    shapes = [
        affinity.rotate(box(x, y, x + width, y + 9), angle, origin=(x, y))
        for (x, y), width, angle in zip(
            spots, chance.uniform(12, 40, count), chance.uniform(0, 360, count), strict=True
        )
    ]
    houses = gpd.GeoDataFrame(geometry=shapes, crs=4549)
    houses.index = [f"B{number}" for number in range(count)]
    found = stairs.places(
        None, houses.assign(stairwell_count=2), gap=3, settings={"facing_turn": 60, "wall_turn": 1}
    )
    placed = shafts.placements(found, RULES.sizes, offsets=RULES.offsets, crs=4549)
    ends = chance.uniform(-10, 160, (count, 3, 2)) + ORIGIN
    lines, points = shapely.linestrings(ends), shapely.points(ends[:, 0])
    objects = [*shapes, *lines, *shapely.buffer(lines[:9], 2), *points, None, LineString()]
    yard = affinity.translate(box(0, 0, 60, 60).difference(box(5, 5, 55, 55)), *ORIGIN)
    parts = shapely.union_all([shapes[0], yard, *shapes[3:5]])
    return placed, np.array([*objects, yard, parts], dtype=object)


def depths_ahead(row, objects):
    """Clear depth by plain shapely: the part of each object over the strip, and how far it is."""
    strip = shafts.blocks(row, ahead=SIGHT, behind=sightlines.LIP, inset=sightlines.INSET)[0]
    foot, out = row[["x", "y"]].to_numpy()[0], row[["nx", "ny"]].to_numpy()[0]
    parts = {n: strip.intersection(item) for n, item in enumerate(objects) if item is not None}
    least = {
        n: min((xy - foot) @ out for xy in shapely.get_coordinates(part))
        for n, part in parts.items()
        if not part.is_empty
    }
    return {n: 0 if depth < sightlines.LIP + 1e-6 else depth for n, depth in least.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_clear_depth_is_that_of_shapely_one_by_one(seed):
    placed, objects = scene(seed)
    seen = sightlines.view(placed, sight=SIGHT)
    found = sightlines.ahead(seen, objects).set_index(["place", "object"])["metres"]
    some = np.random.default_rng(seed).choice(len(placed), 30, replace=False)
    expected = {
        (place, number): depth
        for place in some
        for number, depth in depths_ahead(placed.iloc[[place]], objects).items()
    }

    assert len(expected) > 100
    mine = found[found.index.get_level_values("place").isin(some)]
    assert set(mine.index) == set(expected)
    assert mine.to_numpy() == pytest.approx([expected[each] for each in mine.index], abs=1e-6)


@pytest.mark.parametrize("seed", [3, 4])
def test_distances_are_those_of_shapely_one_by_one(seed):
    placed, objects = scene(seed)
    found = clearances.around(sightlines.view(placed, sight=SIGHT), objects, reach=8.0)
    apart = found[found["metres"] > 0]
    shapes = placed.geometry.to_numpy()
    full = np.array(
        [[np.inf if item is None else shape.distance(item) for item in objects] for shape in shapes]
    )

    assert len(found) == (np.nan_to_num(full, nan=np.inf) <= 8).sum()
    assert apart["metres"].to_numpy() == pytest.approx(full[apart["place"], apart["object"]])
    assert (full[found["place"], found["object"]][found["metres"] <= 0] == 0).all()
    deep = found[found["metres"] < -0.01].head(60)
    over = placed.iloc[deep["place"]]
    cut, less = (
        shafts.blocks(over, ahead=over["depth"] + deep["metres"].to_numpy() + more, inset=0.02)
        for more in (-0.001, 0.02)
    )
    items = objects[deep["object"]]
    whole = (over["depth"] + deep["metres"].to_numpy() > 0.1).to_numpy()
    assert whole.any()
    assert not shapely.intersects(_off_the_wall(cut), items)[whole].any()
    assert shapely.intersects(less, items).mean() > 0.9  # not where it is met by the inset only


def _off_the_wall(shapes):
    """Without the strip in which neighbours may overlap, as far as that is possible at all."""
    return shapely.buffer(shapes, -sightlines.LIP, join_style="mitre")


def one(depth=3.5, width=2.4):
    foot = {"stairwell": "U1", "building": "B1", "x": 0.0, "y": 0.0, "nx": 0.0, "ny": 1.0}
    row = pd.DataFrame({**foot, "width": [width], "depth": [depth]})
    return gpd.GeoDataFrame(row, geometry=shafts.blocks(row, ahead=depth), crs=4549)


@pytest.mark.parametrize(
    ("item", "metres"),
    [
        (box(-9, 7, 9, 9), 7),
        (box(1.19, 5, 9, 9), 5),  # a corner of it
        (box(1.2, 0, 9, 9), None),  # beside the shaft
        (box(-9, -9, 9, 30), 0),  # the wall is inside
        (box(-9, -9, 9, 0.04), None),  # overlaps the wall by a slip of drawing
        (box(-9, -9, 9, 30).difference(box(-8, -8, 8, 12)), 12),  # from a courtyard
        (LineString([(-9, 11), (9, 2)]), 5.905),
        (LineString([(0, -5), (0, -1)]), None),
        (Point(0.5, 4), 4),
        (Point(0.5, 26), None),
    ],
)
def test_what_is_seen_straight_ahead(item, metres):
    found = sightlines.ahead(sightlines.view(one(), sight=SIGHT), np.array([item], dtype=object))

    assert found["metres"].tolist() == pytest.approx([] if metres is None else [metres], abs=1e-3)


def test_the_ground_of_a_street_is_as_wide_as_it_is():
    line = LineString([(-20, 9), (20, 9)])
    streets = gpd.GeoDataFrame(
        {"width": [4.0, np.nan, 4.0, 0.0], "tunnel": [False, None, True, False]},
        geometry=[line] * 4,
        crs=4549,
    )
    area, known = clearances.ways(streets)
    found = sightlines.ahead(sightlines.view(one(), sight=SIGHT), area)

    assert known.tolist() == [True, False, True, False]
    assert dict(zip(found["object"], found["metres"], strict=True)) == pytest.approx(
        {0: 7, 1: 9, 3: 9}
    )


@settings(max_examples=60, deadline=None)
@given(x=st.floats(-4, 4), depth=st.floats(1, 6), edge=st.floats(-2, 8))
def test_room_to_the_edge_of_the_land(x, depth, edge):
    land = np.array([box(-3, -9, 3, edge), None], dtype=object)
    shaft = np.array([box(x - 1, 0, x + 1, depth)])
    room = min(3 - (x + 1), x - 1 + 3, edge - depth)
    (inside,), none = (clearances.inside(shaft, land, np.array([each])) for each in (0, 1))

    assert np.isnan(none[0])
    if edge > 0.01 and abs(room) > 0.001:
        assert (inside >= 0) == (room >= 0)
    if room > 0.001:
        assert inside == pytest.approx(room)
    elif x - 1 > -3 and x + 1 < 3 and edge > 0:
        assert inside == pytest.approx(edge - depth)


def test_lines_enclose_land_where_they_are_closed():
    outlines = np.array(
        [box(0, 0, 9, 4), box(0, 0, 9, 4).exterior, LineString([(0, 0), (9, 9)])], dtype=object
    )

    assert shapely.area(clearances.enclosed(outlines)).tolist() == [36, 36, 0]
