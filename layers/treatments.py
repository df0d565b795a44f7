"""What was done to the data on the way in: one row a cell, shape or row that is not as it was delivered."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import kinds

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

COLUMNS = (
    "layer",
    "id",
    "field",
    "zh",
    "original",
    "value",
    "treatment",
    "reason",
    "source",
    "as_of",
)
UNREAD = "unread"  # could not be understood: missing now
APPROXIMATE = "approximate"  # 约300户 is kept as 300
CONVERTED = "converted"  # a unit in the cell, another than that of the field
REPAIRED = "repaired"  # a geometry
CORRECTED, REMOVED, ADDED = "corrected", "removed", "added"  # by the file of corrections

_WHOLE = {"": "整行", "geometry": "几何", "id": "编号"}

Treatment = dict[str, str]


def treatment(  # noqa: PLR0913  one argument a column
    layer: str,
    key: str,
    *,
    treatment: str,
    field: str = "",
    original: str = "",
    value: str = "",
    reason: str = "",
    source: str = "",
    as_of: str = "",
) -> Treatment:
    """
    One thing that was done.

    Parameters
    ----------
    layer, key, field
        Which cell: layer, id of the row, field (`geometry` for its shape; empty for a whole row).
    treatment
        One of the names of this module.
    original, value
        What was delivered and what stands now, as text; empty for missing.
    reason, source, as_of
        Why, in Chinese; the file (and row) or document; its day.

    Examples
    --------
    >>> done = treatment("communities", "C1", treatment=APPROXIMATE, field="households",
    ...                  original="约300户", value="300")
    >>> done["original"], done["source"]
    ('约300户', '')
    """
    return {
        "layer": layer,
        "id": key,
        "field": field,
        "original": original,
        "value": value,
        "treatment": treatment,
        "reason": reason,
        "source": source,
        "as_of": as_of,
    }


def dated(rows: Iterable[Treatment], source: str, *, as_of: "date | None") -> list[Treatment]:
    """
    Treatments with the file and day of the data where they do not say their own.

    Examples
    --------
    >>> dated([treatment("parks", "P1", treatment=REPAIRED)], "a.shp", as_of=None)[0]["source"]
    'a.shp'
    """
    day = "" if as_of is None else as_of.isoformat()
    return [
        {**line, "source": line["source"] or source, "as_of": line["as_of"] or day} for line in rows
    ]


def table(rows: Iterable[Treatment]) -> "pd.DataFrame":
    """
    The treatments as a table, text in every column; `zh` is the Chinese name of the field.

    Examples
    --------
    >>> done = treatment("communities", "C1", treatment=UNREAD, field="year_built")
    >>> table([done])[["field", "zh"]].iloc[0].tolist()
    ['year_built', '建成年份']
    """
    import pandas as pd

    told = [line | {"zh": _called(line["layer"], line["field"])} for line in rows]
    return pd.DataFrame(told, columns=list(COLUMNS), dtype="string")


def _called(layer: str, field: str) -> str:
    if field in _WHOLE:
        return _WHOLE[field]
    try:
        return kinds.schema(layer).field(field).zh
    except KeyError:  # a column of the user's own
        return field
