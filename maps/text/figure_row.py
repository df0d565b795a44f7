"""Large figures side by side, each with what it is and what it rests on."""

from collections.abc import Iterable
from html import escape

Figure = tuple[str, str, str]  # the figure, what it is, and its base or range


def figures(items: Iterable[Figure], *, name: str = "") -> str:
    """
    A row of figures; nothing for none.

    Parameters
    ----------
    items
        Raw text.
    name
        A class beside those of every page.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> figures([("9", "符合条件（个）", "共 14 个<小区>")])
    '<div class="an-answer an-four"><div><b>9</b><span>符合条件（个）</span><small>共 14 个&lt;小区&gt;</small></div></div>'
    """
    inside = "".join(
        f"<div><b>{escape(figure)}</b><span>{escape(what)}</span><small>{escape(base)}</small></div>"
        for figure, what, base in items
    )
    own = f" {name}" if name else ""
    return f'<div class="an-answer an-four{own}">{inside}</div>' if inside else ""
