"""Chapters of the report: five questions, tables nobody has heard of, and what was not computed."""

import pandas as pd
import pytest
import reported

from pianqu.gis.errors import ChoiceError, OutputError
from pianqu.maps.look import Look
from pianqu.maps.report.chapters import chapter_of, chapters
from pianqu.maps.report.compose import compose
from pianqu.maps.report.content import Picture, Said
from pianqu.maps.report.grids import Grid
from pianqu.maps.report.records import rules
from pianqu.maps.report.templates import sorted_out

FIVE = ["一、方案怎么定", "二、工作怎么推", "三、钱从哪里来", "四、资源怎么整", "五、后续怎么管"]


def parts(report, key: str, kind: type) -> list:
    """Blocks of a kind in a chapter."""
    chapter = next(one for one in report.chapters if one.key == key)
    every = [*chapter.blocks, *(block for _, blocks in chapter.sections for block in blocks)]
    return [block for block in every if isinstance(block, kind)]


def texts(report, key: str) -> str:
    """What a chapter says in sentences."""
    return "".join("".join(block.texts) for block in parts(report, key, Said))


def test_the_five_questions_stand_between_summary_and_records():
    titles = [chapter.title for chapter in compose(reported.plan()).chapters]

    assert titles[0] == "摘要"
    assert titles[1:6] == FIVE
    assert titles[6:] == ["六、未计算的内容及原因", "七、方法与标准", "八、数据来源与口径"]


def test_a_table_nobody_has_heard_of_stands_in_the_appendix_with_its_headings():
    plan = reported.plan(newcomer=pd.DataFrame({"depth": [1234.5], "spare": [None]}))
    row = {"table": "newcomer", "field": "depth", "zh": "深度", "unit": "m"}
    plan.fields = pd.concat([plan.fields, pd.DataFrame([row])])
    grid = parts(compose(plan), "appendix", Grid)[0]

    assert grid.headings == ("深度（米）",)
    assert grid.rows == (("1,234.5",),)
    assert grid.caption.endswith("newcomer（newcomer）")


def test_every_table_is_in_the_catalogue():
    plan = reported.whole()
    listed = parts(compose(plan), "sources", Grid)[-1]

    assert {row[1] for row in listed.rows} == set(plan.tables)
    assert set(chapters(plan).index) == set(plan.tables)


def test_a_question_without_an_answer_is_said_once_with_its_reason():
    report = compose(reported.plan())

    assert texts(report, "resources").count("闲置地与再利用未计算：没有地块图层。") == 1
    assert "3 个问题，其中 1 个没有计算" in texts(report, "unanswered")
    assert parts(report, "unanswered", Grid)[0].rows == (("闲置地与再利用", "没有地块图层"),)


def test_a_changed_table_changes_the_text():
    finance = reported.built()["finance"].copy()
    finance.loc[finance["level"].eq("all"), "cost_most"] = 7_770_000.0
    before, after = compose(reported.plan()), compose(reported.plan(finance=finance))

    assert "610～625 万元" in texts(before, "money")
    assert "610～777 万元" in texts(after, "money")


def test_rules_say_how_sure_they_are():
    found = rules(reported.plan())

    assert found.to_dict("records") == [
        {
            "standard": "GB/T 1-2019",
            "clause": "4.1",
            "certainty": "unverified",
            "used": "公园绿化活动场地服务半径覆盖率",
        }
    ]
    assert "未核实" in str(parts(compose(reported.plan()), "method", Grid)[0].rows)


def test_a_long_table_says_where_the_rest_is():
    many = pd.DataFrame({"number": range(50)})
    grid = parts(compose(reported.plan(many=many)), "appendix", Grid)[0]

    assert len(grid.rows) == 10
    assert grid.foot == "只列前 10 行，共 50 行；全部见 renewal.gpkg 和 plan.xlsx 的 many 表。"


@pytest.mark.parametrize("name", sorted(reported.built()))
def test_any_table_may_be_absent_or_empty(name):
    whole = reported.built()[name]

    assert len(compose(reported.plan(**{name: None})).chapters) == 9
    assert len(compose(reported.plan(**{name: whole.iloc[:0]})).chapters) == 9


def test_an_empty_plan_has_chapters_that_say_so():
    empty = reported.plan()
    empty.tables = {}
    report = compose(empty)

    assert [chapter.title for chapter in report.chapters][1:6] == FIVE
    assert "各项目资金平衡未计算：本次没有这项结果。" in texts(report, "money")
    assert not any(sign.isdigit() for sign in texts(report, "money"))


@pytest.mark.parametrize(
    ("name", "chapter"),
    [("finance", "money"), ("bundling-map", "resources"), ("elevator_batches_2", "work")],
)
def test_a_figure_stands_by_its_name(tmp_path, name, chapter):
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    report = compose(reported.plan(), figures={name: path, "stranger": path})

    assert chapter_of(name) == chapter
    assert [picture.path for picture in parts(report, chapter, Picture)] == [path]
    assert [one.caption for one in parts(report, "appendix", Picture)] == ["图 2　stranger"]


def test_a_figure_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(OutputError, match=r"插图 finance：.*不存在"):
        compose(reported.plan(), figures={"finance": tmp_path / "none.png"})


def test_the_cover_has_title_day_and_marks():
    report = compose(reported.plan(), look=Look(title="五里亭", author="某院", date="2024-07-01"))

    assert report.title == "五里亭"
    assert dict(report.facts)["数据日期"] == "2024-06-30"
    assert dict(report.facts)["编制单位"] == "某院"
    assert report.marks == ("合成数据", "内部资料 不得公开")


def test_templates_are_told_apart_by_their_kind(tmp_path):
    css, word = tmp_path / "a.css", tmp_path / "b.docx"
    css.write_text("a{}", encoding="utf-8")
    word.write_bytes(b"")

    assert sorted_out([css, str(word)]) == {".toml": [], ".docx": [word], ".css": [css]}
    with pytest.raises(ChoiceError) as caught:
        sorted_out([tmp_path / "a.doc", tmp_path / "none.css", word, word])
    assert len(caught.value.faults) == 4
