"""Every figure of a plan as PNG and SVG, made without a browser."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ...gis.errors import OutputError
from ..look import Look
from .charts import Chart, charts, draw_chart
from .fonts import check_glyphs
from .imprint import Imprint, imprint
from .map_sheet import Map, draw_map, extent
from .paper import Format, Sheet, pixels, press, printed, sheet
from .subjects import maps, seen

if TYPE_CHECKING:
    from ...analysis.planning import Plan

FORMATS: tuple[Format, ...] = ("png", "svg")
_COLUMNS = ("key", "title", "kind", "table", "width", "height", "reason")


def draw(
    plan: "Plan",
    folder: str | Path,
    *,
    look: Look | None = None,
    formats: Collection[Format] = FORMATS,
    only: Collection[str] | None = None,
    paper: str = "A4",
) -> pd.DataFrame:
    """
    Draw the maps and charts of a plan.

    Parameters
    ----------
    plan
        Any; a figure whose table is not there is left out and says why.
    folder
        Where the files go, KEY.png and KEY.svg; made if it is not there.
    look
        Title and marks.
    formats
        png (300 dpi), svg.
    only
        Keys; all where None.
    paper
        A4 or A3, landscape.

    Returns
    -------
    DataFrame
        One row a figure: `key`, `title`, `kind` (map, chart), `table` it comes from, `width` and
        `height` in pixels, `reason` why it is left out: no table, or a sign that no font has
        (missing where it is drawn).

    Raises
    ------
    OutputError
        No Chinese font is installed.

    Examples
    --------
    >>> import tempfile
    >>> from types import SimpleNamespace
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = draw(SimpleNamespace(tables={}, fields=pd.DataFrame()), folder)
    >>> found["reason"].notna().all()
    np.True_
    """
    folder, look = Path(folder), look or Look()
    wanted = None if only is None else set(only)
    rows = []
    with press():
        for key, title, kind, table, paint, reason in _subjects(plan, imprint(plan, look)):
            if wanted is not None and key not in wanted:
                continue
            told = reason
            if paint is not None:
                told = _written(paint, folder, key, title, formats, paper)
            size = (None, None) if told else pixels(paper)
            rows.append((key, title, kind, table, *size, told))
    made = pd.DataFrame(rows, columns=list(_COLUMNS))
    return made.astype({"width": "Int64", "height": "Int64"})


_Row = tuple[str, str, str, str, "Callable[[Sheet], object] | None", str | None]


def _subjects(plan: "Plan", held: Imprint) -> Iterator[_Row]:
    drawn, absent = maps(plan)
    place = extent(seen(drawn)) if drawn else None
    for each in drawn:
        own = place or extent(each.main)
        if own is not None:
            yield each.key, each.title, "map", each.table, _map(each, held, own), None
    for chart in charts(plan):
        paint = None if chart.reason else _chart(chart, held)
        yield chart.key, chart.title, "chart", chart.table, paint, chart.reason or None
    for left in absent:
        yield left.key, left.title, left.kind, left.table, None, left.reason


def _map(
    each: Map, held: Imprint, place: tuple[float, float, float, float]
) -> "Callable[[Sheet], object]":
    return lambda page: draw_map(page, each, held, place=place)


def _chart(chart: Chart, held: Imprint) -> "Callable[[Sheet], object]":
    return lambda page: draw_chart(page, chart, held)


def _written(
    paint: "Callable[[Sheet], object]",
    folder: Path,
    key: str,
    title: str,
    formats: Collection[Format],
    paper: str,
) -> str | None:
    """Write the files of a figure, or say which signs its font lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    page = sheet(paper)
    paint(page)
    try:
        check_glyphs(page.figure, name=title)
    except OutputError as error:
        return "".join(error.faults)
    for form in formats:
        (folder / f"{key}.{form}").write_bytes(printed(page.figure, form))
    return None
