"""What stands on every map: its scale bar, its north arrow, and the names of its places."""

import math
from typing import TYPE_CHECKING, Any

import shapely

from .paper import INK, POINT, breadth, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .layer import Layer

_STEPS = (1, 2, 5)
_PARTS = 4  # of a scale bar
_AIR = 0.6  # millimetres between two names
_ROWS = 1.6  # heights of type between the places a name is tried at


def round_length(most: float) -> float:
    """
    The longest round length that fits: 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    most
        Metres; more than nought.

    Returns
    -------
    float
        Metres.

    Examples
    --------
    >>> round_length(734), round_length(1999), round_length(0.3)
    (500.0, 1000.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(most))
    return round(max(step for step in _STEPS if step * power <= most * (1 + 1e-9)) * power, 6)


def length_words(metres: float) -> str:
    """
    A length in words.

    Examples
    --------
    >>> length_words(500), length_words(2000), length_words(0.5)
    ('500 米', '2 千米', '0.5 米')
    """
    return f"{metres / 1000:g} 千米" if metres >= 1000 else f"{metres:g} 米"  # noqa: PLR2004 km


def scale_bar(axes: "Axes", *, per_mm: float, size: float) -> float:
    """
    A bar of a round length with its number, and the scale of the sheet, at the lower left.

    Parameters
    ----------
    axes
        Of the map, in metres.
    per_mm
        Metres a millimetre of paper.
    size
        Points of type.

    Returns
    -------
    float
        Metres of the bar.
    """
    from matplotlib.patches import Rectangle

    (west, east), (south, _) = axes.get_xlim(), axes.get_ylim()
    length = round_length((east - west) * 0.25)
    left, low, high = west + 5 * per_mm, south + 5 * per_mm, 1.3 * per_mm
    room = (length + 16 * per_mm, 12.5 * per_mm)
    under = {"facecolor": "#ffffff", "alpha": 0.85, "linewidth": 0, "zorder": 50}
    axes.add_patch(Rectangle((west + 2 * per_mm, south + 2 * per_mm), *room, **under))
    for part in range(_PARTS):
        axes.add_patch(
            Rectangle(
                (left + part * length / _PARTS, low),
                length / _PARTS,
                high,
                facecolor=INK if part % 2 == 0 else "#ffffff",
                edgecolor=INK,
                linewidth=0.6,
                zorder=51,
                gid=f"scale-{part}",
            )
        )
    for share in (0, 0.5, 1):
        words = length_words(share * length) if share else "0"
        ha = "left" if not share else "center"
        write(axes, left + share * length, low + 3 * per_mm, words, fontsize=size, ha=ha, zorder=51)
    told = f"约 1 : {_rounded(per_mm * 1000):,}（按图幅原大）"
    write(axes, left, low + 6 * per_mm, told, fontsize=size * 0.9, zorder=51)
    return length


def north_arrow(axes: "Axes", *, per_mm: float, size: float) -> None:
    """
    An arrow to the north of the grid, at the upper right.

    Parameters
    ----------
    axes
        Of the map, in metres, north up.
    per_mm
        Metres a millimetre of paper.
    size
        Points of type.
    """
    from matplotlib.patches import Polygon

    x = axes.get_xlim()[1] - 8 * per_mm
    top = axes.get_ylim()[1] - 7.5 * per_mm
    for side, colour in ((-1, INK), (1, "#ffffff")):
        corners = [(0, 0), (side * 2.6, -10), (0, -7.6)]
        places = [(x + across * per_mm, top + up * per_mm) for across, up in corners]
        axes.add_patch(
            Polygon(places, facecolor=colour, edgecolor=INK, linewidth=0.7, zorder=51, closed=True)
        )
    write(axes, x, top + 2.4 * per_mm, "北", fontsize=size * 1.2, ha="center", zorder=51)


def labels(axes: "Axes", layer: "Layer", *, per_mm: float, size: float) -> int:
    """
    Names of the rows of a layer where there is room for them.

    Parameters
    ----------
    axes
        Of the map, in metres.
    layer
        A name is put inside its shape, else a little over or under.
    per_mm
        Metres a millimetre of paper.
    size
        Points of type.

    Returns
    -------
    int
        Rows in sight whose name found no room.
    """
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=1.8, foreground="#ffffff")]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    # the scale bar and the north arrow are there already
    taken = [
        (west, south, west + (east - west) * 0.25 + 20 * per_mm, south + 15 * per_mm),
        (east - 14 * per_mm, north - 20 * per_mm, east, north),
    ]
    lost = 0
    for point, name in sorted(_places(layer), key=lambda each: (-each[0].y, each[0].x)):
        if not (west < point.x < east and south < point.y < north):
            continue
        box = _free(point, name, taken, per_mm, size, (west, south, east, north))
        if box is None:
            lost += 1
            continue
        taken.append(box)
        style: dict[str, Any] = {"fontsize": size, "ha": "center", "path_effects": halo}
        write(axes, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name, zorder=45, **style)
    return lost


def unplaced(count: int) -> str:
    """
    What is said of names without room.

    Examples
    --------
    >>> unplaced(0), unplaced(2)
    ('', '2 个名称因图上空间不足未标注')
    """
    return f"{count} 个名称因图上空间不足未标注" if count else ""


def _places(layer: "Layer") -> list[tuple[Any, str]]:
    shapes = layer.shapes
    there = ~(shapes.isna() | shapes.is_empty)
    points = shapely.point_on_surface(shapes[there.to_numpy()].to_numpy())
    told = [name for name, drawn in zip(layer.names, there, strict=True) if drawn]
    return [(point, name) for point, name in zip(points, told, strict=True) if name.strip()]


def _free(
    point: Any,
    name: str,
    taken: list[tuple[float, float, float, float]],
    per_mm: float,
    size: float,
    sight: tuple[float, float, float, float],
) -> tuple[float, float, float, float] | None:
    """West, south, east and north of a name that covers no other."""
    wide = (breadth(name, size) / 2 + _AIR) * per_mm
    high = (size * POINT * 0.65 + _AIR / 2) * per_mm
    step = size * POINT * _ROWS * per_mm
    for across, up in ((0, 0), (0, 1), (0, -1), (0.6, 1), (-0.6, -1), (0, 2), (0, -2)):
        x, y = point.x + across * wide, point.y + up * step
        box = (x - wide, y - high, x + wide, y + high)
        inside = box[0] >= sight[0] and box[2] <= sight[2] and box[1] >= sight[1]
        if inside and box[3] <= sight[3] and not any(_meet(box, other) for other in taken):
            return box
    return None


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rounded(scale: float) -> int:
    """To two figures: a scale is not measured."""
    digits = max(math.floor(math.log10(scale)) - 1, 0)
    return int(round(scale, -digits))
