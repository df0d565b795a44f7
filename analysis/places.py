"""Where services are: every place by kind, its doors, and where they meet the network."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from ..gis import snapping
from ..gis.network import Network
from . import doors
from .choices import Choices

ISLAND = 0.05  # of the length of all streets: a part that is shorter is taken for a missing link
PARK = "park_small"  # the kind that the layer of parks provides
LAYERS = ("facilities", "parks")
_COLUMNS = ["layer", "place", "basis", "kind", "edge", "fraction", "gap", "component", "geometry"]

Layers = Mapping[str, pd.DataFrame]


def services(layers: Layers) -> pd.DataFrame:
    """
    Every place that provides a kind of service.

    Parameters
    ----------
    layers
        The layers of a city; `facilities` by `kind` and `also`, `parks` as :data:`PARK`.

    Returns
    -------
    DataFrame
        One row a place and kind: `layer`, `place` (its id there), `kind`, and `open`: False for a
        park that is not open to the public.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame({"kind": ["gym"], "also": ["canteen"]}, index=["F1"])
    >>> services({"facilities": homes})["kind"].tolist()
    ['gym', 'canteen']
    """
    found = [_of_layer(layers[layer], layer) for layer in LAYERS if layer in layers]
    empty = pd.DataFrame({"layer": [], "place": [], "kind": [], "open": []}, dtype=object)
    table = pd.concat(found or [empty], ignore_index=True)
    return table.astype({"open": bool})


def targets(
    layers: Layers, choices: Choices, network: Network | None, *, epsg: int
) -> gpd.GeoDataFrame:
    """
    Every door of every open place, kind by kind, on the network.

    Parameters
    ----------
    layers
        The layers of a city, in the grid `epsg`.
    choices
        Kinds, snapping distance, doorstep.
    network
        None where there are no streets: no doors then.
    epsg
        The metric grid.

    Returns
    -------
    GeoDataFrame
        One row a door and kind: `layer`, `place`, `basis`, `kind`, and where it meets the network
        as from :func:`pianqu.gis.snapping.snap`.
    """
    asked = services(layers)
    asked = asked[asked["open"] & asked["kind"].isin(choices.asked)]
    found = [
        _doors(layers, layer, rows, choices)
        for layer, rows in asked.groupby("layer", sort=False)
        if network is not None
    ]
    if network is None or not found:
        return gpd.GeoDataFrame(pd.DataFrame(columns=_COLUMNS), geometry="geometry", crs=epsg)
    table = gpd.GeoDataFrame(pd.concat(found, ignore_index=True), geometry="geometry", crs=epsg)
    spots = on_network(table.geometry, layers, choices, network)
    return gpd.GeoDataFrame(pd.concat([table, spots], axis=1), geometry="geometry", crs=epsg)


def on_network(
    points: gpd.GeoSeries, layers: Layers, choices: Choices, network: Network
) -> pd.DataFrame:
    """
    Where points meet the network: on the ground if a street there is near enough, else below.

    Parts of the network that are shorter than :data:`ISLAND` of it lead nowhere: nobody is put on
    them, so that no building counts as far from everything for a path that is not joined up.

    Parameters
    ----------
    points
        In the grid of the network.
    layers
        With the layer of streets, that says what is on the ground.
    choices
        Snapping distance.
    network
        From :func:`pianqu.gis.network.build`.

    Returns
    -------
    DataFrame
        As from :func:`pianqu.gis.snapping.snap`.
    """
    parts = np.bincount(network.component[network.start], weights=network.length)
    joined = (parts >= ISLAND * parts.sum())[network.component[network.start]]
    ground = joined & network.street.isin(_ways_in(layers).index)
    spots = snapping.snap(network, points, limit=choices.snap, among=ground)
    below = snapping.snap(network, points, limit=choices.snap, among=joined)
    return spots.where(spots["edge"].notna(), below)


def gates(layers: Layers, of_layer: str) -> gpd.GeoDataFrame | None:
    """Gates of the places of a layer; None where there is no layer of entrances."""
    if "entrances" not in layers:
        return None
    entrances = gpd.GeoDataFrame(layers["entrances"])
    return entrances[entrances["of_layer"] == of_layer]


def _of_layer(places: pd.DataFrame, layer: str) -> pd.DataFrame:
    if layer == "parks":
        shut = places["open"].eq(False).fillna(False) if "open" in places.columns else False
        table = pd.DataFrame({"layer": layer, "place": places.index, "kind": PARK})
        return table.assign(open=~np.broadcast_to(np.asarray(shut, dtype=bool), len(places)))
    also = places["also"] if "also" in places.columns else pd.Series(pd.NA, index=places.index)
    every = places["kind"].astype("string") + (";" + also.astype("string")).fillna("")
    long = every.str.split(";").explode().rename("kind").rename_axis("place").reset_index()
    return long.drop_duplicates().assign(layer=layer, open=True)[["layer", "place", "kind", "open"]]


def _doors(layers: Layers, layer: object, rows: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    places = gpd.GeoDataFrame(layers[str(layer)])
    places = places[places.index.isin(rows["place"])]
    at = doors.doors(
        places, _ways_in(layers), gates=gates(layers, str(layer)), doorstep=choices.doorstep
    )
    return at.merge(rows[["layer", "place", "kind"]], on="place")


def _ways_in(layers: Layers) -> gpd.GeoDataFrame:
    """Streets from which a place beside them can be entered: on the ground, and not closed."""
    streets = gpd.GeoDataFrame(layers["streets"])
    away = pd.Series(False, index=streets.index)
    for column, off in (("access", "closed"), ("bridge", True), ("tunnel", True)):
        if column in streets.columns:
            away |= streets[column].eq(off).fillna(False).astype(bool)
    if "level" in streets.columns:
        away |= streets["level"].ne(0).fillna(False).astype(bool)
    return streets[~away.to_numpy()]
