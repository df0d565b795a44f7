"""The page of a plan: one HTML file with the map, its legend, its numbers and its 口径."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from folium.template import Template

from . import reach
from .features import add_script
from .furniture import header, panel
from .offline import OfflineMap, Verbatim, safe_text
from .sheets import Drawn, sheets
from .words import WORDS

if TYPE_CHECKING:
    from ..analysis.planning import Plan


@dataclass(frozen=True)
class Look:
    """
    What the maker of a page decides about it; all of it raw text.

    Attributes
    ----------
    title, subtitle
        Over the map; the subtitle is the city and the day of its data where empty.
    author, date
        Who made the page and when; left out where empty.
    review_number
        审图号 of a map that may be made public; the page says where there is none.
    not_for_publication
        Whether the page is marked as for inside use.

    Examples
    --------
    >>> Look(title="五里亭片区").not_for_publication
    True
    """

    title: str = WORDS["title"]
    subtitle: str = ""
    author: str = ""
    date: str = ""
    review_number: str = ""
    not_for_publication: bool = True


def page(plan: "Plan", *, look: Look | None = None) -> OfflineMap:
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
    look = look or Look()
    label = f"{look.title}。{WORDS['map_label']}"
    made = OfflineMap(title=look.title, label=label, min_zoom=4, max_zoom=20, zoom_snap=0.25)
    around = header(plan, look) + panel(plan, look)
    made.get_root().html.add_child(Verbatim(around), name="pianqu-around")
    drawn = sheets(plan)
    Surround(_credits(plan)).add_to(made)
    for layer in drawn.values():
        layer.add_to(made)
    if len(plan.tables.get("kinds", ())):
        followers = ("buildings", "communities", "facilities")
        layers = {name: drawn[name] for name in followers if name in drawn}
        made.add_child(reach.Reach(reach.payload(plan), layers))
    _fit(made, drawn)
    return made


class Surround(MacroElement):
    """
    The north arrow, the scale, and whom the data is owed to, on the map itself.

    Parameters
    ----------
    credits
        Raw text, one line a source that asks to be named.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            pianqu.surround({{ this._parent.get_name() }});
            {%- for credit in this.credits %}
            {{ this._parent.get_name() }}.attributionControl.addAttribution({{ credit|tojson }});
            {%- endfor %}
        {% endmacro %}
    """)

    def __init__(self, credits: Iterable[str]) -> None:
        super().__init__()
        self._name = "Surround"
        self.credits = [safe_text(credit) for credit in credits]

    def render(self, **kwargs: Any) -> None:
        """Add the page's own script to the page."""
        add_script(self, "pianqu.js")
        super().render(**kwargs)


def _credits(plan: "Plan") -> list[str]:
    sources = plan.tables.get("sources")
    if sources is None or "attribution" not in sources.columns:
        return []
    return [str(text) for text in dict.fromkeys(sources["attribution"].dropna()) if str(text)]


def _fit(made: OfflineMap, drawn: Drawn) -> None:
    place = next((drawn[name] for name in ("outlines", "buildings", "streets") if name in drawn), None)
    bounds = place.get_bounds() if place else made.get_bounds()
    if bounds[0][0] is not None:
        made.fit_bounds(bounds, padding=(16, 16), max_zoom=19)
