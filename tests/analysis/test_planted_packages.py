"""The planted case of the district: two deficits and a surplus that balance only across packages."""

from dataclasses import replace

import geopandas as gpd
import pytest

import pianqu
from pianqu.analysis.bundling import making, relaxing, solving
from pianqu.analysis.bundling.checking import check
from pianqu.layers import demo


@pytest.fixture(scope="module")
def bundled():
    """The district without idle plots: its communities, and the works in the second machine plant."""
    from pianqu.analysis import answers, inquiry, walks

    city = demo.district()
    choices = pianqu.Choices(package_land=False, package_seconds=10)
    found = walks.walk(
        city.layers, choices, reach=0.0, epsg=city.epsg, threads=1, step=lambda name: None
    )
    known = answers.kinds(found, choices)
    covered = answers.of_communities(city, choices, found, known)
    return inquiry.Inquiry(city, choices, found, known, covered, 1).bundles


def only(bundled, *ids):
    """The ground with some units alone."""
    ground = bundled.ground
    return replace(ground, units=gpd.GeoDataFrame(ground.units.loc[list(ids)]))


def solved(bundled, mode, *ids, **wishes):
    ground = only(bundled, *ids)
    ground = replace(ground, wishes=replace(ground.wishes, **wishes))
    problem = making.problem(ground, bundled.rules, mode=mode)
    return problem, solving.solve(problem, seconds=10)


def test_money_of_the_three_is_as_planted(bundled):
    found = bundled.every.loc[["C02", "C04", "R01"], "money_least"]
    assert found.tolist() == [-1_700_000, -1_100_000, 2_900_000]
    assert bundled.every.loc["R01", "project"] == "J15"


def test_the_two_deficits_are_parted_by_distance_and_district(bundled):
    pairs = bundled.links.set_index(["first", "second"]).index
    assert ("C02", "C04") not in pairs
    assert bundled.every.loc["C02", "district"] != bundled.every.loc["C04", "district"]


@pytest.mark.parametrize("mode", ["self", "package"])
def test_neither_balances_alone_or_in_a_package(bundled, mode):
    _, answer = solved(bundled, mode, "C02", "C04", "R01")
    assert (answer.status, answer.packages) == ("proven", ())


def test_the_three_balance_across_packages_with_100_000_left(bundled):
    problem, answer = solved(bundled, "pool", "C02", "C04", "R01")
    assert check(problem, answer) == []
    assert [problem.units[each.hub] for each in answer.packages] == ["C02", "C04", "R01"]
    assert [each.alone for each in answer.packages] == [False, False, True]
    assert sum(each.money for each in answer.packages) == 10_000_000  # fen
    assert answer.status == "proven"


@pytest.mark.parametrize("without", ["C02", "C04"])
def test_any_two_of_them_leave_one_deficit_paid(bundled, without):
    left = {"C02", "C04", "R01"} - {without}
    _, answer = solved(bundled, "pool", *sorted(left))
    assert len(answer.packages) == 2


def test_without_the_asset_the_rule_that_fails_is_named(bundled):
    problem, answer = solved(bundled, "pool", "C02", "C04", must=("C02", "C04"))
    assert answer.status == "infeasible"
    found = relaxing.conflict(problem, seconds=10)
    assert found.money == {0: 280_000_000}
    said = "".join(found.words)
    assert "280" in said
    assert "C02" in said
    assert "资金池" in said


def test_without_the_asset_the_surplus_of_all_others_is_not_enough(bundled):
    every = [unit for unit in bundled.units.index if unit != "R01"]
    _, answer = solved(bundled, "pool", *every, must=("C02", "C04"))
    assert answer.status == "infeasible"


def test_the_whole_district_pools_both_deficits(bundled):
    problem, answer = bundled.problems["pool"], bundled.answers["pool"]
    packed = {problem.units[at] for each in answer.packages for at in each.members}
    assert check(problem, answer) == []
    assert answer.status == "proven"
    assert {"C02", "C04", "R01"} <= packed


def test_transfers_of_the_district_sum_to_zero(bundled):
    from pianqu.analysis import bundle_questions

    tables = bundle_questions.bundling(bundled)
    balances = tables["bundle_balances"]
    moved = tables["bundle_transfers"].query("kind == 'transfer'")
    assert balances["paid"].sum() == balances["received"].sum() == moved["amount"].sum() > 0
    after = balances["balance"] - balances["paid"] + balances["received"] + balances["drawn"]
    assert (after == balances["kept"]).all()
    assert (balances["kept"] >= 0).all()


@pytest.mark.parametrize(
    ("community", "level"),
    [
        ("C02", "pool"), ("C04", "pool"), ("C03", "self"), ("C05", "self"),
        ("C12", "out"), ("C14", "out"), ("C10", "out"), ("C11", "out"),
    ],
)  # fmt: skip
def test_levels_of_the_district(bundled, community, level):
    from pianqu.analysis.bundling import levels

    found = levels.levels(bundled.answers, bundled.problems, bundled.every)
    assert found.set_index("community")["level"][community] == level
