"""Overlaps of plots with what lies on them: the share is that of the union, counted in cells."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.idle.overlaps import NOISE, overlaps


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 2), min_size=1, max_size=6))
def test_shares_are_those_of_the_union(corners):
    boxes = [shapely.box(x, y, x + 9, y + 7) for x, y in corners]
    land = gpd.GeoSeries([shapely.box(5, 5, 25, 20)], index=["P"])
    cells = np.array([shapely.box(x, y, x + 1, y + 1) for x in range(5, 25) for y in range(5, 20)])
    told = [box for box in boxes if box.intersection(land["P"]).area > NOISE]
    expected = shapely.covered_by(cells, shapely.union_all(told)).mean()
    found = overlaps(land, gpd.GeoDataFrame(geometry=boxes))
    assert (found["share"].item() if len(found) else 0.0) == pytest.approx(expected)
