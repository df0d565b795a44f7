"""Leaflet from its wheel, checked by hash, ready to stand inside a page."""

import base64
import hashlib
import json
import re
from functools import cache
from importlib import metadata
from pathlib import Path

from ...gis.errors import OutputError

SHA256 = "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03"
_WHEEL = "XStatic-Leaflet"
# folium calls jQuery in two ways: $(document).ready(f) and $(`<html>`)[0]
_DOLLAR = (
    "window.$=window.$||function(a){if(a===document)return{ready:function(f){"
    "document.readyState==='loading'?document.addEventListener('DOMContentLoaded',f):f()}};"
    "var t=document.createElement('template');t.innerHTML=a.trim();return[t.content.firstChild]};"
)


@cache
def stylesheet() -> str:
    """
    Leaflet's style, its images inside.

    Raises
    ------
    OutputError
        The wheel is not whole.

    Examples
    --------
    >>> "url(images" in stylesheet()
    False
    """
    css = _file("leaflet.css").decode()
    css = re.sub(r"url\(images/([\w-]+\.png)\)", lambda found: f"url({_image(found[1])})", css)
    return css.replace("</", "<\\/")


@cache
def script() -> str:
    """
    Leaflet, the images of its markers inside, and the little of jQuery that folium calls.

    Raises
    ------
    OutputError
        The wheel is not whole, or its leaflet.js is not the one that is pinned.

    Examples
    --------
    >>> "sourceMappingURL" in script()
    False
    """
    source = _file("leaflet.js")
    if hashlib.sha256(source).hexdigest() != SHA256:
        raise OutputError(
            f"{_WHEEL} 中的 leaflet.js 与预期不符（SHA-256 不是 {SHA256[:12]}…）；"
            f"请重新安装：pip install --force-reinstall {_WHEEL}==1.9.3.0。"
        )
    text = re.sub(r"\n//# sourceMappingURL=\S*", "", source.decode())
    icons = {
        "iconUrl": _image("marker-icon.png"),
        "iconRetinaUrl": _image("marker-icon-2x.png"),
        "shadowUrl": _image("marker-shadow.png"),
    }
    text += f"\nL.Icon.Default.imagePath='';L.Icon.Default.mergeOptions({json.dumps(icons)});\n{_DOLLAR}"
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


@cache
def _file(name: str) -> bytes:
    # read through the wheel's list: importing xstatic asks for setuptools' namespace packages
    for file in metadata.files(_WHEEL) or []:
        if file.as_posix().endswith(f"/leaflet/data/{name}"):
            return Path(str(file.locate())).read_bytes()
    raise OutputError(
        f"{_WHEEL} 中没有 {name}；请重新安装：pip install --force-reinstall {_WHEEL}。"
    )


def _image(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_file(f"images/{name}")).decode()
