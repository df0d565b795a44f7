"""Partition: linked places cut into connected, compact parts of bounded size."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .neighbours import components
from .rims import LEFT, filled, tidied
from .treecut import Tree, cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .network import Floats, Ints

    Flags = NDArray[np.bool_]


def parts(xy: "Floats", links: pd.DataFrame, *, least: int, most: int) -> "Ints":
    """
    Cut linked places into connected parts of `least` to `most` places.

    The shortest spanning tree is cut as well as a tree can be (see :mod:`.treecut`). What is left
    out then joins parts that have room, or is cut again, and places on the rim of a part go over
    to the part beside it where that makes both more compact. Over all links, of which the tree
    keeps a few, fewer places might be left out; to find the fewest is NP-hard.

    Parameters
    ----------
    xy
        (n, 2) metres.
    links
        Which places may be side by side in a part: positions `first` and `second`, no pair twice,
        and `length` in metres.
    least, most
        Places a part, inclusive; 1 <= least <= most.

    Returns
    -------
    array of int
        Number of the part of each place, by their first places; :data:`.rims.LEFT` for what is
        left out. The order of the links does not matter.

    Examples
    --------
    >>> xy = np.array([[0.0, 0], [1, 0], [2, 0], [8, 0], [10, 0]])
    >>> links = pd.DataFrame({"first": [0, 1, 2, 3], "second": [1, 2, 3, 4]})
    >>> links["length"] = [1.0, 1.0, 6.0, 2.0]
    >>> parts(xy, links, least=2, most=4).tolist()
    [0, 0, 0, 1, 1]
    >>> parts(xy, links, least=3, most=4).tolist()
    [0, 0, 0, 0, -1]
    """
    links = links.sort_values(["length", "first", "second"])
    ends = links[["first", "second"]].to_numpy(dtype=np.int64)
    length = links["length"].to_numpy(dtype=float)
    label = np.full(len(xy), LEFT, dtype=np.int64)
    while True:
        out = label == LEFT
        free = out[ends].all(axis=1)
        found = cut(_forest(out, ends[free], length[free]), len(xy), least=least, most=most)
        new = found != LEFT
        if not new.any():
            break
        label[new] = found[new] + label.max() + 1
        label = filled(label, ends, most=most)
    label = tidied(label, xy, ends, least=least, most=most)
    kept = label != LEFT
    label[kept] = pd.factorize(label[kept])[0]
    return label


def _forest(among: "Flags", ends: "Ints", length: "Floats") -> Tree:
    """The shortest spanning forest of some places, each tree from its first place on."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    count = len(among)
    label = components(count, ends[:, 0], ends[:, 1])
    first = np.flatnonzero(among & ~pd.Series(label).duplicated().to_numpy())
    # one place more that holds all trees together, so that one search finds them all
    start, end = np.r_[ends[:, 0], np.full(len(first), count)], np.r_[ends[:, 1], first]
    # by rank: no two links alike, so that there is one answer, and none 0, which would be no link
    rank = np.arange(1.0, len(start) + 1)
    graph = coo_array((rank, (start, end)), shape=(count + 1, count + 1)).tocsr()
    order, parent = breadth_first_order(minimum_spanning_tree(graph), count, directed=False)
    order = order[1:].astype(np.int64)
    parent = parent[order].astype(np.int64)
    parent = np.where(parent == count, order, parent)
    low, high = np.minimum(order, parent), np.maximum(order, parent)
    link = pd.MultiIndex.from_arrays([*ends.T]).get_indexer(pd.MultiIndex.from_arrays([low, high]))
    return Tree(order, parent, np.where(link < 0, 0.0, np.r_[length, 0.0][link]))
