"""How the people of a grid are shared where the floor area of a home is not known."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from . import standards

TABLE = "population_rules"
_OUTLINE = "outline_where_unknown"
_YES_NO = (0, 1)


def by_outline(*, overrides: Mapping[str, str | Path] | None = None) -> bool:
    """
    Whether a cell that holds a home of unknown floor area is shared by outlines.

    Parameters
    ----------
    overrides
        As for :func:`pianqu.analysis.standards.load`; table `population_rules`.

    Raises
    ------
    ChoiceError
        The user's table has a fault.

    Examples
    --------
    >>> by_outline()
    False
    """
    table = standards.load(TABLE, overrides=overrides, check=faults)
    return bool(table.loc[_OUTLINE, "value"])


def faults(table: pd.DataFrame, file: str) -> Iterator[str]:
    """
    What is wrong with a user's table.

    Parameters
    ----------
    table
        Indexed by line of the file.
    file
        Its name.

    Yields
    ------
    str
        One sentence a fault.

    Examples
    --------
    >>> list(faults(pd.DataFrame({"key": ["outline_where_unknown"], "value": [1]}), "我的.csv"))
    []
    """
    if _OUTLINE not in set(table["key"]):
        yield f"规则表文件 {file} 缺少 {_OUTLINE} 行；请补上，value 为 0（不分摊）或 1（按轮廓面积）。"
    for line, key, value in zip(table.index, table["key"], table["value"], strict=True):
        if pd.to_numeric(value, errors="coerce") not in _YES_NO:
            yield f"规则表文件 {file} 第 {line} 行（{key}）的 value 为“{value}”，应为 0 或 1；请改正。"
