"""The page of a question knows what all pages share, and no other question."""

import ast
from pathlib import Path

import pytest

MAPS = Path(__file__).parents[2] / "maps"
OF_ALL = {"atlas", "report"}  # pages of every question, which may know them
QUESTIONS = sorted({path.parent.name for path in MAPS.glob("*/page.py")} - OF_ALL)
BELOW = ("text", "plots", "web")  # what all pages share, and stands below them


def modules(folder: Path) -> dict[str, set[str]]:
    """Of each file the first names that it imports from maps."""
    found = {}
    for path in folder.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level == 2]
        found[path.name] = {
            (node.module or alias.name).split(".")[0] for node in names for alias in node.names
        }
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_imports_no_other_question_and_not_the_atlas(question):
    others = {*QUESTIONS, *OF_ALL} - {question}

    assert {
        name: used & others for name, used in modules(MAPS / question).items() if used & others
    } == {}


@pytest.mark.parametrize("shared", BELOW)
def test_what_is_shared_knows_no_question(shared):
    above = {*QUESTIONS, *OF_ALL}

    assert {
        name: used & above for name, used in modules(MAPS / shared).items() if used & above
    } == {}


def test_the_questions_are_found():
    assert {"coverage", "idle", "ledger", "lifts", "packages", "programme", "siting"} <= {
        *QUESTIONS
    }
