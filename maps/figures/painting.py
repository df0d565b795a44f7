"""Painting a layer on axes: areas, lines and dots in the colours and hatches of their classes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from ..style import Swatch
from .layer import Layer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

PIXEL = 0.55  # points a pixel of the page: paper is read from nearer
HATCHES = ("////", "\\\\\\\\", "....", "xxxx", "")  # by class; what is left out of it bears none
_EDGE = "#4a5160"  # round areas that are filled
_MANY = 60_000  # vertices of a class: more are a picture inside an SVG


def paint(axes: "Axes", layer: Layer, *, order: float) -> None:
    """
    Draw a layer.

    Parameters
    ----------
    axes
        In the grid of the layer.
    layer
        Rows without geometry are left out.
    order
        Above what has a lower one; dots and lines of a layer lie over its areas.
    """
    shapes = layer.shapes.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    for place, swatch in reversed(list(enumerate(layer.swatches))):
        parts = _parts(shapes[there & (layer.marks == place)])
        sorts = shapely.get_dimensions(parts)
        hatch = HATCHES[place % len(HATCHES)] if layer.hatched else ""
        _areas(axes, parts[sorts == 2], area_style(swatch, hatch), order)  # noqa: PLR2004 dimensions
        _lines(axes, parts[sorts == 1], line_style(swatch), order + 0.1)
        _dots(axes, parts[sorts == 0], swatch, order + 0.2)


def area_style(swatch: Swatch, hatch: str = "") -> dict[str, Any]:
    """
    How an area of a class looks, as matplotlib names it.

    Parameters
    ----------
    swatch
        The class.
    hatch
        Pattern over the fill; its own where the class is hatched.

    Returns
    -------
    dict
        For a patch or a collection of paths.

    Examples
    --------
    >>> area_style(Swatch("未计算", "#6b7280", "hatch", 1.0))["hatch"]
    '////'
    """
    from matplotlib.colors import to_rgba

    colour, wide = swatch.colour, max(swatch.size, 0.4) * PIXEL
    bare = {"facecolor": "none", "edgecolor": colour, "linewidth": wide}
    looks = {
        "fill": {"facecolor": to_rgba(colour, swatch.opacity), "edgecolor": _EDGE},
        "hatch": {"facecolor": "#ffffff", "edgecolor": colour, "hatch": "////"},
        "outline": {},
        "line": {},
        "dash": {"linestyle": (0, (5, 3))},
        "band": {"facecolor": to_rgba(colour, swatch.area)},
        "dot": {"facecolor": to_rgba(colour, swatch.area), "linewidth": 1.2 * PIXEL},
    }
    style = bare | looks[swatch.mark]
    return style | ({"hatch": hatch, "edgecolor": colour} if hatch else {})


def line_style(swatch: Swatch) -> dict[str, Any]:
    """
    How a line of a class looks.

    Examples
    --------
    >>> line_style(Swatch("台阶", "#56b4e9", "dash", 2.0))["linestyle"]
    (0, (5, 3))
    """
    dashes: Any = (0, (5, 3)) if swatch.mark == "dash" else "solid"
    wide = max(swatch.size, 0.8) * PIXEL if swatch.mark != "dot" else 1.2 * PIXEL
    return {"colors": swatch.colour, "linewidths": wide, "linestyle": dashes}


def dot_size(swatch: Swatch) -> float:
    """
    How wide a dot of a class is.

    Returns
    -------
    float
        Points across.

    Examples
    --------
    >>> dot_size(Swatch("电梯", "#000000", "dot", 5.0))
    5.5
    """
    return 2 * (swatch.size if swatch.mark == "dot" else 5.0) * PIXEL


def outlines(areas: Iterable[Any]) -> "list[Path]":
    """
    Areas as paths with their holes.

    Parameters
    ----------
    areas
        Polygons.

    Returns
    -------
    list of matplotlib.path.Path
        One a polygon.
    """
    from matplotlib.path import Path

    found = []
    for area in shapely.orient_polygons(np.asarray(list(areas), dtype=object)):
        rings = [shapely.get_coordinates(ring) for ring in (area.exterior, *area.interiors)]
        codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
        found.append(Path(np.vstack(rings), np.concatenate(codes)))
    return found


def _parts(shapes: np.ndarray) -> np.ndarray:
    """Points, lines and polygons, collections opened to the last."""
    parts = shapes
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    return parts


def _areas(axes: "Axes", areas: np.ndarray, style: dict[str, Any], order: float) -> None:
    from matplotlib.collections import PathCollection

    if len(areas):
        paths = outlines(areas)
        made = PathCollection(paths, zorder=order, **style)
        made.set_rasterized(sum(len(path.vertices) for path in paths) > _MANY)  # pyright: ignore[reportArgumentType] vertices are an array
        axes.add_collection(made, autolim=False)


def _lines(axes: "Axes", parts: np.ndarray, style: dict[str, Any], order: float) -> None:
    from matplotlib.collections import LineCollection

    if len(parts):
        runs = [shapely.get_coordinates(part) for part in parts]
        made = LineCollection(runs, zorder=order, capstyle="round", **style)
        made.set_rasterized(sum(map(len, runs)) > _MANY)
        axes.add_collection(made, autolim=False)


def _dots(axes: "Axes", parts: np.ndarray, swatch: Swatch, order: float) -> None:
    if len(parts):
        x, y = shapely.get_coordinates(parts).T
        made = axes.scatter(
            x,
            y,
            s=dot_size(swatch) ** 2,
            facecolors=swatch.colour,
            edgecolors="#ffffff",
            linewidths=0.5 if swatch.size > 3 else 0.25,  # noqa: PLR2004 as on the page
            alpha=swatch.opacity,
            zorder=order,
            clip_on=True,
        )
        made.set_rasterized(len(x) > _MANY)
