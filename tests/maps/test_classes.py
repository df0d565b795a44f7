"""Classes of values: counted by hand, and by numpy."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from pianqu.gis.errors import ChoiceError
from pianqu.maps.classes import breaks, legend


def frame(values):
    return gpd.GeoDataFrame({"value": values}, geometry=[Point(0, 0)] * len(values), crs=4326)


def test_statutory_breaks_are_closed_above_and_open_at_the_end():
    made = legend(frame([5.0, 5.1, 15.0, 15.1]), "value", scheme="minutes", unit="分钟")

    assert made.index.tolist() == [0, 1, 2, 3]
    assert made.swatches[3].label == "超过 15 分钟"


def test_a_missing_value_is_in_no_class_of_numbers():
    made = legend(frame([1.0, None, 3.0]), "value", count=2)

    assert made.swatches[made.index.iloc[1]].label == "无数据"


def test_one_value_is_one_class_and_none_is_no_class():
    assert [swatch.label for swatch in legend(frame([7.0, 7.0]), "value").swatches] == [
        "不超过 7",
        "无数据",
    ]
    assert len(legend(frame([np.nan]), "value").swatches) == 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(2, 7))
def test_every_value_is_in_the_class_that_says_it(values, count):
    ends = breaks(pd.Series(values), count=count)
    place = legend(frame(values), "value", count=count).index

    for value, row in zip(values, place, strict=True):
        assert row < len(ends)
        assert value <= ends[row]
        assert row == 0 or value > ends[row - 1]


def test_every_fault_of_a_wish_is_said():
    with pytest.raises(ChoiceError) as error:
        breaks(pd.Series([1.0]), scheme="fisher_jenks", count=12)

    assert "fisher_jenks" in str(error.value)
    assert "12" in str(error.value)


def test_a_column_of_words_has_no_classes():
    with pytest.raises(ChoiceError, match="value"):
        legend(frame([1.0]).assign(word="甲"), "word")
