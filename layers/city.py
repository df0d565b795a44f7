"""A city: checked layers in one metric grid, with where they come from and what is odd in them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from ..gis import crs as grids
from ..gis.errors import LayerError, PianquError
from . import city_card, findings, kinds, reading, references
from . import rasters as raster_files
from .changing import changes
from .findings import WARNING, Finding
from .placing import grid, positions
from .reading import RASTERS, Library, Read, Source

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely

__all__ = ["City", "Source", "read"]

_SOURCES = ("layer", "source", "sha256", "rows", "as_of", "crs", "licence", "attribution")


def _no_sources() -> "pd.DataFrame":
    return _source_table([])


def _no_findings() -> "pd.DataFrame":
    return findings.table([])


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
        Raster (dem, population, ndvi, built_up, night_lights) to its file.
    sources
        One row a layer: file, SHA-256, rows, as-of day, system, licence, attribution.
    findings
        One row a finding: severity, layer, id, rule, value, remedy.
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
    rasters: Mapping[str, Path] = field(default_factory=dict)
    sources: "pd.DataFrame" = field(default_factory=_no_sources)
    findings: "pd.DataFrame" = field(default_factory=_no_findings)
    extent: "shapely.Polygon | None" = None
    synthetic: bool = False

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


def read(sources: Mapping[str, Source], *, name: str = "", crs: int | str | None = None) -> City:
    """
    Read and check the layers of a place.

    Parameters
    ----------
    sources
        Layer (or raster: dem, population, ndvi, built_up, night_lights) to where it comes from. One
        .osm.pbf file may serve several layers; it is read once.
    name
        Name of the place.
    crs
        The metric grid to work in, an EPSG code or any other spelling; None for the CGCS2000
        3-degree zone of the place (the UTM zone outside China).

    Returns
    -------
    City

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
    library = Library()
    errors: list[PianquError] = []
    for layer in sources:
        if layer not in (*kinds.layers(), *RASTERS):
            errors.append(LayerError(_unknown(layer)))
    asked = [layer for layer in kinds.layers() if layer in sources]
    found = _each(asked, lambda layer: reading.read(layer, sources[layer], library), errors)
    images = [layer for layer in RASTERS if layer in sources]
    rows = _each(images, lambda layer: raster_files.read(layer, sources[layer], library), errors)
    epsg: int | None = None
    if crs is not None:
        epsg = _each(["crs"], lambda _: grid.code(crs), errors).get("crs")
    if errors:
        raise _together(errors)
    rasters = {layer: sources[layer].path for layer in images}
    return _assembled(name, found, rasters, list(rows.values()), epsg)


def _each(keys: list[str], work: Callable[[str], Any], errors: list[PianquError]) -> dict[str, Any]:
    """The work for every key; faults are gathered and do not stop it."""
    done: dict[str, Any] = {}
    for key in keys:
        try:
            done[key] = work(key)
        except PianquError as error:
            errors.append(error)
    return done


def _together(errors: list[PianquError]) -> PianquError:
    faults = list(dict.fromkeys(fault for error in errors for fault in error.faults))
    classes = {type(error) for error in errors}
    return (classes.pop() if len(classes) == 1 else PianquError)(faults)


def _unknown(layer: str) -> str:
    known = "、".join((*kinds.layers(), *RASTERS))
    return f"没有名为“{layer}”的图层；图层有 {known}，请改正。"


def _assembled(
    name: str,
    found: dict[str, Read],
    rasters: dict[str, Path],
    rows: list[dict[str, Any]],
    declared: int | None,
) -> City:
    frames = {layer: one.frame for layer, one in found.items() if len(one.frame)}
    epsg = grid.choose(frames) if declared is None else grid.require_fit(declared, frames)
    placed = {layer: _placed(frame, epsg) for layer, frame in frames.items()}
    layers, notes = references.resolve(placed)
    told = [note for one in found.values() for note in one.findings]
    return City(
        name=name,
        epsg=epsg,
        layers=layers,
        rasters=rasters,
        sources=_source_table([*(one.provenance for one in found.values()), *rows]),
        findings=findings.table([*told, *notes, *_strays(placed)]),
        extent=_extent(found, epsg),
    )


def _placed(frame: "pd.DataFrame", epsg: int) -> "pd.DataFrame":
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    if frame.crs is None:  # only where every geometry is missing
        return frame.set_crs(epsg)
    return grids.to_metric(frame, epsg)


def _extent(found: dict[str, Read], epsg: int) -> "shapely.Polygon | None":
    """The box of the extract that the streets come from, else of any extract."""
    ordered = [found[layer] for layer in ("streets", *found) if layer in found]
    box = next((one.extent for one in ordered if one.extent is not None), None)
    return None if box is None else grid.laid(box, epsg)


def _box(frame: "gpd.GeoDataFrame") -> "shapely.Polygon":
    import shapely

    west, south, east, north = (float(value) for value in frame.total_bounds)
    return shapely.box(west, south, east, north)


def _strays(layers: "dict[str, pd.DataFrame]") -> list[Finding]:
    """Rows far from their layer, and layers farther from every other than either is wide."""
    import geopandas as gpd

    boxes = {
        layer: _box(frame)
        for layer, frame in layers.items()
        if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any()
    }
    notes = [note for layer in boxes for note in positions.far(_spatial(layers[layer]), layer)]
    for layer, own in boxes.items():
        others = [other for name, other in boxes.items() if name != layer]
        if others and all(own.distance(other) > _width(own, other) for other in others):
            away = min(own.distance(other) for other in others) / 1000
            notes += findings.finding(
                WARNING,
                layer,
                "图层与其他图层不在一处",
                value=f"相距 {away:.1f} km",
                remedy="请检查该图层声明的坐标系（带号、中央经线、是否为加密坐标）。",
            )
    return notes


def _spatial(frame: "pd.DataFrame") -> "gpd.GeoDataFrame":
    return cast("gpd.GeoDataFrame", frame)


def _width(*boxes: "shapely.Polygon") -> float:
    from math import dist

    return max(dist(box.bounds[:2], box.bounds[2:]) for box in boxes)


def _source_table(rows: list[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(_SOURCES), dtype=object)
    text = {name: "string" for name in _SOURCES if name not in ("rows", "as_of")}
    return table.astype({**text, "rows": "Int64", "as_of": "datetime64[s]"})
