"""Shares: to the fen, by floor and area, in the published ranges, and open where unknown."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import money, standards
from pianqu.analysis.lifts import shares, weights
from pianqu.gis.errors import ChoiceError, LayerError


def house(storeys: int, *, doors: int = 1, stairwell: str = "U1", **columns) -> pd.DataFrame:
    storey = [level for level in range(1, storeys + 1) for _ in range(doors)]
    number = [f"{level}{door + 1:02}" for level in range(1, storeys + 1) for door in range(doors)]
    table = pd.DataFrame({"stairwell": stairwell, "household": number, "storey": storey})
    table = table.assign(storeys=storeys, area=60.0, takes_part=True, source="住户名单")
    table = table.assign(**({"note": None, "doubt": None} | columns))
    return table.set_axis([f"{stairwell}-{each}" for each in number])


def part(yuan, *, stairwell: str = "U1", least=None, most=None, reason=None) -> pd.DataFrame:
    ends = {"household_least": [least or yuan], "household_most": [most or yuan]}
    return pd.DataFrame({"household_part": [yuan], **ends, "reason": [reason]}, index=[stairwell])


def amounts(homes, yuan, **choices) -> list:
    return shares.shares(homes, part(yuan), **choices)["amount"].tolist()


@pytest.mark.parametrize(
    ("storeys", "coefficients", "expected"),
    [
        (7, "shanghai", [0, 20000, 36000, 56000, 76000, 96000, 116000]),
        (6, "linear", [0, 26666.67, 53333.33, 80000, 106666.67, 133333.33]),
        (5, "linear", [0, 40000, 80000, 120000, 160000]),
        (4, "guangzhou", [0, 76923.08, 153846.15, 169230.77]),
        (4, "informal", [0, 0, 186666.67, 213333.33]),
    ],
)
def test_400_000_yuan_by_floor(storeys, coefficients, expected):
    assert amounts(house(storeys), 400000, coefficients=coefficients) == expected


@pytest.mark.parametrize("doors", [1, 2, 3])
@pytest.mark.parametrize("coefficients", ["shanghai", "linear"])
def test_seven_storeys_are_within_the_ranges_of_shanghai(doors, coefficients):
    found = shares.shares(house(7, doors=doors), part(523456.78), coefficients=coefficients)
    percent = found.groupby("storey")["amount"].sum() / 523456.78 * 100
    rule = standards.load("share_coefficients").query("set == 'shanghai' and storeys == '7'")

    assert (percent.to_numpy() >= rule["least"].astype(float).to_numpy() - 1e-4).all()
    assert (percent.to_numpy() <= rule["most"].astype(float).to_numpy() + 1e-4).all()
    assert found["in_range"].isna().all() == (coefficients == "linear")
    assert found["in_range"].fillna(True).all()


def test_a_floor_out_of_its_range_is_said():
    homes = house(7, doors=2)
    homes["takes_part"] = homes["storey"] != 7
    found = shares.shares(homes, part(100.0), coefficients="shanghai", payers="participants")

    assert not found.query("storey == 6")["in_range"].any()
    assert found.query("storey == 7")[["amount", "floor_share"]].eq(0).all(axis=None)


@pytest.mark.parametrize(
    ("storeys", "coefficients", "said"),
    [
        (6, "shanghai", "shanghai 没有 6 层楼第 1、2、3、4、5、6 层"),
        (4, "shanghai", "shanghai 没有 4 层楼第 1、2、3 层"),
        (10, "guangzhou", "guangzhou 没有 10 层楼第 10 层"),
    ],
)
def test_a_floor_that_no_row_covers_is_not_guessed(storeys, coefficients, said):
    found = shares.shares(house(storeys), part(400000.0), coefficients=coefficients)

    assert found[["amount", "share", "cost_share", "amount_least"]].isna().all(axis=None)
    assert all(said in reason for reason in found["reason"])


def test_a_larger_flat_pays_more_of_its_floor():
    homes = house(3, doors=2, area=[50.0, 50, 40, 80, 40, 80])

    assert amounts(homes, 3600, by="floor_area") == [0, 0, 400, 800, 800, 1600]
    assert amounts(homes, 3600, by="floor") == [0, 0, 600, 600, 1200, 1200]
    assert amounts(homes, 3600, by="equal") == [600] * 6


def test_percentages_belong_to_floors_not_to_doors():
    homes = house(7, doors=2).drop(index="U1-202")  # one door on the second floor
    found = shares.shares(homes, part(100.0), coefficients="shanghai")

    assert found.groupby("storey")["amount"].sum().tolist() == [0, 5, 9, 14, 19, 24, 29]
    assert found["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("area", [None, 0.0])
def test_an_unknown_area_leaves_the_stairwell_open(area):
    homes = house(3, area=[60.0, 60.0, area])
    other = pd.concat([homes, house(3, stairwell="U2")])
    both = pd.concat([part(100.0), part(100.0, stairwell="U2")])
    found = shares.shares(other, both, by="floor_area")

    assert found["amount"].isna().tolist() == [True] * 3 + [False] * 3
    assert set(found["reason"].head(3)) == {"301面积未知或为 0"}
    assert amounts(homes, 100, by="floor")[2] == 66.67


def test_an_area_that_nothing_depends_on_may_be_unknown():
    assert amounts(house(3, area=[None, 60.0, 60.0]), 90, by="floor_area") == [0, 30, 60]


def test_many_unknown_are_counted():
    found = shares.shares(house(6, area=None, note="面积前后不一致"), part(1.0), by="floor_area")

    assert found["reason"].iloc[0] == "201、301、401 等 5 户面积未知或为 0（面积前后不一致）"


def test_the_ground_floor_is_compensated_by_those_above():
    found = shares.shares(house(3, doors=2), part(3000.0), compensation=300.0)

    assert found["cost_share"].tolist() == [0, 0, 500, 500, 1000, 1000]
    assert found["compensation"].tolist() == [-300, -300, 100, 100, 200, 200]
    assert found["amount"].tolist() == [-300, -300, 600, 600, 1200, 1200]
    assert found["provident_most"].tolist() == [0, 0, 600, 600, 1200, 1200]


def test_nobody_above_pays_no_compensation():
    homes = house(2, takes_part=[True, False])
    found = shares.shares(homes, part(0.0), by="equal", payers="participants", compensation=10.0)

    assert found["amount"].isna().all()
    assert set(found["reason"]) == {shares.NO_NEIGHBOUR}


def test_a_compensation_needs_every_storey():
    homes = house(3, storey=[1, None, 3])
    both = pd.concat([homes, house(3, stairwell="U2")])
    parts = pd.concat([part(90.0), part(90.0, stairwell="U2")])
    found = shares.shares(both, parts, by="equal", compensation=30.0)

    amounts_of = ["cost_share", "compensation", "amount", "amount_least", "provident_most"]
    assert found[amounts_of].isna().all(axis=1).tolist() == [True] * 3 + [False] * 3
    assert set(found["reason"].head(3)) == {f"201{shares.NO_STOREY}"}
    assert amounts(homes, 90, by="equal") == [30, 30, 30]


def test_who_does_not_take_part_pays_nothing_by_choice():
    homes = house(3, takes_part=[True, False, True])
    found = shares.shares(homes, part(900.0), payers="participants")

    assert amounts(homes, 900) == [0, 300, 600]
    assert found["amount"].tolist() == [0, 0, 900]
    assert found["reason"].tolist() == [pd.NA, shares.LEFT_OUT, pd.NA]


def test_whether_somebody_takes_part_must_be_known():
    homes = house(3, takes_part=[True, None, True])
    found = shares.shares(homes, part(900.0), payers="participants")

    assert found["amount"].isna().all()
    assert set(found["reason"]) == {"201是否参加未知"}


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (part(None, reason="造价未知"), "居民分摊总额未定：造价未知"),
        (part(None), "居民分摊总额未定"),
        (part(5.0, stairwell="U2"), "没有该单元的资金测算"),
    ],
)
def test_without_a_total_nobody_knows_the_share(budget, said):
    found = shares.shares(house(3), budget)

    assert found["amount"].isna().all()
    assert set(found["reason"]) == {said}
    assert found["share"].round(3).tolist() == [0, 0.333, 0.667]


def test_an_open_total_is_a_range_for_each():
    budget = part(300.0, least=240.0, most=360.01).assign(household_part=None)
    found = shares.shares(house(3), budget)

    assert found["amount"].isna().all()
    assert found["amount_least"].tolist() == [0, 80, 160]
    assert found["amount_most"].tolist() == [0, 120, 240.01]


def test_a_doubtful_list_is_not_divided_by():
    found = shares.shares(house(3, doubt="列出 3 户，单元登记 4 户"), part(9.0))

    assert found["amount"].isna().all()
    assert set(found["reason"]) == {"列出 3 户，单元登记 4 户"}


def test_no_coefficient_above_zero_carries_nothing():
    found = shares.shares(house(2), part(9.0), coefficients="informal")

    assert found["amount"].isna().all()
    assert set(found["reason"]) == {weights.NOBODY}


def test_a_users_table_stands_in(tmp_path):
    own = tmp_path / "own.csv"
    table = standards.load("share_coefficients")
    mine = table[table["set"] == "linear"].assign(set="mine", coefficient=range(0, 36, 2))
    mine.assign(status="verified").to_csv(own, index=False)
    rules = {"share_coefficients": own}

    assert amounts(house(3), 900, coefficients="mine", overrides=rules) == [0, 300, 600]
    with pytest.raises(ChoiceError, match=r"linear.*可选：mine"):
        amounts(house(3), 900, overrides=rules)


@pytest.mark.parametrize(
    "choice",
    [{"by": "area"}, {"payers": "some"}, {"compensation": -1}, {"compensation": True}],
)
def test_an_impossible_choice_is_refused(choice):
    with pytest.raises(ChoiceError, match="请改正"):
        amounts(house(2), 5, **choice)


def test_a_household_pays_once():
    with pytest.raises(LayerError, match="U1 101 出现不止一次"):
        amounts(pd.concat([house(2), house(2)]), 5)


COEFFICIENTS = st.sampled_from(["linear", "guangzhou", "informal", "shanghai"])
AREAS = st.lists(st.decimals(20, 150, places=2).map(float), min_size=21, max_size=21)


@settings(max_examples=20, deadline=None)
@given(COEFFICIENTS, AREAS, st.integers(1, 10**8), st.integers(0, 10**6), st.sampled_from([1, 3]))
def test_every_fen_is_paid_once_whatever_the_order(name, areas, cents, extra, doors):
    homes = house(7, doors=doors, area=areas[: 7 * doors])
    choices = {"coefficients": name, "by": "floor_area", "compensation": extra / 100}
    found = shares.shares(homes, part(cents / 100), **choices)
    shuffled = shares.shares(homes.sample(frac=1, random_state=cents), part(cents / 100), **choices)

    assert money.fen(found["amount"]).sum() == money.fen(found["cost_share"]).sum() == cents
    assert money.fen(found["compensation"]).sum() == 0
    assert shuffled.reindex(found.index).equals(found)
    due = found["weight"] / found["weights"] * cents
    assert (money.fen(found["cost_share"]) - due).abs().max() < 1.0001


@settings(max_examples=20, deadline=None)
@given(COEFFICIENTS, st.integers(0, 10**8), st.integers(0, 10**6), st.sampled_from([1, 2, 3]))
def test_a_higher_floor_never_pays_less(name, cents, extra, doors):
    homes = house(7, doors=doors)
    found = amounts(homes, cents / 100, coefficients=name, compensation=extra / 100)

    levels = [found[at : at + doors] for at in range(0, len(found), doors)]
    assert all(max(low) <= min(high) for low, high in pairwise(levels))


def test_all_that_is_unknown_is_said_at_once():
    homes = house(3, takes_part=None, area=None)
    found = shares.shares(homes, part(9.0), by="floor_area", payers="participants")

    assert set(found["reason"]) == {"201、301是否参加未知；201、301面积未知或为 0"}
