"""How heavy a page may be: a note on a heavy one, and the refusal of one that nobody can send."""

import re
from html import escape

from ...gis.errors import OutputError

HEAVY = 10_000_000  # bytes: from here on a page says so
TOO_HEAVY = 25_000_000  # bytes: mail and office networks commonly refuse more
_BLOCK = re.compile(r'<script type="application/json" id="(\w+_data)">(.*?)</script>', re.DOTALL)
_NAME = re.compile(r'"name":"((?:[^"\\]|\\.)*)"')
_SIGN = re.compile(r"\\u([0-9a-f]{4})|\\(.)")
_SOON = 2000  # signs of a block among which its name stands
_LISTED = 5  # layers that are named
_IMPRINT = '<footer class="pq-imprint">'


def budget(page: str) -> str:
    """
    A page that may be written: as it is, or with a note of its size and of what makes it.

    Parameters
    ----------
    page
        The whole HTML.

    Returns
    -------
    str
        The page; of more than 10 MB, with a note in its imprint, or at its end.

    Raises
    ------
    OutputError
        More than 25 MB: how large each of the largest layers is, and what to do.

    Examples
    --------
    >>> budget("<p>small</p>")
    '<p>small</p>'
    """
    size = len(page.encode())
    if size <= HEAVY:
        return page
    told = f"本页共 {_megabytes(size)}，其中最大的：{_largest(page)}"
    if size > TOO_HEAVY:
        raise OutputError(
            f"{told}；超过 {_megabytes(TOO_HEAVY)} 的页面难以打开和传送，未写出；"
            "请去掉其中不需要的图层或字段，或把范围分成几页。"
        )
    note = f'<p class="pq-note">{escape(told)}；打开较慢时请去掉不需要的图层或字段。</p>'
    if _IMPRINT in page:
        return page.replace(_IMPRINT, _IMPRINT + note, 1)
    head, body, tail = page.rpartition("</body>")
    return head + note + body + tail


def sizes(page: str) -> dict[str, int]:
    """
    Bytes of the data of each layer of a page, the largest first.

    Parameters
    ----------
    page
        The whole HTML.

    Returns
    -------
    dict
        Name of the layer, or of other data, to bytes.

    Examples
    --------
    >>> sizes('<script type="application/json" id="a_data">{"name":"公园","x":1}</script>')
    {'公园': 23}
    """
    found: dict[str, int] = {}
    for key, text in _BLOCK.findall(page):
        name = _NAME.search(text, 0, _SOON)
        said = _SIGN.sub(_sign, name[1]) if name else key
        found[said] = found.get(said, 0) + len(text.encode())
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _sign(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16)) if escaped[1] else escaped[2]


def _largest(page: str) -> str:
    listed = list(sizes(page).items())[:_LISTED]
    return "、".join(f"{name} {_megabytes(size)}" for name, size in listed) or "页面自身的文字"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
