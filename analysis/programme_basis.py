"""What the answers about the programme and its packages rest on, in words."""

import pandas as pd

from . import standards
from .bundling import package_rules
from .choices import Choices

_MODES = {
    "self": "小区内自平衡（每个小区单独平衡）",
    "package": "片区内平衡（每个片区各自平衡）",
    "pool": "跨片区组合（各片区合并平衡，余缺调剂，合计不为负）",
}
_MONEY = {"least": "未定款项按最不利计", "most": "未定款项按最有利计"}


def lines(choices: Choices) -> list[tuple[str, str, str]]:
    """
    Lines of the basis about eligibility, money, packages and stages.

    Parameters
    ----------
    choices
        What the planner decides.

    Returns
    -------
    list of tuple
        Key, heading and sentence of each.

    Examples
    --------
    >>> [key for key, _, _ in lines(Choices())]
    ['eligibility', 'ledger', 'packages', 'package_worth', 'stages']
    """
    return [
        ("eligibility", "纳入资格", _eligibility(choices)),
        ("ledger", "资金", _ledger()),
        ("packages", "片区", _packages(choices)),
        ("package_worth", "片区得分", _worth(choices)),
        ("stages", "分期", _stages(choices)),
    ]


def _eligibility(choices: Choices) -> str:
    table = standards.load("eligibility_rules", overrides=choices.rules)
    own = table[table["set"] == choices.programme]
    return (
        f"规则表 eligibility_rules 的 {choices.programme}（{_sure(own['status'])}）；"
        "缺证据的一律待补，既不算通过也不算不通过；一事一议写明决定单位、日期和理由"
    )


def _ledger() -> str:
    return (
        "金额精确到分；未定款项按上下限列示，不取默认值；实物与劳务不计入现金；"
        "附条件的资金在条件达成前不计入最不利结余"
    )


def _packages(choices: Choices) -> str:
    rules = package_rules.rules(choices.package_rules, overrides=choices.rules)
    rows = package_rules.rows(choices.package_rules, overrides=choices.rules)
    area = (
        f"，面积 {rules.least_hectares:g} 至 {rules.most_hectares:g} 公顷"
        if rules.least_hectares
        else f"，面积不超过 {rules.most_hectares:g} 公顷"
    )
    land = "闲置地块参与" if choices.package_land else "闲置地块不参与"
    across = "可跨街道" if choices.across_districts else "不跨街道"
    return (
        f"{_MODES[choices.packages]}；每个片区 {rules.least_households} 至"
        f" {rules.most_households} 户{area}，成员距中心步行不超过 {rules.reach:g} 米，"
        f"相邻净距不超过 {rules.gap:g} 米且不被河道、铁路、主干路隔开"
        f"（步行 {rules.crossing:g} 米内可过街的除外），{across}，{land}；{_MONEY[choices.package_money]}"
        f"；单个小区超过上限的可自成片区；规则 {_sure(rows['status'])}"
    )


def _worth(choices: Choices) -> str:
    rules = package_rules.rules(choices.package_rules, overrides=choices.rules)
    return (
        f"以户为单位：纳入的户数，减去每户每米到中心的折减（{rules.walk_weight:g}）和每个片区的折减"
        f"（{rules.package_cost:g} 户），加上本片区地块能服务的需求；不含任何金额"
    )


def _stages(choices: Choices) -> str:
    money = f"每年不超过 {choices.year_budget:,.0f} 元" if choices.year_budget else "不限年度资金"
    return f"成熟一个改造一个，{money}，共 {choices.years:g} 年；同样成熟的先安排户数多的"


def _sure(status: pd.Series) -> str:
    """How many rules there are, and how sure they are."""
    many: pd.Series = status.map(standards.STATUS).value_counts()
    parts = "、".join(f"{word} {count}" for word, count in sorted(many.items()))
    return f"{len(status)} 条（{parts}）"
