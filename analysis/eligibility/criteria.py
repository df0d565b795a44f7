"""Each condition of eligibility for one community: passed, failed, or what evidence is missing."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from .rules import Rule

Fact = Mapping[Hashable, Any]  # what is known of one community, NA where it is not
PASS, FAIL, PENDING, NOT_ASKED, OVERRIDDEN = (
    "pass",
    "fail",
    "pending",
    "not_applicable",
    "overridden",
)
STATUS_ZH = {
    PASS: "符合",
    FAIL: "不符合",
    PENDING: "待补证据",
    NOT_ASKED: "不适用",
    OVERRIDDEN: "一事一议准予",
}


@dataclass(frozen=True)
class Found:
    """What one condition says of one community; `missing` is the evidence that would settle it."""

    status: str
    text: str
    measured: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    missing: str | None = None


def built_by(fact: Fact, rule: Rule) -> Found:
    """
    Built by the end of a year, the year itself included; the oldest dwelling counts.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"year_built": 2000, "oldest": pd.NA, "newest": pd.NA, "homes": pd.NA}
    >>> built_by(fact, rules()["built_by"]).text
    '2000 年建成，不晚于 2000 年'
    """
    year, source = fact["year_built"], ""
    if pd.isna(year):
        year, source = fact["oldest"], "（小区未登记年份，取已知最早楼栋）"
    if pd.isna(year):
        return Found(PENDING, "建成年份未知", missing="建成年份")
    late = pd.notna(fact["newest"]) and fact["newest"] > rule.value >= year
    more = f"，另有楼栋建于其后（最晚 {fact['newest']:g} 年）" if late else ""
    if year <= rule.value:
        return Found(PASS, f"{year:g} 年建成{source}，不晚于 {rule.value:g} 年{more}", float(year))
    if source and fact["years"] < fact["homes"]:
        return Found(PENDING, "已知年份的楼栋都偏晚，其余楼栋年份未知", missing="建成年份")
    return Found(FAIL, f"{year:g} 年建成{source}，晚于 {rule.value:g} 年", float(year))


def structure_safe(fact: Fact, rule: Rule) -> Found:
    """
    Structurally safe; a dangerous building beside a community said to be safe is a contradiction.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"structure_safe": pd.NA, "dangerous": 3.0, "homes": 24.0}
    >>> structure_safe(fact, rules()["structure_safe"]).text
    '24 栋中 3 栋为危险房屋'
    """
    if not rule.value:
        return _not_asked()
    safe, dangerous = fact["structure_safe"], fact["dangerous"]
    grades = pd.notna(dangerous) and dangerous > 0
    counts = f"{fact['homes']:g} 栋中 {dangerous:g} 栋为危险房屋" if grades else ""
    if pd.isna(safe):
        return (
            Found(FAIL, counts, 0)
            if grades
            else _lacking("房屋结构是否安全未知", "房屋结构安全结论")
        )
    if safe and grades:
        return _lacking(
            f"登记为结构安全，但 {counts}，两处记录不一致", "核对结构安全结论与鉴定等级"
        )
    if safe:
        return Found(PASS, "房屋结构安全", 1)
    return Found(FAIL, "房屋结构不安全" + (f"：{counts}" if counts else ""), 0)


def not_for_demolition(fact: Fact, rule: Rule) -> Found:
    """
    Not listed for expropriation or demolition.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"demolition_plan": True}
    >>> not_for_demolition(fact, rules()["not_for_demolition"]).text
    '已列入征收拆迁计划，不宜改造'
    """
    if rule.value:
        return _not_asked()
    listed = fact["demolition_plan"]
    if pd.isna(listed):
        return _lacking("是否列入征收拆迁计划未知", "征收拆迁计划")
    if listed:
        return Found(FAIL, "已列入征收拆迁计划，不宜改造", 1)
    return Found(PASS, "未列入征收拆迁计划", 0)


def self_built(fact: Fact, rule: Rule) -> Found:
    """
    Not mainly self-built: by the register's share, else by its buildings, whatever is not known.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"self_built_share": pd.NA, "self_built": 1, "self_built_open": 2, "homes": 4}
    >>> self_built(fact, rules()["self_built"]).status
    'pending'
    """
    share, homes = fact["self_built_share"], fact["homes"]
    if pd.notna(share):
        said = f"自建房占 {share:.1%}，{{}} {rule.value:.0%}"
        least = most = Fraction(str(share))
        counts: dict[str, Any] = {"measured": float(share)}
    elif pd.notna(homes) and homes > 0:
        known, unknown = fact["self_built"], fact["self_built_open"]
        said = f"自建房 {known:g}/{homes:g} 栋（{unknown:g} 栋未知），{{}} {rule.value:.0%}"
        least, most = Fraction(int(known), int(homes)), Fraction(int(known + unknown), int(homes))
        counts = {"numerator": float(known), "denominator": float(homes)}
        counts["measured"] = None if unknown else float(least)
    else:
        return _lacking("自建房占比未知", "自建房占比")
    limit = Fraction(str(rule.value))
    if most <= limit:
        return Found(PASS, said.format("不超过"), **counts)
    if least > limit:
        return Found(FAIL, said.format("超过"), **counts)
    return Found(PENDING, said.format("是否超过未定："), **counts, missing="各栋是否自建")


def least_buildings(fact: Fact, rule: Rule) -> Found:
    """
    Enough buildings; one is enough under the national rule.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"building_count": 1, "homes": pd.NA}
    >>> least_buildings(fact, rules()["least_buildings"]).text
    '单栋住宅楼，属于范围'
    """
    count = fact["building_count"] if pd.notna(fact["building_count"]) else fact["homes"]
    if pd.isna(count):
        return _lacking("楼栋数未知", "楼栋数")
    if count < rule.value:
        return Found(FAIL, f"住宅楼 {count:g} 栋，少于 {rule.value:g} 栋", float(count))
    said = "单栋住宅楼，属于范围" if count == 1 else f"住宅楼 {count:g} 栋"
    return Found(PASS, said, float(count))


def consent(fact: Fact, rule: Rule) -> Found:
    """
    Enough of all households agree to enter the programme, counted exactly; both bases are told.

    Those with an unknown answer may agree or not: passed or failed only where neither matters.

    Examples
    --------
    >>> from .rules import rules
    >>> fact = {"agree": 33, "participating": 34, "eligible": 36, "unknown": 0}
    >>> consent(fact, rules()["consent"]).text
    '同意 33/36（91.7%），达到 80%；参与者中同意 33/34'
    """
    agree, eligible = fact["agree"], fact["eligible"]
    if pd.isna(agree):
        return _lacking("没有纳入改造计划的表决记录", "纳入改造计划的表决")
    also = f"；参与者中同意 {agree:g}/{fact['participating']:g}"
    if pd.isna(eligible) or not eligible:
        return _lacking(f"同意 {agree:g} 户，全部户数未知{also}", "登记户数")
    limit = Fraction(str(rule.value)) * int(eligible)
    counts: dict[str, Any] = {"numerator": float(agree), "denominator": float(eligible)}
    said = f"同意 {agree:g}/{eligible:g}（{agree / eligible:.1%}）"
    asked = f"{rule.value:.0%}"
    if agree >= limit:
        return Found(PASS, f"{said}，达到 {asked}{also}", float(agree / eligible), **counts)
    if agree + fact["unknown"] < limit:
        short = -(-(limit - int(agree)) // 1)
        text = f"{said}，不足 {asked}，差 {short} 户{also}"
        return Found(FAIL, text, float(agree / eligible), **counts)
    text = f"{said}，{fact['unknown']:g} 户意见未知，是否达到 {asked} 未定{also}"
    return Found(PENDING, text, **counts, missing="未知住户的意见")


def _lacking(text: str, missing: str) -> Found:
    return Found(PENDING, text, missing=missing)


def _not_asked() -> Found:
    return Found(NOT_ASKED, "本套规则不作要求")


CRITERIA: dict[str, Callable[[Fact, Rule], Found]] = {
    "built_by": built_by,
    "structure_safe": structure_safe,
    "not_for_demolition": not_for_demolition,
    "self_built": self_built,
    "least_buildings": least_buildings,
    "consent": consent,
}
