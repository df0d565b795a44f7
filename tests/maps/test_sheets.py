"""Which tables are drawn, in which order and classes."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from pianqu.maps.atlas import sheets as module
from pianqu.maps.atlas.sheets import sheets


def points(**columns: list) -> gpd.GeoDataFrame:
    number = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[Point(5e5, 3.44e6)] * number, crs=4549)


def labels(layer: str, frame: gpd.GeoDataFrame) -> list[str]:
    legend = module._LEGENDS[layer](frame)
    marks = [0] * len(frame) if legend.index is None else legend.index
    return [legend.swatches[mark].label for mark in marks]


def test_order_is_areas_below_and_services_on_top(plan):
    names = list(sheets(plan))

    assert names == ["parks", "streets", "communities", "outlines", "buildings", "facilities"]


def test_what_has_no_place_is_not_drawn(plan):
    plan.tables["parks"] = plan.tables["parks"].set_geometry([None])
    plan.tables["ledger"] = pd.DataFrame({"amount": [1.0]})
    plan.tables["streets"] = plan.tables["streets"].iloc[:0]

    assert {"parks", "ledger", "streets"} & set(sheets(plan)) == set()


@pytest.mark.parametrize("layer", ["parcels", "premises", "barriers", "protections"])
def test_classes_of_a_legend_differ(layer):
    swatches = module._LEGENDS[layer](points(kind=[None])).swatches

    assert len({swatch.colour for swatch in swatches}) == len(swatches)
    assert len({swatch.label for swatch in swatches}) == len(swatches)


def test_codes_without_a_colour_share_one():
    frame = points(kind=["ancient_tree", "red_line", None, "一种新的"])

    assert labels("protections", frame) == ["古树名木", "其他", "无数据", "其他"]


def test_what_is_in_use_is_grey():
    frame = points(status=["in_use"] * 5 + ["vacant"])

    assert labels("parcels", frame) == ["在用"] * 5 + ["空置"]
    legend = module._LEGENDS["parcels"](frame)
    assert [swatch.colour for swatch in legend.swatches if swatch.label == "在用"] == ["#dcdfe3"]


@pytest.mark.parametrize(
    ("stairs", "access", "label"),
    [
        (True, "public", "台阶"),
        (True, "closed", "封闭，不可通行"),
        (None, None, "步行道路"),
        (False, "residents", "步行道路"),
    ],
)
def test_streets_by_what_they_ask_of_a_walker(stairs, access, label):
    frame = points(stairs=pd.array([stairs], dtype="boolean"), access=[access])

    assert labels("streets", frame) == [label]
    assert labels("streets", frame[["geometry"]]) == ["步行道路"]
