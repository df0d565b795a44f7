"""Awards: recomputed from the county's own money, and open until their condition is decided."""

import pandas as pd
import pytest
from funded import books, cost, grant, projects

from pianqu.analysis import standards
from pianqu.analysis.finance import awards
from pianqu.gis.errors import ChoiceError

ON_TIME = {"item": "按期完工奖补", "condition": "2024 年 12 月 31 日前全部完工"}


def award(*rows, **more) -> pd.Series:
    return awards.awards(books(*rows, **more)).iloc[-1]


@pytest.mark.parametrize(
    ("amount", "agrees", "said"), [(30.0, "same", "期限"), (40.0, "differs", "相差 10 元")]
)
def test_thirty_per_cent_of_the_countys_own_money(amount, agrees, said):
    own = grant(100.0, "local_match", payer_detail="县级财政")
    found = award(own, grant(amount, "local_match", **ON_TIME))

    assert (found["base"], found["expected"], found["agrees"]) == (100, 30, agrees)
    assert said in found["reason"]


def test_money_of_the_city_is_no_base():
    rows = [grant(100.0, "local_match", payer_detail=who) for who in ("市级财政", "区级财政")]
    assert award(*rows, grant(30.0, "local_match", **ON_TIME))["base"] == 100


def test_money_that_is_not_parted_is_said_to_be_an_upper_bound():
    own = grant(100.0, "local_match", payer_detail="市、区配套资金")
    assert "未分列市、县" in award(own, grant(30.0, "local_match", **ON_TIME))["reason"]


def test_without_a_base_nothing_is_expected():
    found = award(cost(1.0), grant(30.0, "local_match", **ON_TIME))

    assert pd.isna(found["expected"])
    assert found["agrees"] == "unknown"
    assert "资金表中没有县级配套" in found["reason"]


def test_what_cannot_be_judged_stays_open():
    found = award(grant(30.0, condition="验收合格后拨付"))

    assert (found["met"], found["agrees"]) == ("open", "no_rule")
    assert found["reason"] == "条件“验收合格后拨付”是否满足，资金表无从判断，须出具证明"


def test_money_that_has_come_is_no_longer_conditional():
    came = grant(30.0, condition="验收合格后拨付", arrived="2024-06-01")
    assert award(came)["met"] == "yes"


@pytest.mark.parametrize(
    ("stage", "finish", "as_of", "met", "said"),
    [
        ("building", "2024-12-31", "2024-06-30", "open", "余 0 天"),
        ("building", "2025-01-01", "2024-06-30", "open", "按计划将逾期"),
        ("building", None, "2024-06-30", "open", "计划竣工日期未填"),
        ("building", "2024-12-31", "2025-01-01", "no", "项目尚未竣工"),
        ("finished", "2024-12-31", "2025-01-01", "yes", "按期"),
        ("finished", "2025-01-01", "2025-02-01", "no", "逾期"),
        ("finished", None, "2025-02-01", "open", "竣工日期未填"),
    ],
)
def test_in_time_or_not(stage, finish, as_of, met, said):
    of = projects(stage=stage, finish=finish)
    found = award(grant(30.0, "local_match", **ON_TIME), of=of, as_of=as_of)

    assert found["met"] == met
    assert said in found["reason"]


def test_another_ratio_is_a_row_of_the_table(tmp_path):
    table = standards.load("funding_rules").reset_index()
    own = tmp_path / "mine.csv"
    table.loc[table["key"].eq("award.ratio"), ["value", "least", "most"]] = 0.5
    table.to_csv(own, index=False)
    rows = [grant(100.0, "local_match"), grant(50.0, "local_match", **ON_TIME)]
    found = awards.awards(books(*rows), overrides={"funding_rules": own})
    assert found["agrees"].tolist() == ["same"]

    table.assign(most=-1).to_csv(own, index=False)
    with pytest.raises(ChoiceError, match="应依次不减"):
        awards.awards(books(*rows), overrides={"funding_rules": own})
