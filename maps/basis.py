"""What the table basis of a plan says: minutes that count, and whether its city is made up."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from .words import WORDS

if TYPE_CHECKING:
    from ..analysis.planning import Plan


def basis_value(plan: "Plan", *keys: str) -> str:
    """
    A line of the table basis by its key.

    Parameters
    ----------
    plan
        With or without that table.
    *keys
        The first that is there counts.

    Returns
    -------
    str
        Empty where there is none.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> basis = pd.DataFrame({"key": ["as_of"], "zh": ["数据日期"], "value": ["2024-05-01"]})
    >>> basis_value(SimpleNamespace(tables={"basis": basis}), "as_of")
    '2024-05-01'
    """
    basis = plan.tables.get("basis", pd.DataFrame({"key": [], "value": []}))
    for key in keys:
        found = basis.loc[basis["key"] == key, "value"].dropna()
        if len(found):
            return str(found.iloc[0])
    return ""


def limits(plan: "Plan") -> tuple[float, float | None]:
    """
    The minutes that count as reached, and those beyond which nothing was looked for.

    Parameters
    ----------
    plan
        With the table coverage; the search stands in the table basis under search_minutes.

    Returns
    -------
    tuple of float
        Ten minutes where coverage has no rows; None for a search that is not given.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> basis = pd.DataFrame({"key": ["search_minutes"], "zh": ["搜索范围"], "value": ["30 分钟"]})
    >>> tables = {"coverage": pd.DataFrame({"minutes": [8.0]}), "basis": basis}
    >>> limits(SimpleNamespace(tables=tables))
    (8.0, 30.0)
    """
    coverage = plan.tables.get("coverage", pd.DataFrame({"minutes": []}))
    given = coverage["minutes"].dropna() if "minutes" in coverage.columns else pd.Series()
    limit = float(given.iloc[0]) if len(given) else 10.0
    found = re.search(r"\d+(?:\.\d+)?", basis_value(plan, "search_minutes"))
    return limit, float(found[0]) if found else None


def synthetic(plan: "Plan") -> bool:
    """
    Whether the city is made up, as the table basis says.

    Parameters
    ----------
    plan
        With the line `synthetic` in the table basis, or without.

    Returns
    -------
    bool

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> basis = pd.DataFrame({"key": ["synthetic"], "zh": ["数据性质"], "value": ["合成数据"]})
    >>> synthetic(SimpleNamespace(tables={"basis": basis}))
    True
    """
    return basis_value(plan, "synthetic").startswith(WORDS["synthetic"])
