"""The rule tables of the programme: who may enter, which works, who manages, in which year."""

from functools import partial

from idle_rows import sure
from lift_rows import ZH, pair, sheet
from rule_cells import amount, end, figures, number

from pianqu.analysis import standards

CLASSES = {
    "basic": ("basic", "基础类"),
    "improve": ("improving", "完善类"),
    "upgrade": ("upgrading", "提升类"),
}
_PARTS = {
    "scope": ("what the estate is", "范围条件"),
    "entry": ("entry into the programme", "纳入条件"),
    "figure": ("a figure", "参数"),
}
_TINY = {"bound": ("makes it tiny", "“特别小”的界限"), "asked": ("is asked", "附加条件")}
_DOWN = {
    "none": ("nothing", "不拆"),
    "dangerous": ("what is dangerous", "只拆危房"),
    "part": ("a part", "拆一部分"),
    "all": ("all", "全部拆除"),
}
_BY = {
    "居民": "residents",
    "社区": "community",
    "街道办事处": "sub-district",
    "县（市、区）政府": "county",
    "市相关部门": "city",
    "实施主体": "builder",
}


def blocks() -> dict[str, str]:
    """Every block, by the name in its mark; `.zh` is the Chinese one."""
    made = {
        "eligibility_rules": _eligibility,
        "retrofit_items": _items,
        "renewal_modes": _modes,
        "application_stages": _stages,
        "tiny_yard_rules": _tiny,
        "management_rules": partial(figures, "management_rules"),
        "staging_rules": partial(figures, "staging_rules"),
    }
    return {
        f"packages.{name}{end}": block(language)
        for name, block in made.items()
        for language, end in (("en", ""), (ZH, ".zh"))
    }


def _eligibility(language: str) -> str:
    lines = [
        (
            f"`{row.set}`",
            f"`{row.check}`",
            getattr(row, language),
            amount(row.value, row.unit, language),
            pair(_PARTS[row.part], language),
            *end(row, language),
        )
        for row in standards.load("eligibility_rules").itertuples()
    ]
    return sheet(
        language,
        "set|check|what|value|asks of|source|status",
        "规则集|条件|内容|数值|性质|出处|核实情况",
        lines,
    )


def _items(language: str) -> str:
    """The items of each class in one row: all are of one clause and as certain as one another."""
    table = standards.load("retrofit_items")
    keys = ["content_class", "standard", "clause", "status"]
    lines = []
    for _, part in table.groupby(keys, sort=False):
        row = next(part.itertuples())
        named = (f"`{key}` {word}" for key, word in part[language].items())
        joined = ("、" if language == ZH else ", ").join(named)
        lines.append((pair(CLASSES[str(row.content_class)], language), joined, *end(row, language)))
    return sheet(language, "class|items|source|status", "类别|项目|出处|核实情况", lines)


def _modes(language: str) -> str:
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            pair(_DOWN[row.demolishes], language),
            row.grades,
            number(row.value) if row.demolishes in ("part", "all") else "",
            *end(row, language),
        )
        for row in standards.load("renewal_modes").itertuples()
    ]
    return sheet(
        language,
        "mode|what|pulls down|danger evidence, grade|least share of dangerous buildings|source|status",
        "方式|内容|拆除|危险房屋依据（等级）|危险房屋占比下限|出处|核实情况",
        lines,
    )


def _stages(language: str) -> str:
    lines = [
        (
            row.order,
            f"`{row.Index}`",
            getattr(row, language),
            row.by if language == ZH else _BY[row.by],
            ", ".join(f"`{each}`" for each in row.asks.split("|") if each),
            sure(row.asks_status, language) if row.asks else "",
            *end(row, language),
        )
        for row in standards.load("application_stages").itertuples()
    ]
    return sheet(
        language,
        "order|stage|what|who acts|asked before it|how sure that is|source|status",
        "次序|阶段|内容|办理|此前须具备|其核实情况|出处|核实情况",
        lines,
    )


def _tiny(language: str) -> str:
    lines = [
        (
            f"`{row.Index}`",
            getattr(row, language),
            amount(row.value, row.unit, language),
            pair(_TINY[row.kind], language),
            *end(row, language),
        )
        for row in standards.load("tiny_yard_rules").itertuples()
    ]
    return sheet(
        language, "row|what|value|it|source|status", "行|内容|数值|作用|出处|核实情况", lines
    )
