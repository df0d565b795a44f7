"""Coefficients: rows for just such a house first, none guessed, a user's table checked."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.lifts import coefficients
from pianqu.gis.errors import ChoiceError

TABLE = standards.load("share_coefficients")


def of(name: str, storeys, storey):
    homes = pd.DataFrame({"storeys": [storeys], "storey": [storey]})
    return coefficients.of(homes, coefficients.rows(name))["coefficient"].iloc[0]


@pytest.mark.parametrize(
    ("name", "storeys", "storey", "expected"),
    [
        ("shanghai", 7, 7, 29),
        ("shanghai", 4, 4, 56),
        ("guangzhou", 6, 3, 1),
        ("guangzhou", None, 9, 1.6),
        ("informal", 6, 2, 0),
        ("linear", 18, 18, 17),
    ],
)
def test_a_floor_with_a_row(name, storeys, storey, expected):
    assert of(name, storeys, storey) == expected


@pytest.mark.parametrize(
    ("name", "storeys", "storey"),
    [
        ("shanghai", 6, 6),
        ("shanghai", 4, 3),
        ("shanghai", None, 3),
        ("guangzhou", 12, 10),
        ("linear", 6, None),
        ("linear", 30, 19),
    ],
)
def test_a_floor_without_a_row_has_none(name, storeys, storey):
    assert pd.isna(of(name, storeys, storey))


def test_what_was_derived_is_what_was_published():
    published = coefficients.rows("shanghai").query("storeys == 7", engine="python")
    share = pd.Series([100 * of("linear", 7, floor) / 21 for floor in range(1, 8)])

    assert published["coefficient"].sum() == 100
    assert (share.to_numpy() >= published["least"].to_numpy(dtype=float)).all()
    assert (share.to_numpy() <= published["most"].to_numpy(dtype=float)).all()


def test_every_row_names_its_rule():
    rules = standards.load("rules")

    assert set(TABLE["rule"]) <= set(rules.index)
    assert (TABLE["status"] == rules["status"].reindex(TABLE["rule"]).to_numpy()).all()
    assert list(coefficients.faults(TABLE, "own.csv")) == []


@pytest.mark.parametrize(
    ("row", "change", "said"),
    [
        (0, {"per": "door"}, "第 2 行（shanghai）的 per 为“door”"),
        (0, {"unit": "percent"}, "unit 为“percent”"),
        (0, {"storeys": "七"}, "storeys 为“七”，应为数字或留空"),
        (0, {"storeys": "6.5"}, "storeys 为 6.5，应为正整数"),
        (0, {"least": "inf"}, "least 为“inf”"),
        (6, {"floor": 8}, "floor 为 8，应为不超过 storeys 的正整数"),
        (6, {"coefficient": 31}, "coefficient 为 31"),
        (8, {"coefficient": -0.5}, "coefficient 为 -0.5"),
        (8, {"floor": 2}, "第 10、11 行同为 guangzhou 第 2 层的系数"),
        (8, {"per": "floor"}, "guangzhou 的 per 有 floor、household"),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, row, change, said):
    own = tmp_path / "mine.csv"
    table = TABLE.astype(object)
    for column, value in change.items():
        table.loc[row, column] = value
    table.to_csv(own, index=False)

    with pytest.raises(ChoiceError, match=said) as caught:
        coefficients.rows("linear", overrides={"share_coefficients": own})
    assert all("mine.csv" in fault and "请" in fault for fault in caught.value.faults)


def test_a_set_that_is_not_there_is_refused():
    with pytest.raises(ChoiceError, match=r"beijing.*可选：shanghai、guangzhou、linear、informal"):
        coefficients.rows("beijing")
