"""Tiles under a map only where they are asked for, and never in a shifted grid."""

import re
from types import SimpleNamespace

import folium
import pytest
from hostile import PAYLOADS

from pianqu.gis.errors import ChoiceError, OutputError
from pianqu.maps.atlas.page import page
from pianqu.maps.look import Look
from pianqu.maps.tiles import chosen
from pianqu.maps.web.basemap import basemaps, tianditu
from pianqu.maps.web.offline import OfflineMap

OWN = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"
HOSTS = [f"https://t{number}.tianditu.gov.cn" for number in range(8)]


def policy(html: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("basemap", "grid"),
    [
        ("高德", "GCJ-02"),
        ("Amap", "GCJ-02"),
        ("Gaode.Normal", "GCJ-02"),
        ("https://webrd01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}", "GCJ-02"),
        ("//rt0.map.gtimg.com/tile?z={z}&x={x}&y={y}", "GCJ-02"),
        ("https://mt1.google.cn/vt?x={x}&y={y}&z={z}", "GCJ-02"),
        ("https://mt1.google.com/vt?gl=CN&x={x}&y={y}&z={z}", "GCJ-02"),
        ("https://map.geoq.cn/{z}/{y}/{x}", "GCJ-02"),
        ("腾讯", "GCJ-02"),
        ("百度", "BD-09"),
        ("http://online1.map.bdimg.com/tile/?x={x}&y={y}&z={z}", "BD-09"),
    ],
)
def test_a_shifted_grid_is_refused_with_the_reason(basemap, grid):
    with pytest.raises(ChoiceError, match=f"{grid} 坐标.*相差约.*错位.*tianditu"):
        Look(basemap=basemap, basemap_key="a1", basemap_attribution="某家")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"basemap": "tianditu"}, "密钥"),
        ({"basemap": "tianditu", "basemap_key": "a&b"}, "密钥"),
        ({"basemap": OWN}, "来源"),
        ({"basemap": OWN, "basemap_attribution": " "}, "来源"),
        ({"basemap": "osm"}, "未知"),
        ({"basemap": "https://a.example.org/{z}.png", "basemap_attribution": "甲"}, "未知"),
        ({"basemap": "javascript:{z}{x}{y}", "basemap_attribution": "甲"}, "未知"),
    ],
)
def test_half_a_basemap_is_refused(asked, says):
    with pytest.raises(ChoiceError, match=says):
        Look(**asked)


def test_a_host_that_only_ends_alike_is_not_one_of_the_shifted():
    address = "https://notqq.com/{z}/{x}/{y}.png"

    assert chosen(address, attribution="甲")[0].origins == ("https://notqq.com",)


def test_without_a_basemap_nothing_is_opened():
    html = OfflineMap(title="甲").html()

    assert basemaps(Look()) == []
    assert "img-src data: blob:;" in policy(html)
    assert "tianditu" not in html


def test_only_the_hosts_of_the_basemap_are_opened():
    made = OfflineMap(title="甲")
    for layer in tianditu("0123abcd"):
        layer.add_to(made)
    html = made.html()

    assert f"img-src data: blob: {' '.join(HOSTS)};" in policy(html)
    assert "connect-src" not in policy(html)  # none, as by default
    made.get_root().html.add_child(folium.Element(f'<img src="{HOSTS[0]}/a.png">'))
    with pytest.raises(OutputError, match=r"img 的 src"):
        made.html()


def test_tiles_added_by_hand_are_refused_with_their_reason():
    made = OfflineMap(title="甲")
    address = "https://webst01.is.autonavi.com/appmaptile?x={x}&y={y}&z={z}"
    folium.TileLayer(address, attr="高德").add_to(made)

    with pytest.raises(OutputError, match="GCJ-02"):
        made.html()


def test_the_page_asks_for_tianditu_says_so_and_stands_without_it(visit, plan):
    made = page(plan, look=Look(basemap="tianditu", basemap_key="0123abcd"))
    seen = visit(made.html())
    seen.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(e => e.name.includes('tianditu'))"
    )
    outside = [url for url in seen.requests if not url.startswith(("file:", "data:", "blob:"))]

    assert {re.sub(r"(?<=\.cn).*", "", url) for url in outside} <= set(HOSTS)
    assert any("LAYER=vec" in url for url in outside)
    assert any("LAYER=cva" in url and "tk=0123abcd" in url for url in outside)
    assert "需要联网" in seen.page.locator(".leaflet-control-attribution").inner_text()
    assert seen.page.locator("#pianqu-kind").count() == 1  # the map itself is there


def test_the_page_of_no_basemap_is_that_of_before():
    empty = SimpleNamespace(tables={}, fields=None)

    assert page(empty, look=Look(basemap=" ")).html() == page(empty).html()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_whom_tiles_are_owed_to_is_text(visit, payload):
    made = OfflineMap(title="甲", location=[31, 120], zoom_start=12)
    for layer in basemaps(Look(basemap=OWN, basemap_attribution=payload)):
        layer.add_to(made)
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", made.html())
    seen = visit(html)

    assert payload in (seen.page.locator(".leaflet-control-attribution").text_content() or "")
    assert seen.page.evaluate("window.__hit") is None
