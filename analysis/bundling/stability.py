"""Stability: what becomes of the packages when the works cost more or less than estimated."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .. import money
from . import solving
from .admission import balance
from .problem import NONE
from .wording import FEN, WORTH

if TYPE_CHECKING:
    from .problem import Answer, Ints, Problem

SHARE = 0.1  # by which the costs are off
CHANGES = {"costs_up": 1, "costs_down": -1}
HALF = 2


def shaken(
    problem: "Problem", answer: "Answer", costs: "Ints", *, share: float = SHARE, seconds: float
) -> pd.DataFrame:
    """
    The plan when all costs are off by a share: what still balances, and the plan made anew.

    Parameters
    ----------
    problem
        Units and rules.
    answer
        The plan.
    costs
        Fen that the works of each unit cost, not negative; a part of `finance`.
    share
        By which they are off, upwards and downwards.
    seconds
        Longest search in all.

    Returns
    -------
    DataFrame
        Index `change` (`costs_up`, `costs_down`); `change_zh`; `packages` (land by itself aside)
        and `balanced`, those that still balance as they are (in mode `pool`: whose pool does);
        `value_before`, `value_after`, `bound` (households' worth, of the plan made anew) and
        `status`; `pairs` and `pairs_kept`, `neighbours` (see :func:`neighbours`);
        `households` in packages, `households_same` those whose package is made of the same
        communities again; `note`.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> costs = np.array([900, 50])
    >>> found = shaken(_two(), solve(_two(), seconds=5), costs, seconds=5)
    >>> found[["packages", "balanced"]].values.tolist()
    [[1, 0], [1, 1]]
    """
    rows = []
    for sign in CHANGES.values():
        changed = costing(problem, costs, sign * share)
        again = solving.solve(changed, seconds=seconds / len(CHANGES))
        rows.append(_row(problem, answer, changed, again))
        rows[-1]["change_zh"] = f"造价{'上浮' if sign > 0 else '下浮'} {share:.0%}"
    found = pd.DataFrame(rows, index=pd.Index(list(CHANGES), name="change", dtype=object))
    numbers = ("value_before", "value_after", "bound", "neighbours")
    counts = dict.fromkeys(("pairs_kept", "pairs", "households_same"), "Int64")
    return found.astype({**dict.fromkeys(numbers, "Float64"), **counts})


def steady(
    problem: "Problem", answer: "Answer", costs: "Ints", *, share: float = SHARE
) -> pd.DataFrame:
    """
    The balance of each package as it is, when all costs are off by a share.

    Parameters
    ----------
    problem, answer, costs, share
        As for :func:`shaken`.

    Returns
    -------
    DataFrame
        Index `package` (id of the hub; land by itself aside); in yuan `balance`, `costs_up`,
        `costs_down`; `balances_up`, `balances_down`: whether it still does (in mode `pool`:
        whether its pool does, and it is above the floor); `most_up` the share by which its costs
        may rise until its own balance is at its limit, NA without costs and in pools without a
        floor.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> steady(_two(), solve(_two(), seconds=5), np.array([100, 60]))["most_up"].tolist()
    [0.5]
    """
    own = [each for each in answer.packages if not each.alone]
    hubs = pd.Index([str(problem.units[each.hub]) for each in own], name="package", dtype=object)
    now = _balances(problem, answer)
    found = pd.DataFrame({"balance": now / FEN}, index=hubs)
    for name, sign in CHANGES.items():
        changed = costing(problem, costs, sign * share)
        found[name] = _balances(changed, answer) / FEN
        found[f"balances_{name.removeprefix('costs_')}"] = balanced(changed, answer)
    least = problem.limits.floor if problem.limits.mode == "pool" else 0
    paid = np.array([int(costs[list(each.members)].sum()) for each in own], dtype=float)
    paid[(paid <= 0) | (least is None)] = np.nan
    found["most_up"] = pd.Series((now - (least or 0)) / paid, index=hubs).astype("Float64")
    return found


def costing(problem: "Problem", costs: "Ints", share: float) -> "Problem":
    """
    The problem with costs that are off by a share, to the fen, half a fen upwards.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> costing(_two(), np.array([100, 0]), 0.25).finance.tolist()
    [75, -50]
    """
    part = money.exact(abs(share))
    top, below = part.numerator * HALF, part.denominator
    off = [(int(each) * top + below) // (HALF * below) for each in costs]
    change = np.array(off, dtype=np.int64) * (1 if share > 0 else -1)
    return replace(problem, finance=problem.finance - change)


def balanced(problem: "Problem", answer: "Answer") -> np.ndarray:
    """
    Whether each package of a plan (land by itself aside) balances in this problem.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> balanced(_two(), solve(_two(), seconds=5)).tolist()
    [True]
    """
    own, limits = _balances(problem, answer), problem.limits
    if limits.mode != "pool":
        return own >= 0
    real = [each for each in answer.packages if not each.alone]
    pools = np.array([problem.pool[each.hub] for each in real], dtype=np.int64)
    left = np.array(limits.money, dtype=np.int64)
    np.add.at(left, pools, own)
    land = [each.hub for each in answer.packages if each.alone]
    np.add.at(left, problem.pool[land], problem.finance[land])
    return (left[pools] >= 0) & (own >= (limits.floor if limits.floor is not None else own))


def neighbours(problem: "Problem", before: "Answer", after: "Answer") -> tuple[int, int]:
    """
    How many pairs of households stay in one package: those kept, and all that there are.

    Parameters
    ----------
    problem
        The units.
    before, after
        Two plans.

    Returns
    -------
    int, int
        Pairs of households of different communities that share a package in both plans, and in at
        least one of them.

    Notes
    -----
    Jaccard's index of pairs, a relative of Rand (1971), Objective criteria for the evaluation of
    clustering methods, Journal of the American Statistical Association 66, 846-850, that does not
    count the many pairs that are apart in both.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> pair = replace(_two(), households=np.array([3, 2]), lived=np.array([True, True]))
    >>> plan = solve(pair, seconds=5)
    >>> neighbours(pair, plan, plan)
    (6, 6)
    """
    first, second = _of_units(problem, before), _of_units(problem, after)
    both = first * len(first) + second
    kept = _pairs(problem, both, (first != NONE) & (second != NONE))
    every = _pairs(problem, first, first != NONE) + _pairs(problem, second, second != NONE)
    return kept, every - kept


def _pairs(problem: "Problem", group: "Ints", where: np.ndarray) -> int:
    """Pairs of households of one group, those of one community aside."""
    _, place = np.unique(group[where], return_inverse=True)
    own = problem.households[where]
    sums = np.bincount(place, own).astype(np.int64) if len(own) else np.zeros(1, dtype=np.int64)
    return (int((sums**2).sum()) - int((own**2).sum())) // HALF


def _of_units(problem: "Problem", answer: "Answer") -> "Ints":
    """The hub of the package of each unit."""
    found = np.full(len(problem.units), NONE, dtype=np.int64)
    for each in answer.packages:
        if not each.alone:
            found[list(each.members)] = each.hub
    return found


def _balances(problem: "Problem", answer: "Answer") -> "Ints":
    """Of each package, land by itself aside."""
    own = [np.array(each.members) for each in answer.packages if not each.alone]
    return np.array([balance(problem, each) for each in own], dtype=np.int64)


def _row(
    problem: "Problem", answer: "Answer", changed: "Problem", again: "Answer"
) -> dict[str, object]:
    still = balanced(changed, answer)
    kept, pairs = neighbours(problem, answer, again)
    known = again.status in ("proven", "gap")
    bound = again.bound / WORTH if math.isfinite(again.bound) else pd.NA
    return {
        "change_zh": "",
        "packages": len(still),
        "balanced": int(still.sum()),
        "value_before": answer.value / WORTH,
        "value_after": again.value / WORTH if known else pd.NA,
        "bound": bound if known else pd.NA,
        "status": again.status,
        "pairs_kept": kept if known else pd.NA,
        "pairs": pairs if known else pd.NA,
        "neighbours": kept / pairs if known and pairs else pd.NA,
        "households": sum(each.households for each in answer.packages),
        "households_same": _same(problem, answer, again) if known else pd.NA,
        "note": _note(still, again.status),
    }


def _same(problem: "Problem", before: "Answer", after: "Answer") -> int:
    """Households whose package is made of the same communities again."""
    lived = [
        {tuple(unit for unit in each.members if problem.lived[unit]) for each in plan.packages}
        for plan in (before, after)
    ]
    again = sorted(unit for own in lived[0] & lived[1] for unit in own)
    return int(problem.households[again].sum())


def _note(still: np.ndarray, status: str) -> str:
    gone = int((~still).sum())
    kept = "原片区全部仍能平衡" if not gone else f"{len(still)} 个片区中 {gone} 个不再平衡"
    words = {
        "infeasible": "，必须入片的单元不能再全部入片",
        "no_answer": "，限定时间内未重新求出方案",
    }
    return f"{kept}{words.get(status, '')}。"
