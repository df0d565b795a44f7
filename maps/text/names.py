"""What the rows and columns of a plan are called on a page: communities, kinds, headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...layers import kinds as layer_kinds
from ..words import UNITS
from .cells import Cell, known, missing, said, titled
from .words import HEADINGS

if TYPE_CHECKING:
    from ...analysis.planning import Plan


@dataclass(frozen=True, eq=False)
class Names:
    """
    Words for ids, codes and fields.

    Attributes
    ----------
    communities, kinds
        Id or code to name.
    fields
        Table and field to heading and unit.

    Examples
    --------
    >>> names = Names({"C1": "东一村"}, {}, {("gaps", "elderly"): ("老年人", "person")})
    >>> names.community("C1"), names.community("C9"), names.heading("gaps", "elderly")
    ('东一村', 'C9', '老年人（人）')
    """

    communities: Mapping[str, str]
    kinds: Mapping[str, str]
    fields: Mapping[tuple[str, str], tuple[str, str]]

    def community(self, code: Any) -> str:
        """The name of a community; its id where it has none."""
        return self.communities.get(str(code), str(code))

    def kind(self, code: Any) -> str:
        """The name of a kind of facility; its code where it has none."""
        return self.kinds.get(str(code), str(code))

    def heading(self, table: str, field: str, *, unit: str | None = None) -> str:
        """
        The heading of a column: as the plan describes it, else in the page's own words.

        Parameters
        ----------
        table, field
            Of the plan.
        unit
            In place of the unit of the field: what the cells are printed in; empty for none.

        Returns
        -------
        str
            The field itself where nobody describes it.
        """
        zh, own = self.fields.get((table, field), ("", ""))
        word = HEADINGS.get(field, field) if zh in ("", field) else zh
        shown = UNITS.get(own, "") if unit is None else unit
        return f"{word}（{shown}）" if shown else word


@dataclass(frozen=True, eq=False)
class Held:
    """
    A plan and its words, as the sections of a page read them.

    Attributes
    ----------
    plan
        Whose page it is.
    words
        Of the plan.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> held = Held(SimpleNamespace(tables={}), Names({"C1": "东一村"}, {}, {}))
    >>> held.table("gaps").empty, held.community("C1").note
    (True, 'C1')
    """

    plan: Any
    words: Names

    def table(self, name: str) -> pd.DataFrame:
        """A table of the plan; without rows or columns where it is not there."""
        found = frame(self.plan, name)
        return pd.DataFrame() if found is None else found

    def community(self, code: Any) -> Cell:
        """The name of a community over its id."""
        return titled(self.words.community(code), code) if known(code) else missing()


def names(plan: "Plan") -> Names:
    """
    The words of a plan.

    Parameters
    ----------
    plan
        With the tables communities and kinds, or without.

    Returns
    -------
    Names

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> homes = pd.DataFrame({"name": ["东一村", None]}, index=["C1", "C2"])
    >>> empty = pd.DataFrame(columns=["table", "field", "zh"])
    >>> found = names(SimpleNamespace(tables={"communities": homes}, fields=empty))
    >>> found.community("C1"), found.community("C2"), found.kind("pharmacy")
    ('东一村', 'C2', '药店')
    """
    codes = {choice.code: choice.zh for choice in layer_kinds.vocabulary(layer_kinds.FACILITY_KIND)}
    return Names(
        column(plan, "communities", "name"),
        codes | column(plan, "kinds", "zh"),
        _described(plan.fields),
    )


def frame(plan: "Plan", name: str) -> pd.DataFrame | None:
    """
    A table of the plan with its index as a column; None where there is none.

    Parameters
    ----------
    plan
        Any.
    name
        Of the table.

    Returns
    -------
    DataFrame or None

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> supply = pd.DataFrame({"places": [3]}, index=pd.Index(["gym"], name="kind"))
    >>> frame(SimpleNamespace(tables={"supply": supply}), "supply").values.tolist()
    [['gym', 3]]
    """
    table = plan.tables.get(name)
    if table is None:
        return None
    inside = [level for level in table.index.names if level in table.columns]
    return pd.DataFrame(table).reset_index(drop=table.index.names == [None] or bool(inside))


def column(plan: "Plan", table: str, field: str) -> dict[str, str]:
    """
    Words of a layer by id; without the rows that have none.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> streets = pd.DataFrame({"name": ["学府路", None]}, index=["S1", "S2"])
    >>> column(SimpleNamespace(tables={"streets": streets}), "streets", "name")
    {'S1': '学府路'}
    """
    found = plan.tables.get(table, pd.DataFrame())
    if field not in found.columns:
        return {}
    return {str(code): str(word) for code, word in found[field].items() if known(word)}


def parts(joined: Any) -> list[str]:
    """
    Ids that were joined by semicolons.

    Examples
    --------
    >>> parts("C1;C2"), parts(None)
    (['C1', 'C2'], [])
    """
    return [part for part in said(joined).split(";") if part]


def some(told: Sequence[str], *, most: int, what: str = "个") -> str:
    """
    The first of several names, and how many there are.

    Examples
    --------
    >>> some(["东一村", "东二村"], most=1), some(["东一村"], most=1)
    ('东一村 等 2 个', '东一村')
    """
    more = f" 等 {len(told)} {what}" if len(told) > most else ""
    return "、".join(told[:most]) + more


def rule_names(checks: pd.DataFrame | None) -> dict[str, str]:
    """
    Rule to its name, of a table of checks.

    Parameters
    ----------
    checks
        `rule` and `zh`; rows without a name are left out.

    Returns
    -------
    dict of str

    Examples
    --------
    >>> rule_names(pd.DataFrame({"rule": ["fire", "fire"], "zh": ["消防间距", "消防间距"]}))
    {'fire': '消防间距'}
    """
    if checks is None or checks.empty or "rule" not in checks:
        return {}
    once = checks.drop_duplicates("rule").set_index("rule")["zh"].dropna()
    return {str(rule): str(zh) for rule, zh in once.items()}


def _described(fields: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    columns = ["table", "field", "zh", "unit"]
    rows = fields.reindex(columns=columns).itertuples(index=False)
    return {(table, field): (said(zh), said(unit)) for table, field, zh, unit in rows}
