"""Minutes on foot along the network, exact, from every origin to the nearest place of each kind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from .errors import ChoiceError, LayerError
from .network import named

if TYPE_CHECKING:
    from .network import Floats, Ints, Network
    from .search import Origins, Targets, Work


class _Places(NamedTuple):
    """Places on the network, one entry each; those without an edge are left out."""

    row: "Ints"  # position in the frame they come from
    edge: "Ints"
    fraction: "Floats"
    access: "Floats"  # seconds between the place and the edge

    def at(self, where: "Ints | slice") -> "_Places":
        return _Places(self.row[where], self.edge[where], self.fraction[where], self.access[where])


def minutes(
    network: "Network",
    origins: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    limit: float,
    pace: float,
    threads: int = 1,
) -> pd.DataFrame:
    """
    Minutes on foot from each origin to the nearest target of each kind.

    Walked is the way from the origin to its street, along streets in the directions allowed, and
    from the street to the target; where both stand on one edge, also straight along it. Ways are
    exact to the place on the edge: nothing is moved to a node. Times are summed in double
    precision; neither `threads` nor the order of rows changes a bit of the result.

    The search is compiled on its first call, which takes some seconds once; the machine code is
    kept in ``__pycache__`` or, where that cannot be written, in the user's cache folder
    (``NUMBA_CACHE_DIR`` names another).

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    origins
        From :func:`pianqu.gis.snapping.snap` on this network; one row an origin.
    targets
        From :func:`~pianqu.gis.snapping.snap` too, with a column ``kind``. A place with several
        entrances is several rows; the index may repeat.
    limit
        Minutes, inclusive: a way of exactly this time is reached.
    pace
        Metres a second between a place and its street (the column ``gap``).
    threads
        Kinds searched at the same time.

    Returns
    -------
    DataFrame
        The index of `origins`, one column a kind in sorted order; minutes. inf where the nearest
        is beyond `limit` or cannot be reached; NaN where the origin is not on the network.

    Raises
    ------
    ChoiceError
        `limit`, `pace` or `threads` is out of range.
    LayerError
        A target has no kind, or a frame was snapped to another network.

    References
    ----------
    R. Dial, "Algorithm 360: shortest-path forest with topological ordering", Communications of
    the ACM 12 (1969), for the buckets.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> homes = gpd.GeoSeries([Point(0, 0), Point(300, 0)], index=["H1", "H2"], crs=4549)
    >>> clinic = gpd.GeoSeries([Point(480, 60)], index=["C1"], crs=4549)
    >>> targets = snapping.snap(roads, clinic).assign(kind="clinic")
    >>> minutes(roads, snapping.snap(roads, homes), targets, limit=9.0, pace=1.0)
        clinic
    H1     9.0
    H2     4.0
    """
    from . import search

    _require_choices(limit, pace, threads)
    _require_snapped(network, origins, "起点")
    _require_snapped(network, targets, "设施")
    starts = _origins(network, _places(origins, pace))
    kinds, groups = _groups(network, targets, pace)
    seconds = np.full((len(kinds), len(origins)), np.nan)

    def one(kind: int, work: "Work") -> None:
        search.nearest(network.graph, groups[kind], starts, work, seconds[kind])

    hands = range(min(threads, len(kinds)))
    _each(one, len(kinds), [search.workspace(len(network.nodes), limit * 60) for _ in hands])
    seconds /= 60
    return pd.DataFrame(seconds.T, index=origins.index, columns=kinds, copy=False)


def _require_choices(limit: float, pace: float, threads: int) -> None:
    faults = [
        f"{name}是 {value:g}，应为{expected}；请在项目文件中改正。"
        for name, value, expected, fine in (
            ("步行时间上限（分钟）", limit, "不小于 0 的有限数", 0 <= limit < np.inf),
            ("步行速度（米/秒）", pace, "大于 0 的有限数", 0 < pace < np.inf),
            ("线程数", threads, "不小于 1 的整数", threads >= 1 and threads == int(threads)),
        )
        if not fine
    ]
    if faults:
        raise ChoiceError(faults)


def _require_snapped(network: "Network", frame: pd.DataFrame, name: str) -> None:
    placed = frame[frame["edge"].notna()]
    fits = (
        placed["edge"].between(0, len(network.start) - 1)
        & placed["fraction"].between(0, 1)
        & placed["gap"].between(0, np.inf, inclusive="left")
    )
    strays = placed.index[~fits.to_numpy(dtype=bool)]
    if len(strays):
        raise LayerError(
            f"{name}：编号 {named(strays)} 的路段编号、位置或间距不在这个步行网络上；"
            "请用同一网络重新接驳。"
        )


def _places(frame: pd.DataFrame, pace: float) -> _Places:
    row = np.flatnonzero(frame["edge"].notna())
    placed = frame.iloc[row]
    edge = placed["edge"].to_numpy(dtype=np.int64)
    fraction, gap = (placed[name].to_numpy(dtype=np.float64) for name in ("fraction", "gap"))
    return _Places(row, edge, fraction, gap / pace)


def _groups(
    network: "Network", targets: pd.DataFrame, pace: float
) -> "tuple[pd.Index, list[Targets]]":
    unnamed = targets.index[targets["kind"].isna()]
    if len(unnamed):
        raise LayerError(f"设施：编号 {named(unnamed)} 没有种类 kind；请补上种类。")
    code, kinds = pd.factorize(targets["kind"].astype(str), sort=True)
    goals = _places(targets, pace)
    code = code[goals.row]
    order = np.argsort(code, kind="stable")
    goals, border = goals.at(order), np.searchsorted(code[order], np.arange(len(kinds) + 1))
    return kinds, [_targets(network, goals.at(slice(*ends))) for ends in pairwise(border)]


def _targets(network: "Network", goals: _Places) -> "Targets":
    from . import search

    return search.Targets(
        edge=goals.edge,
        start=network.start[goals.edge],
        end=network.end[goals.edge],
        forward=network.forward[goals.edge],
        backward=network.backward[goals.edge],
        fraction=goals.fraction,
        access=goals.access,
    )


def _origins(network: "Network", homes: _Places) -> "Origins":
    from . import search

    first, order = search.by_edge(homes.edge, len(network.start))
    homes = homes.at(order)
    return search.Origins(
        first=first,
        row=homes.row,
        start=network.start[homes.edge],
        end=network.end[homes.edge],
        to_start=_part(homes.fraction, network.backward[homes.edge]),
        to_end=_part(1 - homes.fraction, network.forward[homes.edge]),
        fraction=homes.fraction,
        access=homes.access,
    )


def _part(share: "Floats", seconds: "Floats") -> "Floats":
    """Share of the seconds; none of a closed way (0 * inf) is 0."""
    return np.multiply(share, seconds, out=np.zeros_like(share), where=share > 0)


def _each(task: "Callable[[int, Work], None]", count: int, works: "list[Work]") -> None:
    """Do every task, each with a workspace of its own, as many at a time as there are."""
    idle = SimpleQueue()
    for work in works:
        idle.put(work)

    def borrow(number: int) -> None:
        work = idle.get()
        try:
            task(number, work)
        finally:
            idle.put(work)  # or the other threads would wait for ever

    if len(works) <= 1:
        for number in range(count):
            borrow(number)
        return
    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(borrow, range(count)))
