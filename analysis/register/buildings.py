"""Buildings of the register: their area, the projects that are about them, and how far those are."""

import pandas as pd

from . import areas
from .cells import Tables, joined, pairs, place_of, text
from .projects import NONE, STATES, several

_WHOLE = "项目按小区登记，未逐栋列明；是否实施以项目为准"
_NO_PLACE = "楼栋没有所属小区，无从归入项目"
_NO_PROJECT = "所属小区没有项目"


def buildings(
    tables: Tables,
    projects: pd.DataFrame,
    found: pd.DataFrame,
    *,
    community: pd.Series | None = None,
) -> pd.DataFrame:
    """
    The buildings of the register.

    Parameters
    ----------
    tables
        With `buildings`, or without.
    projects
        From :func:`pianqu.analysis.register.projects.projects`.
    found
        From :func:`pianqu.analysis.register.areas.areas`.
    community
        Of each building, where the layer does not say it.

    Returns
    -------
    DataFrame
        Indexed by building: `name`, `community`, `area`, `projects` (ids joined by semicolons, of
        its community), `status` and `status_zh` (underway before planned before done; none),
        `reason` (how far that is known), `households`, `safety_grade`, `source`, `as_of`.

    Examples
    --------
    >>> tables = {"buildings": pd.DataFrame({"community": ["C1", None]}, index=["B1", "B2"]),
    ...     "projects": pd.DataFrame({"communities": ["C1"]}, index=["J1"])}
    >>> states = pd.DataFrame({"status": ["done"]}, index=["J1"])
    >>> none = pd.DataFrame({"kind": [], "communities": []})
    >>> buildings(tables, states, none)[["projects", "status"]].values.tolist()
    [['J1', 'done'], [<NA>, 'unknown']]
    """
    homes = tables.get("buildings", pd.DataFrame())
    where = place_of(tables, community=community)
    held = pairs(tables).groupby("community")["project"].agg(list)
    own = joined(pd.Series([held.get(each, []) for each in where.fillna("")], homes.index))
    status = several(own, projects["status"]).mask(where.isna(), "unknown")
    reason = pd.Series(_WHOLE, homes.index, dtype="string")
    reason = reason.mask(status.eq(NONE), _NO_PROJECT).mask(where.isna(), _NO_PLACE)
    made = {
        "name": text(homes, "name"),
        "community": where,
        "area": where.map(areas.of_communities(found)).astype("string"),
        "projects": own,
        "status": status,
        "status_zh": status.map(STATES).astype("string"),
        "reason": reason,
        "households": homes.get("households", pd.Series(pd.NA, homes.index)).astype("Int64"),
        "safety_grade": text(homes, "safety_grade"),
        "source": text(homes, "source"),
        "as_of": pd.to_datetime(homes.get("as_of", pd.Series(pd.NaT, homes.index))),
    }
    index = homes.index.astype("string").rename("building")
    return pd.DataFrame(made, index=homes.index).set_axis(index)
