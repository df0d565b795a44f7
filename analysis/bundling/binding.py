"""Which limits are tight in a plan of packages: no next unit fits any more."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from . import wording
from .problem import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .problem import Answer, Flags, Ints, Package, Problem

COLUMNS = ["package", "rule", "rule_zh", "unit", "measured", "limit", "room", "next_step", "tight"]


def binding(problem: "Problem", answer: "Answer") -> pd.DataFrame:
    """
    Each limit of each package, pool and plan: how much room is left, and whether it is tight.

    Parameters
    ----------
    problem
        Units and rules.
    answer
        The plan.

    Returns
    -------
    DataFrame
        One limit a row: `package` (id of the hub; NA for a pool or the plan), `rule`, `rule_zh`,
        `unit`, `measured`, `limit`, `room` (below 0 for one community alone that is above the
        most), `next_step` (what the smallest next unit would take: for a most the least of a unit
        linked to the package, for a least the least of its own members where it has several, for
        money the smallest deficit of a linked unit, for a pool that of a community in no package;
        NA where there is none) and `tight` (room is less than that step). Money in yuan.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> found = binding(_two(), solve(_two(), seconds=5))
    >>> found[["rule", "measured", "room", "tight"]].values.tolist()
    [['money', 0.8, 0.8, False]]
    """
    rows: list[dict[str, object]] = []
    for each in answer.packages:
        if not each.alone:
            rows += _of_package(problem, each)
    rows += _of_plan(problem, answer)
    found = pd.DataFrame(rows, columns=COLUMNS)
    numbers = dict.fromkeys(("measured", "limit", "room", "next_step"), "Float64")
    return found.astype({**numbers, "tight": "bool"})


def _of_package(problem: "Problem", each: "Package") -> "Iterator[dict[str, object]]":
    limits, usual = problem.limits, Limits(problem.limits.mode)
    inside = np.zeros(len(problem.units), dtype=bool)
    inside[list(each.members)] = True
    beside = _beside(problem, inside)
    hub = str(problem.units[each.hub])
    least = limits.floor if limits.mode == "pool" else 0
    if least is not None:
        step = _smallest(-problem.finance, beside)
        yield _row(problem, hub, "money", each.money, least, each.money - least, step)
    if limits.mode == "self":
        return
    for of in ("households", "area"):
        sums, total = getattr(problem, of), getattr(each, of)
        for key, near in ((f"least_{of}", inside), (f"most_{of}", beside)):
            limit = getattr(limits, key)
            if limit != getattr(usual, key):
                room = total - limit if near is inside else limit - total
                single = near is inside and (sums[inside] > 0).sum() == 1
                step = None if single else _smallest(sums, near)
                yield _row(problem, hub, key, total, limit, room, step)


def _of_plan(problem: "Problem", answer: "Answer") -> "Iterator[dict[str, object]]":
    limits = problem.limits
    inside = np.zeros(len(problem.units), dtype=bool)
    inside[[unit for each in answer.packages for unit in each.members]] = True
    for number, own in enumerate(limits.money if limits.mode == "pool" else ()):
        held = sum(each.money for each in answer.packages if problem.pool[each.hub] == number)
        out = problem.lived & ~inside & (problem.pool == number)
        step = _smallest(-problem.finance, out)
        yield _row(problem, pd.NA, f"money:{number}", held, -own, held + own, step)
    if limits.most_packages is not None:
        count = sum(not each.alone for each in answer.packages)
        room = limits.most_packages - count
        yield _row(problem, pd.NA, "count", count, limits.most_packages, room, 1)


def _beside(problem: "Problem", inside: "Flags") -> "Flags":
    """Units linked to the package that are not in it."""
    found = np.zeros(len(inside), dtype=bool)
    for one, other in (problem.links.T, problem.links.T[::-1]):
        found[other[inside[one]]] = True
    return found & ~inside


def _smallest(amounts: "Ints", where: "Flags") -> int | None:
    own = amounts[where & (amounts > 0)]
    return int(own.min()) if len(own) else None


def _row(
    problem: "Problem",
    package: object,
    key: str,
    measured: int,
    limit: int,
    room: int,
    step: int | None,
) -> dict[str, object]:
    paid = key.startswith("money")
    scale = wording.FEN if paid else 1
    whole = ":" in key or key == "count"
    unit = "元" if paid else "个" if key == "count" else "户" if "households" in key else "㎡"
    return {
        "package": package,
        "rule": key,
        "rule_zh": wording.demand(problem, key) if whole else wording.rule(problem, key),
        "unit": unit,
        "measured": measured / scale,
        "limit": limit / scale,
        "room": room / scale,
        "next_step": pd.NA if step is None else step / scale,
        "tight": step is not None and room < step,
    }
