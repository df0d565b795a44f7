"""Pages inside other pages, and the examples of the document that says how."""

import re
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest

import pianqu
from pianqu.maps.atlas.page import page
from pianqu.maps.coverage.page import answers

ROOT = Path(__file__).parents[2]
PAGES = ("docs/embedding.md", "docs/embedding.zh.md")


def blocks(name: str, language: str) -> list[str]:
    """The code of a document."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"(?s)```{language}\n(.*?)```", text)


def framed(html: str, *rights: str) -> str:
    """A site with the page in a frame that has these rights and no other."""
    return f'<h1>站</h1><iframe sandbox="{" ".join(rights)}" srcdoc="{escape(html)}" width="1000" height="600"></iframe>'


def test_the_two_documents_show_the_same_code():
    for language in ("python", "html"):
        english, chinese = (blocks(name, language) for name in PAGES)
        assert len(english) > 0
        assert english == chinese


def test_the_examples_run_and_their_site_opens(plan, visit, tmp_path, monkeypatch):
    from PIL import Image

    monkeypatch.chdir(tmp_path)
    Path("figures").mkdir()
    Image.effect_noise((3000, 2000), 40).save("figures/覆盖.png")
    names = {"plan": pianqu.Plan(plan.tables, plan.fields)}
    for block in blocks(PAGES[0], "python"):
        exec(compile(block, PAGES[0], "exec"), names)

    written = {path.name for path in tmp_path.iterdir()}
    assert {"map.html", "site.html", "figures.docx", "wechat-覆盖.png"} <= written
    assert "tianditu" in Path("with_basemap.html").read_text(encoding="utf-8")
    seen = visit(Path("site.html").read_text(encoding="utf-8"))
    inside = seen.page.frame_locator("iframe")
    inside.locator(".leaflet-marker-icon").last.dispatch_event("click")
    assert inside.locator(".leaflet-popup-content").inner_text().startswith("东一村 <1号楼>")
    assert seen.faults == []


def test_the_map_works_in_a_frame_without_an_origin(plan, visit):
    seen = visit(framed(page(plan).html(), "allow-scripts"))
    frame = seen.page.frames[1]
    inside = seen.page.frame_locator("iframe")
    drawn = frame.evaluate("async () => await window.pianquReady")
    inside.get_by_label("服务设施类别").select_option(label="药店")

    assert drawn is True
    assert frame.evaluate("window.origin") == "null"
    assert "33.3%" in inside.locator("#pianqu-table").inner_text()
    assert [url for url in seen.requests if not url.startswith(("data:", "blob:"))] == [
        seen.page.url
    ]
    assert seen.faults == []


def test_a_page_of_text_needs_no_right_at_all(plan, visit):
    seen = visit(framed(answers(SimpleNamespace(tables=plan.tables, fields=plan.fields))))

    assert "社区卫生服务站" in seen.page.frame_locator("iframe").locator("body").inner_text()
    assert seen.faults == []


@pytest.mark.parametrize("name", PAGES)
def test_what_the_documents_point_to_is_there(name):
    targets = re.findall(r"\]\((?!https?:)([^)#]*)\)", (ROOT / name).read_text(encoding="utf-8"))

    assert [each for each in targets if not (ROOT / "docs" / each).exists()] == []
