"""Unmet need that a plot could meet: homes in reach of it and of no such service today."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .. import coverage

NO_KIND = "该用途不是服务设施，没有步行覆盖"
NO_LIMIT = "没有该类设施的步行时间限值"
NO_WEIGHT = "可达住宅的户数或人数均未知"
NO_HOMES = "步行限值内没有住宅"
_WHY = (NO_KIND, NO_LIMIT, coverage.NOT_MAPPED)
NEED_COLUMNS = [
    *("plot", "use", "facility_kind", "limit", "homes", "unmet_homes", "unmet", "base", "share"),
    *("unknown", "without_weight", "unit", "reason"),
]


def need(
    uses: pd.DataFrame,
    minutes: pd.DataFrame,
    *,
    pairs: pd.DataFrame,
    weight: pd.Series,
    limits: Mapping[str, float] | float,
    plots: pd.Index,
) -> pd.DataFrame:
    """
    Homes that walk too far to a service today and would reach it at a plot, by plot and use.

    Parameters
    ----------
    uses
        Indexed by use: `facility_kind`, empty or NA where the use is no service.
    minutes
        One row a home, one column a kind: walking minutes today; inf beyond the search limit, NaN
        where not computed.
    pairs
        Exact walking times: `building` (home), `plot`, `minutes`; pairs beyond any limit may be
        left out.
    weight
        Households or residents of each home, by id; NA where not known. Its name is the unit.
    limits
        Minutes by kind, or one number for all; inclusive.
    plots
        Ids of the plots, so that those that no home reaches are there too.

    Returns
    -------
    DataFrame
        One row a plot and use: `plot`, `use`, `facility_kind`, `limit` (minutes), `homes` (within
        the limit of the plot), `unmet_homes`, `unmet` (weight of those farther than the limit from
        the service today), `base` (weight of all homes in reach whose answer is known), `share`
        (of them unmet; NaN where the base is 0), `unknown` (weight whose answer today is not
        known), `without_weight` (homes in reach that are in none of these), `unit`, `reason` (why
        `unmet` is NaN, or that no home is in reach; else empty).

    Examples
    --------
    >>> uses = pd.DataFrame({"facility_kind": ["park_small"]}, index=["pocket_park"])
    >>> found = need(
    ...     uses, pd.DataFrame({"park_small": [9.0, 3.0, 8.0]}, index=["B1", "B2", "B3"]),
    ...     pairs=pd.DataFrame({"building": ["B1", "B2", "B3"], "plot": "L1", "minutes": [2, 2, 6]}),
    ...     weight=pd.Series({"B1": 30, "B2": 50, "B3": 20}, name="households"),
    ...     limits=5, plots=pd.Index(["L1"]),
    ... )
    >>> found.loc[0, ["homes", "unmet", "base", "share"]].tolist()
    [2.0, 30.0, 80.0, 0.375]
    """
    weight = weight.astype("Float64").astype(float)
    parts = []
    for use, kind in uses["facility_kind"].fillna("").items():
        limit = _limit(limits, str(kind))
        today = minutes[kind] if kind in minutes else pd.Series(np.nan, minutes.index)
        some = pairs[pairs["minutes"] <= limit]
        table = _sums(some, today, weight, limit).reindex(plots, fill_value=0.0)
        causes = [not kind, np.isnan(limit), bool(today.isna().all())]
        why = next((text for said, text in zip(causes, _WHY, strict=True) if said), "")
        table = (
            table.rename_axis("plot").reset_index().assign(use=str(use), limit=limit, reason=why)
        )
        parts.append(table.assign(facility_kind=str(kind)))
    if not parts:
        return pd.DataFrame(columns=NEED_COLUMNS)
    return _told(pd.concat(parts, ignore_index=True).assign(unit=str(weight.name)))


def _limit(limits: Mapping[str, float] | float, kind: str) -> float:
    return float(limits.get(kind, np.nan) if isinstance(limits, Mapping) else limits)


def _sums(pairs: pd.DataFrame, today: pd.Series, weight: pd.Series, limit: float) -> pd.DataFrame:
    """Homes and weights by plot, of those in reach of it."""
    walk = today.reindex(pairs["building"]).to_numpy(dtype=float)
    carried = weight.reindex(pairs["building"]).to_numpy(dtype=float)
    known, unmet = ~np.isnan(walk), walk > limit
    columns = {
        "homes": np.ones(len(pairs)),
        "unmet_homes": unmet,
        "unmet": np.where(unmet, carried, 0.0),
        "base": np.where(known, carried, 0.0),
        "unknown": np.where(known, 0.0, carried),
        "without_weight": np.isnan(carried),
    }
    table = pd.DataFrame(columns, dtype=float).fillna(0.0)
    return table.groupby(pairs["plot"].to_numpy()).sum()


def _told(found: pd.DataFrame) -> pd.DataFrame:
    """NaN where nothing can be said, with the reason; whole numbers of homes."""
    weightless = found["homes"].gt(0) & found["without_weight"].eq(found["homes"])
    why = found["reason"].mask(weightless & found["reason"].eq(""), NO_WEIGHT)
    silent = why.ne("")
    found = found.assign(reason=why.mask(~silent & found["homes"].eq(0), NO_HOMES))
    found["unmet"] = found["unmet"].mask(silent)
    found["share"] = found["unmet"] / found["base"].where(found["base"] > 0)
    counts = ["homes", "unmet_homes", "without_weight"]
    found[counts] = found[counts].astype("Int64")
    found["unmet_homes"] = found["unmet_homes"].mask(silent & why.ne(NO_WEIGHT))
    found["facility_kind"] = found["facility_kind"].replace("", pd.NA).astype("string")
    return found[NEED_COLUMNS]
