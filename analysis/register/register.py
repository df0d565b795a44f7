"""The register of a plan: 片区, project and building, linked by id, with history and faults."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ..eligibility import modes
from . import areas, buildings, checks, events, needs, projects
from .cells import JOIN, Tables, as_of
from .links import links


def register(
    tables: Tables,
    *,
    community: pd.Series | None = None,
    overrides: Mapping[str, str | Path] | None = None,
) -> dict[str, pd.DataFrame]:
    """
    The register of a plan.

    Parameters
    ----------
    tables
        Layers and answers of a plan by name, as far as they are there: `projects` above all, then
        `communities`, `buildings`, `districts`, `ledger`, `decisions`, `sources`, `gaps`,
        `scorecard`, `synchrony`, `bundles`, `bundle_members`, `eligibility`, `staging`, `consents`,
        `kinds`.
    community
        Of each building, as the walks have found it.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    dict
        `register_areas`, `register_projects`, `register_buildings`, `register_needs`,
        `register_events`, `register_checks` and `register_findings` (see the modules of those
        names). Empty where there is no project. A project without a finding or need is in all of
        them, and an error in `register_findings`.

    References
    ----------
    老旧小区改造专题调研报告 (Henan): 无体检不项目、无体检不更新; 编制城市更新地图、城市更新数据库.

    Examples
    --------
    >>> two = pd.DataFrame({"name": ["甲", "乙"], "finding": ["TJ-1", None]}, index=["J1", "J2"])
    >>> found = register({"projects": two})["register_findings"]
    >>> found.loc[found["severity"] == "error", "id"].tolist()
    ['J2']
    """
    if not len(tables.get("projects", ())):
        return {}
    today = as_of(tables)
    dangerous = modes.grades(modes.rows(overrides=overrides))
    needed = needs.needs(tables, grades=dangerous)
    where = areas.areas(tables)
    own = projects.projects(tables, links(tables, needed), where)
    homes = buildings.buildings(tables, own, where, community=community)
    found = {
        "register_areas": _filled(where, own, homes),
        "register_projects": own,
        "register_buildings": homes,
    }
    asked = checks.checks(tables, own, needed, today=today, overrides=overrides)
    return found | {
        "register_needs": needed,
        "register_events": events.events(tables, found, today=today),
        "register_checks": asked,
        "register_findings": checks.findings(asked),
    }


def _filled(where: gpd.GeoDataFrame, own: pd.DataFrame, homes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Areas with their projects, buildings and how far those are."""
    held = areas.projects_in(where, own)
    status = projects.several(held, own["status"])
    inside = homes["area"].value_counts()
    counted = where.assign(
        community_count=_counted(where["communities"]),
        projects=held,
        project_count=_counted(held),
        buildings=pd.Series(inside.reindex(where.index).fillna(0), where.index).astype("Int64"),
        status=status,
        status_zh=status.map(projects.STATES).astype("string"),
    )
    last = [name for name in counted.columns if name not in ("source", "geometry")]
    return gpd.GeoDataFrame(counted[[*last, "source", "geometry"]])


def _counted(listed: pd.Series) -> pd.Series:
    counts = [len(str(own).split(JOIN)) if pd.notna(own) else 0 for own in listed]
    return pd.Series(counts, listed.index, dtype="Int64")
