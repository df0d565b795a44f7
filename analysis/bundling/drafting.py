"""Sets of units that grow from a seed: sums, hubs and rules kept up as units come and go."""

import numpy as np

from ...gis.arrays import compiled
from .drafts import (
    APART,
    ATOM,
    ATOMS,
    BESIDE,
    FREE,
    GROUND,
    HOME,
    HOMES,
    HUBS,
    LAND,
    LIVED,
    MONEY,
    MUSTS,
    OF_POOL,
    SELF,
    SIZE,
    SUMS,
)

BONUS = 1e12  # of a unit that must be in a package, above any worth
WHIM = 1.0  # how far chance may move what a unit adds, at most
STOP = 0.6  # chance that a valid draft grows no more, at most twice this less a half
PATIENCE = 2  # units more after growth has begun to cost


@compiled
def random(d):
    """A number from 0 to 1, by xorshift."""
    x = d.chance[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    d.chance[0] = x
    return np.float64(x >> np.uint64(11)) / 9007199254740992.0


@compiled
def put(g, d, unit):
    """Take one unit in, at the end."""
    d.members[d.sums[SIZE]] = unit
    d.inside[unit] = d.sums[SIZE] + 1
    for k in range(len(d.sums)):
        d.sums[k] += g.facts[unit, k]
    for at in range(g.first[HUBS, unit], g.first[HUBS, unit + 1]):
        d.hub[g.hubs[at, 0], 0] += 1
        d.hub[g.hubs[at, 0], 1] += g.hubs[at, 1]


@compiled
def take(g, d, unit):
    """Take one unit out; the last one has its place."""
    last = d.members[d.sums[SIZE] - 1]
    d.members[d.inside[unit] - 1] = last
    d.inside[last] = d.inside[unit]
    d.inside[unit] = 0
    for k in range(len(d.sums)):
        d.sums[k] -= g.facts[unit, k]
    for at in range(g.first[HUBS, unit], g.first[HUBS, unit + 1]):
        d.hub[g.hubs[at, 0], 0] -= 1
        d.hub[g.hubs[at, 0], 1] -= g.hubs[at, 1]


@compiled
def put_atom(g, d, unit):
    """Take a unit in with all that must be with it."""
    atom = g.of[unit, ATOM]
    for at in range(g.first[ATOMS, atom], g.first[ATOMS, atom + 1]):
        put(g, d, g.atoms[at])


@compiled
def take_atom(g, d, unit):
    """Take a unit out with all that must be with it."""
    atom = g.of[unit, ATOM]
    for at in range(g.first[ATOMS, atom], g.first[ATOMS, atom + 1]):
        take(g, d, g.atoms[at])


@compiled
def shrink(g, d, size):
    """Take out what came last until so many are left."""
    while d.sums[SIZE] > size:
        take(g, d, d.members[d.sums[SIZE] - 1])


@compiled
def figures(g, d):
    """Whether a member reaches all of the others, and what the set is worth and brings."""
    found, most = False, 0
    for at in range(d.sums[SIZE]):
        hub = d.members[at]
        own = g.limits[0] != SELF or g.facts[hub, LIVED] > 0
        if own and d.hub[hub, 0] == d.sums[SIZE] and (not found or d.hub[hub, 1] > most):
            found, most = True, d.hub[hub, 1]
    money = d.sums[MONEY] - g.limits[6]
    kinds = len(g.services)
    for k in range(kinds):
        served = min(d.sums[SUMS + k], d.sums[SUMS + kinds + k])
        most += served * g.services[k, 0]
        money += served * g.services[k, 1]
    return found, most - g.limits[5], money


@compiled
def _apart(g, d):
    for at in range(d.sums[SIZE]):
        unit = d.members[at]
        for other in range(g.first[APART, unit], g.first[APART, unit + 1]):
            if d.inside[g.apart[other]] > 0:
                return True
    return False


@compiled
def _may_grow(g, d):
    """Whether no rule is broken that stays broken with more units."""
    if g.limits[0] == SELF:
        hub = FREE
        for at in range(d.sums[SIZE]):
            hub = d.members[at] if g.facts[d.members[at], LIVED] > 0 else hub
        for at in range(d.sums[SIZE]):
            if d.members[at] != hub and g.of[d.members[at], HOME] != hub:
                return False
        return d.sums[LIVED] == 1 and not _apart(g, d)
    small = d.sums[HOMES] <= g.limits[2] and d.sums[GROUND] <= g.limits[4]
    return (small or d.sums[LIVED] <= 1) and not _apart(g, d)


@compiled
def _joined(g, d):
    """Whether the members hang together."""
    size = d.sums[SIZE]
    for at in range(size):
        d.seen[d.members[at]] = 0
    d.fringe[0], met, done = d.members[0], 1, 0
    d.seen[d.members[0]] = 1
    while done < met:
        unit = d.fringe[done]
        done += 1
        for at in range(g.first[BESIDE, unit], g.first[BESIDE, unit + 1]):
            other = g.beside[at]
            if d.inside[other] > 0 and d.seen[other] == 0:
                d.seen[other] = 1
                d.fringe[met] = other
                met += 1
    return met == size


@compiled
def _valid(g, d, money):
    sums, limits, kinds = d.sums, g.limits, len(g.services)
    if sums[LIVED] == 0 or money < limits[7]:
        return False
    if limits[0] != SELF and (sums[HOMES] < limits[1] or sums[GROUND] < limits[3]):
        return False
    for k in range(kinds):
        if g.services[k, 2] * sums[SUMS + k] > 100 * sums[SUMS + kinds + k]:
            return False
    return _may_grow(g, d) and _joined(g, d)


@compiled
def _merit(g, d, p, value, money):
    """What a plan gains by a package, with its money and its being one more at their prices."""
    price = p.price[g.of[d.members[0], OF_POOL]]
    return value + price * (money - d.sums[LAND]) - p.price[-1] + BONUS * d.sums[MUSTS]


@compiled
def judged(g, d, p):
    """The merit of the draft; nothing is less than that of an invalid one."""
    if d.sums[SIZE] == 0:
        return 0.0
    reached, value, money = figures(g, d)
    if not reached or not _valid(g, d, money):
        return -np.inf
    return _merit(g, d, p, value, money)


@compiled
def untaken(g, d, p, unit):
    """Whether a unit, with all that must be with it, is in no package and not in the draft."""
    atom = g.of[unit, ATOM]
    for at in range(g.first[ATOMS, atom], g.first[ATOMS, atom + 1]):
        if p.slot[g.atoms[at]] != FREE or d.inside[g.atoms[at]] > 0:
            return False
    return True


@compiled
def _next(g, d, p, lean, whim, before):
    """The neighbour that makes the draft worth most, with some chance; FREE if there is none."""
    best, chosen = -np.inf, FREE
    d.mark[-1] += 1
    for at in range(d.sums[SIZE]):
        unit = d.members[at]
        for place in range(g.first[BESIDE, unit], g.first[BESIDE, unit + 1]):
            other = g.beside[place]
            if d.mark[other] == d.mark[-1] or not untaken(g, d, p, other):
                continue
            d.mark[other] = d.mark[-1]
            put_atom(g, d, other)
            reached, value, money = figures(g, d)
            if reached and _may_grow(g, d):
                more = value + lean * money - before
                more += whim * (2.0 * random(d) - 1.0) * abs(more) + BONUS * d.sums[MUSTS]
                if more > best:
                    best, chosen = more, other
            take_atom(g, d, other)
    return chosen, best


@compiled
def grow(g, d, p, seed, lean):
    """Let a draft grow from a seed, and take it back to where it was best; its merit."""
    put_atom(g, d, seed)
    best, kept, patience = -np.inf, 0, PATIENCE
    whim, stop = random(d) * WHIM, max(0.0, random(d) - 0.5) * STOP
    if g.limits[0] == SELF and g.facts[seed, LIVED] == 0:
        patience = 0
    while patience > 0:
        merit = judged(g, d, p)
        if merit > best:
            best, kept = merit, d.sums[SIZE]
        _, value, money = figures(g, d)
        other, more = _next(g, d, p, lean, whim, value + lean * money)
        if other == FREE:
            break
        if best > -np.inf and random(d) < stop:
            break
        if best > -np.inf and more < 0:
            patience -= 1
        put_atom(g, d, other)
    shrink(g, d, kept)
    return best
