"""The page of measurements: rows in tables, and what they mean in words."""

from typing import Any

import measuring
from works import CAST, EMBREE, FLOORS, HOURS, POLYGONS, SHAFTS, TWICE

Row = dict[str, Any]
HEAD = (
    *("size", "peer", "pianqu s", "peer s", "ratio", "ratio on the wall", "max diff min"),
    *("mean diff min", "verdicts that differ", "pianqu MB", "peer MB", "runs", "load"),
)
METHOD = """\
The same windows in the same run; the answers are compared before the times are. Seconds are CPU \
seconds of the process, from outlines and windows to hours, candidates and search structures \
included, without imports and compiling, every engine on one thread unless a row says otherwise; \
the machine was shared with other work, so the wall clock stands beside as a ratio only, and so \
does the load (processes that run or wait to run). Engines run in turn, ours and the peer; seconds \
are medians, and the ratio, the peer over pianqu, is the median of the pairs. Memory is the growth \
of the peak resident size of a fresh process that runs one engine, beyond the data it is given. \
`*` = extrapolated.

The town is synthetic: estates of 32 houses in rows, each estate turned by up to 15 degrees, gaps \
0.98 to 1.32 times the height of the southern house, 5 % L-shapes, 3 % courtyards, 2 % that run up \
to or into the next house; one window every 3.5 m of every wall on every storey. The day is that \
of the Great Cold (20 January 2001), 8 to 16 h of true solar time, at 31.45° N; a window is the \
middle of its sill; a verdict is whether it has two hours."""
TEXT = {
    HOURS: f"""\
- {CAST}: compiled by numba; for every window and minute a ray against every wall of the houses \
whose shadow box holds the window, until one is met. The largest difference is a ray's own: it \
stands for a minute at each end of each interval of sun.
- {TWICE}: the same and pianqu, each with two threads; seconds on the wall.
- {FLOORS}: the same ray once for all windows above one another, against every wall: what a ray \
cast can save without leaving its steps.
- {EMBREE}: trimesh with embreex, one mesh of all houses, a ray for every window and minute in \
front of its wall, in bunches.
- {POLYGONS}: `bdshadow_sunlight`, the shadow polygons of a moment on the level of a sill, for \
every minute and every level of sills. It knows the outer rings only and another formula for the \
sun; compared is whether a window lies in shadow at a moment.""",
    SHAFTS: f"""\
What each shaft takes from which window, as if it were the only one: minutes lost, windows newly \
below, windows covered. Both sides are given the sun without shafts. {CAST}: is also given which \
windows a shaft's shadow may come to, and asks the houses only in the minutes in which the ray \
meets the shaft. Compared are minutes lost by windows that are not covered.""",
}


def line(row: Row) -> str:
    return _cells(
        *(row["size"], row["peer"] + "*" * row["extrapolated"]),
        *(_seconds(row["ours_s"]), _seconds(row["peer_s"])),
        *(_ratio(row["ratio"]), _ratio(row["wall_ratio"])),
        *(_dash(row["max_diff"], ".2f"), _dash(row["mean_diff"], ".3f")),
        *(_dash(row["flips"], ",d"), _dash(row["ours_mb"], ",.0f"), _dash(row["peer_mb"], ",.0f")),
        *(str(row["runs"]), f"{row['load']:.1f}"),
    )


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    parts = ["# Sun hours, beside their peers", measuring.heading(found), METHOD]
    for work, title in ((HOURS, "## Hours of every window"), (SHAFTS, "## Shafts one by one")):
        rows = [row for row in found["rows"] if row["work"] == work]
        table = [_cells(*HEAD), _cells(*("---" for _ in HEAD)), *(line(row) for row in rows)]
        notes = [f"- {row['size']}, {row['peer']}: {said}." for row in rows if (said := _said(row))]
        parts += [title, "\n".join(table), TEXT[work], "\n".join(notes)]
    parts += _absent(found)
    parts.append("Made by `python benchmarks/daylight.py --markdown benchmarks/daylight.md`.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _said(row: Row) -> str:
    """What only some rows have."""
    parts = [row["note"]]
    if "moments_differ" in row:
        parts.append(f"{row['moments_differ']:.2%} of moments differ from the ray cast")
    if "each_ms" in row:
        parts.append(f"{row['each_ms']:.2f} ms a shaft")
    return "; ".join(part for part in parts if part)


def _absent(found: dict[str, Any]) -> list[str]:
    names = ", ".join(found["absent"])
    return [f"Not installed and not measured: {names}."] if names else []


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _seconds(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _dash(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)
