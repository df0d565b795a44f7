"""Who is still joined where streets meet barriers, against a slow judge that cuts discs."""

from itertools import combinations, pairwise

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point

from pianqu.gis import barriers, network


def frame(shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=4549)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_joined_where_the_ground_is(seed):
    """On a lattice everything meets everything: nodes on walls, walls' ends, touching, crossing."""
    random = np.random.default_rng(seed)
    shapes = [LineString(xy) for xy in _walks(random, 7) if len(xy) > 1]
    lines, walls = shapes[:-2], shapes[-2:]
    assume(
        len(lines) > 1
        and _thin(lines)
        and not any(a.intersection(b).length for a in lines for b in walls)
    )

    streets, cuts = barriers.cut(frame(lines), frame(walls))
    backwards, _ = barriers.cut(frame(lines)[::-1], frame(walls)[::-1])

    assert (cuts["why"] == "crosses").all()
    assert set(streets.to_wkb().itertuples()) == set(backwards.to_wkb().itertuples())
    net = network.build(streets, pace=1.0)
    spots, group = _grouped(lines, shapely.union_all(walls))
    part = [_part(net, *spot) for spot in spots]
    for a, b in combinations(range(len(spots)), 2):
        assert (group[a] == group[b]) == (part[a] == part[b])


def _walks(random, count):
    for _ in range(count):
        xy = 1000 * random.integers(0, 5, (random.integers(2, 5), 2))
        yield [
            tuple(at)
            for at, last in zip(xy.tolist(), [None, *xy.tolist()], strict=False)
            if at != last
        ]


def _thin(lines):
    """No line runs along itself or another."""
    alone = all(shapely.union_all([line]).length > line.length - 1e-6 for line in lines)
    return alone and not any(a.intersection(b).length for a, b in combinations(lines, 2))


def _part(net, street, middle):
    own = np.flatnonzero(net.street == street)
    metres = shapely.distance(net.lines[own], Point(middle))
    return net.component[net.start[own[np.argmin(metres)]]]


def _grouped(lines, walls):
    """Middles of the pieces between vertices and walls, and the group of pieces of each."""
    pieces, ends = [], {}
    for number, line in enumerate(lines):
        for a, b in pairwise(line.coords):
            met = shapely.get_coordinates(LineString([a, b]).intersection(walls))
            met = np.unique(met.round(6), axis=0)  # where two walls meet, too
            inner = [tuple(p) for p in met if min(np.hypot(*(p - a)), np.hypot(*(p - b))) > 1e-6]
            stops = [a, *sorted(inner, key=lambda p, a=a: np.hypot(p[0] - a[0], p[1] - a[1])), b]
            for p, q in pairwise(stops):
                for here, there in ((p, q), (q, p)):
                    key = here if here in (a, b) else (here, number, a)
                    ends.setdefault(key, []).append((len(pieces), here, there))
                # a third of the way: two lines often cross in their middles
                pieces.append((number, (p[0] * 0.63 + q[0] * 0.37, p[1] * 0.63 + q[1] * 0.37)))
    pairs = [pair for arms in ends.values() for pair in _pairs(arms, walls)]
    links = coo_array(
        (np.ones(len(pairs)), tuple(zip(*pairs, strict=True))), shape=[len(pieces)] * 2
    )
    return pieces, connected_components(links, directed=False)[1]


def _pairs(arms, walls):
    """Arms of one place that lie on one side of the walls: in one piece of a disc cut by them."""
    here = np.array(arms[0][1])
    disc = Point(here).buffer(0.4).difference(walls.buffer(1e-5))
    first = {}
    for piece, _, there in arms:
        way = (np.array(there) - here) / np.hypot(*(np.array(there) - here))
        side = int(np.argmin(shapely.distance(shapely.get_parts(disc), Point(here + 0.3 * way))))
        yield first.setdefault(side, piece), piece
