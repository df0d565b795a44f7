"""Unit costs and reported ratios, against bands by hand."""

import pandas as pd
import pytest
from funded import HOMES, books, cost, projects

from pianqu.analysis import standards
from pianqu.analysis.finance import finance_rules, ledger, unit_costs


def units(*rows, **more) -> pd.DataFrame:
    held = books(*rows, **more)
    found = unit_costs.unit_costs(held, ledger.accounts(held))
    return found[found["project"].eq("J1")].set_index("measure")


@pytest.mark.parametrize(
    ("amount", "verdict"),
    [(952e3, "plausible"), (951e3, "low"), (3_808e3, "plausible"), (3_809e3, "high")],
)
def test_at_the_ends_of_the_band(amount, verdict):
    assert units(cost(amount)).loc["per_m2", "verdict"] == verdict


def test_all_communities_of_a_project_count():
    found = units(cost(5_712e3), of=projects(communities="C1; C2"))

    assert found.loc["per_m2", ["denominator", "value_least"]].tolist() == [21_000, 272]
    assert found.loc["per_household", "denominator"] == 300
    assert found.loc["m2_per_household", "value_most"] == 70


def test_a_community_of_unknown_size_leaves_the_ratio_unknown():
    blank = HOMES.assign(floor_area=[7_000.0, None])
    found = units(cost(5e6), of=projects(communities="C1;C2"), communities=blank)

    assert pd.isna(found.loc["per_m2", "value_least"])
    assert found.loc["per_m2", ["verdict", "reason"]].tolist() == ["unknown", "分子或分母未知"]
    assert found.loc["per_household", "verdict"] == "plausible"


def test_a_range_across_the_end_of_a_band_is_not_judged():
    found = units(cost(None, amount_least=3e6, amount_most=5e6))
    assert found.loc["per_m2", "reason"] == "金额未定，区间跨越参考界限"


def test_a_mode_without_a_band_is_not_judged():
    found = units(cost(1e6), of=projects(mode="danger_relief"))
    assert found.loc["per_m2", ["verdict", "reason"]].tolist() == [
        "unknown",
        "没有该情形的参考区间",
    ]


def test_two_projects_of_one_community_are_named():
    both = pd.concat([projects(), projects().rename(index={"J1": "J2"})])
    assert units(cost(2e6), of=both).loc["per_m2", "reason"].endswith("；同一小区另有项目 J2")


def test_a_table_with_two_rows_for_one_case_is_refused():
    table = standards.load("cost_bands").reset_index()
    double = pd.concat([table, table.head(1)], ignore_index=True)

    assert list(finance_rules.band_faults(table, "a.csv")) == []
    assert "同为 per_m2、retrofit" in next(finance_rules.band_faults(double, "a.csv"))
