"""The project file: what it says, and every fault of it at once."""

from datetime import date

import pytest

import pianqu
from pianqu import project
from pianqu.gis.errors import ChoiceError, PianquError, SourceError


def loaded(tmp_path, text: str) -> pianqu.Project:
    file = tmp_path / "pianqu.toml"
    file.write_text(text, encoding="utf-8")
    return project.load(file)


def test_everything_that_can_be_said(tmp_path):
    found = loaded(
        tmp_path,
        """
        name = "甲片区"
        folder = "结果"
        crs = 4549
        synthetic = true
        [layers]
        streets = "a.osm.pbf"
        [layers.communities]
        path = "小区.xlsx"
        table = "台账"
        crs = 4490
        as_of = 2024-05-01
        columns = { "小区名" = "name" }
        [choices]
        minutes = 15
        pace = "elderly"
        kinds = ["pharmacy"]
        [look]
        title = "十五分钟"
        """,
    )

    assert found.sources["streets"].path == tmp_path / "a.osm.pbf"
    source = found.sources["communities"]
    assert (source.table, source.crs, source.as_of) == ("台账", 4490, date(2024, 5, 1))
    assert dict(source.columns) == {"小区名": "name"}
    assert (found.choices.minutes, found.choices.kinds) == (15, ("pharmacy",))
    assert (found.folder, found.crs, found.synthetic) == (tmp_path / "结果", 4549, True)
    assert found.look.title == "十五分钟"


def test_all_faults_come_at_once(tmp_path):
    with pytest.raises(ChoiceError) as caught:
        loaded(
            tmp_path,
            """
            nmae = "甲"
            [layers]
            street = "a.gpkg"
            [layers.parks]
            table = "p"
            [choices]
            minuets = 10
            snap = "far"
            """,
        )
    said = str(caught.value)

    assert len(caught.value.faults) == 5
    for part in (
        "nmae",
        "name",
        "“street”",
        "streets",
        "layers.parks.path",
        "choices.minuets",
        "far",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["layers", "pianqu demo"]),
        ("[layers]\n", ["[layers]", "空"]),
        ("layers = 3\n", ["layers", "3"]),
        ('[layers]\nstreets = "a"\n[choices]\nminutes = -1\n', ["pianqu.toml", "[choices]", "-1"]),
        ('[layers]\nstreets = "a"\n[choices.rules]\npace = "no.csv"\n', ["no.csv", "不存在"]),
    ],
)
def test_a_fault_names_the_key(tmp_path, text, parts):
    with pytest.raises(ChoiceError) as caught:
        loaded(tmp_path, text)

    assert [part for part in parts if part not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("content", "part"), [("名称 = “甲”".encode(), "TOML"), ("名称".encode("gbk"), "UTF-8")]
)
def test_a_file_that_is_no_toml_is_named(tmp_path, content, part):
    file = tmp_path / "p.toml"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=part):
        project.load(file)


def test_a_folder_is_no_project_file(tmp_path):
    with pytest.raises(PianquError, match="无法打开"):
        project.load(tmp_path)
