"""The box of a download: whether it is one, and the tiles that it is fetched in."""

import math
from collections.abc import Sequence

from ...gis.errors import ChoiceError
from .. import kinds
from .markup import Bounds

_DIGITS = 6  # of a degree, 0.1 m; OSMnx rounds so, and neighbours must share their edge
_KM = 111.32  # of a degree of latitude, enough for an estimate
_FULL = {"west": 180.0, "east": 180.0, "south": 90.0, "north": 90.0}


def number(key: str) -> float:
    """
    A value of the table osm_fetch.

    Examples
    --------
    >>> number("tries")
    3.0
    """
    return next(float(row["value"]) for row in kinds.rows("osm_fetch") if row["key"] == key)


def bounds(given: Sequence[float]) -> Bounds:
    """
    West, south, east, north in degrees.

    Raises
    ------
    ChoiceError
        No such box, or coordinates that are no degrees.

    Examples
    --------
    >>> bounds([120.5, 31.2, 120.6, 31.3])
    (120.5, 31.2, 120.6, 31.3)
    """
    said = "、".join(f"{value}" for value in given)
    if len(given) != len(_FULL):
        raise ChoiceError(f"下载范围 {said}：应为西、南、东、北四个经纬度；请补齐。")
    west, south, east, north = (round(float(value), _DIGITS) for value in given)
    sides = dict(zip(("west", "south", "east", "north"), given, strict=True))
    if not all(math.isfinite(value) and abs(value) <= _FULL[side] for side, value in sides.items()):
        raise ChoiceError(
            f"下载范围 {said}：超出经纬度的范围（经度 ±180，纬度 ±90）；"
            "请用 WGS 84 经纬度，顺序为西、南、东、北，不用投影坐标（米）。"
        )
    if west >= east or south >= north:
        raise ChoiceError(
            f"下载范围 {said}：西应小于东，南应小于北；请按西、南、东、北的顺序填写。"
        )
    return west, south, east, north


def tiles(box: Bounds) -> list[Bounds]:
    """
    Tiles of equal size that fill a box, from the south-west, row by row.

    Raises
    ------
    ChoiceError
        They are more than the table osm_fetch allows; the sentence says how many and how large.

    Examples
    --------
    >>> tiles((120.0, 30.0, 120.05, 30.03))
    [(120.0, 30.0, 120.025, 30.03), (120.025, 30.0, 120.05, 30.03)]
    """
    west, south, east, north = box
    columns = _count(east - west)
    rows = _count(north - south)
    if columns * rows > number("most_tiles"):
        raise ChoiceError(
            f"下载范围 {west}、{south}、{east}、{north} 过大：要分 {columns * rows:,} 块下载，"
            f"约 {megabytes(box):,.0f} MB，上限是 {number('most_tiles'):.0f} 块；"
            "请缩小到规划范围加一个步行距离，或直接下载所在省的 .osm.pbf 提取文件。"
        )
    xs = [round(west + (east - west) * at / columns, _DIGITS) for at in range(columns + 1)]
    ys = [round(south + (north - south) * at / rows, _DIGITS) for at in range(rows + 1)]
    return [
        (xs[column], ys[row], xs[column + 1], ys[row + 1])
        for row in range(rows)
        for column in range(columns)
    ]


def megabytes(box: Bounds) -> float:
    """
    About how many megabytes of answers a box takes, at the density of a European city centre.

    Examples
    --------
    >>> 1 < megabytes((24.93, 60.16, 24.95, 60.18)) < 100
    True
    """
    west, south, east, north = box
    width = (east - west) * math.cos(math.radians((south + north) / 2))
    return width * (north - south) * _KM**2 * number("mb_per_km2")


def _count(degrees: float) -> int:
    """Tiles along a side; a hair more than a whole number of tiles is that number."""
    return max(1, math.ceil(round(degrees / number("tile"), 3)))
