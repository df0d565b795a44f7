"""What is odd in the rasters of a place: where they lie, what they leave open, how they were read."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..gis import raster_files, zonal
from ..gis.raster_files import Raster
from . import city_card, kinds, population_cells
from .findings import INFO, WARNING, Finding, finding
from .rasters import POPULATION

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely
    from rasterio import DatasetReader

_PLACES = ("communities", "buildings", "parcels", "streets")  # what rasters are asked about
_POSSIBLE = {  # raster: values that can be of something, in the unit that it must have
    "dem": (-500.0, 9000.0),
    "population": (0.0, np.inf),
    "ndvi": (-1.0, 1.0),
    "built_up": (0.0, 1.0),
    "night_lights": (0.0, np.inf),
}
_SAMPLED = 512  # rows and columns that are looked at for cells of no data
_KM = 1000.0
_ROUNDING = 1e-6  # of the smaller cell


class _Beyond(NamedTuple):
    """Rows beyond a grid, of how many, and how far it is from every layer (m; None: it meets one)."""

    rows: "dict[str, pd.Index[Any]]"
    counts: dict[str, int]
    away: float | None


def find(
    files: "Mapping[str, Path | Raster]", layers: "Mapping[str, pd.DataFrame]", *, epsg: int
) -> list[Finding]:
    """
    Findings of the rasters of a place.

    Parameters
    ----------
    files
        Raster to its file, each read once by :func:`pianqu.layers.rasters.read`.
    layers
        The layers of the place, in `epsg`.
    epsg
        Its metric grid.

    Returns
    -------
    list
        Rows that lie beyond a raster by layer, or that it lies elsewhere; which band was read, a
        system that was declared, a scale, cells of no data that are not declared or that look
        like data.

    Examples
    --------
    >>> find({}, {}, epsg=4549)
    []
    """
    notes: list[Finding] = []
    for name, file in files.items():
        raster = raster_files.of(file)
        if name == POPULATION and population_cells.drawn(raster.path):
            cells = population_cells.read(raster).to_crs(epsg)
            notes += [*_twice(name, cells), *_beside(name, _outside_cells(cells, layers))]
        else:
            notes += _of_raster(name, raster, layers, epsg)
    return notes


def _of_raster(
    name: str, raster: Raster, layers: "Mapping[str, pd.DataFrame]", epsg: int
) -> list[Finding]:
    import rasterio

    with population_cells.unplaced(), rasterio.open(raster.path) as data:
        number = raster_files.band(data, raster)
        notes = [*_band(name, data, raster), *_values(name, data, number)]
        crs = data.crs.to_wkt() if data.crs else str(raster.crs)
        if data.crs is None:
            notes += finding(
                INFO,
                name,
                "栅格坐标系按声明",
                value=str(raster.crs),
                remedy="文件没有写明坐标系；请在 GIS 软件中写入，以免用错。",
            )
        return notes + _beside(name, _outside(data, crs, layers, epsg))


def _band(name: str, data: "DatasetReader", raster: Raster) -> list[Finding]:
    if data.count == 1 or raster.table is not None:
        return []
    return finding(
        WARNING,
        name,
        "多波段栅格只用第 1 波段",
        value=f"{raster.name} 有 {data.count} 个波段",
        remedy="若应使用其他波段，请在数据源的 table 中写明波段号或名称。",
    )


def _values(name: str, data: "DatasetReader", number: int) -> list[Finding]:
    """Scale, and cells of no data that are not declared or could be data."""
    notes: list[Finding] = []
    at = number - 1
    scale, offset = data.scales[at], data.offsets[at]
    if (scale, offset) != (1.0, 0.0):
        notes += finding(
            INFO,
            name,
            "栅格按比例系数换算",
            value=f"存储值 × {scale:g} + {offset:g}",
            remedy="系数写在文件中；若数值已是实际值，请从文件中去掉。",
        )
    empty = data.nodatavals[at]
    least, most = _POSSIBLE.get(name, (np.inf, -np.inf))
    if empty is not None and least <= empty * scale + offset <= most:
        notes += finding(
            WARNING,
            name,
            "无数据值在取值范围内",
            value=f"无数据值为 {empty:g}",
            remedy="等于该值的像元一律按未知处理；若它也是真实取值，请改用范围以外的无数据值。",
        )
    return notes + _undeclared(name, data, number) + _impossible(name, data, number)


def _undeclared(name: str, data: "DatasetReader", number: int) -> list[Finding]:
    """Ends of a type that stand for no data; a sample is looked at, to keep memory small."""
    kind = np.dtype(data.dtypes[number - 1])
    if kind.kind != "f":
        return _greatest(name, data, number, kind)
    size = min(data.height, _SAMPLED), min(data.width, _SAMPLED)
    cells = data.read(number, out_shape=size, masked=True).astype(float)
    odd = np.abs(cells.compressed()) >= raster_files.FILLED
    if not odd.any():
        return []
    return finding(
        WARNING,
        name,
        "无数据值未声明",
        value=f"取样的 {cells.size:,} 个像元中有 {odd.sum():,} 个为 ±3.4e38",
        remedy="已按未知处理；请在文件中写明 nodata。",
    )


def _impossible(name: str, data: "DatasetReader", number: int) -> list[Finding]:
    """Cells that nothing can have: an undeclared no data (-9999), or a factor that is missing."""
    at, (least, most) = number - 1, _POSSIBLE.get(name, (-np.inf, np.inf))
    size = min(data.height, _SAMPLED), min(data.width, _SAMPLED)
    cells = data.read(number, out_shape=size, masked=True).astype(float).compressed()
    cells = cells[np.abs(cells) < raster_files.FILLED] * data.scales[at] + data.offsets[at]
    odd = cells[(cells < least) | (cells > most)]
    if not len(odd):
        return []
    return finding(
        WARNING,
        name,
        "像元值超出可能的范围",
        value=f"取样中有 {len(odd):,} 个，如 {odd[0]:g}，应在 {least:g} 至 {most:g} 之间",
        remedy="若表示没有数据，请在文件中写明 nodata；若数值放大过，请写明比例系数（scale）。",
    )


def _greatest(
    name: str, data: "DatasetReader", number: int, kind: "np.dtype[Any]"
) -> list[Finding]:
    """The greatest whole number of a type is seldom a count; it is used, as it may be one."""
    if kind.itemsize == 1 or kind.kind not in "iu" or data.nodatavals[number - 1] is not None:
        return []
    size, most = (min(data.height, _SAMPLED), min(data.width, _SAMPLED)), np.iinfo(kind).max
    cells = data.read(number, out_shape=size)
    odd = int((cells == most).sum())
    if not odd:
        return []
    return finding(
        WARNING,
        name,
        "像元值是整数类型的上限，可能是未声明的无数据值",
        value=f"取样的 {cells.size:,} 个像元中有 {odd:,} 个为 {most}",
        remedy="现按真实数值计算；若表示没有数据，请在文件中写明 nodata。",
    )


def _outside(
    data: "DatasetReader", crs: str, layers: "Mapping[str, pd.DataFrame]", epsg: int
) -> "_Beyond":
    """Rows of each layer that are not wholly on the grid, and how far away the grid is."""
    import geopandas as gpd
    import shapely

    beyond: dict[str, pd.Index[Any]] = {}
    counts: dict[str, int] = {}
    for layer, frame in _placed(layers).items():
        shapes = zonal.on_grid(frame.geometry, data.transform[:6], crs)
        west, south, east, north = shapely.bounds(shapes).T
        inside = (west >= 0) & (north <= 0) & (east <= data.width) & (south >= -data.height)
        counts[layer] = len(frame)
        beyond[layer] = frame.index[~inside]
    ring = [(0, 0), (data.width, 0), (data.width, data.height), (0, data.height)]
    outline = shapely.Polygon([data.transform @ corner for corner in ring])
    there = gpd.GeoSeries([outline], crs=crs).to_crs(epsg)
    return _Beyond(beyond, counts, _away(np.asarray(there)[0], layers))


def _twice(name: str, cells: "gpd.GeoDataFrame") -> list[Finding]:
    """Cells that lie over each other count their people twice."""
    import shapely

    shapes = np.asarray(cells.geometry)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    over = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    twice = over > _ROUNDING * np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    if not twice.any():
        return []
    ids = cells.index[np.unique(np.concatenate([one[twice], other[twice]]))]
    return finding(
        WARNING,
        name,
        "人口格网的格相互重叠",
        value=f"{len(ids)} 格（行号见编号）",
        remedy="重叠处的人口会重复计入；请改正格网，或换用不重叠的格网。",
        ids=[str(one) for one in ids],
    )


def _outside_cells(cells: "gpd.GeoDataFrame", layers: "Mapping[str, pd.DataFrame]") -> "_Beyond":
    """The same of a grid of polygons."""
    import shapely

    whole = shapely.union_all(np.asarray(cells.geometry))
    grown = shapely.buffer(whole, 1e-3)  # cells of neighbours differ by rounding
    beyond, counts = {}, {}
    for layer, frame in _placed(layers).items():
        counts[layer] = len(frame)
        beyond[layer] = frame.index[~np.asarray(frame.geometry.within(grown))]
    return _Beyond(beyond, counts, _away(whole, layers))


def _placed(layers: "Mapping[str, pd.DataFrame]") -> "dict[str, gpd.GeoDataFrame]":
    """Rows with a place of the layers that rasters are asked about."""
    import geopandas as gpd

    found = {}
    for layer in _PLACES:
        frame = layers.get(layer)
        if isinstance(frame, gpd.GeoDataFrame):
            there = ~(frame.geometry.isna() | frame.geometry.is_empty)
            found[layer] = gpd.GeoDataFrame(frame[there])
    return {layer: frame for layer, frame in found.items() if len(frame)}


def _away(outline: "shapely.Geometry", layers: "Mapping[str, pd.DataFrame]") -> float | None:
    """Metres from a grid to the nearest layer; None where it meets one, or there is none."""
    import shapely

    sides = [tuple(map(float, frame.total_bounds)) for frame in _placed(layers).values()]
    boxes = [shapely.box(west, south, east, north) for west, south, east, north in sides]
    if not boxes:
        return None
    least = min(float(shapely.distance(outline, box)) for box in boxes)
    return least if least > 0 else None


def _beside(name: str, found: _Beyond) -> list[Finding]:
    zh = city_card.zh(name)
    if found.away is not None:
        return finding(
            WARNING,
            name,
            "栅格与图层不在一处",
            value=f"{zh}栅格距最近的图层 {found.away / _KM:.1f} km",
            remedy="不能为本片区提供数值；请检查栅格的坐标系，或换用覆盖本片区的栅格。",
        )
    return [
        line
        for layer, ids in found.rows.items()
        if len(ids)
        for line in finding(
            WARNING,
            layer,
            f"不全在{zh}栅格范围内",
            value=f"{kinds.schema(layer).zh} {found.counts[layer]:,} 个中 {len(ids):,} 个",
            remedy="范围以外按未知处理，不按零处理；请换用覆盖整个片区的栅格。",
            ids=[str(one) for one in ids],
        )
    ]
