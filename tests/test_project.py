"""The project file: what it says, and every fault of it at once."""

from dataclasses import replace
from datetime import date

import pytest

import pianqu
from pianqu import project as projects
from pianqu.gis.errors import ChoiceError, PianquError, SourceError


def loaded(tmp_path, text: str) -> pianqu.Project:
    file = tmp_path / "pianqu.toml"
    file.write_text(text, encoding="utf-8")
    return projects.load(file)


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


def faults(tmp_path, text: str) -> list[str]:
    with pytest.raises(ChoiceError) as caught:
        loaded(tmp_path, text)
    return list(caught.value.faults)


STREETS = '[layers]\nstreets = "a"\n'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (STREETS + "[choices]\nminutes = true", ["choices.minutes", "true", "数字"]),
        (STREETS + '[choices]\nminutes = "10"', ["choices.minutes", '"10"', "数字"]),
        (STREETS + "[choices.rules]\npace = 5", ["“choices.rules.pace”", "5", "文字"]),
        (STREETS + '[choices]\nkinds = "park"', ["“choices.kinds”", "列表"]),
        (STREETS + "[look]\ndate = 2024-05-01", ["look.date", "2024-05-01", "文字"]),
        ("crs = true\n" + STREETS, ["“crs”", "true", "整数"]),
        ("crs = 4549.0\n" + STREETS, ["“crs”", "4549.0", "整数"]),
        ("synthetic = 1\n" + STREETS, ["synthetic", "真假值"]),
        ("[layers.streets]\npath = 'a'\ncrs = 4.5", ["“layers.streets.crs”", "整数或文字"]),
        ("[layers.streets]\npath = 'a'\ncrs = true", ["“layers.streets.crs”", "true"]),
        ("[layers.streets]\npath = 'a'\nas_of = 5", ["layers.streets.as_of", "日期"]),
        ("[layers.streets]\npath = 'a'\ncolumns = 5", ["layers.streets.columns", "表"]),
        ("[layers]\nstreets = ['a']", ["“layers.streets”", "表"]),
        ("layers = 3", ["“layers”", "3", "表"]),
        ("choices = 3\n" + STREETS, ["“choices”", "3", "表"]),
    ],
)
def test_a_value_of_the_wrong_kind_is_one_chinese_sentence(tmp_path, text, parts):
    (said,) = faults(tmp_path, text)

    assert [part for part in [*parts, "应为", "请"] if part not in said] == []
    assert not {"Input", "should", "valid", "lax-or-strict"} & set(said.replace("（", " ").split())


@pytest.mark.parametrize("crs", ["4549", '"EPSG:4549"', '"epsg:4549"'])
def test_the_grid_as_a_number_or_as_at_a_layer(tmp_path, crs):
    assert loaded(tmp_path, f"crs = {crs}\n{STREETS}").crs == 4549


def test_impossible_choices_come_with_the_other_faults(tmp_path):
    text = 'nmae = "x"\n' + STREETS + '[choices]\nminutes = -1\nsnap = "far"\nkinds = ["zoo"]'
    said = faults(tmp_path, text)

    assert len(said) == 4
    for part in ("nmae", "minutes 为 -1", "choices.snap", "zoo"):
        assert sum(part in one for one in said) == 1


def test_what_leans_on_a_faulty_choice_is_not_judged(tmp_path):
    text = STREETS + '[choices]\nminutes = "x"\nsearch_minutes = 5\npace = "own"\nrules = 5'

    assert len(faults(tmp_path, text)) == 2


@pytest.mark.parametrize(
    ("folder", "path"),
    [(".", "renewal.gpkg"), ("out", "out/Renewal.gpkg"), (".", "a/../summary.json")],
)
def test_a_run_may_not_overwrite_what_it_reads(tmp_path, folder, path):
    (tmp_path / "a").mkdir()
    text = f'folder = "{folder}"\n[layers]\ncommunities = "{path}"\nstreets = "s.gpkg"'
    (said,) = faults(tmp_path, text)

    assert [
        part for part in ("communities", path.rsplit("/")[-1], "folder") if part not in said
    ] == []


def test_a_link_to_a_result_is_a_result(tmp_path):
    (tmp_path / "renewal.gpkg").write_bytes(b"kept")
    (tmp_path / "mine.gpkg").symlink_to(tmp_path / "renewal.gpkg")
    (said,) = faults(tmp_path, 'folder = "."\n[layers]\ncommunities = "mine.gpkg"')

    assert "mine.gpkg" in said


def test_a_project_moved_over_its_source_is_refused(tmp_path):
    found = loaded(tmp_path, '[layers]\nstreets = "renewal.gpkg"')

    with pytest.raises(ChoiceError, match="streets"):
        replace(found, folder=tmp_path)


@pytest.mark.parametrize(
    ("content", "part"), [("名称 = “甲”".encode(), "TOML"), ("名称".encode("gbk"), "UTF-8")]
)
def test_a_file_that_is_no_toml_is_named(tmp_path, content, part):
    file = tmp_path / "p.toml"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=part):
        projects.load(file)


def test_a_folder_is_no_project_file(tmp_path):
    with pytest.raises(PianquError, match="无法打开"):
        projects.load(tmp_path)


SCENARIO = """
[scenarios.x]
name = "开门"
add.parks = {path = "方案.gpkg", table = "parks", crs = 4490}
add.streets = "路.gpkg"
open = {entrances = ["G1", "G2"]}
close = {streets = ["S1"]}
remove = {facilities = ["F1"]}
[scenarios.y]
"""


def test_what_a_scenario_says(tmp_path):
    found = loaded(tmp_path, STREETS + SCENARIO).scenarios

    assert list(found) == ["x", "y"]
    change = found["x"]
    assert (change.name, found["y"].name) == ("开门", "y")
    assert change.add["parks"] == pianqu.Source(tmp_path / "方案.gpkg", table="parks", crs=4490)
    assert change.add["streets"].path == tmp_path / "路.gpkg"
    assert dict(change.open) == {"entrances": ["G1", "G2"]}
    assert (dict(change.close), dict(change.remove)) == (
        {"streets": ["S1"]},
        {"facilities": ["F1"]},
    )
    assert not any((found["y"].add, found["y"].open, found["y"].close, found["y"].remove))


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("scenarios = 3\n" + STREETS, ["“scenarios”", "表"]),
        (STREETS + "[scenarios]\nx = 3", ["“scenarios.x”", "表"]),
        (STREETS + "[scenarios.x]\nadd = 3", ["“scenarios.x.add”", "表"]),
        (STREETS + '[scenarios.x]\nopen.parks = "P1"', ["“scenarios.x.open.parks”", "列表"]),
        (STREETS + "[scenarios.x]\nopen.parks = [1]", ["“scenarios.x.open.parks.0”", "文字"]),
        (STREETS + "[scenarios.x]\nadd.parks = {table = 'a'}", ["scenarios.x.add.parks.path"]),
        (STREETS + "[scenarios.x]\nadd.dem = 'a.tif'", ["[scenarios.x]", "“dem”", "parks"]),
    ],
)
def test_a_faulty_scenario_is_one_sentence_with_its_place(tmp_path, said, parts):
    (told,) = faults(tmp_path, said)

    assert [part for part in [*parts, "pianqu.toml"] if part not in told] == []
    assert "应为；" not in told


def test_new_rows_are_not_read_from_where_results_are_written(tmp_path):
    (told,) = faults(tmp_path, STREETS + '[scenarios.x]\nadd.parks = "out/renewal.gpkg"')

    assert "parks" in told
    assert "renewal.gpkg" in told
