"""What the table basis of a plan says, and whether its city is made up."""

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
