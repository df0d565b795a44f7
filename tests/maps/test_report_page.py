"""The report as a page: opens offline with maps in it, text stays text, the same bytes twice."""

import re

import pandas as pd
import pytest
import reported
from reported import HOSTILE, PNG

from pianqu.gis.errors import OutputError
from pianqu.maps import report
from pianqu.maps.report.frames import policy
from pianqu.maps.web.gate import elements

MAP = "<!DOCTYPE html><p id=a>0</p><script>document.getElementById('a').textContent='1'</script>"


def test_the_page_opens_offline_with_its_maps(visit):
    seen = visit(report.html(reported.plan(), maps={"总图": MAP}))
    frame = seen.page.frame_locator("iframe[title=总图]")

    assert frame.locator("#a").inner_text() == "1"
    assert seen.faults == []
    assert [each for each in seen.requests if not each.startswith("file:")] == []


def test_a_map_cannot_reach_the_report(visit):
    spy = "<script>try{parent.document.title='x'}catch(e){document.title='kept'}</script>"
    seen = visit(report.html(reported.plan(), maps={"图": spy}))

    assert seen.page.title() == "片区更新方案报告"
    assert seen.page.locator("iframe").get_attribute("sandbox") == "allow-scripts"


def test_only_the_scripts_of_the_maps_are_let_through():
    allowed = policy([MAP, '<meta http-equiv="content-security-policy" content="img-src https:">'])

    assert len(re.findall("'sha256-", allowed)) == 1
    assert "https" not in allowed
    assert "script-src 'unsafe-inline'" not in allowed
    assert "script-src" not in policy([])


def test_names_are_text_and_nothing_runs(visit):
    finance = reported.built()["finance"].assign(name=HOSTILE, reason=HOSTILE)
    homes = reported.built()["communities"].assign(name=HOSTILE)
    plan = reported.plan(finance=finance, communities=homes)
    seen = visit(report.html(plan, maps={HOSTILE: "<p>图</p>"}))

    assert seen.page.evaluate("window.__hit") is None
    assert HOSTILE in seen.page.locator("#money").inner_text()
    assert seen.faults == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_the_screen(visit, width):
    seen = visit(report.html(reported.whole()), width=width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_plan_makes_the_same_page():
    assert report.html(reported.plan()) == report.html(reported.plan())


def test_figures_and_logo_are_in_the_page(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    html = report.html(reported.plan(), figures={"finance": path}, logo=path)

    assert html.count("data:image/png;base64,") == 2
    with pytest.raises(OutputError, match=r"none\.png：不存在"):
        report.html(reported.plan(), logo=tmp_path / "none.png")


def test_own_sentences_and_style_are_used(tmp_path):
    css = tmp_path / "a.css"
    css.write_text("h1{color:red}</style><script>1</script>", encoding="utf-8")
    html = report.html(
        reported.plan(), template=[reported.own(tmp_path, "共 {finance|count} 行。"), css]
    )

    assert f"共 {len(reported.built()['finance'])} 行。" in html
    assert "h1{color:red}" in html
    assert "script" not in {tag for tag, _, _ in elements(html)}


def test_a_style_that_fetches_is_refused(tmp_path):
    css = tmp_path / "a.css"
    css.write_text("h1{background:url(https://example.org/a.png)}", encoding="utf-8")

    with pytest.raises(OutputError, match=r"example\.org"):
        report.html(reported.plan(), template=css)


def test_every_question_at_once_has_no_bare_missing_value():
    html = report.html(reported.whole())
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", html)

    assert len(cells) > 300
    assert [cell for cell in cells if re.search(r"\b(nan|NaN|None|NaT|inf)\b|&lt;NA", cell)] == []


def test_codes_and_ids_are_printed_as_words():
    table = pd.DataFrame({"community": ["C01"], "certainty": ["secondary"], "fine": [True]})
    html = report.html(reported.plan(newcomer=table))

    assert ">东一村</td>" in html
    assert ">二手资料</td>" in html
    assert ">是</td>" in html
