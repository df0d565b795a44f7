"""Classes of the designer's file: idle land, rectangles, circles, bays and proposed sites."""

from ..designer.headings import BAYS, CIRCLES, PARTS, PLOTS, PREMISES, RECTANGLES, SITES
from ..style import GREY, NO_DATA, OKABE_ITO, Mark, Swatch
from .qml import Rule, Style


def _of(status: str, confidence: str) -> str:
    return f"\"status\" = '{status}' AND \"confidence\" = '{confidence}'"


VERDICTS = (
    Rule("high", Swatch("候选，把握高", OKABE_ITO["green"], opacity=0.7), _of("candidate", "high")),
    Rule(
        "medium", Swatch("候选，把握中", OKABE_ITO["sky"], opacity=0.7), _of("candidate", "medium")
    ),
    Rule("low", Swatch("候选，把握低", OKABE_ITO["yellow"], opacity=0.7), _of("candidate", "low")),
    Rule("separate", Swatch("单列", OKABE_ITO["purple"], opacity=0.7), "\"status\" = 'separate'"),
    Rule(
        "excluded",
        Swatch("已排除", GREY["not_computed"], "hatch", 1.0, 1.0),
        "\"status\" = 'excluded'",
    ),
    Rule("other", NO_DATA, "ELSE"),
)
_CODES = {
    "plot": "地块编号",
    "status": "结论代码",
    "confidence": "可信度代码",
    "kind": "类型代码",
}
_AREA = "format_number(\"面积_m2\", 0) || ' m²'"
_PLOT_LABEL = f"\"plot\" || coalesce('\\n' || {_AREA}, '')"
_SITE_LABEL = '"序号" || \' \' || coalesce("用途", "use")'


def _dots(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The same classes for places that are points, which are drawn hollow in place of a hatch."""
    return tuple(Rule(rule.key, _dotted(rule.swatch), rule.filter) for rule in rules)


def _dotted(swatch: Swatch) -> Swatch:
    mark: Mark = "outline" if swatch.mark == "hatch" else "dot"
    return Swatch(swatch.label, swatch.colour, mark, 5.0)


def _part(key: str, colour: str) -> Rule:
    return Rule(key, Swatch(PARTS[key], colour, opacity=0.8), f"\"part\" = '{key}'")


def _fit(key: str, label: str, colour: str) -> Rule:
    return Rule(key, Swatch(label, colour, "dot", 6.0), f"\"fits\" = '{key}'")


STYLES = (
    Style(PLOTS, VERDICTS, _PLOT_LABEL, _CODES),
    Style(PREMISES, _dots(VERDICTS), '"plot"', _CODES),
    Style(
        RECTANGLES,
        (Rule("rectangle", Swatch("最大内接矩形", OKABE_ITO["vermillion"], "outline", 1.5)),),
        aliases={"plot": "地块编号"},
    ),
    Style(
        CIRCLES,
        (Rule("circle", Swatch("最大内切圆", OKABE_ITO["blue"], "dash", 1.5)),),
        aliases={"plot": "地块编号"},
    ),
    Style(
        BAYS,
        (
            _part("bay", OKABE_ITO["sky"]),
            _part("aisle", GREY["not_computed"]),
            _part("drive", OKABE_ITO["orange"]),
            Rule("other", NO_DATA, "ELSE"),
        ),
        aliases={"plot": "地块编号", "part": "部分代码"},
    ),
    Style(
        SITES,
        (
            _fit("can", "可以利用", OKABE_ITO["vermillion"]),
            _fit("needs_survey", "须踏勘", OKABE_ITO["orange"]),
            Rule("other", Swatch(NO_DATA.label, NO_DATA.colour, "dot", 6.0), "ELSE"),
        ),
        _SITE_LABEL,
        {"plot": "地块编号", "use": "用途代码", "fits": "适合判断代码"},
    ),
)
