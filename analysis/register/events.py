"""What has happened to areas, projects, communities and buildings: when, and by what evidence."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ...layers.kinds import vocabulary
from ..eligibility import stages
from . import events_beside
from .cells import Tables, dates, text
from .rows import COLUMNS, HAPPENED, PLANNED, Row, row

_ENDED = ("building", "finished")  # stages in which works have begun
_FINISHED = "finished"


def events(tables: Tables, register: Tables, *, today: pd.Timestamp) -> pd.DataFrame:
    """
    The history of everything in the register, as far as it is on record.

    Parameters
    ----------
    tables
        Layers and answers of a plan.
    register
        `register_areas`, `register_projects`, `register_buildings`.
    today
        The day of the data, NaT where it is not known.

    Returns
    -------
    DataFrame
        One row an event: `of` (area, project, community, building), `id`, `event`, `event_zh`,
        `state` (happened, planned, undated), `since` (a day, or NaT), `since_reason` (why there
        is no day, or why it is doubted), `detail`, `source`, `seen_first` and `seen_last` (days of
        the data in which it stands: one and the same for a single plan), sorted by what, id, day.

    Examples
    --------
    >>> own = pd.DataFrame({"stage": ["building"], "start": ["2024-02-01"]}, index=["J1"])
    >>> beside = {"register_areas": pd.DataFrame(), "register_buildings": pd.DataFrame()}
    >>> found = events({"projects": own}, beside, today=pd.Timestamp("2024-06-30"))
    >>> found[["event", "state"]].values.tolist()
    [['start', 'happened'], ['stage', 'undated']]
    """
    rows = [
        *_projects(tables, today),
        *events_beside.arrived(tables),
        *events_beside.decided(tables),
        *events_beside.voted(tables),
        *events_beside.renewed(tables),
        *events_beside.batched(tables),
        *events_beside.packed(register),
        *events_beside.appraised(register),
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    text_columns = [name for name in COLUMNS if name != "since"]
    found = found.astype(dict.fromkeys(text_columns, "string"))
    found["since"] = pd.to_datetime(found["since"]).astype("datetime64[s]")
    seen = pd.Series(today, found.index).astype("datetime64[s]")
    ordered = found.assign(seen_first=seen, seen_last=seen)
    return ordered.sort_values(["of", "id", "since", "event", "detail"], ignore_index=True)


def _projects(tables: Tables, today: pd.Timestamp) -> Iterator[Row]:
    own = tables.get("projects", pd.DataFrame())
    words = {each.code: each.zh for each in vocabulary("project_stage")}
    days = pd.DataFrame({"start": dates(own, "start"), "finish": dates(own, "finish")})
    for id_, stage, start, finish in zip(
        own.index, text(own, "stage"), days["start"], days["finish"], strict=True
    ):
        if pd.notna(stage):
            said = f"{words.get(stage, stage)}"
            yield row(
                "project", id_, "stage", detail=said, reason=_no_day(stage), source="projects"
            )
        for event, day, reached in (
            ("start", start, str(stage) in _ENDED),
            ("finish", finish, str(stage) == _FINISHED),
        ):
            if pd.notna(day):
                yield _dated(id_, event, day, reached=reached, today=today)


def _no_day(stage: Any) -> str:
    by = stages.rows()["by"].get(stage, "")
    return f"项目图层只登记当前阶段，没有进入该阶段的日期；请由{by or '登记单位'}补记"


def _dated(id_: Any, event: str, day: pd.Timestamp, *, reached: bool, today: pd.Timestamp) -> Row:
    """A day on record is a plan until the stage says that it has come."""
    passed = pd.notna(today) and day <= today
    doubt = ""
    if passed and not reached:
        doubt = "日期已过，而项目阶段尚未到达，按计划登记"
    elif reached and pd.notna(today) and day > today:
        doubt = "项目阶段已到达，而日期晚于数据日期，按计划登记"
    elif pd.isna(today):
        doubt = "没有数据日期，无从判断是否已发生，按计划登记"
    state = HAPPENED if reached and passed else PLANNED
    return row("project", id_, event, day=day, state=state, reason=doubt, source="projects")
