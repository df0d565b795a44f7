"""Points on edges: by the true line, with the gap, one answer at a junction, none made up."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from pianqu.gis import network, snapping
from pianqu.gis.errors import ChoiceError, CrsError, LayerError

WALL = LineString([(0, 10), (200, 10)])


def array(*shapes):
    return np.array(shapes, dtype=object)


@pytest.fixture(scope="module")
def lanes():
    """Two streets of 200 m, from west to east: `near` at 0 and `far` at 80 m north."""
    streets = gpd.GeoDataFrame(
        geometry=[LineString([(0, y), (200, y)]) for y in (0, 80)], index=["near", "far"], crs=4549
    )
    return network.build(streets, pace=1.0)


@pytest.fixture(scope="module")
def bend():
    streets = gpd.GeoDataFrame(
        geometry=[LineString([(0, 0), (100, 0), (100, 300)]), LineString([(500, 0), (500, 50)])],
        crs=4549,
    )
    return network.build(streets, pace=1.0)


@pytest.mark.parametrize(
    ("xy", "fraction", "gap"),
    [
        ((50, 8), 0.125, 8),
        ((108, 100), 0.5, 8),
        ((100, 0), 0.25, 0),  # on the bend
        ((-30, 40), 0.0, 50),  # off the end
        ((100, 360), 1.0, 60),
    ],
)
def test_fraction_is_measured_along_the_true_line(bend, at, xy, fraction, gap):
    snapped = snapping.snap(bend, at(xy)).iloc[0]

    assert bend.length[int(snapped["edge"])] == 400
    assert (snapped["fraction"], snapped["gap"]) == (fraction, gap)


@pytest.mark.parametrize(("limit", "known"), [(100, True), (60, True), (59.9, False), (0, False)])
def test_limit_is_inclusive_and_the_gap_is_told_beyond_it(bend, at, limit, known):
    snapped = snapping.snap(bend, at((50, -60)), limit=limit).iloc[0]

    assert pd.notna(snapped["edge"]) == pd.notna(snapped["fraction"]) == known
    assert pd.notna(snapped["component"]) == known
    assert snapped["gap"] == 60


def test_no_point_no_answer(bend, at):
    points = at(None, (50, 1))
    points.loc["c"] = Point()
    points.loc["d"] = Point(np.nan, np.nan)

    snapped = snapping.snap(bend, points)

    assert snapped.drop(columns="behind").isna().all(axis=1).tolist() == [True, False, True, True]
    assert not snapped["behind"].any()
    assert snapped.index.tolist() == ["a", "b", "c", "d"]


def test_columns_types_and_repeated_index(bend, at):
    points = pd.concat([at((1, 1)), at((2, 2))])

    snapped = snapping.snap(bend, points)

    assert snapped.index.tolist() == ["a", "a"]
    kinds = {"edge": "Int64", "fraction": "float64", "gap": "float64", "component": "Int64"}
    assert snapped.dtypes.astype(str).to_dict() == kinds | {"behind": "bool"}


def test_no_points_at_all(bend, at):
    assert snapping.snap(bend, at()).shape == (0, 5)
    assert snapping.snap(bend, at(), barriers=array(WALL)).shape == (0, 5)


def test_at_a_junction_the_lowest_edge_is_taken(streets, at):
    built = network.build(streets, pace=1.0)

    snapped = snapping.snap(built, at((100, 100), (200, 200), (350, 0)))

    for name, xy in (("a", (100, 100)), ("b", (200, 200))):
        node = built.nodes.tolist().index(list(xy))
        touching = np.flatnonzero((built.start == node) | (built.end == node))
        assert snapped.loc[name, "edge"] == touching.min()


def test_component_is_that_of_the_edge(streets, at):
    built = network.build(streets, pace=1.0)

    snapped = snapping.snap(built, at((0, 5), (1000, 5)))

    assert snapped["component"].iloc[0] == 0
    assert snapped["component"].iloc[1] > 0


def test_the_nearest_of_all_edges_for_any_order_of_points(streets):
    built = network.build(streets, pace=1.0)
    xy = np.random.default_rng(7).uniform(-100, 1100, (200, 2))
    points = gpd.GeoSeries(shapely.points(xy), crs=4549)

    snapped = snapping.snap(built, points, limit=np.inf)

    metres = shapely.distance(points.to_numpy()[:, None], built.lines[None, :])
    assert snapped["gap"].to_numpy() == pytest.approx(metres.min(axis=1), abs=1e-9)
    chosen = metres[np.arange(200), snapped["edge"].to_numpy(dtype=int)]
    assert chosen == pytest.approx(metres.min(axis=1), abs=1e-9)
    backwards = snapping.snap(built, points[::-1], limit=np.inf)
    pd.testing.assert_frame_equal(backwards[::-1], snapped, check_exact=True)


@pytest.mark.parametrize(
    ("xy", "street", "gap", "behind"),
    [
        ((50, 9), "near", 9, False),
        ((50, 12), "far", 68, True),
        ((50, 60), "far", 20, False),
        ((50, 10.4), "near", 10.4, False),  # on the wall: its side is not known
        ((230, 30), "near", np.hypot(30, 30), False),  # past the end of the wall
    ],
)
def test_a_wall_hides_the_street_behind_it(lanes, at, xy, street, gap, behind):
    snapped = snapping.snap(lanes, at(xy), barriers=array(WALL)).iloc[0]

    assert lanes.street[int(snapped["edge"])] == street
    assert snapped["gap"] == pytest.approx(gap)
    assert snapped["behind"] == behind


@pytest.mark.parametrize(("xy", "behind"), [((50, 20), True), ((50, -70), False)])
def test_no_street_in_sight(lanes, at, xy, behind):
    snapped = snapping.snap(lanes, at(xy), barriers=array(WALL, None, Point()), limit=50).iloc[0]

    assert pd.isna(snapped["edge"]) == pd.isna(snapped["fraction"]) == pd.isna(snapped["component"])
    assert pd.isna(snapped["edge"])
    assert (snapped["gap"], snapped["behind"]) == (abs(xy[1]), behind)


@pytest.mark.parametrize(
    ("barrier", "behind"),
    [
        (box(0, 5, 200, 15), True),  # a river between
        (box(40, -5, 60, 15), True),  # the point is in the water
        (LineString([(0, 0), (200, 0)]), False),  # the street is the barrier
        (LineString([(40, 10), (47, 10)]), False),  # a gate at 50
    ],
)
def test_what_parts_a_point_from_its_street(lanes, at, barrier, behind):
    snapped = snapping.snap(lanes, at((50, 14)), barriers=array(barrier))

    assert snapped["behind"].tolist() == [behind]


def test_only_edges_that_may_be_taken(lanes, at):
    far = np.asarray(lanes.street == "far")

    free = snapping.snap(lanes, at((50, 12)), among=far, barriers=array(WALL)).iloc[0]
    none = snapping.snap(lanes, at((50, 12)), among=~far, barriers=array(WALL)).iloc[0]

    assert (free["gap"], free["behind"]) == (68, False)
    assert (pd.isna(none["edge"]), none["gap"], none["behind"]) == (True, 12, True)


@pytest.mark.parametrize("limit", [120, np.inf])
def test_the_first_in_sight_of_all_edges(streets, monkeypatch, limit):
    monkeypatch.setattr(snapping, "_CHUNK", 7)
    built = network.build(streets, pace=1.0)
    random = np.random.default_rng(3)
    points = gpd.GeoSeries(shapely.points(random.uniform(-50, 450, (60, 2))), crs=4549)
    walls = shapely.linestrings(random.uniform(-50, 450, (9, 2, 2)))

    snapped = snapping.snap(built, points, limit=limit, barriers=walls)

    for point, row in zip(points, snapped.itertuples(), strict=True):
        metres = shapely.distance(built.lines, point)
        order = [e for e in np.lexsort((np.arange(len(metres)), metres)) if metres[e] <= limit]
        clear = [e for e in order if not _hidden(point, built.lines[e], walls)]
        assert clear[:1] == ([] if pd.isna(row.edge) else [row.edge])
        assert row.gap == pytest.approx(metres[clear[0]] if clear else metres.min())
        assert row.behind == (bool(order) and clear[:1] != order[:1])
    assert 5 < snapped["behind"].sum() < 55


def _hidden(point, line, walls):
    link = shapely.shortest_line(point, line)
    beyond = shapely.difference(link, point.buffer(snapping.AROUND))
    return not beyond.is_empty and shapely.intersects(beyond, walls).any()


def test_faults(bend, at):
    area = gpd.GeoSeries([Polygon([(0, 0), (1, 0), (1, 1)])], index=["P"], crs=4549)

    with pytest.raises(CrsError, match="32650"):
        snapping.snap(bend, at((0, 0)).set_crs(32650, allow_override=True))
    with pytest.raises(LayerError, match="编号 P "):
        snapping.snap(bend, area)
    with pytest.raises(ChoiceError):
        snapping.snap(bend, at((0, 0)), limit=-1)
