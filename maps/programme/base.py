"""What every section of the programme reads: the tables of the plan, names and numbers of homes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.cells import known
from ..text.names import Held, frame, names, parts, some

if TYPE_CHECKING:
    from ...analysis.planning import Plan

TABLES = ("eligibility", "staging", "management_yards")
_NAMED = 6  # names in a cell


@dataclass(frozen=True, eq=False)
class Programme(Held):
    """
    The tables of the programme with the names that they share.

    Attributes
    ----------
    households
        Of each community; those not known are not in it.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> held = Programme(None, Names({"C1": "东一村"}, {}, {}), {"C1": 60})
    >>> held.community("C1"), held.named("C1;C2"), held.homes(["C1", "C2"])
    (Cell(text='东一村', note='C1', tone=''), '东一村、C2', (60, 1))
    """

    households: Mapping[str, int]

    def named(self, codes: Any, *, most: int = _NAMED) -> str:
        """The names of some communities, given one by one or joined by semicolons."""
        listed = parts(codes) if isinstance(codes, str) or not known(codes) else list(codes)
        return some([self.words.community(code) for code in listed], most=most)

    def homes(self, codes: Iterable[Any]) -> tuple[int, int]:
        """The households of some communities, and of how many communities they are not known."""
        listed = [str(code) for code in codes]
        lost = sum(code not in self.households for code in listed)
        return sum(self.households.get(code, 0) for code in listed), lost


def programme(plan: "Plan") -> Programme | None:
    """
    The programme of a plan.

    Parameters
    ----------
    plan
        With `eligibility`, `staging` or `management_yards`.

    Returns
    -------
    Programme or None
        None where none of them is there.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> programme(SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table"]))) is None
    True
    """
    tables = [frame(plan, name) for name in TABLES]
    if all(table is None or table.empty for table in tables):
        return None
    homes = plan.tables.get("communities", pd.DataFrame()).get("households", pd.Series(dtype=float))
    counted = {str(code): int(many) for code, many in homes.items() if known(many)}
    return Programme(plan, names(plan), counted)


def households(count: int, lost: int, *, of: str = "个小区") -> str:
    """
    So many households, and of how many communities or rows they are not known.

    Examples
    --------
    >>> households(1200, 0), households(60, 1)
    ('1,200 户', '60 户，另有 1 个小区户数未知')
    """
    return f"{count:,} 户" + (f"，另有 {lost} {of}户数未知" if lost else "")


def lived(rows: pd.DataFrame, *, of: str) -> str:
    """
    The households of some rows, and of how many of them they are not known.

    Examples
    --------
    >>> lived(pd.DataFrame({"households": [60, None]}), of="行")
    '60 户，另有 1 行户数未知'
    """
    told = rows["households"].dropna()
    return households(int(told.sum()), len(rows) - len(told), of=of)
