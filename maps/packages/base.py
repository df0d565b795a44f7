"""What every section of the page of packages reads: packages, members, names and amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...analysis import standards
from ..text.cells import Cell, amount, known, said, titled
from ..text.names import Held, frame, names
from .words import LAND, SERVED_UNITS, STATES

if TYPE_CHECKING:
    from ...analysis.planning import Plan

FEN = 100
_MEMBER = ["package", "unit", "hub", "of_layer"]  # columns that are read of every member


@dataclass(frozen=True, eq=False)
class Bundled(Held):
    """
    The packages of a plan.

    Attributes
    ----------
    packages
        Rows of `bundles`, with the id as column `package`.
    members
        Rows of `bundle_members`.
    units
        Id to the row of `bundle_units`.

    Examples
    --------
    >>> from pianqu.maps.text.names import Names
    >>> table = pd.DataFrame({"package": ["P01"], "name": ["东一村"]})
    >>> found = Bundled(None, Names({}, {}, {}), table, pd.DataFrame(), {"L1": {"home": "C1"}})
    >>> found.package("P01").text, found.name("L1")
    ('东一村', 'C1内用地')
    """

    packages: pd.DataFrame
    members: pd.DataFrame
    units: Mapping[str, Mapping[str, Any]]

    @property
    def mode(self) -> str:
        """How the packages balance; empty where it is not known."""
        table = self.table("bundle_modes")
        chosen = table["mode"][table["chosen"]] if len(table) else []
        return str(next(iter(chosen), ""))

    @cached_property
    def titles(self) -> dict[str, str]:
        """Id of a package to its name."""
        rows = zip(self.packages["package"], self.packages["name"], strict=True)
        return {str(code): said(name) or str(code) for code, name in rows}

    def package(self, code: Any) -> Cell:
        """The name of a package over its id."""
        return titled(self.titles.get(str(code), str(code)), code)

    def name(self, unit: Any) -> str:
        """The name of a unit; of land without one the community around it; else its id."""
        row = self.units.get(str(unit), {})
        home, kind = row.get("home"), LAND.get(said(row.get("of_layer")), "用地")
        around = f"{self.words.community(home)}内{kind}" if known(home) else ""
        return said(row.get("name")) or around or self.words.community(unit)

    def unit(self, unit: Any) -> Cell:
        """The name of a unit over its id."""
        return titled(self.name(unit), unit)

    def inside(self, package: Any) -> pd.DataFrame:
        """The members of a package."""
        if self.members.empty:
            return self.members
        return self.members[self.members["package"].eq(package)]

    def way(self, mode: str) -> pd.Series | None:
        """The row of one way of balancing; None where there is none."""
        table = self.table("bundle_modes")
        rows = table[table["mode"].eq(mode)] if len(table) else table
        return rows.iloc[0] if len(rows) else None

    def status(self, mode: str) -> str:
        """How far one way of balancing was solved, in words."""
        row = self.way(mode)
        return STATES.get("" if row is None else said(row["status"]), ("求解结果不明", ""))[0]


def bundled(plan: "Plan") -> Bundled | None:
    """
    The packages of a plan, which may be none.

    Parameters
    ----------
    plan
        With `bundles`; the other tables of packages as far as they are there.

    Returns
    -------
    Bundled or None
        None where no packages were looked for.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bundled(SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table"]))) is None
    True
    """
    table = frame(plan, "bundles")
    if table is None:
        return None
    members, units = frame(plan, "bundle_members"), frame(plan, "bundle_units")
    rows: list[dict[Any, Any]] = []
    if units is not None:
        rows = units.drop(columns="geometry", errors="ignore").to_dict("records")
    return Bundled(
        plan,
        names(plan),
        table,
        pd.DataFrame(columns=_MEMBER) if members is None else members,
        {str(row["unit"]): row for row in rows},
    )


def service(key: Any) -> tuple[str, str]:
    """
    What a service is called and what it is counted in; its key where no table names it.

    Examples
    --------
    >>> service("parking"), service("mine")
    (('停车位', '个'), ('mine', ''))
    """
    table = standards.load("bundle_services")
    if str(key) not in table.index:
        return str(key), ""
    row = table.loc[str(key)]
    return str(row["zh"]), SERVED_UNITS.get(str(row["need_unit"]), "")


def served(text: Any) -> str:
    """
    The needs that a package serves, in words; empty for none.

    Examples
    --------
    >>> served("parking 9；mine 2"), served("")
    ('停车位 9 个；mine 2', '')
    """
    parts = []
    for part in filter(None, said(text).split("；")):
        key, _, many = part.rpartition(" ")
        zh, unit = service(key)
        parts.append(f"{zh} {many} {unit}".strip())
    return "；".join(parts)


def fen(value: Any) -> int:
    """
    Yuan in whole fen.

    Examples
    --------
    >>> fen(0.29), fen(-1.1)
    (29, -110)
    """
    return round(float(value) * FEN)


def equivalent(value: Any) -> str:
    """
    A value in households' worth, in a sentence.

    Examples
    --------
    >>> equivalent(36.77), equivalent(None)
    ('36.77 户当量', '不明')
    """
    return f"{amount(value, digits=2)} 户当量" if known(value) else "不明"
