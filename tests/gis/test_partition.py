"""Parts of linked places: every rule on random worlds, and trees against all ways to cut them."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.gis import neighbours, partition, rims, treecut


def groups(label: list[int]) -> list[set[int]]:
    return [{at for at, one in enumerate(label) if one == part} for part in set(label) - {-1}]


def hangs_together(places: set[int], links: list[tuple[int, int]]) -> bool:
    """By a search of its own."""
    found, ahead = set(), [min(places)]
    while ahead:
        found.add(here := ahead.pop())
        near = {b for a, b in links if a == here} | {a for a, b in links if b == here}
        ahead += (near & places) - found
    return found == places


def line(*x: float) -> tuple[np.ndarray, pd.DataFrame]:
    """Places on a line, each linked to the next."""
    first = np.arange(len(x) - 1)
    links = pd.DataFrame({"first": first, "second": first + 1, "length": np.diff(x)})
    return np.c_[np.array(x, dtype=float), np.zeros(len(x))], links


@given(
    spots=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=24),
    metres=st.integers(1, 5),
    bounds=st.tuples(st.integers(1, 6), st.integers(1, 6)).map(sorted),
)
@settings(max_examples=80, deadline=None)
def test_every_part_is_whole_and_within_its_bounds(spots, metres, bounds):
    least, most = bounds
    xy = np.array(spots, dtype=float).reshape(-1, 2)
    links = neighbours.links(np.asarray(shapely.points(xy)), metres=metres)
    label = partition.parts(xy, links, least=least, most=most).tolist()
    pairs = list(zip(links["first"], links["second"], strict=True))

    assert len(label) == len(spots)
    for group in groups(label):
        assert least <= len(group) <= most
        assert hangs_together(group, pairs)
    out = {at for at, part in enumerate(label) if part == -1}
    whole = neighbours.components(len(spots), links["first"].to_numpy(), links["second"].to_numpy())
    sizes = np.bincount(whole, minlength=1)
    for at in out:  # it could not be in a part of all it hangs together with, nor join one
        assert sizes[whole[at]] < least or sizes[whole[at]] > most
        beside = {b for a, b in pairs if a == at} | {a for a, b in pairs if b == at}
        assert all(label[other] == -1 or label.count(label[other]) == most for other in beside)


@given(
    parents=st.lists(st.integers(0, 8), max_size=8),
    lengths=st.lists(st.integers(1, 9), min_size=8, max_size=8),
    bounds=st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted),
)
@settings(max_examples=80, deadline=None)
def test_no_way_to_cut_a_tree_is_better(parents, lengths, bounds):
    least, most = bounds
    parent = np.array([0, *(up % (at + 1) for at, up in enumerate(parents))])
    count = len(parent)
    metres = np.array([0.0, *lengths[: count - 1]])
    tree = treecut.Tree(np.arange(count), parent, metres)
    label = treecut.cut(tree, count, least=least, most=most)

    def price(root: np.ndarray) -> tuple[int, int, float]:
        sizes = np.bincount(root, minlength=count)
        good = (sizes >= least) & (sizes <= most)
        kept = good[root] & (root == root[parent])
        return int(sizes[~good].sum()), int(good.sum()), float(metres[kept].sum())

    def roots(cuts: tuple[bool, ...]) -> np.ndarray:
        root = np.arange(count)
        for at in range(1, count):
            root[at] = at if cuts[at - 1] else root[parent[at]]
        return root

    best = min(price(roots(cuts)) for cuts in product([False, True], repeat=count - 1))
    inside = label != treecut.LEFT
    kept = inside & (label == label[parent])
    kept[0] = False
    assert (int((~inside).sum()), len(groups(label.tolist())), metres[kept].sum()) == best


@pytest.mark.parametrize(
    ("count", "least", "most", "out"),
    [(7, 5, 6, 1), (12, 5, 6, 0), (4, 5, 6, 4), (9, 5, 6, 3), (6, 1, 1, 0), (40, 3, 20, 0)],
)
def test_a_row_of_places_leaves_out_no_more_than_it_must(count, least, most, out):
    xy, links = line(*range(count))

    assert (partition.parts(xy, links, least=least, most=most) == rims.LEFT).sum() == out


def test_a_row_is_cut_at_its_widest_gap():
    xy, links = line(0, 1, 2, 3, 9, 10, 11, 12, 13)

    assert partition.parts(xy, links, least=2, most=6).tolist() == [0] * 4 + [1] * 5


def test_a_star_keeps_one_part_and_leaves_the_rest_out():
    angle = np.linspace(0, 6, 10)
    xy = np.r_[[[0, 0]], np.c_[np.cos(angle), np.sin(angle)]]
    links = pd.DataFrame({"first": 0, "second": range(1, 11), "length": 1.0})
    label = partition.parts(xy, links, least=3, most=5)

    assert np.bincount(label[label >= 0]).tolist() == [5]


def test_places_at_one_spot_are_linked():
    xy = np.zeros((4, 2))
    links = neighbours.links(np.asarray(shapely.points(xy)), metres=1)

    label = partition.parts(xy, links, least=2, most=2)
    assert np.bincount(label).tolist() == [2, 2]


def test_a_grid_is_cut_into_compact_parts():
    x, y = np.meshgrid(np.arange(8) * 10.0, np.arange(8) * 10.0)
    xy = np.c_[x.ravel(), y.ravel()]
    links = neighbours.links(np.asarray(shapely.points(xy)), metres=10)
    label = partition.parts(xy, links, least=4, most=12)

    spread = sum(
        ((xy[label == part] - xy[label == part].mean(axis=0)) ** 2).sum() for part in set(label)
    )
    rows = sum(((each - each.mean(axis=0)) ** 2).sum() for each in np.split(xy, 8))
    assert (label >= 0).all()
    assert spread < 0.75 * rows
    assert (
        links.sample(frac=1, random_state=3)
        .pipe(lambda mixed: partition.parts(xy, mixed, least=4, most=12))
        .tolist()
        == label.tolist()
    )
