"""New streets tied to a tiny network whose every junction is known."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from pianqu.gis import network
from pianqu.layers.changing.joining import join

EAST, NORTH = 500_000.0, 3_440_000.0


def line(*places):
    return LineString([(EAST + x, NORTH + y) for x, y in places])


def streets(lines: dict, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, index=list(lines), geometry=list(lines.values()), crs=4549)


@pytest.fixture
def roads() -> gpd.GeoDataFrame:
    """A road of 100 m, one 40 m north of it, and a bridge over both."""
    return streets(
        {
            "S1": line((0, 0), (100, 0)),
            "S2": line((0, 40), (100, 40)),
            "S3": line((80, -20), (80, 60)),
        },
        bridge=[False, False, True],
        access=["public", None, "public"],
    )


def connected(made) -> bool:
    every = gpd.GeoDataFrame(
        geometry=[*made.streets.geometry, *made.added.geometry], crs=made.streets.crs
    )
    part = network.build(every, pace=1.0).component
    return set(part.tolist()) == {0}


def test_both_ends_are_tied_and_the_streets_keep_their_shape(roads):
    made = join(roads, streets({"N1": line((50, 3), (52, 39))}))

    assert made.added.geometry["N1"].equals_exact(line((50, 0), (52, 40)), 1e-9)
    assert made.streets.geometry["S1"].equals_exact(line((0, 0), (50, 0), (100, 0)), 1e-9)
    assert [tie[:3] for tie in made.ties] == [("N1", "起点", "S1"), ("N1", "终点", "S2")]
    assert [tie.metres for tie in made.ties] == pytest.approx([3, 1])
    assert (made.faults, made.dead, made.crossings) == ([], [], [])
    assert made.opened == ["S1", "S2"]
    assert roads.geometry["S1"].equals_exact(line((0, 0), (100, 0)), 0)


@pytest.mark.parametrize(
    ("places", "dead", "fault"),
    [
        ([(50, 5), (50, 20)], [("N1", "终点")], False),  # five metres are within
        ([(50, 5.1), (50, 20)], [("N1", "起点"), ("N1", "终点")], True),
        ([(100, 0), (130, 0)], [("N1", "终点")], False),  # a vertex is shared already
        ([(80, 55), (200, 300)], [("N1", "起点"), ("N1", "终点")], True),  # a bridge is no ground
        ([(80, 60), (200, 300)], [("N1", "终点")], False),  # but its end can be shared
    ],
)
def test_what_joins(roads, places, dead, fault):
    made = join(roads, streets({"N1": line(*places)}))

    assert made.dead == dead
    assert bool(made.faults) == fault


def test_what_is_not_joined_says_what_is_nearest(roads):
    made = join(roads, streets({"N1": line((-23, 0), (-90, 0))}))

    assert made.faults == [
        "新增道路 N1 没有接上步行路网，最近的道路 S1 在 23 米外；请把一端画到离道路 5 米以内。"
    ]


def test_a_vertex_that_is_there_is_used(roads):
    made = join(roads, streets({"N1": line((102, 0), (150, -40))}))

    assert made.added.geometry["N1"].coords[0] == (EAST + 100, NORTH)
    assert (len(made.ties), made.opened) == (1, [])


def test_closed_streets_are_not_tied_to(roads):
    roads.loc["S1", "access"] = "closed"
    made = join(roads, streets({"N1": line((50, 3), (50, -60))}))

    assert "最近的道路 S2 在 37 米外" in made.faults[0]


def test_chains_of_new_streets_hang_together(roads):
    """N2 shares a vertex with N1; N3 ends two metres from N2."""
    new = streets(
        {
            "N1": line((50, 2), (50, -30)),
            "N2": line((50, -30), (90, -30)),
            "N3": line((70, -32), (70, -90)),
        }
    )
    made = join(roads, new)

    assert [tie[:3] for tie in made.ties] == [("N1", "起点", "S1"), ("N3", "起点", "N2")]
    assert made.faults == []
    assert shapely.get_num_coordinates(made.added.geometry["N2"]) == 3
    assert made.dead == [("N2", "终点"), ("N3", "终点")]


def test_what_shared_a_vertex_still_does(roads):
    """Both begin at one point three metres from the road."""
    new = streets({"N1": line((50, -3), (20, -60)), "N2": line((50, -3), (80, -60))})
    made = join(roads, new)

    starts = [made.added.geometry[key].coords[0] for key in new.index]
    assert starts[0] == starts[1] == (EAST + 50, NORTH)
    assert shapely.get_num_coordinates(made.streets.geometry["S1"]) == 3


def test_an_island_of_new_streets_is_one_fault(roads):
    new = streets({"N2": line((0, 200), (50, 200)), "N1": line((50, 200), (90, 240))})

    assert [fault[:14] for fault in join(roads, new).faults] == ["新增道路 N1、N2 没有接"]


def test_crossing_on_the_ground_is_no_junction_and_is_said(roads):
    over = streets({"N1": line((50, -30), (50, 40))}, bridge=[True])

    assert join(roads, streets({"N1": line((50, -30), (50, 40))})).crossings == [("N1", "S1")]
    assert join(roads, streets({"N1": line((50, 0), (50, 40))})).crossings == []
    assert join(roads, over).crossings == []


def test_both_ends_in_one_place_are_refused(roads):
    made = join(roads, streets({"N1": line((50, 1), (50, 3))}))

    assert "两端落在同一处" in made.faults[0]


def test_a_street_of_several_parts_gets_its_vertex(roads):
    roads.loc["S1", "geometry"] = MultiLineString([line((0, 0), (40, 0)), line((40, 0), (99, 0))])
    made = join(roads, streets({"N1": line((60, 2), (60, 40))}))

    parts = shapely.get_parts(made.streets.geometry["S1"])
    assert shapely.get_num_coordinates(parts).tolist() == [2, 3]
    assert made.faults == []


@settings(deadline=None, max_examples=50)
@given(
    x=st.floats(1, 99), gap=st.floats(0, 4.99), side=st.sampled_from([-1, 1]), far=st.floats(6, 30)
)
def test_within_reach_is_always_connected_and_moves_no_street(x, gap, side, far):
    road = streets({"S1": line((0, 0), (33.3, 7.7), (100, 0))})
    spot = road.geometry["S1"].interpolate(x)
    new = streets(
        {"N1": LineString([(spot.x, spot.y + side * gap), (spot.x, spot.y + side * far)])}
    )
    made = join(road, new)

    assert made.faults == []
    assert connected(made)
    assert shapely.hausdorff_distance(made.streets.geometry["S1"], road.geometry["S1"]) < 1e-8
    assert max(tie.metres for tie in made.ties) <= gap + 0.001 if made.ties else gap < 0.001
