"""Every word of the data on every page of text is only text, whatever it says."""

import re
from types import SimpleNamespace

import answered
import bundled_plan
import fallow
import ledgered
import lifted
import pandas as pd
import programmed
import pytest
import sited_plan
from hostile import PAYLOADS

from pianqu.maps.coverage.page import answers
from pianqu.maps.idle.page import idle
from pianqu.maps.ledger.page import ledger
from pianqu.maps.lifts.page import elevators
from pianqu.maps.look import Look
from pianqu.maps.packages.page import packages
from pianqu.maps.programme.page import programme
from pianqu.maps.siting.page import siting

PAGES = {
    "coverage": (answers, lambda plan: plan.tables | answered.built()),
    "elevators": (elevators, lambda plan: plan.tables | lifted.built()),
    "idle": (idle, lambda plan: plan.tables | fallow.built()),
    "siting": (siting, lambda _: sited_plan.plan().tables),
    "packages": (packages, lambda _: bundled_plan.plan().tables),
    "ledger": (ledger, lambda _: ledgered.plan().tables),
    "programme": (programme, lambda _: programmed.plan().tables),
}
# all at once: a page of text has no scripts in which one could hide another
HOSTILE = " ".join(PAYLOADS.values())
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SINKS = ("title", "subtitle", "author", "date", "review")


def chinese(cell: object) -> bool:
    return isinstance(cell, str) and CHINESE.search(cell) is not None


def words(table: pd.DataFrame) -> dict[str, list[str]]:
    """The columns of a table that people read: those with Chinese in them."""
    texts = {name: [*filter(chinese, table[name])] for name in table.columns if name != "geometry"}
    return {str(name): cells for name, cells in texts.items() if cells}


def poisoned(table: pd.DataFrame) -> pd.DataFrame:
    """Every such cell with the payloads before what it said."""
    changed = {
        name: [HOSTILE + cell if chinese(cell) else cell for cell in table[name]]
        for name in words(table)
    }
    return table.assign(
        **{name: pd.Series(cells, table.index, object) for name, cells in changed.items()}
    )


def plain(html: str) -> str:
    """What is read on a page."""
    from html import unescape

    body = html.partition("<body>")[2]
    return unescape(re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_the_data_is_text(name, plan, visit):
    draw, built = PAGES[name]
    tables = dict(built(plan))
    usual = plain(draw(SimpleNamespace(tables=tables, fields=plan.fields)))
    said = {
        cell
        for table in tables.values()
        for cells in words(table).values()
        for cell in cells
        if cell in usual
    }
    after = {key: poisoned(table) for key, table in tables.items()}
    look = Look(*(f"{sink} {HOSTILE}" for sink in SINKS))
    html = draw(SimpleNamespace(tables=after, fields=plan.fields), look=look)
    # without the policy: the text itself must be harmless
    seen = visit(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html))
    read = seen.page.evaluate("document.body.textContent")
    shown = {cell for cell in said if HOSTILE + cell in read}

    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.locator("script, img[onerror], svg[onload]").count() == 0
    assert seen.page.title() == f"title {HOSTILE}"
    assert [sink for sink in SINKS if f"{sink} {HOSTILE}" not in read] == []
    assert len(shown) >= 0.8 * len(said) > 15  # the rest the page says in words of its own
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.page.url]
    assert seen.faults == []


@pytest.mark.parametrize("name", PAGES)
def test_keys_of_a_project_are_text(name, plan, visit):
    """Names of layers, headings and file names, which are keys and not cells."""
    draw, _ = PAGES[name]
    sources = {"layer": [HOSTILE], "source": [f"{HOSTILE}.shp"], "rows": [1]}
    findings = {"severity": [HOSTILE], "layer": [HOSTILE], "id": ["1"], "rule": [HOSTILE]}
    basis = {"key": ["place"], "zh": [HOSTILE], "value": [HOSTILE]}
    tables = {"sources": sources, "findings": findings, "basis": basis}
    after = {key: pd.DataFrame(rows) for key, rows in tables.items()}
    seen = visit(draw(SimpleNamespace(tables=after, fields=plan.fields)))
    read = seen.page.evaluate("document.body.textContent")

    assert f"{HOSTILE}.shp" in read
    assert read.count(HOSTILE) >= 5
    assert seen.page.locator("script, img[onerror], svg[onload]").count() == 0
    assert seen.faults == []
