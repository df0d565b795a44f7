"""The rules by which a plot is refused: what is asked, of which layer, and how much of the plot."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from .. import standards

TABLE = "idle_refusals"
EXCLUDES, SEPARATE, WARNS = "excludes", "separate", "warns"
APPLIES, CLEAR, UNKNOWN = "applies", "clear", "unknown"
ALL, LAND, PREMISES, RESIDUAL = "all", "land", "premises", "residual"
_CHOICES = {
    "effect": (EXCLUDES, SEPARATE, WARNS),
    "asks": (ALL, LAND, PREMISES, RESIDUAL),
    "whose": ("any", "own"),
}
_FIXED = ("whose", "layer")  # what a rule looks at is how it is computed


def rules(*, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The rules of the table `idle_refusals`.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        Indexed by key, in the order of the file: `effect` (excludes, separate: listed by itself,
        warns), `asks` (of which plots), `classes`, `statuses`, `layer` and `kinds` (several by |),
        `whose` (own: of the parcel that the plot is, any: of what lies on it), `buffer` (key of
        `idle_setbacks`), `distance` (m), `share` (of the plot; 0: any part).

    Raises
    ------
    ChoiceError
        The user's own table has a fault: see :func:`faults`.

    Examples
    --------
    >>> rules().loc["park", ["effect", "classes", "layer"]].tolist()
    ['excludes', 'park', 'parks|facilities']
    """
    return standards.load(TABLE, overrides=overrides, check=faults)


def words(cell: object) -> list[str]:
    """
    The words of a cell.

    Examples
    --------
    >>> words("park|square"), words("")
    (['park', 'square'], [])
    """
    return [word for word in str(cell).split("|") if word]


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of refusals: words, shares, distances, rules that are missing.

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
    >>> table = standards.load("idle_refusals").reset_index()
    >>> list(faults(table, "mine.csv"))
    []
    >>> next(faults(table.assign(share=3.0), "mine.csv"))
    '规则表文件 mine.csv 第 0 行（park）的 share 为 3，应在 0 至 1 之间；请改正该格。'
    """
    known, sizes = standards.load(TABLE), standards.load("idle_setbacks").index
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        if row["key"] not in known.index:
            yield f"{place}的 key 不是已知的规则；请改正，或删去该行。"
            continue
        yield from _word_faults(row, known.loc[row["key"]], place)
        if row["buffer"] and row["buffer"] not in sizes:
            yield f"{place}的 buffer 为“{row['buffer']}”，不是规则表 idle_setbacks 的 key；请改正。"
        if not 0 <= row["share"] <= 1:
            yield f"{place}的 share 为 {row['share']:g}，应在 0 至 1 之间；请改正该格。"
        if row["distance"] < 0:
            yield f"{place}的 distance 为 {row['distance']:g}，不应小于 0；请改正该格。"
    for key in known.index:
        if key not in set(table["key"]):
            yield (
                f"规则表文件 {file} 的 key 列缺少 {key} 行；"
                f"请从 pianqu tables {TABLE} --csv 抄入该行。"
            )


def _word_faults(row: pd.Series, usual: pd.Series, place: str) -> Iterator[str]:
    for name, choices in _CHOICES.items():
        if row[name] not in choices:
            yield f"{place}的 {name} 为“{row[name]}”，应为 {'、'.join(choices)} 之一；请改正。"
    for name in _FIXED:
        if row[name] != usual[name]:
            yield f"{place}的 {name} 为“{row[name]}”，应为 {usual[name] or '空'}；请改正。"
