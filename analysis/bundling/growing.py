"""Large problems: column generation, cuts, diving and the closing of the gap, until time ends."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .columns import Columns, Duals, of, reduced
from .cuts import violated
from .diving import dived
from .figures import best_hub
from .generating import Stage, generated, with_plan
from .losing import SLACK
from .master import Master
from .polishing import polished
from .proving import closed, written_out

if TYPE_CHECKING:
    from .problem import Problem
    from .progress import Progress

NODES = 200_000  # of the search of each hub
MISSING = 1e-2  # thousandths of a unit, or of a unit of money: less than this is rounding
BRANCHES = 60  # nodes of the search by branches, unless nothing else is left to do
WRITTEN = 30_000  # packages that are written out to close the gap
LAST = 200_000  # the same when nothing else is left to do
COLUMNS = 12  # a unit: of more, those that gain least are let go of
ROUNDS = 60  # of cuts
NEAR = 0.006  # of the bound: a gap that may be closed
EACH = 250  # packages a unit more that are written out
BETTER = 0.8  # share of the gap at which closing it is tried again
SLOW = 0.02  # of the gap: cuts that take off less do little
DIVE = 3  # rounds of cuts between two dives


@dataclass(frozen=True, eq=False)
class Search:
    """What the steps of the search work on."""

    problem: "Problem"
    master: Master
    progress: "Progress"


def grown(problem: "Problem", progress: "Progress") -> None:
    """
    Look for the best plan until it is proven, or the time ends.

    Parameters
    ----------
    problem
        Of mode `package` or `pool`.
    progress
        Gets plans and bounds.
    """
    search = Search(problem, Master(problem), progress)
    search.master.add(with_plan(problem, progress.plan))
    if progress.plan is None:
        first = feasible(problem, progress)
        if first is None:
            return
        search.master.add(first)
    stage = generated(problem, search.master, progress, nodes=NODES)
    if stage is None:
        return
    progress.lower(stage.bound)
    _tightened(search, stage)


def feasible(problem: "Problem", progress: "Progress") -> Columns | None:
    """
    Columns of which a plan can be made in parts, where some units or some money must be had.

    None, and `progress` knows, where there are none: with all packages at hand, even parts of
    them, something is missing.
    """
    limits = replace(problem.limits, cost=0)
    services = tuple(replace(service, value=0) for service in problem.services)
    worthless = replace(problem, gain=np.zeros_like(problem.gain), services=services, limits=limits)
    master = Master(problem, elastic=True)
    master.add(with_plan(problem, None))
    stage = generated(worthless, master, progress, nodes=NODES, until=-MISSING, enough=-MISSING)
    if stage is None:
        return None
    if stage.bound < -MISSING:
        progress.infeasible = True
        return None
    columns = master.columns
    sets = [columns.units(int(place)) for place in np.flatnonzero(~columns.alone)]
    return of(each for each in (best_hub(problem, own) for own in sets) if each is not None)


def _tightened(search: Search, stage: Stage) -> None:
    """Rounds of cuts, with a dive now and then, and the gap closed as soon as it can be."""
    problem, progress = search.problem, search.progress
    some = min(LAST, WRITTEN + EACH * len(problem.units))
    tried, before = {False: np.inf, True: np.inf}, np.inf
    for turn in range(ROUNDS):
        if turn % DIVE == 0:
            _looked_for_plans(search, first=not turn)
        if progress.done:
            return
        distance = stage.bound - (progress.value if progress.value is not None else -np.inf)
        slow, before = before - stage.bound < SLOW * distance, stage.bound
        if distance <= BETTER * tried[slow] and distance < NEAR * abs(stage.bound):
            tried[slow] = distance
            if closed(problem, stage, progress, most=LAST if slow else some, nodes=BRANCHES):
                return
        following = _cut(search, stage)
        if following is None:
            break
        stage = following
        progress.lower(stage.bound)
    if not progress.done:
        _looked_for_plans(search, first=False)
        if not closed(search.problem, stage, progress, most=LAST, nodes=np.inf):
            written_out(search.problem, progress, most=LAST)


def _cut(search: Search, stage: Stage) -> Stage | None:
    """One more round of cuts; None where no triple is broken, or the time ends."""
    master, units = search.master, len(search.problem.units)
    parts = stage.solution.parts
    used = np.flatnonzero(parts > 0)
    broken = violated(
        master.columns.chosen(used), parts[used], units=units, most=max(40, units // 2)
    )
    if not len(broken):
        return None
    centre = _tidied(search, stage)
    master.cut(broken)
    return generated(search.problem, master, search.progress, nodes=NODES, centre=centre)


def _tidied(search: Search, stage: Stage) -> Duals:
    """
    Let go of cuts that cost nothing, and of columns that no better plan can hold.

    Of very many columns, those that gain least go too: they come again when they are asked for.
    """
    master, duals, value = search.master, stage.duals, search.progress.value
    columns = master.columns
    gains = reduced(search.problem, columns, duals)
    least = -np.inf if value is None else value + 1 - stage.bound - SLACK
    most = COLUMNS * len(search.problem.units)
    if len(columns) > most:
        least = max(least, float(np.partition(gains, -most)[-most]))
    kept = columns.alone | (gains >= least)
    kept[: len(stage.solution.parts)] |= stage.solution.parts > 0
    if not kept.all():
        master.keep(kept)
    costly = (duals.cut > 0) | (stage.solution.duals.cut > 0)
    if not costly.all():
        master.uncut(costly)
    return replace(duals, triples=master.triples, cut=duals.cut[costly])


def _looked_for_plans(search: Search, *, first: bool) -> None:
    """A dive, and where that found something new, what is near it."""
    before = search.progress.value
    dived(search.problem, search.master, search.progress)
    if first or search.progress.value != before:
        polished(search.problem, search.master.columns, search.progress)
