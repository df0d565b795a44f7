"""The plan of the made-up district: what lies in what, and where one can walk."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from pianqu.layers import demo

GATE = 3.0  # metres: a street meets a wall only this near one of its gates


@pytest.fixture(scope="module", params=[7, 11])
def city(request):
    return demo.district(seed=request.param)


def walks(streets):
    """Vertices, edges (start, end, metres) and the row of each edge, vertex by vertex."""
    open_ = streets[streets["access"] != "closed"]
    xy, row = shapely.get_coordinates(open_.geometry.to_numpy(), return_index=True)
    place, node = np.unique(np.round(xy, 3), axis=0, return_inverse=True)
    same = row[1:] == row[:-1]
    ends = np.stack([node[:-1][same], node[1:][same]])
    return place, ends, np.hypot(*(xy[1:] - xy[:-1])[same].T), open_.index[row[1:][same]]


def graph(streets):
    place, ends, length, _ = walks(streets)
    return place, coo_array((length, ends), shape=(len(place), len(place))).tocsr()


def pairs(left, right, predicate="intersects"):
    """Ids of the two layers that meet."""
    one, two = shapely.STRtree(right.geometry.to_numpy()).query(
        left.geometry.to_numpy(), predicate=predicate
    )
    return left.index[one], right.index[two]


def test_geometries_are_valid(city):
    for frame in city.layers.values():
        if isinstance(frame, gpd.GeoDataFrame):
            assert frame.crs.to_epsg() == 4549
            assert frame.geometry.is_valid.all()
            assert not frame.geometry.is_empty.any()
            assert city.extent.covers(frame.geometry.union_all())


def test_buildings_stand_apart_and_inside_their_community(city):
    one, two = pairs(city.buildings, city.buildings)
    land = city.communities.geometry[city.buildings["community"]].to_numpy()

    assert one.equals(two)
    assert shapely.covers(land, city.buildings.geometry.to_numpy()).all()


def test_buildings_keep_off_streets_and_river(city):
    street, building = pairs(city.streets, city.buildings)
    inside = shapely.intersection(
        city.streets.geometry[street].to_numpy(), city.buildings.geometry[building].to_numpy()
    )

    # the way to a door ends on the wall, to the millimetre
    assert shapely.length(inside).max() < 0.01
    assert not city.buildings.intersects(city.barriers.geometry["B-river"]).any()


def test_rows_face_south(city):
    assert ((city.stairwells["facing"] + 15) % 360 <= 30).all()


def test_a_stairwell_is_on_the_wall_of_its_building(city):
    walls = city.buildings.geometry[city.stairwells["building"]].boundary.to_numpy()

    assert shapely.distance(city.stairwells.geometry.to_numpy(), walls).max() < 0.01
    counts = city.stairwells.groupby("building").size()
    assert (counts == city.buildings["stairwell_count"]).all()


def test_gates_are_on_the_boundary_of_their_place(city):
    places = pd.concat([city.communities.geometry, city.parks.geometry, city.facilities.geometry])
    edges = places[city.entrances["of"]].boundary.to_numpy()

    assert shapely.distance(city.entrances.geometry.to_numpy(), edges).max() < 1
    assert set(city.communities.index) <= set(city.entrances["of"])


def test_parcels_do_not_overlap(city):
    one, two = pairs(city.parcels, city.parcels)
    shared = city.parcels.geometry[one].intersection(city.parcels.geometry[two], align=False)

    assert shared[one != two].area.sum() < 1e-6


def test_one_network_but_for_the_island(city):
    place, ways = graph(city.streets)
    _, label = connected_components(ways, directed=False)
    _, ends, length, row = walks(city.streets)
    parts = pd.Series(length).groupby(label[ends[0]]).sum()

    assert len(parts) == 2
    assert parts.max() / parts.sum() > 0.98
    assert set(row[label[ends[0]] == parts.idxmin()]) == {"S-island"}
    assert len(place) > 1500


def test_ends_on_a_line_are_vertices_of_it(city):
    lines = city.streets.geometry.to_numpy()
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=0.002)
    vertices = shapely.multipoints(shapely.get_coordinates(lines))

    assert (end % len(lines) != line).sum() > 2000
    gaps = [
        shapely.distance(ends[at], shapely.multipoints(shapely.get_coordinates(lines[to])))
        for at, to in zip(end, line, strict=True)
    ]
    assert max(gaps) < 1e-9
    assert shapely.distance(ends, vertices).max() == 0


def test_the_river_is_crossed_on_bridges_at_two_places(city):
    river = city.barriers.geometry["B-river"]
    over = city.streets[city.streets.intersects(river)]

    assert over["bridge"].all()
    assert len(over) == 4
    assert len(over.geometry.buffer(20).union_all().geoms) == 2


def test_the_arterial_is_crossed_at_signals_and_underpass(city):
    across = city.streets[city.streets.intersects(city.barriers.geometry["B-arterial"])]

    assert set(across.index[across["tunnel"]]) == {"S-underpass"}
    assert (across.loc[~across["tunnel"], "kind"] == "crossing").all()


def test_walls_are_met_only_at_gates(city):
    walls = city.barriers[city.barriers["kind"].isin(["wall", "fence"])]
    street, _ = pairs(city.streets, walls)
    crossing = city.streets[city.streets.intersects(city.communities.boundary.union_all())]
    met = crossing.intersection(city.communities.boundary.union_all())
    gates = city.entrances.geometry.union_all()

    assert street.empty
    assert met.distance(gates).max() < GATE


def test_every_building_is_near_the_network(city):
    near, gap = shapely.STRtree(city.streets.geometry.to_numpy()).query_nearest(
        city.buildings.geometry.to_numpy(), return_distance=True, all_matches=False
    )

    assert near.shape[1] == 449
    assert gap.max() < 60


def test_a_path_under_a_bridge_does_not_join_it(city):
    bridges = city.streets[city.streets["bridge"]].geometry
    path = city.streets.geometry["S-riverside"]
    under = bridges[bridges.intersects(path)]
    shared = [set(deck.coords) & set(path.coords) for deck in under]

    assert len(under) == 2
    assert shared == [set(), set()]


def test_residents_of_the_fenced_park_s_neighbours_walk_far(city):
    def metres(streets, *gates):
        place, ways = graph(streets)
        tree = shapely.STRtree(shapely.points(place))
        start = tree.nearest(city.stairwells.geometry["C04-B005-U1"])
        ends = [tree.nearest(city.entrances.geometry[gate]) for gate in gates]
        return dijkstra(ways, directed=False, indices=start)[ends].min()

    opened = city.streets.copy()
    opened.loc["S-P02-N", "access"] = "public"
    straight = city.buildings.geometry["C04-B005"].distance(city.parks.geometry["P02"])

    assert straight < 40
    assert metres(city.streets, "G-P02-S") == pytest.approx(755, abs=10)
    assert metres(opened, "G-P02-S", "G-P02-N") < 150
