"""The command line as its user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import pianqu
from pianqu import __main__


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


def test_check_reads_and_writes_nothing(project, monkeypatch, capsys):
    before = sorted(project.iterdir())

    assert call(monkeypatch, "check", project / "pianqu.toml") == 0
    assert "EPSG:4549" in capsys.readouterr().out
    assert sorted(project.iterdir()) == before


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
