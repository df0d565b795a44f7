"""The drawing of each plot: its geometry, rectangle, frontage and car park out of the plan's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from ..plots.drawing import Ground, plot_drawing
from ..plots.surroundings import Surroundings, surroundings
from ..text.cells import amount, known
from .base import CANDIDATE, TABLE, title

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_SAME = 0.02  # of the frontage: what is drawn is what was measured


@dataclass(frozen=True, eq=False)
class Plans:
    """
    What the drawings are made of, each by plot.

    Attributes
    ----------
    shapes, rectangles, fronts
        Outline, inscribed rectangle, lines that face a street.
    parts
        Shapes of the car park by sort.
    around
        What lies beside the plots.
    """

    shapes: Mapping[str, BaseGeometry]
    rectangles: Mapping[str, BaseGeometry]
    fronts: Mapping[str, BaseGeometry]
    parts: Mapping[str, dict[str, Sequence[BaseGeometry]]]
    around: Surroundings

    def drawing(self, row: Any) -> str:
        """The plan of one plot; empty where it has no ground."""
        plot = str(row["plot"])
        if plot not in self.shapes:
            return ""
        sides = (_metres(row.get("rectangle_length")), _metres(row.get("rectangle_width")))
        ground = Ground(
            self.shapes[plot],
            _told(row),
            _metres(row.get("circle_diameter")),
            self.rectangles.get(plot),
            *sides,
            self.fronts.get(plot),
            self.parts.get(plot, {}),
        )
        return plot_drawing(ground, self.around)


def plans(plan: "Plan") -> Plans:
    """
    What the drawings of a plan's plots are made of.

    Parameters
    ----------
    plan
        With `idle_plots`, and `idle_rectangles`, `idle_bays` and the layers around them as far as
        they are there.

    Returns
    -------
    Plans
        Frontage only where its length is that of the table.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> plans(SimpleNamespace(tables={})).drawing({"plot": "L1"})
    ''
    """
    table = plan.tables.get(TABLE)
    if table is None or not len(table) or getattr(table, "crs", None) is None:
        return Plans({}, {}, {}, {}, Surroundings({}))
    frame = gpd.GeoDataFrame(table)
    around = surroundings(plan, frame.crs)
    land = gpd.GeoDataFrame(frame[frame.geometry.notna() & frame.geometry.area.gt(0)])
    return Plans(
        _by_id(land),
        _by_id(plan.tables.get("idle_rectangles")),
        _fronts(land, around),
        _parts(plan.tables.get("idle_bays")),
        around,
    )


def _by_id(table: pd.DataFrame | None) -> dict[str, BaseGeometry]:
    if table is None or not len(table) or "geometry" not in table:
        return {}
    shapes = zip(table.index.astype(str), table["geometry"], strict=True)
    return {plot: shape for plot, shape in shapes if shape is not None and not shape.is_empty}


def _fronts(land: gpd.GeoDataFrame, around: Surroundings) -> dict[str, BaseGeometry]:
    """The outline that faces a street, where it is as long as the plan says."""
    streets = around.layers.get("streets")
    able = land[land["status"].eq(CANDIDATE)] if "status" in land else land
    if streets is None or "frontage" not in able or not len(able):
        return {}
    from ...analysis.reuse.bands import sizes  # not before a frontage is drawn
    from ...gis.frontages import frontages

    reach, edge = sizes()["access_gap"], streets["width"] / 2
    found = frontages(gpd.GeoSeries(able.geometry), streets, reach=reach, edge=edge)
    said = pd.to_numeric(able["frontage"], errors="coerce").astype(float)
    same = (found["frontage"].astype(float) - said).abs() <= _SAME * said
    return _by_id(found[same & said.gt(0)])


def _parts(table: pd.DataFrame | None) -> dict[str, dict[str, Sequence[BaseGeometry]]]:
    found: dict[str, dict[str, Sequence[BaseGeometry]]] = {}
    if table is None or not len(table):
        return found
    for (plot, part), own in table.groupby(["plot", "part"], sort=False):
        found.setdefault(str(plot), {})[str(part)] = list(own["geometry"])
    return found


def _metres(value: Any) -> float | None:
    return float(value) if known(value) else None


def _told(row: Any) -> str:
    sides = (row.get("rectangle_length"), row.get("rectangle_width"))
    told = [f"{title(row)}平面图，上方为北"]
    if known(row.get("area")):
        told.append(f"面积 {amount(row['area'])} ㎡")
    if all(known(side) for side in sides):
        told.append(f"内接矩形 {amount(sides[0], digits=1)} × {amount(sides[1], digits=1)} 米")
    if known(row.get("circle_diameter")):
        told.append(f"内切圆直径 {amount(row['circle_diameter'], digits=1)} 米")
    return "，".join(told)
