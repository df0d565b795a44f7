"""What a GeoPackage says of its own content: names of tables, headings of columns, styles."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from .kept import free

if TYPE_CHECKING:
    import pandas as pd

_DAY = "2000-01-01T00:00:00.000Z"  # the moment of writing would change the bytes
# OGC 12-128r18, annex F.9: the extension "schema", both of its tables
_SCHEMA = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
_EXTENSION = (
    "gpkg_schema",
    "http://www.geopackage.org/spec121/#extension_schema",
    "read-write",
)


def identifiers(names: Sequence[str], titles: Mapping[str, str]) -> dict[str, str]:
    """
    What each table is called in Chinese; every one differs, as a GeoPackage asks.

    Parameters
    ----------
    names
        Of the tables.
    titles
        Table to its Chinese name, as far as there is one.

    Returns
    -------
    dict
        Table to its Chinese name, followed by the name of the table where another has the same.

    Examples
    --------
    >>> identifiers(["a", "b", "c"], {"a": "小区", "b": "小区"})
    {'a': '小区（a）', 'b': '小区（b）', 'c': 'c'}
    """
    said = {name: titles.get(name) or name for name in names}
    times = Counter(said.values())
    return {name: f"{zh}（{name}）" if times[zh] > 1 else zh for name, zh in said.items()}


def sentence(row: "Mapping[str, object] | pd.Series") -> str:
    """
    What a column means: heading, unit and meaning.

    Parameters
    ----------
    row
        `zh`, `unit`, `meaning` of a field, as far as they are there.

    Examples
    --------
    >>> sentence({"zh": "户数", "unit": "household", "meaning": "registered"})
    '户数（household）：registered'
    """
    said = {name: row.get(name) for name in ("zh", "unit", "meaning")}
    zh, unit, meaning = (cell if isinstance(cell, str) else "" for cell in said.values())
    head = f"{zh}（{unit}）" if unit else zh
    return f"{head}：{meaning}" if meaning else head


def put_headings(file: Path, frames: "Mapping[str, pd.DataFrame]", fields: "pd.DataFrame") -> None:
    """
    Write the headings of columns into a GeoPackage, where GIS read them.

    Parameters
    ----------
    file
        A GeoPackage that has the tables.
    frames
        Table to its content.
    fields
        One row a field: `table`, `field`, `zh`, `unit`, `meaning`; those of other tables and
        columns are passed over.
    """
    rows = _rows(frames, fields)
    tables = [("gpkg_data_columns", None, *_EXTENSION)]
    tables += [("gpkg_data_column_constraints", None, *_EXTENSION)]
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.executescript(_SCHEMA)
        opened.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, "
            "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, "
            "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))"
        )
        opened.executemany("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", tables)
        opened.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)", rows)


def layer_styles(styles: "pd.DataFrame", shapes: Mapping[str, str]) -> "pd.DataFrame":
    """
    The rows of the table in which QGIS looks for styles.

    Parameters
    ----------
    styles
        One row a style: `layer`, `name`, `qml`, `default`.
    shapes
        Layer to the name of its column of geometry.

    Returns
    -------
    DataFrame
        Under the names that QGIS looks for; styles of layers that are not there are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"layer": ["parks"], "name": ["公园"], "qml": ["<qgis/>"], "default": [True]}
    >>> layer_styles(pd.DataFrame(row), {"parks": "geom"})["f_geometry_column"].tolist()
    ['geom']
    """
    import pandas as pd

    there = {layer: column for layer, column in shapes.items() if column}
    own = styles[styles["layer"].isin(list(there))].reset_index(drop=True)
    rows = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": own["layer"].astype("string"),
        "f_geometry_column": own["layer"].map(there).astype("string"),
        "styleName": own["name"].astype("string"),
        "styleQML": own["qml"].astype("string"),
        "styleSLD": "",
        "useAsDefault": own["default"].astype(bool),
        "description": "",
        "owner": "",
        "ui": pd.Series([None] * len(own), dtype="string"),
        "update_time": pd.Timestamp(_DAY),
    }
    return pd.DataFrame(rows, index=own.index)


def _rows(
    frames: "Mapping[str, pd.DataFrame]", fields: "pd.DataFrame"
) -> list[tuple[str, str, str, str, str]]:
    """Table, column, a name of its own, heading, meaning."""
    found: list[tuple[str, str, str, str, str]] = []
    for table, own in fields.groupby("table", sort=False):
        taken: list[str] = []
        columns = {str(column) for column in getattr(frames.get(str(table)), "columns", ())}
        for row in own.drop_duplicates("field").to_dict("records"):
            if str(row["field"]) in columns and isinstance(row["zh"], str) and row["zh"]:
                taken.append(free(row["zh"], taken))  # no two names of a table may be the same
                about = sentence({str(key): value for key, value in row.items()})
                found.append((str(table), str(row["field"]), taken[-1], row["zh"], about))
    return found
