"""What each floor pays for a lift, in proportion: the rows of one set of coefficients."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ...gis.errors import ChoiceError
from .. import standards

TABLE = "share_coefficients"
FLOOR, HOUSEHOLD = "floor", "household"  # what a coefficient belongs to
PERCENT = "%"
_UNITS = (PERCENT, "coefficient")
_NUMBERS = ("least", "most")  # blank where the set has no ranges


def rows(name: str, *, overrides: Mapping[str, str | Path] | None = None) -> pd.DataFrame:
    """
    The coefficients of one set.

    Parameters
    ----------
    name
        Such as `linear`, `shanghai`, `guangzhou` or `informal`, or one of the user's own table.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    DataFrame
        In the order of the table: among others `per` (a coefficient is of the `floor`, whose
        households share it, or of each `household`), `storeys` (of the house for which the row
        holds; NA for any), `floor`, `coefficient`, and `least` and `most` (what the rule allows;
        NA where it gives no range).

    Raises
    ------
    ChoiceError
        There is no such set, or the user's table has a fault.

    Examples
    --------
    >>> rows("shanghai")["coefficient"].tolist()
    [0.0, 5.0, 9.0, 14.0, 19.0, 24.0, 29.0, 56.0]
    """
    table = standards.load(TABLE, overrides=overrides, check=faults).reset_index(drop=True)
    own = table[table["set"] == name]
    if own.empty:
        known = "、".join(dict.fromkeys(table["set"]))
        raise ChoiceError(
            f"分摊系数“{name}”不在规则表 {TABLE} 中；可选：{known}（见 pianqu tables {TABLE}）。"
        )
    numbers = {column: _number(own[column]) for column in _NUMBERS}
    storeys = _number(own["storeys"]).astype("Int64")
    return own.assign(storeys=storeys, **numbers).reset_index(drop=True)


def of(households: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """
    The coefficient of each household's floor.

    Parameters
    ----------
    households
        Columns `storeys` (of the house) and `storey` (of the household), NA not known.
    rows
        From :func:`rows`. Rows for houses of just so many storeys go before those for any.

    Returns
    -------
    DataFrame
        The index of `households`: `coefficient`, `least`, `most` (Float64), `per`, `unit`,
        `status`; NA where the set has no row for that floor of such a house, which is never
        guessed from another.

    Examples
    --------
    >>> homes = pd.DataFrame({"storeys": [7, 4, 6], "storey": [7, 4, 6]})
    >>> of(homes, rows("shanghai"))["coefficient"].tolist()
    [29.0, 56.0, <NA>]
    """
    columns = ["coefficient", "least", "most", "per", "unit", "status"]
    only = set(rows["storeys"].dropna().astype(int))
    storeys = households["storeys"].astype("Int64")
    kind = storeys.where(storeys.isin(only), 0).fillna(-1 if only else 0).astype(int)
    table = rows.assign(kind=rows["storeys"].fillna(0).astype(int))
    floor = households["storey"].astype("Int64").fillna(0).astype(int)
    keys = pd.MultiIndex.from_arrays([kind, floor])
    found = table.set_index(["kind", "floor"])[columns].reindex(keys)
    kinds = dict.fromkeys(columns[:3], "Float64") | dict.fromkeys(columns[3:], "string")
    return found.set_axis(households.index).astype(kinds)


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table of coefficients.

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
    >>> table = standards.load(TABLE).assign(per="door").head(1)
    >>> list(faults(table, "mine.csv"))
    ['规则表文件 mine.csv 第 0 行（shanghai）的 per 为“door”，应为 floor 或 household；请改正该格。']
    """
    for line, row in table.iterrows():
        place = f"规则表文件 {file} 第 {line} 行（{row['set']}）"
        yield from (f"{place}的 {said}；请改正该格。" for said in _odd(row))
    for key, same in table.groupby(["set", "storeys", "floor"], sort=False):
        if len(same) > 1:
            yield (
                f"规则表文件 {file} 第 {'、'.join(map(str, same.index))} 行同为 {key[0]} 第"
                f" {key[2]:g} 层的系数，每层只应有一行；请只留一行。"
            )
    for key, group in table.groupby(["set", "storeys"], sort=False):
        for column in ("per", "unit"):
            if len(set(group[column])) > 1:
                yield (
                    f"规则表文件 {file} 中 {key[0]} 的 {column} 有"
                    f" {'、'.join(group[column].unique())}，同一套系数只应有一种；请统一。"
                )


def _odd(row: pd.Series) -> Iterator[str]:
    for column, allowed in (("per", (FLOOR, HOUSEHOLD)), ("unit", _UNITS)):
        if row[column] not in allowed:
            yield f"{column} 为“{row[column]}”，应为 {' 或 '.join(allowed)}"
    for column in ("storeys", "least", "most"):
        if row[column] != "" and math.isnan(_one(row[column])):
            yield f"{column} 为“{row[column]}”，应为数字或留空"
    storeys, least, most = (_one(row[column]) for column in ("storeys", "least", "most"))
    if storeys < 1 or storeys % 1 > 0:
        yield f"storeys 为 {storeys:g}，应为正整数或留空"
    if row["floor"] % 1 or row["floor"] < 1 or row["floor"] > storeys:
        yield f"floor 为 {row['floor']:g}，应为不超过 storeys 的正整数"
    if row["coefficient"] < 0 or row["coefficient"] < least or row["coefficient"] > most:
        yield f"coefficient 为 {row['coefficient']:g}，应不小于 0 并在 least 与 most 之间"


def _number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.replace("", pd.NA), errors="coerce").astype("Float64")


def _one(cell: object) -> float:
    """The number a cell of text holds; NaN, which is on neither side of anything, where none."""
    try:
        number = float(str(cell))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
