"""What a reading has to say besides its data: one row a finding, with ids and a remedy."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("severity", "layer", "id", "rule", "value", "remedy")
INFO, WARNING, ERROR = "info", "warning", "error"
_IDS = 1000  # ids in one row; a cell of a workbook holds 32,767 characters

Finding = dict[str, str]


def finding(
    severity: str, layer: str, rule: str, *, value: str, remedy: str, ids: Sequence[str] = ()
) -> list[Finding]:
    """
    One finding; several rows where it has very many ids.

    Parameters
    ----------
    severity
        :data:`INFO` (how the data was read), :data:`WARNING` (what may make an answer wrong) or
        :data:`ERROR` (what is wrong: not used, or used as it stands).
    layer
        The layer it is about.
    rule, value, remedy
        What is the matter, what was found, what to do; for the planner.
    ids
        The rows that it is about, joined by semicolons in the column `id`.

    Examples
    --------
    >>> finding("info", "parks", "未命名", value="2 处", remedy="", ids=["w1", "w2"])[0]["id"]
    'w1;w2'
    """
    parts = [list(ids[at : at + _IDS]) for at in range(0, len(ids), _IDS)] or [[]]
    return [
        {
            "severity": severity,
            "layer": layer,
            "id": ";".join(part),
            "rule": rule,
            "value": value if len(parts) == 1 else f"{value}（清单 {number}/{len(parts)}）",
            "remedy": remedy,
        }
        for number, part in enumerate(parts, start=1)
    ]


def table(rows: Iterable[Finding]) -> "pd.DataFrame":
    """
    The findings as a table, text in every column.

    Examples
    --------
    >>> list(table([]).columns)
    ['severity', 'layer', 'id', 'rule', 'value', 'remedy']
    """
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype="string")
