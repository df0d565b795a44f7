"""Packages near a plan, where all there are cannot be written out: part by part around each."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from . import pricing
from .columns import Columns, joined, of
from .problem import NONE

if TYPE_CHECKING:
    from .problem import Answer, Ints, Package, Problem

BY_UNIT = ("lived", "households", "area", "finance", "need", "capacity", "pool", "must")
MOST = 4000  # packages around one of the plan


def near(problem: "Problem", answer: "Answer", *, seconds: float) -> Columns:
    """
    Valid packages made of each package of a plan and the units linked to it.

    Parameters
    ----------
    problem
        Units and rules.
    answer
        The plan.
    seconds
        Parts are looked at until then.

    Returns
    -------
    Columns
        Those of the plan first; no set twice. Where the units around a package make too many, only
        those of its own units.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> from pianqu.analysis.bundling.solving import solve
    >>> len(near(_two(), solve(_two(), seconds=5), seconds=5))
    2
    """
    end = time.perf_counter() + seconds
    found = [of(answer.packages)]
    for each in answer.packages:
        if each.alone or time.perf_counter() > end:
            continue
        for units in (_around(problem, each), np.array(each.members, dtype=np.int64)):
            own = pricing.every(part(problem, units), most=MOST)
            if own is not None:
                found.append(_in_whole(own, units))
                break
    return _each_once(joined(found))


def part(problem: "Problem", units: "Ints") -> "Problem":
    """
    The problem of some of the units: its packages are those of the whole within these units.

    Parameters
    ----------
    problem
        The whole.
    units
        Positions, ascending.

    Returns
    -------
    Problem
        Positions anew from 0. Sets that must be together have to be all among the units, or none.

    Examples
    --------
    >>> from pianqu.analysis.bundling.problem import _two
    >>> part(_two(), np.array([1])).units.tolist()
    ['B']
    """
    place = np.full(len(problem.units) + 1, NONE, dtype=np.int64)  # the last is for no home
    place[units] = np.arange(len(units))
    links = place[problem.links]
    hub = np.repeat(np.arange(len(problem.units)), np.diff(problem.starts))
    kept = (place[hub] != NONE) & (place[problem.members] != NONE)
    sizes = np.bincount(place[hub[kept]], minlength=len(units))
    return replace(
        problem,
        units=problem.units[units],
        **{name: getattr(problem, name)[units] for name in BY_UNIT},
        links=links[(links != NONE).all(axis=1)],
        starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        members=place[problem.members[kept]],
        gain=problem.gain[kept],
        home=place[problem.home[units]],
        together=_sets(problem.together, place),
        apart=_pairs(problem.apart, place),
    )


def _sets(sets: tuple[tuple[int, ...], ...], place: "Ints") -> tuple[tuple[int, ...], ...]:
    found = (tuple(int(place[each]) for each in own) for own in sets)
    return tuple(own for own in found if NONE not in own)


def _pairs(pairs: tuple[tuple[int, int], ...], place: "Ints") -> tuple[tuple[int, int], ...]:
    found = ((int(place[one]), int(place[other])) for one, other in pairs)
    return tuple(own for own in found if NONE not in own)


def _around(problem: "Problem", each: "Package") -> "Ints":
    """The package and what is linked to it, without units whose set reaches beyond."""
    inside = np.zeros(len(problem.units), dtype=bool)
    inside[list(each.members)] = True
    wide = inside.copy()
    for one, other in (problem.links.T, problem.links.T[::-1]):
        wide[other[inside[one]]] = True
    for own in problem.together:
        if not wide[list(own)].all():
            wide[list(own)] = False
    return np.flatnonzero(wide)


def _in_whole(own: Columns, units: "Ints") -> Columns:
    return replace(own, hub=units[own.hub], members=units[own.members])


def _each_once(found: Columns) -> Columns:
    """Of one set only the first; land by itself is another thing than a package of it."""
    seen: dict[tuple[object, ...], int] = {}
    for row in range(len(found)):
        seen.setdefault((bool(found.alone[row]), *found.units(row).tolist()), row)
    return found.chosen(np.array(list(seen.values()), dtype=np.int64))
