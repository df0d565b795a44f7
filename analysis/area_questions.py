"""The question of service areas: pictures of what is within each limit of a kind."""

import geopandas as gpd
import pandas as pd

from ..gis import areas as service_areas
from ..gis import walking
from .inquiry import Inquiry

Tables = dict[str, pd.DataFrame]
_AREA_MINUTES = (5.0, 10.0, 15.0)  # of the living circles; drawn beside the planner's own limit


def areas(asked: Inquiry) -> Tables:
    """
    Pictures of what is within each limit, with who is within it by the exact minutes.

    Parameters
    ----------
    asked
        With streets.

    Returns
    -------
    dict
        `service_areas`; nothing where no place of the kinds asked for has a door.
    """
    walks, choices = asked.walks, asked.choices
    assert walks.network is not None
    limits = sorted({*_AREA_MINUTES, choices.minutes})
    doors = walks.doors[walks.doors["edge"].notna() & walks.doors["kind"].isin(choices.areas)]
    far = service_areas.horizon(limits, pace=choices.speed, buffer=choices.area_buffer)
    ends = walking.ends(walks.network, doors, limit=far, pace=choices.speed, threads=asked.threads)
    parts = [
        service_areas.polygons(
            walks.network,
            doors[doors["kind"] == kind],
            own,
            limits=limits,
            pace=choices.speed,
            buffer=choices.area_buffer,
        ).assign(kind=kind)
        for kind, own in ends.items()
    ]
    if not parts:
        return {}
    table = pd.concat(parts, ignore_index=True)
    return {"service_areas": gpd.GeoDataFrame(_counted(asked, table), crs=asked.city.epsg)}


def _counted(asked: Inquiry, table: pd.DataFrame) -> pd.DataFrame:
    """Who is within each limit by the exact minutes: the picture decides nothing."""
    if asked.city.buildings is None:
        return table
    for unit in ("buildings", "households", "residents"):
        weight = asked.weights[unit]
        least = 0 if weight.notna().any() else 1  # nobody there is 0; nothing known is not
        table[unit] = [
            weight[asked.minutes[kind] <= limit].sum(min_count=least)
            for kind, limit in zip(table["kind"], table["minutes"], strict=True)
        ]
    return table
