"""Proposals of sites: against trying every choice, gains that add up, and what stands in."""

import numpy as np
import pandas as pd
import pytest
import sited_cases as cases
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.siting import proposals
from pianqu.analysis.siting.siting_options import Options

INF, NAN = float("inf"), float("nan")


@pytest.fixture
def five():
    return cases.town()


def test_one_site_two_sites_by_hand(five):
    one, two = cases.propose(five, sites=1), cases.propose(five, sites=2)

    assert one["siting_sites"][["plot", "gain"]].to_numpy().tolist() == [["L1", 70.0]]
    assert two["siting_sites"][["plot", "gain"]].to_numpy().tolist() == [["L3", 65.0], ["L2", 50.0]]
    row = two["siting"].loc[0]
    assert row[["status", "unit", "sites", "candidates", "homes"]].tolist() == [
        *("proven", "households", 2, 4, 5)
    ]
    assert row[["base", "covered_before", "covered_after"]].tolist() == [125, 10, 125]
    assert row[["objective", "bound", "checked", "share_after"]].tolist() == [115, 115, 115, 1]
    assert "最多选 1 处" in one["siting"].loc[0, "binding"]


def test_gains_add_up_and_say_what_each_is_worth_alone(five):
    found = cases.propose(five, sites=2)
    sites = found["siting_sites"]

    assert sites["gain"].sum() == found["siting"].loc[0, "objective"]
    assert sites["gain_alone"].tolist() == [65, 50]
    assert sites["loss_empty"].tolist() == [65, 50]
    assert sites["share_of_base"].tolist() == pytest.approx([65 / 125, 50 / 125])


def test_the_next_best_is_that_of_the_model_without_the_plot(five):
    sites = cases.propose(five, sites=1)["siting_sites"].loc[0]

    assert sites[["next_best", "next_best_gain", "loss", "next_status"]].tolist() == [
        *("L3", 65, 5, "proven")
    ]
    sites = cases.propose(five, sites=2)["siting_sites"].set_index("plot")
    assert sites.loc["L2", ["next_best", "next_best_gain", "loss"]].tolist() == ["L1", 30, 20]
    assert sites.loc["L3", ["next_best", "next_best_gain", "loss"]].tolist() == ["L1", 40, 25]


def test_a_plot_without_a_stand_in_says_so(five):
    five["reuse"] = cases.reuse({"L3": "can"})
    row = cases.propose(five, sites=1)["siting_sites"].loc[0]

    assert row[["loss_empty", "next_best_gain", "loss"]].tolist() == [65, 0, 65]
    assert pd.isna(row["next_best"])
    assert row["next_reason"]


def test_the_curve_goes_one_site_further(five):
    curve = cases.propose(five, sites=2)["siting_curve"]

    assert curve[["sites", "covered", "gain"]].to_numpy().tolist() == [
        *([1, 70, 70], [2, 115, 45], [3, 115, 0])
    ]
    assert (curve["bound"] >= curve["covered"]).all()


@pytest.mark.parametrize(("candidates", "ids"), [("fit", ["L2"]), ("fit_or_survey", ["L2", "L3"])])
def test_only_plots_that_fit_are_sites(five, candidates, ids):
    five["reuse"] = cases.reuse({"L1": "cannot", "L2": "can", "L3": "needs_survey"})
    found = cases.propose(five, sites=3, candidates=candidates)

    assert sorted(found["siting_sites"]["plot"]) == ids
    assert found["siting"].loc[0, "candidates"] == len(ids)
    assert found["siting"].loc[0, "uncoverable"] == (65 if len(ids) == 1 else 0)


def test_unknown_households_are_not_none(five):
    world = five["homes"]
    world.weights.loc["B5", "households"] = pd.NA
    found = cases.propose(five, sites=1)

    row = found["siting"].loc[0]
    assert row[["unit", "base", "objective"]].tolist() == ["buildings", 5, 2]
    assert "1 栋的户数未知" in row["unit_reason"]
    needs = found["siting_needs"].loc[0]
    assert needs[["unmet_buildings", "unmet_households", "households_missing"]].tolist() == [
        *(4, 90, 1)
    ]


def test_homes_without_an_answer_are_in_no_base(five):
    five["homes"].minutes.loc["B2", "canteen"] = NAN
    row = cases.propose(five, sites=3)["siting"].loc[0]

    assert row[["homes", "not_computed", "base", "covered_after"]].tolist() == [4, 1, 105, 105]


@pytest.mark.parametrize(
    ("use", "status", "reason"),
    [
        ("lift_lobby", "not_computed", proposals.NO_KIND),
        ("nursery", "not_computed", proposals.NOT_COMPUTED),
        ("market", "not_computed", proposals.NOT_INCLUDED),
        ("pocket_park", "no_candidates", proposals.NO_PLOT),
        ("canteen", "not_needed", proposals.ALL_REACHED),
    ],
)
def test_a_use_without_an_answer_says_why(five, use, status, reason):
    five["uses"] = cases.USES.copy()
    five["uses"].loc["market"] = ["菜市场", "wet_market"]
    five["homes"] = cases.homes({"canteen": [1, 2], "nursery": [NAN, NAN], "park_small": [1, INF]})
    found = cases.propose(five, uses=(use,))

    assert found["siting"].loc[0, ["use", "status", "reason"]].tolist() == [use, status, reason]
    assert found["siting_sites"].empty
    assert found["siting_curve"].empty
    assert found["siting"]["objective"].isna().all()


def test_every_use_that_is_a_facility_is_asked_for(five):
    assert cases.propose(five, uses=())["siting"]["use"].tolist() == [
        "canteen",
        "nursery",
        "pocket_park",
    ]


def test_two_uses_on_one_plot_are_said(five):
    five["homes"].minutes["nursery"] = five["homes"].minutes["canteen"]
    both = [five["reuse"], five["reuse"].assign(use="nursery")]
    five["reuse"] = pd.concat(both, ignore_index=True)
    sites = cases.propose(five, uses=("canteen", "nursery"), sites=1)["siting_sites"]

    assert sites[["plot", "also_for"]].to_numpy().tolist() == [["L1", "nursery"], ["L1", "canteen"]]


def test_a_budget_counts_only_plots_of_known_cost(five):
    five["reuse"] = five["reuse"].assign(area_needed=[NAN, 100, 200, 100])
    found = cases.propose(five, sites=None, budget=400_000)

    # L1 is of unknown cost; L2 costs 200,000 and L3 400,000
    assert found["siting_sites"]["plot"].tolist() == ["L3"]
    row = found["siting"].loc[0]
    assert row[["left_out", "cost", "cost_certainty"]].tolist() == ["L1", 400_000, "assumption"]
    assert "预算" in row["binding"]


def test_without_a_budget_an_unknown_cost_is_not_nothing(five):
    five["reuse"] = five["reuse"].assign(area_needed=NAN)
    found = cases.propose(five, sites=2)

    assert found["siting"]["cost"].isna().all()
    assert found["siting_sites"]["cost_reason"].notna().all()


def test_the_fewest_sites(five):
    row = cases.propose(five, model="fewest_sites", sites=1)["siting"].loc[0]

    assert row[["objective", "objective_unit", "bound", "checked"]].tolist() == [2, "sites", 2, 2]
    assert row[["covered_after", "uncoverable"]].tolist() == [125, 0]


def test_the_weakest_community_comes_first(five):
    five["homes"].community[:] = ["C1", "C1", "C1", "C1", "C2"]
    found = cases.propose(five, sites=1, first="weakest")

    assert found["siting_sites"]["plot"].tolist() == ["L3"]  # the only one that reaches C2


@st.composite
def worlds(draw):
    count, ids = draw(st.integers(1, 7)), ["L1", "L2", "L3", "L4", "L5"]
    far = st.sampled_from([1.0, 9.0, 10.0, 11.0, 25.0, INF])
    today = draw(st.lists(far, min_size=count, max_size=count))
    people = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    ways = {
        plot: {
            f"B{home + 1}": minutes
            for home, minutes in enumerate(draw(st.lists(far, min_size=count, max_size=count)))
            if np.isfinite(minutes)
        }
        for plot in ids
    }
    return cases.homes({"canteen": today}, households=people), cases.walks(ways), ids


@settings(max_examples=10, deadline=None)
@given(worlds(), st.integers(1, 3))
def test_no_choice_walks_less(world, most):
    found, ways, ids = world
    asked = Options(uses=("canteen",), sites=most, model="shortest_walk")
    table = cases.reuse(dict.fromkeys(ids, "can"))
    answer = proposals.siting(found, ways, table, cases.plots(ids), cases.USES, options=asked)
    row, sites = answer["siting"].loc[0], answer["siting_sites"]
    if row["status"] == "not_needed":
        return

    today = cases.walked(found, "canteen", ways, ())
    least = min(cases.walked(found, "canteen", ways, chosen) for chosen in cases.choices(ids, most))
    assert row[["objective", "checked"]].tolist() == pytest.approx([least, least])
    assert row["bound"] <= least + 1e-6
    assert sites["gain"].sum() == pytest.approx(today - least)


@settings(max_examples=15, deadline=None)
@given(worlds(), st.integers(1, 4))
def test_no_choice_is_better_and_no_next_best_either(world, most):
    found, ways, ids = world
    table = cases.reuse(dict.fromkeys(ids, "can"))
    asked = Options(uses=("canteen",), sites=most)
    answer = proposals.siting(found, ways, table, cases.plots(ids), cases.USES, options=asked)
    row, sites = answer["siting"].loc[0], answer["siting_sites"]
    if row["status"] == "not_needed":
        assert (found.minutes["canteen"] <= 10).all()
        return

    whole = cases.best(found, "canteen", ways, ids, most)
    assert row["objective"] == row["checked"] == whole == row["bound"]
    assert sites["gain"].sum() == cases.newly(found, "canteen", ways, sites["plot"]) == whole
    assert row["covered_after"] - row["covered_before"] == whole
    for plot, loss in sites[["plot", "loss"]].itertuples(index=False):
        others = [other for other in ids if other != plot]
        assert loss == whole - cases.best(found, "canteen", ways, others, most)
