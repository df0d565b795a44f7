"""Capacity shared by those in reach: by hand, against PySAL access, and what must be preserved."""

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from access.weights import step_fn
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import sharing, standards, supply
from pianqu.gis.errors import ChoiceError, LayerError

PEOPLE = pd.Series({"B1": 30, "B2": 20, "B3": 50, "B4": None, "B5": 10}, dtype="Int64")


def pairs(*rows: tuple[str, str, float], kind: str = "clinic") -> pd.DataFrame:
    columns = ["building", "place", "minutes"]
    return pd.DataFrame(rows, columns=columns).astype({"minutes": float}).assign(kind=kind)


def offers(capacity: dict, *, units: list | None = None, kind: str = "clinic") -> pd.DataFrame:
    table = pd.DataFrame({"place": list(capacity), "kind": kind, "capacity": capacity.values()})
    table["capacity"] = table["capacity"].astype(float)
    return table if units is None else table.assign(capacity_unit=units)


WALKS = pairs(("B1", "F1", 2), ("B2", "F1", 10), ("B2", "F2", 4), ("B3", "F2", 10.001))


def test_two_steps_by_hand():
    # F1: 10 / (30 + 20) = 0.2; F2: 5 / 20 = 0.25, B3 being a moment too far
    found = supply.two_step(WALKS, PEOPLE, offers({"F1": 10, "F2": 5}), limit=10)["clinic"]

    assert found.round(12).to_dict() == {"B1": 0.2, "B2": 0.45, "B3": 0.0, "B4": 0.0, "B5": 0.0}


def test_bands_end_inclusively_at_their_share_of_the_limit():
    walks = pairs(("B1", "F1", 5), ("B2", "F1", 10), ("B3", "F1", 15))
    bands = sharing.decay("slow")
    found = supply.two_step(walks, PEOPLE, offers({"F1": 10}), limit=15, weights=bands)["clinic"]
    ratio = 10 / (30 + 0.68 * 20 + 0.22 * 50)

    np.testing.assert_allclose(found[:3], [ratio, 0.68 * ratio, 0.22 * ratio], rtol=1e-12)


def test_unknown_demand_shares_nothing_and_still_has_access():
    walks = pairs(("B1", "F1", 2), ("B4", "F1", 3), ("B4", "F2", 3))
    found = supply.two_step(walks, PEOPLE, offers({"F1": 15}), limit=10)["clinic"]
    alone = supply.two_step(walks, PEOPLE, offers({"F1": 15, "F2": 5}), limit=10)["clinic"]

    assert found[["B1", "B4"]].tolist() == [0.5, 0.5]
    assert np.isnan(alone["B4"])  # nobody is known to share F2


def test_unknown_capacity_takes_no_part_and_is_no_zero():
    walks = pairs(("B1", "F1", 2), ("B1", "F2", 2), ("B2", "F2", 2))
    on = pd.Series({"B1": True, "B2": True, "B3": True, "B4": True, "B5": False})
    table = offers({"F1": 15, "F2": None})
    found = supply.two_step(walks, PEOPLE, table, limit=10, snapped=on)["clinic"]
    row = supply.summary(walks, PEOPLE, table, limit=10, snapped=on).loc["clinic"]

    assert found.isna().tolist() == [False, True, False, False, True]
    assert found[["B1", "B3"]].tolist() == [0.5, 0.0]
    assert row[["places", "with_capacity", "without_capacity"]].tolist() == [2, 1, 1]
    assert row[["demand_reached", "demand_not_reached", "demand_undetermined"]].tolist() == [
        *(30, 50, 30),  # B2 may be served by F2, B5 is off the network
    ]
    assert (row["demand"], row["without_demand"], row["bound"]) == (110, 1, "open")
    assert "2 处中有 1 处规模未知" in row["reason"]


@pytest.mark.parametrize(
    ("capacity", "units", "people", "status", "bound", "said"),
    [
        ([10, 5], ["床", "床"], [1, 1], "computed", "exact", None),
        ([10, None], ["床", "床"], [1, 1], "computed", "lower", "结果偏低"),
        ([10, 5], ["床", None], [1, 1], "computed", "lower", "1 处规模未知"),
        ([10, 5], ["床", "床"], [1, None], "computed", "upper", "结果偏高"),
        ([10, 5], ["床", "座"], [1, 1], "not_computed", None, "规模单位不一（床、座）"),
        ([None, None], ["床", "床"], [1, 1], "not_computed", None, "规模未知"),
        ([10, 5], [None, None], [1, 1], "not_computed", None, "未注明单位"),
        ([10, 5], ["床", "床"], [None, None], "not_computed", None, "需求量未知"),
    ],
)
def test_a_kind_is_computed_or_says_why_not(capacity, units, people, status, bound, said):
    table = offers(dict(zip(["F1", "F2"], capacity, strict=True)), units=units)
    demand = pd.Series(people, index=["B1", "B2"], dtype="Float64")
    walks = pairs(("B1", "F1", 2), ("B2", "F2", 2))
    row = supply.summary(walks, demand, table, limit=10).loc["clinic"]
    access = supply.two_step(walks, demand, table, limit=10)["clinic"]

    assert row["status"] == status
    assert pd.isna(row["bound"]) if bound is None else row["bound"] == bound
    assert pd.isna(row["reason"]) if said is None else said in row["reason"]
    assert access.notna().any() == (status == "computed")


def test_places_of_two_layers_may_have_the_same_id():
    walks = pd.concat([pairs(("B1", "1", 2)), pairs(("B1", "1", 2))], ignore_index=True)
    table = pd.concat([offers({"1": 30}), offers({"1": 60})], ignore_index=True)
    layer = ["facilities", "parks"]
    found = supply.two_step(walks.assign(layer=layer), PEOPLE, table.assign(layer=layer), limit=9)

    assert found.loc["B1", "clinic"] == 3.0
    with pytest.raises(LayerError, match="重复"):
        supply.two_step(walks, PEOPLE, table, limit=9)


def test_pairs_that_cannot_be_meant_are_refused():
    with pytest.raises(LayerError, match="B9"):
        supply.two_step(pairs(("B9", "F1", 1)), PEOPLE, offers({"F1": 1}), limit=9)
    twice = pairs(("B1", "F1", 1), ("B1", "F1", 2))
    with pytest.raises(LayerError, match="楼栋与设施有 1 行重复"):
        supply.two_step(twice, PEOPLE, offers({"F1": 1}), limit=9)


def test_communities_against_the_district():
    access = pd.DataFrame({"clinic": [0.2, 0.4, np.nan, 0.0, 0.1]}, index=PEOPLE.index)
    owner = pd.Series(["C1", "C1", "C2", "C2", None], index=PEOPLE.index)
    table = supply.by_community(access, PEOPLE, owner).set_index(["scope", "community"])
    own = table.loc[("community", "C1")]
    whole = table.loc["district"].iloc[0]

    # 30 x 0.2 + 20 x 0.4 = 14 over 50; with B5 15 over 60 = 0.25
    np.testing.assert_allclose(own[["mean", "least", "demand"]].astype(float), [0.28, 0.2, 50])
    assert own[["demand_below", "share_below"]].tolist() == [30, 0.6]
    np.testing.assert_allclose(whole[["mean", "least", "demand"]].astype(float), [0.25, 0.0, 60])
    assert whole[["demand_unknown", "without_demand"]].tolist() == [50, 1]
    assert np.isnan(table.loc[("community", "C2"), "mean"])


def test_equal_access_is_not_below_its_own_mean():
    people = pd.Series(np.arange(1, 8), index=list("abcdefg"))
    access = pd.DataFrame({"gym": 0.1}, index=people.index)

    assert supply.by_community(access, people, people.astype(str))["demand_below"].sum() == 0


def test_the_bundled_weights_say_how_sure_we_are():
    assert sharing.decay("fast")["weight"].tolist() == [1.0, 0.42, 0.09]
    assert set(standards.load("decay")["status"]) <= set(standards.STATUS)
    with pytest.raises(ChoiceError, match="可选：slow、fast"):
        sharing.decay("steep")


@pytest.mark.parametrize(
    ("column", "value", "said"), [("upper", 25, "递增"), ("of", 0, "递增"), ("weight", -1, "负数")]
)
def test_weights_of_the_user_that_cannot_be_meant(tmp_path, column, value, said):
    table = standards.load("decay").copy()
    table.loc[1, column] = value
    table.loc[2, "upper"] = 21
    own = tmp_path / "decay.csv"
    table.to_csv(own, index=False)
    with pytest.raises(ChoiceError, match=said):
        sharing.decay("slow", overrides={"decay": own})


@st.composite
def towns(draw):
    """People of some buildings, capacities of some places, and who is how far from what."""
    people = draw(st.lists(st.integers(1, 90), min_size=1, max_size=7))
    capacity = draw(st.lists(st.integers(0, 50), min_size=1, max_size=5))
    cell = st.sampled_from([0.0, 3.0, 5.0, 7.5, 10.0, 12.0, 15.0, 15.5])
    size = len(people) * len(capacity)
    minutes = np.array(draw(st.lists(cell, min_size=size, max_size=size))).reshape(len(people), -1)
    buildings = pd.Series(people, index=[f"B{i}" for i in range(len(people))])
    places = pd.Series(capacity, index=[f"F{i}" for i in range(len(capacity))])
    cost = pd.DataFrame(minutes, buildings.index, places.index).rename_axis("building")
    return buildings, places, cost.melt(ignore_index=False, var_name="place", value_name="minutes")


@given(towns(), st.sampled_from([None, "slow", "fast"]))
@settings(max_examples=40, deadline=None)
def test_equal_to_pysal_access(town, name):
    people, capacity, cost = town
    walks = cost.reset_index().assign(kind="clinic")
    bands = None if name is None else sharing.decay(name)
    table = offers(capacity.to_dict())
    ours = supply.two_step(walks, people, table, limit=15, weights=bands)["clinic"]

    # the class of the same package warns under pandas 3.1; it calls this function for both
    ends = [5, 10, 15]
    theirs = two_stage_fca(
        people.rename("people").to_frame(),
        capacity.rename("beds").to_frame(),
        walks,
        max_cost=15,
        demand_index=True,
        demand_name="people",
        supply_index=True,
        supply_name="beds",
        cost_origin="building",
        cost_dest="place",
        cost_name="minutes",
        weight_fn=None if bands is None else step_fn(dict(zip(ends, bands["weight"], strict=True))),
    ).reindex(people.index, fill_value=0.0)

    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@given(towns(), st.sampled_from([None, "slow", "fast"]))
@settings(max_examples=40, deadline=None)
def test_what_is_shared_out_is_the_capacity_in_reach(town, name):
    people, capacity, cost = town
    walks = cost.reset_index().assign(kind="clinic")
    bands = None if name is None else sharing.decay(name)
    table = offers(capacity.to_dict())
    found = supply.two_step(walks, people, table, limit=10, weights=bands)["clinic"]
    row = supply.summary(walks, people, table, limit=10, weights=bands).loc["clinic"]
    in_reach = capacity[walks.loc[walks["minutes"] <= 10, "place"].unique()].sum()

    assert (found * people).sum() == pytest.approx(in_reach)
    assert row["capacity_reached"] == in_reach
    assert row["demand_reached"] + row["demand_not_reached"] == row["demand"] == people.sum()
