"""The page of the walking benchmark, in Markdown."""

from typing import Any

import measuring
from rows import COUNTS, NEAREST, PASS, TWICE

Row = dict[str, Any]
HEAD = (
    "| size | peer | pianqu s | peer s | ratio | ratio on the wall | max diff s | answers that "
    "differ | pianqu MB | peer MB | runs | load |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|",
)
PASS_HEAD = (
    "| size | pianqu s | without its structure s | pass s | pianqu / pass | without its structure "
    "/ pass | labels set | a label ns | a node of the pass ns | label / node |",
    "|---|---|---|---|---|---|---|---|---|---|",
)
METHOD = """\
The same work on the same data in the same run; the answers are compared before the times are. \
Seconds are CPU seconds of the process, from edge arrays to a search structure, search, and \
answers, without imports and compiling, every engine on one thread (OMP_NUM_THREADS=1); the machine was shared with other work, \
so the wall clock stands beside as a ratio only, and so does the load (processes that run or \
wait to run). Engines run in turn, ours and the peer; seconds \
are medians, and the ratio, the peer over pianqu, is the median of the pairs. Memory is the growth of the peak resident \
size of a fresh process that runs one engine, beyond the data it is given. `*` = extrapolated.

Streets: © OpenStreetMap contributors, ODbL (central Helsinki, mirrored side by side); hills, \
homes and places are synthetic. A place has one to five doors. Limit 600 s, inclusive."""
TEXT = {
    NEAREST: "Seconds from every home to the nearest place of each kind.",
    COUNTS: "For every home and kind: how many places are within the limit, how much they hold "
    "together, and how far the nearest is. A place counts once, however many doors it has. "
    "An answer differs where the count or the capacity does.",
}
NOTES = {
    NEAREST: """\
- pianqu: fractional places on the edges, nothing is split.
- scipy: given the graph already split at the doors; CSR with parallel arcs reduced, one \
multi-source dijkstra(min_only, limit) a kind, homes from two node labels each.
- pandana: given the same split graph; contraction hierarchies and nearest_pois at every node, \
homes as for scipy; it rounds and sums edge times in milliseconds, hence the difference.
- OSMnx example: nx.ego_graph on a MultiDiGraph, one a door, from 15 doors and extrapolated to \
all. It says who is in reach, not how far; compared is who is in reach, at every node.""",
    COUNTS: """\
- scipy: given the split graph; dijkstra(indices, limit) for 64 doors at a time, the least over \
the doors of a place, then only the homes next to a node in reach. At a million nodes it counts a \
sample of the places and is extrapolated by doors; the answers are compared on the sample.""",
}


def line(row: Row) -> str:
    return _cells(
        *(row["size"], _peer(row), _seconds(row["ours_s"]), _seconds(row["peer_s"])),
        *(_ratio(row["ratio"]), _ratio(row["wall_ratio"]), _or_dash(row["max_diff"], ".1e")),
        *(_or_dash(row["flips"], ",d"), _or_dash(row["ours_mb"], ",.0f")),
        *(_or_dash(row["peer_mb"], ",.0f"), str(row["runs"]), f"{row['load']:.1f}"),
    )


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    parts = ["# Walking, beside its peers", measuring.heading(found), METHOD]
    for work, title in ((NEAREST, "## The nearest"), (COUNTS, "## All within reach")):
        rows = [row for row in found["rows"] if row["work"] == work]
        beside = [row for row in rows if row["peer"] != PASS and "two" not in row["ours"]]
        parts += [title, TEXT[work], _table(HEAD, beside), NOTES[work]]
    parts += ["## Beside the memory", *_passes(found["rows"])]
    twice = [row for row in found["rows"] if "two" in row["ours"]]
    parts += ["## Two threads", *_twice(twice), _absent(found)]
    parts.append("Made by `python benchmarks/coverage.py --markdown benchmarks/coverage.md`.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _passes(rows: list[Row]) -> list[str]:
    text = (
        "A bound from the machine, for the work of the first table: one pass over all arcs a kind, "
        "which gathers the label of the neighbour and adds the cost (64-bit), as if the answer "
        "were found at the first look. The search sets only the labels within the limit, the pass "
        "all; so the last columns compare one label with one node of the pass. The seconds of "
        "pianqu hold the structure, the search, and the answers at the homes."
    )
    lines = []
    for row in rows:
        if row["peer"] != PASS:
            continue
        run, once = row["ours_s"] - row["ours_build_s"], row["peer_s"] / row["passed"]
        label = run / row["labels"]
        lines.append(
            _cells(
                *(row["size"], _seconds(row["ours_s"]), _seconds(run), _seconds(row["peer_s"])),
                *(_ratio(1 / row["ratio"]), _ratio(run / row["peer_s"])),
                f"{row['labels']:,} of {row['passed']:,}",
                *(f"{label * 1e9:.0f}", f"{once * 1e9:.1f}", _ratio(label / once)),
            )
        )
    return [text, "\n".join([*PASS_HEAD, *lines])]


def _twice(rows: list[Row]) -> list[str]:
    text = (
        "Seconds on the wall, both runs in turn. The load is that of the machine at the time: "
        "where it is above the number of cores, other work has the second core."
    )
    head = (
        "| work | size | one thread s | two threads s | ratio | max diff s | answers that differ "
        "| MB, one thread | MB, two threads | runs | load |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    )
    lines = [
        _cells(
            *(row["work"], row["size"], _seconds(row["peer_s"]), _seconds(row["ours_s"])),
            *(_ratio(row["ratio"]), f"{row['max_diff']:g}", f"{row['flips']}"),
            *(_or_dash(row["peer_mb"], ",.0f"), _or_dash(row["ours_mb"], ",.0f")),
            *(str(row["runs"]), f"{row['load']:.1f}"),
        )
        for row in rows
    ]
    return [text, "\n".join([*head, *lines])]


def _absent(found: dict[str, Any]) -> str:
    names = ", ".join(found["absent"])
    return f"Not installed and not measured: {names}." if names else ""


def _table(head: tuple[str, str], rows: list[Row]) -> str:
    return "\n".join([*head, *map(line, rows)])


def _peer(row: Row) -> str:
    name = TWICE if "two" in row["ours"] else row["peer"]
    return f"{name}*" if row["extrapolated"] else name


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _seconds(value: float) -> str:
    return f"{value:.4f}" if value < 0.01 else f"{value:.3f}" if value < 100 else f"{value:,.0f}"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _or_dash(value: float | None, form: str) -> str:
    return "–" if value is None else f"{value:{form}}"
