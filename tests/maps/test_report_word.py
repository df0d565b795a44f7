"""The report as a Word file: real headings, fields, captions, Chinese fonts, the same bytes twice."""

import zipfile
from datetime import datetime

import pytest
import reported
from docx import Document
from docx.oxml.ns import qn
from reported import HOSTILE, PNG

from pianqu.gis.errors import ChoiceError, OutputError
from pianqu.maps import report
from pianqu.maps.look import Look


@pytest.fixture
def made(tmp_path):
    """The report of the little plan, opened."""
    return Document(str(report.docx(reported.plan(), tmp_path / "a.docx")))


def headed(document, style: str) -> list[str]:
    """Paragraphs of a style."""
    return [one.text for one in document.paragraphs if one.style.name == style]


def test_chapters_are_real_headings(made):
    titles = headed(made, "Heading 1")

    assert titles[0] == "摘要"
    assert titles[3] == "三、钱从哪里来"
    assert headed(made, "Heading 2")[0] == "口径"


def test_tables_have_a_caption_and_repeat_their_headings(made):
    captions = headed(made, "Caption")

    assert captions[0] == "表 1　公园绿化活动场地服务半径覆盖率（park_rates）"
    assert len(made.tables) > len(captions) - 1
    for table in made.tables:
        assert table._tbl.tr_lst[0].find(qn("w:trPr")).find(qn("w:tblHeader")) is not None


def test_there_are_fields_for_contents_and_pages(made):
    body = made.element.xml
    foot = made.sections[0].footer._element.xml

    assert "TOC \\o" in body
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert "片区更新方案报告" in made.sections[0].header.paragraphs[0].text


@pytest.mark.parametrize(("style", "font"), [("Normal", "宋体"), ("Heading 1", "黑体")])
def test_chinese_has_a_chinese_font(made, style, font):
    given = made.styles[style].element.rPr.find(qn("w:rFonts"))

    assert given.get(qn("w:eastAsia")) == font
    assert given.get(qn("w:eastAsiaTheme")) is None


def test_the_same_plan_makes_the_same_bytes(tmp_path):
    one, two = (report.docx(reported.plan(), tmp_path / name) for name in ("a.docx", "b.docx"))

    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
    assert Document(str(one)).core_properties.created.replace(tzinfo=None) == datetime(2024, 6, 30)


def test_text_is_text(tmp_path):
    finance = reported.built()["finance"].assign(name=f"{HOSTILE}\x00\x1f", reason="a&b")
    path = report.docx(reported.plan(finance=finance), tmp_path / "a.docx")
    cells = [cell.text for table in Document(str(path)).tables for cell in table.columns[0].cells]

    assert f"{HOSTILE}\ufffd\ufffd" in cells


def test_figures_and_logo_are_pictures(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    made = report.docx(reported.plan(), tmp_path / "a.docx", figures={"finance": path}, logo=path)
    document = Document(str(made))

    assert len(document.inline_shapes) == 2
    assert "图 1　资金台账" in headed(document, "Caption")


def test_a_template_keeps_its_styles_first_pages_and_foot(tmp_path):
    base = Document()
    base.add_paragraph("本院封面")
    base.styles["Heading 1"].font.bold = False
    base.styles["Caption"].delete()
    base.sections[0].footer.paragraphs[0].text = "本院页脚"
    base.save(str(tmp_path / "base.docx"))
    path = report.docx(reported.plan(), tmp_path / "a.docx", template=tmp_path / "base.docx")
    made = Document(str(path))

    assert made.paragraphs[0].text == "本院封面"
    assert made.styles["Heading 1"].font.bold is False
    assert made.sections[0].footer.paragraphs[0].text == "本院页脚"
    assert headed(made, "Caption") != []


def test_what_cannot_be_used_is_refused(tmp_path):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"no zip")
    picture = tmp_path / "a.png"
    picture.write_bytes(b"no picture")
    out = tmp_path / "a.docx"

    with pytest.raises(OutputError, match=r"broken\.docx：不是可读的"):
        report.docx(reported.plan(), out, template=broken)
    with pytest.raises(OutputError, match=r"a\.png：文件内容不是"):
        report.docx(reported.plan(), out, logo=picture)
    with pytest.raises(OutputError, match="无法写入"):
        report.docx(reported.plan(), tmp_path / "none" / "a.docx")
    with pytest.raises(ChoiceError, match="文件不存在"):
        report.docx(reported.plan(), out, template=tmp_path / "none.docx")


def test_a_day_that_is_none_is_no_fault(tmp_path):
    path = report.docx(reported.plan(), tmp_path / "a.docx", look=Look(date="二〇二四年"))

    assert Document(str(path)).core_properties.created.year == 2000


def test_every_question_at_once_is_written(tmp_path):
    path = report.docx(reported.whole(), tmp_path / "a.docx")

    assert len(Document(str(path)).tables) > 15
