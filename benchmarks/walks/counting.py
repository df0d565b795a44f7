"""Places within the limit, counted with their capacities: pianqu, and scipy at its best."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import nearest
import numpy as np
import pandas as pd
import peers
from measuring import Agreement, Engine
from peers import LIMIT, Split
from tiled import Town

from pianqu.gis import arrays, catchment
from pianqu.gis.catchment import Within

CHUNK = 64  # entrances searched from in one call: the answer is dense, a line an entrance


class Supply(NamedTuple):
    """A town with what its places hold."""

    town: Town
    offers: pd.DataFrame


class Demand(NamedTuple):
    """The same for scipy: a split town, entrances by place, and homes by node."""

    parts: Split
    node: np.ndarray  # of each entrance, in the order of places
    first: np.ndarray  # those of place p are entries first[p] to first[p + 1]
    kind: np.ndarray  # of each place
    capacity: np.ndarray
    kinds: int
    begin: np.ndarray  # homes that touch node i are homes[begin[i]:begin[i + 1]]
    homes: np.ndarray


class Counted(NamedTuple):
    """(kinds, homes) each."""

    count: np.ndarray
    capacity: np.ndarray
    seconds: np.ndarray


def structured(supply: Supply) -> Supply:
    return supply._replace(town=nearest.structured(supply.town))


def one_thread(supply: Supply) -> Within:
    return within(supply, threads=1)


def two_threads(supply: Supply) -> Within:
    return within(supply, threads=2)


def within(supply: Supply, *, threads: int) -> Within:
    town, limit = supply.town, LIMIT / 60
    places = town.network, town.origins, town.targets, supply.offers
    return catchment.within(*places, limit=limit, pace=nearest.PACE, threads=threads)


def ours(supply: Supply, small: Supply) -> Engine:
    return Engine("pianqu", structured, one_thread, supply, small)


def ours_twice(supply: Supply, small: Supply) -> Engine:
    return Engine("pianqu, two threads", structured, two_threads, supply, small)


def sample(supply: Supply, places: int) -> Supply:
    """Every so manieth place only."""
    step = max(1, len(supply.offers) // places)
    offers = supply.offers.iloc[::step]
    targets = supply.town.targets
    targets = targets[targets["place"].isin(offers["place"])]
    return Supply(supply.town._replace(targets=targets), offers)


def demand(supply: Supply) -> Demand:
    """What scipy is given; made outside the clock."""
    parts = peers.split(supply.town)
    place = pd.Index(supply.offers["place"]).get_indexer(supply.town.targets["place"])
    first, order = arrays.grouped(place.astype(np.int64), len(supply.offers))
    kind, names = pd.factorize(supply.offers["kind"], sort=True)
    begin, touching = arrays.grouped(parts.ends.ravel().astype(np.int64), len(parts.xy))
    homes = touching % parts.ends.shape[1]
    capacity = supply.offers["capacity"].to_numpy()
    return Demand(parts, parts.door[order], first, kind, capacity, len(names), begin, homes)


def graph(found: Demand) -> tuple[Any, Demand]:
    return peers.scipy_graph(found.parts)[0], found


def scipy_counted(structure: tuple[Any, Demand]) -> Counted:
    """
    Add each place to the homes that touch a node in its reach.

    One search an entrance, the least over the entrances of a place, then only the homes near by:
    the quickest way found to do it with scipy and numpy.
    """
    found = structure[1]
    shape = found.kinds, found.parts.ends.shape[1]
    answer = Counted(np.zeros(shape, dtype=np.int64), np.zeros(shape), np.full(shape, np.inf))
    mark = np.zeros(shape[1], dtype=bool)
    for place, label in _labels(*structure):
        homes = _touched(found, label, mark)
        seconds = (label[found.parts.ends[:, homes]] + found.parts.ways[:, homes]).min(axis=0)
        homes, seconds = homes[seconds <= LIMIT], seconds[seconds <= LIMIT]
        kind = found.kind[place]
        answer.count[kind, homes] += 1
        answer.capacity[kind, homes] += found.capacity[place]
        answer.seconds[kind, homes] = np.minimum(answer.seconds[kind, homes], seconds)
    return answer


def _labels(graph: Any, found: Demand) -> Iterator[tuple[int, np.ndarray]]:
    """Seconds from every node to each place."""
    from scipy.sparse.csgraph import dijkstra

    place = 0
    while place < len(found.kind):
        stop = place + 1
        while stop < len(found.kind) and found.first[stop + 1] - found.first[place] <= CHUNK:
            stop += 1
        doors = found.node[found.first[place] : found.first[stop]]
        rows = dijkstra(graph, indices=doors, limit=LIMIT)
        for each in range(place, stop):
            low, high = found.first[each : each + 2] - found.first[place]
            yield each, rows[low] if high - low == 1 else rows[low:high].min(axis=0)
        place = stop


def _touched(found: Demand, label: np.ndarray, mark: np.ndarray) -> np.ndarray:
    """Homes with a node in reach, each once."""
    near = np.flatnonzero(label < np.inf)
    begin, size = found.begin[near], found.begin[near + 1] - found.begin[near]
    offset = np.repeat(begin - np.cumsum(size) + size, size)
    mark[found.homes[offset + np.arange(size.sum())]] = True
    homes = np.flatnonzero(mark)
    mark[homes] = False
    return homes


def agreement(part: Supply | None) -> Agreement:
    """Counts and capacities that differ, and seconds to the nearest; of a sample, if one is given."""

    def agree(mine: Within, theirs: Counted | Within) -> dict[str, float | None]:
        own = _counted(mine if part is None else within(part, threads=1))
        other = _counted(theirs) if isinstance(theirs, Within) else theirs
        both = np.isfinite(own.seconds) & np.isfinite(other.seconds)
        diff = np.abs(own.seconds[both] - other.seconds[both]).max()
        differs = (own.count != other.count) | (own.capacity != other.capacity)
        return {"max_diff": float(diff), "flips": int(differs.sum())}

    return agree


def _counted(found: Within) -> Counted:
    frames = found.count.astype(np.int64), found.capacity, found.nearest * 60
    return Counted(*(frame.to_numpy().T for frame in frames))
