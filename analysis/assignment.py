"""Who is served where no place takes more than it holds: fewest without, then least walking."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..gis.errors import LayerError
from . import sharing, transport
from .sharing import Shared
from .transport import Routes

OPTIMAL = "optimal"
NONE_IN_REACH, FULL, UNKNOWN_CAPACITY = "none_in_reach", "full", "unknown_capacity"
NO_DEMAND, FRACTION, OFF_NETWORK = "unknown_demand", "fractional_demand", "off_network"
WHY = {
    NONE_IN_REACH: "时限内没有设施可达",
    FULL: "可达的设施已满",
    UNKNOWN_CAPACITY: "可达的设施中有规模未知者，能否容纳未知",
    NO_DEMAND: "需求量未知，未参与分配",
    FRACTION: "需求量不是整数，未参与分配",
    OFF_NETWORK: "未接入路网，无法分配",
}


@dataclass(frozen=True, eq=False)
class Assignment:
    """
    An assignment of demand to places; demand and capacity in whole units.

    Attributes
    ----------
    flows
        One row a building and place used: `kind`, `building`, `place`, `assigned`, `minutes`.
    buildings
        One row a kind and building: `kind`, `building`, `demand` (NA where it is not known or no
        whole number: the building takes no part then), `served`, `unserved`, `unknown`
        (not served by the known capacities, but a place in reach has an unknown one; or off the
        network), `why` (a key
        of :data:`WHY`; NA where all are served), `places_full` (ids of the full places in reach,
        joined by semicolons) and `reason` in words.
    places
        One row a kind and place with known capacity: `kind`, `place`, `capacity` (whole units),
        `used`, `free`, `binding`: one unit more here would serve one more.
    totals
        One row a kind: `demand`, `served`, `unserved`, `unknown`, `capacity`, `used`, `minutes`
        (walked in all by one for each unit), `minutes_mean`, `status` and `gap` (0: no other
        assignment leaves fewer without, and of those that leave as few none walks less).
    """

    flows: pd.DataFrame
    buildings: pd.DataFrame
    places: pd.DataFrame
    totals: pd.DataFrame


def assign(
    pairs: pd.DataFrame,
    demand: pd.Series,
    offers: pd.DataFrame,
    *,
    limit: float,
    kinds: Iterable[str],
    snapped: pd.Series | None = None,
) -> Assignment:
    """
    Assign the demand of every building to places within the limit, kind by kind.

    The demand left without is the least possible (a maximum flow); among the assignments that
    leave so little, the total of minutes is the least (a linear programme with whole answers).

    Parameters
    ----------
    pairs, demand, offers, limit, snapped
        As for :func:`pianqu.analysis.supply.two_step`; demand in whole units, of which a building
        may send some here and some there, and one whose demand is no whole number takes no part; a
        capacity is cut to whole units.
    kinds
        Kinds of `offers` whose capacities have one unit, such as those that
        :func:`pianqu.analysis.supply.summary` calls computed.

    Returns
    -------
    Assignment

    Raises
    ------
    LayerError
        A demand is negative, capacities of a kind have several units or none is
        known, or the faults of :func:`pianqu.analysis.sharing.shared`.

    References
    ----------
    Ahuja, Magnanti & Orlin (1993), Network Flows, chapters 6 and 9.

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {
    ...         "building": ["B1", "B2", "B2"],
    ...         "place": ["F1", "F1", "F2"],
    ...         "kind": "clinic",
    ...         "minutes": [2.0, 1.0, 9.0],
    ...     }
    ... )
    >>> offers = pd.DataFrame({"place": ["F1", "F2"], "kind": "clinic", "capacity": [10.0, 5.0]})
    >>> found = assign(pairs, pd.Series({"B1": 8, "B2": 9}), offers, limit=10, kinds=["clinic"])
    >>> found.flows[["building", "place", "assigned"]].values.tolist()
    [['B1', 'F1', 6], ['B2', 'F1', 4], ['B2', 'F2', 5]]
    >>> found.buildings["unserved"].tolist()
    [2, 0]
    """
    faults = _wrong(demand, offers, kinds := list(kinds))
    if faults:
        raise LayerError(faults)
    whole = demand.mask(broken := sharing.numbers(demand) % 1 > 0)
    on = np.ones(len(demand), dtype=bool) if snapped is None else snapped.to_numpy(dtype=bool)
    parts = [
        _of_kind(
            pairs[(pairs["kind"] == kind).to_numpy()],
            whole,
            offers[(offers["kind"] == kind).to_numpy()],
            limit,
            on,
        )
        for kind in kinds
    ] or [_of_kind(pairs.iloc[:0], whole.iloc[:0], offers.iloc[:0], limit, on[:0])]
    flows, buildings, places, totals = (
        _stacked(kinds, list(part)) for part in zip(*parts, strict=True)
    )
    odd = buildings["building"].isin(demand.index[broken])
    buildings["why"] = buildings["why"].mask(odd, FRACTION)
    buildings["reason"] = buildings["reason"].mask(odd, WHY[FRACTION])
    return Assignment(flows, buildings, places, totals)


def _wrong(demand: pd.Series, offers: pd.DataFrame, kinds: list[str]) -> list[str]:
    people = sharing.numbers(demand)
    odd = demand.index[people < 0]
    faults = []
    if len(odd):
        named = "、".join(map(str, odd[:5]))
        faults.append(
            f"楼栋 {named} 的需求量为负数，应不小于 0，不能逐户（人）分配；请改正或留空。"
        )
    for kind in kinds:
        refused = sharing.refusal(offers[(offers["kind"] == kind).to_numpy()])
        if refused:
            faults.append(f"设施类型 {kind} 不能分配：{refused}；请补充规模资料或不选该类型。")
    return faults


def _of_kind(
    pairs: pd.DataFrame,
    demand: pd.Series,
    offers: pd.DataFrame,
    limit: float,
    on: NDArray[np.bool_],
) -> tuple[pd.DataFrame, ...]:
    near = sharing.shared(pairs, demand, offers, limit=limit)
    routes = _routes(near, demand, offers, on)
    sent, gap = transport.cheapest(routes)
    used = np.bincount(routes.sink, sent, minlength=len(offers)).astype(np.int64)
    served = np.bincount(routes.source, sent, minlength=len(demand)).astype(np.int64)
    flows = pd.DataFrame(
        {
            "building": demand.index.to_numpy()[routes.source],
            "place": offers["place"].to_numpy()[routes.sink],
            "assigned": sent,
            "minutes": routes.cost,
        }
    )[sent > 0]
    places = pd.DataFrame(
        {
            "place": offers["place"].to_numpy(),
            "capacity": routes.room,
            "used": used,
            "free": routes.room - used,
            "binding": transport.short(routes, sent)[1],
        }
    )[~np.isnan(near.capacity)]
    buildings = _buildings(near, demand, on, served)
    full = _full(routes, offers, served)
    buildings["places_full"] = full.reindex(buildings.index).where(buildings["why"] == FULL)
    buildings["reason"] = buildings["why"].map(WHY).astype("string")
    buildings.insert(0, "building", demand.index)
    return flows, buildings, places, _totals(flows, buildings, places, gap)


def _routes(near: Shared, demand: pd.Series, offers: pd.DataFrame, on: NDArray[np.bool_]) -> Routes:
    """Pairs with demand and a known capacity, by id: no order of rows decides between equals."""
    people = np.where(on, np.nan_to_num(sharing.numbers(demand)), 0).astype(np.int64)
    room = np.floor(np.nan_to_num(near.capacity)).astype(np.int64)
    at = np.flatnonzero(~np.isnan(near.capacity[near.offer]) & (people[near.building] > 0))
    keys = [
        offers[name].to_numpy()[near.offer[at]] for name in ("layer", "place") if name in offers
    ]
    names = [pd.factorize(key, sort=True)[0] for key in keys]
    owner = pd.factorize(demand.index.to_numpy()[near.building[at]], sort=True)[0]
    at = at[np.lexsort([*names, owner])]
    return Routes(near.building[at], near.offer[at], near.minutes[at], people, room)


def _buildings(
    near: Shared, demand: pd.Series, on: NDArray[np.bool_], served: NDArray[np.int64]
) -> pd.DataFrame:
    """What became of the demand of each building, by position."""
    people = sharing.numbers(demand)
    blank = np.isnan(people)
    left = np.where(blank, 0, people).astype(np.int64) - served
    some, unsure = np.zeros((2, len(people)), dtype=bool)
    some[near.building] = True
    unsure[near.building[np.isnan(near.capacity[near.offer])]] = True
    cases = [blank, ~on, left == 0, unsure, some]
    why = np.select(cases, [NO_DEMAND, OFF_NETWORK, "", UNKNOWN_CAPACITY, FULL], NONE_IN_REACH)
    table = pd.DataFrame({"demand": people, "served": served, "unserved": left, "unknown": left})
    table = table.astype("Int64")
    table["unserved"] = table["unserved"].where(~np.isin(why, [UNKNOWN_CAPACITY, OFF_NETWORK]), 0)
    table["unknown"] = table["unknown"].where(np.isin(why, [UNKNOWN_CAPACITY, OFF_NETWORK]), 0)
    table.loc[blank, ["served", "unserved", "unknown"]] = pd.NA
    table["why"] = pd.Series(why, dtype="string").replace("", pd.NA)
    return table


def _full(routes: Routes, offers: pd.DataFrame, served: NDArray[np.int64]) -> pd.Series:
    """Ids of the places in reach of each building that is not served in full, by position."""
    at = routes.supply[routes.source] > served[routes.source]  # all of them full, or it were served
    place = pd.Series(offers["place"].to_numpy()[routes.sink[at]], dtype="string")
    return place.groupby(routes.source[at]).agg(";".join).astype("string")


def _totals(
    flows: pd.DataFrame, buildings: pd.DataFrame, places: pd.DataFrame, gap: float
) -> pd.DataFrame:
    sums = {
        name: int(buildings[name].sum()) for name in ("demand", "served", "unserved", "unknown")
    }
    walked = float((flows["assigned"] * flows["minutes"]).sum())
    row = sums | {
        "capacity": int(places["capacity"].sum()),
        "used": int(places["used"].sum()),
        "minutes": walked,
        "minutes_mean": walked / sums["served"] if sums["served"] else np.nan,
        "status": OPTIMAL,
        "gap": gap,
    }
    return pd.DataFrame([row])


def _stacked(kinds: list[str], parts: list[pd.DataFrame]) -> pd.DataFrame:
    named = [part.assign(kind=kind) for kind, part in zip(kinds, parts, strict=False)]
    table = pd.concat(named, ignore_index=True) if kinds else parts[0].iloc[:0].assign(kind="")
    return table[["kind", *parts[0].columns]]
