"""Names of sheets: Chinese, unique, without the signs that the format refuses."""

import re
from collections.abc import Iterable

_REFUSED = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST = 31


def tabs(names: Iterable[str]) -> list[str]:
    """
    A name a sheet, in the same order.

    Parameters
    ----------
    names
        As a reader knows them.

    Returns
    -------
    list of str
        At most 31 signs, no two alike whatever their case, no apostrophe at an end.

    Examples
    --------
    >>> tabs(["资金/来源", "资金/来源", "History"])
    ['资金 来源', '资金 来源 2', 'History 2']
    """
    taken = {"history"}  # a name that Excel keeps for itself
    made = []
    for name in names:
        plain = _REFUSED.sub(" ", name).strip().strip("'")[:LONGEST].rstrip() or "表"
        free, number = plain, 1
        while free.lower() in taken:
            number += 1
            after = f" {number}"
            free = plain[: LONGEST - len(after)] + after
        taken.add(free.lower())
        made.append(free)
    return made
