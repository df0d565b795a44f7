"""One district delivered in twelve ways, as bureaus deliver: by format, encoding, datum and grid."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from deliveries import (
    Frames,
    Sources,
    delivered,
    drawing,
    kept,
    moved,
    quietly,
    texts,
    wkt_table,
)
from shapely import Point

from pianqu.gis import datum
from pianqu.layers import kinds
from pianqu.layers.city import Source
from pianqu.layers.store import postgis

LAYERS = (
    "communities",
    "buildings",
    "stairwells",
    "parks",
    "facilities",
    "streets",
    "entrances",
    "parcels",
)
POINTS = ("stairwells", "entrances")
HEADING = 10  # bytes of a heading in a .dbf
TURN, SCALE, AWAY = np.deg2rad(0.7), 1.00003, (12_345.678, -3_400_000.25)  # of the local grid

Way = Callable[[Frames, Path], Sources]


def geopackage(frames: Frames, folder: Path) -> Sources:
    """One file, a table a layer."""
    path = folder / "片区.gpkg"
    for layer, frame in frames.items():
        quietly(delivered(layer, frame), path, layer=kinds.schema(layer).zh)
    return {layer: Source(path, table=kinds.schema(layer).zh) for layer in frames}


def shapefile(frames: Frames, folder: Path) -> Sources:
    """Text and headings in GBK without .cpg; what ten bytes cut is explained by the planner."""
    sources = {}
    for layer, frame in frames.items():
        table = delivered(layer, kept("Shapefile", frame))
        columns = {
            field.zh: field.name
            for field in kinds.schema(layer).fields
            if field.zh in table.columns
        }
        short = {zh: zh.encode("gbk")[:HEADING].decode("gbk", errors="ignore") for zh in columns}
        explained = {short[zh]: name for zh, name in columns.items() if short[zh] != zh}
        path = folder / f"{kinds.schema(layer).zh.replace('/', '')}.shp"
        quietly(table.rename(columns=short), path, encoding="GBK")
        path.with_suffix(".cpg").unlink()
        sources[layer] = Source(path, columns=explained)
    return sources


def filegdb(frames: Frames, folder: Path) -> Sources:
    """One folder; a feature class for each kind of geometry of a layer."""
    path = folder / "片区.gdb"
    for layer, frame in frames.items():
        rows = delivered(layer, kept("FileGDB", frame))
        quietly(rows, path, driver="OpenFileGDB", layer=layer)
    return {layer: Source(path, table=layer) for layer in frames}


def kml(frames: Frames, folder: Path) -> Sources:
    """Longitude and latitude of WGS 84, a file a layer."""
    sources = {}
    for layer, frame in frames.items():
        path = folder / f"{layer}.kml"
        quietly(texts(layer, frame).to_crs(4326), path, driver="LIBKML")
        sources[layer] = Source(path)
    return sources


def flatgeobuf(frames: Frames, folder: Path) -> Sources:
    """Stored by place: in another order."""
    for layer, frame in frames.items():
        quietly(delivered(layer, frame), folder / f"{layer}.fgb")
    return {layer: Source(folder / f"{layer}.fgb") for layer in frames}


def csv(frames: Frames, folder: Path) -> Sources:
    """WKT in metres, in GB 18030 as Excel saves."""
    for layer, frame in frames.items():
        table = wkt_table(layer, frame)
        table.to_csv(folder / f"{layer}.csv", index=False, encoding="gb18030")
    return {layer: Source(folder / f"{layer}.csv", crs=4549) for layer in frames}


def workbook(frames: Frames, folder: Path) -> Sources:
    """A sheet a layer: longitude and latitude of points, WKT of the others."""
    path = folder / "台账.xlsx"
    sources = {}
    with pd.ExcelWriter(path) as book:
        for layer, frame in frames.items():
            zh = kinds.schema(layer).zh.replace("/", "")
            if layer in POINTS:
                spots = frame.to_crs(4490).geometry
                table = pd.DataFrame(texts(layer, frame).drop(columns="geometry"))
                table = table.assign(经度=list(spots.x), 纬度=list(spots.y))
            else:
                table = wkt_table(layer, frame)
            table.to_excel(book, sheet_name=zh, index=False)
            sources[layer] = Source(path, table=zh, crs=4490 if layer in POINTS else 4549)
    return sources


def zipped(frames: Frames, folder: Path) -> Sources:
    """The Shapefiles in one archive."""
    inner = folder / "shp"
    inner.mkdir()
    sources = shapefile(frames, inner)
    path = folder / "成果.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(inner.iterdir()):
            archive.write(part, f"成果/{part.name}")
    return {
        layer: Source(path, table=source.path.name, columns=source.columns)
        for layer, source in sources.items()
    }


def served(frames: Frames, address: str) -> Sources:
    """Tables of a server, with its own types."""
    postgis.write(dict(frames), address, schema="pianqu", replace=True)
    return {layer: Source(address, table=f"pianqu.{layer}") for layer in frames}


def gcj02(frames: Frames, folder: Path) -> Sources:
    """As a phone shows it, in GeoJSON that says no system."""
    for layer, frame in frames.items():
        degrees = frame.to_crs(4490)
        shapes = moved(degrees, datum.to_gcj02)
        table = (
            texts(layer, frame).set_geometry(shapes, crs=4326).set_crs(4326, allow_override=True)
        )
        path = folder / f"{layer}.geojson"
        quietly(table, path, COORDINATE_PRECISION=15, RFC7946="NO")
    return {layer: Source(folder / f"{layer}.geojson", datum="GCJ-02") for layer in frames}


def bd09(frames: Frames, folder: Path) -> Sources:
    """As Baidu shows it, WKT in a table."""
    for layer, frame in frames.items():
        shapes = moved(frame.to_crs(4490), datum.to_bd09)
        table = wkt_table(layer, frame.set_geometry(shapes, crs=4490))
        table.to_csv(folder / f"{layer}.csv", index=False, encoding="utf-8")
    return {layer: Source(folder / f"{layer}.csv", datum="百度坐标") for layer in frames}


def prefixed(frames: Frames, folder: Path) -> Sources:
    """Eastings with the number of the zone, 40."""
    for layer, frame in frames.items():
        table = wkt_table(layer, frame.to_crs(4528))
        table.to_csv(folder / f"{layer}.csv", index=False, encoding="utf-8")
    return {layer: Source(folder / f"{layer}.csv", crs=4528) for layer in frames}


def local(frames: Frames, folder: Path) -> Sources:
    """A grid of the city's own, turned, scaled and moved; five control points."""

    def here(x: Any, y: Any) -> tuple[Any, Any]:
        cos, sin = SCALE * np.cos(TURN), SCALE * np.sin(TURN)
        east, north = x - 500_000, y
        return cos * east - sin * north + AWAY[0], sin * east + cos * north + AWAY[1]

    west, south, east, north = frames["streets"].total_bounds
    marks = [(west, south), (east, south), (east, north), (west, north), (west + 300, south + 200)]
    rows = [
        {"点号": f"K{n}", "x": here(*at)[0], "y": here(*at)[1], "东坐标": at[0], "北坐标": at[1]}
        for n, at in enumerate(marks, start=1)
    ]
    controls = folder / "控制点.csv"
    pd.DataFrame(rows).assign(epsg=4549).to_csv(controls, index=False, encoding="utf-8")
    for layer, frame in frames.items():
        table = wkt_table(layer, frame.set_geometry(moved(frame, here), crs=frame.crs))
        table.to_csv(folder / f"{layer}.csv", index=False, encoding="utf-8")
    return {layer: Source(folder / f"{layer}.csv", controls=controls) for layer in frames}


EXACT, WRITTEN, STEPS, DATUM = 1e-9, 1e-6, 1e-3, 1e-3  # metres
WAYS: dict[str, tuple[Way, float]] = {
    "GeoPackage": (geopackage, EXACT),
    "Shapefile": (shapefile, EXACT),
    "FileGDB": (filegdb, STEPS),  # stores tenths of millimetres
    "DXF": (drawing, EXACT),
    "KML": (kml, STEPS),
    "FlatGeobuf": (flatgeobuf, EXACT),
    "CSV": (csv, EXACT),
    "workbook": (workbook, WRITTEN),
    "zip": (zipped, EXACT),
    "GCJ-02": (gcj02, DATUM),
    "BD-09": (bd09, DATUM),
    "zone 40": (prefixed, WRITTEN),
    "local grid": (local, WRITTEN),
}


def gap(one: Any, other: Any) -> float:
    """The greatest distance between two geometries of as many points, in metres."""
    if shapely.get_num_coordinates(one) != shapely.get_num_coordinates(other):
        return float("inf")
    if isinstance(one, Point):
        return float(one.distance(other))
    return float(shapely.hausdorff_distance(one, other))
