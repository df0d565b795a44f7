"""All tables of money together: of nothing, of one row, and what the findings say."""

import pandas as pd
import pytest
from funded import HOMES, cost, grant, ledger, projects

from pianqu.analysis.finance import accounts

NAMES = ["finance", "finance_sources", "cash_flow", "finance_awards", "unit_costs", "finance_debt"]
NAMES += ["finance_checks", "finance_findings"]


def tables(*rows, of=None, homes=HOMES) -> dict[str, pd.DataFrame]:
    given = projects() if of is None else of
    return accounts.tables(given, ledger(*rows), communities=homes, as_of="2024-06-30")


@pytest.mark.parametrize("of", [None, pd.DataFrame(index=pd.Index([], dtype=str))])
def test_an_empty_ledger_says_nothing_by_default(of):
    found = tables(of=of)

    assert list(found) == NAMES
    assert set(found["finance"]["balanced"]) == {"unknown"}
    assert all(found[name].empty for name in ("finance_sources", "cash_flow", "finance_awards"))


def test_columns_do_not_depend_on_the_rows():
    one, none = (
        tables(cost(1.0, due="2024-07-01"), grant(1.0, "bank", condition="验收后拨付")),
        tables(),
    )
    for name in NAMES:
        assert list(one[name].columns) == list(none[name].columns)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (grant(None), "金额未知"),
        (grant(1.0, "unresolved"), "出资方或金额待定"),
        (grant(1.0, None), "未写明出资方"),
        (grant(1.0, project=None), "未写明所属项目"),
        (grant(1.0), "没有应付、应到日期"),
        (grant(1.0, in_kind=True), "实物或劳务，不计入现金"),
        (grant(1.0, due="2024-03-31"), "资金应到未到"),
    ],
)
def test_what_a_row_leaves_open_is_a_finding(row, rule):
    found = tables(row)["finance_findings"].set_index("rule")
    assert found.loc[rule, "id"] == "M1"


def test_an_award_that_does_not_agree_is_a_finding():
    own = grant(100.0, "local_match", payer_detail="区级财政")
    award = grant(40.0, "local_match", item="按期完工奖补", condition="2024-12-31 前完工")
    found = tables(own, award)["finance_findings"].set_index("rule")

    assert found.loc["奖补金额与规则核算不符", "id"] == "M2"
