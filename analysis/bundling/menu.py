"""Every valid package of a problem as a menu: which to take together, as a model."""

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from .. import highs
from . import pricing
from .admission_rows import fen_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scipy.sparse import csr_matrix

    from .columns import Columns
    from .problem import Package, Problem

MOST = 60_000  # packages on a menu
ROOM = 1e9  # by which a group may give way, in its own unit
HAIR = 1e-6  # the solver's own tolerance; values are whole numbers


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


@dataclass(frozen=True)
class Choice:
    """
    A plan made from a menu.

    Attributes
    ----------
    status
        `proven`, `gap`, `infeasible` or `no_answer`, as of an answer.
    packages
        By their first members.
    value
        Sum of their worth.
    bound
        No plan of the menu is worth more.
    given
        By how much each group that may give way does.
    """

    status: Literal["proven", "gap", "infeasible", "no_answer"]
    packages: "tuple[Package, ...]" = ()
    value: int = 0
    bound: float = math.inf
    given: "Mapping[str, float]" = field(default_factory=dict)


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


def best(
    found: Menu,
    *,
    seconds: float,
    must: "Sequence[int]" = (),
    without: "Sequence[tuple[Package, ...]]" = (),
    give: "Mapping[str, float] | None" = None,
) -> Choice:
    """
    The best plan of a menu.

    Parameters
    ----------
    found
        The menu.
    seconds
        Longest search.
    must
        More units (positions) that have to be in packages.
    without
        Plans that are not to come again: at least one package must differ, land alone aside.
    give
        Groups that may give way and what a unit of that costs: then only the cost counts.

    Returns
    -------
    Choice
        The plan.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> best(menu(_two()), seconds=5).value
    1900
    """
    model = found.model if give is None else _giving(found, give)
    low = model.row_low.copy()
    low[list(must)] = 1.0
    model = replace(model, row_low=low)
    for plan in without:
        real = {each.members for each in plan if not each.alone}
        picked = [each in real for each in _sets(found)]
        if sum(picked) == len(real):
            model = _barred(found, model, picked)
    answer = highs.solve(model, time_limit=max(seconds, 0.0))
    while len(answer.values) and give is None and not _balanced(found, answer.values):
        picked = answer.values[: len(found.columns)] > 1 / 2
        model = _barred(found, model, picked.tolist(), land=True)
        answer = highs.solve(model, time_limit=max(seconds, 0.0))
    return _choice(found, answer, give or {})


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
    place = np.repeat(np.arange(width), np.diff(columns.starts))
    one = np.ones(len(place))
    uses = csr_matrix((one, (columns.members, place)), shape=(n, width))
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


def _giving(found: Menu, give: "Mapping[str, float]") -> highs.Model:
    cost, high = np.zeros(len(found.model.cost)), found.model.col_high.copy()
    for name, price in give.items():
        cost[found.extra[name]] = -price
        high[found.extra[name]] = 1.0 if name.startswith("must") else ROOM
    return replace(found.model, cost=cost, col_high=high)


def _barred(
    found: Menu, model: highs.Model, picked: "Sequence[bool]", *, land: bool = False
) -> highs.Model:
    """At least one of the packages must differ; land alone counts as one where `land`."""
    from scipy.sparse import csr_matrix, vstack

    inside = np.array(picked, dtype=bool)
    row = np.zeros(len(model.cost))
    row[: len(inside)] = np.where(inside, 1.0, -1.0)
    if not land:
        row[: len(inside)][found.columns.alone] = 0.0
    return replace(
        model,
        matrix=csr_matrix(vstack([model.matrix, csr_matrix(row[None])])),
        row_low=np.append(model.row_low, -np.inf),
        row_high=np.append(model.row_high, float((row > 0).sum()) - 1.0),
    )


def _sets(found: Menu) -> list[tuple[int, ...]]:
    """Members of each package; land by itself is none and has no members."""
    alone = found.columns.alone.tolist()
    return [() if off else tuple(found.columns.units(c).tolist()) for c, off in enumerate(alone)]


def _balanced(found: Menu, values: np.ndarray) -> bool:
    """The solver rounds: whether the pools balance to the fen."""
    if found.problem.limits.mode != "pool":
        return True
    rows = np.flatnonzero(values[: len(found.columns)] > 1 / 2)
    left = np.array(found.problem.limits.money, dtype=np.int64)
    np.add.at(left, found.problem.pool[found.columns.hub[rows]], found.columns.money[rows])
    return bool((left >= 0).all())


def _choice(found: Menu, answer: highs.Answer, give: "Mapping[str, float]") -> Choice:
    top = math.floor(answer.bound + HAIR) if math.isfinite(answer.bound) else math.inf
    if answer.status == "optimal" and not len(answer.values):
        return Choice("proven", bound=0.0)  # nothing on the menu, and nothing asked for
    if not len(answer.values):
        return Choice("infeasible" if answer.status == "infeasible" else "no_answer", bound=top)
    picked = np.flatnonzero(answer.values[: len(found.columns)] > 1 / 2)
    packages = [found.columns.package(found.problem, int(each)) for each in picked]
    value = sum(each.value for each in packages)
    given = {name: float(answer.values[found.extra[name]]) for name in give}
    bound = math.inf if give else max(float(value), top)
    proven = answer.status == "optimal" or bound < value + 1
    ordered = tuple(sorted(packages, key=lambda each: each.members))
    return Choice("proven" if proven else "gap", ordered, value, bound, given)
