"""What land of a package could serve: the need of each community, the room on each plot."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from .. import standards
from ..reuse import uses as reuse_uses
from ..siting import site_costs

TABLE = "bundle_services"
BAYS, RESIDENTS, HOUSEHOLDS = (
    "cars_without_bay",
    "residents_out_of_reach",
    "households_out_of_reach",
)
NEEDS = {
    BAYS: "机动车数减停车位数",
    RESIDENTS: "步行超过时限的居民",
    HOUSEHOLDS: "步行超过时限的住户",
}
_UNITS = {RESIDENTS: "residents", HOUSEHOLDS: "households"}
FITS = ("can",)
_ROOM = ["service", "use", "capacity", "cost", "cost_certainty", "cost_reason"]


def services(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The services that land of a package may serve to homes of the same package.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `bundle_services`.

    Returns
    -------
    DataFrame
        Indexed by `service`: the columns of the table, and `facility_kind` of its use.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> services().loc["parking", "facility_kind"]
    'car_parking'
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    return table.assign(
        facility_kind=table["use"].map(reuse_uses.uses(overrides=overrides)["facility_kind"])
    )


def needs(
    table: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    minutes: pd.DataFrame | None,
    weights: pd.DataFrame,
    community: pd.Series,
    limit: float,
) -> pd.DataFrame:
    """
    How much of each service every community needs and does not have.

    Parameters
    ----------
    table
        From :func:`services`.
    communities
        Indexed by id; `cars` and `parking_bays` where known.
    minutes
        Homes by kind of facility: minutes on foot, infinite or NaN where not reached; None where
        nobody walked.
    weights, community
        Of each home: `residents` and `households`; the community it belongs to.
    limit
        Minutes within which a service is reached.

    Returns
    -------
    DataFrame
        The index of `communities`, a column a service, in the unit of the need; NA where what it
        is reckoned from is not known.

    Examples
    --------
    >>> one = pd.DataFrame({"cars": [30], "parking_bays": [12]}, index=["C1"])
    >>> walks = pd.DataFrame({"park_small": [4.0, 12.0]}, index=["B1", "B2"])
    >>> people = pd.DataFrame({"residents": [50, 70], "households": [20, 30]}, index=walks.index)
    >>> own = pd.Series("C1", index=walks.index)
    >>> who = {"weights": people, "community": own, "limit": 10}
    >>> needs(services(), one, minutes=walks, **who)[["parking", "pocket_park"]].values.tolist()
    [[18.0, 70.0]]
    """
    found = {
        service: _bays(communities)
        if row["need"] == BAYS
        else _out_of_reach(communities.index, row, minutes, weights, community, limit)
        for service, row in table.iterrows()
    }
    made = pd.DataFrame(found, index=communities.index, dtype="Float64")
    return made * table["need_per"].astype(float)


def _bays(communities: pd.DataFrame) -> pd.Series:
    empty = pd.Series(pd.NA, communities.index)
    cars, bays = (
        communities.get(name, empty).astype("Float64") for name in ("cars", "parking_bays")
    )
    return (cars - bays).clip(lower=0)


def _out_of_reach(
    ids: pd.Index,
    row: pd.Series,
    minutes: pd.DataFrame | None,
    weights: pd.DataFrame,
    community: pd.Series,
    limit: float,
) -> pd.Series:
    unknown = pd.Series(pd.NA, ids, dtype="Float64")
    if minutes is None or row["facility_kind"] not in minutes:
        return unknown
    far = ~minutes[row["facility_kind"]].le(limit)
    own = weights[_UNITS[row["need"]]].astype("Float64").where(far, 0.0)
    sums = own.groupby(community).agg(lambda part: part.sum(skipna=False))
    return sums.reindex(ids).astype("Float64")


def room(
    table: pd.DataFrame,
    reuse: pd.DataFrame,
    plots: pd.DataFrame,
    *,
    overrides: Mapping[str, str | Path] | None = None,
) -> pd.DataFrame:
    """
    The one service that each plot would host, how much of it, and what that costs.

    A plot hosts the service that is worth most for the money, of equal ones the first in the
    table; what costs nothing or what nobody knows comes last. The size is what the plot has room
    for, not above `held_most`; below `held_least` it hosts none.

    Parameters
    ----------
    table
        From :func:`services`.
    reuse
        One row a plot and use: `plot`, `use`, `fits`, `capacity`, `capacity_unit`, `area_needed`.
    plots
        Indexed by plot: `area` (m2), `of_layer`.
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `site_costs`.

    Returns
    -------
    DataFrame
        Indexed by plot, those that can host any: `service`, `capacity` (in the unit of the need),
        `cost` (yuan; NA not known), `cost_certainty`, `cost_reason`.

    Examples
    --------
    >>> reuse = pd.DataFrame({"plot": ["L1"], "use": ["parking"], "fits": ["can"]})
    >>> reuse = reuse.assign(capacity=40.0, capacity_unit="bay", area_needed=90.0)
    >>> plots = pd.DataFrame({"area": [900.0], "of_layer": ["parcels"]}, index=["L1"])
    >>> room(services(), reuse, plots)[["service", "capacity", "cost"]].values.tolist()
    [['parking', 40.0, 320000.0]]
    """
    own = table.reset_index().set_index("use")
    rows = reuse[reuse["fits"].isin(FITS) & reuse["use"].isin(own.index)].copy()
    most = rows["use"].map(own["held_most"]).astype(float)
    # a place of its kind serves as many as the table says where its size is not a number of them
    one = rows["use"].map(own["need"]).eq(HOUSEHOLDS).astype(bool)
    if rows.empty:
        return pd.DataFrame(columns=_ROOM)
    rows["capacity"] = np.minimum(
        rows["capacity"].astype("Float64").mask(one, most).fillna(0.0), most
    )
    rows = rows[rows["capacity"] >= rows["use"].map(own["held_least"]).astype(float)]
    if rows.empty:
        return pd.DataFrame(columns=_ROOM)
    built = _built(plots, rows)
    cost = pd.concat([_cost(built[str(use)], part, overrides) for use, part in rows.groupby("use")])
    rows = rows.join(cost)
    worth = rows["capacity"] * rows["use"].map(own["value"]).astype(float)
    earned = rows["capacity"] * rows["use"].map(own["income"] * own["income_years"]).astype(float)
    rows["rate"] = worth / (rows["cost"] - earned).clip(lower=1.0)
    rows["order"] = rows["use"].map({use: place for place, use in enumerate(own.index)})
    best = rows.sort_values(
        ["plot", "rate", "order"], ascending=[True, False, True], na_position="last", kind="stable"
    ).drop_duplicates("plot")
    found = best.assign(service=best["use"].map(own["service"])).set_index("plot")
    return found[_ROOM]


def _built(plots: pd.DataFrame, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Plots with the area that each use is built on: what is counted in m2 takes what it serves."""
    found = {}
    for use, part in rows.groupby("use"):
        held = part.set_index("plot")["capacity"]
        whole = plots["area"].astype("Float64")
        small = part.set_index("plot")["capacity_unit"].eq("m2").reindex(plots.index)
        area = whole.where(~small.fillna(value=False).astype(bool), held.reindex(plots.index))
        found[str(use)] = plots.assign(area=area)
    return found


def _cost(
    plots: pd.DataFrame, rows: pd.DataFrame, overrides: Mapping[str, str | Path] | None
) -> pd.DataFrame:
    found = site_costs.costs(rows, plots, overrides=overrides)
    return found[["cost", "cost_certainty", "cost_reason"]]


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of services.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load(TABLE).reset_index().head(1)
    >>> list(faults(table, "mine.csv")), next(faults(table.assign(percent=120.0), "mine.csv"))
    ([], '规则表文件 mine.csv 第 0 行（parking）的 percent 为 120，应在 0 至 100 之间；请改正该格。')
    """
    every = reuse_uses.uses().index
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['service']}）的"
        if row["use"] not in every:
            yield f"{place} use 为“{row['use']}”，应为用途的编号（见 pianqu tables reuse_uses）；请改正该格。"
        if row["need"] not in NEEDS:
            yield f"{place} need 为“{row['need']}”，应为 {'、'.join(NEEDS)} 之一；请改正该格。"
        for name in ("need_per", "value", "income", "income_years", "held_least", "held_most"):
            if row[name] < 0:
                yield f"{place} {name} 为 {row[name]:g}，不应小于 0；请改正该格。"
        if not 0 <= row["percent"] <= 100:  # noqa: PLR2004  a share in percent
            yield f"{place} percent 为 {row['percent']:g}，应在 0 至 100 之间；请改正该格。"
    for use, group in table.groupby("use", sort=False):
        if len(group) > 1:
            lines = "、".join(map(str, group.index))
            yield f"规则表文件 {file} 第 {lines} 行的 use 同为“{use}”；请只留一行。"
