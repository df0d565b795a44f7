"""How an engine is measured: answers first, seconds in paired runs, memory in its own process."""

import ctypes
import gc
import json
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib import metadata, util
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

PACKAGES = ("pianqu", "numba", "numpy", "pandas", "scipy", "pandana", "networkx", "osmnx")


class Engine(NamedTuple):
    """
    Who does a piece of work, in two steps: a search structure of the data, then the answers.

    `factor` says how many times the work the second step has to be taken, where an engine is so
    slow that it does a sample only.
    """

    name: str
    build: Callable[[Any], Any]
    run: Callable[[Any], Any]
    data: Any
    small: Any  # the same for a tiny town: warms a fresh process up
    factor: float = 1.0


class Seconds(NamedTuple):
    """Of one run: of the two steps, then of both together."""

    build: float
    run: float
    whole: float
    wall: float


Agreement = Callable[[Any, Any], dict[str, float | None]]


def row(
    work: str, size: str, ours: Engine, peer: Engine, agree: Agreement, *, runs: int, note: str
) -> dict[str, Any]:
    """Measure both engines in turn; the ratio is the median of the pairs' ratios."""
    for engine in (ours, peer):
        engine.run(engine.build(engine.small))  # compiles, and imports what is imported late
    mine, his, agreement = [], [], {}
    for turn in range(runs):
        seconds, answers = clock(ours)
        mine.append(seconds)
        seconds, theirs = clock(peer)
        his.append(seconds)
        if turn == 0:
            agreement = agree(answers, theirs)
        del answers, theirs
    ours_s, peer_s = (np.median(np.array(found), axis=0) for found in (mine, his))
    return {
        **{"work": work, "size": size, "ours": ours.name, "peer": peer.name},
        **{"ours_s": float(ours_s[2]), "peer_s": float(peer_s[2])},
        "ratio": float(np.median([b.whole / a.whole for a, b in zip(mine, his, strict=True)])),
        **agreement,
        **{"ours_build_s": float(ours_s[0]), "peer_build_s": float(peer_s[0])},
        **{"ours_wall_s": float(ours_s[3]), "peer_wall_s": float(peer_s[3])},
        "wall_ratio": float(np.median([b.wall / a.wall for a, b in zip(mine, his, strict=True)])),
        **{"ours_mb": None, "peer_mb": None, "extrapolated": peer.factor != 1},
        **{"runs": runs, "load": os.getloadavg()[0], "note": note},
    }


def clock(engine: Engine) -> tuple[Seconds, Any]:
    """CPU seconds of the process, and those on the wall beside."""
    gc.collect()
    cpu, wall = [time.process_time()], [time.perf_counter()]
    structure = engine.build(engine.data)
    cpu.append(time.process_time())
    wall.append(time.perf_counter())
    answers = engine.run(structure)
    cpu.append(time.process_time())
    wall.append(time.perf_counter())
    build, run = cpu[1] - cpu[0], (cpu[2] - cpu[1]) * engine.factor
    slow = wall[1] - wall[0] + (wall[2] - wall[1]) * engine.factor
    return Seconds(build, run, build + run, slow), answers


def growth(engine: Engine) -> float | None:
    """Peak memory beyond the data, MB, in a process of its own; Linux only."""
    if not Path("/proc/self/clear_refs").exists():
        return None
    # its processes have the imports, and nothing else
    server = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(1, mp_context=server) as alone:
        return alone.submit(_growth, engine).result()


def _growth(engine: Engine) -> float:
    engine.run(engine.build(engine.small))
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # hand freed pages back, or the task could hide in them
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _status("VmRSS")
    engine.run(engine.build(engine.data))
    return (_status("VmHWM") - before) / 1024


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key))


def missing(package: str) -> bool:
    """Whether a peer is not installed."""
    return util.find_spec(package) is None


def machine() -> dict[str, Any]:
    """What a page of measurements begins with."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{(names or [platform.machine()])[0]}, {os.cpu_count()} cores, "
        f"{platform.system()}",
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in PACKAGES if not missing(name)},
    }


def rows(file: Path) -> list[dict[str, Any]]:
    """Rows of an earlier run, which must have been on this machine with the same versions."""
    found, here = json.loads(file.read_text(encoding="utf-8")), machine()
    for key in ("machine", "python", "versions"):
        if found[key] != here[key]:
            sys.exit(f"{file}: {key} is {found[key]}, here it is {here[key]}; run it again here.")
    return found["rows"]


def heading(found: dict[str, Any]) -> str:
    """The machine in one line."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    return f"{found['date']}; {found['machine']}; Python {found['python']}, {versions}."
