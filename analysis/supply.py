"""Supply against demand: what is left of each capacity for each building, by floating catchments."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from . import sharing
from .sharing import Shared

COMPUTED, NOT_COMPUTED = "computed", "not_computed"
EXACT, LOWER, UPPER, OPEN = "exact", "lower", "upper", "open"
COMMUNITY, DISTRICT = "community", "district"
NO_DEMAND = "需求量未知"
_SAME = 1e-9  # relative: a mean of equal values may differ from them by rounding
_SUMMARY = ["places", "with_capacity", "without_capacity", "capacity_unit", "capacity"]
_SUMMARY += ["capacity_reached", "demand", "demand_reached", "demand_not_reached"]
_SUMMARY += ["demand_undetermined", "without_demand", "status", "bound", "reason"]
_BY_COMMUNITY = ["scope", "community", "kind", "mean", "least", "demand", "demand_below"]
_BY_COMMUNITY += ["share_below", "demand_unknown", "without_demand"]
_GATHERED = {"least": "min"} | dict.fromkeys(
    ["demand", "product", "demand_unknown", "without_demand", "demand_below"], "sum"
)


def two_step(
    pairs: pd.DataFrame,
    demand: pd.Series,
    offers: pd.DataFrame,
    *,
    limit: float,
    snapped: pd.Series | None = None,
    weights: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Access of each building to the capacity of each kind, shared with everybody else in reach.

    The ratio of a place is its capacity over the demand within the limit; the access of a building
    is the sum of the ratios within the limit. With weights both sums are weighted by bands of time.

    Parameters
    ----------
    pairs
        One row a building and place in reach: `building`, `place`, `kind`, `minutes`, and `layer`
        where ids of two layers may be the same.
    demand
        Residents or households of every building; NA where not known: it counts for nothing in the
        sums, its own access is still computed.
    offers
        One row a place and kind: `place`, `kind`, `capacity` (NA not known), optionally
        `capacity_unit` (a capacity without unit is not known) and `layer`.
    limit
        Minutes, inclusive.
    snapped
        Whether each building is on the network, the index of `demand`; None for all.
    weights
        As from :func:`pianqu.analysis.sharing.decay`; None for 1 within the limit (2SFCA), else E2SFCA.

    Returns
    -------
    DataFrame
        The index of `demand`, one column a kind of `offers`: capacity per unit of demand; 0 with no
        place in reach; NaN off the network, where the capacity of every place in reach is not
        known, where a place in reach has no known demand to be shared by, or for a whole kind that
        :func:`summary` calls not computed.

    Raises
    ------
    LayerError
        A pair or an offer stands twice, or a building of a pair has no row in `demand`.

    References
    ----------
    Radke & Mu (2000), Geographic Information Sciences 6(2); Luo & Wang (2003), Environment and
    Planning B 30(6); Luo & Qi (2009), Health & Place 15(4).

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {"building": ["B1", "B2"], "place": "F1", "kind": "clinic", "minutes": [2.0, 9.0]}
    ... )
    >>> offers = pd.DataFrame({"place": ["F1"], "kind": ["clinic"], "capacity": [10.0]})
    >>> people = pd.Series({"B1": 30, "B2": 20, "B3": 50})
    >>> two_step(pairs, people, offers, limit=10)["clinic"].tolist()
    [0.2, 0.2, 0.0]
    """
    near = sharing.shared(pairs, demand, offers, limit=limit, weights=weights)
    kinds = pd.unique(offers["kind"])
    cell = near.building * len(kinds) + near.kind[near.offer]
    counted = ~np.isnan(near.capacity[near.offer])
    value, size = near.weight * near.ratio[near.offer], len(demand) * len(kinds)
    access = np.bincount(cell[counted], value[counted], minlength=size).astype(float)
    some, known = (np.bincount(cells, minlength=size) > 0 for cells in (cell, cell[counted]))
    access[some & ~known] = np.nan
    table = pd.DataFrame(access.reshape(len(demand), len(kinds)), index=demand.index, columns=kinds)
    people = sharing.numbers(demand)
    refused = [kind for kind, rows in offers.groupby("kind") if _refusal(rows, people)]
    table[refused] = np.nan
    return table if snapped is None else table.where(snapped.astype(bool), axis=0)


def summary(
    pairs: pd.DataFrame,
    demand: pd.Series,
    offers: pd.DataFrame,
    *,
    limit: float,
    snapped: pd.Series | None = None,
    weights: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    What stands behind the access to each kind: capacities and demand, known and not known.

    Parameters
    ----------
    pairs, demand, offers, limit, snapped, weights
        As for :func:`two_step`.

    Returns
    -------
    DataFrame
        One row a kind: `places`, `with_capacity`, `without_capacity`, `capacity_unit`, `capacity`
        (known), `capacity_reached` (of places that known demand reaches), `demand` (known; the sum
        of the next three), `demand_reached`, `demand_not_reached`, `demand_undetermined` (off the
        network, or every capacity in reach is not known), `without_demand` (buildings), `status`
        (computed, not_computed), `bound` (exact; lower where capacities are missing, upper where
        demand is, open where both are) and `reason`.

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {"building": ["B1"], "place": ["F1"], "kind": ["clinic"], "minutes": [2.0]}
    ... )
    >>> offers = pd.DataFrame({"place": ["F1", "F2"], "kind": "clinic", "capacity": [10.0, None]})
    >>> table = summary(pairs, pd.Series({"B1": 30, "B2": 20}), offers, limit=10)
    >>> table[["demand_reached", "demand_not_reached", "bound"]].values.tolist()
    [[30.0, 20.0, 'lower']]
    """
    near = sharing.shared(pairs, demand, offers, limit=limit, weights=weights)
    people = sharing.numbers(demand)
    on = np.ones(len(demand), dtype=bool) if snapped is None else snapped.to_numpy(dtype=bool)
    rows = {
        str(kind): _row(near, np.flatnonzero(near.kind == at), offers[near.kind == at], people, on)
        for at, kind in enumerate(pd.unique(offers["kind"]))
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=_SUMMARY).rename_axis("kind")
    return table.astype(dict.fromkeys(["capacity_unit", "bound", "reason"], "string"))


def by_community(access: pd.DataFrame, demand: pd.Series, community: pd.Series) -> pd.DataFrame:
    """
    Access of each community and of the whole district, weighted by demand.

    Parameters
    ----------
    access
        As from :func:`two_step`.
    demand
        The index of `access`; NA where not known.
    community
        Id of the community of each building, the index of `access`; NA counts in the district only.

    Returns
    -------
    DataFrame
        One row a community and kind, then one a kind for the district: `scope` (community,
        district), `community` (NA for the district), `kind`, `mean` (weighted by demand), `least`,
        `demand` (whose access is known: the base), `demand_below` (of it, with less than the mean
        of the district), `share_below`, `demand_unknown` (whose access is not known) and
        `without_demand` (buildings whose demand is not known: in no other figure but `least`).

    Examples
    --------
    >>> access = pd.DataFrame({"clinic": [0.1, 0.4]}, index=["B1", "B2"])
    >>> people, owner = pd.Series({"B1": 30, "B2": 10}), pd.Series({"B1": "C1", "B2": "C2"})
    >>> by_community(access, people, owner)[["mean", "share_below"]].round(3).values.tolist()
    [[0.1, 1.0], [0.4, 0.0], [0.175, 0.75]]
    """
    owner = community.astype("string")
    people = sharing.numbers(demand)
    parts = [_means(access[kind], people, owner).assign(kind=kind) for kind in access.columns]
    if not parts:
        return pd.DataFrame(columns=_BY_COMMUNITY)
    table = pd.concat(parts, ignore_index=True)[_BY_COMMUNITY]
    # the kinds stay in their order; the district, without id, comes last
    return table.sort_values("community", kind="stable", ignore_index=True)


def _refusal(offers: pd.DataFrame, people: NDArray) -> str:
    """Why access to the offers of one kind is not computed; empty where it is."""
    return sharing.refusal(offers) or (NO_DEMAND if np.isnan(people).all() else "")


def _row(
    near: Shared, at: NDArray[np.int64], offers: pd.DataFrame, people: NDArray, on: NDArray
) -> dict[str, object]:
    """One row of the summary: the offers of one kind, at the positions `at`."""
    own, some, reached = (np.zeros(size, dtype=bool) for size in (len(near.kind), *on.shape * 2))
    own[at] = True
    known = own & ~np.isnan(near.capacity)
    some[near.building[own[near.offer]]] = True
    reached[near.building[known[near.offer]]] = True
    count, unit, refused = np.nan_to_num(people), sharing.units(offers), _refusal(offers, people)
    with_capacity, blank = int(known.sum()), int(np.isnan(people).sum())
    whole = with_capacity > 0 and len(unit) <= 1  # a sum means something
    bound, reason = _bound(len(at) - with_capacity, len(at), blank)
    return {
        "places": len(at),
        "with_capacity": with_capacity,
        "without_capacity": len(at) - with_capacity,
        "capacity_unit": "、".join(unit) or None,
        "capacity": near.capacity[known].sum() if whole else np.nan,
        "capacity_reached": near.capacity[known & (near.served > 0)].sum() if whole else np.nan,
        "demand": count.sum(),
        "demand_reached": count[on & reached].sum(),
        "demand_not_reached": count[on & ~some].sum(),
        "demand_undetermined": count[~on | (some & ~reached)].sum(),
        "without_demand": blank,
        "status": NOT_COMPUTED if refused else COMPUTED,
        "bound": None if refused else bound,
        "reason": refused or reason,
    }


def _bound(missing: int, places: int, blank: int) -> tuple[str, str | None]:
    """Which way the figures err, and why."""
    said = []
    if missing:
        said.append(f"{places} 处中有 {missing} 处规模未知，未计入供给，结果偏低")
    if blank:
        said.append(f"{blank} 栋需求量未知，未计入需求，结果偏高")
    words = {(False, False): EXACT, (True, False): LOWER, (False, True): UPPER}
    return words.get((missing > 0, blank > 0), OPEN), "；".join(said) or None


def _means(access: pd.Series, people: NDArray, owner: pd.Series) -> pd.DataFrame:
    """Access to one kind, of each community and of the district."""
    known, held = access.notna().to_numpy(), ~np.isnan(people)
    table = pd.DataFrame(
        {
            "community": owner.to_numpy(),
            "least": access.to_numpy(),
            "demand": np.where(known & held, people, 0.0),
            "product": np.where(known & held, people * access.to_numpy(), 0.0),
            "demand_unknown": np.where(~known & held, people, 0.0),
            "without_demand": (~held).astype(int),
        }
    )
    whole = table["product"].sum() / table["demand"].sum() if table["demand"].sum() else np.nan
    table["demand_below"] = table["demand"].where(table["least"] < whole * (1 - _SAME), 0.0)
    parts = (
        table.groupby("community").agg(_GATHERED).reset_index().assign(scope=COMMUNITY),
        table.groupby(np.zeros(len(table))).agg(_GATHERED).assign(scope=DISTRICT),
    )
    every = pd.concat(parts, ignore_index=True).astype({"community": "string"})
    base = every["demand"].where(every["demand"] > 0)
    return every.assign(
        mean=every["product"] / base,
        share_below=every["demand_below"] / base,
        demand_below=every["demand_below"].where(every["demand"] > 0),
    )
