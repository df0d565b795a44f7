"""A city, a plan and a map show themselves in a notebook, without a network and as text."""

import re
import subprocess
import sys

import folium
import geopandas as gpd
import pandas as pd
import pytest
from hostile import PAYLOADS
from shapely import Point

import pianqu
from pianqu.analysis import planning
from pianqu.layers.city import City
from pianqu.maps.look import Look
from pianqu.maps.web.offline import OfflineMap

FIELDS = pd.DataFrame(
    [("idle", "area", "面积", "m2"), ("idle", "reason", "原因", "")],
    columns=["table", "field", "zh", "unit"],
)


def text(html: str) -> list[str]:
    """The cells of its tables."""
    return re.findall(r"<t[dh](?: [^>]*)?>(.*?)</t[dh]>", html)


def cards(payload: str) -> str:
    """A city and a plan with a hostile text wherever there is one."""
    parks = gpd.GeoDataFrame({"name": [payload]}, geometry=[Point(0, 0)], crs=4549)
    sources = pd.DataFrame({"layer": ["parks"], "source": [payload], "as_of": pd.NaT})
    findings = pd.DataFrame({"severity": [payload]})
    city = City(payload, 4549, {"parks": parks}, sources=sources, findings=findings)
    asked = pd.DataFrame({"question": ["a"], "zh": [payload], "reason": [payload]})
    basis = pd.DataFrame({"key": ["place"], "zh": [payload], "value": [payload]})
    tables = {"questions": asked, "basis": basis, payload: pd.DataFrame({payload: [1]})}
    plan = pianqu.Plan(tables, FIELDS)
    return city._repr_html_() + plan._repr_html_()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_cards_are_text(visit, payload):
    seen = visit(cards(payload))

    assert seen.page.locator("body").evaluate("e => e.textContent").count(payload) == 9
    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.locator("img, svg, script").count() == 0
    assert seen.faults == []


def test_a_city_shows_its_layers_and_where_they_come_from():
    parks = gpd.GeoDataFrame(index=["P1", "P2"], geometry=[None, None], crs=4549)
    day = pd.Timestamp("2024-05-01")
    sources = pd.DataFrame({"layer": ["parks"], "source": ["公园.shp"], "as_of": [day]})
    html = City("甲", 4549, {"parks": parks}, sources=sources, synthetic=True)._repr_html_()

    assert text(html)[5:] == ["公园绿地", "parks", "2", "公园.shp", "2024-05-01"]
    assert "EPSG:4549 · 合成数据 · 问题清单 0 项" in html


def test_a_plan_shows_its_tables_and_what_was_not_computed():
    asked = pd.DataFrame({"question": ["idle", "siting"], "reason": [None, "没有地块"]})
    idle = pd.DataFrame({"area": [1.0], "reason": ["甲"], "own": [1]})
    cells = text(pianqu.Plan({"idle": idle, "questions": asked}, FIELDS)._repr_html_())

    assert cells[:4] == ["未计算", "原因", "siting", "没有地块"]
    assert cells[8:12] == ["idle", "idle", "1", "面积、原因、own"]


def test_a_table_stands_under_its_headings_and_keeps_its_figures():
    idle = gpd.GeoDataFrame({"area": [1.5]}, index=["L1"], geometry=[Point(0, 0)], crs=4549)
    plan = pianqu.Plan({"idle": idle}, FIELDS)

    assert plan.table("idle").to_dict() == {"面积（m2）": {"L1": 1.5}}
    assert list(plan["idle"].columns) == ["area", "geometry"]


def test_the_door_gives_plans_that_draw_their_map(plan):
    made = pianqu.Plan(plan.tables, plan.fields)

    assert isinstance(made, planning.Plan)
    assert isinstance(made.map(), OfflineMap)
    assert "<h1>乙</h1>" in made.map(look=Look(title="乙")).html()


def test_what_is_asked_at_the_door_shows_itself():
    homes = gpd.GeoDataFrame(
        {"name": ["东村"]}, index=pd.Index(["C1"], name="id"), geometry=[Point(0, 0).buffer(9)]
    )
    city = City("甲", 4549, {"communities": homes.set_crs(4549)})
    before, after = (pianqu.plan(city, questions=()) for _ in range(2))

    assert type(before) is type(pianqu.compare(before, after)) is pianqu.Plan
    assert pianqu.plan.__doc__ == planning.plan.__doc__


def test_a_map_in_a_notebook_works_in_a_closed_frame(visit):
    made = OfflineMap(title='甲"<', location=[31, 120])
    folium.Marker([31, 120], popup="<乙>").add_to(made)
    seen = visit(f"<p>前</p>{made._repr_html_()}")
    inside = seen.page.frame_locator("iframe")
    inside.locator(".leaflet-marker-icon").click()

    assert inside.locator(".leaflet-popup-content").inner_text().strip() == "<乙>"
    assert seen.page.locator("iframe").get_attribute("title") == '甲"<'
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.page.url]
    assert seen.faults == []


def test_a_plan_is_asked_for_without_folium():
    code = "import sys, pianqu; pianqu.Plan({}, None); print('folium' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"
