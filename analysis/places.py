"""Where services are: every place by kind, its doors, and where they meet the network."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from . import doors
from .choices import Choices
from .footing import doors_on
from .ground import Ground, on_surface

PARK = "park_small"  # the kind that the layer of parks provides
LAYERS = ("facilities", "parks")
_SPOT = ["edge", "fraction", "gap", "component", "behind"]
_COLUMNS = ["layer", "place", "basis", "kind", *_SPOT, "geometry"]

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
    layers: Layers, choices: Choices, under: Ground | None, *, epsg: int
) -> gpd.GeoDataFrame:
    """
    Every door of every open place, kind by kind, on the network.

    Parameters
    ----------
    layers
        The layers of a city, in the grid `epsg`.
    choices
        Kinds, snapping distance, doorstep.
    under
        The ground; None where there are no streets: no doors then.
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
    if under is None or not len(asked):
        return gpd.GeoDataFrame(pd.DataFrame(columns=_COLUMNS), geometry="geometry", crs=epsg)
    groups = asked.drop_duplicates(["layer", "place"]).groupby("layer", sort=False)
    at = pd.concat([_doors(layers, layer, rows, choices, under) for layer, rows in groups])
    at = gpd.GeoDataFrame(at.reset_index(drop=True), geometry="geometry", crs=epsg)
    guessed = at["basis"].isin(doors.PROPOSED).to_numpy()
    spots = doors_on(
        at.geometry, under, limit=choices.snap, proposed=guessed, doorstep=choices.doorstep
    )
    table = pd.concat([at, spots], axis=1).merge(asked[["layer", "place", "kind"]])
    return gpd.GeoDataFrame(table[_COLUMNS], geometry="geometry", crs=epsg)


def gates(layers: Layers, of_layer: str, *, step_free: bool = False) -> gpd.GeoDataFrame | None:
    """Gates of the places of a layer, those with steps closed if asked; None without any layer."""
    if "entrances" not in layers:
        return None
    entrances = gpd.GeoDataFrame(layers["entrances"])
    own = entrances[entrances["of_layer"] == of_layer]
    if not step_free or "step_free" not in own.columns:
        return own
    steps = own["step_free"].eq(False).fillna(False)
    return own.assign(access=own.get("access", pd.Series(pd.NA, own.index)).mask(steps, "closed"))


def _of_layer(places: pd.DataFrame, layer: str) -> pd.DataFrame:
    if layer == "parks":
        shut = places["open"].eq(False).fillna(False) if "open" in places.columns else False
        table = pd.DataFrame({"layer": layer, "place": places.index, "kind": PARK})
        return table.assign(open=~np.broadcast_to(np.asarray(shut, dtype=bool), len(places)))
    also = places["also"] if "also" in places.columns else pd.Series(pd.NA, index=places.index)
    every = places["kind"].astype("string") + (";" + also.astype("string")).fillna("")
    long = every.str.split(";").explode().rename("kind").rename_axis("place").reset_index()
    return long.drop_duplicates().assign(layer=layer, open=True)[["layer", "place", "kind", "open"]]


def _doors(
    layers: Layers, layer: object, rows: pd.DataFrame, choices: Choices, under: Ground
) -> pd.DataFrame:
    places = gpd.GeoDataFrame(layers[str(layer)])
    places = places[places.index.isin(rows["place"])]
    at = doors.doors(
        places,
        on_surface(under.ways.streets),
        gates=gates(layers, str(layer), step_free=under.step_free),
        doorstep=choices.doorstep,
    )
    return pd.DataFrame(at).assign(layer=str(layer))
