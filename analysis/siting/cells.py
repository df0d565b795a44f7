"""The type of each column of the tables of siting: whole numbers, numbers, or words."""

import pandas as pd

_WHOLE = (
    *("order", "sites", "candidates", "homes", "not_computed", "uncoverable_homes"),
    *("households_missing", "residents_missing"),
)
_NUMBERS = (
    *("gain", "gain_alone", "next_best_gain", "loss", "loss_empty", "covered", "bound", "gap"),
    *(
        "cost",
        "cost_least",
        "cost_most",
        "base",
        "uncovered_before",
        "uncoverable",
        "objective",
        "checked",
        "limit",
    ),
)


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """
    The table with a type for each column: whole numbers, numbers, or words; NA not known.

    Parameters
    ----------
    table
        With cells of any type; what is infinite is not known.

    Returns
    -------
    DataFrame
        The same cells.

    Examples
    --------
    >>> found = typed(pd.DataFrame({"sites": [2, pd.NA], "bound": [float("inf"), 3.0]}, dtype=object))
    >>> found["sites"].tolist(), found["bound"].tolist()
    ([2, <NA>], [<NA>, 3.0])
    """
    known = table.replace([float("inf"), -float("inf")], pd.NA)
    return known.astype({name: _type(str(name)) for name in table.columns})


def _type(name: str) -> str:
    if name in _WHOLE:
        return "Int64"
    number = name in _NUMBERS or name.startswith(("unmet_", "covered_", "share_"))
    return "Float64" if number else "string"
