"""Streets within reach: hand-known cuts, and an independent judge of places along the edges."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from pianqu.gis import network, reached, snapping, walking
from pianqu.gis.errors import ChoiceError, LayerError

INF = float("inf")


def world(streets, points, *, limit=60.0):
    """Network, targets of one kind, and the seconds at the ends of its edges."""
    built = network.build(streets, pace=1.0)
    targets = snapping.snap(built, points).assign(kind="k")
    ends = walking.ends(built, targets, limit=limit, pace=1.0).get("k")
    return built, targets, ends


def cut(streets, points, *limits):
    """(minutes, street, from metre, to metre) of each part, in the direction of the street."""
    built, targets, ends = world(streets, points)
    found = reached.lines(built, targets, ends, limits=limits, pace=1.0)
    whole = built.length[found["edge"]]
    begin, finish = found["from_fraction"] * whole, found["to_fraction"] * whole
    rows = zip(found["minutes"], found["street"], begin.round(6), finish.round(6), strict=True)
    return sorted(rows)


def street(*xy, **columns):
    return gpd.GeoDataFrame(columns, index=["S"], geometry=[LineString(xy)], crs=4549)


@pytest.mark.parametrize(
    ("oneway", "places", "limits", "expected"),
    [
        ("both", [(300, 0)], [2, 4], [(2, 180, 420), (4, 60, 180), (4, 420, 540)]),
        ("both", [(300, 0)], [4, 2], [(2, 180, 420), (4, 60, 180), (4, 420, 540)]),
        ("forward", [(300, 0)], [2, 4], [(2, 180, 300), (4, 60, 180)]),
        ("backward", [(300, 0)], [2, 4], [(2, 300, 420), (4, 420, 540)]),
        ("both", [(300, 60)], [2], [(2, 240, 360)]),  # 60 s to the street
        ("both", [(300, 60)], [0.5, 1], []),
        ("both", [(600, 0)], [2], [(2, 480, 600)]),
        ("both", [(300, 0)], [10], [(10, 0, 600)]),
        ("both", [(300, 0)], [5], [(5, 0, 600)]),  # the limit is inclusive
        ("both", [(100, 0), (500, 0)], [2, 4], [(2, 0, 220), (2, 380, 600), (4, 220, 380)]),
        ("both", [(100, 0), (200, 0), (150, 0)], [1], [(1, 40, 260)]),
        ("both", [(9000, 9000)], [10], []),  # not on the network
    ],
)
def test_one_street_is_cut_where_the_time_runs_out(at, oneway, places, limits, expected):
    found = cut(street((0, 0), (600, 0), oneway=[oneway]), at(*places), *limits)

    assert found == [(minutes, "S", begin, finish) for minutes, begin, finish in expected]


def test_a_loop_is_walked_both_ways_round(at):
    ring = street((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))

    assert cut(ring, at((100, 0)), 2) == [(2, "S", 0, 220), (2, "S", 380, 400)]


def test_a_one_way_loop_is_walked_round(at):
    ring = street((0, 0), (100, 0), (100, 100), (0, 100), (0, 0), oneway=["forward"])

    assert cut(ring, at((100, 0)), 2) == [(2, "S", 0, 100), (2, "S", 380, 400)]


def test_from_a_dead_end_into_the_street(at):
    lines = [LineString([(0, 0), (300, 0), (600, 0)]), LineString([(300, 0), (300, 100)])]
    streets = gpd.GeoDataFrame(index=["main", "spur"], geometry=lines, crs=4549)

    found = cut(streets, at((300, 100)), 2.5)

    assert found == [(2.5, "main", 0, 50), (2.5, "main", 250, 300), (2.5, "spur", 0, 100)]


def test_an_island_is_out_of_reach_and_its_own_target_reaches_it_alone(streets, at):
    assert {row[1] for row in cut(streets, at((1000, 0)), 30)} == {"island"}
    assert "island" not in {row[1] for row in cut(streets, at((0, 0)), 30)}


def test_each_edge_knows_its_street_and_zone(streets, at):
    built, targets, ends = world(streets, at((100, 0)))
    built = replace(built, zone=np.arange(len(built.start)))

    found = reached.lines(built, targets, ends, limits=[3], pace=1.0)

    assert found["zone"].tolist() == found["edge"].tolist()
    assert found["street"].tolist() == built.street[found["edge"]].tolist()
    assert found.crs == 4549


def places_on(built, rng, count):
    """Places on edges as a frame of snapping; some at an end, if both ways lead there."""
    edge = rng.integers(0, len(built.start), count)
    ends = (rng.random(count) < 0.1) & np.isfinite(built.forward + built.backward)[edge]
    fraction = np.where(ends, rng.integers(0, 2, count), rng.random(count))
    return pd.DataFrame({"edge": edge, "fraction": fraction, "gap": 0.0})


def smallest(found, places):
    """Minutes of the part that each place lies in; inf where it lies in none."""
    pairs = places.reset_index(names="index").merge(found, on="edge")
    inside = pairs["fraction"].between(pairs["from_fraction"], pairs["to_fraction"])
    return pairs[inside].groupby("index")["minutes"].min().reindex(places.index, fill_value=INF)


def test_500_places_agree_with_the_judge(streets, at, judge):
    limits = [1.5, 2.25, 4, 6]
    built, targets, ends = world(streets, at((150, 130), (310, 300), (1000, 50), (110, 130)))
    places = places_on(built, np.random.default_rng(7), 500)

    found = reached.lines(built, targets, ends, limits=limits, pace=1.0)
    time = judge(built, places, targets, limit=60, pace=1.0)["k"].to_numpy()

    expected = np.append(limits, INF)[np.searchsorted(limits, time)]
    clear = np.abs(time[:, None] - limits).min(axis=1) > 1e-11
    assert np.array_equal(smallest(found, places)[clear], expected[clear])
    assert clear.sum() > 480
    assert set(expected) == {*limits, INF}
    seconds = reached.seconds_at(built, targets, ends, places["edge"], places["fraction"], pace=1.0)
    assert np.abs(seconds - time * 60)[np.isfinite(time)].max() < 1e-9
    assert np.isinf(seconds[np.isinf(time)]).all()


def test_a_part_ends_at_a_limit_or_with_its_edge_or_at_a_target_of_a_one_way(streets, at, judge):
    limits = [1.5, 2.25, 4, 6]
    built, targets, ends = world(streets, at((150, 130), (310, 300), (160, 103), (200, 70)))

    found = reached.lines(built, targets, ends, limits=limits, pace=1.0)

    column = pd.concat([found["from_fraction"], found["to_fraction"]])
    cuts = pd.DataFrame({"edge": pd.concat([found["edge"]] * 2), "fraction": column, "gap": 0.0})
    cuts = cuts[(column > 0) & (column < 1)].drop_duplicates().reset_index(drop=True)
    time = judge(built, cuts, targets, limit=60, pace=1.0)["k"].to_numpy()
    on_limit = np.abs(time[:, None] - limits).min(axis=1) < 1e-9 / 60
    leaps = (
        cuts.merge(targets[["edge", "fraction"]], how="left", indicator=True)["_merge"] == "both"
    )
    assert (on_limit | leaps).all()
    assert (on_limit.sum(), leaps.sum()) == (len(cuts) - 2, 2)  # row1 and column2 are one-way


def test_helsinki_agrees_with_minutes(helsinki):
    rng = np.random.default_rng(2)
    built = network.build(helsinki, pace=1.2)
    targets = places_on(built, rng, 60).assign(kind="k", gap=12.0)
    ends = walking.ends(built, targets, limit=5, pace=1.2)["k"]
    places = places_on(built, rng, 3000)

    found = reached.lines(built, targets, ends, limits=[1, 3, 5], pace=1.2)
    time = walking.minutes(built, places, targets, limit=5, pace=1.2)["k"].to_numpy()

    expected = np.append([1, 3, 5], INF)[np.searchsorted([1, 3, 5], time)]
    assert np.array_equal(smallest(found, places), expected)
    assert min(np.bincount(np.searchsorted([1, 3, 5], time))) > 50


def test_out_of_reach_as_well_is_every_edge_from_end_to_end(streets, at):
    built, targets, ends = world(streets, at((150, 130), (310, 300)))

    found = reached.lines(built, targets, ends, limits=[2, 4], pace=1.0, beyond=True)

    edges = found.groupby("edge")
    assert len(edges) == len(built.start)
    assert (edges["from_fraction"].first() == 0).all()
    assert (edges["to_fraction"].last() == 1).all()
    follows = found["edge"].eq(found["edge"].shift())
    assert (found["from_fraction"] == found["to_fraction"].shift())[follows].all()
    assert (found["minutes"] != found["minutes"].shift())[follows].all()
    within = reached.lines(built, targets, ends, limits=[2, 4], pace=1.0)
    pd.testing.assert_frame_equal(within, found[found["minutes"] < INF].reset_index(drop=True))


def random_world(seed):
    rng = np.random.default_rng(seed)
    xy = np.stack(np.meshgrid(range(4), range(4)), -1) * 100 + rng.uniform(-30, 30, (4, 4, 2))
    pairs = [(xy[j, i], xy[j, i + 1]) for j in range(4) for i in range(3)]
    pairs += [(xy[j, i], xy[j + 1, i]) for j in range(3) for i in range(4)]
    ways = rng.choice(["both", "both", "forward", "backward"], len(pairs))
    streets = gpd.GeoDataFrame({"oneway": ways}, geometry=[*map(LineString, pairs)], crs=4549)
    points = shapely.points(rng.uniform(-20, 320, (rng.integers(0, 6), 2)))
    return rng, streets, gpd.GeoSeries(points, crs=4549)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), limits=st.lists(st.floats(0, 9), min_size=2, max_size=4))
def test_more_time_reaches_more_and_the_rest_stays_as_it_was(seed, limits):
    _, streets, points = random_world(seed)
    built = network.build(streets, pace=1.0)
    targets = snapping.snap(built, points).assign(kind="k")
    nowhere = walking.Ends(*np.full((2, len(built.start)), INF))
    ends = walking.ends(built, targets, limit=9, pace=1.0).get("k", nowhere)
    limits = sorted(set(limits))

    found = reached.lines(built, targets, ends, limits=limits, pace=1.0)

    metres = [found.length[found["minutes"] <= limit].sum() for limit in limits]
    alone = [
        reached.lines(built, targets, ends, limits=[limit], pace=1.0).length.sum()
        for limit in limits
    ]
    assert metres == sorted(metres)
    assert metres == pytest.approx(alone, abs=1e-3)
    share = (found["to_fraction"] - found["from_fraction"]) * built.length[found["edge"]]
    assert np.abs(found.length - share).max() < 2e-6 if len(found) else metres[-1] == 0


def test_the_order_of_targets_and_limits_changes_nothing(streets, at):
    built, targets, ends = world(streets, at((150, 130), (140, 130), (310, 300), (145, 160)))

    found = reached.lines(built, targets, ends, limits=[2, 4], pace=1.0)
    other = reached.lines(built, targets[::-1], ends, limits=[4, 2], pace=1.0)

    pd.testing.assert_frame_equal(found, other, check_exact=True)
    assert shapely.to_wkb(found.geometry).tolist() == shapely.to_wkb(other.geometry).tolist()


def test_a_sliver_of_rounding_is_no_street(at):
    built, targets, ends = world(street((0, 0), (600, 0)), at((0, 0), (600, 0)))
    part = [LineString([(0, 0), (600, 0)])]

    short = np.nextafter(5, 0)  # leaves a gap of 1e-13 m in the middle
    found = reached.lines(built, targets, ends, limits=[short], pace=1.0, beyond=True)

    assert found["minutes"].tolist() == [short]
    assert shapely.equals(found.geometry.to_numpy(), part).all()


@pytest.mark.parametrize("limits", [[], [5, 5], [-1], [INF], [float("nan")]])
def test_limits_out_of_range(streets, at, limits):
    built, targets, ends = world(streets, at((0, 0)))

    with pytest.raises(ChoiceError, match="步行时间分级"):
        reached.lines(built, targets, ends, limits=limits, pace=1.0)


@pytest.mark.parametrize("pace", [0, -1, INF, float("nan")])
def test_a_pace_out_of_range(streets, at, pace):
    with pytest.raises(ChoiceError, match="步行速度"):
        reached.lines(*world(streets, at((0, 0))), limits=[5], pace=pace)


@pytest.mark.parametrize(
    "wrong", [{"edge": 999}, {"edge": -1}, {"fraction": 1.5}, {"fraction": None}, {"gap": -1.0}]
)
def test_targets_of_another_network_are_refused(streets, at, wrong):
    built, targets, ends = world(streets, at((0, 0)))

    with pytest.raises(LayerError, match="编号 a 的路段编号"):
        reached.lines(built, targets.assign(**wrong), ends, limits=[5], pace=1.0)


def test_ends_of_another_network_are_refused(streets, at):
    built, targets, ends = world(streets, at((0, 0)))
    fewer = walking.Ends(ends.start[:-1], ends.end[:-1])

    with pytest.raises(LayerError, match="重新计算"):
        reached.seconds_at(built, targets, fewer, [0], [0.5], pace=1.0)
