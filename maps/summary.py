"""Every headline figure of a plan with its 口径, as one dictionary for summary.json."""

import json
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from .findings import tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..analysis.planning import Plan

_LIBRARIES = (
    *("geopandas", "shapely", "pyproj", "pandas", "numpy", "numba", "folium"),
    *("exactextract", "highspy"),
)
_UNANSWERED = ("not_mapped", "not_computed")


def summary(plan: "Plan", *, scenarios: "Mapping[str, Plan] | None" = None) -> dict[str, Any]:
    """
    The figures of a plan, what they rest on, and what was left open.

    Parameters
    ----------
    plan
        Tables that are not there leave their part empty.
    scenarios
        Key to the comparison of a scenario with the plan.

    Returns
    -------
    dict
        In a fixed order: `software`; `basis` (every line that stands beside a figure); `figures`
        (one a kind and unit: numerator, denominator, share, limit, pace, distance rule, CRS, day,
        source); `statutory` (one an edition of the park rate), `reconciliation` (one a step), `daylight`
        (one a unit and verdict), `lifts` (one a stage), `votes` (by topic and verdict), `idle` (plots
        and land by kind, status and confidence), `siting` (one a use), `eligibility` (communities by
        verdict), `finance` (the account of all), `packages` (one a way of balancing), `stages` (one
        a year), `renewed` (one an area) and `scenarios` (before and after, one a kind and unit that changes); `kinds` by status, those without an answer with the reason; `findings` by severity, the gravest first;
        `sources` with their hashes; `rows` of each table; `seconds` of each step, the only part
        that differs between two runs on the same input. Missing is null.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> rows = pd.DataFrame({"kind": ["gym"], "reached": [3.0], "share": [float("nan")]})
    >>> summary(SimpleNamespace(tables={"coverage": rows}))["figures"]
    [{'kind': 'gym', 'reached': 3, 'share': None}]
    """
    tables = plan.tables
    return {
        "software": _versions(),
        "basis": _rows(tables.get("basis")),
        "figures": _figures(plan),
        "statutory": _rows(tables.get("park_rates")),
        "reconciliation": _rows(tables.get("reconciliation")),
        "daylight": _rows(tables.get("daylight")),
        "lifts": _stages(tables.get("elevator_programme")),
        "votes": _verdicts(tables.get("consents")),
        "idle": _rows(tables.get("idle_totals")),
        "siting": _rows(tables.get("siting")),
        "eligibility": _verdicts_of(tables.get("eligibility")),
        "finance": _whole(tables.get("finance")),
        "packages": _rows(tables.get("bundle_modes")),
        "stages": _years(tables.get("staging_batches")),
        "renewed": _rows(tables.get("staging_areas")),
        "scenarios": {key: _changed(changes) for key, changes in (scenarios or {}).items()},
        "kinds": _kinds(tables.get("kinds")),
        "findings": tally(tables.get("findings")),
        "sources": _rows(tables.get("sources")),
        "rows": {name: len(table) for name, table in sorted(tables.items()) if name != "timings"},
        "seconds": _seconds(tables.get("timings")),
    }


def text(content: dict[str, Any]) -> str:
    r"""
    The summary as JSON for people: Chinese as it is, indented, ending with a line break.

    Parameters
    ----------
    content
        From :func:`summary`.

    Returns
    -------
    str

    Examples
    --------
    >>> text({"城市": None})
    '{\n  "城市": null\n}\n'
    """
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in ("pianqu", *_LIBRARIES)}


def _figures(plan: "Plan") -> list[dict[str, Any]]:
    rows = _rows(plan.tables.get("coverage"))
    kinds = plan.tables.get("kinds", pd.DataFrame())
    if "zh" not in kinds.columns:
        return rows
    words = {str(kind): plain(zh) for kind, zh in kinds["zh"].items()}
    return [{"kind": row["kind"], "zh": words.get(str(row["kind"])), **row} for row in rows]


def _verdicts_of(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    """How many communities there are of each verdict."""
    if table is None:
        return []
    found = table.groupby(["verdict", "verdict_zh"], sort=True).size()
    return _rows(found.rename("communities").reset_index())


def _years(batches: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if batches is None else _rows(batches.reset_index())


def _whole(finance: pd.DataFrame | None) -> list[dict[str, Any]]:
    """The account of all projects together."""
    return [] if finance is None else _rows(finance[finance["level"].eq("all")])


def _stages(programme: pd.DataFrame | None) -> list[dict[str, Any]]:
    """The three stages of the programme of lifts as a whole."""
    return [] if programme is None else _rows(programme[programme["place"].eq("all")])


def _verdicts(consents: pd.DataFrame | None) -> dict[str, dict[str, int]]:
    """Votes by topic and verdict."""
    if consents is None:
        return {}
    counts = consents.groupby(["topic", "verdict"]).size()
    found: dict[str, dict[str, int]] = {}
    for (topic, verdict), many in counts.items():  # pyright: ignore[reportGeneralTypeIssues] two keys
        found.setdefault(str(topic), {})[str(verdict)] = int(many)
    return found


def _changed(changes: "Plan") -> list[dict[str, Any]]:
    """Rows of a comparison in which somebody gains or loses."""
    table = changes["changes"]
    moved = table["gained"].fillna(0).gt(0) | table["lost"].fillna(0).gt(0)
    return _rows(table[moved])


def _kinds(kinds: pd.DataFrame | None) -> dict[str, list[Any]]:
    if kinds is None or "status" not in kinds.columns:
        return {}
    found: dict[str, list[Any]] = {
        "mapped": [str(kind) for kind in kinds.index[kinds["status"] == "mapped"]]
    }
    for status in _UNANSWERED:
        rows = kinds[kinds["status"] == status]
        found[status] = [
            {"kind": str(kind), "zh": plain(row.get("zh")), "reason": plain(row.get("reason"))}
            for kind, row in rows.iterrows()
        ]
    return found


def _seconds(timings: pd.DataFrame | None) -> dict[str, float]:
    if timings is None:
        return {}
    pairs = zip(timings["step"], timings["seconds"], strict=True)
    return {str(step): round(float(seconds), 3) for step, seconds in pairs}


def _rows(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [
        {str(name): plain(cell) for name, cell in row.items()} for row in table.to_dict("records")
    ]


def plain(cell: Any) -> str | int | float | bool | None:
    """
    A cell as JSON holds it.

    Parameters
    ----------
    cell
        A number, text, yes or no, a day, or missing.

    Returns
    -------
    str, int, float, bool or None
        Whole numbers as int; missing and infinite as None; days as ISO text.

    Examples
    --------
    >>> plain(np.float64(2)), plain(pd.NaT), plain(np.bool_(True)), plain(pd.Timestamp("2024-05-01"))
    (2, None, True, '2024-05-01')
    """
    if cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell)):
        return None
    if isinstance(cell, (bool, np.bool_)):
        return bool(cell)
    if isinstance(cell, (int, float, np.number)):
        if not np.isfinite(cell):
            return None
        return int(cell) if float(cell).is_integer() else float(cell)
    return str(cell.date()) if isinstance(cell, pd.Timestamp) else str(cell)
