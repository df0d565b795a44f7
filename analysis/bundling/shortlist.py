"""Of a long menu of packages, those that can be in a plan as good as the one looked for."""

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from . import menu, picking
from .columns import reduced
from .master import Master

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .problem import Ints, Package

FEW = 1500  # packages that the solver takes as they are
FIRST = 0.002  # of the bound: how far below it the first plan is looked for
WIDER = 4
GOOD = ("proven", "gap")


def best(
    listed: menu.Menu,
    *,
    seconds: float,
    must: "Sequence[int]" = (),
    without: "Sequence[tuple[Package, ...]]" = (),
) -> picking.Choice:
    """
    The best plan of a menu, long or short.

    Parameters
    ----------
    listed
        The menu.
    seconds, must, without
        As for :func:`pianqu.analysis.bundling.picking.best`.

    Returns
    -------
    Choice
        The plan; its bound holds for the whole menu.

    Notes
    -----
    Any plan with a package is worth at most the linear bound and the package's reduced cost, which
    is not above 0: packages further below the bound than a plan that is known need not be looked
    at. The bound is always that of the whole menu.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> best(menu.menu(_two()), seconds=5).value
    1900
    """
    end = time.perf_counter() + seconds
    if len(listed.columns) <= FEW:
        return picking.best(listed, seconds=seconds, must=must, without=without)
    asked = listed.problem.must.copy()
    asked[list(must)] = True
    problem = replace(listed.problem, must=asked)
    master = Master(problem)
    master.add(listed.columns)
    linear = master.solve(seconds=seconds)
    if linear is None:
        left = max(0.0, end - time.perf_counter())
        return picking.best(listed, seconds=left, must=must, without=without)
    below = linear.worth - reduced(problem, listed.columns, linear.duals)
    shown = np.isin(np.arange(len(below)), _rows(listed, without))
    room = 1.0 + FIRST * abs(linear.worth)
    while True:
        rows = np.flatnonzero((below <= linear.worth + room) | shown)
        short = menu.of_columns(problem, listed.columns.chosen(rows))
        left = max(0.0, end - time.perf_counter())
        found = picking.best(short, seconds=left, without=without)
        missed = linear.worth - found.value if found.status in GOOD else math.inf
        if len(rows) == len(below) or room >= missed:
            return found
        if time.perf_counter() >= end:
            return _unproven(found, linear.worth)
        room = missed + 1.0 if math.isfinite(missed) else room * WIDER


def _rows(listed: menu.Menu, without: "Sequence[tuple[Package, ...]]") -> "Ints":
    """Packages of plans that are barred: a plan can only be barred by its packages."""
    sets = {each.members for plan in without for each in plan if not each.alone}
    columns = listed.columns
    sizes = [len(each) for each in sets]
    near = np.flatnonzero(np.isin(columns.size, sizes) & ~columns.alone).tolist()
    return np.array([c for c in near if tuple(columns.units(c).tolist()) in sets], dtype=np.int64)


def _unproven(found: picking.Choice, worth: float) -> picking.Choice:
    status = "gap" if found.status in GOOD else "no_answer"
    return replace(found, status=status, bound=max(float(found.value), math.floor(worth)))
