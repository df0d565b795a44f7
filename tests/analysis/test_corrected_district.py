"""One file of corrections on the district: values and rows put right, and idle land contested."""

from dataclasses import replace

import pytest

import pianqu
from pianqu.layers import corrections, reading
from pianqu.layers.sources import Library, Source

FILE = """\
编号,图层,对象编号,处理,字段,值,原值,理由,来源,日期
K1,地块,L59,排除,,,,技术改造后复产,示范工业主管部门,2025-06-30
K2,地块,L18,,利用状态,在用,空置,已建成口袋公园,现场踏勘,2025-06-30
K3,楼栋,B001,改值,地上层数,7,,加建一层,现场踏勘,2025-06-30
K4,闲置地块,L04,核实,,,,现场空置,示范设计院,2025-06-30
K5,地块,L08,删除,,,,已并入道路红线,现场踏勘,2025-06-30
"""


@pytest.fixture(scope="module")
def plan(district, tmp_path_factory) -> pianqu.Plan:
    path = tmp_path_factory.mktemp("corrected") / "校正.csv"
    key = district.buildings.index[district.buildings["storeys"] == 6][0]
    path.write_text(FILE.replace("B001", str(key)), encoding="utf-8")
    table = reading.read("corrections", Source(path), Library()).frame
    done = corrections.apply({**district.layers, "corrections": table}, source=path.name)
    return pianqu.plan(replace(district, layers=done.layers), questions=("idle",), threads=1)


def test_what_is_contested_stays_contested(plan):
    assert plan["idle_plots"].loc["L59", "status"] == "excluded"
    log = plan["idle_corrections"].set_index("correction")
    assert log.loc["K1", ["plot", "result"]].tolist() == ["L59", "excluded"]
    assert log.loc["K1", "by"] == "示范工业主管部门"
    assert log.loc["K4", ["plot", "result"]].tolist() == ["L04", "confirmed"]


def test_rows_that_change_the_layers_are_none_of_the_inventory(plan):
    assert sorted(plan["idle_corrections"]["correction"]) == ["K1", "K4"]


def test_a_parcel_that_is_corrected_or_removed_answers_otherwise(plan):
    # both are planted as candidates: test_planted_idle
    own = plan["idle_evidence"].query("plot == 'L18'").set_index("rule")["says"]
    assert own["status_in_use"] == "against"
    assert "status_vacant" not in own.index
    assert "L08" not in plan["idle_plots"].index
