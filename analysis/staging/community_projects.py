"""The project that leads the renewal of each community: the farthest on, then the dearest."""

import pandas as pd

from ..project_members import members

STAGES = (  # in their order; the words are those of the layer of projects
    *("applied", "recommended", "reviewed", "assessed", "approved", "building", "finished"),
)
_COLUMNS = ["project", "name", "stage", "order", "finding", "cost", "start", "finish"]


def leading(
    projects: pd.DataFrame | None, ids: pd.Index, *, over: pd.Series | None = None
) -> pd.DataFrame:
    """
    The leading project of each community.

    Parameters
    ----------
    projects
        Indexed by id: `communities` (ids joined by semicolons), and where known `stage`,
        `finding`, `cost`, `start`, `finish`, `name`; None for none.
    ids
        Communities.
    over
        By project, whether it leads nothing any more, as a part of the renewal that is finished.

    Returns
    -------
    DataFrame
        Indexed by `ids`: `project`, `name`, `stage`, `order` (1 the first; NA not known),
        `finding`, `cost`, `start`, `finish`; NA where there is no project.

    Examples
    --------
    >>> works = pd.DataFrame(
    ...     {"communities": ["C1", "C1;C2"], "stage": ["applied", "approved"], "cost": [9.0, 1.0]},
    ...     index=["J1", "J2"],
    ... )
    >>> leading(works, pd.Index(["C1", "C2", "C3"]))["project"].tolist()
    ['J2', 'J2', nan]
    """
    if projects is None or projects.empty:
        return pd.DataFrame(index=ids, columns=_COLUMNS)
    rows = pd.DataFrame(projects).assign(project=projects.index)
    rows = rows if over is None else rows[~over.reindex(rows.index).eq(True).fillna(value=False)]
    rows = rows.reindex(columns=[*_COLUMNS, "communities"])
    rows["order"] = rows["stage"].map({stage: at for at, stage in enumerate(STAGES, 1)})
    own = members(rows["communities"])
    rows = rows.assign(community=own).explode("community")
    rows["community"] = rows["community"].astype("string").str.strip()
    rows = rows.sort_values("project", kind="stable")
    rows = rows.sort_values(["order", "cost"], ascending=False, na_position="last", kind="stable")
    first = rows.dropna(subset="community").drop_duplicates("community").set_index("community")
    return first[_COLUMNS].reindex(ids)
