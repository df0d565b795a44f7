"""Every valid package of a problem as a menu: which to take together, as a model."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .. import highs
from . import pricing
from .admission_rows import fen_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scipy.sparse import csr_matrix

    from .columns import Columns
    from .problem import Problem

MOST = 60_000  # packages on a menu


@dataclass(frozen=True, eq=False)
class Menu:
    """
    Valid packages, and the model of plans made of them.

    Attributes
    ----------
    problem
        Whose packages they are.
    columns
        The packages.
    model
        Maximises the worth. Columns: the packages; then, held at 0, one a must unit (1: it is left
        out), one a pool (money beyond its own, in `unit`), one of packages beyond the most.
    groups
        Rows of `must:` (position of the unit), `money:` (number of the pool) and `count`.
    extra
        Column that each of these groups gives way by.
    unit
        Fen of one unit of money in the model.
    """

    problem: "Problem"
    columns: "Columns"
    model: highs.Model
    groups: "Mapping[str, list[int]]"
    extra: "Mapping[str, int]"
    unit: int


def menu(problem: "Problem", *, most: int = MOST) -> Menu | None:
    """
    Every valid package.

    Parameters
    ----------
    problem
        Units and rules.
    most
        Packages at most.

    Returns
    -------
    Menu or None
        None where there are more.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> len(menu(_two()).columns)
    2
    """
    columns = pricing.every(problem, most=most)
    return None if columns is None else of_columns(problem, columns)


def of_columns(problem: "Problem", columns: "Columns") -> Menu:
    """
    A menu of some packages.

    Parameters
    ----------
    problem
        Units and rules.
    columns
        Valid packages of it.

    Returns
    -------
    Menu
        With the model.

    Examples
    --------
    >>> from pianqu.analysis.bundling.columns import of
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.figures import package
    >>> of_columns(_two(), of([package(_two(), (0, 1), hub=0)])).model.cost.tolist()
    [1900.0]
    """
    must = np.flatnonzero(problem.must)
    pools = range(len(problem.limits.money) if problem.limits.mode == "pool" else 0)
    names = [*(f"must:{unit}" for unit in must), *(f"money:{pool}" for pool in pools), "count"]
    if problem.limits.most_packages is None:
        names.remove("count")
    first, n, m = len(columns.hub), len(problem.units), len(names)
    extra = {name: first + place for place, name in enumerate(names)}
    unit = fen_unit(problem)
    low, high = _limits(problem, names, unit)
    model = highs.Model(
        np.concatenate([columns.value, np.zeros(m)]).astype(float),
        _matrix(problem, columns, names, unit),
        np.concatenate([np.full(n, -np.inf), low]),
        np.concatenate([np.ones(n), high]),
        np.zeros(first + m),
        np.concatenate([np.ones(first), np.zeros(m)]),
        np.concatenate(
            [np.ones(first, dtype=bool), [not key.startswith("money") for key in names]]
        ).astype(bool),
        maximise=True,
    )
    return Menu(problem, columns, model, {k: [n + i] for i, k in enumerate(names)}, extra, unit)


def _limits(problem: "Problem", names: "Sequence[str]", unit: int) -> tuple[np.ndarray, np.ndarray]:
    low, high = np.full(len(names), -np.inf), np.full(len(names), np.inf)
    for place, name in enumerate(names):
        kind, _, number = name.partition(":")
        if kind == "count":
            high[place] = float(problem.limits.most_packages or 0)
        else:
            low[place] = 1.0 if kind == "must" else -problem.limits.money[int(number)] / unit
    return low, high


def _matrix(
    problem: "Problem", columns: "Columns", names: "Sequence[str]", unit: int
) -> "csr_matrix":
    from scipy.sparse import csr_matrix, diags, hstack, vstack

    n, width = len(problem.units), len(columns)
    one = np.ones(len(columns.members))
    uses = csr_matrix((one, (columns.members, columns.row)), shape=(n, width))
    rows: list[csr_matrix] = []
    for name in names:
        kind, _, number = name.partition(":")
        if kind == "must":
            rows.append(csr_matrix(uses[[int(number)]]))
        elif kind == "money":
            own = problem.pool[columns.hub] == int(number)
            rows.append(csr_matrix(np.where(own, columns.money / unit, 0.0)[None]))
        else:
            rows.append(csr_matrix((~columns.alone).astype(float)[None]))
    side = csr_matrix((n, len(names)))
    if not rows:
        return uses
    gives = diags([-1.0 if name == "count" else 1.0 for name in names])
    return csr_matrix(vstack([hstack([uses, side]), hstack([vstack(rows), gives])]))
