"""Streets within reach of the nearest place of one kind: edges cut just where time runs out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from . import stretches
from .errors import ChoiceError, LayerError
from .network import named

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Floats, Ints, Network
    from .walking import Ends

SLIVER = 1e-6  # metres; a shorter part is the rounding of a sum, not a street


class _Parts(NamedTuple):
    """All edges, each cut where the time passes a limit; in the order of edge and fraction."""

    edge: "Ints"
    rank: "Ints"  # how many of the limits are too short for it
    begin: "Floats"  # fraction of the edge's length
    finish: "Floats"

    def at(self, where: "NDArray[np.bool_]") -> "_Parts":
        return _Parts(self.edge[where], self.rank[where], self.begin[where], self.finish[where])


class _Goals(NamedTuple):
    """Targets that are on the network, in the order of their edges."""

    edge: "Ints"
    fraction: "Floats"
    access: "Floats"  # seconds between the target and the edge


class _Spans(NamedTuple):
    """Stretches of edges within each limit; one column a way to get to a target."""

    edge: "Ints"
    low: "Floats"  # (limits, ways)
    high: "Floats"


def lines(
    network: "Network",
    targets: pd.DataFrame,
    ends: "Ends",
    *,
    limits: Sequence[float],
    pace: float,
    beyond: bool = False,
) -> "gpd.GeoDataFrame":
    """
    Streets from which a target is reached within the limits, cut just where the time passes one.

    The time is that of somebody who stands on the street and walks to the nearest target, as
    :func:`pianqu.gis.walking.minutes` counts it: in the directions allowed, straight along the
    edge where a target stands on it, and from the street to the target. Along one edge the
    seconds are taken to be spread evenly. On an edge of a zone it is the time of the zone's
    people.

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    targets
        Places of one kind, from :func:`pianqu.gis.snapping.snap` on this network.
    ends
        From :func:`pianqu.gis.walking.ends` for the same targets, searched at least to the longest limit.
    limits
        Minutes, inclusive, in any order.
    pace
        Metres a second between a target and its street.
    beyond
        Give streets out of reach as well; their ``minutes`` are inf.

    Returns
    -------
    GeoDataFrame
        One row a part of an edge, in the order of edges, in the network's coordinate system:
        ``edge``, ``street``, ``zone``, ``minutes`` (the shortest limit that is enough),
        ``from_fraction``, ``to_fraction`` (of the edge's length) and ``geometry``. Parts do not
        overlap. Parts under a micrometre, which are rounding, are left out.

    Raises
    ------
    ChoiceError
        `limits` is empty, has a value twice or one out of range, or `pace` is out of range.
    LayerError
        `targets` or `ends` belongs to another network.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping, walking
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> clinic = snapping.snap(roads, gpd.GeoSeries([Point(480, 60)], crs=4549))
    >>> ends = walking.ends(roads, clinic.assign(kind="clinic"), limit=5, pace=1.0)["clinic"]
    >>> found = lines(roads, clinic, ends, limits=[3, 5], pace=1.0)
    >>> found[["minutes", "from_fraction", "to_fraction"]].round(3).values.tolist()
    [[5.0, 0.4, 0.6], [3.0, 0.6, 1.0]]
    >>> len(lines(roads, clinic, ends, limits=[0.5], pace=1.0))
    0
    """
    import geopandas as gpd

    steps = ascending(limits)
    _require_ours(network, targets, ends, pace)
    spans = _spans(network, _goals(targets, pace), ends, steps * 60)
    parts = _merged(_elementary(spans, len(network.start)), network.length)
    if not beyond:
        parts = parts.at(parts.rank < len(steps))
    edge, rank, begin, finish = parts
    columns = {
        "edge": edge,
        "street": network.street[edge],
        "zone": network.zone[edge],
        "minutes": np.append(steps, np.inf)[rank],
        "from_fraction": begin,
        "to_fraction": finish,
    }
    shapes = stretches.along(network, edge, begin, finish)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=network.epsg)


def seconds_at(
    network: "Network",
    targets: pd.DataFrame,
    ends: "Ends",
    edge: ArrayLike,
    fraction: ArrayLike,
    *,
    pace: float,
) -> "Floats":
    """
    Seconds on foot from places on edges to the nearest target.

    Parameters
    ----------
    network, targets, ends, pace
        As for :func:`lines`.
    edge, fraction
        (n,) number of the edge, and place on it: 0 at its start to 1 at its end.

    Returns
    -------
    ndarray
        (n,) seconds. What is longer than the search behind `ends` may be too long, or inf.

    Raises
    ------
    ChoiceError
        `pace` is out of range.
    LayerError
        `targets` or `ends` belongs to another network.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping, walking
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> clinic = snapping.snap(roads, gpd.GeoSeries([Point(300, 20)], crs=4549))
    >>> ends = walking.ends(roads, clinic.assign(kind="clinic"), limit=10, pace=1.0)["clinic"]
    >>> seconds_at(roads, clinic, ends, [0, 0], [0.25, 0.5], pace=1.0).tolist()
    [170.0, 20.0]
    """
    _require_ours(network, targets, ends, pace)
    edge, fraction = np.asarray(edge, dtype=np.int64), np.asarray(fraction, dtype=np.float64)
    back, ahead = network.backward[edge], network.forward[edge]
    seconds = np.minimum(
        _share(fraction, back) + ends.start[edge], _share(1 - fraction, ahead) + ends.end[edge]
    )
    goals = _goals(targets, pace)
    first, last = (np.searchsorted(goals.edge, edge, side) for side in ("left", "right"))
    place = np.repeat(np.arange(len(edge)), last - first)
    spot = np.arange(len(place)) - np.repeat(np.cumsum(last - first) - last, last - first)
    share = goals.fraction[spot] - fraction[place]
    way = np.where(share > 0, ahead[place], back[place])
    np.minimum.at(seconds, place, _share(np.abs(share), way) + goals.access[spot])
    return seconds


def ascending(limits: Sequence[float]) -> "Floats":
    """Minutes in order, or a ChoiceError where they are no limits."""
    steps = np.unique(np.asarray(limits, dtype=np.float64))
    if not (0 < len(steps) == len(limits) and steps[0] >= 0 and steps[-1] < np.inf):
        raise ChoiceError(
            f"步行时间分级是 {'、'.join(f'{step:g}' for step in limits) or '空'}（分钟），"
            "应为一个或几个不重复、不小于 0 的有限数；请改正。"
        )
    return steps


def _require_ours(network: "Network", targets: pd.DataFrame, ends: "Ends", pace: float) -> None:
    if not 0 < pace < np.inf:
        raise ChoiceError(f"步行速度（米/秒）是 {pace:g}，应为大于 0 的有限数；请改正。")
    size = len(network.start)
    placed = targets[targets["edge"].notna()]
    fits = placed["edge"].between(0, size - 1) & placed["fraction"].between(0, 1)
    strays = placed.index[~(fits & (placed["gap"] >= 0)).to_numpy(dtype=bool)]
    if len(strays):
        raise LayerError(
            f"设施：编号 {named(strays)} 的路段编号、位置或间距不在这个步行网络上；"
            "请用同一网络重新接驳。"
        )
    if len(ends.start) != size or len(ends.end) != size:
        raise LayerError(
            f"路段两端的时间有 {len(ends.start)} 段，步行网络有 {size} 段；请用同一网络重新计算。"
        )


def _goals(targets: pd.DataFrame, pace: float) -> _Goals:
    """Targets on the network, in the order of their edges."""
    placed = targets[targets["edge"].notna()]
    edge = placed["edge"].to_numpy(dtype=np.int64)
    fraction, gap = (placed[name].to_numpy(dtype=np.float64) for name in ("fraction", "gap"))
    order = np.argsort(edge, kind="stable")
    return _Goals(edge[order], fraction[order], gap[order] / pace)


def _share(share: "Floats", seconds: "Floats") -> "Floats":
    """Share of the seconds; none of a closed way (0 * inf) is 0."""
    return np.multiply(share, seconds, out=np.zeros_like(share), where=share > 0)


def _spans(network: "Network", goals: _Goals, ends: "Ends", seconds: "Floats") -> _Spans:
    """Where there is time enough to leave by the start, by the end, and for each target."""
    forward, backward = network.forward, network.backward
    from_start = _reach(seconds, ends.start, backward)
    from_end = 1 - _reach(seconds, ends.end, forward)
    low = goals.fraction - _reach(seconds, goals.access, forward[goals.edge])
    high = goals.fraction + _reach(seconds, goals.access, backward[goals.edge])
    number = np.arange(len(network.start))
    return _Spans(
        np.concatenate([number, number, goals.edge]),
        np.hstack([np.zeros_like(from_start), from_end, np.maximum(low, 0)]),
        np.hstack([from_start, np.ones_like(from_end), np.minimum(high, 1)]),
    )


def _reach(seconds: "Floats", used: "Floats", whole: "Floats") -> "Floats":
    """Share of an edge, at most 1, that can be walked before each limit when some is used."""
    spare = seconds[:, None] - used
    share = np.divide(spare, whole, out=np.zeros_like(spare), where=spare > 0)
    return np.minimum(share, 1)


def _elementary(spans: _Spans, edges: int) -> _Parts:
    """Every edge cut wherever a span begins or ends."""
    step, way = np.nonzero(spans.high > spans.low)
    number = np.arange(edges)
    edge = np.concatenate([number, number, spans.edge[way], spans.edge[way]])
    place = np.concatenate(
        [np.zeros(edges), np.ones(edges), spans.low[step, way], spans.high[step, way]]
    )
    change = np.zeros((len(edge), len(spans.low)), dtype=np.int32)
    first, size = 2 * edges, len(way)
    change[first + np.arange(size), step] = 1
    change[first + size + np.arange(size), step] = -1
    order = np.lexsort((place, edge))
    edge, place = edge[order], place[order]
    covered = np.cumsum(change[order], axis=0)[:-1] > 0
    rank = covered.shape[1] - covered.sum(axis=1)
    real = (edge[1:] == edge[:-1]) & (place[1:] > place[:-1])
    return _Parts(edge[:-1][real], rank[real], place[:-1][real], place[1:][real])


def _merged(parts: _Parts, length: "Floats") -> _Parts:
    """Neighbours of one rank together, and no slivers."""
    real = (parts.finish - parts.begin) * length[parts.edge] >= SLIVER
    edge, rank, begin, finish = parts.at(real)
    fresh = np.r_[True, (edge[1:] != edge[:-1]) | (rank[1:] != rank[:-1])][: len(edge)]
    last = np.r_[fresh[1:], True][: len(edge)]
    return _Parts(edge[fresh], rank[fresh], begin[fresh], finish[last])
