"""The search for packages around one hub, compiled: sets grown along links, cut off by bounds."""

import numpy as np

from ...gis.arrays import compiled
from .bounding import bits, enough, has, put, relaxed, settled
from .desks import AREA, HOUSEHOLDS, SERVED, SHARE, Ball, Found, Rule
from .keeping import look

DONE = 2  # turns of a node: with its pick, without it
ROUNDS = 3  # times that a node is looked at again after members were ruled out
_ONE = np.uint64(1)
_FIRST = np.int64(0)  # the first node; a plain 0 would have everything compiled once more
_DEBRUIJN = np.uint64(0x03F79D71B4CB0A89)
_PLACES = np.zeros(64, dtype=np.int64)
for _bit in range(64):
    _PLACES[(0x03F79D71B4CB0A89 << _bit) % (1 << 64) >> 58] = _bit


@compiled
def search(ball, rule, tree, desk, found, limits):
    """
    Go through all connected sets that contain what is chosen in the first row of `tree`.

    `limits` are the most nodes, and the steps that bounds are bettered by at the first node and
    at others; anything but 0 in ``desk.stop`` ends it as well. Returns the nodes used, and the greatest bound of what was left unsearched (-inf
    if nothing was).
    """
    depth, used, room = 0, 1, len(found.worth)
    look(ball, rule, tree, found, _FIRST)
    tree.turn[0] = 0 if _bounded(ball, rule, tree, desk, found, (_FIRST, limits[1])) else DONE
    while depth >= 0:
        turn = tree.turn[depth]
        if turn == DONE or tree.bound[depth] <= found.mark[0]:
            depth -= 1
            continue
        if used >= limits[0] or desk.stop[0] or (found.mark[2] > 0 and found.mark[1] > room):
            return used, _unsearched(tree, depth)
        used += 1
        tree.turn[depth] += 1
        _copy(tree, depth)
        if turn == 0:
            _include(ball, tree, depth + 1, tree.pick[depth])
            look(ball, rule, tree, found, depth + 1)
        else:
            _exclude(ball, tree, depth + 1, tree.pick[depth])
        if _bounded(ball, rule, tree, desk, found, (depth + 1, limits[2])):
            depth += 1
            tree.turn[depth] = 0
    return used, -np.inf


@compiled
def _unsearched(tree, depth):
    most = tree.bound[depth]
    for d in range(depth):
        if tree.turn[d] < DONE:
            most = max(most, tree.bound[d])
    return most


@compiled
def _copy(tree, d):
    for w in range(tree.rim.shape[1]):
        tree.chosen[d + 1, w], tree.barred[d + 1, w] = tree.chosen[d, w], tree.barred[d, w]
        tree.asked[d + 1, w], tree.rim[d + 1, w] = tree.asked[d, w], tree.rim[d, w]
    for c in range(tree.sums.shape[1]):
        tree.sums[d + 1, c] = tree.sums[d, c]
    for c in range(tree.weight.shape[1]):
        tree.weight[d + 1, c] = tree.weight[d, c]
    tree.base[d + 1] = tree.base[d]


@compiled
def _include(ball, tree, d, i):
    for t in range(len(ball.price)):
        if has(ball.three[t], i):
            within = 0
            for w in range(tree.chosen.shape[1]):
                within += bits(ball.three[t, w] & tree.chosen[d, w])
            if within == 1:
                tree.base[d] -= ball.price[t]
    put(tree.chosen[d], i)
    for w in range(tree.rim.shape[1]):
        tree.rim[d, w] |= ball.near[i, w]
        tree.barred[d, w] |= ball.apart[i, w]
        tree.asked[d, w] |= ball.mates[i, w]
    for c in range(tree.sums.shape[1]):
        tree.sums[d, c] += ball.item[i, c]
    tree.base[d] += ball.profit[i]


@compiled
def _exclude(ball, tree, d, i):
    put(tree.barred[d], i)
    for w in range(tree.rim.shape[1]):
        tree.barred[d, w] |= ball.mates[i, w]


@compiled
def _bounded(ball, rule, tree, desk, found, place):
    """Whether what can grow from a node may be better than what is known, and from where on."""
    d, steps = place
    count = 0
    for _ in range(ROUNDS):
        count = _flood(ball, rule, tree, desk, d)
        if count <= 0 or not enough(ball, rule, tree, desk, (d, count)):
            return False
        bound = relaxed(ball, rule, tree, desk, (d, count, steps), found.mark[0])
        tree.bound[d] = bound
        if bound <= found.mark[0]:
            return False
        if not settled(tree, desk, d, count, bound - found.mark[0]):
            break
    return _picked(tree, desk, d, count)


@compiled
def _flood(ball, rule, tree, desk, d):
    """List the members that can still be added; -1 if one that is asked for cannot."""
    words = tree.rim.shape[1]
    done = 0
    for i in range(len(ball.profit)):
        desk.slot[i] = -1
    spare = rule.high[0] - tree.sums[d, HOUSEHOLDS], rule.high[1] - tree.sums[d, AREA]
    for w in range(words):
        desk.left[w] = ~(tree.barred[d, w] | tree.chosen[d, w])
    count = _reached(ball, desk, tree.rim[d], spare, 0)
    while done < count:
        count = _reached(ball, desk, ball.near[desk.open[done]], spare, count)
        done += 1
    for w in range(words):
        desk.left[w] = tree.chosen[d, w]
    for at in range(count):
        put(desk.left, desk.open[at])
    for w in range(words):
        if tree.asked[d, w] & ~desk.left[w]:
            return -1
    return count


@compiled
def _reached(ball, desk, mask, spare, count):
    """Add the members in a mask that are left and fit."""
    for w in range(len(mask)):
        fresh = mask[w] & desk.left[w]
        desk.left[w] &= ~fresh
        while fresh:
            low = fresh & (~fresh + _ONE)
            fresh ^= low
            i = w * 64 + _place(low)
            if ball.item[i, HOUSEHOLDS] <= spare[0] and ball.item[i, AREA] <= spare[1]:
                desk.open[count], desk.slot[i] = i, count
                count += 1
    return count


@compiled
def _place(low):
    """Which bit the only one of a word is."""
    return _PLACES[low * _DEBRUIJN >> np.uint64(58)]


@compiled
def _picked(tree, desk, d, count):
    """Choose the neighbour to branch on: one asked for, or else the one that matters most."""
    best, pick = -1.0, -1
    for at in range(count):
        i = desk.open[at]
        if has(tree.rim[d], i):
            worth = np.inf if has(tree.asked[d], i) else abs(desk.kept[at])
            if worth > best:
                best, pick = worth, i
    tree.pick[d] = pick
    return pick >= 0


@compiled
def around(scene, room, tasks, limits):
    """
    Do some searches one after another, for the best sets of each or for all.

    Writes the bound, the nodes and the sets of each to ``room.results``. Returns how many were
    done before there were more sets than there is room for.
    """
    field, terms, tree, desk, out = scene.field, scene.terms, room.tree, room.desk, room.results
    for at in range(len(tasks)):
        task = tasks[at]
        hub = field.hub[task]
        ball, rule = (
            _ball(scene, hub, field.here[task]),
            _rule(terms, terms.pool[hub], field.over[task]),
        )
        found = Found(out.mask[at], out.worth[at], out.mark[at])
        _scaled(ball, rule, desk)
        _start(ball, tree, field, task)
        out.mark[at, 0] = out.mark[at, 3] = limits[3]
        out.mark[at, 1] = 0
        used, rest = search(ball, rule, tree, desk, found, limits)
        out.bound[at], out.used[at] = max(rest, out.mark[at, 0]), used
        out.whole[at] = rest == -np.inf


@compiled
def _ball(scene, hub, here):
    field, terms = scene.field, scene.terms
    begin, end = field.starts[hub], field.starts[hub + 1]
    first, last = terms.corners.starts[hub], terms.corners.starts[hub + 1]
    return Ball(
        terms.profit[begin:end],
        field.item[begin:end],
        field.near[begin:end],
        field.apart[begin:end],
        field.mates[begin:end],
        terms.corners.mask[first:last],
        terms.corners.place[first:last],
        terms.corners.price[first:last],
        here,
        field.rival[field.square[hub] : field.square[hub + 1]].reshape(end - begin, end - begin),
    )


@compiled
def _rule(terms, pool, over):
    low, high = (terms.loose_low, terms.loose_high) if over else (terms.low, terms.high)
    return Rule(
        low,
        high,
        terms.high,
        over and terms.over,
        terms.worth[pool],
        terms.income,
        terms.percent,
        terms.fixed[pool],
    )


@compiled
def _scaled(ball, rule, desk):
    """Scale weights so that one of 1 matters about as much as all profits together."""
    whole, kinds = max(1.0, np.abs(ball.profit).sum()), len(rule.worth)
    desk.scale[:] = 1.0
    for c in range(SHARE):
        total = np.abs(ball.item[:, c]).sum()
        desk.scale[c] = whole / max(1.0, total)
    for k in range(kinds):
        total = 100 * ball.item[:, SERVED + kinds + k] + rule.percent[k] * ball.item[:, SERVED + k]
        desk.scale[SHARE + kinds + k] = whole / max(1.0, total.sum())


@compiled
def _start(ball, tree, field, task):
    """Write the first node: the hub is in it, what cannot be with it is barred."""
    for w in range(tree.chosen.shape[1]):
        tree.chosen[0, w] = tree.asked[0, w] = tree.rim[0, w] = np.uint64(0)
        tree.barred[0, w] = ~field.free[task, w]
    shares = SHARE + (tree.weight.shape[1] - SHARE) // 2
    for c in range(tree.weight.shape[1]):
        tree.weight[0, c] = 0.5 if SHARE <= c < shares else 0.0
    for c in range(tree.sums.shape[1]):
        tree.sums[0, c] = 0.0
    tree.base[0] = 0.0
    put(tree.asked[0], field.asked[task])
    _include(ball, tree, _FIRST, field.here[task])
