"""Fifteen broken inputs: one sentence each that names the place and the remedy, and exit 2."""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, Polygon, transform

from pianqu import __main__
from pianqu.layers.demo.samples import extract
from world import tiny_buildings, tiny_facilities, tiny_streets

Break = Callable[[Path], object]


def project_text(old: str, new: str) -> Break:
    def change(folder: Path) -> None:
        file = folder / "pianqu.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def layer(name: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> Break:
    def write(folder: Path) -> None:
        file = folder / f"{name}.gpkg"
        frame = change({"buildings": tiny_buildings, "streets": tiny_streets}[name]())
        file.unlink()
        frame.to_file(file)

    return write


def facilities(old: str, new: str) -> Break:
    def write(folder: Path) -> None:
        text = tiny_facilities().replace(old, new)
        (folder / "facilities.csv").write_text(text, encoding="utf-8")

    return write


def degrees_called_metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.to_crs(4490).set_crs(4549, allow_override=True)


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = frame.to_crs(4490)
    return frame.set_geometry(transform(frame.geometry, lambda xy: xy[:, ::-1]), crs=4490)


def crossing_itself(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    corner = frame.geometry.iloc[1].bounds
    bow = Polygon([(corner[0] + x, corner[1] + y) for x, y in ((0, 0), (9, 9), (9, 0), (0, 9))])
    return frame.set_geometry([frame.geometry.iloc[0], bow, frame.geometry.iloc[2]], crs=4549)


def apart(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    x, y = frame.geometry.iloc[0].coords[0]
    lines = [LineString([(x, y + n * 50), (x + 30, y + n * 50)]) for n in range(2)]
    return frame.set_geometry(lines, crs=4549)


def cut_short(folder: Path) -> None:
    (folder / "cut.osm.pbf").write_bytes(extract().read_bytes()[:200_000])
    project_text("streets.gpkg", "cut.osm.pbf")(folder)


def unwritable(folder: Path) -> None:
    (folder / "out" / "map.html").unlink()
    (folder / "out").rmdir()
    (folder / "out").write_text("a file where the folder should be", encoding="utf-8")


CASES: dict[str, tuple[Break, list[str]]] = {
    "missing file": (
        lambda folder: (folder / "streets.gpkg").unlink(),
        ["streets.gpkg", "不存在", "请"],
    ),
    "empty layer": (layer("buildings", lambda frame: frame.iloc[:0]), ["buildings.gpkg", "请"]),
    "no CRS": (
        layer("streets", lambda frame: frame.set_crs(None, allow_override=True)),
        ["streets.gpkg", "crs"],
    ),
    "degrees for metres": (
        layer("buildings", degrees_called_metres),
        ["buildings.gpkg", "4549", "请"],
    ),
    "swapped lon and lat": (layer("buildings", swapped), ["buildings.gpkg", "经", "纬", "请"]),
    "duplicate ids": (
        layer("buildings", lambda frame: frame.assign(id="B1")),
        ["buildings.gpkg", "B1", "3 次", "请"],
    ),
    "self-crossing": (layer("buildings", crossing_itself), ["buildings.gpkg", "B2", "请"]),
    "blank id": (
        layer("buildings", lambda frame: frame.assign(id=["B1", None, "B3"])),
        ["buildings.gpkg", "没有编号", "请"],
    ),
    "unknown kind": (
        facilities("社区卫生服务站", "太空站"),
        ["facilities.csv", "第 2 行", "设施类型", "太空站", "pianqu tables facility_kind"],
    ),
    "missing heading": (
        facilities("设施类型", "说明"),
        ["facilities.csv", "设施类型", "kind", "请"],
    ),
    "streets apart": (layer("streets", apart), ["streets.gpkg", "请"]),
    "PBF cut short": (cut_short, ["cut.osm.pbf", "请"]),
    "TOML typo": (
        project_text('folder = "out"', 'folder = "out'),
        ["pianqu.toml", "第 3 行", "请"],
    ),
    "unknown key": (
        project_text("crs = 4490", "csr = 4490"),
        ["pianqu.toml", "layers.facilities.csr", "crs"],
    ),
    "unwritable folder": (unwritable, ["out", "请"]),
}


def run(folder: Path, monkeypatch) -> int:
    monkeypatch.setattr(sys, "argv", ["pianqu", "run", str(folder / "pianqu.toml")])
    with pytest.raises(SystemExit) as stopped:
        __main__.main()
    return int(stopped.value.code or 0)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("case", CASES)
def test_a_broken_input_is_named_with_its_remedy(project, monkeypatch, capsys, case):
    (project / "out").mkdir()
    (project / "out" / "map.html").write_text("the old page", encoding="utf-8")
    breaks, parts = CASES[case]
    breaks(project)

    assert run(project, monkeypatch) == 2

    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("错误：")]
    assert len(said) == 1
    assert [part for part in parts if part not in said[0]] == []
    if case != "unwritable folder":
        assert [file.name for file in (project / "out").iterdir()] == ["map.html"]
        assert (project / "out" / "map.html").read_text(encoding="utf-8") == "the old page"


def test_text_in_a_number_is_missing_and_kept_and_the_run_goes_on(project, monkeypatch, capsys):
    layer("buildings", lambda frame: frame.assign(storeys=["6", "六至八层", "5"]))(project)

    assert run(project, monkeypatch) == 0
    with sqlite3.connect(project / "out" / "renewal.gpkg") as book:
        kept = book.execute("SELECT id, field, original, treatment FROM treatments").fetchall()
    assert kept == [("B2", "storeys", "六至八层", "unread")]
    assert "错误 1 项" in capsys.readouterr().out


def test_there_are_fifteen():
    assert len(CASES) == 15


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_faults_of_several_layers_come_at_once(project, monkeypatch, capsys):
    for case in ("blank id", "unknown kind", "no CRS"):
        CASES[case][0](project)

    assert run(project, monkeypatch) == 2
    assert capsys.readouterr().err.count("错误：") == 3


def test_a_folder_without_permission_is_refused(project, monkeypatch, capsys):
    def refused(*_args, **_named):
        raise PermissionError(13, "Permission denied")

    project.chmod(0o555)
    if os.geteuid() == 0:  # root may write anywhere
        monkeypatch.setattr(tempfile, "mkdtemp", refused)

    assert run(project, monkeypatch) == 2
    assert "不可写" in capsys.readouterr().err
    project.chmod(0o755)
