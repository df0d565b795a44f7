"""The page of lifts: what it says of a small plan, and that it opens anywhere."""

import re
from types import SimpleNamespace

import lifted
import pandas as pd
import pytest

from pianqu.maps.lifts.page import elevators
from pianqu.maps.look import Look

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""
TITLES = [
    "总况",
    "逐个单元",
    "为什么不能、还要查什么",
    "日照",
    "表决",
    "资金",
    "成片与三连",
    "优先顺序",
]


@pytest.fixture
def full(plan) -> SimpleNamespace:
    """The tiny plan with every table about lifts."""
    plan.tables |= lifted.built()
    return plan


def section(html: str, name: str) -> str:
    """The text of a section, cells apart."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def test_an_empty_plan_says_so():
    empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    html = elevators(empty)

    assert "没有可以列出的加装电梯结果" in html
    assert "<section" not in html


def test_sections_stand_in_order(full):
    html = elevators(full)

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html)[: len(TITLES)] == TITLES
    assert "合成数据" in html


def test_the_same_plan_makes_the_same_page(full):
    assert elevators(full) == elevators(full)


@pytest.mark.parametrize(
    ("question", "table", "place"),
    [
        ("elevators", "elevators", "summary"),
        ("daylight", "daylight", "light"),
        ("consent", "consents", "consent"),
    ],
)
def test_a_question_without_an_answer_says_why(full, question, table, place):
    full.tables.pop(table)
    if place == "light":
        full.tables.pop("elevator_light")
    asked = {"question": [question], "zh": ["x"], "status": ["not_computed"]}
    full.tables["questions"] = pd.DataFrame(asked).assign(reason="缺少楼栋图层")

    assert "未计算：缺少楼栋图层。" in section(elevators(full), place)


@pytest.mark.parametrize("name", sorted(lifted.built()))
def test_any_table_may_be_absent(full, name):
    full.tables.pop(name)

    assert "<h1>加装电梯答问</h1>" in elevators(full)


@pytest.mark.parametrize("name", sorted(lifted.built()))
def test_any_table_may_be_empty(full, name):
    full.tables[name] = full.tables[name].iloc[:0]

    assert "<h1>加装电梯答问</h1>" in elevators(full)


def test_every_unknown_is_a_word(full):
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", elevators(full), re.DOTALL)

    assert len(cells) > 200
    assert [cell for cell in cells if re.search(r"nan|NaN|None|NaT|&lt;NA|\binf\b", cell)] == []


def test_a_city_is_cut_and_says_where_the_rest_is(full):
    many = full.tables["elevators"].iloc[[3] * 400]
    ids = [f"V{number}" for number in range(400)]
    full.tables["elevators"] = many.set_axis(pd.Index(ids, name="stairwell"))
    html = elevators(full)

    assert "只列最接近可实施的 300 个单元，共 400 个单元；" in section(html, "stairwells")
    assert "renewal.gpkg 的 elevators 表" in section(html, "stairwells")


def test_the_basis_of_lifts_stands_at_the_top(full):
    keys = pd.DataFrame({"key": ["sun", "minutes"], "zh": ["日照", "时限"], "value": ["甲", "乙"]})
    full.tables["basis"] = keys
    top = elevators(full).split("<nav")[0]

    assert "<dt>日照</dt><dd>甲</dd>" in top
    assert "时限" not in top


def test_title_and_marks(full):
    html = elevators(full, look=Look(title="五里亭", not_for_publication=False))

    assert "<title>五里亭</title>" in html
    assert "不得公开" not in html.split("</style>")[1]


@pytest.mark.parametrize(("width", "height"), [(1280, 1600), (390, 844)])
def test_opens_without_requests_and_never_scrolls_sideways(full, visit, width, height):
    seen = visit(elevators(full), width=width, height=height)
    seen.page.locator("summary").evaluate_all("all => all.forEach((e) => e.parentNode.open = true)")

    assert len(seen.requests) == 1
    assert seen.faults == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.get_by_role("heading", name="逐个单元").is_visible()


def test_tables_are_read_by_their_headings(full, visit):
    page = visit(elevators(full)).page
    bare = "all => all.filter(e => !e.caption || !e.querySelector('thead th[scope=col]')).length"

    assert page.locator("table").count() >= 15
    assert page.locator("table").evaluate_all(bare) == 0
    assert page.locator("tbody tr:not(:has(th[scope=row]))").count() == 0


def test_nothing_is_cut_on_paper(full, visit):
    page = visit(elevators(full), width=718).page
    page.emulate_media(media="print")
    page.locator("summary").evaluate_all("all => all.forEach((e) => e.parentNode.open = true)")
    wide = "all => all.filter((e) => e.scrollWidth > document.body.clientWidth + 1).length"

    assert page.locator("table").evaluate_all(wide) == 0


def poisoned(table: pd.DataFrame) -> pd.DataFrame:
    """Hostile text in every cell that is free text of the data."""
    told = {"name", "reasons", "surveys", "warnings", "note", "standard", "clause", "words", "zh"}
    told |= {"scope", "cost_source", "subsidy_rule", "fund_state", "reason", "parts", "household"}
    told |= {"source", "district", "unknown", "profile_zh", "deciders", "storeys_zh", "custody_per"}
    words = [name for name in told & set(table.columns) if table[name].dtype.kind not in "iuf"]
    return table.assign(**dict.fromkeys(words, HOSTILE))


def test_hostile_text_is_only_text(full, visit):
    for name in [*lifted.built(), "communities", "buildings"]:
        full.tables[name] = poisoned(full.tables[name])
    # without the policy: the text itself must be harmless
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", elevators(full))
    seen = visit(html)

    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.locator("img, script").count() == 0
    assert html.count("{{ 7*7 }}") > 60
    assert len(seen.requests) == 1
