"""The questions of idle land and siting, asked of a city: which frames each is given."""

from typing import Any

import geopandas as gpd
import pandas as pd

from ..layers import findings
from .idle.inventory import Inventory
from .land import Land
from .reuse import uses
from .siting import proposals, reach
from .siting.siting_options import Options

Tables = dict[str, pd.DataFrame]
_SHAPE = [
    *("circle_diameter", "mean_width", "rectangle_length", "rectangle_width", "frontage"),
    *("street", "street_distance", "depth", "slope", "sun_points", "sun_hours", "sun_share"),
    *("sun_share_least", "bays", "bays_apart", "stair_distance", "floor_area", "premises_kind"),
]


def idle(land: Land) -> Tables:
    """
    Every table about idle land.

    Parameters
    ----------
    land
        Of a city with parcels, premises, or communities and buildings.

    Returns
    -------
    dict
        `idle_plots`, `idle_evidence`, `idle_refusals`, `idle_areas`, `idle_corrections`,
        `idle_totals`, `idle_reuse`, `idle_checks`, `idle_sets`, `idle_apart`, `idle_bays`,
        `idle_rectangles` and `idle_findings`.
    """
    found = land.inventory
    city = land.asked.city
    if found.lacking and city.parcels is None and city.premises is None:
        return {}
    future = land.prospects
    able = land.able.index
    way = reach.access(land.able, land.doors, streets=land.asked.city.streets is not None)
    measures = future.measured.plots
    shape = measures.reindex(columns=_SHAPE).assign(open_area=measures["area"])
    named = way[["reached", "reason"]].add_prefix("walk_")
    plots = found.plots.join(shape).join(named)
    rectangles = future.measured.rectangles.dropna(subset=["length"])
    return {
        "idle_plots": gpd.GeoDataFrame(plots, crs=land.asked.city.epsg),
        "idle_evidence": found.evidence,
        "idle_refusals": found.refusals,
        "idle_areas": found.areas.rename_axis("frame").reset_index()
        if len(found.areas)
        else found.areas,
        "idle_corrections": found.corrections,
        "idle_totals": _totals(found.plots),
        "idle_reuse": future.reuse,
        "idle_checks": future.checks,
        "idle_sets": future.sets,
        "idle_apart": future.apart,
        "idle_bays": future.measured.bays,
        "idle_layouts": future.measured.layouts.rename_axis("plot").reset_index(),
        "idle_rectangles": gpd.GeoDataFrame(rectangles[rectangles.index.isin(able)]),
        "idle_findings": _findings(found),
    }


def siting(land: Land) -> Tables:
    """
    Where the next services should go.

    Parameters
    ----------
    land
        Of a city with buildings and streets.

    Returns
    -------
    dict
        `siting`, `siting_sites`, `siting_curve` and `siting_needs`; nothing without a candidate.
    """
    if not len(land.able):
        return {}
    choices = land.asked.choices
    return proposals.siting(
        land.homes,
        land.pairs,
        land.prospects.reuse,
        _open(land),
        uses.uses(overrides=choices.rules),
        options=_options(choices),
    )


def _open(land: Land) -> pd.DataFrame:
    """Plots with what they have room for: open ground, or a floor."""
    measured = land.prospects.measured.plots
    return land.able.assign(area=measured["area"], floor_area=measured["floor_area"])


def _options(choices: Any) -> Options:
    return Options(
        uses=choices.uses,
        sites=int(choices.sites),
        budget=choices.site_budget or None,
        model=choices.siting,
        first=choices.site_first,
        candidates=choices.site_on,
        seconds=choices.site_seconds,
        limit=choices.minutes,
        far=choices.search_minutes,
        demand=choices.demand,
        overrides=choices.rules,
    )


def _totals(plots: gpd.GeoDataFrame) -> pd.DataFrame:
    """Plots and their land by kind, status and confidence."""
    keys = ["kind", "kind_zh", "status", "confidence"]
    groups = pd.DataFrame(plots).groupby(keys, dropna=False, sort=True)
    found = groups["area"].agg(plots="size", area=lambda own: own.sum(min_count=1))
    return found.reset_index()


def _findings(found: Inventory) -> pd.DataFrame:
    rows: list[findings.Finding] = []
    if found.lacking:
        rows += findings.finding(
            findings.INFO,
            "parcels",
            "剩余空地未求",
            value=found.lacking,
            remedy="请补充后重新运行。",
        )
    lost = found.corrections[found.corrections["result"].eq("unmatched")]
    if len(lost):
        rows += findings.finding(
            findings.WARNING,
            "corrections",
            "校正没有对上任何地块",
            value=f"{len(lost)} 条",
            remedy="请核对对象编号，或给出范围。",
            ids=[str(each) for each in lost["correction"]],
        )
    return findings.table(rows)
