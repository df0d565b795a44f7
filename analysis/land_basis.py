"""What the answers about idle land and siting rest on, in words."""

import pandas as pd

from . import standards
from .choices import Choices
from .idle import setbacks
from .siting.siting_options import MODELS, UNITS

_WITHIN = {
    "communities": "在小区边界内",
    "blocks": "在道路围合的街区内",
    "both": "在小区边界内，以及小区以外的街区内",
}
_FIRST = {"everyone": "不分小区", "weakest": "先补覆盖率最低的小区"}
_ON = {"fit": "只用规则判断可以利用的地块", "fit_or_survey": "也用须先踏勘的地块"}


def lines(choices: Choices) -> list[tuple[str, str, str]]:
    """
    Lines of the basis about idle land and siting.

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
    ['idle', 'idle_rest', 'siting']
    """
    return [
        ("idle", "闲置地", _idle(choices)),
        ("idle_rest", "剩余空地", _rest(choices)),
        ("siting", "选址", _siting(choices)),
    ]


def _idle(choices: Choices) -> str:
    return (
        "法定“闲置土地”只取主管部门认定，从不推断；其余为线索，证据分登记、剩余、低效、房屋和影像五类，"
        f"影像只作佐证；排除规则 {_count('idle_refusals', choices)}，"
        f"再利用规则 {_count('reuse_rules', choices)}"
    )


def _rest(choices: Choices) -> str:
    sizes = setbacks.setbacks(overrides=choices.rules)
    return (
        f"{_WITHIN[choices.idle_in]}扣除房屋、道路、绿地、设施、在用地块、保护要素和预留电梯井道；"
        f"住宅前后各留 {sizes['spacing']:g} 倍楼高的一半，窄于 {sizes['neck']:g} 米处断开，"
        f"小于 {sizes['least']:g} ㎡ 不列；退让为筛查约定，不是规划条件"
    )


def _siting(choices: Choices) -> str:
    money = f"每种用途不超过 {choices.site_budget:,.0f} 元" if choices.site_budget else "不限资金"
    return (
        f"{MODELS[choices.siting]}，{_FIRST[choices.site_first]}，每种用途至多 {choices.sites:g} 处，"
        f"{money}，{_ON[choices.site_on]}；需求按{UNITS[choices.demand]}计，"
        f"步行时限 {choices.minutes:g} 分钟，已有设施计入；造价 {_count('site_costs', choices)}，只供筛查"
    )


def _count(table: str, choices: Choices) -> str:
    """How many rules there are, and how sure they are."""
    status = standards.load(table, overrides=choices.rules)["status"].map(standards.STATUS)
    many: pd.Series = status.value_counts()
    parts = "、".join(f"{word} {count}" for word, count in sorted(many.items()))
    return f"{len(status)} 条（{parts}）"
