"""A table as it was delivered: its frame, where its rows stand, and what there is to say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Note = tuple[str, str, str, str]  # severity, rule, value, remedy: a finding without its layer


@dataclass(frozen=True, eq=False)
class Raw:
    """
    A table as it was delivered.

    Attributes
    ----------
    frame
        A GeoDataFrame where the format keeps geometry, with the system that the source states (or
        none). Cells of CSV and workbook are text; blank cells are missing.
    rows
        The number of each record as a person sees it in the file; None where there are none.
    table
        The layer, sheet or table that was read; None where the file holds but one.
    notes
        What the planner should know, each a severity, rule, value and remedy.
    states_system
        Whether the source itself says its coordinate system.
    name
        The source as it may be told to anybody: never a password.
    totals
        Rows of totals of a sheet, under the same headings; the index is their row number.
    cut
        Headings that a Shapefile may have cut short.
    titles
        What columns are called in full, where the format keeps that beside their names.
    sha256
        Hash of what was read, where there is no file to hash.
    """

    frame: "pd.DataFrame"
    rows: Sequence[int] | None = None
    table: str | None = None
    notes: list[Note] = field(default_factory=list)
    states_system: bool = False
    name: str = ""
    totals: "pd.DataFrame | None" = None
    cut: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    sha256: str | None = None

    def named(self, name: str, *, notes: Sequence[Note] = ()) -> "Raw":
        """
        The same under another name, with more to say.

        Examples
        --------
        >>> import pandas as pd
        >>> Raw(pd.DataFrame(), name="a.shp").named("甲.zip/a.shp").name
        '甲.zip/a.shp'
        """
        return replace(self, name=name, notes=[*notes, *self.notes])
