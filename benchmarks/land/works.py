"""The rows of the land benchmark: each work on a city of one size, beside each peer."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import city
import geopandas as gpd
import measuring
import numpy as np
import pandas as pd
import peers
from measuring import Engine
from peers import Ground, Land

SEED = 20241
RESIDUAL, OPENING, ZONAL = "residual", "opening", "zonal statistics"  # the works
OVERLAY, UNION, BUFFERS = "geopandas.overlay", "one union of all", "geopandas buffers"
FILE, ARRAY, CLIP = "rasterstats", "rasterstats, raster in memory", "shapely, cell by cell"
NEEDS = {FILE: "rasterstats", ARRAY: "rasterstats"}
CELL, UNKNOWN, GREEN = 10.0, -9999.0, 0.2  # metres; no data; an index above which ground is green
Row = dict[str, Any]
Agreement = dict[str, float | None]


class Size(NamedTuple):
    """Communities, and how often each peer is run; left out = not run."""

    columns: int
    rows: int
    runs: dict[str, int]
    sample: dict[str, int]  # zones that a peer is given, the rest extrapolated
    memory: bool = True


ONCE = dict.fromkeys((OVERLAY, UNION, BUFFERS, FILE, ARRAY, CLIP), 1)
QUICK = Size(6, 6, ONCE | {OVERLAY: 3, BUFFERS: 3}, {FILE: 100, ARRAY: 300, CLIP: 300}, False)
FULL = Size(25, 25, ONCE | {OVERLAY: 3, BUFFERS: 3}, {FILE: 500, ARRAY: 2000, CLIP: 2000})


class Worlds(NamedTuple):
    """The same for a tiny city, which warms engines up."""

    full: Any
    small: Any


def absent() -> list[str]:
    """Packages from the dependency group `bench` that are not there."""
    return sorted({package for package in NEEDS.values() if measuring.missing(package)})


def measured(size: Size) -> Iterator[Row]:
    """One row after another, of the peers that are installed."""
    towns = Worlds(city.city(size.columns, size.rows, seed=SEED), city.city(1, 1, seed=SEED))
    yield from land_rows(size, towns)
    with tempfile.TemporaryDirectory() as folder:
        yield from zonal_rows(size, towns, Path(folder))


def land_rows(size: Size, towns: Worlds) -> Iterator[Row]:
    land = Worlds(*((town.communities, town.used) for town in towns))
    left = Worlds(*(peers.ours_left(each).geometry for each in land))
    words = city.words(towns.full)
    mine = Engine("pianqu", same, peers.ours_left, *land)
    for name, run in ((OVERLAY, peers.overlay), (UNION, peers.one_union)):
        yield from beside(size, RESIDUAL, words, mine, Engine(name, same, run, *land), areas)
    mine = Engine("pianqu", same, peers.ours_opened, *left)
    other = Engine(BUFFERS, same, peers.buffers, *left)
    yield from beside(size, OPENING, words, mine, other, opened)


def zonal_rows(size: Size, towns: Worlds, folder: Path) -> Iterator[Row]:
    """Houses as zones; the exact answer is known for those that the cell by cell peer is given."""
    ground = Worlds(*(raster(town, folder / f"{i}.tif") for i, town in enumerate(towns)))
    truth = peers.clipped(some(ground.full, size.sample[CLIP]))["mean"]
    mine = Engine("pianqu", same, peers.ours_zonal, *ground)
    words = f"{len(ground.full.zones):,} houses, {ground.full.cells.size:,} cells of 10 m"
    runs = {CLIP: peers.clipped, FILE: peers.rasterstats_file, ARRAY: peers.rasterstats_array}
    for name, run in runs.items():
        part = some(ground.full, size.sample[name])
        share = len(ground.full.zones) / len(part.zones)
        other = Engine(name, same, run, part, some(ground.small, 5), share)
        note = f"{len(part.zones):,} of {len(ground.full.zones):,} houses, times {share:.0f}"
        yield from beside(size, ZONAL, words, mine, other, against(truth), note * (share != 1))


def beside(
    size: Size,
    work: str,
    words: str,
    mine: Engine,
    other: Engine,
    agree: Callable[[Any, Any], Agreement],
    note: str = "",
) -> Iterator[Row]:
    """The row of one peer, if it is installed and asked for."""
    if other.name not in size.runs or measuring.missing(NEEDS.get(other.name, "numpy")):
        return
    runs = size.runs[other.name]
    row = measuring.row(work, words, mine, other, agree, runs=runs, note=note)
    if size.memory:
        row |= {"ours_mb": measuring.growth(mine)}
        row |= {"peer_mb": measuring.growth(other) if other.factor == 1 else None}
    yield row


def areas(mine: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame | gpd.GeoSeries) -> Agreement:
    """Square metres by community; flips are communities that one of the two leaves empty."""
    ours = mine["residual_area"]
    other = theirs.area.reindex(ours.index, fill_value=0.0)
    gap = (ours - other).abs().max()
    flips = int(((ours > 0) != (other > 0)).sum())
    return {
        "max_diff": float(gap),
        "flips": flips,
        "identity": float(mine["error"].abs().max()),
        "hectares": float(ours.sum() / 10_000),
    }


def opened(mine: Any, theirs: gpd.GeoSeries) -> Agreement:
    """Square metres by community; flips are parts that one of the two has more."""
    ours = mine.sums["opened_area"]
    parts = theirs.area.groupby(level=0)
    gap = (ours - parts.sum().reindex(ours.index, fill_value=0.0)).abs().max()
    count = parts.size().reindex(ours.index, fill_value=0)
    return {
        "max_diff": float(gap),
        "flips": int((mine.sums["parts"] - count).abs().sum()),
        "parts": len(mine.parts),
    }


def against(truth: pd.Series) -> Callable[[pd.DataFrame, pd.DataFrame], Agreement]:
    """Means beside one another, and each beside the exact ones; flips across green."""

    def agree(mine: pd.DataFrame, theirs: pd.DataFrame) -> Agreement:
        other = theirs["mean"].astype(float)
        ours = mine["mean"].loc[other.index]
        known = truth.index.intersection(other.index)
        off = {"ours": ours[known] - truth[known], "peer": other[known] - truth[known]}
        errors = {f"{who}_error": float(gap.abs().max()) for who, gap in off.items()}
        errors |= {f"{who}_mean_error": float(gap.abs().mean()) for who, gap in off.items()}
        flips = int(((ours >= GREEN) != (other >= GREEN)).sum())
        unanswered = int(other[known].isna().sum() - truth[known].isna().sum())
        gap = float((ours - other).abs().max())
        return {"max_diff": gap, "flips": flips, "unanswered": unanswered, **errors}

    return agree


def raster(town: city.City, file: Path) -> Ground:
    """A vegetation index in cells of 10 m: patches of 80 m, grain, and 1 % not known."""
    import rasterio

    rng = np.random.default_rng(SEED)
    west, south, east, north = town.communities.total_bounds
    corner = (
        float(west - 53),
        float(north + 57),
    )  # houses stick out, and cells are not on the lattice
    high, wide = int((corner[1] - south) / CELL) + 6, int((east - corner[0]) / CELL) + 6
    coarse = rng.uniform(-0.1, 0.5, (high // 8 + 1, wide // 8 + 1))
    cells = np.kron(coarse, np.ones((8, 8)))[:high, :wide] + rng.normal(0, 0.1, (high, wide))
    cells = cells.astype(np.float32).astype(float)
    cells[rng.random(cells.shape) < 0.01] = np.nan
    place = rasterio.Affine(CELL, 0, corner[0], 0, -CELL, corner[1])
    shape = {"height": high, "width": wide, "count": 1, "dtype": "float32"}
    with rasterio.open(
        file, "w", driver="GTiff", crs=city.EPSG, transform=place, nodata=UNKNOWN, **shape
    ) as data:
        data.write(np.nan_to_num(cells, nan=UNKNOWN).astype(np.float32), 1)
    return Ground(file, cells, corner, CELL, town.houses)


def some(ground: Ground, count: int) -> Ground:
    """Zones from all over the city."""
    zones = ground.zones
    if len(zones) <= count:
        return ground
    return ground._replace(zones=zones.sample(count, random_state=SEED))


def same(found: Land | Any) -> Any:
    """Nothing is built ahead."""
    return found
