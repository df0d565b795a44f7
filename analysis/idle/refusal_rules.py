"""The rules by which a plot is refused: what is asked, of which layer, and how much of the plot."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...layers import kinds
from .. import standards

TABLE = "idle_refusals"
EXCLUDES, SEPARATE, WARNS = "excludes", "separate", "warns"
APPLIES, CLEAR, UNKNOWN = "applies", "clear", "unknown"
ALL, LAND, OPEN, PREMISES, RESIDUAL = "all", "land", "open", "premises", "residual"
_CHOICES = {
    "effect": (EXCLUDES, SEPARATE, WARNS),
    "asks": (ALL, LAND, OPEN, PREMISES, RESIDUAL),
    "whose": ("any", "own"),
}
_FIXED = ("whose", "layer")  # what a rule looks at is how it is computed
_LISTS = {  # words that the kinds of a layer, and the statuses of a rule, are out of
    "parks": "park_kind",
    "facilities": "facility_kind",
    "protections": "protection_kind",
    "barriers": "barrier_kind",
    "premises": "premises_status",
    "buildings": "safety_grade",
    "streets": "street_kind",
}
_STATUSES = "parcel_status"


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
        warns), `asks` (of which plots; open: land on which nothing is held to stand), `classes`, `statuses`,
        `layer` and `kinds` (several by |; no kind: all of the layer), `whose` (own: of the parcel that the plot is, any: of what lies on it), `buffer` (key of
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
    known, units = standards.load(TABLE), standards.load("idle_setbacks")["unit"]
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['key']}）"
        if row["key"] not in known.index:
            yield f"{place}的 key 不是已知的规则；请改正，或删去该行。"
            continue
        yield from _word_faults(row, known.loc[row["key"]], place)
        yield from _list_faults(row, known.loc[row["key"]], place)
        usual = str(known["buffer"].loc[row["key"]])
        yield from _buffer_faults(row["buffer"], usual, units, place)
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


def _list_faults(row: pd.Series, usual: pd.Series, place: str) -> Iterator[str]:
    """Words of no list, and lists without a word."""
    lists = [_LISTS[layer] for layer in words(usual["layer"]) if layer in _LISTS]
    known = {"statuses": _codes(_STATUSES)}
    # what is no layer of the city has the words that its rule is computed by
    known["kinds"] = {code for name in lists for code in _codes(name)} or set(words(usual["kinds"]))
    for name, codes in known.items():
        for word in words(row[name]):
            if word not in codes:
                yield f"{place}的 {name} 中的“{word}”不是可用的词；请改正（参照随附的规则表）。"
    for name in ("classes", *known):
        if usual[name] and not words(row[name]):
            yield f"{place}的 {name} 是空的，该规则会漏查；请补上，不需要该规则时把 effect 改为 warns。"


def _codes(name: str) -> set[str]:
    return {choice.code for choice in kinds.vocabulary(name)}


def _buffer_faults(buffer: str, usual: str, units: pd.Series, place: str) -> Iterator[str]:
    unit = units[usual] if usual else "m"
    if not buffer and unit == "m":
        return
    if buffer not in units.index:
        yield f"{place}的 buffer 为“{buffer}”，不是规则表 idle_setbacks 的 key；请改正。"
    elif units[buffer] != unit:
        yield (
            f"{place}的 buffer 为“{buffer}”，单位是 {units[buffer]}，应为单位是 {unit} 的一行；请改正。"
        )
