"""A city: checked layers in one metric grid, with where they come from and what is odd in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from . import (
    assembling,
    city_card,
    findings,
    gathering,
    kinds,
    raster_findings,
    rasters,
    treatments,
)
from .changing import changes
from .checks import rules as limits
from .gathering import Gathered
from .sources import Source

if TYPE_CHECKING:
    import pandas as pd
    import shapely

    from ..gis.raster_files import Raster

__all__ = ["City", "Source", "read"]


def _no_sources() -> "pd.DataFrame":
    return assembling.sources([], [])


def _no_findings() -> "pd.DataFrame":
    return findings.table([])


def _no_treatments() -> "pd.DataFrame":
    return treatments.table([])


def _nothing_understood() -> "pd.DataFrame":
    return assembling.headings([])


@dataclass(frozen=True, eq=False)
class City:
    """
    One place: its layers, checked and in one metric grid. Made by :func:`read`.

    A layer is also an attribute (`city.buildings`), None where the city has no such layer.

    Attributes
    ----------
    name
        Name of the place.
    epsg
        The metric grid of every geometry.
    layers
        Layer to frame, index the id; only the layers that are there.
    rasters
        Raster (dem, population, ndvi, built_up, night_lights) to its file, with what is declared
        of it where anything is (:class:`pianqu.gis.raster_files.Raster`).
    sources
        One row a layer: file and table, SHA-256, rows, as-of day, system and datum, how many rows
        were repaired, corrected and not understood, licence, attribution.
    findings
        One row a finding: severity, layer, id, rule, value, remedy.
    treatments
        One row a cell, shape or row that is not as it was delivered, with what was.
    understood
        One row a heading: what it was taken for.
    extent
        The edge of the data where they are an extract, in `epsg`; None where it is not known.
    synthetic
        The data are made up.

    Examples
    --------
    >>> import geopandas as gpd
    >>> city = City("甲", 4549, {"parks": gpd.GeoDataFrame(geometry=[], crs=4549)})
    >>> len(city.parks), city.streets
    (0, None)
    """

    name: str
    epsg: int
    layers: "Mapping[str, pd.DataFrame]"
    rasters: "Mapping[str, Path | Raster]" = field(default_factory=dict)
    sources: "pd.DataFrame" = field(default_factory=_no_sources)
    findings: "pd.DataFrame" = field(default_factory=_no_findings)
    extent: "shapely.Polygon | None" = None
    synthetic: bool = False
    treatments: "pd.DataFrame" = field(default_factory=_no_treatments)
    understood: "pd.DataFrame" = field(default_factory=_nothing_understood)

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", MappingProxyType(dict(self.layers)))
        object.__setattr__(self, "rasters", MappingProxyType(dict(self.rasters)))

    def __getattr__(self, name: str) -> Any:
        """A layer by its name; None where the city has no such layer."""
        if name in kinds.layers():
            return self.layers.get(name)
        raise AttributeError(f"City has no attribute {name!r}")

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return city_card.html(self)

    def with_changes(
        self,
        *,
        add: "Mapping[str, pd.DataFrame] | None" = None,
        open: Mapping[str, Iterable[str]] | None = None,  # noqa: A002  the planner's word for it
        close: Mapping[str, Iterable[str]] | None = None,
        remove: Mapping[str, Iterable[str]] | None = None,
        name: str = "",
        join: float = changes.JOIN,
    ) -> "City":
        """
        A scenario: this city with changes, each of which is said in its findings.

        Parameters
        ----------
        add
            Layer to new rows indexed by id, with a CRS where they have a geometry.
        open, close, remove
            Layer to ids. Streets, entrances and parks open and close, a facility that closes is
            removed; entrances go with their place. `name` is that of the scenario.
        join
            Metres from a street on the ground within which the end of a new one is tied to it.

        Raises
        ------
        LayerError
            Every fault at once: unknown layers, ids and references, rows that do not fit their
            schema, a new street that joins nothing.

        Examples
        --------
        >>> import geopandas as gpd
        >>> parks = gpd.GeoDataFrame(index=["P1"], geometry=[None], crs=4549)
        >>> City("甲", 4549, {"parks": parks}).with_changes(close={"parks": ["P1"]}).parks["open"]["P1"]
        np.False_
        """
        asked = {"add": add, "open": open, "close": close, "remove": remove}
        return changes.apply(self, **asked, name=name, join=join)

    def __reduce__(self) -> tuple[Any, ...]:
        """A read-only mapping cannot be pickled: send plain ones to another process."""
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        plain = parts | {"layers": dict(self.layers), "rasters": dict(self.rasters)}
        return City, tuple(plain.values())


def read(
    sources: Mapping[str, Source],
    *,
    name: str = "",
    crs: int | str | None = None,
    aliases: Path | None = None,
    check_rules: Path | None = None,
) -> City:
    """
    Read and check the layers of a place.

    Parameters
    ----------
    sources
        Layer (or raster: dem, population, ndvi, built_up, night_lights) to where it comes from. One
        OpenStreetMap file may serve several layers; it is read once.
    name
        Name of the place.
    crs
        The metric grid to work in, an EPSG code or any other spelling; None for the CGCS2000
        3-degree zone of the place (the UTM zone outside China).
    aliases
        A table of one's own words, see :func:`pianqu.layers.aliases.read`.
    check_rules
        A table of one's own limits of the checks, see :func:`pianqu.layers.checks.rules.read`.

    Returns
    -------
    City
        A cell that cannot be understood is missing in it, and stands in `treatments` as it was.

    Raises
    ------
    PianquError
        Every fault of every layer at once; of one kind (SourceError, CrsError, LayerError) where
        they all are.

    Examples
    --------
    >>> read({"rivers": Source("河.shp")})
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.LayerError: 没有名为“rivers”的图层；图层有 communities、buildings、stairwells、windows、\
votes、parks、entrances、facilities、streets、parcels、premises、protections、barriers、districts、\
projects、ledger、corrections、decisions、dem、population、ndvi、built_up、night_lights，请改正。
    """
    found = gathering.gather(sources, crs=crs, aliases=aliases, check_rules=check_rules)
    found.require()
    return of_gathered(found, sources, name=name)


def of_gathered(found: Gathered, sources: Mapping[str, Source], *, name: str = "") -> City:
    """
    The place of what was read without a fault.

    Raises
    ------
    CrsError, LayerError
        The grid does not fit the place; a correction does not fit the data.
    """
    with limits.applied(found.rules):
        put = assembling.assembled(found.found, epsg=found.epsg)
    lines = [*(one.provenance for one in found.found.values()), *found.rasters.values()]
    files = {layer: rasters.file(sources[layer]) for layer in found.rasters}
    told = raster_findings.find(files, put.layers, epsg=put.epsg)
    return City(
        name=name,
        epsg=put.epsg,
        layers=put.layers,
        rasters=files,
        sources=assembling.sources(lines, put.treatments),
        findings=findings.table([*put.findings, *told]),
        extent=put.extent,
        treatments=treatments.table(put.treatments),
        understood=assembling.headings(found.found.values()),
    )
