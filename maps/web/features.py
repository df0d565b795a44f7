"""One layer of features on a map: geometry, a class and a table of words each, drawn by own JS."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from folium.map import Layer
from folium.template import Template

from ...gis.errors import OutputError
from ..style import Swatch
from ..words import WORDS
from .columns import Columns, Reader
from .offline import safe_text
from .scripts import DRAWING, add_data, add_script, compressed, data_text
from .shapes import packed_shapes, read_shapes

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, eq=False)
class Legend:
    """
    The classes of a layer and which of them each row is in.

    Attributes
    ----------
    swatches
        The classes in order.
    index
        Place of each row's class; the index of the frame. None: all in the first.
    heading
        Over the classes; the name of the layer where empty.
    """

    swatches: tuple[Swatch, ...]
    index: pd.Series | None = None
    heading: str = ""


class FeatureLayer(Layer):
    """
    Rows of a frame as a folium layer: canvas, a class each, name on hover, words on click.

    Text of the data reaches the page as text only, so that nothing in it can run.

    Parameters
    ----------
    frame
        One row a feature, in any coordinate system; a column `name`, if there, is the name.
    name
        Name of the layer, raw text.
    legend
        Classes, and the class of each row.
    fields
        What a click shows: one column a heading, text, number or missing; the index of `frame`.
    group
        Heading over the layer in the list of layers.
    show
        Whether it is on when the page opens.
    ids
        What each row is called beside its name; the index of `frame` where None.
    compress
        False: larger, for browsers that cannot undo gzip. None: as the attribute `compress` of
        the map says, and compressed where it has none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from pianqu.maps.web.offline import OfflineMap
    >>> parks = gpd.GeoDataFrame({"name": ["南园"]}, geometry=[shapely.Point(120, 31)], crs=4490)
    >>> green = Legend((Swatch("公园", "#009e73"),))
    >>> page = OfflineMap(title="示例")
    >>> layer = FeatureLayer(parks, name="公园", legend=green).add_to(page)
    >>> "公园" in page.html(), read_layer(layer.payload())["names"]
    (True, ['南园'])
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = pianqu.layer({{ this._parent.get_name() }},
                pianqu.data("{{ this.get_name() }}_data"));
        {% endmacro %}
    """)

    def __init__(
        self,
        frame: "gpd.GeoDataFrame",
        *,
        name: str,
        legend: Legend,
        fields: pd.DataFrame | None = None,
        group: str = WORDS["group_present"],
        show: bool = True,
        ids: pd.Series | None = None,
        compress: bool | None = None,
    ) -> None:
        super().__init__(name=safe_text(name), overlay=True, show=show)
        self._name = "FeatureLayer"
        self._compress = compress
        self._columns = Columns()
        index = pd.Series(0, frame.index) if legend.index is None else legend.index
        degrees = shapely.force_2d(frame.geometry.to_crs(4326).to_numpy())
        self._bounds = _bounds(degrees)
        self._head = {
            "name": name,
            "group": group,
            "heading": legend.heading or name,
            "classes": [asdict(swatch) for swatch in legend.swatches],
            "marks": self._columns.ints(index.loc[frame.index]),
            "names": self._columns.column(pd.Series(names(frame), dtype=object)),
            "ids": self._ids(frame, ids),
            "fields": [] if fields is None else self._fields(fields.loc[frame.index]),
            "shapes": packed_shapes(self._columns, degrees),
        }

    def _ids(self, frame: pd.DataFrame, given: pd.Series | None) -> dict[str, Any] | None:
        """None where every row is called by its id, or has none: an index may only count rows."""
        numbered = frame.index.name is None and pd.api.types.is_integer_dtype(frame.index)
        if given is None and numbered:
            return None
        ids = list(map(str, frame.index if given is None else given.loc[frame.index]))
        if names(frame) == ids:
            return None
        return self._columns.column(pd.Series(ids, dtype=object))

    def _fields(self, fields: pd.DataFrame) -> list[dict[str, Any]]:
        return [
            {"heading": str(heading), "values": self._columns.column(fields[heading])}
            for heading in fields.columns
        ]

    def _get_self_bounds(self) -> list[list[float | None]]:
        return self._bounds

    def payload(self, *, compress: bool = True) -> dict[str, Any]:
        """
        What the page is given of the layer; :func:`read_layer` reads it.

        Parameters
        ----------
        compress
            gzip.

        Returns
        -------
        dict
            Ready for :func:`data_text`.
        """
        return self._head | {"pack": self._columns.packed(compress=compress)}

    def render(self, **kwargs: Any) -> None:
        """
        Add the data and the page's own scripts to the page, then the layer.

        Raises
        ------
        OutputError
            The map is not drawn in web Mercator.
        """
        crs = getattr(self._parent, "crs", "EPSG3857")
        if crs != "EPSG3857":
            raise OutputError(
                f"图层“{self._head['name']}”只能绘在 EPSG3857（网络墨卡托）底图上，此地图是 {crs}；"
                "请去掉地图的 crs 参数。"
            )
        add_script(self, *DRAWING)
        compress = compressed(self) if self._compress is None else self._compress
        add_data(self, f"{self.get_name()}_data", data_text(self.payload(compress=compress)))
        super().render(**kwargs)


def read_layer(payload: dict[str, Any]) -> dict[str, Any]:
    """
    Read again what a page is given of a layer, as its script does.

    Parameters
    ----------
    payload
        From :meth:`FeatureLayer.payload`, or from the JSON in a page.

    Returns
    -------
    dict
        The payload with its columns in the open: `marks`, `names`, `values` of each of `fields`,
        and `geometry` in degrees, None where a row has none.

    Raises
    ------
    ValueError
        The data is not whole.
    """
    reader = Reader(payload["pack"])
    return payload | {
        "marks": reader.ints(payload["marks"]).tolist(),
        "names": reader.column(payload["names"]),
        "fields": [
            field | {"values": reader.column(field["values"])} for field in payload["fields"]
        ],
        "geometry": read_shapes(reader, payload["shapes"]),
    }


def _bounds(degrees: Any) -> list[list[float | None]]:
    drawn = degrees[~(shapely.is_missing(degrees) | shapely.is_empty(degrees))]
    if not len(drawn):
        return [[None, None], [None, None]]
    west, south, east, north = (float(side) for side in shapely.total_bounds(drawn))
    return [[south, west], [north, east]]


def names(frame: pd.DataFrame) -> list[str]:
    """
    What each row is called.

    Parameters
    ----------
    frame
        With a column `name`, or without.

    Returns
    -------
    list of str
        The id where there is no name.

    Examples
    --------
    >>> names(pd.DataFrame({"name": ["南园", None]}, ["P1", "P2"]))
    ['南园', 'P2']
    """
    ids = frame.index.astype(str)
    if "name" not in frame.columns:
        return list(ids)
    return [
        str(id_) if pd.isna(name) else str(name)
        for name, id_ in zip(frame["name"], ids, strict=True)
    ]
