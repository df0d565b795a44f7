"""The rule tables of money: who pays, what is asked of it, what works plausibly cost."""

from idle_rows import sure
from lift_rows import ZH, pair, sheet
from rule_cells import amount, end, number, source

from pianqu.analysis import standards

PAYERS = {
    "upper_grant": ("grant from above", "上级专项"),
    "local_match": ("local match", "本级配套"),
    "bank": ("bank", "银行信贷"),
    "private": ("private", "民资参与"),
    "residents": ("residents", "居民自筹"),
    "enterprise": ("utility or former owner", "专营企业及原产权单位"),
    "unresolved": ("not settled", "待定"),
    "unstated": ("not stated", "未写明"),
}
_MODES = {
    "retrofit": ("retrofit", "整治提升"),
    "danger_relief": ("relief of danger", "解危重建"),
    "partial_rebuild": ("retrofit and rebuild", "拆整结合"),
    "rebuild": ("rebuild", "拆除参建"),
    "": ("any", "不限"),
}


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "funding_sources": _sources,
        "funding_rules": _funding,
        "cost_bands": _bands,
        "property_subsidy": _subsidy,
    }
    return {
        f"packages.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _sources(language: str) -> str:
    lines = []
    for row in standards.load("funding_sources").itertuples():
        payers = (pair(PAYERS[one], language) for one in row.payer.split("|"))
        back = pair(("yes", "是"), language) if float(row.repay) else ""
        joined = ("、" if language == ZH else ", ").join(payers)
        lines.append((f"`{row.Index}`", getattr(row, language), joined, back, *end(row, language)))
    return sheet(
        language,
        "channel|what|counts with|paid back|source|status",
        "渠道|内容|归入|须偿还|出处|核实情况",
        lines,
    )


def _funding(language: str) -> str:
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            amount(row.value, row.unit, language),
            "" if row.least == row.most else f"{number(row.least)}–{number(row.most)}",
            *end(row, language),
        )
        for row in standards.load("funding_rules").itertuples()
    ]
    return sheet(
        language, "row|what|value|range|source|status", "行|内容|数值|范围|出处|核实情况", lines
    )


def _bands(language: str) -> str:
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            pair(_MODES[row.mode], language),
            amount(row.value, row.unit, language),
            sure(row.status, language),
            f"{number(row.least)}–{number(row.most)}",
            sure(row.bounds_status, language),
            source(row, language),
        )
        for row in standards.load("cost_bands").itertuples()
    ]
    return sheet(
        language,
        "row|what|mode|value|status|plausible|status of the bounds|source",
        "行|内容|方式|数值|核实情况|合理区间|区间核实情况|出处",
        lines,
    )


def _subsidy(language: str) -> str:
    """One row a way of tapering."""
    lines = []
    for name, part in standards.load("property_subsidy").groupby("set", sort=False):
        ratios = " → ".join(number(each) for each in part["ratio"])
        lines.append((f"`{name}`", ratios, *end(next(part.itertuples()), language)))
    return sheet(
        language,
        "set|share of the subsidy, year by year|source|status",
        "方案|各年补贴比例|出处|核实情况",
        lines,
    )
