"""All places within reach on foot, not the nearest only: as pairs, or counted with capacities."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from . import rounds, spots
from .errors import LayerError
from .network import named
from .threads import each

if TYPE_CHECKING:
    from .arrays import Origins, Scene
    from .network import Floats, Ints, Network
    from .rounds import Tools
    from .tallies import Offers, Slate

CHUNK = 64  # places searched around in one task


@dataclass(frozen=True, eq=False)
class Within:
    """Places within reach, one frame a measure: one row an origin, one column a kind."""

    count: pd.DataFrame  # Int64; NA where the origin is not on the network, as NaN in the others
    capacity: pd.DataFrame  # sum of the capacities that are known
    nearest: pd.DataFrame  # minutes; inf where none is within reach
    unknown: pd.DataFrame  # Int64; those of `count` whose capacity is not known


def pairs(
    network: "Network",
    origins: pd.DataFrame,
    doors: pd.DataFrame,
    *,
    limit: float,
    pace: float,
    threads: int = 1,
) -> pd.DataFrame:
    """
    Every origin with every place that it reaches within the limit.

    The time is that of :func:`pianqu.gis.walking.minutes` to the nearest door of the place; a
    place with many doors is one place. One search a place, which ends at the limit.

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    origins
        From :func:`pianqu.gis.snapping.snap` on this network; one row an origin. A column
        ``zone`` (optional) says whose people walk, as in :func:`pianqu.gis.walking.minutes`.
    doors
        From :func:`~pianqu.gis.snapping.snap` too, with a column ``place``: one row a door.
    limit
        Minutes, inclusive.
    pace
        Metres a second between a point and its street.
    threads
        Places searched around at the same time; no bit of the result depends on it.

    Returns
    -------
    DataFrame
        Columns ``origin`` and ``place`` (labels) and ``minutes``; in the order of places, sorted,
        then of the rows of `origins`. Neither an origin nor a place off the network is in it.

    Raises
    ------
    ChoiceError
        `limit`, `pace` or `threads` is out of range.
    LayerError
        A door is of no place, a frame was snapped to another network, or an origin is in a zone
        that the network does not have.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> homes = gpd.GeoSeries([Point(0, 0), Point(300, 0)], index=["H1", "H2"], crs=4549)
    >>> gates = gpd.GeoSeries([Point(180, 0), Point(480, 0), Point(540, 0)], crs=4549)
    >>> doors = snapping.snap(roads, gates).assign(place=["P1", "P1", "P2"])
    >>> pairs(roads, snapping.snap(roads, homes), doors, limit=4.0, pace=1.0)
      origin place  minutes
    0     H1    P1      3.0
    1     H2    P1      2.0
    2     H2    P2      4.0
    """
    from . import tallies

    spots.require_choices(limit, pace, threads)
    starts = spots.origins(network, origins, pace)
    places, scene = rounds.scene(network, starts, doors, pace)
    size = np.zeros(len(places), dtype=np.int64)
    chunks = -(-len(places) // CHUNK)
    found = [(np.empty(0, dtype=np.int32), np.empty(0))] * (chunks + 1)  # the last stays empty

    def chunk(number: int, own: "tuple[Tools, Slate]") -> None:
        begin, stop = number * CHUNK, min((number + 1) * CHUNK, len(places))
        found[number] = _ways(scene, starts.row, begin, stop, *own)

    hands = range(min(threads, chunks))
    every = [
        (rounds.tools(network, starts, limit, size), tallies.slate(len(origins))) for _ in hands
    ]
    each(chunk, chunks, every)
    row, minutes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    minutes /= 60
    columns = {"origin": origins.index.take(row), "place": places.repeat(size), "minutes": minutes}
    return pd.DataFrame(columns, copy=False)


def _ways(
    scene: "Scene", row: "Ints", begin: int, stop: int, own: "Tools", slate: "Slate"
) -> "tuple[NDArray[np.int32], Floats]":
    """Rows and seconds of the ways to some places, in order."""
    from . import tallies

    parts = []
    for first, last in rounds.turns(scene, begin, stop, own):
        tallies.in_order(own.room, first, last, row, slate)
        used = own.room.size[first:last].sum()
        parts.append((own.room.entry[:used].copy(), own.room.seconds[:used].copy()))
    rows, seconds = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(seconds)


def within(
    network: "Network",
    origins: pd.DataFrame,
    doors: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    limit: float,
    pace: float,
    threads: int = 1,
) -> Within:
    """
    How many places of each kind an origin reaches, and how much they hold.

    A place counts once for each kind it offers, however many doors it has. Places without a door
    on the network are reached by nobody.

    Parameters
    ----------
    network, origins, doors, limit, pace
        As for :func:`pairs`.
    offers
        One row a place and kind: columns ``place``, ``kind`` and ``capacity`` (0 or more in any
        unit; NaN = not known). The index does not matter.
    threads
        Groups of kinds counted at the same time; no bit of the result depends on it.

    Returns
    -------
    Within
        Frames with the index of `origins` and one column a kind in sorted order: ``count``,
        ``capacity`` (known ones only), ``nearest`` (minutes, those of
        :func:`pianqu.gis.walking.minutes`) and ``unknown`` (counted, but of unknown capacity).

    Raises
    ------
    ChoiceError
        `limit`, `pace` or `threads` is out of range.
    LayerError
        As for :func:`pairs`; or an offer has no place or kind, is there twice, or its capacity is
        negative or infinite.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> homes = gpd.GeoSeries([Point(0, 0), Point(300, 0)], index=["H1", "H2"], crs=4549)
    >>> gates = gpd.GeoSeries([Point(180, 0), Point(480, 0), Point(540, 0)], crs=4549)
    >>> doors = snapping.snap(roads, gates).assign(place=["P1", "P1", "P2"])
    >>> offers = pd.DataFrame({"place": ["P1", "P2"], "kind": "care", "capacity": [40, np.nan]})
    >>> found = within(
    ...     roads, snapping.snap(roads, homes), doors, offers, limit=4.0, pace=1.0
    ... )
    >>> found.count
        care
    H1     1
    H2     2
    >>> found.capacity["care"].tolist(), found.unknown["care"].tolist()
    ([40.0, 40.0], [0, 1])
    """
    spots.require_choices(limit, pace, threads)
    _require_offers(offers)
    starts = spots.origins(network, origins, pace)
    code, kinds = pd.factorize(spots.kinds(offers), sort=True)
    shape = len(kinds), len(origins)
    count, unknown = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    capacity, nearest = np.full(shape, np.nan), np.full(shape, np.nan)

    def group(number: int, _: None) -> None:
        ours = np.flatnonzero(deal[code] == number)
        lines, line = np.unique(code[ours], return_inverse=True)
        chosen = offers.iloc[ours].assign(line=line)
        table = _table(network, starts, doors, chosen, limit=limit, pace=pace)
        for at, kind in enumerate(lines):
            count[kind, starts.row] = table[at]["count"]
            unknown[kind, starts.row] = table[at]["unknown"]
            capacity[kind, starts.row] = table[at]["capacity"]
            nearest[kind, starts.row] = table[at]["nearest"] / 60

    hands = min(threads, len(kinds))
    deal = _dealt(np.bincount(code, minlength=len(kinds)), hands)
    each(group, hands, [None] * hands)
    away = np.ones(len(origins), dtype=bool)
    away[starts.row] = False
    return Within(
        count=_whole(count, away, origins.index, kinds),
        capacity=pd.DataFrame(capacity.T, index=origins.index, columns=kinds, copy=False),
        nearest=pd.DataFrame(nearest.T, index=origins.index, columns=kinds, copy=False),
        unknown=_whole(unknown, away, origins.index, kinds),
    )


def _require_offers(offers: pd.DataFrame) -> None:
    spots.require_named(offers, "place", "设施编号")
    spots.require_named(offers, "kind", "种类")
    capacity = offers["capacity"].to_numpy(dtype=float, na_value=np.nan)
    faults = [
        f"设施：编号 {named(pd.Index(offers['place'])[bad])} 的{fault}。"
        for bad, fault in (
            (
                ~(np.isnan(capacity) | ((capacity >= 0) & np.isfinite(capacity))),
                "规模 capacity 应为不小于 0 的有限数，未知则留空；请改正",
            ),
            (
                offers.duplicated(["place", "kind"]).to_numpy(),
                "同一种类 kind 出现多次，应只有一行；请合并",
            ),
        )
        if bad.any()
    ]
    if faults:
        raise LayerError(faults)


def _dealt(sizes: "Ints", hands: int) -> "Ints":
    """Which hand each kind goes to: the largest first, in turn."""
    deal = np.empty(len(sizes), dtype=np.int64)
    deal[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes)) % max(hands, 1)
    return deal


def _table(
    network: "Network",
    starts: "Origins",
    doors: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    limit: float,
    pace: float,
) -> np.ndarray:
    """Count the offers, one line a kind; one search a place."""
    from . import tallies

    ours = doors[doors["place"].isin(offers["place"])]
    places, scene = rounds.scene(network, starts, ours, pace)
    tools = rounds.tools(network, starts, limit, np.zeros(len(places), dtype=np.int64))
    by_place = _offers(places, offers)
    table = np.zeros((offers["line"].max() + 1, len(starts.row)), dtype=tallies.TALLY)
    table["nearest"] = np.inf
    for first, last in rounds.turns(scene, 0, len(places), tools):
        tallies.tally(tools.room, first, last, by_place, table)
    return table


def _offers(places: pd.Index, offers: pd.DataFrame) -> "Offers":
    from . import arrays, tallies

    place = places.get_indexer(pd.Index(offers["place"]))
    first, order = arrays.grouped(place[place >= 0].astype(np.int64), len(places))
    known = offers[place >= 0].iloc[order]
    line = known["line"].to_numpy(dtype=np.int64, copy=True)
    capacity = known["capacity"].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    return tallies.Offers(first, line, capacity)


def _whole(values: "Ints", away: np.ndarray, rows: pd.Index, columns: pd.Index) -> pd.DataFrame:
    lines = zip(columns, values, strict=True)
    whole = {kind: pd.arrays.IntegerArray(line, away.copy()) for kind, line in lines}
    return pd.DataFrame(whole, index=rows, columns=columns)
