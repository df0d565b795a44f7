"""The page of a plan: one HTML file with the map, its legend, its numbers and its 口径."""

from typing import TYPE_CHECKING

from ..look import Look
from ..words import WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan
    from ..web.offline import OfflineMap
    from .sheets import Drawn

_FOLLOWERS = ("buildings", "communities", "outlines", "facilities", "doors", "parks")


def page(plan: "Plan", *, look: Look | None = None) -> "OfflineMap":
    """
    The page of a plan; `page(plan).save("map.html")` writes it.

    Parameters
    ----------
    plan
        Layer tables in any coordinate system; tables of coverage as far as they are there.
    look
        Title, marks and imprint.

    Returns
    -------
    OfflineMap
        A folium map; further folium layers attach to it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> empty = SimpleNamespace(tables={}, fields=None)
    >>> "<h1>示例</h1>" in page(empty, look=Look(title="示例")).html()
    True
    """
    # folium and pandas: not before a page is asked for
    from ..web.basemap import basemaps
    from ..web.furniture import Surround, credits_of, header, panel
    from ..web.offline import OfflineMap, Verbatim
    from ..web.tools import Tools
    from .reach import Reach, payload
    from .sheets import sheets

    look = look or Look()
    label = f"{look.title}。{WORDS['map_label']}"
    made = OfflineMap(title=look.title, label=label, min_zoom=4, max_zoom=20, zoom_snap=0.25)
    for layer in basemaps(look):
        made.add_child(layer)
    around = Verbatim(header(plan, look) + panel(plan, look))
    made.page.html.add_child(around, name="pianqu-around")
    surround = Surround(credits_of(plan))
    made.add_child(surround)
    drawn = sheets(plan)
    for layer in drawn.values():
        made.add_child(layer)
    if len(plan.tables.get("kinds", ())):
        followers = {name: drawn[name] for name in _FOLLOWERS if name in drawn}
        made.add_child(Reach(payload(plan), followers))
    made.add_child(Tools())
    surround.extent = _fit(made, drawn)
    return made


def _fit(made: "OfflineMap", drawn: "Drawn") -> list[list[float]] | None:
    """Open on where people live: streets may run far beyond."""
    place = next((drawn[name] for name in ("outlines", "buildings") if name in drawn), made)
    (south, west), (north, east) = place.get_bounds()
    if None in (south, west, north, east):
        return None
    made.fit_bounds([[south, west], [north, east]], padding=(24, 24), max_zoom=19)  # pyright: ignore[reportArgumentType] checked above
    return [[south, west], [north, east]]  # pyright: ignore[reportReturnType] checked above
