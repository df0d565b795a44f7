"""When a first plan was there: a plan of no package is none, ours or a rival's."""

from pathlib import Path

import pytest

from pianqu.analysis.bundling import solving
from pianqu.analysis.bundling.problem import Answer

FOLDER = Path(__file__).parent.parent.parent / "benchmarks"
UNITS = 20


@pytest.fixture(scope="module")
def bench():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        from packages import instances, parts, recom, rivals
    return instances.town(UNITS, seed=3), instances, parts, recom, rivals


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ([(0.0, None), (0.1, 0), (0.7, 5), (0.9, 8)], 0.7),
        ([(0.0, 0), (0.4, -3)], 0.4),
        ([(0.0, 0)], None),
    ],
)
def test_ours_is_the_first_plan_that_has_a_package(bench, monkeypatch, told, first):
    town, _, parts, *_ = bench

    def solve(_problem, *, seconds, watch):
        for gone, value in told:
            watch(gone, value, seconds)
        return Answer("gap", (), 0, 9.0, 9.0, "columns")

    monkeypatch.setattr(solving, "solve", solve)

    assert parts.ours(town, "package", 1.0)["first_s"] == first


def test_a_rival_is_timed_by_its_first_division_with_a_valid_package(bench):
    town, instances, parts, recom, rivals = bench
    problem = instances.problem_of(town, mode="package")
    good = recom.search(problem, seconds=0.2)
    homeless = [[unit] for unit in range(UNITS) if not problem.lived[unit]]
    made = rivals.Divided([homeless, good.groups], 0.9, True, (0.3, 0.8))

    assert parts.judged(town, "package", made)["first_s"] == 0.8
    assert parts.judged(town, "package", made._replace(times=()))["first_s"] is None
    none = rivals.Divided([homeless], 0.3, True, (0.3,))
    assert parts.judged(town, "package", none)["first_s"] is None


def test_the_search_says_when_it_had_a_package_and_none_without(bench):
    town, instances, _, recom, _ = bench
    problem = instances.problem_of(town, mode="package")

    assert recom.search(problem, seconds=0.2).first > 0
    assert recom.search(problem, seconds=0.0).first is None
