"""The four aspects of readiness, each a level and a reason for every community."""

from typing import Any

import numpy as np
import pandas as pd

from .. import money as fen_money
from ..votes.consent import NO_VOTES
from ..votes.consent import of as consent_of
from .staging_rules import Rules

READY, PART, MISSING, UNKNOWN = "ready", "part", "missing", "unknown"
_ORDER = (MISSING, UNKNOWN, PART, READY)  # of two levels the first holds
_NO_VOTES = "没有纳入计划的表决记录"
_RESIDENTS, _GRANT = "residents", "grant"

Level = tuple[str, str]


def consent(
    ids: pd.Index, consents: pd.DataFrame | None, lead: pd.DataFrame, *, rules: Rules
) -> pd.DataFrame:
    """
    Level of consent: the vote, or where there is none how far the authorities have come.

    Parameters
    ----------
    ids
        Communities.
    consents
        From :func:`pianqu.analysis.votes.consent.tables`; None not computed.
    lead
        From :func:`pianqu.analysis.staging.community_projects.leading`.
    rules
        Stages from which consent counts as examined.

    Returns
    -------
    DataFrame
        Indexed by `ids`: `level`, `reason`.

    Examples
    --------
    >>> from pianqu.analysis.staging.community_projects import leading
    >>> from pianqu.analysis.staging.staging_rules import rules
    >>> consent(pd.Index(["C1"]), None, leading(None, pd.Index(["C1"])), rules=rules())["level"].tolist()
    ['unknown']
    """
    verdict = pd.Series(NO_VOTES, ids, dtype="string")
    said = pd.Series(pd.NA, ids, dtype="string")
    if consents is not None:
        own = consents[consents["unit_kind"].eq("community")]
        verdict = consent_of(own, topic="programme", level="community", among=ids)
        rows = own[own["topic"].eq("programme")].drop_duplicates("unit").set_index("unit")
        said = rows["reasons"].reindex(ids).astype("string")
    levels = {"pass": READY, "fail": MISSING, "undetermined": PART}
    rows = [
        (levels[str(each)], words if pd.notna(words) else str(each))
        if each in levels
        else _examined(stage, rules)
        for each, words, stage in zip(verdict, said, lead["order"].reindex(ids), strict=True)
    ]
    return _levels(rows, ids)


def evidence(
    ids: pd.Index, eligibility: pd.DataFrame | None, checks: pd.DataFrame | None
) -> pd.DataFrame:
    """
    Level of the evidence that the rules of eligibility ask for, consent apart where checks are given.

    Parameters
    ----------
    ids
        Communities.
    eligibility, checks
        As in :class:`pianqu.analysis.staging.staging_readiness.Records`.

    Returns
    -------
    DataFrame
        Indexed by `ids`: `level`, `reason`.

    Examples
    --------
    >>> verdicts = pd.DataFrame({"community": ["C1"], "verdict": ["pending"], "missing": ["清单"]})
    >>> evidence(pd.Index(["C1"]), verdicts, None).values.tolist()
    [['missing', '待补证据：清单']]
    """
    if eligibility is None:
        return _levels([(UNKNOWN, "改造条件未判定")] * len(ids), ids)
    rows = eligibility.set_index("community").reindex(ids)
    rows = rows.reindex(columns=["verdict", "reasons", "missing"])
    open_ = {} if checks is None else _open_checks(checks)
    said = [
        _evidence(row["verdict"], row["reasons"], row["missing"], open_.get(one))
        for one, row in rows.iterrows()
    ]
    return _levels(said, ids)


def money(
    ids: pd.Index,
    finance: pd.DataFrame | None,
    ledger: pd.DataFrame | None,
    bundles: pd.Series | None,
    *,
    day: pd.Timestamp,
    rules: Rules,
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
        Whether and how far residents' money is a condition.

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
        return _levels([(UNKNOWN, "资金账目未计算")] * len(ids), ids)
    own = finance[finance["level"].eq("community")].set_index("id")
    balanced = own["balanced"].reindex(ids)
    package = pd.Series(pd.NA, ids) if bundles is None else bundles.reindex(ids)
    due, arrived, promised = _paid(ledger, ids, day)
    rows = []
    for one in ids:
        level, said = _balance(balanced[one], package[one], due["all"][one] - arrived["all"][one])
        if rules.residents_first:
            asked = due if rules.residents_due_only else promised
            first = _contributed(
                promised["own"][one], asked["own"][one], arrived["own"][one], rules
            )
            level, said = min(level, first[0], key=_ORDER.index), f"{first[1]}；{said}"
        rows.append((level, said))
    return _levels(rows, ids)


def design(lead: pd.DataFrame, *, known: bool) -> pd.DataFrame:
    """
    Level of the design: a project with a check-up finding, a cost and dates.

    Parameters
    ----------
    lead
        From :func:`pianqu.analysis.staging.community_projects.leading`.
    known
        Whether there is a layer of projects.

    Returns
    -------
    DataFrame
        Indexed as `lead`: `level`, `reason`.

    Examples
    --------
    >>> from pianqu.analysis.staging.community_projects import leading
    >>> design(leading(None, pd.Index(["C1"])), known=True).values.tolist()
    [['missing', '没有立项']]
    """
    words = {"finding": "体检问题", "cost": "概算", "start": "开工日期", "finish": "竣工日期"}
    rows = []
    for row in lead.to_dict("records"):
        lacking = [said for name, said in words.items() if pd.isna(row[name])]
        if not known:
            rows.append((UNKNOWN, "缺少项目图层"))
        elif pd.isna(row["project"]):
            rows.append((MISSING, "没有立项"))
        elif pd.isna(row["cost"]):
            rows.append((MISSING, f"项目 {row['project']} 没有概算"))
        elif lacking:
            rows.append((PART, f"项目 {row['project']} 缺少{'、'.join(lacking)}"))
        else:
            rows.append((READY, f"项目 {row['project']} 已有体检问题、概算和工期"))
    return _levels(rows, lead.index)


def _levels(rows: list[Level], ids: pd.Index) -> pd.DataFrame:
    return pd.DataFrame(rows, ids, ["level", "reason"], dtype="string")


def _examined(stage: float, rules: Rules) -> Level:
    if pd.notna(stage) and stage >= rules.consent_stage:
        return READY, f"{_NO_VOTES}；申请已通过市级会审，视为已核实"
    if pd.notna(stage) and stage >= rules.consent_part_stage:
        return PART, f"{_NO_VOTES}；申请已过街道审核，须补表决记录"
    return UNKNOWN, _NO_VOTES


def _open_checks(checks: pd.DataFrame) -> dict[Any, list[str]]:
    """What is not settled beside consent, by community."""
    apart = checks["rule"].astype("string").str.split(".").str[-1].ne("consent")
    rows = checks[apart & checks["status"].isin(["pending", "fail"])]
    found: dict[Any, list[str]] = {one: [] for one in checks["community"].unique()}
    for one, said in zip(rows["community"], rows["zh"], strict=True):
        found[one].append(str(said))
    return found


def _evidence(verdict: Any, reasons: Any, missing: Any, open_: list[str] | None) -> Level:
    said = str(reasons) if pd.notna(reasons) else "改造条件"
    if pd.isna(verdict):
        return UNKNOWN, "改造条件未判定"
    if verdict == "pass":
        return READY, "符合改造条件"
    if verdict == "partial":
        return READY, f"部分项目可申请：{said}"
    if open_ == []:
        return READY, "除同意一项外均符合改造条件"
    if verdict == "fail":
        return MISSING, f"不符合：{'、'.join(open_) if open_ else said}"
    lacking = "、".join(open_) if open_ else (str(missing) if pd.notna(missing) else said)
    return MISSING, f"待补证据：{lacking}"


def _balance(balanced: Any, package: Any, waiting: int) -> Level:
    late = f"，但 {fen_money.said(waiting)}应到未到" if waiting else ""
    if pd.isna(balanced) or balanced == "unknown":
        return UNKNOWN, "收支未知"
    if balanced == "yes":
        return (PART if waiting else READY), f"收支平衡{late}"
    if pd.notna(package):
        return (PART if waiting else READY), f"缺口由片区 {package} 统筹{late}"
    if balanced == "depends":
        return PART, f"是否平衡取决于未定款项{late}"
    return MISSING, f"收支有缺口{late}"


def _contributed(promised: int, asked: int, arrived: int, rules: Rules) -> Level:
    """Residents' money; in fen."""
    if not promised:
        return MISSING, "账目中没有居民出资"
    if arrived < rules.residents_share * asked:
        due, there = fen_money.said(asked), fen_money.said(arrived)
        return MISSING, f"居民出资应到 {due}，实到 {there}"
    return READY, "居民出资已到位" if arrived >= promised else "居民出资已列入账目，尚未到期"


def _paid(
    ledger: pd.DataFrame | None, ids: pd.Index, day: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Fen due by the day, of these arrived, and promised in all: `all` payers, and their `own`."""
    none = pd.DataFrame(0, ids, ["all", "own"], dtype="int64")
    if ledger is None or ledger.empty:
        return none, none, none
    rows = ledger.reindex(
        columns=["community", "kind", "payer", "amount", "due", "arrived", "in_kind"]
    )
    kind = rows["in_kind"].astype("boolean").fillna(value=False).astype(bool)
    rows = rows[rows["kind"].eq(_GRANT) & rows["amount"].notna() & ~kind]
    rows = rows.assign(fen=fen_money.fen(rows["amount"]).astype("int64"))
    late = pd.to_datetime(rows["due"]).le(day).to_numpy()
    there = pd.to_datetime(rows["arrived"]).le(day).to_numpy()
    own = rows["payer"].eq(_RESIDENTS).fillna(value=False).to_numpy(dtype=bool)
    masks = (late | there, there, late | True)
    found = [_by_community(rows, mask, own, ids) for mask in masks]
    return found[0], found[1], found[2]


def _by_community(
    rows: pd.DataFrame, mask: np.ndarray, own: np.ndarray, ids: pd.Index
) -> pd.DataFrame:
    groups = {"all": rows[mask], "own": rows[mask & own]}
    sums = {name: part.groupby("community")["fen"].sum() for name, part in groups.items()}
    found = {name: total.reindex(ids).fillna(0).astype("int64") for name, total in sums.items()}
    return pd.DataFrame(found, index=ids)
