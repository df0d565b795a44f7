"""The report of the synthetic district: clean under the lint, and only as long as it is its own."""

import pytest

from pianqu.analysis.planning import Plan, plan
from pianqu.layers import demo
from pianqu.maps import report


@pytest.fixture(scope="module")
def district() -> Plan:
    """The questions of the district that are answered quickly; the others are not computed."""
    return plan(demo.district(), questions=("parks", "consent", "eligibility", "finance"))


def changed(district: Plan, table: str, field: str, row: int, value: object) -> Plan:
    """The district with one cell of one table changed."""
    frame = district[table].copy()
    frame.iloc[row, list(frame.columns).index(field)] = value
    return Plan({**district.tables, table: frame}, district.fields)


@pytest.fixture(scope="module")
def page(district) -> str:
    return report.html(district)


def test_the_page_and_the_word_file_are_clean(district, page, tmp_path):
    assert report.lint(page, district).to_dict("records") == []
    word = report.docx(district, tmp_path / "a.docx")
    assert report.lint(word, district).to_dict("records") == []


def test_the_figures_are_those_of_the_tables(district, page):
    households = int(district["communities"]["households"].sum())
    whole = district["finance"][district["finance"]["level"].eq("all")].iloc[0]

    assert f"登记 {households:,} 户" in page
    assert f"上级专项 {whole['upper_grant'] / 1e4:,.0f} 万元" in page
    assert "合成数据" in page


@pytest.mark.parametrize(
    ("table", "field", "row", "value", "found"),
    [
        ("eligibility", "verdict", 0, "fail", "summary.entry"),
        ("finance", "upper_grant", -1, 33_090_000.0, "cost"),
        ("consents", "verdict", 0, "fail", "consents"),
    ],
)
def test_a_changed_cell_fails_the_old_report(district, page, table, field, row, value, found):
    other = changed(district, table, field, row, value)
    faults = report.lint(page, other)

    assert found in faults.loc[faults["fault"].eq("changed"), "found"].tolist()
    assert report.lint(report.html(other), other).empty


def test_what_was_not_asked_is_said_and_never_guessed(page):
    assert "闲置地分类合计未计算：本次没有这项结果。" in page
    assert "加装电梯三连推进未计算：本次没有这项结果。" in page


def test_a_sentence_of_another_place_fails_with_its_name(district):
    text = "<h2>三、钱从哪里来</h2><p>东风新村已经开工，五里亭片区随后开工。</p>"
    faults = report.lint(text, district)

    assert faults[["where", "found"]].to_numpy().tolist() == [["三、钱从哪里来", "五里亭片区"]]


def test_the_page_opens_without_a_fault(page, visit):
    seen = visit(page)

    assert seen.faults == []
    assert len(seen.requests) == 1
    assert seen.page.locator("h2").count() == 9
