"""Polishing: some packages near each other are given up, and the best packages for their place."""

from typing import TYPE_CHECKING

import numpy as np

from .columns import joined
from .set_packing import packed

if TYPE_CHECKING:
    from .columns import Columns
    from .problem import Problem
    from .progress import Progress

WINDOW = 14  # packages given up together
SEARCH = 100  # nodes of the solver for each window


def polished(problem: "Problem", columns: "Columns", progress: "Progress") -> None:
    """
    Make the best plan better, window by window, from some columns.

    Parameters
    ----------
    problem
        The problem.
    columns
        Packages to choose from.
    progress
        The plan, and the clock.
    """
    if progress.plan is None:
        return
    seen: set[tuple[int, ...]] = set()
    while progress.left() > 0:
        windows = [each for each in _windows(problem, progress.plan) if each not in seen]
        if not windows:
            return
        seen.add(windows[0])
        units = windows[0]
        free = np.ones(len(problem.units), dtype=bool)
        free[progress.plan.members] = False
        free[np.array(units, dtype=np.int64)] = True
        again(problem, columns, progress, free)


def again(problem: "Problem", columns: "Columns", progress: "Progress", free: "np.ndarray") -> None:
    """The best packages for the units that are free, beside those of the plan that are not."""
    plan = progress.plan
    if plan is None:
        return
    inside = _inside(plan, free)
    choice = joined(
        [
            plan.chosen(np.flatnonzero(~inside)),
            columns.chosen(np.flatnonzero(_inside(columns, free))),
        ]
    )
    found = packed(problem, choice, seconds=progress.left(), nodes=SEARCH)
    progress.offer(choice.chosen(found.rows))


def _inside(columns: "Columns", free: "np.ndarray") -> "np.ndarray":
    return np.bincount(columns.row, ~free[columns.members], minlength=len(columns)) == 0


def _windows(problem: "Problem", plan: "Columns") -> list[tuple[int, ...]]:
    """Units of packages that are near each other, so that each package is in some window."""
    owner = np.full(len(problem.units), -1)
    owner[plan.members] = plan.row
    pairs = owner[problem.links]
    pairs = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    beside: list[set[int]] = [set() for _ in range(len(plan))]
    for one, other in pairs.tolist():
        beside[one].add(other)
        beside[other].add(one)
    left, found = dict.fromkeys(range(len(plan))), []
    while left:
        window = _near(beside, next(iter(left)))
        left = {each: None for each in left if each not in window[: WINDOW // 2]}
        found.append(tuple(np.sort(np.concatenate([plan.units(i) for i in window])).tolist()))
    return found


def _near(beside: list[set[int]], first: int) -> "list[int]":
    """A package and those nearest to it by steps from one to the next."""
    found, at = [first], 0
    while at < len(found) and len(found) < WINDOW:
        found += [each for each in sorted(beside[found[at]]) if each not in found]
        at += 1
    return found[:WINDOW]
