"""The shifted coordinates of Chinese web maps, GCJ-02 and BD-09: put on, and taken off exactly."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Pair = tuple[Floats, Floats]

# The formula was never published; these are the numbers of every public reimplementation of it.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # degrees, where it is applied
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323  # of the ellipsoid of Krassovsky, m
_MIDDLE = 105.0, 35.0
_TURN = np.pi * 3000 / 180  # of BD-09
_BD_EAST, _BD_NORTH, _BD_WAVE, _BD_TWIST = 0.0065, 0.006, 0.00002, 0.000003  # degrees, radians
_STEP = 1e-11  # degrees, about 1 micrometre
_STEPS = 40


def to_gcj02(lon: "ArrayLike", lat: "ArrayLike", *, everywhere: bool = False) -> "Pair":
    """
    True coordinates as GCJ-02 shows them (高德, 腾讯, Google in China).

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84 or CGCS2000: the two agree within the centimetres to decimetres by which
        the plates have moved since their epochs, which is not modelled here.
    everywhere
        Apply the formula outside the box of China too, as careless converters do.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude, degrees. Outside 72.004 to 137.8347 E, 0.8293 to 55.8271 N nothing
        is moved. That box is the convention of the public implementations, not a border: it takes
        in neighbouring countries, and Hong Kong, Macao and Taiwan, where it is uncertain whether
        a map service shifts at all; there, ask the source of the data.

    References
    ----------
    Public reimplementations, most of which agree within a centimetre; from knowledge,
    unverified by any official text, since there is none.

    Examples
    --------
    >>> lon, lat = to_gcj02(121.5272106, 31.1774276)
    >>> print(f"{lon:.6f} {lat:.6f}")
    121.531542 31.175304
    """
    east, north = _arrays(lon, lat)
    return _where(_to_gcj, east, north, everywhere=everywhere)


def from_gcj02(lon: "ArrayLike", lat: "ArrayLike", *, everywhere: bool = False) -> "Pair":
    """
    The true coordinates of points in GCJ-02: the exact inverse of :func:`to_gcj02`.

    Parameters
    ----------
    lon, lat
        Degrees, GCJ-02.
    everywhere
        As :func:`to_gcj02`.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude, degrees (CGCS2000, WGS 84), within 0.01 mm. A point counts as
        inside the box by where it is given: within a kilometre of the edge of the box, where the
        shift sets in all at once, there is no telling.

    Notes
    -----
    The shift changes by less than 0.02 of a degree a degree, so that taking it off where one
    believes to be brings one fifty times nearer each time (Banach), and the last step is larger
    than the error that is left. Along 105° E and 35° N, where the formula has roots of the
    distance, that holds down to 2 micrometres.

    Examples
    --------
    >>> lon, lat = from_gcj02(*to_gcj02([116.4, 121.5], [39.9, 31.2]))
    >>> lon.round(9).tolist(), lat.round(9).tolist()
    ([116.4, 121.5], [39.9, 31.2])
    """
    east, north = _arrays(lon, lat)
    return _where(lambda x, y: _undone(_to_gcj, x, y), east, north, everywhere=everywhere)


def to_bd09(lon: "ArrayLike", lat: "ArrayLike", *, everywhere: bool = False) -> "Pair":
    """
    True coordinates as BD-09 (百度, longitude and latitude) shows them.

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84 or CGCS2000.
    everywhere
        As :func:`to_gcj02`, whose box holds here too.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude, degrees.

    Examples
    --------
    >>> lon, lat = to_bd09(121.0917077, 30.6107779)
    >>> print(f"{lon:.6f} {lat:.6f}")
    121.102717 30.614846
    """
    east, north = _arrays(lon, lat)
    return _where(lambda x, y: _to_bd(*_to_gcj(x, y)), east, north, everywhere=everywhere)


def from_bd09(lon: "ArrayLike", lat: "ArrayLike", *, everywhere: bool = False) -> "Pair":
    """
    The true coordinates of points in BD-09: the exact inverse of :func:`to_bd09`.

    Parameters
    ----------
    lon, lat
        Degrees, BD-09; not the metres of Baidu's own Mercator, which is another projection.
    everywhere
        As :func:`to_gcj02`.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude, degrees, as exact as :func:`from_gcj02`.

    Examples
    --------
    >>> lon, lat = from_bd09(*to_bd09(113.3, 23.1))
    >>> print(f"{lon:.9f} {lat:.9f}")
    113.300000000 23.100000000
    """
    east, north = _arrays(lon, lat)
    return _where(
        lambda x, y: _undone(_to_gcj, *_undone(_to_bd, x, y)), east, north, everywhere=everywhere
    )


def inside(lon: "ArrayLike", lat: "ArrayLike") -> "NDArray[np.bool_]":
    """
    Whether each point lies in the box in which the shift is applied.

    Examples
    --------
    >>> inside([120.6, 24.9], [31.3, 60.2]).tolist()
    [True, False]
    """
    east, north = _arrays(lon, lat)
    return (east >= WEST) & (east <= EAST) & (north >= SOUTH) & (north <= NORTH)


def _arrays(lon: "ArrayLike", lat: "ArrayLike") -> "Pair":
    east, north = np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float))
    return east, north


def _where(
    change: "Callable[[Floats, Floats], Pair]", east: "Floats", north: "Floats", *, everywhere: bool
) -> "Pair":
    """Change the finite points in the box, leave the others."""
    known = np.isfinite(east) & np.isfinite(north)
    chosen = known if everywhere else known & inside(east, north)
    moved_east, moved_north = np.array(east), np.array(north)
    moved_east[chosen], moved_north[chosen] = change(east[chosen], north[chosen])
    return moved_east, moved_north


def _to_gcj(lon: "Floats", lat: "Floats") -> "Pair":
    x, y = lon - _MIDDLE[0], lat - _MIDDLE[1]
    both = _waves(x, (20, 1 / 6), (20, 1 / 2))
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both
    north += _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both
    east += _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))
    parallel = np.radians(lat)
    bend = 1 - _ECCENTRICITY * np.sin(parallel) ** 2
    along = _AXIS / np.sqrt(bend) * np.cos(parallel)  # metres a radian
    up = _AXIS * (1 - _ECCENTRICITY) / bend**1.5
    return lon + np.degrees(east / along), lat + np.degrees(north / up)


def _waves(at: "Floats", *waves: tuple[float, float]) -> "Floats":
    """The sum of sines, each of a height in metres and half a length in degrees."""
    total = sum((height * np.sin(np.pi * at / half) for height, half in waves), np.zeros_like(at))
    return total * 2 / 3


def _to_bd(lon: "Floats", lat: "Floats") -> "Pair":
    far = np.hypot(lon, lat) + _BD_WAVE * np.sin(lat * _TURN)
    angle = np.arctan2(lat, lon) + _BD_TWIST * np.cos(lon * _TURN)
    return far * np.cos(angle) + _BD_EAST, far * np.sin(angle) + _BD_NORTH


def _undone(change: "Callable[[Floats, Floats], Pair]", lon: "Floats", lat: "Floats") -> "Pair":
    """What is changed into these points: by steps each a fiftieth of the one before."""
    east, north = lon, lat
    for _ in range(_STEPS):
        shown_east, shown_north = change(east, north)
        step_east, step_north = lon - shown_east, lat - shown_north
        east, north = east + step_east, north + step_north
        if max(np.abs(step_east).max(initial=0), np.abs(step_north).max(initial=0)) < _STEP:
            break
    return east, north
