"""A folium map in one file: Leaflet inside the page, nothing fetched, scripts pinned by hash."""

import html
from importlib import resources
from pathlib import Path
from typing import Any

import folium
from folium.template import Template

from ...gis.errors import OutputError
from ..words import WORDS
from . import leaflet
from .basemap import allowed
from .gate import assert_self_contained, safe_text
from .shell import OfflinePage, Verbatim
from .sinks import every
from .weight import budget

__all__ = ["OfflineMap", "OfflinePage", "Verbatim", "assert_self_contained", "asset", "safe_text"]


class OfflineMap(folium.Map):
    """
    A `folium.Map` whose page opens on a closed network; folium's layers attach as to any map.

    Parameters
    ----------
    title
        Title of the document, raw text.
    label
        What a screen reader says of the map, raw text; the title where empty.
    **options
        As for `folium.Map`; without tiles.

    Examples
    --------
    >>> page = OfflineMap(title="示例").html()
    >>> "L.map(" in page, "cdn" in page
    (True, False)
    """

    _template = Template("""
        {% macro header(this, kwargs) %}
            <style>
                html, body { width: 100%; height: 100%; margin: 0; padding: 0; }
                .folium-map { position: {{ this.position }};
                    width: {{ this.width[0] }}{{ this.width[1] }};
                    height: {{ this.height[0] }}{{ this.height[1] }};
                    left: {{ this.left[0] }}{{ this.left[1] }};
                    top: {{ this.top[0] }}{{ this.top[1] }}; }
                .leaflet-container { font-size: {{ this.font_size }}; font-family: {{ this.fonts }}; }
            </style>
        {% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.label }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {
                center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }},
                ...{{ this.options|tojavascript }}
            });
            if ({{ this.get_name() }}.attributionControl) {
                {{ this.get_name() }}.attributionControl.setPrefix("Leaflet");
            }
            {%- if this.control_scale %}
            L.control.scale({imperial: false}).addTo({{ this.get_name() }});
            {%- endif %}
            {%- if this.zoom_control_position %}
            L.control.zoom({position: {{ this.zoom_control|tojson }},
                zoomInTitle: {{ this.words["zoom_in"]|tojson }},
                zoomOutTitle: {{ this.words["zoom_out"]|tojson }}}).addTo({{ this.get_name() }});
            {%- endif %}
            {%- if this.objects_to_stay_in_front %}
            function objects_in_front() {
                {%- for item in this.objects_to_stay_in_front %}
                {{ item.get_name() }}.bringToFront();
                {%- endfor %}
            }
            {{ this.get_name() }}.on("overlayadd", objects_in_front);
            $(document).ready(objects_in_front);
            {%- endif %}
        {% endmacro %}
    """)

    fonts = (
        '"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Source Han Sans SC",SimHei,sans-serif'
    )
    words = WORDS

    def __init__(self, *, title: str, label: str = "", **options: Any) -> None:
        super().__init__(
            **{"zoom_control": "topleft", "prefer_canvas": True, **options, "tiles": None}
        )
        self.default_js, self.default_css = [], []
        self.label = safe_text(label or title)
        page = OfflinePage(title=title)
        page.add_child(self)
        self.page = page
        page.header.add_child(
            Verbatim(f"<style>{leaflet.stylesheet()}</style>"), name="leaflet_css"
        )
        page.header.add_child(Verbatim(f"<script>{leaflet.script()}</script>"), name="leaflet")

    def html(self) -> str:
        """Return the page, refused (OutputError) if anything in it would be fetched."""
        root = self.get_root()
        page = budget(root.render())
        assert_self_contained(page, tiles=[tiles.address for tiles in allowed(every(root))])
        return page

    def frame(self, *, height: int = 640) -> str:
        """
        The page in a frame of its own, to stand inside another page.

        Parameters
        ----------
        height
            Pixels; as wide as there is room.

        Returns
        -------
        str
            An `<iframe>` that holds the whole page and reaches nothing outside itself.

        Raises
        ------
        OutputError
            Something in the page would be fetched.

        Examples
        --------
        >>> frame = OfflineMap(title="示例").frame(height=300)
        >>> frame.startswith('<iframe title="示例" sandbox="allow-scripts'), frame.endswith("</iframe>")
        (True, True)
        """
        return (
            f'<iframe title="{self.label}" sandbox="allow-scripts allow-downloads" '
            f'style="width:100%;height:{height:d}px;border:0" '
            f'srcdoc="{html.escape(self.html(), quote=True)}"></iframe>'
        )

    def _repr_html_(self, **kwargs: Any) -> str:
        """What a notebook shows."""
        return self.frame()

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """
        Write the page.

        Parameters
        ----------
        outfile
            A path, or a file open for bytes.
        close_file
            Whether to close an open file afterwards.
        **kwargs
            Not used; folium's signature.

        Raises
        ------
        OutputError
            Something in the page would be fetched, or the file cannot be written.
        """
        content = self.html().encode()
        if not isinstance(outfile, (str, bytes, Path)):
            outfile.write(content)
            if close_file:
                outfile.close()
            return
        path = Path(outfile.decode() if isinstance(outfile, bytes) else outfile)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise OutputError(
                f"{path}: 无法写入（{error.strerror}）；请检查文件夹权限。"
            ) from error


def asset(name: str) -> str:
    """
    Text of one of the page's own scripts or styles.

    Parameters
    ----------
    name
        File name in `maps/assets`.

    Returns
    -------
    str
        Its text.

    Examples
    --------
    >>> asset("pianqu.js").startswith("/*")
    True
    """
    return (
        resources.files(__spec__.parent.rpartition(".")[0])
        .joinpath("assets", name)
        .read_text(encoding="utf-8")
    )
