"""What a planner asks of proposals: rules about plots, who comes first, and cost among equals."""

import pandas as pd
import pytest
import sited_cases as cases

from pianqu.analysis.siting.siting_options import Options
from pianqu.gis.errors import ChoiceError


@pytest.fixture
def five():
    return cases.town()


def two_uses(five):
    five["homes"].minutes["nursery"] = five["homes"].minutes["canteen"]
    both = [five["reuse"], five["reuse"].assign(use="nursery")]
    five["reuse"] = pd.concat(both, ignore_index=True)
    return {"uses": ("canteen", "nursery"), "sites": 1}


def test_with_the_weakest_first_there_is_no_plan_of_everyone_alike(five):
    asked = two_uses(five)

    assert cases.propose(five, **asked)["siting_shared_total"]["objective"].tolist() == [140]
    five["homes"].community[:] = ["C1", "C1", "C1", "C1", "C2"]
    found = cases.propose(five, first="weakest", **asked)
    assert "siting_shared" not in found
    curve = found["siting_curve"].set_index(["use", "sites"])
    assert curve.loc[("canteen", 1), ["plots", "covered"]].tolist() == ["L3", 65]
    assert found["siting"]["gap"].tolist() == [0, 0]


def test_a_use_without_an_answer_is_not_in_the_shared_plan(five, tmp_path):
    own = cases.rules(tmp_path, {"relation": "must", "plot": "L9", "use": "nursery"})
    found = cases.propose(five, overrides=own, **two_uses(five))

    assert found["siting"]["status"].tolist() == ["proven", "infeasible"]
    assert "siting_shared" not in found  # one use alone shares with none


@pytest.mark.parametrize("model", ["fewest_sites", "shortest_walk"])
def test_who_comes_first_is_not_said_where_the_model_does_not_ask(five, model):
    assert cases.propose(five, model=model)["siting"]["first"].isna().all()
    assert cases.propose(five)["siting"]["first"].tolist() == ["everyone"]


@pytest.mark.parametrize("model", ["most_people", "fewest_sites"])
def test_of_plots_that_do_the_same_the_cheaper(five, model):
    five["reuse"] = cases.reuse({"L1": "can", "L2": "can"}, area_needed=[200.0, 100.0])
    five["walks"] = cases.walks({"L1": {"B3": 5, "B4": 9}, "L2": {"B3": 9, "B4": 9}})
    found = cases.propose(five, model=model, sites=1)

    assert found["siting_sites"][["plot", "gain"]].to_numpy().tolist() == [["L2", 70.0]]
    assert found["siting"][["status", "bound"]].to_numpy().tolist() == [
        ["proven", 70 if model == "most_people" else 1]
    ]


@pytest.mark.parametrize(
    ("rule", "plots"),
    [
        ({"relation": "must", "plot": "L1"}, ["L1", "L3"]),
        ({"relation": "must_not", "plot": "L3"}, ["L1", "L2"]),
        ({"relation": "apart", "plot": "L2", "other_plot": "L3"}, ["L1", "L3"]),
        ({"relation": "together", "plot": "L3", "other_plot": "L4"}, ["L1", "L2"]),
        ({"relation": "together", "plot": "L3", "other_plot": "L9"}, ["L1", "L2"]),
        ({"relation": "must_not", "plot": "L3", "use": "nursery"}, ["L2", "L3"]),
        ({"relation": "must_not", "plot": "L9"}, ["L2", "L3"]),
    ],
)
def test_rules_about_plots_are_kept(five, tmp_path, rule, plots):
    found = cases.propose(five, sites=2, overrides=cases.rules(tmp_path, rule))

    assert sorted(found["siting_sites"]["plot"]) == plots
    assert found["siting"].loc[0, "status"] == "proven"


def test_rules_that_conflict_are_named(five, tmp_path):
    both = [{"relation": "must", "plot": "L2"}, {"relation": "must", "plot": "L3"}]
    row = cases.propose(five, sites=1, overrides=cases.rules(tmp_path, *both))["siting"].loc[0]

    assert row["status"] == "infeasible"
    assert all(word in row["conflict"] for word in ("L2", "L3"))
    assert pd.isna(row["objective"])


def test_a_rule_for_a_plot_that_does_not_fit_is_a_conflict(five, tmp_path):
    own = cases.rules(tmp_path, {"relation": "must", "plot": "L9"})
    row = cases.propose(five, overrides=own)["siting"].loc[0]

    assert row["status"] == "infeasible"
    assert "L9" in row["conflict"]


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ({"relation": "near", "plot": "L1"}, "relation"),
        ({"relation": "must"}, "plot"),
        ({"relation": "must", "plot": "L1", "other_plot": "L2"}, "other_plot"),
        ({"relation": "apart", "plot": "L1"}, "other_use"),
        ({"relation": "apart", "use": "", "other_use": "canteen", "plot": "L1"}, "use"),
        ({"relation": "together", "other_plot": "L2"}, "plot"),
        ({"relation": "must", "use": "", "plot": "L1"}, "use 是空的"),
        ({"relation": "must_not", "use": "moon_base", "plot": "L1"}, "use 为“moon_base”"),
        ({"relation": "apart", "other_use": "moon_base"}, "other_use 为“moon_base”"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(five, tmp_path, rule, word):
    with pytest.raises(ChoiceError, match=f"（r0）的 {word}"):
        cases.propose(five, overrides=cases.rules(tmp_path, rule))


def test_options_say_all_that_cannot_be_meant():
    with pytest.raises(ChoiceError) as error:
        Options(model="best", sites=0, seconds=-1, far=5)

    assert len(error.value.faults) == 3
