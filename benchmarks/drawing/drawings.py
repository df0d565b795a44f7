"""The rows of the benchmark of maps: each kind and number of features, beside each peer."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import browsing
import geopandas as gpd
import numpy as np
import shapely
from footprints import AREAS, LINES, POINTS, SEED, features
from mappers import EXPLORE, FOLIUM, OURS, PLAIN

ASKED = 500  # places at which the pointer is tried
CLEAR = 0.3  # metres from an outline: nearer, the grid may decide
REACH = 3.0  # metres: how far from a line or point the pointer finds it at most
Row = dict[str, Any]


class Work(NamedTuple):
    """A kind and number of features, and the peers that are run; others are left out and named."""

    kind: str
    count: int
    peers: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the choice `--only`."""
        return f"{self.kind}-{self.count}"


BOTH = (FOLIUM, EXPLORE)
QUICK = (Work(AREAS, 1_000, BOTH), Work(AREAS, 10_000, BOTH))
FULL = (
    *QUICK,
    Work(AREAS, 100_000, (*BOTH, PLAIN)),
    Work(LINES, 100_000, (FOLIUM,)),
    Work(POINTS, 100_000, (FOLIUM,)),
    Work(AREAS, 200_000, BOTH),
)


def measured(works: tuple[Work, ...]) -> Iterator[Row]:
    """One row a work and peer; a work without peers is a row of ours alone."""
    with tempfile.TemporaryDirectory() as folder, browsing.browser() as opened:
        for work in works:
            frame = features(work.kind, work.count)
            places = asked(frame)
            mine = one(opened, OURS, work, Path(folder), places)
            wrong = misses(frame, places, mine.pop("hits"))
            for peer in work.peers or (None,):
                his = one(opened, peer, work, Path(folder), places) if peer else None
                yield row(work, mine, peer, his, wrong)


def one(opened: Any, maker: str, work: Work, folder: Path, places: np.ndarray) -> Row:
    """A page made, then opened."""
    file = folder / "page.html"
    told = apart(maker, work, file)
    degrees = gpd.GeoSeries(shapely.points(places), crs=4549).to_crs(4326)
    pairs = shapely.get_coordinates(degrees.to_numpy()).tolist()
    return told | browsing.seen(opened, file, pairs)


def apart(maker: str, work: Work, file: Path) -> Row:
    """Make a page in a process of its own."""
    script = str(Path(__file__).parent / "mappers.py")
    arguments = (maker, work.kind, str(work.count), str(file))
    told = subprocess.run(
        [sys.executable, script, *arguments], capture_output=True, text=True, check=False
    )
    if told.returncode:
        sys.exit(f"{maker}, {work.name}: {told.stderr[-2000:]}")
    return json.loads(told.stdout.splitlines()[-1])


def asked(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Places in metres: anywhere among areas, on lines and points."""
    rng = np.random.default_rng(SEED)
    if frame.geom_type.iloc[0] == "Polygon":
        west, south, east, north = frame.total_bounds
        return rng.uniform([west, south], [east, north], (ASKED, 2))
    some = frame.geometry.iloc[rng.integers(0, len(frame), ASKED)]
    return shapely.get_coordinates(
        shapely.get_point(some, 0) if some.iloc[0].geom_type != "Point" else some
    )


def misses(frame: gpd.GeoDataFrame, places: np.ndarray, hits: list[int]) -> int:
    """Places where the pointer finds another row than shapely; of lines and points, none near."""
    shapes = frame.geometry.to_numpy()
    points = shapely.points(places)
    if frame.geom_type.iloc[0] != "Polygon":
        return sum(
            row < 0 or shapes[row].distance(at) > REACH
            for row, at in zip(hits, points, strict=True)
        )
    tree = shapely.STRtree(shapes)
    inside = dict(tree.query(points, predicate="within").T.tolist())  # the last lies above
    edge = tree.query_nearest(points, return_distance=True, all_matches=False)[1]
    lines = shapely.boundary(shapes)
    clear = [
        place
        for place, point in enumerate(points)
        if edge[place] > CLEAR or (place in inside and lines[inside[place]].distance(point) > CLEAR)
    ]
    return sum(hits[place] != inside.get(place, -1) for place in clear)


def row(work: Work, mine: Row, peer: str | None, his: Row | None, wrong: int) -> Row:
    keys = ("build_s", "file_mb", "heap_mb", "block_ms", "pan_ms", "pan_max_ms")
    other = his or {}
    ready = other.get("ready_s")
    return {
        **{"work": work.kind, "size": f"{work.count:,}", "ours": OURS, "peer": peer or "not run"},
        **{"ours_s": mine["ready_s"], "peer_s": ready},
        "ratio": ready / mine["ready_s"] if ready else None,
        "max_diff": abs(mine["drawn"] - other.get("drawn", work.count)),
        "flips": wrong,
        **{"ours_mb": mine["build_mb"], "peer_mb": other.get("build_mb")},
        "extrapolated": False,
        **{f"ours_{key}": mine[key] for key in keys},
        **{f"peer_{key}": other.get(key) for key in keys},
        **{"drawn": mine["drawn"], "load": os.getloadavg()[0]},
    }
