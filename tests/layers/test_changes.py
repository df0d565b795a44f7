"""Scenarios of a tiny city and of the district: each change, each refusal, nothing else."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from pianqu.gis.errors import LayerError
from pianqu.layers import demo
from pianqu.layers.city import City

EAST, NORTH = 500_000.0, 3_440_000.0


def at(x: float, y: float) -> Point:
    return Point(EAST + x, NORTH + y)


def line(*places) -> LineString:
    return LineString([(EAST + x, NORTH + y) for x, y in places])


def area(x: float, y: float, side: float = 40) -> Polygon:
    return box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


PARTS = shapely.MultiLineString([line((0, 0), (0, 9)), line((9, 9), (9, 0))])


def frame(geometry: dict, crs: int | None = 4549, **columns: list) -> gpd.GeoDataFrame:
    index = pd.Index(list(geometry), name="id")
    return gpd.GeoDataFrame(columns, index=index, geometry=list(geometry.values()), crs=crs)


@pytest.fixture
def city() -> City:
    text = {"dtype": "string"}
    layers = {
        "communities": frame({"C1": area(0, 10)}, name=pd.array(["东一村"], **text)),
        "parks": frame(
            {"P1": area(60, 10), "P2": area(120, 10)},
            name=pd.array(["南园", "北园"], **text),
            open=pd.array([True, pd.NA], dtype="boolean"),
        ),
        "entrances": frame(
            {"G1": at(80, 10), "G2": at(140, 10), "G3": at(20, 10)},
            of_layer=pd.array(["parks", "parks", "communities"], **text),
            of=pd.array(["P1", "P2", "C1"], **text),
            access=pd.array(["closed", "public", pd.NA], **text),
        ),
        "facilities": frame(
            {"F1": at(10, 5), "F2": at(150, 5)},
            kind=pd.array(["gym", "pharmacy"], **text),
            community=pd.array(["C1", pd.NA], **text),
        ),
        "streets": frame(
            {"S1": line((0, 0), (200, 0)), "S2": line((200, 0), (200, 90))},
            access=pd.array(["public", "closed"], **text),
        ),
    }
    return City("甲", 4549, layers, findings=pd.DataFrame([{"severity": "info", "layer": "parks"}]))


def rules(city: City) -> dict[str, str]:
    return dict(zip(city.findings["rule"].fillna(""), city.findings["id"].fillna(""), strict=True))


def same(one: City, two: City) -> bool:
    return all(
        pd.DataFrame(one.layers[layer]).equals(pd.DataFrame(two.layers[layer]))
        and one.layers[layer].dtypes.equals(two.layers[layer].dtypes)
        for layer in one.layers
    )


def test_nothing_changes_where_nothing_is_asked(city):
    after = city.with_changes(name="空")

    assert same(city, after)
    assert (after.name, after.epsg, len(after.findings)) == ("甲（方案“空”）", 4549, 1)


@pytest.mark.parametrize(
    ("verb", "layer", "key", "field", "value"),
    [
        ("open", "entrances", "G1", "access", "public"),
        ("close", "entrances", "G2", "access", "closed"),
        ("open", "streets", "S2", "access", "public"),
        ("close", "streets", "S1", "access", "closed"),
        ("open", "parks", "P2", "open", True),
        ("close", "parks", "P1", "open", False),
    ],
)
def test_one_cell_changes_and_it_is_said(city, verb, layer, key, field, value):
    before = city.layers[layer].copy()
    after = city.with_changes(**{verb: {layer: [key]}}, name="一")

    assert after.layers[layer].loc[key, field] == value
    rest = after.layers[layer].drop(index=key)
    assert pd.DataFrame(rest).equals(pd.DataFrame(before.drop(index=key)))
    assert pd.DataFrame(city.layers[layer]).equals(pd.DataFrame(before))
    word = {"open": "开放", "close": "关闭"}[verb]
    assert rules(after)[f"方案“一”：{word}"] == key
    assert after.layers[layer].dtypes.equals(before.dtypes)


def test_what_was_so_already_is_said(city):
    said = city.with_changes(open={"entrances": ["G1", "G2"]}).findings["value"].tolist()

    assert said[1:] == ["原已是公众，未变", "封闭 → 公众（1 行）"]


def test_a_field_that_is_not_there_is_made(city):
    bare = City("乙", 4549, {"streets": city.streets[["geometry"]]})
    after = bare.with_changes(close={"streets": "S2"})

    assert after.streets["access"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("asked", "layer", "left", "gates"),
    [
        ({"remove": {"parks": ["P1"]}}, "parks", ["P2"], ["G2", "G3"]),
        ({"remove": {"communities": ["C1"]}}, "communities", [], ["G1", "G2"]),
        ({"close": {"facilities": ["F2"]}}, "facilities", ["F1"], ["G1", "G2", "G3"]),
        ({"remove": {"streets": ["S2"]}}, "streets", ["S1"], ["G1", "G2", "G3"]),
    ],
)
def test_rows_go_with_their_entrances(city, asked, layer, left, gates):
    after = city.with_changes(**asked)

    assert after.layers[layer].index.tolist() == left
    assert after.entrances.index.tolist() == gates
    assert len(city.layers[layer]) == len(left) + 1


def test_what_named_a_row_that_is_gone_is_listed(city):
    found = city.with_changes(remove={"communities": ["C1"]}).findings.iloc[-1]

    assert (found["severity"], found["layer"], found["id"]) == ("warning", "facilities", "F1")
    assert "不存在" in found["rule"]


def test_rows_are_added_typed_and_say_their_source(city):
    new = frame({"P9": area(60, -60)}, name=["口袋公园"], area=["1600"], 备注=["新"])
    after = city.with_changes(add={"parks": new}, name="一")

    assert after.parks.index.tolist() == ["P1", "P2", "P9"]
    assert after.parks.loc["P9", "source"] == "方案 一"
    assert after.parks.loc["P9", "area"] == 1600
    assert after.parks.loc["P1", ["source", "备注"]].isna().all()
    assert after.parks["open"].dtype == "boolean"
    assert rules(after)["方案“一”：新增"] == "P9"
    assert "source" not in new.columns


def test_degrees_become_the_grid_of_the_city(city):
    new = frame({"P9": area(60, -60)}).to_crs(4490)
    after = city.with_changes(add={"parks": new})

    assert after.parks.geometry["P9"].equals_exact(area(60, -60), 1e-6)


def test_a_layer_that_was_not_there(city):
    after = city.with_changes(add={"barriers": frame({"B1": line((0, 5), (9, 5))}, kind=["wall"])})

    assert after.barriers.index.tolist() == ["B1"]
    assert list(after.layers)[-1] == "barriers"
    assert city.barriers is None


def test_a_new_place_and_its_gate_come_together(city):
    gate = frame({"G9": at(80, -20)}, of_layer=["公园"], of=["P9"])
    after = city.with_changes(add={"entrances": gate, "parks": frame({"P9": area(60, -60)})})

    assert after.entrances.loc["G9", ["of_layer", "of"]].tolist() == ["parks", "P9"]
    assert "warning" not in set(after.findings["severity"])


@pytest.mark.parametrize(("x", "said"), [(119, False), (121, True)])
def test_a_gate_far_from_its_place_is_said(city, x, said):
    """The eastern edge of P1 lies at 100 m; 20 m away is still near."""
    gate = frame({"G9": at(x, 30)}, of_layer=["parks"], of=["P1"])
    found = city.with_changes(add={"entrances": gate}).findings

    assert found["value"].str.contains("G9 距 P1 的边界 21 米").any() == said
    assert ("warning" in set(found["severity"])) == said


def test_a_name_of_one_row_becomes_its_id(city):
    new = frame({"F9": at(30, 5)}, kind=["gym"], community=["东一村"])
    after = city.with_changes(add={"facilities": new})

    assert after.facilities["community"].tolist()[::2] == ["C1", "C1"]
    assert after.findings["rule"].str.contains("按名称").any()


def test_a_new_street_joins_and_it_is_said(city):
    after = city.with_changes(add={"streets": frame({"N1": line((50, 3), (50, 60))})}, name="一")

    assert after.streets.geometry["N1"].equals_exact(line((50, 0), (50, 60)), 1e-9)
    assert after.streets.geometry["S1"].equals_exact(line((0, 0), (50, 0), (200, 0)), 1e-9)
    found = rules(after)
    assert found["方案“一”：既有道路增加节点"] == "S1"
    assert (found["方案“一”：接入步行路网"], found["方案“一”：断头"]) == ("N1", "N1")


def test_a_street_can_be_opened_and_joined_at_once(city):
    new = {"streets": frame({"N1": line((203, 50), (260, 50))})}

    with pytest.raises(LayerError, match="最近的道路 S1 在 50 米外"):
        city.with_changes(add=new)
    after = city.with_changes(add=new, open={"streets": ["S2"]})
    assert shapely.get_num_coordinates(after.streets.geometry["S2"]) == 3


def refused(city, **asked) -> tuple[str, ...]:
    with pytest.raises(LayerError) as found:
        city.with_changes(**asked)
    return found.value.faults


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"open": {"parcks": ["P1"]}}, "没有名为“parcks”的图层（最接近的是 parks）"),
        ({"close": {"barriers": ["B1"]}}, "片区没有阻隔图层"),
        ({"close": {"communities": ["C1"]}}, "小区（communities）不能关闭"),
        ({"open": {"facilities": ["F1"]}}, "不能用 open"),
        ({"remove": {"parks": ["P01"]}}, "没有编号 P01（最接近的是 P1）"),
        ({"open": {"parks": ["P1"]}, "remove": {"parks": ["P1"]}}, "同时列在 open、remove 中"),
        ({"add": {"rivers": 1}}, "没有名为“rivers”的图层"),
        ({"add": {"parks": [1]}}, "给出的是 list"),
        ({"add": {"parks": pd.DataFrame(index=["P9"])}}, "没有几何"),
        ({"add": {"parks": frame({"P9": area(0, 0)}, crs=None)}}, "没有坐标系"),
        ({"add": {"parks": frame({"P1": area(0, 0)})}}, "编号 P1 在公园绿地图层中已有"),
        ({"add": {"parks": frame({"P9": at(0, 0)})}}, "的几何是 Point"),
        ({"add": {"parks": frame({"P9": area(0, 0)}, area=["大"])}}, "“面积”为“大”"),
        ({"add": {"parks": frame({"P9": area(0, 0)}).reset_index(drop=True)}}, "没有编号"),
        ({"add": {"facilities": frame({"F9": at(0, 0)})}}, "缺少“设施类型”"),
        (
            {"add": {"facilities": frame({"F9": at(0, 0)}, kind=["gym"], community=["C7"])}},
            "新增服务设施 F9 的“所属小区”在小区图层中不存在：C7",
        ),
        (
            {"add": {"entrances": frame({"G9": at(0, 0)}, of_layer=["parks"], of=["P7"])}},
            "新增出入口 G9 的“所属对象”在公园绿地图层中不存在：P7",
        ),
        (
            {"add": {"streets": frame({"N1": line((50, 23), (50, 60))})}},
            "新增道路 N1 没有接上步行路网，最近的道路 S1 在 23 米外",
        ),
        ({"add": {"streets": frame({"N1": PARTS})}}, "应为一条连续的折线"),
        ({"join": -1}, "join 为 -1"),
    ],
)
def test_what_is_refused(city, asked, said):
    faults = refused(city, **asked)

    assert len(faults) == 1
    assert said in faults[0]
    assert faults[0].endswith("。")


def test_every_fault_at_once(city):
    faults = refused(
        city,
        add={
            "parks": frame({"P9": area(0, 0)}, crs=None),
            "streets": frame({"N1": line((50, 23), (50, 60))}),
        },
        open={"parks": ["P7"], "facilities": ["F1"]},
        close={"entrances": ["G8"]},
    )

    assert len(faults) == 5


def test_same_input_same_bytes(city):
    asked = {
        "add": {"streets": frame({"N2": line((50, 2), (50, 60)), "N1": line((90, 2), (50, 58))})},
        "close": {"parks": ["P1"]},
    }
    one, two = city.with_changes(**asked), city.with_changes(**asked)

    assert one.streets.to_wkb().equals(two.streets.to_wkb())
    assert same(one, two)
    assert one.findings.equals(two.findings)


def test_the_district_with_its_north_gate_open():
    city = demo.district()
    after = city.with_changes(open={"entrances": ["G-P02-N"], "streets": ["S-P02-N"]}, name="北门")

    assert after.entrances.loc["G-P02-N", "access"] == "public"
    assert after.streets.loc["S-P02-N", "access"] == "public"
    kept = [layer for layer in city.layers if after.layers[layer] is city.layers[layer]]
    assert set(city.layers) - set(kept) == {"entrances", "streets"}
    assert (after.synthetic, after.sources is city.sources) == (True, True)
