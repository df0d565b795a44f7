"""The file of control points of a local grid: each point in the local grid and in a true system."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...gis import crs as grids
from ...gis.errors import CrsError, SourceError
from ..survey import values
from . import angles, columns, coordinates, datums, zones

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

_NAME = ("点号", "点名", "控制点", "名称", "编号", "point", "id", "name")
_X = ("x", "x坐标", "local_x", "独立x", "地方x", "横坐标")
_Y = ("y", "y坐标", "local_y", "独立y", "地方y", "纵坐标")
_Z = ("z", "h", "local_z", "独立高程", "地方高程")
_LON, _LAT = ("经度", "lon", "lng", "longitude"), ("纬度", "lat", "latitude")
_EAST = ("easting", "east", "e", "东坐标", "东")
_NORTH = ("northing", "north", "n", "北坐标", "北")
_HEIGHT = ("height", "高程", "大地高", "正常高")
_SYSTEM = ("epsg", "crs", "坐标系")
_CELLS = 2  # the first record stands in row 2


@dataclass(frozen=True, eq=False)
class Points:
    """
    Control points.

    `here` is (n, 2) or (n, 3) in the local grid, x east and y north; `there` the same points in
    the metric grid `epsg`; with heights where the file has them on both sides.
    """

    names: tuple[str, ...]
    here: "NDArray[np.float64]"
    there: "NDArray[np.float64]"
    epsg: int


def read(path: Path, *, crs: str | int | None, exchanged: bool) -> Points:
    """
    The control points of a file.

    Parameters
    ----------
    path
        A .csv or .xlsx: 点号; x, y in the local grid (纵坐标, 横坐标 whatever the order); 经度, 纬度
        or easting, northing; h and height for seven parameters.
    crs
        The system of easting and northing (or of 经度, 纬度 where they are not CGCS2000), where
        no column `epsg` says it.
    exchanged
        Whether x is north and y east in the local grid.

    Raises
    ------
    SourceError
        The file is missing or in another format.
    CrsError
        A column or number is missing, or the system is none to measure lengths in.
    """
    if not path.is_file():
        raise SourceError(f"{path.name}：控制点文件不存在；请检查路径 {path}。")
    if path.suffix.lower() not in (".csv", ".xlsx", ".xlsm"):
        raise SourceError(f"{path.name}：控制点文件应是 .csv 或 .xlsx；请另存为其中一种。")
    from ..formats import files

    return _points(files.raw(path).frame, path.name, crs, exchanged=exchanged)


def _points(
    frame: "pd.DataFrame", source: str, crs: str | int | None, *, exchanged: bool
) -> Points:
    x, y = columns.first(frame, _X), columns.first(frame, _Y)
    truth, degrees = _truth(frame)
    if x is None or y is None or truth is None:
        raise CrsError(
            f"{source}：控制点文件要有 x、y（地方坐标）和 经度、纬度（或 easting、northing）各两列；"
            f"现有的列是 {'、'.join(map(str, frame.columns))}。"
        )
    faults: list[str] = []
    local = [_numbers(frame, name, source, faults) for name in (x, y)]
    sides = (angles.EAST_WEST, angles.NORTH_SOUTH) if degrees else (None, None)
    real = [
        _numbers(frame, name, source, faults, sides=side)
        for name, side in zip(truth, sides, strict=True)
    ]
    heights = _heights(frame, source, faults)
    if faults:
        raise CrsError(faults)
    definite = columns.spelt(x) == _X[-1]
    pair = local[::-1] if exchanged and not definite else local
    system = _system(frame, crs, source, degrees=degrees)
    there, epsg = _metric(np.column_stack(real), system, source)
    here = np.column_stack([*pair, *heights[:1]])
    return Points(_names(frame), here, np.column_stack([there, *heights[1:]]), epsg)


def _truth(frame: "pd.DataFrame") -> tuple[tuple[Any, Any] | None, bool]:
    """The two columns of true coordinates, east first, and whether they are degrees."""
    for words, degrees in (((_EAST, _NORTH), False), ((_LON, _LAT), True)):
        east, north = (columns.first(frame, spellings) for spellings in words)
        if east is not None and north is not None:
            return (east, north), degrees
    return None, False


def _heights(frame: "pd.DataFrame", source: str, faults: list[str]) -> list[Any]:
    names = columns.first(frame, _Z), columns.first(frame, _HEIGHT)
    if None in names:
        return []
    return [_numbers(frame, name, source, faults) for name in names]


def _numbers(
    frame: "pd.DataFrame", column: Any, source: str, faults: list[str], *, sides: str | None = None
) -> list[float]:
    found: list[float] = []
    for row, cell in enumerate(frame[column], start=_CELLS):
        try:
            found.append(angles.degrees(cell, sides=sides) if sides else values.number(cell))
        except (ValueError, TypeError):
            said = "" if values.is_blank(cell) else cell
            faults.append(
                f"{source}：第 {row} 行的“{column}”为“{said}”，应为数字；请改正或删去这个控制点。"
            )
    return found


def _names(frame: "pd.DataFrame") -> tuple[str, ...]:
    column = columns.first(frame, _NAME)
    if column is None:
        return tuple(f"第 {row} 行" for row in range(_CELLS, _CELLS + len(frame)))
    return tuple(str(cell).strip() for cell in frame[column])


def _system(
    frame: "pd.DataFrame", crs: str | int | None, source: str, *, degrees: bool
) -> str | int:
    column = columns.first(frame, _SYSTEM)
    said = set() if column is None else {str(cell).strip() for cell in frame[column].dropna()}
    if len(said) > 1:
        raise CrsError(
            f"{source}：控制点写了几个坐标系（{'、'.join(sorted(said))}）；请统一为一个。"
        )
    if said:
        code = said.pop()
        return int(code) if code.isdigit() else code
    if crs is None and not degrees:
        raise CrsError(
            f"{source}：没有写明 easting、northing 的坐标系；请加一列 epsg，或在数据源中用 crs 声明，"
            "例如 crs = 4549。"
        )
    return 4490 if crs is None else crs


def _metric(
    at: "NDArray[np.float64]", spelling: str | int, source: str
) -> "tuple[NDArray[np.float64], int]":
    """The points in a metric grid: their own, or the zone of their middle; never degrees."""
    import geopandas as gpd

    system = coordinates.system(spelling, source=f"{source} 的坐标系")
    _require_true(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*at.T), crs=system), source)
    if not system.is_geographic:
        return at, grids.require_metric(gpd.GeoSeries([], crs=system))
    degrees = np.column_stack(grids.transformer(system, 4490).transform(*at.T))
    epsg = grids.zone(*np.median(degrees, axis=0))
    project = grids.transformer(4490, epsg)
    return np.column_stack(project.transform(*degrees.T)), epsg


def _require_true(points: "gpd.GeoDataFrame", source: str) -> None:
    """Refuse true coordinates on an old datum, with the number of another zone, or exchanged."""
    assert points.crs is not None
    label = coordinates.label(points.crs)
    if not datums.is_true(points.crs):
        raise CrsError(
            f"{source}：控制点的真实坐标写的是 {label}（{points.crs.name}），是旧基准；"
            "请换用这些点的 CGCS2000 成果。"
        )
    wrong = zones.fault(points, source=source)
    if wrong:
        raise CrsError(wrong)
    if coordinates.misfit(points, source=source):
        x, y = points.get_coordinates().to_numpy()[0]
        raise CrsError(
            f"{source}：控制点的真实坐标（例如 {x:.10g}, {y:.10g}）不在 {label} 的适用范围内；"
            "请检查东、北（经度、纬度）两列是否写反，以及带号和坐标系。"
        )
