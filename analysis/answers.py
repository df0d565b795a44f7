"""The tables of a plan, made from the walks: answers, their bases, and what was left out."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from ..layers import kinds as layer_kinds
from . import coverage, origins
from .choices import Choices
from .standards import SECONDS
from .walks import Walks

if TYPE_CHECKING:
    from ..layers.city import City

NOT_ON_NETWORK = "离最近步行道路太远，未接入路网"
BEHIND = "接入距离内的道路都隔着围墙、河道等阻隔，未接入路网"
NO_STREETS = "缺少步行道路图层"
NO_PLACE = "没有几何位置"
ALL_OFF = "统计对象均未接入路网，无法计算"
NO_WEIGHT = "没有记录该统计单位的数量，无法计算"
ZERO = "该统计单位的数量合计为 0"


def kinds(walks: Walks, choices: Choices) -> pd.DataFrame:
    """Every kind asked for: mapped, not mapped or not computed, with its living circle."""
    words = {choice.code: choice for choice in layer_kinds.vocabulary("facility_kind")}
    known = {kind: (words[kind].zh, words[kind].en) for kind in choices.asked}
    table = coverage.kinds(walks.services, walks.doors, known=known, missing=walks.missing)
    levels = {row["kind"]: row["level"] for row in layer_kinds.rows("facility_kinds")}
    table.insert(2, "level", [levels[str(kind)] for kind in table.index])
    return table


def doors(walks: Walks) -> gpd.GeoDataFrame:
    """Every door of every place, by what it is known and whether it is on the network."""
    found = walks.doors
    keys = ["layer", "place", "basis", "gap"]
    if not len(found):
        empty = pd.DataFrame(columns=[*keys, "kinds", "snapped", "geometry"])
        return gpd.GeoDataFrame(empty, geometry="geometry", crs=found.crs)
    wkb, on = found.geometry.to_wkb(), found["edge"].notna()
    ordered = found.assign(wkb=wkb, on=on).sort_values("kind", kind="stable")
    grouped = ordered.groupby(["layer", "place", "wkb"], sort=True)
    table = grouped.agg(
        basis=("basis", "first"),
        gap=("gap", "first"),
        kinds=("kind", ";".join),
        snapped=("on", "any"),
        geometry=("geometry", "first"),
    )
    table = table.reset_index().drop(columns="wkb")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=found.crs)


def of_buildings(
    city: "City", choices: Choices, walks: Walks, known: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Minutes, reached or not, and access of every building."""
    if walks.buildings is None:
        return {}
    minutes = for_kinds(walks.buildings, known)
    return {
        "building_minutes": minutes.replace(np.inf, np.nan),
        "building_reached": coverage.reached(minutes, limit=choices.minutes),
        "building_access": _access(city, choices, walks),
    }


def of_stairwells(city: "City", walks: Walks, known: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Minutes of every stairwell, where the city has any."""
    if city.stairwells is None or walks.buildings is None:
        return {}
    own = walks.parts[walks.starts["basis"].eq(origins.STAIRWELL)]
    minutes = for_kinds(own, known).reindex(city.stairwells.index)
    return {"stairwell_minutes": minutes.replace(np.inf, np.nan)}


def _access(city: "City", choices: Choices, walks: Walks) -> pd.DataFrame:
    starts = walks.starts.assign(on=walks.starts["edge"].notna())
    groups = starts.groupby("owner")
    table = pd.DataFrame(
        {
            "gap": groups["gap"].max(),
            "component": groups["component"].min().astype("Int64"),
            "snapped": groups["on"].all(),
            "basis": groups["basis"].first(),
            "behind": starts[~starts["on"]].groupby("owner")["behind"].any(),
        }
    ).reindex(city.buildings.index)
    table["snapped"] = table["snapped"].fillna(False).astype(bool)
    table["community"] = walks.community
    table["counted"] = origins.dwellings(city.buildings)
    table["edge_minutes"] = _edge_minutes(city, city.buildings, choices)
    behind = table.pop("behind").eq(True).fillna(False)
    causes = [table["snapped"], walks.network is None, table["gap"].isna(), behind]
    said = np.select(causes, ["", NO_STREETS, NO_PLACE, BEHIND], NOT_ON_NETWORK)
    table["reason"] = pd.Series(said, table.index, dtype="string").replace("", pd.NA)
    return table


def of_communities(
    city: "City", choices: Choices, walks: Walks, known: pd.DataFrame
) -> pd.DataFrame:
    """Coverage of every community: from its buildings, else its gates or a point inside."""
    ids = city.communities.index
    parts = []
    if walks.buildings is not None and walks.community is not None:
        counted = city.buildings[origins.dwellings(city.buildings)]
        minutes = for_kinds(walks.buildings.loc[counted.index], known)
        owner = walks.community.loc[counted.index]
        parts.append((minutes, owner, weights(counted), pd.Series("buildings", index=ids)))
    if walks.communities is not None and len(walks.communities):
        minutes = for_kinds(walks.communities, known)
        owner = pd.Series(minutes.index, index=minutes.index)
        counted = weights(city.communities.loc[minutes.index]).drop(columns="buildings")
        parts.append((minutes, owner, counted, walks.gates.groupby("owner")["basis"].first()))
    found = [
        coverage.communities(
            minutes, limit=choices.minutes, community=owner, weights=counts
        ).assign(basis=lambda table, bases=bases: table["community"].map(bases))
        for minutes, owner, counts, bases in parts
    ]
    return _with_shares(_every_community(found, ids, known))


def shares(
    city: "City", choices: Choices, tables: dict[str, pd.DataFrame], known: pd.DataFrame
) -> pd.DataFrame:
    """The share of buildings, households and residents that reach each kind, with its base."""
    served, counts, at_edge = _counted(city, choices, tables, known)
    # once for every unit: 1 reached, 0 not, NaN not computed
    served = pd.DataFrame(served.to_numpy(float, na_value=np.nan), served.index, served.columns)
    parts = []
    for unit in counts.columns:
        table = coverage.share(served, counts[unit])
        table["near_edge"] = np.nan
        if at_edge is not None:
            table["near_edge"] = coverage.near_edge(served, counts[unit], at_edge)
        parts.append(table.reset_index().assign(unit=unit))
    table = pd.concat(parts, ignore_index=True)
    table["status"] = table["kind"].map(known["status"])
    table["reason"] = table["kind"].map(known["reason"])
    empty = table["base"].eq(0) & table["reason"].isna()
    causes = [table["without_weight"].eq(len(served)), table["unknown"].gt(0)]
    table.loc[empty, "reason"] = np.select(causes, [NO_WEIGHT, ALL_OFF], ZERO)[empty]
    open_question = (table["status"] != "mapped") | table["without_weight"].eq(len(served))
    figures = ["reached", "not_reached", "unknown", "base", "share", "near_edge"]
    table.loc[open_question, figures] = np.nan
    order = ["kind", "unit", *figures, "without_weight", "status", "reason"]
    return table.sort_values("kind", key=lambda kind: kind.map(known.index.get_loc), kind="stable")[
        order
    ].reset_index(drop=True)


def _counted(
    city: "City", choices: Choices, tables: dict[str, pd.DataFrame], known: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series | None]:
    """Who is counted: reached or not, by what weights, and who stands near the edge of the data."""
    if city.buildings is not None:
        counted = city.buildings[origins.dwellings(city.buildings)]
        served = tables["building_reached"].loc[counted.index]
        near = tables["building_access"].loc[counted.index, "edge_minutes"] <= choices.minutes
        return served, weights(counted), None if city.extent is None else near
    # without buildings a community counts as reached where the nearest of its gates reaches
    table = tables["community_coverage"]
    wide = table.assign(whole=table["reached"].map({"all": True, "none": False}))
    served = wide.pivot_table(
        index="community", columns="kind", values="whole", aggfunc="first"
    ).astype("boolean")
    served = served.reindex(index=city.communities.index, columns=known.index)
    counts = weights(city.communities).rename(columns={"buildings": "communities"})
    if city.extent is None:
        return served, counts, None
    near = _edge_minutes(city, city.communities, choices) <= choices.minutes
    return served, counts, pd.Series(near, index=city.communities.index)


def _edge_minutes(city: "City", frame: pd.DataFrame, choices: Choices) -> pd.Series | float:
    """Minutes in a straight line to the edge of the data; 0 outside, NaN where there is no edge."""
    if city.extent is None:
        return np.nan
    inside = gpd.GeoDataFrame(frame).geometry.representative_point()
    metres = inside.distance(city.extent.boundary).where(inside.within(city.extent), 0.0)
    return metres / choices.speed / SECONDS


def for_kinds(minutes: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """One column a kind that is asked for; NaN where it was not searched."""
    return minutes.reindex(columns=known.index).rename_axis(columns=None).astype(float)


def weights(frame: pd.DataFrame) -> pd.DataFrame:
    """What each row counts for: one building, its households, its residents; NA where not known."""
    found = pd.DataFrame({"buildings": 1.0}, index=frame.index)
    for unit in ("households", "residents"):
        known = unit in frame.columns
        found[unit] = frame[unit].astype("Float64") if known else pd.NA
    return found


def _every_community(found: list[pd.DataFrame], ids: pd.Index, known: pd.DataFrame) -> pd.DataFrame:
    every = pd.MultiIndex.from_product([ids, known.index], names=["community", "kind"])
    if not found:
        return (
            pd.DataFrame(index=every)
            .reset_index()
            .assign(basis=pd.Series(dtype="string"), reached="unknown")
        )
    table = pd.concat(found, ignore_index=True).set_index(["community", "kind"]).reindex(every)
    table["reached"] = table["reached"].fillna("unknown")
    return table.reset_index().replace(np.inf, np.nan)


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    for unit in ("buildings", "households", "residents"):
        for part in ("reached", "total", "missing"):
            if f"{unit}_{part}" not in table.columns:
                table[f"{unit}_{part}"] = np.nan
        total = table[f"{unit}_total"].astype(float)
        table[f"share_{unit}"] = table[f"{unit}_reached"].astype(float) / total.where(total > 0)
    order = ["community", "kind", "basis", "minutes_median", "minutes_max", "reached"]
    rest = [column for column in table.columns if column not in order]
    return table.reindex(columns=[*order, *rest])
