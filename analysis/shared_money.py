"""Money of projects and communities: which rows are whose, and whose part is not known."""

import pandas as pd

from .finance import ledger
from .project_members import members


def placed(rows: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """
    The ledger, rows of a project of one community with that community where none is written.

    Parameters
    ----------
    rows, projects
        The layers `ledger` and `projects`.

    Returns
    -------
    DataFrame
        The index and columns of `rows`. A project of several communities is not shared out.

    Examples
    --------
    >>> works = pd.DataFrame({"communities": ["C1", "C1;C2"]}, index=["J1", "J2"])
    >>> rows = pd.DataFrame({"project": ["J1", "J2"], "community": [None, None]})
    >>> placed(rows, works)["community"].tolist()
    ['C1', <NA>]
    """
    held = members(projects.get("communities", pd.Series(pd.NA, projects.index)))
    first = [own[0] if len(own) == 1 else pd.NA for own in held.tolist()]
    only = pd.Series(first, projects.index, dtype="string")
    empty = pd.Series(pd.NA, rows.index, dtype="string")
    written = rows.get("community", empty).astype("string")
    of = rows.get("project", empty).astype("string").map(only).astype("string")
    return rows.assign(community=written.fillna(of))


def shared(rows: pd.DataFrame, projects: pd.DataFrame) -> pd.Series:
    """
    Communities whose part of a project is not known: rows of it say no community.

    Parameters
    ----------
    rows
        The ledger, from :func:`placed`.
    projects
        The layer.

    Returns
    -------
    Series
        Projects (joined by 、) by community.

    Examples
    --------
    >>> works = pd.DataFrame({"communities": ["C1;C2"]}, index=["J1"])
    >>> shared(pd.DataFrame({"project": ["J1"], "community": [None]}), works).to_dict()
    {'C1': 'J1', 'C2': 'J1'}
    """
    empty = pd.Series(pd.NA, rows.index, dtype="string")
    of = rows.get("project", empty).astype("string")
    written = rows.get("community", empty).astype("string")
    open_ = of[written.isna() & of.notna()].unique()
    named = members(projects.get("communities", pd.Series(pd.NA, projects.index))).explode()
    pairs = pd.concat(
        [
            pd.DataFrame({"project": named.index.astype(str), "community": named.to_numpy()}),
            pd.DataFrame({"project": of.to_numpy(), "community": written.to_numpy()}),
        ]
    ).dropna()
    pairs = pairs[pairs["project"].isin(open_)].drop_duplicates()
    found = pairs.groupby("community")["project"].agg(lambda own: "、".join(sorted(own)))
    return found.astype("string")


def unsettled(finance: pd.DataFrame, projects: pd.Series) -> pd.DataFrame:
    """
    Accounts, those of communities unknown where part of a project is not shared out.

    Parameters
    ----------
    finance
        The table of that name.
    projects
        From :func:`shared`.

    Returns
    -------
    DataFrame
        The rows of `finance`.

    Examples
    --------
    >>> rows = pd.DataFrame({"level": ["community"], "id": ["C1"], "cost": [9.0], "reason": ["-"]})
    >>> unsettled(rows, pd.Series({"C1": "J1"}))["reason"].tolist()
    ['J1 的款项没有分到各小区，本小区的收支未知']
    """
    hit = finance["level"].eq("community") & finance["id"].isin(projects.index)
    found = finance.copy()
    sums = found.select_dtypes("number").columns.difference(["rows"])
    found.loc[hit, sums] = pd.NA
    found.loc[hit, "balanced"] = ledger.UNKNOWN
    found.loc[hit, "balanced_zh"] = ledger.WORDS[ledger.UNKNOWN]
    named = found.loc[hit, "id"].map(projects)
    found.loc[hit, "reason"] = named + " 的款项没有分到各小区，本小区的收支未知"
    return found
