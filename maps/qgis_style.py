"""Styles that QGIS reads, made by code: the classes of each layer, its labels and its headings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .designer.headings import BAYS, CIRCLES, PARTS, PLOTS, PREMISES, RECTANGLES, SITES
from .style import GREY, NO_DATA, OKABE_ITO, Mark, Swatch

VERSION = "3.28.0"  # of the format: the oldest QGIS that these styles are written for
_FILL, _DOT = "2", "0"  # what QGIS calls areas and points
_MM = 0.26  # millimetres of a pixel on a screen of 96 a inch
_OUTLINE = 0.2  # millimetres around a class that is filled
_GAP = 1.8  # millimetres between the lines of a hatch
_LABEL = 8  # points
_PLACEMENT = {_FILL: "4", _DOT: "0"}  # lying inside an area; around a point


@dataclass(frozen=True)
class Rule:
    """One class of a layer: its key, how it looks, and the rows that are in it."""

    key: str
    swatch: Swatch
    filter: str = ""  # an expression of QGIS; empty for every row, ELSE for the rest


@dataclass(frozen=True)
class Style:
    """
    How a layer looks in QGIS.

    Attributes
    ----------
    layer
        Its name in the file.
    rules
        Its classes; of dots if the layer is of points, else of areas.
    label
        An expression; empty for no labels.
    aliases
        Column to the heading that QGIS shows in its place.
    """

    layer: str
    rules: tuple[Rule, ...]
    label: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)


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


def qml(style: Style, *, points: bool = False) -> str:
    """
    The style as QGIS reads it.

    Parameters
    ----------
    style
        Classes, label and headings.
    points
        Whether the layer is of points, not of areas.

    Returns
    -------
    str
        One XML document without a declaration; every text of the style is escaped.

    Examples
    --------
    >>> text = qml(Style("地块", (Rule("all", Swatch("A < B & C", "#009e73")),)))
    >>> text.splitlines()[0][:30], "A &lt; B &amp; C" in text
    ('<qgis version="3.28.0" styleCa', True)
    """
    shape = _DOT if points else _FILL
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Labeling|Fields")
    root.set("labelsEnabled", "1" if style.label else "0")
    drawn = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules = SubElement(drawn, "rules", key=f"{{{style.layer}}}")
    symbols = SubElement(drawn, "symbols")
    for at, rule in enumerate(style.rules):
        own = SubElement(rules, "rule", key=f"{{{rule.key}}}", symbol=str(at))
        own.set("label", rule.swatch.label)
        if rule.filter:
            own.set("filter", rule.filter)
        _symbol(symbols, str(at), rule.swatch, shape)
    if style.label:
        _labels(root, style.label, shape)
    _aliases(root, style.aliases)
    SubElement(root, "layerGeometryType").text = shape
    indent(root)
    return tostring(root, encoding="unicode")


def rgba(colour: str, opacity: float = 1.0) -> str:
    """
    A colour as QGIS writes it.

    Examples
    --------
    >>> rgba("#009e73"), rgba("#ffffff", 0)
    ('0,158,115,255', '255,255,255,0')
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return ",".join(map(str, [*parts, round(255 * opacity)]))


def _symbol(parent: Element, name: str, swatch: Swatch, shape: str) -> None:
    alpha = f"{swatch.opacity:g}"
    kind = "marker" if shape == _DOT else "fill"
    symbol = SubElement(parent, "symbol", type=kind, name=name, alpha=alpha, clip_to_extent="1")
    if shape == _DOT:
        _layer(symbol, "SimpleMarker", _dot(swatch))
        return
    _layer(symbol, "SimpleFill", _fill(swatch))
    if swatch.mark == "hatch":
        size = {"distance": f"{_GAP:g}", "distance_unit": "MM"}
        hatch = _layer(symbol, "LinePatternFill", {"angle": "45", **size})
        inner = SubElement(hatch, "symbol", type="line", name=f"@{name}@1", alpha="1")
        width = {"line_width": _millimetres(swatch.size), "line_width_unit": "MM"}
        colour = {"line_color": rgba(swatch.colour), "line_style": "solid"}
        _layer(inner, "SimpleLine", colour | width)


def _layer(symbol: Element, kind: str, options: Mapping[str, str]) -> Element:
    found = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    listed = SubElement(found, "Option", type="Map")
    for name, value in options.items():
        SubElement(listed, "Option", name=name, type="QString", value=value)
    return found


def _fill(swatch: Swatch) -> dict[str, str]:
    filled = swatch.mark == "fill"
    width = f"{_OUTLINE:g}" if filled else _millimetres(swatch.size)
    return {
        "color": rgba(swatch.colour),
        "style": "solid" if filled else "no",
        "outline_color": rgba(GREY["ink"] if filled else swatch.colour),
        "outline_style": "dash" if swatch.mark == "dash" else "solid",
        "outline_width": width,
        "outline_width_unit": "MM",
        "joinstyle": "miter",
    }


def _dot(swatch: Swatch) -> dict[str, str]:
    return {
        "name": "circle",
        "color": rgba(swatch.colour, float(swatch.mark == "dot")),
        "size": _millimetres(2 * swatch.size),
        "size_unit": "MM",
        "outline_color": rgba(GREY["ink"] if swatch.mark == "dot" else swatch.colour),
        "outline_style": "solid",
        "outline_width": f"{_OUTLINE:g}",
        "outline_width_unit": "MM",
    }


def _millimetres(pixels: float) -> str:
    return f"{pixels * _MM:.2f}"


def _labels(root: Element, expression: str, shape: str) -> None:
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    text = SubElement(settings, "text-style", fieldName=expression, isExpression="1")
    size = {"fontSize": str(_LABEL), "fontSizeUnit": "Point", "textColor": rgba(GREY["ink"])}
    text.attrib.update(size | {"textOpacity": "1", "allowHtml": "0"})
    around = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    SubElement(text, "text-buffer", around, bufferColor=rgba("#ffffff"), bufferOpacity="0.9")
    SubElement(settings, "text-format", multilineAlign="1")
    SubElement(settings, "placement", placement=_PLACEMENT[shape], dist="1", distUnits="MM")
    SubElement(settings, "rendering", drawLabels="1", obstacle="1")


def _aliases(root: Element, aliases: Mapping[str, str]) -> None:
    listed = SubElement(root, "aliases")
    for name, heading in aliases.items():
        SubElement(listed, "alias", field=name, name=heading)
