"""Text of the data, of the project file and of folium's own sinks never runs."""

import re

import folium
import geopandas as gpd
import pandas as pd
import pytest
from hostile import PAYLOADS
from shapely import Point

from pianqu.maps.atlas.page import Look, page
from pianqu.maps.style import Swatch
from pianqu.maps.web.features import FeatureLayer, Legend
from pianqu.maps.web.offline import OfflineMap, safe_text

SINKS = [
    "title",
    "subtitle",
    "author",
    "date",
    "review",
    "layer_name",
    "cell",
    "column",
    "reference",
    "facility",
    "kind",
    "reason",
    "level",
    "basis_heading",
    "basis_value",
    "rule",
    "source",
    "attribution",
    "access",
    "street",
    "finding",
    "community_basis",
]
OPEN_ALL = """async () => {
    await window.pianquReady;
    const map = Object.values(window).find((part) => part instanceof L.Map);
    const read = [];
    const last = (part) => [...document.querySelectorAll(part)].pop()?.textContent;
    for (const layer of pianqu.layersOf(map)) {
        layer.addTo(map);
        for (let row = 0; row < layer.count; row++) {
            if (!layer.isDrawn(row)) continue;
            const latlng = L.latLngBounds(layer.boundsOf(row)).getCenter();
            map.fire('mousemove', {latlng});
            read.push(last('.leaflet-tooltip'));
            layer.show(row);
            read.push(last('.pq-card'));
            map.closePopup();
        }
    }
    document.querySelectorAll('.leaflet-marker-icon').forEach((icon) => icon.click());
    return read.join('\\n');
}"""


def poison(plan, payload: str) -> tuple[Look, dict[str, str]]:
    """The payload in every place where text comes in; each says where it stood."""
    said = {sink: payload.replace("AT", sink) for sink in SINKS}
    tables = plan.tables
    tables["buildings"]["name"] = said["cell"]
    tables["buildings"][said["column"]] = said["cell"]
    tables["communities"]["name"] = said["reference"]
    tables["facilities"]["name"] = said["facility"]
    tables["streets"]["name"] = said["street"]
    tables["kinds"]["zh"] = said["kind"]
    tables["kinds"]["reason"] = said["reason"]
    tables["kinds"]["level"] = said["level"]
    tables["basis"].loc[3] = ["crs", said["basis_heading"], said["basis_value"]]
    tables["coverage"]["distance_rule"] = said["rule"]
    tables["coverage"]["source"] = said["source"]
    tables["sources"]["source"] = said["source"]
    tables["sources"]["attribution"] = said["attribution"]
    tables["findings"]["remedy"] = said["finding"]
    tables["building_access"]["reason"] = said["access"]
    tables["community_coverage"]["basis"] = said["community_basis"]
    look = Look(said["title"], said["subtitle"], said["author"], said["date"], said["review"])
    return look, said


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_nothing_runs_and_everything_is_read(plan, visit, payload):
    look, said = poison(plan, payload)
    made = page(plan, look=look)
    group = folium.FeatureGroup(name=safe_text(said["layer_name"])).add_to(made)
    folium.Marker([31.08, 120.0], popup=safe_text(payload), tooltip=safe_text(payload)).add_to(
        group
    )
    folium.LayerControl(collapsed=False).add_to(made)
    # without the policy: the text itself must be harmless
    seen = visit(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", made.html()))
    cards = seen.page.evaluate(OPEN_ALL)
    for number in range(len(plan.tables["kinds"])):
        seen.page.locator("#pianqu-kind").select_option(index=number)
    seen.page.locator(".leaflet-control-layers-overlays input").first.hover()

    read = cards + seen.page.evaluate(
        """() => {
            document.querySelectorAll('script').forEach((script) => script.remove());
            return document.body.textContent;
        }"""
    )
    levels = seen.page.locator("optgroup").evaluate_all("all => all.map(each => each.label).join()")
    assert seen.page.evaluate("window.__hit") is None
    assert [sink for sink, text in said.items() if text not in read + levels] == []
    assert seen.page.title().strip() == said["title"].strip()
    assert (seen.page.locator(".folium-map").get_attribute("aria-label") or "").startswith(
        said["title"]
    )
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in seen.requests if url.startswith("file:")]) == 1
    assert seen.faults == []


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_words_of_a_layer_of_ones_own_are_text(visit, payload):
    sinks = ("name", "group", "heading", "class", "row", "field", "value", "label")
    said = {sink: payload.replace("AT", sink) for sink in sinks}
    made = OfflineMap(title="甲", label=said["label"])
    legend = Legend((Swatch(said["class"], "#000000", "dot", 4),), heading=said["heading"])
    place = gpd.GeoDataFrame({"name": [said["row"]]}, geometry=[Point(120, 31)], crs=4326)
    fields = pd.DataFrame({said["field"]: [said["value"]]})
    layer = FeatureLayer(
        place, name=said["name"], legend=legend, fields=fields, group=said["group"]
    )
    layer.add_to(made)
    made.fit_bounds([[30.9, 119.9], [31.1, 120.1]])
    seen = visit(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", made.html()))
    read = seen.page.evaluate(OPEN_ALL) + seen.page.locator("body").evaluate(
        "body => [...body.children].filter(e => e.tagName !== 'SCRIPT').map(e => e.textContent).join()"
    )

    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.get_by_label(said["label"]).count() == 1
    assert [sink for sink in sinks[:-1] if said[sink] not in read] == []
    assert seen.faults == []


def test_the_policy_stops_what_slips_through(plan, visit):
    html = page(plan).html()
    slipped = html.replace(
        "<body>", """<body><img src=x onerror="window.__hit=1"><script>window.__hit=2</script>"""
    )
    seen = visit(slipped)

    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.locator("#pianqu-kind").count() == 1


def test_hostile_ids_and_codes_are_only_text(plan, visit):
    hostile = PAYLOADS["image"]
    plan.tables["buildings"].index = pd.Index([hostile, "B2", "B3", "B4", "B5"], name="id")
    plan.tables["buildings"]["name"] = None
    seen = visit(page(plan).html())

    assert hostile in seen.page.evaluate(OPEN_ALL)
    assert seen.page.evaluate("window.__hit") is None
