"""What was done to the data on the way in: one row a cell, shape or row that is not as it was delivered."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "layer",
    "id",
    "field",
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


def table(rows: Iterable[Treatment]) -> "pd.DataFrame":
    """
    The treatments as a table, text in every column.

    Examples
    --------
    >>> list(table([]).columns)[:3]
    ['layer', 'id', 'field']
    """
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype="string")
