"""The lint of the report: its own text is clean, an old number or another's name is found."""

import pandas as pd
import pytest
import reported

from pianqu.gis.errors import SourceError
from pianqu.maps import report

RESIDUE = [
    ("五里亭片区已经开工。", "五里亭片区"),
    ("涉及幸福新村和东一村。", "幸福新村"),
    ("位于江滨街道。", "江滨街道"),
    ("沿解放路改造。", "解放路"),
    ("见东二村与C07。", "C07"),
    ("××小区已完成。", "××"),
    ("由某某公司承担。", "某某"),
    ("共 {households} 户。", "{households}"),
    ("负责人：____。", "____"),
]


def faults(source, plan=None, **given) -> list[tuple[str, str]]:
    """Which fault, and what was found."""
    found = report.lint(source, plan or reported.plan(), **given)
    return list(zip(found["fault"], found["found"], strict=True))


@pytest.mark.parametrize("build", [reported.plan, reported.whole])
def test_the_page_and_the_word_file_are_clean(build, tmp_path):
    plan = build()

    assert faults(report.html(plan), plan) == []
    assert faults(report.docx(plan, tmp_path / "a.docx"), plan) == []


def test_the_old_report_fails_after_a_table_has_changed(tmp_path):
    old = report.html(reported.plan())
    word = report.docx(reported.plan(), tmp_path / "a.docx")
    finance = reported.built()["finance"].copy()
    finance.loc[finance["level"].eq("all"), "cost_most"] = 7_770_000.0
    plan = reported.plan(finance=finance)

    for source in (old, word):
        assert {("changed", "cost"), ("changed", "summary.money")} <= set(faults(source, plan))
        assert ("changed", "合计") in faults(source, plan)
        assert "610～777 万元" in "".join(report.lint(source, plan)["said"])
    assert faults(report.html(plan), plan) == []


def test_a_changed_count_that_another_table_has_is_found_all_the_same():
    old = report.html(reported.plan())
    homes = reported.built()["communities"].assign(households=[1234, 41])

    assert ("changed", "extent") in faults(old, reported.plan(communities=homes))


@pytest.mark.parametrize(
    "text",
    [
        "共 1,234 户，另有 40 户。",
        "共１，２３４户。",
        "约 0.12 万户。",
        "覆盖率 96.3%，按 96% 计。",
        "服务半径覆盖 96.34 公顷，即 963,400 平方米、1,445 亩。",
        "缺口 170 万元，即 1700000 元。",
        "造价 610～625 万元。",
        "一千二百三十四户。",
        "2 个小区。",
        "按 GB/T 50180-2018 第 4.0.9 条，2024年6月30日，见表 3。",
        "东一村（C01）2024-06-30 的数据，坐标系 EPSG:4549。",
        "1. 全部小区的步行道路都已连通，老旧小区的道路不变。",
    ],
)
def test_what_the_tables_say_is_clean(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共 1,235 户。", "1,235 户"),
        ("共 １，２３５ 户。", "1,235 户"),
        ("约 0.13 万户。", "0.13 万户"),
        ("覆盖率 96.4%。", "96.4%"),
        ("占地 97 公顷。", "97 公顷"),
        ("造价 610～626 万元。", "626 万元"),
        ("一千二百三十五户。", "一千二百三十五户"),
        ("7 个小区。", "7 个"),
        ("造价 1,234 万元。", "1,234 万元"),
        ("业主代表 4,567 人到会。", "4,567 人"),
        ("造价 .77 万元。", "77 万元"),
        ("造价 123456789012 元。", "123456789012 元"),
    ],
)
def test_a_number_no_table_has_is_found(text, found):
    assert faults(text) == [("number", found)]


@pytest.mark.parametrize(("text", "found"), RESIDUE)
def test_what_another_project_left_is_found_with_its_place(text, found):
    table = report.lint(f"第一段。\n{text}", reported.plan())

    assert table["found"].tolist() == [found]
    assert table["where"].tolist() == ["第 2 行"]
    assert table["fault"].isin(["name", "blank"]).all()


def test_residue_in_a_sentence_of_the_report_is_found():
    html = report.html(reported.plan()).replace(
        "本报告的范围为示例片区", "本报告的范围为五里亭片区"
    )

    assert ("changed", "extent") in faults(html)


def test_names_that_are_given_are_found_wherever_they_stand():
    assert faults("由太仓提供。", names=["太仓"]) == [("name", "太仓")]
    assert faults("由东一村提供。", names=["东一村"]) == []


def test_words_that_are_allowed_are_clean():
    assert faults("沿解放路改造。", allowed=["解放路"]) == []


def test_a_template_with_a_number_of_its_own_fails_with_its_sentence(tmp_path):
    mine = reported.own(tmp_path, "共 {finance|count} 行，覆盖 777 户。")
    table = report.lint(mine, reported.plan())

    assert table[["where", "found"]].to_numpy().tolist() == [["第 1 句（own）", "777 户"]]
    html = report.html(reported.plan(), template=mine)
    assert faults(html, template=[mine]) == [("number", "777 户")]


def test_a_template_without_numbers_is_clean(tmp_path):
    mine = reported.own(
        tmp_path, "共 {finance|count} 行，东一村 {communities.households|most} 户。"
    )

    assert faults(mine) == []
    assert faults(report.html(reported.plan(), template=mine), template=[mine]) == []


def test_a_row_changed_by_hand_is_found():
    html = report.html(reported.plan())
    changed = html.replace(">963,400.00<", ">963,401.00<").replace(">963,400<", ">963,401<")

    assert html != changed
    assert [which for which, _ in faults(changed)] == ["changed"]


def test_a_first_page_of_another_project_is_found(tmp_path):
    from docx import Document

    base = Document()
    base.add_paragraph("五里亭片区改造方案")
    base.save(str(tmp_path / "base.docx"))
    path = report.docx(reported.plan(), tmp_path / "a.docx", template=tmp_path / "base.docx")

    assert faults(path) == [("name", "五里亭片区")]


def test_the_head_and_foot_of_a_template_of_another_project_are_read(tmp_path):
    from docx import Document

    base = Document()
    base.sections[0].header.paragraphs[0].text = "五里亭片区改造方案"
    base.sections[0].footer.paragraphs[0].text = "共 4,567 户"
    base.core_properties.keywords = "五里亭片区"
    base.save(str(tmp_path / "base.docx"))
    path = report.docx(reported.plan(), tmp_path / "a.docx", template=tmp_path / "base.docx")
    found = report.lint(path, reported.plan())

    assert found[["where", "found"]].to_numpy().tolist() == [
        ["页眉", "五里亭片区"],
        ["页脚", "4,567 户"],
    ]
    assert Document(str(path)).core_properties.keywords == ""


def test_a_figure_of_one_unit_is_not_another_of_the_same_number():
    table = pd.DataFrame({"cost": [500.0], "walk": [31.0]})
    plan = reported.plan(newcomer=table)
    rows = [("newcomer", "cost", "造价", "yuan"), ("newcomer", "walk", "步行", "min")]
    plan.fields = pd.concat([plan.fields, pd.DataFrame(rows, columns=plan.fields.columns)])

    assert faults("造价 500 元，步行 31 分钟。", plan) == []
    assert faults("共 500 户，31 公顷。", plan) == [("number", "500 户"), ("number", "31 公顷")]


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    broken = tmp_path / "a.docx"
    broken.write_bytes(b"no zip")

    with pytest.raises(SourceError, match=r"a\.docx：无法读取"):
        report.lint(broken, reported.plan())
