"""Which rows of which tables are of a community, whatever the table is."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ..text.cells import known
from .columns import Column
from .entries import Entry

ROWS, COLUMNS = 20, 12  # of a table on the sheet of a community
_OWN = ("community", "communities")  # fields that name communities, one or several
_IDS = ("id", "of", "unit", "place", "area")  # those that do so where the row says so
_SORTS = ("level", "of_layer", "unit_kind", "layer", "scope")
_COMMUNITY = frozenset({"community", "communities"})


@dataclass(frozen=True, eq=False)
class Section:
    """
    What the sheet of a community shows of a table.

    Attributes
    ----------
    entry
        The table.
    columns
        Those with something to say, with the first rows of the community.
    rows
        How many rows the community has in all.
    left_out
        Columns that are only on the sheet of the table.
    """

    entry: Entry
    columns: tuple[Column, ...]
    rows: int
    left_out: int


def places(frame: pd.DataFrame, ids: Collection[str]) -> dict[str, list[int]]:
    """
    Rows of each community.

    Parameters
    ----------
    frame
        With its index as a column. Counts where it has a field `community` or `communities` (ids
        joined by semicolons), or says of a row that its id is one of a community.
    ids
        Of the communities.

    Returns
    -------
    dict
        Community to the positions of its rows; empty where the table knows of none.

    Examples
    --------
    >>> places(pd.DataFrame({"communities": ["C1;C2", None]}), {"C1", "C2"})
    {'C1': [0], 'C2': [0]}
    >>> places(pd.DataFrame({"level": ["project", "community"], "id": ["C1", "C1"]}), {"C1"})
    {'C1': [1]}
    """
    found: dict[str, list[int]] = {}
    for row, joined in enumerate(_named(frame)):
        for part in dict.fromkeys(joined.split(";")) if joined else ():
            if part in ids:
                found.setdefault(part, []).append(row)
    return found


def sections(
    entry: Entry, columns: Sequence[Column], chosen: Sequence[str], ids: Collection[str]
) -> Iterator[tuple[str, Section]]:
    """
    What the sheets of the chosen communities show of a table.

    Parameters
    ----------
    entry
        The table.
    columns
        Of the whole table.
    chosen
        Communities that have a sheet.
    ids
        Of all communities.

    Yields
    ------
    tuple
        Community and section.
    """
    if entry.name == "communities":
        index = entry.frame["id"].astype(str) if "id" in entry.frame else pd.Series(dtype=str)
        rows = {code: [place] for place, code in enumerate(index)}
    else:
        rows = places(entry.frame, ids)
    for code in chosen:
        if code in rows:
            yield code, _section(entry, columns, rows[code], code)


def _named(frame: pd.DataFrame) -> list[str]:
    """Of each row the communities that it names, joined."""
    empty = [""] * len(frame)
    for field in _OWN:
        if field in frame and not pd.api.types.is_numeric_dtype(frame[field]):
            return [str(one) if known(one) else "" for one in frame[field].astype(object)]
    sort = next((key for key in _SORTS if key in frame), None)
    ids = next((key for key in _IDS if key in frame and key != sort), None)
    if sort is None or ids is None:
        return empty
    pairs = zip(frame[sort].astype(object), frame[ids].astype(object), strict=True)
    return [str(one) if str(kind) in _COMMUNITY and known(one) else "" for kind, one in pairs]


def _section(entry: Entry, columns: Sequence[Column], rows: list[int], code: str) -> Section:
    shown = rows[:ROWS]
    whole = entry.name == "communities"
    cut = [
        replace(
            column,
            cells=[column.cells[row] for row in shown],
            tones=[column.tones[row] for row in shown] if column.tones else (),
        )
        for column in sorted(columns, key=lambda column: _place(column, entry.first))
    ]
    said = [column for column in cut if whole or _says(column, code)]
    most = len(said) if len(rows) == 1 else COLUMNS
    return Section(entry, tuple(said[:most]), len(rows), max(0, len(said) - most))


def _place(column: Column, first: Sequence[str]) -> int:
    """Where a column stands among those that are shown before the others."""
    named = [first.index(part) for part in column.field.split("｜") if part in first]
    return min(named, default=len(first))


def _says(column: Column, code: str) -> bool:
    """Whether a column tells anything that the sheet of the community does not say already."""
    return bool(column.field) and any(one not in (None, "", code) for one in column.cells)
