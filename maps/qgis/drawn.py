"""The layers of the map for QGIS: each with its rows, their classes, and styles of those classes."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from ..atlas.sheets import sheets
from ..atlas.times import building_times, community_shares, tenths, uncounted
from ..basis import limits
from ..figures.layer import Layer, grid, read
from ..figures.verdicts import verdict_layers
from ..style import Swatch, minute_breaks
from ..words import WORDS
from .qml import Rule, Sort, Style, qml

if TYPE_CHECKING:
    from ...analysis.planning import Plan

CLASS, NAME, ID = "class", "name", "id"
_BEFORE = "图_"  # so that the layers of the map stand together in a list of tables
SORTS: dict[str, Sort] = {
    "Point": "Point",
    "MultiPoint": "Point",
    "LineString": "LineString",
    "MultiLineString": "LineString",
    "Polygon": "Polygon",
    "MultiPolygon": "Polygon",
}
_ZH: dict[Sort, str] = {"Point": "点", "LineString": "线", "Polygon": "面"}
_FIRST = "park_small"  # the kind that the page opens on, where it is mapped
_NOT_COUNTED = -4  # as in the page
_FOLLOWERS = ("doors", "facilities", "parks")
_TABLES = {  # layer: the table whose rows it draws, where that has another name
    "outlines": "communities",
    "eligibility": "communities",
    "staging": "communities",
    "package_areas": "bundles",
}
_NEAR = 0.5  # metres: pages draw on a grid of some centimetres
_LABELLED = 60  # areas: with more, names lie on each other


@dataclass(frozen=True, eq=False)
class Drawn:
    """
    One layer for QGIS, of one sort of geometry.

    Attributes
    ----------
    name
        Of the table: Chinese, and beginning with the same sign for all.
    frame
        `id` (where the rows are those of a table), `name`, and `class` (in words), or a column a
        kind of facility with the number of the class.
    swatches
        The classes.
    sort
        Of its geometry.
    kinds
        Kind of facility to its name, where each has a column.
    """

    name: str
    frame: gpd.GeoDataFrame
    swatches: tuple[Swatch, ...]
    sort: Sort
    kinds: dict[str, str] = field(default_factory=dict)


def drawn(plan: "Plan") -> list[Drawn]:
    """
    Every layer that the map draws, as tables.

    Parameters
    ----------
    plan
        Layer tables and answers as far as they are there; a layer of a new answer comes with the
        map's own.

    Returns
    -------
    list of Drawn
        In the order of the map, the lowest first; a layer of points and areas is two.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> drawn(SimpleNamespace(tables={}, fields=pd.DataFrame()))
    []
    """
    epsg = grid(plan)
    if epsg is None:
        return []
    layers = read(sheets(plan), epsg=epsg) | verdict_layers(plan, epsg=epsg)
    found = [each for key, layer in layers.items() for each in _of(plan, key, layer)]
    return _distinct(found)


def styles(layers: list[Drawn]) -> pd.DataFrame:
    """
    The styles of some layers.

    Parameters
    ----------
    layers
        From :func:`drawn`.

    Returns
    -------
    DataFrame
        One row a style: `layer`, `name`, `qml`, `default`. A layer with a column a kind has a style
        a kind, of which the first is the default.

    Examples
    --------
    >>> styles([]).columns.tolist()
    ['layer', 'name', 'qml', 'default']
    """
    rows = [row for layer in layers for row in _styles(layer)]
    return pd.DataFrame(rows, columns=["layer", "name", "qml", "default"])


def fields(layers: list[Drawn]) -> pd.DataFrame:
    """
    What the columns of some layers mean.

    Parameters
    ----------
    layers
        From :func:`drawn`.

    Returns
    -------
    DataFrame
        One row a column: `table`, `field`, `zh`, `en`, `unit`, `meaning`, `source`.

    Examples
    --------
    >>> list(fields([]))
    ['table', 'field', 'zh', 'en', 'unit', 'meaning', 'source']
    """
    said = {ID: ("编号", "id"), NAME: ("名称", "name"), CLASS: ("图例", "class of the legend")}
    rows = []
    for layer in layers:
        numbered = "；".join(f"{at} {each.label}" for at, each in enumerate(layer.swatches))
        for column in layer.frame.columns.drop("geometry"):
            zh, en = said.get(column, (f"{layer.kinds.get(column, column)}（图例序号）", column))
            meaning = numbered if column in layer.kinds else ""
            rows.append((layer.name, column, zh, en, "", meaning, ""))
    return pd.DataFrame(rows, columns=["table", "field", "zh", "en", "unit", "meaning", "source"])


def _of(plan: "Plan", key: str, layer: Layer) -> Iterator[Drawn]:
    """The layer by sorts of geometry; of buildings and communities a column a kind."""
    kinds, columns = _kinds(plan, key)
    own = next((rows for rows in _rows(plan, key, layer)), None)
    head = (
        {} if own is None or isinstance(own.index, pd.RangeIndex) else {ID: own.index.astype(str)}
    )
    if key in _FOLLOWERS:  # of the kind that is selected on a page; a file selects none
        layer = layer.plain(replace(layer.swatches[0], label=layer.name))
    if not kinds:
        columns = {CLASS: [layer.swatches[mark].label for mark in layer.marks]}
    shapes = layer.shapes.array if own is None else own.geometry.array
    frame = gpd.GeoDataFrame(
        {**head, NAME: layer.names, **columns}, geometry=shapes, crs=layer.shapes.crs
    )
    sorts = frame.geom_type.map(SORTS)
    found = list(dict.fromkeys(sorts.dropna()))
    for sort in found:
        rows = gpd.GeoDataFrame(frame[sorts.eq(sort)].reset_index(drop=True))
        several = f"（{_ZH[sort]}）" if len(found) > 1 else ""
        yield Drawn(f"{_BEFORE}{layer.name}{several}", rows, layer.swatches, sort, kinds)


def _rows(plan: "Plan", key: str, layer: Layer) -> Iterator[gpd.GeoDataFrame]:
    """The table whose rows a layer draws, in the same order: it has ids and exact geometry."""
    for name in (key, _TABLES.get(key, "")):
        table: Any = plan.tables.get(name)
        if getattr(table, "crs", None) is None or len(table) != len(layer.names):
            continue
        own = table.to_crs(layer.shapes.crs)
        if np.allclose(own.bounds, layer.shapes.bounds, rtol=0, atol=_NEAR, equal_nan=True):
            yield own


def _distinct(found: list[Drawn]) -> list[Drawn]:
    """A table needs a name of its own: of layers that share one, the later are numbered."""
    times: dict[str, int] = {}
    made = []
    for layer in found:
        times[layer.name] = times.get(layer.name, 0) + 1
        name = layer.name if times[layer.name] == 1 else f"{layer.name} {times[layer.name]}"
        made.append(Drawn(name, layer.frame, layer.swatches, layer.sort, layer.kinds))
    return made


def _kinds(plan: "Plan", key: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Mapped kinds that a layer is coloured by, and the class of each row for each of them."""
    if key == "buildings" and "building_minutes" in plan.tables:
        marks = _by_minutes(plan)
    elif key == "communities" and "community_coverage" in plan.tables:
        known = dict.fromkeys(plan.tables["community_coverage"]["kind"].astype(str))
        marks = {kind: community_shares(plan, kind)["marks"] for kind in known}
    else:
        return {}, {}
    kinds = plan.tables.get("kinds", pd.DataFrame({"status": [], "zh": []}))
    mapped = kinds.loc[kinds["status"].eq("mapped").fillna(value=False), "zh"]
    own = [kind for kind in map(str, mapped.index) if kind in marks]
    first = [_FIRST] if _FIRST in own else []
    ordered = list(dict.fromkeys([*first, *own]))
    columns = {kind: np.asarray(marks[kind], dtype="int64") for kind in ordered}
    return {kind: str(mapped[kind]) for kind in ordered}, columns


def _by_minutes(plan: "Plan") -> dict[str, np.ndarray]:
    """Of each kind the class of every building, as the page finds it."""
    breaks = [tenths(step) for step in minute_breaks(*limits(plan))]
    left = uncounted(plan)
    found = {}
    for kind, (told, _) in building_times(plan).items():
        codes = np.array(told, dtype="int64")
        codes[left] = _NOT_COUNTED
        # -1 beyond the search, -2 not computed, -3 no data, -4 not counted: after those of time
        found[kind] = np.where(codes < 0, len(breaks) - 1 - codes, np.searchsorted(breaks, codes))
    return found


def _styles(layer: Drawn) -> Iterator[tuple[str, str, str, bool]]:
    label = f'"{NAME}"' if layer.sort == "Polygon" and len(layer.frame) <= _LABELLED else ""
    if not layer.kinds:
        rules = _classes(layer, lambda at, each: f"\"{CLASS}\" = '{_quoted(each.label)}'")
        style = Style(layer.name, rules, label)
        yield layer.name, layer.name.removeprefix(_BEFORE), qml(style, sort=layer.sort), True
        return
    for number, (kind, zh) in enumerate(layer.kinds.items()):
        rules = _classes(layer, lambda at, each, kind=kind: f'"{kind}" = {at}')
        style = Style(layer.name, rules, label)
        yield layer.name, f"{zh}：{WORDS['legend']}", qml(style, sort=layer.sort), number == 0


def _classes(layer: Drawn, said: Any) -> tuple[Rule, ...]:
    return tuple(Rule(str(at), each, said(at, each)) for at, each in enumerate(layer.swatches))


def _quoted(words: str) -> str:
    """A text of an expression of QGIS."""
    return words.replace("\\", "\\\\").replace("'", "''")
