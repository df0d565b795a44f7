"""The figures on eligibility and money: what the synthetic district gives as its demo runs."""

import pandas as pd
from funding_rows import PAYERS
from lift_rows import ZH, pair, sheet
from rule_cells import UNITS, number

from pianqu.analysis.planning import Plan

WAN = 10_000
_SOURCES = ("upper_grant", "local_match", "bank", "private", "residents", "enterprise")
_VERDICTS = {
    "pass": ("pass", "符合"),
    "partial": ("partial", "部分项目可申请"),
    "pending": ("pending", "待补证据"),
    "fail": ("fail", "不符合"),
}
_STATUS = {
    "pass": ("pass", "符合"),
    "fail": ("fail", "不符合"),
    "pending": ("pending", "待补证据"),
    "not_applicable": ("not asked", "不适用"),
    "overridden": ("set aside", "一事一议"),
}
_BALANCED = {
    "yes": ("yes", "平衡"),
    "no": ("no", "有缺口"),
    "depends": ("depends", "取决于未定款项"),
    "unknown": ("unknown", "未知"),
}
_MET = {"yes": ("met", "已满足"), "no": ("not met", "未满足"), "open": ("open", "尚不能定")}
_PLAUSIBLE = ("plausible", "low", "high", "unknown")


def blocks(plan: Plan) -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "verdicts": _verdicts,
        "conditions": _conditions,
        "net": _net,
        "cash": _cash,
        "awards": _awards,
        "plausible": _plausible,
        "money_checks": _money_checks,
    }
    return {
        f"packages.{name}{end}": block(plan, language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def wan(value: object) -> str:
    """Yuan in 10,000 yuan; nothing where it is not known."""
    return "" if pd.isna(value) else number(float(value) / WAN)  # pyright: ignore[reportArgumentType]  NA is left out


def between(least: object, most: object) -> str:
    """An amount, or the two ends of a range, in 10,000 yuan."""
    return wan(least) if least == most else f"{wan(least)} … {wan(most)}"


def ids(text: object, language: str) -> str:
    """Ids that semicolons join, as a list."""
    return "" if pd.isna(text) else str(text).replace(";", "、" if language == ZH else ", ")


def _verdicts(plan: Plan, language: str) -> str:
    checks = plan["eligibility_checks"]
    odd = checks[checks["status"].isin(["fail", "pending", "overridden"])]
    lines = []
    for row in plan["eligibility"].itertuples():
        own = odd[odd["community"] == row.community]
        why = [
            f"`{each.rule}` {pair(_STATUS[str(each.status)], language)}"
            for each in own.itertuples()
        ]
        again = "" if pd.isna(row.look_again) else f"{row.look_again:%Y-%m-%d}"
        mode = "" if pd.isna(row.mode) else f"`{row.mode}`"
        stage = "" if pd.isna(row.stage) else f"`{row.stage}`"
        verdicts = (pair(_VERDICTS[str(each)], language) for each in (row.verdict, row.entry))
        counts = row.items_can, row.items_cannot, row.items_pending
        shown = " / ".join(map(str, counts))
        why_said = ("；" if language == ZH else "; ").join(why)
        lines.append(
            (f"{row.community} {row.name}", *verdicts, why_said, again, shown, mode, stage)
        )
    return sheet(
        language,
        "community|verdict|entry|what is not met|look again|items: can / cannot / pending|mode|stage",
        "小区|判定|纳入|未满足的条件|再核日期|项目：可申请／不得／待补|方式|阶段",
        lines,
    )


def _conditions(plan: Plan, language: str) -> str:
    checks = plan["eligibility_checks"]
    lines = [
        (f"`{rule}`", *(int(own["status"].eq(status).sum()) for status in _STATUS))
        for rule, own in checks.groupby("rule", sort=False)
    ]
    heads = "|".join(pair(each, language) for each in _STATUS.values())
    return sheet(language, f"check|{heads}", f"条件|{heads}", lines)


def _net(plan: Plan, language: str) -> str:
    table = plan["finance"]
    lines = []
    for row in table[table["level"].isin(["project", "all"])].itertuples():
        money = [wan(getattr(row, each)) for each in _SOURCES]
        named = (
            f"{row.id} {row.name}" if row.level == "project" else pair(("all", "合计"), language)
        )
        lines.append(
            (
                named,
                between(row.cost_least, row.cost_most),
                *money,
                wan(row.income),
                wan(row.conditional),
                between(row.net_least, row.net_most),
                pair(_BALANCED[str(row.balanced)], language),
            )
        )
    heads = "|".join(pair(PAYERS[each], language) for each in _SOURCES)
    return sheet(
        language,
        f"project|cost|{heads}|income|on a condition|net|balances",
        f"项目|支出|{heads}|收入|附条件|净额|平衡",
        lines,
    )


def _cash(plan: Plan, language: str) -> str:
    table = plan["cash_flow"]
    lines = []
    for row in table[table["project"].eq("all")].itertuples():
        out = between(row.due_out_least, row.due_out_most)
        simple = [wan(each) for each in (row.due_in, row.arrived, row.waiting)]
        held = between(row.cumulative_least, row.cumulative_most)
        short = between(row.short_least, row.short_most)
        quarter = pair(("no day", "未定"), language) if row.quarter == "未定" else row.quarter
        lines.append((quarter, out, *simple, held, short))
    return sheet(
        language,
        "quarter|to pay|due in|arrived|waited for|in hand, worst … best|short",
        "季度|应付|应到|已到|应到未到（等钱）|累计：最差 … 最好|缺口",
        lines,
    )


def _awards(plan: Plan, language: str) -> str:
    lines = [
        (
            f"`{name}`",
            row["project"],
            wan(row["amount"]),
            "" if pd.isna(row["rule"]) else f"`{row['rule']}`",
            wan(row["base"]),
            wan(row["expected"]),
            pair(_MET[str(row["met"])], language),
        )
        for name, row in plan["finance_awards"].iterrows()
    ]
    return sheet(
        language,
        "row|project|in the ledger|rule|base|recomputed|condition",
        "台账行|项目|台账金额|规则|基数|复算|条件",
        lines,
    )


def _plausible(plan: Plan, language: str) -> str:
    table = plan["unit_costs"]
    lines = []
    for (measure, unit), own in table.groupby(["measure", "unit"]):
        counts = (int(own["verdict"].eq(each).sum()) for each in _PLAUSIBLE)
        lines.append((f"`{measure}`", pair(UNITS[str(unit)], language), *counts))
    return sheet(
        language,
        "measure|unit|plausible|low|high|unknown",
        "指标|单位|合理|偏低|偏高|未知",
        lines,
    )


def _money_checks(plan: Plan, language: str) -> str:
    shown = [status for status in _STATUS if status != "overridden"]
    lines = [
        (f"`{check}`", *(int(own["status"].eq(status).sum()) for status in shown))
        for check, own in plan["finance_checks"].groupby("check")
    ]
    heads = "|".join(pair(_STATUS[status], language) for status in shown)
    return sheet(language, f"check|{heads}", f"检查|{heads}", lines)
