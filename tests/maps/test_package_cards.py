"""The cards of packages: money adds up, bars are as long, the plan draws what is there."""

import re

import bundled_plan
import pandas as pd
import pytest
from lifted import row, told

from pianqu.maps.packages.page import packages


def card(html: str, package: str) -> str:
    """The card of a package as HTML."""
    found = re.search(f'<article[^>]*id="package-{package}".*?</article>', html, re.DOTALL)
    return found[0] if found else ""


def test_a_card_adds_up_and_names_members():
    html = card(packages(bundled_plan.plan()), "P01")

    assert row([html], "东一村内闲置地块")[1:] == [
        *("闲置地块", "不适用", "0.12", "−20,000", "60", "停车位", "不适用"),
    ]
    assert row([html], "成员的资金来源")[1:] == ["700,000", "—"]
    assert row([html], "地块经营收入")[1:] == ["40,000", "—"]
    assert row([html], "其他片区调入")[1:] == ["280,000", "—"]
    assert row([html], "造价")[1:] == ["—", "1,020,000"]
    assert row([html], "合计")[1:] == ["1,020,000", "1,020,000"]


def test_a_card_says_state_needs_what_binds_and_how_steady():
    said = told([card(packages(bundled_plan.plan()), "P01")])

    assert "缺口 28.00 万元" in said
    assert "停车位 9 个" in said
    assert "待补证据 东一村" in said
    assert "卡住：片区不多于 320 户，现为 300 户，只余 20 户，再动一个成员至少要 200 户" in said
    assert "造价上浮 10%，本片区结余变为 −38.20 万元，所在资金池仍平衡" in said
    assert "最多可涨 20.0%" in told([card(packages(bundled_plan.plan()), "P02")])


def test_bars_are_as_long_as_money():
    html = card(packages(bundled_plan.plan()), "P01")
    found = dict(re.findall(r'class="pk-part pk-(\w+)"[^>]*? width="([\d.]+)"', html))
    wide = {name: float(each) for name, each in found.items()}

    assert wide["sources"] + wide["income"] + wide["received"] == pytest.approx(wide["cost"], abs=1)
    assert wide["received"] / wide["cost"] == pytest.approx(280 / 1020, abs=0.01)


def test_a_cost_that_is_not_known_makes_no_bar():
    html = card(
        packages(bundled_plan.plan(**bundled_plan.changed("bundle_units", 0, cost=None))), "P01"
    )

    assert "成员造价不明" in html
    assert "pk-part" not in html


def test_the_plan_draws_members_links_cuts_and_the_hub():
    html = packages(bundled_plan.plan())

    assert card(html, "P01").count('class="pk-link"') == 1
    assert card(html, "P02").count('class="pk-cut"') == 1
    assert card(html, "P02").count('class="pk-barrier"') == 1
    assert [card(html, code).count('class="pk-hub"') for code in ("P01", "P02", "P03")] == [1] * 3


def test_no_place_no_plan():
    units = pd.DataFrame(bundled_plan.built()["bundle_units"]).drop(columns="geometry")

    assert "未绘图" in card(packages(bundled_plan.plan(bundle_units=units)), "P01")
