"""What the search for packages reads and writes on: the problem, a draft and a plan in arrays."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .problem import Ints, Problem

    Floats = NDArray[np.float64]

SELF, PACKAGE, POOL = 0, 1, 2
# what a set of units adds up to; its needs, then its room, one a service, come after
SIZE, HOMES, GROUND, MONEY, LIVED, LAND, MUSTS, SUMS = range(8)
WORTH, NET = HOMES, LIVED  # of a package that stands: worth; balance less what land brings alone
# what all packages that stand add up to, how many are wanted at most, and the best so far
VACANT, TOTAL, COUNT, KEPT, MOST, BEST_MUSTS, BEST = range(7)
BESIDE, HUBS, ATOMS, APART = range(4)  # the lists of a unit
ATOM, OF_POOL, HOME = range(3)
FREE = -1
NO_FLOOR = 2**62
SPARE = 64  # slots, so that old and new packages stand side by side


class Ground(NamedTuple):
    """
    A problem in arrays.

    ``first[LIST, u]`` and ``first[LIST, u + 1]`` are where the rows of unit u begin and end in the
    list LIST; units that must be together have the same atom, and its units in ``atoms``.
    """

    facts: "Ints"  # (n, SUMS + services * 2): what each unit adds to the sums
    of: "Ints"  # (n, 3): atom, pool and home of each unit
    first: "Ints"  # (4, n + 1)
    beside: "Ints"
    hubs: "Ints"  # (m, 2): a hub that reaches the unit, and what the unit is worth with it
    atoms: "Ints"
    apart: "Ints"
    services: "Ints"  # (k, 3): value, income, percent
    limits: "Ints"  # mode, households least and most, area least and most, cost, overhead, floor


class Draft(NamedTuple):
    """A set of units being made."""

    members: "Ints"
    inside: "Ints"  # place in the members and 1, or 0
    hub: "Ints"  # (n, 2): members that each reaches, and what they are worth with it
    sums: "Ints"
    fringe: "Ints"
    seen: "Ints"
    mark: "Ints"  # the last round that looked at each unit; then the number of rounds
    chance: "NDArray[np.uint64]"


class Plan(NamedTuple):
    """Packages that stand, by slot; `best` is the best plan so far."""

    slot: "Ints"  # of each unit, or FREE
    listed: "Ints"  # (slots, units)
    facts: "Ints"  # (slots, SUMS)
    vacant: "Ints"
    total: "Ints"
    balance: "Ints"
    best: "Ints"
    price: "Floats"  # of money, a pool each; last of a package


def ground(problem: "Problem") -> Ground:
    """A problem in the arrays of the search."""
    n, limits = len(problem.units), problem.limits
    atom = _atoms(problem)
    hubs = np.repeat(np.arange(n), np.diff(problem.starts))
    both = np.concatenate([problem.links, problem.links[:, ::-1]]).reshape(-1, 2)
    alone = ~problem.lived & (problem.finance > 0) & (np.bincount(atom, minlength=n)[atom] == 1)
    own = (problem.households, problem.area, problem.finance, problem.lived)
    land = np.where(alone & (limits.mode == "pool"), problem.finance, 0)
    sums = [np.ones(n), *own, land, problem.must, *problem.need.T, *problem.capacity.T]
    modes = {"self": SELF, "package": PACKAGE, "pool": POOL}
    least = limits.floor if limits.mode == "pool" else 0
    kinds = [(s.value, s.income, s.percent) for s in problem.services]
    rules = (
        *(modes[limits.mode], limits.least_households, limits.most_households),
        *(limits.least_area, limits.most_area, limits.cost, limits.overhead),
        -NO_FLOOR if least is None else least,
    )
    lists = (
        _grouped(both[:, 0], both[:, 1], n),
        _grouped(problem.members, np.arange(len(problem.members)), n),
        _grouped(atom, np.arange(n), n),
        _grouped(*_apart(problem), n),
    )
    reached = lists[HUBS][1]
    return Ground(
        facts=np.stack(sums, axis=1).astype(np.int64),
        of=np.stack([atom, problem.pool, problem.home], axis=1).astype(np.int64),
        first=np.stack([first for first, _ in lists]),
        beside=lists[BESIDE][1],
        hubs=np.stack([hubs[reached], problem.gain[reached]], axis=1).astype(np.int64),
        atoms=lists[ATOMS][1],
        apart=lists[APART][1],
        services=np.array(kinds, dtype=np.int64).reshape(-1, 3),
        limits=np.array(rules, dtype=np.int64),
    )


def draft(ground: Ground, *, seed: int) -> Draft:
    """An empty draft; `seed` is where its chances begin."""
    n, whole = len(ground.facts), np.int64
    chance = np.array([seed * 2 + 1], dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return Draft(
        members=np.zeros(n, whole),
        inside=np.zeros(n, whole),
        hub=np.zeros((n, 2), whole),
        sums=np.zeros(ground.facts.shape[1], whole),
        fringe=np.zeros(n, whole),
        seen=np.zeros(n, whole),
        mark=np.zeros(n + 1, whole),
        chance=chance,
    )


def plan(ground: Ground, problem: "Problem", *, price: float) -> Plan:
    """No package; land brings to its pool what it brings by itself."""
    n, limits = len(ground.facts), problem.limits
    slots = n + SPARE
    room = int(np.diff(problem.starts).max(initial=1))
    balance = np.array(limits.money, dtype=np.int64)
    if limits.mode == "pool":
        np.add.at(balance, ground.of[:, OF_POOL], ground.facts[:, LAND])
    else:
        balance = np.zeros_like(balance)
    total = np.zeros(BEST + 1, dtype=np.int64)
    total[VACANT], total[BEST_MUSTS] = slots, -1
    total[MOST] = n if limits.most_packages is None else limits.most_packages
    prices = np.full(len(balance) + 1, price if limits.mode == "pool" else 0.0)
    prices[-1] = 0.0
    return Plan(
        slot=np.full(n, FREE, dtype=np.int64),
        listed=np.zeros((slots, room), dtype=np.int64),
        facts=np.zeros((slots, SUMS), dtype=np.int64),
        vacant=np.arange(slots, dtype=np.int64)[::-1].copy(),
        total=total,
        balance=balance,
        best=np.full(n, FREE, dtype=np.int64),
        price=prices,
    )


def _grouped(key: "Ints", other: "Ints", n: int) -> "tuple[Ints, Ints]":
    """Where the values of each key begin, and the values by key and then by themselves."""
    order = np.lexsort((other, key))
    first = np.concatenate([[0], np.cumsum(np.bincount(key, minlength=n))])
    return first.astype(np.int64), np.ascontiguousarray(other[order], dtype=np.int64)


def _atoms(problem: "Problem") -> "Ints":
    """The least unit that each must be together with, over one set or several."""
    atom = np.arange(len(problem.units), dtype=np.int64)
    for _ in problem.together:
        for joint in problem.together:
            own = np.isin(atom, atom[list(joint)])
            atom[own] = atom[own].min()
    return atom


def _apart(problem: "Problem") -> "tuple[Ints, Ints]":
    pairs = np.array(problem.apart, dtype=np.int64).reshape(-1, 2)
    return np.concatenate(pairs.T), np.concatenate(pairs[:, ::-1].T)
