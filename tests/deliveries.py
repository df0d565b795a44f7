"""Layers as bureaus deliver them: Chinese headings, 是 and 否, days and numbers as text, drawings."""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from draughts import block, dxf, hatch, polyline, text

from pianqu.layers import kinds
from pianqu.layers.city import Source

ONE_KIND = ("Shapefile", "FileGDB", "zip")

Frames = Mapping[str, gpd.GeoDataFrame]
Sources = dict[str, Source]


def delivered(layer: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """With Chinese headings, 是 and 否, and days as text."""
    zh = {field.name: field.zh for field in kinds.schema(layer).fields}
    found = frame.reset_index().rename(columns={**zh, "id": "编号"})
    for column in found.columns.drop("geometry"):
        cells = found[column]
        if cells.dtype == "boolean":
            found[column] = cells.map({True: "是", False: "否"}).astype("object")
        elif cells.dtype.kind == "M":
            found[column] = cells.dt.strftime("%Y-%m-%d").astype("object")
    return found.dropna(axis=1, how="all")


def texts(layer: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """As delivered, every cell as text."""
    found = delivered(layer, frame)
    for column in found.columns.drop("geometry"):
        cells = found[column].astype("object")
        found[column] = cells.map(str, na_action="ignore").where(cells.notna(), None)
    return found


def moved(frame: gpd.GeoDataFrame, change: Callable[[Any, Any], Any]) -> list[Any]:
    """The geometries with that done to their coordinates."""
    return list(
        shapely.transform(
            np.asarray(frame.geometry.array), lambda at: np.column_stack(change(*at.T))
        )
    )


def quietly(frame: gpd.GeoDataFrame, path: Path, **options: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about headings that are cut, and layers that are new
        frame.to_file(path, **options)


def kept(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows that this way can hold: a Shapefile or feature class is of one kind of geometry."""
    if name not in ONE_KIND:
        return frame
    return frame[frame.geom_type == frame.geom_type.mode().iloc[0]]


def wkt_table(layer: str, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    table = texts(layer, frame)
    words = shapely.to_wkt(np.asarray(table.geometry.array), rounding_precision=-1)
    return pd.DataFrame(table.drop(columns="geometry")).assign(WKT=words)


def drawing(frames: Frames, folder: Path) -> Sources:
    """
    Outlines with one text, blocks with attributes, bare lines: what CAD can hold.

    The text of a community is its name, of any other outline its id; blocks carry every field.
    Streets have neither. Facilities are blocks, so those with an outline are left out.
    """
    entities: list[str] = []
    for layer, frame in frames.items():
        entities += _drawn(layer, frame)
    path = folder / "总图.dxf"
    path.write_bytes(dxf(*entities, version="AC1015", encoding="gbk"))
    tables = {
        layer: f"{layer}、{layer}_注记"
        for layer in ("communities", "buildings", "parks", "parcels")
    }
    named = {layer: {"text": "id"} for layer in tables} | {"communities": {"text": "name"}}
    return {
        layer: Source(path, table=tables.get(layer, layer), columns=named.get(layer, {}), crs=4549)
        for layer in frames
    }


def _drawn(layer: str, frame: gpd.GeoDataFrame) -> list[str]:
    found = []
    rows = texts(layer, frame)
    for at, (key, shape) in enumerate(frame.geometry.items()):
        if shape.geom_type == "Point":
            cells = rows.drop(columns="geometry").iloc[at].dropna().to_dict()
            found.append(block(layer, shape.x, shape.y, **{str(k): v for k, v in cells.items()}))
        elif shape.geom_type == "LineString":
            found.append(polyline(layer, shape.coords, closed=False))
        elif layer != "facilities":
            rings = [shape.exterior.coords[:-1], *(ring.coords[:-1] for ring in shape.interiors)]
            outline = polyline(layer, rings[0]) if len(rings) == 1 else hatch(layer, *rings)
            label = frame.loc[key, "name"] if layer == "communities" else key
            spot = shape.representative_point()
            found += [outline, text(f"{layer}_注记", spot.x, spot.y, str(label))]
    return found
