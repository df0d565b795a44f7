"""A layer of a figure: what a page draws, read from the page's own layers, in metres."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from ...gis import crs as grids
from ..style import Swatch
from ..web.features import FeatureLayer, Legend, names, read_layer

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_WEB_MERCATOR = 3857


@dataclass(frozen=True, eq=False)
class Layer:
    """
    Features in classes.

    Attributes
    ----------
    name
        What the layer is called; over its classes in the legend.
    group
        Of the page's list of layers.
    swatches
        The classes.
    marks
        The class of each row.
    shapes
        Geometry of each row in a metric grid; missing where there is none.
    names
        Of each row.
    hatched
        Areas are hatched, each class its own way.
    """

    name: str
    group: str
    swatches: tuple[Swatch, ...]
    marks: np.ndarray
    shapes: gpd.GeoSeries
    names: tuple[str, ...]
    hatched: bool = False

    @property
    def counts(self) -> list[int]:
        """Rows of each class, drawn or not."""
        return np.bincount(self.marks, minlength=len(self.swatches)).tolist()

    @property
    def undrawn(self) -> int:
        """Rows without geometry."""
        return int((~there(self.shapes)).sum())

    def marked(self, marks: "pd.Series | np.ndarray | list[int]") -> "Layer":
        """The layer with other classes of its rows."""
        return replace(self, marks=np.asarray(marks, dtype=int))

    def kept(self, rows: "pd.Series | np.ndarray") -> "Layer":
        """The layer with some of its rows."""
        keep = np.asarray(rows, dtype=bool)
        told = tuple(name for name, stays in zip(self.names, keep, strict=True) if stays)
        return replace(self, marks=self.marks[keep], shapes=self.shapes[keep], names=told)

    def plain(self, swatch: Swatch) -> "Layer":
        """The layer in one class."""
        return replace(
            self, swatches=(swatch,), marks=np.zeros(len(self.marks), dtype=int), hatched=False
        )


def read(drawn: Mapping[str, FeatureLayer], *, epsg: int) -> dict[str, Layer]:
    """
    The layers of a page as layers of a figure: same classes, same colours, same rows.

    Parameters
    ----------
    drawn
        As :func:`pianqu.maps.atlas.sheets.sheets` gives them.
    epsg
        The metric grid.

    Returns
    -------
    dict
        By the same names, in the same order.
    """
    return {key: _read(layer, epsg) for key, layer in drawn.items()}


def _read(layer: FeatureLayer, epsg: int) -> Layer:
    told = read_layer(layer.payload(compress=False))
    return Layer(
        name=str(told["name"]),
        group=str(told["group"]),
        swatches=tuple(Swatch(**swatch) for swatch in told["classes"]),
        marks=np.asarray(told["marks"], dtype=int),
        shapes=gpd.GeoSeries(told["geometry"], crs=4326).to_crs(epsg),
        names=tuple("" if name is None else str(name) for name in told["names"]),
    )


def there(shapes: gpd.GeoSeries) -> np.ndarray:
    """
    Which shapes can be drawn: neither missing nor empty.

    Examples
    --------
    >>> import shapely
    >>> there(gpd.GeoSeries([shapely.Point(0, 0), shapely.Point(), None])).tolist()
    [True, False, False]
    """
    found = shapes.to_numpy()
    return ~(shapely.is_missing(found) | shapely.is_empty(found))


def layer(frame: gpd.GeoDataFrame, *, name: str, group: str, legend: Legend, epsg: int) -> Layer:
    """
    A layer that no page has, from a frame.

    Parameters
    ----------
    frame
        One row a feature, in any coordinate system.
    name, group
        As of :class:`Layer`.
    legend
        Classes, and the class of each row.
    epsg
        The metric grid.

    Returns
    -------
    Layer

    Examples
    --------
    >>> import shapely
    >>> parks = gpd.GeoDataFrame({"name": ["南园"]}, geometry=[shapely.Point(5e5, 3e6)], crs=4549)
    >>> green = Legend((Swatch("公园", "#009e73"),))
    >>> layer(parks, name="公园", group="现状", legend=green, epsg=4549).counts
    [1]
    """
    marks = pd.Series(0, frame.index) if legend.index is None else legend.index
    return Layer(
        name=name,
        group=group,
        swatches=legend.swatches,
        marks=marks.loc[frame.index].to_numpy(dtype=int),
        shapes=gpd.GeoSeries(frame.geometry.to_crs(epsg).to_numpy(), crs=epsg),
        names=tuple(names(frame)),
    )


def grid(plan: "Plan") -> int | None:
    """
    The metric grid a plan is drawn in.

    Parameters
    ----------
    plan
        Its layers in any coordinate system.

    Returns
    -------
    int
        EPSG code: that of the first layer where it is metric, else of the zone of its middle; None
        where there is no layer with geometry.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import shapely
    >>> parks = gpd.GeoDataFrame(geometry=[shapely.Point(120, 31)], crs=4490)
    >>> grid(SimpleNamespace(tables={"parks": parks})), grid(SimpleNamespace(tables={}))
    (4549, None)
    """
    tables = [
        table
        for table in plan.tables.values()
        if isinstance(table, gpd.GeoDataFrame) and len(table) and table.crs is not None
    ]
    for table in tables:
        crs = CRS.from_user_input(table.crs)
        code = crs.to_epsg()
        metric = crs.is_projected and crs.axis_info[0].unit_name == "metre"
        if metric and code not in (None, _WEB_MERCATOR):
            return code
    for table in tables:
        west, south, east, north = table.geometry.to_crs(4326).total_bounds
        if np.isfinite([west, south, east, north]).all():
            return grids.zone((west + east) / 2, (south + north) / 2)
    return None
