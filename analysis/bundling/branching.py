"""Branching: the best plan of many known packages, by units that are together, apart or left out."""

import heapq
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from .columns import reduced
from .cuts import violated
from .generating import Stage, at_most
from .losing import SLACK, gone_through
from .master import Master
from .set_packing import packed

if TYPE_CHECKING:
    from .columns import Columns, Duals
    from .problem import Flags, Problem
    from .progress import Progress

FIRST = 10  # columns a unit that a model begins with
MORE = 2  # the same that it gets in each round
GAIN = 1e-3  # thousandths of a household: less is rounding
ROUNDS = 12  # of cuts at a node
SLOW = 0.02  # of the distance: cuts that take off less are the last
TRIED = 4  # pairs that are tried before one is taken
WHOLE = 1e-4  # a pair that is together, or apart, up to this is decided


@dataclass(frozen=True, eq=False)
class Node:
    """
    Plans of some columns.

    Attributes
    ----------
    problem
        The problem, where units that are together must be in a package.
    columns
        Those that a plan may hold that is worth enough.
    stage
        The optimum of the linear model of these columns, with prices and the bound they prove.
    used
        The columns that are in the optimum, and the part of each.
    """

    problem: "Problem"
    columns: "Columns"
    stage: Stage
    used: "tuple[Columns, np.ndarray]"


def branched(
    problem: "Problem",
    columns: "Columns",
    stage: Stage,
    progress: "Progress",
    *,
    lost: float,
    nodes: float,
) -> bool:
    """
    Find the best plan of known columns among those that lose little against a bound.

    Parameters
    ----------
    problem
        The problem.
    columns
        All that such a plan may hold.
    stage
        Prices and their bound.
    progress
        Gets plans, and bounds as they are proven.
    lost
        What a plan may lose against the bound of the stage.
    nodes
        Nodes at most.

    Returns
    -------
    bool
        Whether all such plans were gone through.

    Notes
    -----
    In a plan two units are in one package, or they are not: Ryan and Foster (1981), An integer
    programming approach to scheduling, in Wren (ed.), Computer Scheduling of Public Transport,
    269-280. The node with the greatest bound is next; a sweep ends a node that is small enough.
    """
    least, heap = stage.bound - lost, list[tuple[float, int, int, Node]]()
    found = _tightened(problem, columns, stage.duals, progress, least)
    for turn in count():
        if found is None or progress.done:
            break
        for place, node in enumerate(found):
            heapq.heappush(heap, (-node.stage.bound, turn, place, node))
        bound = max(least, -heap[0][0]) if heap else least
        progress.lower(bound if progress.value is None else max(bound, float(progress.value)))
        if not heap or bound < _floor(progress, least):
            return True
        if turn >= nodes:
            break
        found = _children(heapq.heappop(heap)[-1], progress, least)
    return progress.proven


def _floor(progress: "Progress", least: float) -> float:
    """What a plan must be worth to be looked for: as much as was asked, and more than the best."""
    return least if progress.value is None else max(least, progress.value + 1.0)


def _tightened(
    problem: "Problem", columns: "Columns", duals: "Duals", progress: "Progress", least: float
) -> list[Node] | None:
    """The node of these columns after cuts; none if they hold no plan; None if that is not known."""
    master, last = _begun(problem, columns, duals), np.inf
    found: list[Node] = []
    for _ in range(ROUNDS):
        stage = _optimum(problem, columns, master, progress)
        if stage is None:
            return [] if master.empty else None
        known, parts, bound = master.columns, stage.solution.parts, stage.bound
        progress.offer(known.chosen(np.flatnonzero(parts > 1 - WHOLE)))
        floor, used = _floor(progress, least), np.flatnonzero(parts > 0)
        if bound < floor:
            return []
        gains = reduced(problem, columns, stage.duals)
        columns = columns.chosen(np.flatnonzero(gains >= floor - bound - SLACK))
        found = [Node(problem, columns, stage, (known.chosen(used), parts[used]))]
        broken = violated(*found[0].used, units=len(problem.units), most=len(problem.units) // 2)
        if last - bound < SLOW * (bound - floor) or not len(broken):
            break
        master.uncut(stage.duals.cut > 0)
        master.cut(broken)
        last = bound
    return found


def _begun(problem: "Problem", columns: "Columns", duals: "Duals") -> Master:
    """A model of the columns that gain most at some prices, with the cuts of the prices."""
    master = Master(problem)
    master.add(_most(columns, reduced(problem, columns, duals), FIRST * len(problem.units)))
    master.cut(duals.triples)
    return master


def _most(columns: "Columns", gains: np.ndarray, count: int) -> "Columns":
    return columns.chosen(np.sort(np.argsort(-gains, kind="stable")[:count]))


def _optimum(
    problem: "Problem", columns: "Columns", master: Master, progress: "Progress"
) -> Stage | None:
    """The optimum of all columns; None where there is none, or not in the time."""
    while True:
        solution = master.solve(seconds=progress.left())
        if solution is None:
            if master.empty and master.add(columns):
                continue
            return None
        gains = reduced(problem, columns, solution.duals)
        new = np.flatnonzero(gains > GAIN)
        if not master.add(_most(columns.chosen(new), gains[new], MORE * len(problem.units))):
            best = np.zeros(len(problem.units))
            np.maximum.at(best, columns.hub, gains)
            bound = at_most(problem, solution.duals) + float(best.sum())
            return Stage(solution, solution.duals, bound, converged=True)


def _children(node: Node, progress: "Progress", least: float) -> list[Node] | None:
    """The nodes below one: none if it is gone through; None if that is not known."""
    lost = node.stage.bound - _floor(progress, least)
    if gone_through(node.problem, node.columns, node.stage, progress, lost=lost, brief=True):
        return []
    pair = _pair(node, progress, lost)
    if pair is None:
        found = packed(node.problem, node.columns, seconds=progress.left())
        progress.offer(node.columns.chosen(found.rows))
        return [] if found.status in ("optimal", "infeasible") else None
    below: list[Node] = []
    for side in _sides(node, *pair):
        one = _tightened(*side, node.stage.duals, progress, least)
        if one is None:
            return None
        below += one
    return below


def _pair(node: Node, progress: "Progress", lost: float) -> tuple[int, int] | None:
    """Two units, together in part: of some tried, those whose two sides seem to lose most."""
    best, chosen = -1.0, None
    for pair in _undecided(*node.used)[:TRIED]:
        if progress.left() <= 0:
            break
        worth = 1.0
        for side in _sides(node, *pair):
            trial = _begun(*side, node.stage.duals).solve(seconds=progress.left())
            fall = lost if trial is None else node.stage.bound - trial.worth
            worth *= min(max(round(fall), 1.0), max(lost, 1.0))
        if worth > best:
            best, chosen = worth, pair
    return chosen


def _undecided(columns: "Columns", parts: np.ndarray) -> list[tuple[int, int]]:
    """Pairs together in part, and units (twice) in a package in part; nearest to one half first."""
    together: dict[tuple[int, int], float] = {}
    for place, part in enumerate(parts.tolist()):
        units = columns.units(place).tolist()
        for k, one in enumerate(units):
            for other in units[k:]:
                together[one, other] = together.get((one, other), 0.0) + part
    open_ = [
        (round(abs(x - 0.5), 6), pair) for pair, x in together.items() if WHOLE < x < 1 - WHOLE
    ]
    return [pair for _, pair in sorted(open_)]


def _sides(node: Node, one: int, other: int) -> "list[tuple[Problem, Columns]]":
    """Plans in which two units are together, and plans in which they are not."""
    first, second = _holds(node.columns, one), _holds(node.columns, other)
    must = node.problem.must.copy()
    must[[one, other]] = True
    return [
        (replace(node.problem, must=must), node.columns.chosen(np.flatnonzero(first == second))),
        (node.problem, node.columns.chosen(np.flatnonzero(~(first & second)))),
    ]


def _holds(columns: "Columns", unit: int) -> "Flags":
    found = np.zeros(len(columns), dtype=bool)
    found[columns.row[columns.members == unit]] = True
    return found
