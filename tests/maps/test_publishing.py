"""The files of a run: all new or all old, and a folder that is refused before any work."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import pianqu.layers.store
from pianqu.gis.errors import ChoiceError, OutputError
from pianqu.maps import folder as results
from pianqu.maps.designer import geopackage as designing
from pianqu.maps.folder import check_folder
from pianqu.maps.publishing import publish

QUICK = ("pages", "database")
FILES = results.files(QUICK)


@pytest.fixture
def written(monkeypatch) -> list[set[str]]:
    """Names of the tables that went into each database; the database itself is a word."""
    calls: list[set[str]] = []

    def write(tables, path: Path, **_) -> None:
        calls.append(set(tables))
        path.write_bytes(b"database")

    fake = SimpleNamespace(write=write)
    monkeypatch.setitem(sys.modules, "pianqu.layers.store.database", fake)
    monkeypatch.setattr(pianqu.layers.store, "database", fake, raising=False)
    monkeypatch.setattr(designing, "designer", lambda plan, path: path.write_bytes(b"designer"))
    return calls


def files(folder: Path) -> list[str]:
    """Files below a folder, by their paths from there."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_files_of_a_run_and_nothing_else(plan, written, tmp_path):
    folder = tmp_path / "deep" / "out"
    paths = publish(plan, folder, outputs=QUICK)

    assert [path.name for path in paths] == [
        *("renewal.gpkg", "idle.gpkg", "map.html", "coverage.html", "elevators.html", "idle.html"),
        *("siting.html", "packages.html", "ledger.html", "programme.html", "summary.json"),
    ]
    assert files(folder) == sorted(FILES)
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["figures"]
    assert "timings" not in written[0]
    assert {"fields", "coverage", "buildings"} <= written[0]


def test_two_whole_runs_have_every_output_and_the_same_bytes(plan, written, tmp_path):
    runs = [publish(plan, tmp_path / name) for name in ("a", "b")]
    names = files(tmp_path / "a")
    told = json.loads((tmp_path / "a" / "summary.json").read_text(encoding="utf-8"))

    for first, second in zip(*runs, strict=True):
        if first.name != "summary.json":  # tells the seconds of each step
            assert first.read_bytes() == second.read_bytes()
    assert {"plan.xlsx", "report.html", "report.docx"} <= set(names)
    assert told["drawn"] == [name for name in names if name.startswith("figures/")]
    assert told["drawn"]
    assert all(left["reason"] for left in told["not_written"])


def test_figures_that_are_drawn_no_longer_go(plan, written, tmp_path):
    (tmp_path / "figures").mkdir()
    for name in ("old.png", "own.png"):
        (tmp_path / "figures" / name).write_text("picture")
    (tmp_path / "summary.json").write_text('{"drawn": ["figures/old.png", "../own.png"]}')
    publish(plan, tmp_path, outputs=QUICK)

    assert files(tmp_path / "figures") == ["own.png"]


def test_pages_of_scenarios_that_are_no_more_go(plan, written, tmp_path):
    (tmp_path / "maps").mkdir()
    for name in ("scenario-old.html", "scenario-own.html"):
        (tmp_path / "maps" / name).write_text("page")
    (tmp_path / "summary.json").write_text('{"scenarios": {"old": [], "../own": []}}')
    publish(plan, tmp_path, outputs=QUICK)

    assert not (tmp_path / "maps" / "scenario-old.html").exists()
    assert (tmp_path / "maps" / "scenario-own.html").exists()


@pytest.mark.parametrize(
    "told",
    [
        '{"drawn": ["../keep.png", "figures/../keep.png", "figures/folder.png", "/etc/hosts.png"]}',
        '{"drawn": ["figures/link.png", "figures/\\u0000.png", 7, null]}',
        '{"drawn": {"figures/own.png": 1}, "scenarios": ["a"]}',
        '["figures/own.png"]',
        "not json",
    ],
)
def test_an_odd_summary_takes_nothing_away(plan, written, tmp_path, told):
    out = tmp_path / "out"
    (out / "figures" / "folder.png").mkdir(parents=True)
    for path in (tmp_path / "keep.png", out / "keep.png", out / "figures" / "own.png"):
        path.write_text("mine")
    (out / "figures" / "link.png").symlink_to(tmp_path / "keep.png")
    (out / "summary.json").write_text(told)
    before = {path for path in tmp_path.rglob("*") if path.suffix == ".png"}
    publish(plan, out, outputs=("database",))

    assert before <= {path for path in tmp_path.rglob("*") if path.suffix == ".png"}


def test_nothing_is_taken_from_a_folder_that_is_a_link(plan, written, tmp_path):
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "old.png").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "figures").symlink_to(tmp_path / "album")
    (tmp_path / "out" / "summary.json").write_text('{"drawn": ["figures/old.png"]}')
    publish(plan, tmp_path / "out", outputs=("database",))

    assert (tmp_path / "album" / "old.png").read_text() == "mine"


def test_keys_of_scenarios_that_are_no_file_names_are_refused(plan, tmp_path):
    with pytest.raises(ChoiceError, match=r"a/\.\./b"):
        publish(plan, tmp_path, scenarios={"a/../b": plan})

    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_a_folder_of_results_is_refused(tmp_path):
    (tmp_path / "maps").write_text("in the way")

    with pytest.raises(OutputError, match="maps：已有同名文件"):
        check_folder(tmp_path, names=FILES)


def test_an_output_that_there_is_not_is_refused(plan, tmp_path):
    with pytest.raises(ChoiceError, match="film"):
        publish(plan, tmp_path, outputs=("film",))

    assert list(tmp_path.iterdir()) == []


def test_other_files_stay_and_old_results_go(plan, written, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "map.html").write_text("old")
    publish(plan, tmp_path, outputs=QUICK)

    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "map.html").read_text(encoding="utf-8") != "old"


def test_a_run_that_fails_leaves_the_old_results_whole(plan, monkeypatch, written, tmp_path):
    (tmp_path / "maps").mkdir()
    for name in FILES:
        (tmp_path / name).write_text("old")

    def full(tables, path, **_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pianqu.layers.store.database, "write", full)
    with pytest.raises(OutputError, match="No space left"):
        publish(plan, tmp_path, outputs=QUICK)

    assert {(tmp_path / name).read_text() for name in files(tmp_path)} == {"old"}
    assert files(tmp_path) == sorted(FILES)


@pytest.mark.parametrize("name", ["file", "file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_is_refused(tmp_path, name):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(OutputError) as refused:
        check_folder(tmp_path / name)

    assert len(refused.value.faults) == 1
    assert name in str(refused.value)


def test_folders_with_names_of_results_are_all_named(tmp_path):
    for name in ("map.html", "renewal.gpkg"):
        (tmp_path / name).mkdir()

    with pytest.raises(OutputError) as refused:
        check_folder(tmp_path, names=FILES)

    assert len(refused.value.faults) == 2


def test_checking_leaves_nothing(tmp_path):
    check_folder(tmp_path / "new" / "out")

    assert list(tmp_path.iterdir()) == []
