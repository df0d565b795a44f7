"""What the designer's file holds: layers and tables of idle land under plain Chinese headings."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from ..plots.drawing import widest
from ..text.cells import known, said
from .headings import (
    BAYS,
    CIRCLES,
    EVIDENCES,
    HEADINGS,
    PLOTS,
    PREMISES,
    RECTANGLES,
    REFUSALS,
    SITES,
    headed,
    meanings,
)

if TYPE_CHECKING:
    from ...analysis.planning import Plan

NOTES, FIELDS = "说明", "字段说明"
_JOIN = "；"
_AREAS, _POINTS = "MultiPolygon", "Point"
_ROUND = 32  # sides in a quarter of a drawn circle
_NO_PLOTS = "没有可列的闲置地块：没有地块、存量房屋或小区与楼栋图层，或计算时没有问这个问题。"
_ABOUT = (
    ("文件", "闲置地与选址的图层和表，供 CAD 和 QGIS 使用；各列的含义见“字段说明”。"),
    ("样式", "QGIS 打开图层时自动套用本文件 layer_styles 表中的默认样式。"),
    ("法定闲置土地", "只取主管部门的认定，空白表示没有认定，不等于不是；其余均为线索。"),
    ("核对", "“排除核对”列出每个地块逐条核对的结果；“未核对”表示缺少资料，不等于不涉及。"),
    ("图形", "内接矩形、内切圆和车位排布为计算示意，不替代设计和实测。"),
)


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer of one sort of geometry: MultiPolygon or Point."""

    name: str
    shape: str
    frame: gpd.GeoDataFrame


def layers(plan: "Plan") -> list[Layer]:
    """
    The layers of the file, those without a row left out.

    Parameters
    ----------
    plan
        With the table idle_plots, or without.

    Returns
    -------
    list of Layer
        In the system of idle_plots; places without a shape are rows of the plots' layer.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> plots = gpd.GeoDataFrame(
    ...     {"status": ["candidate"], "area": [100.0]},
    ...     index=pd.Index(["L1"], name="plot"),
    ...     geometry=[shapely.box(0, 0, 10, 10)],
    ...     crs=4549,
    ... )
    >>> [layer.name for layer in layers(SimpleNamespace(tables={"idle_plots": plots}))]
    ['闲置地块']
    """
    plots = plan.tables.get("idle_plots")
    if not isinstance(plots, gpd.GeoDataFrame) or not len(plots):
        return []
    every = _told(plan, plots)
    spots = every.geometry.geom_type.isin([_POINTS, "MultiPoint"])
    found = [
        _layer(PLOTS, every[~spots], _AREAS),
        _layer(PREMISES, every[spots].set_geometry(every[spots].centroid), _POINTS),
        _layer(RECTANGLES, _own(plan, "idle_rectangles", every), _AREAS),
        _layer(CIRCLES, _circles(every[~spots]), _AREAS),
        _layer(BAYS, _own(plan, "idle_bays", every), _AREAS),
        _layer(SITES, _sites(plan, every), _POINTS),
    ]
    return [layer for layer in found if len(layer.frame)]


def tables(plan: "Plan") -> dict[str, pd.DataFrame]:
    """
    The tables of the file that have no geometry, those without a row left out.

    Parameters
    ----------
    plan
        Any.

    Returns
    -------
    dict
        Name to frame: evidence, refusals, notes on the data and the meaning of each column.
    """
    found = {
        name: headed(plan.tables.get(HEADINGS[name][0], pd.DataFrame()), name)
        for name in (EVIDENCES, REFUSALS)
    }
    found = {name: frame for name, frame in found.items() if len(frame)}
    return {**found, NOTES: _notes(plan), FIELDS: meanings(plan.fields)}


def _layer(name: str, frame: gpd.GeoDataFrame, shape: str) -> Layer:
    shapes = frame.geometry
    if shape == _AREAS:
        shapes = shapes.map(_several)
    plain = headed(pd.DataFrame(frame.drop(columns=frame.geometry.name)), name)
    geometry = gpd.GeoSeries(list(shapes), index=plain.index, crs=frame.crs)
    return Layer(name, shape, gpd.GeoDataFrame(plain, geometry=geometry))


def _several(shape: Any) -> Any:
    """An area as one of several parts: a layer has one sort of geometry."""
    return shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape


def _told(plan: "Plan", plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The plots with what other tables say of each, in sentences."""
    evidence = plan.tables.get("idle_evidence", pd.DataFrame())
    reuse = plan.tables.get("idle_reuse", pd.DataFrame())
    words = {
        "evidence_for": _sentences(evidence, "says", "for", "text"),
        "evidence_against": _sentences(evidence, "says", "against", "text"),
        "uses_can": _sentences(reuse, "fits", "can", "zh"),
        "uses_survey": _sentences(reuse, "fits", "needs_survey", "zh"),
        "uses_sited": _sentences(_sited(plan), "", "", "use_zh"),
    }
    index = plots.index.astype(str)
    own = {
        name: pd.Series(by, dtype=object).reindex(index).to_numpy() for name, by in words.items()
    }
    places = plan.tables.get("communities", pd.DataFrame())
    names = places["name"].to_dict() if "name" in places else {}
    living = plots["community"].map(names) if "community" in plots else None
    return plots.assign(plot=index, community_name=living, **own).reset_index(drop=True)


def _sentences(frame: pd.DataFrame, field: str, code: str, said_in: str) -> dict[str, str]:
    """What the rows of each plot say, each sentence once and in their order."""
    if not {"plot", said_in} <= set(frame.columns):
        return {}
    rows = frame[frame[field].eq(code)] if field in frame else frame
    found: dict[str, dict[str, None]] = {}
    for plot, sentence in zip(rows["plot"], rows[said_in], strict=True):
        if known(sentence):
            found.setdefault(str(plot), {})[str(sentence)] = None
    return {plot: _JOIN.join(sentences) for plot, sentences in found.items()}


def _own(plan: "Plan", name: str, plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer of the plan in the system of the plots, the plot as a column."""
    table = plan.tables.get(name)
    if not isinstance(table, gpd.GeoDataFrame) or not len(table):
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=plots.crs)
    flat = table.reset_index(drop="plot" in table.columns)
    system = plots.crs
    return gpd.GeoDataFrame(flat if system is None else flat.to_crs(system))


def _circles(plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The circles that were measured."""
    sizes = plots.get("circle_diameter", pd.Series(float("nan"), index=plots.index))
    found = [
        widest(shape, float(size)) if shape is not None and known(size) else None
        for shape, size in zip(plots.geometry, sizes, strict=True)
    ]
    drawn: list[Any] = [
        None if at is None else shapely.Point(at[:2]).buffer(at[2], _ROUND) for at in found
    ]
    shapes = gpd.GeoSeries(pd.Series(drawn, index=plots.index, dtype=object), crs=plots.crs)
    return plots.set_geometry(shapes)[shapes.notna()]


def _sited(plan: "Plan") -> pd.DataFrame:
    """The proposed sites with the name of their use and the base of their shares."""
    sites = pd.DataFrame(plan.tables.get("siting_sites", pd.DataFrame()))
    if not len(sites):
        return sites
    uses = plan.tables.get("siting", pd.DataFrame(columns=["use"])).set_index("use")
    named = sites["use"].map(uses["zh"].to_dict() if "zh" in uses else {})
    base = sites["use"].map(uses["base"].to_dict() if "base" in uses else {})
    return sites.assign(use_zh=named.fillna(sites["use"]), base=base)


def _sites(plan: "Plan", plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A point a proposed site, within its plot: several uses may share one."""
    sites = _sited(plan)
    inside = plots.geometry.representative_point()
    by = dict(zip(plots["plot"], inside, strict=True))
    at: list[Any] = [by.get(str(plot)) for plot in sites.get("plot", ())]
    places = pd.Series(at, index=sites.index, dtype=object)
    return gpd.GeoDataFrame(sites, geometry=gpd.GeoSeries(places, crs=plots.crs))


def _notes(plan: "Plan") -> pd.DataFrame:
    """What the file is, how its places were found, and whose data they are."""
    rows = [*_ABOUT]
    if not len(plan.tables.get("idle_plots", ())):
        rows.append(("闲置地块", _NO_PLOTS))
    basis = plan.tables.get("basis", pd.DataFrame()).reindex(columns=["zh", "value"])
    rows += [(said(zh), said(value)) for zh, value in basis.itertuples(index=False)]
    credit = plan.tables.get("sources", pd.DataFrame()).reindex(columns=["attribution", "licence"])
    lines = ["，".join(filter(None, map(said, row))) for row in credit.itertuples(index=False)]
    rows += [("署名与许可", line) for line in dict.fromkeys(lines) if line]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=["项目", "内容"], dtype="string")
