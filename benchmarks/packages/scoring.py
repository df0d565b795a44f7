"""What groups of units are worth as packages: one judge for every rival."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from pianqu.analysis import highs
from pianqu.analysis.bundling.checking import check
from pianqu.analysis.bundling.figures import best_hub, land_alone
from pianqu.analysis.bundling.problem import Answer, Package, Problem

WAN = 1e6  # fen in a unit of the model's money
SECONDS = 20.0  # for the choice of packages that a pool can carry


class Score(NamedTuple):
    """A plan of the groups, its value, and how many of the groups keep every rule as they are."""

    value: int
    packages: tuple[Package, ...]
    groups: int
    valid: int
    faults: list[str]


def scored(problem: Problem, groups: list[list[int]]) -> Score:
    """
    The best plan of the groups: those that keep the rules, in a pool as many as it can carry.

    A group that a barrier cuts is looked at piece by piece, and land that no package takes enters
    its pool, so that a rival is not worse off than it must be.
    """
    made = [group for group in groups if problem.lived[group].any()]
    valid = sum(1 for group in made if len(pieces(problem, group)) == 1 and allowed(problem, group))
    found = [allowed(problem, piece) for group in made for piece in pieces(problem, group)]
    packages = carried(problem, [each for each in found if each is not None])
    value = sum(each.value for each in packages)
    answer = Answer("gap", packages, value, float("inf"), float("inf"), "columns")
    return Score(value, packages, len(made), valid, check(problem, answer))


def pieces(problem: Problem, group: list[int]) -> list[list[int]]:
    """The parts of a group that hang together."""
    n = len(problem.units)
    ends = tuple(problem.links.T)
    graph = coo_matrix((np.ones(len(problem.links)), ends), shape=(n, n)).tocsr()
    own = np.sort(np.array(group))
    number, label = connected_components(graph[own][:, own], directed=False)
    return [own[label == part].tolist() for part in range(number)]


def allowed(problem: Problem, group: list[int]) -> Package | None:
    """The package of units that hang together, where it keeps the rules of one package."""
    limits, homes = problem.limits, int(problem.lived[group].sum())
    made = best_hub(problem, tuple(group)) if homes else None
    if made is None:
        return None
    small = made.households < limits.least_households or made.area < limits.least_area
    large = made.households > limits.most_households or made.area > limits.most_area
    floor = limits.floor if limits.mode == "pool" else 0
    if small or (large and homes > 1) or (floor is not None and made.money < floor):
        return None
    need, room = problem.need[group].sum(axis=0), problem.capacity[group].sum(axis=0)
    served = zip(problem.services, need, room, strict=True)
    return made if all(100 * q >= each.percent * n for each, n, q in served) else None


def carried(problem: Problem, packages: list[Package]) -> tuple[Package, ...]:
    """Of packages that do not overlap, those that are worth most and that the pools can carry."""
    if problem.limits.mode != "pool":
        kept = [each for each in packages if each.value > 0]
        return tuple(sorted(kept, key=lambda each: each.members))
    loose = np.where(~problem.lived & (problem.finance > 0), problem.finance, 0)
    pools = len(problem.limits.money)
    free = np.bincount(problem.pool, loose, minlength=pools)
    if not packages:
        return ()
    taken = np.array([each.money - loose[list(each.members)].sum() for each in packages])
    pool = problem.pool[[each.hub for each in packages]]
    columns = np.arange(len(packages))
    model = highs.Model(
        cost=np.array([each.value for each in packages], dtype=float),
        matrix=csr_matrix((taken / WAN, (pool, columns)), shape=(pools, len(packages))),
        row_low=-(np.array(problem.limits.money) + free) / WAN,
        row_high=np.full(pools, np.inf),
        col_low=np.zeros(len(packages)),
        col_high=np.ones(len(packages)),
        integer=np.ones(len(packages), dtype=bool),
        maximise=True,
    )
    answer = highs.solve(model, time_limit=SECONDS, gap=1e-6)
    if not len(answer.values):
        return ()
    kept = [packages[k] for k in np.flatnonzero(answer.values > 1 / 2)]
    inside = {unit for each in kept for unit in each.members}
    alone = [land_alone(problem, int(unit)) for unit in np.flatnonzero(loose) if unit not in inside]
    return tuple(sorted([*kept, *alone], key=lambda each: each.members))
