"""Minutes to the nearest of 20 kinds of places: pianqu beside scipy and pandana.

Run ``python benchmarks/coverage.py [--quick] [--json FILE] [--markdown FILE]``. The town is
synthetic (see tiled.py); every engine answers for the same homes, and the answers are compared
before the times. A time is the lesser of wall clock and CPU time of the process, so that neither
a busy machine nor an engine's own threads count against it; the ratio is the median of paired
runs. Memory is the growth of the peak resident size of a fresh process that runs one engine.
"""

import argparse
import ctypes
import gc
import json
import multiprocessing
import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import peers
import tiled
from tiled import Town

from pianqu.gis import walking

SEED = 20240
WORK = (
    "seconds to the nearest place of each of 20 kinds from every home, 600 s limit: from edge "
    "arrays to a search structure, search, and answers"
)
NOTES = {
    "scipy": "given the graph already split at the entrances; CSR with parallel arcs reduced, one "
    "multi-source dijkstra(min_only, limit) a kind, homes from two node labels each",
    "pandana": "given the same split graph, answers at node level, homes as for scipy; it rounds "
    "and sums edge times in milliseconds, hence the difference",
}
PEERS: dict[str, Callable[[Any], np.ndarray]] = {
    "scipy": peers.scipy_answers,
    "pandana": peers.pandana_answers,
}


class Size(NamedTuple):
    """Tiles across and up, homes, and how often each peer is run."""

    columns: int
    rows: int
    homes: int
    runs: dict[str, int]


SIZES = [
    Size(2, 2, 20_000, {"scipy": 15, "pandana": 3}),
    Size(7, 5, 200_000, {"scipy": 9, "pandana": 1}),
]
QUICK = [Size(2, 2, 20_000, {"scipy": 5, "pandana": 1})]


def pianqu_answers(town: Town) -> np.ndarray:
    """Seconds, (kinds, homes); the replaced network has no search structure yet."""
    fresh = replace(town.network)
    found = walking.minutes(fresh, town.origins, town.targets, limit=peers.LIMIT / 60, pace=1.4)
    return found.to_numpy().T * 60


def clock(task: Callable[[Any], np.ndarray], data: Any) -> tuple[float, np.ndarray]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    answers = task(data)
    return min(time.perf_counter() - wall, time.process_time() - cpu), answers


def compare(ours: np.ndarray, theirs: np.ndarray) -> dict[str, float]:
    """Greatest difference in seconds where both reach, and decisions that differ."""
    both = np.isfinite(ours) & np.isfinite(theirs)
    flips = int((np.isfinite(ours) != np.isfinite(theirs)).sum())
    return {"max_diff": float(np.abs(ours[both] - theirs[both]).max()), "flips": flips}


def growth(task: Callable[[Any], np.ndarray], data: Any, small: Any) -> float | None:
    """Peak memory of the task in a process of its own, MB; `small` warms it up. Linux only."""
    if not Path("/proc/self/clear_refs").exists():
        return None
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as alone:
        return alone.submit(_growth, task, data, small).result()


def _growth(task: Callable[[Any], np.ndarray], data: Any, small: Any) -> float:
    task(small)
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # hand freed pages back, or the task could hide in them
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _status("VmRSS")
    task(data)
    return (_status("VmHWM") - before) / 1024


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key))


def measure(size: Size, streets: Any, small: Town) -> list[dict[str, Any]]:
    """One row a peer."""
    town = tiled.town(streets, size.columns, size.rows, size.homes, seed=SEED)
    parts, few = peers.split(town), peers.split(small)
    ours_mb = growth(pianqu_answers, town, small)
    scale = f"{len(town.network.nodes):,} nodes, {size.homes:,} homes, {len(town.targets):,} doors"
    rows = []
    for peer, runs in size.runs.items():
        row = {"work": WORK, "size": scale, "peer": peer, **paired(PEERS[peer], town, parts, runs)}
        peer_mb = growth(PEERS[peer], parts, few)
        memory = {"ours_mb": ours_mb, "peer_mb": peer_mb}
        rows.append(row | memory | {"extrapolated": False, "runs": runs, "note": NOTES[peer]})
        print(line(rows[-1]), flush=True)
    return rows


def paired(peer: Callable[[Any], np.ndarray], town: Town, parts: Any, runs: int) -> dict[str, Any]:
    """Ours and the peer in turn: answers, then times."""
    ours, theirs = [], []
    agreement: dict[str, float] = {}
    for _ in range(runs):
        mine, his = clock(pianqu_answers, town), clock(peer, parts)
        agreement = agreement or compare(mine[1], his[1])
        ours.append(mine[0])
        theirs.append(his[0])
    return {
        "ours_s": float(np.median(ours)),
        "peer_s": float(np.median(theirs)),
        "ratio": float(np.median(np.divide(theirs, ours))),
        **agreement,
    }


def line(row: dict[str, Any]) -> str:
    mb = ["–" if row[key] is None else f"{row[key]:.0f}" for key in ("ours_mb", "peer_mb")]
    cells = [
        *(row["size"], row["peer"], f"{row['ours_s']:.3f}", f"{row['peer_s']:.3f}"),
        *(f"{row['ratio']:.1f}", f"{row['max_diff']:.1e}", f"{row['flips']}", *mb),
        f"{row['runs']}",
    ]
    return f"| {' | '.join(cells)} |"


def report(rows: list[dict[str, Any]]) -> dict[str, Any]:
    packages = ("pianqu", "numba", "numpy", "scipy", "pandana")
    cpu = Path("/proc/cpuinfo")
    names = [x.split(":")[1].strip() for x in cpu.read_text().splitlines() if "model name" in x]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{names[0]}, {os.cpu_count()} cores, {platform.system()}",
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in packages},
        "rows": rows,
    }


def markdown(found: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    return "\n".join(
        [
            "# Walking: minutes to the nearest of 20 kinds of places",
            "",
            f"{found['date']}; {found['machine']}, load {found['load']:.1f}; "
            f"Python {found['python']}, {versions}.",
            "",
            f"Work: {WORK}. Times are the lesser of wall clock and CPU seconds, medians; the ratio "
            "is the median of paired runs. Streets: © OpenStreetMap contributors, ODbL (central "
            "Helsinki, mirrored side by side); hills, homes and places are synthetic.",
            "",
            "| size | peer | pianqu s | peer s | ratio | max diff s | decisions that differ "
            "| pianqu MB | peer MB | runs |",
            "|---|---|---|---|---|---|---|---|---|---|",
            *map(line, found["rows"]),
            "",
            *(f"- {peer}: {note}." for peer, note in NOTES.items()),
            "- pianqu: fractional places on the edges, nothing is split. Every engine runs on one thread (OMP_NUM_THREADS=1).",
            "",
            "Made by `python benchmarks/coverage.py --markdown benchmarks/coverage.md`.",
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small town only, within a minute")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    chosen = parser.parse_args()
    streets = tiled.helsinki()
    small = tiled.town(streets, 1, 1, 500, seed=SEED)
    pianqu_answers(small)  # compiles, or loads what was compiled
    sizes = QUICK if chosen.quick else SIZES
    found = report([row for size in sizes for row in measure(size, streets, small)])
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if chosen.markdown:
        chosen.markdown.write_text(markdown(found), encoding="utf-8")
