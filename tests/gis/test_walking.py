"""Minutes on foot: against hand counts and against an independent judge, to the last bit."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from pianqu.gis import network, snapping, walking
from pianqu.gis.errors import ChoiceError, LayerError

INF = float("inf")
NAN = float("nan")


def walk(streets, homes, places, kinds="k", *, limit=10.0, pace=1.0, **more):
    """Minutes on a layer, and the frames for the judge."""
    built = network.build(streets, pace=pace)
    origins = snapping.snap(built, homes)
    targets = snapping.snap(built, places).assign(kind=kinds)
    found = walking.minutes(built, origins, targets, limit=limit, pace=pace, **more)
    return found, (built, origins, targets)


def street(*xy, **columns):
    return gpd.GeoDataFrame(columns, index=["S"], geometry=[LineString(xy)], crs=4549)


def assert_agrees(found, judged):
    pd.testing.assert_index_equal(found.index, judged.index)
    assert list(found) == list(judged)
    seconds, other = found.to_numpy() * 60, judged.to_numpy() * 60
    assert np.array_equal(np.isnan(seconds), np.isnan(other))
    assert np.array_equal(np.isinf(seconds), np.isinf(other))
    finite = np.isfinite(other)
    assert np.abs(seconds[finite] - other[finite]).max(initial=0) <= 1e-9


@pytest.mark.parametrize(
    ("home", "place", "seconds"),
    [
        ((0, 0), (300, 0), 300),  # along a row
        ((0, 0), (100, 100), 200),  # the diagonal is closed
        ((50, 100), (150, 100), 100),  # with a one-way row
        ((150, 100), (50, 100), 500),  # against it: round by (200, 0), (0, 0) and (0, 100)
        ((140, 144), (110, 114), 48.0833),  # on the parallel edge, with two gaps
        ((100, 0), (100, 100), 200),  # the stairs of the column cost the double
        ((0, 300), (1000, 0), INF),  # to the island
        ((1000, 0), (1060, 90), 150),  # on the island
        ((350, 300), (325, 325), 50 + 35.3553),  # round the loop, which is one way
        ((325, 325), (350, 300), 35.3553 + 50),  # and on round it
    ],
)
def test_hand_counted_ways(streets, at, home, place, seconds):
    found, _ = walk(streets, at(home), at(place))

    assert found.loc["a", "k"] * 60 == pytest.approx(seconds, abs=1e-3)


def test_a_lattice_of_oddities_agrees_with_the_judge(streets, judge):
    xy = np.random.default_rng(3).uniform(-60, 1080, (160, 2)) * [1, 0.35]
    points = gpd.GeoSeries(shapely.points(xy), crs=4549)
    kinds = np.resize(["school", "clinic", "park"], 60)

    found, world = walk(streets, points[:100], points[100:], kinds, limit=2)

    assert list(found) == ["clinic", "park", "school"]
    assert np.isfinite(found).sum().min() > 10
    assert np.isinf(found).sum().min() > 10
    assert_agrees(found, judge(*world, limit=2, pace=1.0))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_lattice_agrees_with_the_judge(random_world, judge, seed):
    streets, homes, places, kinds, limit = random_world(seed)

    found, world = walk(streets, homes, places, kinds, limit=limit, pace=1.25)

    assert_agrees(found, judge(*world, limit=limit, pace=1.25))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_and_threads_change_no_bit(random_world, seed):
    streets, homes, places, kinds, limit = random_world(seed)
    found, _ = walk(streets, homes, places, kinds, limit=limit)

    places = places.to_frame("geometry").assign(kind=kinds).sample(frac=1, random_state=seed)
    shuffled = streets.sample(frac=1, random_state=seed), homes.sample(frac=1, random_state=seed)
    other, _ = walk(*shuffled, places.geometry, places["kind"], limit=limit, threads=2)

    pd.testing.assert_frame_equal(other.loc[found.index], found, check_exact=True)


def test_helsinki_agrees_with_the_judge(helsinki, judge):
    rng = np.random.default_rng(11)
    west, south, east, north = helsinki.total_bounds
    xy = rng.uniform([west, south], [east, north], (900, 2))
    points = gpd.GeoSeries(shapely.points(xy), crs=helsinki.crs)
    kinds = np.resize(["school", "clinic", "park"], 100)

    found, world = walk(helsinki, points[:800], points[800:], kinds, limit=6, pace=1.2)
    threaded, _ = walk(helsinki, points[:800], points[800:], kinds, limit=6, pace=1.2, threads=3)

    assert_agrees(found, judge(*world, limit=6, pace=1.2))
    pd.testing.assert_frame_equal(threaded, found, check_exact=True)
    assert 300 < np.isfinite(found).sum().min() < 800


@pytest.mark.parametrize(
    ("limit", "gap", "minutes"),
    [(10, 0, 10), (np.nextafter(10, 0), 0, INF), (10, 1, INF), (10.5, 30, 10.5), (10.5, 31, INF)],
)
@pytest.mark.parametrize("corner", [(300, 0), (300, 80)], ids=["two edges", "one edge"])
def test_the_limit_is_inclusive_and_counts_the_way_to_the_street(at, corner, limit, gap, minutes):
    main, side = LineString([(0, 0), (300, 0), (600, 0)]), LineString([corner, (300, 90)])
    streets = gpd.GeoDataFrame(geometry=[main, side], crs=4549)

    found, _ = walk(streets, at((0, gap)), at((600, 0)), limit=limit)

    assert found.loc["a", "k"] == minutes


def test_a_junction_just_at_the_limit_is_reached_from_its_other_streets(at):
    lines = [LineString([(0, 0), (600, 0)]), LineString([(0, 0), (0, 50)])]
    built = network.build(gpd.GeoDataFrame(geometry=lines, crs=4549), pace=1.0)
    targets = snapping.snap(built, at((600, 0))).assign(kind="k")
    home = pd.DataFrame({"edge": built.street.get_indexer([1]), "fraction": 0.0, "gap": 0.0})

    found = walking.minutes(built, home, targets, limit=10, pace=1.0)

    assert found.loc[0, "k"] == 10


@pytest.mark.parametrize("oneway", ["both", "forward", "backward"])
@pytest.mark.parametrize(
    ("home", "place"), [(100, 250), (250, 100), (180, 180), (0, 600), (600, 0)]
)
def test_on_one_edge_the_way_is_straight(at, oneway, home, place):
    allowed = oneway == "both" or home == place or (oneway == "forward") == (home < place)

    found, _ = walk(
        street((0, 0), (600, 0), oneway=[oneway]), at((home, 6)), at((place, -12)), limit=60
    )

    assert found.loc["a", "k"] * 60 == pytest.approx(18 + abs(home - place) if allowed else INF)


def test_the_nearest_of_several_entrances_counts(at):
    entrances = at((50, 0), (300, 0), (560, 0))

    found, _ = walk(street((0, 0), (600, 0)), at((0, 0), (200, 0), (330, 0), (600, 0)), entrances)

    assert (found["k"] * 60).round(9).tolist() == [50, 100, 30, 40]


def test_round_the_block_may_be_quicker_than_along_the_edge():
    streets = gpd.GeoDataFrame(
        {"stairs": [True, False]},
        geometry=[LineString([(0, 0), (90, 0)]), LineString([(90, 0), (0, 0)]).reverse()],
        crs=4549,
    )
    built = network.build(streets, pace=1.0, stairs=0.1)
    slow = int(built.forward.argmax())
    place = pd.DataFrame({"edge": [slow], "fraction": [0.99], "gap": [0.0]}, dtype=float)

    found = walking.minutes(
        built, place.assign(fraction=0.01), place.assign(kind="k"), limit=60, pace=1.0
    )

    assert found.loc[0, "k"] * 60 == pytest.approx(9 + 90 + 9)


def test_unknown_and_unreachable_are_not_the_same(streets, at):
    homes = at((0, 0), None, (5000, 5000), (1000, 0))

    found, _ = walk(streets, homes, at((100, 0)))

    assert np.array_equal(found["k"], [100 / 60, NAN, NAN, INF], equal_nan=True)


def test_a_kind_with_no_place_on_the_network_is_reached_by_nobody(streets, at):
    found, _ = walk(streets, at((0, 0), None), at((100, 0), (9000, 0)), ["near", "lost"])

    assert list(found) == ["lost", "near"]
    assert np.array_equal(found["lost"], [INF, NAN], equal_nan=True)


def test_no_targets_no_columns_and_no_origins_no_rows(streets, at):
    built = network.build(streets, pace=1.0)
    some, none = snapping.snap(built, at((0, 0))), snapping.snap(built, at())

    without = walking.minutes(built, some, none.assign(kind=[]), limit=10, pace=1.0)
    nobody = walking.minutes(built, none, some.assign(kind="k"), limit=10, pace=1.0)

    assert (without.shape, nobody.shape) == ((1, 0), (0, 1))


def test_index_and_frames_are_left_as_they_were(streets, at):
    homes = pd.concat([at((0, 0)), at((200, 0))])
    found, (built, origins, targets) = walk(streets, homes, at((300, 0)))
    before = origins.copy(), targets.copy()

    walking.minutes(built, origins, targets, limit=10, pace=1.0, threads=2)

    assert found.index.tolist() == ["a", "a"]
    assert found["k"].round(9).tolist() == [5, round(100 / 60, 9)]
    for frame, copy in zip((origins, targets), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"limit": INF}, {"pace": 0}, {"threads": 0}])
def test_choices_out_of_range(streets, at, wrong):
    _, (built, origins, targets) = walk(streets, at((0, 0)), at((100, 0)))

    with pytest.raises(ChoiceError, match="应为"):
        walking.minutes(built, origins, targets, **{"limit": 10.0, "pace": 1.0, **wrong})


@pytest.mark.parametrize("wrong", [{"edge": 999}, {"edge": -1}, {"fraction": 1.5}, {"gap": NAN}])
def test_places_of_another_network_are_refused(streets, at, wrong):
    _, (built, origins, targets) = walk(streets, at((0, 0)), at((100, 0)))

    with pytest.raises(LayerError, match="起点：编号 a "):
        walking.minutes(built, origins.assign(**wrong), targets, limit=10, pace=1.0)


def test_a_place_without_a_kind_is_an_error(streets, at):
    with pytest.raises(LayerError, match="编号 b 没有种类"):
        walk(streets, at((0, 0)), at((100, 0), (200, 0)), ["park", None])


def test_the_ends_of_an_edge_are_places_to_walk_from(at):
    built = network.build(street((0, 0), (600, 0)), pace=1.0)
    doors = snapping.snap(built, at((480, 60), (30, 0), None)).assign(kind=["b", "a", "a"])

    found = walking.ends(built, doors, limit=9, pace=1.0)

    assert list(found) == ["a", "b"]
    assert sorted([found["b"].start[0], found["b"].end[0]]) == pytest.approx([180, 540])
    assert sorted([found["a"].start[0], found["a"].end[0]]) == pytest.approx([30, INF])
    assert walking.ends(built, doors.iloc[:0], limit=9, pace=1.0) == {}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_ends_are_those_of_people_who_may_walk_there(random_world, zoned, judge, seed):
    streets, _, places, kinds, limit = random_world(seed)
    built = zoned(network.build(streets, pace=1.25), np.random.default_rng(seed))
    targets = snapping.snap(built, places).assign(kind=kinds)
    edge = np.repeat(np.arange(len(built.start)), 2)
    walkers = pd.DataFrame({"edge": edge, "fraction": np.resize([0.0, 1.0], len(edge))})
    walkers = walkers.assign(gap=0.0, zone=built.zone[edge])

    found, two = (
        walking.ends(built, targets, limit=limit, pace=1.25, threads=threads) for threads in (1, 2)
    )

    seconds = {kind: np.column_stack(ends).ravel() for kind, ends in found.items()}
    assert_agrees(
        pd.DataFrame(seconds) / 60, judge(built, walkers, targets, limit=limit, pace=1.25)
    )
    assert all(np.array_equal(two[kind], ends) for kind, ends in found.items())


@pytest.mark.parametrize("zone", [1, -1, 0.5, NAN, "west"])
def test_a_zone_that_the_network_does_not_have_is_an_error(streets, at, zone):
    built = network.build(streets, pace=1.0)
    homes = snapping.snap(built, at((0, 0), (100, 0)))

    with pytest.raises(LayerError, match="起点：编号 b 的分区 zone 应为 0 到 0 "):
        walking.minutes(
            built, homes.assign(zone=[0, zone]), homes.assign(kind="k"), limit=10, pace=1.0
        )
