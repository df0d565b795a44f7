"""Minutes on foot along the network, exact, from every origin to the nearest place of each kind."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from . import spots
from .threads import each

if TYPE_CHECKING:
    from .arrays import Notes, Origins, Targets, Work
    from .network import Floats, Network


class Ends(NamedTuple):
    """Seconds from both ends of each edge to the nearest target, for who may walk on the edge."""

    start: "Floats"
    end: "Floats"


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

    An edge of a zone is open to the people of that zone alone, at any point of their way, and
    closed to all others; so a target inside is reached by them only. A place at the very end of
    such an edge stands on the junction, as it would at the end of a one-way street.

    The search is compiled on its first call, which takes some seconds once; the machine code is
    kept in ``__pycache__`` or, where that cannot be written, in the user's cache folder
    (``NUMBA_CACHE_DIR`` names another).

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    origins
        From :func:`pianqu.gis.snapping.snap` on this network; one row an origin. A column
        ``zone`` (optional) says whose people walk: k = those of ``network.zones[k - 1]``, 0 =
        nobody in particular.
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
        A target has no kind, a frame was snapped to another network, or an origin is in a zone
        that the network does not have.

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
    spots.require_choices(limit, pace, threads)
    starts = spots.origins(network, origins, pace)
    kinds, groups = _groups(network, targets, pace)
    seconds = np.full((len(kinds), len(origins)), np.nan)
    _search(network, starts, groups, seconds, limit=limit, threads=threads)
    seconds /= 60
    return pd.DataFrame(seconds.T, index=origins.index, columns=kinds, copy=False)


def ends(
    network: "Network", targets: pd.DataFrame, *, limit: float, pace: float, threads: int = 1
) -> dict[str, Ends]:
    """
    Seconds on foot from both ends of each edge to the nearest target of each kind.

    For an edge of a zone, the walker is one of its people; for the others, anybody. With the
    targets on the edge itself, this tells the time from every point of it.

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    targets, limit, pace, threads
        As for :func:`minutes`; the limit in minutes.

    Returns
    -------
    dict
        One :class:`Ends` a kind, in sorted order: two arrays, one entry an edge; seconds, inf
        beyond `limit`.

    Raises
    ------
    ChoiceError, LayerError
        As for :func:`minutes`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> clinic = snapping.snap(roads, gpd.GeoSeries([Point(300, 60)], crs=4549))
    >>> found = ends(roads, clinic.assign(kind="clinic"), limit=9.0, pace=1.0)
    >>> found["clinic"].start.tolist(), found["clinic"].end.tolist()
    ([360.0], [360.0])
    """
    spots.require_choices(limit, pace, threads)
    count = len(network.start)
    both = pd.DataFrame({"edge": np.tile(np.arange(count), 2), "gap": 0.0})
    both = both.assign(fraction=np.repeat([0.0, 1.0], count), zone=np.tile(network.zone, 2))
    starts = spots.origins(network, both, pace)
    kinds, groups = _groups(network, targets, pace)
    seconds = np.full((len(kinds), 2 * count), np.nan)
    _search(network, starts, groups, seconds, limit=limit, threads=threads)
    return {kind: Ends(*row.reshape(2, count)) for kind, row in zip(kinds, seconds, strict=True)}


def _groups(
    network: "Network", targets: pd.DataFrame, pace: float
) -> "tuple[pd.Index, list[Targets]]":
    """Kinds, sorted, and the targets of each."""
    from . import arrays

    kinds, every, border = spots.targets(network, targets, spots.kinds(targets), pace)
    parts = [slice(*ends) for ends in pairwise(border)]
    return kinds, [arrays.Targets._make(column[part] for column in every) for part in parts]


def _search(
    network: "Network",
    starts: "Origins",
    groups: "list[Targets]",
    seconds: "Floats",
    *,
    limit: float,
    threads: int,
) -> None:
    """Fill in the seconds, one row a group."""
    from . import arrays, search

    def one(group: int, tools: "tuple[Work, Notes]") -> None:
        search.nearest(network.graph, groups[group], starts, *tools, seconds[group])

    size = len(network.nodes), limit * 60, len(network.zones)
    hands = range(min(threads, len(groups)))
    each(one, len(groups), [arrays.workspace(*size) for _ in hands])
