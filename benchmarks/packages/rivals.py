"""Tools that divide areas into regions, each on a town as it wants it, with a time limit."""

import importlib.util
import multiprocessing
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from .instances import LEAST, MOST, Town

Groups = list[list[int]]
MAXP, SKATER, WARD, KAHIP = "spopt MaxP", "spopt Skater", "Ward (scikit-learn)", "KaHIP"
MODULES = {MAXP: "spopt", SKATER: "spopt", WARD: "sklearn", KAHIP: "kahip"}
TARGETS = (1100, 800, 1500, 2000)  # households a region, where a number of regions is asked for
CONSTRUCTIONS, ROUNDS = 99, 1  # of MaxP: its own number; more annealing takes long and helps little
SMALL = 8  # areas of a piece that MaxP comes to no end with: one group
UNEVEN, SEEDS, ECO = 0.25, 4, 1  # of KaHIP: imbalance allowed, seeds, preconfiguration


class Divided(NamedTuple):
    """Every division that a rival made in its time, when, and whether it came to its end."""

    divisions: list[Groups]
    seconds: float
    ended: bool
    times: tuple[float, ...] = ()  # seconds until each was made, where they are known


def absent() -> list[str]:
    """Rivals that are not installed."""
    return [name for name, module in MODULES.items() if importlib.util.find_spec(module) is None]


def divided(name: str, town: Town, *, seconds: float) -> Divided:
    """What a rival makes of a town, in a process of its own that is ended with the time."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_sent, args=(theirs, name, town), daemon=True)
    process.start()
    theirs.close()
    found: list[Groups] = []
    times: list[float] = []
    ended, begun = False, time.perf_counter()
    begin = ours.recv()  # imports are done
    while ours.poll(max(0.0, seconds - (time.perf_counter() - begin))):
        try:
            found.append(ours.recv())
        except EOFError:
            ended = True
            break
        times.append(time.perf_counter() - begin)
    spent = max(times, default=0.0)
    if not ended:
        spent = time.perf_counter() - max(begin, begun)
        process.kill()
    process.join()
    return Divided(found, spent, ended, tuple(times))


def _sent(out: Connection, name: str, town: Town) -> None:
    run = RIVALS[name]
    importlib.import_module(MODULES[name])
    out.send(time.perf_counter())
    for groups in run(town):
        out.send(groups)
    out.close()


def maxp(town: Town) -> Iterator[Groups]:
    """Across barriers in one, then piece by piece where nothing crosses them."""
    yield _maxp(town, np.arange(len(town.points)), _whole(town))
    groups: Groups = []
    for piece in sorted(_parts(town.links, len(town.points)), key=len, reverse=True):
        if town.units["households"].to_numpy()[piece].sum() >= LEAST:
            groups += _maxp(town, piece, town.links) if len(piece) > SMALL else [piece.tolist()]
            yield groups


def _maxp(town: Town, own: np.ndarray, links: np.ndarray) -> Groups:
    from spopt.region import MaxPHeuristic

    table, weights = _table(town, own, links)
    np.random.seed(0)  # noqa: NPY002 - what spopt draws from
    model = MaxPHeuristic(
        table,
        weights,
        ["x", "y"],
        "households",
        LEAST,
        top_n=2,
        max_iterations_construction=CONSTRUCTIONS,
        max_iterations_sa=ROUNDS,
    )
    model.solve()
    return _groups(model.labels_, own)


def skater(town: Town) -> Iterator[Groups]:
    """A number of regions by the households of each."""
    from spopt.region import Skater

    own = np.arange(len(town.points))
    table, weights = _table(town, own, _whole(town))
    for number in _numbers(town):
        model = Skater(table, weights, ["x", "y"], n_clusters=number, floor=2)
        model.solve()
        yield _groups(model.labels_, own)


def ward(town: Town) -> Iterator[Groups]:
    """A number of regions by the households of each, within barriers and across."""
    from sklearn.cluster import AgglomerativeClustering

    n = len(town.points)
    for links in (town.links, _whole(town)):
        graph = coo_matrix((np.ones(len(links)), tuple(links.T)), shape=(n, n))
        joined = _parts(links, n)
        for number in _numbers(town):
            groups: Groups = []
            for piece in joined:
                share = round(number * len(piece) / n)
                if share < 2:
                    groups.append(piece.tolist())
                    continue
                inner = graph.tocsr()[piece][:, piece]
                model = AgglomerativeClustering(share, connectivity=inner + inner.T)
                groups += _groups(model.fit(town.points[piece]).labels_, piece)
            yield groups


def kahip(town: Town) -> Iterator[Groups]:
    """A number of blocks with as many households each; short links hold together more."""
    import kahip as engine

    links, own = _whole(town), np.arange(len(town.points))
    both = np.vstack([links, links[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    length = np.hypot(*(town.points[both[:, 0]] - town.points[both[:, 1]]).T)
    graph = (
        (town.units["households"] + 1).tolist(),
        np.searchsorted(both[:, 0], np.arange(len(own) + 1)).tolist(),
        np.maximum(1, (5000 / np.maximum(length, 20)).astype(int)).tolist(),
        both[:, 1].tolist(),
    )
    for number in _numbers(town):
        for seed in range(SEEDS):
            _, label = engine.kaffpa(*graph, number, UNEVEN, True, seed, ECO)
            yield _groups(np.array(label), own)


def _numbers(town: Town) -> list[int]:
    households = int(town.units["households"].sum())
    return [max(2, round(households / target)) for target in TARGETS if target <= MOST]


def _table(town: Town, own: np.ndarray, links: np.ndarray) -> tuple[Any, Any]:
    """A frame of points and the weights object of libpysal, of some areas."""
    import geopandas as gpd
    from libpysal.weights import W

    place = np.full(len(town.points), -1)
    place[own] = np.arange(len(own))
    inner = place[links]
    inner = inner[(inner >= 0).all(axis=1)]
    beside: dict[int, list[int]] = {k: [] for k in range(len(own))}
    for one, other in inner.tolist():
        beside[one].append(other)
        beside[other].append(one)
    x, y = (town.points[own] - town.points[own].mean(axis=0)).T / 1000
    columns = {"x": x, "y": y, "households": town.units["households"].to_numpy()[own]}
    table = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(x, y))
    return table, W(beside, silence_warnings=True)


def _whole(town: Town) -> np.ndarray:
    """Neighbours with no look at barriers, and the shortest ways that join what is left apart."""
    n = len(town.points)
    label = np.empty(n, dtype=int)
    parts = _parts(town.near, n)
    for number, part in enumerate(parts):
        label[part] = number
    if len(parts) == 1:
        return town.near
    apart = np.hypot(*(town.points[:, None] - town.points[None]).transpose(2, 0, 1))
    between = np.zeros((len(parts), len(parts)))
    for one, other in np.argwhere(np.triu(np.ones_like(between), 1)):
        between[one, other] = apart[np.ix_(parts[one], parts[other])].min()
    more = []
    for one, other in np.argwhere(minimum_spanning_tree(between).toarray() > 0):
        metres = apart[np.ix_(parts[one], parts[other])]
        row, column = np.unravel_index(metres.argmin(), metres.shape)
        more.append(sorted((parts[one][row], parts[other][column])))
    return np.vstack([town.near, more])


def _parts(links: np.ndarray, n: int) -> list[np.ndarray]:
    graph = coo_matrix((np.ones(len(links)), tuple(links.T)), shape=(n, n))
    number, label = connected_components(graph, directed=False)
    return [np.flatnonzero(label == part) for part in range(number)]


def _groups(labels: Any, own: np.ndarray) -> Groups:
    label = np.asarray(labels)
    return [own[label == each].tolist() for each in np.unique(label[label >= 0])]


RIVALS: dict[str, Callable[[Town], Iterator[Groups]]] = {
    MAXP: maxp,
    SKATER: skater,
    WARD: ward,
    KAHIP: kahip,
}
