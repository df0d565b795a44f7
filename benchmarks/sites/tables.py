"""The page of siting measurements: rows in a table, and what they mean in words."""

from typing import Any

import measuring

Row = dict[str, Any]
HEAD = (
    *("question", "town", "pairs", "pianqu s", "CPU s", "MB", "value", "bound", "gap", "checked"),
    *("spopt s", "spopt MB", "spopt value", "load"),
)
METHOD = """\
Seconds are on the wall, from the pairs in reach to the answer, each engine in a fresh process with \
one thread, imports and compiling left out; the machine was shared with other work, so the CPU \
seconds of our process and the load stand beside. A solve has 60 s. MB is the growth of the peak \
resident size beyond the data. The bound is the least valid one of the multipliers and of HiGHS; \
the gap is its distance from the value; `checked` says that the value counted again from the chosen \
sites alone is the same, and the bound on its right side. spopt solves with CBC (PuLP), from a full \
matrix of lengths, and its value is counted from its sites in the same way; it is not run beyond \
10,000 homes, nor beyond 1,000 for the shortest walks.

San Francisco is the case that spopt carries in its tests: 205 census tracts, 16 stores, 4 sites, \
5,000 m by road. The other towns are synthetic: 70 % of homes and candidates in 25 clusters, the \
rest anywhere, weights of 1 to 119, a reach at which a home has 3 to 8 candidates (two dense ones: 15 \
and 19). In the shortest walks a pair beyond the reach counts twice the reach; in \
San Francisco every pair counts."""


def line(row: Row) -> str:
    """One row of the table."""
    return cells(
        *(row["work"], row["town"], f"{row['pairs']:,}"),
        *(f"{row['ours_wall_s']:.2f}", f"{row['ours_cpu_s']:.2f}", number(row["ours_mb"])),
        *(number(row["ours_value"]), number(row["ours_bound"])),
        *(f"{gap(row):.3%}", "yes" if checked(row) else "NO"),
        *(f"{row['peer_wall_s']:.2f}" if "peer_wall_s" in row else "–", number(row.get("peer_mb"))),
        *(peer(row), f"{row['load']:.1f}"),
    )


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    table = [cells(*HEAD), cells(*("---" for _ in HEAD)), *(line(row) for row in found["rows"])]
    parts = ["# Siting, beside spopt", measuring.heading(found), METHOD, "\n".join(table)]
    if found["absent"]:
        parts.append(f"Not installed and not measured: {', '.join(found['absent'])}.")
    parts.append("Made by `python benchmarks/siting.py --markdown benchmarks/siting.md`.")
    return "\n\n".join(parts) + "\n"


def gap(row: Row) -> float:
    """Distance of value and bound, relative to the value."""
    return abs(row["ours_bound"] - row["ours_value"]) / max(abs(row["ours_value"]), 1e-9)


def checked(row: Row) -> bool:
    """Whether the value stands when counted again, and the bound on its side of it."""
    value, again = row["ours_value"], row["ours_again"]
    slack = 1e-9 * max(1.0, abs(value))
    beyond = row["ours_bound"] - again
    right = beyond >= -slack if row["work"].startswith("most") else beyond <= slack
    return abs(value - again) <= slack and right


def peer(row: Row) -> str:
    """The value of the peer, and whether it stopped before it was done."""
    if "peer_value" not in row:
        return "–"
    same = abs(row["peer_value"] - row["ours_value"]) <= 1e-9 * max(1.0, abs(row["ours_value"]))
    return number(row["peer_value"]) + (" (same)" if same else "")


def number(value: float | None) -> str:
    """Thousands apart; a dash where there is none."""
    return "–" if value is None else f"{value:,.0f}"


def cells(*parts: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(parts) + " |"
