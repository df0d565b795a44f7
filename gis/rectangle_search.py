"""The search for the largest rectangle inside a shape, compiled: strips first, then small moves."""

import numpy as np

from .arrays import compiled

TINY = 1e-7  # metres that count as none
RIGHT = np.pi / 2
_LONGEST = 16  # directions taken from the edges, the longest first
_EVEN = 18  # directions spread evenly over a right angle
_ALIKE = 0.004  # radians; directions nearer than this are one
_SPREAD = 48  # breaks spread evenly from side to side
_WORTH = 0.9  # of the best area so far; a direction with less is not followed
_CLIMBS = 3  # directions from which small moves are tried
_MOVES = 300  # small moves from each
_FINEST = 1e-6  # of the sides: the smallest move


@compiled
def largest(edges, marks, given, least):
    """
    The largest rectangle found: score, angle, centre (x, y) and half sides along and across.

    `edges` (n, 4) are the outline and holes in any order, `marks` (m, 2) the corners at which
    rectangles may begin, `given` further directions (radians) to try, `least` the metres that the
    short side must have. The score is the area, or below 0 the metres that the short side lacks.
    """
    angles = _directions(edges, given)
    found = np.empty((len(angles), 6))
    floor = -np.inf
    for i in range(len(angles)):
        one = _in_strips(edges, marks, angles[i], least, floor)
        for k in range(len(one)):  # one array assigned to another takes seconds more to compile
            found[i, k] = one[k]
        if found[i, 0] > 0:
            floor = max(floor, found[i, 0] * _WORTH)
    order = np.argsort(-found[:, 0])
    best = found[order[0]].copy()
    for i in order[:_CLIMBS]:
        if found[i, 4] > 0:
            climbed = _climb(edges, found[i], least)
            if climbed[0] > best[0]:
                best = climbed
    return best


@compiled
def _directions(edges, given):
    """Directions to try, from 0 to a right angle, no two alike."""
    run, rise = edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1]
    order = np.argsort(-(run**2 + rise**2))
    chosen = np.empty(_LONGEST + len(given) + _EVEN)
    count = 0
    for i in order:
        if count == _LONGEST:
            break
        count = _take(chosen, count, np.arctan2(rise[i], run[i]))
    for angle in given:
        count = _take(chosen, count, angle)
    for i in range(_EVEN):
        count = _take(chosen, count, RIGHT * i / _EVEN)
    return chosen[:count]


@compiled
def _take(chosen, count, angle):
    angle %= RIGHT
    for i in range(count):
        apart = abs(chosen[i] - angle)
        if min(apart, RIGHT - apart) < _ALIKE:
            return count
    chosen[count] = angle
    return count + 1


@compiled
def _in_strips(edges, marks, angle, least, floor):
    """The best rectangle at one angle whose sides across lie on the breaks, if above `floor`."""
    cos, sin = np.cos(angle), np.sin(angle)
    turned = np.empty_like(edges)
    for end in (0, 2):
        for i in range(len(edges)):
            turned[i, end] = edges[i, end] * cos + edges[i, end + 1] * sin
            turned[i, end + 1] = edges[i, end + 1] * cos - edges[i, end] * sin
    breaks = _breaks(turned, marks[:, 0] * cos + marks[:, 1] * sin)
    score, west, east, south, north = _grown(_free(turned, breaks), breaks, least, floor)
    x, y = (west + east) / 2, (south + north) / 2
    middle = x * cos - y * sin, x * sin + y * cos
    return np.array([score, angle, *middle, (east - west) / 2, (north - south) / 2])


@compiled
def _breaks(turned, marked):
    west, east = turned[:, 0].min(), turned[:, 0].max()
    breaks = np.concatenate((np.linspace(west, east, _SPREAD), marked))
    breaks = breaks[np.argsort(breaks)]  # sorted as others here are: it compiles only once
    count = 1
    for i in range(1, len(breaks)):
        if breaks[i] - breaks[count - 1] > TINY:
            breaks[count] = breaks[i]
            count += 1
    return breaks[:count]


@compiled
def _free(turned, breaks):
    """Stretches across each strip (`first` to the next) that lie inside along its whole width."""
    begin, member = _members(turned, breaks)
    first = np.zeros(len(breaks), dtype=np.int64)
    low, high = np.empty(len(member)), np.empty(len(member))
    count = 0
    for strip in range(len(breaks) - 1):
        some = member[begin[strip] : begin[strip + 1]]
        count = _gaps(turned, some, (breaks[strip], breaks[strip + 1]), (low, high), count)
        first[strip + 1] = count
    return first, low, high


@compiled
def _members(turned, breaks):
    """Edges by the strips into which they reach."""
    count = np.zeros(len(breaks) + 1, dtype=np.int64)
    reach = np.empty((len(turned), 2), dtype=np.int64)
    for i in range(len(turned)):
        west, east = min(turned[i, 0], turned[i, 2]), max(turned[i, 0], turned[i, 2])
        reach[i, 0] = max(np.searchsorted(breaks, west + TINY, side="right") - 1, 0)
        reach[i, 1] = min(np.searchsorted(breaks, east - TINY, side="left"), len(breaks) - 1)
        for strip in range(reach[i, 0], reach[i, 1]):
            count[strip + 1] += 1
    begin = np.cumsum(count)
    at, member = begin.copy(), np.empty(begin[-1], dtype=np.int64)
    for i in range(len(turned)):
        for strip in range(reach[i, 0], reach[i, 1]):
            member[at[strip]] = i
            at[strip] += 1
    return begin, member


@compiled
def _gaps(turned, some, sides, out, count):
    """Write the stretches of one strip that no edge meets and that lie inside; their new count."""
    bottom, top = np.empty(len(some)), np.empty(len(some))
    for k in range(len(some)):
        bottom[k], top[k] = _span(turned[some[k]], sides[0], sides[1])
    middle, inside, reached = (sides[0] + sides[1]) / 2, False, -np.inf
    for k in np.argsort(bottom):
        if inside and bottom[k] > reached:
            out[0][count], out[1][count] = reached, bottom[k]
            count += 1
        reached = max(reached, top[k])
        if (turned[some[k], 0] <= middle) != (turned[some[k], 2] <= middle):
            inside = not inside
    return count


@compiled
def _span(edge, west, east):
    """Least and most y of an edge between two sides."""
    x0, y0, x1, y1 = edge
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    if x1 - x0 < TINY:
        return min(y0, y1), max(y0, y1)
    slope = (y1 - y0) / (x1 - x0)
    start = y0 if x0 >= west else y0 + slope * (west - x0)
    end = y1 if x1 <= east else y1 + slope * (east - x1)
    return min(start, end), max(start, end)


@compiled
def _score(width, height, least):
    side = min(width, height)
    return width * height if side >= least - TINY else side - least


@compiled
def _grown(strips, breaks, least, floor):
    """The best rectangle over runs of strips, if better than `floor`: score and sides."""
    first, low, high = strips
    best = (floor, 0.0, 0.0, 0.0, 0.0)
    bottom, top = np.empty((2, len(low) + 1)), np.empty((2, len(low) + 1))
    for start in range(len(breaks) - 1):
        count, now = first[start + 1] - first[start], 0
        for k in range(count):
            bottom[0, k], top[0, k] = low[first[start] + k], high[first[start] + k]
        for strip in range(start, len(breaks) - 1):
            height = best[0] / (breaks[-1] - breaks[start])  # lower ones cannot become the best
            count = _common((bottom, top), now, count, strips, strip, height)
            if count == 0:
                break
            now, width = 1 - now, breaks[strip + 1] - breaks[start]
            for k in range(count):
                score = _score(width, top[now, k] - bottom[now, k], least)
                if score > best[0]:
                    best = (score, breaks[start], breaks[strip + 1], bottom[now, k], top[now, k])
    return best


@compiled
def _common(lists, now, count, strips, strip, height):
    """Write what a list of stretches has in common with a strip's, if higher; its count."""
    (bottom, top), (first, low, high) = lists, strips
    i, j, found = 0, first[strip], 0
    while i < count and j < first[strip + 1]:
        start, end = max(bottom[now, i], low[j]), min(top[now, i], high[j])
        if end > start and end - start > height:
            bottom[1 - now, found], top[1 - now, found] = start, end
            found += 1
        if top[now, i] < high[j]:
            i += 1
        else:
            j += 1
    return found


@compiled
def _climb(edges, start, least):
    """Better it by small moves of the angle and of the sides across, as the sides along allow."""
    best, step, state = start.copy(), 0.1, np.uint64(88172645463325252)
    sides = np.array([-start[4], start[4]])
    move = np.empty(3)
    for _ in range(_MOVES):
        for k in range(3):
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            move[k] = 2.0 * (state >> np.uint64(11)) / 9007199254740992.0 - 1.0
        long = max(best[4], best[5]) * 2
        angle = best[1] + step * move[0] * min(best[4], best[5]) / long
        west, east = sides[0] + step * long * move[1], sides[1] + step * long * move[2]
        south, north = _heights(edges, angle, best[2], best[3], west, east)
        score = _score(east - west, north - south, least) if east > west else -np.inf
        if north > south and score > best[0]:
            cos, sin = np.cos(angle), np.sin(angle)
            x, y = (west + east) / 2, (south + north) / 2
            middle = best[2] + x * cos - y * sin, best[3] + x * sin + y * cos
            half = (east - west) / 2
            best = np.array([score, angle, *middle, half, (north - south) / 2])
            sides[0], sides[1] = -half, half
            step *= 2
        else:
            step *= 0.93
        if step < _FINEST:
            break
    return best


@compiled
def _heights(edges, angle, x, y, west, east):
    """How far down and up it is free from the middle line; none where an edge crosses that."""
    cos, sin = np.cos(angle), np.sin(angle)
    south, north = -np.inf, np.inf
    for i in range(len(edges)):
        x0, y0 = edges[i, 0] - x, edges[i, 1] - y
        x1, y1 = edges[i, 2] - x, edges[i, 3] - y
        edge = (x0 * cos + y0 * sin, y0 * cos - x0 * sin, x1 * cos + y1 * sin, y1 * cos - x1 * sin)
        if max(edge[0], edge[2]) > west + TINY and min(edge[0], edge[2]) < east - TINY:
            bottom, top = _span(edge, west, east)
            if bottom > 0:
                north = min(north, bottom)
            elif top < 0:
                south = max(south, top)
            else:
                return 0.0, 0.0
    return (south, north) if south > -np.inf and north < np.inf else (0.0, 0.0)
