"""Tiles from the network under a map, only where the user asks for them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import folium
from branca.element import Element

from ..tiles import TIANDITU, Tiles, chosen

if TYPE_CHECKING:
    from ..look import Look


class Basemap(folium.TileLayer):
    """
    A layer of tiles that the page may fetch: the one thing that its gate and policy let through.

    Parameters
    ----------
    source
        From :func:`pianqu.maps.tiles.chosen`.

    Examples
    --------
    >>> layer = tianditu("0123abcd")[0]
    >>> layer.source.origins[0]
    'https://t0.tianditu.gov.cn'
    """

    def __init__(self, source: Tiles) -> None:
        super().__init__(
            tiles=source.address,
            attr=source.credit,
            name=source.name,
            control=False,
            max_zoom=22,
            max_native_zoom=source.deepest,
            subdomains=source.subdomains,
        )
        self.source = source


def tianditu(key: str) -> list[Basemap]:
    """
    The basemap of the national platform (天地图): streets and their names, in web mercator.

    Its grid is CGCS2000, which lies within a metre of WGS 84.

    Parameters
    ----------
    key
        The user's own (tk); it stands in the page for whoever reads it.

    Returns
    -------
    list of Basemap
        Each to be added to a map, in this order.

    Raises
    ------
    ChoiceError
        The key is missing or is none.

    Examples
    --------
    >>> from pianqu.maps.web.offline import OfflineMap
    >>> made = OfflineMap(title="示例")
    >>> for layer in tianditu("0123abcd"):
    ...     _ = layer.add_to(made)
    >>> "img-src data: blob: https://t0.tianditu.gov.cn" in made.html()
    True
    """
    return [Basemap(source) for source in chosen(TIANDITU, key=key)]


def basemaps(look: "Look") -> list[Basemap]:
    """
    The layers of the basemap that a look asks for, lowest first; none where it asks for none.

    Examples
    --------
    >>> from pianqu import Look
    >>> basemaps(Look())
    []
    """
    key, owed = look.basemap_key, look.basemap_attribution
    return [Basemap(source) for source in chosen(look.basemap, key=key, attribution=owed)]


def allowed(found: Iterator[Element]) -> list[Tiles]:
    """
    The tiles that a page may fetch.

    Parameters
    ----------
    found
        Every element of the page.

    Returns
    -------
    list of Tiles

    Examples
    --------
    >>> allowed(iter([folium.FeatureGroup()]))
    []
    """
    return [element.source for element in found if isinstance(element, Basemap)]
