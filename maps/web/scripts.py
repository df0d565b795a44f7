"""What an element of a map puts into its page: the scripts that draw it, their words and data."""

import json
from typing import Any

from ..words import WORDS
from .columns import Columns
from .offline import Verbatim, asset
from .words import LAYER_WORDS

# in the order in which they run
DRAWING = (
    *("pianqu.js", "canvas-columns.js", "canvas-shapes.js"),
    *("canvas-brush.js", "canvas-sheet.js", "canvas-layer.js"),
)
_UNSAFE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def data_text(value: object) -> str:
    r"""
    JSON that is safe inside a script element, with no sign that HTML or a template reads.

    Parameters
    ----------
    value
        Whatever `json.dumps` takes; NaN is refused.

    Returns
    -------
    str
        Chinese as it is; `<`, `>`, `&` and the two line separators as escapes.

    Examples
    --------
    >>> data_text({"名称": "</script>"})
    '{"名称":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(str.maketrans(_UNSAFE))


def add_script(element: Any, *names: str) -> None:
    """
    Put the page's own scripts, and the words they need, into an element's page, once.

    Parameters
    ----------
    element
        An element of the page.
    *names
        File names in `maps/assets`, in the order in which they run.
    """
    header = element.get_root().header
    text = data_text(WORDS | LAYER_WORDS)
    words = f'<script type="application/json" id="pianqu-words">{text}</script>'
    header.add_child(Verbatim(words), name="pianqu-words")
    header.add_child(Verbatim(f"<style>\n{asset('page.css')}</style>"), name="page.css")
    for name in names:
        header.add_child(Verbatim(f"<script>\n{asset(name)}</script>"), name=name)


def add_data(element: Any, name: str, payload: str) -> None:
    """
    Put data into an element's page, where a script finds it by its name.

    Parameters
    ----------
    element
        An element of the page.
    name
        The id of the data.
    payload
        From :func:`data_text`.
    """
    block = f'<script type="application/json" id="{name}">{payload}</script>'
    element.get_root().html.add_child(Verbatim(block), name=name)


def compressed(element: Any) -> bool:
    """
    Whether data of an element of a map is compressed.

    Parameters
    ----------
    element
        A child of the map; `compress` of the map, True where it has none, is the answer.
    """
    return bool(getattr(element._parent, "compress", True))


def packed(element: Any, value: Any, columns: Columns, *, name: str, **specs: Any) -> str:
    """
    Text of data that lies in columns beside some JSON, for :func:`add_data`.

    Parameters
    ----------
    element
        Whose data it is.
    value
        What `json.dumps` takes; the page's script gets it back from `pianqu.start`.
    columns
        With columns of its own already, or empty.
    name
        What the data is, for a person.
    **specs
        Of these columns.

    Returns
    -------
    str
        JSON that is safe inside a script element.
    """
    content = columns.texts([json.dumps(value, ensure_ascii=False, allow_nan=False)])
    pack = columns.packed(compress=compressed(element))
    return data_text({"name": name, "content": content, **specs, "pack": pack})
