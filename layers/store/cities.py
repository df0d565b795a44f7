"""A city kept whole in a GeoPackage or a PostGIS database, and back again equal."""

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...gis import raster_files
from ...gis.errors import OutputError, SourceError
from ...gis.raster_files import Raster
from .. import kinds
from . import database, postgis

if TYPE_CHECKING:
    import pandas as pd

    from ..city import City

_CITY, _RASTERS = "city", "rasters"
_PLAIN = ("name", "epsg", "synthetic")
_APART = ("layers", "rasters", "extent")
_DECLARED = ("crs", "table", "column", "unit")  # of a raster
_SERVERS = ("postgresql", "postgres")
_TITLES = {
    _CITY: "片区",
    _RASTERS: "栅格文件",
    "sources": "数据来源",
    "findings": "问题清单",
    "treatments": "处理记录",
    "understood": "识别结果",
}


def write(
    city: "City", place: str | Path, *, schema: str = postgis.SCHEMA, replace: bool = False
) -> str:
    """
    Keep a city: every layer, the tables about them, and what it says of itself.

    Parameters
    ----------
    city
        Any.
    place
        A .gpkg file, or the address of a PostGIS database (`postgresql://...`).
    schema
        Where the tables go in a database; made if it is not there.
    replace
        Put it in the place of one that is there.

    Returns
    -------
    str
        The path, or the database by host and name; never a password.

    Raises
    ------
    OutputError
        Something is there and is not to be replaced, a table cannot be kept as it is, or the file
        or database cannot be written. Nothing is changed then.

    Notes
    -----
    Rasters are kept by their paths; the files stay where they are. A column of objects of several
    types comes back as text.

    Examples
    --------
    >>> import tempfile
    >>> from pianqu.layers.city import City
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write(City("甲", 4549, {}), Path(folder) / "甲.gpkg")
    ...     read(path).name
    '甲'
    """
    server = _server(place)
    tables = _tables(city)
    told: dict[str, Any] = {"fields": _fields(list(tables)), "titles": _titles(list(tables))}
    if server is not None:
        from . import postgis_server

        postgis.write(tables, server, schema=schema, replace=replace, **told)
        return str(postgis_server.place(server, error=OutputError))
    path = Path(place)
    if path.suffix.lower() != ".gpkg":
        raise OutputError(f"{path.name}：片区只能存为 .gpkg 文件或 PostGIS 数据库；请改文件名。")
    if path.exists() and not replace:
        raise OutputError(f"{path.name}：文件已存在；请换一个文件名，或用 replace=True 覆盖。")
    return str(database.write(tables, path, **told))


def read(place: str | Path, *, schema: str = postgis.SCHEMA) -> "City":
    """
    The city that :func:`write` kept.

    Parameters
    ----------
    place, schema
        As it was written.

    Returns
    -------
    City
        Equal to what was written: layers in their order, values, types, missing values, geometry
        to the last bit, coordinate system, tables.

    Raises
    ------
    SourceError
        There is no such file or database, or it holds no city.

    Examples
    --------
    >>> read("没有.gpkg")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有.gpkg：文件不存在；请检查路径 没有.gpkg。
    """
    from ..city import City

    server = _server(place)
    tables = database.read(place) if server is None else postgis.read(server, schema=schema)
    if _CITY not in tables:
        raise SourceError(
            f"{_said(place)}：其中没有片区（缺少表 {_CITY}）；请检查是否由本软件保存。"
        )
    own: Any = tables[_CITY]
    row = own.iloc[0]
    known = {part.name for part in fields(City)} - {*_PLAIN, *_APART}
    rasters = tables[_RASTERS]
    return City(
        name=str(row["name"]),
        epsg=int(row["epsg"]),
        synthetic=bool(row["synthetic"]),
        extent=own.geometry.iloc[0],
        layers={name: tables[name] for name in json.loads(row["layers"])},
        rasters={str(one): _file(row) for one, row in rasters.iterrows()},
        **{name: tables[name] for name in json.loads(row["tables"]) if name in known},
    )


def _file(row: "pd.Series") -> Path | Raster:
    """The file of a raster, with what was declared of it where anything was."""
    import pandas as pd

    path = Path(str(row["path"]))
    told = {
        name: None if pd.isna(row[name]) else str(row[name]) for name in _DECLARED if name in row
    }
    return Raster(path, **told) if any(told.values()) else path


def _server(place: str | Path) -> str | None:
    """The address of a database; None for a file."""
    if isinstance(place, str) and place.partition("://")[0].partition("+")[0] in _SERVERS:
        return place
    return None


def _said(place: str | Path) -> str:
    from . import postgis_server

    server = _server(place)
    if server is None:
        return Path(place).name
    return f"数据库 {postgis_server.place(server, error=SourceError)}"


def _tables(city: "City") -> "dict[str, pd.DataFrame]":
    """Every table of a city, and one row about itself."""
    import geopandas as gpd
    import pandas as pd

    parts = [part.name for part in fields(city) if part.name not in (*_PLAIN, *_APART)]
    told = {
        "name": pd.array([city.name], dtype="string"),
        "epsg": [city.epsg],
        "synthetic": [city.synthetic],
        "layers": pd.array([json.dumps(list(city.layers))], dtype="string"),
        "tables": pd.array([json.dumps(parts)], dtype="string"),
    }
    extent: Any = [city.extent]
    index = pd.Index(list(city.rasters), name="raster", dtype="string")
    files = [raster_files.of(file) for file in city.rasters.values()]
    kept = {"path": [str(file.path) for file in files]}
    kept |= {name: [getattr(file, name) for file in files] for name in _DECLARED}
    return {
        _CITY: gpd.GeoDataFrame(told, geometry=extent, crs=city.epsg),
        **city.layers,
        _RASTERS: pd.DataFrame(kept, index=index, dtype="string"),
        **{name: getattr(city, name) for name in parts},
    }


def _fields(tables: list[str]) -> "pd.DataFrame":
    """Headings and units, for GIS to show."""
    import pandas as pd

    rows = [
        (layer, field.name, field.zh, field.unit, field.meaning)
        for layer in kinds.layers()
        if layer in tables
        for field in kinds.schema(layer).fields
    ]
    return pd.DataFrame(rows, columns=["table", "field", "zh", "unit", "meaning"])


def _titles(tables: list[str]) -> dict[str, str]:
    named = {layer: kinds.schema(layer).zh for layer in kinds.layers()} | _TITLES
    return {table: named.get(table, table) for table in tables}
