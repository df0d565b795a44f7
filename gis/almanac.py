"""Declination, equation of time and the sun's direction, in the formulas of Meeus (1998)."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EPOCH = np.datetime64("2000-01-01T12:00:00")  # J2000.0


def vector(
    hour_angles: "Floats", height: "Floats | np.float64", latitude: float
) -> "tuple[Floats, Floats, Floats]":
    """East, north and up of the sun by hour angle, declination and latitude, in degrees."""
    angle, tilt, up = np.radians(hour_angles), np.radians(height), np.radians(latitude)
    level = np.cos(tilt) * np.cos(angle)
    return (
        -np.cos(tilt) * np.sin(angle),
        np.sin(tilt) * np.cos(up) - level * np.sin(up),
        np.sin(tilt) * np.sin(up) + level * np.cos(up),
    )


def midday(day: "date") -> float:
    """Days from J2000.0 to 12:00 UTC of a day."""
    return float((np.datetime64(f"{day:%Y-%m-%d}T12:00:00") - EPOCH) / np.timedelta64(1, "D"))


def noon(day: "date", longitude: float) -> "Floats":
    """Days from J2000.0 to true noon: mean noon, put right by the equation of time there."""
    mean = np.asarray(midday(day) - longitude / 360)
    return mean - apparent(mean)[1] / 1440


def apparent(days: "Floats") -> "tuple[Floats, Floats]":
    """Declination in degrees and equation of time in minutes, by days from J2000.0."""
    t = days / 36525
    mean = 280.46646 + t * (36000.76983 + t * 0.0003032)
    m = np.radians(357.52911 + t * (35999.05029 - t * 0.0001537))
    centre = (1.914602 - t * (0.004817 + t * 0.000014)) * np.sin(m)
    centre += (0.019993 - 0.000101 * t) * np.sin(2 * m) + 0.000289 * np.sin(3 * m)
    node = np.radians(125.04 - 1934.136 * t)
    nutation = -0.00478 * np.sin(node)
    along = np.radians(mean + centre - 0.00569 + nutation)
    tilt = np.radians(23.439291 - 0.0130042 * t + 0.00256 * np.cos(node))
    ascension = np.degrees(np.arctan2(np.cos(tilt) * np.sin(along), np.cos(along)))
    ahead = mean - 0.0057183 - ascension + nutation * np.cos(tilt)
    height = np.degrees(np.arcsin(np.sin(tilt) * np.sin(along)))
    return height, ((ahead + 180) % 360 - 180) * 4
