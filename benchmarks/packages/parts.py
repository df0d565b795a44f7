"""The rows of the benchmark of packages, part by part: ours and every rival on the same towns."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, NamedTuple

from pianqu.analysis.bundling.checking import check
from pianqu.analysis.bundling.problem import Mode

from . import hess, instances, maxp, medians, recom, rivals, scoring

Row = dict[str, Any]
MODES: tuple[Mode, ...] = ("package", "pool")
RECOM, HESS = "ReCom search", "Hess + flow, HiGHS"
WARM = 40  # units of the town on which a process compiles


class Size(NamedTuple):
    """Towns of one size, and the seconds of ours and ReCom, of the other rivals, of Hess."""

    units: int
    seeds: tuple[int, ...]
    seconds: float
    others: float
    hess: float = 0.0


SIZES = {
    "n60": Size(60, (301, 302, 303, 304, 305), 30.0, 30.0, 60.0),
    "n200": Size(200, (301, 302, 303, 304, 305), 60.0, 45.0),
    "n1000": Size(1000, (301, 302), 180.0, 60.0),
}
QUICK = {"n60": Size(60, (1,), 4.0, 7.0, 4.0)}
PARTS = (*SIZES, "maxp", "medians")


def rows(part: str, *, quick: bool = False) -> Iterator[Row]:
    """The rows of one part."""
    if part in SIZES:
        chosen = (QUICK if quick else SIZES).get(part)
        return packages(chosen) if chosen else iter(())
    if part == "maxp":
        missing = rivals.MAXP in rivals.absent()
        return iter(()) if missing else maxp.rows(maxp.EXAMPLES[:1] if quick else maxp.EXAMPLES)
    return medians.rows(medians.SIZES[:2]) if quick else medians.rows()


def packages(size: Size) -> Iterator[Row]:
    """Ours and ReCom side by side, each on a core of its own; then the others."""
    server = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(1, server) as one, ProcessPoolExecutor(1, server) as other:
        for process in (one, other):
            process.submit(_warm).result()
        for seed in size.seeds:
            town = instances.town(size.units, seed=seed)
            made = _divided(town, size.others)
            for mode in MODES:
                asked = (town, mode, size.seconds)
                jobs = {RECOM: other.submit(searched, *asked)}
                found = one.submit(ours, *asked).result()
                if size.hess:
                    jobs[HESS] = one.submit(compact, town, mode, size.hess)
                head = {"size": f"{size.units} units, seed {seed}", "mode": mode}
                for name, job in jobs.items():
                    yield _row(head, found, name, job.result())
                for name, division in made.items():
                    yield _row(head, found, name, judged(town, mode, division))


def ours(town: instances.Town, mode: Mode, seconds: float) -> Row:
    """The answer of this project, checked, with the time of its first plan that has a package."""
    from pianqu.analysis.bundling.solving import solve

    problem, first = instances.problem_of(town, mode=mode), []
    begun, cpu = time.perf_counter(), time.process_time()

    def watch(gone: float, value: int | None, _: float) -> None:
        if value and not first:  # 0 is the plan of no package: none of worth 0 takes its place
            first.append(gone)

    answer = solve(problem, seconds=seconds, watch=watch)
    return {
        **{"value": answer.value, "bound": answer.bound, "status": answer.status},
        **{"gap": answer.gap, "way": answer.way, "s": time.perf_counter() - begun},
        **{"cpu_s": time.process_time() - cpu, "first_s": first[0] if first else None},
        **{"packages": sum(not each.alone for each in answer.packages)},
        **{"faults": check(problem, answer)},
    }


def searched(town: instances.Town, mode: Mode, seconds: float) -> Row:
    """ReCom on the same objective, judged as every other rival."""
    problem = instances.problem_of(town, mode=mode)
    begun = time.perf_counter()
    found = recom.search(problem, seconds=seconds)
    spent = time.perf_counter() - begun
    row = _scores([scoring.scored(problem, found.groups)], spent, ended=True)
    return {**row, "first_s": found.first}


def compact(town: instances.Town, mode: Mode, seconds: float) -> Row:
    """The compact model, with its own bound."""
    problem = instances.problem_of(town, mode=mode)
    begun = time.perf_counter()
    found = hess.solve(problem, seconds=seconds)
    spent = time.perf_counter() - begun
    count = sum(not each.alone for each in found.packages)
    proven = {"bound": found.bound, "status": found.status, "ended": found.status == "proven"}
    return {
        "value": found.value,
        "s": spent,
        "groups": count,
        "valid": count,
        "faults": [],
        "first_s": None,  # the solver says only its last plan
        **proven,
    }


def judged(town: instances.Town, mode: Mode, division: rivals.Divided) -> Row:
    """The best division of a rival, by what it is worth in this mode."""
    problem = instances.problem_of(town, mode=mode)
    scores = [scoring.scored(problem, groups) for groups in division.divisions]
    timed = zip(division.times, scores, strict=False)
    first = next((when for when, each in timed if each.packages), None)
    row = _scores(scores, division.seconds, ended=division.ended)
    return {**row, "first_s": first}


def _scores(scores: list[scoring.Score], seconds: float, *, ended: bool) -> Row:
    best = max(scores, key=lambda each: each.value, default=None)
    if best is None:
        return {"value": None, "s": seconds, "groups": 0, "valid": 0, "faults": [], "ended": ended}
    count = {"groups": best.groups, "valid": best.valid}
    return {"value": best.value, "s": seconds, **count, "faults": best.faults, "ended": ended}


def _divided(town: instances.Town, seconds: float) -> dict[str, rivals.Divided]:
    """What each rival that is installed makes of a town, two at a time."""
    names = [name for name in rivals.RIVALS if name not in rivals.absent()]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda name: rivals.divided(name, town, seconds=seconds), names)
        return dict(zip(names, found, strict=True))


def _warm() -> None:
    """Compile: ours, and ReCom, in both modes."""
    town = instances.town(WARM, seed=1)
    for mode in MODES:
        ours(town, mode, 2.0)
        searched(town, mode, 0.1)


def _row(head: Row, found: Row, name: str, theirs: Row) -> Row:
    value = theirs["value"]
    above = found["value"] / value - 1 if value and value > 0 else None
    alike = theirs.get("status") == found["status"] == "proven"
    return {
        **{"work": f"packages, mode {head['mode']}", "size": head["size"], "peer": name},
        **{"ours_s": found["s"], "peer_s": theirs["s"], "ratio": theirs["s"] / found["s"]},
        **{"max_diff": abs(found["value"] - value) if alike else None},
        **{"flips": len(found["faults"]) + len(theirs["faults"]), "ours_mb": None, "peer_mb": None},
        **{"extrapolated": False, "above": above, "load": os.getloadavg()[0]},
        **{f"ours_{key}": found[key] for key in found if key != "s"},
        **{f"peer_{key}": theirs[key] for key in theirs if key != "s"},
    }
