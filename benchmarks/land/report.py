"""The page of measurements: rows in tables, and what they mean in words."""

from typing import Any

import measuring
from peers import LEAST, RADIUS
from works import ARRAY, BUFFERS, CLIP, FILE, OPENING, OVERLAY, RESIDUAL, UNION, ZONAL

Row = dict[str, Any]
HEAD = ("size", "peer", "pianqu s", "peer s", "ratio", "ratio on the wall")
TAIL = ("pianqu MB", "peer MB", "runs", "load")
MIDDLE = {
    RESIDUAL: {"max diff m²": "max_diff", "empty in one": "flips", "identity m²": "identity"},
    OPENING: {"max diff m²": "max_diff", "parts more or fewer": "flips"},
    ZONAL: {
        "max diff": "max_diff",
        "across 0.2": "flips",
        "pianqu max error": "ours_error",
        "peer max error": "peer_error",
        "peer mean error": "peer_mean_error",
        "peer without answer": "unanswered",
    },
}
METHOD = """\
The same areas in the same run; the answers are compared before the times are. Seconds are CPU \
seconds of the process, search structures included, without imports and reading of layers, on one \
thread; the machine was shared with other work, so the wall clock stands beside as a ratio only, \
and so does the load (processes that run or wait to run). Engines run in turn, ours and the peer; \
seconds are medians, and the ratio, the peer over pianqu, is the median of the pairs. Memory is \
the growth of the peak resident size of a fresh process that runs one engine, beyond the data it \
is given. `*` = extrapolated.

The city is synthetic: a jittered lattice of roads 7, 14 or 24 m wide, some 250 m apart; in each \
mesh a community with 32 slabs in rows turned by up to 15 degrees, one in twenty with a wing, six \
lanes 4 m wide and twelve round beds of 4 to 15 m radius over houses and lanes alike. Houses have \
a setback of 3 m (mitred). Both sides are given the same areas, setbacks, roads and beds made \
before the clock runs."""
TEXT = {
    RESIDUAL: f"""\
What is left of every community. {OVERLAY}: `how="difference"`, as it comes. {UNION}: everything \
in use united once, then a difference. pianqu measures what is in use as well; `identity` is the \
largest of area less used less left over all communities.""",
    OPENING: f"""\
What a disc of {RADIUS:g} m reaches of what is left, in parts of at least {LEAST:g} m². {BUFFERS}: \
inner buffer, outer buffer, intersection, explode, community by community, with the same number of \
edges a quarter. pianqu goes part by part, leaves out what is a sliver from the beginning, and its \
disc is a micrometre larger, so that straight edges are the area's own. With it the corners of the \
many-sided disc fall elsewhere, which is the difference; with the same disc the two agree to \
1e-6 m² (tests/gis/test_openings.py).""",
    ZONAL: f"""\
Mean, least, most and count of a vegetation index under every house. {CLIP}: every zone is cut \
with every cell that its bounds touch: slow and exact; errors are against it (of the houses that \
both were given). {FILE}: from the same file. {ARRAY}: from an array, which spares it the reading \
of a window for each house; pianqu reads the file. rasterstats takes a cell if its middle is in \
the zone. "across 0.2" are houses, of those given to the peer, that only one of the two finds \
green.""",
}
LEGENDS = {RESIDUAL: "## Residual", OPENING: "## Opening", ZONAL: "## Zonal statistics"}


def line(row: Row) -> str:
    return _cells(
        *(row["size"], row["peer"] + "*" * row["extrapolated"]),
        *(_seconds(row["ours_s"]), _seconds(row["peer_s"])),
        *(_ratio(row["ratio"]), _ratio(row["wall_ratio"])),
        *(_number(row[key]) for key in MIDDLE[row["work"]].values()),
        *(_megabytes(row["ours_mb"]), _megabytes(row["peer_mb"])),
        *(str(row["runs"]), f"{row['load']:.1f}"),
    )


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    parts = ["# Idle land: geometry, beside its peers", measuring.heading(found), METHOD]
    for work, title in LEGENDS.items():
        rows = [row for row in found["rows"] if row["work"] == work]
        head = (*HEAD, *MIDDLE[work], *TAIL)
        table = [_cells(*head), _cells(*("---" for _ in head)), *(line(row) for row in rows)]
        notes = [f"- {row['peer']}: {row['note']}." for row in rows if row["note"]]
        parts += [title, "\n".join(table), TEXT[work], "\n".join(notes)]
    names = ", ".join(found["absent"])
    parts += [f"Not installed and not measured: {names}."] if names else []
    parts.append("Made by `python benchmarks/idle.py --markdown benchmarks/idle.md`.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _seconds(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _number(value: float) -> str:
    return f"{value:,d}" if isinstance(value, int) else f"{value:.2g}"


def _megabytes(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
