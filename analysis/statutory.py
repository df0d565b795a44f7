"""The statutory park rate of a place, and why it differs from the walking rates: its tables."""

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from . import (
    measures,
    origins,
    park_modes,
    park_rate,
    park_sizes,
    park_thresholds,
    reconciliation,
    residential_land,
    standards,
    variants,
)
from .choices import Choices
from .ground import Layers, Rasters
from .standards import SECONDS
from .walks import Walks

_AT_DOORS = ("s2", "s3", "s3b")  # steps measured in a straight line from the doors of parks
_METRE_DIGITS = 4  # of metres that come from rounded minutes

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Asked:
    """What the answers about parks rest on."""

    layers: Layers
    rasters: Rasters
    epsg: int
    choices: Choices
    walks: Walks
    metres: pd.DataFrame | None  # along streets, by building and kind
    threads: int


def tables(asked: Asked) -> Tables:
    """
    The park rate of every edition, by every mode, by community, and its way to the walking rate.

    Parameters
    ----------
    asked
        Layers with `parks`, and `parcels` or `communities`.

    Returns
    -------
    dict
        `park_rates`, `park_thresholds`, `park_sizes`, `park_rate_modes`, `park_land` (a map),
        `community_park_land`, `land_unsure` and `reconciliation`.
    """
    rules = asked.choices.rules
    codes = standards.load("residential_landuse", overrides=rules)
    editions = standards.load("park_radius", overrides=rules)
    thresholds = standards.load("park_threshold", overrides=rules)
    parks, parcels = _frame(asked.layers, "parks"), _frame(asked.layers, "parcels")
    assert parks is not None  # asked for where there are parks
    land = residential_land.land(parcels, _frame(asked.layers, "communities"), codes=codes)
    land = land.set_crs(asked.epsg) if land.crs is None else land
    rates = park_rate.rates(parks, land, editions=editions, thresholds=thresholds)
    edition, place = asked.choices.park_edition, asked.choices.park_place
    radii = park_sizes.tiers(editions, edition=edition, place=place)
    sizes = park_sizes.sizes(parks, radii)
    chosen = rates["edition"].eq(edition) & rates["place"].eq(place)
    found = {
        "park_rates": rates.assign(chosen=chosen),
        "park_thresholds": park_thresholds.judged(rates, thresholds),
        "park_sizes": sizes,
        "park_rate_modes": _modes(asked, parks, land, sizes),
        "reconciliation": _reconciliation(asked, parks, land, radii),
    }
    if parcels is not None:
        found["land_unsure"] = residential_land.unsure(parcels, codes=codes)
    return found | _on_the_map(asked, parks, land, sizes)


def _on_the_map(
    asked: Asked, parks: gpd.GeoDataFrame, land: gpd.GeoDataFrame, sizes: pd.DataFrame
) -> Tables:
    parts = park_rate.divided(land, park_rate.reach(parks.geometry, sizes["radius"]))
    named = {"edition": asked.choices.park_edition, "place": asked.choices.park_place}
    found: Tables = {"park_land": parts} if len(land) else {}
    communities = _frame(asked.layers, "communities")
    if communities is not None:
        own = park_rate.of_communities(parts, communities)
        found["community_park_land"] = own.rename_axis("community").reset_index().assign(**named)
    return found


def _modes(
    asked: Asked, parks: gpd.GeoDataFrame, land: gpd.GeoDataFrame, sizes: pd.DataFrame
) -> pd.DataFrame:
    homes = _homes(asked)
    known = asked.walks.starts.assign(on=asked.walks.starts["edge"].notna())
    if len(homes):
        homes["on_network"] = known.groupby("owner")["on"].all().reindex(homes.index)
    table = park_modes.by_mode(
        sizes,
        parks,
        land,
        doors=_doors(asked.walks),
        homes=homes,
        pairs=_walked(asked, sizes),
        pace=asked.choices.speed * SECONDS,
    )
    if asked.walks.under is None:
        rest = table.index != park_modes.BOUNDARY
        table.loc[rest, ["covered_m2", "base_m2", "unknown_m2", "rate"]] = pd.NA
        table["reason"] = table["reason"].mask(rest, variants.NO_STREETS)
        for column in ("parks", "parks_without_door"):
            table[column] = table[column].astype("Int64").mask(rest)
    return table.reset_index()


def _walked(asked: Asked, sizes: pd.DataFrame) -> pd.DataFrame | None:
    """Metres and minutes from every building to every park as far as any radius goes."""
    walks, far = asked.walks, sizes["radius_most"].max()
    if walks.under is None or walks.buildings is None:
        return None
    if pd.isna(far):  # no park counts: nobody walks to one
        empty = {"building": "object", "place": "object", "metres": float, "minutes": float}
        return pd.DataFrame(columns=list(empty)).astype(empty)
    doors = walks.doors[walks.doors["layer"] == "parks"]
    both = [
        measures.pairs(
            walks, network=net, doors=doors, limit=limit, pace=pace, threads=asked.threads
        ).set_index(["building", "place"])["minutes"]
        for net, limit, pace in (
            (walks.under.metres, far / SECONDS, 1.0),
            (walks.under.network, far / SECONDS / asked.choices.speed, asked.choices.speed),
        )
    ]
    # a rounded sixty-th times sixty is off in the fifth digit
    metres = (both[0] * SECONDS).round(_METRE_DIGITS)
    table = pd.DataFrame({"metres": metres, "minutes": both[1]})
    return table.rename_axis(["building", "place"]).reset_index()


def _reconciliation(
    asked: Asked, parks: gpd.GeoDataFrame, land: gpd.GeoDataFrame, radii: pd.DataFrame
) -> pd.DataFrame:
    homes, choices = _homes(asked), asked.choices
    walked = variants.reached(
        asked.walks,
        asked.layers,
        choices,
        rasters=asked.rasters,
        epsg=asked.epsg,
        metres=asked.metres,
        threads=asked.threads,
    )
    by_home = {
        name: found if isinstance(found, str) else found.reindex(homes.index)
        for name, found in walked.items()
    }
    weights = pd.DataFrame(index=homes.index)
    for unit in (reconciliation.HOUSEHOLDS, reconciliation.RESIDENTS):
        weights[unit] = homes[unit] if unit in homes.columns else pd.NA
    steps = reconciliation.steps(
        parks,
        land,
        _doors(asked.walks),
        homes,
        radii=radii,
        radius=choices.minutes * SECONDS * choices.speed,
        reached=by_home,
        weights=weights,
    )
    if asked.walks.under is None:  # the doors of parks are not known then
        bare = {"numerator": None, "denominator": None, "reason": variants.NO_STREETS}
        steps = [replace(step, **bare) if step.step in _AT_DOORS else step for step in steps]
    return reconciliation.waterfall(steps)


def _homes(asked: Asked) -> gpd.GeoDataFrame:
    """Dwelling buildings with a place on the ground."""
    buildings = _frame(asked.layers, "buildings")
    if buildings is None:
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=asked.epsg)
    lived_in = origins.dwellings(buildings).to_numpy() & origins.placed(buildings)
    return gpd.GeoDataFrame(buildings[lived_in])


def _doors(walks: Walks) -> gpd.GeoDataFrame:
    return walks.doors.loc[walks.doors["layer"] == "parks", ["place", "geometry"]]


def _frame(layers: Layers, layer: str) -> gpd.GeoDataFrame | None:
    found = layers.get(layer)
    return None if found is None else gpd.GeoDataFrame(found)
