"""Idle land on the map: the class of each plot, its name, and what a click shows."""

import fallow
import pytest

from pianqu.maps.atlas.idle_land import idle_land, worded
from pianqu.maps.atlas.page import page
from pianqu.maps.atlas.sheets import sheets


@pytest.fixture
def full(plan):
    """The tiny plan with every table about idle land."""
    plan.tables |= fallow.built()
    return plan


def test_nothing_to_draw_is_no_layer(full):
    full.tables["idle_plots"] = full.tables["idle_plots"].iloc[:0]

    assert idle_land(full) == {}


def test_the_layer_stands_below_that_of_lifts_and_is_hidden(full):
    drawn = sheets(full)

    assert "idle_plots" in drawn
    assert drawn["idle_plots"].show is False
    assert list(drawn).index("idle_plots") < list(drawn).index("facilities")


def test_a_click_shows_words(full):
    row = worded(full).loc["L1"]

    assert {"候选", "高", "国有", "空闲地", "一路"} <= set(row.dropna())
    assert not {"candidate", "high", "state", "S1", "parcels"} & set(row.dropna())


def test_legal_idle_that_is_not_known_is_not_said_to_be_no(full):
    column = worded(full)["legal_idle"]

    assert column["L1"] == "是"
    assert column["L3"] == "否"
    assert column[["C1/5-5", "R1", "L4"]].isna().all()


def test_the_legend_counts_each_class(full, visit):
    seen = visit(page(full).html())
    seen.page.get_by_label("闲置地（按可信度）").check()

    assert seen.counts("闲置地（按可信度）") == {
        "候选，可信度高": 1,
        "候选，可信度中": 1,
        "候选，可信度低": 1,
        "单列": 1,
        "排除": 1,
    }
    assert seen.faults == []
    assert len(seen.requests) == 1
