"""Kinds whose last place a change took away, or whose first it brought: nobody reaches none."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import answers, coverage

if TYPE_CHECKING:
    from .planning import Plan

EMPTY = (coverage.NOT_MAPPED, coverage.ALL_SHUT, coverage.NO_DOOR)
_NEEDED = ("kinds", "coverage", "building_access", "building_reached", "buildings")
_TIMES = ["minutes_median", "minutes_max"]  # stay blank, as those beyond the search


def answered(plan: "Plan", other: "Plan") -> "Plan":
    """
    A plan in which nobody reaches the kinds that it has no place of, where another plan has some.

    Parameters
    ----------
    plan
        The one that is answered.
    other
        The same place before or after a change. A kind that is mapped there, and in `plan` is not
        recorded, shut or without a door, is what the change took away or brought.

    Returns
    -------
    Plan
        `plan` with building_reached, coverage and community_coverage of those kinds: False and 0,
        with the bases of its own buildings that are on the network. A kind that is open for any
        other reason (no streets, a layer that is missing), and a plan without buildings, stays as
        it is.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bare = SimpleNamespace(tables={})
    >>> answered(bare, bare) is bare
    True
    """
    kinds = _emptied(plan, other)
    if not kinds:
        return plan
    tables = plan.tables
    access = tables["building_access"]
    on = access["snapped"].to_numpy(dtype=bool)
    # beyond any limit: there is none to walk to
    far = np.repeat(np.where(on, np.inf, np.nan)[:, None], len(kinds), axis=1)
    minutes = pd.DataFrame(far, access.index, kinds)
    served = tables["building_reached"].copy()
    served[kinds] = coverage.reached(minutes, limit=0.0)
    counted = minutes[access["counted"].to_numpy(dtype=bool)]
    found = {"building_reached": served, "coverage": _covered(tables["coverage"], plan, counted)}
    if "community_coverage" in tables:
        found["community_coverage"] = _by_community(plan, other, counted)
    return replace(plan, tables={**tables, **found})


def _emptied(plan: "Plan", other: "Plan") -> list[str]:
    """Kinds that have no place in the plan, and have one in the other."""
    if any(name not in each.tables for each in (plan, other) for name in _NEEDED):
        return []
    own, theirs = plan.tables["kinds"], other.tables["kinds"]
    there = theirs.index[theirs["status"].eq("mapped")]
    return [str(kind) for kind in own.index[own["reason"].isin(EMPTY)] if kind in there]


def _covered(table: pd.DataFrame, plan: "Plan", minutes: pd.DataFrame) -> pd.DataFrame:
    """The rows of coverage, with those of the kinds filled."""
    weights = answers.weights(plan.tables["buildings"].loc[minutes.index])
    served = coverage.reached(minutes, limit=0.0)
    parts = []
    for unit in weights.columns:
        part = coverage.share(served, weights[unit]).reset_index().assign(unit=unit)
        parts.append(part[part["without_weight"] < len(served)])
    return _filled(table, pd.concat(parts), ["kind", "unit"])


def _by_community(plan: "Plan", other: "Plan", minutes: pd.DataFrame) -> pd.DataFrame:
    """The rows of community_coverage, with those of the kinds filled."""
    table, keys = plan.tables["community_coverage"], ["community", "kind"]
    owner = plan.tables["building_access"]["community"].reindex(minutes.index)
    weights = answers.weights(plan.tables["buildings"].loc[minutes.index])
    own = coverage.communities(minutes, limit=0.0, community=owner, weights=weights)
    # a community without buildings is as large as in the other plan, where it has an answer
    rest = other.tables["community_coverage"].set_index(keys)
    rest = rest[rest["basis"].ne("buildings") & rest["reached"].ne("unknown")]
    rest = rest.reindex([key for key in rest.index if key[1] in minutes.columns])
    zero = {name: 0 * rest[name] for name in rest.columns if name.endswith("_reached")}
    parts = [own, rest.assign(**zero, reached="none").reset_index()]
    filled = pd.concat([part.dropna(axis=1, how="all") for part in parts], ignore_index=True)
    filled = filled.drop_duplicates(keys)
    for unit in weights.columns:
        if f"{unit}_total" in filled:  # nobody reaches: 0 of whatever there is
            total = filled[f"{unit}_total"].astype(float)
            filled[f"share_{unit}"] = 0 * total.where(total > 0)
    return _filled(table, filled.drop(columns="basis", errors="ignore"), keys)


def _filled(table: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The table with the cells that the rows have; no row is added."""
    wide, rows = table.set_index(keys), rows.set_index(keys)
    names = rows.columns.intersection(wide.columns.difference(_TIMES))
    new = wide.index.isin(rows.index)
    cells = {name: rows[name].reindex(wide.index).where(new, wide[name]) for name in names}
    return wide.assign(**cells).reset_index()[table.columns]
