"""Text that a folium user hands to a map of ours never runs and is read as it is."""

import re

import folium
import geopandas as gpd
import pytest
from folium.plugins import FloatImage
from hostile import PAYLOADS
from shapely import box

from pianqu.gis.errors import OutputError
from pianqu.maps.web.offline import OfflineMap, Verbatim, safe_text
from pianqu.maps.web.sinks import shown

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
OPEN_ALL = """() => {
    const map = Object.values(window).find((part) => part instanceof L.Map);
    const read = [];
    const keep = (part) => read.push(
        ...[...document.querySelectorAll(part)].map((e) => e.textContent));
    map.eachLayer((layer) => {
        if (!layer.getTooltip && !layer.getPopup) return;
        const latlng = layer.getLatLng ? layer.getLatLng() : map.getCenter();
        if (layer.getTooltip && layer.getTooltip()) { layer.openTooltip(latlng); keep('.leaflet-tooltip'); }
        layer.fire('click', {latlng});
        if (layer.getPopup && layer.getPopup()) { layer.openPopup(latlng); keep('.leaflet-popup-content'); }
    });
    map.closePopup();
    map.fire('click', {latlng: L.latLng(31.05, 120)});
    map.eachLayer((layer) => layer.getPopup && layer.getPopup() && layer.openPopup());
    keep('.leaflet-popup-content');
    keep('.leaflet-control-layers');
    keep('.leaflet-control-attribution');
    return read.join('\\n');
}"""


def hostile(payload: str) -> tuple[OfflineMap, dict[str, str]]:
    """A map with the payload at every place where folium takes words."""
    sinks = ["popup", "parsed", "lazy", "own", "tooltip", "layer", "credit"]
    sinks += ["cell", "heading", "column", "clicked"]
    said = {sink: payload.replace("AT", sink) for sink in sinks}
    made = OfflineMap(title="甲", location=[31.0, 120.0], zoom_start=12)
    popups = [
        said["popup"],
        folium.Popup(said["parsed"], parse_html=True),
        folium.Popup(said["lazy"], lazy=True),
        folium.Popup(Verbatim(f"<b>{safe_text(said['own'])}</b>")),
    ]
    for number, popup in enumerate(popups):
        place = [31.0 + number / 100, 120.0]
        folium.Marker(place, popup=popup, tooltip=said["tooltip"]).add_to(made)
    folium.FeatureGroup(name=said["layer"]).add_to(made)
    folium.raster_layers.ImageOverlay(
        PIXEL, [[31, 120], [31.1, 120.1]], attribution=said["credit"]
    ).add_to(made)
    _table(said).add_to(made)
    folium.ClickForMarker(said["clicked"]).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    return made, said


def _table(said: dict[str, str]) -> folium.GeoJson:
    columns = {"name": [said["cell"]], said["column"]: ["值"]}
    frame = gpd.GeoDataFrame(columns, geometry=[box(120, 31, 120.1, 31.1)], crs=4326)
    fields = ["name", said["column"]]
    return folium.GeoJson(
        frame,
        tooltip=folium.GeoJsonTooltip(fields, aliases=[said["heading"], said["column"]]),
        popup=folium.GeoJsonPopup(fields, localize=True),
    )


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "bare"])
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_a_user_of_folium_adds_is_read_and_does_not_run(visit, payload, policy):
    made, said = hostile(payload)
    page = made.html()
    if not policy:  # the text itself must be harmless
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    seen = visit(page)
    read = seen.page.evaluate(OPEN_ALL)

    assert [sink for sink, text in said.items() if text not in read] == []
    assert seen.page.evaluate("window.__hit") is None
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.page.url]
    assert seen.faults == []


def test_rendering_leaves_the_elements_as_they_were():
    popup = folium.Popup("<b>`甲`")
    tooltip = folium.Tooltip("<i>")
    made = OfflineMap(title="甲")
    folium.Marker([31, 120], popup=popup, tooltip=tooltip).add_to(made)
    before = [vars(part).copy() for part in (popup, tooltip, *popup.html._children.values())]
    first = made.html()

    assert [vars(part) for part in (popup, tooltip, *popup.html._children.values())] == before
    assert made.html() == first


@pytest.mark.parametrize(
    "html",
    [
        "<img src=x onerror=f()>",
        "<script>f()</script>",
        "<a href=' JavaScript:f()'>甲</a>",
        "<iframe></iframe>",
    ],
)
def test_an_icon_whose_html_would_run_is_refused(html):
    made = OfflineMap(title="甲")
    folium.Marker([31, 120], icon=folium.DivIcon(html=html)).add_to(made)

    with pytest.raises(OutputError, match="DivIcon"):
        made.html()


def test_an_icon_of_a_font_from_the_network_is_refused_and_html_icons_are_drawn(visit):
    made = OfflineMap(title="甲", location=[31, 120])
    folium.Marker([31, 120], icon=folium.DivIcon(html="<b>12</b>")).add_to(made)
    FloatImage(PIXEL).add_to(made)

    assert visit(made.html()).page.locator(".leaflet-marker-icon b").inner_text() == "12"
    folium.Marker([31, 120], icon=folium.Icon(color="red")).add_to(made)
    with pytest.raises(OutputError, match=r"folium\.Icon"):
        made.html()


@pytest.mark.parametrize("text", ["甲", "A & B", "<b>&amp;</b>", "", "${a}`"])
def test_escaping_twice_is_escaping_once(text):
    from html import unescape

    assert unescape(shown(text)) == text
    assert shown(shown(text)) == shown(text) == shown(safe_text(text))
