"""What lies around a plot: buildings, streets as wide as they are, parks, each clipped to the sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from ..text.cells import known
from .sheet import Sheet, direction, label, path, room

if TYPE_CHECKING:
    import geopandas as gpd

    from ...analysis.planning import Plan

_LAYERS = ("parks", "streets", "buildings")
_LEAST = 260.0  # of a building on the drawing that holds its storeys
_WIDTH = "width"
_SEEN = 1.0  # square metres of a building on a plot, above what outlines differ by


@dataclass(frozen=True, eq=False)
class Surroundings:
    """
    Layers beside the plots, by name, each in the system of the plots.

    `streets` has the width that each is taken to have.
    """

    layers: "dict[str, gpd.GeoDataFrame]"

    def near(self, layer: str, window: BaseGeometry) -> "gpd.GeoDataFrame | None":
        """The rows of a layer that are seen, clipped; None for none."""
        frame = self.layers.get(layer)
        if frame is None:
            return None
        found = frame.sindex.query(window, predicate="intersects", sort=True)
        if not len(found):
            return None
        own = frame.iloc[found]
        return own.set_geometry(shapely.intersection(own.geometry.to_numpy(), window), crs=own.crs)


def surroundings(plan: "Plan", crs: Any) -> Surroundings:
    """
    The layers of a plan that are drawn around a plot.

    Parameters
    ----------
    plan
        With parks, streets and buildings, as far as they are there.
    crs
        System of the plots.

    Returns
    -------
    Surroundings

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> surroundings(SimpleNamespace(tables={}), 4549).layers
    {}
    """
    import geopandas as gpd  # not before something is drawn

    layers: dict[str, gpd.GeoDataFrame] = {}
    for name in _LAYERS:
        frame = plan.tables.get(name)
        if frame is None or not len(frame) or getattr(frame, "crs", None) is None:
            continue
        own = gpd.GeoDataFrame(frame[frame["geometry"].notna()])
        layers[name] = own if own.crs == crs else own.to_crs(crs)
    if "streets" in layers:
        from ...analysis.idle.setbacks import widths  # not before a street is drawn

        layers["streets"] = layers["streets"].assign(**{_WIDTH: widths(layers["streets"])})
    return Surroundings(layers)


def drawn(around: Surroundings, sheet: Sheet) -> Iterator[str]:
    """
    Parks, carriageways and buildings, the lowest first.

    Parameters
    ----------
    around
        Layers.
    sheet
        What is seen.

    Yields
    ------
    str
        SVG elements.

    Examples
    --------
    >>> from pianqu.maps.plots.sheet import over
    >>> list(drawn(Surroundings({}), over(shapely.box(0, 0, 9, 9))))
    []
    """
    parks, streets, buildings = (around.near(name, sheet.window) for name in _LAYERS)
    if parks is not None:
        yield path("pd-park", sheet.path(parks.geometry))
    if streets is not None:
        yield from _streets(streets, sheet)
    if buildings is not None:
        yield path("pd-building", sheet.path(buildings.geometry))


def standing(around: Surroundings, sheet: Sheet, *, on: BaseGeometry) -> str:
    """
    The buildings that stand on an area, to be drawn over it; empty for none.

    Examples
    --------
    >>> from pianqu.maps.plots.sheet import over
    >>> square = shapely.box(0, 0, 9, 9)
    >>> standing(Surroundings({}), over(square), on=square)
    ''
    """
    found = around.near("buildings", on)
    if found is None:
        return ""
    return path("pd-building", sheet.path(found.geometry[found.geometry.area > _SEEN]))


def named(around: Surroundings, sheet: Sheet, *, free: BaseGeometry) -> Iterator[str]:
    """
    Names of streets and storeys of buildings, where they have room and hide nothing of the plot.

    Parameters
    ----------
    around
        Layers.
    sheet
        What is seen.
    free
        Where no name is written: the plot.

    Yields
    ------
    str
        SVG elements.

    Examples
    --------
    >>> from pianqu.maps.plots.sheet import over
    >>> list(named(Surroundings({}), over(shapely.box(0, 0, 9, 9)), free=shapely.box(0, 0, 9, 9)))
    []
    """
    streets, buildings = (around.near(name, sheet.window) for name in ("streets", "buildings"))
    if buildings is not None:
        yield from _storeys(buildings, sheet, free)
    if streets is not None:
        yield from _names(streets, sheet, free)


def _streets(streets: "gpd.GeoDataFrame", sheet: Sheet) -> Iterator[str]:
    """One path a width: a line as wide as the carriageway."""
    wide = (streets[_WIDTH].astype(float) * sheet.scale).round(1)
    for width, own in streets.groupby(wide, sort=True):
        yield path("pd-street", sheet.path(own.geometry), more=f' stroke-width="{width:g}"')


def _storeys(buildings: "gpd.GeoDataFrame", sheet: Sheet, free: BaseGeometry) -> Iterator[str]:
    if "storeys" not in buildings:
        return
    size = buildings.geometry.area * sheet.scale**2
    spots = shapely.point_on_surface(buildings.geometry.to_numpy())
    for storeys, area, spot in zip(buildings["storeys"], size, spots, strict=True):
        if known(storeys) and area > _LEAST and not free.intersects(spot):
            x, y = sheet.at(float(shapely.get_x(spot)), float(shapely.get_y(spot)))
            yield label("pd-storeys", x, y + 4, f"{int(storeys)}层")


def _names(streets: "gpd.GeoDataFrame", sheet: Sheet, free: BaseGeometry) -> Iterator[str]:
    """Each name once, along the longest straight piece of its street outside the plot."""
    if "name" not in streets:
        return
    room_ = shapely.difference(sheet.open, free)
    for name, own in streets.groupby(streets["name"].astype("string"), sort=True):
        pieces = [piece for line in own.geometry for piece in _straight(line)]
        pieces = [shapely.intersection(piece, room_) for piece in pieces]
        parts = shapely.get_parts(pd.Series(pieces, dtype=object).to_numpy())
        longest = max(parts, key=shapely.length, default=None)
        if longest is not None and longest.length * sheet.scale > room(str(name)):
            middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
            x, y = sheet.at(float(shapely.get_x(middle)), float(shapely.get_y(middle)))
            yield label("pd-name", x, y, str(name), turn=direction(longest))


def _straight(line: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(line):
        if part.geom_type != "LineString":
            continue
        places = shapely.get_coordinates(part)
        for start, end in pairwise(places):
            yield shapely.LineString([start, end])
