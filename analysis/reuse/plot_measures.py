"""Measures of each plot that the rules of reuse ask for: shape, street, slope, sun, bays, premises."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis import dimensions, rectangles, relief, unions
from ..idle.overlaps import NOISE
from ..light import open_ground
from ..light.lighting import Lighting
from . import bands, bays

PREMISES = "premises"
_AROUND = 30.0  # metres of heights read beyond the plots
_OF_PREMISES = {"kind": "premises_kind", "floor_area": "floor_area"}


@dataclass(frozen=True, eq=False)
class Setting:
    """
    What plots are measured against, in one metric CRS; None where there is no such layer.

    Attributes
    ----------
    streets, edge
        Streets that give access, and metres from the centre line of each to its edge.
    dem
        Raster of heights.
    lighting
        The buildings under the sun.
    doors
        Entrances of stairwells without a lift; points.
    premises, buildings
        The layers: what is known of the rooms, and of the building that they are in; both stand on
        ground that is not open.
    gap
        Metres around buildings that nothing is laid out in.
    kept
        Areas that something else keeps (carriageways, reserved shafts, what is protected).
    overrides
        Rule table to the user's own in its place.
    """

    streets: gpd.GeoDataFrame | None
    edge: pd.Series | None
    dem: PathLike[str] | None
    lighting: Lighting | None
    doors: gpd.GeoSeries | None
    premises: gpd.GeoDataFrame | None
    buildings: gpd.GeoDataFrame | None
    gap: float = 0.0
    kept: gpd.GeoSeries | None = None
    overrides: Mapping[str, str | Path] | None = None


@dataclass(frozen=True, eq=False)
class Measured:
    """
    Measures of plots.

    `plots` has one row a plot; `rectangles` the rectangle in each; `bays` one row a bay or aisle of
    the car park that fits it, and `layouts` how many bays there are and how they stand.
    """

    plots: pd.DataFrame
    rectangles: gpd.GeoDataFrame
    bays: gpd.GeoDataFrame
    layouts: pd.DataFrame


def measured(plots: gpd.GeoDataFrame, setting: Setting) -> Measured:
    """
    Measure plots.

    Parameters
    ----------
    plots
        Areas, and premises as points or areas; indexed by plot, metric CRS: `of_layer`, `of`,
        `area`, `owner_class`.
    setting
        What they are measured against.

    Returns
    -------
    Measured
        The columns of `plots.plots` are those that :func:`pianqu.analysis.reuse.fits.fits` reads;
        what is not known is missing. `area` and all measures are of the open ground: what stands
        on a plot, the gap around it, and what something else keeps, is taken off. Premises have no ground: only what is known
        of the rooms.
    """
    sizes = bands.sizes(overrides=setting.overrides)
    land = _open(plots[plots["of_layer"].ne(PREMISES) & plots.geometry.area.gt(0)], setting)
    shape = dimensions.dimensions(
        land.geometry, reach=sizes["access_gap"], streets=setting.streets, edge=setting.edge
    )
    inside = rectangles.rectangles(land.geometry)
    laid = _laid(land, inside, shape, setting, sizes)
    table = pd.DataFrame(shape.drop(columns="frontage_geometry")).assign(
        rectangle_length=inside["length"],
        rectangle_width=inside["width"],
        slope=_slope(land.geometry, setting.dem),
        bays=laid.counts["bays"],
        bays_apart=_apart(laid, setting, sizes),
        stair_distance=_to_doors(land.geometry, setting.doors),
    )
    known = plots[["of_layer", "area", "owner_class"]]
    known = known.assign(area=land.geometry.area.reindex(plots.index).fillna(known["area"]))
    whole = known.join([table, _sun(land.geometry, setting.lighting)]).join(_rooms(plots, setting))
    return Measured(whole, inside, laid.bays, laid.counts)


def _open(land: gpd.GeoDataFrame, setting: Setting) -> gpd.GeoDataFrame:
    """The plots without the houses on them and what is kept; some stay without any ground."""
    layers = [each.geometry for each in (setting.buildings, setting.premises) if each is not None]
    houses = np.concatenate([each.to_numpy() for each in layers] or [np.empty(0)])
    shapes = _without(land.geometry.to_numpy(), houses, gap=setting.gap, least=0.0)
    if setting.kept is not None:  # what only touches is not cut: hairs would be left
        shapes = _without(shapes, setting.kept.to_numpy(), gap=0.0, least=NOISE)
    return gpd.GeoDataFrame(land.set_geometry(gpd.GeoSeries(shapes, land.index, crs=land.crs)))


def _without(shapes: np.ndarray, things: np.ndarray, *, gap: float, least: float) -> np.ndarray:
    """Areas without the things, and the gap around them, that take more than the least of them."""
    found, things = shapes.copy(), things[shapely.area(things) > 0]
    plot, thing = shapely.STRtree(things).query(shapes, predicate="dwithin", distance=gap)
    around = shapely.buffer(things[thing], gap, join_style="mitre") if gap else things[thing]
    takes = shapely.area(shapely.intersection(shapes[plot], around)) > least
    for at in np.unique(plot[takes]):
        own = unions.united(around[takes & (plot == at)])
        found[at] = shapely.difference(shapes[at], own)
    return found


def _laid(
    land: gpd.GeoDataFrame,
    inside: gpd.GeoDataFrame,
    shape: pd.DataFrame,
    setting: Setting,
    sizes: Mapping[str, float],
) -> bays.Layout:
    access, width, ground = None, None, None
    if setting.streets is not None:
        access = gpd.GeoSeries(shape["frontage_geometry"], index=land.index, crs=land.crs)
        own = setting.streets.get("width")
        width = None if own is None else own.reindex(shape["street"]).set_axis(land.index)
        at_kerb = shape["street_distance"].le(sizes["kerb_gap"]).fillna(False)
        ground = _carriageways(shape["street"].where(at_kerb), setting.streets, setting.edge)
    return bays.layout(
        land.geometry, inside, sizes=sizes, access=access, street_width=width, carriageways=ground
    )


def _carriageways(
    street: pd.Series, streets: gpd.GeoDataFrame, edge: pd.Series | None
) -> gpd.GeoSeries:
    """The ground of the street of each plot; None where it has none."""
    shapes = np.full(len(street), None, dtype=object)
    if edge is not None:
        some = street.notna().to_numpy()
        lines = streets.geometry.loc[street[some]].to_numpy()
        shapes[some] = shapely.buffer(lines, edge.loc[street[some]].to_numpy(dtype=float))
    return gpd.GeoSeries(shapes, index=street.index, crs=streets.crs)


def _apart(laid: bays.Layout, setting: Setting, sizes: Mapping[str, float]) -> pd.Series:
    """Bays far enough from buildings to be charged at; missing where no buildings are known."""
    if setting.buildings is None:
        return pd.Series(pd.NA, index=laid.counts.index, dtype="Int64")
    return bays.apart(laid, setting.buildings.geometry, distance=sizes["building_gap"])


def _slope(land: gpd.GeoSeries, dem: PathLike[str] | None) -> pd.Series:
    if dem is None or not len(land):
        return pd.Series(np.nan, index=land.index)
    west, south, east, north = land.total_bounds
    bounds = (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
    epsg = land.crs.to_epsg() if land.crs else None
    return dimensions.slope(land, relief.open(dem, epsg=int(epsg or 0), bounds=bounds))


def _sun(land: gpd.GeoSeries, lighting: Lighting | None) -> pd.DataFrame:
    if lighting is None:
        return pd.DataFrame(
            {"sun_share": np.nan, "sun_share_least": np.nan, "sun_hours": np.nan}, index=land.index
        )
    return open_ground.sunshine(land, lighting)


def _to_doors(land: gpd.GeoSeries, doors: gpd.GeoSeries | None) -> pd.Series:
    """Metres from each plot to the nearest entrance without a lift."""
    metres = np.full(len(land), np.nan)
    if doors is not None and len(doors) and len(land):
        tree = shapely.STRtree(doors.to_numpy())
        (plot, _), gap = tree.query_nearest(
            land.to_numpy(), return_distance=True, all_matches=False
        )
        metres[plot] = gap
    return pd.Series(metres, index=land.index)


def _rooms(plots: gpd.GeoDataFrame, setting: Setting) -> pd.DataFrame:
    """What is known of premises: their kind and floor area, and how safe their building is."""
    found = pd.DataFrame(index=plots.index)
    rooms = plots["of"].where(plots["of_layer"].eq(PREMISES))
    own = setting.premises if setting.premises is not None else pd.DataFrame()
    for column, name in _OF_PREMISES.items():
        found[name] = rooms.map(own[column]) if column in own else pd.NA
    grade = pd.Series(pd.NA, index=plots.index, dtype="string")
    if setting.buildings is not None and "safety_grade" in setting.buildings and "building" in own:
        grade = rooms.map(own["building"]).map(setting.buildings["safety_grade"])
    return found.assign(safety_grade=grade, floor_area=pd.to_numeric(found["floor_area"]))
