"""What a click shows: headings, units, codes as words."""

import pandas as pd
import pytest

from pianqu.maps.web.cards import card_fields, plain


def test_codes_references_and_shares_are_words(plan):
    homes = plan.tables["buildings"]
    homes["use"] = ["residential"] * 4 + ["commercial"]
    homes["lift"] = pd.array([True, False, None, None, None], dtype="boolean")
    homes["备注"] = ["甲", None, None, None, None]
    plan.tables["communities"]["green_share"] = [0.25, None]

    cards = card_fields(plan, "buildings")
    assert list(cards.columns)[:3] == ["所属小区", "地上层数（层）", "户数（户）"]
    assert cards.loc["B1"].to_dict() == {
        "所属小区": "东一村",
        "地上层数（层）": "6",
        "户数（户）": "24",
        "房屋用途": "住宅",
        "已有电梯": "是",
        "备注": "甲",
    }
    assert pd.isna(cards.loc["B4", "地上层数（层）"])
    assert card_fields(plan, "communities").loc["C1", "绿地率"] == "25%"


def test_several_codes_and_an_unknown_community(plan):
    plan.tables["communities"]["reformed_items"] = ["water;roof", None]
    plan.tables["buildings"]["community"] = "C9"

    assert card_fields(plan, "communities").loc["C1", "已改造项目"] == "给水、屋面防水"
    assert card_fields(plan, "buildings").loc["B1", "所属小区"] == "C9"


def test_headings_of_an_answer_come_from_the_fields(plan):
    plan.tables["doors"] = pd.DataFrame({"gap": [1.5]})
    plan.fields.loc[0] = ["doors", "gap", "接入距离"]

    assert card_fields(plan, "doors").to_dict("list") == {"接入距离": ["1.5"]}


@pytest.mark.parametrize(
    ("cell", "text"),
    [(0.0, "0"), (100.0, "100"), (-1.5, "-1.5"), (1e-9, "0"), (False, "否"), (7, "7")],
)
def test_numbers_as_a_reader_writes_them(cell, text):
    assert plain(cell) == text
