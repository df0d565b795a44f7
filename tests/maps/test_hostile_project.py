"""A project file, file names and headings full of payloads: every page of the run is only text."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pytest
from hostile import PAYLOADS

import pianqu
from pianqu.maps import report
from pianqu.project import read

TITLES = ("title", "subtitle", "author", "date", "review_number")
FILE = f"{PAYLOADS['image']}{PAYLOADS['template']}.gpkg"  # a slash cannot be in one


@pytest.fixture
def hostile(project: Path) -> Path:
    """The little project with a payload wherever its planner may write."""
    homes = gpd.read_file(project / "buildings.gpkg")
    homes["name"] = [*PAYLOADS.values(), *["楼"] * len(homes)][: len(homes)]
    homes.to_file(project / FILE, layer="homes")
    file = project / "pianqu.toml"
    said = " ".join(PAYLOADS.values())
    content = file.read_text(encoding="utf-8").replace('"buildings.gpkg"', json.dumps(FILE))
    content = re.sub(r'(?m)^name = ".*"$', lambda _: f"name = {json.dumps(said)}", content, count=1)
    look = "\n".join(f"{key} = {json.dumps(f'{key} {said}')}" for key in TITLES)
    file.write_text(f"{content}\n[look]\n{look}\n", encoding="utf-8")
    return file


def test_every_page_of_a_run_shows_what_the_planner_wrote(hostile, visit):
    project = pianqu.load(hostile)
    plan = pianqu.plan(read(project), project.choices, questions=())
    written = pianqu.publish(plan, project.folder, look=project.look, outputs=("pages",))
    told = project.folder / "report.html"
    told.write_text(report.html(plan, look=project.look), encoding="utf-8")
    pages = [told, *(path for path in written if path.suffix == ".html")]
    said = " ".join(PAYLOADS.values())

    assert len(pages) > 6
    for path in pages:
        seen = visit(path.read_text(encoding="utf-8"))
        told = seen.page.evaluate("document.body.textContent")
        assert [key for key in TITLES if f"{key} {said}" not in told] == [], path.name
        assert FILE in told, path.name
        assert seen.page.title() == f"title {said}"
        assert seen.page.evaluate("window.__hit") is None
        assert [url for url in seen.requests if not url.startswith("data:")] == [seen.page.url]
        assert seen.faults == [], path.name
