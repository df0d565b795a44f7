"""Tools of a page: find by name, measure, export, and the way past the map for a keyboard."""

from typing import Any

from branca.element import MacroElement
from folium.template import Template

from .offline import Verbatim, asset
from .scripts import DRAWING, add_script

TOOLS = ("tools.js", "tools-measure.js", "tools-export.js", "tools-picture.js")


class Tools(MacroElement):
    """
    The tools in the panel beside a map; nothing where a page has no panel.

    Examples
    --------
    >>> from pianqu.maps.web.offline import OfflineMap
    >>> page = OfflineMap(title="示例")
    >>> _ = page.add_child(Tools())
    >>> "pianqu.tools(map_" in page.html()
    True
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            pianqu.tools({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__()
        self._name = "Tools"

    def render(self, **kwargs: Any) -> None:
        """Add the scripts and the style of the tools to the page."""
        add_script(self, *DRAWING, *TOOLS)
        root: Any = self.get_root()
        root.header.add_child(Verbatim(f"<style>\n{asset('tools.css')}</style>"), name="tools.css")
        super().render(**kwargs)
