"""What walls, gates and slopes did to the walks, each finding with its rows and nothing more."""

import numpy as np
import pytest
import rasterio
from drawn import area, drawn, line, slope, spot, walked

from pianqu.analysis.choices import Choices
from pianqu.analysis.obstacles import findings


def told(layers, choices=None, **rasters):
    """Rule and layer to ids, of all findings."""
    choices = choices or Choices()
    found = findings(walked(layers, choices, **rasters), choices, rasters=rasters)
    return {(one["rule"], one["layer"]): one["id"] for one in found}


def severities(layers):
    found = findings(walked(layers), Choices(), rasters={})
    return {one["rule"]: one["severity"] for one in found}


@pytest.fixture
def plain():
    """Two streets, a home and a pharmacy; nothing stands in anybody's way."""
    streets = {"S1": line((0, 0), (300, 0)), "S2": line((300, 0), (300, 80), (0, 80))}
    return {
        "buildings": drawn({"B1": spot(50, 20)}),
        "facilities": drawn({"F1": spot(200, 5)}, kind=["pharmacy"]),
        "streets": drawn(streets),
    }


def test_where_nothing_stands_in_the_way_nothing_is_said(plain, tmp_path):
    assert told(plain) == {}
    assert told(plain, dem=slope(tmp_path / "dem.tif", east=0.1)) == {}
    assert told({name: rows for name, rows in plain.items() if name != "streets"}) == {}


def test_a_street_cut_by_a_wall_and_one_along_it(plain):
    walls = {"X1": line((290, 40), (310, 40)), "X2": line((100, 80), (200, 80))}
    plain["barriers"] = drawn(walls, kind=["wall", "fence"])
    found = findings(walked(plain), Choices(), rasters={})

    assert [(one["severity"], one["rule"], one["id"]) for one in found] == [
        ("info", "阻隔", "S2"),
        ("warning", "阻隔", "S2"),
    ]
    assert ["重合" in one["remedy"] for one in found] == [True, False]


@pytest.mark.parametrize("choices", [Choices(barriers=False), Choices()])
def test_walls_are_said_only_where_they_count(plain, choices):
    plain["barriers"] = drawn({"X1": line((290, 40), (310, 40))}, kind=["wall"])

    assert told(plain, choices) == ({("阻隔", "streets"): "S2"} if choices.barriers else {})


def test_who_lives_behind_a_wall_is_listed_with_what_became_of_them(plain):
    homes = {"B1": spot(50, 20), "B2": spot(60, -50), "B3": spot(50, 70)}
    plain["buildings"] = drawn(homes)
    walls = {"X1": line((-500, 10), (280, 10)), "X2": line((-500, -9), (2000, -9))}
    plain["barriers"] = drawn(walls, kind=["wall", "wall"])
    found = findings(walked(plain), Choices(), rasters={})
    homes = [(one["severity"], one["id"]) for one in found if one["layer"] == "buildings"]

    # B1 takes the other street, 60 m off; B2 has none on its side
    assert sorted(homes) == [("info", "B1"), ("warning", "B2")]
    assert {one["rule"] for one in found} == {"隔墙"}


def test_places_that_only_residents_reach_are_listed(plain):
    lane = drawn({"S3": line((300, 0), (500, 0), (500, 200))}, access=["residents"])
    plain["streets"] = drawn(
        dict(
            zip(["S1", "S2", "S3"], [*plain["streets"].geometry, lane.geometry["S3"]], strict=True)
        ),
        access=["public", None, "residents"],
    )
    plain["communities"] = drawn({"C1": area(400, -20, 600, 300)})
    spots = {"F1": spot(200, 5), "F2": spot(505, 190)}
    plain["facilities"] = drawn(spots, kind=["pharmacy", "pharmacy"])

    assert told(plain) == {("仅居民可达", "facilities"): "F2"}
    assert told(plain, Choices(passage="everyone")) == {}


def test_streets_without_heights_and_steeper_than_any_street(plain, tmp_path):
    path = slope(tmp_path / "dem.tif", north=0.5)
    with rasterio.open(path) as file:
        profile, heights = file.profile, file.read(1)
    heights[:, 107:] = np.nan  # from 140 m east of the corner
    with rasterio.open(path, "w", **profile | {"nodata": np.nan}) as file:
        file.write(heights, 1)
    streets = {
        "S1": line((0, 0), (100, 0)),
        "S2": line((0, 0), (0, 80)),
        "S3": line((100, 0), (300, 0)),
    }
    stairs = {"S4": line((50, 0), (50, 80))}
    plain["streets"] = drawn(streets | stairs, stairs=[None, False, None, True])

    assert told(plain, dem=path) == {("高程缺失", "streets"): "S3", ("坡度异常", "streets"): "S2"}
    assert told(plain, Choices(slope=False), dem=path) == {}


def test_what_is_known_is_said_and_what_may_be_wrong_is_warned_of(plain):
    plain["barriers"] = drawn({"X1": line((-500, 10), (280, 10))}, kind=["wall"])

    assert severities(plain) == {"隔墙": "info"}
