"""Communities of a project: the ids that its text names, however they are joined."""

import pandas as pd

_JOINS = r"[;；、,，\s]+"


def members(text: pd.Series) -> pd.Series:
    """
    Ids that each text names.

    Parameters
    ----------
    text
        Ids joined by semicolons, commas or blanks, full width or not; NA for none.

    Returns
    -------
    Series
        A list each, in order, none twice; the index of `text`.

    Examples
    --------
    >>> members(pd.Series(["C1；C2;", None, " C3 "])).tolist()
    [['C1', 'C2'], [], ['C3']]
    """
    parts = text.astype("string").fillna("").str.split(_JOINS, regex=True)
    named = [list(dict.fromkeys(each for each in own if each)) for own in parts.tolist()]
    return pd.Series(named, text.index, dtype=object)
