"""One home lost to each thing that is counted: a wall, a gate, a hill, a wait, and one to none."""

import pytest
from drawn import EPSG, area, drawn, line, slope, spot, walked

from pianqu.analysis import measures, variants
from pianqu.analysis.choices import Choices

RADIUS = 500.0
CHOICES = Choices(crossing_wait=90.0)


@pytest.fixture
def layers():
    """
    A park at 0 m of a street to the east, its gate there, all homes on the street or north of it.

    NEAR at 300 m; BACK at 480 m, behind a hill's slope; OVER at 470 m, over a crossing;
    LANE at 200 m through a lane of other people's; WALL on the far side of a wall.
    """
    streets = {
        "S1": line((0, 0), (100, 0), (300, 0), (400, 0), (480, 0)),
        "S2": line((0, 0), (-460, 0)),
        "X1": line((-460, 0), (-470, 0)),
        "S3": line((-470, 0), (-500, 0)),
        "LANE": line((100, 0), (100, 50)),
        "S4": line((100, 50), (100, 100), (480, 100), (480, 0)),
    }
    homes = {
        "NEAR": spot(300, -5),
        "BACK": spot(480, -5),
        "OVER": spot(-480, 0),
        "LANE": spot(100, 100),
        "WALL": spot(300, -15),
    }
    access = [None, None, None, None, "residents", None]
    return {
        "communities": drawn({"C1": area(90, 5, 110, 45), "C2": area(0, 60, 500, 200)}),
        "buildings": drawn(homes, community=[None, None, None, "C2", None]),
        "parks": drawn({"P1": area(-50, -80, 50, -1)}, fenced=[True]),
        "entrances": drawn({"G1": spot(0, -1)}, of_layer=["parks"], of=["P1"]),
        "barriers": drawn({"W1": line((200, -10), (2000, -10))}, kind=["wall"]),
        "streets": drawn(streets, access=access, kind=[None, None, "crossing", None, None, None]),
    }


def answers(layers, choices=CHOICES, **rasters):
    walks = walked(layers, choices, **rasters)
    metres = measures.metres(walks, limit=RADIUS)
    found = variants.reached(
        walks, layers, choices, rasters=rasters, epsg=EPSG, metres=metres, threads=1
    )
    return {
        name: told if isinstance(told, str) else sorted(told.index[told.fillna(False)])
        for name, told in found.items()
    }


def test_each_thing_takes_one_home(layers, tmp_path):
    # the ground rises to the west, so that those in the east climb to the park
    dem = slope(tmp_path / "dem.tif", east=-0.02)
    found = answers(layers, dem=dem)

    assert found["plain"] == ["BACK", "LANE", "NEAR", "OVER", "WALL"]
    assert found["gates"] == ["BACK", "NEAR", "OVER"]
    assert found["slope"] == ["NEAR", "OVER"]
    assert found["wait"] == ["NEAR"]


def test_on_flat_ground_the_slope_takes_nobody(layers):
    found = answers(layers)

    assert found["slope"] == found["gates"] == ["BACK", "NEAR", "OVER"]


def test_without_a_wait_the_step_says_so(layers):
    found = answers(layers, Choices())

    assert found["wait"] == variants.NO_WAIT
    assert found["slope"] == ["BACK", "NEAR", "OVER"]


def test_the_plain_walk_does_not_depend_on_the_choices(layers):
    free = Choices(passage="everyone", barriers=False, slope=False)

    assert answers(layers, free)["plain"] == answers(layers)["plain"]
    assert answers(layers, free)["gates"] == answers(layers)["plain"]


@pytest.mark.parametrize("layer", ["streets", "buildings"])
def test_without_streets_or_homes_there_is_a_reason(layers, layer):
    del layers[layer]
    walks = walked(layers)
    found = variants.reached(walks, layers, CHOICES, rasters={}, epsg=EPSG, metres=None, threads=1)

    assert set(found) == {"plain", "gates", "slope", "wait"}
    assert all(isinstance(told, str) and told for told in found.values())


def test_where_no_park_has_a_gate_that_can_be_passed_nobody_on_the_network_reaches_one(layers):
    layers["entrances"]["access"] = "closed"
    layers["buildings"].loc["WALL", "geometry"] = spot(300, -500)
    walks = walked(layers, CHOICES)
    metres = measures.metres(walks, limit=RADIUS)
    found = variants.reached(
        walks, layers, CHOICES, rasters={}, epsg=EPSG, metres=metres, threads=1
    )

    for told in found.values():
        assert told.drop("WALL").eq(False).all()
        assert told.isna().tolist() == [home == "WALL" for home in told.index]


def test_the_statutory_way_knows_only_the_layer_of_parks(layers):
    garden = drawn({"F1": spot(300, 0)}, kind=["gym"], also=["park_small"])

    assert answers({**layers, "facilities": garden}) == answers(layers)
