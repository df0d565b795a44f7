"""The figures on management and stages: what the synthetic district gives as its demo runs."""

import pandas as pd
from lift_rows import ZH, pair, sheet
from programmed import ids, wan
from rule_cells import number

from pianqu.analysis import standards
from pianqu.analysis.planning import Plan

_TRIAGE = {
    "market": ("market", "市场化物业"),
    "secured": ("secured by the community", "保障性打包"),
    "self": ("owners", "业主自治"),
}
_LEVELS = {
    "ready": ("ready", "成熟"),
    "part": ("in part", "部分成熟"),
    "missing": ("missing", "不成熟"),
    "unknown": ("unknown", "未知"),
}
_ASPECTS = ("consent", "evidence", "money", "design")
_AREAS = {
    "bundle": ("package", "片区"),
    "district": ("sub-district", "街道"),
    "all": ("all", "合计"),
}


def blocks(plan: Plan) -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "yards": _yards,
        "management": _management,
        "readiness": _readiness,
        "batches": batches,
        "areas": _areas,
        "cases": _cases,
    }
    return {
        f"packages.{name}{end}": block(plan, language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _yards(plan: Plan, language: str) -> str:
    lines = [
        (
            f"{name} {row['name']}",
            row["households"],
            pair(_TRIAGE[str(row["triage"])], language),
            f"`{row['rule']}`",
            "" if pd.isna(row["package"]) else row["package"],
            *(
                (("" if pd.isna(row["left_reason"]) else row["left_reason"]),)
                if language == ZH
                else ()
            ),
        )
        for name, row in plan["management_yards"].iterrows()
    ]
    return sheet(
        language,
        "yard|households|managed by|what decides|package",
        "院落|户|管理方式|依据|管理包|不入包的原因",
        lines,
    )


def _management(plan: Plan, language: str) -> str:
    lines = [
        (
            name,
            ids(row["yards"], language),
            row["households"],
            row["hub"],
            f"{row['walk_neighbours']:,.0f}",
            f"{row['walk_hub']:,.0f}",
            pair(("yes", "是") if row["proven"] else ("no", "否"), language),
        )
        for name, row in plan["management_packages"].iterrows()
    ]
    return sheet(
        language,
        "package|yards|households|hub|walk between neighbours, m|walk to the hub, m|proven",
        "管理包|院落|户|中心|相邻步行（m）|到中心步行（m）|已证明",
        lines,
    )


def _readiness(plan: Plan, language: str) -> str:
    lines = []
    for name, row in plan["staging"].iterrows():
        levels = [pair(_LEVELS[str(row[each])], language) for each in _ASPECTS]
        score = "" if pd.isna(row["score"]) else number(row["score"])
        batch = "" if pd.isna(row["batch"]) else f"{row['batch']:.0f}"
        reason = (
            () if language != ZH else ("" if pd.isna(row["batch_reason"]) else row["batch_reason"],)
        )
        lines.append((f"{name} {row['name']}", *levels, score, batch, *reason))
    return sheet(
        language,
        "community|consent|evidence|money|design|score|batch",
        "小区|同意|条件证据|资金|方案|得分|批次|未入批的原因",
        lines,
    )


def batches(plan: Plan, language: str) -> str:
    """The yearly batches."""
    lines = [
        (
            year,
            ids(row["communities"], language),
            row["households"],
            wan(row["cost"]),
            wan(row["budget"]) or pair(("no limit", "不限"), language),
            wan(row["left"]),
        )
        for year, row in plan["staging_batches"].iterrows()
    ]
    return sheet(
        language,
        "year|communities|households|cost|budget|left",
        "年度|小区|户|费用|资金|结余",
        lines,
    )


def _areas(plan: Plan, language: str) -> str:
    lines = []
    for row in plan["staging_areas"].itertuples():
        base = f"{row.households_renewed:,}/{row.households_eligible:,}"
        shares = ["" if pd.isna(e) else f"{100 * e:.1f} %" for e in (row.share, row.share_planned)]
        counts = f"{row.communities_renewed}/{row.communities_eligible}"
        sort = pair(_AREAS[str(row.level)], language)
        named = row.area if language == ZH or row.level != "all" else ""
        lines.append((sort, named, base, *shares, row.households_pending, counts))
    return sheet(
        language,
        "sort|area|households renewed/eligible|now|with all batches|households pending|communities",
        "级别|范围|已改造／应改造户|现状|各批完成后|待补证据户|小区",
        lines,
    )


def _cases(plan: Plan, language: str) -> str:
    share = standards.load("staging_rules").loc["days_each", "value"]
    cases = plan["staging_cases"]
    pace = plan["signing_pace"].set_index(["topic", "unit"])
    lines = []
    for key, row in pace.iterrows():
        own = cases[cases["topic"].eq(key[0]) & cases["unit"].eq(key[1])]
        many = own.groupby("answer")["households"].sum()
        counts = [int(many.get(each, 0)) for each in ("against", "absent")]
        days = "" if pd.isna(row["days"]) else number(row["days"])
        signed = f"{row['signed']}/{row['total']}"
        shown = f"{number(row['days_reference'])}"
        lines.append(
            (
                f"`{key[0]}` {ids(key[1], language)}",
                signed,
                *counts,
                int(many.sum()) - sum(counts),
                days,
                shown,
            )
        )
    each = number(share)
    return sheet(
        language,
        f"vote|signed|against|no answer|other|days at their own pace|days at {each} a household",
        f"表决|已签|不同意|未参与|其他|按自身进度（天）|按每户 {each} 天",
        lines,
    )
