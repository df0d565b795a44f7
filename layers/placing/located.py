"""A delivered table with its coordinates in a true system: declared, undone, laid on or refused."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from ...gis.errors import ChoiceError, CrsError
from ..findings import WARNING
from . import columns, controls, coordinates, datums, vertices, zones

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from ..formats.raw import Note

EAST_NORTH, NORTH_EAST = "en", "ne"
_WEB_MERCATOR = 3857
_BAIDU = (  # its own Mercator lies tens of kilometres beside that of the web
    "百度墨卡托（米）不是网络墨卡托，不能还原；请改为导出百度经纬度，"
    "确由百度经纬度投影到测量坐标系的，请用 crs 声明那个坐标系。"
)


class Delivered(Protocol):
    """What is placed: :class:`pianqu.layers.formats.raw.Raw`, or anything like it."""

    @property
    def frame(self) -> "pd.DataFrame":
        """The table; a GeoDataFrame where the format keeps geometry."""
        ...

    @property
    def rows(self) -> "Sequence[int] | None":
        """Number of each record in the file."""
        ...

    @property
    def name(self) -> str:
        """The source, for the sentences."""
        ...

    @property
    def states_system(self) -> bool:
        """Whether the source itself says its system."""
        ...


@dataclass(frozen=True)
class Georeference:
    """
    How the coordinates of a source are to be understood, where it does not say so itself.

    Attributes
    ----------
    crs
        EPSG code, PROJ string or any other spelling; with control points, the system of their
        true coordinates. It never overrides what the source says.
    datum
        CGCS2000, WGS84, GCJ-02 or BD-09, in any usual spelling.
    axes
        `en`: x east and y north, also where it is None; `ne`: the surveyor's X north and Y east.
        Headings that name their direction (经度, 纵坐标) are taken at their word.
    controls
        File of control points of a local grid.
    parameters
        4 or 7 to fit to them; None for 4.
    """

    crs: str | int | None = None
    datum: str | None = None
    axes: str | None = None
    controls: Path | None = None
    parameters: int | None = None


@dataclass(frozen=True, eq=False)
class Located:
    """The frame in a true system, or without coordinates, and what there is to say of it."""

    frame: "pd.DataFrame | gpd.GeoDataFrame"
    notes: "list[Note]" = field(default_factory=list)


def located(raw: Delivered, how: Georeference) -> Located:
    """
    A delivered table with its coordinates in a true system.

    Parameters
    ----------
    raw
        As delivered; text columns of coordinates, or geometry.
    how
        What the planner declares.

    Returns
    -------
    Located
        A GeoDataFrame with the same index, in the declared or stated system; in EPSG:4490 where
        GCJ-02 or BD-09 was taken off, in EPSG:4326 where an old datum was transformed, in the
        grid of the control points where there are any. A DataFrame where there are no coordinates.

    Raises
    ------
    ChoiceError
        A datum, order of axes or number of parameters that there is not.
    LayerError
        Coordinates that cannot be read.
    CrsError
        No system, two that differ, eastings whose zone is not that of the system, axes the other
        way round, an old datum without parameters, control points that do not carry a fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from pianqu.layers.formats.raw import Raw
    >>> table = pd.DataFrame({"名称": ["甲"], "经度": ["121.531541859215"], "纬度": ["31.17530398364597"]})
    >>> found = located(Raw(table, name="a.csv"), Georeference(datum="GCJ-02"))
    >>> found.frame.crs.to_epsg(), found.frame.geometry.x.round(7).tolist()
    (4490, [121.5272106])
    >>> print(*found.notes[0][1:3])
    已由 GCJ-02 还原为 CGCS2000 1 个点，移动 475 至 475 m
    """
    source = raw.name
    datum = datums.known(how.datum, source=source)
    placed = _placed(raw)
    exchanged = _axes(how.axes, source) == NORTH_EAST
    if placed is None:
        return Located(raw.frame, _unused(how))
    frame = placed.frame
    turned = exchanged and placed.kind == columns.PLAIN
    if turned:
        frame = frame.set_geometry(vertices.moved(frame, lambda x, y: (y, x)), crs=frame.crs)
    if how.controls is not None:
        return _on_controls(frame, how, datum, source, exchanged=exchanged)
    system = _system(frame, raw, how, datum, degrees=placed.kind == columns.DEGREES)
    frame = frame.set_crs(system, allow_override=True)
    _require_fit(frame, source, turned=turned)
    return _true(frame, datum, source)


def _placed(raw: Delivered) -> columns.Points | None:
    import geopandas as gpd

    if isinstance(raw.frame, gpd.GeoDataFrame):
        return columns.Points(raw.frame, columns.PLAIN)
    return columns.placed(raw.frame, source=raw.name, rows=raw.rows)


def _unused(how: Georeference) -> "list[Note]":
    """A declaration that found nothing to be said of."""
    said = [name for name in ("datum", "axes", "controls") if getattr(how, name) is not None]
    if not said:
        return []
    remedy = "请检查坐标列的标题（经度和纬度、x 和 y、横坐标和纵坐标、WKT），或删去声明。"
    return [(WARNING, "声明了坐标而没有坐标列", "、".join(said), remedy)]


def _axes(axes: str | None, source: str) -> str:
    if axes not in (None, EAST_NORTH, NORTH_EAST):
        raise ChoiceError(
            f"{source}：axes 写的是“{axes}”；请写 en（x 为东、y 为北）或 ne（X 为北、Y 为东）。"
        )
    return axes or EAST_NORTH


def _on_controls(
    frame: "gpd.GeoDataFrame",
    how: Georeference,
    datum: str | None,
    source: str,
    *,
    exchanged: bool,
) -> Located:
    assert how.controls is not None
    if datum in datums.SHIFTED:
        raise CrsError(
            f"{source}：同时声明了 controls 和 datum = {datum}；地方坐标系没有偏移，请删去其中一个。"
        )
    found, notes = controls.placed(
        frame,
        how.controls,
        source=source,
        parameters=how.parameters,
        crs=how.crs,
        exchanged=exchanged,
    )
    return Located(found, notes)


def _system(
    frame: "gpd.GeoDataFrame",
    raw: Delivered,
    how: Georeference,
    datum: str | None,
    *,
    degrees: bool,
) -> "CRS":
    """The system that is stated or declared; where there is neither, degrees of the datum."""
    stated = frame.crs if raw.states_system else None
    if how.crs is None:
        if frame.crs is not None:
            return frame.crs
        return _of_datum(frame, datum, raw.name, degrees=degrees)
    declared = coordinates.system(how.crs, source=raw.name)
    if stated is not None and not coordinates.same(stated, declared):
        raise CrsError(
            f"{raw.name}：文件写明的坐标系是 {coordinates.label(stated)}，"
            f"而数据源声明的 crs 是 {coordinates.label(declared)}；"
            "请删去声明，或先把文件改正为实际的坐标系。"
        )
    return declared


def _of_datum(frame: "gpd.GeoDataFrame", datum: str | None, source: str, *, degrees: bool) -> "CRS":
    hint = zones.hint(frame)
    if datum is None:
        remedy = hint or "例如 crs = 4490（CGCS2000 经纬度）"
        raise CrsError(
            f"{source}：有坐标但没有写明坐标系；请在数据源中用 crs 声明，{remedy}；"
            '高德、腾讯坐标请写 datum = "GCJ-02"，百度坐标请写 datum = "BD-09"。'
        )
    at = np.abs(shapely.get_coordinates(frame.geometry)).max(axis=0, initial=0)
    if not degrees and not (at <= [180, 180]).all():
        if datum == datums.BD09:
            raise CrsError(f"{source}：声明了 datum = {datum}，但坐标以米为单位；{_BAIDU}")
        raise CrsError(
            f"{source}：声明了 datum = {datum}，但坐标以米为单位，还须用 crs 声明投影"
            f"{'（' + hint + '）' if hint else '，例如 crs = 4549'}。"
        )
    return coordinates.system(datums.DEGREES[datum], source=source)


def _require_fit(frame: "gpd.GeoDataFrame", source: str, *, turned: bool) -> None:
    """Refuse the number of another zone, and axes that were declared and are not so."""
    wrong = zones.fault(frame, source=source)
    if wrong:
        raise CrsError(wrong)
    if not turned or not coordinates.misfit(frame, source=source):
        return
    back = frame.set_geometry(vertices.moved(frame, lambda x, y: (y, x)), crs=frame.crs)
    if frame.crs is not None and not coordinates.misfit(back, source=source):
        raise CrsError(
            f'{source}：声明了 axes = "ne"（X 为北、Y 为东），但坐标只有按 x 为东、y 为北才落在 '
            f"{coordinates.label(frame.crs)} 的适用范围内；请删去 axes。"
        )


def _true(frame: "gpd.GeoDataFrame", datum: str | None, source: str) -> Located:
    assert frame.crs is not None
    if datum is not None and not datums.is_true(frame.crs):
        raise CrsError(
            f"{source}：声明的 datum 是 {datum}，而坐标系 {coordinates.label(frame.crs)} 用的是别的基准；"
            "请删去 datum，或改正 crs。"
        )
    if datum == datums.BD09 and frame.crs.to_epsg() == _WEB_MERCATOR:
        raise CrsError(f"{source}：声明了 datum = {datum} 和 crs = {_WEB_MERCATOR}；{_BAIDU}")
    if datum in datums.SHIFTED:
        return Located(*datums.undone(frame, datum, source=source))
    return Located(*datums.true(frame, source=source))
