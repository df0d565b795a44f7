"""Figures that are not made, each with its reason."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from ...analysis.planning import Plan


@dataclass(frozen=True)
class Absent:
    """A figure that is not made: its key, title, kind (map or chart), table, and why."""

    key: str
    title: str
    kind: str
    table: str
    reason: str


def why(plan: "Plan", table: str, *, question: str = "") -> str:
    """
    Why there is nothing to draw of a table.

    Parameters
    ----------
    plan
        With the table questions, or without.
    table
        That is missing, or has no row to draw.
    question
        That makes the table; its own reason is given where it was not computed.

    Returns
    -------
    str
        A reason in words.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> asked = pd.DataFrame({"question": ["idle"], "status": ["no_data"], "reason": ["没有地块图层"]})
    >>> why(SimpleNamespace(tables={"questions": asked}), "idle_plots", question="idle")
    '未计算：没有地块图层'
    >>> why(SimpleNamespace(tables={}), "idle_plots")
    '没有数据表 idle_plots'
    """
    asked = plan.tables.get("questions", pd.DataFrame({"question": []}))
    rows = asked[asked["question"].eq(question).fillna(value=False)]
    if len(rows) and rows["status"].iloc[0] != "computed":
        reason = rows["reason"].iloc[0]
        told = FIGURE_WORDS["no_reason"] if pd.isna(reason) else str(reason)
        return FIGURE_WORDS["not_computed"].format(reason=told)
    word = "empty_table" if table in plan.tables else "no_table"
    return FIGURE_WORDS[word].format(table=table)
