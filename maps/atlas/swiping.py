"""What a building answers before and after a plan, for the two sides of a divided map."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..style import NO_DATA, NOT_COMPUTED, NOT_COUNTED, Swatch
from ..words import WORDS
from .contrasts import changed

if TYPE_CHECKING:
    from ...analysis.planning import Plan

SIDES = (
    Swatch(WORDS["reached"], "#0072b2"),
    Swatch(WORDS["not_reached"], "#e69f00"),
    Swatch(WORDS["one_side"], "#cc79a7", always=False),
    NOT_COMPUTED,
    NO_DATA,
    NOT_COUNTED,
)
_REACHED, _BEYOND, _ONE_SIDE, _OPEN, _NO_DATA, _UNCOUNTED = range(len(SIDES))
# by the place of a class of change in contrasts.CLASSES; "one side" is told by the rows
_BY_CHANGE = (
    (_BEYOND, _REACHED),
    (_REACHED, _BEYOND),
    (_REACHED, _REACHED),
    (_BEYOND, _BEYOND),
    (_ONE_SIDE, _ONE_SIDE),
    (_OPEN, _OPEN),
    (_NO_DATA, _NO_DATA),
    (_UNCOUNTED, _UNCOUNTED),
)


def sides(plan: "Plan") -> dict[str, Any]:
    """
    What the page's script needs to draw both sides of a divided map.

    Parameters
    ----------
    plan
        From :func:`pianqu.analysis.comparing.compare`.

    Returns
    -------
    dict
        `classes`; `pairs`, the classes before and after by class of change; `rows`, for each kind
        that changed the classes of buildings with an answer on one side only, by row. Where the
        answer is the earlier one, what it was is not told: only that there was one.
    """
    return {
        "classes": [asdict(swatch) for swatch in SIDES],
        "pairs": _BY_CHANGE,
        "rows": [_rows(plan, kind) for kind in changed(plan)],
    }


def _rows(plan: "Plan", kind: str) -> dict[str, tuple[int, int]]:
    if "buildings" not in plan.tables or "building_changes" not in plan.tables:
        return {}
    place = {str(name): at for at, name in enumerate(plan.tables["buildings"].index)}
    reached = plan.tables.get("building_reached", pd.DataFrame())
    answer = reached.get(kind, pd.Series(dtype="boolean"))
    rows = plan.tables["building_changes"]
    rows = rows[(rows["kind"] == kind) & rows["change"].isin(["unknown", "added"])]
    return {
        str(place[str(name)]): _pair(str(change), answer.get(name))
        for name, change in zip(rows["building"], rows["change"], strict=True)
        if str(name) in place
    }


def _pair(change: str, answer: Any) -> tuple[int, int]:
    if answer is None or pd.isna(answer):
        return (_NO_DATA if change == "added" else _ONE_SIDE), _OPEN
    return (_NO_DATA if change == "added" else _OPEN), (_REACHED if answer else _BEYOND)
