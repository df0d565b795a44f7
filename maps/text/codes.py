"""Codes of the plan's tables that have no Chinese twin beside them, in words: one list for all."""

from fnmatch import fnmatchcase
from functools import cache

from ..words import rows

_ROWS = rows("codes")
_ANY = "*"
# what a code means in whatever field it stands
COMMON = {row["code"]: row["zh"] for row in _ROWS if row["field"] == _ANY}
# how sure a rule is
STATUS = {code: COMMON[code] for code in ("verified", "secondary", "unverified", "assumption")}


@cache
def meant(table: str, field: str) -> dict[str, str]:
    """
    What the codes of a field are called.

    Parameters
    ----------
    table, field
        Of the plan; what holds for every table where the table is empty.

    Returns
    -------
    dict of str
        Code to word, without those of :data:`COMMON`; empty for a field that has no codes.

    Examples
    --------
    >>> meant("elevators", "verdict")["can"], meant("", "severity")["error"], meant("a", "b")
    ('可以加装', '错误', {})
    """
    return {
        row["code"]: row["zh"]
        for row in reversed(_ROWS)  # what stands above goes before
        if row["field"] != _ANY
        and fnmatchcase(field, row["field"])
        and fnmatchcase(table, row["table"])
    }


def every() -> set[str]:
    """
    Every word that a code is called by, but for units: those belong to their figures.

    Examples
    --------
    >>> "已核对" in every()
    True
    """
    return {row["zh"] for row in _ROWS if not row["field"].endswith("unit")}
