"""Case by case (一事一议): who set a rule aside, refused or put off a community, when and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from ...layers.findings import INFO, WARNING, Finding, finding
from ...layers.kinds import vocabulary
from .criteria import FAIL, OVERRIDDEN, PENDING, Found
from .rules import FIGURE, Rule

ALLOW, REFUSE, DEFER = "allow", "refuse", "defer"
LAYER = "decisions"
_STATUS = {ALLOW: OVERRIDDEN, REFUSE: FAIL, DEFER: PENDING}
_COLUMNS = ["community", "rule", "decision", "by", "date", "reason"]


@dataclass(frozen=True)
class Decision:
    """One decision in force."""

    id: str
    decision: str
    by: str
    date: pd.Timestamp
    reason: str

    def words(self) -> str:
        """Who, when, what and why, for the planner."""
        names = {choice.code: choice.zh for choice in vocabulary("decision")}
        said = f"{self.by} {self.date:%Y-%m-%d} 一事一议{names[self.decision]}"
        return f"{said}：{self.reason}" if self.reason else said


def in_force(
    decisions: pd.DataFrame | None,
    rules: Mapping[str, Rule],
    *,
    communities: pd.Index,
    as_of: pd.Timestamp | None = None,
) -> tuple[dict[tuple[str, str], Decision], list[Finding]]:
    """
    The decisions that hold, one a community and rule, and what cannot be applied.

    Parameters
    ----------
    decisions
        As in :class:`pianqu.analysis.eligibility.facts.Records`; `rule` is the key of a row, or its
        check. None where the layer is missing.
    rules
        Check to rule.
    communities
        Ids.
    as_of
        A later decision does not hold yet; None: all hold.

    Returns
    -------
    tuple
        Community and check to the latest decision; findings: decisions that name no rule asked
        here or no community, have no date, are not yet in force, or contradict one another on the
        same day, which then hold nothing.

    Examples
    --------
    >>> from . import rules as rows
    >>> table = pd.DataFrame(
    ...     {"community": ["C9"], "rule": ["structure_safe"], "decision": ["allow"],
    ...      "by": ["市政府专题会议"], "date": ["2024-05-20"], "reason": ["解危重建试点"]}, index=["D1"]
    ... )
    >>> held, _ = in_force(table, rows.rules(), communities=pd.Index(["C9"]))
    >>> held["C9", "structure_safe"].words()
    '市政府专题会议 2024-05-20 一事一议同意纳入：解危重建试点'
    """
    if decisions is None or decisions.empty:
        return {}, []
    table = pd.DataFrame(decisions).reindex(columns=_COLUMNS)
    table["date"] = pd.to_datetime(table["date"])
    checks = [check for check, rule in rules.items() if rule.part != FIGURE]
    keys = {rules[check].key: check for check in checks} | {check: check for check in checks}
    table["check"] = table["rule"].map(keys)
    table["wrong"] = [_wrong(row, communities, as_of) for _, row in table.iterrows()]
    rows = [
        row
        for name, row in table.iterrows()
        if row["wrong"]
        for row in finding(
            WARNING,
            LAYER,
            row["wrong"],
            value=f"{row['community']}：{row['rule']}",
            remedy="请核对该决定的小区、规则、日期；未采用。",
            ids=[str(name)],
        )
    ]
    held: dict[tuple[str, str], Decision] = {}
    good = table[table["wrong"] == ""]
    for (community, check), same in good.groupby(["community", "check"]):
        last = same[same["date"] == same["date"].max()]
        if len(set(last["decision"])) > 1:
            rows += _contradiction(str(community), last)
        else:
            held[str(community), str(check)] = _decision(last)
    return held, rows


def applied(found: Found, decision: Decision | None) -> Found:
    """
    What a condition says after the decision on it.

    Nothing is set aside where the condition is met or not asked anyway.

    Parameters
    ----------
    found
        Before.
    decision
        None where there is none.

    Examples
    --------
    >>> held = Decision("D1", "refuse", "市政府", pd.Timestamp("2024-05-20"), "")
    >>> applied(Found("pass", "房屋结构安全"), held).status
    'fail'
    """
    if decision is None or idle(found, decision):
        return found
    missing = found.missing if decision.decision == DEFER else None
    if decision.decision == DEFER and missing is None:
        missing = "一事一议的决定"
    text = f"{found.text}；{decision.words()}"
    return replace(found, status=_STATUS[decision.decision], text=text, missing=missing)


def idle(found: Found, decision: Decision) -> bool:
    """
    Whether a decision allows what is not in the way.

    Examples
    --------
    >>> held = Decision("D1", "allow", "市政府", pd.Timestamp("2024-05-20"), "")
    >>> idle(Found("fail", ""), held)
    False
    """
    return decision.decision == ALLOW and found.status not in (FAIL, PENDING)


def idle_findings(
    held: Mapping[tuple[str, str], Decision],
    found: Mapping[str, Mapping[str, Found]],
    *,
    names: Mapping[str, str],
) -> Iterator[Finding]:
    """
    Decisions that changed nothing.

    Parameters
    ----------
    held
        From :func:`in_force`.
    found
        Community to check to what it said before.
    names
        Check to its words.

    Examples
    --------
    >>> held = {("C1", "consent"): Decision("D1", "allow", "市政府", pd.Timestamp("2024-05-20"), "")}
    >>> found = {"C1": {"consent": Found("pass", "")}}
    >>> [row["value"] for row in idle_findings(held, found, names={"consent": "八成同意"})]
    ['C1：八成同意']
    """
    for (community, check), decision in held.items():
        if idle(found[community][check], decision):
            yield from finding(
                INFO,
                LAYER,
                "一事一议未起作用：该条件本已符合或不适用",
                value=f"{community}：{names[check]}",
                remedy="无须处理；如规则写错，请改正 rule。",
                ids=[decision.id],
            )


def _wrong(row: pd.Series, communities: pd.Index, as_of: pd.Timestamp | None) -> str:
    known = [choice.code for choice in vocabulary("decision")]
    faults = {
        "一事一议的小区不在小区图层中": row["community"] not in communities,
        "一事一议的规则不在本套资格规则中": pd.isna(row["check"]),
        "一事一议的决定不可识别": row["decision"] not in known,
        "一事一议没有写明决定单位": pd.isna(row["by"]),
        "一事一议没有日期": pd.isna(row["date"]),
        "一事一议尚未生效": as_of is not None and row["date"] > as_of,
    }
    return next((said for said, is_so in faults.items() if is_so), "")


def _contradiction(community: str, same: pd.DataFrame) -> list[Finding]:
    return finding(
        WARNING,
        LAYER,
        "同一天的一事一议互相矛盾",
        value=f"{community}：{'、'.join(same['decision'])}",
        remedy="请只保留有效的一条；都未采用。",
        ids=[str(name) for name in same.index],
    )


def _decision(last: pd.DataFrame) -> Decision:
    row = last.sort_index().iloc[-1]
    reason = "" if pd.isna(row["reason"]) else str(row["reason"])
    return Decision(str(row.name), row["decision"], str(row["by"]), row["date"], reason)
