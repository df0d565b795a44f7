"""A folium map whose page needs nothing but itself."""

import hashlib
import re

import folium
import pytest
from folium.plugins import MiniMap

from pianqu.gis.errors import OutputError
from pianqu.maps.web import leaflet
from pianqu.maps.web.gate import elements, runs
from pianqu.maps.web.offline import OfflineMap, Verbatim, safe_text


def test_it_is_a_folium_map_and_others_keep_their_links():
    mine = OfflineMap(title="甲")

    assert isinstance(mine, folium.Map)
    assert "cdn" not in mine.html()
    assert 'src="https://' in folium.Map().get_root().render()


def test_leaflet_is_the_pinned_one():
    assert hashlib.sha256(leaflet._file("leaflet.js")).hexdigest() == leaflet.SHA256
    assert "Leaflet 1.9.3" in leaflet.script()


def test_another_leaflet_is_refused(monkeypatch):
    monkeypatch.setattr(leaflet, "SHA256", "0" * 64)
    leaflet.script.cache_clear()

    with pytest.raises(OutputError, match=r"leaflet\.js"):
        leaflet.script()


def test_document_is_chinese_and_has_a_policy():
    page = OfflineMap(title="甲<乙", label='图"一').html()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)

    assert '<html lang="zh-CN">' in page
    assert "<title>甲&lt;乙</title>" in page
    assert 'role="region" aria-label="图&quot;一"' in page
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe-inline" not in policy[1].split("style-src")[0]
    scripts = [text for tag, given, text in elements(page) if tag == "script" and runs(given)]
    assert policy[1].count("'sha256-") == len(set(scripts))


@pytest.mark.parametrize(
    ("child", "address"),
    [
        (folium.TileLayer("OpenStreetMap"), "https://tile.openstreetmap.org"),
        (MiniMap(), "Control.MiniMap.js"),
        (Verbatim("x"), None),
    ],
)
def test_save_refuses_what_would_be_fetched(tmp_path, child, address):
    page = OfflineMap(title="甲")
    page.add_child(child)

    if address is None:
        page.save(tmp_path / "a.html")
        assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    else:
        with pytest.raises(OutputError) as refused:
            page.save(tmp_path / "a.html")
        assert address in str(refused.value)
        assert not (tmp_path / "a.html").exists()


def test_save_takes_an_open_file_and_names_a_path_that_fails(tmp_path):
    page = OfflineMap(title="甲")
    with (tmp_path / "a.html").open("wb") as file:
        page.save(file, close_file=False)

    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page.html()
    with pytest.raises(OutputError, match="nowhere"):
        page.save(tmp_path / "nowhere" / "a.html")


def with_children() -> OfflineMap:
    page = OfflineMap(title="甲", location=[31.0, 120.0])
    group = folium.FeatureGroup(name=safe_text("乙")).add_to(page)
    folium.Marker([31.0, 120.0], popup=safe_text("丙"), tooltip=safe_text("丁")).add_to(group)
    folium.LayerControl().add_to(page)
    return page


def test_same_map_same_bytes_however_often():
    page = with_children()

    assert page.html() == page.html() == with_children().html()


def test_folium_layers_work_without_jquery_and_network(visit):
    seen = visit(with_children().html())
    seen.page.locator(".leaflet-marker-icon").click()
    seen.page.wait_for_selector(".leaflet-popup-content")

    assert "丙" in seen.page.locator(".leaflet-popup-content").inner_text()
    assert seen.page.locator(".leaflet-control-attribution").inner_text() == "Leaflet"
    assert "乙" in (seen.page.locator(".leaflet-control-layers").text_content() or "")
    assert len(seen.requests) == 1 + sum(url.startswith("data:") for url in seen.requests)
    assert seen.faults == []
