"""What every section of the page of siting reads: the uses, their tables, names and units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.cells import Cell, known, said, titled
from ..text.names import Names, frame
from .words import COUNTED, SITED, UNITS

if TYPE_CHECKING:
    from ...analysis.planning import Plan


@dataclass(frozen=True, eq=False)
class Plots:
    """
    Names of plots, with where each is.

    Examples
    --------
    >>> plots = Plots({"L1": ("旧仓库", "东一村"), "C1/9-9": ("", "东一村")}, {"C1/9-9": "剩余空地"})
    >>> plots.name("L1"), plots.name("C1/9-9"), plots.name("R7")
    ('旧仓库', '东一村剩余空地', 'R7')
    """

    places: Mapping[str, tuple[str, str]]  # name and community, either may be empty
    kinds: Mapping[str, str]

    def name(self, plot: Any) -> str:
        """The name of a plot; else its community and kind; else its id."""
        own, community = self.places.get(str(plot), ("", ""))
        kind = self.kinds.get(str(plot), "")
        return own or (f"{community}{kind}" if kind else str(plot))

    def inline(self, plot: Any) -> str:
        """The name of a plot and its id, in a sentence."""
        name = self.name(plot)
        return name if name == str(plot) else f"{name}（{plot}）"

    def cell(self, plot: Any, *, note: str = "") -> Cell:
        """The name over the id."""
        named = titled(self.name(plot), plot)
        return replace(named, note="；".join(filter(None, [named.note, note])))


@dataclass(frozen=True, eq=False)
class Use:
    """
    One use: its row of `siting`, its sites, its curve and its needs.

    Attributes
    ----------
    number
        From 1, in the order of the table.
    row
        Of `siting`.
    sites, curve, needs
        Rows of the other tables; empty where there are none.
    """

    number: int
    row: pd.Series
    sites: pd.DataFrame
    curve: pd.DataFrame
    needs: pd.DataFrame

    @property
    def zh(self) -> str:
        """What it is called."""
        return said(self.row.get("zh")) or str(self.row["use"])

    @property
    def unit(self) -> str:
        """In what people are counted: 户, 人, 栋."""
        return UNITS.get(said(self.row.get("unit")), said(self.row.get("unit")))

    @property
    def who(self) -> str:
        """Who is counted."""
        return COUNTED.get(said(self.row.get("unit")), "需求")

    @property
    def sited(self) -> bool:
        """Whether sites are proposed."""
        return said(self.row["status"]) in SITED and len(self.sites) > 0


@dataclass(frozen=True, eq=False)
class Base:
    """All uses of a plan, with the names that they share."""

    uses: tuple[Use, ...]
    plots: Plots
    words: Names

    @property
    def weakest(self) -> bool:
        """Whether the weakest community comes first."""
        return any(said(one.row.get("first")) == "weakest" for one in self.uses)

    @property
    def taken(self) -> dict[str, list[str]]:
        """Plot to the uses that propose it."""
        found: dict[str, list[str]] = {}
        for one in self.uses:
            for plot in one.sites.get("plot", ()):
                found.setdefault(str(plot), []).append(str(one.row["use"]))
        return found

    def use(self, code: Any) -> str:
        """The name of a use; its code where it is none of these."""
        return {str(one.row["use"]): one.zh for one in self.uses}.get(str(code), str(code))


def base(plan: "Plan", words: Names) -> Base | None:
    """
    The uses of a plan.

    Parameters
    ----------
    plan
        With `siting`; the other tables of siting as far as they are there.
    words
        Of the plan.

    Returns
    -------
    Base or None
        None where no use was asked.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"use": ["canteen"], "zh": ["社区食堂"], "status": ["not_needed"]})
    >>> found = base(SimpleNamespace(tables={"siting": table}), Names({}, {}, {}))
    >>> found.use("canteen"), found.uses[0].sited
    ('社区食堂', False)
    """
    table = frame(plan, "siting")
    if table is None or table.empty:
        return None
    parts = {name: _rows(plan, f"siting_{name}") for name in ("sites", "curve", "needs")}
    uses = tuple(
        Use(number, row, **{name: _of(part, row["use"]) for name, part in parts.items()})
        for number, (_, row) in enumerate(table.iterrows(), start=1)
    )
    return Base(uses, plots(plan, words), words)


def plots(plan: "Plan", words: Names) -> Plots:
    """
    The names of a plan's plots.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"name": ["旧仓库"]}, index=["L1"])
    >>> plots(SimpleNamespace(tables={"idle_plots": table}), Names({}, {}, {})).name("L1")
    '旧仓库'
    """
    table = plan.tables.get("idle_plots")
    if table is None or not len(table):
        return Plots({}, {})
    rows = pd.DataFrame(table).reindex(columns=["name", "community", "kind_zh"])
    places, kinds = {}, {}
    for plot, (name, community, kind) in zip(rows.index, rows.to_numpy(dtype=object), strict=True):
        where = words.community(community) if known(community) else ""
        places[str(plot)] = (said(name), where)
        kinds[str(plot)] = said(kind)
    return Plots(places, kinds)


def _rows(plan: "Plan", name: str) -> pd.DataFrame:
    table = frame(plan, name)
    return pd.DataFrame(columns=["use"]) if table is None else table


def _of(table: pd.DataFrame, use: Any) -> pd.DataFrame:
    return table[table["use"].eq(use)].reset_index(drop=True)
