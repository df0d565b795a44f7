"""Shapes as the tables write them: points of the plan, or words that follow a house or a lane."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import ground
from .houses import boundaries
from .lots import lanes, turned

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def shape(text: str, houses: pd.DataFrame, stairwells: pd.DataFrame) -> "BaseGeometry":
    """
    The shape that a cell of a table describes.

    Parameters
    ----------
    text
        ``x y`` a point, ``x y;x y`` a line, a closed line a polygon (the plan's metres); or one of
        ``local COMMUNITY points`` (in its frame), ``door STAIRWELL dx dy`` (a point so far along
        and out from the wall), ``inside BUILDING``, ``ground COMMUNITY``, ``ring COMMUNITY``,
        ``row COMMUNITY n dy`` (a line along the backs of a row of houses), ``lane COMMUNITY n
        width`` (the strip of a lane).
    houses, stairwells
        As from :mod:`houses`.

    Returns
    -------
    Geometry
        On the plan.

    Raises
    ------
    KeyError
        The text names something that is not there.

    Examples
    --------
    >>> none = pd.DataFrame()
    >>> shape("1 2", none, none).wkt, shape("0 0;2 0;2 2;0 0", none, none).area
    ('POINT (1 2)', 2.0)
    """
    word, _, rest = text.partition(" ")
    if word == "local":
        community, _, points = rest.partition(" ")
        return _turned(_plain(points), community)
    if word == "door":
        return _door(rest.split(), stairwells)
    if word == "inside":
        return houses["geometry"][rest].representative_point()
    if word in ("ground", "ring"):
        land = boundaries()[rest]
        return land if word == "ground" else land.boundary
    if word in ("row", "lane"):
        return _along(word, *rest.split(), houses=houses)
    return _plain(text)


def shapes(texts: pd.Series, houses: pd.DataFrame, stairwells: pd.DataFrame) -> pd.Series:
    """
    The shape of each cell, by :func:`shape`.

    Parameters
    ----------
    texts
        Cells of a table.
    houses, stairwells
        As from :mod:`houses`.

    Returns
    -------
    Series
        Geometries on the plan; the index of `texts`.

    Examples
    --------
    >>> none = pd.DataFrame()
    >>> shapes(pd.Series(["1 2"], index=["a"]), none, none)["a"].x
    1.0
    """
    found = [shape(text, houses, stairwells) for text in texts]
    return pd.Series(found, index=texts.index, dtype=object)


def _plain(text: str) -> "BaseGeometry":
    points = ground.parse(text)
    if len(points) == 1:
        return shapely.Point(points[0])
    closed = (points[0] == points[-1]).all()
    return shapely.Polygon(points) if closed else shapely.LineString(points)


def _turned(geometry: "BaseGeometry", community: str) -> "BaseGeometry":
    return turned(np.array([geometry], dtype=object), pd.Series([community]))[0]


def _door(words: list[str], stairwells: pd.DataFrame) -> "BaseGeometry":
    x, y = stairwells["x"][words[0]], stairwells["y"][words[0]]
    point = shapely.Point(x + float(words[1]), y + float(words[2]))
    return _turned(point, stairwells["community"][words[0]])


def _along(
    word: str, community: str, number: str, by: str, *, houses: pd.DataFrame
) -> "BaseGeometry":
    key = {"community": community, "row": int(number)}
    lane = next(each for each in ground.records(lanes()) if key.items() <= each.items())
    if word == "lane":
        half = float(by) / 2
        strip = shapely.box(lane["west"], lane["lane"] - half, lane["east"], lane["lane"] + half)
        return _turned(strip, community)
    row = houses[(houses["community"] == community) & (houses["row"] == int(number))]
    y = row["north"].iloc[0] + float(by)
    return _turned(shapely.LineString([(lane["west"], y), (lane["east"], y)]), community)
