"""What each project answers: the check-up finding it names, or a shortfall of this plan."""

import pandas as pd

from ..project_members import members
from .cells import JOIN, Tables, joined, text

FINDING, NEED, UNKNOWN, MISSING = "finding", "need", "unknown_need", "missing"
ZH = {
    FINDING: "已关联体检问题",
    NEED: "已关联本次分析发现的需求",
    UNKNOWN: "所写需求编号查无此项",
    MISSING: "未关联体检问题或需求",
}
_OWN = ("gaps:", "scorecard:", "synchrony:", "buildings:")  # how ids of needs begin
_TAKEN = "项目图层登记的体检问题编号；没有体检问题清单可以核对"


def links(tables: Tables, needs: pd.DataFrame) -> pd.DataFrame:
    """
    What each project is founded on.

    Parameters
    ----------
    tables
        With `projects`: `finding` holds ids of check-up findings, or of needs, joined by
        semicolons.
    needs
        From :func:`pianqu.analysis.register.needs.needs`.

    Returns
    -------
    DataFrame
        Indexed by project: `finding` (ids of a check-up), `needs` (ids of this plan), `unknown`
        (ids that look like needs and are none), `link` (finding, need, unknown_need or missing),
        `link_zh`, `link_reason`. One that is known is enough: a project is never founded on a
        shortfall that it does not name.

    Examples
    --------
    >>> projects = pd.DataFrame({"finding": ["TJ-1", None, "gaps:C1:x"]}, index=["J1", "J2", "J3"])
    >>> links({"projects": projects}, pd.DataFrame())["link"].tolist()
    ['finding', 'missing', 'unknown_need']
    """
    projects = tables.get("projects", pd.DataFrame())
    named = members(text(projects, "finding"))
    known = set(needs.index)
    told = {
        "finding": [[each for each in own if not each.startswith(_OWN)] for own in named],
        "needs": [[each for each in own if each in known] for own in named],
        "unknown": [
            [each for each in own if each.startswith(_OWN) and each not in known] for own in named
        ],
    }
    found = pd.DataFrame({name: pd.Series(own, projects.index) for name, own in told.items()})
    states = [
        _state(bool(row["finding"]), bool(row["needs"]), bool(row["unknown"]))
        for row in found.to_dict("records")
    ]
    link = pd.Series(states, projects.index, dtype="string")
    plain = found.apply(joined) if len(found) else found.astype("string")
    return plain.assign(
        link=link, link_zh=link.map(ZH).astype("string"), link_reason=_reasons(plain, link)
    )


def _state(finding: bool, need: bool, unknown: bool) -> str:
    return FINDING if finding else NEED if need else UNKNOWN if unknown else MISSING


def _reasons(plain: pd.DataFrame, link: pd.Series) -> pd.Series:
    words = {
        FINDING: _TAKEN,
        NEED: "需求编号见 register_needs",
        MISSING: "项目图层的体检问题（finding）为空",
    }
    told = [
        words.get(state, f"register_needs 中没有 {unknown}")
        for state, unknown in zip(link, plain["unknown"], strict=True)
    ]
    return pd.Series(told, link.index, dtype="string")


def offered(project_needs: pd.Series, *, most: int = 3) -> str:
    """
    Needs that a project might name, in words.

    Parameters
    ----------
    project_needs
        Ids.
    most
        Spelt out.

    Examples
    --------
    >>> offered(pd.Series(["gaps:C1:a", "gaps:C1:b"]), most=1)
    'gaps:C1:a 等 2 项'
    """
    ids = [str(each) for each in project_needs]
    head = f"{JOIN} ".join(ids[:most])
    return head if len(ids) <= most else f"{head} 等 {len(ids)} 项"
