"""Joint ballots that pass although one of their members would fail if counted alone."""

from collections.abc import Hashable

import pandas as pd

from ...layers.findings import WARNING, Finding, finding
from .majorities import FAIL, PASS
from .named_places import WORDS

_JOINT = ("ballot", "group")


def passed(rounds: pd.DataFrame) -> pd.Series:
    """
    Which rows are the last round of a ballot of several places, and pass.

    Examples
    --------
    >>> rounds = pd.DataFrame({"unit_kind": ["ballot", "stairwell"], "last": True, "verdict": "pass"})
    >>> passed(rounds).tolist()
    [True, False]
    """
    joint = rounds["unit_kind"].isin(_JOINT) & rounds["last"] & rounds["verdict"].eq(PASS)
    return joint.astype(bool)


def failing(answers: pd.DataFrame, alone: pd.DataFrame) -> pd.DataFrame:
    """
    The members that fail alone, with the joint unit that each belongs to.

    Parameters
    ----------
    answers
        Of joint ballots: `topic`, `unit_kind`, `unit`, `level`, `member`, `round`.
    alone
        The rounds of their members, judged one by one: `topic`, `unit`, `round`, `verdict`,
        `reasons`.

    Returns
    -------
    DataFrame
        `topic`, `unit_kind`, `unit`, `level`, `member`, `round`, `verdict`, `reasons`.

    Examples
    --------
    >>> answers = pd.DataFrame({"topic": "rebuild", "unit_kind": "ballot", "unit": "B1;B2",
    ...                         "level": "building", "member": ["B1", "B2"], "round": 1})
    >>> alone = pd.DataFrame({"topic": "rebuild", "unit": ["B1", "B2"], "round": 1,
    ...                       "verdict": ["pass", "fail"], "reasons": "同意 1/4"})
    >>> failing(answers, alone)["member"].tolist()
    ['B2']
    """
    key = ["topic", "member", "round"]
    of = answers[["topic", "unit_kind", "unit", "level", "member", "round"]].drop_duplicates()
    said = alone.rename(columns={"unit": "member"})[[*key, "verdict", "reasons"]]
    found = of.merge(said, on=key)
    return found[found["verdict"].eq(FAIL)].sort_values(["topic", "unit", "member"])


def said(rounds: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """
    The rounds, their reasons naming the members that fail alone.

    Parameters
    ----------
    rounds
        `topic`, `unit_kind`, `unit`, `round`, `reasons`.
    members
        From :func:`failing`.

    Examples
    --------
    >>> rounds = pd.DataFrame({"topic": "rebuild", "unit_kind": "ballot", "unit": ["B1;B2"],
    ...                        "round": 1, "reasons": "同意 7/8"})
    >>> members = rounds.assign(level="building", member="B2")
    >>> said(rounds, members)["reasons"].tolist()
    ['同意 7/8，其中楼栋 B2 单独计票不通过']
    """
    if members.empty:
        return rounds
    key = ["topic", "unit_kind", "unit", "round"]
    words = {
        group: f"，其中{WORDS[rows['level'].iloc[0]]} {'、'.join(rows['member'])} 单独计票不通过"
        for group, rows in members.groupby(key)
    }
    more = pd.Series([words.get(each, "") for each in _keys(rounds, key)], index=rounds.index)
    return rounds.assign(reasons=rounds["reasons"] + more)


def findings(members: pd.DataFrame) -> list[Finding]:
    """
    One finding a joint ballot, naming it and its members that fail alone.

    Parameters
    ----------
    members
        From :func:`failing`.

    Examples
    --------
    >>> members = pd.DataFrame({"topic": ["rebuild"], "unit": ["B1;B2"], "level": ["building"],
    ...                         "member": ["B2"], "reasons": ["同意 1/4"]})
    >>> findings(members)[0]["value"]
    'B1;B2 合并计票通过；楼栋 B2 单独计票不通过：同意 1/4'
    """
    found: list[Finding] = []
    for (_, unit), rows in members.groupby(["topic", "unit"]):
        alone = [
            f"{WORDS[level]} {member} 单独计票不通过：{reasons}"
            for level, member, reasons in rows[["level", "member", "reasons"]].to_numpy()
        ]
        found += finding(
            WARNING,
            "votes",
            "合并表决通过，单独计票不通过",
            value="；".join([f"{unit} 合并计票通过", *alone]),
            remedy="是否可以合并计票由当地规定；请核对，按楼栋表决的应分别判定。",
            ids=rows["member"].astype(str).tolist(),
        )
    return found


def _keys(rows: pd.DataFrame, key: list[str]) -> list[tuple[Hashable, ...]]:
    return list(rows[key].itertuples(index=False, name=None))
