"""Findings by severity: counted and shown with the gravest first, wherever findings are shown."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest
from openpyxl import load_workbook

from pianqu.maps import report
from pianqu.maps.findings import counted, gravest, tally
from pianqu.maps.look import Look
from pianqu.maps.summary import summary
from pianqu.maps.text.answered import answered
from pianqu.maps.text.names import names
from pianqu.maps.text.records import findings
from pianqu.maps.web.furniture import panel
from pianqu.maps.workbook import book

ORDER = ["info", "warning", "error", "warning", "note"]
TOLD = "错误 1 项、注意 2 项、说明 1 项、提示 1 项"


@pytest.fixture
def plan() -> SimpleNamespace:
    table = pd.DataFrame({"severity": ORDER, "rule": [f"规则{sign}" for sign in "甲乙丙丁戊"]})
    table = table.assign(layer="buildings", id="B1", value="相交", remedy="请改正")
    return SimpleNamespace(tables={"findings": table}, fields=pd.DataFrame())


def places(text: str) -> list[int]:
    """Where the rules stand, the gravest first; each once at least."""
    return [text.index(f"规则{sign}") for sign in "丙乙丁戊甲"]


def test_every_severity_is_counted_the_gravest_first(plan):
    table = plan.tables["findings"]

    assert list(tally(table).items()) == [("error", 1), ("warning", 2), ("note", 1), ("info", 1)]
    assert list(json.loads(json.dumps(summary(plan)["findings"]))) == list(tally(table))
    assert counted(table) == TOLD
    assert gravest(table)["rule"].tolist() == [f"规则{sign}" for sign in "丙乙丁戊甲"]
    assert table["severity"].tolist() == ORDER


def test_a_severity_of_ones_own_comes_last():
    table = pd.DataFrame({"severity": ["own", "info", None, "error"]})

    assert gravest(table).index.tolist() == [3, 1, 0, 2]
    assert list(tally(table))[:2] == ["error", "info"]


def test_pages_report_and_workbook_show_the_gravest_first(plan, tmp_path):
    page = panel(plan, Look())
    text = "".join(findings(plan, names(plan)))
    told = report.html(plan)
    sheet = load_workbook(book.write(plan, tmp_path / "a.xlsx"))
    cells = "\n".join(str(cell.value) for row in sheet["问题清单"] for cell in row)
    over = "\n".join(str(cell.value) for row in sheet["目录"] for cell in row)

    for shown in (page, text, told):
        assert TOLD in shown
        assert "错误" in shown
        assert places(shown) == sorted(places(shown))
    assert places(cells) == sorted(places(cells))
    assert TOLD in over
    assert "检查发现错误 1 项" in told
    assert report.lint(told, plan).empty


def test_a_page_of_text_colours_an_error(plan):
    words = dict.fromkeys(["title", "tagline", "beside", "empty", "basis", "sources"], "")
    html = answered(plan, {}, words | {"findings": "问题"})

    assert "t-bad" in html.partition("规则丙")[0].rpartition("<tr")[2]


def test_what_is_past_the_end_of_the_list_is_never_an_error(plan):
    many = pd.concat([plan.tables["findings"].iloc[[0]]] * 80 + [plan.tables["findings"]])
    plan.tables["findings"] = many.reset_index(drop=True)

    assert "规则丙" in panel(plan, Look())


def test_the_summary_of_the_report_says_nothing_where_there_is_no_error(plan):
    plan.tables["findings"] = plan.tables["findings"].query("severity != 'error'")

    assert "检查发现错误" not in report.html(plan)
