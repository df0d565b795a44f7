"""Sun on the ground of plots: a tower and its yards, known by hand and by single points."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from pianqu.analysis.light import daylight, heights, open_ground, sun_profiles
from pianqu.gis import sun

RULE = sun_profiles.profile("dahan_2h")
SKY = RULE.sky(sun.Place(31.45, 121.13, 0.0))


def lighting(buildings: gpd.GeoDataFrame, level: float = 0.0) -> SimpleNamespace:
    return SimpleNamespace(
        blocks=heights.blocks(buildings),
        sky=SKY,
        profile=RULE,
        threads=1,
        ground_at=lambda x, y: np.full(len(x), level),
    )


def tower(height: float | None = 30.0) -> gpd.GeoDataFrame:
    slab = box(0, 0, 60, 9)
    rows = {"height": [height, 30.0]}
    return gpd.GeoDataFrame(
        rows, index=["B1", "B2"], geometry=[slab, box(300, 0, 301, 1)], crs=4549
    )


def shares(plots: dict, buildings: gpd.GeoDataFrame, **level: float) -> pd.DataFrame:
    return open_ground.sunshine(gpd.GeoSeries(plots, crs=4549), lighting(buildings, **level))


def test_south_of_a_slab_is_sunny_and_close_behind_it_is_not() -> None:
    found = shares({"south": box(20, -9, 40, -1), "north": box(20, 10, 40, 18)}, tower())
    assert found["sun_share"].tolist() == [1.0, 0.0]
    assert found.loc["south", "sun_hours"] == 8.0


def test_ground_above_the_roof_is_sunny() -> None:
    assert shares({"north": box(20, 10, 40, 18)}, tower(), level=31.0)["sun_share"].item() == 1.0


def test_a_building_of_unknown_height_leaves_what_it_may_shade_open() -> None:
    found = shares({"north": box(20, 10, 40, 18), "south": box(20, -9, 40, -1)}, tower(None))
    assert found["sun_share"].isna().tolist() == [True, False]
    assert found["sun_share_least"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("shape", [None, Point(0, 0), box(10, 1, 12, 3)])
def test_no_ground_has_no_share(shape: object) -> None:
    assert shares({"P": shape}, tower())["sun_share"].isna().all()


def test_unknown_ground_has_no_share() -> None:
    assert shares({"P": box(20, -9, 40, -1)}, tower(), level=np.nan)["sun_share"].isna().all()


def test_the_share_is_that_of_its_points() -> None:
    plot = box(-30, 5, 30, 65).difference(box(0, 0, 60, 9))
    found = shares({"P": plot}, tower()).loc["P"]
    step = max(2.0, np.sqrt(plot.area / open_ground.MOST))
    x = np.arange(-30 + step / 2, 30, step)
    y = np.arange(5 + step / 2, 65, step)
    spots = [(a, b) for a in x for b in y if plot.contains(Point(a, b))]
    hours = daylight.ground(
        pd.DataFrame(spots, columns=["x", "y"]),
        heights.blocks(tower()).known,
        sky=SKY,
        counting=RULE.counting,
    )
    assert found["sun_points"] == len(spots)
    assert found["sun_share"] == pytest.approx((hours >= 2 - 1e-6).mean(), abs=1e-12)


def test_nothing_to_ask_gives_no_rows() -> None:
    found = shares({}, tower())
    assert found.empty
    assert {"sun_share", "sun_hours"} <= {*found.columns}
