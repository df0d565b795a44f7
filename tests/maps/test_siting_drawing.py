"""The siting map: communities in their classes, sites where their plots are, labels apart."""

import re

import pandas as pd
import pytest
import sited_plan

from pianqu.maps.siting.base import Base, base
from pianqu.maps.siting.drawing import classes, siting_drawing
from pianqu.maps.siting.ground import WIDE, Ground, ground
from pianqu.maps.text.names import names


def drawn(**changed: pd.DataFrame) -> tuple[str, Ground, Base]:
    """The map of the canteen."""
    plan = sited_plan.plan(**changed)
    found = base(plan, names(plan))
    land = ground(plan, found)
    return siting_drawing(found.uses[0], found, land), land, found


def body(figure: str) -> str:
    """What stands over the legend."""
    return figure.split('class="sm-paper"', maxsplit=1)[0]


def test_communities_are_in_the_class_of_their_share_without():
    figure, land, found = drawn()

    assert classes(found.uses[0], list(land.numbers)) == {"C1": 2, "C2": 4, "C3": 5}
    assert re.findall(r'href="#st-c(\d)" class="sm-area sm-(\d)"', figure) == [
        *(("0", "2"), ("1", "4"), ("2", "5"))
    ]


@pytest.mark.parametrize(
    ("covered", "mark"), [(1.0, 0), (0.81, 1), (0.8, 2), (0.5, 3), (0.01, 3), (0.0, 4), (None, 5)]
)
def test_a_share_on_a_break_is_in_the_upper_class(covered, mark):
    needs = sited_plan.built()["siting_needs"].assign(share_before=covered)
    _, _, found = drawn(siting_needs=needs)

    assert classes(found.uses[0], ["C1"])["C1"] == mark


def test_a_site_is_where_its_plot_is_on_a_scale_in_metres():
    figure, land, _ = drawn()
    places = re.findall(r'sm-badge" cx="([\d.]+)" cy="([\d.]+)"', body(figure))
    (x1, y1), (x2, y2) = ((float(x), float(y)) for x, y in places)

    # L1 has its middle at (30, 25), L2 is at (300, 45)
    assert (x2 - x1) / land.sheet.scale == pytest.approx(270, abs=0.5)
    assert (y1 - y2) / land.sheet.scale == pytest.approx(20, abs=0.5)


def test_the_scale_bar_is_as_long_as_it_says():
    figure, land, _ = drawn()
    metres = int(re.search(r">(\d+) 米<", figure)[1])
    length = float(re.search(r'sm-bar" d="M[\d.]+ [\d.]+v6h([\d.]+)', figure)[1])

    assert length / land.sheet.scale == pytest.approx(metres, rel=0.01)
    assert ">北<" in figure


def test_sites_have_numbers_and_gains_and_the_next_best_a_ring():
    figure, _, _ = drawn()

    assert re.findall(r'sm-number"[^>]*>(\d)<', body(figure)) == ["1", "2"]
    assert re.findall(r'sm-gain"[^>]*>([^<]+)<', figure) == ["+40 户", "+10 户"]
    assert body(figure).count('class="sm-dot"') == 1
    assert body(figure).count('class="sm-next"') == 1


def test_a_plot_without_a_place_is_named_under_the_map():
    sites = sited_plan.built()["siting_sites"].replace({"plot": {"L2": "L9"}})
    figure, _, _ = drawn(siting_sites=sites)

    assert "没有范围、未绘出的拟建地块：L9。" in figure
    assert body(figure).count('class="sm-badge"') == 1


def test_gains_of_sites_side_by_side_do_not_overlap():
    plots = sited_plan.built()["idle_plots"]
    near = plots.assign(geometry=[plots.geometry["L1"].buffer(each) for each in range(4)])
    figure, _, _ = drawn(idle_plots=near.set_index(plots.index).set_crs(4549, allow_override=True))
    tops = [float(y) for y in re.findall(r'sm-gain" x="[\d.]+" y="([\d.]+)"', figure)]
    lefts = [float(x) for x in re.findall(r'sm-gain" x="([\d.]+)"', figure)]

    assert len(tops) == 2
    assert abs(tops[0] - tops[1]) >= 13 or abs(lefts[0] - lefts[1]) >= 40
    assert all(2 <= left <= WIDE for left in lefts)


def test_degrees_are_drawn_in_metres():
    plan = sited_plan.built()
    turned = {name: plan[name].to_crs(4490) for name in ("communities", "idle_plots")}
    here, there = drawn()[1], drawn(**turned)[1]

    assert there.sheet.scale == pytest.approx(here.sheet.scale, rel=0.01)


def test_no_map_without_the_outlines_of_communities():
    plan = sited_plan.plan()
    plan.tables.pop("communities")

    assert ground(plan, base(plan, names(plan))) is None
