"""The places where folium writes text as HTML, script or template, made to show it as text."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import folium
from branca.element import Element, Html, MacroElement
from folium.features import ClickForMarker, GeoJsonDetail
from folium.map import Layer, Tooltip

from ...gis.errors import ChoiceError, OutputError
from ..tiles import refuse_shifted
from .gate import elements, safe_text

_BLOCKS = ("header", "html", "script")
_SIGNS = frozenset("<>\"'`$\\{")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
_LITERAL = re.compile(r"[`\\]|\$(?=\{)")
_CLOSING = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
# what folium puts between the tags of a tooltip's table
_CELL = re.compile(r"\$\{((?:aliases\[i\]|handleObject\().*?)\}(?=</t[hd]>)")
_AS_TEXT = r"${(t => new Option(t).innerHTML)(\1)}"
_LOADING = frozenset({"script", "iframe", "object", "embed", "base", "form", "link", "meta"})
_ABSENT = object()

Change = tuple[Any, str, Any]


def shown(text: str) -> str:
    """
    Text for one of folium's places, escaped unless it is already.

    Parameters
    ----------
    text
        Raw, or from :func:`safe_text`.

    Returns
    -------
    str
        Nothing of it runs. Raw text of nothing but entities is taken for escaped text: it is
        harmless, and shows as what it names.

    Examples
    --------
    >>> shown("<b>"), shown(safe_text("<b>"))
    ('&lt;b&gt;', '&lt;b&gt;')
    """
    done = not _SIGNS & set(text) and "&" not in _ENTITY.sub("", text)
    return text if done else safe_text(text)


@contextmanager
def harmless(root: Element) -> Iterator[None]:
    """
    While a page is rendered: nothing that folium's elements hold as text can run.

    Popups, tooltips, names, attributions and the cells of a GeoJson's table show their text, tags
    and all; output that branca takes for a template once more comes out as it was. Afterwards the
    elements are as before.

    Parameters
    ----------
    root
        The page.

    Raises
    ------
    OutputError
        HTML of an icon that would run, or an icon that needs a font from the network.

    Examples
    --------
    >>> from pianqu.maps.web.offline import OfflineMap
    >>> page = OfflineMap(title="示例")
    >>> _ = folium.Marker([31, 120], popup="<b>${f()}").add_to(page)
    >>> "&lt;b&gt;&#36;&#123;f()}" in page.html()
    True
    """
    found = list(every(root))
    faults = [fault for element in found for fault in _refused(element)]
    if faults:
        raise OutputError(list(dict.fromkeys(faults)))
    kept: list[Change] = []
    try:
        for element in found:
            for held, name, value in _changes(element):
                kept.append((held, name, vars(held).get(name, _ABSENT)))
                setattr(held, name, value)
        yield
    finally:
        for held, name, value in reversed(kept):
            if value is _ABSENT:
                delattr(held, name)
            else:
                setattr(held, name, value)


def every(root: Element) -> Iterator[Element]:
    """
    An element and all that is inside it, also in the blocks of a page or popup.

    Examples
    --------
    >>> popup = folium.Popup("甲")
    >>> [type(element).__name__ for element in every(popup)]
    ['Popup', 'Element', 'Element', 'Html', 'Element']
    """
    yield root
    blocks = [getattr(root, name, None) for name in _BLOCKS]
    for child in [*root._children.values(), *(b for b in blocks if isinstance(b, Element))]:
        yield from every(child)


def _changes(element: Element) -> Iterator[Change]:
    """What is set on an element while it is rendered."""
    if isinstance(element, MacroElement):
        mend = _in_cells if isinstance(element, GeoJsonDetail) else str
        yield element, "_template", _Once(element._template, mend)
    if isinstance(element, Layer):
        yield element, "layer_name", shown(str(element.layer_name))
        options = getattr(element, "options", None)
        if isinstance(options, dict) and isinstance(options.get("attribution"), str):
            yield element, "options", options | {"attribution": shown(options["attribution"])}
    if isinstance(element, Tooltip):
        yield element, "text", shown(element.text)
    if isinstance(element, ClickForMarker) and element.popup.startswith("`"):
        yield element, "popup", _clicked(element.popup)
    if isinstance(element, folium.Popup):
        for inside in element.html._children.values():
            yield from _in_popup(inside)


def _in_popup(element: Element) -> Iterator[Change]:
    if isinstance(element, Html):
        # folium has put a backslash before each back-tick already
        text = str(element.data).replace("\\`", "`")
        yield element, "data", shown(text)
        yield element, "script", True  # as it stands: it is escaped
        return
    render = element.render
    yield element, "render", lambda **kwargs: _LITERAL.sub(r"\\\g<0>", render(**kwargs))


def _clicked(popup: str) -> str:
    """The words of a new marker; its two places, ${lat} and ${lng}, are folium's to fill."""
    text = shown(popup[1:-1].replace("\\`", "`"))
    return "`" + re.sub(r"&#36;&#123;(lat|lng)\}", r"${\1}", text) + "`"


def _in_cells(script: str) -> str:
    mended, count = _CELL.subn(_AS_TEXT, script)
    if "handleObject" in script and not count:
        raise OutputError("当前 folium 版本的表格提示框写法未知，无法转义；请安装 folium 0.20。")
    return mended


def _refused(element: Element) -> Iterator[str]:
    if isinstance(element, folium.Icon):
        yield (
            "folium.Icon 的图标字体要从网上下载，离线打不开；"
            "请改用 folium.DivIcon、folium.CircleMarker 或不给 icon。"
        )
    if isinstance(element, folium.TileLayer):
        try:
            refuse_shifted(str(element.tiles))
        except ChoiceError as error:
            yield from error.faults
    if isinstance(element, folium.DivIcon):
        html = str(element.options.get("html") or "")
        if _would_run(html):
            yield (
                f"folium.DivIcon 的 html 含有会运行的内容：{html[:80]}；"
                "来自数据的文字请先用 safe_text 转义，并去掉脚本、事件属性和内嵌框架。"
            )


def _would_run(html: str) -> bool:
    for tag, given, _ in elements(html):
        addresses = (value.strip().lower() for value in given.values())
        if tag in _LOADING or any(name.startswith("on") for name in given):
            return True
        if any(address.startswith("javascript:") for address in addresses):
            return True
    return False


class _Once:
    """A template whose output comes through being rendered as a template once more."""

    def __init__(self, template: Any, mend: Callable[[str], str]) -> None:
        self._template = template
        self._mend = mend

    @property
    def module(self) -> SimpleNamespace:
        """The macros of the template."""
        macros = vars(self._template.module)
        return SimpleNamespace(
            **{name: self._kept(name, macros[name]) for name in _BLOCKS if name in macros}
        )

    def render(self, **kwargs: Any) -> str:
        """The text of a script."""
        return _plain(_in_script(self._mend(self._template.render(**kwargs))))

    def _kept(self, block: str, macro: Callable[..., str]) -> Callable[..., str]:
        def rendered(*args: Any) -> str:
            text = str(macro(*args))
            return _plain(_in_script(self._mend(text)) if block == "script" else text)

        return rendered


def _in_script(text: str) -> str:
    """No string of a script ends the script."""
    return _CLOSING.sub(r"<\\", text)


def _plain(text: str) -> str:
    return _TEMPLATE.sub("{{ '{' }}", text)
