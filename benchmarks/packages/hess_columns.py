"""Columns of the compact model: who may belong to which hub, flow, services, and land alone."""

from typing import NamedTuple

import numpy as np

from pianqu.analysis.bundling.problem import NONE, Problem


class Pairs(NamedTuple):
    """Who may belong to which hub; `at[hub, unit]` is the number of the pair, -1 for none."""

    hub: np.ndarray
    unit: np.ndarray
    gain: np.ndarray
    at: np.ndarray
    own: np.ndarray  # the pair of each hub with itself, -1 where it may be none


class Columns(NamedTuple):
    """Where each kind of column begins, after the pairs; which pairs an arc joins."""

    tail: np.ndarray
    head: np.ndarray
    arcs: int
    served: int
    single: int
    alone: int
    count: int
    land: np.ndarray


def pairs_of(problem: Problem) -> Pairs:
    """Who is near whom; in mode self, who lies in whose boundary."""
    units = len(problem.units)
    hub = np.repeat(np.arange(units), np.diff(problem.starts))
    unit, gain = problem.members, problem.gain
    if problem.limits.mode == "self":
        own = problem.lived[hub] & (
            (hub == unit) | ((problem.home[unit] == hub) & ~problem.lived[unit])
        )
        hub, unit, gain = hub[own], unit[own], gain[own]
    at = np.full((units, units), NONE)
    at[hub, unit] = np.arange(len(hub))
    return Pairs(hub, unit, gain, at, np.diagonal(at).copy())


def columns_of(problem: Problem, pairs: Pairs) -> Columns:
    """After the pairs: flow on arcs, services, hubs of one home, land that enters a pool alone."""
    one, other = (pairs.at[:, problem.links[:, side]] for side in (0, 1))
    both = (one >= 0) & (other >= 0)
    tail = np.concatenate([one[both], other[both]])
    head = np.concatenate([other[both], one[both]])
    away = pairs.hub[head] != pairs.unit[head]  # nothing flows back into a hub
    land = np.empty(0, dtype=int)
    if problem.limits.mode == "pool":
        bound = [unit for group in problem.together if len(group) > 1 for unit in group]
        free = ~problem.lived & (problem.finance > 0)
        free[bound] = False
        land = np.flatnonzero(free)
    units, kinds = len(problem.units), len(problem.services)
    arcs = len(pairs.hub)
    served = arcs + int(away.sum())
    single = served + units * kinds
    alone = single + units
    return Columns(tail[away], head[away], arcs, served, single, alone, alone + len(land), land)
