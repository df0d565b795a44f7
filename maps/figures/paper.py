"""A sheet of paper to draw on: its size, places in millimetres, text as it is, and its files."""

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ...gis.errors import ChoiceError
from .fonts import chinese

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format = Literal["png", "svg"]
DPI = 300
INCH = 25.4  # millimetres
POINT = INCH / 72  # of type, in millimetres
SIZES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}  # ISO 216, landscape
INK, QUIET = "#1f2530", "#5d6570"
_KEPT = "\n\u3000"  # a new line, and a space as wide as a sign
_CLOSING = "）》」』，。；：、！？)"  # no line begins with these
_HALF = 0.58  # of the height of type: how wide a sign is that is not full width
_OWN = {
    "svg.hashsalt": "pianqu",  # ids inside the file: the same for the same figure
    "svg.fonttype": "path",  # looks the same where the font is not installed
    "hatch.linewidth": 0.6,
    "axes.unicode_minus": True,
    "path.simplify": True,
}


@dataclass(frozen=True, eq=False)
class Sheet:
    """
    One page of a figure.

    Attributes
    ----------
    figure
        A figure of matplotlib.
    width, height
        Millimetres.
    type_size
        Points of ordinary text.
    """

    figure: "Figure"
    width: float
    height: float
    type_size: float

    def axes(self, left: float, top: float, width: float, height: float) -> "Axes":
        """Axes at a place in millimetres from the left and the top."""
        place = (left / self.width, 1 - (top + height) / self.height)
        return self.figure.add_axes((*place, width / self.width, height / self.height))

    def board(self, left: float, top: float, width: float, height: float) -> "Axes":
        """Bare axes whose own units are millimetres, from the upper left."""
        axes = self.axes(left, top, width, height)
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.axis("off")
        return axes


def sheet(paper: str = "A4") -> Sheet:
    """
    An empty sheet; to be made inside :func:`press`.

    Parameters
    ----------
    paper
        A key of :data:`SIZES`.

    Returns
    -------
    Sheet

    Raises
    ------
    ChoiceError
        There is no such paper.

    Examples
    --------
    >>> sheet("A3").width
    420.0
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if paper not in SIZES:
        raise ChoiceError(f"没有纸张“{paper}”；可选：{'、'.join(SIZES)}。")
    width, height = SIZES[paper]
    figure = Figure(figsize=(width / INCH, height / INCH), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return Sheet(figure, width, height, 7.5 if paper == "A4" else 9.0)


@contextmanager
def press(families: list[str] | None = None) -> Iterator[None]:
    """
    The same settings for everybody while figures are made; the user's own are back after it.

    Parameters
    ----------
    families
        Fonts; those of :func:`pianqu.maps.figures.fonts.chinese` where None.

    Raises
    ------
    OutputError
        No Chinese font is installed.
    """
    import matplotlib as mpl

    found = families or chinese()
    with mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = {**_OWN, "font.family": found}  # its keys are checked by matplotlib
        mpl.rcParams.update(settings)
        yield


def printed(figure: "Figure", form: Format) -> bytes:
    """
    A figure as a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        Made inside :func:`press`, and printed inside it.
    form
        png, at :data:`DPI`, or svg.

    Returns
    -------
    bytes
    """
    told: dict[str, Any] = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
    file = io.BytesIO()
    figure.savefig(file, format=form, dpi=DPI, metadata=told)
    return file.getvalue()


def pixels(paper: str) -> tuple[int, int]:
    """
    Width and height of a PNG.

    Examples
    --------
    >>> pixels("A4")
    (3507, 2480)
    """
    width, height = (int(side / INCH * DPI + 1e-9) for side in SIZES[paper])
    return width, height


def write(axes: "Axes", x: float, y: float, words: str, **style: Any) -> Any:
    """
    Text at a place of the axes, never read as formulae.

    Parameters
    ----------
    axes
        Where to.
    x, y
        In the units of the axes.
    words
        Raw text; signs that cannot be seen become spaces.
    **style
        Of matplotlib's Text.

    Returns
    -------
    matplotlib.text.Text
    """
    look: dict[str, Any] = {"color": INK, "va": "center", "ha": "left"} | style
    return axes.text(x, y, plain(words), parse_math=False, **look)


def plain(words: Any) -> str:
    r"""
    A text with only signs that can be seen, spaces, and new lines.

    Examples
    --------
    >>> plain("一\x00二\u202e三\n$x$")
    '一 二 三\n$x$'
    """
    return "".join(sign if sign.isprintable() or sign in _KEPT else " " for sign in str(words))


def breadth(words: str, size: float) -> float:
    """
    How wide a text is, roughly.

    Parameters
    ----------
    words
        One line.
    size
        Points.

    Returns
    -------
    float
        Millimetres.

    Examples
    --------
    >>> breadth("片区", 10) > 2 * breadth("a", 10)
    True
    """
    return sum(1.0 if _wide(sign) else _HALF for sign in words) * size * POINT


def lines(words: str, width: float, size: float, *, most: int = 99) -> list[str]:
    """
    A text in lines that fit.

    Parameters
    ----------
    words
        Raw text.
    width
        Millimetres of a line.
    size
        Points.
    most
        Lines; what is over ends in an ellipsis.

    Returns
    -------
    list of str
        At least one.

    Examples
    --------
    >>> lines("一二三四五", 4.3, 6)
    ['一二', '三四', '五']
    >>> lines("一二三四五", 4.3, 6, most=1)
    ['一…']
    """
    found, line, used = [], "", 0.0
    for sign in plain(words).replace("\n", " "):
        own = breadth(sign, size)
        if used + own > width and line and sign not in _CLOSING:
            found.append(line)
            line, used = "", 0.0
        line, used = line + sign, used + own
    found.append(line)
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1][:-1] + "…"]
    return found


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WFA"
