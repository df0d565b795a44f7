"""The dirty survey workbook through the gate, as a planner reads it."""

import dirty
import pytest

from pianqu.gis.errors import LayerError
from pianqu.layers.city import City, Source, read

REFUSED = frozenset({"编号出现两次", "没有编号", "是空的"})
RATIOS = frozenset({"每户面积不合理", "每户人口不合理"})


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> tuple[list[dirty.Planted], City]:
    path = tmp_path_factory.mktemp("gate") / "摸底表.xlsx"
    planted = dirty.write(path, mended=REFUSED)
    return planted, read({"communities": Source(path)}, crs=4549)


def test_ids_and_names_refuse_the_layer_with_their_rows(tmp_path):
    planted = dirty.write(tmp_path / "摸底表.xlsx")
    with pytest.raises(LayerError) as caught:
        read({"communities": Source(tmp_path / "摸底表.xlsx")})

    rows = [str(fault.row) for fault in planted if fault.sort in REFUSED]
    assert len(caught.value.faults) == 3
    assert [row for row in rows if row not in str(caught.value)] == []


def test_every_other_fault_is_recorded_with_its_text(place):
    planted, found = place
    cells = [fault for fault in planted if fault.sort not in RATIOS]
    done = found.treatments.set_index(["id", "field"])["original"]

    assert len(cells) == 35
    assert {(fault.key, fault.field): fault.text for fault in cells} == done.to_dict()


def test_findings_name_the_faulty_rows_and_no_other(place):
    planted, found = place
    told = found.findings.query("severity != 'info' and rule != '没有几何的行'")
    ids = {key for line in told["id"] for key in line.split(";") if key}

    assert ids == {fault.key for fault in planted}


def test_the_planner_sees_how_each_heading_was_taken(place):
    _, found = place
    table = found.understood.set_index("heading")

    assert table.loc["占地面积（亩）", "field"] == "land_area"
    assert table.loc["户数", ["rows", "unread", "approximate"]].tolist() == [300, 7, 3]
    assert table["field"].tolist().count("") == 1  # 序号


def test_the_corrected_workbook_reads_clean(tmp_path):
    dirty.write(tmp_path / "摸底表.xlsx", faulty=False)
    found = read({"communities": Source(tmp_path / "摸底表.xlsx")}, crs=4549)

    assert len(found.communities) == 300
    assert found.treatments.empty
    assert found.findings.query("severity == 'error'").empty
    assert set(found.findings.query("severity == 'warning'")["rule"]) == {"没有几何的行"}
