"""Units and problems made from layers: who takes part, who does not and why, and in what order."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from pianqu.analysis.bundling import making, units
from pianqu.analysis.bundling.package_rules import rules
from pianqu.analysis.bundling.wishes import Wishes
from pianqu.gis.errors import LayerError

BOX = shapely.box(0, 0, 100, 100)


def community(**fields):
    usual = {"name": "A", "households": 200, "district": "N"}
    return gpd.GeoDataFrame(
        {name: [value] for name, value in (usual | fields).items()},
        geometry=[fields.pop("geometry", BOX)],
        index=["C1"],
        crs=4549,
    )


def money(least=5.0, most=9.0):
    return pd.DataFrame(
        {"least": [least], "most": [most], "project": "J1", "cost": 90.0}, index=["C1"]
    )


def verdict(word="pass"):
    return pd.Series({"C1": word}, dtype="string")


@pytest.mark.parametrize(
    ("fields", "word", "amount", "said"),
    [
        ({}, "pass", 5.0, None), ({}, "pending", 5.0, None), ({}, "partial", 5.0, None),
        ({"households": None}, "pass", 5.0, "户数未知"),
        ({"households": 0}, "pass", 5.0, "户数登记为 0"),
        ({"renewal_state": "done"}, "pass", 5.0, "已改造"),
        ({}, "fail", 5.0, "不具备纳入条件（见资格审核）"),
        ({}, "pass", None, "资金台账中没有金额完整的项目"),
    ],
)  # fmt: skip
def test_which_community_takes_part(fields, word, amount, said):
    found = units.communities(community(**fields), verdict=verdict(word), money=money(amount))
    left = found["left"].iloc[0]
    assert left is pd.NA if said is None else left == said


def test_the_area_is_as_registered_else_as_drawn():
    registered = community(land_area=12_000.0)
    drawn = units.communities(community(), verdict=verdict(), money=money())
    written = units.communities(registered, verdict=verdict(), money=money())
    assert (drawn["area"].iloc[0], written["area"].iloc[0]) == (10_000.0, 12_000.0)


def test_a_project_of_no_community_stands_at_its_premises():
    premises = gpd.GeoDataFrame({"name": ["厂房"]}, geometry=[BOX], index=["R1"], crs=4549)
    works = gpd.GeoDataFrame(
        {"name": ["活化", "别处"]},
        geometry=shapely.points([[50, 50], [900, 900]]),
        index=["J1", "J2"],
        crs=4549,
    )
    sums = pd.DataFrame({"least": [3.0, None], "most": [4.0, None]}, index=["J1", "J2"])
    sums = sums.assign(cost=1.0)
    found = units.projects(works, premises, money=sums, crs=4549)
    assert found.index.tolist() == ["R1", "J2"]
    assert found["of_layer"].tolist() == ["premises", "projects"]
    assert found.loc["R1", "area"] == 10_000
    assert found["left"].fillna("-").tolist() == ["-", "收入或支出金额未定"]


def ground(**changes):
    """Three communities in a row, 300 m apart, with a plot in the second."""
    table = pd.DataFrame(
        {
            "lived": [True, True, True, False],
            "households": [100, 200, 300, 0],
            "area": [1e4, 2e4, 3e4, 400.4],
            "money": [1.005, -2.0, 3.0, -1.0],
            "home": [pd.NA, pd.NA, pd.NA, "B"],
            "pool": ["x", "x", "y", "x"],
        },
        index=["A", "B", "C", "L"],
    )
    joined = pd.DataFrame({"first": ["B", "A", "B"], "second": ["C", "B", "L"]})
    walks = joined.assign(metres=[300.0, 300.0, 50.0])
    none = pd.DataFrame(index=table.index)
    whole = making.Ground(table, joined, walks, none, none, pd.DataFrame(), Wishes())
    return replace(whole, **changes)


def test_figures_are_whole_numbers_in_the_order_of_the_ids():
    found = making.problem(ground(), rules(), mode="package")
    assert found.units.tolist() == ["A", "B", "C", "L"]
    assert found.finance.tolist() == [101, -200, 300, -100]
    assert found.links.tolist() == [[0, 1], [1, 2], [1, 3]]
    assert found.home.tolist() == [-1, -1, -1, 1]
    near = slice(found.starts[1], found.starts[2])
    assert found.members[near].tolist() == [0, 1, 2, 3]
    # 100 households lose 300 m x 0.0002 of a household each, the hub none, 300 households 18
    assert found.gain[near].tolist() == [94_000, 200_000, 282_000, 0]


def test_land_in_a_boundary_adds_no_area_of_its_own_unless_that_community_is_out():
    whole = making.problem(ground(), rules(), mode="package")
    parted = making.problem(ground(wishes=Wishes(must_not=("B",))), rules(), mode="package")
    assert whole.area.tolist() == [10_000, 20_000, 30_000, 0]
    assert parted.area.tolist() == [10_000, 30_000, 400]


def test_no_link_joins_two_pools():
    found = making.problem(ground(), rules(), mode="pool")
    assert found.links.tolist() == [[0, 1], [1, 3]]
    assert found.pool.tolist() == [0, 0, 1, 0]
    assert found.limits.money == (0, 0)


def test_shuffled_rows_make_the_same_problem():
    whole = ground()
    shuffled = replace(
        whole,
        units=whole.units.iloc[::-1],
        joined=whole.joined.iloc[::-1, ::-1].set_axis(["first", "second"], axis=1),
        walks=whole.walks.iloc[::-1],
    )
    one, other = (making.problem(each, rules(), mode="package") for each in (whole, shuffled))
    for name in ("households", "area", "finance", "links", "starts", "members", "gain"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_wishes_leave_out_contract_and_part():
    said = Wishes(
        must=("A",), must_not=("L",), together=(("A", "B"), ("B", "C")), apart=(("A", "C"),)
    )
    found = making.problem(ground(wishes=said), rules(), mode="package")
    assert found.units.tolist() == ["A", "B", "C"]
    assert found.must.tolist() == [True, False, False]
    assert (found.together, found.apart) == (((0, 1, 2),), ((0, 2),))


def test_too_many_in_reach_are_refused():
    many = [f"U{number:04d}" for number in range(making.MOST_NEAR + 1)]
    table = pd.DataFrame({"lived": True, "households": 1, "area": 1.0, "money": 0.0}, index=many)
    table = table.assign(home=pd.NA, pool="x")
    walks = pd.DataFrame({"first": many[0], "second": many[1:], "metres": 1.0})
    with pytest.raises(LayerError, match="请减小 bundle_rules 的 reach"):
        making.problem(ground(units=table, walks=walks), rules(), mode="package")


def served(percent, need):
    """A service of which so much is asked for, and what each unit needs of it."""
    row = {"income": 0.0, "income_years": 0.0, "value": 0.0, "percent": percent}
    needs = pd.DataFrame({"parking": pd.array(need, dtype="Float64")}, index=list("ABCL"))
    services = pd.DataFrame([row], index=["parking"])
    return {"services": services, "needs": needs, "room": needs * 0}


def test_a_share_of_a_need_that_is_not_known_is_refused():
    said = "parking 要求片区配置不少于需求的 50%，而小区 B 的需求未知，无法核对"
    with pytest.raises(LayerError, match=said):
        making.problem(ground(**served(50, [9, None, 4, None])), rules(), mode="package")


def test_an_unknown_need_is_none_where_no_share_is_asked_for_or_the_unit_is_out():
    free = making.problem(ground(**served(0, [9, None, 4, None])), rules(), mode="package")
    out = served(50, [9, None, 4, None]) | {"wishes": Wishes(must_not=("B",))}
    parted = making.problem(ground(**out), rules(), mode="package")
    assert free.need[:, 0].tolist() == [9, 0, 4, 0]
    assert parted.need[:, 0].tolist() == [9, 4, 0]
    assert parted.services[0].percent == 50
