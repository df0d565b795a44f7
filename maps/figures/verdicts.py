"""Layers that figures have beside those of the page: packages, verdicts, stages, statutory areas."""

from itertools import cycle
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from ..programme.words import VERDICTS, WORKS
from ..style import CIVIDIS, NOT_COMPUTED, OKABE_ITO, Swatch, ramp
from ..web.features import Legend
from .layer import Layer, layer, there

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_VERDICT_HUES = {
    "pass": OKABE_ITO["green"],
    "partial": OKABE_ITO["sky"],
    "pending": OKABE_ITO["orange"],
    "fail": OKABE_ITO["vermillion"],
}
_WORK_HUES = {"done": "#9aa1ab", "underway": OKABE_ITO["purple"]}
_WAITING = Swatch("未排入批次（原因见分期表）", "#f3f1ec", "fill", 0.8)
_PACKAGE_HUES = ("orange", "sky", "green", "yellow", "blue", "vermillion", "purple")
_LISTED = 21  # packages that have a line each in the legend
_MANY = Swatch("片区（同色不表示同类，名称见图上标注）", OKABE_ITO["sky"], "fill", 1.2, 0.6)


def verdict_layers(plan: "Plan", *, epsg: int) -> dict[str, Layer]:
    """
    The layers, as far as their tables are there.

    Parameters
    ----------
    plan
        With communities and bundles that have geometry, or without.
    epsg
        The metric grid.

    Returns
    -------
    dict
        `eligibility`, `staging`, `package_areas`, `park_land`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> verdict_layers(SimpleNamespace(tables={}), epsg=4549)
    {}
    """
    makers: dict[str, Any] = {
        "eligibility": (_eligibility, "小区纳入资格", "资格与分期"),
        "staging": (_staging, "改造分期", "资格与分期"),
        "bundles": (_packages, "片区", "片区"),
        "park_land": (_park_land, "居住用地：公园绿地法定服务半径", "服务覆盖"),
    }
    found: dict[str, Layer] = {}
    for table, (maker, name, group) in makers.items():
        if not len(plan.tables.get(table, ())):
            continue
        made = maker(plan)
        if made is not None and there(made[0].geometry).any():
            key = "package_areas" if table == "bundles" else table
            found[key] = layer(made[0], name=name, group=group, legend=made[1], epsg=epsg)
    return found


def _drawn(frame: Any) -> bool:
    return frame is not None and len(frame) > 0 and getattr(frame, "crs", None) is not None


def _of_communities(plan: "Plan", table: str) -> "tuple[gpd.GeoDataFrame, pd.DataFrame] | None":
    """Communities, and the row of each in a table; missing where it has none."""
    places: Any = plan.tables.get("communities")
    if not _drawn(places):
        return None
    rows = plan.tables[table]
    rows = rows.set_index("community") if "community" in rows else rows
    return places, rows[~rows.index.duplicated()].reindex(places.index)


def _eligibility(plan: "Plan") -> tuple[gpd.GeoDataFrame, Legend] | None:
    both = _of_communities(plan, "eligibility")
    if both is None:
        return None
    swatches = [Swatch(VERDICTS[code][0], hue) for code, hue in _VERDICT_HUES.items()]
    order = {code: at for at, code in enumerate(_VERDICT_HUES)}
    marks = [order.get(str(code), len(order)) for code in both[1]["verdict"]]
    return both[0], Legend((*swatches, NOT_COMPUTED), pd.Series(marks, both[0].index))


def _staging(plan: "Plan") -> tuple[gpd.GeoDataFrame, Legend] | None:
    both = _of_communities(plan, "staging")
    if both is None:
        return None
    places, rows = both
    batches = plan.tables.get("staging_batches", pd.DataFrame())
    years = sorted({int(year) for year in (*batches.index, *rows["batch"].dropna())})
    hues = ramp(CIVIDIS, len(years))
    swatches = [Swatch(f"{year} 年", hue) for year, hue in zip(years, hues, strict=True)]
    swatches += [Swatch(WORKS[code], hue) for code, hue in _WORK_HUES.items()]
    order: dict[Any, int] = {key: at for at, key in enumerate((*years, *_WORK_HUES))}
    waiting, unknown = len(order), len(order) + 1
    marks = [
        unknown
        if pd.isna(state)
        else order[int(year)]
        if pd.notna(year)
        else order.get(str(state), waiting)
        for state, year in zip(rows["state"], rows["batch"], strict=True)
    ]
    legend = Legend((*swatches, _WAITING, NOT_COMPUTED), pd.Series(marks, places.index))
    return places, legend


def _packages(plan: "Plan") -> tuple[gpd.GeoDataFrame, Legend] | None:
    table: Any = plan.tables["bundles"]
    if not _drawn(table):
        return None
    codes = table.index.astype(str)
    places = table.assign(
        name=[
            _package(code, row) for code, row in zip(codes, table.get("name", codes), strict=True)
        ]
    )
    if len(table) > _LISTED:
        return places, Legend((_MANY,), pd.Series(0, table.index))
    hues = cycle(OKABE_ITO[name] for name in _PACKAGE_HUES)
    swatches = tuple(
        Swatch(name, hue, "dot", 5.0, 1.0, area=0.5)
        for name, hue in zip(places["name"], hues, strict=False)
    )
    return places, Legend(swatches, pd.Series(range(len(table)), table.index))


def _package(code: str, name: Any) -> str:
    return code if pd.isna(name) or str(name) == code else f"{code} {name}"


def _park_land(plan: "Plan") -> tuple[gpd.GeoDataFrame, Legend] | None:
    table: Any = plan.tables["park_land"]
    if not _drawn(table):
        return None
    swatches = (
        Swatch("在服务半径内", OKABE_ITO["green"], "fill", 0.6, 0.45),
        Swatch("在服务半径外", OKABE_ITO["vermillion"], "fill", 0.6, 0.6),
        Swatch(NOT_COMPUTED.label, NOT_COMPUTED.colour, "hatch", 1.0),
    )
    marks = [2 if pd.isna(cell) else 0 if bool(cell) else 1 for cell in table["covered"]]
    return table, Legend(swatches, pd.Series(marks, table.index))
