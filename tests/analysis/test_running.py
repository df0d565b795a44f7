"""Running costs: custody per what the planner says, items by row, households to the fen."""

import pandas as pd
import pytest

from pianqu.analysis import money, standards
from pianqu.analysis.lifts import running
from pianqu.analysis.lifts.households import households
from pianqu.gis.errors import ChoiceError

STAIRS = pd.DataFrame(
    {"storeys": [6, 4], "households": [12, 8], "households_per_storey": [2, 2]}, index=["U1", "U2"]
)


@pytest.mark.parametrize(
    ("custody", "yuan"), [("lift", 156000), ("stairwell", 156000), ("household", 1872000)]
)
def test_twenty_lifts_at_650_a_month(custody, yuan):
    twenty = pd.DataFrame({"households": [12] * 20})

    assert money.total(running.yearly(twenty, custody=custody)["custody"]) == yuan


def test_two_lifts_of_a_stairwell_are_two_lifts():
    two = STAIRS.assign(lifts=[2, 1])

    assert running.yearly(two)["custody"].tolist() == [15600, 7800]
    assert running.yearly(two, custody="stairwell")["custody"].tolist() == [7800, 7800]


def test_every_item_is_said_and_adds_up():
    found = running.yearly(STAIRS)
    rows = standards.load("elevator_running").drop(index="custody")

    assert found["running"].tolist() == [rows["value"].sum()] * 2
    assert (found["running"] + found["custody"]).equals(found["total"].rename(None))
    assert found["total_least"].tolist() == [rows["least"].sum() + 7800] * 2
    assert found["parts"].str.count("；").tolist() == [4, 4]
    assert set(found["certainty"]) == {"unverified"}


def test_without_custody_there_is_no_fee():
    found = running.yearly(STAIRS, custody="none")

    assert found["custody"].tolist() == [0, 0]
    assert found["total"].equals(found["running"].rename("total"))
    assert set(found["custody_per"]) == {"不托管"}


def test_unknown_households_leave_a_fee_per_household_open():
    unknown = STAIRS.assign(households=[None, 8])
    found = running.yearly(unknown, custody="household")

    assert found["total"].isna().tolist() == [True, False]
    assert found["reason"].tolist() == [running.NO_HOUSEHOLDS, pd.NA]
    assert found["running"].notna().all()
    assert "托管费未知" in found["parts"].iloc[0]
    assert "元" not in found["parts"].iloc[0].split("；")[-1]
    assert running.yearly(unknown)["total"].notna().all()


def own(tmp_path, **change):
    file = tmp_path / "mine.csv"
    standards.load("elevator_running").assign(**change).to_csv(file)
    return {"elevator_running": file}


def test_what_custody_covers_is_a_column(tmp_path):
    rules = own(tmp_path, in_custody=["no", "no", "yes", "yes", "no"])

    assert running.yearly(STAIRS, overrides=rules)["running"].tolist() == [2100, 2100]
    assert running.yearly(STAIRS, overrides=rules, custody="none")["running"].tolist() == [7600] * 2


def test_the_row_says_per_what_custody_is_paid(tmp_path):
    rules = own(tmp_path, per=["lift"] * 4 + ["household"])
    found = running.yearly(STAIRS, overrides=rules)

    assert found["custody"].tolist() == [93600, 62400]
    assert set(found["custody_per"]) == {"每户"}
    assert running.yearly(STAIRS, custody="lift", overrides=rules)["custody"].tolist() == [7800] * 2
    assert set(running.yearly(STAIRS)["custody_per"]) == {"每台电梯"}


@pytest.mark.parametrize("custody", ["floor", "", 1])
def test_custody_is_per_something(custody):
    with pytest.raises(ChoiceError, match="lift、stairwell、household、none"):
        running.yearly(STAIRS, custody=custody)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "yuan"}, "unit 为“yuan”"),
        ({"per": "floor"}, "per 为“floor”"),
        ({"in_custody": "maybe"}, "in_custody 为“maybe”"),
        ({"value": 1e6}, "value 为 1e"),
        ({"item": list("abcde")}, "缺少 custody 行"),
    ],
)
def test_a_wrong_cell_of_the_user_is_named(tmp_path, change, said):
    table = standards.load("elevator_running").reset_index().assign(**change)
    file = tmp_path / "mine.csv"
    table.to_csv(file, index=False)

    with pytest.raises(ChoiceError, match=said):
        running.yearly(STAIRS, overrides={"elevator_running": file})
    assert list(running.faults(standards.load("elevator_running").reset_index(), "own.csv")) == []


@pytest.mark.parametrize("by", ["equal", "floor"])
def test_households_pay_the_year_between_them(by):
    found = running.yearly(STAIRS)
    each = running.by_household(found, households(STAIRS), by=by)
    paid = money.fen(each["yearly"]).groupby(each["stairwell"]).sum()

    assert paid.to_dict() == money.fen(found["total"]).to_dict()
    if by == "equal":
        assert set(each.query("stairwell == 'U2'")["yearly"]) == {1925.0}
    else:
        assert set(each["yearly"].head(2)) == {0.0}
