"""Sun hours, compiled: the hour angles at which walls hide the sun from a window, in closed form."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats, compiled

CLOSE = 1e-6  # metres; a point this near to a wall is on it
AHEAD = 0.01  # metres in front of a window; a solid that stands there walls it up
INSET = 1e-4  # metres between the end of a sill and its sample, lest that be on a wall beside it
INSTANT = 1e-7  # hours; a shadow shorter than this is of rounding and parts no interval
ENDS = 3  # samples of a sill, and pieces of a day cut by two planes, at most
SOME = 8  # pieces of a day before any shadow falls, at most
CUMULATIVE, LONGEST = 0, 1  # of `counting.Aggregate`
NOTHING = (np.inf, -np.inf)


class Work(NamedTuple):
    """What one thread writes on, long enough for all the walls near any one of its groups."""

    day: Floats  # (n, 2): pieces of the day with the sun in front of a facade
    lit: Floats  # (n, 2): those of them that are sunny
    veils: Floats  # (n, 7): arc behind a wall; plane of the wall, distance, top of its solid


class Result(NamedTuple):
    """One entry a window."""

    hours: Floats
    buried: NDArray[np.bool_]


def workspace(walls: int) -> Work:
    """Room for places with so many walls near them: each leaves nine arcs at most, cut in two."""
    arcs = ENDS * ENDS * walls
    return Work(np.empty((SOME, 2)), np.empty((SOME + 2 * arcs, 2)), np.empty((arcs, 7)))


@compiled
def pieces(path, start, end):
    """Pieces of the day between two t in which the sun is up."""
    day = np.empty((SOME, 2))
    day[0, 0], day[0, 1] = start, end
    count = _keep(day, 1, (path[2, 0], path[2, 1], path[2, 2]))
    return day[:count].copy()


@compiled
def light(places, groups, near, solids, day, work, result):
    """Write the hours of all windows of the groups; `near` lists the solids about each group."""
    for g in range(len(groups.border) - 1):
        for m in range(groups.border[g], groups.border[g + 1]):
            p = groups.member[m]
            clear = _facade(places, p, day, work)
            whole = _counted(work.day, clear, day)
            covered, veils = _look(places, p, clear, (near, g), solids, day, work)
            for i in range(places.first[p], places.first[p + 1]):
                w = places.order[i]
                sill = places.sill[w]
                result.buried[w] = sill < covered
                if sill < covered:
                    result.hours[w] = 0.0
                elif _shade(sill, clear, veils, day, work):
                    result.hours[w] = work.lit[0, 0]
                else:
                    result.hours[w] = whole


@compiled
def _facade(places, p, day, work):
    """Pieces of the day with the sun in front of the wall, by more than the sweep angle."""
    count, nx, ny = len(day.pieces), places.nx[p], places.ny[p]
    for k in range(count):
        work.day[k, 0], work.day[k, 1] = day.pieces[k, 0], day.pieces[k, 1]
    if nx == 0.0 and ny == 0.0:
        return count
    for sine in (day.sine, -day.sine):
        x, y = nx * day.cosine - ny * sine, nx * sine + ny * day.cosine
        count = _keep(work.day, count, _plane(x, y, day.path))
    return count


@compiled
def _look(places, p, clear, about, solids, day, work):
    """How high the place is walled up; and how many arcs there are behind walls, from all samples."""
    near, g = about
    x, y, nx, ny = places.x[p], places.y[p], places.nx[p], places.ny[p]
    half = max(places.width[p] / 2 - INSET, 0.0)
    ends = 1 if day.full and half > 0 else 0
    covered, veils = -np.inf, 0
    for i in range(near.border[g], near.border[g + 1]):
        s = near.member[i]
        height = solids.top[s] - places.lowest[p]
        box = (solids.boxes[s, 0], solids.boxes[s, 1], solids.boxes[s, 2], solids.boxes[s, 3])
        if height <= 0 or _beyond(box, x, y, height, half + AHEAD, day.reach):
            continue
        other = solids.number[s] != places.solid[p]
        for k in range(-ends, ends + 1):
            eye = (x - ny * half * k, y + nx * half * k, nx, ny)
            if other and _inside(solids, s, box, eye[0] + AHEAD * nx, eye[1] + AHEAD * ny):
                covered = max(covered, solids.top[s])
            if clear > 0:
                arc = (work.day[0, 0], work.day[clear - 1, 1])
                veils = _behind(solids, s, eye, height, arc, day, work.veils, veils)
    return covered, veils


@compiled
def _beyond(box, x, y, height, pad, reach):
    """Whether a box is off every way from a point towards the sun, up to some height."""
    return (
        box[0] - x > height * reach[1] + pad
        or box[2] - x < height * reach[0] - pad
        or box[1] - y > height * reach[3] + pad
        or box[3] - y < height * reach[2] - pad
    )


@compiled
def _inside(solids, s, box, x, y):
    """Whether a point is inside a solid in plan, or on its outline."""
    if x < box[0] - CLOSE or x > box[2] + CLOSE or y < box[1] - CLOSE or y > box[3] + CLOSE:
        return False
    within, edges = False, solids.edges
    for e in range(solids.first[s], solids.first[s + 1]):
        ax, ay, bx, by = edges[e, 0] - x, edges[e, 1] - y, edges[e, 2] - x, edges[e, 3] - y
        dx, dy = bx - ax, by - ay
        along = min(max(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0), 1.0)
        if np.hypot(ax + along * dx, ay + along * dy) <= CLOSE:
            return True
        if (ay > 0) != (by > 0) and (ax * by - bx * ay > 0) == (by > ay):
            within = not within
    return within


@compiled
def _behind(solids, s, eye, height, arc, day, veils, count):
    """Note the arcs of the day in which the sun is beyond each wall that shows its outside."""
    x, y, nx, ny = eye
    edges, everywhere = solids.edges, nx == 0.0 and ny == 0.0
    for e in range(solids.first[s], solids.first[s + 1]):
        ax, ay = edges[e, 2] - x, edges[e, 3] - y  # its end first: anticlockwise from here
        bx, by = edges[e, 0] - x, edges[e, 1] - y
        dx, dy, gap = bx - ax, by - ay, ax * by - ay * bx
        if gap <= 0 or gap * gap <= CLOSE * CLOSE * (dx * dx + dy * dy):
            continue
        if not everywhere and max(nx * ax + ny * ay, nx * bx + ny * by) <= CLOSE:
            continue  # in the plane of the facade, or behind it
        box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        if _beyond(box, 0.0, 0.0, height, CLOSE, day.reach):
            continue
        left, (a, b, c) = _plane(-ay, ax, day.path), _plane(-by, bx, day.path)
        for begin, end in _within(left, arc[0], arc[1]):
            for start, stop in _within((-a, -b, -c), begin, end):
                if start < stop:
                    veils[count, 0], veils[count, 1] = start, stop
                    veils[count, 2], veils[count, 3], veils[count, 4] = _plane(dy, -dx, day.path)
                    veils[count, 5], veils[count, 6] = gap, solids.top[s]
                    count += 1
    return count


@compiled
def _plane(x, y, path):
    """The quadratic that is positive where the sun is in front of an upright plane, by its normal."""
    return (
        x * path[0, 0] + y * path[1, 0],
        x * path[0, 1] + y * path[1, 1],
        x * path[0, 2] + y * path[1, 2],
    )


@compiled
def _within(quadratic, begin, end):
    """The pieces of an interval, two at most, in which a quadratic is not negative."""
    a, b, c = quadratic
    free = b * b - a * c
    if free <= 0:  # no change of sign
        return ((begin, end) if a + c >= 0 else NOTHING), NOTHING
    whole = -(b + np.copysign(np.sqrt(free), b))
    one = c / whole
    other = whole / a if a != 0 else np.copysign(np.inf, whole)
    low, high = min(one, other), max(one, other)
    if a < 0:
        return (max(begin, low), min(end, high)), NOTHING
    return (begin, min(end, low)), (max(begin, high), end)


@compiled
def _keep(lit, count, quadratic):
    """Leave of the pieces of a day those in which a quadratic is not negative."""
    a, b, c = quadratic
    if count > 0:
        for start, stop in _within((-a, -b, -c), lit[0, 0], lit[count - 1, 1]):
            count = _drop(lit, count, start, stop)
    return count


@compiled
def _shade(sill, clear, veils, day, work):
    """Whether a shadow falls on a window; if so its hours are left as the first of `work.lit`."""
    veil, lit, up, count = work.veils, work.lit, day.path[2], clear
    for k in range(clear):
        lit[k, 0], lit[k, 1] = work.day[k, 0], work.day[k, 1]
    fallen = False
    for v in range(veils):
        height, gap, begin, end = veil[v, 6] - sill, veil[v, 5], veil[v, 0], veil[v, 1]
        if height <= 0 or count == 0 or begin >= lit[count - 1, 1] or end <= lit[0, 0]:
            continue
        a = height * veil[v, 2] - gap * up[0]
        b = height * veil[v, 3] - gap * up[1]
        c = height * veil[v, 4] - gap * up[2]
        for start, stop in _within((a, b, c), begin, end):
            if start < stop:
                fallen, count = True, _drop(lit, count, start, stop)
    if fallen:
        lit[0, 0] = _counted(lit, count, day)
    return fallen


@compiled
def _drop(lit, count, start, stop):
    """Take an interval from pieces that lie in order; return how many are left."""
    if not start < stop:
        return count
    k = 0
    while k < count and lit[k, 1] <= start:
        k += 1
    if k < count and lit[k, 0] < start:
        if lit[k, 1] > stop:
            for j in range(count, k, -1):
                lit[j, 0], lit[j, 1] = lit[j - 1, 0], lit[j - 1, 1]
            lit[k, 1] = start
            lit[k + 1, 0] = stop
            return count + 1
        lit[k, 1] = start
        k += 1
    return _close_up(lit, count, k, stop)


@compiled
def _close_up(lit, count, k, stop):
    """Take all up to `stop` from the pieces from k on."""
    j = k
    while j < count and lit[j, 1] <= stop:
        j += 1
    if j < count and lit[j, 0] < stop:
        lit[j, 0] = stop
    if j > k:
        for i in range(j, count):
            lit[k + i - j, 0], lit[k + i - j, 1] = lit[i, 0], lit[i, 1]
    return count - (j - k)


@compiled
def _counted(lit, count, day):
    """Hours of the pieces, as the rule adds them up."""
    total = first = second = 0.0
    k = 0
    while k < count:
        start = lit[k, 0]
        while k + 1 < count and _hours(lit[k, 1], lit[k + 1, 0]) < INSTANT:
            k += 1
        length = _hours(start, lit[k, 1])
        k += 1
        if length + INSTANT >= day.shortest:
            total += length
            first, second = max(first, length), max(min(first, length), second)
    if day.aggregate == CUMULATIVE:
        return total
    return first if day.aggregate == LONGEST else first + second


@compiled
def _hours(start, stop):
    return (np.arctan(stop) - np.arctan(start)) * 24 / np.pi
