"""The titles of columns in a FileGDB: Chinese words beside names in letters."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from . import vectors

_CATALOGUE = "GDB_Items"


def titles(path: Path, table: str, *, name: str) -> dict[str, str]:
    """
    What the columns of a feature class are called in full.

    Parameters
    ----------
    path, table
        The folder and the feature class.
    name
        The source as it is named in sentences.

    Returns
    -------
    dict
        Name of the column to its title (字段别名), where it has one of its own.

    Raises
    ------
    SourceError
        The catalogue of the FileGDB cannot be read.
    """
    import pyogrio

    with vectors.opened(path, name=name):
        items: Any = pyogrio.read_dataframe(path, layer=_CATALOGUE, read_geometry=False)
    found: dict[str, str] = {}
    for text in items.loc[items["Name"] == table, "Definition"].dropna():
        for field in ElementTree.fromstring(text).iter("GPFieldInfoEx"):
            column, title = field.findtext("Name"), field.findtext("AliasName")
            if column and title and title.strip() and title.strip() != column:
                found[column] = title.strip()
    return found
