"""Every set of some uses: which members it has, what it takes, and what keeps it apart."""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .use_tables import APART, TOGETHER, WITHIN

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@cache
def members(count: int) -> Flags:
    """
    Every set of so many uses but the empty one.

    Set number `n` holds the uses whose bits are set in n + 1.

    Returns
    -------
    ndarray of bool
        One row a set, one column a use. Shared: not to be written to.

    Examples
    --------
    >>> members(2).tolist()
    [[True, False], [False, True], [True, True]]
    """
    numbers = np.arange(1, 2**count)
    return (numbers[:, None] >> np.arange(count) & 1).astype(bool)


def apart(sets: Flags, uses: list[str], pairs: pd.DataFrame) -> Flags:
    """
    Sets that hold two uses which must stay apart.

    Examples
    --------
    >>> pairs = pd.DataFrame({"one": ["a"], "other": ["b"], "relation": "apart", "share": None})
    >>> apart(members(2), ["a", "b"], pairs).tolist()
    [False, False, True]
    """
    return _pairs(sets, uses, pairs, APART) > 0


def together(sets: Flags, uses: list[str], pairs: pd.DataFrame) -> NDArray[np.int64]:
    """
    How many pairs of each set do well together.

    Examples
    --------
    >>> pairs = pd.DataFrame({"one": ["a"], "other": ["b"], "relation": "together", "share": None})
    >>> together(members(2), ["a", "b"], pairs).tolist()
    [0, 0, 1]
    """
    return _pairs(sets, uses, pairs, TOGETHER)


def taken(sets: Flags, uses: list[str], pairs: pd.DataFrame, areas: Numbers) -> Numbers:
    """
    Land that each set takes: of its uses, less what lies within others.

    The uses within another may together have the share of it that their pair says, of several the
    largest; what they need beyond is counted.

    Examples
    --------
    >>> pairs = pd.DataFrame({"one": ["a"], "other": ["b"], "relation": "within", "share": 0.15})
    >>> taken(members(2), ["a", "b"], pairs, np.array([150.0, 400.0])).tolist()
    [150.0, 400.0, 490.0]
    """
    each, spared = sets * areas, np.zeros(len(sets))
    left = each.copy()  # what of each use is not yet within another
    within = pairs[pairs["relation"] == WITHIN]
    for outer, rows in within.groupby("other", sort=False):
        most = rows["share"].max() * each[:, uses.index(str(outer))]
        for inner in rows["one"]:
            part = np.minimum(left[:, uses.index(inner)], most)
            left[:, uses.index(inner)] -= part
            most, spared = most - part, spared + part
    return each.sum(axis=1) - spared


def _pairs(sets: Flags, uses: list[str], pairs: pd.DataFrame, relation: str) -> NDArray[np.int64]:
    found = np.zeros(len(sets), dtype=np.int64)
    some = pairs[pairs["relation"] == relation]
    for one, other in zip(some["one"], some["other"], strict=True):
        found += sets[:, uses.index(one)] & sets[:, uses.index(other)]
    return found
