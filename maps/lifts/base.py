"""What the page of lifts counts: the stairwells that may need a lift, and what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..text.cells import known
from ..text.names import Names, frame

if TYPE_CHECKING:
    from ...analysis.planning import Plan

WAN = 10_000.0  # yuan
ORDER = ("ready", "to_vote", "to_survey", "none")
TABLE = "elevators"


@dataclass(frozen=True, eq=False)
class Base:
    """
    The stairwells that the shares of the page are of.

    Attributes
    ----------
    rows
        Of `elevators`: high enough and without a lift, or not known to be otherwise.
    least
        Storeys from which a stairwell counts; None where no check says so.
    low, fitted
        Stairwells left out: too few storeys; a lift already.
    unsure
        Of the rows, those whose storeys or lift are not known.
    """

    rows: pd.DataFrame
    least: float | None
    low: int
    fitted: int
    unsure: int

    def state(self, code: str) -> pd.DataFrame:
        """The rows of one readiness."""
        return self.rows[self.rows["readiness"].eq(code)]


@dataclass(frozen=True, eq=False)
class Places:
    """
    Names of stairwells and buildings with what they stand in.

    Examples
    --------
    >>> words = Names({"C1": "东一村"}, {}, {})
    >>> named = Places(words, {"B1": ("3号楼", "C1")}, {"U1": ("2单元", "B1")})
    >>> named.stairwell("U1"), named.stairwell("U1", short=True), named.building("B9")
    ('东一村 3号楼 2单元', '3号楼 2单元', 'B9')
    """

    words: Names
    buildings: Mapping[str, tuple[str, str]]
    stairwells: Mapping[str, tuple[str, str]]

    def building(self, code: Any, *, short: bool = False) -> str:
        """The name of a building with its community, or without; its id where it has none."""
        name, community = self.buildings.get(str(code), (str(code), ""))
        inside = self.words.community(community) if community and not short else ""
        return f"{inside} {name}".strip()

    def stairwell(self, code: Any, *, short: bool = False) -> str:
        """The name of a stairwell with its building; its id where it has none."""
        name, building = self.stairwells.get(str(code), (str(code), ""))
        inside = self.building(building, short=short) if building else ""
        return f"{inside} {name}".strip()


def base(plan: "Plan") -> Base | None:
    """
    The stairwells of a plan that may need a lift.

    Parameters
    ----------
    plan
        With `elevators`, whose `wanted` says who counts; `elevator_checks` say why others do not.

    Returns
    -------
    Base or None
        None where there is no stairwell.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> lifts = pd.DataFrame({"readiness": ["none", "ready"], "wanted": [False, True]})
    >>> lifts.index = pd.Index(["U1", "U2"], name="stairwell")
    >>> high = {"stairwell": ["U1", "U2"], "rule": "storeys", "limit": 4.0}
    >>> checks = pd.DataFrame(high | {"status": ["fail", "pass"]})
    >>> found = base(SimpleNamespace(tables={"elevators": lifts, "elevator_checks": checks}))
    >>> found.rows["stairwell"].tolist(), found.low, found.least
    (['U2'], 1, 4.0)
    """
    every = frame(plan, TABLE)
    if every is None or every.empty:
        return None
    every = every.drop(columns="geometry", errors="ignore")
    checks = frame(plan, "elevator_checks")
    wanted = every["wanted"].astype("boolean")
    outside = wanted.eq(False).fillna(value=False).astype(bool)
    fitted = outside & _status(checks, "lift", every["stairwell"]).eq("fail")
    counts = (int((outside & ~fitted).sum()), int(fitted.sum()), int(wanted.isna().sum()))
    return Base(every[~outside].reset_index(drop=True), _least(checks), *counts)


def places(plan: "Plan", words: Names) -> Places:
    """
    The names of a plan's stairwells and buildings.

    Parameters
    ----------
    plan
        With `elevators`, `stairwells` and `buildings`, as far as they are there.
    words
        Of the plan.

    Returns
    -------
    Places

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> homes = pd.DataFrame({"name": ["3号楼"], "community": ["C1"]}, index=["B1"])
    >>> places(SimpleNamespace(tables={"buildings": homes}), Names({}, {}, {})).building("B1")
    'C1 3号楼'
    """
    found: dict[str, tuple[str, str]] = {}
    for layer in ("stairwells", TABLE):
        found |= _named(plan, layer, "building")
    return Places(words, _named(plan, "buildings", "community"), found)


def readiest(own: pd.DataFrame) -> tuple[int, ...]:
    """
    A key that sorts places with most ready stairwells first, then most that may become so.

    Examples
    --------
    >>> readiest(pd.DataFrame({"readiness": ["ready", "to_vote", "to_vote", "none"]}))
    (-1, -2, 0)
    """
    return tuple(-int(own["readiness"].eq(code).sum()) for code in ORDER[:3])


def _status(checks: pd.DataFrame | None, rule: str, ids: pd.Series) -> pd.Series:
    blank = pd.Series("", index=ids.index, dtype="string")
    if checks is None or checks.empty:
        return blank
    own = checks[checks["rule"].eq(rule)].drop_duplicates("stairwell").set_index("stairwell")
    return ids.map(own["status"].to_dict()).astype("string").fillna("")


def _least(checks: pd.DataFrame | None) -> float | None:
    if checks is None or checks.empty:
        return None
    limits = checks.loc[checks["rule"].eq("storeys"), "limit"].dropna()
    return float(limits.iloc[0]) if len(limits) else None


def _named(plan: "Plan", layer: str, inside: str) -> dict[str, tuple[str, str]]:
    table = plan.tables.get(layer)
    if table is None or not len(table):
        return {}
    columns = pd.DataFrame(table).reindex(columns=["name", inside])
    return {
        str(code): (str(name) if known(name) else str(code), str(of) if known(of) else "")
        for code, (name, of) in zip(
            columns.index, columns.itertuples(index=False, name=None), strict=True
        )
    }
