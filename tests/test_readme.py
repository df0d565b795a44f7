"""The documents for people are in step with one another and with the code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "README.zh.md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "pattern",
    [r"```\w*\n.*?```", r"\]\((?!README)[^)]*\)", r"^#+ "],
    ids=["code", "links", "headings"],
)
def test_the_two_readmes_are_in_step(pattern):
    english, chinese = (re.findall(pattern, text(name), re.S | re.M) for name in PAGES)

    assert len(english) > 0
    # a reader of Chinese is led to the page in Chinese where there is one
    assert [one.replace(".zh.md", ".md") for one in english] == [
        one.replace(".zh.md", ".md") for one in chinese
    ]


@pytest.mark.parametrize("name", [*PAGES, "CONTRIBUTING.md"])
def test_every_link_leads_somewhere(name):
    targets = re.findall(r"\]\((?!https?:)([^)#]*)\)", text(name))

    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_first_command_stands_on_the_first_screen():
    for name in PAGES:
        screen = "\n".join(text(name).splitlines()[:22])
        assert "pianqu demo" in screen
        assert "./check" in screen
        assert "](docs/images/" in screen


def test_the_project_file_shown_is_one_that_loads(tmp_path):
    from pianqu import project

    shown = re.search(r"```toml\n(.*?)```", text("README.md"), re.S)
    assert shown is not None
    file = tmp_path / "pianqu.toml"
    file.write_text(shown[1], encoding="utf-8")
    found = project.load(file)

    assert set(found.sources) == set(tomllib.loads(shown[1])["layers"])
    assert found.choices.minutes == 10


def test_printed_pages_are_in_step():
    ran = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "printed.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (0, "")


def test_ci_calls_the_command_of_the_readme():
    assert "exec ./check" in text(".ci/run")
