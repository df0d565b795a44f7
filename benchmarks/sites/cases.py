"""The rows of the siting benchmark: each question on each town, ours and spopt where it can."""

import gc
import importlib
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import engines
import measuring
import towns
from engines import FEWEST, MOST, OURS, SPOPT, WALKS

LIMIT = 60.0
RADIUS = 5_000.0  # metres, the service distance of the San Francisco case
Row = dict[str, Any]


class Case(NamedTuple):
    """A town and what is asked of it; homes 0 stands for San Francisco."""

    homes: int
    sites: int
    number: int
    degree: float
    works: tuple[str, ...] = (MOST, FEWEST)
    peer: bool = False

    def town(self) -> towns.Town:
        """The data."""
        if not self.homes:
            return towns.san_francisco(self.number)
        return towns.town(self.homes, self.sites, self.number, degree=self.degree)


ALL = (MOST, FEWEST, WALKS)
SAN_FRANCISCO = Case(0, 16, 4, 16, ALL, peer=True)
SMALL = Case(1_000, 100, 10, 7.8, (MOST, FEWEST), peer=True)
SMALL_WALKS = SMALL._replace(works=(WALKS,))
QUICK = (SAN_FRANCISCO, SMALL, SMALL_WALKS._replace(peer=False))
CASES = (
    *(SAN_FRANCISCO, SMALL, SMALL_WALKS),
    Case(5_000, 500, 30, 6, (MOST, FEWEST), peer=True),
    Case(5_000, 500, 30, 6, (WALKS,)),
    Case(20_000, 1_000, 60, 4, ALL),
    Case(50_000, 2_000, 150, 3, ALL),
    Case(10_000, 500, 20, 14.6, (MOST,)),
    Case(50_000, 2_000, 60, 18.8, (MOST,)),
    Case(10_000, 500, 50, 5, (MOST,), peer=True),
)


def measured(case: Case, *, peers: bool) -> Iterator[Row]:
    """One row a question: ours, and spopt beside it."""
    for work in case.works:
        town = case.town()
        if not case.homes and work != WALKS:
            town = town.near(RADIUS)
        found = alone(OURS, work, town)
        theirs = alone(SPOPT, work, town) if case.peer and peers else {}
        yield {
            **{"work": work, "town": town.name, "pairs": len(town.pairs)},
            **{f"ours_{key}": value for key, value in found.items()},
            **{f"peer_{key}": value for key, value in theirs.items()},
            "load": os.getloadavg()[0],
        }


def alone(engine: str, work: str, town: towns.Town) -> Row:
    """Answer, seconds on the wall and growth of the peak memory, in a process of its own."""
    server = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(1, mp_context=server) as process:
        return process.submit(_measured, engine, work, town).result()


def _measured(engine: str, work: str, town: towns.Town) -> Row:
    run = engines.ENGINES[engine]
    run(work, towns.town(60, 8, 2, degree=2.0), seconds=5)  # imports, and compiles
    gc.collect()
    proc = Path("/proc/self/clear_refs")
    if proc.exists():
        proc.write_text("5")  # the peak begins anew
    before = measuring._status("VmRSS") if proc.exists() else 0
    start, cpu = time.perf_counter(), time.process_time()
    found = run(work, town, seconds=LIMIT)
    found |= {"wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - cpu}
    peak = (measuring._status("VmHWM") - before) / 1024 if proc.exists() else None
    return found | {"mb": peak}


def absent() -> list[str]:
    """Packages that are not installed and not measured."""
    return [name for name in ("spopt", "pulp") if importlib.util.find_spec(name) is None]
