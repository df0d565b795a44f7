"""Packages made better by taking some near each other apart and growing others in their place."""

import numpy as np

from ...gis.arrays import compiled
from .drafting import (
    BONUS,
    figures,
    grow,
    judged,
    put,
    put_atom,
    random,
    shrink,
    take_atom,
    untaken,
)
from .drafts import (
    BESIDE,
    BEST,
    BEST_MUSTS,
    COUNT,
    FREE,
    KEPT,
    LAND,
    MOST,
    MUSTS,
    NET,
    OF_POOL,
    POOL,
    SIZE,
    TOTAL,
    VACANT,
    WORTH,
)

SEEDS = 10  # places that new packages grow from in one turn
VAIN = 3  # of them one after the other that nothing comes of, before it is enough
RUINED = 4  # packages taken apart in one turn, at most
MOVES = 0.3  # share of the turns that move one unit


@compiled
def _slot_merit(g, p, slot):
    own = p.facts[slot]
    money = p.price[g.of[p.listed[slot, 0], OF_POOL]] * own[NET]
    return own[WORTH] + money - p.price[-1] + BONUS * own[MUSTS]


@compiled
def _stand(g, p, slot):
    """Let a package stand."""
    own = p.facts[slot]
    for at in range(own[SIZE]):
        p.slot[p.listed[slot, at]] = slot
    p.total[TOTAL] += own[WORTH]
    p.total[COUNT] += 1
    p.total[KEPT] += own[MUSTS]
    p.balance[g.of[p.listed[slot, 0], OF_POOL]] += own[NET]


@compiled
def _fall(g, p, slot):
    """Take a package apart; its slot keeps what it was."""
    own = p.facts[slot]
    for at in range(own[SIZE]):
        p.slot[p.listed[slot, at]] = FREE
    p.total[TOTAL] -= own[WORTH]
    p.total[COUNT] -= 1
    p.total[KEPT] -= own[MUSTS]
    p.balance[g.of[p.listed[slot, 0], OF_POOL]] -= own[NET]


@compiled
def _vacate(p, slot):
    p.vacant[p.total[VACANT]] = slot
    p.total[VACANT] += 1


@compiled
def _keep(g, d, p):
    """Make a package of the draft; its slot."""
    p.total[VACANT] -= 1
    slot = p.vacant[p.total[VACANT]]
    _, value, money = figures(g, d)
    size = d.sums[SIZE]
    for at in range(size):
        p.listed[slot, at] = d.members[at]
    p.facts[slot, SIZE], p.facts[slot, WORTH] = size, value
    p.facts[slot, NET], p.facts[slot, MUSTS] = money - d.sums[LAND], d.sums[MUSTS]
    _stand(g, p, slot)
    shrink(g, d, 0)
    return slot


@compiled
def _allowed(p):
    """Whether all packages together keep to the money and the number."""
    for left in p.balance:
        if left < 0:
            return False
    return p.total[COUNT] <= p.total[MOST]


@compiled
def _accepted(d, p, gain, worth, heat):
    """Whether a change stays; without heat it has to keep to the rules and to what is gained."""
    if heat > 0:
        return gain >= heat * np.log(random(d) + 1e-12)
    return _allowed(p) and worth >= 0


@compiled
def _settle(g, d, p, old, new, heat):
    """Take the new packages for the old ones, which are taken apart already, or go back."""
    gain, worth = 0.0, 0.0
    for slot in new:
        gain += _slot_merit(g, p, slot)
        worth += p.facts[slot, WORTH] + BONUS * p.facts[slot, MUSTS]
    for slot in old:
        gain -= _slot_merit(g, p, slot)
        worth -= p.facts[slot, WORTH] + BONUS * p.facts[slot, MUSTS]
    good = _accepted(d, p, gain, worth, heat)
    if not good:
        for slot in new:
            _fall(g, p, slot)
        for slot in old:
            _stand(g, p, slot)
    for slot in old if good else new:
        _vacate(p, slot)


@compiled
def _rebuild(g, d, p, unit, lean, heat):
    """Take packages about a unit apart, and let others grow there."""
    old, new = np.empty(RUINED, np.int64), np.empty(SEEDS, np.int64)
    region = np.empty(RUINED * p.listed.shape[1] + 64, np.int64)
    ruined, grown, met = 0, 0, 1
    region[0] = unit
    wanted = 1 + int(random(d) * RUINED)
    begin, done = g.first[BESIDE, unit], 0
    span = g.first[BESIDE, unit + 1] - begin
    shift = int(random(d) * span)
    while done <= span and met < len(region) - p.listed.shape[1]:
        other = unit if done == 0 else g.beside[begin + (shift + done) % span]
        done += 1
        slot = p.slot[other]
        if slot == FREE:
            region[met] = other
            met += 1
        elif ruined < wanted:
            _fall(g, p, slot)
            old[ruined] = slot
            ruined += 1
            for at in range(p.facts[slot, SIZE]):
                region[met] = p.listed[slot, at]
                met += 1
    vain = 0
    for _ in range(SEEDS):
        if vain == VAIN:
            break
        seed = region[int(random(d) * met)]
        if untaken(g, d, p, seed):
            if grow(g, d, p, seed, lean * 2 * random(d)) > 0:
                new[grown] = _keep(g, d, p)
                grown, vain = grown + 1, 0
            else:
                vain += 1
            shrink(g, d, 0)
    _settle(g, d, p, old[:ruined], new[:grown], heat)


@compiled
def _move(g, d, p, unit, heat):
    """Move a unit into a package beside it, or out of its own."""
    begin, span = g.first[BESIDE, unit], g.first[BESIDE, unit + 1] - g.first[BESIDE, unit]
    one, other = p.slot[unit], FREE
    if span > 0:
        other = p.slot[g.beside[begin + int(random(d) * span)]]
    if one == other:
        return
    for slot in (one, other):
        if slot != FREE:
            _changed(g, d, p, slot, unit)
            fine = judged(g, d, p) > -np.inf
            shrink(g, d, 0)
            if not fine:
                return
    old, new = np.empty(2, np.int64), np.empty(2, np.int64)
    left, made = 0, 0
    for slot in (one, other):
        if slot != FREE:
            _fall(g, p, slot)
            old[left] = slot
            left += 1
    for slot in old[:left]:
        _changed(g, d, p, slot, unit)
        if d.sums[SIZE] > 0:
            new[made] = _keep(g, d, p)
            made += 1
    _settle(g, d, p, old[:left], new[:made], heat)


@compiled
def _changed(g, d, p, slot, unit):
    """Make the draft of a package without a unit, or with it where it is not in there."""
    for at in range(p.facts[slot, SIZE]):
        put(g, d, p.listed[slot, at])
    if d.inside[unit] > 0:
        take_atom(g, d, unit)
    else:
        put_atom(g, d, unit)


@compiled
def _reprice(g, p, pool, rate):
    if g.limits[0] == POOL:
        p.price[pool] *= rate if p.balance[pool] < 0 else 1 / rate
    if p.total[COUNT] > p.total[MOST]:
        p.price[-1] = max(1.0, p.price[-1]) * rate
    else:
        p.price[-1] /= rate


@compiled
def improve(g, d, p, lean, turns, heat, rate):
    """Turns about units by chance; prices of money and number move with what is short."""
    for _ in range(turns):
        unit = int(random(d) * len(p.slot))
        pool = g.of[unit, OF_POOL]
        if random(d) < MOVES:
            _move(g, d, p, unit, heat)
        else:
            at = p.price[pool] if g.limits[0] == POOL else lean
            _rebuild(g, d, p, unit, at, heat)
        if heat > 0:
            _reprice(g, p, pool, rate)
        more = p.total[KEPT] - p.total[BEST_MUSTS]
        if _allowed(p) and (more > 0 or (more == 0 and p.total[TOTAL] > p.total[BEST])):
            p.total[BEST_MUSTS], p.total[BEST] = p.total[KEPT], p.total[TOTAL]
            for at in range(len(p.slot)):
                p.best[at] = p.slot[at]


@compiled
def restore(g, d, p):
    """Take all packages apart, and let those of the best plan stand."""
    for unit in range(len(p.slot)):
        slot = p.slot[unit]
        if slot != FREE:
            _fall(g, p, slot)
            _vacate(p, slot)
    for unit in range(len(p.slot)):
        if p.best[unit] != FREE and p.slot[unit] == FREE:
            for other in range(unit, len(p.slot)):
                if p.best[other] == p.best[unit]:
                    put(g, d, other)
            _keep(g, d, p)
