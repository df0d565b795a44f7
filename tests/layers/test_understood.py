"""What was understood of a table: every heading once, with counts, examples and what to write."""

import pandas as pd

from pianqu.layers import kinds, schema
from pianqu.layers.formats.raw import Raw
from pianqu.layers.survey import headings, understood

CELLS = {
    "序号": ["1", "2", "3"],
    "小区名称": ["甲", "乙", "丙"],
    "占地面积/亩": ["3", "约6", None],
    "户数（户）": ["300-350", "12", "/"],
    "户数（人）": ["1", "2", "3"],
    "是否有业主委员会": ["√", "×", "○"],
    "楼幢个数": ["1", "2", "3"],
    "联系电话": ["x", "y", "z"],
}


def table(cells: dict[str, list]) -> pd.DataFrame:
    raw, plan = (
        Raw(pd.DataFrame(cells), table="摸底表", name="表.xlsx"),
        kinds.schema("communities"),
    )
    named = headings.rename(raw.frame, plan, columns={}, source=raw.name)
    typed = schema.typed(named.frame, plan, source=raw.name, written=named.written)
    return understood.table("communities", raw, named, typed).set_index("heading")


def test_every_heading_has_its_row_in_the_order_of_the_file():
    found = table(CELLS)

    assert list(found.index) == list(CELLS)
    assert found["field"].tolist()[:4] == ["id", "name", "land_area", "households"]
    assert found["rows"].unique().tolist() == [3]
    assert (found["source"].unique(), found["table"].unique()) == (["表.xlsx"], ["摸底表"])


def test_cells_are_counted_and_shown_as_written():
    found = table(CELLS)
    counts = ["read", "blank", "approximate", "unread"]

    assert found.loc["占地面积/亩", counts].tolist() == [2, 1, 1, 0]
    assert found.loc["户数（户）", counts].tolist() == [1, 1, 0, 1]
    assert found.loc["是否有业主委员会", counts].tolist() == [2, 0, 0, 1]
    assert found.loc["占地面积/亩", "examples"] == "约6 → 4000（约数）；3 → 2000"
    assert round(found.loc["占地面积/亩", "factor"], 2) == 666.67


def test_a_heading_that_is_not_understood_says_what_to_write():
    found = table(CELLS)

    assert found.loc["户数（人）", "field"] == ""
    assert "“户数”" in found.loc["户数（人）", "remedy"]
    assert '"楼幢个数" = "building_count"' in found.loc["楼幢个数", "remedy"]
    assert "columns" in found.loc["联系电话", "remedy"]
