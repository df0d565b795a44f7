"""Pictures of service areas: what must be inside, what must not, nested, and the same bytes."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from pianqu.gis import areas, network, reached, snapping, walking
from pianqu.gis.errors import ChoiceError
from pianqu.layers.demo import district

BUFFER = 25.0
LIMITS = [2.0, 4.0, 6.0]


def world(streets, points, *, limits=LIMITS, pace=1.0, **more):
    """Network, targets of one kind, and the seconds at the ends of its edges."""
    built = network.build(streets, pace=pace)
    targets = snapping.snap(built, points).assign(kind="k")
    far = areas.horizon(limits, pace=pace, buffer=BUFFER)
    return built, targets, walking.ends(built, targets, limit=far, pace=pace, **more)["k"]


def lines(*ways):
    return gpd.GeoDataFrame(geometry=[LineString(way) for way in ways], crs=4549)


def picture(streets, points, limit):
    """The area of one limit, at 1 m/s."""
    found = areas.polygons(*world(streets, points, limits=[limit]), limits=[limit], pace=1.0)
    return found.geometry.iloc[0]


def samples(built, step=7.0):
    """Places every few metres along all edges: edge, fraction, point."""
    count = np.ceil(built.length / step).astype(int) + 1
    edge = np.repeat(np.arange(len(count)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    fraction = (number + 0.5) / count[edge]
    return (
        edge,
        fraction,
        shapely.line_interpolate_point(built.lines[edge], fraction, normalized=True),
    )


def assert_fits(found, built, targets, ends, pace):
    """No late street is inside, and every street within the limit is, unless a late one is near."""
    edge, fraction, points = samples(built)
    minutes = reached.seconds_at(built, targets, ends, edge, fraction, pace=pace) / 60
    for limit, area in zip(found["minutes"], found.geometry, strict=True):
        shapely.prepare(area)
        inside = shapely.intersects(area, points)
        late = minutes > limit + BUFFER / pace / 60 + 1e-9
        assert not inside[late].any()
        cut = reached.lines(
            built, targets, ends, limits=[limit + BUFFER / pace / 60], pace=pace, beyond=True
        )
        away = shapely.union_all(cut.geometry[np.isinf(cut["minutes"])].to_numpy())
        clear = shapely.is_empty(away) | (shapely.distance(points, away) > BUFFER / 8)
        assert inside[(minutes <= limit) & clear].all()
        assert (minutes <= limit).any()


def test_a_street_is_widened_to_its_limit(at):
    found = areas.polygons(
        *world(lines([(0, 0), (900, 0)]), at((0, 0)), limits=[2, 5]), limits=[5, 2], pace=1.0
    )

    assert found["minutes"].tolist() == [2, 5]
    assert found["street_m"].round(9).tolist() == [120, 300]
    assert found["buffer_m"].tolist() == [25, 25]
    assert found["area_m2"].tolist() == pytest.approx([7930, 16930], abs=40)  # two half discs
    assert found.area.tolist() == found["area_m2"].tolist()
    assert (found.geom_type == "MultiPolygon").all()
    assert found.crs == 4549


def test_a_parallel_street_without_a_way_over_is_cut_out(at):
    area = picture(lines([(0, 0), (300, 0)], [(0, 20), (300, 20)]), at((150, 0)), 3)

    assert area.covers(LineString([(0, 0), (300, 0)]))
    assert area.distance(LineString([(0, 20), (300, 20)])) == pytest.approx(12.5, abs=0.25)
    assert not area.intersects(Point(150, 40))  # and no scrap is left on its far side
    assert len(area.geoms) == 1


@pytest.mark.parametrize(("gap", "hidden"), [(8, 0), (4, 0), (2, 300)])
def test_of_two_close_parallels_the_one_within_reach_stays_in_its_middle(at, gap, hidden):
    near, far = LineString([(0, 0), (300, 0)]), LineString([(-50, gap), (350, gap)])
    streets = gpd.GeoDataFrame(geometry=[near, far], crs=4549)

    area = picture(streets, at((150, 0)), 3)

    assert not area.intersects(far)
    assert near.difference(area).length == hidden


def test_a_late_bridge_hides_only_what_lies_beneath_it(at):
    street, bridge = LineString([(0, 0), (300, 0)]), LineString([(100, -90), (100, 90)])
    streets = gpd.GeoDataFrame(geometry=[street, bridge], crs=4549)

    area = picture(streets, at((150, 0)), 3)

    assert not area.intersects(bridge)
    assert street.difference(area).length == pytest.approx(2 * BUFFER / 8, abs=0.01)


def test_holes_stay(at):
    block = lines([(0, 0), (200, 0), (200, 200), (0, 200), (0, 0)])

    area = picture(block, at((0, 0)), 10)

    (hole,) = area.geoms[0].interiors
    assert shapely.Polygon(hole).equals(shapely.box(25, 25, 175, 175))


def test_an_island_is_no_part_of_the_area(streets, at):
    built, targets, ends = world(streets, at((100, 100)))
    island = shapely.union_all(built.lines[built.street == "island"])

    found = areas.polygons(built, targets, ends, limits=LIMITS, pace=1.0)

    assert (found.distance(island) > 100).all()


def test_streets_drawn_twice_are_drawn_once(at):
    streets = lines([(0, 0), (300, 0)], [(50, 0), (200, 0)], [(250, 0), (100, 0)])

    built, targets, ends = world(streets, at((0, 0)))

    found = areas.polygons(built, targets, ends, limits=LIMITS, pace=1.0)

    assert found.is_valid.all()
    assert_fits(found, built, targets, ends, 1.0)


def test_nothing_within_reach_is_an_empty_area(at):
    built, targets, ends = world(lines([(0, 0), (300, 0)]), at((150, 90)), limits=[1])

    found = areas.polygons(built, targets, ends, limits=[1], pace=1.0)

    assert found["street_m"].tolist() == [0]
    assert found["area_m2"].tolist() == [0]
    assert found.geom_type.tolist() == ["MultiPolygon"]
    assert found.is_empty.all()


def test_a_search_to_the_longest_limit_only_cuts_the_rim_short(at):
    built, targets, ends = world(lines([(0, 0), (150, 0)], [(150, 0), (900, 0)]), at((0, 0)))
    short = walking.ends(built, targets, limit=2, pace=1.0)["k"]

    whole, cut = (
        areas.polygons(built, targets, found, limits=[2], pace=1.0).geometry.iloc[0]
        for found in (ends, short)
    )

    assert whole.buffer(1e-6).covers(cut)
    assert_fits(
        areas.polygons(built, targets, short, limits=[2], pace=1.0), built, targets, ends, 1
    )


@pytest.fixture(scope="module")
def clinics():
    """The synthetic district: network, targets and ends of its shops."""
    city = district()
    layers = city.layers
    shops = layers["facilities"][layers["facilities"]["kind"] == "community_shops"]
    return layers["streets"], shops.representative_point()


def test_no_late_street_of_the_district_is_inside(clinics):
    built, targets, ends = world(*clinics, limits=[3, 5, 10], pace=500 / 600)

    found = areas.polygons(built, targets, ends, limits=[3, 5, 10], pace=500 / 600)

    assert_fits(found, built, targets, ends, 500 / 600)
    assert (found["street_m"].diff().iloc[1:] > 0).all()


def test_longer_limits_hold_the_shorter_ones(clinics):
    found = areas.polygons(*world(*clinics), limits=LIMITS, pace=1.0)

    for inner, outer in pairwise(found.geometry):
        assert inner.difference(outer).area < 1e-6
        assert outer.area > inner.area


def test_every_vertex_lies_by_a_street_within_the_limit(clinics):
    built, targets, ends = world(*clinics)
    found = areas.polygons(built, targets, ends, limits=LIMITS, pace=1.0)
    streets = reached.lines(built, targets, ends, limits=LIMITS, pace=1.0)

    for limit, area in zip(LIMITS, found.geometry, strict=True):
        within = shapely.union_all(streets.geometry[streets["minutes"] <= limit].to_numpy())
        vertices = shapely.points(shapely.get_coordinates(area))
        assert shapely.distance(vertices, within).max() <= BUFFER + 1e-6


def test_order_and_threads_change_no_byte(clinics):
    streets, points = clinics
    built, targets, ends = world(streets, points)
    first = areas.polygons(built, targets, ends, limits=LIMITS, pace=1.0)

    shuffled = streets.sample(frac=1, random_state=1), points.sample(frac=1, random_state=2)
    again = areas.polygons(*world(*shuffled, threads=2), limits=LIMITS[::-1], pace=1.0)

    assert shapely.to_wkb(again.geometry).tolist() == shapely.to_wkb(first.geometry).tolist()
    assert again.drop(columns="geometry").equals(first.drop(columns="geometry"))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_grid_fits(seed):
    rng = np.random.default_rng(seed)
    size = rng.choice([15, 40, 120])
    xy = np.stack(np.meshgrid(range(5), range(5)), -1) * size
    xy = xy + rng.choice([0, 0.2]) * size * rng.uniform(-1, 1, (5, 5, 2))
    pairs = [(xy[j, i], xy[j, i + 1]) for j in range(5) for i in range(4)]
    pairs += [(xy[j, i], xy[j + 1, i]) for j in range(4) for i in range(5)]
    pairs = [pair for pair in pairs if rng.random() < 0.8]
    pairs += [rng.uniform(0, 4 * size, (2, 2)) for _ in range(3)]  # bridges
    ways = rng.choice(["both", "both", "forward", "backward"], len(pairs))
    streets = lines(*pairs).assign(oneway=ways)
    points = gpd.GeoSeries(shapely.points(rng.uniform(0, 4 * size, (3, 2))), crs=4549)
    built, targets, ends = world(streets, points)

    found = areas.polygons(built, targets, ends, limits=LIMITS, pace=1.0)

    assert_fits(found, built, targets, ends, 1.0)
    assert all(a.difference(b).area < 1e-6 for a, b in pairwise(found.geometry))


@pytest.mark.parametrize("wrong", [{"buffer": 0}, {"buffer": float("inf")}, {"pace": -1}])
def test_choices_out_of_range(streets, at, wrong):
    with pytest.raises(ChoiceError, match="应为大于 0 的有限数"):
        areas.polygons(*world(streets, at((0, 0))), **{"limits": [5], "pace": 1.0, **wrong})


@pytest.mark.parametrize("limits", [[], [5, 5], [-1]])
def test_limits_out_of_range(streets, at, limits):
    with pytest.raises(ChoiceError, match="步行时间分级"):
        areas.polygons(*world(streets, at((0, 0))), limits=limits, pace=1.0)


def test_the_horizon_is_one_and_a_half_buffers_beyond_the_longest_limit():
    assert areas.horizon([15, 5], pace=50 / 60, buffer=100) == pytest.approx(18)
