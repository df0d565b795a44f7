"""The form of a check of money: its status, what was measured, its limit, and where it is from."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

PASS, FAIL, PENDING, NOT_APPLICABLE = "pass", "fail", "pending", "not_applicable"
WORDS = {PASS: "达到", FAIL: "未达到", PENDING: "无从判断", NOT_APPLICABLE: "不适用"}
NUMBERS = ("measured_least", "measured_most", "limit")
COLUMNS = (
    *("project", "check", "zh", "status", "status_zh", *NUMBERS),
    *("unit", "text", "standard", "clause", "certainty"),
)


def row(
    head: tuple[str, str, str],
    *,
    zh: str,
    text: str,
    source: tuple[str, str, str],
    measured: tuple[float | None, float | None] = (None, None),
    limit: float | None = None,
    unit: str | None = None,
) -> dict[str, Any]:
    """
    One check of one project.

    Parameters
    ----------
    head
        Project, check, status.
    zh, text
        Name of the check, and what was found.
    source
        Standard, clause, and how sure we are of it.
    measured
        Between least and most; None not known.
    limit
        What is asked.
    unit
        Of both.

    Examples
    --------
    >>> row(("J1", "sum", "pass"), zh="合计", text="相符", source=("-", "-", "assumption"))["status_zh"]
    '达到'
    """
    project, check, status = head
    standard, clause, certainty = source
    low, high = measured
    found = {"project": project, "check": check, "zh": zh, "status": status}
    found |= {"status_zh": WORDS[status], "text": text, "unit": unit}
    numbers = {"measured_least": low, "measured_most": high, "limit": limit}
    named = {"standard": standard, "clause": clause, "certainty": certainty}
    return {**found, **numbers, **named}


def table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """
    Checks as a table: text, and numbers that may be missing.

    Examples
    --------
    >>> table([]).dtypes["limit"]
    Float64Dtype()
    """
    found = pd.DataFrame(list(rows), columns=list(COLUMNS))
    kinds = {name: "Float64" if name in NUMBERS else "string" for name in COLUMNS}
    return found.astype(kinds)
