"""The page of the readings: two readers beside each other, then each delivered set."""

from typing import Any

import datasets
import measuring

_SHOWN = 5
_INTRODUCTION = """\
Each reading runs in a fresh process. CPU seconds are those of the whole process, the start of \
Python and the imports with it, as a planner waits for them; memory is the peak of the process \
(ru_maxrss). Medians of the runs; other work ran on the machine, so that CPU seconds say more \
than the wall. pianqu gives eight layers with typed fields and findings in one go and cannot read \
fewer; pyrosm is asked for the five parts that correspond."""
_WHY = """\
Why they differ. Buildings only in pyrosm are those of which the file holds one node or two: \
pyrosm draws them without an area, pianqu lists them as outside the extract. Buildings only in \
pianqu are relations and ways that the edge of the extract cuts (kept as far as they are known, \
and listed as approximate), and ways with a tag of their own that a relation of a building uses \
as its inner ring. Streets only in pyrosm are trunk roads and busways that no tag opens to people \
on foot; those only in pianqu are motorways that a tag does open."""
_LAND = """\
Facilities are kinds of the planning standard in pianqu and all points of interest in pyrosm, \
parks those open to the public by several tags and `leisure=park` alone, land use every tag that \
tells the use of land and `landuse` alone: these three counts are no measure of each other."""


def page(found: dict[str, Any]) -> str:
    """The page of a run."""
    parts = ["# Reading what others made", measuring.heading(found), _INTRODUCTION]
    parts += [_extract(each) for each in found["extracts"]]
    parts += [_WHY, _LAND]
    if found["sets"]:
        parts += ["## Delivered sets through the gate", _counts(found["sets"])]
        parts += [_report(each) for each in found["sets"]]
    parts.append("Made by `python benchmarks/reading.py --data FOLDER --markdown FILE`.")
    return "\n\n".join(parts) + "\n"


def extract_line(found: dict[str, Any]) -> str:
    """Both readers in one line."""
    return f"{found['name']}: " + "; ".join(
        f"{reader} {row['cpu_s']:.1f} CPU s, {row['wall_s']:.1f} s, {row['mb']:.0f} MB"
        for reader, row in found["readers"].items()
    )


def set_line(found: dict[str, Any]) -> str:
    """The counts of a set in one line."""
    rows = "; ".join(
        f"{row['layer']} {row['read']:,} of {row['stated']:,}" for row in found["rows"]
    )
    return f"{found['set']}: " + (
        rows or f"refused: {len(found['faults'])} faults, {found['faults'][0]}"
    )


def _extract(found: dict[str, Any]) -> str:
    readers = found["readers"]
    rows = [
        [part, *(f"{row['counts'][part]:,}" for row in readers.values())]
        for part in next(iter(readers.values()))["counts"]
    ]
    rows += [
        ["buildings with storeys", *(f"{row['storeys']:,}" for row in readers.values())],
        ["CPU s", *(f"{row['cpu_s']:.1f}" for row in readers.values())],
        ["wall s", *(f"{row['wall_s']:.1f}" for row in readers.values())],
        ["peak MB", *(f"{row['mb']:.0f}" for row in readers.values())],
    ]
    others = ", ".join(f"{name} {count:,}" for name, count in found["other layers"].items())
    head = f"## {found['name']}, {found['mb_file']:.1f} MB; {found['runs']} runs, load {found['load']:.1f}"
    return "\n\n".join(
        [head, _table(["", *readers], rows), f"Besides, pianqu gives {others}.", _agreement(found)]
    )


def _agreement(found: dict[str, Any]) -> str:
    both = found["agreement"]
    only = both["buildings only pyrosm"]
    said = [
        f"Buildings by id: {both['buildings in both']:,} in both, "
        f"{len(both['buildings only pianqu'])} only in pianqu "
        f"({_some(both['buildings only pianqu'])}), {len(only)} only in pyrosm ({_some(only)}), of "
        f"which pianqu lists {len(both['of these listed as unread'])} as not read.",
        f"Streets by way: {both['streets in both']:,} in both, {both['streets only pianqu']:,} only "
        f"in pianqu, {both['streets only pyrosm']:,} only in pyrosm, of which pianqu lists "
        f"{both['of these listed as not walked']:,} with the reason:",
    ]
    reasons = [f"- {reason}: {count:,}" for reason, count in both["why"].items()]
    return "\n\n".join([*said, "\n".join(reasons)] if reasons else said)


def _some(keys: list[str]) -> str:
    return ", ".join(keys[:20]) + (" …" if len(keys) > 20 else "") if keys else "none"


def _counts(found: list[dict[str, Any]]) -> str:
    rows = []
    for each in found:
        spent = [f"{each[key]:.1f}" if key in each else "–" for key in ("cpu_s", "mb")]
        for row in each["rows"] or [{"layer": "–", "stated": 0, "read": 0, "note": "refused"}]:
            total = (
                f"; {row['field']} {row['sum']:,.0f} of {row['stated_sum']:,.0f}"
                if "sum" in row
                else ""
            )
            counts = [f"{row['stated']:,}", f"{row['read']:,}{total}"]
            rows.append([each["set"], row["layer"], *counts, *spent, row["note"]])
    names = ["set", "layer", "stated", "read", "CPU s", "peak MB", "why they differ"]
    return _table(names, rows)


def _report(found: dict[str, Any]) -> str:
    work = datasets.chosen(found["set"])
    head = f"### {found['set']}（{work.zh}）\n\n{work.credit}."
    if found["faults"]:
        first = "\n".join(f"- {fault}" for fault in found["faults"][:_SHOWN])
        return f"{head} Refused, {len(found['faults'])} faults, of which the first:\n\n{first}"
    said = [
        [row[key].replace("|", "\\|") for key in ("severity", "layer", "rule", "value", "remedy")]
        for row in found["findings"]
    ]
    table = (
        _table(["severity", "layer", "rule", "value", "remedy"], said) if said else "No findings."
    )
    return f"{head} Grid EPSG:{found['epsg']}; findings:\n\n{table}"


def _table(names: list[str], rows: list[list[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
