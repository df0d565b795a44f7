"""The rows of the walking benchmark: each work on a town of one size, beside each peer."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import counting
import egos
import geopandas as gpd
import measuring
import nearest
import passes
import peers
import tiled
from counting import Supply
from measuring import Engine
from tiled import Town

SEED = 20240
NEAREST, COUNTS = "nearest", "counts"  # the two works
EXAMPLE, PASS = "OSMnx example", "memory pass"
NEEDS = {"pandana": "pandana", EXAMPLE: "networkx"}  # packages that a peer is
Row = dict[str, Any]


class Size(NamedTuple):
    """Tiles across and up, homes, kinds, and how often each peer is run; left out = not run."""

    columns: int
    rows: int
    homes: int
    kinds: int
    nearest: dict[str, int]
    counts: dict[str, int]
    places: int | None = None  # how many places scipy counts, the rest extrapolated; None = all
    unweighed: tuple[str, ...] = (PASS,)  # whose memory is not measured


TWICE = "one thread"  # the peer of two threads
SIZES = {
    "10k": Size(
        *(2, 2, 20_000, 20),
        {"scipy": 15, "pandana": 3, EXAMPLE: 3, PASS: 15, TWICE: 15},
        {"scipy": 3, TWICE: 5},
    ),
    "100k": Size(
        *(7, 5, 200_000, 20),
        {"scipy": 9, "pandana": 1, EXAMPLE: 1, PASS: 9, TWICE: 9},
        {"scipy": 3, TWICE: 5},
    ),
    "1m": Size(
        *(21, 16, 1_000_000, 20),
        {"scipy": 3, PASS: 3, TWICE: 3},
        {"scipy": 1, TWICE: 3},
        places=400,
    ),
}
QUICK = Size(
    *(2, 2, 20_000, 4),
    {"scipy": 5, "pandana": 1, PASS: 5},
    {"scipy": 1},
    unweighed=(PASS, "pandana"),
)


class Scene(NamedTuple):
    """A town, the tiny one that warms a process up, and what is said of its size."""

    town: Town
    small: Town
    size: str


def tiny(streets: gpd.GeoDataFrame) -> Town:
    return tiled.town(streets, 1, 1, 500, seed=SEED)


def measured(size: Size, streets: gpd.GeoDataFrame, *, memory: bool) -> Iterator[Row]:
    """One row after another, of the peers that are installed."""
    town = tiled.town(streets, size.columns, size.rows, size.homes, seed=SEED)
    town = tiled.fewer(town, size.kinds)
    words = (
        f"{len(town.network.nodes):,} nodes, {size.homes:,} homes, {len(town.targets):,} doors, "
        f"{size.kinds} kinds"
    )
    scene = Scene(town, tiny(streets), words)
    sizes: dict[str, float | None] = {}
    for make, runs in ((nearest_rows, size.nearest), (count_rows, size.counts)):
        for ours, peer, row in make(scene, installed(runs), size.places):
            for key, engine in (("ours_mb", ours), ("peer_mb", peer)):
                if memory and engine.name not in size.unweighed:
                    row[key] = _mb(sizes, engine, row)
            yield row


def installed(runs: dict[str, int]) -> dict[str, int]:
    return {peer: n for peer, n in runs.items() if not measuring.missing(NEEDS.get(peer, "scipy"))}


def absent() -> list[str]:
    """Packages from the dependency group `bench` that are not there."""
    return [package for package in NEEDS.values() if measuring.missing(package)]


def _mb(known: dict[str, float | None], engine: Engine, row: Row) -> float | None:
    name = f"{row['work']} {engine.name}"
    if name not in known:
        known[name] = measuring.growth(engine)
    return known[name]


Made = Iterator[tuple[Engine, Engine, Row]]


def nearest_rows(scene: Scene, runs: dict[str, int], _: int | None) -> Made:
    parts, few = peers.split(scene.town), peers.split(scene.small)
    town, small = tiled.bare(scene.town), tiled.bare(scene.small)
    chosen = egos.sample(len(town.targets))
    share = len(town.targets) / len(chosen)
    ours = nearest.ours(town, small)
    others = {
        "scipy": (Engine("scipy", peers.scipy_graph, peers.scipy_nearest, parts, few), None),
        "pandana": (
            Engine("pandana", peers.pandana_graph, peers.pandana_nearest, parts, few),
            None,
        ),
        EXAMPLE: (
            Engine(
                *(EXAMPLE, egos.graph, egos.reached),
                *(egos.ways(parts, chosen), egos.ways(few, egos.sample(1)), share),
            ),
            nearest.reach(town, chosen),
        ),
        PASS: (
            Engine(PASS, passes.ready, passes.sweeps, *map(passes.ground, (town, small))),
            nothing,
        ),
        TWICE: (ours, nearest.identical),
    }
    for peer, count in runs.items():
        engine, agree = others[peer]
        mine = nearest.ours_twice(town, small) if peer == TWICE else ours
        args = NEAREST, scene.size, mine, engine, agree or nearest.compare
        row = measuring.row(*args, runs=count, note="")
        if peer == PASS:
            row |= _labels(town)
        if peer == EXAMPLE:
            row["note"] = f"{len(chosen)} of {len(town.targets):,} entrances, times {share:.0f}"
        yield mine, engine, _threads(row) if peer == TWICE else row


def count_rows(scene: Scene, runs: dict[str, int], places: int | None) -> Made:
    whole, small = (
        Supply(town, tiled.offers(town, SEED)) for town in (scene.town, tiled.fewer(scene.small, 4))
    )
    part = counting.sample(whole, places) if places else whole
    sent, few = counting.demand(part), counting.demand(small)
    whole, part, small = (
        each._replace(town=tiled.bare(each.town)) for each in (whole, part, small)
    )
    factor = len(whole.town.targets) / len(part.town.targets)
    scipy = Engine("scipy", counting.graph, counting.scipy_counted, sent, few, factor)
    ours = counting.ours(whole, small)
    for peer, count in runs.items():
        twice = peer == TWICE
        mine, engine = (counting.ours_twice(whole, small), ours) if twice else (ours, scipy)
        agree = counting.agreement(part if places and not twice else None)
        row = measuring.row(COUNTS, scene.size, mine, engine, agree, runs=count, note="")
        if engine.factor != 1:
            row["note"] = (
                f"{len(part.offers):,} of {len(whole.offers):,} places, times {factor:.0f}"
            )
        yield mine, engine, _threads(row) if twice else row


def nothing(ours: Any, theirs: Any) -> dict[str, float | None]:
    """A pass has no answers."""
    del ours, theirs
    return {"max_diff": None, "flips": None}


def _labels(town: Town) -> Row:
    kinds = town.targets["kind"].nunique()
    return {"labels": passes.labels(town), "passed": kinds * len(town.network.nodes)}


def _threads(row: Row) -> Row:
    """What two threads gain is seen on the wall, not in CPU seconds."""
    wall = {"ours_s": row["ours_wall_s"], "peer_s": row["peer_wall_s"], "ratio": row["wall_ratio"]}
    return row | wall | {"note": "seconds on the wall"}
