"""What the search for packages keeps of the sets that it comes by, compiled."""

from ...gis.arrays import compiled
from .bounding import has, write
from .desks import AREA, HOUSEHOLDS, LIVED, MONEY, SERVED


@compiled
def look(ball, rule, tree, found, d):
    """Keep the set of a node, if the rules allow it and it is worth it."""
    sums, most = tree.sums[d], len(found.worth)
    for w in range(tree.chosen.shape[1]):
        if tree.asked[d, w] & ~tree.chosen[d, w]:
            return
    if not _allowed(rule, sums):
        return
    value, kinds = tree.base[d] - rule.fixed, len(rule.worth)
    for k in range(kinds):
        value += rule.worth[k] * min(sums[SERVED + k], sums[SERVED + kinds + k])
    count = int(found.mark[1])
    if found.mark[2] > 0:
        if value >= found.mark[0] and _central(ball, tree.chosen[d]):
            found.mark[1] += 1
            if count < most:
                write(tree.chosen[d], found.mask[count])
                found.worth[count] = value
        return
    _keep(found, tree.chosen[d], value, count)


@compiled
def _central(ball, mask):
    """Whether no other member makes a better hub of a set, of equal ones the first."""
    here = ball.rival[ball.here]
    for j in range(len(here)):
        if j == ball.here or not has(mask, j):
            continue
        more = 0.0
        for i in range(len(here)):
            if has(mask, i):
                more += ball.rival[j, i] - here[i]
        if more > 0 or (more == 0 and j < ball.here):
            return False
    return True


@compiled
def _keep(found, mask, value, count):
    """Put a set among the best ones, best first; what found earlier goes before its equals."""
    if value <= found.mark[3] or (count == len(found.worth) and value <= found.worth[count - 1]):
        return
    at = min(count, len(found.worth) - 1)
    while at > 0 and found.worth[at - 1] < value:
        write(found.mask[at - 1], found.mask[at])
        found.worth[at] = found.worth[at - 1]
        at -= 1
    write(mask, found.mask[at])
    found.worth[at] = value
    found.mark[1] = min(count + 1, len(found.worth))
    found.mark[0] = max(found.mark[0], value)


@compiled
def _allowed(rule, sums):
    if sums[LIVED] < 1:
        return False
    for c in range(2):
        if sums[c] < rule.low[c] or sums[c] > rule.high[c]:
            return False
    if rule.over and sums[HOUSEHOLDS] <= rule.brim[0] and sums[AREA] <= rule.brim[1]:
        return False
    money, kinds = sums[MONEY], len(rule.worth)
    for k in range(kinds):
        need, room = sums[SERVED + k], sums[SERVED + kinds + k]
        money += rule.income[k] * min(need, room)
        if 100 * room < rule.percent[k] * need:
            return False
    return money >= rule.low[MONEY]
