"""The search: zones, which only their own people walk, and what is compiled."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from pianqu.gis import arrays, network, search, snapping, walking

INF = float("inf")


@pytest.fixture
def court():
    """A street of 600 m round a court, and a lane of 100 m through it, zone 1."""
    lines = [LineString([(0, 0), (0, 250), (100, 250), (100, 0)]), LineString([(0, 0), (100, 0)])]
    streets = gpd.GeoDataFrame(geometry=lines, index=["street", "lane"], crs=4549)
    built = network.build(streets, pace=1.0)
    lane = np.asarray(built.street == "lane")
    return replace(built, zone=lane.astype(np.int64), zones=pd.Index(["court"]))


def seconds(built, home, place, zone, limit=60):
    homes = snapping.snap(built, home).assign(zone=zone)
    targets = snapping.snap(built, place).assign(kind="k")
    return walking.minutes(built, homes, targets, limit=limit, pace=1.0).loc["a", "k"] * 60


@pytest.mark.parametrize(
    ("home", "place", "anybody", "people"),
    [
        ((0, 50), (100, 50), 500, 200),  # the lane is a short cut
        ((0, 50), (50, 0), INF, 100),  # to a place in the lane
        ((50, 0), (0, 50), INF, 100),  # from a home in the lane
        ((20, 0), (70, 0), INF, 50),  # along the lane
        ((0, 250), (100, 250), 100, 100),  # where the lane is no help
        ((0, 50), (0, 0), 50, 50),  # a place on the junction stands on both
    ],
)
def test_a_lane_is_open_to_its_people_only(court, at, home, place, anybody, people):
    found = [seconds(court, at(home), at(place), zone) for zone in (0, 1)]

    assert found == pytest.approx([anybody, people])


def test_the_end_of_a_lane_is_on_the_junction(court, at):
    lane = int(np.flatnonzero(court.zone)[0])
    corner = pd.DataFrame({"edge": [lane], "fraction": 0.0, "gap": 0.0})
    target = snapping.snap(court, at((0, 50), (100, 50))).assign(kind="k")

    away = walking.minutes(court, corner, target, limit=60, pace=1.0)
    back = walking.minutes(court, target, corner.assign(kind="k"), limit=60, pace=1.0)

    assert (away.loc[0, "k"] * 60, back["k"].min() * 60) == pytest.approx((50, 50))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_people_of_each_zone_have_a_graph_of_their_own(random_world, zoned, judge, seed):
    rng = np.random.default_rng(seed)
    streets, homes, places, kinds, limit = random_world(seed)
    built = zoned(network.build(streets, pace=1.25), rng)
    origins = snapping.snap(built, homes).assign(zone=rng.integers(0, 3, len(homes)))
    targets = snapping.snap(built, places).assign(kind=kinds)

    found, two = (
        walking.minutes(built, origins, targets, limit=limit, pace=1.25, threads=threads)
        for threads in (1, 2)
    )
    again = walking.minutes(built, origins[::-1], targets[::-1], limit=limit, pace=1.25)

    judged = judge(built, origins, targets, limit=limit, pace=1.25)
    np.testing.assert_allclose(found * 60, judged * 60, rtol=0, atol=1e-9)
    pd.testing.assert_frame_equal(two, found, check_exact=True)
    pd.testing.assert_frame_equal(again[::-1], found, check_exact=True)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_zone_has_the_bits_of_a_network_open_to_it(random_world, zoned, seed):
    rng = np.random.default_rng(seed)
    streets, homes, places, kinds, limit = random_world(seed)
    built = zoned(network.build(streets, pace=1.25), rng)
    shut = built.zone == 1
    ways = {name: np.where(shut, INF, getattr(built, name)) for name in ("forward", "backward")}
    plain = replace(built, zone=np.zeros_like(built.zone), **ways)
    origins, targets = snapping.snap(built, homes), snapping.snap(built, places).assign(kind=kinds)

    found = walking.minutes(built, origins.assign(zone=2), targets, limit=limit, pace=1.25)

    alone = walking.minutes(plain, origins, targets, limit=limit, pace=1.25)
    pd.testing.assert_frame_equal(found, alone, check_exact=True)


def test_a_very_long_limit_only_widens_the_buckets(court, at):
    assert seconds(court, at((0, 50)), at((100, 50)), 0, limit=1e7) == pytest.approx(500)
    work, _ = arrays.workspace(1, 6e8, 0)
    assert len(work.bucket) <= arrays.BUCKETS + 1


def test_one_compilation_serves_every_world(court, streets, at):
    for built, zone in ((court, 1), (network.build(streets, pace=1.0), 0)):
        seconds(built, at((0, 50)), at((100, 50)), zone)

    assert len(search.nearest.signatures) == 1
    assert len(arrays.incoming.signatures) == 1


def test_without_a_folder_for_machine_code_each_process_compiles():
    space = {}
    exec(compile("def double(x): return 2 * x", "<no file>", "exec"), space)

    assert arrays.compiled(space["double"])(4) == 8
