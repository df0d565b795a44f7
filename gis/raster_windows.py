"""Windows of a raster around shapes, each small enough to be read at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from rasterio.windows import Window

    from .network import Objects

MOST = 2_000_000  # cells that are read at once: 16 MB in double precision


class Group(NamedTuple):
    """Shapes that are looked at together, by position, and the window that is read for them."""

    shapes: "NDArray[np.int64]"
    part: "Window"


def window(shapes: "Objects", width: int, height: int) -> "Window | None":
    """
    The cells around shapes, as far as a raster has them; None where it has none.

    Parameters
    ----------
    shapes
        From :func:`pianqu.gis.zonal.on_grid`.
    width, height
        Columns and rows of the raster.

    Examples
    --------
    >>> from shapely import box
    >>> window(np.array([box(0.5, -2, 2, -1)]), 9, 9)
    Window(col_off=0, row_off=1, width=2, height=1)
    """
    some = shapes[shapely.area(shapes) > 0]
    if len(some) == 0:
        return None
    west, south, east, north = shapely.total_bounds(some)
    left, right = max(int(np.floor(west)), 0), min(int(np.ceil(east)), width)
    upper, lower = max(int(np.floor(-north)), 0), min(int(np.ceil(-south)), height)
    if left >= right or upper >= lower:
        return None
    return _made(left, upper, right - left, lower - upper)


def inside(shapes: "Objects", part: "Window") -> "Objects":
    """
    Shapes counted from the upper left of a window of the raster.

    Examples
    --------
    >>> from shapely import box
    >>> shapes = np.array([box(0.5, -2, 2, -1)])
    >>> inside(shapes, window(shapes, 9, 9))[0].bounds
    (0.5, -1.0, 2.0, 0.0)
    """
    moved = shapely.transform(shapes, lambda xy: xy - (part.col_off, -part.row_off))
    return np.asarray(moved, dtype=object)


def groups(shapes: "Objects", width: int, height: int, *, most: int = MOST) -> Iterator[Group]:
    """
    Shapes near each other with the window that holds them; a large shape has several windows.

    Parameters
    ----------
    shapes
        From :func:`pianqu.gis.zonal.on_grid`.
    width, height
        Columns and rows of the raster.
    most
        Cells of a window at most.

    Examples
    --------
    >>> from shapely import box
    >>> far = np.array([box(0, -1, 1, 0), box(98, -1, 99, 0)])
    >>> [group.shapes.tolist() for group in groups(far, 99, 9, most=20)]
    [[0], [1]]
    >>> [group.part.width for group in groups(far[:1], 99, 9, most=20)]
    [1]
    """
    waiting = [np.flatnonzero(shapely.area(shapes) > 0)]
    while waiting:
        some = waiting.pop()
        part = window(shapes[some], width, height)
        if part is None:
            continue
        if part.width * part.height <= most:
            yield Group(some, part)
        elif len(some) == 1:
            yield from (Group(some, block) for block in blocks(part, most=most))
        else:
            waiting += _halves(shapes, some, part)[::-1]


def blocks(part: "Window", *, most: int = MOST) -> "Iterator[Window]":
    """
    A window cut into blocks, from the upper left.

    Examples
    --------
    >>> from rasterio.windows import Window
    >>> [block.flatten() for block in blocks(Window(5, 0, 4, 3), most=8)]
    [(5, 0, 4, 2), (5, 2, 4, 1)]
    """
    wide = min(part.width, most)
    high = max(most // wide, 1)
    for upper in range(0, part.height, high):
        for left in range(0, part.width, wide):
            size = min(wide, part.width - left), min(high, part.height - upper)
            yield _made(part.col_off + left, part.row_off + upper, *size)


def _halves(
    shapes: "Objects", some: "NDArray[np.int64]", part: "Window"
) -> "list[NDArray[np.int64]]":
    """The same shapes in two, along the longer side of their window."""
    bounds = shapely.bounds(shapes[some])
    side = 0 if part.width >= part.height else 1
    order = np.argsort(bounds[:, side] + bounds[:, side + 2], kind="stable")
    return [some[half] for half in np.array_split(order, 2)]


def _made(left: int, upper: int, width: int, height: int) -> "Window":
    from rasterio.windows import Window

    return Window(left, upper, width, height)  # pyright: ignore[reportCallIssue]  attrs class
