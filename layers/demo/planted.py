"""Cases planted in the district: what must be found, where, and why; later tests hold on to them."""

import pandas as pd

from . import ground


def planted() -> pd.DataFrame:
    """
    The planted cases.

    They hold for the complete district (``gaps=False``); ids do not depend on the seed, and
    values only where `why` says so.

    Returns
    -------
    DataFrame
        Indexed by ``case``: ``analysis`` that has to find it, ``layer`` and ``row`` (ids, joined
        by semicolons), ``expected`` (a word), ``value`` with its ``unit`` (NA where there is
        none) and ``why`` (Chinese).

    Examples
    --------
    >>> planted().loc["idle-strip", ["row", "expected"]].tolist()
    ['L18', 'found']
    """
    table = ground.table("planted").set_index("case")
    return table.assign(value=pd.to_numeric(table["value"]), unit=table["unit"].replace("", pd.NA))
