"""A layer of features: what stands in the page for each row."""

import json

import folium
import geopandas as gpd
import pytest
from shapely import Point

from pianqu.maps.style import Swatch
from pianqu.maps.web.features import FeatureLayer, Legend, data_text
from pianqu.maps.web.gate import elements
from pianqu.maps.web.offline import OfflineMap

ONE = Legend((Swatch("一", "#000000"),))


def points() -> gpd.GeoDataFrame:
    places = [Point(120.123456789, 31), None, Point(), Point(120.5, 31.5, 7)]
    return gpd.GeoDataFrame(
        {"name": ["甲", None, "丙", "丁"]}, index=list("abcd"), geometry=places, crs=4490
    )


def data_of(page: OfflineMap) -> dict:
    blocks = [
        text for tag, given, text in elements(page.html()) if given.get("id", "").endswith("_data")
    ]
    return json.loads(blocks[0])


def test_rows_stay_together_and_coordinates_are_short():
    page = OfflineMap(title="甲")
    FeatureLayer(points(), name="点", legend=ONE).add_to(page)
    data = data_of(page)

    assert data["names"] == ["甲", "b", "丙", "丁"]
    assert [shape and shape["coordinates"] for shape in data["geometry"]] == [
        [120.123457, 31],
        None,
        None,
        [120.5, 31.5],
    ]


def test_metric_frames_are_shown_in_degrees_and_left_as_they_were():
    frame = points().to_crs(4549)
    layer = FeatureLayer(frame, name="点", legend=ONE)

    (south, west), (north, east) = layer.get_bounds()
    assert [round(side, 5) for side in (south, west, north, east)] == [31, 120.12346, 31.5, 120.5]
    assert frame.crs.to_epsg() == 4549


def test_an_empty_layer_has_no_bounds():
    layer = FeatureLayer(points().iloc[1:3], name="点", legend=ONE)

    assert layer.get_bounds() == [[None, None], [None, None]]


@pytest.mark.parametrize("sign", ["</script>", "<!--", "&amp;", "\u2028", "\u2029"])
def test_data_keeps_its_text_and_none_of_its_signs(sign):
    assert sign not in data_text({"a": sign})
    assert json.loads(data_text({"a": sign})) == {"a": sign}


def test_nan_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        data_text({"a": float("nan")})


def test_on_a_bare_map_legend_and_list_stand_in_a_corner(visit):
    page = OfflineMap(title="甲", location=[31, 120.1], zoom_start=9)
    FeatureLayer(points(), name="点<b>", legend=ONE).add_to(page)
    folium.LayerControl().add_to(page)
    seen = visit(page.html())

    assert seen.page.locator(".pq-corner .pq-legend li").count() == 1
    assert seen.counts("点<b>") == {"一": 4}
    assert "2 条没有几何，未绘出" in seen.page.locator(".pq-corner").inner_text()
    assert seen.faults == []
