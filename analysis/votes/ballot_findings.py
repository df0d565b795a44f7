"""What is the matter with ballots: rows that were not counted, repeat or contradict one another."""

import pandas as pd

from ...layers.findings import WARNING, Finding, finding


def unplaced(ids: pd.Index) -> list[Finding]:
    """
    Rows that belong to no unit, topic, round or household.

    Examples
    --------
    >>> unplaced(pd.Index(["V1"]))[0]["value"]
    '1 行'
    """
    if ids.empty:
        return []
    return finding(
        WARNING,
        "votes",
        "无法归入表决单元",
        value=f"{len(ids)} 行",
        remedy="缺少所属单元、楼栋、小区、户号、事项或轮次，未计票；请补上后重新计算。",
        ids=[str(id_) for id_ in ids],
    )


def repeated(rows: pd.DataFrame, key: list[str]) -> list[Finding]:
    """
    Households with several rows in a round.

    Parameters
    ----------
    rows
        Those rows, indexed by id.
    key
        Columns that are a household and round.

    Examples
    --------
    >>> repeated(pd.DataFrame({"household": ["101", "101"]}), ["household"])[0]["value"]
    '1 户 2 行'
    """
    if rows.empty:
        return []
    return finding(
        WARNING,
        "votes",
        "同一轮重复登记",
        value=f"{len(rows.drop_duplicates(key))} 户 {len(rows)} 行",
        remedy="每户只计一次；意见或面积不一致的按未知处理；请核对后每户只留一行。",
        ids=[str(id_) for id_ in rows.index],
    )


def backwards(answers: pd.DataFrame, unit: list[str]) -> list[Finding]:
    """
    Units whose later round was earlier by its dates.

    Parameters
    ----------
    answers
        `round`, `date` and the columns of `unit`, the last of which names it.
    unit
        Columns that are a unit of a topic.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-04-01", "2024-03-01"])
    >>> answers = pd.DataFrame({"unit": "U1", "round": [1, 2], "date": days})
    >>> backwards(answers, ["unit"])[0]["id"]
    'U1'
    """
    days = answers.groupby([*unit, "round"])["date"].agg(["min", "max"]).reset_index()
    before = days.groupby(unit)["max"].shift()
    units = days.loc[days["min"] < before, unit[-1]].drop_duplicates()
    if units.empty:
        return []
    return finding(
        WARNING,
        "votes",
        "轮次与日期次序不符",
        value=f"{len(units)} 个表决单元",
        remedy="以轮次最大者为最后一轮；请核对轮次和日期。",
        ids=units.astype(str).tolist(),
    )
