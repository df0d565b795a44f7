"""The ground of the siting maps: where communities, streets and plots lie on the drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from ..plots.sheet import Sheet
from ..text.names import parts
from .base import Base

if TYPE_CHECKING:
    import geopandas as gpd

    from ...analysis.planning import Plan

WIDE, LOW, HIGH = 620.0, 320.0, 640.0  # of a map without its legend, in its own units
_EDGE = 26.0  # beside what is drawn
_STREETS = 150_000  # signs of a path at most: more would make the page slow and the map grey


@dataclass(frozen=True, eq=False)
class Ground:
    """
    What all maps of a page share.

    Attributes
    ----------
    sheet
        Metres to places on the drawing.
    high
        Height of a map without its legend.
    communities
        Id to the point that its name stands at and the width there.
    plots
        Id to where it is marked.
    outlines
        Id of a plot to its path; empty for one that is a point.
    shapes
        HTML with the outlines of communities, once for all maps.
    numbers
        Id of a community to the number in its reference.
    """

    sheet: Sheet
    high: float
    communities: Mapping[str, tuple[float, float, float]]
    plots: Mapping[str, tuple[float, float]]
    outlines: Mapping[str, str]
    shapes: str
    numbers: Mapping[str, int]


def ground(plan: "Plan", found: Base) -> Ground | None:
    """
    The ground of a plan; None where communities have no outlines.

    Parameters
    ----------
    plan
        With `communities`; `idle_plots` and `streets` as far as they are there.
    found
        The uses, whose plots are drawn.

    Returns
    -------
    Ground or None

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import geopandas as gpd
    >>> home = gpd.GeoDataFrame(index=["C1"], geometry=[shapely.box(0, 0, 100, 50)], crs=4549)
    >>> land = ground(SimpleNamespace(tables={"communities": home}), Base((), None, None))
    >>> land.high, [round(place) for place in land.communities["C1"]]
    (336.0, [310, 168, 568])
    """
    homes = _shapes(plan, "communities")
    if homes is None:
        return None
    crs: Any = homes.crs
    if crs.is_geographic:
        crs = homes.estimate_utm_crs()
        homes = homes.to_crs(crs)
    land = _land(plan, found, crs)
    sheet, high = _sheet(homes, land)
    numbers = {str(code): number for number, code in enumerate(homes.index)}
    places = {} if land is None else _places(land, sheet)
    return Ground(
        sheet,
        high,
        {str(code): _label(shape, sheet) for code, shape in homes.geometry.items()},
        places,
        {} if land is None else {str(code): sheet.path([s]) for code, s in _areas(land)},
        _defs(homes, _roads(plan, crs), sheet),
        numbers,
    )


def _named(found: Base) -> set[str]:
    """Plots that any map shows: candidates, those proposed, and those that would come in."""
    named: set[str] = set()
    for use in found.uses:
        for table, column in ((use.needs, "candidate_plots"), (use.sites, "next_best")):
            named |= {plot for joined in table.get(column, ()) for plot in parts(joined)}
        named |= {str(plot) for plot in use.sites.get("plot", ())}
    return named


def _shapes(plan: "Plan", name: str) -> "gpd.GeoDataFrame | None":
    table: Any = plan.tables.get(name)
    if table is None or not len(table) or getattr(table, "crs", None) is None:
        return None
    kept = table[table.geometry.notna() & ~table.geometry.is_empty]
    return kept if len(kept) else None


def _sheet(homes: "gpd.GeoDataFrame", land: "gpd.GeoDataFrame | None") -> tuple[Sheet, float]:
    """All communities and plots in the middle of the drawing."""
    bounds = [homes.total_bounds] + ([] if land is None else [land.total_bounds])
    west, south = np.min(bounds, axis=0)[:2]
    east, north = np.max(bounds, axis=0)[2:]
    across, up = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((WIDE - 2 * _EDGE) / across, (HIGH - 2 * _EDGE) / up)
    high = round(float(max(LOW, up * scale + 2 * _EDGE)), 1)
    left = (west + east) / 2 - WIDE / scale / 2
    return Sheet(float(left), float((south + north) / 2 + high / scale / 2), float(scale)), high


def _label(shape: Any, sheet: Sheet) -> tuple[float, float, float]:
    point = shapely.point_on_surface(shape)
    west, _, east, _ = shapely.bounds(shape)
    return *sheet.at(point.x, point.y), (east - west) * sheet.scale


def _places(land: "gpd.GeoDataFrame", sheet: Sheet) -> dict[str, tuple[float, float]]:
    points = shapely.point_on_surface(land.geometry.to_numpy())
    return {
        str(code): sheet.at(x, y)
        for code, x, y in zip(land.index, shapely.get_x(points), shapely.get_y(points), strict=True)
    }


def _areas(land: "gpd.GeoDataFrame") -> list[tuple[Any, Any]]:
    return [(code, shape) for code, shape in land.geometry.items() if shape.area > 0]


def _land(plan: "Plan", found: Base, crs: Any) -> "gpd.GeoDataFrame | None":
    """The plots that any map shows; None where there is none."""
    every = _shapes(plan, "idle_plots")
    if every is None:
        return None
    kept: Any = every[every.index.astype(str).isin(_named(found))]
    return kept.to_crs(crs) if len(kept) else None


def _roads(plan: "Plan", crs: Any) -> "pd.Series | None":
    table = _shapes(plan, "streets")
    return None if table is None else table.geometry.to_crs(crs)


def _defs(homes: "gpd.GeoDataFrame", roads: "pd.Series | None", sheet: Sheet) -> str:
    """Outlines that every map refers to, so that the page holds them once."""
    parts = [
        f'<path id="st-c{number}" d="{sheet.path([shape])}"/>'
        for number, shape in enumerate(homes.geometry)
    ]
    lines = "" if roads is None else sheet.path(roads)
    if lines and len(lines) <= _STREETS:
        parts.append(f'<path id="st-roads" d="{lines}"/>')
    parts.append(
        '<pattern id="st-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<path d="M0 0V6" stroke="#8a93a1" stroke-width="2"/></pattern>'
    )
    inside = "".join(parts)
    return (
        '<svg class="st-defs" width="0" height="0" aria-hidden="true" '
        f'xmlns="http://www.w3.org/2000/svg"><defs>{inside}</defs></svg>'
    )
