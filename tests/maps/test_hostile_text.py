"""Text of the data, of the project file and of folium's own sinks never runs."""

import re

import folium
import pandas as pd
import pytest

from pianqu.maps.atlas.page import Look, page
from pianqu.maps.web.offline import safe_text

PAYLOADS = {
    "image": """<img src=x onerror="window.__hit='AT'">""",
    "template": "${window.__hit='AT'}",
    "close": "</script><script>window.__hit='AT'</script>",
    "tick": "`;window.__hit='AT';`",
    "svg": """<svg onload="window.__hit='AT'">""",
    "quote": """"');window.__hit='AT';//\\""",
    "jinja": "{{ 7 * 7 }}{% for %}{# AT #}",
}
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
OPEN_ALL = """() => {
    const map = Object.values(window).find((part) => part instanceof L.Map);
    const read = [];
    const last = (part) => [...document.querySelectorAll(part)].pop().textContent;
    for (const layer of map.pianqu.layers) {
        layer.addTo(map);
        layer.eachLayer((part) => {
            const latlng = part.getLatLng ? part.getLatLng() : part.getBounds().getCenter();
            part.fire('mouseover', {latlng}, true);
            read.push(last('.leaflet-tooltip'));
            part.fire('click', {latlng}, true);
            read.push(last('.pq-card'));
            map.closePopup();
        });
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
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in seen.requests if url.startswith("file:")]) == 1
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
