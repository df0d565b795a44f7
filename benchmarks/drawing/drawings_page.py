"""The page of measurements of maps: rows in tables, and what they mean in words."""

from typing import Any

import measuring
from drawings import ASKED
from footprints import AREAS, LINES, POINTS

Row = dict[str, Any]
HEAD = (
    *(
        "features",
        "peer",
        "pianqu ready s",
        "peer ready s",
        "ratio",
        "pianqu file MB",
        "peer file MB",
    ),
    *("pianqu build s", "peer build s", "pianqu build MB", "peer build MB"),
    *("pianqu block ms", "peer block ms", "pianqu pan ms", "peer pan ms"),
    *("pianqu heap MB", "peer heap MB", "drawn more or fewer", "pointer misses", "load"),
)
TITLES = {AREAS: "## Buildings", LINES: "## Lines", POINTS: "## Points"}
METHOD = f"""\
The same features on one page each, opened in the same Chromium (headless, no graphics card, window \
of 1280 by 800, no network). The peers' Leaflet is the one in our pages and reaches them without a \
network; other scripts and styles of theirs are empty files. Both peers draw on canvas \
(`prefer_canvas=True`), which is quicker than what they do unasked; features are in five classes, \
with a name on hover and nine attributes on click. folium takes classes as a function of the feature and writes its answers as one branch a feature, \
which the page goes through for each feature: most of the time of the peers at 100,000 goes there, as the row \
“one colour”, without classes, says. The answers are compared before the times are: \
how many features each page draws, and which feature pianqu's pointer finds at {ASKED} places, \
beside what shapely finds (places within 0.3 m of an outline are left out, as coordinates lie on a \
grid of 7 cm).

Ready: from the start of navigation until the page has drawn everything and five frames in a row \
took less than 120 ms. Block: the longest task of the page while it loads. Pan: 95th percentile of \
the frames during a drag of 300 pixels in 30 moves and 0.3 s after it. Build: CPU seconds, and \
growth of the peak memory, of a fresh process that makes and writes the page, imports and a page of \
20 features before the clock. Heap: memory of scripts when the page is ready. One run each; the \
load (processes that run or wait to run) stands beside.

The data is synthetic: on a lattice of 38 by 30 m, slabs, Ls, Us and notched slabs of 4 to 12 \
vertices; or lanes of five vertices; or places."""


def line(row: Row) -> str:
    pairs = ("file_mb", "build_s")
    return _cells(
        *(row["size"], row["peer"]),
        *(_number(row["ours_s"]), _number(row["peer_s"]), _number(row["ratio"])),
        *(_number(row[f"{who}_{key}"]) for key in pairs for who in ("ours", "peer")),
        *(_whole(row["ours_mb"]), _whole(row["peer_mb"])),
        *(
            _whole(row[f"{who}_{key}"])
            for key in ("block_ms", "pan_ms", "heap_mb")
            for who in ("ours", "peer")
        ),
        *(str(row["max_diff"]), str(row["flips"]), f"{row['load']:.1f}"),
    )


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    parts = ["# Maps, beside folium and geopandas", measuring.heading(found), METHOD]
    for kind, title in TITLES.items():
        rows = [row for row in found["rows"] if row["work"] == kind]
        if rows:
            table = [_cells(*HEAD), _cells(*("---" for _ in HEAD)), *(line(row) for row in rows)]
            parts += [title, "\n".join(table)]
    parts.append(
        "geopandas.explore goes through folium.GeoJson, and is run with buildings only."
        + " “not run”: without a peer." * any(row["peer"] == "not run" for row in found["rows"])
    )
    parts.append("Made by `python benchmarks/maps.py --markdown benchmarks/maps.md`.")
    return "\n\n".join(parts) + "\n"


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
