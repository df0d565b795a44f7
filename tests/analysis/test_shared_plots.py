"""Several uses on shared plots: room, rules about uses, and what is told of the plan."""

import itertools

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.siting.existing import Base, Homes
from pianqu.analysis.siting.problems import problem
from pianqu.analysis.siting.shared_plots import shared
from pianqu.analysis.siting.siting_options import Options

HOMES = pd.Index(["B1", "B2", "B3"])
WEIGHT = pd.Series([10.0, 20.0, 40.0], HOMES)
WALKS = pd.DataFrame(
    {"building": ["B1", "B2", "B2", "B3"], "plot": ["L1", "L1", "L2", "L2"], "minutes": 3.0}
)
WORDS = pd.Series(
    {"canteen": "社区食堂", "nursery": "托育", "elder_daycare": "日间照料", "market": "菜市场"}
)


def plan(uses: list[str], areas: dict[str, float], need: float = 100.0, **options: object) -> dict:
    reuse = pd.DataFrame(
        [(plot, use, "can", need, 5e5) for use in uses for plot in ("L1", "L2")],
        columns=["plot", "use", "fits", "area_needed", "cost"],
    )
    homes = Homes(
        pd.DataFrame({use: float("inf") for use in uses}, HOMES),
        pd.DataFrame({"residents": WEIGHT}),
        pd.Series("C1", HOMES),
    )
    chosen = Options(demand="residents", **{"sites": 1, **options})
    problems = [
        problem(
            homes, Base("residents", WEIGHT), WALKS, reuse[reuse["use"].eq(use)],
            use=use, kind=use, options=chosen,
        )
        for use in uses
    ]  # fmt: skip
    return shared(
        problems, reuse, pd.Series(areas), words=WORDS, unit="residents", apart=120, options=chosen
    )


def test_uses_that_fit_together_share_the_best_plot() -> None:
    found = plan(["canteen", "nursery"], {"L1": 200.0, "L2": 200.0})
    assert found["siting_shared"][["plot", "use", "gain", "alone"]].to_numpy().tolist() == [
        ["L2", "canteen", 60.0, False],
        ["L2", "nursery", 60.0, False],
    ]
    total = found["siting_shared_total"].iloc[0]
    assert total[["status", "objective", "bound", "checked"]].tolist() == ["proven", 120, 120, 120]


def test_a_plot_without_room_sends_one_elsewhere() -> None:
    found = plan(["canteen", "nursery"], {"L1": 100.0, "L2": 150.0})
    own = found["siting_shared"].set_index("plot")
    assert own["gain"].to_dict() == {"L2": 60.0, "L1": 30.0}
    assert own["alone"].all()
    assert found["siting_shared_total"]["objective"].item() == 90


def test_uses_that_must_stay_apart_do() -> None:
    found = plan(["elder_daycare", "market"], {"L1": 500.0, "L2": 500.0})["siting_shared"]
    assert found["plot"].is_unique


def test_a_plot_of_unknown_size_is_left_out_and_told() -> None:
    found = plan(["canteen", "nursery"], {"L1": 200.0, "L2": float("nan")})
    assert set(found["siting_shared"]["plot"]) == {"L1"}
    told = found["siting_shared_total"]["left_out"].item()
    assert told == "L2:canteen;L2:nursery"


def test_one_use_shares_with_none() -> None:
    assert plan(["canteen"], {"L1": 200.0, "L2": 200.0}) == {}


@pytest.mark.parametrize("budget", [2e5, 5e5, 1e6])
def test_a_budget_is_one_of_each_use(budget: float) -> None:
    found = plan(["canteen", "nursery"], {"L1": 200.0, "L2": 200.0}, sites=None, budget=budget)
    own, total = found["siting_shared"], found["siting_shared_total"].iloc[0]
    assert (own.groupby("use")["cost"].sum() <= budget).all()
    each = {2e5: 0, 5e5: 60, 1e6: 70}[budget]  # no plot, L2, both
    assert total[["objective", "apart", "status"]].tolist() == [2 * each, 2 * each, "proven"]


def test_each_use_is_said_to_be_of_its_least_size() -> None:
    found = plan(["canteen", "nursery"], {"L1": 200.0, "L2": 200.0})["siting_shared"]
    assert set(found["sized"]) == {"least"}


@pytest.mark.parametrize("relation", ["together", "must"])
def test_a_rule_about_a_use_outside_the_plan_is_told_and_moves_nothing(tmp_path, relation) -> None:
    rows = standards.load("siting_pairs").reset_index().head(1)
    pair = {"together": ("canteen", "", "market"), "must": ("market", "L1", "")}[relation]
    row = dict(zip(("use", "plot", "other_use"), pair, strict=True), zh="须知", relation=relation)
    rows.assign(**row).to_csv(tmp_path / "own.csv", index=False)
    own = {"siting_pairs": tmp_path / "own.csv"}
    found = plan(["canteen", "nursery"], {"L1": 200.0, "L2": 200.0}, overrides=own)
    total = found["siting_shared_total"].iloc[0]
    assert total[["status", "objective"]].tolist() == ["proven", 120]
    assert "规则“须知”涉及未参加同时安排的用途，未计入" in total["binding"]


@pytest.mark.parametrize("room", list(itertools.product([50.0, 100.0, 250.0], repeat=2)))
def test_the_plan_is_the_best_of_all(room: tuple[float, float]) -> None:
    """Every way to put at most one of each use on two plots."""
    areas = dict(zip(("L1", "L2"), room, strict=True))
    gain = {"L1": 30.0, "L2": 60.0, None: 0.0}
    best = 0.0
    for one, other in itertools.product(gain, repeat=2):
        taken = [plot for plot in (one, other) if plot]
        if all(100 * taken.count(plot) <= areas[plot] for plot in areas):
            best = max(best, gain[one] + gain[other])
    found = plan(["canteen", "nursery"], areas)["siting_shared_total"].iloc[0]
    assert found["objective"] == best <= found["bound"]
