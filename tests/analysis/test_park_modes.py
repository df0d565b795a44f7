"""One edition of the park rate, measured four ways, on a strip of land."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from pianqu.analysis import park_modes, park_sizes, standards
from pianqu.gis.errors import LayerError

NEW = park_sizes.tiers(standards.load("park_radius"), edition="park.2022")
EAST, NORTH = 500_000.0, 3_440_000.0


def park(area: float) -> shapely.Polygon:
    """A park of that many square metres, 10 m from south to north, its east side at EAST."""
    return box(EAST - area / 10, NORTH, EAST, NORTH + 10)


def layer(shapes, **columns) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4549)
    return frame.set_axis([f"P{row + 1}" for row in range(len(frame))])


def strip(length: float = 1000.0) -> gpd.GeoDataFrame:
    """Land 10 m wide from the foot of the parks to the east."""
    return layer([box(EAST, NORTH, EAST + length, NORTH + 10)], basis=["居住用地地块"])


DOORS = layer([Point(EAST - 400, NORTH + 5)], place=["P1"])
HOMES = layer([Point(EAST + x, NORTH + 5) for x in (50, 150, 850)])
PAIRS = pd.DataFrame(
    {"building": ["P1", "P2"], "place": "P1", "metres": [500.0, 500.1], "minutes": [10.0, 9.0]}
)


def modes(pairs=PAIRS, homes=HOMES, doors=DOORS) -> pd.DataFrame:
    parks = layer([park(5000), park(300)])
    return park_modes.by_mode(
        park_sizes.sizes(parks, NEW),
        parks,
        strip(),
        doors=doors,
        homes=homes,
        pairs=pairs,
        pace=50.0,
    )


def test_one_edition_in_four_modes():
    found = modes()

    # the circle of a door meets the strip in an arc: to 0.1 m2 of 1000
    assert found["covered_m2"].astype(float).tolist() == pytest.approx(
        [5000, 1000, 1000, 5000], abs=0.3
    )
    assert found["base_m2"].tolist() == pytest.approx([10_000] * 4)
    assert found["reason"].isna().all()


def test_a_home_that_is_not_on_the_network_takes_its_land_out_of_the_base():
    found = modes(homes=HOMES.assign(on_network=[True, True, False]))

    assert found["unknown_m2"].tolist() == pytest.approx([0, 0, 5000, 5000])
    assert found["base_m2"].tolist() == pytest.approx([10_000, 10_000, 5000, 5000])
    assert found["rate"].tolist()[2:] == pytest.approx([0.2, 1.0])


@pytest.mark.parametrize(
    ("pairs", "homes", "words"),
    [
        (None, HOMES, ["没有步行结果", "没有步行结果"]),
        (PAIRS[["building", "place", "minutes"]], HOMES, ["没有步行结果", None]),
        (PAIRS, HOMES.iloc[:0], ["没有住宅", "没有住宅"]),
    ],
)
def test_a_mode_that_cannot_be_had_says_why(pairs, homes, words):
    found = modes(pairs, homes).loc[["metres", "minutes"]]

    assert found["rate"].isna().tolist() == [word is not None for word in words]
    for reason, word in zip(found["reason"], words, strict=True):
        assert word in reason if word else pd.isna(reason)


def test_a_park_without_a_door_is_counted_out():
    found = modes(doors=DOORS.iloc[:0])

    assert found["parks"].tolist() == [1, 0, 0, 0]
    assert found["parks_without_door"].tolist() == [0, 1, 1, 1]
    assert found.loc["doors", "rate"] == 0


@pytest.mark.parametrize("pace", [50.0, 72.0, 60.1, 37.0])
def test_a_home_that_walks_just_the_radius_is_served(pace):
    time = round(500 / pace, 6)  # as walks are given
    exact = PAIRS.assign(metres=[500.0 + 4e-7, 500.001], minutes=[time, time + 1e-5])
    found = park_modes.by_mode(
        park_sizes.sizes(layer([park(5000)]), NEW),
        layer([park(5000)]),
        strip(),
        doors=DOORS,
        homes=HOMES,
        pairs=exact,
        pace=pace,
    )

    assert found.loc[["metres", "minutes"], "covered_m2"].tolist() == pytest.approx([1000] * 2)


def test_sizes_of_other_parks_are_refused():
    with pytest.raises(LayerError, match="编号不一致"):
        park_modes.by_mode(
            park_sizes.sizes(layer([park(500)]), NEW),
            layer([park(500), park(500)]),
            strip(),
            doors=DOORS,
            homes=HOMES,
            pairs=None,
            pace=50.0,
        )
