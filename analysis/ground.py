"""The ground that people walk on: streets with who may pass, slope and walls, as a network."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..gis import network, relief
from ..gis.network import Network
from . import pace, ways
from .choices import Choices
from .ways import Ways

ISLAND = 0.05  # of the length of all streets: a part that is shorter is taken for a missing link
MARGIN = 50.0  # metres of heights read beyond the streets
DEM = "dem"

Layers = Mapping[str, pd.DataFrame]
Rasters = Mapping[str, PathLike[str]]


@dataclass(frozen=True, eq=False)
class Ground:
    """
    The streets of a place as they can be walked, by whom, and at what pace.

    Attributes
    ----------
    network
        With seconds in both directions.
    ways
        The streets that it was made from: cut at barriers, with the gates that act on them.
    surface
        Whether each edge is on the ground: not on a bridge, in a tunnel or on another level.
    main
        Whether each edge is in a part of the network that leads somewhere.
    step_free
        Stairs, and gates with steps, are closed.
    """

    network: Network
    ways: Ways
    surface: NDArray[np.bool_]
    main: NDArray[np.bool_]
    step_free: bool = False
    outlines: "gpd.GeoSeries | None" = None  # of the communities

    @cached_property
    def anyone(self) -> NDArray[np.bool_]:
        """Whether each edge can be walked to by anyone: no gate or street for residents before it."""
        net = self.network
        free = net.zone == 0
        total = np.where(free, net.length, 0.0)
        part = _parts(len(net.nodes), net.start[free], net.end[free])[net.start]
        size = np.bincount(part[free], weights=net.length[free], minlength=part.max(initial=0) + 1)
        return free & (size[part] >= ISLAND * total.sum())

    @property
    def metres(self) -> Network:
        """The same network with metres in the place of seconds."""
        net = self.network
        along, back = (
            np.where(np.isfinite(seconds), net.length, np.inf)
            for seconds in (net.forward, net.backward)
        )
        return replace(net, forward=along, backward=back)


def ground(layers: Layers, choices: Choices, *, rasters: Rasters, epsg: int) -> Ground | None:
    """
    The walking network of the layers of a city.

    Parameters
    ----------
    layers
        The layers of a city in the grid `epsg`; `streets`, and `entrances`, `barriers` and
        `communities` where there are any.
    choices
        Pace, who passes, walls, slope, waits.
    rasters
        The raster `dem` gives the slope.
    epsg
        The metric grid.

    Returns
    -------
    Ground
        None where there is no layer of streets.

    Examples
    --------
    >>> from shapely import LineString
    >>> street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (90, 0)])], index=["S1"], crs=4549)
    >>> found = ground({"streets": street}, Choices(), rasters={}, epsg=4549)
    >>> found.network.forward.round(6).tolist(), found.surface.tolist()
    ([108.0], [True])
    """
    if "streets" not in layers:
        return None
    gait = pace.gait(choices.pace, overrides=choices.rules)
    walkable = ways.ways(
        layers,
        passage=choices.passage,
        barriers=choices.barriers,
        step_free=gait.stairs == 0,
    )
    net = network.build(
        walkable.streets,
        pace=gait.speed,
        stairs=gait.stairs,
        stairs_down=gait.stairs_down,
        wait=choices.crossing_wait,
        relief=_relief(walkable.streets, rasters, epsg) if choices.slope else None,
    )
    homes = layers.get("communities")
    outlines = None if homes is None else gpd.GeoDataFrame(homes).geometry
    return Ground(net, walkable, _surface(net, layers), _main(net), gait.stairs == 0, outlines)


def on_surface(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Streets from which a place beside them can be entered: on the ground, and not closed.

    Parameters
    ----------
    streets
        With or without `access`, `bridge`, `tunnel`, `level`.

    Returns
    -------
    GeoDataFrame
        Rows of `streets`.

    Examples
    --------
    >>> from shapely import LineString
    >>> line = LineString([(0, 0), (9, 0)])
    >>> two = gpd.GeoDataFrame({"bridge": [True, None]}, geometry=[line, line])
    >>> on_surface(two).index.tolist()
    [1]
    """
    away = pd.Series(False, index=streets.index)
    for column, off in (("access", "closed"), ("bridge", True), ("tunnel", True)):
        if column in streets.columns:
            away |= streets[column].eq(off).fillna(False).astype(bool)
    if "level" in streets.columns:
        away |= streets["level"].ne(0).fillna(False).astype(bool)
    return streets[~away.to_numpy()]


def _relief(streets: gpd.GeoDataFrame, rasters: Rasters, epsg: int) -> "relief.Relief | None":
    if DEM not in rasters:
        return None
    west, south, east, north = streets.total_bounds
    around = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    return relief.open(rasters[DEM], epsg=epsg, bounds=around)


def _surface(net: Network, layers: Layers) -> NDArray[np.bool_]:
    return net.street.isin(on_surface(gpd.GeoDataFrame(layers["streets"])).index)


def _main(net: Network) -> NDArray[np.bool_]:
    part = net.component[net.start]
    total = np.bincount(part, weights=net.length)
    return (total >= ISLAND * total.sum())[part] | (part == 0)  # of many small parts the longest


def _parts(count: int, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    joined = coo_array((np.ones(len(start)), (start, end)), shape=(count, count))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)
