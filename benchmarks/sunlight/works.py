"""The rows of the sunlight benchmark: each work on a town of one size, beside each peer."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import casting
import lifts
import measuring
import meshes
import numpy as np
import ours
import scene
import shadows
from measuring import Engine
from numpy.typing import NDArray
from scene import REQUIRED, Town

SEED = 20240
HOURS, SHAFTS = "hours of every window", "shafts one by one"  # the two works
CAST, TWICE, FLOORS = "ray cast", "ray cast, two threads", "ray cast, floors together"
EMBREE, POLYGONS = "embree", "pybdshadow"
NEEDS = {EMBREE: "embreex", POLYGONS: "pybdshadow"}
SHAFT_COUNT = 1000
Row = dict[str, Any]


class Size(NamedTuple):
    """Houses, and how often each peer is run; left out = not run."""

    houses: int
    runs: dict[str, int]
    sample: int | None = None  # windows that embree casts for, the rest extrapolated; None = all
    shafts: int = 1  # runs
    light: tuple[str, ...] = ()  # whose memory is not measured


SIZES = {
    "449": Size(449, {CAST: 5, TWICE: 5, FLOORS: 5, EMBREE: 3, POLYGONS: 1}, shafts=3),
    # the memory of the first ray cast is that of the second, which takes a fraction of its time
    "20k": Size(20_000, {CAST: 1, FLOORS: 1, EMBREE: 1}, 20_000, light=(CAST,)),
}
QUICK = Size(
    *(449, {CAST: 1, FLOORS: 1, EMBREE: 1}, 2_000, 1),
    light=(FLOORS, EMBREE, SHAFTS),
)


def tiny() -> Town:
    return scene.town(6, seed=SEED)


def absent() -> list[str]:
    """Packages from the dependency group `bench` that are not there."""
    return [package for package in NEEDS.values() if measuring.missing(package)]


def measured(size: Size) -> Iterator[Row]:
    """One row after another, of the peers that are installed."""
    town, small = scene.town(size.houses, seed=SEED), tiny()
    known: dict[str, float | None] = {}
    for peer, runs in size.runs.items():
        if measuring.missing(NEEDS.get(peer, "numba")):
            continue
        mine, other, agree, note = ENGINES[peer](town, small, size.sample)
        row = measuring.row(HOURS, scene.words(town), mine, other, agree, runs=runs, note=note)
        for key, engine in (("ours_mb", mine), ("peer_mb", other)):
            if engine.name not in known and engine.name not in size.light:
                known[engine.name] = measuring.growth(engine)
            row[key] = known.get(engine.name)
        yield on_the_wall(row) if peer == TWICE else row
    yield shaft_row(town, small, size.shafts)


def shaft_row(town: Town, small: Town, runs: int) -> Row:
    """Both are given the sun without shafts; the ray cast also which places a shaft may reach."""
    count = min(SHAFT_COUNT, len(town.shafts.top))
    full, few = (lifts.asked(each, count, ours.before(each)) for each in (town, small))
    mine = Engine("pianqu", ours.with_shafts, ours.one_by_one, full, few)
    other = Engine(CAST, same, lifts.cast, full, few)
    words = f"{count:,} shafts among {len(town.outline):,} houses"
    row = measuring.row(SHAFTS, words, mine, other, lifts.compare, runs=runs, note="")
    return row | {"each_ms": row["ours_s"] / count * 1000}


def on_the_wall(row: Row) -> Row:
    """What two threads gain is seen on the wall, not in CPU seconds."""
    wall = {"ours_s": row["ours_wall_s"], "peer_s": row["peer_wall_s"], "ratio": row["wall_ratio"]}
    return row | wall | {"note": "seconds on the wall"}


def compare(mine: NDArray, theirs: NDArray) -> dict[str, float | None]:
    """Minutes apart, and windows on either side of what is required."""
    gap = np.abs(mine - theirs) * 60
    flips = int(((mine >= REQUIRED) != (theirs >= REQUIRED)).sum())
    return {"max_diff": float(gap.max()), "mean_diff": float(gap.mean()), "flips": flips}


Made = tuple[Engine, Engine, Callable[[Any, Any], dict[str, float | None]], str]


def cast(town: Town, small: Town, _: int | None) -> Made:
    other = Engine(CAST, casting.rays, casting.one_thread, town, small)
    return own(town, small), other, compare, ""


def cast_twice(town: Town, small: Town, _: int | None) -> Made:
    mine = Engine("pianqu, two threads", ours.ready, ours.two_threads, town, small)
    return mine, Engine(TWICE, casting.rays, casting.two_threads, town, small), compare, ""


def cast_floors(town: Town, small: Town, _: int | None) -> Made:
    other = Engine(FLOORS, casting.rays, casting.floors_together, town, small)
    return own(town, small), other, compare, ""


def embree(town: Town, small: Town, sample: int | None) -> Made:
    part = meshes.sample(town, sample) if sample else town
    share = len(town.windows) / len(part.windows)
    other = Engine(EMBREE, meshes.mesh, meshes.hours, part, small, share)
    note = f"{len(part.windows):,} of {len(town.windows):,} windows, times {share:.0f}"

    def agree(mine: NDArray, theirs: NDArray) -> dict[str, float | None]:
        return compare(mine[part.windows.index], theirs)

    return own(town, small), other, agree, note if sample else ""


def polygons(town: Town, small: Town, _: int | None) -> Made:
    """Every minute on the level of every storey's sill, from three minutes on the lowest."""
    full, few = shadows.moments(town), shadows.moments(small)
    minutes, levels = len(casting.minutes(town)), town.windows["sill"].nunique()
    share = minutes * levels / len(shadows.MINUTES)
    truth, facing = shadows.cast(town)
    note = (
        f"{len(shadows.MINUTES)} of {minutes} minutes on one of {levels} levels, times {share:.0f}"
    )

    def agree(_: NDArray, theirs: NDArray) -> dict[str, float | None]:
        wrong = float((truth != theirs)[facing].mean())
        return {"max_diff": None, "mean_diff": None, "flips": None, "moments_differ": wrong}

    other = Engine(POLYGONS, same, shadows.dark, full, few, share)
    return own(town, small), other, agree, f"{note}; {shadows.facades(few)}"


def same(found: Any) -> Any:
    """Nothing is built ahead."""
    return found


def own(town: Town, small: Town) -> Engine:
    return Engine("pianqu", ours.ready, ours.one_thread, town, small)


ENGINES: dict[str, Callable[[Town, Town, int | None], Made]] = {
    CAST: cast,
    TWICE: cast_twice,
    FLOORS: cast_floors,
    EMBREE: embree,
    POLYGONS: polygons,
}
