"""All checks together: nothing is changed, nothing is said of nothing, the district is told truly."""

import inspect
import re
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from pianqu.layers import findings, kinds
from pianqu.layers.checks import across, rules
from pianqu.layers.demo import district

TWICE = "步行道路重复"  # crossings that are drawn from both pavements


@cache
def layers() -> dict[str, pd.DataFrame]:
    return dict(district().layers)


def test_the_district_is_told_what_is_true_of_it_and_no_more():
    told = [(line["severity"], line["layer"], line["rule"]) for line in across.find(layers())]

    assert [line for line in told if line[2] != TWICE] == [
        ("info", "streets", "道路不全连通"),
    ]


def test_streets_that_are_told_twice_are_those_that_equal_another():
    lines = layers()["streets"].geometry
    around = lines.buffer(0.002)
    first, second = around.sindex.query(lines, predicate="covered_by")
    within = {(one, other) for one, other in zip(first, second, strict=True) if one != other}
    same = {str(lines.index[row]) for one, row in within if (row, one) in within}

    found = [line["id"] for line in across.find(layers()) if line["rule"] == TWICE]
    assert {key for ids in found for key in ids.split(";")} == same


def test_the_street_that_stands_alone_is_the_one_that_was_planted():
    (found,) = [line for line in across.find(layers()) if line["rule"] == "道路不全连通"]

    assert found["id"] == "S-island"


def test_no_frame_is_changed():
    before = {name: frame.copy() for name, frame in layers().items()}
    across.find(layers())

    for name, frame in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(layers()[name]))


@pytest.mark.parametrize(
    "check", across.CHECKS, ids=lambda check: f"{check.__module__}.{check.__name__}"
)
def test_of_no_layers_and_of_empty_ones_and_of_bare_ones_nothing_is_said(check):
    bare = {
        name: gpd.GeoDataFrame(geometry=[None, None], index=["1", "2"], crs=4549)
        for name in ("communities", "parks", "facilities")
    }

    assert check({}) == []
    assert check({name: frame.iloc[:0] for name, frame in layers().items()}) == []
    assert check(bare) == []


@pytest.mark.parametrize(
    ("layer", "key", "field", "value", "rule"),
    [
        ("buildings", "C01-B001", "height", 99.0, "建筑高度与层数不符"),
        ("buildings", "C01-B001", "community", "C02", "楼栋位于另一个小区"),
        ("buildings", "C01-B001", "community", None, "楼栋在小区范围内而没有填写所属小区"),
        ("buildings", "C01-B001", "elderly", 9999, "老年人口多于居住人口"),
        ("buildings", "C01-B001", "year_built", 1911, "小区建成年份晚于其中的楼栋"),
        ("communities", "C02", "households", 433, "户数合计少于登记"),
        ("communities", "C02", "households", 431, "户数合计多于登记"),
        ("communities", "C02", "building_count", 61, "楼栋数少于登记"),
    ],
)
def test_one_wrong_cell_in_the_district_is_found(layer, key, field, value, rule):
    wrong = layers()[layer].copy()
    wrong.loc[key, field] = value
    told = {
        line["rule"]: line["id"].split(";")
        for line in across.find({**layers(), layer: wrong})
        if line["layer"] in ("communities", "buildings")
    }

    assert key in told[rule] or "C01" in told[rule]


def test_every_rule_has_a_value_a_unit_and_a_status_and_is_used():
    table = kinds.rows("check_rules")
    folder = Path(inspect.getfile(across)).parent
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))

    assert len({row["rule"] for row in table}) == len(table)
    for row in table:
        assert re.search(rf'"{row["rule"]}"', code), row["rule"]
        assert row["status"] in {"verified", "secondary", "unverified", "assumption"}
        assert all(row[column] for column in ("zh", "unit", "standard", "meaning"))
        assert rules.limit(row["rule"]) >= 0
        assert rules.said(row["rule"]).startswith(row["zh"])


def test_an_unknown_rule_is_an_error():
    with pytest.raises(KeyError):
        rules.limit("nothing")


def test_findings_are_rows_of_the_table_of_findings():
    table = findings.table(across.find(layers()))

    assert set(table["severity"]) <= {"info", "warning", "error"}
    assert table["remedy"].str.len().gt(0).all()
    known = {name: set(frame.index.astype(str)) for name, frame in layers().items()}
    for line in table.itertuples():
        assert set(filter(None, line.id.split(";"))) <= known[line.layer]
