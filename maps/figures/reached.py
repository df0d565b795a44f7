"""Maps of who reaches what: buildings by walking time and communities by share, kind by kind."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..atlas.times import building_times, community_shares, tenths, uncounted
from ..basis import basis_value, limits
from ..style import minute_breaks
from ..words import WORDS
from .absent import Absent, why
from .layer import Layer
from .map_sheet import Map
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

KINDS = 3  # that are mapped; the page shows all of them
_FIRST = "park_small"
_CIRCLES = ("c5", "c10", "c15")
_BASIS = ("minutes", "pace", "distance_rule", "base")
# places after the classes of time: beyond the search is -1, as in the page
_AFTER = {-1: 0, -2: 1, -3: 2, -4: 3}


def first_kinds(plan: "Plan") -> list[str]:
    """
    The kinds that are mapped: small parks, then the first of each living circle.

    Parameters
    ----------
    plan
        With the table kinds, or without.

    Returns
    -------
    list of str
        At most :data:`KINDS`; only kinds that were computed.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> kinds = pd.DataFrame({"level": ["c5", "c10"], "status": ["mapped", "not_mapped"]}, ["a", "b"])
    >>> first_kinds(SimpleNamespace(tables={"kinds": kinds}))
    ['a']
    """
    kinds = plan.tables.get("kinds", pd.DataFrame({"status": [], "level": []}))
    kinds = kinds[kinds["status"].eq("mapped").fillna(value=False)]
    found = [_FIRST] if _FIRST in kinds.index else []
    for circle in _CIRCLES:
        found += kinds.index[kinds["level"].eq(circle).fillna(value=False)][:1].astype(str).tolist()
    rest = kinds.index.astype(str).tolist()
    return list(dict.fromkeys([*found, *rest]))[:KINDS]


def reach_maps(plan: "Plan", layers: dict[str, Layer]) -> tuple[list[Map], list[Absent]]:
    """
    Two maps a kind: buildings by minutes, communities by share.

    Parameters
    ----------
    plan
        With tables of coverage, or without.
    layers
        Of the page: the classes are those of `buildings` and `communities`.

    Returns
    -------
    tuple of list
        Maps, and those that cannot be made.
    """
    made: list[Map] = []
    left: list[Absent] = []
    kinds = first_kinds(plan)
    for key, layer, table, title in (
        ("map_reach", "buildings", "building_minutes", WORDS["to_kind"]),
        ("map_share", "communities", "community_coverage", WORDS["share_of_community"]),
    ):
        if layer not in layers or table not in plan.tables or not kinds:
            left.append(Absent(key, title, "map", table, why(plan, table)))
            continue
        classes = _minutes if layer == "buildings" else _shares
        for kind in kinds:
            marked = layers[layer].marked(classes(plan, kind))
            made.append(_map(plan, kind, f"{key}_{kind}", marked, layers, table))
    return made, left


def _map(
    plan: "Plan", kind: str, key: str, marked: Layer, layers: dict[str, Layer], table: str
) -> Map:
    told = [basis_value(plan, name) for name in _BASIS]
    notes = (f"{FIGURE_WORDS['basis']}：{'；'.join(line for line in told if line)}",)
    zh = plan.tables["kinds"].loc[kind, "zh"]
    main = [marked]
    if "doors" in layers:
        own = layers["doors"].kept(_holding(plan.tables["doors"], kind))
        doors = replace(own, name=str(zh), swatches=own.swatches[:1]).marked([0] * len(own.marks))
        main.append(doors)
    named = (marked,) if table == "community_coverage" else ()
    title = f"{zh}：{marked.name}"
    return Map(key, title, main=tuple(main), named=named, notes=notes, table=table)


def _minutes(plan: "Plan", kind: str) -> list[int]:
    """The class of each building, as the page's script finds it."""
    breaks = [tenths(step) for step in minute_breaks(*limits(plan))]
    codes = np.array(building_times(plan)[kind][0], dtype=int)
    codes[uncounted(plan)] = min(_AFTER)
    last = len(breaks)
    return [
        last + _AFTER[code] if code < 0 else int(np.searchsorted(breaks, code)) for code in codes
    ]


def _shares(plan: "Plan", kind: str) -> list[int]:
    return community_shares(plan, kind)["marks"]


def _holding(doors: pd.DataFrame, kind: str) -> np.ndarray:
    """Rows whose kinds, parted by semicolons, hold the kind."""
    held = [
        pd.notna(cell) and kind in str(cell).replace(" ", "").split(";")
        for cell in doors.get("kinds", pd.Series(pd.NA, doors.index))
    ]
    return np.array(held, dtype=bool)
