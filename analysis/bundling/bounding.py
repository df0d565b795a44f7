"""Bounds of what can grow from a node of the search for packages, compiled."""

import numpy as np

from ...gis.arrays import compiled
from .desks import AREA, HOUSEHOLDS, LIVED, MONEY, SERVED, SHARE

PAIR = 2  # members of a triple that make its price due
_ONE = np.uint64(1)


@compiled
def has(mask, i):
    """Whether a bit is set."""
    return mask[i >> 6] >> np.uint64(i & 63) & _ONE != 0


@compiled
def put(mask, i):
    """Set a bit."""
    mask[i >> 6] |= _ONE << np.uint64(i & 63)


@compiled
def write(mask, row):
    """Copy a mask into a row; one array assigned to another takes seconds more to compile."""
    for w in range(len(mask)):
        row[w] = mask[w]


@compiled
def bits(word):
    """How many bits of a word are set; quick for few."""
    count = 0
    while word:
        word &= word - _ONE
        count += 1
    return count


@compiled
def enough(ball, rule, tree, desk, node):
    """Whether there are homes, households and area enough among what can be added."""
    d, count = node
    homes, area, lived = tree.sums[d, HOUSEHOLDS], tree.sums[d, AREA], tree.sums[d, LIVED]
    for at in range(count):
        i = desk.open[at]
        homes += ball.item[i, HOUSEHOLDS]
        area += ball.item[i, AREA]
        lived += ball.item[i, LIVED]
    if lived < 1 or homes < rule.low[0] or area < rule.low[1]:
        return False
    return not rule.over or homes > rule.brim[0] or area > rule.brim[1]


@compiled
def relaxed(ball, rule, tree, desk, node, goal):
    """
    A bound of what can grow from a node, with the weights of the rules that make it least.

    Weights move against the slope as far as would reach `goal` if the bound were straight
    (Polyak's step). Those of the best bound stay with the node, its worths in ``desk.kept``.
    """
    d, count, steps = node
    best, listed = np.inf, _due(ball, tree, desk, d)
    for c in range(len(desk.trial)):
        desk.trial[c] = tree.weight[d, c]
    for step in range(steps):
        bound = _weigh(rule, tree.sums[d], desk) + tree.base[d]
        bound += _worths(ball, desk, count, listed)
        if bound < best:
            best = bound
            for c in range(len(desk.trial)):
                tree.weight[d, c] = desk.trial[c]
            for at in range(count):
                desk.kept[at] = desk.worth[at]
        if (
            best <= goal
            or step == steps - 1
            or not _moved(ball, rule, tree, desk, node, bound - goal)
        ):
            break
    return best


@compiled
def _weigh(rule, sums, desk):
    """Turn weights into worths of the columns of `item`; return what is there already."""
    trial, coef, kinds = desk.trial, desk.coef, len(rule.worth)
    constant = -rule.fixed
    for c in range(2):
        weight = trial[c] * desk.scale[c]
        coef[c] = -weight
        if weight != 0:
            constant += weight * (rule.high[c] if weight > 0 else rule.low[c])
    money = trial[MONEY] * desk.scale[MONEY]
    coef[MONEY] = money
    if money > 0:
        constant -= money * rule.low[MONEY]
    for k in range(kinds):
        share, ask = trial[SHARE + k], trial[SHARE + kinds + k] * desk.scale[SHARE + kinds + k]
        worth = max(0.0, rule.worth[k] + money * rule.income[k])
        coef[SERVED + k] = worth * share - ask * rule.percent[k]
        coef[SERVED + kinds + k] = worth * (1 - share) + ask * 100
    for c in range(len(coef)):
        constant += coef[c] * sums[c]
    return constant


@compiled
def _worths(ball, desk, count, listed):
    """Worth of each open member with the weights, and the sum of those that are worth it."""
    for at in range(count):
        i = desk.open[at]
        worth = ball.profit[i]
        for c in range(len(desk.coef)):
            worth += desk.coef[c] * ball.item[i, c]
        desk.worth[at] = worth
    total = _charged(desk, listed)
    for at in range(count):
        total += max(0.0, desk.worth[at])
    return total


@compiled
def _due(ball, tree, desk, d):
    """List the triples that open members would fill: price, chosen and open ones, their slots."""
    listed = 0
    for t in range(len(ball.price)):
        inside = count = 0
        for w in range(len(desk.left)):
            inside += bits(ball.three[t, w] & tree.chosen[d, w])
            count += bits(ball.three[t, w] & desk.left[w])
        if inside < PAIR <= count:
            at = 0
            for k in range(3):
                i = ball.corner[t, k]
                if i >= 0 and desk.slot[i] >= 0:
                    at += 1
                    desk.three[listed, at] = desk.slot[i]
            desk.three[listed, 0] = at
            desk.due[listed] = ball.price[t] if inside else -ball.price[t]
            listed += 1
    return listed


@compiled
def _charged(desk, listed):
    """
    Let open members pay for the triples that they would fill; return what is paid back.

    With one of a triple chosen its price falls due with either of the others, so they may share
    it. With none chosen, two members x pay at least price * (sum x - 1), three half of that.
    """
    back = 0.0
    for t in range(listed):
        count, rest = desk.three[t, 0], desk.due[t]
        if rest < 0:
            back += _shared(desk.worth, desk.three[t], -rest / (count - 1))
            continue
        for k in range(1, count + 1):
            at = desk.three[t, k]
            part = rest if k == count else min(rest, max(0.0, desk.worth[at]))
            desk.worth[at] -= part
            rest -= part
    return back


@compiled
def _shared(worth, three, part):
    """Take a part from each, if that is more than the part that is paid back."""
    taken = 0.0
    for k in range(1, three[0] + 1):
        taken += min(part, max(0.0, worth[three[k]]))
    if taken <= part:
        return 0.0
    for k in range(1, three[0] + 1):
        worth[three[k]] -= part
    return part


@compiled
def _moved(ball, rule, tree, desk, node, ahead):
    """Move the weights against the slope of the bound; False where it is flat."""
    d, count, _ = node
    slope, trial, scale, kinds = desk.slope, desk.trial, desk.scale, len(rule.worth)
    sums = desk.sums
    for c in range(len(sums)):
        sums[c] = tree.sums[d, c]
    for at in range(count):
        if desk.worth[at] > 0:
            i = desk.open[at]
            for c in range(len(sums)):
                sums[c] += ball.item[i, c]
    for c in range(2):
        high = trial[c] > 0 or (trial[c] == 0 and sums[c] > rule.high[c])
        low = trial[c] < 0 or (trial[c] == 0 and sums[c] < rule.low[c])
        slope[c] = rule.high[c] - sums[c] if high else rule.low[c] - sums[c] if low else 0.0
        slope[c] *= scale[c]
    money, earned = trial[MONEY] * scale[MONEY], sums[MONEY] - rule.low[MONEY]
    for k in range(kinds):
        need, room, share = sums[SERVED + k], sums[SERVED + kinds + k], trial[SHARE + k]
        earned += rule.income[k] * (share * need + (1 - share) * room)
        slope[SHARE + k] = max(0.0, rule.worth[k] + money * rule.income[k]) * (need - room)
        ask = 100 * room - rule.percent[k] * need
        slope[SHARE + kinds + k] = ask * scale[SHARE + kinds + k] if rule.percent[k] > 0 else 0.0
    slope[MONEY] = earned * scale[MONEY] if rule.low[MONEY] > -np.inf else 0.0
    return _stepped(trial, slope, kinds, ahead)


@compiled
def _stepped(trial, slope, kinds, ahead):
    length = 0.0
    for c in range(len(slope)):
        still = c >= MONEY and trial[c] <= 0 and slope[c] > 0
        still |= SHARE <= c < SHARE + kinds and trial[c] >= 1 and slope[c] < 0
        slope[c] = 0.0 if still else slope[c]
        length += slope[c] ** 2
    if length <= 0 or ahead == np.inf:
        return False
    for c in range(len(slope)):
        before = trial[c]
        trial[c] -= ahead / length * slope[c]
        if c >= MONEY:
            trial[c] = max(0.0, trial[c])
        elif before * trial[c] < 0:
            trial[c] = 0.0
        if SHARE <= c < SHARE + kinds:
            trial[c] = min(1.0, trial[c])
    return True


@compiled
def settled(tree, desk, d, count, ahead):
    """Bar members that would cost more than a node is ahead, ask for those it cannot go without."""
    barred = False
    for at in range(count):
        i, worth = desk.open[at], desk.kept[at]
        if worth < 0 and -worth >= ahead:
            put(tree.barred[d], i)
            barred = True
        elif worth > 0 and worth >= ahead:
            put(tree.asked[d], i)
    return barred
