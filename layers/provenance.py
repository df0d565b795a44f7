"""Where every row comes from: its source and its day."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

SOURCE, AS_OF = "source", "as_of"


def stamped(
    frame: "pd.DataFrame",
    *,
    source: str,
    rows: Sequence[int] | None = None,
    as_of: "date | None" = None,
) -> "pd.DataFrame":
    """
    The frame with source and day of every row, where the row does not say them itself.

    Parameters
    ----------
    frame
        A layer, typed, indexed by id; it is not changed.
    source
        Name of the file and table, or of the server.
    rows
        Number of each row in the file, where it has any.
    as_of
        The day that the file describes; None where it is not known.

    Returns
    -------
    DataFrame
        Of the same class, index and order. `source` is filled where it is blank; `as_of` where it
        is blank and a day is known. What a row says itself stays.

    Examples
    --------
    >>> import pandas as pd
    >>> homes = pd.DataFrame({"source": pd.array(["踏勘", None], dtype="string")}, index=["B1", "B2"])
    >>> stamped(homes, source="楼栋.xlsx", rows=[11, 12])["source"].tolist()
    ['踏勘', '楼栋.xlsx 第 12 行']
    """
    import pandas as pd

    words = [source] * len(frame) if rows is None else [f"{source} 第 {row} 行" for row in rows]
    told: dict[str, pd.Series] = {SOURCE: pd.Series(words, index=frame.index, dtype="string")}
    if as_of is not None:
        told[AS_OF] = pd.Series(pd.Timestamp(as_of), index=frame.index, dtype="datetime64[s]")
    return _filled(frame, told)


def _filled(frame: "pd.DataFrame", told: "dict[str, pd.Series]") -> "pd.DataFrame":
    """Columns that are there keep their place; new ones go before a geometry that stands last."""
    there: dict[str, Any] = {
        name: frame[name].where(frame[name].notna(), column) if name in frame.columns else column
        for name, column in told.items()
    }
    found = frame.assign(**there)
    spatial = getattr(frame, "active_geometry_name", None)
    if spatial is None or frame.columns[-1] != spatial:
        return found
    plain = [column for column in found.columns if column != spatial]
    return found[[*plain, spatial]]
