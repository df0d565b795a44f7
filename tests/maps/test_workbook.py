"""The workbook of a plan: every value as its own type, every table, and the same bytes twice."""

import zipfile
from datetime import date, datetime
from types import SimpleNamespace

import answered
import bundled_plan
import fallow
import ledgered
import lifted
import pandas as pd
import programmed
import pytest
import sited_plan
from openpyxl import load_workbook

from pianqu.gis.errors import OutputError
from pianqu.layers import kinds
from pianqu.layers.demo import district
from pianqu.maps import workbook
from pianqu.maps.look import Look
from pianqu.maps.workbook.columns import columns, twins
from pianqu.maps.workbook.entries import entries
from pianqu.maps.workbook.records import frame, lexicon
from pianqu.maps.workbook.sheets import HEAD

NO_FIELDS = pd.DataFrame(columns=["table", "field", "zh", "unit"])
ROOMS = {
    "answered": answered.built,
    "bundled": bundled_plan.built,
    "fallow": fallow.built,
    "ledgered": ledgered.built,
    "lifted": lifted.built,
    "programmed": programmed.built,
    "sited": sited_plan.built,
}


def made(tables: dict[str, pd.DataFrame], fields: pd.DataFrame = NO_FIELDS) -> SimpleNamespace:
    return SimpleNamespace(tables=tables, fields=fields)


def opened(plan, folder, **choices):
    return load_workbook(workbook.write(plan, folder / "plan.xlsx", **choices))


def field(table: str, name: str, zh: str, unit: str) -> dict[str, str]:
    return {"table": table, "field": name, "zh": zh, "unit": unit}


@pytest.fixture
def news() -> SimpleNamespace:
    """One row of every kind of value, and one of nothing."""
    table = pd.DataFrame(
        {
            "cost": [1234.5, None],
            "share": [0.25, None],
            "many": pd.array([24, None], dtype="Int64"),
            "done": pd.array([True, None], dtype="boolean"),
            "day": pd.to_datetime(["2024-05-01", None]),
            "certainty": ["unverified", None],
            "serial": [12_345_678_901_234_567, 7],
            "note": ["=1+1", None],
        }
    )
    units = {"cost": "yuan", "share": "ratio", "many": "household"}
    rows = [field("news", name, f"列{name}", units.get(name, "")) for name in table]
    return made({"news": table}, pd.DataFrame(rows))


def test_a_value_is_of_its_own_type(news, tmp_path):
    sheet = opened(news, tmp_path)["news"]
    first, second = sheet[HEAD + 1], sheet[HEAD + 2]

    assert [cell.value for cell in first] == [
        *(1234.5, 0.25, 24, "是", datetime(2024, 5, 1), "未核实", "12345678901234567", "=1+1"),
    ]
    assert [cell.data_type for cell in first] == [*"nnnsdsss"]
    assert [cell.number_format for cell in first[:3]] == ["#,##0.00", "0.0%", "#,##0"]
    assert first[4].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in second] == [*[None] * 6, 7, None]
    assert second[0].fill.fill_type == "lightUp"
    assert second[7].fill.fill_type is None  # a remark that is not needed is not missing


def test_headings_are_chinese_with_units_and_fields_above(news, tmp_path):
    sheet = opened(news, tmp_path)["news"]

    assert [cell.value for cell in sheet[HEAD]][:3] == ["列cost（元）", "列share", "列many（户）"]
    assert [cell.value for cell in sheet[HEAD - 1]][:2] == ["cost", "share"]
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:H6"
    assert sheet["A2"].hyperlink.location == "'目录'!A1"


def test_a_doubtful_code_is_coloured(news, tmp_path):
    cell = opened(news, tmp_path)["news"]["F5"]

    assert cell.value == "未核实"
    assert cell.fill.fgColor.rgb == "00FDEBC8"


@pytest.mark.parametrize("room", ROOMS)
def test_every_row_of_every_table_is_there(room, tmp_path):
    plan = made(ROOMS[room]())
    book = opened(plan, tmp_path)

    for entry in entries(plan, {}):
        table = entry.frame
        told = [column.cells for column in columns(entry.table, table, entry.words)]
        sheet = book[entry.tabs[0]]
        rows = list(sheet.iter_rows(min_row=HEAD + 1, values_only=True))
        assert len(rows) == max(len(table), 1)
        if told and len(table):
            assert [tuple(map(seen, row)) for row in rows] == [
                tuple(map(seen, row)) for row in zip(*told, strict=True)
            ]
    assert {"timings", *plan.tables} - {"timings"} <= {entry.name for entry in entries(plan, {})}


def seen(value: object) -> object:
    """As it is read back: a day has an hour, nothing is nothing."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, float):
        return pytest.approx(value)
    return None if value == "" else value


@pytest.fixture(scope="module")
def layers(tmp_path_factory):
    """The layers of the synthetic district, and its workbook."""
    city = district()
    tables = {name: layer for name, layer in city.layers.items() if len(layer)}
    rows = [
        field(name, one.name, one.zh, one.unit)
        for name in tables
        for one in kinds.schema(name).fields
    ]
    plan = made(tables, pd.DataFrame(rows))
    return plan, opened(plan, tmp_path_factory.mktemp("layers"))


def tab_of(plan, name: str) -> str:
    return next(entry.tabs[0] for entry in entries(plan, {}) if entry.name == name)


def test_numbers_of_the_district_are_those_of_its_layers(layers):
    plan, book = layers

    for name in plan.tables:
        table = frame(plan, name)
        sheet = book[tab_of(plan, name)]
        places = {cell.value: cell.column - 1 for cell in sheet[HEAD - 1] if cell.value}
        rows = list(sheet.iter_rows(min_row=HEAD + 1, values_only=True))
        shown = {key: [row[place] for row in rows] for key, place in places.items()}
        for key in shown.keys() & set(table.select_dtypes("number")):
            given = table[key].astype(float).where(table[key].notna(), None)
            assert shown[key] == [None if pd.isna(one) else pytest.approx(one) for one in given]
        assert shown["id"] == list(table["id"].astype(str))


def test_no_cell_of_the_district_is_a_formula_or_an_error(layers):
    kinds_of = {cell.data_type for sheet in layers[1] for row in sheet.iter_rows() for cell in row}

    assert kinds_of == {"n", "s", "d"}


def test_every_heading_of_the_district_is_chinese(layers):
    plan, book = layers
    heads = [cell.value for name in plan.tables for cell in book[tab_of(plan, name)][HEAD]]

    assert [head for head in heads if not any(ord(sign) > 0x2E7F for sign in head)] == []


def test_codes_of_a_layer_are_read_as_words(layers):
    sheet = layers[1]["楼栋"]
    place = next(cell.column for cell in sheet[HEAD - 1] if cell.value == "use")

    assert {row[place - 1].value for row in sheet.iter_rows(min_row=HEAD + 1)} == {
        "住宅",
        "商住",
    }


def test_geometry_is_left_out_and_said(layers):
    sheet = layers[1]["公园绿地"]

    assert "geometry" not in [cell.value for cell in sheet[HEAD - 1]]
    assert "图形未列出" in sheet["B2"].value


def test_the_same_plan_gives_the_same_bytes(news, tmp_path):
    one, two = (workbook.write(news, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))

    assert one == two
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {part.date_time[0] for part in archive.infolist()} == {1980}


def test_a_code_beside_its_word_is_said_once():
    table = pd.DataFrame({"stage": ["a", "b"], "stage_zh": ["规划", "建设"], "x": [1, 2]})
    half = table.assign(stage_zh=["规划", None])

    assert twins(table) == {"stage": "stage_zh"}
    assert twins(half) == {}
    shown = columns("news", table, lexicon(made({})))
    assert [column.field for column in shown] == ["stage_zh｜stage", "x"]


def test_the_name_of_a_community_stands_beside_its_id(tmp_path):
    homes = pd.DataFrame({"name": ["东一村"]}, index=pd.Index(["C1"], name="id"))
    gaps = pd.DataFrame({"community": ["C1", "C9"], "many": [1, 2]})
    sheet = opened(made({"communities": homes, "gaps": gaps}), tmp_path)["缺口与怎样补上"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)] == [
        ["C1", "东一村", 1],
        ["C9", "C9", 2],
    ]


def test_tables_of_a_scenario_have_sheets(tmp_path):
    changes = made({"changes": pd.DataFrame({"kind": ["gym"], "gained": [3]})})
    book = opened(made({}), tmp_path, scenarios={"north": changes})

    assert book["方案 north：前后对比"]["B5"].value == 3


def test_a_folder_that_is_not_there_is_refused(news, tmp_path):
    with pytest.raises(OutputError, match="无法写入"):
        workbook.write(news, tmp_path / "none" / "plan.xlsx")
    assert workbook.write(news, tmp_path / "plan.xlsx", look=Look(title="示例")).is_file()
