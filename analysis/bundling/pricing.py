"""Prices of packages: the best package around each hub for given prices, and every package."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...gis import threads as side_by_side
from . import desks, fields, searching, sets
from .columns import Columns, Duals, joined, of, reduced
from .desks import Room, Scene, Terms
from .figures import land_alone

if TYPE_CHECKING:
    from .columns import Floats
    from .fields import Masks
    from .problem import Flags, Ints, Problem

STEPS = 60, 3  # that bounds are bettered by at the first node of a search, and at others
AT_ONCE = 16  # searches that a thread does in one go
LEAST = -0.5  # to be worth more than this is all that is asked where nothing is worth anything
HAIR = 1e-6  # of a reduced cost
NODES, EACH = 200_000, 25  # nodes of a search for every package: some, and more for each of them


@dataclass(frozen=True, eq=False)
class Priced:
    """
    What pricing found.

    Attributes
    ----------
    columns
        Packages of more than the asked reduced cost, by hubs, best first.
    best
        For each hub, what no valid package around it has more of in reduced cost; never below
        what was asked for.
    whole
        Hubs searched out: `best` is then reached, or nothing is above what was asked for.
    """

    columns: Columns
    best: "Floats"
    whole: "Flags"


def price(
    problem: "Problem",
    duals: Duals,
    *,
    above: float,
    most: int,
    nodes: int,
    threads: int = 1,
    deadline: float | None = None,
) -> Priced:
    """
    Packages worth more than they have to pay, and a bound for all that were not found.

    Parameters
    ----------
    problem
        The units and rules.
    duals
        What has to be paid.
    above
        Only packages of more reduced cost are looked for.
    most
        Packages kept of each hub: the best one, and good ones met on the way.
    nodes
        Nodes of the search around a hub, at most.
    threads
        Searches side by side; they change no result.
    deadline
        By ``time.monotonic()``; then searches stop as they stand, each with a valid bound.

    Returns
    -------
    Priced
        Each set once, with its best hub; in mode `pool` also land that enters by itself.

    Examples
    --------
    >>> from .problem import _two
    >>> free = Duals(np.zeros(2), np.zeros(1), 0.0, np.empty((0, 3), dtype=np.int64), np.empty(0))
    >>> found = price(_two(), free, above=0.0, most=1, nodes=100)
    >>> found.best.tolist(), found.columns.value.tolist()
    ([1900.0, 1800.0], [1900])
    """
    field, count = fields.field(problem), len(problem.units)
    scene = _scene(problem, duals)
    with _until(deadline) as stop:
        done = _searched(scene, (above, nodes, most), threads, stop)
    best, whole = np.full(count, above), np.ones(count, dtype=bool)
    np.maximum.at(best, field.hub, done.bound)
    np.logical_and.at(whole, field.hub, done.whole)
    task, slot = np.nonzero(np.arange(most) < done.mark[:, 1, None])
    found = sets.columns(problem, field, field.hub[task], done.mask[task, slot])
    if problem.limits.mode == "pool":
        alone = _alone(problem)
        worth = reduced(problem, alone, duals)
        np.maximum.at(best, alone.hub, worth)
        found = joined([found, alone.chosen(np.flatnonzero(worth > above))])
    return Priced(sets.once(found, reduced(problem, found, duals)), best, whole)


def every(
    problem: "Problem",
    *,
    most: int,
    duals: Duals | None = None,
    above: float = -np.inf,
    nodes: int | None = None,
    deadline: float | None = None,
) -> Columns | None:
    """
    Every valid package, or every one of at least some reduced cost.

    Parameters
    ----------
    problem
        The units and rules.
    most
        Packages at most.
    duals, above
        What has to be paid, and the least reduced cost.
    nodes
        Nodes of all searches together, at most; None for as many as `most` packages should take.
    deadline
        By ``time.monotonic()``.

    Returns
    -------
    Columns or None
        Each set once with its best hub, by hubs; None if there are more than `most`, or the
        search was cut off.

    Examples
    --------
    >>> from .problem import _two
    >>> every(_two(), most=9).members
    array([0, 0, 1])
    """
    field = fields.field(problem)
    priced = duals is not None and above > -np.inf
    scene = _scene(problem, duals if priced else None)
    room = NODES + EACH * most if nodes is None else nodes
    with _until(deadline) as stop:
        listed = _listed(scene, (above - HAIR if priced else LEAST, room, most), stop)
    if listed is None:
        return None
    found = sets.columns(problem, field, *listed)
    if problem.limits.mode == "pool":
        alone = _alone(problem)
        if duals is not None:
            alone = alone.chosen(np.flatnonzero(reduced(problem, alone, duals) >= above - HAIR))
        found = joined([found, alone])
    return None if len(found) > most else found.chosen(np.argsort(found.hub, kind="stable"))


def _listed(
    scene: Scene, limits: tuple[float, int, int], stop: "Ints"
) -> "tuple[Ints, Masks] | None":
    """Hubs and masks of all sets; None if there are too many, or the search was cut off."""
    floor, nodes, most = limits
    room, count = desks.room(scene, stop, 1, most, every=True), 0
    out = room.results
    hub, mask = [np.empty(0, dtype=np.int64)], [out.mask[0, :0]]
    for task in range(len(scene.field.hub)):
        searching.around(scene, room, np.array([task]), (float(nodes), *STEPS, floor))
        own, nodes = int(out.mark[0, 1]), nodes - int(out.used[0])
        count += own
        if count > most or not out.whole[0]:
            return None
        hub.append(np.full(own, scene.field.hub[task]))
        mask.append(out.mask[0, :own].copy())
    return np.concatenate(hub), np.concatenate(mask)


@contextmanager
def _until(deadline: float | None) -> "Iterator[Ints]":
    """A number that is 0 until the deadline has come."""
    stop = np.zeros(1, dtype=np.int64)
    if deadline is None:
        yield stop
        return
    clock = threading.Timer(max(0.0, deadline - time.monotonic()), stop.fill, (1,))
    clock.daemon = True
    stop[0] = time.monotonic() >= deadline
    clock.start()
    try:
        yield stop
    finally:
        clock.cancel()


def _alone(problem: "Problem") -> Columns:
    """Land that may enter a pool by itself."""
    bound = {unit for group in problem.together if len(set(group)) > 1 for unit in group}
    some = np.flatnonzero(~problem.lived & (problem.finance > 0)).tolist()
    return of(land_alone(problem, unit) for unit in some if unit not in bound)


def _scene(problem: "Problem", duals: Duals | None) -> Scene:
    """What is searched; without duals nothing is worth or costs anything."""
    field, count, limits = fields.field(problem), len(problem.units), problem.limits
    pools = max(len(limits.money), int(problem.pool.max(initial=0)) + 1)
    value = np.array([each.value for each in problem.services], dtype=np.float64)
    income = np.array([each.income for each in problem.services], dtype=np.float64)
    if duals is None:
        none = np.zeros(len(problem.members)), np.zeros((pools, len(value))), np.zeros(pools)
        free = Duals(np.zeros(count), none[2], 0.0, np.empty((0, 3), dtype=np.int64), none[2][:0])
        return Scene(field, _terms(problem, none, income, fields.corners(problem, free)))
    money = np.zeros(pools)
    money[: len(duals.money)] = duals.money
    paid = duals.unit - money[problem.pool] * problem.finance
    profit = problem.gain - paid[problem.members]
    fixed = limits.cost + duals.count + money * limits.overhead
    priced = profit, value + money[:, None] * income, fixed
    return Scene(field, _terms(problem, priced, income, fields.corners(problem, duals)))


def _terms(
    problem: "Problem",
    priced: "tuple[Floats, Floats, Floats]",
    income: "Floats",
    corners: "fields.Corners",
) -> Terms:
    limits, own = problem.limits, problem.limits.mode == "self"
    floor = limits.floor if limits.mode == "pool" else 0
    least = -np.inf if floor is None else float(floor + limits.overhead)
    low = np.array([limits.least_households, limits.least_area, least], dtype=np.float64)
    return Terms(
        profit=priced[0],
        pool=problem.pool,
        low=low,
        high=np.array([limits.most_households, limits.most_area, np.inf]),
        loose_low=np.array([-np.inf, -np.inf, least]) if own else low,
        loose_high=np.full(3, np.inf),
        over=not own,
        worth=priced[1],
        income=income,
        percent=np.array([each.percent for each in problem.services], dtype=np.float64),
        fixed=priced[2],
        corners=corners,
    )


def _searched(
    scene: Scene, limits: tuple[float, int, int], threads: int, stop: "Ints"
) -> desks.Results:
    """Do all searches, some at a time."""
    above, nodes, most = limits
    count = len(scene.field.hub)
    kept = desks.results(scene, count, most)
    rooms = [desks.room(scene, stop, AT_ONCE, most) for _ in range(max(1, threads))]

    def some(turn: int, room: Room) -> None:
        tasks = np.arange(turn * AT_ONCE, min(count, (turn + 1) * AT_ONCE))
        searching.around(scene, room, tasks, (float(nodes), *STEPS, above))
        for result, part in zip(kept, room.results, strict=True):
            result[tasks] = part[: len(tasks)]

    side_by_side.each(some, (count + AT_ONCE - 1) // AT_ONCE, rooms)
    return kept
