"""The sun: where it stands, true solar time, and the sky of one day over one place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import almanac, crs
from .errors import ChoiceError, CrsError

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

NOON = 12.0  # the hour of true solar time at which the sun is highest
TURN = 15.0  # degrees of hour angle in an hour
_RISE = -0.8333  # degrees; lower than this even its upper edge is not seen
_STRETCH = 0.01  # share by which a metre of the grid may differ from one on the ground


@dataclass(frozen=True)
class Place:
    """A place on the ground: `latitude` and `longitude`, and `convergence` (all in degrees)."""

    latitude: float
    longitude: float
    convergence: float  # bearing of grid north seen from true north, clockwise


@dataclass(frozen=True)
class Sky:
    """The sun's way over a place on one day (all in degrees): one fixed declination."""

    declination: float
    latitude: float
    convergence: float  # bearing of grid north seen from true north, clockwise
    start: float  # hour angle at which counting begins; 0 at true noon, morning negative
    end: float


def declination(day: "date", *, longitude: float = 120.0) -> float:
    """
    Declination of the sun at the true noon of a day.

    Parameters
    ----------
    day
        Its year counts: on 20 January values of 30 years span 0.2 degrees.
    longitude
        Degrees east.

    Returns
    -------
    float
        Degrees north of the equator; good to 0.01 (Meeus, Astronomical Algorithms, 2nd ed., 1998,
        chapter 25, lower accuracy).

    Examples
    --------
    >>> from datetime import date
    >>> round(declination(date(2001, 1, 20)), 3)
    -20.114
    """
    return float(almanac.apparent(almanac.noon(day, longitude))[0])


def equation_of_time(day: "date", *, longitude: float = 120.0) -> float:
    """
    Minutes that true solar time is ahead of mean solar time, at the true noon of a day.

    Parameters
    ----------
    day
        The day by the civil calendar of the place.
    longitude
        Degrees east.

    Returns
    -------
    float
        Minutes; good to 2 seconds (Meeus 1998, chapter 28).

    Examples
    --------
    >>> from datetime import date
    >>> round(equation_of_time(date(2001, 1, 20)), 2)
    -10.99
    """
    return float(almanac.apparent(almanac.noon(day, longitude))[1])


def position(
    times: "NDArray[np.datetime64]",
    *,
    latitude: float,
    longitude: float,
    refraction: bool = False,
    pressure: float = 1010.0,
    temperature: float = 10.0,
) -> "tuple[Floats, Floats]":
    """
    Where the centre of the sun stands at some moments, declination moving as it does.

    Parameters
    ----------
    times
        UTC, ``datetime64`` of any unit and shape.
    latitude, longitude
        Degrees north and east.
    refraction
        Whether the air lifts the sun, as an observer sees it. Sun hours are counted without.
    pressure, temperature
        Millibar and degrees Celsius of that air.

    Returns
    -------
    tuple of arrays
        Elevation above the horizon, and azimuth from true north clockwise (0 to 360): degrees, in
        the shape of `times`. Good to 0.01; parallax, 0.0024 at most, is not in it.
        Refraction by equation 42 of Reda and Andreas, NREL TP-560-34302 (2008).

    Examples
    --------
    >>> times = np.array(["2003-10-17T19:30:30"], dtype="datetime64[s]")
    >>> elevation, azimuth = position(times, latitude=39.742476, longitude=-105.1786)
    >>> print(elevation.round(2), azimuth.round(2))
    [39.87] [194.34]
    """
    days = (np.asarray(times) - almanac.EPOCH) / np.timedelta64(1, "D")
    height, minutes = almanac.apparent(days)
    hours = days % 1 * 24 + minutes / 60  # an epoch at noon: this is the hour angle at Greenwich
    east, north, up = almanac.vector(hours * TURN + longitude, height, latitude)
    elevation = np.degrees(np.arcsin(np.clip(up, -1, 1)))
    azimuth = np.degrees(np.arctan2(east, north)) % 360
    if refraction:
        high = np.maximum(elevation, _RISE)
        bent = 1.02 / 60 / np.tan(np.radians(high + 10.3 / (high + 5.11)))
        air = pressure / 1010 * 283 / (273 + temperature)
        elevation = elevation + np.where(elevation < _RISE, 0, air * bent)
    return elevation, azimuth


def clock(
    hours: "ArrayLike", *, day: "date", longitude: float, meridian: float = 120.0
) -> "Floats":
    """
    Hours by the clock at hours of true solar time, by the equation of time of that moment.

    Parameters
    ----------
    hours
        Hours of true solar time, of any shape; 12 when the sun stands highest.
    day
        The day by the civil calendar of the place.
    longitude
        Degrees east, of the place.
    meridian
        Degrees east, of the clock: 120 for Beijing time. Summer time is not in it.

    Returns
    -------
    array
        Hours, in the shape of `hours`; below 0 or from 24 on they are of the day beside.

    Examples
    --------
    >>> from datetime import date
    >>> clock([8, 16], day=date(2001, 1, 20), longitude=121.4667).round(2)
    array([ 8.08, 16.09])
    """
    solar = np.asarray(hours, dtype=np.float64)
    mean = solar - equation_of_time(day, longitude=longitude) / 60
    ahead = almanac.apparent(almanac.midday(day) + (mean - NOON) / 24 - longitude / 360)[1]
    return np.asarray(solar - ahead / 60 + (meridian - longitude) / TURN)


def place(x: float, y: float, *, epsg: int) -> Place:
    """
    Latitude, longitude and grid convergence of a point of a metric grid.

    Parameters
    ----------
    x, y
        Metres east and north in the grid.
    epsg
        Code of its coordinate system.

    Returns
    -------
    Place
        Degrees, on the datum of `epsg`. In the northern hemisphere `convergence` is above 0 east
        of the central meridian.

    Raises
    ------
    CrsError
        The system is not projected or not in metres, its metres differ by more than 1 % from
        metres on the ground there (Web Mercator), or the point is outside it.

    Examples
    --------
    >>> here = place(540_000, 3_480_000, epsg=4549)
    >>> print(round(here.latitude, 2), round(here.longitude, 2), round(here.convergence, 2))
    31.44 120.42 0.22
    """
    import geopandas as gpd
    from pyproj import Proj

    crs.require_metric(gpd.GeoSeries([], crs=epsg))
    grid = Proj(epsg)
    longitude, latitude = grid(x, y, inverse=True)
    if not (np.isfinite(longitude) and np.isfinite(latitude)):
        raise CrsError(f"坐标 ({x:g}, {y:g}) 不在 EPSG:{epsg} 的范围内；请检查图层声明的坐标系。")
    factors = grid.get_factors(longitude, latitude)
    scales = np.array([factors.meridional_scale, factors.parallel_scale])
    if not (np.abs(scales - 1) <= _STRETCH).all():
        raise CrsError(
            f"EPSG:{epsg} 在坐标 ({x:g}, {y:g}) 处把地面 1 米量作 {scales[np.abs(scales - 1).argmax()]:.3f} 米，影长会算错；"
            "请先用 pianqu.read 换算到 CGCS2000 三度带等米制坐标系。"
        )
    return Place(float(latitude), float(longitude), float(factors.meridian_convergence))


def sky(day: "date", *, place: Place, hours: tuple[float, float] = (8.0, 16.0)) -> Sky:
    """
    The sun's way over a place between two hours of true solar time.

    Parameters
    ----------
    day
        Its declination, at true noon, holds all day.
    place
        From :func:`place`.
    hours
        First and last hour of true solar time; cut to the hours the sun is above the horizon.

    Returns
    -------
    Sky
        What :func:`direction` and :mod:`pianqu.gis.sunlight` need.

    Raises
    ------
    ChoiceError
        The hours are not in order within 0 to 24, or the sun does not rise between them.

    Examples
    --------
    >>> from datetime import date
    >>> day = sky(date(2001, 1, 20), place=Place(31.45, 121.13, 0.0))
    >>> print(round(day.declination, 3), day.start, day.end)
    -20.114 -60.0 60.0
    """
    first, last = hours
    if not 0 <= first < last <= 2 * NOON:
        raise ChoiceError(
            f"日照时段是真太阳时 {first:g} 时至 {last:g} 时，应在 0 至 24 时之间且先早后晚；请改正。"
        )
    height = declination(day, longitude=place.longitude)
    level = -np.tan(np.radians(place.latitude)) * np.tan(np.radians(height))
    half = float(np.degrees(np.arccos(np.clip(level, -1, 1))))  # hour angle of sunset
    start, end = max((first - NOON) * TURN, -half), min((last - NOON) * TURN, half)
    if not start < end:
        raise ChoiceError(
            f"{day:%Y-%m-%d} 真太阳时 {first:g} 时至 {last:g} 时，纬度 {place.latitude:.2f} 度处太阳"
            "不在地平线以上；请改换日期或时段。"
        )
    return Sky(height, place.latitude, place.convergence, start, end)


def direction(hour_angles: "ArrayLike", sky: Sky) -> "Floats":
    """
    Unit vectors from the ground to the sun, in the grid.

    Parameters
    ----------
    hour_angles
        (n,) degrees: 0 at true noon, 15 an hour, morning negative.
    sky
        From :func:`sky`.

    Returns
    -------
    array
        (n, 3): grid east, grid north, up.

    Examples
    --------
    >>> direction([0], Sky(-20.0, 30.0, 0.0, -60.0, 60.0)).round(3) + 0
    array([[ 0.   , -0.766,  0.643]])
    """
    angles = np.asarray(hour_angles, dtype=np.float64)
    east, north, up = almanac.vector(angles, np.float64(sky.declination), sky.latitude)
    turn = np.radians(sky.convergence)
    across = east * np.cos(turn) - north * np.sin(turn)
    along = east * np.sin(turn) + north * np.cos(turn)
    return np.stack([across, along, up], axis=-1)
