"""The money of four projects, each table with figures known by hand."""

from types import SimpleNamespace

import pandas as pd

DEPENDS = "未定或附条件的款项全部落空则缺 15 万元，全部落实则余 30 万元"
NO_BAND = "没有该情形的参考区间"
_ZERO = ("enterprise", "unstated", "income", "unresolved_least", "unresolved_most")
_NONE = ("conditional", "lapsed", "in_kind", "cost_in_kind", "to_repay")


def plan(**changed: pd.DataFrame) -> SimpleNamespace:
    """A plan of these tables, some of them changed."""
    fields = pd.DataFrame(columns=["table", "field", "zh", "unit"])
    return SimpleNamespace(tables=built() | changed, fields=fields)


def built() -> dict[str, pd.DataFrame]:
    """
    Every table about money.

    J1 balances and owes a loan; J2 is short by 170 万元 and waits for 100 万元; J3 costs 240 to
    255 万元 with 20 to 40 万元 not settled and an award of 30 万元 on a condition; of J4 nothing
    is known.
    """
    return {
        "basis": pd.DataFrame({"key": ["as_of"], "zh": ["数据日期"], "value": ["2024-06-30"]}),
        "finance": _finance(),
        "finance_sources": _sources(),
        "cash_flow": _cash(),
        **_awards(),
        **_debt(),
    }


def account(level: str, code: str, name: str, **amounts: object) -> dict[str, object]:
    """One account: amounts that are not given are nought."""
    given = dict.fromkeys((*_ZERO, *_NONE), 0.0)
    return {"level": level, "id": code, "name": name, **given, **amounts}


def _finance() -> pd.DataFrame:
    one = {"cost_least": 1e6, "cost_most": 1e6, "upper_grant": 5e5, "local_match": 3e5}
    one |= {"bank": 2e5, "private": 0.0, "residents": 8e4, "to_repay": 2e5}
    two = {"cost_least": 2.7e6, "cost_most": 2.7e6, "upper_grant": 1e6, "local_match": 0.0}
    two |= {"bank": 0.0, "private": 0.0, "residents": 0.0}
    three = {"cost_least": 2.4e6, "cost_most": 2.55e6, "upper_grant": 2.2e6, "local_match": 0.0}
    three |= {"bank": 0.0, "private": 0.0, "residents": 0.0, "conditional": 3e5}
    three |= {"unresolved_least": 2e5, "unresolved_most": 4e5}
    names = ("upper_grant", "local_match", "bank", "private", "residents")
    four = dict.fromkeys(("cost_least", "cost_most", *names), None)
    whole = {"cost_least": 6.1e6, "cost_most": 6.25e6, "upper_grant": 3.7e6, "local_match": 3e5}
    whole |= {"bank": 2e5, "private": 0.0, "residents": 8e4, "conditional": 3e5, "to_repay": 2e5}
    whole |= {"unresolved_least": 2e5, "unresolved_most": 4e5}
    rows = [
        account("project", "J1", "甲改造", **one) | _end(8e4, 8e4, "yes", "净余至少 8 万元"),
        account("project", "J2", "乙改造", **two) | _end(-1.7e6, -1.7e6, "no", "缺口至少 170 万元"),
        account("project", "J3", "丙改造", **three) | _end(-1.5e5, 5e5, "depends", DEPENDS),
        account("project", "J4", "丁改造", **four) | _end(None, None, "unknown", "有款项金额未知"),
        account("community", "C1", "东一村", **one) | _end(8e4, 8e4, "yes", "净余至少 8 万元"),
        account("all", "all", "合计", **whole) | _end(-1.77e6, -1.12e6, "no", "缺口"),
    ]
    table = pd.DataFrame(rows)
    amounts = [name for name in table.columns if name not in _WORDS]
    return table.astype(dict.fromkeys(amounts, "Float64")).astype(dict.fromkeys(_WORDS, "string"))


_WORDS = ("level", "id", "name", "balanced", "balanced_zh", "reason")


def _end(least: float | None, most: float | None, code: str, reason: str) -> dict[str, object]:
    words = {"yes": "平衡", "no": "有缺口", "depends": "取决于未定款项", "unknown": "金额未知"}
    found = {"net_least": least, "net_most": most, "balanced": code}
    return {**found, "balanced_zh": words[code], "reason": reason}


def _sources() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "project": ["J1", "J1", "J2", "J3", "J3"],
            "source": ["upper_grant", "residents", "upper_grant", "unresolved", "local_match"],
            "source_zh": ["上级专项", "居民自筹", "上级专项", "出资方待定", "本级配套"],
            "channel_zh": [
                "中央补助",
                "捐资捐物与投工投劳",
                "省级补助",
                "未写明渠道",
                "按期完工奖补",
            ],
            "amount_least": [5e5, 1e5, 1e6, 2e5, 3e5],
            "amount_most": [5e5, 1e5, 1e6, 4e5, 3e5],
            "arrived": [5e5, 0.0, 0.0, 0.0, 0.0],
            "due": [0.0, 8e4, 0.0, 4e5, 3e5],
            "overdue": [0.0, 0.0, 1e6, 0.0, 0.0],
            "conditional": [0.0, 0.0, 0.0, 0.0, 3e5],
            "in_kind": [0.0, 2e4, 0.0, 0.0, 0.0],
        }
    )
    return table.assign(undated=0.0, income=False, repay=False).convert_dtypes()


def _cash() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "project": ["J2", "all", "all", "all"],
            "quarter": ["2024Q2", "2024Q2", "2024Q3", "未定"],
            "due_out_least": [2.7e6, 3.7e6, 2.4e6, 0.0],
            "due_out_most": [2.7e6, 3.7e6, 2.55e6, 0.0],
            "due_in": [1e6, 4e6, 0.0, 5e4],
            "arrived": [0.0, 5e5, 0.0, 0.0],
            "conditional_in": [0.0, 0.0, 3e5, 0.0],
            "unresolved_least": [0.0, 0.0, 2e5, 0.0],
            "unresolved_most": [0.0, 0.0, 4e5, 0.0],
            "waiting": [1e6, 1e6, 0.0, 0.0],
            "cumulative_least": [-2.7e6, 8e5, -1.6e6, None],
            "cumulative_most": [-1.7e6, 1.8e6, -1e5, None],
            "short_least": [1.7e6, 0.0, 1e5, None],
            "short_most": [2.7e6, 0.0, 1.6e6, None],
        }
    )
    return table.convert_dtypes()


def _awards() -> dict[str, pd.DataFrame]:
    awards = pd.DataFrame(
        {
            "project": ["J3", "J1"],
            "item": ["按期完工奖补", "验收补贴"],
            "source_zh": ["本级配套", "上级专项"],
            "channel_zh": ["按期完工奖补", None],
            "amount": [3e5, 5e4],
            "ratio": [0.3, None],
            "base": [1e6, None],
            "expected": [3e5, None],
            "agrees": ["same", "no_rule"],
            "condition": ["2024 年 12 月 31 日前完工", "验收合格"],
            "deadline": pd.to_datetime(["2024-12-31", None]),
            "finish": pd.to_datetime(["2024-12-31", None]),
            "met": ["open", "no"],
            "reason": ["余 0 天", "未验收"],
            "certainty": ["verified", None],
        },
        index=pd.Index(["M1", "M2"], name="id"),
    )
    units = pd.DataFrame(
        {
            "project": ["J1", "J1", "J3", "J4"],
            "measure": ["per_m2", "per_household", "per_m2", "per_m2"],
            "zh": ["整治提升每平方米造价", "整治提升每户造价", None, None],
            "numerator_least": [1e6, 1e6, 2.4e6, None],
            "numerator_most": [1e6, 1e6, 2.55e6, None],
            "denominator": [4000, 20, 8000, None],
            "value_least": [250.0, 50_000.0, 300.0, None],
            "value_most": [250.0, 50_000.0, 318.75, None],
            "unit": ["yuan/m2", "yuan/household", None, None],
            "band_least": [136.0, 6919.0, None, None],
            "band_most": [544.0, 27678.0, None, None],
            "usual": [272.0, 13839.0, None, None],
            "verdict": ["plausible", "high", "unknown", "unknown"],
            "reason": ["", "参考区间 6919～27678 元/户", NO_BAND, NO_BAND],
            "standard": ["某报告", "某报告", None, None],
            "clause": ["二", "-", None, None],
            "certainty": ["assumption", "verified", None, None],
        }
    )
    return {"finance_awards": awards, "unit_costs": units}


def _debt() -> dict[str, pd.DataFrame]:
    debt = pd.DataFrame(
        {
            "level": ["project", "all"],
            "id": ["J1", "all"],
            "name": ["甲改造", "合计"],
            "principal": [2e5, 2e5],
            "income_least": [None, 1e4],
            "income_most": [None, 1e4],
            "payment": [17_000.0, 17_000.0],
            "payment_least": [13_000.0, 13_000.0],
            "payment_most": [26_000.0, 26_000.0],
            "asked": [1.2, 1.2],
            "ratio_least": [None, 0.38],
            "ratio_most": [None, 0.77],
            "needed": [20_400.0, 20_400.0],
            "covered": ["unknown", "no"],
        }
    )
    checks = pd.DataFrame(
        {
            "project": ["J1", "J2", "J3", "J1"],
            "check": ["match.city", "match.city", "claim.reformed", "sum.cost"],
            "zh": ["市级每户补贴", "市级每户补贴", "不得重复申请", "总投资与支出之和"],
            "status": ["pending", "fail", "pending", "pass"],
            "text": ["每户 0～6,278 元", "每户 5,486 元", "没有施工清单", "相符"],
            "standard": ["某报告", "某报告", "某答复", "资金表自身核对"],
            "clause": ["三", "三", "二", "-"],
            "certainty": ["verified", "verified", "verified", "assumption"],
        }
    )
    return {"finance_debt": debt, "finance_checks": checks}
