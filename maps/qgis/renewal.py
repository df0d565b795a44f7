"""The database of a plan: every layer and answer, the layers of the map, and what they mean."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from ..look import Look
from ..report.chapters import title_of
from ..style import GREY, Mark, Swatch
from .drawn import SORTS, drawn, fields, styles
from .qml import Rule, Sort, Style, qml

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_NOT_KEPT = "timings"  # differs between runs on the same input
_FIELDS = "fields"
COMPARED = ("changes", "building_changes", "community_changes", "changed_rows")
_PLAIN: dict[Sort, tuple[Mark, float]] = {
    "Point": ("dot", 3.0),
    "LineString": ("line", 1.2),
    "Polygon": ("outline", 1.2),
}


def tables(
    plan: "Plan", *, scenarios: "Mapping[str, Plan] | None" = None
) -> dict[str, pd.DataFrame]:
    """
    What a database of a plan holds, the layers of the map apart.

    Parameters
    ----------
    plan
        Any.
    scenarios
        Key to the comparison of a scenario with the plan.

    Returns
    -------
    dict
        Every table of the plan but the seconds it took; `fields`; of each scenario its own tables,
        after its key and a hyphen.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> plan = SimpleNamespace(tables={"timings": 1, "parks": 2}, fields=3)
    >>> tables(plan)
    {'parks': 2, 'fields': 3}
    """
    kept = {name: table for name, table in plan.tables.items() if name != _NOT_KEPT}
    compared = {
        f"{key}-{name}": changes[name]
        for key, changes in (scenarios or {}).items()
        for name in COMPARED
        if name in changes
    }
    return {**kept, **compared, _FIELDS: plan.fields}


def titles(names: Mapping[str, Any] | list[str]) -> dict[str, str]:
    """
    Chinese names of tables.

    Parameters
    ----------
    names
        Of tables; those of a scenario begin with its key.

    Examples
    --------
    >>> titles(["parks", "north-parks", "图_公园绿地"])
    {'parks': '公园绿地', 'north-parks': '公园绿地（north）', '图_公园绿地': '图_公园绿地'}
    """
    found = {}
    for name in names:
        key, _, own = name.rpartition("-")
        found[name] = f"{title_of(own)}（{key}）" if key else title_of(name)
    return found


def geopackage(
    plan: "Plan",
    path: str | Path,
    *,
    look: Look | None = None,
    scenarios: "Mapping[str, Plan] | None" = None,
) -> Path:
    """
    Write the database of a plan as one GeoPackage, whole or not at all.

    Parameters
    ----------
    plan
        Any.
    path
        The .gpkg file; one that is there is replaced.
    look
        As for the pages; nothing of it stands in a database.
    scenarios
        Key to the comparison of a scenario with the plan.

    Returns
    -------
    Path
        The file: the tables under their names, then the layers of the map as QGIS draws them, whose
        names begin with 图. Same plan, same bytes.

    Raises
    ------
    OutputError
        A table cannot be kept, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from types import SimpleNamespace
    >>> from ...layers.store import database
    >>> empty = SimpleNamespace(tables={}, fields=pd.DataFrame({"table": ["a"], "field": ["b"], "zh": [""]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     list(database.read(geopackage(empty, Path(folder) / "renewal.gpkg")))
    ['fields']
    """
    from ...layers.store import database

    kept, shown = tables(plan, scenarios=scenarios), drawn(plan)
    every = {**kept, **{layer.name: layer.frame for layer in shown}}
    return database.write(
        every,
        path,
        fields=pd.concat([plan.fields, fields(shown)], ignore_index=True),
        titles=titles(every),
        styles=pd.concat([styles(shown), _plain(kept)], ignore_index=True),
    )


def postgis(
    plan: "Plan",
    url: str,
    *,
    schema: str = "pianqu",
    replace: bool = False,
    scenarios: "Mapping[str, Plan] | None" = None,
) -> list[str]:
    """
    Write the database of a plan into PostGIS, in one transaction.

    Parameters
    ----------
    plan
        Any.
    url, schema, replace
        As for :func:`pianqu.layers.store.postgis.write`.
    scenarios
        Key to the comparison of a scenario with the plan.

    Returns
    -------
    list of str
        The tables: those of the GeoPackage, without the layers of the map.

    Raises
    ------
    OutputError
        As for :func:`pianqu.layers.store.postgis.write`.
    """
    from ...layers.store import postgis as server

    kept = tables(plan, scenarios=scenarios)
    return server.write(
        kept, url, schema=schema, replace=replace, fields=plan.fields, titles=titles(kept)
    )


def _plain(kept: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One quiet class for a layer as it is in the plan, where its geometry is of one sort."""
    rows = []
    for name, table in kept.items():
        if not isinstance(table, gpd.GeoDataFrame):
            continue
        sorts = set(table.geom_type.map(SORTS).dropna())
        if len(sorts) == 1:
            sort: Sort = sorts.pop()
            mark, size = _PLAIN[sort]
            swatch = Swatch(title_of(name), GREY["not_computed"], mark, size)
            style = Style(name, (Rule("all", swatch),))
            rows.append((name, title_of(name), qml(style, sort=sort), True))
    return pd.DataFrame(rows, columns=["layer", "name", "qml", "default"])
