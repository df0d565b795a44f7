"""Projects of the register: where, what, how far, and what each answers."""

import pandas as pd

from ...layers.kinds import vocabulary
from ..project_members import members
from . import areas
from .cells import JOIN, Tables, dates, joined, text

PLANNED, UNDERWAY, DONE, UNKNOWN, NONE = "planned", "underway", "done", "unknown", "none"
STATES = {
    PLANNED: "前期",
    UNDERWAY: "实施中",
    DONE: "已竣工",
    UNKNOWN: "阶段不明",
    NONE: "没有项目",
}
_BEGUN, _ENDED = "building", "finished"
_ORDER = (UNDERWAY, PLANNED, DONE, UNKNOWN)  # of several, the first decides


def projects(tables: Tables, links: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """
    The projects of the register.

    Parameters
    ----------
    tables
        `projects`, and as far as they are there `buildings`, `eligibility` and `staging`.
    links
        From :func:`pianqu.analysis.register.links.links`.
    found
        From :func:`pianqu.analysis.register.areas.areas`.

    Returns
    -------
    DataFrame
        Indexed by project: `name`, `areas` and `areas_from` (declared, package, district: how they
        are known), `communities`, `buildings` (how many), mode, stage and status with words,
        `cost` (yuan), `start`, `finish`, `entity`, what it answers (the columns of `links`),
        `entry` (whether its communities may enter the programme), `batch` (years),
        `source`, `as_of`.

    Examples
    --------
    >>> own = pd.DataFrame({"name": ["甲"], "stage": ["building"], "finding": ["TJ-1"]}, index=["J1"])
    >>> link = pd.DataFrame({"link": ["finding"]}, index=["J1"])
    >>> none = pd.DataFrame({"kind": [], "communities": []})
    >>> projects({"projects": own}, link, none)[["status_zh", "link"]].values.tolist()
    [['实施中', 'finding']]
    """
    given = tables.get("projects", pd.DataFrame())
    index = given.index.astype("string").rename("project")
    stage = text(given, "stage")
    inside, where = _areas(tables, given, found)
    made = {
        "name": text(given, "name"),
        "areas": inside,
        "areas_from": where,
        "communities": joined(members(text(given, "communities"))),
        "buildings": _buildings(tables, given),
        "mode": text(given, "mode"),
        "mode_zh": _words(text(given, "mode"), "renewal_mode"),
        "stage": stage,
        "stage_zh": _words(stage, "project_stage"),
        "status": status(stage),
        "status_zh": status(stage).map(STATES).astype("string"),
        "cost": pd.to_numeric(given.get("cost", pd.Series(pd.NA, given.index))).astype("Float64"),
        "start": dates(given, "start"),
        "finish": dates(given, "finish"),
        "entity": text(given, "entity"),
    }
    frame = pd.DataFrame(made, index=given.index).join(links)
    frame["entry"] = _told(tables, given, "eligibility", "entry_zh")
    frame["batch"] = _told(tables, given, "staging", "batch")
    return frame.assign(source=text(given, "source"), as_of=dates(given, "as_of")).set_axis(index)


def status(stage: pd.Series) -> pd.Series:
    """
    planned, underway, done or unknown, of a stage.

    Examples
    --------
    >>> status(pd.Series(["applied", "building", "finished", None], dtype="string")).tolist()
    ['planned', 'underway', 'done', 'unknown']
    """
    found = pd.Series(PLANNED, stage.index, dtype="string")
    found = found.mask(stage.eq(_BEGUN).fillna(value=False), UNDERWAY)
    found = found.mask(stage.eq(_ENDED).fillna(value=False), DONE)
    return found.mask(stage.isna(), UNKNOWN)


def several(listed: pd.Series, states: pd.Series) -> pd.Series:
    """
    One status for what several projects are about: underway before planned before done.

    Parameters
    ----------
    listed
        Projects joined by semicolons, NA for none.
    states
        Status by project.

    Examples
    --------
    >>> states = pd.Series({"J1": "done", "J2": "planned"})
    >>> several(pd.Series(["J1;J2", "J1", None]), states).tolist()
    ['planned', 'done', 'none']
    """

    def one(own: object) -> str:
        if not isinstance(own, str):
            return NONE
        held = {states.get(project, UNKNOWN) for project in own.split(JOIN)}
        return next((state for state in _ORDER if state in held), UNKNOWN)

    return pd.Series([one(own) for own in listed], listed.index, dtype="string")


def _areas(tables: Tables, given: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Declared, or else those of its communities, or else the package that it is in itself."""
    declared, of = text(given, "bundle"), areas.of_communities(found)
    named = members(text(given, "communities"))
    inside = joined(
        pd.Series([[of[each] for each in own if each in of.index] for own in named], given.index)
    )
    alone = given.index.astype("string").map(areas.of_projects(tables).to_dict())
    inside = inside.fillna(pd.Series(alone, given.index, dtype="string"))
    kinds = found["kind"]
    via = [
        JOIN.join(dict.fromkeys(str(kinds[area]) for area in own.split(JOIN))) if own else pd.NA
        for own in inside.fillna("")
    ]
    where = pd.Series(via, given.index, dtype="string").mask(declared.notna(), areas.DECLARED)
    return declared.fillna(inside), where


def _buildings(tables: Tables, given: pd.DataFrame) -> pd.Series:
    """How many stand in its communities; NA where there is no layer or no community."""
    if "buildings" not in tables:
        return pd.Series(pd.NA, given.index, dtype="Int64")
    counts = text(tables["buildings"], "community").value_counts()
    named = members(text(given, "communities"))
    told = [sum(int(counts.get(each, 0)) for each in own) if own else pd.NA for own in named]
    return pd.Series(told, given.index, dtype="Int64")


def _told(tables: Tables, given: pd.DataFrame, table: str, column: str) -> pd.Series:
    """What an answer says of the communities of each project, each word once."""
    rows = tables.get(table, pd.DataFrame())
    rows = rows.set_index("community") if "community" in rows.columns else rows
    said = text(rows, column)
    named = members(text(given, "communities"))
    held = [[said[each] for each in own if each in said.index] for own in named]
    return joined(
        pd.Series([[each for each in own if pd.notna(each)] for own in held], given.index)
    )


def _words(codes: pd.Series, name: str) -> pd.Series:
    return codes.map({each.code: each.zh for each in vocabulary(name)}).astype("string")
