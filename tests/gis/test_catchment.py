"""Places within reach: against the judge, place by place, and against counting by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from pianqu.gis import catchment, network, search, snapping, tallies, walking
from pianqu.gis.errors import ChoiceError, LayerError

INF = float("inf")
NAN = float("nan")
MEASURES = ["count", "capacity", "nearest", "unknown"]


@pytest.fixture
def road():
    streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    return network.build(streets, pace=1.0)


@pytest.fixture
def world(road, at):
    """Two homes and one off the network; P1 with two doors, P2, and P3, which is nowhere."""
    homes = snapping.snap(road, at((0, 0), (300, 0), None))
    doors = snapping.snap(road, at((180, 0), (480, 0), (540, 0), None))
    return road, homes, doors.assign(place=["P1", "P1", "P2", "P3"])


def offers(*rows):
    return pd.DataFrame(rows, columns=["place", "kind", "capacity"])


def test_a_place_with_two_doors_counts_once_and_the_limit_is_inclusive(world):
    found = catchment.pairs(*world, limit=4, pace=1.0)

    assert found.to_numpy().tolist() == [["a", "P1", 3.0], ["b", "P1", 2.0], ["b", "P2", 4.0]]
    assert len(catchment.pairs(*world, limit=np.nextafter(4, 0), pace=1.0)) == 2


def test_known_and_unknown_capacities_are_counted_apart(world):
    asked = offers(("P2", "x", NAN), ("P1", "x", 40), ("P1", "y", 5.5), ("P3", "z", 7))

    found = catchment.within(*world, asked, limit=4, pace=1.0)

    assert [list(getattr(found, name)) for name in MEASURES] == [["x", "y", "z"]] * 4
    assert found.count.loc[["a", "b"]].to_numpy().tolist() == [[1, 1, 0], [2, 1, 0]]
    assert found.unknown.loc[["a", "b"]].to_numpy().tolist() == [[0, 0, 0], [1, 0, 0]]
    assert found.capacity.loc[["a", "b"]].to_numpy().tolist() == [[40, 5.5, 0], [40, 5.5, 0]]
    assert found.nearest.loc[["a", "b"]].to_numpy().tolist() == [[3, 3, INF], [2, 2, INF]]
    assert all(getattr(found, name).loc["c"].isna().all() for name in MEASURES)
    assert set(found.count.dtypes.astype(str)) == {"Int64"}


def test_no_places_no_pairs_and_no_offers_no_columns(world):
    road, homes, doors = world

    without = catchment.pairs(road, homes, doors.iloc[:0], limit=4, pace=1.0)
    nobody = catchment.pairs(road, homes.iloc[:0], doors, limit=4, pace=1.0)
    unasked = catchment.within(*world, offers(), limit=4, pace=1.0)
    shut = catchment.within(road, homes, doors.iloc[:0], offers(("P1", "x", 1)), limit=4, pace=1.0)

    assert (list(without), len(without), len(nobody)) == (["origin", "place", "minutes"], 0, 0)
    assert unasked.count.shape == (3, 0)
    assert shut.count["x"].tolist() == [0, 0, pd.NA]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("P1", "x", 1), ("P1", "x", 2)], "编号 P1 的同一种类 kind 出现多次"),
        ([("P1", "x", -1), ("P2", "x", INF)], "编号 P1、P2 的规模 capacity 应为不小于 0"),
        ([("P1", None, 1)], "编号 0 没有种类 kind"),
        ([(None, "x", 1)], "编号 0 没有设施编号 place"),
    ],
)
def test_offers_that_make_no_sense_are_errors(world, rows, fault):
    with pytest.raises(LayerError, match=fault):
        catchment.within(*world, offers(*rows), limit=4, pace=1.0)


def test_doors_of_no_place_and_choices_out_of_range_are_errors(world):
    road, homes, doors = world

    with pytest.raises(LayerError, match="编号 a 没有所属设施 place"):
        catchment.pairs(road, homes, doors.assign(place=[None, "P", "P", "P"]), limit=4, pace=1.0)
    with pytest.raises(ChoiceError, match="线程数"):
        catchment.pairs(*world, limit=4, pace=1.0, threads=0)
    with pytest.raises(ChoiceError, match="步行时间上限"):
        catchment.within(*world, offers(), limit=INF, pace=1.0)


def case(random_world, zoned, seed):
    """A random world with zones: network, origins, doors of five places, limit, generator."""
    rng = np.random.default_rng(seed)
    streets, homes, points, _, limit = random_world(seed)
    built = zoned(network.build(streets, pace=1.25), rng)
    origins = snapping.snap(built, homes).assign(zone=rng.integers(0, 3, len(homes)))
    doors = snapping.snap(built, points).assign(place=rng.choice(list("pqrst"), len(points)))
    return built, origins, doors, limit, rng


def by_place(judge, built, origins, doors, limit):
    """Minutes by the judge, each place a kind."""
    targets = doors.rename(columns={"place": "kind"})
    return judge(built, origins.reset_index(drop=True), targets, limit=limit, pace=1.25)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_pairs_agree_with_the_judge(random_world, zoned, judge, seed):
    built, origins, doors, limit, rng = case(random_world, zoned, seed)

    found, two, again = (
        catchment.pairs(built, origins, each, limit=limit, pace=1.25, threads=threads)
        for each, threads in ((doors, 1), (doors, 2), (doors.sample(frac=1, random_state=rng), 1))
    )

    judged = by_place(judge, built, origins, doors, limit).T
    place, row = np.nonzero(np.isfinite(judged))
    assert found["place"].tolist() == judged.index[place].tolist()
    assert found["origin"].tolist() == origins.index[row].tolist()
    np.testing.assert_allclose(
        found["minutes"] * 60, judged.to_numpy()[place, row] * 60, rtol=0, atol=1e-9
    )
    pd.testing.assert_frame_equal(two, found, check_exact=True)
    pd.testing.assert_frame_equal(again, found, check_exact=True)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_counts_and_sums_are_those_of_the_pairs(random_world, zoned, judge, seed):
    built, origins, doors, limit, rng = case(random_world, zoned, seed)
    every = pd.MultiIndex.from_product([list("pqrstu"), ["x", "y", "z"]], names=["place", "kind"])
    asked = every.to_frame(index=False).sample(9, random_state=rng)
    asked["capacity"] = rng.choice([NAN, 0, 0.1, 30], len(asked))

    one, two = (
        catchment.within(built, origins, doors, asked, limit=limit, pace=1.25, threads=threads)
        for threads in (1, 2)
    )

    for name in MEASURES:
        pd.testing.assert_frame_equal(getattr(two, name), getattr(one, name), check_exact=True)
    reached = by_place(judge, built, origins, doors, limit)
    on = origins["edge"].notna().to_numpy()
    for kind, group in asked.groupby("kind"):
        near = reached.reindex(columns=group["place"], fill_value=INF)[on].to_numpy()
        holds, within = group["capacity"].to_numpy(), np.isfinite(near)
        assert one.count.loc[on, kind].tolist() == within.sum(axis=1).tolist()
        assert one.unknown.loc[on, kind].tolist() == (within & np.isnan(holds)).sum(axis=1).tolist()
        known = np.where(within, np.nan_to_num(holds), 0).sum(axis=1)
        np.testing.assert_allclose(one.capacity.loc[on, kind], known, rtol=1e-12)
        np.testing.assert_allclose(one.nearest.loc[on, kind], near.min(axis=1), atol=1e-10)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_nearest_has_the_bits_of_the_other_search(random_world, zoned, seed):
    built, origins, doors, limit, _ = case(random_world, zoned, seed)
    asked = offers(*((place, "k", 1) for place in sorted(set(doors["place"]))))

    found = catchment.within(built, origins, doors, asked, limit=limit, pace=1.25)

    other = walking.minutes(built, origins, doors.assign(kind="k"), limit=limit, pace=1.25)
    pd.testing.assert_frame_equal(found.nearest, other, check_exact=True)


def test_more_ways_than_there_is_room_for_are_written_in_turns(road, monkeypatch):
    monkeypatch.setattr("pianqu.gis.rounds.SPARE", 3)
    spots = pd.DataFrame({"edge": 0, "fraction": np.linspace(0, 1, 150), "gap": 0.0})
    doors = spots.assign(place=np.arange(150)[::-1])

    found = catchment.pairs(road, spots, doors, limit=60, pace=1.0, threads=2)

    assert len(found) == 150 * 150
    assert found["place"].tolist() == np.repeat(np.arange(150), 150).tolist()
    assert found["origin"].tolist() == np.tile(np.arange(150), 150).tolist()


def test_one_compilation_serves_every_world(world):
    road, homes, doors = world
    for some in (doors, doors.iloc[:0], doors.astype({"place": "string"})):
        catchment.pairs(road, homes, some, limit=4, pace=1.0)
        catchment.within(road, homes, some, offers(("P1", "x", 1)), limit=4, pace=1.0)

    assert len(search.around.signatures) == 1
    assert [len(each.signatures) for each in (tallies.tally, tallies.in_order)] == [1, 1]
