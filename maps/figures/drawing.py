"""Every figure of a plan as PNG and SVG, made without a browser."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...gis.errors import OutputError
from ..look import Look
from .chart_list import charts
from .chart_sheet import draw_chart
from .fonts import check_glyphs
from .imprint import Imprint, imprint
from .map_sheet import draw_map, extent
from .paper import Format, Sheet, pixels, press, printed, sheet
from .subjects import maps, seen

if TYPE_CHECKING:
    from ...analysis.planning import Plan

FORMATS: tuple[Format, ...] = ("png", "svg")
_COLUMNS = ("key", "title", "kind", "shows", "table", "width", "height", "reason")


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
        One row a figure: `key`, `title`, `kind` (map, chart), what it `shows`, `table` it comes from, `width` and
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
        for row, paint in _subjects(plan, imprint(plan, look)):
            if wanted is not None and row["key"] not in wanted:
                continue
            told = row["reason"]
            if paint is not None:
                told = _written(paint, folder, row["key"], row["title"], formats, paper)
            size = (None, None) if told else pixels(paper)
            drawn = dict(zip(("width", "height"), size, strict=True))
            rows.append({**row, **drawn, "reason": told})
    made = pd.DataFrame(rows, columns=list(_COLUMNS))
    return made.astype({"width": "Int64", "height": "Int64"})


_Painter = Callable[[Sheet], object]


def _subjects(plan: "Plan", held: Imprint) -> Iterator[tuple[dict[str, Any], _Painter | None]]:
    """What is said of each figure, and who paints it; nobody where it is left out."""
    drawn, absent = maps(plan)
    place = extent(seen(drawn)) if drawn else None
    for each in drawn:
        own = place or extent(each.main)
        if own is not None:
            shown = "、".join(layer.name for layer in each.main)
            paint = partial(draw_map, drawn=each, held=held, place=own)
            yield _told(each.key, each.title, "map", each.table, shows=shown), paint
    lifts = next((each.main[0] for each in drawn if each.key == "map_lifts"), None)
    made, missing = charts(plan, lifts=lifts)
    for chart in made:
        paint = partial(draw_chart, chart=chart, held=held)
        yield _told(chart.key, chart.title, "chart", chart.table, shows=chart.unit), paint
    for left in (*absent, *missing):
        yield _told(left.key, left.title, left.kind, left.table, reason=left.reason), None


def _told(key: str, title: str, kind: str, table: str, **more: str) -> dict[str, Any]:
    told = {"key": key, "title": title, "kind": kind, "table": table}
    return {"shows": None, "reason": None} | told | more


def _written(
    paint: _Painter,
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
