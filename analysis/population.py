"""People by a population raster, shared to homes by floor area: an estimate beside the register."""

import os
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from ..gis import dasymetric, raster_files
from ..gis.cell_sharing import Shared
from ..layers import population_cells
from . import population_rules

if TYPE_CHECKING:
    from pandas._libs.tslibs.nattype import NaTType

    from .inquiry import Inquiry

RASTER = "population"
METHOD = "人口栅格按建筑面积分摊（估计）"
ROUGH = "人口栅格按轮廓面积分摊（同格建筑面积不全，估计）"
RECORDED, MEASURED = "登记的建筑面积", "层数×轮廓面积"
ALLOCATED = "已分摊到楼栋"


def answer(asked: "Inquiry") -> dict[str, pd.DataFrame]:
    """
    The tables of the question; none where the city has no raster of people.

    Parameters
    ----------
    asked
        What is asked, of what.

    Returns
    -------
    dict
        As from :func:`tables`.
    """
    city = asked.city
    if RASTER not in city.rasters:
        return {}
    days = city.sources.loc[city.sources["layer"] == RASTER, "as_of"]
    return tables(
        asked.homes,
        asked.community,
        city.rasters[RASTER],
        epsg=city.epsg,
        communities=city.communities,
        as_of=next(iter(days), pd.NaT),
        by_outline=population_rules.by_outline(overrides=asked.choices.rules),
    )


def floors(homes: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Floor area of each home: as recorded, else storeys times outline.

    Parameters
    ----------
    homes
        Footprints with `floor_area` (m²) and `storeys` where they are known. Metric CRS.

    Returns
    -------
    DataFrame
        The index of `homes`: `floor_area` (m²), `floor_area_basis`; NA where neither is known.

    Examples
    --------
    >>> from shapely import box
    >>> homes = gpd.GeoDataFrame({"storeys": [6]}, geometry=[box(0, 0, 10, 10)], index=["B1"])
    >>> floors(homes).values.tolist()
    [[600.0, '层数×轮廓面积']]
    """
    recorded, storeys = (_numbers(homes, name) for name in ("floor_area", "storeys"))
    outline = homes.area.where(homes.area > 0).astype("Float64")
    area = recorded.fillna(storeys * outline)
    basis = pd.Series(RECORDED, homes.index, dtype="string").where(recorded.notna(), MEASURED)
    return pd.DataFrame({"floor_area": area, "floor_area_basis": basis.mask(area.isna())})


def tables(
    homes: gpd.GeoDataFrame,
    community: pd.Series,
    raster: "str | os.PathLike[str]",
    *,
    epsg: int,
    communities: pd.DataFrame | None = None,
    as_of: "pd.Timestamp | NaTType" = pd.NaT,
    by_outline: bool = False,
) -> dict[str, pd.DataFrame]:
    """
    People of each home and community by a raster, beside the registered figures.

    Parameters
    ----------
    homes
        Every building that people live in, indexed by id: footprints, and `floor_area` (m²),
        `storeys`, `residents` where they are known.
    community
        Id of the community of each home, NA for none.
    raster
        A raster of people or a grid of polygons, with what is declared of it where anything is.
    epsg
        The metric grid of `homes`.
    communities
        The layer, for its `name` and `residents`.
    as_of
        The day of the raster.
    by_outline
        Share a cell with a home of unknown floor area by outlines, and say so.

    Returns
    -------
    dict
        `population_estimates`, one row a home; `population_communities`, where a home has a
        community; `population_totals`: where the people of the raster are, which adds up. No
        estimate stands in for a registered figure. The difference (estimated less registered) is
        over the homes that have both.

    Raises
    ------
    SourceError, CrsError, ChoiceError, LayerError
        As from :func:`pianqu.gis.dasymetric.share` and
        :func:`pianqu.layers.population_cells.read`.
    """
    areas = floors(homes)
    shared = _shared(raster, homes, areas["floor_area"], epsg=epsg, by_outline=by_outline)
    estimates = pd.DataFrame(
        {
            "building": homes.index.astype("string"),
            "community": community.reindex(homes.index).astype("string").array,
            "residents": _numbers(homes, "residents").astype("Int64").array,
            "people_estimated": shared.people.array,
            "floor_area": areas["floor_area"].array,
            "floor_area_basis": areas["floor_area_basis"].array,
            "cells": shared.cells.array,
            "method_zh": pd.array(np.where(shared.by_outline, ROUGH, METHOD), dtype="string"),
            "reason": shared.reason.array,
            "source": pd.array([raster_files.of(raster).name] * len(homes), dtype="string"),
            "as_of": pd.array([as_of] * len(homes), dtype="datetime64[s]"),
        }
    )
    found = {"population_estimates": estimates, "population_totals": totals(shared)}
    grouped = by_community(estimates, communities)
    return found | ({"population_communities": grouped} if len(grouped) else {})


def by_community(estimates: pd.DataFrame, communities: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Registered and estimated people of each community.

    Parameters
    ----------
    estimates
        One row a home: `community`, `residents`, `people_estimated`, `method_zh`.
    communities
        The layer, for its `name` and `residents`.

    Returns
    -------
    DataFrame
        `community`, `name`, `community_residents` (as registered for the community), `residents`
        (registered, of homes), `people_estimated`, `difference` and `compared` (over the homes
        that have both), `buildings`, `unregistered`, `unknown` (homes without an estimate),
        `method_zh`. A sum of which nothing is known is NA.

    Examples
    --------
    >>> homes = {"community": "C1", "residents": [20, None], "people_estimated": [24.0, 9.0]}
    >>> row = by_community(pd.DataFrame(homes).assign(method_zh=METHOD)).iloc[0]
    >>> row["people_estimated"], row["difference"], row["compared"]
    (np.float64(33.0), np.float64(4.0), np.int64(1))
    """
    known = estimates[estimates["community"].notna()]
    registered, people = known["residents"], known["people_estimated"]
    both = registered.notna() & people.notna()
    each = pd.DataFrame(
        {
            "residents": registered.astype("Int64"),
            "people_estimated": people.astype("Float64"),
            "difference": (people - registered).where(both).astype("Float64"),
        }
    )
    counted = {"compared": both, "unregistered": registered.isna(), "unknown": people.isna()}
    groups = known["community"]
    sums = each.groupby(groups).sum(min_count=1)
    sums["difference"] = sums["difference"].round(6) + 0.0  # no rounding, no minus nought
    counts = pd.DataFrame(counted).groupby(groups).sum().astype("Int64")
    found = sums.join(counts).assign(buildings=groups.value_counts().astype("Int64"))
    layer = pd.DataFrame(index=found.index) if communities is None else communities
    told = layer.reindex(index=found.index, columns=["name", "residents"])
    return pd.DataFrame(
        {
            "community": found.index.astype("string"),
            "name": told["name"].astype("string").array,
            "community_residents": told["residents"].astype("Int64").array,
            **{name: found[name].array for name in (*each, "compared", "buildings")},
            **{name: found[name].array for name in ("unregistered", "unknown")},
            "method_zh": known.groupby("community")["method_zh"].agg(_said).astype("string").array,
        }
    )


def totals(shared: Shared) -> pd.DataFrame:
    """
    Where the people of the raster are: with buildings, or unallocated for each reason.

    Parameters
    ----------
    shared
        From :func:`pianqu.gis.dasymetric.share`.

    Returns
    -------
    DataFrame
        `zh`, `cells` (NA for what buildings have), `people` (their sum is `total`; NA in cells
        without data), `total`, `share` (people over total; NA where there is nobody).
    """
    left = shared.unallocated.groupby("reason", sort=True)["people"]
    people = left.agg(lambda parts: parts.sum(min_count=1))
    whole = shared.total or pd.NA
    table = pd.DataFrame(
        {
            "zh": pd.array([ALLOCATED, *people.index], dtype="string"),
            "cells": pd.array([pd.NA, *left.size()], dtype="Int64"),
            "people": pd.array([shared.people.sum(), *people], dtype="Float64"),
            "total": shared.total,
        }
    )
    return table.assign(share=table["people"] / whole)


def _shared(
    raster: "str | os.PathLike[str]",
    homes: gpd.GeoDataFrame,
    area: pd.Series,
    *,
    epsg: int,
    by_outline: bool,
) -> Shared:
    told = raster_files.of(raster)
    if not population_cells.drawn(told.path):
        return dasymetric.share(told, homes, area, epsg=epsg, by_outline=by_outline)
    cells = population_cells.read(told)
    return dasymetric.share_cells(
        cells, homes, area, epsg=epsg, unit=told.unit, by_outline=by_outline
    )


def _said(methods: pd.Series) -> str:
    return "；".join(sorted(methods.unique()))


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        return pd.Series(pd.NA, frame.index, dtype="Float64")
    return frame[name].astype("Float64")
