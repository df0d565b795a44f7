"""Every row says where it comes from."""

import datetime

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from pianqu.layers import provenance

DAY = datetime.date(2024, 6, 30)


def homes(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns, index=pd.Index(["B1", "B2"], name="id"))


def text(*cells: str | None) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(cells), dtype="string")


def test_what_a_row_says_itself_stays():
    frame = homes(source=text("踏勘", None), as_of=pd.to_datetime(["2023-01-01", None]))
    before = frame.copy(deep=True)

    found = provenance.stamped(frame, source="楼栋.xlsx 台账", rows=[11, 12], as_of=DAY)

    assert found["source"].tolist() == ["踏勘", "楼栋.xlsx 台账 第 12 行"]
    assert found["as_of"].tolist() == [pd.Timestamp("2023-01-01"), pd.Timestamp(DAY)]
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("rows", "as_of", "columns"),
    [(None, None, ["name", "source"]), ([2, 3], DAY, ["name", "source", "as_of"])],
)
def test_columns_that_are_not_there_are_made(rows, as_of, columns):
    found = provenance.stamped(homes(name=["甲", "乙"]), source="a.gpkg", rows=rows, as_of=as_of)

    assert list(found.columns) == columns
    assert str(found["source"].dtype) == "string"
    assert found["source"].tolist() == (
        ["a.gpkg"] * 2 if rows is None else ["a.gpkg 第 2 行", "a.gpkg 第 3 行"]
    )


def test_a_layer_stays_a_layer_with_its_geometry_last():
    frame = gpd.GeoDataFrame(homes(name=["甲", "乙"]), geometry=[Point(1, 2), None], crs=4549)

    found = provenance.stamped(frame, source="a.gpkg", as_of=DAY)

    assert isinstance(found, gpd.GeoDataFrame)
    assert found.crs == frame.crs
    assert list(found.columns) == ["name", "source", "as_of", "geometry"]
    assert found.index.equals(frame.index)


def test_an_empty_layer_gets_typed_columns():
    found = provenance.stamped(homes(name=["甲", "乙"]).iloc[:0], source="a.gpkg", as_of=DAY)

    assert found.dtypes.astype(str)[["source", "as_of"]].tolist() == ["string", "datetime64[s]"]
