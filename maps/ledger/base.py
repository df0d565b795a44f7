"""What every section of the ledger reads: the accounts and the names of their projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.cells import Cell, known, missing, said, titled
from ..text.names import Held, frame, names

if TYPE_CHECKING:
    from ...analysis.planning import Plan

_EVERY = "all"


@dataclass(frozen=True, eq=False)
class Books(Held):
    """
    The accounts of a plan.

    Attributes
    ----------
    finance
        The table, one row a project, a community, and all.
    projects
        Id to name.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"level": ["project", "all"], "id": ["J1", "all"], "name": ["甲", "合计"]})
    >>> held = Books(None, Names({}, {}, {}), table, {"J1": "甲"})
    >>> len(held.level("project")), held.project("J1").text, held.whole["name"]
    (1, '甲', '合计')
    """

    finance: pd.DataFrame
    projects: Mapping[str, str]

    def level(self, name: str) -> pd.DataFrame:
        """The accounts of projects or of communities."""
        if "level" not in self.finance:
            return self.finance.iloc[:0]
        return self.finance[self.finance["level"].eq(name).fillna(False)]

    @property
    def whole(self) -> pd.Series | None:
        """The account of all; None where there is none."""
        rows = self.level(_EVERY)
        return rows.iloc[0] if len(rows) else None

    def project(self, code: Any) -> Cell:
        """The name over the id; all together; or that no project is named."""
        if not known(code):
            return missing()
        if str(code) == _EVERY:
            return Cell("合计", tone="strong")
        return titled(self.projects.get(str(code), str(code)), code)


def books(plan: "Plan") -> Books | None:
    """
    The accounts of a plan.

    Parameters
    ----------
    plan
        With `finance`.

    Returns
    -------
    Books or None
        None where there are no accounts.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> books(SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table"]))) is None
    True
    """
    table = frame(plan, "finance")
    if table is None or table.empty:
        return None
    own = table[table["level"].eq("project").fillna(False)]
    called = {
        str(code): said(name) or str(code)
        for code, name in zip(own["id"], own.get("name", own["id"]), strict=True)
    }
    return Books(plan, names(plan), table, called)
