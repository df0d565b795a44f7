"""One finding for many rows: how many, the first few spelt out, the ids of all."""

from collections.abc import Callable, Iterable, Sequence

from .. import findings
from ..findings import Finding

_SHOWN = 5

Entry = tuple[Sequence[str], str]  # ids, and what to say of them


def each(ids: Sequence[str], rows: Iterable[int], say: Callable[[int], str]) -> list[Entry]:
    """
    One entry a row: its id, and the id with what is said of it.

    Examples
    --------
    >>> each(["P1", "P2"], [1], lambda row: f"在第 {row + 1} 行")
    [(('P2',), 'P2 在第 2 行')]
    """
    return [((ids[row],), f"{ids[row]} {say(row)}") for row in map(int, rows)]


def gathered(
    severity: str,
    layer: str,
    rule: str,
    entries: Sequence[Entry],
    *,
    remedy: str,
    head: str = "",
    shown: int = _SHOWN,
) -> list[Finding]:
    """
    The entries as one finding; none where there are none.

    Parameters
    ----------
    severity, layer, rule, remedy
        As of :func:`pianqu.layers.findings.finding`.
    entries
        What was found, the worst first: the ids it is about, and its words.
    head
        How many; the number of rows where it is empty.
    shown
        So many are spelt out.

    Examples
    --------
    >>> gathered("info", "parks", "甲", [(["P1"], "P1 太大")], remedy="")[0]["value"]
    '1 行：P1 太大'
    """
    if not entries:
        return []
    ids = list(dict.fromkeys(key for keys, _ in entries for key in keys))
    words = "、".join(words for _, words in entries[:shown])
    more = " 等" if len(entries) > shown else ""
    value = f"{head or f'{len(ids)} 行'}：{words}{more}"
    return findings.finding(severity, layer, rule, value=value, remedy=remedy, ids=ids)
