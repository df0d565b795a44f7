"""Both demos from the command line to the open page, with no network."""

import json
import sqlite3
from dataclasses import replace
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import pianqu
from pianqu.layers import demo
from pianqu.layers.demo import samples
from pianqu.layers.store import database
from pianqu.maps.folder import OUTPUTS

KINDS = 47


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Both samples, run once: the district with all its outputs, Helsinki with what is looked at."""
    made = {}
    for city, outputs in (("district", OUTPUTS), ("helsinki", ("pages", "database"))):
        made[city] = tmp_path_factory.mktemp(city)
        project = pianqu.load(samples.write(city, made[city]))
        pianqu.run(replace(project, outputs=outputs))
    return made


@cache
def tables(out: Path) -> dict[str, pd.DataFrame]:
    """The database of a sample, read once; no test changes a frame of it."""
    return database.read(out / "renewal.gpkg")


@pytest.fixture(params=["district", "helsinki"])
def city(request) -> str:
    return request.param


@pytest.fixture
def out(folders, city) -> Path:
    return folders[city] / "out"


def summary(out: Path) -> dict:
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


@cache
def layers(folder: Path) -> dict:
    project = pianqu.load(folder / "pianqu.toml")
    return dict(pianqu.read(project.sources, crs=project.crs).layers)


def test_the_page_opens_and_asks_for_nothing(out, visit):
    seen = visit((out / "map.html").read_text(encoding="utf-8"))

    assert len(seen.requests) == 1
    assert seen.faults == []
    assert seen.page.locator("canvas").count() > 0


def test_the_page_says_whose_data_it_shows(out, city, visit):
    text = visit((out / "map.html").read_text(encoding="utf-8")).page.inner_text("body")

    assert ("合成数据" in text) == (city == "district")
    assert ("© OpenStreetMap 贡献者" in text and "ODbL" in text) == (city == "helsinki")
    assert "50 米/分钟" in text
    assert {"district": "EPSG:4549", "helsinki": "EPSG:32635"}[city] in text


def test_the_database_holds_every_layer_and_answer(out, folders, city):
    found = tables(out)
    asked = layers(folders[city])

    assert set(asked) <= set(found)
    assert {"kinds", "coverage", "community_coverage", "basis", "sources", "fields"} <= set(found)
    assert len(found["coverage"]) == 3 * KINDS
    assert {name: len(found[name]) for name in asked} == {n: len(f) for n, f in asked.items()}
    with sqlite3.connect(out / "renewal.gpkg") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_summary_and_database_agree(out):
    table = tables(out)["coverage"].set_index(["kind", "unit"])
    figures = [row for row in summary(out)["figures"] if row["share"] is not None]

    assert len(figures) > 20
    for row in figures:
        found = table.loc[(row["kind"], row["unit"])]
        assert (found["reached"], found["base"]) == (row["reached"], row["base"])


def test_helsinki_has_what_is_mapped(folders):
    found = layers(folders["helsinki"])
    kilometres = found["streets"].length.sum() / 1000

    assert (len(found["buildings"]), len(found["parks"])) == (486, 16)
    assert kilometres == pytest.approx(83, rel=0.02)


def test_what_helsinki_does_not_map_is_never_absent(folders):
    kinds = tables(folders["helsinki"] / "out")["kinds"]
    unmapped = kinds[kinds["places"] == 0]

    assert len(kinds) == KINDS
    assert set(kinds["status"]) == {"mapped", "not_mapped"}
    assert (unmapped["status"] == "not_mapped").all()
    assert unmapped["reason"].str.contains("不等于没有").all()


def test_helsinki_warns_of_the_edge_of_its_extract(folders, visit):
    page = folders["helsinki"] / "out" / "map.html"

    assert "数据边缘" in visit(page.read_text(encoding="utf-8")).page.content()
    assert "数据边缘" in set(tables(page.parent)["findings"]["rule"])


def test_the_district_is_read_back_as_it_was_made(folders):
    made, read = demo.district().layers, layers(folders["district"])

    assert set(made) == set(read)
    for layer, frame in made.items():
        plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
        same = pd.DataFrame(read[layer].drop(columns="geometry", errors="ignore"))
        pd.testing.assert_frame_equal(
            plain, same[plain.columns], check_dtype=False, check_index_type=False
        )
        if isinstance(frame, gpd.GeoDataFrame):
            assert frame.geometry.geom_equals_exact(read[layer].geometry, 1e-6)[
                frame.geometry.notna()
            ].all()


def test_the_fenced_park_is_far_on_foot(folders):
    minutes = tables(folders["district"] / "out")["building_minutes"]["park_small"]
    case = demo.planted().query("analysis == 'coverage'")

    assert len(case) > 0
    assert minutes["C04-B005"] * 50 > 500


def test_a_facility_off_the_street_is_listed(folders):
    found = tables(folders["district"] / "out")["findings"]
    listed = found[(found["layer"] == "facilities") & (found["rule"] == "接入距离")]

    assert "F-recycling_point-01" in set(listed["id"])


def test_blanks_of_a_register_are_never_counted(tmp_path):
    project = pianqu.load(samples.write("district", tmp_path, gaps=True))
    city = pianqu.read(project.sources, crs=project.crs)
    pianqu.publish(pianqu.plan(city, questions=()), tmp_path / "out", outputs=())
    row = next(
        row
        for row in summary(tmp_path / "out")["figures"]
        if (row["kind"], row["unit"]) == ("pharmacy", "households")
    )

    assert row["without_weight"] == 33
    assert row["base"] < 4202


def test_a_sample_needs_a_folder_it_can_write(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(pianqu.PianquError, match="--out"):
        samples.write("district", tmp_path / "taken")
