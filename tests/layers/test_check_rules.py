"""One's own limits of the checks: read, refused, and applied for one reading only."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point, Polygon, box

import pianqu
from pianqu import project
from pianqu.gis.errors import ChoiceError, PianquError
from pianqu.layers import inspecting
from pianqu.layers.checks import rules
from pianqu.layers.city import City
from pianqu.layers.sources import Source

HEAD = "rule,zh,value,unit,standard,clause,status,meaning\n"
NEAR = "same_name_distance,同名对象的距离,{},m,甲市规定,3.1,verified,of this city\n"


def written(folder: Path, rows: str, head: str = HEAD) -> Path:
    path = folder / "核对界限.csv"
    path.write_text(head + rows, encoding="utf-8")
    return path


@pytest.fixture
def parks(tmp_path):
    frame = gpd.GeoDataFrame(
        {"编号": ["P1", "P2"], "公园名称": ["东园", "东园"]},
        geometry=[box(500000, 3440000, 500009, 3440009), box(500039, 3440000, 500049, 3440009)],
        crs=4549,
    )
    frame.to_file(tmp_path / "公园.gpkg")
    return {"parks": Source(tmp_path / "公园.gpkg")}


def namesakes(place: City) -> list[str]:
    return place.findings.loc[place.findings["rule"] == "公园绿地同名且相邻", "remedy"].tolist()


def test_a_reading_uses_them_and_the_next_one_does_not(tmp_path, parks):
    near, far = (NEAR.format(metres) for metres in (20, "３５"))

    assert namesakes(pianqu.read(parks, check_rules=written(tmp_path, near))) == []
    (remedy,) = namesakes(pianqu.read(parks, check_rules=written(tmp_path, far)))
    assert remedy.endswith("同名对象的距离 35 米（甲市规定）。")
    assert namesakes(pianqu.read(parks))[0].endswith("50 米（本软件约定）。")
    assert rules.limit("same_name_distance") == 50


def test_repairs_are_held_to_them_too(tmp_path):
    knot = [(0, 0), (90, 0), (90, 40), (91, 41), (91, 40), (90, 41), (90, 90), (0, 90)]
    shape = Polygon([(x + 500000, y + 3440000) for x, y in knot])
    gpd.GeoDataFrame({"编号": ["P1"]}, geometry=[shape], crs=4549).to_file(tmp_path / "公园.gpkg")
    source = {"parks": Source(tmp_path / "公园.gpkg")}
    strict = written(tmp_path, "repair_area,面积变化,0,m2,甲市规定,,verified,none\n")

    assert pianqu.read(source).treatments["treatment"].tolist() == ["repaired"]
    with pytest.raises(PianquError, match="P1 的边界在"):
        pianqu.read(source, check_rules=strict)


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("same_name,x,5,m,,,verified,\n", "第 2 行的 rule 为“same_name”，没有这条规则"),
        (NEAR.format("五十"), "第 2 行（same_name_distance）的 value 为“五十”，应为不小于 0 的数"),
        (NEAR.format(-1), "的 value 为“-1”"),
        (NEAR.format("inf"), "的 value 为“inf”"),
        (NEAR.format(""), "的 value 为“”"),
        (NEAR.format(5).replace(",m,", ",km,"), "的 unit 为“km”，应为 m；请换算 value"),
        (NEAR.format(5).replace("verified", "sure"), "的 status 为“sure”，应为 verified、"),
        (
            NEAR.format(5) + NEAR.format(6),
            "第 3 行的 rule 为“same_name_distance”，这条规则写了 2 次",
        ),
        (
            "storey_height_least,x,7,m,,,assumption,\n",
            "storey_height_least 为 7，大于 storey_height_most 的 6；请改正其中一个",
        ),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(tmp_path, row, part):
    with pytest.raises(ChoiceError) as caught:
        rules.read(written(tmp_path, row))
    assert any(part in fault for fault in caught.value.faults)


def test_a_table_without_its_columns_says_how_to_get_one(tmp_path):
    with pytest.raises(ChoiceError, match=r"缺少列 zh、unit.*pianqu tables check_rules --csv"):
        rules.read(written(tmp_path, "gap_width,3\n", head="rule,value\n"))


def test_its_faults_are_told_with_those_of_the_layers(tmp_path, parks):
    wrong = written(tmp_path, NEAR.format("x"))
    told = inspecting.inspect(parks | {"streets": Source("没有.shp")}, check_rules=wrong).faults

    assert len(told) == 2
    assert "核对界限.csv" in told[0]
    assert "没有.shp" in told[1]


def test_the_project_file_names_them(tmp_path, parks):
    written(tmp_path, NEAR.format(20))
    file = tmp_path / "pianqu.toml"
    file.write_text(
        'check_rules = "核对界限.csv"\n[layers]\nparks = "公园.gpkg"\n', encoding="utf-8"
    )
    found = project.load(file)

    assert found.check_rules == tmp_path / "核对界限.csv"
    assert namesakes(project.read(found)) == []
    told = project.inspect(found).findings
    assert "公园绿地同名且相邻" not in told["rule"].tolist()


@pytest.mark.parametrize(("metres", "count"), [(20, 1), (40, 0)])
def test_gates_of_scenarios_have_the_limit_of_the_data(metres, count):
    ground = gpd.GeoDataFrame(geometry=[box(0, 0, 90, 90)], index=["P1"], crs=4549)
    gate = gpd.GeoDataFrame(
        {"of_layer": ["parks"], "of": ["P1"]}, geometry=[Point(0, -30)], index=["G1"], crs=4549
    )
    row = rules.bundled()["entrance_distance"] | {"value": str(metres)}
    with rules.applied({"entrance_distance": row}):
        told = City("甲", 4549, {"parks": ground}).with_changes(add={"entrances": gate}).findings

    far = told[told["rule"].str.contains("出入口远离所属对象")]
    assert len(far) == count
    assert far["remedy"].str.contains("出入口到所属对象边界的距离 20 米").all()


def test_who_looks_for_them_among_the_rules_of_the_choices_is_told_where_they_go(tmp_path):
    file = tmp_path / "pianqu.toml"
    file.write_text(
        '[layers]\nparks = "公园.gpkg"\n[choices.rules]\ncheck_rules = "a.csv"\n', encoding="utf-8"
    )
    with pytest.raises(ChoiceError, match="请写在项目文件最上面：check_rules = "):
        project.load(file)
