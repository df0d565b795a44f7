"""The legend of a map: every class with its swatch and the number of its rows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..style import Swatch
from .layer import Layer
from .painting import HATCHES, area_style, dot_size, line_style
from .paper import INK, POINT, QUIET, Sheet, lines, write
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KEY = 7.0  # millimetres of a swatch
_GAP = 2.0
_NUMBER = 11.0  # for the counts, at the right
_LEAST = 0.62  # of the ordinary size of type: smaller cannot be read


@dataclass(frozen=True)
class Entry:
    """A line of a legend: a heading where there is no swatch."""

    words: str
    swatch: Swatch | None = None
    count: int | None = None
    hatch: str = ""
    sorts: tuple[int, ...] = (2,)
    quiet: bool = False


def entries(main: list[Layer], context: list[Layer]) -> list[Entry]:
    """
    The lines of a legend.

    Parameters
    ----------
    main
        What the map shows, in order.
    context
        What lies under it.

    Returns
    -------
    list of Entry
        A class without rows stands only where it must always; the counts are those of the layers.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np
    >>> classes = (Swatch("有", "#009e73"), Swatch("无", "#e69f00", always=False))
    >>> none = gpd.GeoSeries([None], crs=4549)
    >>> layer = Layer("公园", "现状", classes, np.array([0]), none, ("南园",))
    >>> [(each.words, each.count) for each in entries([layer], [])]
    [('公园', None), ('有', 1), ('另有 1 条没有几何，未绘出', None)]
    """
    found: list[Entry] = []
    for layer in main:
        found.append(Entry(layer.name))
        found += _classes(layer)
        if layer.undrawn:
            words = FIGURE_WORDS["undrawn"].format(count=layer.undrawn)
            found.append(Entry(words, quiet=True))
    if context:
        found.append(Entry(FIGURE_WORDS["context"]))
        found += [entry for layer in context for entry in _classes(layer)]
    return found


def _classes(layer: Layer) -> list[Entry]:
    found = []
    for place, (swatch, count) in enumerate(zip(layer.swatches, layer.counts, strict=True)):
        if count or swatch.always:
            own = layer.shapes[layer.marks == place].dropna()
            sorts = tuple(sorted(set(_dimensions(own)))) or _usual(swatch)
            hatch = HATCHES[place % len(HATCHES)] if layer.hatched else ""
            words = f"{swatch.label}（{swatch.note}）" if swatch.note else swatch.label
            found.append(Entry(words, swatch, count, hatch, sorts))
    return found


def _dimensions(shapes: Any) -> list[int]:
    import shapely

    return [int(each) for each in shapely.get_dimensions(shapes.to_numpy()) if each >= 0]


def _usual(swatch: Swatch) -> tuple[int, ...]:
    return {"line": (1,), "dash": (1,), "dot": (0,)}.get(swatch.mark, (2,))


def draw_legend(
    sheet: Sheet, found: list[Entry], *, left: float, top: float, width: float, height: float
) -> None:
    """
    Draw a legend in a column of the sheet; what is long is set smaller, never over the map.

    Parameters
    ----------
    sheet
        To draw on.
    found
        From :func:`entries`.
    left, top, width, height
        Of the column, in millimetres.
    """
    board = sheet.board(left, top, width, height)
    scale, rows = _fitted(sheet, found, width, height)
    size, y = sheet.type_size * scale, 0.0
    pitch = size * POINT * 1.35
    for entry, told in rows:
        y += pitch * (0.9 if entry.swatch is None and not entry.quiet else 0.22)
        if y + pitch * len(told) > height:
            rest = [each for each, _ in rows[rows.index((entry, told)) :] if each.swatch]
            write(board, 0, height - pitch / 2, f"另有 {len(rest)} 类未列出", fontsize=size)
            return
        _entry(board, entry, told, y=y, pitch=pitch, size=size, width=width)
        y += pitch * len(told)


def _fitted(
    sheet: Sheet, found: list[Entry], width: float, height: float
) -> tuple[float, list[tuple[Entry, list[str]]]]:
    """How much smaller the type must be, and the lines of each entry."""
    scale = 1.0
    while True:
        size = sheet.type_size * scale
        rows = [(entry, _wrapped(entry, width, size)) for entry in found]
        pitch = size * POINT * 1.35
        need = sum(
            pitch * (len(told) + (0.9 if entry.swatch is None and not entry.quiet else 0.22))
            for entry, told in rows
        )
        if need <= height or scale <= _LEAST:
            return scale, rows
        scale -= 0.04


def _wrapped(entry: Entry, width: float, size: float) -> list[str]:
    room = width - (_KEY + _GAP + _NUMBER if entry.swatch else 0)
    return lines(entry.words, room, size, most=3)


def _entry(
    board: "Axes",
    entry: Entry,
    told: list[str],
    *,
    y: float,
    pitch: float,
    size: float,
    width: float,
) -> None:
    if entry.swatch is None:
        look: dict[str, Any] = {"color": QUIET} if entry.quiet else {"weight": "bold"}
        for place, line in enumerate(told):
            write(board, 0, y + pitch * (place + 0.5), line, fontsize=size, **look)
        return
    _key(board, entry, y + pitch * 0.12, pitch * 0.76)
    for place, line in enumerate(told):
        write(board, _KEY + _GAP, y + pitch * (place + 0.5), line, fontsize=size)
    number = "" if entry.count is None else f"{entry.count:,}"
    write(board, width, y + pitch * 0.5, number, fontsize=size, ha="right", color=INK)


def _key(board: "Axes", entry: Entry, y: float, height: float) -> None:
    """The swatch as its rows are drawn: an area, a line, a dot, or more than one of them."""
    from matplotlib.patches import Rectangle

    swatch = entry.swatch
    if swatch is None:
        return
    share = _KEY / len(entry.sorts)
    for place, sort in enumerate(entry.sorts):
        left, middle = place * share, y + height / 2
        if sort == 2:  # noqa: PLR2004 dimensions
            style = area_style(swatch, entry.hatch)
            board.add_patch(Rectangle((left, y), share * 0.92, height, **style))
        elif sort == 1:
            style = line_style(swatch)
            told = {"color": style["colors"], "linewidth": style["linewidths"]}
            ends = [left, left + share * 0.92]
            board.plot(ends, [middle] * 2, linestyle=style["linestyle"], **told)
        else:
            size = min(dot_size(swatch), height / POINT) ** 2
            look = {"facecolors": swatch.colour, "edgecolors": "#ffffff", "linewidths": 0.4}
            board.scatter([left + share * 0.46], [middle], s=size, alpha=swatch.opacity, **look)
