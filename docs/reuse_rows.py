"""The rule tables in the pages on idle land: what a plot may become, and what goes together."""

from functools import partial

from idle_rows import EFFECTS, amount, source, sure, values
from lift_rows import ZH, pair, sheet

from pianqu.analysis import standards
from pianqu.analysis.reuse import use_tables

_RELATIONS = {
    "apart": ("not on one plot", "不同地块"),
    "together": ("do well together", "相宜"),
    "within": ("one inside the other", "一项设在另一项之内"),
}
_SIGNS = {">=": "≥", "<=": "≤", "=": "=", "in": "∈", "not_in": "∉"}


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "uses": _uses,
        "rules": _rules,
        "pairs": _pairs,
        "layout": partial(values, "parking_layout"),
    }
    return {
        f"idle.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _uses(language: str) -> str:
    places = {
        "plot": ("land", "土地"),
        "premises": ("premises", "房屋"),
        "both": ("both", "土地或房屋"),
    }
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            f"`{row.facility_kind}`" if row.facility_kind else "",
            pair(places[row.place], language),
            f"`{row.renewal_item}`" if row.renewal_item else "",
            sure(row.status, language),
        )
        for row in standards.load("reuse_uses").itertuples()
    ]
    return sheet(
        language,
        "use|what|kind of facility|on|of the eight (八个同步)|status",
        "用途|名称|设施类型|场所|八个同步|核实情况",
        lines,
    )


def _rules(language: str) -> str:
    """What each use asks for; how its land and capacity are reckoned stands in the table."""
    table = standards.load("reuse_rules")
    every = pair(("every use", "全部用途"), language)
    lines = []
    for row in table[table["effect"].isin(use_tables.CHECKS)].itertuples():
        uses = every if row.use == "*" else row.use.replace("|", ", ")
        value = str(row.value).replace("|", ", ")
        asked = (
            pair(("land or premises, as the use asks", "与用途的场所相符"), language)
            if row.operator == use_tables.OF_USE
            else f"{_SIGNS[row.operator]} {amount(value, row.unit, language)}"
        )
        lines.append(
            (
                f"`{row.Index}`",
                uses,
                getattr(row, language),
                asked,
                pair(EFFECTS[row.effect], language),
                source(row, language) + ("" if language == ZH else _borrowed(row.note)),
                sure(row.status, language),
                *((row.note,) if language == ZH else ()),
            )
        )
    return sheet(
        language,
        "rule|use|what|asked|if not|source|status",
        "规则|用途|内容|要求|不满足时|出处|核实情况|备注",
        lines,
    )


def _borrowed(note: str) -> str:
    """Whether the clause was written for something else; in Chinese the note of the row says so."""
    return ", borrowed" if "借用" in note or "条文针对" in note else ""


def _pairs(language: str) -> str:
    words = standards.load("reuse_uses")[language]
    lines = [
        (
            f"{words[row.one]} + {words[row.other]}",
            pair(_RELATIONS[row.relation], language),
            amount(row.share, "ratio", language),
            *((row.zh,) if language == ZH else ()),
            source(row, language),
            sure(row.status, language),
        )
        for row in standards.load("reuse_pairs").itertuples()
    ]
    return sheet(
        language,
        "uses|relation|share|source|status",
        "用途|关系|比例|理由|出处|核实情况",
        lines,
    )
