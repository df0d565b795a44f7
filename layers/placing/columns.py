"""Coordinates in the columns of a table: longitude and latitude, x and y, 纵坐标 and 横坐标, WKT."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...gis.errors import LayerError
from ..survey import values
from . import angles

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def _beside(axis: str, *words: str) -> tuple[str, ...]:
    """The surveyor's letter beside the word, either of them in brackets or neither."""
    pairs = [(axis, word) for word in words] + [(f"{axis}坐标", word) for word in words]
    return tuple(
        spelling
        for one, word in pairs
        for spelling in (f"{word}{one}", f"{word}({one})", f"{one}({word})", f"{one}{word}")
    )


_WKT = ("wkt", "geometry", "geom", "几何", "the_geom")
_LON = ("经度", "lon", "lng", "long", "longitude", "东经")
_LAT = ("纬度", "lat", "latitude", "北纬")
_EAST = ("横坐标", "东坐标", "easting", *_beside("y", "横坐标", "东坐标", "东"))
_NORTH = ("纵坐标", "北坐标", "northing", *_beside("x", "纵坐标", "北坐标", "北"))
_X, _Y = ("x", "x坐标", "坐标x"), ("y", "y坐标", "坐标y")
_UNIT = re.compile(r"[(\[【]\s*(m|米|°|度|deg|degree|degrees|十进制度)\s*[)\]】]$")
_FIRST = 2  # row of the first record of a table with one line of headings
DEGREES, METRES, PLAIN = "degrees", "metres", "plain"


@dataclass(frozen=True)
class Pair:
    """Two columns of coordinates: the one that goes east, the one that goes north."""

    east: Any
    north: Any
    kind: str  # DEGREES and METRES say themselves which is east; PLAIN are x and y


@dataclass(frozen=True, eq=False)
class Points:
    """A table with its coordinates as geometries, and what its headings said of them."""

    frame: "gpd.GeoDataFrame"
    kind: str


def placed(
    frame: "pd.DataFrame", *, source: str, rows: Sequence[int] | None = None
) -> Points | None:
    """
    A table with its coordinates as geometries, without a system as yet.

    Parameters
    ----------
    frame
        Columns of WKT, or one of each: 经度, lon, lng, longitude and 纬度, lat, latitude; 横坐标,
        东坐标, easting and 纵坐标, 北坐标, northing; x and y, where x goes east.
    source
        Name of the file, for the sentences.
    rows
        Number of each record in the file; counted from 2 where not given.

    Returns
    -------
    Points or None
        The same rows without the columns of coordinates; None where there are none. A row whose
        coordinates are blank has no geometry.

    Raises
    ------
    LayerError
        Only one of the two columns is there, or a coordinate cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"名称": ["a"], "经度": ["120°36′"], "纬度": ["31.3N"]})
    >>> print(placed(table, source="a.csv").frame.geometry.iloc[0])
    POINT (120.6 31.3)
    """
    import geopandas as gpd

    headings = {spelt(name): name for name in reversed(list(frame.columns))}
    wkt = _first(headings, _WKT)
    numbers = range(_FIRST, _FIRST + len(frame)) if rows is None else rows
    if wkt is not None:
        shapes = _from_wkt(frame, wkt, source, numbers)
        return Points(gpd.GeoDataFrame(frame.drop(columns=[wkt]), geometry=shapes), PLAIN)
    pair = _pair(headings, source)
    if pair is None:
        return None
    geometry = _points(frame, pair, source, numbers)
    rest = frame.drop(columns=[pair.east, pair.north])
    return Points(gpd.GeoDataFrame(rest, geometry=geometry), pair.kind)


def spelt(heading: object) -> str:
    """
    A heading in one spelling, without a unit of coordinates behind it.

    Examples
    --------
    >>> spelt("Ｘ坐标（米）"), spelt("经度(°)")
    ('x坐标', '经度')
    """
    return _UNIT.sub("", values.normal(heading)).strip()


def first(frame: "pd.DataFrame", words: Sequence[str]) -> Any:
    """
    The first column whose heading is one of the words; None where there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> first(pd.DataFrame(columns=["点号", "X(m)"]), ("x", "local_x"))
    'X(m)'
    """
    return _first({spelt(name): name for name in reversed(list(frame.columns))}, words)


def _first(headings: dict[str, Any], words: Sequence[str]) -> Any:
    return next((headings[word] for word in words if word in headings), None)


def _pair(headings: dict[str, Any], source: str) -> Pair | None:
    """The first pair that is whole."""
    half = None
    for east_words, north_words, kind in (
        (_LON, _LAT, DEGREES),
        (_X, _Y, PLAIN),
        (_EAST, _NORTH, METRES),
    ):
        east, north = _first(headings, east_words), _first(headings, north_words)
        if east is not None and north is not None:
            return Pair(east, north, kind)
        half = half if half is not None else east if east is not None else north
    if half is None:
        return None
    raise LayerError(
        f"{source}：只有“{half}”一列坐标；请补上另一列（经度和纬度，或 x 和 y、横坐标和纵坐标）。"
    )


def _points(frame: "pd.DataFrame", pair: Pair, source: str, rows: Sequence[int]) -> list[Any]:
    import shapely

    found: list[Any] = []
    faults: list[str] = []
    columns = [pair.east, pair.north]
    readers = _readers(pair.kind)
    for row, cells in zip(rows, frame[columns].itertuples(index=False), strict=True):
        if all(values.is_blank(cell) for cell in cells):
            found.append(None)
            continue
        try:
            at = [read(cell) for read, cell in zip(readers, cells, strict=True)]
            found.append(shapely.Point(*at))
        except (ValueError, TypeError):
            faults.append(_unread(columns, cells, source, row))
    if faults:
        raise LayerError(faults)
    return found


def _readers(kind: str) -> tuple[Callable[[Any], float], Callable[[Any], float]]:
    if kind == METRES:
        return values.number, values.number
    return (
        lambda cell: angles.degrees(cell, sides=angles.EAST_WEST),
        lambda cell: angles.degrees(cell, sides=angles.NORTH_SOUTH),
    )


def _unread(columns: Sequence[Any], cells: Sequence[Any], source: str, row: int) -> str:
    words = "、".join(
        f"“{name}”为“{'' if values.is_blank(cell) else cell}”"
        for name, cell in zip(columns, cells, strict=True)
    )
    return (
        f"{source}：第 {row} 行的{words}，坐标应为两个数字（或 120°36′05.2″ 这样的度分秒）；"
        "请改正或都留空。"
    )


def _from_wkt(frame: "pd.DataFrame", column: Any, source: str, rows: Sequence[int]) -> list[Any]:
    import shapely

    found: list[Any] = []
    faults: list[str] = []
    for row, text in zip(rows, frame[column], strict=True):
        try:
            found.append(None if values.is_blank(text) else shapely.from_wkt(str(text)))
        except shapely.errors.GEOSException:
            faults.append(f"{source}：第 {row} 行的“{column}”不是完整的 WKT；请重新导出该行。")
    if faults:
        raise LayerError(faults)
    return found
