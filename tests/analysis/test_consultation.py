"""Whom a lift shaft takes sun from: storeys, households, totals, and what the rule says."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.lifts import consultation
from pianqu.gis.errors import ChoiceError

UNITS = pd.DataFrame(
    {"name": ["1单元", "2单元", None], "households_per_storey": [2, 3, None]},
    index=["U1", "U2", "U3"],
)
HOMES = pd.DataFrame({"name": ["3号楼", None], "community": ["C1", None]}, index=["B1", "B2"])
PLACES = pd.DataFrame({"name": ["东风新村"]}, index=["C1"])
SHAFTS = pd.DataFrame({"top": [20.0, 20.0, None]}, index=["U1", "U2", "U9"])
RULES = standards.load("lift_daylight")


def effects(*rows):
    """Rows are (stairwell, building, unit, storey, own, lost, covered, newly below)."""
    names = ["stairwell", "building", "unit", "storey", "own", "lost", "covered", "newly_below"]
    found = pd.DataFrame(rows, columns=names).astype({"newly_below": "boolean"})
    more = {"covered_sure": False, "covered_maybe": False, "deciders": None}
    return found.assign(window=found.index, **more)


ROWS = effects(
    ("U1", "B1", "U1", 1, True, 30.0, False, True),
    ("U1", "B1", "U1", 1, True, 50.0, False, False),
    ("U1", "B1", "U1", 1, True, 99.0, True, False),
    ("U1", "B1", "U2", 1, True, 20.0, False, True),
    ("U1", "B2", "U3", 2, False, 10.0, False, False),
)
LIGHT = consultation.summary(ROWS, UNITS, HOMES, PLACES)
TOTALS = consultation.totals(LIGHT, SHAFTS)


def test_a_storey_of_a_stairwell_is_one_row():
    first = LIGHT.iloc[0]
    assert len(LIGHT) == 3
    assert first[["windows", "newly_below", "covered", "households"]].tolist() == [3, 1, 1, 2]
    assert first["lost_most"] == 50.0  # the covered window is told apart


def test_storeys_are_named_as_a_notice_names_them():
    assert LIGHT["words"].tolist() == [
        "东风新村 3号楼 1单元 1层（2户）",
        "东风新村 3号楼 2单元 1层（3户）",
        "B2 U3 2层（户数不详）",
    ]
    assert LIGHT["side"].tolist() == ["own", "own", "neighbour"]


def test_windows_of_no_stairwell_are_told_too():
    found = consultation.summary(
        effects(("U1", "B1", None, 1, True, 9.0, False, True)), UNITS, HOMES
    )
    assert found["words"].tolist() == ["3号楼 单元不详 1层（户数不详）"]
    assert found["households"].isna().all()


def test_totals_are_of_every_shaft():
    assert TOTALS.index.tolist() == SHAFTS.index.tolist()
    counts = ["windows", "newly_below", "covered", "households_below", "neighbours"]
    assert TOTALS.loc["U1", counts].tolist() == [5, 2, 1, 5, 1]
    assert TOTALS.loc["U2", counts].tolist() == [0, 0, 0, 0, 0]
    assert TOTALS.loc["U9", counts].isna().all()
    assert TOTALS["reason"].isna().tolist() == [True, True, False]


def test_unknown_households_leave_the_total_unknown():
    rows = effects(
        ("U1", "B1", "U1", 1, True, 30.0, False, True),
        ("U1", "B2", "U3", 2, False, 9.0, False, True),
    )
    found = consultation.totals(consultation.summary(rows, UNITS, HOMES), SHAFTS)
    assert found.loc["U1", "newly_below"] == 2
    assert found.loc["U1", "newly_below_neighbour"] == 1
    assert pd.isna(found.loc["U1", "households_below"])


def test_no_rows_make_totals_of_nothing():
    light = consultation.summary(effects().astype({"own": bool, "covered": bool}), UNITS, HOMES)
    found = consultation.totals(light, SHAFTS)
    assert light.empty
    assert found["windows"].tolist()[:2] == [0, 0]


@pytest.mark.parametrize(
    ("key", "effect", "windows"),
    [("gb50180", "warn", 2), ("local_all", "veto", 2), ("local_neighbour", "none", 0)],
)
def test_the_rule_says_what_follows(key, effect, windows):
    found = consultation.verdicts(TOTALS, RULES.loc[key])
    assert found.loc["U1", "effect"] == effect
    assert found.loc["U1", "windows"] == windows
    assert found.loc["U2", "effect"] == "none"
    assert pd.isna(found.loc["U9", "effect"])
    assert found.loc["U9", "note"] == consultation.NO_TOP


def test_the_note_names_the_clause_and_how_sure_we_are():
    note = consultation.verdicts(TOTALS, RULES.loc["gb50180"]).loc["U1", "note"]
    assert "GB 50180-2018 4.0.9-2" in note
    assert "已核对" in note
    assert "未核实" in consultation.verdicts(TOTALS, RULES.loc["local_all"]).loc["U1", "note"]


def test_undecided_windows_leave_it_open_unless_others_fall():
    rows = effects(("U1", "B1", "U1", 1, True, 30.0, False, None))
    light = consultation.summary(rows, UNITS, HOMES)
    found = consultation.verdicts(consultation.totals(light, SHAFTS), RULES.loc["gb50180"])
    assert light["undecided"].tolist() == [1]
    assert pd.isna(found.loc["U1", "effect"])
    both = pd.concat([rows, ROWS.iloc[:1]], ignore_index=True)
    light = consultation.summary(both, UNITS, HOMES)
    found = consultation.verdicts(consultation.totals(light, SHAFTS), RULES.loc["gb50180"])
    assert found.loc["U1", "effect"] == "warn"


def verdict(rule, *rows, **more):
    light = consultation.summary(effects(*rows).assign(**more), UNITS, HOMES)
    return consultation.verdicts(consultation.totals(light, SHAFTS), RULES.loc[rule]).loc["U1"]


def test_an_undecided_window_names_the_buildings_it_depends_on():
    row = ("U1", "B1", "U1", 1, True, None, False, None)
    found = verdict("local_all", row, row, deciders=["B7;B9", "B8;B10"])
    assert pd.isna(found["effect"])
    assert "2 扇窗是否新增不达标取决于高度未知的楼栋 B10、B7、B8 等 4 栋" in found["note"]
    assert verdict("local_neighbour", row)["effect"] == "none"  # no window of a neighbour


@pytest.mark.parametrize(
    ("rule", "own", "surveyed", "effect"),
    [
        ("gb50180", True, False, "warn"),
        ("local_all", True, True, "veto"),
        ("local_all", True, False, None),
        ("local_neighbour", True, True, "none"),
        ("local_neighbour", False, True, "veto"),
    ],
)
def test_a_covered_window_that_had_sun_counts_apart(rule, own, surveyed, effect):
    row = ("U1", "B1", "U1", 1, own, 99.0, True, False)
    found = verdict(rule, row, covered_sure=surveyed, covered_maybe=not surveyed)
    assert (None if pd.isna(found["effect"]) else found["effect"]) == effect
    assert found["windows"] == 0
    assert ("另有 1 扇原达标窗户被井道遮盖" in found["note"]) == (effect != "none")
    assert ("须现场核对" in found["note"]) == (effect is None)


def test_stairwells_and_buildings_may_be_categories():
    rows = ROWS.astype({"stairwell": "category", "building": "category", "unit": "category"})
    light = consultation.summary(rows, UNITS, HOMES, PLACES)
    assert light["words"].tolist() == LIGHT["words"].tolist()


@pytest.mark.parametrize("column", ["effect", "counts"])
def test_another_word_in_the_rule_is_refused(column):
    rule = RULES.loc["gb50180"].copy()
    rule[column] = "maybe"
    with pytest.raises(ChoiceError, match=f"gb50180 的 {column} 为“maybe”"):
        consultation.verdicts(TOTALS, rule)
