"""What every section of the ledger reads: the accounts, their names, and amounts in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ...analysis import money
from ..text.cells import Cell, amount, known, missing, number, said
from ..text.names import Names, frame, names

if TYPE_CHECKING:
    from ...analysis.planning import Plan

WAN = 10_000.0
TO = "～"
_FEN = 2  # decimals of a yuan
_EVERY = "all"


@dataclass(frozen=True, eq=False)
class Books:
    """
    The accounts of a plan.

    Attributes
    ----------
    plan
        Whose they are.
    words
        Of the plan.
    finance
        The table, one row a project, a community, and all.
    projects
        Id to name.

    Examples
    --------
    >>> table = pd.DataFrame({"level": ["project", "all"], "id": ["J1", "all"], "name": ["甲", "合计"]})
    >>> held = Books(None, Names({}, {}, {}), table, {"J1": "甲"})
    >>> len(held.level("project")), held.project("J1").text, held.whole["name"]
    (1, '甲', '合计')
    """

    plan: Any
    words: Names
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
        name = self.projects.get(str(code), str(code))
        return Cell(name, "" if name == str(code) else str(code))

    def table(self, name: str) -> pd.DataFrame:
        """Another table of the plan; without rows or columns where it is not there."""
        found = frame(self.plan, name)
        return pd.DataFrame() if found is None else found


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


def fine(table: pd.DataFrame, fields: Iterable[str]) -> int:
    """
    How many decimals amounts of a table need: none where all are whole yuan, so that they add up.

    Examples
    --------
    >>> fine(pd.DataFrame({"a": [1.0, None]}), ["a"]), fine(pd.DataFrame({"a": [1.5]}), ["a", "b"])
    (0, 2)
    """
    for name in fields:
        if name in table:
            values = pd.to_numeric(table[name], errors="coerce").dropna()
            if (values % 1).ne(0).any():
                return _FEN
    return 0


def yuan(value: Any, *, digits: int = 0, note: str = "") -> Cell:
    """
    Yuan; not known is said, never nought.

    Examples
    --------
    >>> yuan(13_020_000).text, yuan(None).text
    ('13,020,000', '不明')
    """
    return (
        number(value, digits=digits, note=note) if known(value) else Cell("不明", note, "missing")
    )


def span(least: Any, most: Any, *, digits: int = 0, note: str = "") -> Cell:
    """
    A range of yuan, as one figure where both ends are the same.

    Examples
    --------
    >>> span(200, 400).text, span(-5, -5).text, span(1, None).text
    ('200～400', '−5', '不明')
    """
    if not (known(least) and known(most)):
        return Cell("不明", note, "missing")
    if float(least) == float(most):
        return number(least, digits=digits, note=note)
    ends = TO.join(amount(each, digits=digits) for each in (least, most))
    return Cell(ends, note, "number")


def told(value: Any) -> str:
    """
    An amount in a sentence: ten thousand yuan from one of them on, else yuan.

    Examples
    --------
    >>> told(1_700_000), told(350), told(-12_000), told(None)
    ('170.00 万元', '350 元', '−1.20 万元', '不明')
    """
    if not known(value):
        return "不明"
    if abs(float(value)) >= WAN:
        return f"{amount(float(value) / WAN, digits=2)} 万元"
    return f"{amount(value, digits=fine(pd.DataFrame({'value': [value]}), ['value']))} 元"


def told_span(least: Any, most: Any) -> str:
    """
    A range in a sentence.

    Examples
    --------
    >>> told_span(200_000, 400_000), told_span(5, 5), told_span(None, 5)
    ('20.00～40.00 万元', '5 元', '不明')
    """
    if not (known(least) and known(most)):
        return "不明"
    if float(least) == float(most):
        return told(least)
    if max(abs(float(least)), abs(float(most))) >= WAN:
        return f"{in_wan(least)}{TO}{in_wan(most)} 万元"
    return f"{told(least)} 至 {told(most)}"


def in_wan(value: Any) -> str:
    """
    Ten thousand yuan without the unit.

    Examples
    --------
    >>> in_wan(-210_000), in_wan(None)
    ('−21.00', '不明')
    """
    return amount(float(value) / WAN, digits=2) if known(value) else "不明"


def wan_span(least: Any, most: Any) -> str:
    """
    A range in ten thousand yuan without the unit.

    Examples
    --------
    >>> wan_span(200_000, 400_000), wan_span(1, 1), wan_span(None, 1)
    ('20.00～40.00', '0.00', '不明')
    """
    if not (known(least) and known(most)):
        return "不明"
    ends = dict.fromkeys([in_wan(least), in_wan(most)])
    return TO.join(ends)


def total(values: Iterable[Any]) -> Any:
    """
    A sum to the fen; NA where one is not known.

    Examples
    --------
    >>> total([1.1, 2.2]), total([1, None]), total([])
    (3.3, <NA>, 0.0)
    """
    listed = list(values)
    if not all(known(value) for value in listed):
        return pd.NA
    return money.total(pd.Series(listed, dtype=float))


def judged(code: Any, table: Mapping[str, tuple[str, str]], *, note: str = "") -> Cell:
    """
    A verdict in the words of a table, with its tone.

    Examples
    --------
    >>> judged("no", {"no": ("有缺口", "bad")}), judged(None, {}).text
    (Cell(text='有缺口', note='', tone='bad'), '无数据')
    """
    if not known(code):
        return missing()
    word, tone = table.get(str(code), (str(code), ""))
    return Cell(word, note, tone)
