"""The page of package measurements: rows in tables, and what they mean in words."""

import math
from typing import Any

Row = dict[str, Any]
HEAD = (
    *("mode", "town", "rival", "its value", "groups", "valid", "its s", "pianqu", "gap", "s"),
    *("first plan s", "its first s", "pianqu above"),
)
OTHER = ("question", "data", "value", "bound", "status", "s", "spopt MaxP", "its s")
METHOD = """\
Towns are synthetic: two thirds communities, one third plots and premises, barriers with \
crossings, 500 m about a hub, 600 to 2,500 households a package; seeds that were not used while \
building, but for seed 301 of 60 units, whose pool the solver did not end on within 30 s until \
columns were made for such pools too. Values are thousandths of a household's gain. Every plan, \
ours and theirs, is judged by one checker that shares no code with what makes packages. `valid` is \
the share of a rival's groups that keep every rule of a package as they are; its value is the best \
plan of its groups, a group that a barrier cuts taken piece by piece, and in a pool the packages \
that the pool can carry, with loose land let in. MaxP, Skater, Ward and KaHIP see places and \
households, not money or rules, so that in package mode they are the wrong tool rather than beaten \
ones; of several divisions that a rival makes, the best counts. The ReCom search is written for \
this benchmark on this very objective and has as many seconds as ours may take, at the same time \
on the other core. The compact model is another formulation, by HiGHS. `first plan s` is when \
there was a valid plan with a package in it (no package at all is a plan too, and no news); a \
rival's where it says when. Seconds are on the wall, one thread each, compiling left out; `ended` \
no means that the time ended before the tool did."""


def line(row: Row) -> str:
    """One row of a table."""
    if not row["work"].startswith("packages"):
        return cells(
            *(row["work"], row["size"], number(row["ours_value"]), number(row["ours_bound"])),
            *(row["ours_status"], f"{row['ours_s']:.1f}", number(row.get("peer_value"))),
            seconds(row["peer_s"]),
        )
    short = "" if row["peer_ended"] else " (not ended)"
    proven = "proven" if row["ours_status"] == "proven" else f"{row['ours_gap']:.3%}"
    above = "–" if row["above"] is None else f"{row['above']:+.2%}"
    wrong = f" ({row['flips']} FAULTS)" if row["flips"] else ""
    return cells(
        *(row["work"].split()[-1], row["size"], row["peer"] + wrong, number(row["peer_value"])),
        *(f"{row['peer_groups']}", share(row), seconds(row["peer_s"]) + short),
        *(number(row["ours_value"]), proven, seconds(row["ours_s"])),
        *(seconds(row["ours_first_s"]), seconds(row.get("peer_first_s")), above),
    )


def page(found: dict[str, Any], heading: str) -> str:
    """The whole page."""
    parts = ["# Packages, beside tools that divide areas", heading, METHOD]
    made = [row for row in found["rows"] if row["work"].startswith("packages")]
    rest = [row for row in found["rows"] if row not in made]
    if made:
        parts += ["\n".join(summary(made)), table(HEAD, made)]
    if rest:
        parts.append("Max-p is exact beside spopt's heuristic (999 constructions).")
        parts.append(table(OTHER, rest))
    if found["absent"]:
        parts.append(f"Not installed and not measured: {', '.join(found['absent'])}.")
    parts.append("Made by `python benchmarks/bundling.py --markdown benchmarks/bundling.md`.")
    return "\n\n".join(parts) + "\n"


def summary(rows: list[Row]) -> list[str]:
    """What the rows come to, one line a size and mode."""
    lines = []
    for work in sorted({row["work"] for row in rows}):
        for units in sorted({int(row["size"].split()[0]) for row in rows}):
            own = [r for r in rows if r["work"] == work and r["size"].startswith(f"{units} ")]
            towns = {row["size"]: row for row in own}.values()
            if not towns:
                continue
            proven = sum(row["ours_status"] == "proven" for row in towns)
            gap = max(0.0 if row["ours_status"] == "proven" else row["ours_gap"] for row in towns)
            known = [row["ours_first_s"] for row in towns if row["ours_first_s"] is not None]
            first = f"{max(known):.1f} s" if len(known) == len(towns) else "no time known"
            lines.append(
                f"- {work}, {units} units: {proven} of {len(towns)} proven, greatest gap {gap:.3%}, "
                f"first plan within {first}, {sum(len(r['ours_faults']) for r in towns)} faults; "
                + "; ".join(margins(own))
            )
    return lines


def margins(rows: list[Row]) -> list[str]:
    """How far above each rival, least and mean over the towns."""
    words = []
    for name in dict.fromkeys(row["peer"] for row in rows):
        above = [r["above"] for r in rows if r["peer"] == name and r["above"] is not None]
        if above:
            words.append(f"{name} {min(above):+.2%} at least, {sum(above) / len(above):+.2%} mean")
    return words


def share(row: Row) -> str:
    """Groups that keep every rule."""
    return f"{row['peer_valid'] / row['peer_groups']:.0%}" if row["peer_groups"] else "–"


def seconds(value: float | None) -> str:
    """With one decimal; a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def number(value: float | None) -> str:
    """Thousands apart; a dash where there is none."""
    return "–" if value is None or not math.isfinite(value) else f"{value:,.0f}"


def table(head: tuple[str, ...], rows: list[Row]) -> str:
    """Rows under their heads."""
    return "\n".join([cells(*head), cells(*("---" for _ in head)), *map(line, rows)])


def cells(*parts: str) -> str:
    """A row of a table."""
    return "| " + " | ".join(parts) + " |"
