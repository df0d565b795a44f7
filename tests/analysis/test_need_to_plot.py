"""From need to plot: who is without, which plot is proposed, what it changes, what if it goes."""

import pandas as pd
import pytest
import sited_cases as cases

from pianqu.analysis.siting import need_to_plot, proposals
from pianqu.analysis.siting.existing import unmet
from pianqu.analysis.siting.siting_options import Options

INF, NAN = float("inf"), float("nan")


@pytest.fixture
def three():
    """C1: B1 has one, B2 and B3 have not; C2: B4 and B5 have not; C3: B6 is not known."""
    owner = ["C1", "C1", "C1", "C2", "C2", "C3"]
    return {
        "homes": cases.homes(
            {"canteen": [4, 12, 14, INF, INF, NAN]},
            households=[10, 20, 30, 40, 25, 15],
            community=owner,
        ),
        "walks": cases.walks(
            {"L1": {"B2": 5, "B3": 5, "B6": 1}, "L2": {"B2": 3}, "L3": {"B4": 5}, "L4": {"B3": 11}}
        ),
        "reuse": cases.reuse({f"L{number}": "can" for number in range(1, 5)}),
        "plots": cases.plots([f"L{number}" for number in range(1, 5)]),
        "uses": cases.USES,
    }


def needs(world, **options):
    asked = Options(**{"uses": ("canteen",), **options})
    frames = (world[name] for name in ("homes", "walks", "reuse", "plots", "uses"))
    return proposals.siting(*frames, options=asked)["siting_needs"].set_index("community")


def test_need_proposal_and_coverage_by_hand(three):
    table = needs(three, sites=2)

    need = table.loc["C1", ["unmet_buildings", "unmet_households", "unmet_residents"]]
    assert need.tolist() == [2, 50, 125]
    assert table.loc["C1", ["candidates", "candidate_plots", "proposed"]].tolist() == [
        *(2, "L1;L2", "L1")
    ]
    assert table.loc["C1", ["base", "covered_before", "covered_after"]].tolist() == [60, 10, 60]
    assert table.loc["C1", ["share_before", "share_after"]].tolist() == [10 / 60, 1]
    assert table.loc["C1", ["cost", "cost_certainty"]].tolist() == [200_000, "assumption"]


def test_what_is_left_if_the_plot_falls_away(three):
    row = needs(three, sites=2).loc["C1"]

    assert row[["falls_away", "next_best"]].tolist() == ["L1", "L2"]
    assert row[["covered_next_best", "share_next_best"]].tolist() == [30, 0.5]


def test_those_who_stay_without_are_told_why(three):
    table = needs(three, sites=1)

    assert pd.isna(table.loc["C1", "reason"])
    assert table.loc["C2", ["proposed", "reason"]].tolist() == [pd.NA, need_to_plot.NOT_CHOSEN]
    assert table.loc["C2", ["covered_before", "covered_after"]].tolist() == [0, 0]
    assert needs(three, sites=2).loc["C2", "reason"] == need_to_plot.SOME_LEFT
    three["reuse"] = cases.reuse({"L1": "can", "L3": "cannot"})
    assert needs(three).loc["C2", "reason"] == need_to_plot.NOWHERE


def test_a_community_of_which_nothing_is_known_is_not_without_need(three):
    row = needs(three).loc["C3"]

    assert row[["status", "reason", "not_computed"]].tolist() == [
        *("not_computed", need_to_plot.NO_NEED_KNOWN, 1)
    ]
    assert row[["unmet_buildings", "unmet_households", "covered_after"]].isna().all()


def test_a_community_that_lacks_nothing_has_no_row(three):
    three["homes"].minutes.loc[["B2", "B3"], "canteen"] = 3.0

    assert needs(three).index.tolist() == ["C2", "C3"]


def test_without_candidates_the_need_still_stands(three):
    three["reuse"] = three["reuse"].assign(fits="cannot")
    table = needs(three)

    assert table.loc["C1", ["status", "unmet_households", "covered_after"]].tolist() == [
        *("no_candidates", 50, 10)
    ]
    assert table.loc["C1", "reason"] == need_to_plot.NOWHERE


def test_homes_in_no_community_count_in_the_whole_but_in_no_row(three):
    three["homes"].community["B5"] = pd.NA
    table = needs(three, sites=2)

    assert table.loc["C2", ["base", "unmet_buildings"]].tolist() == [40, 1]


def test_rows_add_up_to_the_whole(three):
    frames = (three[name] for name in ("homes", "walks", "reuse", "plots", "uses"))
    found = proposals.siting(*frames, options=Options(uses=("canteen",), sites=2))
    whole, rows = found["siting"].loc[0], found["siting_needs"]

    for name in ("base", "covered_before", "covered_after"):
        assert rows[name].sum() == whole[name]


@pytest.mark.parametrize(
    ("households", "left", "missing"),
    [
        ([10, 20, 30, 1, 1, 1], 50, 0),
        ([10, None, 30, 1, 1, 1], 30, 1),
        ([10, None, None] + [1] * 3, pd.NA, 2),
    ],
)
def test_unmet_households_that_are_not_known(three, households, left, missing):
    world = three["homes"]
    world.weights["households"] = pd.array(households, dtype="Float64")
    row = unmet(world, "canteen", limit=10).loc["C1"]

    assert row["unmet_households"] is left or row["unmet_households"] == left
    assert row["households_missing"] == missing
    assert row["unmet_buildings"] == 2
