"""What differs between the answers of two plans: buildings, communities, and the weight moved."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .planning import Plan

SAME, GAINED, LOST, FASTER, SLOWER = "same", "gained", "lost", "faster", "slower"
UNKNOWN, ADDED, REMOVED = "unknown", "added", "removed"
CHANGES = (GAINED, LOST, FASTER, SLOWER, SAME, UNKNOWN, ADDED, REMOVED)
_CLOSE = 1e-6  # minutes: nearer than this is the same time
_OPEN = -1  # in place of yes and no where there is no answer
_UNITS = ("buildings", "households")


def of_buildings(before: "Plan", after: "Plan") -> pd.DataFrame:
    """
    Every building and kind before and after.

    Parameters
    ----------
    before, after
        With building_minutes and building_reached; without them there are no rows.

    Returns
    -------
    DataFrame
        One row a building and kind: `building`, `kind`, `counted`, `minutes_before`,
        `minutes_after`, `difference` (minutes; NaN where one is beyond the search or not computed)
        and `change`: gained, lost, faster, slower, same, unknown (an answer on one side only),
        added or removed (the building).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> def plan(minutes, reached):
    ...     times = pd.DataFrame({"clinic": [minutes]}, index=["B1"])
    ...     answer = pd.DataFrame({"clinic": [reached]}, index=["B1"], dtype="boolean")
    ...     return SimpleNamespace(tables={"building_minutes": times, "building_reached": answer})
    >>> of_buildings(plan(12.0, False), plan(8.0, True))[["difference", "change"]].values.tolist()
    [[-4.0, 'gained']]
    """
    if any("building_minutes" not in plan.tables for plan in (before, after)):
        names = ["building", "kind", "counted", "minutes_before", "minutes_after", "difference"]
        return pd.DataFrame(columns=[*names, "change"])
    index, columns = _both(before, after, "building_minutes")
    one, two = (
        plan.tables["building_minutes"].reindex(index=index, columns=columns).to_numpy(float)
        for plan in (before, after)
    )
    was, now = (_codes(plan.tables["building_reached"], index, columns) for plan in (before, after))
    there = [index.isin(plan.tables["building_minutes"].index) for plan in (before, after)]
    table = pd.DataFrame(
        {
            "building": np.repeat(index.to_numpy(), len(columns)),
            "kind": np.tile(columns.to_numpy(), len(index)),
            "counted": np.repeat(_counted(before, after, index), len(columns)),
            "minutes_before": one.ravel(),
            "minutes_after": two.ravel(),
        }
    )
    table["difference"] = table["minutes_after"] - table["minutes_before"]
    here = (
        np.broadcast_to(there[0][:, None], one.shape),
        np.broadcast_to(there[1][:, None], one.shape),
    )
    table["change"] = _change((was, now), (one, two), here).ravel()
    return table.astype({"building": "string", "kind": "string", "change": "string"})


def counts(each: pd.DataFrame) -> pd.DataFrame:
    """
    How many buildings changed in which way, kind by kind.

    Parameters
    ----------
    each
        From :func:`of_buildings`.

    Returns
    -------
    DataFrame
        One row a kind and change: `kind`, `change`, `buildings` (all), `counted` (those that
        stand in a share).

    Examples
    --------
    >>> each = pd.DataFrame({"kind": ["gym"] * 2, "change": ["same"] * 2, "counted": [True, False]})
    >>> counts(each).values.tolist()
    [['gym', 'same', 2, 1]]
    """
    place = {change: number for number, change in enumerate(CHANGES)}
    grouped = each.groupby(["kind", "change"], sort=False)["counted"]
    table = grouped.agg(buildings="size", counted="sum").reset_index()
    order = {kind: number for number, kind in enumerate(each["kind"].unique())}
    ranks = table["kind"].map(order) * len(CHANGES) + table["change"].map(place)
    table = table.iloc[np.argsort(ranks.to_numpy(), kind="stable")].reset_index(drop=True)
    return table.astype({"buildings": "int64", "counted": "int64"})


def moved(before: "Plan", after: "Plan") -> pd.DataFrame:
    """
    The weight that came within the limit, and that fell out of it.

    Parameters
    ----------
    before, after
        Plans of buildings, or of communities alone.

    Returns
    -------
    DataFrame
        Index kind and unit: `gained` and `lost`, of those that are counted and have an answer on
        both sides, in the weight of `after` and of `before`; no row where the two count
        different things, and NA where no weight is known.
    """
    one, two = _served(before), _served(after)
    if one is None or two is None or one[1] != two[1]:
        return pd.DataFrame(columns=["gained", "lost"])
    index = one[0].index.intersection(two[0].index)
    columns = one[0].columns.intersection(two[0].columns)
    was, now = (_codes(side[0], index, columns) for side in (one, two))
    yes, no = (was == 0) & (now == 1), (was == 1) & (now == 0)
    rows = []
    for unit in dict.fromkeys(after.tables["coverage"]["unit"]):
        gain, loss = (_weight(plan, one[1], str(unit), index) for plan in (after, before))
        known = pd.notna(gain).any() and pd.notna(loss).any()
        parts = [np.nan_to_num(gain) @ yes, np.nan_to_num(loss) @ no]
        answer = np.stack(parts) if known else np.full((2, len(columns)), np.nan)
        keys = {"kind": columns, "unit": unit}
        rows.append(pd.DataFrame({**keys, "gained": answer[0], "lost": answer[1]}))
    return pd.concat(rows).set_index(["kind", "unit"]) if rows else pd.DataFrame()


def of_communities(before: "Plan", after: "Plan") -> pd.DataFrame:
    """
    Every community and kind before and after.

    Parameters
    ----------
    before, after
        With community_coverage; without it there are no rows.

    Returns
    -------
    DataFrame
        One row a community and kind; for buildings and households reached and total before and
        after, the share before and after, and gained and lost (net where the community is
        counted as a whole).
    """
    if any("community_coverage" not in plan.tables for plan in (before, after)):
        return pd.DataFrame(columns=["community", "kind"])
    keys = ["community", "kind"]
    one, two = (plan.tables["community_coverage"].set_index(keys) for plan in (before, after))
    order = two.index.append(one.index.difference(two.index, sort=False))
    parts = [f"{unit}_{part}" for unit in _UNITS for part in ("reached", "total")]
    columns = [*parts, *(f"share_{unit}" for unit in _UNITS), "basis", "reached"]
    one, two = (side.reindex(index=order, columns=columns) for side in (one, two))
    table = pd.DataFrame(index=order)
    whole = ~(one["basis"].eq("buildings") & two["basis"].eq("buildings"))
    for unit in _UNITS:
        for name in (f"{unit}_reached", f"{unit}_total", f"share_{unit}"):
            table[f"{name}_before"] = one[name].astype(float)
            table[f"{name}_after"] = two[name].astype(float)
        net = table[f"{unit}_reached_after"] - table[f"{unit}_reached_before"]
        gained, lost = (part.reindex(order) for part in _within(before, after, unit))
        table[f"{unit}_gained"] = gained.fillna(0).mask(whole, net.clip(lower=0)).where(net.notna())
        table[f"{unit}_lost"] = (
            lost.fillna(0).mask(whole, net.clip(upper=0).abs()).where(net.notna())
        )
    table["reached_before"], table["reached_after"] = one["reached"], two["reached"]
    return table.reset_index()


def _both(before: "Plan", after: "Plan", name: str) -> tuple[pd.Index, pd.Index]:
    """Rows and columns of a table in both plans, those of `after` first."""
    one, two = before.tables[name], after.tables[name]
    return (
        two.index.append(one.index.difference(two.index, sort=False)),
        two.columns.append(one.columns.difference(two.columns, sort=False)),
    )


def _codes(reached: pd.DataFrame, index: pd.Index, columns: pd.Index) -> NDArray[np.int8]:
    """1 reached, 0 not, -1 without an answer."""
    found = np.full((len(index), len(columns)), _OPEN, dtype=np.int8)
    row, column = index.get_indexer(reached.index), columns.get_indexer(reached.columns)
    at = np.ix_(row[row >= 0], column[column >= 0])
    known = reached.to_numpy(dtype=float, na_value=_OPEN)[row >= 0][:, column >= 0]
    found[at] = known.astype(np.int8)
    return found


def _change(
    reached: tuple[NDArray[np.int8], NDArray[np.int8]],
    minutes: tuple[NDArray[np.float64], NDArray[np.float64]],
    there: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> NDArray[np.str_]:
    was, now = reached
    one, two = (np.nan_to_num(side, nan=np.inf) for side in minutes)
    close = (one == two) | (np.abs(minutes[1] - minutes[0]) <= _CLOSE)
    open_sides = (was == _OPEN).astype(int) + (now == _OPEN)
    rules = {
        ADDED: ~there[0],
        REMOVED: ~there[1],
        UNKNOWN: open_sides == 1,
        GAINED: (was == 0) & (now == 1),
        LOST: (was == 1) & (now == 0),
        SAME: close | (open_sides > 1),
        FASTER: two < one,
    }
    return np.select(list(rules.values()), list(rules), SLOWER)


def _counted(before: "Plan", after: "Plan", index: pd.Index) -> NDArray[np.bool_]:
    """Whether a building stands in a share, of either plan."""
    answer = np.zeros(len(index), dtype=bool)
    for plan in (before, after):
        if "building_access" in plan.tables:
            access = plan.tables["building_access"]["counted"].astype("boolean")
            answer |= access.reindex(index).fillna(False).to_numpy(dtype=bool)
    return answer


def _served(plan: "Plan") -> tuple[pd.DataFrame, str] | None:
    """Who is counted, reached or not, and in which layer they are."""
    tables = plan.tables
    if "building_reached" in tables:
        counted = tables["building_access"]["counted"].astype(bool)
        return tables["building_reached"][counted], "buildings"
    if "community_coverage" not in tables:
        return None
    whole = {"all": True, "none": False}
    long = tables["community_coverage"]
    long = long.assign(whole=long["reached"].astype(object).map(whole).astype("boolean"))
    wide = long.pivot_table(index="community", columns="kind", values="whole", aggfunc="first")
    wide = wide.reindex(index=tables["communities"].index, columns=tables["kinds"].index)
    return wide.astype("boolean"), "communities"


def _weight(plan: "Plan", layer: str, unit: str, index: pd.Index) -> NDArray[np.float64]:
    if unit == layer:
        return np.ones(len(index))
    frame = plan.tables[layer]
    if unit not in frame.columns:
        return np.full(len(index), np.nan)
    known = frame[unit].astype("Float64").reindex(index)
    return known.to_numpy(dtype=np.float64, na_value=np.nan).astype(np.float64)


def _within(before: "Plan", after: "Plan", unit: str) -> tuple[pd.Series, pd.Series]:
    """Gained and lost weight of the counted buildings of each community and kind."""
    if any("building_reached" not in plan.tables for plan in (before, after)):
        return pd.Series(dtype=float), pd.Series(dtype=float)
    index, columns = _both(before, after, "building_reached")
    was, now = (_codes(plan.tables["building_reached"], index, columns) for plan in (before, after))
    counted = _counted(before, after, index)[:, None]
    sides = []
    for plan, moved_ in ((after, (was == 0) & (now == 1)), (before, (was == 1) & (now == 0))):
        weight = np.nan_to_num(_weight(plan, "buildings", unit, index))
        owner = plan.tables["building_access"]["community"].reindex(index)
        some = moved_.any(axis=0)  # a kind in which nobody moved is not summed
        wide = pd.DataFrame((moved_ * counted * weight[:, None])[:, some], index, columns[some])
        sums = wide.groupby(owner.to_numpy()).sum().rename_axis("community")
        long = sums.melt(var_name="kind", ignore_index=False).set_index("kind", append=True)
        sides.append(long["value"])
    return sides[0], sides[1]
