"""The document of the report: its sentence and its lint, run as they stand there."""

import re
from pathlib import Path

import pytest

from pianqu.maps import report

ROOT = Path(__file__).parents[2]
PAGES = ("docs/report.md", "docs/report.zh.md")


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"(?s)```{language}\n(.*?)```", text)


def test_the_two_documents_show_the_same_code():
    for language in ("python", "toml"):
        assert blocks(PAGES[0], language) == blocks(PAGES[1], language)


def test_the_sentence_is_said_with_the_figures_of_the_table(plan, tmp_path):
    template = tmp_path / "sentences.toml"
    template.write_text(blocks(PAGES[0], "toml")[1], encoding="utf-8")
    told = report.html(plan, template=template)

    assert "54 户在时限内走到卫生站，占 74 户的 73.0%" in told


@pytest.mark.parametrize("page", PAGES)
def test_the_lint_finds_what_no_table_has(plan, page):
    names = {"plan": plan}
    exec(compile(blocks(page, "python")[0], page, "exec"), names)
    found = names["faults"]["found"].tolist()

    assert any("999" in each for each in found)
    assert any("胜利小区" in each for each in found)
    assert not any("54" in each for each in found)
