"""Columns of the layers and answers that a register is made from, there or not."""

from collections.abc import Mapping

import pandas as pd

from ..project_members import members

Tables = Mapping[str, pd.DataFrame]
JOIN = ";"


def text(frame: pd.DataFrame, name: str) -> pd.Series:
    """
    A column as text; all missing where there is none.

    Parameters
    ----------
    frame
        Any table.
    name
        Of the column.

    Returns
    -------
    Series
        Text or NA, the index of `frame`; an empty text is missing.

    Examples
    --------
    >>> text(pd.DataFrame({"a": ["x", " "]}), "a").tolist(), text(pd.DataFrame(index=[1]), "b").tolist()
    (['x', <NA>], [<NA>])
    """
    if name not in frame.columns:
        return pd.Series(pd.NA, frame.index, dtype="string", name=name)
    plain = frame[name].astype("string").str.strip()
    return plain.mask(plain.eq("").fillna(value=False))


def dates(frame: pd.DataFrame, name: str) -> pd.Series:
    """
    A column as days; all NaT where there is none.

    Examples
    --------
    >>> dates(pd.DataFrame(index=[1]), "start").tolist()
    [NaT]
    """
    found = frame[name] if name in frame.columns else pd.Series(pd.NaT, frame.index)
    return pd.to_datetime(found, errors="coerce").astype("datetime64[s]")


def joined(parts: pd.Series) -> pd.Series:
    """
    Lists of ids as text, joined by semicolons; NA for an empty list.

    Examples
    --------
    >>> joined(pd.Series([["C1", "C2"], []])).tolist()
    ['C1;C2', <NA>]
    """
    told = [JOIN.join(dict.fromkeys(map(str, own))) or pd.NA for own in parts.tolist()]
    return pd.Series(told, parts.index, dtype="string")


def as_of(tables: Tables) -> pd.Timestamp:
    """
    The latest day of the data; NaT where no source says one.

    Examples
    --------
    >>> as_of({"sources": pd.DataFrame({"as_of": ["2024-06-30", None]})}).isoformat()
    '2024-06-30T00:00:00'
    """
    found = tables.get("sources", pd.DataFrame())
    return dates(found, "as_of").max()  # pyright: ignore[reportReturnType]  NaT is a timestamp here


def pairs(tables: Tables) -> pd.DataFrame:
    """
    Project and community of every community that a project names.

    Parameters
    ----------
    tables
        With `projects`, or without.

    Returns
    -------
    DataFrame
        `project`, `community`: ids as they are written, in the order of the projects.

    Examples
    --------
    >>> own = pd.DataFrame({"communities": ["C1;C2", None]}, index=["J1", "J2"])
    >>> pairs({"projects": own}).values.tolist()
    [['J1', 'C1'], ['J1', 'C2']]
    """
    projects = tables.get("projects", pd.DataFrame())
    named = members(text(projects, "communities"))
    rows = [(str(id_), each) for id_, own in named.items() for each in own]
    return pd.DataFrame(rows, columns=["project", "community"], dtype="string")


def place_of(tables: Tables, *, community: pd.Series | None = None) -> pd.Series:
    """
    Community of each building.

    Parameters
    ----------
    tables
        With `buildings`, or without.
    community
        As the walks have found it; else as registered.

    Returns
    -------
    Series
        Id or NA, by building.

    Examples
    --------
    >>> homes = pd.DataFrame({"community": ["C1", None]}, index=["B1", "B2"])
    >>> place_of({"buildings": homes}).tolist()
    ['C1', <NA>]
    """
    homes = tables.get("buildings", pd.DataFrame())
    own = text(homes, "community")
    return own if community is None else own.fillna(community.reindex(homes.index).astype("string"))
