"""The best plan of a menu: with more asked of it, without some plans, or with demands that give."""

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from .. import highs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .menu import Menu
    from .problem import Package

ROOM = 1e9  # by which a group may give way, in its own unit
HAIR = 1e-6  # the solver's own tolerance; values are whole numbers


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


def best(
    found: "Menu",
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
    >>> from pianqu.analysis.bundling.menu import menu
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


def _giving(found: "Menu", give: "Mapping[str, float]") -> highs.Model:
    cost, high = np.zeros(len(found.model.cost)), found.model.col_high.copy()
    for name, price in give.items():
        cost[found.extra[name]] = -price
        high[found.extra[name]] = 1.0 if name.startswith("must") else ROOM
    return replace(found.model, cost=cost, col_high=high)


def _barred(
    found: "Menu", model: highs.Model, picked: "Sequence[bool]", *, land: bool = False
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


def _sets(found: "Menu") -> list[tuple[int, ...]]:
    """Members of each package; land by itself is none and has no members."""
    alone = found.columns.alone.tolist()
    return [() if off else tuple(found.columns.units(c).tolist()) for c, off in enumerate(alone)]


def _balanced(found: "Menu", values: np.ndarray) -> bool:
    """The solver rounds: whether the pools balance to the fen."""
    if found.problem.limits.mode != "pool":
        return True
    rows = np.flatnonzero(values[: len(found.columns)] > 1 / 2)
    left = np.array(found.problem.limits.money, dtype=np.int64)
    np.add.at(left, found.problem.pool[found.columns.hub[rows]], found.columns.money[rows])
    return bool((left >= 0).all())


def _choice(found: "Menu", answer: highs.Answer, give: "Mapping[str, float]") -> Choice:
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
