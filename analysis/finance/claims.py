"""Checks of the ledger against itself: sums, ranges, and money that is claimed twice."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ...layers import kinds
from .. import money
from . import money_checks
from .entries import COST, GRANT, LEAST, MOST, Books
from .ledger import PROJECT, summed
from .money_checks import FAIL, PASS, PENDING
from .unit_costs import members

Source = tuple[str, str, str]
SUM, TWICE, REFORMED = "sum.cost", "claim.twice", "claim.reformed"
_ZH = {
    SUM: "项目总投资与各项支出之和",
    TWICE: "同一款项重复列入",
    REFORMED: "已改造项目不得重复申请国家补助",
}
_OWN: Source = ("资金表自身核对", "-", "assumption")
_RULE: Source = ("新乡市第285号提案答复", "二", "verified")
_KEYS = ["kind", "community", "item", "content_class", "source", "channel", LEAST, MOST, "due"]
_NO_LIST, _RESIDENTS = "no_list", "residents"
_LISTED = ("done", "partial")


def claims(books: Books) -> pd.DataFrame:
    """
    Whether each project's ledger agrees with itself, and claims nothing twice.

    Parameters
    ----------
    books
        From :func:`pianqu.analysis.finance.entries.books`.

    Returns
    -------
    DataFrame
        The columns of :func:`pianqu.analysis.finance.matching.matching`, one row a project and
        check that applies: `sum.cost` (the project's cost is the sum of its cost rows),
        `claim.twice` (two rows alike in everything, in one project or two of a community),
        `claim.reformed` (money from above where items were already renovated with state money:
        fails where a cost row of the community names such an item, else pending until the claim
        leaves it out; what residents alone pay for is no claim).

    Examples
    --------
    >>> from .entries import books
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "cost", "item": ["道路", "屋面"], "amount": [60.0, 30.0]})
    >>> made = books(pd.DataFrame({"cost": [100.0]}, index=["J1"]), ledger,
    ...     communities=pd.DataFrame(), as_of="2024-06-30")
    >>> claims(made).query("check == 'sum.cost'")[["status", "text"]].values.tolist()
    [['fail', '各项支出合计 90 元，项目总投资 100 元，相差 10 元']]
    """
    rows = [*_sums(books), *_twice(books), *_reformed(books)]
    order = {each: at for at, each in enumerate(books.projects.index)}
    rows.sort(key=lambda row: order[row["project"]])
    return money_checks.table(rows)


def _sums(books: Books) -> Iterator[dict]:
    """Sums of cost rows, in kind or not, beside the cost of the project."""
    if "cost" not in books.projects:
        return
    rows = books.rows[books.rows["kind"].eq(COST)]
    totals = money.fen(books.projects["cost"]).to_dict()
    sums = summed(rows[[LEAST, MOST]], rows[PROJECT])
    for project, low, high in zip(sums.index, sums[LEAST], sums[MOST], strict=True):
        total = totals[project]
        if pd.isna(low) or pd.isna(high) or pd.isna(total):
            yield _row((str(project), SUM, PENDING), "项目总投资未填或有支出金额未知，无从核对")
            continue
        status, words = _held_against(int(low), int(high), int(total))
        measured = (low / money.FEN, high / money.FEN)
        head = (str(project), SUM, status)
        yield _row(head, words, measured=measured, limit=total / money.FEN, unit="yuan")


def _held_against(low: int, high: int, total: int) -> tuple[str, str]:
    if low == high == total:
        return PASS, f"各项支出合计 {money.said(low)}，与项目总投资相符"
    span = money.said(low) if low == high else f"{money.said(low)}～{money.said(high)}"
    words = f"各项支出合计 {span}，项目总投资 {money.said(total)}"
    if low <= total <= high:
        return PENDING, f"{words}，支出未定"
    return FAIL, f"{words}，相差 {money.said(low - total if total < low else total - high)}"


def _twice(books: Books) -> Iterator[dict]:
    rows = books.rows[books.rows[MOST].notna()]
    keys = rows[_KEYS].assign(community=rows["community"].fillna(rows["project"]))
    same = keys.duplicated(keep=False)
    for _, own in rows[same].groupby([keys.loc[same, key] for key in _KEYS], dropna=False):
        listed = "、".join(map(str, own.index))
        for project in dict.fromkeys(own["project"].dropna()):
            words = f"{listed} 的类别、科目、出资方、金额、日期都相同，请核对是否重复"
            yield _row((str(project), TWICE, FAIL), words)


def _reformed(books: Books) -> Iterator[dict]:
    columns = ["transfer_reform", "reformed_items"]
    if not set(columns) <= set(books.communities):
        return
    names = {choice.code: choice.zh for choice in kinds.vocabulary("retrofit_item")}
    claimed = books.rows[books.rows["kind"].eq(GRANT) & books.rows["source"].eq("upper_grant")]
    costs = books.rows[books.rows["kind"].eq(COST) & books.rows["source"].ne(_RESIDENTS)]
    costs, claimed = _of(costs, books), _of(claimed, books)
    reform = books.communities["transfer_reform"].to_dict()
    items = books.communities["reformed_items"].to_dict()
    for project, community in members(books.projects).itertuples(index=False):
        state = reform.get(community)
        if state not in (*_LISTED, _NO_LIST) or _own(claimed, project, community).empty:
            continue
        text = items.get(community)
        if state == _NO_LIST or pd.isna(text):
            told = f"{community} 曾实施三供一业改造而没有施工清单，上级资金能否覆盖全部内容无从判断"
            yield _row((project, REFORMED, PENDING), told, source=_RULE)
            continue
        done = [names[each] for each in str(text).split(";") if each in names]
        own = _own(costs, project, community)
        named = _named(own, done)
        sure = _named(own[own["community"].notna()], done)
        told = f"{community} 的{'、'.join(done)}已改造，上级资金应扣除这些内容"
        told += f"；支出科目列有{'、'.join(named)}" if named else ""
        told += "，该支出未写明小区" if named and not sure else ""
        yield _row((project, REFORMED, FAIL if sure else PENDING), told, source=_RULE)


def _of(rows: pd.DataFrame, books: Books) -> pd.DataFrame:
    """Rows with the community that they can only be of."""
    within = members(books.projects)
    only = within[~within[PROJECT].duplicated(keep=False)].set_index(PROJECT)["community"]
    alone = rows["project"].map(only.to_dict()).astype("string")
    return rows.assign(community=rows["community"].fillna(alone))


def _own(rows: pd.DataFrame, project: str, community: str) -> pd.DataFrame:
    """Rows of the project and of this community, or of no community by name."""
    here = rows["community"].eq(community) | rows["community"].isna()
    return rows[rows["project"].eq(project).fillna(False) & here.fillna(True)]


def _named(rows: pd.DataFrame, items: list[str]) -> list[str]:
    text = rows["item"].fillna("")
    return [zh for zh in items if text.str.contains(zh, regex=False).any()]


def _row(head: tuple[str, str, str], text: str, *, source: Source = _OWN, **numbers: Any) -> dict:
    return money_checks.row(head, zh=_ZH[head[1]], text=text, source=source, **numbers)
