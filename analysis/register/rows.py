"""One row of the history: what, which, what happened, when, and by what evidence."""

from typing import Any

import pandas as pd

COLUMNS = [
    *("of", "of_zh", "id", "event", "event_zh", "state", "state_zh"),
    *("since", "since_reason", "detail", "source"),
]
HAPPENED, PLANNED, UNDATED = "happened", "planned", "undated"
STATES = {HAPPENED: "已发生", PLANNED: "计划", UNDATED: "日期不明"}
OF = {"area": "片区", "project": "项目", "community": "小区", "building": "楼栋"}
EVENTS = {
    "stage": "处于阶段",
    "start": "开工",
    "finish": "竣工",
    "money": "资金到账",
    "decision": "一事一议",
    "vote": "表决",
    "state": "改造状态",
    "batch": "排入年度批次",
    "package": "测算成片区",
    "safety": "房屋安全鉴定",
}
Row = dict[str, Any]


def row(
    of: str,
    id_: object,
    event: str,
    *,
    day: Any = None,
    state: str | None = None,
    reason: str = "",
    detail: str = "",
    source: str = "",
) -> Row:
    """
    One event.

    Parameters
    ----------
    of, id_
        Whose it is.
    event
        One of :data:`EVENTS`.
    day
        Missing where it is not known: `reason` says why.
    state
        happened where there is a day, undated where there is none, if not given.
    reason, detail, source
        Words; an empty one is missing.

    Examples
    --------
    >>> row("project", "J1", "stage", reason="没有日期")["state_zh"]
    '日期不明'
    """
    since: Any = pd.NaT if day is None or pd.isna(day) else pd.Timestamp(day)
    known = pd.notna(since)
    state = state or (HAPPENED if known else UNDATED)
    return {
        "of": of,
        "of_zh": OF[of],
        "id": str(id_),
        "event": event,
        "event_zh": EVENTS[event],
        "state": state,
        "state_zh": STATES[state],
        "since": since,
        "since_reason": reason or pd.NA,
        "detail": detail or pd.NA,
        "source": source or pd.NA,
    }
