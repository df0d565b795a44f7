"""Parts of edges as lines: hand-known bends, and lengths that are the share of the whole."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString

from pianqu.gis import network, stretches


@pytest.fixture(scope="module")
def bent():
    """One edge of 10 m with a bend after 6 m."""
    street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (6, 0), (6, 4)])], crs=4549)
    return network.build(street, pace=1.0)


@pytest.mark.parametrize(
    ("begin", "finish", "expected"),
    [
        (0, 1, [(0, 0), (6, 0), (6, 4)]),
        (0.1, 0.4, [(1, 0), (4, 0)]),
        (0.5, 0.8, [(5, 0), (6, 0), (6, 2)]),
        (0.6, 1, [(6, 0), (6, 4)]),  # the bend is the cut, and not there twice
        (0, 0.6, [(0, 0), (6, 0)]),
    ],
)
def test_a_part_follows_the_bend(bent, begin, finish, expected):
    (part,) = stretches.along(bent, np.array([0]), np.array([begin]), np.array([finish]))

    assert shapely.get_coordinates(part).round(9).tolist() == [list(xy) for xy in expected]


def test_parts_of_real_streets_have_their_share_of_the_length(helsinki):
    built = network.build(helsinki, pace=1.0)
    rng = np.random.default_rng(5)
    edge = rng.integers(0, len(built.length), 2000)
    begin, finish = np.sort(rng.choice([0, 0.2, 0.5, 0.999, 1], (2, 2000)), axis=0)
    apart = finish > begin

    parts = stretches.along(built, edge[apart], begin[apart], finish[apart])

    share = (finish - begin)[apart] * built.length[edge[apart]]
    assert np.abs(shapely.length(parts) - share).max() < 2e-6
    assert shapely.distance(parts, built.lines[edge[apart]]).max() < 1e-9


def test_the_network_keeps_its_lines(bent):
    before = bent.lines.copy()

    stretches.along(bent, np.array([0, 0]), np.array([0, 0.5]), np.array([0.5, 1]))

    assert shapely.equals_exact(before, bent.lines).all()


def test_no_parts(bent):
    none = np.empty(0)

    assert len(stretches.along(bent, none.astype(int), none, none)) == 0
