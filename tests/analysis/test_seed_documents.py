"""The figures of five public documents, each with its sentence: what they add up to, and what not."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.eligibility import verdicts
from pianqu.analysis.finance import finance_rules, repayment, reported, sources
from pianqu.analysis.lifts import grants
from pianqu.analysis.staging import signing_pace

WAN, YI = 10_000, 100_000_000
TAICANG = {"floor_area": 278_000, "households": 1556, "buildings": 449, "cost": 7560 * WAN}


def ratio(measure: str, over: float, under: float, mode: str | None = "retrofit") -> pd.Series:
    figures = {"measure": [measure], "mode": [mode], "numerator": [over], "denominator": [under]}
    return reported.ratios(pd.DataFrame(figures)).iloc[0]


def test_thirty_three_of_thirty_six_or_of_thirty_four():
    """张住建函〔2024〕28号: “33 户同意解危（恢复性重建），占比 91.7%，1 户不同意，2 户未参与投票”."""
    agree, against, silent = 33, 1, 2
    of_all = reported.share(agree, agree + against + silent, unit="户")
    of_votes = reported.share(agree, agree + against, unit="户")

    assert (of_all.text, of_votes.text) == ("33/36 户 = 91.7 %", "33/34 户 = 97.1 %")


def test_seventy_four_of_seventy_seven_have_signed():
    """太仓: “住宅总户数77户，已签约74户，仅余3户未签约”."""
    assert reported.share(74, 77, unit="户").percent == 96.1
    assert reported.parts(77, {"已签约": 74, "未签约": 3}, unit="户").agrees


def test_grants_from_above_add_up():
    """调研报告: “中央、省级奖补资金15.76亿元（住建口8.12亿元、发改口7.64亿元）”."""
    found = reported.parts(15.76, {"住建口": 8.12, "发改口": 7.64}, unit="亿元")

    assert found.agrees
    assert found.text == "8.12 + 7.64 = 15.76 亿元，报告合计 15.76 亿元，相符"
    keys = standards.load("funding_sources")["zh"]
    assert {"住建口资金", "发改口资金"} <= set(keys)


def test_grants_and_bonds_are_not_a_share_of_what_was_spent():
    """调研报告: “完成投资15.5亿元” (截至2022年底), “专项债3.28亿元” (截至2023年4月)."""
    found = reported.parts(15.5, {"奖补": 15.76, "专项债": 3.28}, unit="亿元")
    assert (found.agrees, found.gap) == (False, -3.54)


def test_nine_hundred_and_forty_seven_households_are_not_accounted_for():
    """太仓: “居民及商户总数947户”; “538户，非居住户数44户，商铺户数72户”; “126户，非住宅户数82户”; “77户”."""
    places = {"古松弄住宅": 538, "古松弄非居住": 44, "古松弄商铺": 72}
    places |= {"城三小住宅": 126, "城三小非住宅": 82, "胜利村": 77}
    found = reported.parts(947, places, unit="户")

    assert (found.summed, found.gap) == (939, 8)
    assert found.text.endswith("= 939 户，报告合计 947 户，相差 8 户未说明")


def test_what_the_retrofit_of_fourteen_communities_cost():
    """太仓: “房屋建筑449栋，总户数1556户，总建筑面积27.8万平方米，投入改造资金7560万元”."""
    area = ratio("per_m2", TAICANG["cost"], TAICANG["floor_area"])
    home = ratio("per_household", TAICANG["cost"], TAICANG["households"])

    assert (round(area["value"]), area["verdict"]) == (272, "plausible")
    assert (round(home["value"] / WAN, 2), home["verdict"]) == (4.86, "high")


def test_its_households_do_not_fit_its_floor_area():
    """太仓: as above: the figure a square metre is sound, the one a household is not."""
    size = ratio("m2_per_household", TAICANG["floor_area"], TAICANG["households"], None)
    block = ratio("households_per_building", TAICANG["households"], TAICANG["buildings"], None)

    assert (round(size["value"], 1), size["verdict"]) == (178.7, "high")
    assert (round(block["value"], 1), block["verdict"]) == (3.5, "low")


def test_pocket_parks_that_are_too_large():
    """太仓: “口袋公园5个，总面积5.9万平方米”."""
    found = ratio("m2_per_park", 5.9 * WAN, 5, None)
    assert (found["value"], found["verdict"]) == (11_800, "high")


def test_what_a_household_cost_elsewhere():
    """调研报告: “已完成改造项目759个，惠及居民11.2万户，完成投资15.5亿元”."""
    found = ratio("per_household", 15.5 * YI, 11.2 * WAN)
    assert (round(found["value"] / WAN, 2), found["verdict"]) == (1.38, "plausible")


def test_six_thousand_and_no_less():
    """调研报告: “市本级按照6000元／户标准补贴，区财政不低于市级补助标准配套兜底”."""
    assert finance_rules.number("match.city") == 6000
    assert finance_rules.number("match.county") == 1


def test_thirty_per_cent_for_finishing_in_time():
    """新乡: “市财政给予县级财政投入本级资金30%比例的奖补支持”."""
    assert finance_rules.number("award.ratio") == 0.3


def test_one_to_three_years():
    """调研报告: “以补贴方式，扶持物业企业渡过1－3年过渡期”."""
    table = standards.load("property_subsidy")
    assert table.groupby("set")["year"].max().to_dict() == {"one": 1, "two": 2, "three": 3}


def test_five_sources():
    """调研报告: “上级专项、本级配套、银行信贷、民资参与、居民自筹”."""
    said = "、".join(list(sources.payers().values())[:5])
    assert said == "上级专项、本级配套、银行信贷、民资参与、居民自筹"


def test_bonds_are_paid_back_and_fees_are_income():
    """浙建议〔2022〕83号: “养老、托育、停车、便民市场、家政保洁、充电桩等有一定盈利空间的改造内容”."""
    assert standards.load("funding_sources").loc["special_bond", "repay"] == 1
    assert {"elderly", "parking", "charging"} <= set(repayment.UNITS)


def test_eight_households_at_three_days():
    """太仓: “剩余的8户…平均以3天一户的速度完成签约。征收阶段仅历时一个月”."""
    assert signing_pace.forecast(0, 8, days_each=3).days == 24


@pytest.mark.parametrize("lifts", [20])
def test_twenty_lifts_at_a_hundred_thousand(lifts):
    """调研报告: “对加装电梯每台补贴10万元”."""
    cost, storeys = pd.Series([60_000_000] * lifts), pd.Series([6] * lifts)
    found = grants.granted(cost, storeys, grants.subsidy("seed10"), bound="most")

    assert found.sum() == 200 * WAN * 100  # fen


ESTATE = {
    "year_built": 1985,
    "building_count": 20,
    "households": 400,
    "structure_safe": True,
    "demolition_plan": False,
    "self_built_share": 0.0,
    "renewal_state": "not_started",
}


@pytest.mark.parametrize(
    ("reform", "items", "verdict", "roof", "water"),
    [
        ("no_list", None, "pending", "pending", "pending"),
        ("partial", "roof", "partial", "cannot", "can"),
        ("none", None, "pass", "can", "can"),
    ],
)
def test_a_railway_estate_with_and_without_a_list(reform, items, verdict, roof, water):
    """新乡: “因铁路方面提供不出施工改造清单，故现阶段铁路家属区无法纳入”; “已改造过的项目不能重复申请”."""
    estate = pd.DataFrame(
        [{**ESTATE, "transfer_reform": reform, "reformed_items": items}], index=["C1"]
    )
    found = verdicts.tables(estate, as_of="2024-06-30")
    claims = found["eligibility_items"].set_index("item")["claim"]

    assert found["eligibility"]["verdict"].tolist() == [verdict]
    assert claims[["roof", "water"]].tolist() == [roof, water]
