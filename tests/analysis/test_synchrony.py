"""The matrix of communities by eight, by hand."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis import synchrony
from pianqu.layers import kinds

ITEMS = synchrony.items()
REACH = ITEMS[ITEMS["evidence"] == "reach"]
KINDS = sorted({kind for row in REACH["kinds"] for kind in row.split("|")})
OWNER = pd.Series({"B1": "C1", "B2": "C1"})


def known(**statuses):
    table = pd.DataFrame({"zh": KINDS, "status": "mapped", "reason": None}, index=KINDS)
    for kind, status in statuses.items():
        table.loc[kind, ["status", "reason"]] = [status, "数据中未标注"]
    return table


def cells(minutes=None, *, names=None, stairs=None, **fields):
    times = pd.DataFrame(np.inf, index=OWNER.index, columns=KINDS).assign(**(minutes or {}))
    table = synchrony.synchrony(
        pd.DataFrame({name: [value] for name, value in fields.items()}, index=["C1"]),
        minutes=times.astype(float),
        community=OWNER,
        known=known() if names is None else names,
        stairwells=stairs,
    )
    return table.set_index("item")


@cache
def unmapped(field=None):
    """The cells where no kind is mapped, every item attested in that field if one is given."""
    fields = {field: ";".join(ITEMS.index)} if field else {}
    return cells(names=known(**dict.fromkeys(KINDS, "not_mapped")), **fields)


def stairwells(*rows):
    """Rows of (storeys, lift)."""
    table = pd.DataFrame(rows, columns=["storeys", "lift"])
    return table.astype({"storeys": "Int64", "lift": "boolean"}).assign(building="B1")


def test_eight_items_with_words_of_their_own():
    words = {choice.code: choice.zh for choice in kinds.vocabulary("renewal_item")}

    assert len(ITEMS) == len(cells()) == 8
    assert {item: words[item] for item in ITEMS.index} == ITEMS["zh"].to_dict()
    assert set(KINDS) <= {choice.code for choice in kinds.vocabulary("facility_kind")}


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([(4, True), (6, True), (3, False)], "present"),
        ([(4, True), (4, False)], "partly"),
        ([(4, False), (3, True)], "missing"),
        ([(3, False), (2, None)], "not_needed"),
        ([(4, None)], "unknown"),
        ([(4, True), (None, False)], "unknown"),
        ([(4, False), (None, None)], "unknown"),
        ([(4, False), (None, True)], "partly"),
        ([], "unknown"),
        (None, "unknown"),
    ],
)
def test_lifts_among_the_stairwells_that_are_high_enough(rows, state):
    row = cells(stairs=None if rows is None else stairwells(*rows)).loc["lift"]

    assert row["state"] == state
    assert pd.isna(row["reason"]) == (state == "present")


def test_lifts_carry_their_base():
    row = cells(stairs=stairwells((4, True), (6, False), (5, False), (2, False))).loc["lift"]

    assert row[["reached", "base", "unknown"]].tolist() == [1, 3, 0]
    assert row["measured"] == pytest.approx(1 / 3)
    assert row["reason"] == "2 个 4 层及以上的单元没有电梯"


@pytest.mark.parametrize(
    ("elders", "children", "state"),
    [
        ([1, 10], [10, 1], "present"),
        ([1, 1], [99, 99], "partly"),
        ([1, 11], [11, 1], "partly"),
        ([99, 99], [99, 99], "missing"),
        ([np.nan, np.nan], [99, 99], "unknown"),
        ([1, np.nan], [1, 1], "unknown"),
    ],
)
def test_the_old_and_the_young_are_both_cared_for(elders, children, state):
    row = cells({"elder_daycare": elders, "nursery": children}).loc["care"]

    assert row["state"] == state
    assert pd.isna(row["reason"]) == (state == "present")


@pytest.mark.parametrize(
    ("station", "state"), [([10, 10], "present"), ([1, 10.01], "partly"), ([11, 12], "missing")]
)
def test_any_of_the_kinds_will_do_for_basic_care(station, state):
    assert cells({"health_station": station}).loc["medical", "state"] == state


@pytest.mark.parametrize(
    ("bays", "cars", "state"),
    [
        (40, 40, "present"),
        (39, 40, "partly"),
        (0, 40, "missing"),
        (0, 0, "present"),
        (None, 0, "present"),
        (None, 40, "unknown"),
        (40, None, "unknown"),
    ],
)
def test_bays_against_cars(bays, cars, state):
    row = cells(parking_bays=bays, cars=cars).loc["parking"]

    assert row["state"] == state
    if state == "partly":
        assert row["reason"] == "停车位缺口 1 个"
        assert row["margin"] == pytest.approx(-1 / 40)


@pytest.mark.parametrize(
    ("said", "state"), [(True, "present"), (False, "missing"), (None, "unknown")]
)
def test_waste_sorting_is_as_recorded(said, state):
    assert cells(waste_sorting=said).loc["waste_sorting", "state"] == state


@pytest.mark.parametrize("item", ITEMS.index)
def test_unknown_is_a_state_of_its_own(item):
    row = unmapped().loc[item]

    assert row["state"] == "unknown"
    assert pd.isna(row["decided_by"])
    assert row["reason"]


@pytest.mark.parametrize(("field", "state"), [("attested", "present"), ("attested_not", "missing")])
@pytest.mark.parametrize("item", ITEMS.index)
def test_an_attestation_fills_what_the_data_leave_open(item, field, state):
    row = unmapped(field).loc[item]

    assert row[["state", "decided_by"]].tolist() == [state, "attested"]


@pytest.mark.parametrize(
    ("minutes", "field", "state"),
    [
        ([1, 1], "attested", "present"),
        ([1, 1], "attested_not", "unknown"),
        ([1, 99], "attested_not", "partly"),
        ([1, 99], "attested", "unknown"),
    ],
)
def test_an_attestation_against_the_data_leaves_the_cell_open(minutes, field, state):
    row = cells({"park_small": minutes}, **{field: "park"}).loc["park"]

    assert row["state"] == state


def test_the_matrix_keeps_the_order_of_communities_and_items():
    communities = pd.DataFrame({"waste_sorting": [True, False]}, index=["C2", "C1"])
    table = synchrony.synchrony(
        communities,
        minutes=pd.DataFrame(np.inf, index=OWNER.index, columns=KINDS),
        community=OWNER,
        known=known(),
    )
    wide = synchrony.matrix(table)

    assert (wide.index.tolist(), wide.columns.tolist()) == (["C2", "C1"], ITEMS.index.tolist())
    assert wide["waste_sorting"].tolist() == ["present", "missing"]
    assert wide["park"].tolist() == ["unknown", "missing"]


def test_a_contradiction_is_listed():
    said = pd.DataFrame({"attested": ["lift;park"], "attested_not": ["park"]}, index=["C1"])

    assert synchrony.contradictions(said)["value"].tolist() == ["公园游园"]
    assert cells(attested="park", attested_not="park").loc["park", "state"] == "unknown"
