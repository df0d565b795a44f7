"""Small problems of packages, and their best plan by trying every set of units."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from pianqu.analysis.bundling.problem import NONE, Limits, Mode, Problem, Service

MODES: tuple[Mode, ...] = ("self", "package", "pool")


class Choice(NamedTuple):
    """One set of units with its best hub."""

    members: tuple[int, ...]
    hub: int
    value: int
    money: int
    alone: bool


@st.composite
def problems(
    draw, *, modes=MODES, least_units: int = 1, most_units: int = 10, musts: bool = True
) -> Problem:
    """Problems of `least_units` to `most_units` units; every rule of packages is in some of them."""
    n = draw(st.integers(least_units, most_units))
    drawn = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    mode = draw(st.sampled_from(modes))
    rules = draw(
        st.sets(st.sampled_from(("together", "apart", "must", "percent", "pools", "most")))
    )
    made = problem(n, drawn, mode=mode, rules=rules if musts else rules - {"must"})
    if draw(st.booleans()):
        return made
    limits = made.limits
    return replace(
        made,
        limits=replace(
            limits,
            least_households=draw(st.sampled_from((0, 5, 12))),
            most_households=draw(st.sampled_from((15, 30, 10**6))),
            least_area=draw(st.sampled_from((0, 20))),
            most_area=draw(st.sampled_from((35, 10**6))),
            floor=draw(st.sampled_from((None, -30, 0))),
        ),
    )


def problem(n: int, drawn: np.random.Generator, *, mode: Mode, rules: set[str]) -> Problem:
    """One problem; units stand on a grid, so that some are in reach of each other, some not."""
    spot = drawn.integers(0, 5, (n, 2))
    far = np.abs(spot[:, None] - spot[None]).sum(axis=2)
    pool = drawn.integers(0, 2, n) if "pools" in rules else np.zeros(n, dtype=np.int64)
    inside = [np.flatnonzero(row <= drawn.integers(2, 6)) for row in far]
    pairs = [
        (one, other)
        for one, other in combinations(range(n), 2)
        if drawn.random() < (0.75 if far[one, other] <= 2 else 0.1) and pool[one] == pool[other]
    ]
    lived = drawn.random(n) < 0.7
    households = drawn.integers(1, 16, n) * lived
    reached = np.concatenate(inside)
    kinds = int(drawn.integers(0, 3))
    gain = households[reached] * drawn.integers(-1, 12, len(reached))
    return Problem(
        units=pd.Index([f"U{place:02d}" for place in range(n)]),
        lived=lived,
        households=households,
        area=drawn.integers(1, 16, n),
        finance=np.where(
            drawn.random(n) < 0.5, drawn.integers(-40, 20, n), drawn.integers(0, 90, n)
        ),
        links=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        starts=np.concatenate([[0], np.cumsum([len(own) for own in inside])]),
        members=reached,
        gain=gain + drawn.integers(-3, 4, len(reached)),
        need=drawn.integers(0, 8, (n, kinds)) * lived[:, None],
        capacity=drawn.integers(0, 14, (n, kinds)) * (~lived | (drawn.random(n) < 0.2))[:, None],
        services=tuple(
            Service(f"s{k}", int(drawn.integers(0, 9)), int(drawn.integers(0, 4)), percent)
            for k, percent in enumerate((60 if "percent" in rules else 0, 0)[:kinds])
        ),
        pool=pool,
        home=_homes(drawn, lived),
        together=_sets(drawn, n, 3) if "together" in rules else (),
        apart=tuple((s[0], s[1]) for s in _sets(drawn, n, 2)) if "apart" in rules else (),
        must=drawn.random(n) < (0.12 if "must" in rules else 0),
        limits=Limits(
            mode=mode,
            cost=int(drawn.integers(0, 20)),
            overhead=int(drawn.integers(0, 10)),
            money=tuple(int(each) for each in drawn.integers(-10, 60, int(pool.max()) + 1)),
            most_packages=int(drawn.integers(1, 4)) if "most" in rules else None,
        ),
    )


def _homes(drawn: np.random.Generator, lived: np.ndarray) -> np.ndarray:
    homes = np.full(len(lived), NONE, dtype=np.int64)
    if lived.any():
        found = drawn.choice(np.flatnonzero(lived), len(lived))
        homes = np.where(~lived & (drawn.random(len(lived)) < 0.8), found, homes)
    return homes


def _sets(drawn: np.random.Generator, n: int, most: int) -> tuple[tuple[int, ...], ...]:
    """One or two sets of different units, each of two to `most`, that share none."""
    order = [int(each) for each in drawn.permutation(n)]
    first, second = drawn.integers(2, most + 1, 2)
    found = (order[:first], order[first : first + second])
    return tuple(tuple(sorted(own)) for own in found if len(own) >= 2)


def packages_of(problem: Problem) -> list[Choice]:
    """Every valid package, a set once with its best hub; then land that enters a pool alone."""
    n = len(problem.units)
    found = []
    for size in range(1, n + 1):
        for members in combinations(range(n), size):
            money = _money(problem, members)
            if _may(problem, members, money):
                worth = max(_worths(problem, members), default=None)
                found += [Choice(members, -worth[1], worth[0], money, False)] if worth else []
    bound = {unit for own in problem.together if len(own) > 1 for unit in own}
    for unit in range(n):
        brings = int(problem.finance[unit])
        free = not problem.lived[unit] and unit not in bound
        if problem.limits.mode == "pool" and free and brings > 0:
            found.append(Choice((unit,), unit, 0, brings, True))
    return found


def _served(problem: Problem, members: tuple[int, ...]) -> list[int]:
    return [
        min(sum(int(table[i, k]) for i in members) for table in (problem.need, problem.capacity))
        for k in range(len(problem.services))
    ]


def _money(problem: Problem, members: tuple[int, ...]) -> int:
    earned = zip(problem.services, _served(problem, members), strict=True)
    own = sum(int(problem.finance[i]) for i in members)
    return own + sum(s.income * done for s, done in earned) - problem.limits.overhead


def _worths(problem: Problem, members: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """What the set is worth with each hub that may be its own, and the hub negated."""
    served = zip(problem.services, _served(problem, members), strict=True)
    shared = sum(s.value * done for s, done in served) - problem.limits.cost
    for hub in members:
        at = range(int(problem.starts[hub]), int(problem.starts[hub + 1]))
        gain = {int(problem.members[place]): int(problem.gain[place]) for place in at}
        if all(i in gain for i in members) and (
            problem.limits.mode != "self" or problem.lived[hub]
        ):
            yield sum(gain[i] for i in members) + shared, -hub


def _may(problem: Problem, members: tuple[int, ...], money: int) -> bool:
    own, limits = set(members), problem.limits
    lived = [i for i in members if problem.lived[i]]
    if not lived or any(0 < len(own & set(each)) < len(each) for each in problem.together):
        return False
    if any(one in own and other in own for one, other in problem.apart):
        return False
    if not _whole(problem, own) or not _roomy(problem, members):
        return False
    if limits.mode == "self":
        home = all(i == lived[0] or problem.home[i] == lived[0] for i in members)
        return home and money >= 0
    least = 0 if limits.mode == "package" else limits.floor
    return _sized(problem, members, single=len(lived) == 1) and (least is None or money >= least)


def _sized(problem: Problem, members: tuple[int, ...], *, single: bool) -> bool:
    limits = problem.limits
    homes = sum(int(problem.households[i]) for i in members)
    ground = sum(int(problem.area[i]) for i in members)
    enough = homes >= limits.least_households and ground >= limits.least_area
    return enough and (single or (homes <= limits.most_households and ground <= limits.most_area))


def _roomy(problem: Problem, members: tuple[int, ...]) -> bool:
    return all(
        service.percent == 0
        or 100 * sum(int(problem.capacity[i, k]) for i in members)
        >= service.percent * sum(int(problem.need[i, k]) for i in members)
        for k, service in enumerate(problem.services)
    )


def _whole(problem: Problem, own: set[int]) -> bool:
    """Whether the links inside the set join it, by joining sets along the links."""
    parts = [{i} for i in own]
    for one, other in problem.links.tolist():
        if one in own and other in own:
            met = [part for part in parts if one in part or other in part]
            parts = [part for part in parts if part not in met] + [set().union(*met)]
    return len(parts) == 1


def best_plan(problem: Problem) -> int | None:
    """What the best plan is worth, by dynamic programming over sets; None where there is none."""
    choices = packages_of(problem)
    n, limits = len(problem.units), problem.limits
    pools = len(limits.money) if limits.mode == "pool" else 0
    masks = [sum(1 << i for i in choice.members) for choice in choices]
    by_first = [[c for c, own in enumerate(choices) if own.members[0] == i] for i in range(n)]
    counted = limits.most_packages is not None

    def moved(state: tuple, choice: Choice) -> tuple:
        value, count, *money = state
        if pools:
            money[int(problem.pool[choice.hub])] += choice.money
        return (value + choice.value, count - (counted and not choice.alone), *money)

    @lru_cache(None)
    def best(free: int) -> tuple[tuple, ...]:
        """States (value, packages negated, money a pool) that no other one beats in all."""
        if not free:
            return ((0, 0, *(0,) * pools),)
        first = (free & -free).bit_length() - 1
        states = set() if problem.must[first] else set(best(free & ~(1 << first)))
        for c in by_first[first]:
            if masks[c] & free == masks[c]:
                states.update(moved(each, choices[c]) for each in best(free & ~masks[c]))
        return _unbeaten(states)

    ends = [
        value
        for value, count, *money in best((1 << n) - 1)
        if (not counted or -count <= (limits.most_packages or 0))
        and all(-have <= drawn for have, drawn in zip(money, limits.money[:pools], strict=True))
    ]
    return max(ends, default=None)


def _unbeaten(states: set[tuple]) -> tuple[tuple, ...]:
    kept: list[tuple] = []
    for state in sorted(states, reverse=True):
        if not any(all(a >= b for a, b in zip(other, state, strict=True)) for other in kept):
            kept.append(state)
    return tuple(kept)
