"""Walking times and shares as a page's script reads them: whole numbers, codes and signs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..style import share_class
from ..words import WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

# in place of tenths of minutes; as in reach.js
BEYOND, NOT_COMPUTED, NO_DATA, NOT_COUNTED = -1, -2, -3, -4
_OPEN = 2
_COMMUNITY_NUMBERS = (
    "minutes_median",
    "minutes_max",
    "buildings_reached",
    "buildings_total",
    "households_reached",
    "households_total",
    "share_households",
)


def tenths(minutes: float) -> int:
    """
    Tenths of minutes, rounded up: what is over a limit stays over it.

    Parameters
    ----------
    minutes
        Zero or more.

    Returns
    -------
    int

    Examples
    --------
    >>> tenths(10.0), tenths(10.001), tenths(9.99)
    (100, 101, 100)
    """
    return int(np.ceil(minutes * 10))


def building_times(plan: "Plan") -> dict[str, tuple[list[int], str]]:
    """
    Walking times of the buildings to each kind.

    Parameters
    ----------
    plan
        With the tables buildings, building_minutes (NaN beyond the search or not computed) and
        building_reached (NA where not computed).

    Returns
    -------
    dict of tuple
        By kind: tenths of minutes or a negative code, and the signs 1, 0 or - for reached, not and
        not computed; one a building, in order.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> minutes = pd.DataFrame({"k": [10.0, float("nan"), float("nan")]}, list("abc"))
    >>> reached = pd.DataFrame({"k": [True, False, pd.NA]}, list("abc"), dtype="boolean")
    >>> frame = pd.DataFrame(index=list("abcd"))
    >>> tables = {"buildings": frame, "building_minutes": minutes, "building_reached": reached}
    >>> building_times(SimpleNamespace(tables=tables))
    {'k': ([100, -1, -2, -3], '10--')}
    """
    minutes = plan.tables.get("building_minutes", pd.DataFrame())
    index = plan.tables["buildings"].index
    there = index.isin(minutes.index)
    reached = plan.tables.get("building_reached", pd.DataFrame()).reindex(minutes.index)
    found: dict[str, tuple[list[int], str]] = {}
    for kind in minutes.columns.intersection(reached.columns):
        exact = minutes[kind].reindex(index).to_numpy(dtype=float)
        # 1 reached, 0 not, 2 not computed
        answer = reached[kind].astype("Int8").reindex(index).fillna(2).to_numpy(dtype=int)
        code = np.where(np.isfinite(exact), np.ceil(exact * 10), BEYOND)
        code = np.where(answer == _OPEN, NOT_COMPUTED, code)
        code = np.where(there, code, NO_DATA).astype(int)
        signs = np.array(["0", "1", "-"])[np.where(there, answer, _OPEN)]
        found[str(kind)] = code.tolist(), "".join(signs)
    return found


def uncounted(plan: "Plan") -> list[int]:
    """
    Places of the buildings that no share counts, such as shops.

    Parameters
    ----------
    plan
        The column `counted` of the table building_access says which, where it is there.

    Returns
    -------
    list of int
        Places in the table buildings.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> tables = {"buildings": pd.DataFrame(index=["a", "b"])}
    >>> tables["building_access"] = pd.DataFrame({"counted": [True, False]}, ["a", "b"])
    >>> uncounted(SimpleNamespace(tables=tables))
    [1]
    """
    access = plan.tables.get("building_access", pd.DataFrame())
    if "counted" not in access.columns or "buildings" not in plan.tables:
        return []
    counted = access["counted"].reindex(plan.tables["buildings"].index)
    return [place for place, answer in enumerate(counted.eq(False).fillna(False)) if answer]


def access_notes(plan: "Plan", limit: float) -> tuple[dict[int, float], dict[int, str]]:
    """
    What to say of a building beside its minutes.

    Parameters
    ----------
    plan
        With the table building_access, or without.
    limit
        Minutes; a building whose way to the edge of the data is not longer is warned of.

    Returns
    -------
    tuple of dict
        By place in the table buildings: minutes to the edge, and why nothing was computed.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> access = pd.DataFrame({"edge_minutes": [3.0, 12.0], "reason": [None, "未接入路网"]}, ["a", "b"])
    >>> tables = {"buildings": pd.DataFrame(index=["a", "b"]), "building_access": access}
    >>> access_notes(SimpleNamespace(tables=tables), 10)
    ({0: 3.0}, {1: '未接入路网'})
    """
    if "building_access" not in plan.tables or "buildings" not in plan.tables:
        return {}, {}
    access = plan.tables["building_access"].reindex(plan.tables["buildings"].index)
    near = {
        place: float(value) for place, value in enumerate(access["edge_minutes"]) if value <= limit
    }
    told = {
        place: str(text) for place, text in enumerate(access["reason"]) if pd.notna(text) and text
    }
    return {place: round(value, 1) for place, value in near.items()}, told


def community_shares(plan: "Plan", kind: str) -> dict[str, list[Any]]:
    """
    What the communities reach of one kind, with the numbers behind each share.

    Parameters
    ----------
    plan
        With the tables communities and community_coverage.
    kind
        A kind of that table.

    Returns
    -------
    dict of list
        One value a community, in order: the numbers of the table, `basis` in words, and `marks`,
        the class by the share of households, else of buildings, else by the state.
    """
    index = plan.tables["communities"].index
    long = plan.tables.get("community_coverage", pd.DataFrame({"community": [], "kind": []}))
    rows = long[long["kind"] == kind].set_index("community").reindex(index)
    none = [None] * len(index)
    columns = {name: numbers(rows.get(name, none)) for name in _COMMUNITY_NUMBERS}
    states = [None if pd.isna(cell) else str(cell) for cell in rows.get("reached", none)]
    shares = [
        own if own is not None else (part / whole if part is not None and whole else None)
        for own, part, whole in zip(
            columns["share_households"],
            columns["buildings_reached"],
            columns["buildings_total"],
            strict=True,
        )
    ]
    basis = [None if pd.isna(cell) else str(cell) for cell in rows.get("basis", none)]
    return {
        **columns,
        "basis": [None if cell is None else WORDS.get(f"basis_{cell}", cell) for cell in basis],
        "marks": [share_class(share, state) for share, state in zip(shares, states, strict=True)],
    }


def numbers(cells: Iterable[Any]) -> list[int | float | None]:
    """
    Cells as numbers that JSON can hold.

    Parameters
    ----------
    cells
        Numbers, or missing.

    Returns
    -------
    list
        None for missing and infinite; whole numbers as int; the rest to six digits after the point.

    Examples
    --------
    >>> numbers([3.0, 0.1234567, float("nan"), pd.NA, float("inf")])
    [3, 0.123457, None, None, None]
    """
    return [_number(cell) for cell in cells]


def _number(cell: Any) -> int | float | None:
    if cell is None or pd.isna(cell) or not np.isfinite(cell):
        return None
    return int(cell) if float(cell).is_integer() else round(float(cell), 6)
