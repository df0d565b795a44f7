"""Roads of the district: pavements on both sides of the wide ones, corners, crossings, bridges."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNALS = {(452.0, 642.0), (1112.0, 638.0), (1572.0, 640.0)}  # where the arterial is crossed
ABUTMENT = 12.0  # a bridge begins this far from the water
_PAVEMENT = 3.0
_CROSSING = 4.0
_STRAIGHT = 0.1  # sine of the angle below which two arms are taken as one straight road


class _Arm(NamedTuple):
    """A road seen from one of its nodes."""

    road: int
    toward: tuple[float, float]
    way: "NDArray[np.float64]"  # unit vector away from the node
    half: float  # middle of the road to its pavement


def roads() -> pd.DataFrame:
    """
    Everything that can be walked along or across the public roads.

    Returns
    -------
    DataFrame
        One row a piece: ``name``, ``kind``, ``width``, ``bridge`` and ``geometry`` on the plan.
        Wide roads have a footway on each side, narrow ones a single line.

    Examples
    --------
    >>> sorted(roads()["kind"].unique())
    ['crossing', 'footway', 'residential']
    """
    table = ground.table("roads")
    corners, crossings = _corners(table)
    rows = crossings + [
        row
        for number, road in enumerate(table.to_dict("records"))
        for start, end in pairwise(_nodes(road))
        for row in _sides(road, corners[start, number, end], corners[end, number, start])
    ]
    frame = pd.DataFrame(rows)
    return _bridged(frame[shapely.length(frame["geometry"].to_numpy()) > 0])


def axis(name: str) -> shapely.LineString:
    """
    Middle of a road.

    Parameters
    ----------
    name
        As in the table of roads.

    Returns
    -------
    LineString
        Metres on the plan.

    Examples
    --------
    >>> round(axis("建设大道").length)
    1650
    """
    table = ground.table("roads").set_index("name")
    return shapely.LineString(ground.parse(table["nodes"][name]))


def _nodes(road: dict) -> list[tuple[float, float]]:
    return [(x, y) for x, y in ground.parse(road["nodes"]).tolist()]


def _corners(table: pd.DataFrame) -> tuple[dict, list[dict]]:
    """Left and right corner of every arm of every node, and the crossings between them."""
    corners, crossings = {}, []
    for node, arms in _arms(table).items():
        points = [_corner(node, arm, arms[(at + 1) % len(arms)]) for at, arm in enumerate(arms)]
        for at, arm in enumerate(arms):
            left, right = points[at], points[at - 1]
            if len(arms) == 1:
                left, right = (_beside(node, arm.way, side * arm.half) for side in (1, -1))
            corners[node, arm.road, arm.toward] = left, right
            road = table.iloc[arm.road]
            if len(arms) > 2 and (road["kind"] != "primary" or node in SIGNALS):  # noqa: PLR2004 a bend is no junction
                crossings.append(_crossing(road["name"], left, right))
    return corners, crossings


def _arms(table: pd.DataFrame) -> dict[tuple[float, float], list[_Arm]]:
    """Arms of each node, anticlockwise."""
    found: dict[tuple[float, float], list[_Arm]] = {}
    for number, road in enumerate(table.to_dict("records")):
        for start, end in pairwise(_nodes(road)):
            way = np.subtract(end, start) / np.hypot(*np.subtract(end, start))
            half = float(road["half"])
            found.setdefault(start, []).append(_Arm(number, end, way, half))
            found.setdefault(end, []).append(_Arm(number, start, -way, half))
    return {
        node: sorted(arms, key=lambda arm: np.arctan2(arm.way[1], arm.way[0]))
        for node, arms in found.items()
    }


def _corner(node: tuple[float, float], arm: _Arm, following: _Arm) -> tuple[float, float]:
    """Where the left side of an arm meets the right side of the arm that follows."""
    sine = arm.way[0] * following.way[1] - arm.way[1] * following.way[0]
    if abs(sine) < _STRAIGHT:
        return _beside(node, arm.way, max(arm.half, following.half))
    along = (arm.half * (arm.way @ following.way) + following.half) / sine
    return _rounded(np.array(node) + arm.way * along + _left(arm.way) * arm.half)


def _beside(
    node: tuple[float, float], way: "NDArray[np.float64]", by: float
) -> tuple[float, float]:
    return _rounded(np.array(node) + _left(way) * by)


def _left(way: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return np.array([-way[1], way[0]])


def _rounded(point: "NDArray[np.float64]") -> tuple[float, float]:
    return round(float(point[0]), 3), round(float(point[1]), 3)


def _crossing(road: str, left: tuple[float, float], right: tuple[float, float]) -> dict:
    line = shapely.LineString([left, right])
    return {"name": f"{road}过街", "kind": "crossing", "width": _CROSSING, "geometry": line}


def _sides(road: dict, here: tuple, there: tuple) -> list[dict]:
    """The pavements of a piece of road, or its middle; `here` and `there` are (left, right)."""
    if float(road["half"]):
        return [
            {
                "name": f"{road['name']}人行道",
                "kind": "footway",
                "width": _PAVEMENT,
                "geometry": shapely.LineString([start, end]),
            }
            for start, end in ((here[0], there[1]), (here[1], there[0]))
        ]
    first, last = np.array(here[0]), np.array(there[0])
    points = sorted({*here, *there}, key=lambda point: (np.array(point) - first) @ (last - first))
    line = shapely.LineString(points)
    return [
        {
            "name": road["name"],
            "kind": road["kind"],
            "width": float(road["width"]),
            "geometry": line,
        }
    ]


def _bridged(rows: pd.DataFrame) -> pd.DataFrame:
    """Lines cut where they reach the river, the middle piece a bridge."""
    shape = rows["geometry"].to_numpy()
    over = shapely.intersects(shape, ground.river())
    deck = ground.RIVER.buffer(ground.RIVER_WIDTH / 2 + ABUTMENT, cap_style="flat")
    cut = rows[over].assign(geometry=[_split(line, deck) for line in shape[over]])
    cut = cut.explode("geometry", ignore_index=True)
    bridge = shapely.intersects(cut["geometry"].to_numpy(), ground.river())
    named = cut["name"].where(~bridge, cut["name"] + "桥")
    return pd.concat(
        [rows[~over].assign(bridge=False), cut.assign(bridge=bridge, name=named)],
        ignore_index=True,
    )


def _split(line: shapely.LineString, deck: shapely.Polygon) -> list[shapely.LineString]:
    ends = shapely.get_coordinates(shapely.intersection(line, deck))
    points = [line.coords[0], *map(tuple, np.round(ends, 3)), line.coords[-1]]
    points = sorted(points, key=lambda point: line.project(shapely.Point(point)))
    return [shapely.LineString(pair) for pair in pairwise(points)]
