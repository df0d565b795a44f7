"""Whether what money depends on has come about: yes, no, or still open, with the reason."""

import re

import pandas as pd

YES, NO, OPEN = "yes", "no", "open"
FINISHED = "finished"
_DAY = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})")
_WORKS = re.compile("完工|竣工|完成改造")


def conditions(
    ledger: pd.DataFrame, projects: pd.DataFrame, *, as_of: pd.Timestamp
) -> pd.DataFrame:
    """
    The state of the condition of each row that has one.

    Money that has arrived is no longer conditional. A condition that names a day by which works
    are finished is judged by the project's stage and day of completion; every other one stays open:
    the ledger cannot tell whether it is met.

    Parameters
    ----------
    ledger
        The layer: `project`, `condition`, `arrived`.
    projects
        The layer, indexed by project: `stage`, `finish`.
    as_of
        The day of the judgement.

    Returns
    -------
    DataFrame
        Indexed as the rows of `ledger` with a condition: `met` (yes, no, open), `deadline` (NaT
        where none is named), `finish` (of the project), `reason`.

    Examples
    --------
    >>> ledger = pd.DataFrame({"project": "J1", "condition": ["2024 年 12 月 31 日前全部完工"],
    ...     "arrived": pd.NaT}, index=["M1"])
    >>> projects = pd.DataFrame({"stage": "building", "finish": pd.Timestamp("2025-02-01")}, index=["J1"])
    >>> found = conditions(ledger, projects, as_of=pd.Timestamp("2024-06-30"))
    >>> found.loc["M1", ["met", "reason"]].tolist()
    ['open', '期限 2024-12-31，计划 2025-02-01 竣工，按计划将逾期']
    """
    own = ledger[ledger["condition"].fillna("").str.strip().ne("")]
    stage = own["project"].map(projects["stage"])
    finish = pd.to_datetime(projects["finish"].reindex(own["project"])).set_axis(own.index)
    deadline = [_deadline(str(text)) for text in own["condition"]]
    judged = [
        _judged(text, day, arrived, (at, end), as_of)
        for text, day, arrived, at, end in zip(
            own["condition"], deadline, own["arrived"], stage, finish, strict=True
        )
    ]
    found = pd.DataFrame(judged, index=own.index, columns=["met", "reason"], dtype="string")
    found.insert(1, "deadline", pd.to_datetime(pd.Series(deadline, own.index, dtype=object)))
    found.insert(2, "finish", finish)
    return found


def _deadline(text: str) -> pd.Timestamp | None:
    """The day by which works are to be finished; None where the text names none."""
    day = _DAY.search(text)
    if day is None or not _WORKS.search(text):
        return None
    try:
        year, month, at = map(int, day.groups())
        return pd.Timestamp(year=year, month=month, day=at)
    except ValueError:  # a 31 June
        return None


def _judged(text: str, day, arrived, project: tuple, as_of: pd.Timestamp) -> tuple[str, str]:
    if pd.notna(arrived) and arrived <= as_of:
        return YES, "资金已到账"
    if day is None:
        return OPEN, f"条件“{text}”是否满足，资金表无从判断，须出具证明"
    return _in_time(day, project, as_of)


def _in_time(day: pd.Timestamp, project: tuple, as_of: pd.Timestamp) -> tuple[str, str]:
    stage, finish = project
    limit = f"期限 {day:%Y-%m-%d}"
    if not pd.isna(stage) and stage == FINISHED:
        if pd.isna(finish):
            return OPEN, f"{limit}，项目已竣工而竣工日期未填"
        done = f"{limit}，{finish:%Y-%m-%d} 竣工"
        return (YES, f"{done}，按期") if finish <= day else (NO, f"{done}，逾期")
    if as_of > day:
        return NO, f"{limit}已过，项目尚未竣工"
    if pd.isna(finish):
        return OPEN, f"{limit}，项目计划竣工日期未填"
    planned = f"{limit}，计划 {finish:%Y-%m-%d} 竣工"
    spare = (day - finish).days
    return OPEN, f"{planned}，余 {spare} 天" if spare >= 0 else f"{planned}，按计划将逾期"
