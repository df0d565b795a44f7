"""Codes of land use are taken only with their standard."""

import pandas as pd
import pytest

from pianqu.layers import kinds
from pianqu.layers.checks.landuse import settled


def plots(codes, **more) -> pd.DataFrame:
    ids = [f"L{number}" for number in range(1, len(codes) + 1)]
    return pd.DataFrame({"landuse": pd.Series(codes, index=ids, dtype="string"), **more}, index=ids)


@pytest.mark.parametrize(
    ("code", "survey", "plan"),
    [
        ("0702", "农村宅基地", "城镇社区服务设施用地"),
        ("1201", "空闲地", "铁路用地"),
        ("1207", "裸岩石砾地", "城镇村道路用地"),
    ],
)
def test_a_bare_code_is_refused_with_both_its_meanings(code, survey, plan):
    (fault,) = settled(plots([code]), source="地块.shp", scheme=None).faults

    assert fault.startswith("地块.shp：L1 ")
    assert f"{code} 在三调中是{survey}，在用地用海中是{plan}" in fault
    assert "landuse_scheme" in fault


def test_a_declared_standard_fills_what_is_blank_and_nothing_else():
    frame = plots(["1201", "1201", None], landuse_scheme=["ydyh", None, None])
    done = settled(frame, source="a", scheme="三调")

    assert done.frame["landuse_scheme"].fillna("").tolist() == ["ydyh", "survey3", ""]
    assert frame["landuse_scheme"].fillna("").tolist() == ["ydyh", "", ""]
    assert (done.faults, done.findings) == ([], [])


def test_only_the_rows_without_a_standard_are_named():
    frame = plots(["0701", "R2", None], landuse_scheme=["ydyh", None, None])
    (fault,) = settled(frame, source="a", scheme=None).faults

    assert fault.startswith("a：L2 的用地代码")


@pytest.mark.parametrize(
    ("scheme", "code", "known"),
    [
        ("ydyh", "070102", True),
        ("ydyh", "99", False),
        ("gb50137", "r22", True),
        ("gb50137", "0701", False),
        ("survey3", "0810A", True),
        ("osm", "residential", True),
    ],
)
def test_a_code_is_looked_up_in_its_own_standard(scheme, code, known):
    done = settled(plots([code], landuse_scheme=[scheme]), source="a", scheme=None)

    assert [note["id"] for note in done.findings] == ([] if known else ["L1"])


@pytest.mark.parametrize(
    ("scheme", "code", "parent"),
    [
        ("ydyh", "070109", "0701 城镇住宅用地"),
        ("ydyh", "0799", "07 居住用地"),
        ("survey3", "0701Z", "0701 城镇住宅用地"),
        ("gb50137", "R9", "R 居住用地"),
    ],
)
def test_a_finer_code_is_read_as_its_class_and_said_to_be(scheme, code, parent):
    (note,) = settled(plots([code], landuse_scheme=[scheme]), source="a", scheme=None).findings

    assert (note["severity"], note["id"]) == ("info", "L1")
    assert f"{code} 按 {parent}（1 行）" in note["value"]


def test_a_code_that_lost_its_nought_is_kept_and_the_nearest_are_offered():
    done = settled(plots(["701", "701", "9Z"]), source="a", scheme="ydyh")

    (note,) = done.findings
    assert (note["severity"], note["id"]) == ("error", "L1;L2;L3")
    assert "用地用海 701，相近的有 0701 城镇住宅用地" in note["value"]
    assert "用地用海 9Z（1 行）" in note["value"]
    assert done.frame["landuse"].tolist() == ["701", "701", "9Z"]


@pytest.mark.parametrize(
    ("codes", "heading", "hint"),
    [
        (["1201"], "DLBM", "列名 DLBM 多见于三调"),
        (["1201"], None, None),
        (["0810A", "1201"], "代码", "这些代码只有三调全都有"),
        (["R2", "A33"], None, "这些代码只有GB 50137全都有"),
    ],
)
def test_a_heading_or_the_codes_suggest_a_standard_and_decide_nothing(codes, heading, hint):
    done = settled(plots(codes), source="a", scheme=None, heading=heading)

    assert "landuse_scheme" not in done.frame
    assert (hint in done.faults[0]) if hint else ("但不能由此断定" not in done.faults[0])


def test_every_code_of_the_table_is_known_to_its_own_standard():
    for row in kinds.rows("landuse_codes"):
        frame = plots([row["code"]], landuse_scheme=[row["scheme"]])
        assert settled(frame, source="a", scheme=None).findings == [], row


def test_codes_of_the_table_stand_once_with_a_status():
    rows = kinds.rows("landuse_codes")

    assert len({(row["scheme"], row["code"]) for row in rows}) == len(rows)
    assert {row["status"] for row in rows} <= {"verified", "secondary", "unverified"}
    known = {choice.code for choice in kinds.vocabulary("landuse_scheme")}
    assert {row["scheme"] for row in rows} == known - {"osm"}


def test_an_unknown_standard_is_refused():
    (fault,) = settled(plots(["0701"]), source="a", scheme="国标").faults

    assert "“国标”" in fault
    assert "survey3（三调）" in fault


def test_a_layer_without_codes_is_left_alone():
    frame = pd.DataFrame({"name": ["甲"]}, index=["L1"])

    assert settled(frame, source="a", scheme="三调").frame is frame
