"""Kinds of idle land: how strong each is, and which stands for a plot with several."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from .. import standards

TABLE = "idle_kinds"
EVIDENCE = ("registered", "residual", "under_used", "premises", "raster")
CANDIDATE, SEPARATE = "candidate", "separate"
OPEN, BUILT = "open", "built"
_CHOICES = {
    "evidence": EVIDENCE[:-1],
    "effect": (CANDIDATE, SEPARATE),
    "ground": (OPEN, BUILT),
}


def kinds(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The kinds of idle land.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        Indexed by key, the strongest first: `zh`, `rank`, `evidence` (what it rests on), `effect`
        (candidate, or separate: listed by itself), `ground` (open, or built: a building stands
        there), `standard`, `clause`, `status`, `sources`, `rule`, `note`.

    Raises
    ------
    ChoiceError
        The user's own table has a fault: see :func:`faults`.

    Examples
    --------
    >>> kinds().index[0], kinds().loc["reserve_blank", "effect"]
    ('legal_idle', 'separate')
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    return table.sort_values("rank", kind="stable")


def strongest(kind: pd.Series, *, of: pd.Series, table: pd.DataFrame) -> pd.Series:
    """
    The kind that stands for each plot: the strongest of those that its evidence speaks for.

    Parameters
    ----------
    kind
        A kind a row; blank and missing ones count for nothing.
    of
        The plot of each row, the same index.
    table
        From :func:`kinds`.

    Returns
    -------
    Series
        Indexed by plot, sorted; text.

    Examples
    --------
    >>> found = pd.Series(["corner", "vacant_parcel", "corner"])
    >>> strongest(found, of=pd.Series(["L1", "L1", "L2"]), table=kinds()).to_dict()
    {'L1': 'vacant_parcel', 'L2': 'corner'}
    """
    place = kind.map({key: at for at, key in enumerate(table.index)})
    best = place.dropna().groupby(of).min().astype(int)
    return pd.Series(table.index[best.to_numpy()], index=best.index, dtype="string", name="kind")


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of kinds: words, ranks, kinds that are missing.

    Parameters
    ----------
    table
        The columns of the bundled table, indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> table = standards.load("idle_kinds").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(ground="wet"), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（legal_idle）的 ground 为“wet”，应为 open、built 之一；请改正。'
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        for name, choices in _CHOICES.items():
            if row[name] not in choices:
                yield f"{place}的 {name} 为“{row[name]}”，应为 {'、'.join(choices)} 之一；请改正。"
    twice = table.loc[table["rank"].duplicated(keep=False), "key"]
    if len(twice):
        yield f"规则表文件 {file} 中 {'、'.join(twice)} 的 rank 相同，应各不相同；请改正。"
    for key in standards.load(TABLE).index:
        if key not in set(table["key"]):
            yield (
                f"规则表文件 {file} 的 key 列缺少 {key} 行；"
                f"请从 pianqu tables {TABLE} --csv 抄入该行。"
            )
