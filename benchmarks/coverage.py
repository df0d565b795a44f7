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

import coverage_peers
import numpy as np
import pandas as pd
import tiled
from tiled import Town

from pianqu.gis import walking

SEED = 20240
NOTES = {
    "scipy": "split graph given, built as CSR with parallel arcs reduced, one multi-source "
    "dijkstra(min_only, limit) a kind",
    "pandana": "split graph given at node level; rounds edge weights to the millisecond",
}
PEERS: dict[str, Callable[[Any], np.ndarray]] = {
    "scipy": coverage_peers.scipy_answers,
    "pandana": coverage_peers.pandana_answers,
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
    found = walking.minutes(
        fresh, town.origins, town.targets, limit=coverage_peers.LIMIT / 60, pace=1.4
    )
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
    parts, few = coverage_peers.split(town), coverage_peers.split(small)
    ours_mb = growth(pianqu_answers, town, small)
    name = f"{len(town.network.nodes):,} nodes, {size.homes:,} homes, {len(town.targets):,} doors"
    rows = []
    for peer, runs in size.runs.items():
        task, pairs = PEERS[peer], []
        agreement = compare(pianqu_answers(town), task(parts) if runs > 1 else None)
        for _ in range(runs):
            pairs.append((clock(pianqu_answers, town)[0], clock(task, parts)[0]))
    return rows
