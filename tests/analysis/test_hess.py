"""The compact model of packages: as every plan there is, in all three ways to balance."""

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis.bundling.figures import best_hub
from pianqu.analysis.bundling.problem import NONE, Limits, Problem, Service

FOLDER = Path(__file__).parent.parent.parent / "benchmarks"
MODES = ("self", "package", "pool")


@pytest.fixture(scope="module")
def hess():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        from packages import hess
    return hess


def drawn(seed: int, mode: str, *, units: int = 7) -> Problem:
    """A few units on a line of small squares, each rule there or not by chance."""
    draw = np.random.default_rng(seed)
    at = draw.random((units, 2))
    metres = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    pool = (at[:, 0] > 0.6).astype(np.int64)
    links = np.argwhere(np.triu((metres < 0.55) & (pool[:, None] == pool), 1))
    near = [np.flatnonzero(row < 0.7) for row in metres]
    lived = draw.random(units) < 0.6
    lived[0] = True
    home = np.where(
        ~lived & (draw.random(units) < 0.7), draw.choice(np.flatnonzero(lived), units), NONE
    )
    pairs = draw.permutation(units)
    limits = Limits(
        mode=mode,  # pyright: ignore[reportArgumentType]
        **{
            "least_households": int(draw.integers(0, 60)),
            "most_households": int(draw.integers(60, 200)),
        },
        **{"least_area": int(draw.integers(0, 8)), "most_area": int(draw.integers(8, 40))},
        **{"cost": int(draw.integers(0, 300)), "overhead": int(draw.integers(0, 40))},
        money=(int(draw.integers(0, 50)), int(draw.integers(-20, 50))),
        floor=[None, -60][draw.integers(0, 2)],
        most_packages=[None, 2][draw.integers(0, 2)],
    )
    return Problem(
        units=pd.Index([f"U{i}" for i in range(units)]),
        lived=lived,
        households=np.where(lived, draw.integers(10, 120, units), 0),
        area=draw.integers(1, 12, units),
        finance=draw.integers(-120, 130, units),
        links=links,
        starts=np.cumsum([0, *(len(each) for each in near)]),
        members=np.concatenate(near),
        gain=np.concatenate(
            [np.where(lived[each], draw.integers(0, 900, len(each)), 0) for each in near]
        ),
        need=draw.integers(0, 9, (units, 2)),
        capacity=draw.integers(0, 9, (units, 2)),
        services=(Service("parking", 30, 5, [0, 60][seed % 2]), Service("care", 50, 0)),
        pool=pool,
        home=home,
        together=(tuple(sorted(pairs[:2].tolist())),) if seed % 3 == 0 else (),
        apart=((int(pairs[2:4].min()), int(pairs[2:4].max())),) if seed % 3 else (),
        must=draw.random(units) < 0.06,
        limits=limits,
    )


def joined(problem: Problem, members: tuple[int, ...]) -> bool:
    links, seen = {(int(a), int(b)) for a, b in problem.links}, {members[0]}
    for _ in members:
        seen |= {v for v in members for u in seen if (min(u, v), max(u, v)) in links}
    return len(seen) == len(members)


def kept(problem: Problem, members: tuple[int, ...]) -> bool:
    """Whether the rules of services, sets and pairs allow these units."""
    own = set(members)
    need, room = problem.need[list(own)].sum(axis=0), problem.capacity[list(own)].sum(axis=0)
    enough = all(
        100 * q >= s.percent * n for s, n, q in zip(problem.services, need, room, strict=True)
    )
    whole = all(own.isdisjoint(group) or own >= set(group) for group in problem.together)
    return enough and whole and not any(own >= set(pair) for pair in problem.apart)


def worth(problem: Problem, members: tuple[int, ...]) -> tuple[int, int] | None:
    """Value and balance of a package of these units; None where it is none."""
    from pianqu.analysis.bundling.figures import package

    limits, lived = problem.limits, [unit for unit in members if problem.lived[unit]]
    if not lived or not joined(problem, members) or not kept(problem, members):
        return None
    if limits.mode == "self":
        hub = lived[0]
        near = set(problem.members[problem.starts[hub] : problem.starts[hub + 1]].tolist())
        away = [unit for unit in members if unit != hub and problem.home[unit] != hub]
        made = None if len(lived) > 1 or away or not near >= set(members) else hub
        made = None if made is None else package(problem, members, hub=hub)
    else:
        made = best_hub(problem, members)
        if made and not (
            limits.least_households <= made.households
            and limits.least_area <= made.area
            and (len(lived) == 1 or made.households <= limits.most_households)
            and (len(lived) == 1 or made.area <= limits.most_area)
        ):
            return None
    floor = limits.floor if limits.mode == "pool" else 0
    if made is None or (floor is not None and made.money < floor):
        return None
    return made.value, made.money


def best(problem: Problem) -> float:
    """The value of the best plan of all, -inf for none."""
    units, limits = range(len(problem.units)), problem.limits
    worths: dict[tuple[int, ...], list[tuple[int, int, int]]] = {}
    for members in (c for size in units for c in combinations(units, size + 1)):
        found = worth(problem, members)
        worths[members] = [(*found, 1)] if found else []
    if limits.mode == "pool":
        bound = {unit for group in problem.together for unit in group}
        for unit in set(units) - bound:
            if not problem.lived[unit] and problem.finance[unit] > 0:
                worths[(unit,)].append((0, int(problem.finance[unit]), 0))

    def plans(left: tuple[int, ...], value: int, money: dict[int, int], count: int) -> float:
        if not left:
            short = limits.mode == "pool" and any(
                money.get(pool, 0) < -most for pool, most in enumerate(limits.money)
            )
            many = limits.most_packages is not None and count > limits.most_packages
            return -math.inf if short or many else value
        first, rest = left[0], left[1:]
        ends = [] if problem.must[first] else [plans(rest, value, money, count)]
        pool = int(problem.pool[first])
        for others in (c for size in range(len(rest) + 1) for c in combinations(rest, size)):
            for more, brought, one in worths[(first, *others)]:
                after = tuple(unit for unit in rest if unit not in others)
                held = {**money, pool: money.get(pool, 0) + brought}
                ends.append(plans(after, value + more, held, count + one))
        return max(ends, default=-math.inf)

    return plans(tuple(units), 0, {}, 0)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mode", MODES)
def test_as_every_plan_there_is(hess, seed, mode):
    problem = drawn(seed, mode)

    found, most = hess.solve(problem, seconds=20), best(problem)

    assert found.status == ("infeasible" if most == -math.inf else "proven")
    assert most == (found.value if found.packages or most == 0 else -math.inf)


def test_the_drawn_cases_are_not_all_empty():
    values = [best(drawn(seed, mode)) for seed in range(12) for mode in MODES]

    assert sum(value > 0 for value in values) >= 18
    assert -math.inf in values


def test_a_service_that_costs_is_refused(hess):
    problem = drawn(1, "package")
    dear = Service("dear", -1, 0)

    with pytest.raises(ValueError, match="costs more the more it serves"):
        hess.solve(Problem(**{**vars(problem), "services": (dear, dear)}), seconds=1)
