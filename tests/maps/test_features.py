"""A layer of features: what stands in the page for each row."""

import json
import re

import folium
import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from pianqu.gis.errors import OutputError
from pianqu.maps.style import Swatch
from pianqu.maps.web.features import FeatureLayer, Legend, read_layer
from pianqu.maps.web.gate import elements
from pianqu.maps.web.offline import OfflineMap
from pianqu.maps.web.scripts import data_text

ONE = Legend((Swatch("一", "#000000"),))


def points() -> gpd.GeoDataFrame:
    places = [Point(120.123456789, 31), None, Point(), Point(120.5, 31.5, 7)]
    return gpd.GeoDataFrame(
        {"name": ["甲", None, "丙", "丁"]}, index=list("abcd"), geometry=places, crs=4490
    )


def head_of(page: OfflineMap) -> dict:
    blocks = [
        text for tag, given, text in elements(page.html()) if given.get("id", "").endswith("_data")
    ]
    return json.loads(blocks[0])


def test_rows_stay_together_and_places_are_near():
    page = OfflineMap(title="甲")
    FeatureLayer(points(), name="点", legend=ONE).add_to(page)
    data = read_layer(head_of(page))

    assert data["names"] == ["甲", "b", "丙", "丁"]
    assert data["marks"] == [0, 0, 0, 0]
    first, second, third, last = data["geometry"]
    assert (second, third) == (None, None)
    assert (first.x, first.y) == pytest.approx((120.123456789, 31), abs=1e-6)
    assert (last.x, last.y, last.has_z) == pytest.approx((120.5, 31.5, False), abs=1e-6)


def test_fields_are_words_and_numbers():
    fields = pd.DataFrame(
        {"用途": ["住宅", None, "住宅", "商业"], "层数": [6, 5, 4, 3]}, list("abcd")
    )
    layer = FeatureLayer(points(), name="点", legend=ONE, fields=fields.iloc[::-1])

    assert read_layer(layer.payload())["fields"] == [
        {"heading": "用途", "values": ["住宅", None, "住宅", "商业"]},
        {"heading": "层数", "values": [6, 5, 4, 3]},
    ]


@pytest.mark.parametrize(
    ("of_layer", "of_map", "gzip"),
    [(None, None, True), (None, False, False), (False, True, False), (True, False, True)],
)
def test_layer_and_map_choose_not_to_compress(of_layer, of_map, gzip):
    page = OfflineMap(title="甲")
    if of_map is not None:
        page.compress = of_map
    FeatureLayer(points(), name="点", legend=ONE, compress=of_layer).add_to(page)

    assert head_of(page)["pack"]["gzip"] is gzip
    assert read_layer(head_of(page))["names"] == ["甲", "b", "丙", "丁"]


def test_another_projection_of_the_map_is_refused():
    page = OfflineMap(title="甲", crs="EPSG4326")
    FeatureLayer(points(), name="点", legend=ONE).add_to(page)

    with pytest.raises(OutputError, match=r"“点”只能绘在 EPSG3857.*EPSG4326"):
        page.html()


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


def test_a_layer_without_rows_or_places_makes_a_page(visit):
    page = OfflineMap(title="甲", location=[31, 120.1], zoom_start=9)
    FeatureLayer(points().iloc[:0], name="空", legend=ONE).add_to(page)
    FeatureLayer(points().iloc[1:3], name="无处", legend=ONE).add_to(page)
    seen = visit(page.html())

    assert seen.page.evaluate("window.pianquReady") is True
    assert seen.counts("无处") == {"一": 2}
    assert seen.faults == []


def test_same_layer_same_bytes():
    made = []
    for _ in range(2):
        page = OfflineMap(title="甲")
        FeatureLayer(points(), name="点", legend=ONE).add_to(page)
        made.append(page.html())

    assert made[0] == made[1]
    assert re.search(r'"data":"H4sI[\w+/=]+"', made[0])
