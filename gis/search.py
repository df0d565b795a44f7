"""The search, compiled: seconds on foot to the nearest target, and to each place from around it."""

import numpy as np

from .arrays import FIRST, IDLE, LAST, SAME, compiled

# a plain 0 would have what it is handed to compiled once more
_EVERYBODY, _NONE = np.int32(0), np.int64(0)


@compiled
def nearest(graph, targets, origins, work, notes, out):
    """
    Write into `out` the least seconds from each origin to a target; inf beyond the cutoff.

    The search runs backwards from all targets at once, in buckets of time. Inside a bucket a
    node is looked at again whenever its label falls, so the labels are those of Dijkstra's
    algorithm to the last bit, whatever the order: each is the least, over all ways, of a sum
    taken from the target outwards. People of a zone start from the labels of everybody, which
    only the edges of their zone, and targets on these, can better.
    """
    here = (0, len(targets.edge))
    count = _search(graph, targets, here, work)
    for i in range(len(origins.homes)):
        seconds = _seconds(origins.homes[i], work.label)
        out[origins.row[i]] = seconds if seconds <= work.cutoff else np.inf
    for z in range(_meet(graph, targets, here, origins.border, work.touched[:count], notes)):
        changed = _enter(graph, targets, here, notes.zones[z], work, notes)
        _read_again(origins, notes.zones[z], work, out)
        _leave(work, notes, changed)
    for t in range(len(targets.edge)):
        for i in range(origins.first[targets.edge[t]], origins.first[targets.edge[t] + 1]):
            seconds = _along(targets, t, origins, i)
            if seconds <= work.cutoff and seconds < out[origins.row[i]]:
                out[origins.row[i]] = seconds
    _clear(work, count)


@compiled
def _read_again(origins, zone, work, out):
    """Read for the people of one zone only."""
    for j in range(origins.border[zone], origins.border[zone + 1]):
        i = origins.member[j]
        seconds = _seconds(origins.homes[i], work.label)
        out[origins.row[i]] = seconds if seconds <= work.cutoff else np.inf


@compiled
def _seconds(home, label):
    back = label[home["start"]]["seconds"] + home["to_start"]
    ahead = label[home["end"]]["seconds"] + home["to_end"]
    return min(back, ahead) + home["access"]


@compiled
def around(scene, place, stop, work, notes, room):
    """
    Write into `room` the ways to one place after another, while there is room for all origins.

    To ``room.size[p]`` goes the number of origins that reach place p. Returns the first place
    left over.
    """
    used = 0
    while place < stop and len(room.entry) - used >= len(room.best):
        here = (scene.border[place], scene.border[place + 1])
        count = _gather(scene, here, work, notes, room)
        for f in range(count):
            i = room.found[f]
            room.entry[used], room.seconds[used] = i, room.best[i]
            room.best[i] = np.inf
            used += 1
        room.size[place] = count
        place += 1
    return place


@compiled
def _gather(scene, here, work, notes, room):
    """Find the best way from each origin to one place; return how many have one."""
    graph, doors, origins, sides = scene.graph, scene.doors, scene.origins, scene.sides
    count = _search(graph, doors, here, work)
    found = _beside(work.touched[:count], _EVERYBODY, origins, sides, work, room, _NONE)
    for z in range(_meet(graph, doors, here, origins.border, work.touched[:count], notes)):
        zone = notes.zones[z]
        changed = _enter(graph, doors, here, zone, work, notes)
        found = _beside(notes.changed[:changed], zone, origins, sides, work, room, found)
        _leave(work, notes, changed)
    for t in range(here[0], here[1]):
        for i in range(origins.first[doors.edge[t]], origins.first[doors.edge[t] + 1]):
            seconds = _along(doors, t, origins, i)
            found = _offer(i, seconds, work.cutoff, room.best, room.found, found)
    _clear(work, count)
    return found


@compiled
def _beside(nodes, zone, origins, sides, work, room, found):
    """Look at the origins on the edges of some nodes; those of one zone only, unless it is 0."""
    for node in nodes:
        for j in range(sides.first[node], sides.first[node + 1]):
            side = sides.edges[j]
            lower = min(side["start"], side["end"])
            if zone == 0 and node != lower and work.label[lower]["seconds"] < np.inf:
                continue  # the lower node has its turn too
            for i in range(side["first"], side["last"]):
                if zone == 0 or origins.zone[i] == zone:
                    seconds = _seconds(origins.homes[i], work.label)
                    found = _offer(i, seconds, work.cutoff, room.best, room.found, found)
    return found


@compiled
def _offer(i, seconds, cutoff, best, listed, found):
    if seconds <= cutoff and seconds < best[i]:
        if best[i] == np.inf:
            listed[found] = i
            found += 1
        best[i] = seconds
    return found


@compiled
def _search(graph, targets, here, work):
    """Label the nodes for everybody; return how many were."""
    count = 0
    for t in range(here[0], here[1]):
        ahead, behind = _seeds(targets, t, 0)
        count = _lower(targets.start[t], ahead, work, count)
        count = _lower(targets.end[t], behind, work, count)
    return _spread(graph.first, graph.arcs, work, count)


@compiled
def _spread(first, arcs, work, count):
    for b in range(len(work.bucket)):
        while work.bucket[b] != LAST:
            node = work.bucket[b]
            _unlink(node, b, work)
            seconds = work.label[node]["seconds"]
            for i in range(first[node], first[node + 1]):
                arc = arcs[i]
                count = _lower(arc["tail"], seconds + arc["seconds"], work, count)
    return count


@compiled
def _seeds(targets, t, zone):
    """Seconds to a target from the start and from the end of its edge, for people of a zone."""
    closed = targets.zone[t] != 0 and targets.zone[t] != zone
    forward = np.inf if closed else targets.forward[t]
    backward = np.inf if closed else targets.backward[t]
    fraction, access = targets.fraction[t], targets.access[t]
    return _part(fraction, forward) + access, _part(1 - fraction, backward) + access


@compiled
def _along(targets, t, origins, i):
    """Seconds from an origin straight along the edge to a target on the same."""
    share = targets.fraction[t] - origins.fraction[i]
    way = targets.forward[t] if share > 0 else targets.backward[t]
    if targets.zone[t] != 0 and targets.zone[t] != origins.zone[i]:
        way = np.inf
    return _part(abs(share), way) + targets.access[t] + origins.homes[i]["access"]


@compiled
def _part(share, seconds):
    return share * seconds if share > 0 else 0.0  # at a closed end 0 * inf would be no number


@compiled
def _lower(node, seconds, work, count):
    """Give a node a better label and put it into the bucket of that; return how many have one."""
    label = work.label[node]
    if not (seconds < label["seconds"] and seconds <= work.cutoff):
        return count
    b = int(seconds / work.width)
    if label["seconds"] == np.inf:
        work.touched[count] = node
        count += 1
    elif label["before"] != IDLE:
        _unlink(node, int(label["seconds"] / work.width), work)
    label["seconds"] = seconds
    _link(node, b, work)
    return count


@compiled
def _link(node, b, work):
    top = work.bucket[b]
    work.label[node]["before"] = FIRST
    work.label[node]["after"] = top
    if top != LAST:
        work.label[top]["before"] = node
    work.bucket[b] = node


@compiled
def _unlink(node, b, work):
    before, after = work.label[node]["before"], work.label[node]["after"]
    if before == FIRST:
        work.bucket[b] = after
    else:
        work.label[before]["after"] = after
    if after != LAST:
        work.label[after]["before"] = before
    work.label[node]["before"] = IDLE


@compiled
def _clear(work, count):
    for i in range(count):
        work.label[work.touched[i]]["seconds"] = np.inf


@compiled
def _meet(graph, targets, here, border, nodes, notes):
    """List the zones that the search, or a target, met; only those with members by `border`."""
    if len(graph.ways) == 0:
        return 0
    zones = 0
    for t in range(here[0], here[1]):
        zones = _note(targets.zone[t], border, notes, zones)
    for node in nodes:
        for i in range(graph.inner_first[node], graph.inner_first[node + 1]):
            zones = _note(graph.inner[i]["zone"], border, notes, zones)
    for z in range(zones):
        notes.met[notes.zones[z]] = False
    return zones


@compiled
def _note(zone, border, notes, zones):
    if zone == 0 or notes.met[zone] or border[zone] == border[zone + 1]:
        return zones
    notes.met[zone] = True
    notes.zones[zones] = zone
    return zones + 1


@compiled
def _enter(graph, targets, here, zone, work, notes):
    """Better the labels for people of a zone; return how many nodes have another."""
    count = 0
    for t in range(here[0], here[1]):
        if targets.zone[t] == zone:
            ahead, behind = _seeds(targets, t, zone)
            count = _better(targets.start[t], ahead, work, notes, count)
            count = _better(targets.end[t], behind, work, notes, count)
    for w in range(graph.border[zone], graph.border[zone + 1]):
        way = graph.ways[w]
        start, end = work.label[way["start"]]["seconds"], work.label[way["end"]]["seconds"]
        count = _better(way["start"], end + way["forward"], work, notes, count)
        count = _better(way["end"], start + way["backward"], work, notes, count)
    for b in range(len(work.bucket)):
        while work.bucket[b] != LAST:
            node = work.bucket[b]
            _unlink(node, b, work)
            seconds = work.label[node]["seconds"]
            for i in range(graph.first[node], graph.first[node + 1]):
                arc = graph.arcs[i]
                count = _better(arc["tail"], seconds + arc["seconds"], work, notes, count)
            for i in range(graph.inner_first[node], graph.inner_first[node + 1]):
                arc = graph.inner[i]
                if arc["zone"] == zone:
                    count = _better(arc["tail"], seconds + arc["seconds"], work, notes, count)
    return count


@compiled
def _better(node, seconds, work, notes, count):
    """As `_lower`, for people of a zone: what the label was is kept."""
    label = work.label[node]
    if not (seconds < label["seconds"] and seconds <= work.cutoff):
        return count
    if notes.old[node] == SAME:
        notes.old[node] = label["seconds"]
        notes.changed[count] = node
        count += 1
    if label["before"] != IDLE:
        _unlink(node, int(label["seconds"] / work.width), work)
    label["seconds"] = seconds
    _link(node, int(seconds / work.width), work)
    return count


@compiled
def _leave(work, notes, count):
    """Give the changed nodes back the labels of everybody."""
    for i in range(count):
        node = notes.changed[i]
        work.label[node]["seconds"] = notes.old[node]
        notes.old[node] = SAME
