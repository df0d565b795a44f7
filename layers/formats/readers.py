"""One file in its own format as a table: which reader is for which ending."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ...gis.errors import SourceError
from .. import findings
from . import drawings, geodatabases, placemarks, shapefiles, sheets, vectors
from .raw import Raw


def _layered(path: Path, table: str | None, name: str) -> Raw:
    layer = _chosen(vectors.tables(path, name=name), table, name)
    frame, notes = vectors.read(path, layer, name=name)
    return Raw(frame, table=layer, notes=notes, states_system=True, name=name)


def _geodatabase(path: Path, table: str | None, name: str) -> Raw:
    found = _layered(path, table, name)
    named = geodatabases.titles(path, str(found.table), name=name)
    return replace(found, titles=named)


def _single(path: Path, _: str | None, name: str) -> Raw:
    frame, notes = vectors.read(path, None, name=name)
    stated = not vectors.states_no_system(path)
    return Raw(frame, notes=notes, states_system=stated, name=name)


def _shapefile(path: Path, _: str | None, name: str) -> Raw:
    frame, notes, cut = shapefiles.read(path, name=name)
    return Raw(frame, notes=notes, states_system=True, name=name, cut=cut)


def _parquet(path: Path, _: str | None, name: str) -> Raw:
    return Raw(vectors.read_parquet(path, name=name), states_system=True, name=name)


def _kml(path: Path, table: str | None, name: str) -> Raw:
    frame, notes, folder = placemarks.read(path, table, name=name)
    return Raw(frame, table=folder, notes=notes, states_system=True, name=name)


def _drawing(path: Path, table: str | None, name: str) -> Raw:
    frame, notes, layers = drawings.read(path, table, name=name)
    return Raw(frame, table=layers, notes=notes, name=name)


def _csv(path: Path, _: str | None, name: str) -> Raw:
    found = _sheet(sheets.read_csv(path), None, name)
    if sheets.encoding(path) != "gb18030":
        return found
    said = (findings.INFO, "按 GB 18030 编码读取", name, "如有乱码，请另存为 UTF-8。")
    return found.named(name, notes=[said])


def _xlsx(path: Path, table: str | None, name: str) -> Raw:
    state = path.stat()
    chosen = _chosen(list(_sheets(path, state.st_mtime_ns, state.st_size)), table, name)
    return _sheet(sheets.read_sheet(path, chosen), chosen, name)


@lru_cache(maxsize=8)
def _sheets(path: Path, _changed: int, _size: int) -> tuple[str, ...]:
    """Of a workbook as it was then: each of its layers asks again, and opening it is slow."""
    return tuple(sheets.sheets(path))


def _sheet(found: sheets.Sheet, table: str | None, name: str) -> Raw:
    return Raw(
        found.frame,
        rows=found.rows,
        table=table,
        notes=list(found.notes),
        name=name,
        totals=found.totals,
    )


def _chosen(there: list[str], table: str | None, name: str) -> str:
    if table is None and len(there) == 1:
        return there[0]
    if table in there:
        return str(table)
    if not there:
        raise SourceError(f"{name}：没有任何记录；请检查是否选错了文件，或删去这个数据源。")
    asked = "没有指明读哪一个表" if table is None else f"没有名为“{table}”的表，或者它是空的"
    raise SourceError(f"{name}：{asked}；文件中有 {'、'.join(there)}，请在 table 中写明其一。")


READERS: dict[str, Callable[[Path, str | None, str], Raw]] = {
    ".gpkg": _layered,
    ".geojson": _single,
    ".json": _single,
    ".parquet": _parquet,
    ".shp": _shapefile,
    ".gdb": _geodatabase,
    ".fgb": _single,
    ".kml": _kml,
    ".dxf": _drawing,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".xlsm": _xlsx,
}
