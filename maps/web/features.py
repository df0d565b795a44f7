"""One layer of features on a map: geometry, a class and a table of words each, drawn by own JS."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from folium.map import Layer
from folium.template import Template

from ..style import Swatch
from ..words import WORDS
from .offline import Verbatim, asset, safe_text

if TYPE_CHECKING:
    import geopandas as gpd

DIGITS = 6  # of a degree: a tenth of a metre
_UNSAFE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


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
        What a click shows: one column a heading, text or missing; the index of `frame`.
    group
        Heading over the layer in the list of layers.
    show
        Whether it is on when the page opens.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from pianqu.maps.web.offline import OfflineMap
    >>> parks = gpd.GeoDataFrame({"name": ["南园"]}, geometry=[shapely.Point(120, 31)], crs=4490)
    >>> green = Legend((Swatch("公园", "#009e73"),))
    >>> page = OfflineMap(title="示例")
    >>> _ = FeatureLayer(parks, name="公园", legend=green).add_to(page)
    >>> "南园" in page.html()
    True
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
    ) -> None:
        super().__init__(name=safe_text(name), overlay=True, show=show)
        self._name = "FeatureLayer"
        self._bounds, geometry = _geometry(frame)
        index = pd.Series(0, frame.index) if legend.index is None else legend.index
        head = {
            "name": name,
            "group": group,
            "heading": legend.heading or name,
            "classes": [asdict(swatch) for swatch in legend.swatches],
            "marks": [int(mark) for mark in index.loc[frame.index]],
            "names": names(frame),
            "fields": [] if fields is None else _columns(fields.loc[frame.index]),
        }
        # geometry comes from shapely as JSON text already
        self._payload = f'{data_text(head)[:-1]},"geometry":{geometry}}}'

    def _get_self_bounds(self) -> list[list[float | None]]:
        return self._bounds

    def render(self, **kwargs: Any) -> None:
        """Add the data and the page's own script to the page, then the layer."""
        add_script(self, "pianqu.js")
        add_data(self, f"{self.get_name()}_data", self._payload)
        super().render(**kwargs)


def data_text(value: object) -> str:
    r"""
    JSON that is safe inside a script element, with no sign that HTML or a template reads.

    Parameters
    ----------
    value
        Whatever `json.dumps` takes; NaN is refused.

    Returns
    -------
    str
        Chinese as it is; `<`, `>`, `&` and the two line separators as escapes.

    Examples
    --------
    >>> data_text({"名称": "</script>"})
    '{"名称":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(str.maketrans(_UNSAFE))


def add_script(element: Any, name: str) -> None:
    """
    Put one of the page's own scripts, and the words it needs, into an element's page, once.

    Parameters
    ----------
    element
        An element of the page.
    name
        File name in `maps/assets`.
    """
    header = element.get_root().header
    words = f'<script type="application/json" id="pianqu-words">{data_text(WORDS)}</script>'
    header.add_child(Verbatim(words), name="pianqu-words")
    header.add_child(Verbatim(f"<style>\n{asset('page.css')}</style>"), name="page.css")
    header.add_child(Verbatim(f"<script>\n{asset(name)}</script>"), name=name)


def add_data(element: Any, name: str, payload: str) -> None:
    """
    Put data into an element's page, where a script finds it by its name.

    Parameters
    ----------
    element
        An element of the page.
    name
        The id of the data.
    payload
        From :func:`data_text`.
    """
    block = f'<script type="application/json" id="{name}">{payload}</script>'
    element.get_root().html.add_child(Verbatim(block), name=name)


def _geometry(frame: "gpd.GeoDataFrame") -> tuple[list[list[float | None]], str]:
    degrees = shapely.force_2d(frame.geometry.to_crs(4326).to_numpy())
    rounded = shapely.transform(degrees, lambda points: np.round(points, DIGITS))
    empty = shapely.is_missing(rounded) | shapely.is_empty(rounded)
    rounded[empty] = None
    texts = shapely.to_geojson(rounded)
    body = ",".join("null" if text is None else text for text in texts)
    if empty.all():
        return [[None, None], [None, None]], f"[{body}]"
    west, south, east, north = (float(side) for side in shapely.total_bounds(rounded[~empty]))
    return [[south, west], [north, east]], f"[{body}]"


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


def _columns(fields: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "heading": str(heading),
            "values": [None if pd.isna(cell) else str(cell) for cell in fields[heading]],
        }
        for heading in fields.columns
    ]
