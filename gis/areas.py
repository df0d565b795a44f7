"""Service areas as pictures: the streets within reach, widened, and cut free of those that are not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from . import reached
from .errors import ChoiceError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry as Geometry

    from .network import Floats, Ints, Network, Objects
    from .walking import Ends

ARC = 4  # chords in a quarter of a circle
CORE = 1 / 8  # of the buffer: how far the picture keeps from a late street ...
APART = 1 / 2  # ... and from one that is later by this much of the buffer again


def polygons(
    network: "Network",
    targets: "pd.DataFrame",
    ends: "Ends",
    *,
    limits: Sequence[float],
    pace: float,
    buffer: float = 25.0,
) -> "gpd.GeoDataFrame":
    """
    Picture of the ground from which a target is reached within each limit.

    A picture, never a judge: who is reached is decided by the minutes of each place. It is drawn
    from the exact streets of :func:`pianqu.gis.reached.lines`:

    - Streets within the limit are widened by `buffer`.
    - Late streets, whose time is more than the limit and the time to walk `buffer`, are cut out,
      with an eighth of `buffer` on both sides. So none is ever inside.
    - Where the time is longer still, by half a `buffer`, half a `buffer` is cut out on both
      sides, but not from the middle of a street within the limit, an eighth to each side. So all
      of that street is inside, except what lies within an eighth of a late one: under or over a
      bridge, or where the time leaps, as on a one-way street just past a target.
    - Holes stay, and pieces without a street within the limit are left out.
    - The area of a longer limit holds that of a shorter one, to within a micrometre.

    The same network, targets and limits give the same bytes, whatever the order of `targets`.

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    targets
        Places of one kind, from :func:`pianqu.gis.snapping.snap` on this network.
    ends
        From :func:`pianqu.gis.walking.ends` for the same targets, searched to :func:`horizon`;
        where it was only searched to the longest limit, the outermost rim is cut short.
    limits
        Minutes, inclusive, in any order.
    pace
        Metres a second, between a target and its street and across the buffer.
    buffer
        Metres that a street is widened on each side.

    Returns
    -------
    GeoDataFrame
        One row a limit, the shortest first, in the network's coordinate system: ``minutes``,
        ``street_m`` (metres of street within the limit), ``area_m2`` (of the picture),
        ``buffer_m`` and ``geometry`` (MultiPolygon; empty where nothing is reached).

    Raises
    ------
    ChoiceError
        `buffer`, `pace` or `limits` is out of range.
    LayerError
        `targets` or `ends` belongs to another network.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network, snapping, walking
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (600, 0)])], crs=4549)
    >>> roads = network.build(streets, pace=1.0)
    >>> clinic = snapping.snap(roads, gpd.GeoSeries([Point(0, 0)], crs=4549))
    >>> far = horizon([2, 5], pace=1.0)
    >>> ends = walking.ends(roads, clinic.assign(kind="clinic"), limit=far, pace=1.0)["clinic"]
    >>> found = polygons(roads, clinic, ends, limits=[2, 5], pace=1.0)
    >>> found[["minutes", "street_m", "buffer_m"]].values.tolist()
    [[2.0, 120.0, 25.0], [5.0, 300.0, 25.0]]
    >>> found.bounds["maxx"].round(1).tolist()
    [144.4, 324.4]
    """
    import geopandas as gpd

    steps = reached.ascending(limits)
    rim = horizon(limits, pace=pace, buffer=buffer) - steps[-1]
    late, later = steps + rim / (1 + APART), steps + rim
    every = np.unique(np.concatenate([steps, late, later])).tolist()
    cut = reached.lines(network, targets, ends, limits=every, pace=pace, beyond=True)
    minutes, lines = cut["minutes"].to_numpy(), cut.geometry.to_numpy()
    pictures = _pictures(minutes, lines, np.stack([steps, late, later], axis=1), buffer)
    columns = {
        "minutes": steps,
        "street_m": [shapely.length(lines[minutes <= step]).sum() for step in steps],
        "area_m2": shapely.area(pictures),
        "buffer_m": buffer,
    }
    return gpd.GeoDataFrame(columns, geometry=pictures, crs=network.epsg)


def horizon(limits: Sequence[float], *, pace: float, buffer: float = 25.0) -> float:
    """
    Minutes that `ends` must be searched to, for a picture with a whole rim.

    Parameters
    ----------
    limits, pace, buffer
        As for :func:`polygons`.

    Returns
    -------
    float
        The longest limit, and the time to walk one and a half times the buffer.

    Raises
    ------
    ChoiceError
        `buffer`, `pace` or `limits` is out of range.

    Examples
    --------
    >>> horizon([5, 10], pace=1.25, buffer=50.0)
    11.0
    """
    faults = [
        f"{name}是 {value:g}，应为大于 0 的有限数；请改正。"
        for name, value in (("步行速度（米/秒）", pace), ("服务范围图的缓冲宽度（米）", buffer))
        if not 0 < value < np.inf
    ]
    if faults:
        raise ChoiceError(faults)
    return float(reached.ascending(limits)[-1] + (1 + APART) * buffer / pace / 60)


def _pictures(minutes: "Floats", lines: "Objects", limits: "Floats", buffer: float) -> "Objects":
    """One MultiPolygon a row of limits: within, late, and later still."""
    wide = shapely.MultiPolygon()
    done, found = -np.inf, np.empty(len(limits), dtype=object)
    for i, (limit, late, later) in enumerate(limits):
        fresh = lines[(minutes > done) & (minutes <= limit)]
        wide = shapely.union(wide, _widened(fresh, buffer))
        some, most = lines[(minutes > late) & (minutes <= later)], lines[minutes > later]
        found[i] = _multi(_free(wide, lines[minutes <= limit], some, most, buffer))
        done = limit
    return found


def _free(
    wide: "Geometry", within: "Objects", late: "Objects", later: "Objects", buffer: float
) -> "Geometry":
    """The widened streets without what lies about late streets."""
    apart, core = APART * buffer, CORE * buffer
    late = late[_close(late, within, buffer + core)]
    later = later[_close(later, within, buffer + apart)]
    if len(late) + len(later) == 0:
        return wide
    cut = shapely.union(_widened(later, apart), _widened(late, core))
    middle = within[_close(within, later, apart + core)]
    every = np.concatenate([late, later])
    crossing = every[_close(every, middle, 2 * core)]
    middle = shapely.difference(_widened(middle, core), _widened(crossing, core))
    pieces = shapely.get_parts(shapely.union(shapely.difference(wide, cut), middle))
    held = shapely.STRtree(within).query(pieces, predicate="intersects")[0]
    return shapely.MultiPolygon(list(pieces[np.unique(held)]))


def _close(some: "Objects", others: "Objects", distance: float) -> "Ints":
    """Positions of those that lie within a distance of one of the others."""
    pairs = shapely.STRtree(some).query(others, predicate="dwithin", distance=distance)
    return np.unique(pairs[1])


def _widened(lines: "Objects", width: float) -> "Geometry":
    # piece by piece: one call for a MultiLineString of a city takes some fifty times as long
    return shapely.union_all(shapely.buffer(lines, width, quad_segs=ARC))


def _multi(pieces: "Geometry | Objects") -> shapely.MultiPolygon:
    polygons = shapely.get_parts(pieces)
    return shapely.normalize(shapely.MultiPolygon(list(polygons)))
