"""Parks by size: tiers with their least area, and parks that do not count."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, box

from pianqu.analysis import park_sizes, standards
from pianqu.gis.errors import ChoiceError

EDITIONS = standards.load("park_radius")
NEW = park_sizes.tiers(EDITIONS, edition="park.2022")
OLD = park_sizes.tiers(EDITIONS, edition="park.2016")
EAST, NORTH = 500_000.0, 3_440_000.0


def park(area: float) -> shapely.Polygon:
    """A park of that many square metres, 10 m from south to north, its east side at EAST."""
    return box(EAST - area / 10, NORTH, EAST, NORTH + 10)


def layer(shapes, **columns) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4549)
    return frame.set_axis([f"P{row + 1}" for row in range(len(frame))])


@pytest.mark.parametrize(
    ("radii", "area", "radius"),
    [
        (NEW, 399.99, np.nan),
        (NEW, 400, 300),
        (NEW, 4999.99, 300),
        (NEW, 5000, 500),
        (OLD, 1999.99, np.nan),
        (OLD, 2000, 300),
        (OLD, 5000, 500),
    ],
)
def test_a_tier_begins_with_its_least_area(radii, area, radius):
    found = park_sizes.sizes(layer([park(area)]), radii).loc["P1"]

    np.testing.assert_equal(found["radius"], radius)
    assert found["state"] == ("small" if np.isnan(radius) else "counted")
    assert ("规模不足" in str(found["reason"])) == np.isnan(radius)


@pytest.mark.parametrize(
    ("shape", "said", "state", "words"),
    [
        (park(6000), {"open": False}, "shut", ["不对公众开放"]),
        (park(6000), {"open": None}, "counted", ["开放情况未知"]),
        (Point(EAST, NORTH), {"area": 6000.0}, "unmeasured", ["没有面状图形"]),
        (LineString([(0, 0), (9, 9)]), {}, "unmeasured", ["没有面状图形"]),
        (None, {"area": 6000.0}, "unmeasured", ["没有面状图形"]),
        (park(300), {"area": 6000.0}, "small", ["规模不足", "登记面积 6000"]),
        (park(6000), {"area": 6301.0}, "counted", ["登记面积 6301", "5%"]),
    ],
)
def test_a_park_that_does_not_count_or_is_doubtful_says_why(shape, said, state, words):
    columns = {name: pd.array([value]) for name, value in said.items()}
    found = park_sizes.sizes(layer([shape], **columns), NEW).loc["P1"]

    assert found["state"] == state
    assert np.isnan(found["radius"]) == (state != "counted")
    assert [word for word in words if word not in found["reason"]] == []


@pytest.mark.parametrize(("open_", "stated"), [(True, 6300.0), (True, None)])
def test_nothing_is_said_of_a_park_that_is_as_stated(open_, stated):
    parks = layer(
        [park(6000)], open=[open_], area=pd.array([stated], dtype="Float64").astype(float)
    )

    assert pd.isna(park_sizes.sizes(parks, NEW).loc["P1", "reason"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"radius": 0}, ["park.2022.general.400", "radius"]),
        ({"radius_most": 200}, ["park.2022.general.400", "radius_most"]),
        ({"least_area": 5000}, ["park.2022.general.400", "park.2022.general.5000", "重复"]),
    ],
)
def test_a_tier_that_cannot_be_meant_is_refused(change, words):
    own = EDITIONS.copy()
    own.loc["park.2022.general.400", list(change)] = list(change.values())
    with pytest.raises(ChoiceError) as caught:
        park_sizes.tiers(own, edition="park.2022")

    assert [word for word in words if word not in str(caught.value)] == []
