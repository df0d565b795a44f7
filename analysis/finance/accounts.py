"""Everything about money of a place: accounts, sources, cash, awards, unit costs, debt, checks."""

import pandas as pd

from ...layers import findings
from .. import money
from . import sources
from .awards import awards
from .cash_flow import cash_flow
from .claims import claims
from .entries import COST, LEAST, MOST, Books, books
from .finance_rules import Overrides
from .ledger import PROJECT, accounts, by_source
from .matching import matching
from .money_checks import FAIL
from .plausible import HIGH, LOW
from .repayment import coverage
from .unit_costs import unit_costs

_LAYER = "ledger"


def tables(
    projects: pd.DataFrame,
    ledger: pd.DataFrame,
    *,
    communities: pd.DataFrame,
    premises: pd.DataFrame | None = None,
    as_of: str | pd.Timestamp,
    overrides: Overrides = None,
) -> dict[str, pd.DataFrame]:
    """
    The tables of money.

    Parameters
    ----------
    projects, ledger, communities
        The layers, indexed by id.
    premises
        The layer; its known rents are what debt may be paid back from. None where there is none.
    as_of
        The day that the accounts are of.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        `finance`, `finance_sources`, `cash_flow`, `finance_awards`, `unit_costs`, `finance_debt`,
        `finance_checks`, `finance_findings`; see the functions that make them.

    Raises
    ------
    LayerError
        See :func:`pianqu.analysis.finance.entries.books`.
    ChoiceError
        A user's table has a fault.

    Examples
    --------
    >>> ledger = pd.DataFrame({"project": "J1", "kind": "cost", "item": "道路", "amount": [100.0]})
    >>> found = tables(pd.DataFrame(index=["J1"]), ledger, communities=pd.DataFrame(), as_of="2024-06-30")
    >>> found["finance"][["id", "net_most"]].values.tolist()
    [['J1', -100.0], ['all', -100.0]]
    """
    held = books(projects, ledger, communities=communities, as_of=as_of, overrides=overrides)
    finance = accounts(held)
    costs = unit_costs(held, finance, overrides=overrides)
    found = awards(held, overrides=overrides)
    checks = [matching(held, overrides=overrides), claims(held)]
    both = pd.concat([each for each in checks if len(each)] or checks[:1], ignore_index=True)
    flow = cash_flow(held)
    return {
        "finance": finance,
        "finance_sources": by_source(held, overrides=overrides),
        "cash_flow": flow,
        "finance_awards": found,
        "unit_costs": costs,
        "finance_debt": debt(finance, premises, overrides=overrides),
        "finance_checks": both,
        "finance_findings": _findings(held, found, costs, both),
    }


def debt(
    finance: pd.DataFrame, premises: pd.DataFrame | None, *, overrides: Overrides = None
) -> pd.DataFrame:
    """
    What the credit of each project asks a year, and the income that would be needed.

    Known rents of premises are counted for all projects together, where nothing says whose they
    are; the income of a single project is not known.

    Parameters
    ----------
    finance
        From :func:`pianqu.analysis.finance.ledger.accounts`.
    premises
        The layer: `rent` (yuan a year; NA not known). None where there is none.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        `finance_debt`, one row a project with credit and one for all: `level`, `id`, `name`,
        `principal` (yuan), `income_least`, `income_most`, and as
        :func:`pianqu.analysis.finance.repayment.coverage`.

    Examples
    --------
    >>> finance = pd.DataFrame({"level": ["project", "all"], "id": ["J1", "all"], "name": ["甲", "合计"],
    ...     "to_repay": [1_000_000.0, 1_000_000.0]})
    >>> found = debt(finance, pd.DataFrame({"rent": [96_000.0, None]}))
    >>> found[["id", "income_least", "covered"]].values.tolist()
    [['J1', <NA>, 'unknown'], ['all', 96000.0, 'depends']]
    """
    owed = finance["to_repay"].ne(0).fillna(True) & finance["level"].ne("community")
    table = finance.loc[owed.astype(bool), ["level", "id", "name"]].reset_index(drop=True)
    table["principal"] = finance.loc[owed.astype(bool), "to_repay"].to_numpy()
    rent = None if premises is None or "rent" not in premises else premises["rent"].dropna()
    known = pd.NA if rent is None or rent.empty else money.total(rent)
    every = table["level"].ne(PROJECT)
    for end in (LEAST, MOST):
        income = pd.Series(pd.NA, index=table.index, dtype="Float64")
        table[f"income_{end}"] = income.mask(every, known)
    return pd.concat([table, coverage(table, overrides=overrides)], axis=1)


def _findings(
    held: Books, found: pd.DataFrame, costs: pd.DataFrame, checks: pd.DataFrame
) -> pd.DataFrame:
    rows = [*_waiting(held), *_rows(held)]
    for id_, row in found[found["agrees"].eq("differs")].iterrows():
        rows += _warn("奖补金额与规则核算不符", str(row["reason"]), "请核对奖补基数和比例。", [id_])
    odd = costs[costs["verdict"].isin([LOW, HIGH])]
    for (name, word), own in odd.groupby(["zh", "verdict_zh"], sort=False):
        value = f"{name}{word}：{len(own)} 个项目，{own['reason'].iloc[0].split('；')[0]}"
        rows += _warn(
            "造价或规模指标异常",
            value,
            "请核对金额、面积和户数。",
            list(own["project"]),
            "projects",
        )
    failed = checks[checks["status"].eq(FAIL)]
    for name, own in failed.groupby("zh", sort=False):
        value = f"{len(own)} 个项目未达到，如 {own['text'].iloc[0]}"
        abroad = own["check"].str.startswith("match.").all()
        remedy = "这是外地标准，供参照；请核对本地标准。" if abroad else "请核对资金表。"
        rows += _warn(str(name), value, remedy, list(own["project"]), "projects")
    return findings.table(rows)


def _waiting(held: Books) -> list[findings.Finding]:
    """Money whose day has passed and that is not there: one finding a source."""
    rows = held.cash
    late = rows[rows["kind"].ne(COST) & rows["arrived"].isna() & rows["due"].lt(held.as_of)]
    found = []
    for name, own in late.groupby("source_zh", sort=False):
        days = int((held.as_of - own["due"].min()).days)
        short = (
            "有金额未知的款项"
            if own[MOST].isna().any()
            else f"共 {money.said(int(own[MOST].sum()))}"
        )
        value = f"{name} {len(own)} 笔应到未到，{short}，最早一笔逾期 {days} 天（等钱）"
        found += _warn("资金应到未到", value, "请催拨，或调整开工次序。", list(own.index))
    return found


def _rows(held: Books) -> list[findings.Finding]:
    """Rows of the ledger that leave something open."""
    rows = held.rows
    out = rows["kind"].eq(COST)
    open_ = rows["source"].eq(sources.UNRESOLVED) | (rows[LEAST].ne(rows[MOST]).fillna(False))
    faults = {
        "金额未知": (rows[MOST].isna(), "请填金额，或填上下限。"),
        "出资方或金额待定": (open_ & rows[MOST].notna(), "已按上下限计，不取默认值；请尽快商定。"),
        "未写明出资方": (~out & rows["source"].eq(sources.UNSTATED), "请填出资方。"),
        "未写明所属项目": (rows["project"].isna(), "请填项目编号；现只计入合计。"),
        "没有应付、应到日期": (rows["due"].isna() & rows["arrived"].isna(), "请填日期。"),
        "实物或劳务，不计入现金": (rows["in_kind"], ""),
    }
    found = []
    for name, (mask, remedy) in faults.items():
        ids = list(rows.index[mask.astype(bool)])
        if ids:
            found += _warn(name, f"{len(ids)} 笔", remedy, ids)
    return found


def _warn(
    name: str, value: str, remedy: str, ids: list, layer: str = _LAYER
) -> list[findings.Finding]:
    severity = findings.WARNING if remedy else findings.INFO
    unique = [str(each) for each in dict.fromkeys(ids)]
    return findings.finding(severity, layer, name, value=value, remedy=remedy, ids=unique)
