"""Aspects of readiness: consent, evidence and design, each a level and a reason for every community."""

from typing import Any

import pandas as pd

from ..votes.consent import NO_VOTES
from ..votes.consent import of as consent_of
from .staging_rules import Rules

READY, PART, MISSING, UNKNOWN = "ready", "part", "missing", "unknown"
ORDER = (MISSING, UNKNOWN, PART, READY)  # of two levels the first holds
_NO_VOTES = "没有纳入计划的表决记录"

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
    named = {"pass": READY, "fail": MISSING, "undetermined": PART}
    rows = [
        (named[str(each)], words if pd.notna(words) else str(each))
        if each in named
        else _examined(stage, rules)
        for each, words, stage in zip(verdict, said, lead["order"].reindex(ids), strict=True)
    ]
    return levels(rows, ids)


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
        return levels([(UNKNOWN, "改造条件未判定")] * len(ids), ids)
    rows = eligibility.set_index("community").reindex(ids)
    rows = rows.reindex(columns=["verdict", "reasons", "missing"])
    open_ = {} if checks is None else _open_checks(checks)
    said = [
        _evidence(row["verdict"], row["reasons"], row["missing"], open_.get(one))
        for one, row in rows.iterrows()
    ]
    return levels(said, ids)


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
    return levels(rows, lead.index)


def levels(rows: list[Level], ids: pd.Index) -> pd.DataFrame:
    """
    The table of an aspect: `level` and `reason` by community.

    Examples
    --------
    >>> levels([(READY, "符合")], pd.Index(["C1"])).loc["C1"].tolist()
    ['ready', '符合']
    """
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
