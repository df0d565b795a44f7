"""The command line as its user meets it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import pianqu
from pianqu import __main__
from pianqu.layers.demo import samples


def call(monkeypatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pianqu", *map(str, words)])
    try:
        __main__.main()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def test_a_run_writes_page_database_and_summary(project, monkeypatch, capsys):
    assert call(monkeypatch, "run", project / "pianqu.toml") == 0

    written = {file.name for file in (project / "out").iterdir()}
    assert {"map.html", "renewal.gpkg", "summary.json"} <= written
    said = capsys.readouterr()
    assert "读取图层 …" in said.err
    assert "map.html" in said.out
    assert "\x1b[" not in said.err + said.out


def test_check_reads_and_writes_its_workbook_alone(project, monkeypatch, capsys):
    before = sorted(project.iterdir())

    assert call(monkeypatch, "check", project / "pianqu.toml") == 0
    assert "EPSG:4549" in capsys.readouterr().out
    assert sorted(project.iterdir()) == sorted({*before, project / "out"})
    assert [path.name for path in (project / "out").iterdir()] == ["check.xlsx"]


def test_check_writes_its_workbook_for_faults_too(project, monkeypatch, capsys):
    file = project / "pianqu.toml"
    own = '[layers.parks]\npath = "没有.gpkg"\n'
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{own}", encoding="utf-8")

    assert call(monkeypatch, "check", file, "--out", project / "查.xlsx") == 2
    assert "没有.gpkg" in capsys.readouterr().err
    assert (project / "查.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["tables"], 0, "facility_kinds"),
        (["tables", "pace", "--csv"], 0, "gb50180"),
        (["tables", "pase"], 2, "pace"),
        (["run", "nowhere.toml"], 2, "nowhere.toml"),
        (["fly"], 2, "fly"),
    ],
)
def test_exit_codes(monkeypatch, capsys, words, code, part):
    assert call(monkeypatch, *words) == code
    said = capsys.readouterr()
    assert part in said.out + said.err


def test_a_fault_of_ours_is_exit_one(project, monkeypatch, capsys):
    def broken(*_args, **_named):
        raise RuntimeError("broken")

    monkeypatch.setattr("pianqu.project.run", broken)

    assert call(monkeypatch, "run", project / "pianqu.toml") == 1
    assert "程序故障" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_pipe_gets_utf8_whatever_the_console(encoding):
    command = Path(sys.executable).with_name("pianqu")
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    words = [command, "tables", "rules", "--csv"]
    ran = subprocess.run(words, capture_output=True, env=env, check=True)

    assert "强制性条文" in ran.stdout.decode("utf-8")
    assert b"\r\r" not in ran.stdout


class Terminal(io.TextIOWrapper):
    """A stream that takes itself for a screen."""

    def isatty(self) -> bool:
        """It does."""
        return True


def test_a_terminal_that_lacks_a_sign_is_no_fault(monkeypatch):
    screen = Terminal(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "300")

    assert call(monkeypatch, "tables", "rules") == 0
    screen.flush()
    assert "强制" in screen.buffer.getvalue().decode("gbk")


def test_square_brackets_in_data_are_shown(monkeypatch):
    screen = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "80")

    __main__._print(pd.DataFrame({"[bold]名称": ["[red]甲[/red]", "[/乙]"]}))
    screen.flush()
    said = screen.buffer.getvalue().decode("utf-8")
    assert [part for part in ("[bold]名称", "[red]甲[/red]", "[/乙]") if part not in said] == []


def test_paths_below_the_working_folder_are_short(project, monkeypatch, capsys):
    monkeypatch.chdir(project)

    assert call(monkeypatch, "run", "pianqu.toml") == 0
    assert f"  out{os.sep}map.html" in capsys.readouterr().out
    (project / "streets.gpkg").unlink()
    assert call(monkeypatch, "check", "pianqu.toml") == 2
    said = capsys.readouterr().err
    assert "streets.gpkg" in said
    assert str(project) not in said


def test_the_installed_command_answers():
    command = Path(sys.executable).with_name("pianqu")
    ran = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)

    assert "demo" in ran.stdout


def test_two_runs_give_the_same_bytes(project):
    files = ("map.html", "renewal.gpkg")
    folder = project / "out"
    seen = []
    for _ in range(2):
        pianqu.run(project / "pianqu.toml")
        seen.append([(folder / name).read_bytes() for name in files])

    assert [one == other for one, other in zip(*seen, strict=True)] == [True, True]
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture
def extract(tmp_path) -> Path:
    """A small OpenStreetMap file: a street, two houses, a pharmacy and a park with its gate."""
    import osmium

    step = 0.001  # degrees
    path = tmp_path / "小城.osm.pbf"
    ways = {
        1: ([1, 2, 3, 4, 5], {"highway": "residential"}),
        2: ([11, 12, 22, 21, 11], {"building": "apartments"}),
        3: ([14, 15, 25, 24, 14], {"building": "apartments"}),
        4: ([3, 34, 35, 5, 3], {"leisure": "park", "barrier": "fence"}),
    }
    writer = osmium.SimpleWriter(str(path))
    for key in sorted({node for nodes, _ in ways.values() for node in nodes} | {13}):
        at = 120 + step * (key % 10), 31 + step / 5 * (key // 10)
        tags = {13: {"amenity": "pharmacy"}, 5: {"barrier": "gate"}}.get(key, {})
        node = osmium.osm.mutable.Node(id=key, location=at, tags=tags, version=1)
        writer.add_node(node)
    for key, (nodes, tags) in ways.items():
        writer.add_way(osmium.osm.mutable.Way(id=key, nodes=nodes, tags=tags, version=1))
    writer.close()
    return path


def test_a_map_of_an_extract(extract, tmp_path, monkeypatch, capsys):
    out = tmp_path / "图"

    assert call(monkeypatch, "map", extract, "--out", out, "--name", "小城“东”") == 0
    said = capsys.readouterr()
    assert {"map.html", "renewal.gpkg", "summary.json"} <= {
        file.name for file in (out / "out").iterdir()
    }
    assert "pianqu.toml" in said.out
    found = pianqu.load(out / "pianqu.toml")
    assert found.name == "小城“东”"
    assert {source.path for source in found.sources.values()} == {extract}
    coverage = pianqu.plan(pianqu.project.read(found), questions=())["coverage"]
    assert coverage.query("kind == 'pharmacy' and unit == 'buildings'")["base"].tolist() == [2]
    assert "OpenStreetMap" in (out / "out/map.html").read_text(encoding="utf-8")


def test_a_map_again_takes_its_place_but_not_that_of_a_users_own(extract, monkeypatch, capsys):
    monkeypatch.chdir(extract.parent)
    folder = Path("小城-pianqu")
    own = folder / "pianqu.toml"
    texts = [
        samples.write_extract(extract, folder, name=name).read_text(encoding="utf-8")
        for name in ("甲", "乙")
    ]

    assert ['name = "乙"' in text for text in texts] == [False, True]
    own.write_text('name = "我的"\n', encoding="utf-8")
    assert call(monkeypatch, "map", extract.name) == 2
    assert "不是样例" in capsys.readouterr().err
    assert own.read_text(encoding="utf-8") == 'name = "我的"\n'


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [("gone.osm.pbf", None, "不存在"), ("text.osm.pbf", b"no map at all", "不是可读的")],
)
def test_a_map_of_no_extract_is_named(tmp_path, monkeypatch, capsys, name, content, part):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)

    assert call(monkeypatch, "map", name) == 2
    said = capsys.readouterr().err
    assert [one for one in (name, part) if one not in said] == []
