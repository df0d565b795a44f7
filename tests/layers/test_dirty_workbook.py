"""A dirty survey workbook of 300 communities: 40 faults found, none among the 260 clean rows."""

import re
from pathlib import Path

import dirty
import pandas as pd
import pytest

from pianqu.layers import kinds, schema
from pianqu.layers.checks import counts
from pianqu.layers.formats import sheets
from pianqu.layers.formats.sheets import Sheet
from pianqu.layers.schema import Typed
from pianqu.layers.survey import headings

NAME = "摸底表.xlsx"
_IDS = ("id", "name")  # their faults refuse the layer
_RATIOS = {"每户面积不合理": "建筑面积", "每户人口不合理": "人口"}


def read(path: Path) -> tuple[Sheet, Typed]:
    sheet, plan = sheets.read_sheet(path, "摸底表"), kinds.schema("communities")
    said = headings.units(sheet.notes)
    named = headings.rename(sheet.frame, plan, columns={}, source=NAME, units=said)
    assert named.faults == []
    whole = schema.typed(named.frame, plan, source=NAME, rows=sheet.rows, written=named.written)
    return sheet, whole


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = tmp_path_factory.mktemp("dirty") / NAME
    planted = dirty.write(path)
    return planted, *read(path)


def doubted(whole: Typed, sheet: Sheet) -> dict[int, str]:
    """Row to rule, of the checks of one number against another."""
    known = whole.frame[whole.frame.index.notna() & ~whole.frame.index.duplicated(keep=False)]
    rows = {str(key): row for key, row in zip(whole.frame.index, sheet.rows, strict=True)}
    said = counts.households({"communities": known})
    return {rows[key]: one["rule"] for one in said for key in one["id"].split(";") if key}


def alike(cell: object, value: object) -> bool:
    if value is None or pd.isna(cell):
        return value is None and pd.isna(cell)
    if isinstance(cell, pd.Timestamp):
        return cell.date() == value
    return cell == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value)


def test_there_are_forty_faults_of_many_sorts(found):
    planted, sheet, _ = found

    assert len(planted) == len({fault.row for fault in planted}) == 40
    assert len({fault.sort for fault in planted}) >= 12
    assert len(sheet.frame) == 300


def test_every_fault_is_found_with_its_row_and_text(found):
    planted, sheet, whole = found
    treated = {(one["source"], one["field"]): one for one in whole.treatments}
    ratios = doubted(whole, sheet)
    missed = []
    for fault in planted:
        line = f"第 {fault.row} 行"
        if fault.field in _IDS:
            seen = any(re.search(rf"\D{fault.row}\D", one) for one in whole.faults)
        elif fault.sort in _RATIOS:
            seen = fault.row in ratios
        else:
            one = treated.get((f"{NAME} {line}", fault.field))
            rules = {said["rule"] for said in whole.findings if fault.key in said["id"].split(";")}
            seen = (
                one is not None
                and one["original"] == fault.text
                and any(fault.sort in rule for rule in rules)
            )
        missed += [] if seen else [fault]

    assert missed == []


def test_nothing_is_claimed_of_the_clean_rows(found):
    planted, sheet, whole = found
    wrong = {fault.row for fault in planted} | {sheet.rows[3]}  # the row whose id was taken
    treated = {int(re.findall(r"第 (\d+) 行", one["source"])[0]) for one in whole.treatments}
    told = {int(row) for one in whole.faults for row in re.findall(r"第 (\d+)", one)}

    assert treated - wrong == set()
    assert told - wrong == set()
    assert set(doubted(whole, sheet)) - wrong == set()
    assert len(whole.faults) == 3


def test_the_clean_rows_hold_what_was_surveyed(found):
    planted, sheet, whole = found
    wrong = {fault.row for fault in planted}
    right = [at for at, row in enumerate(sheet.rows) if row not in wrong]
    unlike = [
        (at, field)
        for at in right
        for field, value in dirty.truth(at).items()
        if field != "id" and not alike(whole.frame.iloc[at][field], value)
    ]
    assert unlike == []
    assert len(right) == 260
    assert whole.frame["district"].tolist() == [town for town in dirty.TOWNS for _ in range(100)]


def test_a_fault_leaves_the_cell_missing_or_approximate(found):
    planted, sheet, whole = found
    at = {row: position for position, row in enumerate(sheet.rows)}
    for fault in planted:
        value = whole.frame.iloc[at[fault.row]].get(fault.field)
        if fault.sort == "是约数":
            assert value in (300, 400)
        elif fault.field not in _IDS and fault.sort not in _RATIOS:
            assert pd.isna(value)


def test_totals_and_notes_are_no_communities(found):
    _, sheet, _ = found
    assert sheet.totals is not None
    listed = {rule: value for _, rule, value, _ in sheet.notes}

    assert sheet.totals["户数"].tolist()[-1] == str(
        sum(dirty.truth(n)["households"] for n in range(300))
    )
    assert len(sheet.totals) == 4
    assert listed["表头的位置"].startswith("表头在第 3 至 4 行")
    assert len([rule for rule in listed if "重复的表头" in rule]) == 1


def test_the_corrected_workbook_is_clean(tmp_path):
    assert dirty.write(tmp_path / NAME, faulty=False) == []
    sheet, whole = read(tmp_path / NAME)

    assert (whole.faults, whole.treatments, whole.findings) == ([], [], [])
    assert doubted(whole, sheet) == {}
    assert len(whole.frame) == 300
