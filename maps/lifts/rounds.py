"""The rounds of votes one after another, and why households are against."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ..text.blocks import ROWS, Table, cut, folded, note, rendered
from ..text.cells import Cell, amount, known, missing, number, part, said, text
from ..text.names import frame
from .base import Places
from .words import CONSENT, TOPICS

if TYPE_CHECKING:
    from ...analysis.planning import Plan

UNSAID = "未说明理由"
_UNIT = ["topic", "unit_kind", "unit"]


def trend(plan: "Plan", named: Places) -> Iterator[str]:
    """
    Votes round by round, where there was more than one.

    Parameters
    ----------
    plan
        With `consent_rounds`, or without.
    named
        Names of stairwells and buildings.

    Yields
    ------
    str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> list(trend(SimpleNamespace(tables={}), Places(None, {}, {})))
    []
    """
    rounds = frame(plan, "consent_rounds")
    if rounds is None or rounds.empty:
        return
    several = rounds[rounds.groupby(_UNIT)["round"].transform("nunique") > 1]
    if several.empty:
        yield note("各件都只有一轮记录，没有变化可比。")
        return
    order = several.sort_values([*_UNIT, "round"], kind="stable")
    shown = order.head(ROWS)
    rows = [list(_turn(row, named)) for _, row in shown.iterrows()]
    headings = ["表决单元", "事项", "轮次", "同意 / 参与 / 全部（户）", "同意增减", "结论"]
    foot = cut("consent_rounds", len(shown), len(order), what="轮", which="编号在前的")
    yield rendered(Table("各轮的变化", headings, rows, foot=foot))


def _turn(row: pd.Series, named: Places) -> Iterator[Cell]:
    yield Cell(unit(row, named))
    yield Cell(TOPICS.get(said(row["topic"]), said(row["topic"])))
    yield Cell(held(row))
    eligible = amount(row["eligible"]) if known(row["eligible"]) else "不明"
    yield Cell(
        f"{amount(row['agree'])} / {amount(row['participating'])} / {eligible}", tone="number"
    )
    change = row["agree_change"]
    if known(change):
        sign = "+" if float(change) > 0 else ""
        yield Cell(f"{sign}{amount(change)}", tone="number")
    else:
        yield Cell("首轮", tone="missing")
    word, tone = CONSENT.get(said(row["verdict"]), (said(row["verdict"]), ""))
    yield Cell(word, tone=tone)


def objections(plan: "Plan", named: Places) -> Iterator[str]:
    """
    Why households are against: reasons by topic, and vote by vote.

    Parameters
    ----------
    plan
        With `objections`, or without.
    named
        Names of stairwells and buildings.

    Yields
    ------
    str
        HTML blocks.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> list(objections(SimpleNamespace(tables={}), Places(None, {}, {})))
    []
    """
    table = frame(plan, "objections")
    if table is None:
        return
    if table.empty:
        yield note("没有不同意的记录。")
        return
    yield rendered(_reasons(table[table["last"].astype("boolean").fillna(value=False)]))
    order = table.sort_values("households", ascending=False, kind="stable")
    shown = order.head(ROWS)
    rows = [list(_objection(row, named)) for _, row in shown.iterrows()]
    headings = ["理由", "表决单元", "事项", "户数（占不同意的）", "楼层", "轮次"]
    foot = cut("objections", len(shown), len(order), what="行", which="户数最多的")
    every = Table("不同意的理由逐件：户数多的在前", headings, rows, foot=foot)
    yield folded("不同意的理由逐件", [rendered(every)], count=len(order))


def _reasons(last: pd.DataFrame) -> Table:
    """Reasons of the last rounds topic by topic, each of those against on that topic."""
    rows = []
    for topic, votes in last.groupby("topic", sort=True):
        every = votes["households"].sum()
        groups = votes.groupby(votes["reason"].astype("string").fillna(UNSAID), sort=False)
        for word, own in sorted(groups, key=lambda pair: -pair[1]["households"].sum()):
            many = own["households"].sum()
            homes = number(many, note=part(many, every))
            about = Cell(TOPICS.get(str(topic), str(topic)))
            rows.append([Cell(str(word)), about, homes, number(len(own))])
    headings = ["理由", "事项", "户数（占该事项不同意的）", "件数"]
    return Table("不同意的理由：各件最后一轮，按事项合计", headings, rows)


def _objection(row: pd.Series, named: Places) -> Iterator[Cell]:
    yield Cell(said(row.get("reason")) or UNSAID)
    yield Cell(unit(row, named))
    yield Cell(TOPICS.get(said(row["topic"]), said(row["topic"])))
    yield number(row["households"], note=part(row["households"], row.get("against")))
    storeys = said(row.get("storeys"))
    yield Cell("、".join(f"{each} 层" for each in storeys.split(";"))) if storeys else missing()
    last = row.get("last")
    yield Cell(
        "最后一轮" if known(last) and last else f"第 {amount(row['round'])} 轮，其后另有一轮"
    )


def unit(row: pd.Series, named: Places, *, short: bool = False) -> str:
    """
    What voted: a stairwell, a building, a community, or buildings together.

    Parameters
    ----------
    row
        Of a table of votes: `unit_kind`, `unit`.
    named
        Names of stairwells and buildings.
    short
        Without the community that it stands in.

    Returns
    -------
    str
        The id where it has no name.

    Examples
    --------
    >>> vote = pd.Series({"unit_kind": "ballot", "unit": "B1;B2"})
    >>> unit(vote, Places(None, {"B1": ("1号楼", ""), "B2": ("2号楼", "")}, {}))
    '1号楼、2号楼（合并表决）'
    """
    kind, code = said(row["unit_kind"]), said(row["unit"])
    if kind == "stairwell":
        return named.stairwell(code, short=short)
    if kind == "building":
        return named.building(code, short=short)
    if kind == "community":
        return named.words.community(code)
    if kind != "ballot":
        return code
    first, *rest = code.split(";")
    names = [
        named.building(first, short=short),
        *(named.building(each, short=True) for each in rest),
    ]
    return f"{'、'.join(names)}{'（合并表决）' if rest else ''}"


def held(row: pd.Series) -> str:
    """
    The round of a vote and its last day.

    Examples
    --------
    >>> held(pd.Series({"round": 2, "last_date": None}))
    '第 2 轮'
    """
    day = text(row.get("last_date"), word="no_data").text
    return f"第 {amount(row['round'])} 轮" + (f"，{day}" if known(row.get("last_date")) else "")
