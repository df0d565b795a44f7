"""The rule tables of packages, the choices of the programme, and how sure the rows of each are."""

from idle_rows import sure
from lift_rows import ZH, pair, sheet
from rule_cells import amount, end, number

from pianqu.analysis import listing, standards
from pianqu.analysis.choices import Choices

_TABLES = (
    *("eligibility_rules", "retrofit_items", "renewal_modes", "application_stages"),
    *("tiny_yard_rules", "funding_sources", "funding_rules", "cost_bands", "property_subsidy"),
    *("bundle_rules", "bundle_services", "management_rules", "staging_rules"),
)
_NEEDS = {
    "cars_without_bay": ("cars less bays", "机动车数减停车位数"),
    "residents_out_of_reach": ("residents beyond the minutes", "步行超过时限的居民"),
    "households_out_of_reach": ("households beyond the minutes", "步行超过时限的住户"),
}
_UNITS = {"bay": ("bays", "个"), "m2": ("m²", "㎡"), "household": ("households", "户")}
_CHOSEN = {
    "packages": ("`self`, `package`, `pool`",) * 2,
    "package_money": ("`least`, `most`",) * 2,
    "package_land": ("idle plots and premises join, or not", "闲置地块和房屋是否参与"),
    "across_districts": (
        "a package may lie in several sub-districts, or not",
        "片区能否跨街道",
    ),
    "package_seconds": (
        "longest search for each way of balancing, in seconds",
        "每种平衡方式最长求解秒数",
    ),
    "year_budget": ("yuan a year; 0: no limit", "每年资金（元）；0 为不限"),
    "years": ("years that are planned", "安排几年"),
}
_SETS = {"programme": "eligibility_rules", "package_rules": "bundle_rules"}
_ORDER = (
    *("programme", "packages", "package_rules", "package_money", "package_land"),
    *("across_districts", "package_seconds", "year_budget", "years"),
)


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "bundle_rules": _rules,
        "bundle_services": _services,
        "choices": _choices,
        "tables": _tables,
    }
    return {
        f"packages.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _rules(language: str) -> str:
    lines = [
        (
            f"`{row.set}`",
            f"`{row.name}`",
            getattr(row, language),
            amount(row.value, row.unit, language),
            *end(row, language),
        )
        for row in standards.load("bundle_rules").itertuples()
    ]
    return sheet(
        language, "set|row|what|value|source|status", "规则集|行|内容|数值|出处|核实情况", lines
    )


def _services(language: str) -> str:
    lines = [
        (
            f"`{row.Index}` {getattr(row, language)}",
            pair(_NEEDS[row.need], language),
            pair(_UNITS[row.need_unit], language),
            number(row.value),
            f"{number(row.income)} × {number(row.income_years)}",
            number(row.held_most),
            f"{number(row.percent)} %",
            *end(row, language),
        )
        for row in standards.load("bundle_services").itertuples()
    ]
    return sheet(
        language,
        "service|need|unit|worth of one, households|yuan a year × years|most on one plot"
        "|least share of the need|source|status",
        "服务|需求|单位|每单位折合户数|年收入（元）× 年数|一处至多|需求满足比例下限|出处|核实情况",
        lines,
    )


def _choices(language: str) -> str:
    given = Choices()
    lines = []
    for name in _ORDER:
        value = getattr(given, name)
        if name in _SETS:
            sets = standards.load(_SETS[name])["set"].unique()
            said = ", ".join(f"`{each}`" for each in sets)
        else:
            said = pair(_CHOSEN[name], language)
        shown = f"{value:g}" if type(value) in (int, float) else str(value).lower()
        lines.append((f"`{name}`", f"`{shown}`", said))
    return sheet(language, "choice|default|one of", "选项|默认|可选", lines)


def _tables(language: str) -> str:
    """How sure the rows of each table are."""
    words = listing.names().set_index("table")["zh"]
    lines = []
    for name in _TABLES:
        many = standards.load(name)["status"].value_counts()
        shown = f"{words[name]} `{name}`" if language == ZH else f"`{name}`"
        lines.append((shown, *(many.get(status, 0) for status in standards.STATUS)))
    heads = "|".join(sure(status, language) for status in standards.STATUS)
    return sheet(language, f"table|{heads}", "规则表|已核对原文|二手资料|未核实|本软件约定", lines)
