"""A folium map in one file: Leaflet inside the page, nothing fetched, scripts pinned by hash."""

import base64
import hashlib
import html
import re
from importlib import resources
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from ...gis.errors import OutputError
from ..words import WORDS
from . import leaflet
from .gate import assert_self_contained, elements, runs, safe_text

__all__ = ["OfflineMap", "OfflinePage", "Verbatim", "assert_self_contained", "asset", "safe_text"]

_POLICY = "PIANQU-POLICY"


class Verbatim(Element):
    """
    Text that goes into a page as it is.

    branca renders the output of an element as a template once more; data must not meet that.

    Parameters
    ----------
    text
        HTML or script, escaped by whoever made it.

    Examples
    --------
    >>> Verbatim("{{ 7 * 7 }}").render()
    '{{ 7 * 7 }}'
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class OfflinePage(Figure):
    """
    The HTML document around a map: Chinese, with a policy that lets only its own scripts run.

    Parameters
    ----------
    title
        Title of the document, raw text.

    Examples
    --------
    >>> page = OfflinePage(title="示例 <1>").render()
    >>> page.splitlines()[1], "<title>示例 &lt;1&gt;</title>" in page
    ('<html lang="zh-CN">', True)
    """

    _template = Template(
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{{ this.header.render(**kwargs) }}\n</head>\n'
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self, *, title: str) -> None:
        super().__init__()
        head = (
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
            '\n<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"\n<title>{html.escape(title)}</title>"
        )
        self.header.add_child(Verbatim(head), name="meta_http")

    def render(self, **kwargs: Any) -> str:
        """Return the document; the same map gives the same bytes, however often it is rendered."""
        parts = (self.header, self.html, self.script)
        before = [part._children.copy() for part in parts]
        try:
            page = super().render(**kwargs).replace("\r\n", "\n")
            return _with_policy(_with_steady_names(page, self))
        finally:
            for part, children in zip(parts, before, strict=True):
                part._children = children


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
        page = self.get_root().render()
        assert_self_contained(page)
        return page

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


def _with_policy(page: str) -> str:
    """Name every script of the page by its hash; no other, and no handler in text, will run."""
    scripts = [text for tag, given, text in elements(page) if tag == "script" and runs(given)]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(dict.fromkeys(f"'sha256-{digest}'" for digest in hashes))
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return page.replace(_POLICY, policy, 1)


def _with_steady_names(page: str, root: Figure) -> str:
    """Number the elements by their place in the page: branca draws names by chance."""
    drawn = set(_drawn_names(root))
    found = dict.fromkeys(name for name in re.findall(r"[0-9a-f]{32}", page) if name in drawn)
    steady = {name: str(place) for place, name in enumerate(found, start=1)}
    return re.sub(r"[0-9a-f]{32}", lambda match: steady.get(match[0], match[0]), page)


def _drawn_names(element: Element) -> list[str]:
    parts = [getattr(element, part, None) for part in ("header", "html", "script")]
    inside = [*element._children.values(), *(part for part in parts if isinstance(part, Element))]
    return [element._id, *(name for child in inside for name in _drawn_names(child))]
