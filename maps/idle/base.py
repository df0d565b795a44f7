"""What the page of idle land lists: plots in order, what they are called, and the rows about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...layers import kinds
from ..text.cells import known, said
from ..text.names import Names, column, frame
from .words import SURE

if TYPE_CHECKING:
    from ...analysis.planning import Plan

TABLE = "idle_plots"
CANDIDATE, SEPARATE, EXCLUDED = "candidate", "separate", "excluded"
_ABOUT = (
    *("idle_evidence", "idle_refusals", "idle_reuse", "idle_checks", "idle_sets", "idle_apart"),
    "idle_layouts",
)
_NOWHERE = "不在任何小区内"


@dataclass(frozen=True, eq=False)
class Land:
    """
    The idle plots of a plan.

    Attributes
    ----------
    rows
        Of `idle_plots`, the plot as a column, without geometry: by status, community, confidence
        and kind.
    words
        Of the plan.
    streets
        Id to name.
    tables
        Name to the rows about plots.
    """

    rows: pd.DataFrame
    words: Names
    streets: Mapping[str, str]
    tables: Mapping[str, Mapping[str, pd.DataFrame]]

    def state(self, code: str) -> pd.DataFrame:
        """The plots of one status."""
        return self.rows[self.rows["status"].eq(code)]

    def about(self, table: str, plot: Any) -> pd.DataFrame:
        """The rows of a table about one plot; none where there are none."""
        return self.tables.get(table, {}).get(str(plot), pd.DataFrame())

    def place(self, row: Any) -> str:
        """The community that a plot lies in."""
        code = row.get("community")
        return self.words.community(code) if known(code) else _NOWHERE

    def street(self, code: Any) -> str:
        """The name of a street; its id where it has none."""
        return self.streets.get(str(code), str(code))


def base(plan: "Plan", words: Names) -> Land | None:
    """
    The idle plots of a plan.

    Parameters
    ----------
    plan
        With `idle_plots`, and the tables about them as far as they are there.
    words
        Of the plan.

    Returns
    -------
    Land or None
        None where there is no plot.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> plots = pd.DataFrame({"status": ["excluded", "candidate"], "confidence": "low"})
    >>> plots.index = pd.Index(["L1", "L2"], name="plot")
    >>> found = base(SimpleNamespace(tables={"idle_plots": plots}), Names({}, {}, {}))
    >>> found.rows["plot"].tolist(), found.place(found.rows.iloc[0])
    (['L2', 'L1'], '不在任何小区内')
    """
    every = frame(plan, TABLE)
    if every is None or every.empty:
        return None
    if "plot" not in every:
        every = every.rename(columns={every.columns[0]: "plot"})
    rows = _ordered(every.drop(columns="geometry", errors="ignore"))
    tables = {name: _by_plot(frame(plan, name)) for name in _ABOUT}
    return Land(rows, words, column(plan, "streets", "name"), tables)


def title(row: Any) -> str:
    """
    What a plot is called: its id, and its name, or what it is where it has none.

    Examples
    --------
    >>> title({"plot": "L1", "name": "边条地"}), title({"plot": "C1/4-5", "kind_zh": "剩余空地"})
    ('L1 边条地', 'C1/4-5 剩余空地')
    """
    code, name = str(row["plot"]), said(row.get("name"))
    return code if name == code else f"{code} {name or said(row.get('kind_zh'))}".strip()


def owner(row: Any) -> str:
    """
    Class and name of an owner; says where neither is known.

    Examples
    --------
    >>> owner({"owner_class": "state", "owner": "区城投"}), owner({})
    ('国有，区城投', '权属不明')
    """
    words = {choice.code: choice.zh for choice in kinds.vocabulary("owner_class")}
    code = said(row.get("owner_class"))
    return "，".join(filter(None, [words.get(code, code), said(row.get("owner"))])) or "权属不明"


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Candidates first, then by community, the surest and largest before; ids decide ties."""
    places = {code: at for at, code in enumerate((CANDIDATE, SEPARATE, EXCLUDED))}
    sure = {code: at for at, code in enumerate(SURE)}
    size = pd.to_numeric(rows.get("area", pd.Series(pd.NA, rows.index)), errors="coerce")
    keyed = rows.assign(
        _state=rows["status"].map(places).astype(float),
        _where=rows.get("community", pd.Series(pd.NA, rows.index)).astype("string"),
        _sure=rows["confidence"].map(sure).astype(float),
        _area=-size.astype(float),
    )
    by = ["_state", "_where", "_sure", "_area", "plot"]
    return keyed.sort_values(by, kind="stable").drop(columns=by[:-1]).reset_index(drop=True)


def _by_plot(table: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    if table is None or table.empty or "plot" not in table:
        return {}
    return {str(plot): own for plot, own in table.groupby("plot", sort=False)}
