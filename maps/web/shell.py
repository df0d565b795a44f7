"""The HTML document around a map: its head, its policy, and the same bytes for the same map."""

import base64
import hashlib
import html
import re
from collections.abc import Iterable
from typing import Any

from branca.element import Element, Figure
from folium.template import Template

from .basemap import allowed
from .gate import elements, runs
from .sinks import every, harmless

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
            with harmless(self):
                page = super().render(**kwargs).replace("\r\n", "\n")
            return _with_policy(_with_steady_names(page, self), _origins(self))
        finally:
            for part, children in zip(parts, before, strict=True):
                part._children = children


def _origins(root: Element) -> list[str]:
    """Where images may come from: the page itself, and the tiles that were asked for."""
    return [origin for tiles in allowed(every(root)) for origin in tiles.origins]


def _with_policy(page: str, origins: Iterable[str]) -> str:
    """Name every script of the page by its hash; no other, and no handler in text, will run."""
    scripts = [text for tag, given, text in elements(page) if tag == "script" and runs(given)]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(dict.fromkeys(f"'sha256-{digest}'" for digest in hashes))
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        f"img-src {' '.join(dict.fromkeys(['data:', 'blob:', *origins]))}; base-uri 'none'; form-action 'none'"
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
