"""A map of layers in the open, and what its canvases show at a place."""

import geopandas as gpd
import pandas as pd

from pianqu.maps.style import Swatch
from pianqu.maps.web.features import FeatureLayer, Legend
from pianqu.maps.web.offline import OfflineMap

RED, BLUE = "#ff0000", "#0000ff"
MAP = "const map = Object.values(window).find((part) => part instanceof L.Map);"
# what the canvases show at a place: red, green, blue, opacity
COLOUR = f"""async ([x, y]) => {{
    {MAP}
    await Promise.all(Object.values(map.pianqu.sheets).map((sheet) => sheet.drawn()));
    const own = map.getContainer().getBoundingClientRect();
    const at = map.latLngToContainerPoint([y, x]).add([own.left, own.top]);
    for (const tile of document.querySelectorAll('.pq-sheet canvas')) {{
        const box = tile.getBoundingClientRect();
        if (at.x < box.left || at.x >= box.right || at.y < box.top || at.y >= box.bottom) continue;
        const scale = tile.width / box.width;
        const pen = tile.getContext('2d');
        return [...pen.getImageData((at.x - box.left) * scale, (at.y - box.top) * scale, 1, 1).data];
    }}
    return null;
}}"""
FOUND = f"""(places) => {{
    {MAP}
    return places.map(([x, y]) => {{
        const found = pianqu.under(map, L.latLng(y, x));
        return found && found.made.names(found.row);
    }});
}}"""
NOTHING = [0, 0, 0, 0]


def layer(shapes: dict, *swatches: Swatch, name: str = "层", **options) -> FeatureLayer:
    """Names to geometry in degrees; the classes in turn."""
    marks = pd.Series([place % len(swatches) for place in range(len(shapes))], list(shapes))
    frame = gpd.GeoDataFrame(
        {"name": list(shapes)}, index=list(shapes), geometry=list(shapes.values()), crs=4326
    )
    return FeatureLayer(frame, name=name, legend=Legend(swatches, marks), **options)


def a_map(*layers: FeatureLayer, zoom: float = 14) -> OfflineMap:
    page = OfflineMap(title="甲", location=[0, 0], zoom_start=zoom, zoom_snap=0.25, max_zoom=20)
    for each in layers:
        each.add_to(page)
    return page


def fill(colour: str, label: str = "面") -> Swatch:
    return Swatch(label, colour, "fill", 0.0, 1.0)
