"""Styles that QGIS reads, made by code: the classes of each layer, its labels and its headings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..style import GREY, Swatch

VERSION = "3.28.0"  # of the format: the oldest QGIS that these styles are written for
Sort = Literal["Point", "LineString", "Polygon"]
_TYPES: dict[Sort, str] = {"Point": "0", "LineString": "1", "Polygon": "2"}  # as QGIS counts them
_SYMBOLS: dict[Sort, str] = {"Point": "marker", "LineString": "line", "Polygon": "fill"}
_MM = 0.26  # millimetres of a pixel on a screen of 96 a inch
_OUTLINE = 0.2  # millimetres around a class that is filled
_GAP = 1.8  # millimetres between the lines of a hatch
_LABEL = 8  # points
_LEAST_DOT = 3.0  # pixels: the width of an outline is no size of a dot
_PLACEMENT: dict[Sort, str] = {  # around a point, along a line, lying inside an area
    "Point": "0",
    "LineString": "2",
    "Polygon": "4",
}


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
        Its classes, in the order of the legend.
    label
        An expression; empty for no labels.
    aliases
        Column to the heading that QGIS shows in its place.
    """

    layer: str
    rules: tuple[Rule, ...]
    label: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)


def qml(style: Style, *, sort: Sort = "Polygon") -> str:
    """
    The style as QGIS reads it.

    Parameters
    ----------
    style
        Classes, label and headings.
    sort
        Of the geometry of the layer; one that may be of several parts has the same.

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
    parts = "Symbology|Labeling|Fields" if style.aliases else "Symbology|Labeling"
    root = Element("qgis", version=VERSION, styleCategories=parts)
    root.set("labelsEnabled", "1" if style.label else "0")
    drawn = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules = SubElement(drawn, "rules", key=f"{{{style.layer}}}")
    symbols = SubElement(drawn, "symbols")
    for at, rule in enumerate(style.rules):
        own = SubElement(rules, "rule", key=f"{{{rule.key}}}", symbol=str(at))
        own.set("label", rule.swatch.label)
        if rule.filter:
            own.set("filter", rule.filter)
        _symbol(symbols, str(at), rule.swatch, sort)
    if style.label:
        _labels(root, style.label, sort)
    if style.aliases:
        _aliases(root, style.aliases)
    SubElement(root, "layerGeometryType").text = _TYPES[sort]
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


def _symbol(parent: Element, name: str, swatch: Swatch, sort: Sort) -> None:
    alpha = f"{swatch.opacity:g}"
    kind = _SYMBOLS[sort]
    symbol = SubElement(parent, "symbol", type=kind, name=name, alpha=alpha, clip_to_extent="1")
    if sort == "Point":
        _layer(symbol, "SimpleMarker", _dot(swatch))
        return
    if sort == "LineString":
        _layer(symbol, "SimpleLine", _line(swatch, dashed=swatch.mark == "dash"))
        return
    _layer(symbol, "SimpleFill", _fill(swatch))
    if swatch.mark == "hatch":
        size = {"distance": f"{_GAP:g}", "distance_unit": "MM"}
        hatch = _layer(symbol, "LinePatternFill", {"angle": "45", **size})
        inner = SubElement(hatch, "symbol", type="line", name=f"@{name}@1", alpha="1")
        _layer(inner, "SimpleLine", _line(swatch, dashed=False))


def _layer(symbol: Element, kind: str, options: Mapping[str, str]) -> Element:
    found = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    listed = SubElement(found, "Option", type="Map")
    for name, value in options.items():
        SubElement(listed, "Option", name=name, type="QString", value=value)
    return found


def _fill(swatch: Swatch) -> dict[str, str]:
    filled, around = swatch.mark == "fill", swatch.mark in ("dot", "band")
    width = f"{_OUTLINE:g}" if filled or swatch.mark == "dot" else _millimetres(swatch.size)
    return {
        "color": rgba(swatch.colour, swatch.area if around else 1.0),
        "style": "solid" if filled or around else "no",
        "outline_color": rgba(GREY["ink"] if filled else swatch.colour),
        "outline_style": "dash" if swatch.mark == "dash" else "solid",
        "outline_width": width,
        "outline_width_unit": "MM",
        "joinstyle": "miter",
    }


def _line(swatch: Swatch, *, dashed: bool) -> dict[str, str]:
    return {
        "line_color": rgba(swatch.colour),
        "line_style": "dash" if dashed else "solid",
        "line_width": _millimetres(swatch.size),
        "line_width_unit": "MM",
    }


def _dot(swatch: Swatch) -> dict[str, str]:
    hollow = swatch.mark in ("outline", "hatch", "dash")
    size = swatch.size if swatch.mark in ("dot", "outline") else max(swatch.size, _LEAST_DOT)
    return {
        "name": "circle",
        "color": rgba(swatch.colour, float(not hollow)),
        "size": _millimetres(2 * size),
        "size_unit": "MM",
        "outline_color": rgba(swatch.colour if hollow else GREY["ink"]),
        "outline_style": "solid",
        "outline_width": f"{_OUTLINE:g}",
        "outline_width_unit": "MM",
    }


def _millimetres(pixels: float) -> str:
    return f"{pixels * _MM:.2f}"


def _labels(root: Element, expression: str, sort: Sort) -> None:
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    text = SubElement(settings, "text-style", fieldName=expression, isExpression="1")
    size = {"fontSize": str(_LABEL), "fontSizeUnit": "Point", "textColor": rgba(GREY["ink"])}
    text.attrib.update(size | {"textOpacity": "1", "allowHtml": "0"})
    around = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    SubElement(text, "text-buffer", around, bufferColor=rgba("#ffffff"), bufferOpacity="0.9")
    SubElement(settings, "text-format", multilineAlign="1")
    SubElement(settings, "placement", placement=_PLACEMENT[sort], dist="1", distUnits="MM")
    SubElement(settings, "rendering", drawLabels="1", obstacle="1")


def _aliases(root: Element, aliases: Mapping[str, str]) -> None:
    listed = SubElement(root, "aliases")
    for name, heading in aliases.items():
        SubElement(listed, "alias", field=name, name=heading)
