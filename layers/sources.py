"""Where a layer comes from: a file or a server, and what its data do not say themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..gis.errors import PianquError, SourceError
from . import osm

if TYPE_CHECKING:
    from .placing.located import Georeference

RASTERS = ("dem", "population", "ndvi", "built_up", "night_lights")


@dataclass(frozen=True)
class Server:
    """A database by its address, which is never shown: it may hold a password."""

    url: str = field(repr=False)

    @property
    def name(self) -> str:
        """Host, port and database."""
        from .store import postgis_server

        return str(postgis_server.place(self.url, error=SourceError))


@dataclass(frozen=True)
class Source:
    """
    Where a layer comes from.

    Attributes
    ----------
    path
        A file as :func:`pianqu.layers.formats.files.raw` takes, an OpenStreetMap file, or the
        address of a PostGIS server (`postgresql://...`), which becomes a :class:`Server`.
    table
        The layer of a GeoPackage, the sheet of a workbook, the layer of a drawing, the file in an
        archive, the table of a server, the band of a raster by number or description; None where
        there is one.
    crs
        The coordinate system where the data do not say it: an EPSG code, a PROJ string or any
        other spelling.
    as_of
        The day that the data describe; None for the newest day in its column of that name.
    columns
        Headings that only this file uses, to the name of their field, or `id`.
    attribution, licence
        Whose data they are and on what terms, as it must stand beside them.
    datum
        CGCS2000, WGS84, GCJ-02 or BD-09 where the coordinates are of a map of the phone.
    axes
        `ne` where x is north and y east, as surveyors write; None for x east and y north.
    controls, parameters
        Control points of a local grid, and whether 4 or 7 parameters are fitted to them.
    landuse_scheme
        The standard of its codes of land use, where no column says it.
    unit
        What a cell of a population raster counts: `count` (people in the cell) or `per_km2`.

    Examples
    --------
    >>> Source("楼栋.csv", crs=4490).name
    '楼栋.csv'
    >>> Source("postgresql://me:secret@db.example/city", table="public.楼栋").path
    Server()
    """

    path: Path | Server
    table: str | None = None
    crs: str | int | None = None
    as_of: date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    attribution: str | None = None
    licence: str | None = None
    datum: str | None = None
    axes: str | None = None
    controls: Path | None = None
    parameters: int | None = None
    landuse_scheme: str | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.path, Server):
            said = str(self.path)
            object.__setattr__(self, "path", Server(said) if "://" in said else Path(said))
        if self.controls is not None:
            object.__setattr__(self, "controls", Path(self.controls))

    @property
    def name(self) -> str:
        """The name of the file or server, as it may be told to anybody."""
        return self.path.name

    @property
    def place(self) -> Path | str:
        """What is opened: the path, or the address with whatever it holds."""
        return self.path.url if isinstance(self.path, Server) else self.path

    @property
    def georeference(self) -> "Georeference":
        """How its coordinates are to be understood."""
        from .placing.located import Georeference

        return Georeference(
            crs=self.crs,
            datum=self.datum,
            axes=self.axes,
            controls=self.controls,
            parameters=self.parameters,
        )


class Library:
    """The files of one reading: each OpenStreetMap file is read, and each file hashed, once."""

    def __init__(self) -> None:
        self._extracts: dict[Path, osm.OsmExtract | PianquError] = {}
        self._hashes: dict[tuple[str, str | None], str] = {}

    def extract(self, path: Path) -> osm.OsmExtract:
        """The OpenStreetMap extract at a path; a fault of the file is raised every time."""
        key = path.resolve()
        if key not in self._extracts:
            try:
                self._extracts[key] = osm.read(path)
            except PianquError as error:
                self._extracts[key] = error
        found = self._extracts[key]
        if isinstance(found, PianquError):
            raise found
        return found

    def sha256(self, source: Source) -> str:
        """SHA-256 of a file with all that belongs to it, or of the rows of a table of a server."""
        from .formats import files, hashes

        key = (str(source.place), source.table if isinstance(source.path, Server) else None)
        if key not in self._hashes:
            there = source.place
            self._hashes[key] = (
                files.sha256(there, table=source.table)
                if isinstance(there, str)
                else hashes.sha256(there)
            )
        return self._hashes[key]
