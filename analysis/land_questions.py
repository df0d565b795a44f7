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
    if found.lacking and city.parcels is None and city.premises is None and not len(found.plots):
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


def idle_reason(land: Land) -> str | None:
    """
    Why :func:`idle` gives nothing: what land that is left over lacks; None where it gives tables.

    Parameters
    ----------
    land
        As for :func:`idle`.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> none = Some(lacking="缺少楼栋图层，无法求剩余空地", plots=[])
    >>> city = Some(city=Some(parcels=None, premises=None))
    >>> idle_reason(Some(inventory=none, asked=city))
    '没有地块和存量房屋图层，缺少楼栋图层，无法求剩余空地'
    """
    found, city = land.inventory, land.asked.city
    if not found.lacking or city.parcels is not None or city.premises is not None:
        return None
    if len(found.plots):
        return None
    return f"没有地块和存量房屋图层，{found.lacking}"


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
    found = groups.agg(plots=("area", "size"), area=("area", _total), net_area=("net_area", _total))
    return found.reset_index()


def _total(own: pd.Series) -> float:
    """Of no known area the total is not known."""
    return float(own.sum(min_count=1))


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
    log = found.corrections
    faults = (
        (log["result"].eq("unmatched"), "校正没有对上任何地块", "请核对对象编号，或给出范围。"),
        (log["result"].eq("ambiguous"), "校正的编号同时指几个地块", "请写明 of_layer；未作更改。"),
        (_contrary(log), "校正互相矛盾：同一地块既核实又排除", "请只留一条；现按排除处理。"),
    )
    for wrong, rule, remedy in faults:
        ids = [str(each) for each in log.loc[wrong, "correction"].drop_duplicates()]
        if ids:
            rows += findings.finding(
                findings.WARNING,
                "corrections",
                rule,
                value=f"{len(ids)} 条",
                remedy=remedy,
                ids=ids,
            )
    return findings.table(rows)


def _contrary(log: pd.DataFrame) -> pd.Series:
    """Rows of the log that confirm a plot which another puts out, and the other."""
    sides = [log["result"].eq(result).fillna(value=False) for result in ("confirmed", "excluded")]
    both = set(log.loc[sides[0], "plot"]) & set(log.loc[sides[1], "plot"])
    return log["plot"].isin(both) & (sides[0] | sides[1])
