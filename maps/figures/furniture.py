"""What stands on every map: its scale bar, its north arrow, and the names of its places."""

import math
from typing import TYPE_CHECKING, Any

import shapely

from .layer import there
from .paper import INK, POINT, breadth, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .layer import Layer

Box = tuple[float, float, float, float]  # west, south, east, north
_STEPS = (1, 2, 5)
_PARTS = 4  # of a scale bar
_THICK = 1.4  # millimetres of it
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


def scale_bar(board: "Axes", *, top: float, room: float, per_mm: float, size: float) -> float:
    """
    A bar of a round length with its numbers, and the scale of the sheet.

    Parameters
    ----------
    board
        In millimetres, from the upper left.
    top
        Where it begins.
    room
        Millimetres that the bar may take.
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

    length = round_length(room * per_mm)
    wide = length / per_mm
    for part in range(_PARTS):
        look: dict[str, Any] = {"facecolor": INK if part % 2 == 0 else "#ffffff"}
        place = (part * wide / _PARTS, top + 4)
        bar = Rectangle(place, wide / _PARTS, _THICK, linewidth=0.6, edgecolor=INK, **look)
        bar.set_gid(f"scale-{part}")
        board.add_patch(bar)
    for share in (0, 0.5, 1):
        words = length_words(share * length) if share else "0"
        ha = "left" if not share else "center"
        write(board, share * wide, top + 1.8, words, fontsize=size, ha=ha)
    told = f"约 1 : {_rounded(per_mm * 1000):,}（按图幅原大）"
    write(board, 0, top + 8, told, fontsize=size)
    return length


def north_arrow(board: "Axes", *, x: float, top: float, size: float) -> None:
    """
    An arrow to the north of the grid.

    Parameters
    ----------
    board
        In millimetres, from the upper left.
    x, top
        Its middle, and where it begins.
    size
        Points of type.
    """
    from matplotlib.patches import Polygon

    for side, colour in ((-1, INK), (1, "#ffffff")):
        places = [(x, top + 3.5), (x + side * 2.2, top + 12), (x, top + 10)]
        board.add_patch(
            Polygon(places, facecolor=colour, edgecolor=INK, linewidth=0.7, closed=True)
        )
    write(board, x, top + 1.4, "北", fontsize=size * 1.2, ha="center")


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
    taken: list[Box] = []
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
    drawn = there(shapes)
    points = shapely.point_on_surface(shapes.to_numpy()[drawn])
    told = [name for name, seen in zip(layer.names, drawn, strict=True) if seen]
    return [(point, name) for point, name in zip(points, told, strict=True) if name.strip()]


def _free(
    point: Any,
    name: str,
    taken: list[Box],
    per_mm: float,
    size: float,
    sight: Box,
) -> Box | None:
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
