"""Money as an aspect of readiness: it balances, what is due has arrived, residents contribute."""

from fractions import Fraction
from typing import Any

import pandas as pd

from ..project_members import members
from .aspects import MISSING, ORDER, PART, READY, UNKNOWN, Level, levels
from .paid_money import Paid, by_community, grants
from .paid_money import said as said_of
from .staging_rules import Rules


def money(
    ids: pd.Index,
    finance: pd.DataFrame | None,
    ledger: pd.DataFrame | None,
    bundles: pd.Series | None,
    *,
    day: pd.Timestamp,
    rules: Rules,
    projects: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Level of the money: it balances, what is due has arrived, and residents contribute.

    Parameters
    ----------
    ids
        Communities.
    finance, ledger, bundles
        As in :class:`pianqu.analysis.staging.staging_readiness.Records`. What a community is
        short of is made good where it is in a package, which balances as a whole.
    day
        What is due by then should have arrived.
    rules
        Whether and how far residents' money is a condition. Money without a day or an amount makes
        it unknown, unless it is enough or too little whatever that may be.
    projects
        Indexed by id: `communities`, `stage`, `finish`. Money whose condition has failed, such as
        an award for finishing in time, is waited for no longer.

    Returns
    -------
    DataFrame
        Indexed by `ids`: `level`, `reason`.

    Examples
    --------
    >>> from pianqu.analysis.staging.staging_rules import rules
    >>> ids, day = pd.Index(["C1"]), pd.Timestamp("2024-06-30")
    >>> accounts = pd.DataFrame({"level": ["community"], "id": ["C1"], "balanced": ["yes"]})
    >>> rows = pd.DataFrame({"community": ["C1"], "kind": ["grant"], "payer": ["residents"],
    ...                      "amount": [90.0], "due": [day], "arrived": [None]})
    >>> money(ids, accounts, rows, None, day=day, rules=rules()).values.tolist()
    [['missing', '居民出资应到 90 元，实到 0 元；收支平衡，但 90 元应到未到']]
    """
    if finance is None:
        return levels([(UNKNOWN, "资金账目未计算")] * len(ids), ids)
    own = finance[finance["level"].eq("community")].set_index("id")
    balanced = own["balanced"].reindex(ids)
    package = pd.Series(pd.NA, ids) if bundles is None else bundles.reindex(ids)
    paid = grants(ledger, projects, day=day)
    every, residents = by_community(paid), by_community(paid[paid["own"]])
    unshared = _unshared(paid, ledger, projects)
    rows = []
    for one in ids:
        level, said = _balance(balanced[one], package[one], every.get(one, Paid()).late)
        if rules.residents_first:
            first = _contributed(residents.get(one, Paid()), rules)
            if one in unshared and one not in residents:
                first = UNKNOWN, f"项目 {unshared[one]} 的居民出资没有分到小区"
            level, said = min(level, first[0], key=ORDER.index), f"{first[1]}；{said}"
        rows.append((level, said))
    return levels(rows, ids)


def _unshared(
    paid: pd.DataFrame, ledger: pd.DataFrame | None, projects: pd.DataFrame | None
) -> dict[Any, str]:
    """Community to a project whose residents' money is written for no community."""
    rows = paid[paid["own"] & paid["community"].isna()]
    if ledger is None or projects is None or rows.empty or "project" not in ledger:
        return {}
    of = ledger.loc[rows.index, "project"].dropna().unique()
    named = members(projects["communities"].loc[projects.index.isin(of)]).explode().dropna()
    return {one: str(project) for project, one in named.items()}


def _balance(balanced: Any, package: Any, waiting: tuple[float, float]) -> Level:
    late = f"，但 {said_of(waiting)}应到未到" if waiting[1] else ""
    if pd.isna(balanced) or balanced == "unknown":
        return UNKNOWN, "收支未知"
    if balanced == "yes":
        return (PART if late else READY), f"收支平衡{late}"
    if pd.notna(package):
        return (PART if late else READY), f"缺口由片区 {package} 统筹{late}"
    if balanced == "depends":
        return PART, f"是否平衡取决于未定款项{late}"
    return MISSING, f"收支有缺口{late}"


def _contributed(own: Paid, rules: Rules) -> Level:
    """Residents' money: ready where all it may be is enough, missing where none of it can be."""
    promised = [
        sum(ends) for ends in zip(own.arrived, own.late, own.later, own.undated, strict=True)
    ]
    if not promised[1]:
        return MISSING, "账目中没有居民出资"
    asked = [own.arrived, own.late]
    asked += [] if rules.residents_due_only else [own.later, own.undated]
    least, most = (sum(ends[at] for ends in asked) for at in (0, 1))
    share = Fraction(str(rules.residents_share))
    if own.arrived[1] * share.denominator < share.numerator * (
        own.arrived[1] + least - own.arrived[0]
    ):
        return MISSING, f"居民出资应到 {said_of((least, most))}，实到 {said_of(own.arrived)}"
    if share and own.arrived[0] * share.denominator < share.numerator * (
        own.arrived[0] + _open(own, rules)
    ):
        return UNKNOWN, _doubt(own)
    if not promised[0]:
        return UNKNOWN, f"居民出资{said_of((promised[0], promised[1]))}，有没有尚不能定"
    if promised[0] != promised[1]:
        return PART, f"居民出资已列入账目，但金额未定（{said_of((promised[0], promised[1]))}）"
    return READY, "居民出资已列入账目，尚未到期" if own.late[1] + own.later[1] else "居民出资已到位"


def _open(own: Paid, rules: Rules) -> float:
    """The most that may be asked and has not come: what has no day may be due."""
    later = 0 if rules.residents_due_only else own.later[1]
    return own.late[1] + own.undated[1] + later


def _doubt(own: Paid) -> str:
    said = []
    if own.undated[1]:
        said.append(f"{said_of(own.undated)}未填应到日期也未到账")
    for ends, words in ((own.late, "已到期"), (own.later, "未到期"), (own.arrived, "已到账")):
        if ends[0] != ends[1]:
            said.append(f"{words}的金额未定（{said_of(ends)}）")
    return f"居民出资中{'，'.join(said)}，是否到位未知"
